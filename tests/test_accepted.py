"""What is accepted verifies: whatever texts an event has, from all of Unicode, of every length."""

import tempfile
from pathlib import Path

import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import codec
from ledger.errors import MalformedEvent
from ledger.store import Ledger
from ledger.verify import verify
from projections.kept import tables

characters = st.characters()  # every one, half surrogates and those not assigned among them
texts = st.one_of(
    st.text(characters, max_size=40),
    st.builds(lambda one, times: one * times, st.text(characters, min_size=1, max_size=3),
              st.integers(1, 20_000)),
    st.builds(" ".join, st.lists(st.text(characters, max_size=5), max_size=40)),
)  # fmt: skip


def recorded(path: Path, found: list[tuple[str, str, str]]) -> list[str]:
    """Record programs of a name and a note by a hand, those that are accepted; what does not hold
    then."""
    with Ledger.create(path, subscribers=[tables.keep]) as ledger:
        for at, (name, note, by) in enumerate(found):
            wire = {"type": "program", "id": f"p{at}", "name": name, "note": note}
            try:
                ledger.append([codec.decode(wire)], by=by)
            except MalformedEvent:
                continue
        return [*map(str, verify(ledger)), *tables.differences(ledger)]


@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=5))
@settings(max_examples=examples(50))
def test_what_is_accepted_verifies(found: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert recorded(Path(folder) / "events.db", found) == []


@pytest.mark.parametrize(
    "word",
    [
        "\ufdfa" * 20_000,
        "x" + "é" * 20_000,
        "a" + "\U0001f600" * 10_000,
        "\U00020000" * 16_000,
        "a\u0301" * 10_000,
        "a" * 32_768,
        " ".join(["\u3042" * 999, "\u3042" * 1000, "\u3042" * 1001]),
    ],
    ids=lambda word: f"{len(word)} of U+{ord(word[-1]):04X}",
)
def test_the_longest_words_verify_and_are_found(word: str, tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    assert recorded(path, [(word[:20_000].strip(), "note", "desk")]) == []
    with Ledger.open(path) as ledger:
        assert ledger.size == 1
        found = tables.search(ledger, word[:20_000])
        assert found == ([1] if any(map(str.isalpha, word)) else [])
        assert tables.search(ledger, word[:19_999] + "z") == []
