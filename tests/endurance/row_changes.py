"""What someone could do to a ledger's rows and definitions with SQLite at hand: every change that
`altered` tries, as functions of a connection.

A change that alters nothing, or that SQLite does not let happen, raises or leaves the file as it
is; `altered` leaves it out of its count.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any, TypeAlias

from projections.kept import tables

Change: TypeAlias = Callable[[sqlite3.Connection], object]
RECORDED = ("events", "tree_heads", "archive")


def of_records(db: sqlite3.Connection) -> Iterator[Change]:
    """Rows of what was recorded edited, swapped, inserted, deleted, moved."""
    for table in RECORDED:
        yield from (*_edits(db, table), *_swaps(db, table), *_inserts(db, table))
    yield from (*_deletes(db, "events"), *_shifts(db))
    yield _run("DELETE FROM tree_heads WHERE size = (SELECT max(size) FROM tree_heads)")
    yield _run("DELETE FROM tree_heads")


def of_tables(db: sqlite3.Connection) -> Iterator[Change]:
    """Rows of the kept tables edited, deleted, inserted; words of events taken away and put in;
    each table and view gone, and each view made another."""
    for table in ("kept", "membership", "readings"):
        yield from (*_edits(db, table), *_deletes(db, table), *_inserts(db, table))
    taken_away = "INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)"
    for word, position in db.execute("SELECT DISTINCT term, doc FROM words").fetchall():
        yield _run(taken_away, position, word)
    for position in _keys(db, "events"):
        yield _run("INSERT INTO search (rowid, text) VALUES (?, 'x')", position)
    for name, kind in tables.TABLES.items():
        yield _run(f"DROP {kind} {name}")
        if kind == "VIEW":
            yield partial(_made_empty, name=name)


def of_definitions(db: sqlite3.Connection) -> Iterator[Change]:
    """Each trigger gone or made toothless, each index gone, a column more, the marks changed."""
    for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"):
        yield _run(f"DROP TRIGGER {name}")
        yield partial(_made_toothless, name=name, sql=sql)
    yield _run("CREATE TRIGGER more AFTER INSERT ON events BEGIN DELETE FROM archive; END")
    for name in ("id", "program", "definition", "subject"):
        yield _run(f"DROP INDEX events_by_{name}")
    for table in RECORDED:
        yield _run(f"ALTER TABLE {table} ADD COLUMN more TEXT")
        yield _run(f"ALTER TABLE {table} RENAME TO {table}_before")
    for mark in ("user_version", "application_id"):
        yield from (_run(f"PRAGMA {mark} = {value}") for value in (0, 2, -1))


def inner_heads(db: sqlite3.Connection) -> Iterator[Change]:
    """Each tree head but the last taken away."""
    last = _one(db, "SELECT max(size) FROM tree_heads")
    for size in _keys(db, "tree_heads"):
        if size != last:
            yield _run("DELETE FROM tree_heads WHERE size = ?", size)


def _run(query: str, *values: Any) -> Change:
    return lambda db: db.execute(query, values)


def _one(db: sqlite3.Connection, query: str, *values: Any) -> Any:
    return db.execute(query, values).fetchone()[0]


def _key(table: str) -> str:
    """What tells the rows of a table apart, as one value."""
    keys = {
        "archive": "sha256",
        "membership": "program || participant || believed_from || start",
        "readings": "position || '-' || since",
    }
    return keys.get(table, "rowid")


def _keys(db: sqlite3.Connection, table: str) -> list[Any]:
    return [row[0] for row in db.execute(f"SELECT {_key(table)} FROM {table} ORDER BY 1")]


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({table})")]


def _edits(db: sqlite3.Connection, table: str) -> Iterator[Change]:
    """Each value of each row made another one, several ways."""
    key = _key(table)
    for column in _columns(db, table):
        for row in _keys(db, table):
            value = _one(db, f"SELECT {column} FROM {table} WHERE {key} = ?", row)
            for other in _others(value):
                yield _run(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", other, row)


def _others(value: Any) -> Iterator[Any]:
    """Values that are not this one: none, of another type, longer, shorter, turned about."""
    yield from (one for one in (None, "x", 7, b"x") if one != value)
    match value:
        case int():
            yield from (value + 1, value + 1000, -value - 1)
        case str():
            yield from (value + " ", value[:-1], value.swapcase(), value[::-1])
            yield value.replace("20", "21")
        case bytes():
            yield from (value[::-1], value + value, bytes(len(value)))


def _deletes(db: sqlite3.Connection, table: str) -> Iterator[Change]:
    """Each row gone; each row and all after it gone."""
    for row in _keys(db, table):
        yield _run(f"DELETE FROM {table} WHERE {_key(table)} = ?", row)
        yield _run(f"DELETE FROM {table} WHERE {_key(table)} >= ?", row)


def _inserts(db: sqlite3.Connection, table: str) -> Iterator[Change]:
    """A copy of each row added, under the next number where the first column is one."""
    first, *rest = _columns(db, table)
    largest = _one(db, f"SELECT max({first}) FROM {table}")
    new = largest + 1 if isinstance(largest, int) else hashlib.sha256(b"x").hexdigest()
    names, values = ", ".join([first, *rest]), ", ".join(["?", *rest])
    query = f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}"
    for row in _keys(db, table):
        yield _run(f"{query} WHERE {_key(table)} = ?", new, row)


def _swaps(db: sqlite3.Connection, table: str) -> Iterator[Change]:
    """Each two rows with one column swapped, and with all but their keys swapped."""
    columns = _columns(db, table)[1:]
    for pair in combinations(_keys(db, table), 2):
        for some in (*([column] for column in columns), columns):
            yield partial(_swap, table=table, some=some, pair=pair)


def _swap(db: sqlite3.Connection, *, table: str, some: list[str], pair: tuple[Any, Any]) -> None:
    where = f"WHERE {_key(table)} = ?"
    query = f"SELECT {', '.join(some)} FROM {table} {where}"
    found = [db.execute(query, [row]).fetchone() for row in pair]
    assignments = ", ".join(f"{column} = ?" for column in some)
    for values, row in zip(found, reversed(pair), strict=True):
        db.execute(f"UPDATE {table} SET {assignments} {where}", [*values, row])


def _shifts(db: sqlite3.Connection) -> Iterator[Change]:
    """An event taken out, or a copy of it put in, and all that follows moved to close up."""
    for position in _keys(db, "events"):
        yield partial(_taken_out, position=position)
        yield partial(_put_in, position=position)


def _taken_out(db: sqlite3.Connection, *, position: int) -> None:
    db.execute("DELETE FROM events WHERE position = ?", [position])
    db.execute("DELETE FROM tree_heads WHERE size = ?", [position])
    _move(db, position, -1)


def _put_in(db: sqlite3.Connection, *, position: int) -> None:
    _move(db, position, 1)
    names = ", ".join(_columns(db, "events")[1:])
    query = f"INSERT INTO events (position, {names}) SELECT ?, {names} FROM events"
    db.execute(f"{query} WHERE position = ?", [position + 1, position])


def _move(db: sqlite3.Connection, after: int, by: int) -> None:
    for table, key in (("events", "position"), ("tree_heads", "size")):
        db.execute(f"UPDATE {table} SET {key} = -{key} WHERE {key} > ?", [after])
        db.execute(f"UPDATE {table} SET {key} = -{key} + ? WHERE {key} < 0", [by])


def _made_empty(db: sqlite3.Connection, *, name: str) -> None:
    db.execute(f"DROP VIEW {name}")
    db.execute(f"CREATE VIEW {name} AS SELECT 1 WHERE false")


def _made_toothless(db: sqlite3.Connection, *, name: str, sql: str) -> None:
    db.execute(f"DROP TRIGGER {name}")
    db.execute(sql.replace("RAISE(ABORT, ", "(").replace("RAISE(ABORT,", "("))
