"""EDTF dates: tables of good and bad ones, and an oracle that walks the calendar day by day."""

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pytest
from extent import examples
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

    202X                      | 2020-01-01 | 2029-12-31
    20XX                      | 2000-01-01 | 2099-12-31
    000X                      | 0001-01-01 | 0009-12-31
    2023-XX                   | 2023-01-01 | 2023-12-31
    2023-1X                   | 2023-10-01 | 2023-12-31
    2023-X1                   | 2023-01-01 | 2023-11-30
    2023-10-XX                | 2023-10-01 | 2023-10-31
    2023-02-XX                | 2023-02-01 | 2023-02-28
    2023-10-0X                | 2023-10-01 | 2023-10-09
    2023-04-3X                | 2023-04-30 | 2023-04-30
    2023-XX-XX                | 2023-01-01 | 2023-12-31
    2023-XX-31                | 2023-01-31 | 2023-12-31
    202X-02-29                | 2020-02-29 | 2028-02-29
    XXXX-12-XX                | 0001-12-01 | 9999-12-31
    202X?                     | 2010-01-01 | 2039-12-31
    20XX~                     | 1900-01-01 | 2199-12-31
    2023-XX?                  | 2022-01-01 | 2024-12-31
    2023-XX-XX%               | 2021-01-01 | 2025-12-31
    2023-1X~                  | 2023-09-01 | 2024-01-31
    2023-10-XX?               | 2023-09-01 | 2023-11-30
    2023-10-1X?               | 2023-10-09 | 2023-10-20
    [202X,2031-XX]            | 2020-01-01 | 2031-12-31
    201X/2023-XX              | 2010-01-01 | 2023-12-31

    2023-21                   | 2023-03-01 | 2023-12-31
    2023-22                   | 2022-12-01 | 2024-03-31
    2023-23                   | 2023-03-01 | 2023-12-31
    2023-24                   | 2022-12-01 | 2024-03-31
    2023-25                   | 2023-03-01 | 2023-06-30
    2023-26                   | 2023-06-01 | 2023-09-30
    2023-27                   | 2023-09-01 | 2023-12-31
    2023-28                   | 2022-12-01 | 2024-03-31
    2023-29                   | 2023-09-01 | 2023-12-31
    2023-30                   | 2022-12-01 | 2024-03-31
    2023-31                   | 2023-03-01 | 2023-06-30
    2023-32                   | 2023-06-01 | 2023-09-30
    2023-33                   | 2023-01-01 | 2023-03-31
    2023-34                   | 2023-04-01 | 2023-06-30
    2023-35                   | 2023-07-01 | 2023-09-30
    2023-36                   | 2023-10-01 | 2023-12-31
    2023-37                   | 2023-01-01 | 2023-04-30
    2023-38                   | 2023-05-01 | 2023-08-31
    2023-39                   | 2023-09-01 | 2023-12-31
    2023-40                   | 2023-01-01 | 2023-06-30
    2023-41                   | 2023-07-01 | 2023-12-31
    2023-33~                  | 2022-10-01 | 2023-06-30
    2023-27?                  | 2023-06-01 | 2024-03-31
    2023-41%                  | 2022-07-01 | 2024-12-31
    202X-33                   | 2020-01-01 | 2029-03-31
    2023-33/2023-34           | 2023-01-01 | 2023-06-30
    9999-24                   | 9998-12-01 | 9999-12-31
    0001-24                   | 0001-01-01 | 0002-03-31

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
    2023-20                  | there is no such month
    2023-42                  | there is no such month
    2023-2X                  | there is no such month
    2023-21-03               | there is no such month
    XXXX-02-30               | there is no such day
    2023-02-3X               | there is no such day
    2021-XX-32               | there is no such day
    2023-W01-1               | -
    30 February 2023         | -
    2023-02-29               | there is no such day
    1900-02-29               | there is no such day
    2023-04-31               | there is no such day
    2023-04-00               | there is no such day
    2023-10-32               | there is no such day
    0000                     | there is no year 0000
    0000-XX                  | there is no year 0000
    0000-13                  | there is no year 0000
    0000-01-01?              | there is no year 0000
    23                       | -
    -0044                    | -
    ٢٠٢٣                     | -
    2021/2022/2023           | -
    2021-06/soon             | 'soon' was not understood
    2021-06/2021-06-31       | there is no such day
    2021-13/2022             | there is no such month
    2024-05-09/2024-05-07    | it ends before it starts
    2024/2023-12-31          | it ends before it starts
    2024?/2023?              | it ends before it starts
    2023-06-02%/2023-06-01   | it ends before it starts
    []                       | '' was not understood
    [2020,]                  | '' was not understood
    [2020                    | -
    2020]                    | -
    [..]                     | an interval needs at least one end
    [2021..2020]             | it ends before it starts
    [2020/2021]              | '2020/2021' was not understood
    [2020..2021..2022]       | '2021..2022' was not understood
    [2020-11-12;2020-11-13]  | '2020-11-12;2020-11-13' was not understood
    [2020]/2021              | '[2020]' was not understood
    [2020]?                  | -
""")


@pytest.mark.parametrize(("text", "problem"), BAD)
def test_what_is_no_date_says_why(text: str, problem: str) -> None:
    with pytest.raises(MalformedDate) as refusal:
        parse(text)
    why = "" if problem == "-" else f", {problem}"  # there is no more to say of it
    assert str(refusal.value) == (f"{text!r} is not a date{why}: write 2023, 2023-10 or 2023-10-03")
    assert refusal.value.text == text


WRITE = rows("""
    December 2023             | 2023-12
    Dec. 2023                 | 2023-12
    in December 2023          | 2023-12
    12/2023                   | 2023-12
    2023/9                    | 2023-09
    2023-9-1                  | 2023-09-01
    2023/09/01                | 2023-09-01
    20231003                  | 2023-10-03
    6 December 2023           | 2023-12-06
    6-Dec-2023                | 2023-12-06
    the 6th of December 2023  | 2023-12-06
    Wednesday, 6 December 2023| 2023-12-06
    Dec 6, 2023               | 2023-12-06
    December 6th, 2023        | 2023-12-06
    31.12.2023                | 2023-12-31
    12/31/2023                | 2023-12-31
    6.12.2023                 | 2023-12-06 or 2023-06-12, whichever the source means
    2023-10-03T12:00          | 2023-10-03
    autumn 2023               | AUTUMN
    winter 2023/24            | 2023-12/2024-03
    Q3 2023                   | 2023-35
    third quarter of 2023     | 2023-35
    2023-Q3                   | 2023-35
    first half of 2023        | 2023-40
    early 2024                | 2024 or 2024-01/2024-04, whichever the source means
    mid-2024                  | 2024 or 2024-05/2024-08, whichever the source means
    late February 2024        | 2024-02 or 2024-02-21/2024-02-29, whichever the source means
    the 1990s                 | 199X
    2000s                     | 200X or 20XX, whichever the source means
    199u                      | 199X
    20th century              | 1901/2000
    2021-2023                 | 2021/2023
    2021..2023                | 2021/2023
    2021/                     | 2021/..
    2021/open                 | 2021/..
    /2021                     | ../2021
    from May 2021 to 2023     | 2021-05/2023
    circa 2023                | 2023~
    by June 2023              | ../2023-06
    since 2021                | 2021/..
    before 6 December 2023    | ../2023-12-05
    after 2023                | 2024-01-01/..
    2024 or 2025              | [2024,2025]
    between May and June 2023 |
    between 2021 and May 2023 | [2021..2023-05]
    ?2023                     | 2023?
    2023?-10                  | 2023-10?
    2004-06-~11               | 2004-06-11~
""")  # fmt: skip

IN_THREE = "2023-23 or in the north 2023-27 or in the south 2023-31, whichever the source means"


@pytest.mark.parametrize(("text", "write"), WRITE)
def test_a_date_in_another_form_is_refused_with_what_to_write(text: str, write: str) -> None:
    with pytest.raises(MalformedDate) as refusal:
        parse(text)
    write = write.replace("AUTUMN", IN_THREE)
    if write:
        assert str(refusal.value) == f"{text!r} is not a date, it is not in EDTF: write {write}"
    else:
        assert refusal.value.advice is None
    for written in re.findall(r"[\[.\d][^ ]*(?<!,)", write):
        parse(written)


@pytest.mark.parametrize(
    "text",
    [
        *("last week", "Wednesday", "next month", "yesterday", "3 days ago", "a year later"),
        *("a week before", "the day after"),
    ],
)
def test_a_date_that_counts_from_another_is_to_be_worked_out(text: str) -> None:
    with pytest.raises(MalformedDate) as refusal:
        parse(text)
    assert str(refusal.value) == (
        f"{text!r} is not a date, it is counted from a day that it does not name: "
        "work out the date; the source's own words go in a citation's wording"
    )


@pytest.mark.parametrize(
    "text", ["XXXX", "XXXX-XX-XX?", "..", "../..", "unknown", "Unknown date", "undated", "n.d."]
)
def test_of_an_unknown_day_a_bound_can_be_given(text: str) -> None:
    with pytest.raises(MalformedDate) as refusal:
        parse(text)
    assert str(refusal.value) == (
        f"{text!r} is not a date, it says nothing of the day: "
        "write ../2023-10 for a day by which it was done, such as that of the source"
    )


@pytest.mark.parametrize("text", ["{2023-10-03,2023-10-04}", "{2023..2024}", "{}"])
def test_several_days_are_several_events(text: str) -> None:
    with pytest.raises(MalformedDate) as refusal:
        parse(text)
    assert str(refusal.value) == (
        f"{text!r} is not a date, it says several days, and an event has one: "
        "record an event for each, or write [2023,2024] if it was one of them"
    )


def test_the_empty_text_is_no_date() -> None:
    with pytest.raises(MalformedDate, match=r"^'' is not a date: write"):
        parse("")


@pytest.mark.parametrize("text", [" 2023", "2023 ", "2023\n", "2023/ 2024"])
def test_white_space_is_part_of_no_date(text: str) -> None:
    with pytest.raises(MalformedDate, match="is not a date"):
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


@settings(max_examples=examples(200))
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


@cache
def days_of(year: int) -> list[str]:
    first = date(year, 1, 1).toordinal()
    days = (date.fromordinal(first + n) for n in range(366) if first + n <= LAST_DAY.toordinal())
    return [str(day) for day in days if day.year == year]


@given(
    st.dates(date(2, 1, 1), date(9998, 12, 31)),
    st.lists(st.sampled_from([2, 3, 5, 6, 8, 9]), unique=True),
    st.sampled_from([4, 7, 10]),
)
def test_unknown_digits_are_any_digits(chosen: date, unknown: list[int], length: int) -> None:
    """Each year, month and day that the text may be, by comparing it with each day as written."""
    text = "".join("X" if n in unknown else c for n, c in enumerate(str(chosen)))[:length]
    pattern = re.compile(text.replace("X", "[0-9]"))
    years = range(max(1, chosen.year // 100 * 100), chosen.year // 100 * 100 + 100)
    if not pattern.match(str(chosen)) or years[-1] > 9998:
        return
    possible = [day for year in years for day in days_of(year) if pattern.match(day)]
    found = parse(text)
    assert (str(found.earliest), str(found.latest)) == (possible[0], possible[-1])


WORDS = st.sampled_from(
    [each[0] for each in WRITE]
    + [word for each in WRITE for word in each[0].split()]
    + [*"X?~/-,.{}[", "last", "week", "Wednesday", "open", "0000", "9999", "0001"]
)


@given(
    st.text("0123456789-/?~%[].,X{}", max_size=24)
    | st.text(max_size=12)
    | st.lists(WORDS, max_size=6).map(" ".join)
    | st.lists(WORDS, max_size=6).map("".join)
)
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


@pytest.mark.parametrize(
    "text",
    [
        "early February 0000",
        "by June 0000",
        "after 9999-12-31",
        "before 0001-01-01",
        "whatever day turns out to be that on which everybody who signed has deposited something",
    ],
)
def test_words_beyond_the_calendar_or_too_many_get_no_advice_of_their_own(text: str) -> None:
    with pytest.raises(MalformedDate) as refusal:
        parse(text)
    assert refusal.value.advice is None
