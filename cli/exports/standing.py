"""What the exports have in common: the periods of a program's members, the sources behind them,
and dates as others write them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import attrs

from ledger import states
from ledger.dates import LAST_DAY
from ledger.events import Program, Source
from ledger.names import Names
from projections.effective import Effective
from projections.evidence import SUPPORTS, Evidence
from projections.periods import Period, periods
from projections.view import View


@attrs.frozen
class Standing:
    """A period in which a participant had a status in a program."""

    program: Program
    participant: str
    period: Period

    @property
    def counts(self) -> bool:
        """Whether the status counts as membership."""
        return self.period.status in self.program.members


def standings(view: View, program: Program) -> Iterator[Standing]:
    """Yield the periods of a program's participants, by their ids."""
    found = sorted(view.spans(program.id), key=lambda one: (one[0], one[1].start))
    for participant, of in groupby(found, key=itemgetter(0)):
        for period in periods((span for _, span in of), program.ladder):
            yield Standing(program, participant, period)


def reduced(earliest: date, latest: date) -> str | None:
    """Return a date that may be any of some days as exactly as ISO 8601 can: the day, the month,
    the year, or None where it may be of several years."""
    if earliest == latest:
        return earliest.isoformat()
    first, last = earliest.isoformat(), latest.isoformat()
    return next((first[:n] for n in (7, 4) if first[:n] == last[:n]), None)


def start(of: Period) -> str | None:
    """Return when a period began, as exactly as ISO 8601 can say."""
    return reduced(of.first, of.certain_from or of.first) if of.first.year > 1 else None


def end(of: Period) -> str | None:
    """Return the day on which a period was over, as exactly as ISO 8601 can say."""
    if of.until is None:
        return None
    return reduced(of.certain_until or of.first, of.until)


def last_day(of: Period) -> tuple[date, date] | None:
    """Return the first and the last possible last day of a period."""
    if of.until is None or of.certain_until is None or of.until == LAST_DAY:
        return None
    day = timedelta(days=1)
    return of.certain_until - day, of.until - day


class Sources:
    """The sources behind events, those that speak for them."""

    def __init__(self, effective: Effective) -> None:
        self._effective, self._evidence = effective, Evidence(effective)

    def behind(self, positions: Sequence[int]) -> list[Source]:
        """Return the sources for the events at some positions, each once."""
        found: dict[str, Source] = {}
        for position in positions:
            standing = self._effective.standing(position)
            for one in self._evidence.of(standing) if standing else ():
                if one.stance == SUPPORTS and one.source:
                    found[one.source.id] = one.source
        return list(found.values())


def entity(identity: str, names: Names) -> str | None:
    """Return the entity of a participant or a program in Wikidata, if it is known."""
    filed = names.participants.get(identity) or names.programs.get(identity)
    own = [one for one in filed.same_as if one.startswith("wikidata:")] if filed else []
    return own[0].removeprefix("wikidata:") if own else states.wikidata(identity)
