"""The kept tables say what the folds say, whatever was recorded and however it came in."""

import gc
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import pytest
from registers import event_of, register

from ledger import batch as appending
from ledger import codec, events
from ledger.errors import AlreadyFiled, Damaged, OtherSchema
from ledger.events import (
    WIRE_NAMES,
    Attestation,
    Citation,
    Claim,
    Correction,
    Event,
    Participant,
    Program,
    Recorded,
    Retraction,
    Source,
    type_of,
)
from ledger.store import Ledger
from projections.effective import Effective, fold
from projections.kept import tables
from projections.kept.span_history import Beliefs
from projections.roster import memberships

READ: list[Any] = [Citation, *WIRE_NAMES]
Rows = list[tuple[Any, ...]]
OF_SOURCES = [
    *("id", "publisher", "title", "url", "published_on", "tier", "language", "sha256", "copy_of")
]

FILED = """
    | program p
    | program q
    | source wire
    | source paper
    """


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new ledger, for each test to work on a copy of."""
    path = tmp_path_factory.mktemp("empty") / "events.db"
    Ledger.create(path).close()
    return path


@pytest.fixture
def ledger(empty: Path, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger whose tables are kept."""
    moments = (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(10_000))
    path, clock = shutil.copy(empty, tmp_path), moments.__next__
    with Ledger.open(path, write=True, clock=clock, subscribers=[tables.keep]) as opened:
        opened.db.execute("PRAGMA synchronous = OFF")  # no crash is tested here
        yield opened


def record(ledger: Ledger, text: str, *, kept: bool = True) -> None:
    """Append what a register has beyond what the ledger has; with ``kept`` False, by a program
    that keeps no tables."""
    subscribers = ledger.subscribers
    ledger.subscribers = subscribers if kept else ()
    ledger.append([one.event for one in register(text)[ledger.size :]], by="desk")
    ledger.subscribers = subscribers


def update(ledger: Ledger, statement: str, *values: str) -> None:
    """Change a row that was recorded, as somebody does who drops the trigger and puts it back."""
    with ledger.change():
        keep = "SELECT sql FROM sqlite_master WHERE name = 'events_keep'"
        [(trigger,)] = ledger.db.execute(keep).fetchall()
        ledger.db.execute("DROP TRIGGER events_keep")
        ledger.db.execute(statement, values)
        ledger.db.execute(trigger)


def record_one_by_one(ledger: Ledger, text: str) -> None:
    """Append a register event by event; after each, the tables say what the folds say."""
    for one in register(text)[ledger.size :]:
        ledger.append([one.event], by="desk")
        assert_agree(ledger)


def rows(ledger: Ledger, table: str) -> Rows:
    return [tuple(row) for row in ledger.db.execute(f"SELECT * FROM {table}")]


def everything(ledger: Ledger) -> dict[str, Rows]:
    """Every row of every table and view; what ``search`` has is seen through ``words``."""
    return {
        table: sorted(rows(ledger, table), key=str) for table in tables.TABLES if table != "search"
    }


def assert_agree(ledger: Ledger) -> None:
    records = list(ledger.events())
    effective, beliefs = fold(records), Beliefs()
    for one in records:
        beliefs.apply(one)
    assert tables.current(ledger)
    assert list(tables.beliefs(ledger)) == list(beliefs)
    assert sorted(rows(ledger, "programs")) == list(programs_of(effective))
    assert sorted(rows(ledger, "participants")) == list(participants_of(effective))
    assert sorted(rows(ledger, "sources")) == list(sources_of(effective))
    assert sorted(rows(ledger, "citations"), key=str) == sorted(citations_of(effective), key=str)
    assert sorted(rows(ledger, "readings")) == sorted(readings_of(records))
    assert sorted(rows(ledger, "standing")) == list(standing_of(effective, records))
    found = {(position, word) for word, position, *_ in rows(ledger, "words")}
    assert found == {(one.position, word) for one in records for word in words_of(one)}
    assert list(tables.differences(ledger)) == []


def readings_of(records: Sequence[Recorded]) -> Iterator[tuple[Any, ...]]:
    """How each event reads that a correction or retraction makes read anew, by the fold; of a
    retraction that does not stand, only that it does not now."""
    state, concerned = Effective(), dict[int, tuple[Any, ...]]()
    for since in records:
        state.apply(since)
        changes = isinstance(since.event, Correction | Retraction)
        touched = state.target(since) if changes else None
        while touched:
            read, event_type = read_as(state, touched), type_of(touched.event)
            found: tuple[Any, ...] = (None,) * 7
            if read:
                found = (*appending.columns_of(read, lambda _: None)[:5], codec.body(read), None)
            row = touched.position, since.position, event_type, *found
            if isinstance(touched.event, Retraction):
                concerned[touched.position] = row
            else:
                yield row
            touched = state.target(touched)
    yield from (row for position, row in concerned.items() if not state.standing(position))


def read_as(state: Effective, touched: Recorded) -> Event | None:
    """How an event reads; None when it does not stand."""
    standing = state.standing(touched.position)
    return standing.event if standing else None


def standing_of(effective: Effective, records: Sequence[Recorded]) -> Iterator[tuple[Any, ...]]:
    for one in records:
        read = read_as(effective, one)
        *_, defines, about = appending.columns_of(
            event_of(one), lambda event: next(each.position for each in records if each.id == event)
        )
        body = codec.body(read) if read else None
        yield one.position, one.id, type_of(one.event), defines, about, body


def words_of(one: Recorded) -> set[str]:
    """The words of an event as SQLite's own tokenizer would have them, of letters without marks."""
    texts = " ".join(texts_in(codec.encode(one.event)))
    plain = unicodedata.normalize("NFD", texts.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return set(re.findall(r"[^\W_]+", bare))


def texts_in(wire: Any) -> Iterator[str]:
    if isinstance(wire, str):
        yield wire
    elif isinstance(wire, dict | list):
        for one in wire.values() if isinstance(wire, dict) else wire:
            yield from texts_in(one)


def programs_of(effective: Effective) -> Iterator[tuple[Any, ...]]:
    for one in effective:
        if isinstance(event := one.event, Program):
            aliases, members = listed(event.aliases), listed(event.members)
            opened_on = event.opened_on and event.opened_on.text
            yield one.position, event.id, event.name, aliases, opened_on, members


def participants_of(effective: Effective) -> Iterator[tuple[Any, ...]]:
    for one in effective:
        if isinstance(event := one.event, Participant):
            aliases = listed(event.aliases)
            yield one.position, event.id, event.name, event.kind, event.state, aliases


def sources_of(effective: Effective) -> Iterator[tuple[Any, ...]]:
    for one in effective:
        if isinstance(event := one.event, Source):
            wire = codec.encode(event)
            yield one.position, *(wire.get(column) for column in OF_SOURCES)


def citations_of(effective: Effective) -> Iterator[tuple[Any, ...]]:
    for one in effective:
        about, stance = None, "supports"
        if isinstance(one.event, Attestation):
            target = effective.target(one.recorded)
            assert target is not None
            about, stance = target.position, one.event.stance
        wire = codec.encode(one.event)
        single = [wire["citation"]] if isinstance(one.event, Attestation | Claim) else []
        for citation in [*single, *wire.get("citations", [])]:
            words = (citation.get(key) for key in ("locator", "quote", "says"))
            yield one.position, about, stance, citation["source"], *words


def listed(values: tuple[str, ...]) -> str:
    return codec.canonical(list(values))


def members(ledger: Ledger, known: int, program: str = "p") -> list[str]:
    """Who was believed to be in a program at a position, and from when."""
    found = tables.memberships_of(ledger, program, known)
    return [f"{participant} {span.start}" for participant, span in found]


HISTORIES = {
    "an act corrected to another participant and back": """
        | signing program=p participant=FRA on=2020-01-01
        | signing program=p participant=ITA on=2020-01-01
        | correction event=#5 changes.participant=ITA
        | correction event=#5 changes.participant=ESP changes.program=q
        | correction event=#5 changes.participant=FRA changes.program=p
        """,
    "an act corrected to another participant, taken back and retracted": """
        | signing program=p participant=FRA on=2020-01-01
        | correction event=#5 changes.participant=ITA
        | retraction event=#6
        | retraction event=#7
        | retraction event=#5
        | retraction event=#9
        """,
    "acts that follow each other, recorded out of order": """
        | withdrawal program=p participant=FRA on=2021-01-01/2021-03-01
        | consent program=p participant=FRA on=2022-01-01/..
        | signing program=p participant=FRA on=2020?
        | endorsement program=p participant=FRA on=../2019
        | correction event=#6 changes.effective_on=2022-06
        | retraction event=#5
        """,
    "attestations corrected and retracted": """
        | signing program=p participant=FRA on=2020-01-01 cites=wire quote=signed says=2020-01
        | attestation event=#5 cites=paper
        | attestation event=#5 stance=disputes cites=paper locator=p.2
        | correction event=#6 changes.stance=disputes
        | retraction event=#7
        | retraction event=#6
        | retraction event=#10
        """,
    "definitions corrected and retracted": """
        | participant cnes name=CNES kind=agency state=FRA aliases="Centre national,CNES Paris"
        | correction event=#1 changes.name=Accords changes.opened_on=2020-10-13
        | correction event=#3 changes.published_on=2020-02 changes.tier=official
        | correction event=#4 changes.copy_of=wire changes.url=https://example.org/a
        | correction event=#5 changes.state= changes.kind=company
        | retraction event=#4
        | retraction event=#6
        """,
    "retractions of retractions": """
        | signing program=p participant=FRA on=2020-01-01
        | correction event=#5 changes.participant=ITA
        | retraction event=#6 cites=wire
        | retraction event=#7 cites=paper
        | retraction event=#8 cites=wire
        | retraction event=#7 cites=wire
        | retraction event=#9
        | retraction event=#10
        | attestation event=#5 cites=wire
        | retraction event=#13
        | retraction event=#14
        """,
    "citations of every kind": """
        | announcement program=p participants=FRA on=2020 cites=wire cites=wire
        | claim program=p on=2020-12 count=3 cites=paper quote="three of them"
        | milestone m on=2020
        | launch on=2020 cites=paper says=2020-05-01
        | correction event=#8 changes.site=Kourou cites=wire locator=p.1
        | retraction event=#9 cites=paper
        | retraction event=#5 cites=paper
        | attestation event=#6 cites=wire
        """,
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())
class TestAfterAnyHistory:
    def test_tables_are_the_folds_after_each_event(self, ledger: Ledger, history: str) -> None:
        record_one_by_one(ledger, FILED + history)

    def test_tables_are_the_folds_of_what_came_in_at_once(
        self, ledger: Ledger, history: str
    ) -> None:
        record(ledger, FILED + history)
        assert_agree(ledger)

    def test_tables_are_the_folds_of_what_is_written_in_parts(
        self, ledger: Ledger, history: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(appending, "_AT_ONCE", 3)
        record(ledger, FILED + history)
        assert_agree(ledger)

    def test_tables_made_again_are_the_same(self, ledger: Ledger, history: str) -> None:
        record(ledger, FILED + history)
        before = everything(ledger)
        assert tables.rebuild(ledger) == ledger.size
        assert everything(ledger) == before

    def test_what_was_believed_at_each_position_can_be_had(
        self, ledger: Ledger, history: str
    ) -> None:
        record(ledger, FILED + history)
        for known in range(ledger.size + 1):
            folded = memberships(fold(ledger.events(until=known)))
            for program in "pq":
                assert list(tables.memberships_of(ledger, program, known)) == [
                    (participant, span)
                    for (of, participant), spans in sorted(folded.items())
                    if of == program
                    for span in spans
                ]


class TestMemberships:
    def test_are_those_that_were_believed_at_a_position(self, ledger: Ledger) -> None:
        record(ledger, FILED + HISTORIES["an act corrected to another participant and back"])
        assert {known: members(ledger, known) for known in range(4, 10)} == {
            4: [],
            5: ["FRA 2020-01-01"],
            6: ["FRA 2020-01-01", "ITA 2020-01-01"],
            7: ["ITA 2020-01-01"],
            8: ["ITA 2020-01-01"],
            9: ["FRA 2020-01-01", "ITA 2020-01-01"],
        }
        assert {known: members(ledger, known, "q") for known in (7, 8, 9)} == {
            7: [],
            8: ["ESP 2020-01-01"],
            9: [],
        }

    def test_keep_a_span_as_it_is(self, ledger: Ledger) -> None:
        record(
            ledger,
            f"""{FILED}
            | endorsement program=p participant=FRA on=2020-01-01/..
            | signing program=p participant=FRA on=2021
            | withdrawal program=p participant=FRA on=2022
            """,
        )
        folded = memberships(fold(ledger.events()))
        kept = [span for _, span in tables.memberships_of(ledger, "p", ledger.size)]
        assert tuple(kept) == folded["p", "FRA"]
        assert any(None in span.statuses for span in kept)
        assert any(len(span.since) == 2 for span in kept)

    def test_are_readable_with_any_sqlite_tool(self, ledger: Ledger) -> None:
        record(ledger, f"{FILED}| signing program=p participant=FRA on=2020-01")
        assert rows(ledger, "membership") == [
            (
                *("p", "FRA", "2020-01-01", "2020-01-31", '["none","signatory"]'),
                *('[["signatory","2020-01"]]', "[5]", 5, None),
            ),
            (
                *("p", "FRA", "2020-01-31", None, '["signatory"]'),
                *('[["signatory","2020-01"]]', "[5]", 5, None),
            ),
        ]


class TestDefinitions:
    def test_stand_in_their_tables_as_they_read(self, ledger: Ledger) -> None:
        record(
            ledger,
            """
            | program p name=Old aliases=Ø,Å opened_on=2020
            | participant cnes name=CNES kind=agency state=FRA
            | source wire publisher=Agency title=Deal published_on=2020-02 tier=official language=fr
            | correction event=#1 changes.name=New
            | correction event=#2 changes.state=ITA
            | correction event=#3 changes.language=
            """,
        )
        assert rows(ledger, "programs") == [
            (1, "p", "New", '["Ø","Å"]', "2020", '["signatory","party"]')
        ]
        assert rows(ledger, "participants") == [(2, "cnes", "CNES", "agency", "ITA", "[]")]
        assert rows(ledger, "sources") == [
            (3, "wire", "Agency", "Deal", None, "2020-02", "official", None, None, None)
        ]

    def test_go_from_their_tables_when_they_are_retracted_and_come_back(
        self, ledger: Ledger
    ) -> None:
        record(ledger, f"{FILED}| retraction event=#3")
        assert [row[1] for row in rows(ledger, "sources")] == ["paper"]
        record(ledger, f"{FILED}| retraction event=#3\n| retraction event=#5")
        assert sorted(row[1] for row in rows(ledger, "sources")) == ["paper", "wire"]


class TestCitations:
    def test_stand_with_their_stance_and_what_they_are_about(self, ledger: Ledger) -> None:
        record(
            ledger,
            f"""{FILED}
            | signing program=p participant=FRA on=2020 cites=wire locator=p.1 quote=Q says=2020
            | attestation event=#5 stance=disputes cites=paper
            | claim program=p on=2020 count=1 cites=paper
            | retraction event=#7 cites=wire
            """,
        )
        assert sorted(rows(ledger, "citations")) == [
            (5, None, "supports", "wire", "p.1", "Q", "2020"),
            (6, 5, "disputes", "paper", None, None, None),
            (8, None, "supports", "wire", None, None, None),
        ]

    def test_go_with_an_attestation_and_come_back_with_it(self, ledger: Ledger) -> None:
        text = f"""{FILED}
            | signing program=p participant=FRA on=2020
            | attestation event=#5 cites=paper
            | retraction event=#6
            """
        record(ledger, text)
        assert rows(ledger, "citations") == []
        record(ledger, f"{text}| retraction event=#7")
        assert rows(ledger, "citations") == [(6, 5, "supports", "paper", None, None, None)]


SIGNED = f"{FILED}| signing program=p participant=FRA on=2020-01-01"
MORE = f"""{SIGNED}
    | signing program=p participant=ITA on=2020-01-01 note=hidden
    | correction event=#5 changes.occurred_on=2020-02-01
    | attestation event=#5 cites=wire
    """


class TestALedgerAppendedToByAProgramWithoutTables:
    def test_is_behind_and_says_up_to_where_it_is_kept(self, ledger: Ledger) -> None:
        record(ledger, SIGNED)
        assert (tables.kept(ledger), tables.current(ledger)) == (5, True)
        record(ledger, MORE, kept=False)
        assert (tables.kept(ledger), tables.current(ledger)) == (5, False)
        assert members(ledger, 5) == ["FRA 2020-01-01"]
        assert list(tables.differences(ledger)) == []

    def test_catches_up_with_the_next_append(self, ledger: Ledger) -> None:
        record(ledger, SIGNED)
        record(ledger, MORE, kept=False)
        record(ledger, f"{MORE}\n| retraction event=#8")
        assert tables.kept(ledger) == 9
        assert_agree(ledger)
        assert members(ledger, 9) == ["FRA 2020-02-01", "ITA 2020-01-01"]

    def test_is_made_tables_for_when_it_has_none(self, ledger: Ledger) -> None:
        record(ledger, SIGNED, kept=False)
        assert (tables.kept(ledger), tables.current(ledger)) == (None, False)
        assert list(tables.differences(ledger)) == []
        record(ledger, MORE)
        assert_agree(ledger)

    def test_is_believed_from_the_positions_at_which_it_was_recorded(self, ledger: Ledger) -> None:
        record(ledger, FILED)
        record(ledger, MORE, kept=False)
        record(ledger, f"{MORE}\n| retraction event=#7")
        assert {known: members(ledger, known) for known in (5, 6, 7, 9)} == {
            5: ["FRA 2020-01-01"],
            6: ["FRA 2020-01-01", "ITA 2020-01-01"],
            7: ["FRA 2020-02-01", "ITA 2020-01-01"],
            9: ["FRA 2020-01-01", "ITA 2020-01-01"],
        }

    def test_catches_up_by_making_the_tables_again(self, ledger: Ledger) -> None:
        record(ledger, SIGNED)
        record(ledger, MORE, kept=False)
        assert tables.rebuild(ledger) == 8
        assert_agree(ledger)


class TestMakingTheTablesAgain:
    @pytest.mark.parametrize(
        "ruin",
        [
            "DELETE FROM membership",
            "UPDATE membership SET believed_until = 5",
            "DELETE FROM readings",
            "INSERT INTO readings (position, since, type) VALUES (6, 6, 'signing')",
            "UPDATE readings SET earliest = '2021-01-01'",
            "UPDATE kept SET position = 3",
            "DROP VIEW sources",
            "DROP VIEW standing",
            "DROP TABLE search",
            "DROP TABLE words",
            "DROP TABLE readings",
            "DROP TABLE membership",
            "DROP TABLE kept",
            "INSERT INTO search (rowid, text) VALUES (1, 'more')",
            "INSERT INTO search (search) VALUES ('delete-all')",
        ],
    )
    def test_mends_them(self, ledger: Ledger, ruin: str) -> None:
        record(ledger, MORE)
        before = everything(ledger)
        with ledger.change():
            ledger.db.execute(ruin)
        assert tables.rebuild(ledger) == 8
        assert everything(ledger) == before
        assert_agree(ledger)

    def test_of_an_empty_ledger_makes_empty_ones(self, ledger: Ledger) -> None:
        assert tables.rebuild(ledger) == 0
        assert rows(ledger, "kept") == [(0, tables.EDITION)]
        assert not any(found for table, found in everything(ledger).items() if table != "kept")
        record_one_by_one(ledger, SIGNED)

    def test_changes_nothing_that_was_recorded(self, ledger: Ledger) -> None:
        record(ledger, MORE)
        before, head = list(ledger.rows()), ledger.head()
        tables.rebuild(ledger)
        assert (list(ledger.rows()), ledger.head()) == (before, head)


@pytest.mark.parametrize("filed", ["", FILED])
def test_a_refused_batch_leaves_no_trace_in_the_tables(ledger: Ledger, filed: str) -> None:
    record(ledger, filed)
    before, kept = list(ledger.rows()), tables.kept(ledger)
    [new, again] = register("| milestone m on=2020\n| milestone m on=2021")
    with pytest.raises(AlreadyFiled):
        ledger.append([new.event, again.event], by="desk")
    assert (list(ledger.rows()), tables.kept(ledger)) == (before, kept)
    record_one_by_one(ledger, filed + "| milestone m on=2020")


class TestTablesOfAnotherEdition:
    """A program that reads other events, or makes other tables, has numbered them otherwise."""

    @pytest.fixture(autouse=True)
    def two(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables, "EDITION", 2)

    @pytest.fixture(params=[1, 3])
    def other(self, ledger: Ledger, request: pytest.FixtureRequest) -> Ledger:
        record(ledger, MORE)
        with ledger.change():
            ledger.db.execute("DELETE FROM membership")
            ledger.db.execute("UPDATE kept SET edition = ?", [request.param])
        return ledger

    def test_are_not_used_nor_compared(self, other: Ledger) -> None:
        assert (tables.kept(other), tables.current(other)) == (None, False)
        assert list(tables.differences(other)) == []

    def test_are_made_again_when_somebody_asks_for_it(self, other: Ledger) -> None:
        tables.rebuild(other)
        assert_agree(other)

    @pytest.mark.parametrize("other", [1], indirect=True)
    def test_are_made_again_by_an_append_when_they_are_older(self, other: Ledger) -> None:
        record_one_by_one(other, f"{MORE}\n| retraction event=#8")

    @pytest.mark.parametrize("other", [3], indirect=True)
    def test_are_left_as_they_are_by_an_append_when_they_are_newer(self, other: Ledger) -> None:
        record(other, f"{MORE}\n| retraction event=#8")
        assert other.db.execute("SELECT * FROM kept").fetchall() == [(8, 3)]


class TestTheEditionOfTheTables:
    def test_is_another_as_soon_as_other_events_can_be_read(self) -> None:
        """Where this fails, raise `tables.EDITION`, and note what is read under its number."""
        fields = {cls.__name__: [one.name for one in attrs.fields(cls)] for cls in READ}
        words = [getattr(events, name) for name in dir(events) if name.isupper()]
        read = repr([fields, [one for one in words if isinstance(one, tuple)]])
        assert {tables.EDITION: sha256(read.encode()).hexdigest()[:12]} == {2: "8b098e24e631"}


class TestTablesThatSomebodyAltered:
    """What is kept can be made again, so that it never stands in the way for long."""

    @pytest.mark.parametrize(
        "change",
        ["DELETE FROM kept", "UPDATE kept SET position = 99", "INSERT INTO kept VALUES (8, 1)"],
    )
    def test_are_made_again_by_the_next_append_when_they_do_not_tell_how_far_they_go(
        self, ledger: Ledger, change: str
    ) -> None:
        record(ledger, MORE)
        with ledger.change():
            ledger.db.execute(change)
        assert not tables.current(ledger)
        assert list(tables.differences(ledger)) == [
            "file: it is not told how far the tables go: run 'depositary rebuild'"
        ]
        record_one_by_one(ledger, f"{MORE}\n| retraction event=#8")

    @pytest.mark.parametrize(
        ("table", "kind"), [one for one in tables.TABLES.items() if one[0] != "kept"]
    )
    def test_are_told_of_when_one_is_gone(self, ledger: Ledger, table: str, kind: str) -> None:
        record(ledger, MORE)
        with ledger.change():
            ledger.db.execute(f"DROP {kind} {table}")
        with pytest.raises(OtherSchema) as refusal:
            tables.current(ledger)
        told = f"{kind.lower()} {table} is not there as it was made"
        assert told in refusal.value.problems
        assert str(refusal.value).endswith(": make its tables again with 'depositary rebuild'")

    def test_are_told_of_when_several_are_gone(self, ledger: Ledger) -> None:
        record(ledger, MORE)
        with ledger.change():
            ledger.db.execute("DROP VIEW sources")
            ledger.db.execute("DROP TABLE membership")
        with pytest.raises(OtherSchema) as refusal:
            list(tables.differences(ledger))
        assert refusal.value.problems == (
            "table membership is not there as it was made",
            "view sources is not there as it was made",
        )
        with pytest.raises(OtherSchema):  # an append would keep what it could not read again
            record(ledger, f"{MORE}\n| retraction event=#8")
        tables.rebuild(ledger)
        assert_agree(ledger)

    @pytest.mark.parametrize(
        ("table", "kind", "other"),
        [
            ("sources", "VIEW", "CREATE VIEW sources AS SELECT 'wire' AS id"),
            ("sources", "VIEW", "CREATE TABLE sources (id TEXT)"),
            ("standing", "VIEW", "CREATE VIEW standing AS SELECT * FROM events"),
            ("membership", "TABLE", "CREATE TABLE membership (program TEXT)"),
        ],
    )
    def test_are_told_of_when_one_is_another_and_made_again(
        self, ledger: Ledger, table: str, kind: str, other: str
    ) -> None:
        record(ledger, MORE)
        with ledger.change():
            ledger.db.execute(f"DROP {kind} {table}")
            ledger.db.execute(other)
        with pytest.raises(OtherSchema) as refusal:
            tables.kept(ledger)
        assert refusal.value.problems == (f"{kind.lower()} {table} is not there as it was made",)
        tables.rebuild(ledger)
        assert_agree(ledger)

    @pytest.mark.parametrize(
        "other",
        [
            "CREATE VIEW {} AS SELECT 1 AS position",
            "CREATE VIRTUAL TABLE {} USING fts5 (position)",
            "CREATE INDEX {} ON events (body)",
            "CREATE TRIGGER {} AFTER INSERT ON events BEGIN SELECT 1; END",
        ],
    )
    def test_go_when_they_are_made_again_whatever_has_their_name(
        self, ledger: Ledger, other: str
    ) -> None:
        record(ledger, SIGNED)
        for name in ("kept", "standing", "search_data", "readings_by_program"):
            with ledger.change():
                for there, kind in reversed(tables._there(ledger)):
                    ledger.db.execute(f"DROP {kind} IF EXISTS {there}")
                ledger.db.execute(other.format(name))
            with pytest.raises(OtherSchema):
                tables.kept(ledger)
            tables.rebuild(ledger)
            assert_agree(ledger)

    def test_are_not_made_again_beside_what_others_made(self, ledger: Ledger) -> None:
        record(ledger, SIGNED)
        with ledger.change():
            ledger.db.execute("CREATE VIEW mine AS SELECT * FROM membership")
        with pytest.raises(OtherSchema) as refusal:
            tables.rebuild(ledger)
        assert str(refusal.value) == (
            f"in {ledger.path} view mine does not belong in a ledger: "
            "drop it with SQL, and keep what is yours in a file of its own"
        )
        with ledger.change():
            ledger.db.execute("DROP VIEW mine")
        assert_agree(ledger)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE membership SET start = 'garbage'",
            "UPDATE membership SET \"end\" = '2020-13-01'",
            "UPDATE membership SET statuses = '['",
            "UPDATE membership SET statuses = '[[]]'",
            "UPDATE membership SET since = '[1]'",
            "UPDATE membership SET because = '5'",
        ],
    )
    def test_refuse_to_answer_when_a_row_says_nothing(self, ledger: Ledger, change: str) -> None:
        record(ledger, SIGNED)
        with ledger.change():
            ledger.db.execute(change)
        with pytest.raises(Damaged, match="one of its tables says"):
            members(ledger, 5)
        with pytest.raises(Damaged):
            list(tables.beliefs(ledger))
        tables.rebuild(ledger)
        assert_agree(ledger)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE membership SET start = 'garbage'",
            "UPDATE membership SET start = '2019-01-01'",
            "UPDATE membership SET \"end\" = '2020-13-01'",
            "UPDATE membership SET statuses = '['",
            "UPDATE membership SET because = '[4]'",
        ],
    )
    def test_do_not_stand_in_the_way_of_an_append_which_mends_what_it_touches(
        self, ledger: Ledger, change: str
    ) -> None:
        record(ledger, SIGNED)
        with ledger.change():
            ledger.db.execute(change)
        record(ledger, f"{SIGNED}\n| retraction event=#5")
        assert_agree(ledger)

    def test_are_made_anew_where_those_of_many_acts_say_nothing(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tables, "FEW", 0)
        record(ledger, SIGNED)
        with ledger.change():
            ledger.db.execute("UPDATE membership SET start = 'garbage'")
        record(ledger, f"{SIGNED}\n| consent program=p participant=FRA on=2021")
        assert_agree(ledger)

    @pytest.mark.parametrize(
        ("alteration", "problem"),
        [
            ("DELETE FROM events WHERE position = 5", "#5 is missing"),
            ("UPDATE events SET body = '[]' WHERE position = 7", "#7 cannot be read"),
        ],
    )
    def test_are_not_made_of_what_cannot_be_read(
        self, ledger: Ledger, alteration: str, problem: str
    ) -> None:
        record(ledger, MORE)
        with ledger.change():
            triggers = "SELECT name, sql FROM sqlite_master WHERE name IN (?, ?)"
            made = ledger.sql.execute(triggers, ["events_keep", "events_stay"]).fetchall()
            for name, _ in made:
                ledger.sql.execute(f"DROP TRIGGER {name}")
            ledger.sql.execute(alteration)
            for _, definition in made:
                ledger.sql.execute(definition)
        with pytest.raises(Damaged, match=problem):
            tables.rebuild(ledger)

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ("earliest = 'garbage'", "Invalid isoformat string: 'garbage'"),
            ("latest = NULL", "fromisoformat: argument must be str"),
            ("type = 'claim'", "'claim'"),
        ],
    )
    def test_refuse_an_append_when_an_act_says_nothing(
        self, ledger: Ledger, change: str, problem: str
    ) -> None:
        record(ledger, MORE)
        with ledger.change():
            ledger.db.execute(f"UPDATE readings SET {change}")
        with pytest.raises(Damaged, match=re.escape(f"an act in it says nothing, {problem}: ")):
            record(ledger, f"{MORE}\n| consent program=p participant=FRA on=2021")
        assert ledger.size == 8
        tables.rebuild(ledger)
        assert_agree(ledger)


class TestSearch:
    TEXT = """
        | program p name="Naïve Programme"
        | source wire title="The deal's end"
        | signing program=p participant=FRA on=2020-01-01 note="in Kourou, Guiana" cites=wire
        | announcement program=p participants=ITA on=2020-01-01 summary="a plan for Kourou"
        | correction event=#4 changes.summary="a plan for Matera" reason="Kourou was a slip"
        | retraction event=#3
        """

    @pytest.mark.parametrize(
        ("words", "positions"),
        [
            ("kourou", [3, 4, 5]),
            ("KOUROU plan", [4, 5]),
            ("plan kourou matera", [5]),
            ("nowhere", []),
            ("Kourou nowhere", []),
            ("naive", [1]),
            ("deal's", [2]),
            ("2020-01-01", [3, 4]),
            ('"', []),
            ('slip"', [5]),
            ("plan OR naive", []),
            ("kour*", []),
            ("-", []),
            ("", []),
            ("  ", []),
        ],
    )
    def test_finds_the_events_that_have_all_the_words(
        self, ledger: Ledger, words: str, positions: list[int]
    ) -> None:
        record(ledger, self.TEXT)
        assert tables.search(ledger, words) == positions

    def test_finds_all_that_was_recorded_where_the_tables_are_behind(self, ledger: Ledger) -> None:
        record(ledger, SIGNED)
        record(ledger, MORE, kept=False)
        assert tables.search(ledger, "hidden") == [6]
        assert not tables.current(ledger)

    def test_finds_all_that_was_recorded_where_there_are_no_tables(self, ledger: Ledger) -> None:
        record(ledger, self.TEXT, kept=False)
        assert tables.search(ledger, "kourou plan") == [4, 5]
        assert tables.kept(ledger) is None

    def test_reads_every_text(self, ledger: Ledger) -> None:
        record(ledger, "| program p name=Ålesund aliases=One,Two note=last")
        words = {word for word, *_ in rows(ledger, "words")}
        assert words == {"one", "two", "p", "alesund", "last", "program"}

    @pytest.mark.parametrize(
        ("words", "positions"),
        [
            ("moon-base", [2, 3]),
            ("MOON.BASE", [2, 3]),
            ("base-moon", []),
            ("moon base", [2, 3, 4]),
            ("moon-base alpha", [3]),
            ("moon-base nowhere", []),
            ('moon"base', [2, 3]),
            ("on-the-moon", [4]),
        ],
    )
    def test_finds_words_that_a_dash_joins_side_by_side(
        self, ledger: Ledger, words: str, positions: list[int]
    ) -> None:
        text = """
            | program p
            | milestone a on=2020 name="Moon base"
            | milestone b on=2020 name="the moon-base alpha"
            | milestone c on=2020 name="a base on the Moon"
            """
        record(ledger, text)
        assert tables.search(ledger, words) == positions
        record(ledger, f"{text}| milestone d on=2021", kept=False)
        assert tables.search(ledger, words) == positions

    def test_reads_lists_and_citations_too(self, ledger: Ledger) -> None:
        record(
            ledger,
            """
            | source wire
            | program p aliases=One,Two
            | launch payload=Sat on=2020 launched_by=FRA,ITA cites=wire quote="off it went"
            | claim program=p on=2020 count=3 at_least=true cites=wire
            """,
        )
        assert tables.search(ledger, "two") == [2]
        assert tables.search(ledger, "ita went") == [3]
        assert tables.search(ledger, "claim") == [4]


class TestDifferences:
    TEXT = f"""{FILED}
        | participant cnes kind=agency state=FRA
        | signing program=p participant=FRA on=2020-01-01 cites=wire quote=Q
        | signing program=p participant=ITA on=2020-01-01
        | correction event=#6 changes.occurred_on=2020-01-02
        | retraction event=#4
        """

    @pytest.mark.parametrize(
        ("change", "position", "table"),
        [
            ("UPDATE membership SET start = '2019-01-01' WHERE believed_from = 8", 8, "membership"),
            ("UPDATE membership SET start = 'garbage' WHERE participant = 'ITA'", 7, "membership"),
            ("UPDATE membership SET believed_until = 7 WHERE believed_from = 6", 6, "membership"),
            ("UPDATE membership SET because = '[1]' WHERE participant = 'ITA'", 7, "membership"),
            ("UPDATE readings SET latest = '2021-01-01' WHERE position = 6", 8, "readings"),
            ("UPDATE readings SET type = 'claim' WHERE position = 4", 9, "readings"),
        ],
    )
    def test_name_a_row_that_was_altered(
        self, ledger: Ledger, change: str, position: int, table: str
    ) -> None:
        record(ledger, self.TEXT)
        with ledger.change():
            ledger.db.execute(change)
        lines = list(tables.differences(ledger))
        held, lacking = "holds what the events do not say:", "lacks what the events say:"
        assert sorted(line.split(": ", 1)[0] for line in lines) == [f"#{position}"] * 2
        assert {line.split(": ", 1)[1].split(": ")[0] + ":" for line in lines} == {
            f"the table {table} {held}",
            f"the table {table} {lacking}",
        }

    @pytest.mark.parametrize(
        ("change", "lines"),
        [
            (
                "INSERT INTO search (rowid, text) VALUES (7, 'Ålesund')",
                ['#7: the table search holds what the events do not say: [7,"alesund"]'],
            ),
            (
                "INSERT INTO search (search, rowid, text) VALUES ('delete', 7, 'ITA 01')",
                [
                    '#7: the table search lacks what the events say: [7,"01"]',
                    '#7: the table search lacks what the events say: [7,"ita"]',
                ],
            ),
            (
                """
                INSERT INTO search (search, rowid, text) VALUES ('delete', 7, 'ITA');
                INSERT INTO search (rowid, text) VALUES (10, 'ITA')
                """,
                [
                    '#10: the table search holds what the events do not say: [10,"ita"]',
                    '#7: the table search lacks what the events say: [7,"ita"]',
                ],
            ),
        ],
    )
    def test_name_the_words_that_were_altered(
        self, ledger: Ledger, change: str, lines: list[str]
    ) -> None:
        record(ledger, self.TEXT)
        with ledger.change():
            for statement in change.split(";"):
                ledger.db.execute(statement)
        assert sorted(tables.differences(ledger)) == lines

    @pytest.mark.parametrize("table", ["membership", "readings"])
    def test_name_the_rows_that_are_gone(self, ledger: Ledger, table: str) -> None:
        record(ledger, self.TEXT)
        count = len(rows(ledger, table))
        with ledger.change():
            ledger.db.execute(f"DELETE FROM {table}")
        found = list(tables.differences(ledger))
        assert len(found) == count > 0
        assert all(f"the table {table} lacks what the events say" in line for line in found)

    def test_name_the_words_that_are_gone(self, ledger: Ledger) -> None:
        record(ledger, self.TEXT)
        words = {(position, word) for word, position, *_ in rows(ledger, "words")}
        with ledger.change():
            ledger.db.execute("INSERT INTO search (search) VALUES ('delete-all')")
        assert set(tables.differences(ledger)) == {
            f'#{position}: the table search lacks what the events say: [{position},"{word}"]'
            for position, word in words
        }

    @pytest.mark.parametrize(
        ("table", "key"), [("membership", "believed_from"), ("readings", "since")]
    )
    def test_name_a_row_that_stands_twice(self, ledger: Ledger, table: str, key: str) -> None:
        record(ledger, self.TEXT)
        [first, *_] = rows(ledger, table)
        columns = [row[1] for row in ledger.db.execute(f"PRAGMA table_info({table})")]
        again = tuple(3 if name == key else one for name, one in zip(columns, first, strict=True))
        with ledger.change():
            ledger.db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(again))})", again)
        assert list(tables.differences(ledger)) == [
            f"#3: the table {table} holds what the events do not say: {codec.canonical(again)}"
        ]

    def test_come_table_by_table_and_show_the_row(self, ledger: Ledger) -> None:
        record(ledger, self.TEXT)
        with ledger.change():
            ledger.db.execute("DELETE FROM membership WHERE believed_until IS NULL")
            ledger.db.execute("INSERT INTO search (rowid, text) VALUES (1, 'more')")
        status, since = '["signatory"]', '[["signatory","2020-01-01"]]'
        corrected = '[["signatory","2020-01-02"]]'
        assert list(tables.differences(ledger)) == [
            f"#{position}: the table membership lacks what the events say: {codec.canonical(row)}"
            for position, row in (
                (8, ["p", "FRA", "2020-01-02", None, status, corrected, "[6]", 8, None]),
                (7, ["p", "ITA", "2020-01-01", None, status, since, "[7]", 7, None]),
            )
        ] + ['#1: the table search holds what the events do not say: [1,"more"]']

    def test_tell_nothing_of_memberships_that_follow_from_altered_readings(
        self, ledger: Ledger
    ) -> None:
        """What the events say cannot be told from them then."""
        record(ledger, self.TEXT)
        with ledger.change():
            ledger.db.execute("UPDATE readings SET earliest = 'garbage' WHERE position = 6")
            ledger.db.execute("INSERT INTO search (rowid, text) VALUES (1, 'more')")
        assert [line.split(": ")[1].split()[2] for line in tables.differences(ledger)] == [
            *("readings", "readings", "search")
        ]

    def test_are_told_where_the_columns_of_an_event_say_nothing(self, ledger: Ledger) -> None:
        record(ledger, self.TEXT)
        update(ledger, "UPDATE events SET earliest = 'garbage' WHERE position = 7")
        [line] = tables.differences(ledger)
        assert line.startswith("file: ")
        assert "an act in it says nothing, Invalid isoformat string: 'garbage'" in line
        with pytest.raises(Damaged, match="an act in it says nothing"):
            tables.rebuild(ledger)

    def test_that_are_left_unread_are_no_trouble_when_the_file_is_shut(
        self, ledger: Ledger
    ) -> None:
        signings = (f"| signing program={one} participant=FRA on=2020" for one in "pq")
        record(ledger, "\n".join([FILED, *signings, "| signing program=q participant=ITA on=2020"]))
        with ledger.change():
            ledger.db.execute("DELETE FROM membership")
        with Ledger.open(ledger.path) as reader:
            lines = tables.differences(reader)
            assert next(lines).startswith("#5: the table membership lacks")
        del lines
        gc.collect()

    @pytest.mark.parametrize("body", ["{", "5", "null", f"{'[' * 990}{']' * 990}"])
    def test_cannot_be_told_where_the_body_of_an_event_is_none(
        self, ledger: Ledger, body: str
    ) -> None:
        record(ledger, self.TEXT)
        update(ledger, "UPDATE events SET body = ? WHERE position = 7", body)
        [line] = tables.differences(ledger)
        assert line.startswith("file: #7 cannot be read (")
        with pytest.raises(Damaged, match="#7 cannot be read"):
            tables.search(ledger, "2020-01-01")

    def test_show_letters_as_they_are(self, ledger: Ledger) -> None:
        record(ledger, "| program p name=Ålesund\n| correction event=#1 changes.note=Ø")
        with ledger.change():
            ledger.db.execute("DELETE FROM readings")
        [line] = tables.differences(ledger)
        assert "Ålesund" in line
        assert "Ø" in line

    def test_are_none_where_two_rows_are_rightly_alike(self, ledger: Ledger) -> None:
        record(ledger, f"{FILED}| announcement on=2020 cites=wire cites=wire")
        assert len(rows(ledger, "citations")) == 2
        assert list(tables.differences(ledger)) == []


def test_a_ledger_open_for_reading_answers_from_its_tables(ledger: Ledger) -> None:
    record(ledger, MORE)
    with Ledger.open(ledger.path) as reader:
        assert tables.current(reader)
        assert members(reader, 8) == ["FRA 2020-02-01", "ITA 2020-01-01"]
        assert tables.search(reader, "hidden") == [6]


def test_a_ledger_open_for_reading_whose_tables_are_behind_is_searched_all_the_same(
    ledger: Ledger,
) -> None:
    record(ledger, MORE, kept=False)
    with Ledger.open(ledger.path) as reader:
        assert tables.search(reader, "hidden") == [6]
