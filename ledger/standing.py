"""What an event says once everything recorded about it is taken into account.

A correction changes how an event reads, a retraction takes it away, and both may be retracted.
Where the records come from (a file, a list, a moment in the past) is left to the caller.
"""

from collections.abc import Callable, Sequence
from typing import Any

from ledger import codec
from ledger.events import Correction, Event, Recorded, Retraction

About = Callable[[int], Sequence[Recorded]]


def stands(position: int, about: About) -> bool:
    """Whether an event stands: nothing that stands retracts it.

    ``about`` gives what was recorded about the event at a position, in the order of the ledger.
    """
    return _standing(position, about)[position]


def reading(recorded: Recorded, about: About) -> tuple[Event, tuple[int, ...]]:
    """How an event reads with its standing corrections, in the order of the ledger, and the
    positions of those corrections. Whether it stands itself is not asked."""
    standing = _standing(recorded.position, about)
    changes: dict[str, Any] = {}
    by = []
    for other in about(recorded.position):
        if isinstance(other.event, Correction) and standing[other.position]:
            changes |= other.event.changes
            by.append(other.position)
    return codec.corrected(recorded.event, changes) if by else recorded.event, tuple(by)


def _standing(position: int, about: About) -> dict[int, bool]:
    """Whether the event stands, and everything that was recorded about it, however far removed.

    What is about an event comes after it, so the latest is decided first.
    """
    waiting, later = [position], {}
    while waiting:
        one = waiting.pop()
        later[one] = about(one)
        waiting.extend(other.position for other in later[one])
    standing: dict[int, bool] = {}
    for one in sorted(later, reverse=True):
        standing[one] = not any(
            isinstance(other.event, Retraction) and standing[other.position] for other in later[one]
        )
    return standing
