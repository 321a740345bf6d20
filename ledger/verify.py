"""Verification: everything that the ledger's hashes promise, computed again from the records, and
whether the file itself is sound.

Each fault names the first position it concerns. Comparing the kept tables with the folds is left
to `projections.tables`; proofs for others, to `merkle`.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from types import NoneType
from typing import Any

import attrs

from ledger import codec, merkle, schema
from ledger.append import columns_of
from ledger.archive import is_mark
from ledger.events import type_of
from ledger.records import moment, record
from ledger.store import Ledger

_ROWS = """
SELECT position, id, type, program, participant, earliest, latest, date, defines, about,
       recorded_at, recorded_by, body, leaf, nodes
FROM events ORDER BY position
"""
# Column types are declared, but only a write through SQLite is held to them.
_TYPES: tuple[Any, ...] = (int, str, str, *[(str, NoneType)] * 6, (int, NoneType))
_TYPES = (*_TYPES, str, str, str, bytes, bytes)
_TWICE = """
SELECT position FROM events AS later WHERE EXISTS (
  SELECT 1 FROM events AS first
  WHERE substr(first.id, 1, 12) = substr(later.id, 1, 12) AND +first.id = later.id
  AND first.position < later.position
)
ORDER BY position
"""


@attrs.frozen
class Failure:
    """What does not hold, at which position (or, for a tree head, at which size); at 0, of the
    file as a whole."""

    position: int
    problem: str

    def __str__(self) -> str:
        return f"#{self.position}: {self.problem}" if self.position else f"file: {self.problem}"


def verify(ledger: Ledger) -> Iterator[Failure]:
    """Everything that does not hold: first of the file as a whole, then in the order of the
    ledger; nothing when all does.

    The pages and indexes of the file (SQLite's own check), its format, its tables and triggers,
    and each archived text the one of its hash. Positions without a gap, each id once, each id and
    leaf the hash of its record, each body the canonical JSON of a valid event, the columns beside
    it, record times that never go back, each subtree and each tree head (RFC 9162 §2.1.1), and a
    head over all events.
    """
    for check in (_check_pages, _check_schema, _check_archive, _check_records):
        try:
            yield from check(ledger)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as problem:
            yield Failure(0, f"it cannot be read, {problem}")


def _check_pages(ledger: Ledger) -> Iterator[Failure]:
    for (found,) in ledger.sql.execute("PRAGMA integrity_check(10)"):
        if found != "ok":
            yield Failure(0, f"SQLite finds {' '.join(found.split())}")


def _check_schema(ledger: Ledger) -> Iterator[Failure]:
    """The format, the tables and their triggers are those that a ledger is made with."""
    _, version = schema.marks(ledger.sql)
    if version != schema.FORMAT:
        yield Failure(0, f"it is marked as format {version}, not {schema.FORMAT}")
    made = sqlite3.connect(":memory:")
    schema.create(made)
    expected, found = _definitions(made), _definitions(ledger.sql)
    made.close()
    for name in sorted(expected):
        if expected[name] != found.get(name):
            yield Failure(0, f"{' '.join(name)} is not there as it was made")
    for name in sorted(found.keys() - expected.keys()):
        if name[0] == "trigger":
            yield Failure(0, f"{' '.join(name)} does not belong in a ledger")


def _definitions(db: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, str]]:
    """Each table, index and trigger by type and name, automatic ones aside: what it stands on and
    its text."""
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(str(row[0]), str(row[1])): row[2:] for row in rows}


def _check_archive(ledger: Ledger) -> Iterator[Failure]:
    for sha256, text in ledger.sql.execute("SELECT sha256, CAST(text AS BLOB) FROM archive"):
        if hashlib.sha256(text or b"").hexdigest() != sha256 and not is_mark(sha256, text):
            yield Failure(0, f"the archived text {str(sha256)[:12]} is not the one of this hash")


def _check_records(ledger: Ledger) -> Iterator[Failure]:
    frontier, last = merkle.Frontier(), ""
    heads = {size: (root, at) for size, root, at in _heads(ledger)}
    covered = {0, *heads}
    for row in _rows(ledger):
        if isinstance(row, Failure):
            yield row
            return
        position = row[0]
        if position != frontier.size + 1:
            yield Failure(position, f"the position before it is {frontier.size}: rows are missing")
            return
        yield from _check_row(ledger, row, frontier)
        if row[-5] < last:
            yield Failure(position, f"recorded at {row[-5]}, before the event ahead of it")
        last = row[-5]
        if position in heads:
            yield from _check_head(position, frontier.root(), last, heads.pop(position))
    for (position,) in ledger.sql.execute(_TWICE):
        yield Failure(position, "it was recorded before: it has the id of an earlier event")
    size = frontier.size
    for beyond in sorted(heads):
        yield Failure(beyond, f"a tree head has this size, and the ledger has {size} events")
    if size not in covered:
        yield Failure(size, "no tree head covers the last events")


def _rows(ledger: Ledger) -> Iterator[Any]:
    """Each row; where one cannot be read, that failure, and nothing after it."""
    position, problem = 0, ""
    try:
        for row in ledger.sql.execute(_ROWS):
            if not all(map(isinstance, row, _TYPES)):
                problem = "it has a value of another type than its column"
                break
            position = row[0]
            yield row
    except (sqlite3.DatabaseError, UnicodeDecodeError) as unread:
        problem = f"it cannot be read, {unread}"
    if problem:
        yield Failure(position + 1, problem)


def _heads(ledger: Ledger) -> Iterator[Any]:
    yield from ledger.sql.execute("SELECT size, root, recorded_at FROM tree_heads ORDER BY size")


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
