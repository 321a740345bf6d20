"""The chart in text: what is certain, what is not, and when."""

from datetime import date

import pytest

from cli.text_chart import PLAIN, ROWS, step_chart
from projections.member_counts import Count

YEAR = (date(2023, 1, 1), date(2023, 12, 31))


def count(day: str, certain: int, possible: int = 0) -> Count:
    return Count(date.fromisoformat(day), certain, possible)


def drawn(*counts: Count, days: tuple[date, date] = YEAR, width: int = 39) -> list[str]:
    return step_chart({"ILRS": counts}, *days, width)


def test_steps_rise_from_left_to_right() -> None:
    assert drawn(count("2023-01-01", 2), count("2023-07-02", 4), count("2023-12-31", 8)) == [
        "ILRS: 8",
        "8 ┤                                   █",
        "  │                                   █",
        "  │                                   █",
        "  │                                   █",
        "  │                  ██████████████████",
        "  │                  ██████████████████",
        "  │████████████████████████████████████",
        "  │████████████████████████████████████",
        "0 ┼────────────────────────────────────",
        "   2023-01-01                2023-12-31",
    ]


def test_what_is_not_certain_looks_different_and_is_told() -> None:
    lines = drawn(count("2023-01-01", 4), count("2023-07-02", 4, 4), count("2023-10-01", 8))
    assert lines[1] == "8 ┤                  ░░░░░░░░░█████████"
    assert lines[5] == "  │████████████████████████████████████"
    assert lines[-1] == "█ members for certain  ░ and those who may be"
    assert drawn(count("2023-01-01", 4, 1))[0] == "ILRS: 4–5"


@pytest.mark.parametrize(("certain", "possible"), [(64, 1), (1, 99), (99, 1), (0, 1), (49, 1)])
def test_one_who_may_be_a_member_is_always_seen(certain: int, possible: int) -> None:
    rest = count("2023-12-31", 100)
    lines = drawn(count("2023-01-01", certain, possible), rest)
    assert any("░" in line for line in lines[1 : ROWS + 1])


def test_a_single_member_is_seen_beside_many() -> None:
    lines = step_chart({"A": [count("2023-01-01", 900)], "B": [count("2023-01-01", 1)]}, *YEAR, 60)
    second = lines[lines.index("B: 1") :]
    assert set(second[ROWS].partition("│")[2]) == {"▁"}


def test_programs_stand_on_one_scale_above_one_calendar() -> None:
    lines = step_chart({"A": [count("2023-01-01", 8)], "B": [count("2023-01-01", 4)]}, *YEAR, 60)
    assert [line for line in lines if line.endswith("┤") or line[2:3] == "┤"] == [
        "8 ┤" + "█" * 57,
        "8 ┤",
    ]
    assert [line for line in lines if "2023-" in line] == lines[-1:]


@pytest.mark.parametrize("width", [24, 40, 80, 200])
@pytest.mark.parametrize("first", ["0500-06-01", "1967-01-27", "2020-10-13", "2023-12-30"])
def test_no_line_is_longer_than_the_terminal(width: int, first: str) -> None:
    days = (date.fromisoformat(first), date(2026, 11, 21))
    name = "International Lunar Research Station" * 300
    lines = step_chart({name: [count(first, 1), count("2024-01-01", 70, 12)]}, *days, width)
    assert max(map(len, lines[:-1])) <= max(width, 28)


def test_years_stand_where_they_begin() -> None:
    days = (date(2020, 7, 1), date(2023, 6, 30))
    calendar = drawn(count("2020-07-01", 1), days=days)[-1]
    assert calendar.split() == ["2021", "2022", "2023"]
    assert calendar.index("2021") - 3 == 36 * 184 // 1095


def test_no_member_at_all() -> None:
    assert drawn()[0] == "ILRS: 0"
    assert drawn()[1] == "1 ┤"


def test_a_day_alone() -> None:
    day = date(2023, 5, 1)
    lines = drawn(count("2023-05-01", 1), days=(day, day))
    assert lines[1] == "1 ┤" + "█" * 36


def test_plain_signs_are_those_of_ascii() -> None:
    lines = drawn(count("2023-01-01", 3, 2), count("2023-06-01", 7))
    plain = "\n".join(lines).translate(PLAIN)
    assert plain.isascii()
    assert len(plain) == len("\n".join(lines))
    assert len(set("▁█░│┼─".translate(PLAIN))) == 6
