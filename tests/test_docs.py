"""The documents under test: their examples are run, their tables compared with the code.

With ``--rewrite`` what the program answers is written into the documents instead.
"""

import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import click
import pytest
import terminal

from cli import fields
from cli.app import App
from cli.main import depositary, run
from ledger import codec, events, values
from ledger.dates import parse
from ledger.store import Ledger

TOP = Path(__file__).parent.parent
DOCS = TOP / "docs"
PAGES = [*sorted(TOP.glob("*.md")), *sorted(DOCS.glob("*.md"))]
OURS = ("words", "events", "file-format", "commands")
SAMPLE = TOP / "events.db.sample"

GENERATED = runpy.run_path(str(DOCS / "commands.py"))

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text()


def section(name: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its rank or a higher one."""
    text = page(name)
    found = [one for one in HEADING.finditer(text) if one[2].strip("`") == heading]
    assert len(found) == 1, f"{name}.md has {len(found)} headings {heading!r}"
    [start] = found
    later = (
        one.start()
        for one in HEADING.finditer(text, start.end())
        if len(one[1]) <= len(start[1]) and not _in_fence(text, one.start())
    )
    return text[start.end() : next(later, len(text))]


def _in_fence(text: str, at: int) -> bool:
    return any(block.start() < at < block.end() for block in FENCE.finditer(text))


def table(text: str) -> list[list[str]]:
    """The cells of the first table in a text, without its head."""
    lines = [line for line in text.partition("\n|")[2].splitlines()]
    rows = []
    for line in lines:
        if rows and not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("| ").split(" | ")])
    return rows[2:]


def blocks(text: str, *languages: str) -> list[str]:
    return [block[2] for block in FENCE.finditer(text) if block[1] in languages]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a copy of the sample ledger, as the reader of a page has it."""
    shutil.copy(SAMPLE, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    monkeypatch.delenv("DEPOSITARY_BY", raising=False)
    return tmp_path


# Examples


@pytest.mark.parametrize("name", OURS)
def test_the_examples_are_what_the_program_answers(name: str, folder: Path, rewrite: bool) -> None:
    before = page(name)
    after = FENCE.sub(lambda block: _answered(name, block), before)
    if name == "commands":
        after = after.partition(GENERATED["MARK"])[0] + GENERATED["reference"]()
    if rewrite:
        (DOCS / f"{name}.md").write_text(after)
    assert rewrite or after == before


def _answered(name: str, block: re.Match[str]) -> str:
    language, text = block[1], block[2]
    if language == "console":
        text = _replayed(text)
    elif (name, language) == ("events", "jsonl"):
        text = _exported("events.db")[-1] + "\n"
    return f"```{language}\n{text}```"


def _replayed(text: str) -> str:
    """A session with the answers that are given now; a ``\\`` continues a line."""
    _, *exchanges = ("\n" + text).split("\n$ ")
    return "\n".join(map(_exchanged, exchanges))


def _exchanged(exchange: str) -> str:
    lines = exchange.rstrip("\n").split("\n")
    ends = next(number for number, line in enumerate(lines) if not line.endswith("\\"))
    if lines[0].endswith("<<END"):
        ends = lines.index("END")
    typed = "\n".join(lines[: ends + 1])
    command, _, lines_wanted = re.sub(r"\\\n *", "", typed).partition(" | head -")
    answer = terminal.answer_to(command)
    if lines_wanted:
        answer = "\n".join(answer.splitlines()[: int(lines_wanted)])
    return f"$ {typed}\n" + (f"{answer}\n" if answer else "")


def _exported(path: str) -> list[str]:
    with Ledger.open(path) as ledger:
        return [row.body for row in ledger.rows()]
