"""How many members there are over time, and who is in which programs at once."""

from datetime import date, timedelta

import pytest
from registers import known

from ledger.dates import FIRST_DAY
from ledger.events import Program
from ledger.names import Names
from projections import member_counts
from projections.member_counts import Count
from projections.membership import Span
from projections.roster import Whom, belongings, memberships, roster

EFFECTIVE, NAMES = known("""
2023-12-08 | program ilrs
           | program moon members=party
           | participant cnsa kind=agency state=CHN
           | signing program=ilrs participant=CHN on=2023-01-02
           | signing program=ilrs participant=RUS on=2023-01-02
           | signing program=ilrs participant=cnsa on=2023-01-05
           | signing program=ilrs participant=SRB on=2023-01-07/2023-01-09
           | withdrawal program=ilrs participant=RUS on=2023-01-12/2023-01-13
           | signing program=moon participant=CHN on=2023-01-03
           | consent program=moon participant=CHN on=2023-01-06
           | consent program=moon participant=SAU on=../2023-01-04
           | program late opened_on=2023-01-03
           | signing program=late participant=SAU on=../2023-01-05
           | signing program=late participant=FRA on=2023-01-01
""")
ILRS, MOON, LATE = (NAMES.programs[one] for one in ("ilrs", "moon", "late"))


def spans(program: str) -> list[tuple[str, Span]]:
    found = memberships(EFFECTIVE)
    return [(who, one) for (of, who), each in found.items() if of == program for one in each]


def steps(found: tuple[Count, ...]) -> list[tuple[str, int, int]]:
    return [(count.day.isoformat(), count.certain, count.possible) for count in found]


def january(day: int) -> date:
    return date(2023, 1, day)


def test_each_day_on_which_the_number_changes_is_a_step() -> None:
    assert steps(member_counts.counts(ILRS, spans("ilrs"), NAMES)) == [
        ("2023-01-02", 2, 0),
        ("2023-01-05", 3, 0),
        ("2023-01-07", 3, 1),
        ("2023-01-09", 4, 0),
        ("2023-01-12", 3, 1),
        ("2023-01-13", 3, 0),
    ]


def test_only_what_a_program_calls_members_counts() -> None:
    assert steps(member_counts.counts(MOON, spans("moon"), NAMES)) == [
        (FIRST_DAY.isoformat(), 0, 1),
        ("2023-01-04", 1, 0),
        ("2023-01-06", 2, 0),
    ]


def test_those_who_are_asked_about_count_alone() -> None:
    only = Whom(kinds=("agency", "university"))
    found = member_counts.counts(ILRS, spans("ilrs"), NAMES, only)
    assert steps(found) == [("2023-01-05", 1, 0)]


def test_who_leaves_as_another_joins_makes_no_step() -> None:
    day = january(4)
    member = frozenset(["signatory"])
    found = [
        ("CHN", Span(january(2), day, member, (), ())),
        ("RUS", Span(day, None, member, (), ())),
    ]
    assert steps(member_counts.counts(ILRS, found, Names())) == [("2023-01-02", 1, 0)]


def test_a_date_with_an_open_start_counts_from_the_opening_of_the_program() -> None:
    assert steps(member_counts.counts(LATE, spans("late"), NAMES)) == [
        ("2023-01-01", 1, 0),
        ("2023-01-03", 1, 1),
        ("2023-01-05", 2, 0),
    ]


@pytest.mark.parametrize("program", [ILRS, MOON, LATE], ids=lambda program: program.id)
def test_a_count_is_that_of_the_roster_on_every_day(program: Program) -> None:
    found = member_counts.counts(program, spans(program.id), NAMES)
    for day in (january(1) + timedelta(days=more) for more in range(16)):
        there = roster(program, day, spans(program.id), NAMES)
        count = member_counts.on(found, day)
        assert count == Count(day, len(there.members), len(there.possible))
        assert count.most == len(there.entries)


def test_what_lies_within_two_days_begins_and_ends_on_them() -> None:
    found = member_counts.counts(ILRS, spans("ilrs"), NAMES)
    assert steps(member_counts.within(found, january(6), january(12))) == [
        ("2023-01-06", 3, 0),
        ("2023-01-07", 3, 1),
        ("2023-01-09", 4, 0),
        ("2023-01-12", 3, 1),
    ]
    assert steps(member_counts.within(found, january(9), january(9))) == [("2023-01-09", 4, 0)]


def test_a_line_begins_with_the_first_member() -> None:
    found = member_counts.counts(ILRS, spans("ilrs"), NAMES)
    assert steps(member_counts.within(found, date(2022, 1, 1), january(3))) == [
        ("2023-01-02", 2, 0),
        ("2023-01-03", 2, 0),
    ]
    assert member_counts.within(found, date(2021, 1, 1), date(2022, 1, 1)) == ()
    assert member_counts.within((), january(1), january(2)) == ()


def test_the_first_day_is_one_that_a_calendar_can_show() -> None:
    ilrs, moon = (member_counts.counts(one, spans(one.id), NAMES) for one in (ILRS, MOON))
    assert member_counts.first_day([ilrs, moon]) == january(2)
    assert member_counts.first_day([moon]) == january(4)
    assert member_counts.first_day([(), ()]) is None


def test_everybody_on_some_roster_is_told_with_its_entries() -> None:
    rosters = [roster(one, january(8), spans(one.id), NAMES) for one in (ILRS, MOON)]
    found = {one.participant: one for one in belongings(rosters)}
    assert list(found) == ["CHN", "RUS", "SAU", "SRB", "cnsa"]
    assert {who: tuple(one.within) for who, one in found.items()} == {
        "CHN": (0, 1),
        "RUS": (0,),
        "SAU": (1,),
        "SRB": (0,),
        "cnsa": (0,),
    }
    assert [who for who, one in found.items() if not one.certain] == ["SRB"]
    assert [entry and entry.status for entry in found["CHN"].entries] == ["signatory", "party"]
    assert (found["cnsa"].name, found["cnsa"].kind) == ("cnsa", "agency")
