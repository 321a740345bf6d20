"""Bare ``sqlite3``, ``hashlib`` and ``orjson``: the floors that nothing which does the same with
them can be below.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

import orjson

from benchmarks.statements import Statement

Wire: TypeAlias = dict[str, Any]
_AT_ONCE = 1000
_CACHE = "PRAGMA cache_size = -32768"  # KiB, what the ledger itself writes with
_DEFINITIONS = (
    "SELECT sql FROM sqlite_master WHERE tbl_name = 'events' AND type IN ({}) AND sql > ''"
)


def connect(path: Path) -> sqlite3.Connection:
    """A file as the ledger writes it: WAL, FULL, and the same cache."""
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", _CACHE):
        connection.execute(setting)
    return connection


def insert(ledger: Path, path: Path, *, indexes: bool = True) -> float:
    """Seconds to write the rows of a ledger's events, read beforehand, into the same columns (and
    indexes), all in one transaction; the file is closed in the end."""
    source, target = sqlite3.connect(ledger), connect(path)
    wanted = "'table', 'index'" if indexes else "'table'"
    for (definition,) in source.execute(_DEFINITIONS.format(wanted)).fetchall():
        target.execute(definition)
    rows = source.execute("SELECT * FROM events ORDER BY position")
    statement = f"INSERT INTO events VALUES ({', '.join('?' * len(rows.description))})"
    seconds = _timed(target.execute, "BEGIN IMMEDIATE")
    while chunk := rows.fetchmany(_AT_ONCE):
        seconds += _timed(target.executemany, statement, chunk)
    seconds += _timed(target.execute, "COMMIT") + _timed(target.close)
    source.close()
    return seconds


def drop_triggers(path: Path) -> None:
    """Leave a ledger's tables as bare ones."""
    connection = sqlite3.connect(path)
    triggers = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.commit()
    connection.close()


def commit(connection: sqlite3.Connection, statements: Sequence[Statement]) -> float:
    """Seconds for some statements as one commit."""
    start = perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for sql, values in statements:
        connection.execute(sql, values)
    connection.execute("COMMIT")
    return perf_counter() - start


def replay(path: Path) -> dict[str, dict[str, str]]:
    """The bodies of all events into a bare dictionary."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT body FROM events ORDER BY position")
    rosters = fold(orjson.loads(body) for (body,) in rows)
    connection.close()
    return rosters


def fold(wires: Iterable[Wire]) -> dict[str, dict[str, str]]:
    """Who is in each program, and since when, as far as a bare dictionary tells: in the order of
    the record, corrections, retractions and inexact dates left aside."""
    rosters: dict[str, dict[str, str]] = {}
    for wire in wires:
        event_type = wire["type"]
        if event_type in ("signing", "consent"):
            rosters.setdefault(wire["program"], {})[wire["participant"]] = wire["occurred_on"]
        elif event_type == "withdrawal" and wire["program"] in rosters:
            rosters[wire["program"]].pop(wire["participant"], None)
    return rosters


def hashes(records: Sequence[tuple[bytes, bytes]], peaks: list[tuple[int, bytes]]) -> float:
    """Seconds for the id of each body, the leaf of each record, and each node of the tree that
    they complete (RFC 9162 §2.1.1); ``peaks`` are the perfect subtrees so far, each with its
    level."""
    sha256, start = hashlib.sha256, perf_counter()
    for body, record in records:
        sha256(body).hexdigest()
        level, node = 0, sha256(b"\0" + record).digest()
        while peaks and peaks[-1][0] == level:
            level, node = level + 1, sha256(b"\1" + peaks.pop()[1] + node).digest()
        peaks.append((level, node))
    return perf_counter() - start


def root(peaks: Sequence[tuple[int, bytes]]) -> bytes:
    """The root over perfect subtrees."""
    *rest, (_, node) = peaks
    for _, left in reversed(rest):
        node = hashlib.sha256(b"\1" + left + node).digest()
    return node


def rows_of(connection: sqlite3.Connection) -> Iterator[Any]:
    """What is hashed of each event."""
    columns = "position, id, recorded_at, recorded_by, body"
    found = connection.execute(f"SELECT {columns} FROM events ORDER BY position")
    return chain.from_iterable(iter(lambda: found.fetchmany(_AT_ONCE), []))


def _timed(act: Callable[..., Any], *given: Any) -> float:
    start = perf_counter()
    act(*given)
    return perf_counter() - start
