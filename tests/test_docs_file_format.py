"""The file format as the page tells it, against the files that the program writes; and the page's
own reader, on the sample and on files that were altered."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pages
import pytest
import terminal
from extent import FULL
from pages import SAMPLE, blocks, section, words

from ledger import codec, schema
from ledger.events import Retraction
from ledger.store import Ledger
from projections.effective import fold
from projections.kept import tables


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return pages.enter(tmp_path, monkeypatch)


def statements(sql: str) -> set[str]:
    """The statements of some SQL, white space folded."""
    found = re.split(r";\s*\n(?=CREATE|$)", sql.strip() + "\n")
    return {" ".join(one.split()).removesuffix(";") for one in found if one.strip()}


def test_the_tables_are_those_of_a_new_ledger(folder: Path) -> None:
    terminal.answer_to("depositary init")
    kept = list(tables.TABLES)
    with closing(sqlite3.connect("events.db")) as db:
        rows = db.execute("SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        made = {sql for name, sql in rows if not any(name.startswith(one) for one in kept)}
        columns = {
            name: {row[1] for row in db.execute(f"PRAGMA table_info({name})")}
            for name in ("events", "tree_heads")
        }
    [sql] = blocks(section("file-format", "Two kinds of tables"), "sql")
    assert statements(sql) == statements(";\n".join(made))
    for name, found in columns.items():
        assert words(section("file-format", name)) == found
    of_tables, of_views = section("file-format", "Kept answers").split("\n| view")
    for kind, text in (("TABLE", of_tables), ("VIEW", f"\n| view{of_views}")):
        assert words(text) == {name for name, made in tables.TABLES.items() if made == kind}


def test_how_everything_read_at_a_position_is_asked_as_the_page_has_it() -> None:
    [query] = blocks(section("file-format", "Kept answers"), "sql")
    with Ledger.open(SAMPLE) as ledger:
        since = {row[0] for row in ledger.db.execute("SELECT since FROM readings")}
        assert len(since) > 2
        asked = sorted({1, ledger.size, *since, *(position - 1 for position in since)})
        for known in asked if FULL else asked[::4]:
            stood = {
                one.position: codec.body(one.event) for one in fold(ledger.events(until=known))
            }
            found = dict(ledger.db.execute(query, {"p": known}))
            assert found == {
                one.position: stood.get(one.position)
                for one in ledger.events(until=known)
                if not isinstance(one.event, Retraction)
            }


def test_the_marks_are_those_of_the_code(folder: Path) -> None:
    terminal.answer_to("depositary init")
    text = section("file-format", "The file")
    assert f"{schema.APPLICATION_ID}, which is 0x{schema.APPLICATION_ID:08x}" in text
    assert schema.FORMAT == 1
    assert f"edition not {tables.EDITION}," in " ".join(
        section("file-format", "Kept answers").split()
    )
    for path, mode in (("events.db", "wal"), ("events.db.sample", "delete")):
        db = sqlite3.connect(path)
        assert db.execute("PRAGMA journal_mode").fetchone() == (mode,)
        assert db.execute("PRAGMA encoding").fetchone() == ("UTF-8",)
        db.close()


@pytest.fixture
def reader(folder: Path) -> Path:
    """The reader and verifier that the page has, as a file."""
    text = section("file-format", "A reader and verifier")
    path = folder / "reader.py"
    path.write_text(blocks(text, "python")[0])
    return path


def read(reader: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the reader with nothing but the standard library."""
    return subprocess.run(
        [sys.executable, "-I", "-S", reader.name, *arguments],
        cwd=reader.parent,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def test_the_reader_reads_the_sample(reader: Path) -> None:
    with Ledger.open(SAMPLE) as ledger:
        head, first = ledger.head(), ledger.head(1)
        lines = [
            f"#{one.position} {one.recorded_at} {one.recorded_by} {one.body}"
            for one in ledger.rows()
        ]
    found = read(reader, SAMPLE.name, str(first.size), first.root.hex())
    assert found.returncode == 0, found.stderr
    last = f"{SAMPLE.name}: {head.size} events hold under {head.root.hex()}"
    assert found.stdout.splitlines() == [*lines, last]
    assert "not the root noted" in read(reader, SAMPLE.name, "2", "00").stderr
    assert "shorter" in read(reader, SAMPLE.name, str(head.size + 1), "00").stderr


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("PRAGMA application_id = 1", "not a ledger"),
        ("PRAGMA user_version = 2", "not of format 1"),
        ("DELETE FROM events WHERE position = 5", "#5 is missing"),
        ("UPDATE events SET body = replace(body, ',', ', ') WHERE position = 5", "not canonical"),
        ("UPDATE events SET body = replace(body, '20', '19') WHERE position = 5", "#5: the id"),
        ("UPDATE events SET recorded_by = 'x' WHERE position = 5", "#5: the leaf"),
        ("UPDATE events SET nodes = zeroblob(64) WHERE position = 4", "#4: the subtrees"),
        ("UPDATE tree_heads SET root = zeroblob(32)", "the tree head is wrong"),
        ("DELETE FROM tree_heads WHERE size > 100", "do not end with the events"),
        ("INSERT INTO tree_heads VALUES (99999, zeroblob(32), zeroblob(20), 0)", "do not end"),
    ],
)
def test_the_reader_finds_what_was_altered(reader: Path, change: str, problem: str) -> None:
    db = sqlite3.connect(SAMPLE.name)
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute(change.replace("zeroblob(20)", "'2026-11-21T10:00:00Z'"))
    db.commit()
    db.close()
    found = read(reader, SAMPLE.name)
    assert found.returncode == 1
    assert problem in found.stderr
