"""How events read, as known at every position: those of a program, for a page to mark the days on
which something happened, the sources that are cited for them, and the lives of programs and
participants.

Whether an event counts for a membership is left to `policy_grid`.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter

import attrs

from ledger.events import Event, Recorded
from projections.effective import Effective
from projections.lives import Lives
from web.page.relevant import Bearing


@attrs.frozen
class Moment:
    """How an event read from a position on; ``event`` is None where it was retracted, or said to
    be of another program."""

    known: int
    event: Event | None


def moments(bearing: Bearing, program: str) -> Iterator[tuple[Recorded, tuple[Moment, ...]]]:
    """Each event that ever was of a program, with its moments."""
    for recorded in bearing.happenings(program):
        yield recorded, tuple(_moments(bearing.history(recorded), program))


def source_moments(bearing: Bearing, source: str) -> Iterator[Moment]:
    """How a source read from which position on; nothing where it is not on file."""
    recorded = bearing.source(source)
    return _moments(bearing.history(recorded)) if recorded else iter(())


def lives(bearing: Bearing, sort: str, identity: str) -> Iterator[tuple[int, Lives]]:
    """The entries into force and the endings on file of a program or a participant (``sort``), from
    which position on; from 0 on there are none."""
    yield 0, Lives()
    turns = (
        (one.known, recorded.position, one.event)
        for recorded in bearing.life(sort, identity)
        for one in _moments(bearing.history(recorded))
    )
    reads: dict[int, Event] = {}
    for known, position, event in sorted(turns, key=itemgetter(0, 1)):
        reads.pop(position, None)
        if event:
            reads[position] = event
        yield known, Lives(sorted(reads.items(), key=itemgetter(0)))


def _moments(history: Sequence[Recorded], program: str | None = None) -> Iterator[Moment]:
    """The moments of an event, which was of a program where one is given."""
    state, before = Effective(), None
    for one in history:
        standing = state.apply(one).standing(history[0].position)
        event = standing.event if standing else None
        if program and getattr(event, "program", None) != program:
            event = None
        if event != before:
            yield Moment(one.position, event)
        before = event
