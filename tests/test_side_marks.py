"""What stands beside a membership on which days: suspension, provisional application, and an exit
of which notice was given."""

from pathlib import Path

import kept
import pytest
from registers import event_of, names_of, register

from ledger.dates import day
from projections.audit import Question, audit
from projections.difference import difference
from projections.effective import fold
from projections.evidence import Policy
from projections.roster import Roster
from projections.timeline import replay
from projections.view import View

NONE = Policy()
CLUB = "| program club tiers=observer,partner,member members=partner,member"
TREATY = "| program t members=signatory,bound,party force=required"
SIGNED = f"{TREATY}\n| signing program=t participant=FRA on=2020-01-01"
SUSPENDED = f"{SIGNED}\n| suspension program=t participant=FRA"
APPLIED = f"{SIGNED}\n| provisional-application program=t participant=FRA"
LEFT = f"{SIGNED}\n| withdrawal program=t participant=FRA"
ADMITTED = f"{CLUB}\n| admission program=club participant=FRA on=2020-01-01 tier=member"


def entries(text: str, on: str, tmp_path: Path, policy: Policy = NONE) -> list[str]:
    """The marks of each entry on the roster of the first program; those of the tables, of the folds
    and of the audit are the same."""
    records = register(text)
    program = records[0].event.id  # type: ignore[union-attr]
    with kept.desk(tmp_path) as ledger:
        ledger.append([event_of(one) for one in records], by="desk")
        by_tables = roster_in(View(ledger, policy=policy), program, on)
        ledger.sql.execute("UPDATE kept SET position = 0")
        by_folds = roster_in(View(ledger, policy=policy), program, on)
    assert by_tables == by_folds
    names = names_of(fold(records))
    for entry in by_tables.entries:
        question = Question(program, entry.participant, day(on), len(records), policy)
        assert audit(records, question, names).entry == entry
    return ["; ".join(map(str, one.marks)) for one in by_tables.entries]


def roster_in(view: View, program: str, on: str) -> Roster:
    return view.roster(view.program(program), day(on))


@pytest.mark.parametrize(
    ("text", "on", "mark"),
    [
        (f"{SUSPENDED} on=2021-02-25", "2021-02-24", ""),
        (f"{SUSPENDED} on=2021-02-25", "2021-02-25", "suspended since 2021-02-25"),
        (f"{SUSPENDED} on=2021-02", "2021-02-25", "possibly suspended since 2021-02"),
        (f"{SUSPENDED} on=2021-02", "2021-02-28", "suspended since 2021-02"),
        (
            f"{SUSPENDED} on=2021-02-25 effective_on=2021-03-01 until=2021-04-01",
            "2021-03-31",
            "suspended since 2021-03-01 until 2021-04-01",
        ),
        (f"{SUSPENDED} on=2021-02-25 until=2021-04-01", "2021-04-01", ""),
        (
            f"{SUSPENDED} on=2021-02-25 until=2021-04",
            "2021-04-01",
            "possibly suspended since 2021-02-25 until 2021-04",
        ),
        (
            f"{SUSPENDED} on=2021-02-25\n| revocation event=#3 on=2021-05-01",
            "2021-04-30",
            "suspended since 2021-02-25",
        ),
        (f"{SUSPENDED} on=2021-02-25\n| revocation event=#3 on=2021-05-01", "2021-05-01", ""),
        (
            f"{SUSPENDED} on=2021-02-25\n| revocation event=#3 on=2021-05",
            "2021-05-01",
            "possibly suspended since 2021-02-25",
        ),
        (
            f"{SUSPENDED} on=2021-02-25\n| revocation event=#3 on=2021-05\n| retraction event=#4",
            "2021-06-01",
            "suspended since 2021-02-25",
        ),
        (f"{SUSPENDED} on=2021-02-25\n| retraction event=#3", "2021-03-01", ""),
        (
            f"{SUSPENDED} on=2021-02-25\n| correction event=#3 changes.participant=ITA",
            "2021-03-01",
            "",
        ),
    ],
)
def test_who_is_suspended_is_marked(text: str, on: str, mark: str, tmp_path: Path) -> None:
    assert entries(text, on, tmp_path) == [mark]


@pytest.mark.parametrize(
    ("text", "on", "mark"),
    [
        (f"{APPLIED} on=2021-01-01", "2021-01-01", "applying provisionally since 2021-01-01"),
        (f"{APPLIED} on=2021-01-01 until=2021-06-01", "2021-06-01", ""),
        (
            f"""{APPLIED} on=2021-01-01
            | consent program=t participant=FRA on=2021-02-01
            | entry-into-force program=t on=2022-01-01""",
            "2021-12-31",
            "applying provisionally since 2021-01-01",
        ),
        (
            f"""{APPLIED} on=2021-01-01
            | consent program=t participant=FRA on=2021-02-01
            | entry-into-force program=t on=2022-01-01""",
            "2022-01-01",
            "",
        ),
    ],
)
def test_who_applies_a_treaty_provisionally_is_marked_until_it_is_in_force_for_it(
    text: str, on: str, mark: str, tmp_path: Path
) -> None:
    assert entries(text, on, tmp_path) == [mark]


NOTICE = "on=2021-01-05 effective_on=2022-01-05"


@pytest.mark.parametrize(
    ("text", "on", "mark"),
    [
        (f"{LEFT} {NOTICE}", "2021-01-04", ""),
        (f"{LEFT} {NOTICE}", "2021-01-05", "leaving on 2022-01-05 by notice of 2021-01-05"),
        (f"{LEFT} {NOTICE}", "2022-01-04", "leaving on 2022-01-05 by notice of 2021-01-05"),
        (f"{LEFT} on=2021", "2021-06-01", ""),  # whether it left already is what is not known
        (f"{LEFT} on=2021 effective_on=2021-12", "2021-06-01", ""),
        (
            f"{LEFT} on=2021-01 effective_on=2022",
            "2022-06-01",
            "leaving on 2022 by notice of 2021-01",
        ),
        (
            f"{LEFT} {NOTICE} action=expulsion",
            "2021-03-01",
            "leaving on 2022-01-05 by expulsion of 2021-01-05",
        ),
        (
            f"{LEFT} {NOTICE}\n| revocation event=#3 on=2021-06-01",
            "2021-05-31",
            "leaving on 2022-01-05 by notice of 2021-01-05",
        ),
        (f"{LEFT} {NOTICE}\n| revocation event=#3 on=2021-06-01", "2021-06-01", ""),
        (
            f"{LEFT} {NOTICE}\n| revocation event=#3 on=2021-06",
            "2021-06-01",
            "possibly leaving on 2022-01-05 by notice of 2021-01-05",
        ),
        (f"{LEFT} {NOTICE}\n| correction event=#3 changes.effective_on=", "2020-06-01", ""),
        (
            f"{LEFT} on=2022-01-05\n| correction event=#3 changes.effective_on=2022-02-05",
            "2022-02-01",
            "leaving on 2022-02-05 by notice of 2022-01-05",
        ),
        (
            f"{ADMITTED}\n| withdrawal program=club participant=FRA {NOTICE} falls_to=partner",
            "2021-03-01",
            "falling to partner on 2022-01-05 by notice of 2021-01-05",
        ),
        (
            f"""{TREATY}
            | consent program=t participant=FRA on=2020-01-01
            | withdrawal program=t participant=FRA {NOTICE}
              action=withdrawal-of-consent falls_to=signatory""",
            "2021-03-01",
            "falling to signatory on 2022-01-05 by withdrawal of its consent of 2021-01-05",
        ),
    ],
)
def test_an_exit_of_which_notice_was_given_is_marked_with_its_day(
    text: str, on: str, mark: str, tmp_path: Path
) -> None:
    assert entries(text, on, tmp_path) == [mark]


def test_marks_stay_under_a_source_policy_and_an_exit_comes_where_it_admits_that(
    tmp_path: Path,
) -> None:
    text = f"""{TREATY}
        | source gazette tier=official
        | source daily tier=press
        | signing program=t participant=FRA on=2020-01-01 cites=gazette
        | suspension program=t participant=FRA on=2021-01-01 cites=daily
        | withdrawal program=t participant=FRA {NOTICE} cites=daily
        | withdrawal program=t participant=FRA on=2021-02-01 effective_on=2023-01-05
          cites=gazette
        """
    assert entries(text, "2021-03-01", tmp_path, Policy(tiers=("official",))) == [
        "suspended since 2021-01-01; leaving on 2023-01-05 by notice of 2021-02-01"
    ]
    assert entries(text, "2021-03-01", tmp_path, Policy(tiers=("press",))) == []


def test_what_a_source_denies_is_possibly_coming_where_disputes_widen(tmp_path: Path) -> None:
    text = f"{LEFT} {NOTICE}\n| source s\n| attestation event=#3 stance=disputes cites=s"
    assert entries(text, "2021-03-01", tmp_path, Policy(disputed="widen")) == [
        "possibly leaving on 2022-01-05 by notice of 2021-01-05"
    ]


LEAVING = "leaving on 2022-01-05 by notice of 2021-01-05"
THEN = "suspended since 2021-02-25 until 2021-04-01"


class TestOfTwoDays:
    TEXT = f"""{SUSPENDED} on=2021-02-25 until=2021-04-01
        | withdrawal program=t participant=FRA {NOTICE}
        """

    @pytest.mark.parametrize(
        ("before", "after", "what", "marks"),
        [
            ("2021-01-04", "2021-01-05", "leaving", LEAVING),
            ("2021-01-05", "2022-01-04", None, ""),
            (
                "2021-03-01",
                "2021-04-01",
                "no longer suspended",
                f"{LEAVING}; {THEN}",
            ),
            ("2021-01-05", "2022-01-05", "left", ""),
            (
                "2019-12-31",
                "2021-03-01",
                "joined",
                f"{THEN}; {LEAVING}",
            ),
        ],
    )
    def test_what_came_beside_a_status_or_is_gone_is_a_change(
        self, before: str, after: str, what: str | None, marks: str, tmp_path: Path
    ) -> None:
        with kept.desk(tmp_path) as ledger:
            ledger.append([event_of(one) for one in register(self.TEXT)], by="desk")
            view = View(ledger)
            found = difference(roster_in(view, "t", before), roster_in(view, "t", after))
        assert [one.what for one in found] == [what] * (what is not None)
        told = ["; ".join(map(str, one.marks)) for one in found]
        assert told == [marks] * (what is not None)

    def test_each_is_a_step_of_the_history(self) -> None:
        effective = fold(register(self.TEXT))
        names = names_of(effective)
        found = replay(effective, names, [names.programs["t"]], day("2023-01-01"))
        assert [
            (step.when, [one.what for one in step.moves], step.certain) for step in found.steps
        ] == [
            ("2020-01-01", ["joined"], 1),
            ("2021-01-05", ["leaving"], 1),
            ("2021-02-25", ["suspended"], 1),
            ("2021-04-01", ["no longer suspended"], 1),
            ("2022-01-05", ["left"], 0),
        ]


@pytest.mark.parametrize(
    ("text", "on", "verdict"),
    [
        (f"{SUSPENDED} on=2021-02-25", "2021-03-01", "holds"),
        (
            f"{SUSPENDED} on=2021-02-25\n| revocation event=#3 on=2021-05-01",
            "2021-05-01",
            "taken back: it has no effect from 2021-05-01 on",
        ),
        (
            f"{SUSPENDED} on=2021-02-25\n| withdrawal program=t participant=FRA on=2021-05-01",
            "2021-05-01",
            "over since 2021-05-01",
        ),
        (
            f"""{TREATY}
            | signing program=t participant=ITA on=2020-01-01
            | suspension program=t participant=FRA on=2021-02-25""",
            "2021-05-01",
            "holds",
        ),
        (
            f"""{APPLIED} on=2021-01-01
            | consent program=t participant=FRA on=2021-02-01
            | entry-into-force program=t on=2022-01-01""",
            "2022-01-01",
            "over since 2022-01-01",
        ),
    ],
)
def test_what_an_audit_says_of_a_mark(text: str, on: str, verdict: str) -> None:
    records = register(text)
    question = Question("t", "FRA", day(on), len(records))
    found = audit(records, question, names_of(fold(records)))
    [trace] = [one for one in found.traces if one.position == 3]
    assert str(trace.verdict) == verdict
