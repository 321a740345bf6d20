"""The members of a program counted in one way or another, on any day.

A roster counts by the program's own rule; a source may count otherwise: other kinds, other
statuses, only who had joined since a day, only what was known at some time. `Way` says how, and
`Tally` counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import compress

import attrs

from ledger.dates import FIRST_DAY
from ledger.names import Names
from projections.effective import Effective, fold
from projections.evidence import Evidence, Policy
from projections.membership import CERTAIN, Pair, Span
from projections.roster import memberships

Spans = Mapping[Pair, Sequence[Span]]


@attrs.frozen
class Way:
    """A way of counting members: which ones, by what was known when, at the end of which day.

    ``since`` counts only memberships that began on that day or later; ``as_states`` counts the
    state of each body instead of the body; ``published`` and ``recorded`` keep to what had come
    out, or what the register said, by the end of a day; ``back`` counts so many days earlier.
    """

    statuses: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    since: date = FIRST_DAY
    as_states: bool = False
    published: date | None = None
    recorded: date | None = None
    back: int = 0


@attrs.frozen
class Period:
    """Days on which one may be a member: ``first`` is the day on which this membership began at
    the earliest, ``sure`` the first on which it had begun for certain."""

    start: date
    end: date | None
    certain: bool
    first: date
    sure: date | None

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def begun_since(self, day: date) -> tuple[bool, bool]:
        """Return whether it began on a day or later: for certain, and possibly."""
        return self.first >= day, self.sure is None or self.sure >= day


class Spread:
    """The spans of every program: as they stand, as published or as recorded by a day."""

    def __init__(self, effective: Effective, spans: Spans) -> None:
        self.evidence = Evidence(effective)
        self._effective = effective
        self._of_all = spans
        self._kept: dict[tuple[str, date | None, date | None], Mapping[str, Sequence[Span]]] = {}

    def spans(self, program: str, way: Way) -> Mapping[str, Sequence[Span]]:
        """Return the spans of a program's participants, by what a way of counting takes as
        known."""
        key = (program, way.published, way.recorded)
        if key not in self._kept:
            of_program = self._as_known(*key).items()
            self._kept[key] = {who: of for (joined, who), of in of_program if joined == program}
        return self._kept[key]

    def _as_known(self, program: str, published: date | None, recorded: date | None) -> Spans:
        if recorded:
            records = self._effective.records.values()
            then = fold(one for one in records if one.recorded_at.date() <= recorded)
            return memberships(then, program=program)
        if published:
            policy = Policy(published_by=published)
            return memberships(self._effective, policy, self.evidence, program)
        return self._of_all


class Tally:
    """The members of one program by one way of counting, on any day."""

    def __init__(self, spread: Spread, names: Names, program: str, way: Way) -> None:
        self.way = way
        self.periods: dict[str, list[Period]] = {}
        for participant, found in spread.spans(program, way).items():
            counted = _state_of(participant, names) if way.as_states else participant
            if _admits(way, counted, names):
                self.periods.setdefault(counted, []).extend(_periods(found, way.statuses))

    def on(self, day: date) -> tuple[set[str], set[str]]:
        """Return the certain members and all the possible ones, at the end of a day."""
        certain, possible = set(), set()
        for participant, period in self._each(day_before(day, self.way.back)):
            surely, perhaps = period.begun_since(self.way.since)
            if perhaps:
                possible.add(participant)
            if surely and period.certain:
                certain.add(participant)
        return certain, possible

    def begun(self, participant: str, by: date) -> Period | None:
        """Return the last membership of a participant that may have begun by the end of a day."""
        begun = [one for one in self.periods.get(participant, ()) if one.first <= by]
        return max(begun, key=lambda period: period.start, default=None)

    def changes(self) -> Iterator[date]:
        """Yield the days on which the number may change."""
        for periods in self.periods.values():
            for period in periods:
                yield period.start
                yield period.end or period.start

    def first_to_join(self) -> frozenset[str]:
        """Return those who were members for certain before all others."""
        sure = {
            participant: min(one.sure for one in periods if one.sure)
            for participant, periods in self.periods.items()
            if any(one.sure for one in periods)
        }
        earliest = min(sure.values(), default=None)
        return frozenset(one for one, day in sure.items() if day == earliest)

    def _each(self, day: date) -> Iterator[tuple[str, Period]]:
        for participant, periods in self.periods.items():
            yield from ((participant, period) for period in periods if period.covers(day))


def _admits(way: Way, participant: str, names: Names) -> bool:
    wanted = not way.kinds or names.kind(participant) in way.kinds
    return wanted and participant not in way.without


def _state_of(participant: str, names: Names) -> str:
    """Return the state that a body belongs to; any other participant is itself."""
    filed = names.participants.get(participant)
    return filed.state or participant if filed else participant


def _periods(spans: Sequence[Span], statuses: Iterable[str]) -> Iterator[Period]:
    """Yield the periods of one participant by the statuses that count, those that follow each other
    without a day between taken as one membership."""
    counting = frozenset(statuses)
    runs: list[list[Span]] = []
    for span in spans:
        if span.as_member(counting):
            if runs and runs[-1][-1].end == span.start:
                runs[-1].append(span)
            else:
                runs.append([span])
    for run in runs:
        certain = [span.as_member(counting) == CERTAIN for span in run]
        sure = next(compress((span.start for span in run), certain), None)
        for span, is_certain in zip(run, certain, strict=True):
            yield Period(span.start, span.end, is_certain, run[0].start, sure)


def day_before(day: date, days: int = 1) -> date:
    """Return the day so many days before another; the first day has none before it."""
    return date.fromordinal(max(day.toordinal() - days, FIRST_DAY.toordinal()))
