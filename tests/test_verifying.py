"""A ledger verified by one process or by two: both say the same, and an end of the second loses
nothing."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import terminal
from kept import MORE, desk, record

from cli import verifying
from cli.app import App
from projections.kept import tables

TEXT = f"""{MORE}
    | attestation event=#6 stance=disputes cites=paper
    """
ALTERED = {
    "nothing": "SELECT 1",
    "an id": f"UPDATE events SET id = '{'0' * 64}' WHERE position = 3",
    "a body": "UPDATE events SET body = replace(body, 'hidden', 'shown') WHERE position = 6",
    "a subtree": "UPDATE events SET nodes = zeroblob(32) WHERE position = 2",
    "all leaves": "UPDATE events SET leaf = zeroblob(32)",
    "a tree head": "UPDATE tree_heads SET root = zeroblob(32)",
    "an event gone": "DELETE FROM events WHERE position = 4",
    "a reading": "UPDATE readings SET participant = 'CHN'",
    "a reading gone": "DELETE FROM readings",
    "a membership": "UPDATE membership SET since = '[]'",
    "a membership that says nothing": "UPDATE membership SET statuses = 'x'",
    "a hint of a mark gone": "DELETE FROM marked",
    "a word": "INSERT INTO search (rowid, text) VALUES (1, 'elsewhere')",
    "how far the tables go": "UPDATE kept SET position = 9999",
    "tables of a later edition": "UPDATE kept SET edition = 99",
    "tables that are behind": "UPDATE kept SET position = 8",
}


HOLD = ("nothing", "tables of a later edition")


@pytest.fixture(params=list(ALTERED.values()), ids=list(ALTERED))
def altered(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A ledger in which somebody altered something."""
    path = written(tmp_path, monkeypatch)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        kept = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(request.param)
        for _, text in kept:
            db.execute(text)
    return path


def written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    with desk(folder) as ledger:
        record(ledger, TEXT)
        return ledger.path


@pytest.fixture
def unaltered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return written(tmp_path, monkeypatch)


def instead_of_python(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """Let the second process be one that does something else."""
    script = folder / "python"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))


def test_what_one_process_tells_is_found_by_one_of_two(
    altered: Path, request: pytest.FixtureRequest
) -> None:
    app = App()
    app.at(str(altered))
    with app.reading() as ledger:
        told = list(verifying.told(app, ledger))
        own = list(verifying.told(app, ledger, verifying.OWN))
        others = list(tables.differences(ledger, compared=verifying.OTHERS))
    assert bool(told) == bool(own or others) == (request.node.callspec.id not in HOLD)
    assert set(told) <= {*own, *others}


def test_each_table_is_left_to_one_of_two() -> None:
    assert sorted((*verifying.OWN, *verifying.OTHERS)) == sorted(tables.COMPARED)


@pytest.mark.apart
def test_two_processes_answer_as_one(altered: Path) -> None:
    alone, two = (terminal.answer_to(f"depositary verify --jobs {n}") for n in (1, 2))
    assert two == alone


@pytest.mark.apart
@pytest.mark.parametrize(
    ("does", "ended"), [("kill -9 $$", -9), ("exit 1", 1)], ids=["killed", "no such module"]
)
def test_a_second_process_that_comes_to_no_end_leaves_all_to_one(
    unaltered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, ended: int
) -> None:
    alone = terminal.answer_to("depositary verify --jobs 1")
    instead_of_python(tmp_path, monkeypatch, does)
    note = f"note: a second process ended with {ended}: one verifies alone\n"
    assert terminal.answer_to("depositary verify --jobs 2") == note + alone


@pytest.mark.apart
def test_who_interrupts_leaves_no_process_behind(
    unaltered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    process = subprocess.Popen

    def begin(*arguments: Any, **options: Any) -> Any:
        begun.append(process(*arguments, **options))
        return begun[-1]

    def interrupted(*_: object) -> Sequence[str]:
        raise KeyboardInterrupt

    instead_of_python(tmp_path, monkeypatch, "exec sleep 60")
    monkeypatch.setattr(subprocess, "Popen", begin)
    monkeypatch.setattr(verifying, "told", interrupted)
    told = "depositary: interrupted, nothing more was done\n[exit 1]"
    assert terminal.answer_to("depositary verify --jobs 2").lstrip("\n") == told
    assert [one.returncode for one in begun] == [-9]


@pytest.mark.parametrize(("pays", "cores", "two"), [(1, 2, True), (1, 1, False), (9999, 2, False)])
def test_there_are_two_where_that_pays(
    unaltered: Path, monkeypatch: pytest.MonkeyPatch, pays: int, cores: int, two: bool
) -> None:
    asked: list[Path] = []

    def by_two(app: App, _: object) -> bool:
        asked.append(app.path)
        return True

    monkeypatch.setattr(verifying, "PAYS", pays)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(verifying, "_holds_by_two", by_two)
    terminal.answer_to("depositary verify")
    assert bool(asked) == two
