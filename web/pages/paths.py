"""Where the page of a program or a participant lies in the site."""

from ledger import states
from web.pages.happened import PROGRAM


def folder_of(participant: str) -> str:
    """Return the name of a participant's folder: its id. One that is a state's code but for upper
    case has an end to it, for disks to which both are the same."""
    return (
        participant
        if _is_code(participant) or not _is_code(participant.upper())
        else (f"{participant}.body")
    )


def _is_code(text: str) -> bool:
    return states.state(text) is not None


def path_of(sort: str, identity: str) -> str:
    """Return the path of the page of a program or a participant."""
    if sort == PROGRAM:
        return f"programs/{identity}/index.html"
    return f"participants/{folder_of(identity)}/index.html"
