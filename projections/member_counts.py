"""Count the members of a program over time: the steps of a chart.

Counted from the same membership spans that a roster is read off, so that the two agree on every
day.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from ledger.dates import FIRST_DAY
from ledger.events import Program
from ledger.names import Names
from projections.membership import CERTAIN, Span
from projections.roster import EVERYBODY, Whom


@attrs.frozen
class Count:
    """The number of members from the end of a day on: for certain, and possibly besides."""

    day: date
    certain: int
    possible: int

    @property
    def most(self) -> int:
        return self.certain + self.possible

    def __str__(self) -> str:
        return in_figures(self.certain, self.possible)


def in_figures(certain: int, possible: int) -> str:
    """Return a number of members, as a range where it is not certain: "24", "24–25"."""
    return f"{certain}–{certain + possible}" if possible else str(certain)


def counts(
    program: Program,
    found: Iterable[tuple[str, Span]],
    names: Names,
    whom: Whom = EVERYBODY,
) -> tuple[Count, ...]:
    """Return each day on which the number of members changes, from its participants' spans.

    Only those in ``whom`` are counted. What a date with an open start puts before all days
    counts from `FIRST_DAY`.
    """
    counting = frozenset(program.members)
    moves: dict[date, list[int]] = {}  # how the two numbers change on a day
    for participant, span in found:
        certainty = span.as_member(counting)
        if certainty and whom.includes(participant, names):
            which = 0 if certainty == CERTAIN else 1
            moves.setdefault(span.start, [0, 0])[which] += 1
            if span.end:
                moves.setdefault(span.end, [0, 0])[which] -= 1
    return tuple(_added_up(moves))


def _added_up(moves: dict[date, list[int]]) -> Iterable[Count]:
    certain = possible = 0
    for day in sorted(moves):
        if any(moves[day]):
            certain, possible = certain + moves[day][0], possible + moves[day][1]
            yield Count(day, certain, possible)


def on(found: Sequence[Count], day: date) -> Count:
    """Return the count at the end of a day."""
    before = [count for count in found if count.day <= day]
    return attrs.evolve(before[-1], day=day) if before else Count(day, 0, 0)


def within(found: Sequence[Count], first: date, last: date) -> tuple[Count, ...]:
    """Return the steps from one day to another, and how many there were on the first and the last.

    A program that has had no member by the first day has no step there.
    """
    inner = [count for count in found if first < count.day < last]
    ends = [on(found, day) for day in dict.fromkeys((first, last))]
    steps = sorted([*ends, *inner], key=lambda count: count.day)
    begun = next((at for at, count in enumerate(steps) if count.most), len(steps))
    return tuple(steps[begun:])


def first_day(found: Iterable[Sequence[Count]]) -> date | None:
    """Return the first day on which one of some programs may have a member."""
    days = (count.day for counts in found for count in counts if count.day > FIRST_DAY)
    return min(days, default=None)
