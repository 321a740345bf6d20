"""Packed values of data files: what comes out is what was put in, and shorter where much occurs
again."""

import json
from typing import Any

from data_files import unpacked
from hypothesis import given
from hypothesis import strategies as st

from ledger.said import say
from web.page.packing import packed

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "known", "a long text"]),
    lambda within: st.lists(within) | st.dictionaries(st.sampled_from(["", "a", "known"]), within),
)


def back(value: Any) -> Any:
    """A value packed, written, read and unpacked."""
    found = packed(value)
    parts = (found.value, found.again, found.names)
    return unpacked(*json.loads(json.dumps(parts)))


@given(VALUES)
def test_what_is_packed_comes_back(value: Any) -> None:
    assert json.dumps(back(value)) == json.dumps(value)


def test_what_occurs_again_is_written_once() -> None:
    source = {"publisher": "Depositary of Treaties", "tier": "official"}
    found = packed([{"of": 1, "source": source}, {"of": 2, "source": source}])
    assert found.names == [("of", "source"), ("publisher", "tier")]
    assert found.again == [{"1": ["Depositary of Treaties", "official"]}]
    assert found.value == [{"0": [1, {"": 0}]}, {"0": [2, {"": 0}]}]


def test_what_is_short_stands_where_it_is() -> None:
    assert packed([["press"], ["press"], True, 1]).again == []
    assert back([["press"], ["press"], True, 1]) == [["press"], ["press"], True, 1]


def test_what_the_program_says_is_one_with_the_same_text() -> None:
    assert packed([say("not yet known"), "not yet known"]).again == ["not yet known"]
