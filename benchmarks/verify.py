"""Verify: every hash, the tree, the columns, the tables against the folds; beside hashing the same
bytes and nodes with ``hashlib`` alone, and the same with the rows read from the file.
"""

from itertools import islice
from time import perf_counter

from benchmarks import commands, inputs
from benchmarks.rounds import OURS, Measure, of_subject


def command(size: int) -> float:
    """The command, as a process with another beside it where that pays."""
    return commands.seconds(commands.depositary("--db", inputs.ledger(size), "verify"))


def in_process(size: int) -> float:
    from benchmarks import ours
    from ledger.store import Ledger

    path = inputs.ledger(size)
    start = perf_counter()
    with Ledger.open(path) as ledger, ledger.snapshot():
        ours.verify(ledger)
    return perf_counter() - start


def hashed(size: int) -> float:
    return _hashed(size, reading=False)


def read_and_hashed(size: int) -> float:
    return _hashed(size, reading=True)


def _hashed(size: int, *, reading: bool) -> float:
    """Seconds to hash, without or with those to read; putting the bytes together aside."""
    import sqlite3

    from benchmarks import bare
    from ledger.records import record

    connection = sqlite3.connect(inputs.ledger(size))
    rows = bare.rows_of(connection)
    peaks: list[tuple[int, bytes]] = []
    seconds, start = 0.0, perf_counter()
    while chunk := list(islice(rows, 1000)):
        if reading:
            seconds += perf_counter() - start
        records = [(row[4].encode(), record(*row)) for row in chunk]
        seconds += bare.hashes(records, peaks)
        start = perf_counter()
    [sealed] = connection.execute(
        "SELECT root FROM tree_heads ORDER BY size DESC LIMIT 1"
    ).fetchone()
    assert bare.root(peaks) == sealed, "what was hashed is not what is sealed"
    return seconds


MEASURES = (
    Measure(
        "verify",
        "every hash, the tree, the tables against the folds",
        "µs an event",
        {
            OURS: command,
            "depositary, in process": in_process,
            "hashlib": hashed,
            "sqlite3 and hashlib": read_and_hashed,
        },
    ),
)

if __name__ == "__main__":
    of_subject("verify", MEASURES)
