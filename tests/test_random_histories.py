"""Random histories: a ledger is appended to, corrected, retracted, attested, closed and opened
again, and after every step the file, its tables, the folds and a naive oracle say the same."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import beliefs
import later
from extent import examples
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from oracle import Oracle

from ledger import codec
from ledger.errors import MalformedEvent
from ledger.store import Ledger
from ledger.verify import verify
from projections.effective import fold
from projections.kept import relevant, tables
from projections.membership import Pair, Span
from projections.roster import memberships

PROGRAMS = ["ilrs", "accords"]
PARTICIPANTS = ["EGY", "ZAF", "PAK"]
FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=more) for more in range(-1, 12)]

programs = st.sampled_from(PROGRAMS)
participants = st.sampled_from(PARTICIPANTS)
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
            ]
        )
    )


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

    def record(self, wire: dict[str, Any], meant: dict[str, Any]) -> None:
        """Append to the ledger, and when it was new there, tell the oracle."""
        event = codec.decode({k: v for k, v in wire.items() if k != "bounds"})
        [receipt] = self.ledger.append([event], by="desk")
        if receipt.new:
            assert self.oracle.add(meant) == receipt.position
            for one in self.ledger.events(after=receipt.position - 1):
                self.beliefs.apply(one)

    def act(self, event_type: str, program: str, participant: str, when: dict[str, Any]) -> None:
        wire = {"type": event_type, "program": program, "participant": participant, **when}
        if event_type == "consent":
            wire["action"] = "accession"
        self.record(wire, wire)

    @initialize()
    def open_the_programs(self) -> None:
        for program in PROGRAMS:
            wire = {"type": "program", "id": program, "name": program.upper()}
            self.record(wire, wire)
        source = {"type": "source", "id": "s", "publisher": "P", "title": "T", "tier": "press"}
        self.record(source, source)

    @rule(
        event_type=st.sampled_from(["signing", "endorsement", "consent", "withdrawal"]),
        program=programs,
        participant=participants,
        when=dates(),
    )
    def something_happens(
        self, event_type: str, program: str, participant: str, when: dict[str, Any]
    ) -> None:
        self.act(event_type, program, participant, when)

    @rule(data=st.data(), when=dates(), program=programs, participant=participants, reason=reasons)
    @precondition(lambda self: len(self.oracle.events) > 3)
    def an_event_is_corrected(
        self, data: st.DataObject, when: dict[str, Any], program: str, participant: str, reason: str
    ) -> None:
        changed = data.draw(
            st.sampled_from([when, {"program": program}, {"participant": participant}])
        )
        position = self.draw_position(data)
        changes = {key: value for key, value in changed.items() if key != "bounds"}
        wire = {"type": "correction", "event": f"#{position}", "changes": changes, "reason": reason}
        meant = {"type": "correction", "event": position, "changes": changed}
        size = self.ledger.size
        try:
            self.record(wire, meant)
        except MalformedEvent:
            assert self.ledger.size == size  # it reads so already, or cannot be corrected

    @rule(data=st.data(), reason=reasons)
    @precondition(lambda self: len(self.oracle.events) > 3)
    def an_event_is_retracted(self, data: st.DataObject, reason: str) -> None:
        self.retract(self.draw_position(data), reason)

    def retract(self, position: int, reason: str) -> None:
        size = self.ledger.size
        try:
            self.record(
                {"type": "retraction", "event": f"#{position}", "reason": reason},
                {"type": "retraction", "event": position},
            )
        except MalformedEvent:  # what a later version corrected would be unread again
            assert self.ledger.size == size
            assert any(event.get("changes") == {"unread": True} for event in self.oracle.events)

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
    @precondition(lambda self: len(self.oracle.events) > 3)
    def an_event_is_attested(self, data: st.DataObject, stance: str, note: str) -> None:
        position = self.draw_position(data)
        never = ("correction", "retraction", "attestation", "unread")
        if self.oracle.events[position - 1]["type"] in never:
            return
        self.record(
            {
                "type": "attestation",
                "event": f"#{position}",
                "stance": stance,
                "note": note,
                "citation": {"source": "s"},
            },
            {"type": "attestation", "event": position},
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
    @precondition(lambda self: len(self.oracle.events) > 3)
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
        acts = {"signing", "endorsement", "consent", "withdrawal"}
        return [at for at, event in enumerate(self.oracle.events, 1) if event["type"] in acts]

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
        self.act("signing", program, participant, when)
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
        return data.draw(st.one_of(st.integers(max(4, last - 1), last), st.integers(4, last)))

    def compare(self, on: date, known: int) -> None:
        folded = memberships(fold(self.ledger.events(until=known)))
        current = tables.current(self.ledger)
        for program in PROGRAMS:
            kept = list(tables.memberships_of(self.ledger, program, known)) if current else []
            for participant in PARTICIPANTS:
                wanted = self.oracle.statuses(program, participant, on, known)
                assert statuses(folded.get((program, participant), ()), on) == wanted
                if current:
                    spans = [span for who, span in kept if who == participant]
                    assert statuses(spans, on) == wanted

    def of_program(self, program: str, known: int) -> dict[Pair, tuple[Span, ...]]:
        """The memberships of a program, folded from nothing but the events that concern it."""
        records = relevant.of_program(self.ledger, program)
        return of(memberships(fold(one for one in records if one.position <= known)), program)


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
    max_examples=examples(30),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
