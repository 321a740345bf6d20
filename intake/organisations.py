"""What kind of participant an organisation is, as far as its name says: a word in it that names
nothing else.

A name that only looks like a state's is not taken for an organisation. What is found is for a
person to confirm.
"""

import re
from collections.abc import Mapping

# by the kind; the words are looked for whole, in English
WORDS: Mapping[str, tuple[str, ...]] = {
    "intergovernmental": (
        *("Union", "Community", "Communities", "Organization", "Organisation", "League"),
        *("Nations", "Council", "Commission", "Commonwealth Secretariat", "Secretariat"),
        *("Fund", "Bank", "Authority", "Association of", "Alliance", "Cooperation", "Conference"),
        *("Court", "Tribunal", "Bureau", "Centre", "Center", "Institute", "Network", "System"),
        *("Office", "Programme", "Committee", "Group of States", "Facility", "Agency"),
        *("EUMETSAT", "EUTELSAT", "INTELSAT", "INMARSAT", "INTERPOL", "UNESCO", "UNIDO"),
    ),
    "university": ("University", "College", "Academy", "Polytechnic"),
    "company": ("Ltd", "Limited", "Inc", "GmbH", "Corporation", "Company", "S.A.", "SpA", "AG"),
    "ngo": ("Society", "Foundation", "Association", "Federation of"),
}


def kind_of(name: str, among_states: bool) -> str | None:
    """Return the kind that a name says, None where it says none. ``among_states``: the list is one
    of states and organisations of states, as a treaty's is, so that it names no other kinds."""
    kinds = ("intergovernmental",) if among_states else tuple(WORDS)
    found = [kind for kind in kinds if _says(name, WORDS[kind])]
    return found[0] if len(found) == 1 else None


def _says(name: str, words: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", name) for one in words)
