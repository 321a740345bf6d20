"""Trace a membership fact back: the events behind it, their sources for and against, how their
record changed, and for one who is no member, what would have made it one and why it does not.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from ledger.events import (
    Act,
    Announcement,
    Consent,
    Event,
    Happening,
    Program,
    Recorded,
    Revocation,
    Signing,
    Withdrawal,
    World,
    type_of,
)
from ledger.names import Names
from projections.acts import acts_by_pair, taken_back
from projections.concerns import bears_on, concerns
from projections.effective import Effective, fold
from projections.evidence import Evidence, Policy, Support
from projections.lives import Lives, Turning
from projections.marks import DISPUTED, Mark, marks, marks_of
from projections.membership import CERTAIN, POSSIBLE, Pair, Span, spans
from projections.no_member import why_no_member
from projections.possible import in_force
from projections.roster import Entry, marked, roster
from projections.sentences import LEFT
from projections.side_marks import beside, side_marks
from projections.steps import Step, steps
from projections.verdicts import Verdict, Word, force, on_the_side


@attrs.frozen
class Trace:
    """One event that bears on the fact: how it reads now (as it was recorded, when it was
    retracted), what it does to the fact (``verdict``: that it counts or may count, or why it does
    not), its sources, what marks they put on it, and the steps of its record."""

    position: int
    id: str
    event: World
    type: str
    verdict: Verdict
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
        return any(one.disputed for one in self.traces if one.verdict.counts)


@attrs.frozen
class Question:
    """The question of an audit: whom, in what, at the end of which day, as known at which position,
    and by which source policy."""

    program: str
    participant: str
    on: date
    known: int
    policy: Policy = Policy()  # noqa: RUF009 - a frozen value


def audit(records: Sequence[Recorded], question: Question, names: Names) -> Audit:
    """Return the audit of a fact over all records, those after ``known`` too: they are what was not
    yet known."""
    known = fold(one for one in records if one.position <= question.known)
    ever = fold(records)
    case = _Case(question, known, Evidence(known), names)
    own = [case.trace(one) for one in records if bears_on(one, ever, case.pair)]
    before = predecessors([one.event for one in known], case.pair)
    traces = in_order(own)
    for who in before:
        of = (question.program, who)
        acts = [
            attrs.evolve(case.trace(one), verdict=Verdict(Word.OF_PREDECESSOR, names.title(who)))
            for one in records
            if isinstance(one.event, Act)
            and bears_on(one, known, of)
            and known.standing(one.position)
        ]
        traces += in_order(acts)
    return case.conclude(tuple(traces))


def in_order(traces: Iterable[Trace]) -> list[Trace]:
    """Return traces in the order of the world, as `timeline` has it: by the first possible day, the
    last one, and the position."""
    return sorted(
        traces,
        key=lambda one: (
            *(one.event.occurred_on.earliest, one.event.occurred_on.latest),
            one.position,
        ),
    )


def predecessors(events: Sequence[Event], pair: Pair) -> tuple[str, ...]:
    """Return those whom a participant succeeds or continues in a program by its acts among some
    events that stand, and those whom they do in turn, the nearest first."""
    found: dict[str, None] = {}
    waiting = [pair[1]]
    while waiting:
        who = waiting.pop()
        for event in events:
            if not isinstance(event, (Signing, Consent)) or event.predecessor in (None, *found):
                continue
            if (event.program, event.participant) == (pair[0], who) and event.predecessor:
                found[event.predecessor] = None
                waiting.append(event.predecessor)
    return tuple(one for one in found if one != pair[1])


class _Case:
    """One audit in the making: what is known, and the acts of the membership in question."""

    def __init__(
        self, question: Question, known: Effective, evidence: Evidence, names: Names
    ) -> None:
        self.question, self.known, self.evidence, self.names = question, known, evidence, names
        self.pair: Pair = (question.program, question.participant)
        self.all_acts = acts_by_pair(known, question.policy, evidence)
        self.lives = Lives.of(known)
        self.acts = self.all_acts.get(self.pair, [])
        self._by_position = {act.position: act for act in self.acts}
        self.in_force = frozenset(in_force(self.acts, question.on))
        self.program = _program(known, question.program, names)
        all_spans = ((self.pair[1], span) for span in spans(self.acts))
        self.own = [span for _, span in self.lives.within(self.program, all_spans)]

    def trace(self, recorded: Recorded) -> Trace:
        shown = self.known.shown(recorded)
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

    def _verdict(self, recorded: Recorded) -> Verdict:
        on = self.question.on
        if recorded.position > self.question.known:
            return not_yet_recorded(recorded)
        about = bears_on(recorded, self.known, self.pair)
        reason = of_record(self.known, recorded.position, self.pair, about)
        if reason:
            return Verdict(reason)
        standing = self.known.standing(recorded.position)
        if (
            standing
            and isinstance(standing.event, Happening)
            and not isinstance(standing.event, Act)
        ):
            by_days = on_the_side(standing.event, on, taken_back(self.known, standing))
            return beside(standing.event, by_days, self.own, on)
        act = self._by_position.get(recorded.position)
        if act is None:
            return Verdict(Word.NOT_ADMITTED)
        found = force(act, on, self.acts, self.in_force)
        ended = self._life_over() if found.counts else None
        return Verdict(Word.OVER, ended[1].text) if ended else found

    def conclude(self, traces: tuple[Trace, ...]) -> Audit:
        on, program = self.question.on, self.program
        entries = self._roster(program, ((self.pair[1], span) for span in self.own))
        entry = entries[0] if entries else None
        rest = [span for span in self.own if span.end is None or span.end > on]
        return Audit(
            program=program,
            participant=self.question.participant,
            on=on,
            entry=entry,
            until=_until(program, entry, rest) if entry else None,
            why_not=None if entry else self._why_not(program, traces),
            traces=traces,
            related=self._related(program),
        )

    def _why_not(self, program: Program, traces: Sequence[Trace]) -> str:
        """Return the nearest that it came to membership, in words. That nothing is on file proves
        nothing about the world, and is not said to."""
        on = self.question.on
        if why := why_no_member(program, self.own, on, self.lives):
            return why
        if over := self._what_ended():
            return over
        words = {trace.verdict.word for trace in traces}
        if Word.MAY_COUNT in words:  # by an open date, which says nothing of the days before
            return f"the program opened {program.opened_on}"
        for word, reason in _WHY_NOT.items():
            if word in words:
                left, perhaps = LEFT[_how_it_left(traces)]
                return reason.format(first=self._first_act(), left=left, perhaps=perhaps)
        return "no act is on file"

    def _what_ended(self) -> str | None:
        """Return what ended by the day in question, where by its acts the participant has a
        status."""
        if not any(span.covers(self.question.on) for span in spans(self.acts)):
            return None
        over = self._life_over()
        return f"{over[0]} ceased to exist on {over[1].text}" if over else None

    def _life_over(self) -> tuple[str, Turning] | None:
        """Return who ended for certain by the day in question, the program or ("it") the
        participant, and when; of both, who did first."""
        program, participant = self.pair
        ends = (
            (self.program.name, self.lives.end_of_program(program)),
            ("it", self.lives.end_of_participant(participant)),
        )
        over = [(whose, end) for whose, end in ends if end and end.last <= self.question.on]
        return min(over, key=lambda one: one[1].last, default=None)

    def _first_act(self) -> str:
        """Return the date of the act that counts first, as its source has it; nothing if there is
        none."""
        joins = [act for act in self.acts if act.status and act.earliest > self.question.on]
        acts = joins or self.acts
        return min(acts, key=lambda act: act.earliest).text if acts else ""

    def _related(self, program: Program) -> tuple[Entry, ...]:
        """Return the bodies of the state in question that are on the roster."""
        bodies = self.names.bodies_of(self.pair[1])
        of = [
            (participant, span)
            for (in_program, participant), acts in self.all_acts.items()
            if in_program == program.id and participant in bodies
            for span in spans(acts)
        ]
        return self._roster(program, self.lives.within(program, of))

    def _roster(self, program: Program, of: Iterable[tuple[str, Span]]) -> tuple[Entry, ...]:
        found = roster(program, self.question.on, of, self.names)
        marks = side_marks(self.known, program, self.known.records, self.question.policy)
        return marked(found, marks_of(self.known, found.acts), marks).entries


_WHY_NOT = {  # the nearest to membership first
    Word.ENDED: "it {left}",
    Word.MAY_HAVE_ENDED: "it may {perhaps} by then",
    Word.LATER: "the first act that counts does so from {first}",
    Word.REVOKED: "what is on file was taken back",
    Word.NOT_YET_RECORDED: "what is on file was recorded later",
    Word.CORRECTED_LATER: "what is on file was recorded later",
    Word.NOT_ADMITTED: "no act on file is admitted by the source policy",
    Word.NOT_READ: "what is on file was corrected as only a later version can tell",
    Word.RETRACTED: "what was recorded was retracted",
    Word.ABOUT_ANOTHER: "what was recorded was corrected",
    Word.ANNOUNCEMENT: "only an announcement is on file, and no act",
}


def _how_it_left(traces: Sequence[Trace]) -> str:
    """Return the action by which the membership ended, of several the last."""
    ended = (Word.ENDED, Word.MAY_HAVE_ENDED)
    events = [one.event for one in traces if one.verdict.word in ended]
    left = [one for one in events if isinstance(one, Withdrawal)]
    return left[-1].action if left else "withdrawal"


def _until(program: Program, entry: Entry, rest: Sequence[Span]) -> date | None:
    """Return the day from which a member for certain is one no longer for certain, and a possible
    one no longer at all. ``rest`` are the spans from the day in question on, the first of them on
    it."""
    counting = frozenset(program.members)
    still = (CERTAIN,) if entry.certain else (CERTAIN, POSSIBLE)
    until: date | None = rest[0].start
    for span in rest:
        if span.start != until or span.as_member(counting) not in still:
            break
        until = span.end
    return until


def not_yet_recorded(recorded: Recorded) -> Verdict:
    """Return the verdict on an event at every position before its own."""
    return Verdict(Word.NOT_YET_RECORDED, str(recorded.recorded_at.date()))


def of_record(known: Effective, position: int, pair: Pair, bears_on: bool) -> Word | None:
    """Return why the event at a position does not count for a membership whatever the day and the
    source policy; None where that hangs on them."""
    standing = known.standing(position)
    if not bears_on:
        return Word.CORRECTED_LATER
    if known.unread_at(position):
        return Word.NOT_READ
    if standing is None:
        return Word.RETRACTED
    if isinstance(standing.event, Announcement):
        return Word.ANNOUNCEMENT if concerns(standing.event, pair) else Word.ABOUT_ANOTHER
    revokes = isinstance(standing.event, Revocation)
    return None if revokes or concerns(standing.event, pair) else Word.ABOUT_ANOTHER


def _program(known: Effective, program: str, names: Names) -> Program:
    """Return the program as it reads at that position; as it reads now, when it was not filed
    yet."""
    for one in known:
        if isinstance(one.event, Program) and one.event.id == program:
            return one.event
    return names.programs[program]
