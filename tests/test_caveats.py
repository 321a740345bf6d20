"""What is said beside a roster: that its program ended, how complete its list is, and a published
count of more than are on file; and of a day that is still to come."""

from datetime import date
from pathlib import Path

import kept
import pytest
from registers import event_of, register

from cli import json_shapes
from ledger.dates import day
from projections.evidence import Policy
from projections.view import View

NONE = Policy()
TWO = """
    | source nasa publisher=NASA tier=official published_on=2024-05-02
    | source daily publisher="The Daily" tier=press
    | program p name=Accords
    | participant agency name=Agency state=FRA
    | signing program=p participant=FRA on=2021-01-01
    | signing program=p participant=agency on=2021-01-01
    | signing program=p participant=ITA on=2022
    """
ENDED = """
    | program gatt name="General Agreement" aliases=GATT members=party
    | program wto name="World Trade Organization" aliases=WTO
    | ending program=gatt on=1995-12-31 replaced_by=wto
    """


def told(text: str, on: str, tmp_path: Path, policy: Policy = NONE, known: int = 0) -> list[str]:
    """What is said beside the roster of the first program that is named, by the tables, and by
    folds where these are behind."""
    records = register(text)
    program = next(one.event.id for one in records if one.event.__class__.__name__ == "Program")  # type: ignore[union-attr]
    with kept.desk(tmp_path) as ledger:
        ledger.append([event_of(one) for one in records], by="desk")
        by_tables = _told(View(ledger, known or None, policy), program, day(on))
        ledger.sql.execute("UPDATE kept SET position = 0")
        assert _told(View(ledger, known or None, policy), program, day(on)) == by_tables
    return by_tables


def _told(view: View, program: str, on: date) -> list[str]:
    found = view.roster(view.program(program), on)
    return json_shapes.told(view.caveats(found), found, view)


@pytest.mark.parametrize(
    ("text", "on", "expected"),
    [
        (ENDED, "1995-12-30", []),
        (ENDED, "1995-12-31", ["GATT ceased to exist on 1995-12-31, replaced by WTO"]),
        (
            f"{ENDED}| correction event=#3 changes.occurred_on=1995-12",
            "1995-12-30",
            ["GATT may have ceased to exist on 1995-12, replaced by WTO"],
        ),
        (f"{ENDED}| retraction event=#3", "1995-12-31", []),
        (
            f"{ENDED}| ending program=gatt on=1995-06-30",
            "1996-01-01",
            ["GATT ceased to exist on 1995-06-30"],
        ),
        ("| program p\n| program q\n| ending program=q on=2020-01-01", "2021-01-01", []),
    ],
)
def test_a_program_that_ended_says_so_and_since_when(
    text: str, on: str, expected: list[str], tmp_path: Path
) -> None:
    assert told(text, on, tmp_path) == expected


def test_how_complete_its_list_is_a_program_says_itself(tmp_path: Path) -> None:
    text = "| program p coverage=partial coverage_note='A few.'\n| correction event=#1 "
    whole = "changes.coverage=complete changes.coverage_note="
    assert told(text + whole, "2021-01-01", tmp_path) == ["coverage: complete"]
    assert told(text + whole, "2021-01-01", tmp_path, known=1) == ["coverage: partial. A few."]


@pytest.mark.parametrize(
    ("claims", "on", "expected"),
    [
        (
            "count=4 cites=nasa",
            "2024-05-01",
            ["NASA counts 4 as of 2024-05-01: 1 more than are on file"],
        ),
        ("count=4 cites=nasa", "2024-04-30", []),
        ("count=3 cites=nasa", "2024-05-01", []),  # the possible member among them
        ("count=2 cites=nasa", "2024-05-01", []),
        (
            "count=4 kinds=state cites=nasa",
            "2024-05-01",
            ["NASA counts 4 states as of 2024-05-01: 2 more than are on file"],
        ),
        (
            "count=4 kinds=state,agency cites=daily",
            "2024-05-01",
            [
                (
                    "The Daily counts 4 of kind state or agency as of 2024-05-01: "
                    "1 more than are on file"
                )
            ],
        ),
        (
            "count=9 excluding=FRA cites=gone",
            "2024-05-01",
            ["gone counts 9, without France, as of 2024-05-01: 7 more than are on file"],
        ),
        (
            "count=1 statuses=party cites=nasa",
            "2024-05-01",
            ["NASA counts 1 as a party as of 2024-05-01: 1 more than are on file"],
        ),
        ("count=9 since=2023 cites=nasa", "2024-05-01", []),
        ("members=FRA,CHN,RUS,USA cites=nasa", "2024-05-01", []),
        (
            "count=9 subject=ITA cites=nasa",
            "2024-05-01",
            ["NASA counts 9 as of 2024-05-01: 6 more than are on file"],
        ),
    ],
)
def test_a_published_count_of_more_is_told_from_its_day_on(
    claims: str, on: str, expected: list[str], tmp_path: Path
) -> None:
    text = f"{TWO}| source gone\n| retraction event=#8\n| claim program=p on=2024-05-01 {claims}"
    assert told(text, on, tmp_path) == expected


class TestOfSeveralCounts:
    TEXT = f"""{TWO}
        | claim program=p on=2023-01-01 count=7 cites=daily
        | claim program=p on=2023-06-01 count=5 kinds=state cites=daily
        """
    SEVEN = "The Daily counts 7 as of 2023-01-01: 4 more than are on file"
    FIVE = "The Daily counts 5 states as of 2023-06-01: 3 more than are on file"

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ("", FIVE),
            ("| claim program=p on=2023-06-01 count=2 kinds=state cites=nasa", SEVEN),
            ("| claim program=p on=2023-12-01 count=3 cites=nasa", FIVE),
            ("| retraction event=#9", SEVEN),
            ("| correction event=#9 changes.on=2022-06-01", SEVEN),
            ("| program q\n| correction event=#9 changes.program=q", SEVEN),
        ],
    )
    def test_the_newest_is_told_that_no_newer_one_of_its_way_of_counting_settles(
        self, more: str, expected: str, tmp_path: Path
    ) -> None:
        assert told(self.TEXT + more, "2024-01-01", tmp_path) == [expected]

    def test_it_is_held_against_all_that_is_on_file_whatever_sources_are_asked_for(
        self, tmp_path: Path
    ) -> None:
        text = f"{self.TEXT}| claim program=p on=2024-05-01 count=4 cites=nasa"
        nasa = "NASA counts 4 as of 2024-05-01: 1 more than are on file"
        assert told(text, "2024-06-01", tmp_path, Policy(tiers=("official",))) == [nasa]
        assert told(text, "2024-06-01", tmp_path, Policy(tiers=("press",))) == [self.FIVE]
        by = Policy(published_by=day("2024-05-01"))
        assert told(text, "2024-06-01", tmp_path, by) == [self.FIVE]


@pytest.mark.parametrize(
    ("today", "on", "known", "words"),
    [
        ("2024-01-01", "2024-01-01", 2, ""),
        ("2024-01-01", "2024-01-02", 2, "by what is known today, "),
        ("2024-01-01", "2024-01-02", 1, "by what was known then, "),
    ],
)
def test_of_a_day_to_come_is_said_that_it_is_by_what_is_known(
    today: str, on: str, known: int, words: str, tmp_path: Path
) -> None:
    with kept.desk(tmp_path) as ledger:
        ledger.append([event_of(one) for one in register("| program p\n| program q")], by="desk")
        view = View(ledger, known)
        view.today = day(today)
        asked = json_shapes.asked(view.as_known_at(known), day(on))
        assert asked.startswith(f"at the end of {on}, {words}as known at #{known} (")
