"""Trace a membership fact back: the events behind it, their sources for and against, how their
record changed, and for one who is no member, what would have made it one and why it does not.

Proof that the events stand in the ledger is left to `ledger.transparency` and the
command line.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, assert_never

import attrs

from ledger import codec
from ledger.events import (
    Admission,
    Announcement,
    Attestation,
    Claim,
    Consent,
    Correction,
    Document,
    Ending,
    Endorsement,
    EntryIntoForce,
    Event,
    Happening,
    Launch,
    Milestone,
    Participant,
    Program,
    ProvisionalApplication,
    Recorded,
    Renaming,
    Retraction,
    Revocation,
    Signing,
    Source,
    Suspension,
    Unread,
    Withdrawal,
    World,
    type_of,
)
from ledger.names import Names
from ledger.standing import About, History, everything_about, history
from projections.acts import act_of, acts_by_pair
from projections.effective import Effective, Standing, fold
from projections.evidence import Evidence, Policy, Support
from projections.marks import DISPUTED, Mark, marks, marks_of
from projections.membership import CERTAIN, POSSIBLE, Pair, Span, spans
from projections.possible import Act, in_force, settled
from projections.roster import Entry, marked, roster, since_opening

COUNTS, MAY_COUNT = "counts", "may count"


@attrs.frozen
class Step:
    """One thing that was recorded about an event: ``what`` is recorded, corrected, retracted or
    attested; ``changes`` has each corrected field with how it read before and after; ``void`` is
    True when the step was retracted later; ``retracts`` has the position of what it retracts."""

    position: int
    recorded_at: datetime
    recorded_by: str
    what: str
    reason: str | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()
    void: bool = False
    retracts: int | None = None


@attrs.frozen
class Trace:
    """One event that bears on the fact: how it reads now (as it was recorded, when it was
    retracted), what it does to the fact (``verdict``: that it counts or may count, or why it does
    not), its sources, what marks they put on it, and the steps of its record."""

    position: int
    id: str
    event: World
    type: str
    verdict: str
    sources: tuple[Support, ...]
    steps: tuple[Step, ...]
    marks: tuple[Mark, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether a source speaks against the event, its date or another detail of it."""
        return any(one.kind in DISPUTED for one in self.marks)


@attrs.frozen
class Audit:
    """All that the ledger has on one participant in one program at the end of a day.

    ``entry`` is its place on the roster, None when it has none, and ``why_not`` then says why.
    ``related`` are bodies of the same state that are on the roster themselves.
    """

    program: Program
    participant: str
    on: date
    entry: Entry | None
    until: date | None
    why_not: str | None
    traces: tuple[Trace, ...]
    related: tuple[Entry, ...]

    @property
    def disputed(self) -> bool:
        return any(one.disputed for one in self.traces if one.verdict in (COUNTS, MAY_COUNT))


@attrs.frozen
class Question:
    """What is audited: whom, in what, at the end of which day, as known at which position, and
    by which source policy."""

    program: str
    participant: str
    on: date
    known: int
    policy: Policy = Policy()  # noqa: RUF009 - a frozen value


def audit(records: Sequence[Recorded], question: Question, names: Names) -> Audit:
    """The audit of a fact over all records, those after ``known`` too: they are what was not yet
    known."""
    known = fold(one for one in records if one.position <= question.known)
    ever = fold(records)
    case = _Case(question, known, Evidence(known), names)
    traces = [case.trace(one) for one in records if _bears_on(one, ever, case.pair)]
    program = _program(known, question.program, names)
    return case.conclude(program, tuple(traces))


class _Case:
    """One audit in the making: what is known, and the acts of the membership in question."""

    def __init__(
        self, question: Question, known: Effective, evidence: Evidence, names: Names
    ) -> None:
        self.question, self.known, self.evidence, self.names = question, known, evidence, names
        self.pair: Pair = (question.program, question.participant)
        self.all_acts = acts_by_pair(known, question.policy, evidence)
        self.acts = self.all_acts.get(self.pair, [])
        self._by_position = {act.position: act for act in self.acts}
        self.in_force = frozenset(in_force(self.acts, question.on))

    def trace(self, recorded: Recorded) -> Trace:
        standing = self.known.standing(recorded.position)
        assert isinstance(recorded.event, Happening)
        shown = standing or Standing(recorded, recorded.event)
        event = shown.event
        assert isinstance(event, Happening)
        return Trace(
            position=recorded.position,
            id=recorded.id,
            event=event,
            type=type_of(recorded.event),
            verdict=self._verdict(recorded),
            sources=tuple(self.evidence.of(shown)),
            steps=tuple(steps(recorded, self.known.about)),
            marks=marks(self.known, shown),
        )

    def _verdict(self, recorded: Recorded) -> str:
        if recorded.position > self.question.known:
            return f"not yet known: recorded on {recorded.recorded_at.date()}"
        bears_on = _bears_on(recorded, self.known, self.pair)
        reason = of_record(self.known, recorded.position, self.pair, bears_on)
        if reason:
            return reason
        act = self._by_position.get(recorded.position)
        if act is None:
            return "not admitted by the source policy"
        return force(act, self.question.on, self.acts, self.in_force)

    def conclude(self, program: Program, traces: tuple[Trace, ...]) -> Audit:
        on = self.question.on
        all_spans = ((self.pair[1], span) for span in spans(self.acts))
        own = [span for _, span in since_opening(program, all_spans)]
        entries = self._roster(program, ((self.pair[1], span) for span in own))
        entry = entries[0] if entries else None
        rest = [span for span in own if span.end is None or span.end > on]
        span = next((span for span in rest if span.covers(on)), None)
        return Audit(
            program=program,
            participant=self.question.participant,
            on=on,
            entry=entry,
            until=_until(program, entry, rest) if entry else None,
            why_not=None if entry else self._why_not(program, span, traces),
            traces=traces,
            related=self._related(program),
        )

    def _why_not(self, program: Program, span: Span | None, traces: Iterable[Trace]) -> str:
        """The nearest that it came to membership, in words. That nothing is on file proves
        nothing about the world, and is not said to."""
        if span:
            is_ = "may be" if None in span.statuses else "is"
            statuses = " or ".join(status for status, _ in span.since if status in span.statuses)
            return (
                f"it {is_} a {statuses}, and {program.name} counts {' or '.join(program.members)}"
            )
        verdicts = [trace.verdict for trace in traces]
        if MAY_COUNT in verdicts:  # by an open date, which says nothing of the days before
            return f"the program opened {program.opened_on}"
        for start, reason in _REASONS.items():
            if any(verdict.startswith(start) for verdict in verdicts):
                return reason.format(first=self._first_act())
        return "no act is on file"

    def _first_act(self) -> str:
        """The date of the act that counts first, as its source has it; nothing if there is none."""
        return min(self.acts, key=lambda act: act.earliest).text if self.acts else ""

    def _related(self, program: Program) -> tuple[Entry, ...]:
        """The bodies of the state in question that are on the roster."""
        bodies = self.names.bodies_of(self.pair[1])
        of = [
            (participant, span)
            for (in_program, participant), acts in self.all_acts.items()
            if in_program == program.id and participant in bodies
            for span in spans(acts)
        ]
        return self._roster(program, of)

    def _roster(self, program: Program, of: Iterable[tuple[str, Span]]) -> tuple[Entry, ...]:
        found = roster(program, self.question.on, of, self.names)
        return marked(found, marks_of(self.known, found.acts)).entries


def force(act: Act, on: date, acts: Sequence[Act], in_force: Collection[int]) -> str:
    """Return what an admitted act does at the end of a day to the membership whose ``acts`` are
    given, of which those at some positions may be in force."""
    if act.earliest > on:
        return f"later: it counts from {act.text}"
    if act.position not in in_force:
        return "over: ended by a withdrawal" if act.status else "over: it joined again"
    if act.status:
        return COUNTS if settled(act, on) else MAY_COUNT
    return "ended it" if settled(act, on) and _followed(act, on, acts) else "may have ended it"


def _followed(withdrawal: Act, on: date, acts: Sequence[Act]) -> bool:
    """Whether a withdrawal came after some joining for certain, or none is on file by then."""
    joins = [act for act in acts if act.status and act.earliest <= on]
    first = (withdrawal.earliest, withdrawal.position)
    return not joins or any(act.sure and (act.latest, act.position) < first for act in joins)


_REASONS = {  # by how a verdict begins, the nearest to membership first
    "ended it": "it withdrew",
    "may have ended it": "it may have withdrawn by then",
    "later": "the first act that counts does so from {first}",
    "not yet known": "what is on file was recorded later",
    "not admitted": "no act on file is admitted by the source policy",
    "not read": "what is on file was corrected as only a later version can tell",
    "retracted": "what was recorded was retracted",
    "corrected": "what was recorded was corrected",
    "only an announcement": "only an announcement is on file, and no act",
}


def _until(program: Program, entry: Entry, rest: Sequence[Span]) -> date | None:
    """The day from which a member for certain is one no longer for certain, and a possible one no
    longer at all. ``rest`` are the spans from the day in question on, the first of them on it."""
    counting = frozenset(program.members)
    still = (CERTAIN,) if entry.certain else (CERTAIN, POSSIBLE)
    until: date | None = rest[0].start
    for span in rest:
        if span.start != until or span.as_member(counting) not in still:
            break
        until = span.end
    return until


def of_record(known: Effective, position: int, pair: Pair, bears_on: bool) -> str | None:
    """Why the event at a position does not count for a membership whatever the day and the source
    policy; None where that hangs on these. ``bears_on`` says whether it was about the membership by
    then, however it read."""
    standing = known.standing(position)
    if not bears_on:
        return "not yet known: corrected later"
    if known.unread_at(position):
        return "not read: corrected as only a later version can tell"
    if standing is None:
        return "retracted"
    if not concerns(standing.event, pair):
        return "corrected: it is about another membership"
    return None if act_of(standing.position, standing.event) else "only an announcement"


def _bears_on(recorded: Recorded, ever: Effective, pair: Pair) -> bool:
    """Whether an event is about the membership in question, as recorded or as it ever read."""
    if not isinstance(recorded.event, Happening):
        return False
    return any(concerns(event, pair) for event in _readings(recorded, ever.about))


def _readings(recorded: Recorded, about: About) -> Iterator[Event | Unread]:
    """How an event reads, as it was recorded and after each thing recorded about it."""
    yield recorded.event
    history = History()
    for target, other in everything_about(recorded.position, about):
        if isinstance(other.event, (Correction, Retraction)):
            history.add(other, target)
            yield history.reading(recorded.position, recorded.event)[0]


def concerns(event: Event | Unread, pair: Pair) -> bool:
    """Whether an event, as it reads, is about a membership."""
    match event:
        case Signing() | Endorsement() | Consent() | Admission() | Withdrawal():
            return (event.program, event.participant) == pair
        case Suspension() | ProvisionalApplication():
            return (event.program, event.participant) == pair
        case EntryIntoForce() | Ending() | Renaming() | Revocation():
            return False
        case Announcement():
            return event.program == pair[0] and pair[1] in event.participants
        case Launch() | Claim():
            return False
        case Program() | Participant() | Source() | Milestone() | Document():
            return False
        case Attestation() | Correction() | Retraction() | Unread():
            return False
        case _ as unreachable:
            assert_never(unreachable)


def steps(recorded: Recorded, about: About) -> Iterator[Step]:
    """How the record of an event came about, in the order of the ledger.

    ``about`` gives what was recorded about the event at a position.
    """
    yield Step(recorded.position, recorded.recorded_at, recorded.recorded_by, "recorded")
    later = everything_about(recorded.position, about)
    ever, so_far = history(recorded.position, about), History()
    events = {one.position: one.event for one in (recorded, *(one for _, one in later))}
    for target, other in later:
        what = _what(other.event)
        yield Step(
            position=other.position,
            recorded_at=other.recorded_at,
            recorded_by=other.recorded_by,
            what=what if target == recorded.position else f"#{target} {what}",
            reason=getattr(other.event, "reason", None) or getattr(other.event, "note", None),
            changes=tuple(_changes(so_far, target, events[target], other.event)),
            void=not ever.stands(other.position),
            retracts=target if isinstance(other.event, Retraction) else None,
        )
        so_far.add(other, target)


def _what(event: Event | Unread) -> str:
    match event:
        case Correction():
            return "corrected"
        case Attestation():
            return f"attested ({event.stance})"
        case Unread():
            return "not read"
        case _:
            return "retracted"


def _changes(
    history: History, position: int, event: Event | Unread, correction: Event | Unread
) -> Iterator[tuple[str, Any, Any]]:
    """Each field that a correction changes of the event at a position, with how it read before
    and after."""
    if isinstance(correction, Correction):
        before = codec.encode(history.reading(position, event)[0])
        yield from ((field, before.get(field), new) for field, new in correction.changes.items())


def _program(known: Effective, program: str, names: Names) -> Program:
    """The program as it reads at that position; as it reads now, when it was not filed yet."""
    for one in known:
        if isinstance(one.event, Program) and one.event.id == program:
            return one.event
    return names.programs[program]
