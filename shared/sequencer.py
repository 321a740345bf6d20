"""A register on PostgreSQL as the place where the events of a copy are appended: they are checked
on the copy, sent, and taken back with the positions and the times that the register gave them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

from ledger import codec
from ledger.batch import Batch, Receipt
from ledger.copies import Taken
from ledger.copy_errors import BadTiles, HistoryRewritten
from ledger.errors import Refusal, Unexpected
from ledger.store import Ledger
from shared import pulling
from shared.errors import NoAnswer, NotTakenBack, RefusedThere
from shared.register import CameBetween, Register


class Sequencer:
    """The register at an address (`ledger.store.Place`), connected to when it is first needed."""

    def __init__(self, address: str) -> None:
        self._address = address

    @cached_property
    def _register(self) -> Register:
        return Register(self._address)

    @property
    def hand(self) -> str | None:
        """The name of the desk, in which all is recorded. Raises `NotAdmitted`."""
        return self._register.desk

    def close(self) -> None:
        if register := self.__dict__.pop("_register", None):
            register.close()

    def text(self, digest: str) -> str | None:
        return self._register.text(digest)

    def pull(self, ledger: Ledger) -> Taken:
        """Take what is new, as `pulling.pull` does."""
        return pulling.pull(ledger, self._register)

    def wait(self, seconds: float) -> None:
        """Wait until something was recorded, as far as the register says, or for some seconds."""
        self._register.wait(seconds)

    @contextmanager
    def batch(self, ledger: Ledger, *, expect: int | None) -> Iterator[Batch]:
        """Give a batch that is checked on the copy and recorded in the register. Raises what
        `pulling.pull` and `Register.append` do, `NotTakenBack`, `Unexpected`, and whatever the
        rules refuse."""
        assert self.hand
        receipts: list[Receipt] = []
        try:
            with pulling.level(ledger, self._register):
                ledger.check()
                if expect is not None and expect != ledger.size:
                    raise Unexpected(expect, ledger.size)
                with ledger.tried():
                    batch = Batch(ledger, ledger.sealed()[1], ledger.clock)
                    yield batch
                    bodies = _bodies(ledger, batch)
                if bodies or batch.texts:
                    receipts += self._sent(ledger, bodies, list(batch.texts.values()), expect)
                    batch.settle(receipts)
                    self._take_back(ledger, receipts)
                batch.do_the_rest()
        except (BadTiles, HistoryRewritten, NoAnswer):
            raise
        except Refusal as problem:
            if not receipts:
                raise
            new = [one for one in receipts if one.new]
            raise NotTakenBack(self._register.where, new or receipts, problem) from problem

    def _sent(
        self, ledger: Ledger, bodies: Sequence[str], texts: Sequence[str], expect: int | None
    ) -> list[Receipt]:
        """Return the receipts of the register. When something came in between that concerns the
        events, it is taken, and they are checked again after it."""
        while True:
            seen = ledger.size
            try:
                return self._register.append(bodies, expect=expect, seen=seen, texts=texts)
            except CameBetween:
                pulling.take(ledger, self._register)
                with ledger.tried():
                    _batch_of(ledger, bodies)
                if ledger.size == seen:
                    raise RefusedThere(self._register.where, "it is defined already") from None

    def _take_back(self, ledger: Ledger, sent: Sequence[Receipt]) -> None:
        """Take what was sent, with what came before it, and nothing after it: that may be on one
        disk alone. Raises `HistoryRewritten`; `NoAnswer` where it is there no more, since a
        failover to a server that never had it took it."""
        if any(_is_elsewhere(one, ledger) for one in sent):
            pulling.check(ledger, self._register)
        last = max((one.position for one in sent), default=0)
        while (before := ledger.size) < last:
            pulling.take(ledger, self._register, enough=last)
            if ledger.size == before:
                raise NoAnswer(self._register.where)


def _is_elsewhere(receipt: Receipt, ledger: Ledger) -> bool:
    """Return whether a copy has another event at the position that the register gave to one."""
    return receipt.position <= ledger.size and ledger.position_of(receipt.id) != receipt.position


def _batch_of(ledger: Ledger, bodies: Sequence[str]) -> Batch:
    """Return a batch of events, whose names were resolved before. Raises what the rules refuse."""
    batch = Batch(ledger, ledger.sealed()[1], ledger.clock)
    for body in bodies:
        batch.add(codec.read(body), by="desk")
    return batch


def _bodies(ledger: Ledger, batch: Batch) -> list[str]:
    """Return the events that are new in a batch."""
    start = batch.recorded.start - 1
    batch.finish()
    return [row.body for row in ledger.rows(start)]
