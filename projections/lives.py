"""Keep memberships to the days on which programs and participants exist, and parties to those on
which a treaty is in force.

What follows from acts alone is in `membership`; here it is held against the events that concern a
program or a participant as a whole. Those count whatever source policy is asked for: a policy asks
which acts are vouched for, and not whether there was a treaty.

- Nobody joins what nobody can join yet: what an open date ("../2023-12") leaves open before a
  program opened is left out. An act dated before that stays: `checks.oddities` tells it.
- Where a program says ``force: required``, consent makes a party from the treaty's entry into force
  on; before, and where none is on file, it binds and no more (VCLT art. 2(1)(f), 24).
- A membership ends with the program (art. 54 ff.), and with the participant.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple, Self

from ledger import states
from ledger.dates import FIRST_DAY, LAST_DAY, Date, parse
from ledger.events import Ending, EntryIntoForce, Event, Program
from ledger.said import key
from projections.effective import Effective
from projections.membership import Span

_OPEN_STARTS = FIRST_DAY + timedelta(days=2)  # by then spans start that an open start begins
_BOUND, _PARTY = "bound", "party"
PROGRAM_ENDED, PARTICIPANT_ENDED = key("the program ended"), key("ceased to exist")


class Turning(NamedTuple):
    """A day from which on something holds: from ``first`` on it may, from ``last`` on it does.
    ``text`` is the date as it was recorded."""

    first: date
    last: date
    text: str


class Lives:
    """The entries into force and the endings on file."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._entered: dict[str, Turning] = {}
        self._ended: dict[tuple[str, str], Turning] = {}
        for event in events:
            self._take_in(event)

    @classmethod
    def of(cls, effective: Effective) -> Self:
        """Return those among some events, as they stand."""
        return cls(one.event for one in effective)

    def _take_in(self, event: Event) -> None:
        if isinstance(event, EntryIntoForce):
            before = self._entered.get(event.program)
            self._entered[event.program] = _earlier(before, event.counts_from)
        elif isinstance(event, Ending):
            key = _subject(event)
            self._ended[key] = _earlier(self._ended.get(key), event.counts_from)

    def in_force(self, program: str) -> Turning | None:
        """Return when a treaty entered into force; None where that is not on file."""
        return self._entered.get(program)

    def end_of_program(self, program: str) -> Turning | None:
        """Return when a program ended; None where that is not on file."""
        return self._ended.get(("program", program))

    def end_of_participant(self, participant: str) -> Turning | None:
        """Return when a participant ceased to exist: by the events on file, else, of a former
        state, by the table of states; None where neither has it."""
        return self._ended.get(("participant", participant)) or _former(participant)

    def ended_on(self, program: str, participant: str, day: date) -> str | None:
        """Return what ended on the day from which on a membership is no more: `PROGRAM_ENDED`, or
        `PARTICIPANT_ENDED`; None where neither may have, so that the participant left."""
        for words, end in (
            (PROGRAM_ENDED, self.end_of_program(program)),
            (PARTICIPANT_ENDED, self.end_of_participant(participant)),
        ):
            if end and end.first <= day <= end.last:
                return words
        return None

    def within(
        self, program: Program, found: Iterable[tuple[str, Span]]
    ) -> Iterator[tuple[str, Span]]:
        """Yield the spans of a program's participants, as they follow from their acts, within the
        lives of both; what is left of each, in the order given."""
        opened = program.opened_on.earliest if program.opened_on else FIRST_DAY
        entered, ended = self.in_force(program.id), self.end_of_program(program.id)
        for participant, span in found:
            kept: Iterable[Span] = (span,) if opened == FIRST_DAY else _since_opening(span, opened)
            if program.force:
                kept = (one for part in kept for one in _while_in_force(part, entered))
            for end in (ended, self.end_of_participant(participant)):
                if end:
                    kept = [one for part in kept for one in _until(part, end)]
            for one in kept:
                yield participant, one


def _subject(event: Ending) -> tuple[str, str]:
    if event.program:
        return "program", event.program
    return "participant", event.participant or ""


def _earlier(before: Turning | None, on: Date) -> Turning:
    """Return the turning that several events tell of: it came about by any of them."""
    if before is None:
        return Turning(on.earliest, on.latest, on.text)
    text = on.text if (on.latest, on.earliest) < (before.last, before.first) else before.text
    first, last = min(before.first, on.earliest), min(before.last, on.latest)
    return Turning(first, last, text)


@cache
def _former(participant: str) -> Turning | None:
    state = states.state(participant)
    until = state.until if state else None
    return Turning(until, until, until.isoformat()) if until else None


def _since_opening(span: Span, opened: date) -> Iterator[Span]:
    if span.start > _OPEN_STARTS:
        yield span
    elif span.end is None or span.end > opened:
        yield span._replace(start=opened)


def _while_in_force(span: Span, entered: Turning | None) -> Iterator[Span]:
    if _PARTY not in span.statuses:
        yield span
        return
    first, last = (entered.first, entered.last) if entered else (LAST_DAY, LAST_DAY)
    consented = dict(span.since)[_PARTY]
    others = tuple(one for one in span.since if one[0] not in (_BOUND, _PARTY))
    bound = (_BOUND, dict(span.since).get(_BOUND, consented))
    later = entered is not None and entered.last >= parse(consented).latest
    party = (_PARTY, entered.text if entered and later else consented)
    without = (span.statuses - {_PARTY}) | {_BOUND}
    for start, end, statuses, since in (
        (FIRST_DAY, first, without, (*others, bound)),
        (first, last, span.statuses | {_BOUND}, (*others, bound, party)),
        (last, None, span.statuses, (*others, bound, party)),
    ):
        part = _cut(span, start, None if end == LAST_DAY else end)
        if part and start < LAST_DAY:
            yield part._replace(statuses=statuses, since=since)


def _until(span: Span, end: Turning) -> Iterator[Span]:
    """Yield a span up to an end: from the first possible day of that on there may be none."""
    before = _cut(span, FIRST_DAY, end.first)
    perhaps = _cut(span, end.first, None if end.last == LAST_DAY else end.last)
    if before:
        yield before
    if perhaps and end.first < end.last:
        yield perhaps._replace(statuses=perhaps.statuses | {None})


def _cut(span: Span, start: date, end: date | None) -> Span | None:
    """Return the part of a span from a day to another, not included (None: to its own end)."""
    first = max(span.start, start)
    last = span.end if end is None else end if span.end is None else min(end, span.end)
    return span._replace(start=first, end=last) if last is None or first < last else None
