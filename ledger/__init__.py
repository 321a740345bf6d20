"""What was recorded: the ledger, its events and their dates.

Each is loaded when it is first asked for, so that the program starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.dates import parse as parse
    from ledger.errors import Refusal as Refusal
    from ledger.events import Announcement as Announcement
    from ledger.events import Attestation as Attestation
    from ledger.events import Citation as Citation
    from ledger.events import Claim as Claim
    from ledger.events import Consent as Consent
    from ledger.events import Correction as Correction
    from ledger.events import Endorsement as Endorsement
    from ledger.events import Launch as Launch
    from ledger.events import Milestone as Milestone
    from ledger.events import Participant as Participant
    from ledger.events import Program as Program
    from ledger.events import Recorded as Recorded
    from ledger.events import Retraction as Retraction
    from ledger.events import Signing as Signing
    from ledger.events import Source as Source
    from ledger.events import Withdrawal as Withdrawal
    from ledger.store import Ledger as Ledger
    from ledger.version import __version__ as __version__

_HOMES = {  # module: what is offered of it
    "ledger.dates": ("parse",),
    "ledger.errors": ("Refusal",),
    "ledger.events": (
        "Announcement",
        "Attestation",
        "Citation",
        "Claim",
        "Consent",
        "Correction",
        "Endorsement",
        "Launch",
        "Milestone",
        "Participant",
        "Program",
        "Recorded",
        "Retraction",
        "Signing",
        "Source",
        "Withdrawal",
    ),
    "ledger.store": ("Ledger",),
    "ledger.version": ("__version__",),
}


def __getattr__(name: str) -> Any:
    for module, offered in _HOMES.items():
        if name in offered:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(name for offered in _HOMES.values() for name in offered)
