"""The notary of a register: it signs the tree heads of what a standby has, each only if it
continues the last one that it signed, and puts them where copies find them.

It keeps a copy, which verifies all that it takes, and what it signed last as every cosigner does
(`ledger.witness`): on the disk before anybody is given the signature. Two must not sign for one
register: the one that has the lock at the primary does, and only if it knows of what was signed
before.
"""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial

from ledger import witness
from ledger.copy_errors import NoCopy
from ledger.errors import Refusal
from ledger.retrying import retrying
from ledger.store import Ledger
from ledger.transparency import merkle
from ledger.transparency.checkpoints import Checkpoint
from ledger.witness import Cosigned
from shared import pulling
from shared.errors import NoStandby, OtherNotary, StandbyBehind
from shared.register import CameBetween, Register, wants_standby

Clock = Callable[[], int]  # seconds since 1970


class Notary:
    """A notary at work, connected to a standby and to the primary. `close` it.

    Raises when it is made `NoCopy`, `TwoNotaries`, and what `Register` does.
    """

    def __init__(self, ledger: Ledger, own: Cosigned, clock: Clock) -> None:
        if ledger.upstream is None:
            raise NoCopy(ledger.path)
        self._ledger, self._own, self._clock = ledger, own, clock
        address = ledger.upstream.address
        self._at_standby = wants_standby(address)
        self._primary = Register(address, primary=True)
        try:
            self._primary.lock()
            self._standby = Register(address)
        except BaseException:
            self._primary.close()
            raise

    def close(self) -> None:
        self._primary.close()
        self._standby.close()

    def sign(self) -> Checkpoint | None:
        """Sign the head of what is new, and put it there; returns it, or None where nothing is new.

        Raises `NoStandby`, `StandbyBehind`, `OtherNotary`, `Contradiction`, `BadState`, and what
        `pulling.pull` and `Register` do."""
        self._take()
        head = pulling.head_of(self._ledger, self._standby)
        there, last = self._primary.signed_head(), self._own.last(head.origin)
        if there and not self._is_known(there, last):
            raise OtherNotary(self._primary.where, there.size)
        if head.size > (last.size if last else 0):
            continues = partial(witness.difference, self._ledger, head)
            self._own.cosign(head, self._clock(), continues)
            last = self._own.last(head.origin)
        before = there.size if there else 0
        if last is None or last.size == before:
            return None
        try:
            self._primary.put_signed(last, before)
        except CameBetween:
            raise OtherNotary(self._primary.where, before) from None
        return last

    def _take(self) -> None:
        """Take what the standby has, and make sure that it was one all along: what a primary shows
        may be on its own disk alone."""
        self._check_standby()
        (there, _), here = self._standby.head(), self._ledger.size
        size = there.size if there else 0
        if size < here and (not there or merkle.root_at(self._ledger.node, size) == there.root):
            raise StandbyBehind(self._standby.where, size, here)
        pulling.pull(self._ledger, self._standby, signed=False)
        self._check_standby()

    def _check_standby(self) -> None:
        if self._at_standby and not self._standby.follows:
            raise NoStandby(self._standby.where)

    def _is_known(self, there: Checkpoint, last: Checkpoint | None) -> bool:
        """Return whether a head that is there was signed by this notary, as far as can be told."""
        if last is None or there.size > last.size:
            return False
        if there.size == last.size:
            return there.root == last.root
        nodes, size = self._ledger.node, there.size
        return size > self._ledger.size or merkle.root_at(nodes, size) == there.root


def signing(
    ledger: Ledger, own: Cosigned, clock: Clock, every: float
) -> Iterator[Checkpoint | Refusal]:
    """Yield each head that was signed, without end, looking again after so many seconds; while
    nothing can be signed, the first refusal."""

    def signed() -> Generator[Checkpoint | None, None, None]:
        with closing(Notary(ledger, own, clock)) as notary:
            while True:
                yield notary.sign()
                time.sleep(every)

    return (one for one in retrying(signed, every) if one is not None)


def sign_once(ledger: Ledger, own: Cosigned, clock: Clock) -> Checkpoint | None:
    """Sign what is new, as `Notary.sign` does. Raises as that does."""
    with closing(Notary(ledger, own, clock)) as notary:
        return notary.sign()
