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
    Event,
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
from projections.marks import Mark, marks_of
from projections.membership import Pair, Span
from projections.milestones import belongs, moment
from projections.roster import Entry, Roster, entry_of, marked, memberships, roster, with_marks
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
    side, and a state's those of its bodies too (``via``). A milestone stands in the timelines of
    the programs that it belongs to (`milestones.belongs`), and in no participant's.
    """
    shown = (one for one in effective if program is None or _in(one.event, program, effective))
    items = [item for one in shown if (item := _item(one, names, effective))]
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


def _in(event: Event, program: str, effective: Effective) -> bool:
    """Return whether an event belongs to the timeline of a program."""
    if isinstance(event, Milestone):
        return belongs(event, (program,), effective.reads)
    return getattr(event, "program", None) == program


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


@attrs.frozen
class Course:
    """What a replay of one program tells: the spans of each participant, the marks of the acts
    behind them by their positions, what stands beside memberships, and how these began and
    ended."""

    program: Program
    spans: Mapping[str, Sequence[Span]]
    marks: Mapping[int, Sequence[Mark]]
    beside: Sequence[SideMark]
    ways: Ways


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
    ways = Ways(Lives.of(effective), (one.event for one in effective))
    courses = (_course(one, found, ways, effective, policy) for one in programs)
    return together([told(one, names, to) for one in courses], to)


def _course(
    program: Program,
    found: Mapping[Pair, Sequence[Span]],
    ways: Ways,
    effective: Effective,
    policy: Policy,
) -> Course:
    spans = {who: of for (joined, who), of in found.items() if joined == program.id}
    beside = tuple(side_marks(effective, program, effective.records, policy))
    return Course(program, spans, marks_of(effective, acts_behind(spans)), beside, ways)


def acts_behind(spans: Mapping[str, Sequence[Span]]) -> frozenset[int]:
    """Return the positions of the acts that the spans of some participants follow from."""
    return frozenset(at for of in spans.values() for span in of for at in span.because)


def told(course: Course, names: Names, to: date) -> Replay:
    """Return the replay of one program up to ``to``."""
    spans = ((who, span) for who, of in course.spans.items() for span in of)
    end = marked(roster(course.program, to, spans, names), course.marks, course.beside)
    return Replay(to, tuple(_steps(course, names, to)), (end,))


def together(replays: Sequence[Replay], to: date) -> Replay:
    """Return one replay of the programs of several, each of which goes up to ``to``."""
    steps = sorted((step for one in replays for step in one.steps), key=lambda step: step.day)
    return Replay(to, tuple(steps), tuple(roster for one in replays for roster in one.rosters))


def _steps(course: Course, names: Names, to: date) -> Iterator[Step]:
    """Yield the steps in the order of days, counted up from an empty roster."""
    program, days = course.program, dict[date, list[Change]]()
    beside: dict[str, list[SideMark]] = {}
    for mark in course.beside:
        beside.setdefault(mark.participant, []).append(mark)
    for who in course.spans:
        entries = _entries(course, who, names, beside.get(who, ()))
        for day, move in _moves(program, who, entries, course.ways):
            if day <= to:
                days.setdefault(day, []).append(move)
    certain = possible = 0
    for day in sorted(days):
        moves = tuple(sorted(days[day], key=lambda move: (move.name, move.participant)))
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
    course: Course, participant: str, names: Names, beside: Sequence[SideMark]
) -> Iterator[_Entry]:
    """Yield each day on which a participant's place on the roster may change, or what stands beside
    it, and what it is then."""
    end, program = None, course.program
    counting = frozenset(program.members)
    turns = {day for mark in beside for day, _ in mark.holds}
    for span in course.spans[participant]:
        if end and end != span.start:
            yield end, None
        days = sorted({span.start, *filter(span.covers, turns)}) if turns else [span.start]
        for day in days:
            entry = entry_of(program, participant, span, counting, names, day)
            on = filter(None, (mark.on(day) for mark in beside))
            yield day, entry and with_marks(entry, course.marks, on)
        end = span.end
    if end:
        yield end, None


def _seen(entry: Entry | None) -> tuple[object, ...] | None:
    return (entry.status, entry.certain, entry.beside) if entry else None


def _counts(entry: Entry | None, certain: bool) -> int:
    return int(entry is not None and entry.certain == certain)
