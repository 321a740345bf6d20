"""The tables of a ledger file, the triggers that keep them append-only, and the file's marks; and
how those of a file differ from them, which is said before any row is read.

Only what was recorded is defined here; the tables that answers are kept in belong to
`projections.kept.tables`.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from ledger.errors import Remedy

Definitions = Mapping[tuple[str, str], tuple[str, str]]  # of a kind and name: its table, its SQL

APPLICATION_ID = 0x64707374  # "dpst"
FORMAT = 1  # PRAGMA user_version
# What `events_by_life` is an index of: SQLite takes it for a query that has this very condition.
LIVES = "type IN ('entry-into-force', 'ending', 'renaming')"

TABLES = f"""
CREATE TABLE events (
  position    INTEGER PRIMARY KEY,
  id          TEXT NOT NULL CHECK (length(id) = 64),
  type        TEXT NOT NULL,
  program     TEXT,
  participant TEXT,
  earliest    TEXT,
  latest      TEXT,
  date        TEXT,
  defines     TEXT,
  about       INTEGER REFERENCES events (position),
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 20),
  recorded_by TEXT NOT NULL,
  body        TEXT NOT NULL,
  leaf        BLOB NOT NULL CHECK (length(leaf) = 32),
  nodes       BLOB NOT NULL CHECK (length(nodes) % 32 = 0)
) STRICT;
CREATE INDEX events_by_id ON events (substr(id, 1, 12));
CREATE INDEX events_by_program ON events (program, participant, type, earliest, latest, date)
WHERE program IS NOT NULL;
CREATE INDEX events_by_life ON events (type, program, participant)
WHERE {LIVES};
CREATE INDEX events_by_definition ON events (type, defines) WHERE defines IS NOT NULL;
CREATE INDEX events_by_subject ON events (about) WHERE about IS NOT NULL;
CREATE TABLE tree_heads (
  size        INTEGER PRIMARY KEY,
  root        BLOB NOT NULL CHECK (length(root) = 32),
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 20),
  version     TEXT NOT NULL
) STRICT;
CREATE TABLE archive (
  sha256      TEXT PRIMARY KEY CHECK (length(sha256) = 64),
  text        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

# An insert that would leave a gap or replace a row is refused too: INSERT OR REPLACE deletes
# without firing a delete trigger (https://sqlite.org/lang_conflict.html).
TRIGGERS = """
CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: positions have no gap'); END;
CREATE TRIGGER events_keep BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: correct an event, never update it'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: retract an event, never delete it'); END;
CREATE TRIGGER tree_heads_in_order BEFORE INSERT ON tree_heads
WHEN NEW.size <= (SELECT coalesce(max(size), 0) FROM tree_heads)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a tree head only grows'); END;
CREATE TRIGGER tree_heads_keep BEFORE UPDATE ON tree_heads
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a tree head never changes'); END;
CREATE TRIGGER tree_heads_stay BEFORE DELETE ON tree_heads
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: a tree head is never deleted'); END;
"""


# Only copies have it: where they take their events from, by whose word, and the last head taken.
UPSTREAM = """
CREATE TABLE upstream (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  address TEXT NOT NULL,
  policy  TEXT NOT NULL,
  head    TEXT NOT NULL
) STRICT;
"""

# Only copies of a shared register have these: what was last heard of it, and drafts.
SHARED = """
CREATE TABLE heard (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  at   TEXT NOT NULL CHECK (length(at) = 20),
  size INTEGER NOT NULL
) STRICT;
CREATE TABLE drafts (
  number     INTEGER PRIMARY KEY,
  body       TEXT NOT NULL,
  seen       INTEGER NOT NULL,
  drafted_at TEXT NOT NULL CHECK (length(drafted_at) = 20)
) STRICT;
"""


def create(db: sqlite3.Connection) -> None:
    """Make the tables and the triggers of an empty ledger, and mark the file as one."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {FORMAT}")
    run(db, TABLES + TRIGGERS)


def run(db: sqlite3.Connection, script: str) -> None:
    """Execute the statements of a script, each of which ends its line, as part of a transaction
    (`sqlite3.Connection.executescript` would commit that first)."""
    for statement in _statements(script):
        db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.endswith(";\n") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    yield statement  # nothing, or what SQLite has to refuse


def make_index(db: sqlite3.Connection, name: str) -> None:
    """Make an index of the ledger's own tables that is not there."""
    _, statement = _own()["index", name]
    db.execute(statement)


def marks(db: sqlite3.Connection) -> tuple[int, int]:
    """Return the application id and the format that a file is marked with."""
    return (
        db.execute("PRAGMA application_id").fetchone()[0],
        db.execute("PRAGMA user_version").fetchone()[0],
    )


class Concerns(IntEnum):
    """The part of a file that a difference concerns, the gravest last."""

    KEPT = 1  # tables of answers, which can be made again
    OTHERS = 2  # what does not belong in a ledger
    LEDGER = 3  # what was recorded


REMEDIES = {
    Concerns.KEPT: Remedy.MAKE_TABLES,
    Concerns.OTHERS: "drop it with SQL, and keep what is yours in a file of its own",
    Concerns.LEDGER: "restore a backup, or put it back as docs/file-format.md has it",
}


class Difference(NamedTuple):
    """Something in the schema of a file that is not as this program makes it."""

    concerns: Concerns
    problem: str


class Kept(NamedTuple):
    """The tables of answers that are kept beside the ledger's own, with all that belongs to them.
    ``is_other``: whether those of a file are of another version, which alone knows their shape."""

    definitions: Definitions
    is_other: Callable[[sqlite3.Connection], bool]


def definitions(script: str) -> Definitions:
    """Return what a script of statements makes, each with the text that SQLite keeps of it."""
    found = {}
    for statement in _statements(script):
        if made := _CREATE.match(statement.lstrip()):
            kind, name, table = made["kind"].lower(), made["name"], made["table"]
            on = table if kind in ("index", "trigger") else name
            found[kind, name] = (on, statement.strip().removesuffix(";"))
    return found


_CREATE = re.compile(
    r"CREATE (?:VIRTUAL )?(?P<kind>\w+) '?(?P<name>\w+)'?(?:.*?\bON (?P<table>\w+))?", re.DOTALL
)


def in_file(db: sqlite3.Connection) -> Definitions:
    """Return what the schema of a file defines, automatic indexes aside."""
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(str(row[0]), str(row[1])): (row[2], row[3]) for row in rows}


@cache
def _own() -> Definitions:
    return definitions(TABLES + TRIGGERS)


# What copies have; what ANALYZE and AUTOINCREMENT leave,
# https://sqlite.org/fileformat2.html#intschema, and what Litestream keeps in a file that it
# replicates (docs/backup.md): nothing is asked of these tools' tables.
_ALLOWED = definitions(
    UPSTREAM
    + SHARED
    + """
CREATE TABLE sqlite_stat1(tbl,idx,stat);
CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample);
CREATE TABLE sqlite_sequence(name,seq);
CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);
CREATE TABLE _litestream_lock (id INTEGER);
"""
)


def differences(db: sqlite3.Connection, kept: Kept | None) -> list[Difference]:
    """Return how the schema of a file differs from that of a ledger, the gravest first; no row is
    read but that which tells whether the kept tables are of another version.

    ``kept``: the tables of answers, of which there are all or none, and nothing else. Without it,
    and where they are others, tables and views of others are left alone, but for what stands
    on a table of the ledger.
    """
    _, version = marks(db)
    found = {key: one for key, one in in_file(db).items() if _ALLOWED.get(key) != one}
    told = [*_unlike(_own(), found, Concerns.LEDGER)]
    if version != FORMAT:
        told.append(Difference(Concerns.LEDGER, f"it is marked as format {version}, not {FORMAT}"))
    others = {key: found[key] for key in found if key not in _own()}
    if kept is None or kept.is_other(db):
        tables = {table for table, _ in _own().values()}
        others = {key: one for key, one in others.items() if one[0] in tables}
    else:
        names = {name for _, name in kept.definitions}
        if any(name in names for _, name in others):
            told += _unlike(kept.definitions, others, Concerns.KEPT)
        others = {key: others[key] for key in others if key[1] not in names}
    told += [
        Difference(Concerns.OTHERS, f"{kind} {name} does not belong in a ledger")
        for kind, name in sorted(others)
    ]
    return sorted(told, key=lambda one: -one.concerns)


def strange(db: sqlite3.Connection, kept: Kept | None) -> bool:
    """Return whether a file has more than is known: what that is, nobody should ask."""
    known = {**_own(), **(kept.definitions if kept else {}), **_ALLOWED}
    return any(known.get(key) != one for key, one in in_file(db).items())


def _unlike(made: Definitions, found: Definitions, concerns: Concerns) -> Iterator[Difference]:
    for key in made:
        if made[key] != found.get(key):
            yield Difference(concerns, f"{' '.join(key)} is not there as it was made")
