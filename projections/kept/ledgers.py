"""Ledgers that keep their tables: how whoever uses the projections opens one.

`ledger.store.Ledger` knows no projection and would leave the tables behind.
"""

from pathlib import Path

from ledger.records import now
from ledger.store import Clock, Ledger
from ledger.turns import Told
from projections.kept import tables


def create_ledger(path: Path | str, *, clock: Clock = now) -> Ledger:
    """Return a new, empty ledger, open for writing. Raises `LedgerRefusal`."""
    return Ledger.create(path, clock=clock, subscribers=(tables.keep,))


def open_ledger(
    path: Path | str,
    *,
    write: bool = False,
    keep: bool = True,
    clock: Clock = now,
    waiting: Told | None = None,
) -> Ledger:
    """Return a ledger that exists, for reading, or for writing too. Raises `LedgerRefusal`, also
    where the file's tables are others than these; with ``keep=False`` the tables are neither looked
    at nor kept. ``waiting`` as in `Ledger`."""
    return Ledger.open(
        path,
        write=write,
        clock=clock,
        subscribers=(tables.keep,) if keep and write else (),
        kept=tables.KEPT if keep else None,
        waiting=waiting,
    )
