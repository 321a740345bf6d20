"""How memberships began and ended, where joining and leaving are not the words."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from registers import event_of, known, register

from ledger.dates import day
from projections.difference import difference
from projections.kept.ledgers import create_ledger
from projections.roster import memberships
from projections.timeline import replay
from projections.view import View
from projections.ways import last_begun, last_ended

PROGRAM = "| program p members=signatory,bound,party"
TABLE = {
    "one that joined and left": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2021-01-01
        """,
        ["2020-01-01 FRA joined", "2021-01-01 FRA left"],
    ),
    "one that was expelled, when that took effect": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2020-12-01 effective_on=2021-01-01
          action=expulsion
        """,
        [
            *("2020-01-01 FRA joined", "2020-12-01 FRA leaving"),
            "2021-01-01 FRA was expelled",
        ],
    ),
    "one that left, joined again and was expelled": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2021-01-01
        | signing program=p participant=FRA on=2022-01-01
        | withdrawal program=p participant=FRA on=2023-01-01 action=expulsion
        """,
        [
            *("2020-01-01 FRA joined", "2021-01-01 FRA left"),
            *("2022-01-01 FRA joined", "2023-01-01 FRA was expelled"),
        ],
    ),
    "an expulsion of which only the month is known": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2021-01 action=expulsion
        """,
        ["2020-01-01 FRA joined", "2021-01-01 FRA may have left", "2021-01-31 FRA was expelled"],
    ),
    "an expulsion that was retracted, beside a withdrawal": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2021-01-01 action=expulsion
        | withdrawal program=p participant=FRA on=2021-01-01
        | retraction event=#3
        """,
        ["2020-01-01 FRA joined", "2021-01-01 FRA left"],
    ),
    "one that goes on for another": (
        """
        | consent program=p participant=SUN on=1967-10-10
        | consent program=p participant=RUS on=1991-12-26 action=continuation predecessor=SUN
        """,
        [
            *("1967-10-10 SUN joined", "1991-12-26 RUS continued"),
            "1991-12-26 SUN ceased to exist",
        ],
    ),
    "one that succeeds another, as it made known two years later": (
        """
        | consent program=p participant=CSK on=1967-05-11
        | consent program=p participant=CZE on=1995-02-01 effective_on=1993-01-01
          action=succession predecessor=CSK
        """,
        [
            *("1967-05-11 CSK joined", "1993-01-01 CZE succeeded"),
            "1993-01-01 CSK ceased to exist",
        ],
    ),
    "one that succeeds to a signature": (
        """
        | signing program=p participant=CSK on=1967-05-11
        | signing program=p participant=CZE on=1993-01-01 action=succession predecessor=CSK
        """,
        [
            *("1967-05-11 CSK joined", "1993-01-01 CZE succeeded"),
            "1993-01-01 CSK ceased to exist",
        ],
    ),
    "one that goes on for another from a day before it said so": (
        """
        | consent program=p participant=SCG on=2000-10-12
        | consent program=p participant=SRB on=2006-09-19 effective_on=2006-06-03
          action=continuation predecessor=SCG
        """,
        [
            *("2000-10-12 SCG joined", "2006-06-03 SRB continued"),
            "2006-06-03 SCG ceased to exist",
        ],
    ),
    "one that continued, left and joined again": (
        """
        | consent program=p participant=RUS on=1991-12-26 action=continuation predecessor=SUN
        | withdrawal program=p participant=RUS on=2000-01-01
        | consent program=p participant=RUS on=2001-01-01 action=accession
        """,
        ["1991-12-26 RUS continued", "2000-01-01 RUS left", "2001-01-01 RUS joined"],
    ),
    "one that was corrected to have gone on for another": (
        """
        | consent program=p participant=RUS on=1991-12-26 action=accession
        | correction event=#2 changes.action=continuation changes.predecessor=SUN
        """,
        ["1991-12-26 RUS continued"],
    ),
    "an expulsion that was corrected to be a withdrawal": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2021-01-01 action=expulsion
        | correction event=#3 changes.action=denunciation
        """,
        ["2020-01-01 FRA joined", "2021-01-01 FRA left"],
    ),
    "a program that ended": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | ending program=p on=2021-01-01
        """,
        ["2020-01-01 FRA joined", "2021-01-01 FRA the program ended"],
    ),
}
STORIES = pytest.mark.parametrize(("text", "expected"), TABLE.values(), ids=TABLE.keys())


@STORIES
def test_a_replay_has_the_word(text: str, expected: list[str]) -> None:
    effective, names = known(f"{PROGRAM}\n{text}")
    found = replay(effective, names, [names.programs["p"]], day("2026-01-01"))
    told = [
        f"{step.day} {one.participant} {one.what}" for step in found.steps for one in step.moves
    ]
    assert told == expected


@STORIES
def test_a_replay_from_the_tables_is_that_of_the_events(
    text: str, expected: list[str], tmp_path: Path
) -> None:
    effective, names = known(f"{PROGRAM}\n{text}")
    with create_ledger(tmp_path / "events.db") as ledger:
        ledger.append(map(event_of, register(f"{PROGRAM}\n{text}")), by="desk")
        found = View(ledger).replay(names.programs["p"], day("2026-01-01"))
    assert [one.what for step in found.steps for one in step.moves] == [
        line.split(" ", 2)[2] for line in expected
    ]
    assert found == replay(effective, names, [names.programs["p"]], day("2026-01-01"))


@STORIES
def test_a_difference_has_the_word(text: str, expected: list[str], tmp_path: Path) -> None:
    records = register(f"{PROGRAM}\n{text}")
    with create_ledger(tmp_path / "events.db") as ledger:
        ledger.append(map(event_of, records), by="desk")
        view = View(ledger)
        program = view.program("p")
        for line in expected:
            on, who, what = line.split(" ", 2)
            after = day(on)
            before = view.roster(program, after - timedelta(1))
            found = difference(before, view.roster(program, after), view.how(program, after))
            assert (who, what) in [(one.participant, one.what) for one in found]


def test_of_what_joined_and_left_at_other_times_nothing_is_said(tmp_path: Path) -> None:
    text, _ = TABLE["one that goes on for another"]
    with create_ledger(tmp_path / "events.db") as ledger:
        ledger.append(map(event_of, register(f"{PROGRAM}\n{text}")), by="desk")
        view = View(ledger)
        program = view.program("p")
        late, early = (view.roster(program, day(on)) for on in ("2000-01-01", "1990-01-01"))
        found = difference(late, early, view.how(program, early.on))
        assert sorted((one.participant, one.what) for one in found) == [
            *(("RUS", "left"), ("SUN", "joined")),
        ]


def test_without_spans_no_membership_began_or_ended() -> None:
    assert last_begun((), frozenset(), date(2020, 1, 1)) is None
    assert last_ended((), frozenset(), date(2020, 1, 1)) is None


def test_the_last_day_on_which_a_membership_began_or_ended() -> None:
    effective, _ = known(
        f"""{PROGRAM}
        | signing program=p participant=FRA on=2020-01-01
        | consent program=p participant=FRA on=2020-06-01
        | withdrawal program=p participant=FRA on=2021-01-01
        | endorsement program=p participant=FRA on=2021-06-01
        | signing program=p participant=FRA on=2022-01-01
        """
    )
    spans, counting = memberships(effective)["p", "FRA"], frozenset({"signatory", "party"})
    days = [date(year, 12, 31) for year in range(2019, 2023)]
    assert [last_begun(spans, counting, on) for on in days] == [
        *(None, date(2020, 1, 1), None, date(2022, 1, 1)),
    ]
    assert [last_ended(spans, counting, on) for on in days] == [
        *(None, None, date(2021, 1, 1), date(2021, 1, 1)),
    ]
