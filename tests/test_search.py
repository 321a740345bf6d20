"""The words of events: what is found by them."""

from collections.abc import Iterator
from pathlib import Path

import kept
import pytest
from kept import MORE, SIGNED, record, rows

from ledger.events import Program
from ledger.store import Ledger
from projections.kept import tables


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger whose tables are kept."""
    with kept.desk(tmp_path) as opened:
        yield opened


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
def test_search_finds_the_events_that_have_all_the_words(
    ledger: Ledger, words: str, positions: list[int]
) -> None:
    record(ledger, TEXT)
    assert tables.search(ledger, words) == positions


def test_search_finds_all_that_was_recorded_where_the_tables_are_behind(ledger: Ledger) -> None:
    record(ledger, SIGNED)
    record(ledger, MORE, kept=False)
    assert tables.search(ledger, "hidden") == [6]
    assert not tables.current(ledger)


def test_search_finds_all_that_was_recorded_where_there_are_no_tables(ledger: Ledger) -> None:
    record(ledger, TEXT, kept=False)
    assert tables.search(ledger, "kourou plan") == [4, 5]
    assert tables.kept(ledger) is None


def test_search_reads_every_text_of_an_event(ledger: Ledger) -> None:
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
        ('moon\0"base', [2, 3]),
        ("moon\0", [2, 3, 4]),
        ("\0", []),
        ("on-the-moon", [4]),
    ],
)
def test_search_finds_words_that_a_dash_joins_side_by_side(
    ledger: Ledger, words: str, positions: list[int]
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


def test_search_reads_lists_and_citations_too(ledger: Ledger) -> None:
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


def test_a_ledger_open_for_reading_whose_tables_are_behind_is_searched_all_the_same(
    ledger: Ledger,
) -> None:
    record(ledger, MORE, kept=False)
    with Ledger.open(ledger.path) as reader:
        assert tables.search(reader, "hidden") == [6]


def test_no_append_merges_the_words_of_all_before(ledger: Ledger) -> None:
    def program(number: int) -> Program:
        words = (f"{number * 7919 + word * 104729:09}" for word in range(150))
        return Program(id=f"p{number}", name=" ".join(words))

    pages: list[int] = []

    def count(statement: str) -> None:
        pages[-1] += statement.startswith("-- REPLACE INTO 'main'.'search_data'")

    ledger.append(map(program, range(1, 201)), by="desk")
    ledger.sql.set_trace_callback(count)
    for number in range(201, 501):
        pages.append(0)
        ledger.append([program(number)], by="desk")
    ledger.sql.set_trace_callback(None)
    assert max(pages) < 80
    assert tables.search(ledger, f"{450 * 7919:09}") == [450]
