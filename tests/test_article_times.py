"""Expressions of time in an article, and the days that they come to."""

from datetime import date

import pytest

from intake.articles.dateline import published_in
from intake.articles.grammar import data
from intake.articles.times import Moment, moments
from ledger.dates import parse

THURSDAY = date(2023, 12, 7)
SAYS = [(words, says) for form in data("times.yaml")["forms"] for words, says in form["says"]]


def read(words: str, published: date = THURSDAY) -> list[Moment]:
    return moments(words, 0, len(words), published)


@pytest.mark.parametrize(("words", "says"), SAYS)
def test_words_come_to_a_date(words: str, says: str) -> None:
    found = [one.date for one in read(words) if one.date]
    assert found == ([says] if says else [])


@pytest.mark.parametrize(("words", "says"), [one for one in SAYS if one[1]])
def test_what_they_come_to_is_a_date(words: str, says: str) -> None:
    assert parse(says).earliest <= parse(says).latest


def test_the_place_is_that_of_the_words() -> None:
    text = "Officials said that Ghana joined on Wednesday (6 December 2023)."
    assert [text[one.start : one.end] for one in read(text)] == ["on Wednesday", "6 December 2023"]


@pytest.mark.parametrize(
    ("words", "is_ahead"),
    [("on 8 December 2023", True), ("in 2024", True), ("next week", True), ("in 2023", False)],
)
def test_what_lies_after_publication_is_ahead(words: str, is_ahead: bool) -> None:
    assert [one.is_ahead for one in read(words)] == [is_ahead]


@pytest.mark.parametrize("published", [date(2024, 2, 29), date(2024, 1, 1), date(2023, 12, 31)])
@pytest.mark.parametrize("words", [words for words, _ in SAYS])
def test_nothing_that_is_counted_back_lies_after_publication(words: str, published: date) -> None:
    for one in read(words, published):
        if one.date and "given" not in one.how and not one.is_ahead:
            assert parse(one.date).earliest <= published


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Ghana joins BRICS\n19 Jan 2021 Posted in Press releases\n\nText.", date(2021, 1, 19)),
        ("Ghana joins BRICS\n\nACCRA (June 13, 2025) — Ghana joined.", date(2025, 6, 13)),
        ("Ghana joins BRICS\n\nACCRA, January 22, 2026 – Ghana joined.", date(2026, 1, 22)),
        ("Ghana joins BRICS\n+ Date: 2022-02-10 06:00:58\n\nText.", date(2022, 2, 10)),
        ("Ghana joins BRICS\n\nText.\n\nLast updated on 26 Feb 2020", date(2020, 2, 26)),
        ("Ghana joins BRICS\n\nOn 5 March 2024 – a Tuesday – Ghana joined.", None),
        ("Ghana joins BRICS\n1 May 2024\n\nText.\n\nUpdated 3 May 2024", None),
        ("Ghana joins BRICS\n\nGhana joined on Tuesday.", None),
    ],
)
def test_a_text_says_when_it_came_out(text: str, published: date | None) -> None:
    assert published_in(text)[0] == published
