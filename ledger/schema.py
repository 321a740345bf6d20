"""The tables of a ledger file, the triggers that keep them append-only, and the file's marks.

Only what was recorded is defined here; the tables that answers are kept in belong to
`projections.tables`. Reading and writing rows is left to `store`.
"""

import sqlite3

APPLICATION_ID = 0x64707374  # "dpst"
FORMAT = 1  # PRAGMA user_version

TABLES = """
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


def create(db: sqlite3.Connection) -> None:
    """Make the tables and the triggers of an empty ledger, and mark the file as one."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {FORMAT}")
    run(db, TABLES + TRIGGERS)


def run(db: sqlite3.Connection, script: str) -> None:
    """Execute the statements of a script, each of which ends its line, as part of a transaction
    (`sqlite3.Connection.executescript` would commit that first)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""
    db.execute(statement)  # nothing, or what SQLite has to refuse


def marks(db: sqlite3.Connection) -> tuple[int, int]:
    """The application id and the format that a file is marked with."""
    return (
        db.execute("PRAGMA application_id").fetchone()[0],
        db.execute("PRAGMA user_version").fetchone()[0],
    )
