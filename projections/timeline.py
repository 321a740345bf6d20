"""List what happened, in the order of the world, and replay a program's history step by step.

`timeline` tells of acts, launches, announcements and milestones as they stand; `replay` of what
they made of rosters, read off the same membership spans as `roster.roster`, so that the two agree
on every day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import assert_never

import attrs

from ledger.dates import FIRST_DAY, Date
from ledger.events import (
    Attestation,
    Claim,
    Correction,
    Document,
    Happening,
    Milestone,
    Participant,
    Program,
    Retraction,
    Source,
    type_of,
)
from ledger.names import Names
from ledger.references import participants
from projections.difference import Change, change_of
from projections.effective import Effective, Standing
from projections.evidence import Policy
from projections.lives import Lives
from projections.marks import marks_of
from projections.membership import Pair, Span
from projections.milestones import moment
from projections.roster import Entry, Roster, marked, memberships, roster
from projections.sentences import describe
from projections.side_marks import SideMark, side_marks
from projections.ways import Ways

_Entry = tuple[date, Entry | None]  # what is on a roster from a day on


@attrs.frozen
class Item:
    """One thing that happened, or a named moment (``kind``: milestone).

    ``when`` is the date as the event has it, ``earliest`` and ``latest`` its bounds, ``document``
    the id of that by which it was done;
    ``participants`` are all that take part, those who act first; ``via`` are the bodies of the
    state that was asked for by which the item concerns it, when it does not itself take part.
    """

    position: int
    when: str
    earliest: date
    latest: date
    kind: str
    summary: str
    program: str | None
    participants: tuple[str, ...]
    via: tuple[str, ...] = ()
    document: str | None = None


def timeline(
    effective: Effective, names: Names, program: str | None = None, participant: str | None = None
) -> tuple[Item, ...]:
    """Return what happened by (earliest, latest, position): in all, in a program, to a participant.

    A participant's has the acts, launches and announcements in which it takes part on either
    side, and a state's those of its bodies too (``via``). Milestones belong to no program and no
    participant: they stand in every timeline but a participant's.
    """
    found = (_item(one, names, effective) for one in effective)
    items = [item for item in found if item and _in_program(item, program)]
    if participant:
        bodies = names.bodies_of(participant)
        concerned = (_concerning(item, participant, bodies) for item in items)
        items = [item for item in concerned if item]
    return tuple(sorted(items, key=lambda item: (item.earliest, item.latest, item.position)))


def _item(standing: Standing, names: Names, effective: Effective) -> Item | None:
    event = standing.event
    when: Date | None
    who: tuple[str, ...] = ()
    match event:
        case Happening():
            who = participants(event)
            when, summary = event.occurred_on, " ".join(describe(event, names).split())
        case Milestone():
            when, summary = moment(event, effective.reads).on, event.name
        case Program() | Participant() | Source() | Document() | Claim():
            return None
        case Attestation() | Correction() | Retraction():
            return None
        case _ as unreachable:
            assert_never(unreachable)
    if when is None:  # a milestone of whose events none stands
        return None
    return Item(
        position=standing.position,
        when=when.text,
        earliest=when.earliest,
        latest=when.latest,
        kind=type_of(event),
        summary=summary,
        program=getattr(event, "program", None),
        participants=who,
        document=getattr(event, "document", None),
    )


def _in_program(item: Item, program: str | None) -> bool:
    return program in (None, item.program) or item.kind == "milestone"


def _concerning(item: Item, participant: str, bodies: frozenset[str]) -> Item | None:
    if participant in item.participants:
        return item
    via = tuple(one for one in item.participants if one in bodies)
    return attrs.evolve(item, via=via) if via else None


@attrs.frozen
class Step:
    """A day on which a program's roster changes: who moves, and how many are on it at the end of
    the day, for certain and possibly."""

    day: date
    program: str
    moves: tuple[Change, ...]
    certain: int
    possible: int

    @property
    def when(self) -> str:
        """The day as text; ``..`` for what a date with an open start puts before all days."""
        return ".." if self.day == FIRST_DAY else self.day.isoformat()


@attrs.frozen
class Replay:
    """The history of some programs up to the end of a day, in the order of days and then of the
    programs as given, and their rosters at that end."""

    to: date
    steps: tuple[Step, ...]
    rosters: tuple[Roster, ...]


def replay(
    effective: Effective,
    names: Names,
    programs: Sequence[Program],
    to: date,
    policy: Policy = Policy(),  # noqa: B008 - a frozen value
) -> Replay:
    """Return each day up to ``to`` on which a roster of some programs changes, and what it
    changes."""
    found = memberships(effective, policy)
    steps = [step for one in programs for step in _steps(one, found, names, to, effective, policy)]
    rosters = [roster(program, to, _spans_in(program, found), names) for program in programs]
    return Replay(
        to,
        tuple(sorted(steps, key=lambda step: step.day)),
        tuple(
            marked(one, marks_of(effective, one.acts), _beside(one.program, effective, policy))
            for one in rosters
        ),
    )


def together(replays: Sequence[Replay], to: date) -> Replay:
    """Return one replay of the programs of several, each of which goes up to ``to``."""
    steps = sorted((step for one in replays for step in one.steps), key=lambda step: step.day)
    return Replay(to, tuple(steps), tuple(roster for one in replays for roster in one.rosters))


def _spans_in(program: Program, found: Mapping[Pair, Sequence[Span]]) -> Iterator[tuple[str, Span]]:
    for (of, participant), spans in found.items():
        if of == program.id:
            yield from ((participant, span) for span in spans)


def _beside(program: Program, effective: Effective, policy: Policy) -> Iterator[SideMark]:
    return side_marks(effective, program, effective.records, policy)


def _steps(
    program: Program,
    found: Mapping[Pair, Sequence[Span]],
    names: Names,
    to: date,
    effective: Effective,
    policy: Policy,
) -> Iterator[Step]:
    """Yield the steps of one program in the order of days, counted up from an empty roster."""
    days: dict[date, list[Change]] = {}
    ways = Ways(Lives.of(effective), (one.event for one in effective))
    beside: dict[str, list[SideMark]] = {}
    for mark in _beside(program, effective, policy):
        beside.setdefault(mark.participant, []).append(mark)
    for (of, participant), spans in found.items():
        if of == program.id:
            entries = _entries(
                program, participant, spans, names, effective, beside.get(participant, ())
            )
            for day, move in _moves(program, participant, entries, ways):
                days.setdefault(day, []).append(move)
    certain = possible = 0
    for day in sorted(day for day in days if day <= to):
        moves = tuple(sorted(days[day], key=lambda move: move.name))
        certain += sum(_counts(move.after, True) - _counts(move.before, True) for move in moves)
        possible += sum(_counts(move.after, False) - _counts(move.before, False) for move in moves)
        yield Step(day, program.id, moves, certain, possible)


def _moves(
    program: Program, participant: str, entries: Iterable[_Entry], ways: Ways
) -> Iterator[tuple[date, Change]]:
    before = None
    for day, after in entries:
        either = after or before
        if either and _seen(before) != _seen(after):
            how = partial(ways.how, program.id, participant, day)
            yield day, change_of(either, before, after, how)
        before = after


def _entries(
    program: Program,
    participant: str,
    spans: Sequence[Span],
    names: Names,
    effective: Effective,
    beside: Sequence[SideMark],
) -> Iterator[_Entry]:
    """Yield each day on which a participant's place on the roster may change, or what stands beside
    it, and what it is then."""
    end = None
    turns = {day for mark in beside for day, _ in mark.holds}
    for span in spans:
        if end and end != span.start:
            yield end, None
        marks = marks_of(effective, span.because)
        for day in sorted({span.start, *filter(span.covers, turns)}):
            found = roster(program, day, [(participant, span)], names)
            entries = marked(found, marks, beside).entries
            yield day, entries[0] if entries else None
        end = span.end
    if end:
        yield end, None


def _seen(entry: Entry | None) -> tuple[object, ...] | None:
    return (entry.status, entry.certain, entry.beside) if entry else None


def _counts(entry: Entry | None, certain: bool) -> int:
    return int(entry is not None and entry.certain == certain)
