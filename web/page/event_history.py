"""How events read, as known at every position: those of a program, for a page to mark the days on
which something happened, and the sources that are cited for them."""

from collections.abc import Iterator, Sequence

import attrs

from ledger.events import Event, Recorded
from projections.effective import Effective
from web.page.relevant import Bearing


@attrs.frozen
class Moment:
    """How an event read from a position on; ``event`` is None where it was retracted, or said to
    be of another program."""

    known: int
    event: Event | None


def moments(bearing: Bearing, program: str) -> Iterator[tuple[Recorded, tuple[Moment, ...]]]:
    """Yield each event that ever was of a program, with its moments."""
    for recorded in bearing.happenings(program):
        yield recorded, tuple(_moments(bearing.history(recorded), program))


def source_moments(bearing: Bearing, source: str) -> Iterator[Moment]:
    """Return how a source read from which position on; nothing where it is not on file."""
    recorded = bearing.source(source)
    return _moments(bearing.history(recorded)) if recorded else iter(())


def _moments(history: Sequence[Recorded], program: str | None = None) -> Iterator[Moment]:
    """Yield the moments of an event, which was of a program where one is given."""
    state, before = Effective(), None
    for one in history:
        standing = state.apply(one).standing(history[0].position)
        event = standing.event if standing else None
        if program and getattr(event, "program", None) != program:
            event = None
        if event != before:
            yield Moment(one.position, event)
        before = event
