"""Tables that somebody altered: what tells of it, and what mends them."""

import gc
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import kept
import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from kept import FILED, MORE, SIGNED, assert_agree, members, record, record_one_by_one, rows, update

from ledger import codec
from ledger.errors import Damaged, OtherSchema
from ledger.store import Ledger
from projections.kept import rows as kept_rows
from projections.kept import search, tables


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger whose tables are kept."""
    with kept.desk(tmp_path) as opened:
        yield opened


TEXT = f"""{FILED}
    | participant cnes kind=agency state=FRA
    | signing program=p participant=FRA on=2020-01-01 cites=wire quote=Q
    | signing program=p participant=ITA on=2020-01-01
    | correction event=#6 changes.occurred_on=2020-01-02
    | retraction event=#4
    """


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM kept", "UPDATE kept SET position = 99", "INSERT INTO kept VALUES (8, 1)"],
)
def test_tables_that_do_not_tell_how_far_they_go_are_made_again_by_the_next_append(
    ledger: Ledger, change: str
) -> None:
    record(ledger, MORE)
    with ledger.change():
        ledger.db.execute(change)
    assert not tables.current(ledger)
    assert list(tables.differences(ledger)) == [
        "file: it is not recorded how far the tables go: make them again"
    ]
    record_one_by_one(ledger, f"{MORE}\n| retraction event=#8")


@pytest.mark.parametrize(
    ("table", "kind"), [one for one in tables.TABLES.items() if one[0] != "kept"]
)
def test_a_table_that_is_gone_is_told(ledger: Ledger, table: str, kind: str) -> None:
    record(ledger, MORE)
    with ledger.change():
        ledger.db.execute(f"DROP {kind} {table}")
    with pytest.raises(OtherSchema) as refusal:
        tables.current(ledger)
    told = f"{kind.lower()} {table} is not there as it was made"
    assert told in refusal.value.problems
    assert str(refusal.value).endswith(": make its tables again from the events")


def test_several_tables_that_are_gone_are_told_and_made_again(ledger: Ledger) -> None:
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
def test_another_table_of_that_name_is_told_and_replaced(
    ledger: Ledger, table: str, kind: str, other: str
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
def test_whatever_has_the_name_of_a_table_goes_when_they_are_made_again(
    ledger: Ledger, other: str
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


def test_tables_are_not_made_again_beside_what_others_made(ledger: Ledger) -> None:
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
def test_tables_with_a_row_that_says_nothing_refuse_to_answer(ledger: Ledger, change: str) -> None:
    record(ledger, SIGNED)
    with ledger.change():
        ledger.db.execute(change)
    with pytest.raises(Damaged, match="one of its tables says"):
        members(ledger, 5)
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
def test_an_append_mends_the_altered_rows_that_it_touches(ledger: Ledger, change: str) -> None:
    record(ledger, SIGNED)
    with ledger.change():
        ledger.db.execute(change)
    record(ledger, f"{SIGNED}\n| retraction event=#5")
    assert_agree(ledger)


def test_an_append_makes_the_rows_of_many_acts_anew_where_they_say_nothing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
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
def test_tables_are_not_made_of_events_that_cannot_be_read(
    ledger: Ledger, alteration: str, problem: str
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
def test_an_append_is_refused_where_a_kept_act_says_nothing(
    ledger: Ledger, change: str, problem: str
) -> None:
    record(ledger, MORE)
    with ledger.change():
        ledger.db.execute(f"UPDATE readings SET {change}")
    with pytest.raises(Damaged, match=re.escape(f"an act in it says nothing, {problem}: ")):
        record(ledger, f"{MORE}\n| consent program=p participant=FRA on=2021")
    assert ledger.size == 8
    tables.rebuild(ledger)
    assert_agree(ledger)


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
def test_a_row_that_was_altered_is_told_by_its_position(
    ledger: Ledger, change: str, position: int, table: str
) -> None:
    record(ledger, TEXT)
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
        (
            f"""
            INSERT INTO search (rowid, text) VALUES ({-(2**63)}, 'ITA');
            INSERT INTO search (rowid, text) VALUES ({2**63 - 1}, 'ITA')
            """,
            [
                f'#{place}: the table search holds what the events do not say: [{place},"ita"]'
                for place in (-(2**63), 2**63 - 1)
            ],
        ),
    ],
)
@pytest.mark.parametrize("at_once", [3, search._AT_ONCE])
def test_words_that_were_altered_are_told_by_their_event(
    ledger: Ledger, change: str, lines: list[str], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_AT_ONCE", at_once)
    record(ledger, TEXT)
    with ledger.change():
        for statement in change.split(";"):
            ledger.db.execute(statement)
    assert sorted(tables.differences(ledger)) == lines


@pytest.mark.parametrize("table", ["membership", "readings"])
def test_rows_that_are_gone_are_told(ledger: Ledger, table: str) -> None:
    record(ledger, TEXT)
    count = len(rows(ledger, table))
    with ledger.change():
        ledger.db.execute(f"DELETE FROM {table}")
    found = list(tables.differences(ledger))
    assert len(found) == count > 0
    assert all(f"the table {table} lacks what the events say" in line for line in found)


def test_words_that_are_gone_are_told(ledger: Ledger) -> None:
    record(ledger, TEXT)
    words = {(position, word) for word, position, *_ in rows(ledger, "words")}
    with ledger.change():
        ledger.db.execute("INSERT INTO search (search) VALUES ('delete-all')")
    assert set(tables.differences(ledger)) == {
        f'#{position}: the table search lacks what the events say: [{position},"{word}"]'
        for position, word in words
    }


@pytest.mark.parametrize(("table", "key"), [("membership", "believed_from"), ("readings", "since")])
def test_a_row_that_stands_twice_is_told(ledger: Ledger, table: str, key: str) -> None:
    record(ledger, TEXT)
    [first, *_] = rows(ledger, table)
    columns = [row[1] for row in ledger.db.execute(f"PRAGMA table_info({table})")]
    again = tuple(3 if name == key else one for name, one in zip(columns, first, strict=True))
    with ledger.change():
        ledger.db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(again))})", again)
    assert list(tables.differences(ledger)) == [
        f"#3: the table {table} holds what the events do not say: {codec.canonical(again)}"
    ]


def test_altered_rows_are_told_table_by_table_and_shown(ledger: Ledger) -> None:
    record(ledger, TEXT)
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


def test_nothing_is_told_of_memberships_that_follow_from_altered_readings(ledger: Ledger) -> None:
    """What the events say cannot be told from them then."""
    record(ledger, TEXT)
    with ledger.change():
        ledger.db.execute("UPDATE readings SET earliest = 'garbage' WHERE position = 6")
        ledger.db.execute("INSERT INTO search (rowid, text) VALUES (1, 'more')")
    assert [line.split(": ")[1].split()[2] for line in tables.differences(ledger)] == [
        *("readings", "readings", "search")
    ]


def test_columns_of_an_event_that_say_nothing_are_told(ledger: Ledger) -> None:
    record(ledger, TEXT)
    update(ledger, "UPDATE events SET earliest = 'garbage' WHERE position = 7")
    [line] = tables.differences(ledger)
    assert line.startswith("file: ")
    assert "an act in it says nothing, Invalid isoformat string: 'garbage'" in line
    with pytest.raises(Damaged, match="an act in it says nothing"):
        tables.rebuild(ledger)


def test_differences_left_unread_are_no_trouble_when_the_file_is_shut(ledger: Ledger) -> None:
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
def test_an_event_without_a_readable_body_is_told_by_tables_and_search(
    ledger: Ledger, body: str
) -> None:
    record(ledger, TEXT)
    update(ledger, "UPDATE events SET body = ? WHERE position = 7", body)
    [line] = tables.differences(ledger)
    assert line.startswith("file: #7 cannot be read (")
    with pytest.raises(Damaged, match="#7 cannot be read"):
        tables.search(ledger, "2020-01-01")


def test_differences_show_letters_as_they_are(ledger: Ledger) -> None:
    record(ledger, "| program p name=Ålesund\n| correction event=#1 changes.note=Ø")
    with ledger.change():
        ledger.db.execute("DELETE FROM readings")
    [line] = tables.differences(ledger)
    assert "Ålesund" in line
    assert "Ø" in line


def test_two_rows_that_are_rightly_alike_are_no_difference(ledger: Ledger) -> None:
    record(ledger, f"{FILED}| announcement on=2020 cites=wire cites=wire")
    assert len(rows(ledger, "citations")) == 2
    assert list(tables.differences(ledger)) == []


ROWS = st.lists(st.tuples(st.sampled_from("pq"), st.integers(0, 2))).map(
    lambda found: sorted(found, key=lambda row: row[0])
)


@settings(max_examples=examples(500))
@given(ROWS, ROWS)
def test_what_differs_between_rows_in_the_order_of_a_key(
    expected: list[tuple[str, int]], has: list[tuple[str, int]]
) -> None:
    found = set(kept_rows.unlike(expected, has, lambda row: str(row[0])))
    many, there = Counter(expected), Counter(has)
    every = many.keys() | there.keys()
    assert found == {(row, many[row] > there[row]) for row in every if many[row] != there[row]}
