"""The periods for which a participant had one status, read off its spans."""

from datetime import date

import pytest
from registers import known

from projections.periods import Period, periods
from projections.roster import memberships

LADDER = ("supporter", "signatory", "bound", "party")


def periods_of(text: str) -> list[str]:
    """Each period in short: the status, since when, and its days."""
    effective, _ = known(f"2024-01-01 | program p\n{text}")
    [spans] = memberships(effective).values()
    return [said(one) for one in periods(spans, LADDER)]


def said(one: Period) -> str:
    days = (one.first, one.certain_from, one.certain_until, one.until)
    return " ".join([one.status, one.since, *(str(day) if day else "-" for day in days)])


@pytest.mark.parametrize(
    ("acts", "wanted"),
    [
        (
            "| signing program=p participant=NOR on=2001-03-03",
            ["signatory 2001-03-03 2001-03-03 2001-03-03 - -"],
        ),
        (
            "| signing program=p participant=NOR on=2001-03",
            ["signatory 2001-03 2001-03-01 2001-03-31 - -"],
        ),
        (
            """| signing program=p participant=NOR on=2001-03-03
               | consent program=p participant=NOR on=2004""",
            [
                "signatory 2001-03-03 2001-03-03 2001-03-03 2004-01-01 2004-12-31",
                "party 2004 2004-01-01 2004-12-31 - -",
            ],
        ),
        (
            """| signing program=p participant=NOR on=2001-03-03
               | withdrawal program=p participant=NOR on=2004-05-06
               | signing program=p participant=NOR on=2010-01-01""",
            [
                "signatory 2001-03-03 2001-03-03 2001-03-03 2004-05-06 2004-05-06",
                "signatory 2010-01-01 2010-01-01 2010-01-01 - -",
            ],
        ),
        (
            "| signing program=p participant=NOR on=2001-03-03/..",
            ["signatory 2001-03-03/.. 2001-03-03 - - -"],
        ),
    ],
)
def test_a_period_has_the_days_on_which_a_status_is_possible_and_certain(
    acts: str, wanted: list[str]
) -> None:
    assert periods_of(acts) == wanted


def test_what_lies_apart_is_two_periods() -> None:
    text = """| signing program=p participant=NOR on=2001-01-01
              | withdrawal program=p participant=NOR on=2002-01-01
              | signing program=p participant=NOR on=2002-01-02"""
    assert len(periods_of(text)) == 2


def test_a_period_has_the_acts_behind_it() -> None:
    effective, _ = known(
        """2024-01-01 | program p
                      | signing program=p participant=NOR on=2001-01-01
                      | consent program=p participant=NOR on=2003-01-01"""
    )
    [spans] = memberships(effective).values()
    first, second = periods(spans, LADDER)
    assert (first.because, second.because) == ((2,), (2, 3))
    assert first.until == date(2003, 1, 1)
