"""A ledger verified: by one process, or by two side by side that share nothing but the file.

Two find out only whether all holds. What does not is told by one alone, so that the lines and their
order do not depend on how many there are.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from cli.app import App
from cli.exit_codes import DONE, FAILED
from ledger.store import Ledger
from ledger.verify import verify as failures
from projections.kept import tables
from projections.kept.ledgers import open_ledger

MOST = 2  # processes: the records, which cannot be parted, take half of the time
PAYS = 20_000  # events, from which on a second process is worth its start
OTHERS = ("membership", "search")  # the tables that are left to the other process
OWN = tuple(one for one in tables.COMPARED if one not in OTHERS)


def not_holding(app: App, ledger: Ledger, jobs: int | None) -> Iterator[str]:
    """Yield what does not hold of a ledger by itself, a line each, found by so many processes
    (None: as many as it pays to have)."""
    if jobs is None:
        jobs = min(MOST, os.cpu_count() or 1) if ledger.size >= PAYS else 1
    if jobs == 1 or not _holds_by_two(app, ledger):
        yield from told(app, ledger)


def told(app: App, ledger: Ledger, compared: Sequence[str] = tables.COMPARED) -> Iterator[str]:
    """Yield what does not hold, a line each, as one process finds it; of the tables, some alone."""
    unread: list[int] = []
    holds = True
    for failure in failures(ledger, app.clock(), unread):
        holds = False
        yield str(failure)
    yield from tables.differences(ledger, unread if holds else None, compared)


def _holds_by_two(app: App, ledger: Ledger) -> bool:
    """Return whether all holds; False also where the other process comes to no end."""
    with _other(app.path) as other:
        if any(told(app, ledger, OWN)):
            return False
        ended = other.wait()
    if ended not in (DONE, FAILED):
        click.echo(f"note: a second process ended with {ended}: one verifies alone", err=True)
    return ended == DONE


@contextmanager
def _other(path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Give the process that compares the other tables of a ledger, ended with the block. It is in
    a group of its own: Ctrl-C is for the process that began it."""
    command = [sys.executable, "-P", "-m", __name__, str(path)]  # -P: nothing of the folder is run
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, process_group=0)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """Compare the tables that are left to this process, and end with `FAILED` where they differ."""
    [path] = sys.argv[1:]
    with open_ledger(path) as ledger, ledger.snapshot(), ledger.bounded():
        differ = any(tables.differences(ledger, compared=OTHERS))
    sys.exit(FAILED if differ else DONE)


if __name__ == "__main__":
    main()
