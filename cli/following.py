"""``log --follow``: what other processes record, as they commit it, each event once, in the order
of the ledger.

Between two looks nothing is read, and what was found is written only after the look, however slow
its reader is: so no writer waits, and no checkpoint. The caller says what is written of an event.
"""

import os
import select
import signal
import stat
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cli import output
from cli.app import App
from ledger.errors import Refusal
from ledger.store import Ledger
from projections.kept.ledgers import open_ledger
from projections.view import View

Lines = Callable[[View, int], Iterable[str]]
_AT_ONCE = 5000  # events of one look


class Replaced(Refusal):
    """Another file has taken the place of the ledger that is followed."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"another file has taken the place of {path}: follow that one anew")


def follow(app: App, start: int, interval: float, lines: Lines) -> None:
    """Write the lines of the events after a position, then of each that is recorded, until
    Ctrl-C or SIGTERM, or until nobody reads them.

    ``lines`` gives those of the events that a view has after a position.
    """
    with until_told(), closing(_looks(app, interval)) as looks:
        for ledger in looks:
            while start < ledger.size:
                start = _write(ledger, start, lines)


def _write(ledger: Ledger, start: int, lines: Lines) -> int:
    """Write the lines of some events after a position; returns the position of the last."""
    with ledger.snapshot():
        view = View(ledger, min(ledger.size, start + _AT_ONCE))
        found = list(lines(view, start))
    for line in found:
        output.write(line)
    return view.known


def _looks(app: App, interval: float) -> Generator[Ledger, None, None]:
    """Yield the ledger, at every look."""
    followed = _identity(app.path)
    while True:
        with open_ledger(app.path, clock=app.clock) as ledger:
            while True:
                yield ledger
                _wait(interval)
                if _identity(app.path) != followed:
                    raise Replaced(app.path)
                if not _is_shared(app.path):
                    break


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _is_shared(path: Path) -> bool:
    """Return whether a reader sees what is written after it opened the file; one that may not write
    beside it reads it as it lies (`ledger.connection`)."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _wait(seconds: float) -> None:
    """Wait. Raises `BrokenPipeError` as soon as nobody reads what is written."""
    try:
        descriptor = sys.stdout.fileno()
    except OSError:  # it is no file of the system
        time.sleep(seconds)
        return
    poll = select.poll()
    if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        poll.register(
            descriptor, 0
        )  # an error, as when the other end is closed, is always reported
    if poll.poll(seconds * 1000):
        raise BrokenPipeError


@contextmanager
def until_told() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the block as if it were done."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)
