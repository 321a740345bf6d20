"""The kept tables answer as the folds do, whatever was recorded and however it came in."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import kept
import pytest
from kept import (
    FILED,
    MORE,
    SIGNED,
    assert_agree,
    everything,
    members,
    record,
    record_one_by_one,
    rows,
)
from registers import register

from ledger import events
from ledger.errors import AlreadyFiled
from ledger.events import WIRE_NAMES, Citation
from ledger.store import Ledger
from projections.effective import fold
from projections.kept import tables
from projections.roster import memberships


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger whose tables are kept."""
    with kept.desk(tmp_path) as opened:
        yield opened


READ: list[Any] = [Citation, *WIRE_NAMES]
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
after_any_history = pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES.keys())


@after_any_history
def test_tables_answer_as_the_folds_after_each_event(ledger: Ledger, history: str) -> None:
    record_one_by_one(ledger, FILED + history)


@after_any_history
def test_tables_answer_as_the_folds_of_what_came_in_at_once(ledger: Ledger, history: str) -> None:
    record(ledger, FILED + history)
    assert_agree(ledger)


@after_any_history
def test_tables_answer_as_the_folds_of_what_is_written_in_parts(
    ledger: Ledger, history: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.held_rows.AT_ONCE", 3)
    record(ledger, FILED + history)
    assert_agree(ledger)


@after_any_history
@pytest.mark.parametrize("at_once", [1, 2])
def test_tables_answer_as_the_folds_of_what_came_in_at_once_later(
    ledger: Ledger, history: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_AT_ONCE", at_once)
    others = [f"| signing program=q participant={one} on=2020" for one in ("FRA", "ITA", "USA")]
    first = "\n".join([FILED, *history.strip().splitlines()[:1]])
    record(ledger, first)
    record(ledger, "\n".join([FILED, history, *others]))
    assert_agree(ledger)


@after_any_history
def test_tables_made_again_are_the_same(ledger: Ledger, history: str) -> None:
    record(ledger, FILED + history)
    before = everything(ledger)
    assert tables.rebuild(ledger) == ledger.size
    assert everything(ledger) == before


@after_any_history
def test_tables_answer_what_was_believed_at_each_position(ledger: Ledger, history: str) -> None:
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


def test_memberships_kept_are_those_believed_at_a_position(ledger: Ledger) -> None:
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


def test_a_span_kept_is_the_span_that_was_folded(ledger: Ledger) -> None:
    record(
        ledger,
        f"""{FILED}
        | endorsement program=p participant=FRA on=2020-01-01/..
        | signing program=p participant=FRA on=2021
        | withdrawal program=p participant=FRA on=2022
        """,
    )
    folded = memberships(fold(ledger.events()))
    found = [span for _, span in tables.memberships_of(ledger, "p", ledger.size)]
    assert tuple(found) == folded["p", "FRA"]
    assert any(None in span.statuses for span in found)
    assert any(len(span.since) == 2 for span in found)


def test_memberships_kept_are_readable_with_any_sqlite_tool(ledger: Ledger) -> None:
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


def test_definitions_stand_in_their_tables_as_they_read(ledger: Ledger) -> None:
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
        (1, "p", "New", '["Ø","Å"]', "2020", '["signatory","bound","party"]', None, "[]", None)
    ]
    assert rows(ledger, "participants") == [(2, "cnes", "CNES", "agency", "ITA", "[]")]
    assert rows(ledger, "sources") == [
        (3, "wire", "Agency", "Deal", None, "2020-02", "official", None, None, None)
    ]


def test_definitions_go_from_their_tables_when_retracted_and_come_back(ledger: Ledger) -> None:
    record(ledger, f"{FILED}| retraction event=#3")
    assert [row[1] for row in rows(ledger, "sources")] == ["paper"]
    record(ledger, f"{FILED}| retraction event=#3\n| retraction event=#5")
    assert sorted(row[1] for row in rows(ledger, "sources")) == ["paper", "wire"]


def test_citations_stand_with_their_stance_and_what_they_are_about(ledger: Ledger) -> None:
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


def test_citations_go_with_an_attestation_and_come_back_with_it(ledger: Ledger) -> None:
    text = f"""{FILED}
        | signing program=p participant=FRA on=2020
        | attestation event=#5 cites=paper
        | retraction event=#6
        """
    record(ledger, text)
    assert rows(ledger, "citations") == []
    record(ledger, f"{text}| retraction event=#7")
    assert rows(ledger, "citations") == [(6, 5, "supports", "paper", None, None, None)]


def test_tables_that_are_behind_say_up_to_where_they_are_kept(ledger: Ledger) -> None:
    record(ledger, SIGNED)
    assert (tables.kept(ledger), tables.current(ledger)) == (5, True)
    record(ledger, MORE, kept=False)
    assert (tables.kept(ledger), tables.current(ledger)) == (5, False)
    assert members(ledger, 5) == ["FRA 2020-01-01"]
    assert list(tables.differences(ledger)) == []


def test_tables_that_are_behind_catch_up_with_the_next_append(ledger: Ledger) -> None:
    record(ledger, SIGNED)
    record(ledger, MORE, kept=False)
    record(ledger, f"{MORE}\n| retraction event=#8")
    assert tables.kept(ledger) == 9
    assert_agree(ledger)
    assert members(ledger, 9) == ["FRA 2020-02-01", "ITA 2020-01-01"]


def test_a_ledger_without_tables_gets_them_with_the_next_append(ledger: Ledger) -> None:
    record(ledger, SIGNED, kept=False)
    assert (tables.kept(ledger), tables.current(ledger)) == (None, False)
    assert list(tables.differences(ledger)) == []
    record(ledger, MORE)
    assert_agree(ledger)


def test_what_tables_catch_up_on_is_believed_from_when_it_was_recorded(ledger: Ledger) -> None:
    record(ledger, FILED)
    record(ledger, MORE, kept=False)
    record(ledger, f"{MORE}\n| retraction event=#7")
    assert {known: members(ledger, known) for known in (5, 6, 7, 9)} == {
        5: ["FRA 2020-01-01"],
        6: ["FRA 2020-01-01", "ITA 2020-01-01"],
        7: ["FRA 2020-02-01", "ITA 2020-01-01"],
        9: ["FRA 2020-01-01", "ITA 2020-01-01"],
    }


def test_tables_that_are_behind_catch_up_when_made_again(ledger: Ledger) -> None:
    record(ledger, SIGNED)
    record(ledger, MORE, kept=False)
    assert tables.rebuild(ledger) == 8
    assert_agree(ledger)


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
def test_making_the_tables_again_mends_them(ledger: Ledger, ruin: str) -> None:
    record(ledger, MORE)
    before = everything(ledger)
    with ledger.change():
        ledger.db.execute(ruin)
    assert tables.rebuild(ledger) == 8
    assert everything(ledger) == before
    assert_agree(ledger)


def test_the_tables_of_an_empty_ledger_are_made_again_empty(ledger: Ledger) -> None:
    assert tables.rebuild(ledger) == 0
    assert rows(ledger, "kept") == [(0, tables.EDITION)]
    assert not any(found for table, found in everything(ledger).items() if table != "kept")
    record_one_by_one(ledger, SIGNED)


def test_making_the_tables_again_changes_nothing_that_was_recorded(ledger: Ledger) -> None:
    record(ledger, MORE)
    before, head = list(ledger.rows()), ledger.head()
    tables.rebuild(ledger)
    assert (list(ledger.rows()), ledger.head()) == (before, head)


@pytest.mark.parametrize("filed", ["", FILED])
def test_a_refused_batch_leaves_no_trace_in_the_tables(ledger: Ledger, filed: str) -> None:
    record(ledger, filed)
    before, position = list(ledger.rows()), tables.kept(ledger)
    [new, again] = register("| milestone m on=2020\n| milestone m on=2021")
    with pytest.raises(AlreadyFiled):
        ledger.append([new.event, again.event], by="desk")
    assert (list(ledger.rows()), tables.kept(ledger)) == (before, position)
    record_one_by_one(ledger, filed + "| milestone m on=2020")


def test_the_edition_of_the_tables_is_another_as_soon_as_other_events_can_be_read() -> None:
    """Where this fails, raise `tables.EDITION`, and note what is read under its number."""
    fields = {cls.__name__: [one.name for one in attrs.fields(cls)] for cls in READ}
    words = [getattr(events, name) for name in dir(events) if name.isupper()]
    read = repr([fields, [one for one in words if isinstance(one, tuple)]])
    assert {tables.EDITION: sha256(read.encode()).hexdigest()[:12]} == {5: "2c052d7ef306"}


def test_a_ledger_open_for_reading_answers_from_its_tables(ledger: Ledger) -> None:
    record(ledger, MORE)
    with Ledger.open(ledger.path) as reader:
        assert tables.current(reader)
        assert members(reader, 8) == ["FRA 2020-02-01", "ITA 2020-01-01"]
        assert tables.search(reader, "hidden") == [6]


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

    def test_tables_of_another_edition_are_not_used_nor_compared(self, other: Ledger) -> None:
        assert (tables.kept(other), tables.current(other)) == (None, False)
        assert list(tables.differences(other)) == []

    def test_tables_of_another_edition_are_made_again_when_somebody_asks_for_it(
        self, other: Ledger
    ) -> None:
        tables.rebuild(other)
        assert_agree(other)

    @pytest.mark.parametrize("other", [1], indirect=True)
    def test_tables_of_an_older_edition_are_made_again_by_an_append(self, other: Ledger) -> None:
        record_one_by_one(other, f"{MORE}\n| retraction event=#8")

    @pytest.mark.parametrize("other", [3], indirect=True)
    def test_tables_of_a_newer_edition_are_left_as_they_are_by_an_append(
        self, other: Ledger
    ) -> None:
        record(other, f"{MORE}\n| retraction event=#8")
        assert other.db.execute("SELECT * FROM kept").fetchall() == [(8, 3)]
