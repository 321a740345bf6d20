"""EDTF dates: tables of good and bad ones, and an oracle that walks the calendar day by day."""

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.dates import FIRST_DAY, LAST_DAY, Date, day, parse
from ledger.errors import MalformedDate, Refusal


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


GOOD = rows(
    """
    2023                      | 2023-01-01 | 2023-12-31
    2023-08                   | 2023-08-01 | 2023-08-31
    2023-10-03                | 2023-10-03 | 2023-10-03
    2023-02                   | 2023-02-01 | 2023-02-28
    2024-02                   | 2024-02-01 | 2024-02-29
    2024-02-29                | 2024-02-29 | 2024-02-29
    2000-02-29                | 2000-02-29 | 2000-02-29

    2023?                     | 2022-01-01 | 2024-12-31
    2023~                     | 2022-01-01 | 2024-12-31
    2023%                     | 2021-01-01 | 2025-12-31
    2023-08?                  | 2023-07-01 | 2023-09-30
    2023-01~                  | 2022-12-01 | 2023-02-28
    2024-01?                  | 2023-12-01 | 2024-02-29
    2023-12%                  | 2023-10-01 | 2024-02-29
    2023-10-03?               | 2023-10-02 | 2023-10-04
    2023-10-03~               | 2023-10-02 | 2023-10-04
    2023-10-03%               | 2023-10-01 | 2023-10-05
    2024-03-01?               | 2024-02-29 | 2024-03-02
    2023-03-01?               | 2023-02-28 | 2023-03-02
    2023-12-31%               | 2023-12-29 | 2024-01-02

    2024-05-07/2024-05-09     | 2024-05-07 | 2024-05-09
    2024-05-07/2024-05-07     | 2024-05-07 | 2024-05-07
    2021/2023                 | 2021-01-01 | 2023-12-31
    2021-06/2021              | 2021-06-01 | 2021-12-31
    2021/2021-06-16           | 2021-01-01 | 2021-06-16
    ../2023-06                | 0001-01-01 | 2023-06-30
    2021-06-16/..             | 2021-06-16 | 9999-12-31
    2023-06?/2023-08          | 2023-05-01 | 2023-08-31
    2023-06/2023-08~          | 2023-06-01 | 2023-09-30
    2023%/2023%               | 2021-01-01 | 2025-12-31
    ../2023-12-07?            | 0001-01-01 | 2023-12-08

    [2020-11-12,2020-11-13]   | 2020-11-12 | 2020-11-13
    [2020-11-13,2020-11-12]   | 2020-11-12 | 2020-11-13
    [2020-11-12, 2020-11-13]  | 2020-11-12 | 2020-11-13
    [2020-11-12]              | 2020-11-12 | 2020-11-12
    [2019,2021-03]            | 2019-01-01 | 2021-03-31
    [2024-05-07..2024-05-09]  | 2024-05-07 | 2024-05-09
    [2026-03-16..2026-04-23]  | 2026-03-16 | 2026-04-23
    [..2023-06]               | 0001-01-01 | 2023-06-30
    [2021-06-16..]            | 2021-06-16 | 9999-12-31
    [2020?,2022-01..2022-03]  | 2019-01-01 | 2022-03-31
    [2020-11-12?,2020-11-14%] | 2020-11-11 | 2020-11-16

    0001                      | 0001-01-01 | 0001-12-31
    0001?                     | 0001-01-01 | 0002-12-31
    0002%                     | 0001-01-01 | 0004-12-31
    0001-01~                  | 0001-01-01 | 0001-02-28
    0001-02%                  | 0001-01-01 | 0001-04-30
    0001-01-01?               | 0001-01-01 | 0001-01-02
    0001-01-02%               | 0001-01-01 | 0001-01-04
    9999                      | 9999-01-01 | 9999-12-31
    9999?                     | 9998-01-01 | 9999-12-31
    9998%                     | 9996-01-01 | 9999-12-31
    9999-12~                  | 9999-11-01 | 9999-12-31
    9999-11%                  | 9999-09-01 | 9999-12-31
    9999-12-31?               | 9999-12-30 | 9999-12-31
    9999-12-30%               | 9999-12-28 | 9999-12-31
""".replace("\n\n", "\n")
)


@pytest.mark.parametrize(("text", "earliest", "latest"), GOOD)
def test_a_date_has_these_bounds(text: str, earliest: str, latest: str) -> None:
    found = parse(text)
    assert (str(found.earliest), str(found.latest)) == (earliest, latest)
    assert found.text == str(found) == text
    assert found.exact is (earliest == latest)


BAD = rows(r"""
    2023-13                  | there is no such month
    2023-00                  | there is no such month
    2023-13-01               | there is no such month
    2023-00-01               | there is no such month
    2023-02-29               | there is no such day
    1900-02-29               | there is no such day
    2023-04-31               | there is no such day
    2023-04-00               | there is no such day
    2023-10-32               | there is no such day
    0000                     | there is no year 0000
    0000-13                  | there is no year 0000
    0000-01-01?              | there is no year 0000
    2023-1                   | '2023-1' was not understood
    23                       | '23' was not understood
    20231003                 | '20231003' was not understood
    03-10-2023               | '03-10-2023' was not understood
    3 October 2023           | '3 October 2023' was not understood
    October 2023             | 'October 2023' was not understood
    yesterday                | 'yesterday' was not understood
    2023-10-03T12:00         | '2023-10-03T12:00' was not understood
    2023??                   | '2023??' was not understood
    ?2023                    | '?2023' was not understood
    2023?-10                 | '2023?-10' was not understood
    20XX                     | '20XX' was not understood
    -0044                    | '-0044' was not understood
    ٢٠٢٣                     | '٢٠٢٣' was not understood
    ..                       | '..' was not understood
    2023-10-03..2023-10-04   | '2023-10-03..2023-10-04' was not understood
    2021/2022/2023           | '2021/2022/2023' was not understood
    2021/                    | '' was not understood
    /2021                    | '' was not understood
    2021-06/soon             | 'soon' was not understood
    2021-06/2021-06-31       | there is no such day
    2021-13/2022             | there is no such month
    ../..                    | an interval needs at least one end
    2024-05-09/2024-05-07    | it ends before it starts
    2024/2023-12-31          | it ends before it starts
    2024?/2023?              | it ends before it starts
    2023-06-02%/2023-06-01   | it ends before it starts
    []                       | '' was not understood
    [2020,]                  | '' was not understood
    [2020                    | '[2020' was not understood
    2020]                    | '2020]' was not understood
    [..]                     | an interval needs at least one end
    [2021..2020]             | it ends before it starts
    [2020/2021]              | '2020/2021' was not understood
    [2020..2021..2022]       | '2021..2022' was not understood
    [2020-11-12;2020-11-13]  | '2020-11-12;2020-11-13' was not understood
    [2020]/2021              | '[2020]' was not understood
    [2020]?                  | '[2020]?' was not understood
""")


@pytest.mark.parametrize(("text", "problem"), BAD)
def test_what_is_no_date_says_why(text: str, problem: str) -> None:
    with pytest.raises(MalformedDate) as refusal:
        parse(text)
    assert str(refusal.value) == (
        f"{text!r} is not a date, {problem}: write 2023, 2023-10 or 2023-10-03"
    )
    assert refusal.value.text == text


def test_the_empty_text_is_no_date() -> None:
    with pytest.raises(MalformedDate, match=r"^'' is not a date, '' was not understood"):
        parse("")


@pytest.mark.parametrize("text", [" 2023", "2023 ", "2023\n", "2023/ 2024"])
def test_white_space_is_part_of_no_date(text: str) -> None:
    with pytest.raises(MalformedDate, match="was not understood"):
        parse(text)


def test_a_text_of_great_length_is_cut_in_the_refusal() -> None:
    longest = "[" + ",".join(["2020"] * 199) + "    ]"
    assert len(longest) == 1000
    assert parse(longest).latest == date(2020, 12, 31)
    with pytest.raises(MalformedDate) as refusal:
        parse(longest + " ")
    assert str(refusal.value) == (
        "'[2020,2020,2020,2020,2020,2020,2020,2020…' is not a date, "
        "it has more than 1000 characters: write 2023, 2023-10 or 2023-10-03"
    )


def test_a_refusal_shows_control_characters_escaped() -> None:
    with pytest.raises(MalformedDate) as refusal:
        parse("\x1b[31m2023\u202e\n")
    assert r"'\x1b[31m2023\u202e\n' is not a date" in str(refusal.value)
    assert str(refusal.value).isprintable()


def test_a_malformed_date_is_a_refusal_and_a_value_error() -> None:
    assert issubclass(MalformedDate, Refusal)
    assert issubclass(MalformedDate, ValueError)


@pytest.mark.parametrize("text", ["2023-10-03", "2023-10-03/2023-10-03", "[2023-10-03]"])
def test_a_single_day(text: str) -> None:
    assert day(text) == date(2023, 10, 3)


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("2023-10", "2023-10-01 or 2023-10-31"),
        ("2023-10-03?", "2023-10-02 or 2023-10-04"),
        ("[2020-11-12,2020-11-13]", "2020-11-12 or 2020-11-13"),
    ],
)
def test_what_is_wider_than_a_day(text: str, suggested: str) -> None:
    with pytest.raises(MalformedDate) as refusal:
        day(text)
    assert f"is not a date, a single day is expected here, as {suggested}: " in str(refusal.value)


def test_what_is_no_day_at_all() -> None:
    with pytest.raises(MalformedDate, match="there is no such day"):
        day("2023-02-30")


def test_dates_are_equal_when_their_texts_are() -> None:
    assert parse("2023-10") == parse("2023-10")
    assert hash(parse("2023-10")) == hash(parse("2023-10"))
    assert parse("2023-10") != parse("2023-10-01/2023-10-31")
    assert len({parse("2023"), parse("2023"), parse("2023?")}) == 2


def test_dates_have_no_order_of_their_own() -> None:
    with pytest.raises(TypeError):
        assert parse("2023") < parse("2024")  # type: ignore[operator]


# The oracle: it knows months and years only by walking from day to day.


class Span(NamedTuple):
    """A text with the first and the last day that it states, and that it allows."""

    text: str
    stated: tuple[date, date]
    allowed: tuple[date, date]


DAY = timedelta(days=1)
UNITS = {"": 0, "?": 1, "~": 1, "%": 2}


def stated(middle: date, precision: int) -> str:
    return str(middle)[: (4, 7, 10)[precision - 1]]


@cache
def unit_around(middle: date, precision: int) -> tuple[date, date]:
    low = high = middle
    while low > FIRST_DAY and stated(low - DAY, precision) == stated(middle, precision):
        low -= DAY
    while high < LAST_DAY and stated(high + DAY, precision) == stated(middle, precision):
        high += DAY
    return low, high


def widened(low: date, high: date, precision: int, units: int) -> tuple[date, date]:
    for _ in range(units):
        low = unit_around(low - DAY, precision)[0] if low > FIRST_DAY else low
        high = unit_around(high + DAY, precision)[1] if high < LAST_DAY else high
    return low, high


def of_precision(middle: date, precision: int, qualifier: str) -> Span:
    low, high = unit_around(middle, precision)
    allowed = widened(low, high, precision, UNITS[qualifier])
    return Span(stated(middle, precision) + qualifier, (low, high), allowed)


AT_THE_EDGES = st.dates(max_value=date(3, 12, 31)) | st.dates(min_value=date(9997, 1, 1))
SINGLE = st.builds(
    of_precision, st.dates() | AT_THE_EDGES, st.sampled_from([1, 2, 3]), st.sampled_from("?~%")
) | st.builds(of_precision, st.dates() | AT_THE_EDGES, st.sampled_from([1, 2, 3]), st.just(""))


@st.composite
def ranges(draw: st.DrawFn, between: str, is_open: str) -> Span:
    start, end = draw(SINGLE), draw(SINGLE)
    if start.stated[0] > end.stated[1]:
        start, end = end, start
    match draw(st.sampled_from(["both", "both", "no start", "no end"])):
        case "no start":
            start = Span(is_open, (FIRST_DAY, FIRST_DAY), (FIRST_DAY, FIRST_DAY))
        case "no end":
            end = Span(is_open, (LAST_DAY, LAST_DAY), (LAST_DAY, LAST_DAY))
    outer = start.stated[0], end.stated[1]
    return Span(start.text + between + end.text, outer, (start.allowed[0], end.allowed[1]))


@st.composite
def sets(draw: st.DrawFn) -> Span:
    members = draw(st.lists(SINGLE | ranges("..", ""), min_size=1, max_size=4))
    low = min(member.allowed[0] for member in members)
    high = max(member.allowed[1] for member in members)
    return Span(f"[{','.join(member.text for member in members)}]", (low, high), (low, high))


@settings(max_examples=200)
@given(SINGLE | ranges("/", "..") | sets())
def test_the_bounds_agree_with_the_oracle(span: Span) -> None:
    found = parse(span.text)
    assert (found.earliest, found.latest) == span.allowed
    assert found == Date(span.text, *span.allowed)


@given(SINGLE, SINGLE)
def test_an_interval_that_ends_before_it_starts_is_no_date(one: Span, other: Span) -> None:
    start, end = sorted((one, other), key=lambda span: span.stated[0])
    if end.stated[0] > start.stated[1]:
        with pytest.raises(MalformedDate, match="it ends before it starts"):
            parse(f"{end.text}/{start.text}")


@given(st.text("0123456789-/?~%[].,", max_size=24) | st.text(max_size=12))
def test_any_text_has_bounds_in_order_or_one_line_of_refusal(text: str) -> None:
    try:
        found: Date | MalformedDate = parse(text)
    except MalformedDate as caught:
        found = caught
    if isinstance(found, MalformedDate):
        assert str(found).isprintable()
    else:
        assert found.text == text
        assert found.earliest <= found.latest
