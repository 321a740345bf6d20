"""What was believed of a membership in which nobody left, or it is plain when: the rows made from
columns are those that `span_history` leads to."""

from typing import Any

import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events import STATUSES
from projections.kept import plain_history, rows
from projections.kept.span_history import held

PAIR = ("p", "FRA")
LADDERS = (STATUSES, ("guest", "signatory", "party"), ("guest",))
DAYS = ["0001-01-01", *(f"2020-01-{day:02}" for day in range(1, 9)), "9999-12-31"]
TYPES = [*rows.GIVES, None]


@st.composite
def turns(draw: st.DrawFn) -> list[rows.Row]:
    """The rows of some acts, of which later ones may say of an earlier one that it is another now,
    or none any more."""
    found: list[rows.Row] = []
    for since in range(1, draw(st.integers(1, 9)) + 1):
        position = draw(st.integers(1, since))
        days = sorted([draw(st.sampled_from(DAYS)) for _ in range(draw(st.integers(1, 2)))])
        text = "in a text" if len(days) > 1 else None
        dates = (days[0], days[-1], text)
        found.append((since, position, draw(st.sampled_from(TYPES)), *dates, None, None))
    return found


def by_values(of: list[rows.Row], ladder: tuple[str, ...]) -> list[rows.Row]:
    beliefs = held(PAIR, [rows.turn(*row, ladder=ladder) for row in of])
    return sorted(map(rows.believed, beliefs), key=str)


@settings(max_examples=examples(1500))
@given(turns(), st.sampled_from(LADDERS))
def test_the_columns_of_plain_memberships_lead_to_the_same_rows(
    of: list[rows.Row], ladder: tuple[str, ...]
) -> None:
    if plain_history.fits(of):
        found = sorted(plain_history.believed(PAIR, of, ladder), key=str)
        assert found == by_values(of, ladder)


SIGNED = (1, 1, "signing", "2020-01-01", "2020-01-01", None, None, None)
MONTH = (2, 2, "consent", "2020-02-01", "2020-02-29", "2020-02", None, None)
LEFT = (3, 3, "withdrawal", "2021-01-01", "2021-01-01", None, None, None)
AGAIN = (4, 4, "consent", "2021-01-02", "2021-12-31", "2021", None, None)
IN_IT = (3, 3, "withdrawal", "2020-02-29", "2020-02-29", None, None, None)
SOON = (3, 3, "withdrawal", "2020-01-01", "2020-01-02", "2020", None, None)
GONE = (4, 1, None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("of", "fits"),
    [
        ([SIGNED], True),
        ([SIGNED, MONTH], True),
        ([SIGNED, LEFT], True),
        ([SIGNED, LEFT, GONE], True),
        ([SIGNED, MONTH, LEFT], True),
        ([SIGNED, LEFT, AGAIN], True),
        ([SIGNED, MONTH, IN_IT], False),  # it is left open whether it consented before it left
        ([SIGNED, SOON], False),  # it is left open when it left
        ([(*SIGNED[:6], '{"type":"admission"}', None)], False),
        ([SIGNED, (2, 2, "revocation", *SIGNED[3:7], 1)], False),
        ([SIGNED, (1, *MONTH[1:])], False),  # one record changed two acts
        ([(at, at, *SIGNED[2:]) for at in range(1, plain_history.FEW + 2)], False),
    ],
    ids=lambda value: "" if isinstance(value, bool) else "-".join(str(one[2]) for one in value[:4]),
)
def test_which_memberships_are_plain(of: list[Any], fits: bool) -> None:
    assert plain_history.fits(of) == fits


def test_an_act_of_no_day_is_told() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        list(plain_history.believed(PAIR, [(*SIGNED[:3], "soon", "soon", *SIGNED[5:])], STATUSES))


@st.composite
def in_their_order(draw: st.DrawFn) -> list[rows.Row]:
    """The rows of some acts, of which each came after the other, recorded in any order."""
    several = draw(st.lists(st.sampled_from(TYPES), min_size=2, max_size=6))
    found: list[rows.Row] = []
    for event_type, since in zip(
        several, draw(st.permutations(range(1, len(several) + 1))), strict=True
    ):
        number = len(found)
        inexact = event_type != "withdrawal" and draw(st.booleans())
        days = f"20{number:02}-01-01", f"20{number:02}-0{1 + inexact}-01"
        found.append((since, since, event_type, *days, "in a text" if inexact else None))
    return [(*row, None, None) for row in sorted(found)]


@settings(max_examples=examples(1500))
@given(in_their_order(), st.sampled_from(LADDERS))
def test_it_is_plain_when_one_left_where_the_other_acts_came_before_or_after(
    of: list[rows.Row], ladder: tuple[str, ...]
) -> None:
    assert plain_history.fits(of)
    assert sorted(plain_history.believed(PAIR, of, ladder), key=str) == by_values(of, ladder)
