"""A proof that an event is in the ledger, through the library; beside reading and hashing as many
nodes with bare ``sqlite3`` and ``hashlib``.
"""

import random
from statistics import median
from time import perf_counter

from benchmarks import inputs
from benchmarks.rounds import OURS, Measure, of_subject

WARM, MANY = 10, 100


def ours(size: int) -> float:
    from benchmarks import ours
    from ledger.store import Ledger

    taken = []
    with Ledger.open(inputs.ledger(size)) as ledger, ledger.snapshot():
        for position in _positions(size):
            start = perf_counter()
            ours.prove(ledger, position)
            taken.append(perf_counter() - start)
    return median(taken[WARM:])


def nodes(size: int) -> float:
    """As many rows by their position as the tree has levels, and as many hashes."""
    import hashlib
    import sqlite3

    connection = sqlite3.connect(inputs.ledger(size))
    taken = []
    for position in _positions(size):
        start = perf_counter()
        connection.execute("SELECT body FROM events WHERE position = ?", [position]).fetchone()
        node = b""
        for level in range(size.bit_length()):
            [found] = connection.execute(
                "SELECT leaf FROM events WHERE position = ?",
                [1 + ((position - 1) ^ (1 << level)) % size],
            ).fetchone()
            node = hashlib.sha256(b"\1" + found + node).digest()
        taken.append(perf_counter() - start)
    connection.close()
    return median(taken[WARM:])


def _positions(size: int) -> list[int]:
    chance = random.Random(3)
    return [chance.randrange(1, size + 1) for _ in range(WARM + MANY)]


MEASURES = (
    Measure("prove", "the proof of one event", "ms", {OURS: ours, "sqlite3 and hashlib": nodes}),
)

if __name__ == "__main__":
    of_subject("prove", MEASURES)
