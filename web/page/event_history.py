"""What a program's events of the world said, as known at every position: for a page to mark the
days on which something happened.

Whether an event counts for a membership is left to `policy_grid`.
"""

from collections.abc import Iterator, Sequence

import attrs

from ledger.events import Recorded, World
from projections.effective import Effective
from web.page.relevant import Bearing


@attrs.frozen
class Moment:
    """How an event read from a position on; ``event`` is None where it was retracted, or said to
    be of another program."""

    known: int
    event: World | None


def moments(bearing: Bearing, program: str) -> Iterator[tuple[Recorded, tuple[Moment, ...]]]:
    """Each event that ever was of a program, with its moments."""
    for recorded in bearing.happenings(program):
        yield recorded, tuple(_moments(bearing.history(recorded), program))


def _moments(history: Sequence[Recorded], program: str) -> Iterator[Moment]:
    state, before = Effective(), None
    for one in history:
        standing = state.apply(one).standing(history[0].position)
        event = standing.event if standing else None
        if getattr(event, "program", None) != program:
            event = None
        if event != before:
            yield Moment(one.position, event)  # type: ignore[arg-type]
        before = event
