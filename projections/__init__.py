"""What follows from what was recorded: a ledger with its tables, and the view to ask.

Each is loaded when it is first asked for, so that the program starts fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from projections.audit import Audit as Audit
    from projections.evidence import Policy as Policy
    from projections.kept.ledgers import create_ledger as create_ledger
    from projections.kept.ledgers import open_ledger as open_ledger
    from projections.roster import Roster as Roster
    from projections.view import View as View

_HOMES = {  # module: what is offered of it
    "projections.audit": ("Audit",),
    "projections.evidence": ("Policy",),
    "projections.kept.ledgers": ("create_ledger", "open_ledger"),
    "projections.roster": ("Roster",),
    "projections.view": ("View",),
}


def __getattr__(name: str) -> Any:
    for module, offered in _HOMES.items():
        if name in offered:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(name for offered in _HOMES.values() for name in offered)
