"""Say how a membership began or ended where joining and leaving are not the words: it went on from
another's, or follows from it; it was expelled; the program ended, or it ceased to exist itself.
"""

from collections.abc import Collection, Iterable, Iterator, Set
from datetime import date

import attrs

from ledger.events import Consent, Event, Signing, Withdrawal
from ledger.said import key
from projections.lives import Lives
from projections.membership import Pair, Span

_BEGUN = {
    "continuation": key("continued"),
    "succession": key("succeeded"),
}  # by the action of the act
EXPELLED = key("was expelled")
_EXPULSION = "expulsion"
ACTIONS = (*_BEGUN, _EXPULSION)  # that an act has which was neither to join nor to leave


@attrs.frozen
class Way:
    """A word for what an act was, and the first and the last day from which on it can count."""

    word: str
    first: date
    last: date


def way_of(event: Event) -> Way | None:
    """Return what an act was, where it was neither to join nor to leave."""
    if isinstance(event, (Signing, Consent)) and event.action in _BEGUN:
        on = event.occurred_on, event.counts_from
        first, last = min(one.earliest for one in on), max(one.latest for one in on)
        return Way(_BEGUN[event.action], first, last)
    if isinstance(event, Withdrawal) and event.action == _EXPULSION:
        return Way(EXPELLED, event.counts_from.earliest, event.counts_from.latest)
    return None


class Ways:
    """How memberships began and ended, by the acts among some events that stand, and by lives."""

    def __init__(self, lives: Lives, events: Iterable[Event]) -> None:
        self._lives = lives
        self._of: dict[Pair, list[Way]] = {}
        for event in events:
            way = way_of(event)
            if way and isinstance(event, (Signing, Consent, Withdrawal)):
                self._of.setdefault((event.program, event.participant), []).append(way)

    def how(self, program: str, participant: str, day: date, began: bool) -> str | None:
        """Return how a membership began on a day, or (False) ended, so that it is the first day
        without it; None: the participant joined, or left."""
        pair = program, participant
        if began:
            return self._way(pair, _BEGUN.values(), day)
        return self._lives.ended_on(*pair, day) or self._way(pair, (EXPELLED,), day)

    def _way(self, pair: Pair, words: Collection[str], day: date) -> str | None:
        ways = (one for one in self._of.get(pair, ()) if one.word in words)
        return next((one.word for one in ways if one.first <= day <= one.last), None)


def last_begun(spans: Iterable[Span], counting: Set[str], by: date) -> date | None:
    """Return the day on which the membership began that some spans, in the order of time, have at
    the end of a day; None where they have none then."""
    found = (start for start, end in _periods(spans, counting) if end is None or end > by)
    return next((start for start in found if start <= by), None)


def last_ended(spans: Iterable[Span], counting: Set[str], by: date) -> date | None:
    """Return the first day without the last membership of some spans that is over by the end of a
    day; None where none is."""
    ends = (end for _, end in _periods(spans, counting))
    return max((end for end in ends if end and end <= by), default=None)


def _periods(spans: Iterable[Span], counting: Set[str]) -> Iterator[tuple[date, date | None]]:
    """Yield each period of membership, certain or possible: its first day, and the first after."""
    now: tuple[date, date | None] | None = None
    for span in spans:
        if span.as_member(counting):
            if now and now[1] != span.start:
                yield now
            now = (now[0] if now and now[1] == span.start else span.start), span.end
    if now:
        yield now
