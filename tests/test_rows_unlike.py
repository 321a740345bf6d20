"""Rows that a table should have, held against those that it has."""

from collections import Counter
from operator import itemgetter

from hypothesis import given
from hypothesis import strategies as st

from projections.kept import rows

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2))).map(
    lambda found: sorted(found, key=itemgetter(0))
)


@given(ROWS, ROWS, ROWS)
def test_what_is_lacking_and_what_should_not_be_there(
    first: list[rows.Row], expected: list[rows.Row], has: list[rows.Row]
) -> None:
    begin = [(f"A{key}", value) for key, value in first]  # what both begin with
    found = list(rows.unlike([*begin, *expected], [*begin, *has], itemgetter(0)))
    balance = Counter(expected)
    balance.subtract(has)
    assert {row for row, lacking in found if lacking} == {
        row for row in balance if balance[row] > 0
    }
    assert {row for row, lacking in found if not lacking} == {
        row for row in balance if balance[row] < 0
    }
    assert len(found) == len(set(found))
