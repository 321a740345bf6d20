"""Where events are appended: a ledger does not know whether it is its own file, or elsewhere, where
others append to the same order."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from ledger import codec, drafts
from ledger.batch import Batch, Receipt
from ledger.drafts import Drafts
from ledger.errors import Unexpected
from ledger.store import File, Ledger, Place

PROGRAM = codec.decode({"type": "program", "id": "ilrs", "name": "Lunar Research Station"})
SIGNING = codec.decode(
    {"type": "signing", "program": "ilrs", "participant": "CHN", "occurred_on": "2021-03-09"}
)


@attrs.define
class Elsewhere:
    """A place where somebody else has recorded so many events before, each time."""

    others: int
    hand: str | None = "desk of the moon"

    @contextmanager
    def batch(self, ledger: Ledger, *, expect: int | None) -> Iterator[Batch]:
        with ledger.change():
            batch = Batch(ledger, ledger.sealed()[1], ledger.clock)
            yield batch
            moved = [
                Receipt(position + self.others, event_id, new=True)
                for position, event_id in enumerate(batch_ids(ledger, batch), start=1)
            ]
            batch.settle(moved)

    def text(self, digest: str) -> str | None:
        return None

    def close(self) -> None:
        pass


def batch_ids(ledger: Ledger, batch: Batch) -> list[str]:
    batch.finish()
    return [row.id for row in ledger.rows()]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "events.db") as made:
        yield made


def test_receipts_are_those_of_the_place(ledger: Ledger) -> None:
    ledger.place = Elsewhere(others=5)
    receipts = ledger.append([PROGRAM, SIGNING], by="desk")
    assert [one.position for one in receipts] == [6, 7]


def test_a_batch_says_which_positions_it_recorded(ledger: Ledger) -> None:
    ledger.place = Elsewhere(others=5)
    with ledger.batch() as batch:
        first = batch.add(PROGRAM, by="desk")
        assert (list(batch.recorded), batch.settled(first).position) == ([1], 1)
    assert (list(batch.recorded), batch.settled(first).position) == ([6], 6)


def test_a_place_may_have_known_all_of_it(ledger: Ledger) -> None:
    with ledger.batch() as batch:
        receipt = batch.add(PROGRAM, by="desk")
        batch.settle([receipt._replace(new=False)])
    assert list(batch.recorded) == []
    assert not batch.settled(receipt).new


@pytest.mark.parametrize("place", [File(), Drafts()])
def test_what_is_beside_a_ledger_has_no_texts_but_its_own(ledger: Ledger, place: Place) -> None:
    ledger.place = place
    assert ledger.place.text("0" * 64) is None
    assert ledger.place.hand is None


def test_drafts_are_kept_beside_the_record(ledger: Ledger) -> None:
    assert drafts.heard(ledger) is None
    ledger.place = Drafts()
    ledger.append([PROGRAM], by="desk")
    ledger.append([SIGNING], by="desk", expect=0)  # of a program that is a draft itself
    assert ledger.size == 0
    assert [one.event for one in drafts.waiting(ledger)] == [PROGRAM, SIGNING]
    assert drafts.heard(ledger) is None
    with pytest.raises(Unexpected):
        ledger.append([PROGRAM], by="desk", expect=1)
