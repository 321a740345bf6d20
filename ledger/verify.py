"""Verification: everything that the ledger's hashes promise, computed again from the records.

Each fault names the first position it concerns. Comparing the kept tables with the folds is left
to `projections.tables`; proofs for others, to `merkle`.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

import attrs

from ledger import codec, merkle
from ledger.append import columns_of
from ledger.events import type_of
from ledger.records import moment, record
from ledger.store import Ledger

_ROWS = """
SELECT position, id, type, program, participant, earliest, latest, defines, about,
       recorded_at, recorded_by, body, leaf, nodes
FROM events ORDER BY position
"""


@attrs.frozen
class Failure:
    """What does not hold, at which position (or, for a tree head, at which size)."""

    position: int
    problem: str

    def __str__(self) -> str:
        return f"#{self.position}: {self.problem}"


def verify(ledger: Ledger) -> Iterator[Failure]:
    """Everything that does not hold, in the order of the ledger; nothing when all does.

    Positions without a gap, each id and leaf the hash of its record, each body the canonical
    JSON of a valid event, the columns beside it, record times that never go back, each subtree
    and each tree head (RFC 9162 §2.1.1), and a head over all events.
    """
    frontier, last = merkle.Frontier(), ""
    heads = {size: (root, at) for size, root, at in _heads(ledger)}
    for row in _rows(ledger):
        if isinstance(row, Failure):
            yield row
            return
        position = row[0]
        if position != frontier.size + 1:
            yield Failure(position, f"the position before it is {frontier.size}: rows are missing")
            return
        yield from _check_row(ledger, row, frontier)
        if row[9] < last:
            yield Failure(position, f"recorded at {row[9]}, before the event ahead of it")
        last = row[9]
        if position in heads:
            yield from _check_head(position, frontier.root(), last, heads.pop(position))
    yield from _check_last(ledger, frontier.size, heads)


def _rows(ledger: Ledger) -> Iterator[Any]:
    """Each row; where one cannot be read, that failure, and nothing after it."""
    position = 0
    try:
        for row in ledger.db.execute(_ROWS):
            position = row[0]
            yield row
    except sqlite3.DatabaseError as problem:
        yield Failure(position + 1, f"it cannot be read, {problem}")


def _heads(ledger: Ledger) -> Iterator[Any]:
    yield from ledger.db.execute("SELECT size, root, recorded_at FROM tree_heads ORDER BY size")


def _check_row(ledger: Ledger, row: Any, frontier: merkle.Frontier) -> Iterator[Failure]:
    position, event_id, event_type, *columns, at, by, body, leaf, nodes = row
    if codec.event_id(body) != event_id:
        yield Failure(position, "its id is not the hash of its body")
    hashed = merkle.leaf_hash(record(position, event_id, at, by, body))
    if hashed != leaf:
        yield Failure(position, "its leaf is not the hash of its record")
    if frontier.add(hashed) != nodes:
        yield Failure(position, "its subtree hashes are not those of the leaves up to it")
    problem = _problem_of(ledger, event_type, columns, at, body)
    if problem:
        yield Failure(position, problem)


def _problem_of(
    ledger: Ledger, event_type: str, columns: list[Any], at: str, body: str
) -> str | None:
    """What is wrong with an event's body, its columns or its time of record."""
    try:
        moment(at)
    except ValueError:
        return f"its time of record is {at!r}"
    try:
        event = codec.loads(body)
    except (ValueError, RecursionError) as problem:
        return f"its body is no event: {problem}"
    if codec.body(event) != body:
        return "its body is not in canonical form"
    found = (type_of(event), *columns_of(event, ledger.position_of))
    return "its columns are not those of its body" if found != (event_type, *columns) else None


def _check_head(size: int, root: bytes, at: str, head: tuple[bytes, str]) -> Iterator[Failure]:
    if head[0] != root:
        yield Failure(size, "the tree head of this size has another root")
    if head[1] != at:
        yield Failure(size, f"the tree head of this size was sealed at {head[1]}, not at {at}")


def _check_last(ledger: Ledger, size: int, unmet: dict[int, Any]) -> Iterator[Failure]:
    for beyond in sorted(unmet):
        yield Failure(beyond, f"a tree head has this size, and the ledger has {size} events")
    if not unmet and ledger.head().size != size:
        yield Failure(size, "no tree head covers the last events")
