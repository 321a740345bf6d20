"""Hold what every command works with: the ledger's file, the clock, and who records."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from ledger.copy_errors import OtherHand
from ledger.records import now
from ledger.store import Ledger
from projections.kept import tables
from projections.kept.ledgers import open_ledger


class App:
    """The ledger's file, the clock and who records."""

    def __init__(self, clock: Callable[[], datetime] = now, by: str | None = None) -> None:
        self.clock, self._by = clock, by
        self.path = Path("events.db")

    def at(self, path: str) -> None:
        self.path = Path(path)

    @property
    def today(self) -> date:
        return self.clock().astimezone(UTC).date()

    @property
    def by(self) -> str:
        """Who records: ``DEPOSITARY_BY``, else the name of the user."""
        return self._by or os.environ.get("DEPOSITARY_BY") or getpass.getuser()

    def recorder(self, ledger: Ledger, given: str | None) -> str:
        """Return who records: the desk, where all is recorded in its name; else who was given, or
        `by`. Raises `OtherHand`."""
        desk = ledger.place.hand
        if desk and given and given != desk:
            raise OtherHand(given, desk)
        return desk or given or self.by

    @contextmanager
    def reading(self) -> Iterator[Ledger]:
        """Give the ledger, open to read one state of it."""
        with open_ledger(self.path, clock=self.clock) as ledger, ledger.snapshot():
            yield ledger

    @contextmanager
    def writing(self, *, draft: bool = False) -> Iterator[Ledger]:
        """Give the ledger, open to append to, its tables kept along; with ``draft``, what is
        appended is kept beside the record. Says so when the ledger had no tables."""
        with self._open_to_write(keep=True) as ledger:
            if draft or ledger.upstream:
                from cli import upstreams  # what it needs is slow to load

                upstreams.place(ledger, draft=draft)
            none = ledger.size and not tables.edition(ledger)
            yield ledger
            if none and tables.edition(ledger):
                click.echo("note: the ledger's tables were gone, and were made again", err=True)

    @contextmanager
    def mending(self) -> Iterator[Ledger]:
        """Give the ledger, open to make its tables again, whatever they are now."""
        with self._open_to_write(keep=False) as ledger:
            yield ledger

    def _open_to_write(self, *, keep: bool) -> Ledger:
        return open_ledger(
            self.path, write=True, keep=keep, clock=self.clock, waiting=self._tell_of_waiting
        )

    def _tell_of_waiting(self, process: int | None) -> None:
        who = f"process {process}" if process else "another process"
        click.echo(
            f"note: waiting for {who} to finish writing to {self.path}: Ctrl-C gives up", err=True
        )


pass_app = click.make_pass_decorator(App)
