"""Random histories: a ledger is appended to, corrected, retracted, attested, closed and opened
again, and after every step the file, its tables, the folds and a naive oracle say the same."""

import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import beliefs
import later
from extent import FULL, examples
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from oracle import ACTS, LADDER, Oracle, gives

from ledger import codec
from ledger.errors import MalformedEvent
from ledger.events import WITHDRAWALS
from ledger.store import Ledger
from ledger.verify import verify
from projections.effective import fold
from projections.kept import relevant, tables
from projections.marks import marks_of
from projections.membership import Pair, Span
from projections.roster import marked, memberships, spans_by_pair
from projections.roster import roster as roster_of
from projections.side_marks import side_marks
from projections.timeline import replay
from projections.view import View

PROGRAMS = ["ilrs", "treaty", "brics"]
PARTICIPANTS = ["EGY", "ZAF"]
TIERS = [  # of brics: at first, and what may be added to them
    ["signatory", "partner", "member"],
    ["observer", "signatory", "partner", "member"],
    ["observer", "signatory", "party", "partner", "member"],
]
FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=more) for more in range(-1, 12)]

programs = st.sampled_from(PROGRAMS)
participants = st.sampled_from(PARTICIPANTS)
tiers = st.sampled_from([*LADDER, *TIERS[-1]])
reasons = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@st.composite
def dates(draw: st.DrawFn) -> dict[str, Any]:
    """A date as text, and its bounds as the oracle needs them, made without the parser."""
    first = FIRST + timedelta(days=draw(st.integers(0, 6)))
    last = first + timedelta(days=draw(st.integers(0, 3)))
    one = timedelta(days=1)
    return draw(
        st.sampled_from(
            [
                {"occurred_on": f"{first}", "bounds": (first, first)},
                {"occurred_on": f"{first}/{last}", "bounds": (first, last)},
                {"occurred_on": f"[{first}..{last}]", "bounds": (first, last)},
                {"occurred_on": f"{first}?", "bounds": (first - one, first + one)},
                *(
                    [{"occurred_on": f"../{last}", "bounds": (date.min, last)}]
                    if last.day > 8
                    else []
                ),
                *(
                    [{"occurred_on": f"{first}/..", "bounds": (first, date.max)}]
                    if first.day > 6
                    else []
                ),
            ]
        )
    )


def effective(when: dict[str, Any]) -> dict[str, Any]:
    """The same date as that from which something counts."""
    return {"effective_on": when["occurred_on"], "from": when["bounds"]}


@st.composite
def two_dates(draw: st.DrawFn) -> dict[str, Any]:
    """The date of something, and often another from which it counts: later, earlier, or neither
    for certain."""
    counts = effective(draw(dates())) if draw(st.booleans()) else {}
    return {**draw(dates()), **counts}


def wire_of(meant: dict[str, Any]) -> dict[str, Any]:
    """An event as it is recorded: without what only the oracle needs."""
    return {field: value for field, value in meant.items() if field not in BOUNDS}


BOUNDS = ("bounds", "from", "opened", "ends")
MARKS = ("suspension", "provisional-application")
LIVES = ("entry-into-force", "ending", "renaming")


class Histories(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "events.db"
        self.clock = datetime(2024, 1, 1, tzinfo=UTC)
        self.ledger = Ledger.create(self.path, clock=self.tick, subscribers=[tables.keep])
        self.oracle = Oracle()
        self.beliefs = beliefs.Beliefs()

    def tick(self) -> datetime:
        self.clock += timedelta(minutes=1)
        return self.clock

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    def record(self, *meant: dict[str, Any]) -> None:
        """Append events to the ledger in one batch, and tell the oracle of those that were new
        there."""
        size = self.ledger.size
        with self.ledger.batch() as batch:
            for event in meant:
                wire = wire_of(event)
                if "event" in event:
                    wire["event"] = f"#{event['event']}"
                if "changes" in event:
                    wire["changes"] = wire_of(event["changes"])
                if batch.add(codec.decode(wire), by="desk").new:
                    assert self.oracle.add(event) == batch.size
        for one in self.ledger.events(after=size):
            self.beliefs.apply(one)

    def act(self, event_type: str, program: str, participant: str, **more: Any) -> None:
        """Record an act; it is refused where it gives what one cannot have in its program."""
        event = {"type": event_type, "program": program, "participant": participant, **more}
        if event_type == "consent":
            event["action"] = "accession"
        size = self.ledger.size
        try:
            self.record(event)
        except MalformedEvent:
            assert self.ledger.size == size
            ladder = self.oracle.ladder(program, size)
            retracted = not self.oracle.stands(1 + PROGRAMS.index(program), size)
            assert retracted or gives(event) not in ladder

    @initialize(force=st.sampled_from([{}, {"force": "required"}]), opened=st.integers(0, 8))
    def open_the_programs(self, force: dict[str, Any], opened: int) -> None:
        day = FIRST + timedelta(days=opened)
        own: dict[str, dict[str, Any]] = {
            "ilrs": {"opened_on": f"{day}", "opened": (day, day)} if opened else {},
            "treaty": {"force": "required"},
            "brics": {"tiers": TIERS[0], "members": ["member"], **force},
        }
        for program in PROGRAMS:
            self.record({"type": "program", "id": program, "name": program.upper(), **own[program]})
        source = {"type": "source", "id": "s", "publisher": "P", "title": "T", "tier": "press"}
        self.record(source)

    @rule(
        event_type=st.sampled_from(["signing", "endorsement", "consent", "withdrawal"]),
        program=programs,
        participant=participants,
        when=two_dates(),
    )
    def something_happens(
        self, event_type: str, program: str, participant: str, when: dict[str, Any]
    ) -> None:
        self.act(event_type, program, participant, **when)

    @rule(program=programs, participant=participants, when=two_dates())
    def somebody_consents(self, program: str, participant: str, when: dict[str, Any]) -> None:
        self.act("consent", program, participant, **when)

    @rule(participant=participants, tier=tiers, when=two_dates())
    def somebody_is_admitted(self, participant: str, tier: str, when: dict[str, Any]) -> None:
        self.act("admission", "brics", participant, tier=tier, **when)

    @rule(
        program=programs,
        participant=participants,
        action=st.sampled_from(WITHDRAWALS),
        falls_to=tiers,
        when=two_dates(),
    )
    def somebody_falls(
        self, program: str, participant: str, action: str, falls_to: str, when: dict[str, Any]
    ) -> None:
        self.act("withdrawal", program, participant, action=action, falls_to=falls_to, **when)

    @rule(
        event_type=st.sampled_from(["suspension", "provisional-application"]),
        program=programs,
        participant=participants,
        when=two_dates(),
        ends=st.sampled_from([date(2020, 1, 5), date(2020, 1, 20)]),
    )
    def something_changes_no_status(
        self, event_type: str, program: str, participant: str, when: dict[str, Any], ends: date
    ) -> None:
        self.act(event_type, program, participant, **when, until=f"{ends}", ends=ends)

    @rule(data=st.data(), when=two_dates())
    @precondition(lambda self: self.acts())
    def an_act_is_revoked(self, data: st.DataObject, when: dict[str, Any]) -> None:
        acts = [at for at in self.acts() if self.oracle.events[at - 1]["type"] in (*ACTS, *MARKS)]
        if acts:
            position = data.draw(st.sampled_from(acts))
            self.record({"type": "revocation", "event": position, **when})

    @rule(program=programs, participant=participants, when=dates(), revoked=dates())
    def an_act_and_its_revocation_are_recorded_at_once(
        self, program: str, participant: str, when: dict[str, Any], revoked: dict[str, Any]
    ) -> None:
        pair = {"program": program, "participant": participant}
        note = f"at once, after #{self.ledger.size}"  # so that it stands nowhere else
        left = {"type": "withdrawal", **pair, **when, "note": note}
        if self.oracle.stands(1 + PROGRAMS.index(program), self.ledger.size):
            self.record(left, {"type": "revocation", "event": self.ledger.size + 1, **revoked})

    @rule(program=programs, when=dates())
    def a_treaty_enters_into_force(self, program: str, when: dict[str, Any]) -> None:
        self.life({"type": "entry-into-force", "program": program, **when})

    @rule(
        subject=st.sampled_from(
            [
                *({"program": one} for one in PROGRAMS),
                *({"participant": one} for one in PARTICIPANTS),
            ]
        ),
        when=dates(),
    )
    def something_ends(self, subject: dict[str, str], when: dict[str, Any]) -> None:
        self.life({"type": "ending", **subject, **when})

    @rule(program=programs, when=dates())
    def a_program_is_renamed(self, program: str, when: dict[str, Any]) -> None:
        self.life({"type": "renaming", "program": program, "name": "Another", **when})

    def life(self, event: dict[str, Any]) -> None:
        size = self.ledger.size
        try:
            self.record(event)
        except MalformedEvent:
            assert not self.oracle.stands(1 + PROGRAMS.index(event["program"]), size)

    @rule(
        data=st.data(),
        when=dates(),
        program=programs,
        participant=participants,
        tier=tiers,
        action=st.sampled_from(WITHDRAWALS),
        reason=reasons,
    )
    @precondition(lambda self: len(self.oracle.events) > 4)
    def an_event_is_corrected(
        self,
        data: st.DataObject,
        when: dict[str, Any],
        program: str,
        participant: str,
        tier: str,
        action: str,
        reason: str,
    ) -> None:
        position = self.draw_position(data)
        changes = [
            when,
            effective(when),
            {"effective_on": None, "from": None},
            {"program": program},
            {"participant": participant},
        ]
        match self.oracle.events[position - 1]["type"]:
            case "admission":
                changes += [{"tier": tier}]
            case "withdrawal":
                changes += [{"falls_to": tier}, {"falls_to": None}, {"action": action}]
            case "ending":
                changes += [
                    {"program": program, "participant": None},
                    {"participant": participant, "program": None},
                ]
        self.correct(position, data.draw(st.sampled_from(changes)), reason)

    @rule(
        position=st.sampled_from([1, 2, 3]),
        force=st.sampled_from([None, "required"]),
        tiers=st.sampled_from(TIERS),
        opened=dates(),
        what=st.sampled_from(["force", "opened", "tiers"]),
        reason=reasons,
    )
    def a_program_is_corrected(
        self,
        position: int,
        force: str | None,
        tiers: list[str],
        opened: dict[str, Any],
        what: str,
        reason: str,
    ) -> None:
        changes: dict[str, dict[str, Any]] = {
            "force": {"force": force},
            "opened": {"opened_on": opened["occurred_on"], "opened": opened["bounds"]},
            "tiers": {"tiers": tiers},
        }
        self.correct(position, changes[what], reason)

    def correct(self, position: int, changes: dict[str, Any], reason: str) -> None:
        size = self.ledger.size
        correction = {"type": "correction", "event": position, "changes": changes}
        try:
            self.record({**correction, "reason": reason})
        except MalformedEvent:
            assert self.ledger.size == size  # it reads so already, or cannot be corrected

    @rule(data=st.data(), reason=reasons)
    @precondition(lambda self: len(self.oracle.events) > 4)
    def an_event_is_retracted(self, data: st.DataObject, reason: str) -> None:
        self.retract(self.draw_position(data), reason)

    @rule(position=st.sampled_from([1, 2, 3]), reason=reasons)
    def a_program_is_retracted(self, position: int, reason: str) -> None:
        self.retract(position, reason)

    def retract(self, position: int, reason: str) -> None:
        size = self.ledger.size
        try:
            self.record({"type": "retraction", "event": position, "reason": reason})
        except MalformedEvent:  # what was corrected would not read well without it
            assert self.ledger.size == size
            assert any(event["type"] == "correction" for event in self.oracle.events)

    @rule(data=st.data(), reason=reasons)
    @precondition(lambda self: self.corrections_and_retractions())
    def the_register_takes_back_its_own_word(self, data: st.DataObject, reason: str) -> None:
        self.retract(data.draw(st.sampled_from(self.corrections_and_retractions())), reason)

    def corrections_and_retractions(self) -> list[int]:
        return [
            position
            for position, event in enumerate(self.oracle.events, 1)
            if event["type"] in ("correction", "retraction")
        ]

    @rule(data=st.data(), stance=st.sampled_from(["supports", "disputes"]), note=reasons)
    @precondition(lambda self: len(self.oracle.events) > 4)
    def an_event_is_attested(self, data: st.DataObject, stance: str, note: str) -> None:
        position = self.draw_position(data)
        never = ("correction", "retraction", "attestation", "unread")
        if self.oracle.events[position - 1]["type"] in never:
            return
        self.record(
            {
                "type": "attestation",
                "event": position,
                "stance": stance,
                "note": note,
                "citation": {"source": "s"},
            }
        )

    @rule(
        event_type=st.sampled_from(["signing", "withdrawal", "suspension"]),
        program=programs,
        participant=participants,
        note=reasons,
    )
    def a_later_version_records_an_act(
        self, event_type: str, program: str, participant: str, note: str
    ) -> None:
        pair = {"program": program, "participant": participant}
        wire = {"type": event_type, **pair, "occurred_on": f"{FIRST}", "note": note, "later": True}
        self.record_later(wire, {"type": "unread"})

    @rule(data=st.data(), what=st.sampled_from(["correction", "retraction"]), reason=reasons)
    @precondition(lambda self: len(self.oracle.events) > 4)
    def a_later_version_has_more_to_say(self, data: st.DataObject, what: str, reason: str) -> None:
        position = self.draw_position(data)
        wire = {"type": what, "event": f"#{position}", "reason": reason, "later": True}
        self.record_later(wire, {"type": "unread"})

    @rule(data=st.data(), reason=reasons)
    @precondition(lambda self: self.acts())
    def a_later_version_corrects_an_act(self, data: st.DataObject, reason: str) -> None:
        position = data.draw(st.sampled_from(self.acts()))
        changes = {"later": True}
        wire = {"type": "correction", "event": f"#{position}", "changes": changes, "reason": reason}
        meant = {"type": "correction", "event": position, "changes": {"unread": True}}
        self.record_later(wire, meant)

    def acts(self) -> list[int]:
        """The positions of what happened in the world."""
        world = (*ACTS, *MARKS, *LIVES, "revocation")
        return [at for at, event in enumerate(self.oracle.events, 1) if event["type"] in world]

    def record_later(self, wire: dict[str, Any], meant: dict[str, Any]) -> None:
        if "changes" not in wire:
            wire["later"] = self.ledger.size  # so that no event stands twice
        else:
            wire["reason"] = f"after #{self.ledger.size}"
        [position] = later.append(self.ledger, wire)
        assert self.oracle.add(meant) == position
        for one in self.ledger.events(after=position - 1):
            self.beliefs.apply(one)

    @rule()
    def the_ledger_is_opened_again(self) -> None:
        self.ledger.close()
        self.ledger = Ledger.open(self.path, write=True, clock=self.tick, subscribers=[tables.keep])

    @rule()
    def the_tables_are_made_again(self) -> None:
        tables.rebuild(self.ledger)

    @rule(program=programs, participant=participants, when=dates())
    def somebody_appends_without_the_tables(
        self, program: str, participant: str, when: dict[str, Any]
    ) -> None:
        subscribers, self.ledger.subscribers = self.ledger.subscribers, ()
        self.act("signing", program, participant, **when)
        self.ledger.subscribers = subscribers

    @rule(data=st.data())
    def a_question_is_asked(self, data: st.DataObject) -> None:
        """As known at any position, on any day, the folds and the tables agree with the oracle."""
        known = data.draw(st.integers(0, len(self.oracle.events)))
        on = data.draw(st.sampled_from(DAYS))
        self.compare(on, known)
        if tables.current(self.ledger):
            folded = memberships(fold(self.ledger.events(until=known)))
            for program in PROGRAMS:
                assert self.of_program(program, known) == of(folded, program)

    @invariant()
    def now_all_agree(self) -> None:
        for on in DAYS[2::4]:
            self.compare(on, len(self.oracle.events))

    @invariant()
    def the_tables_hold_what_the_folds_say(self) -> None:
        if tables.current(self.ledger):
            unread = sorted(self.beliefs.effective.unread)
            assert tables.unread(self.ledger, self.ledger.size) == unread
            assert beliefs.kept(self.ledger) == list(self.beliefs)
            assert list(tables.differences(self.ledger)) == []

    @invariant()
    def the_ledger_verifies(self) -> None:
        assert self.ledger.size == len(self.oracle.events)
        assert list(verify(self.ledger)) == []

    def draw_position(self, data: st.DataObject) -> int:
        """One of the events after the definitions, often one of the last."""
        last = len(self.oracle.events)
        return data.draw(st.one_of(st.integers(max(5, last - 1), last), st.integers(5, last)))

    def compare(self, on: date, known: int) -> None:
        """The folds over all events and over those of a program, the tables, and the roster of a
        view say what the oracle does; its replay is that of the events."""
        effective = fold(self.ledger.events(until=known))
        folded = memberships(effective)
        view = View(self.ledger, known)
        current = tables.current(self.ledger)
        if current:
            kept = {
                program: by_participant(tables.memberships_of(self.ledger, program, known))
                for program in PROGRAMS
            }
            assert flat(kept) == spans_by_pair(effective)
        for program in view.names.programs:
            of_view = by_participant(view.spans(program))
            roster = view.roster(view.program(program), on)
            assert of_view == {who: spans for (of, who), spans in folded.items() if of == program}
            replayed = replay(effective, view.names, [roster.program], on)
            assert view.replay(roster.program, on) == replayed
            members = {one.participant: one.certain for one in roster.entries}
            beside = side_marks(effective, roster.program, effective.records)
            unmarked = roster_of(roster.program, on, view.spans(program), view.names)
            assert roster == marked(unmarked, marks_of(effective, roster.acts), beside)
            for entry in roster.entries:
                asked = self.oracle.beside(program, entry.participant, on, known)
                if entry.certain and entry.status == "party":
                    asked = {one for one in asked if one[0] != "applying provisionally"}
                assert {(one.kind, one.position, one.sure) for one in entry.beside} == asked
            for participant in PARTICIPANTS:
                wanted = self.oracle.statuses(program, participant, on, known)
                assert statuses(folded.get((program, participant), ()), on) == wanted
                counting = wanted & set(roster.program.members)
                assert members.get(participant) == (counting == wanted if counting else None)

    def of_program(self, program: str, known: int) -> dict[Pair, tuple[Span, ...]]:
        """The memberships of a program, folded from nothing but the events that concern it."""
        records = relevant.of_program(self.ledger, program)
        return of(memberships(fold(one for one in records if one.position <= known)), program)


def by_participant(found: Iterable[tuple[str, Span]]) -> dict[str, tuple[Span, ...]]:
    of: dict[str, tuple[Span, ...]] = {}
    for participant, span in found:
        of[participant] = (*of.get(participant, ()), span)
    return of


def flat(kept: dict[str, dict[str, tuple[Span, ...]]]) -> dict[Pair, tuple[Span, ...]]:
    return {(program, who): spans for program, of in kept.items() for who, spans in of.items()}


def of(found: dict[Pair, tuple[Span, ...]], program: str) -> dict[Pair, tuple[Span, ...]]:
    return {pair: spans for pair, spans in found.items() if pair[0] == program}


def statuses(spans: Any, on: date) -> set[str]:
    """What spans say of a day, in the oracle's words."""
    found: list[Span] = [span for span in spans if span.covers(on)]
    assert len(found) <= 1
    return {status or "none" for status in found[0].statuses} if found else {"none"}


class HistoriesOfMany(Histories):
    """The same where each membership counts as one of many acts, and is gone on with."""

    def __init__(self) -> None:
        super().__init__()
        self.few, tables.FEW = tables.FEW, 0

    def teardown(self) -> None:
        tables.FEW = self.few
        super().teardown()


TestHistories = Histories.TestCase
TestHistoriesOfMany = HistoriesOfMany.TestCase
TestHistories.settings = TestHistoriesOfMany.settings = settings(
    max_examples=examples(30) if FULL else 2,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
