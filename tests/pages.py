"""The documents as tests read them: pages, sections, tables and blocks, and what the examples of a
page answer when they are run in the current folder.
"""

import io
import json
import re
import runpy
import shutil
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import terminal

from ledger.store import Ledger

TOP = Path(__file__).parent.parent
DOCS = TOP / "docs"
SAMPLE = TOP / "events.db.sample"
ALL = [
    *(one for where in ("*.md", "docs/**/*.md", "tests/**/*.md") for one in sorted(TOP.glob(where)))
]
REFERENCE = runpy.run_path(str(DOCS / "commands.py"))

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
LINK = re.compile(r"\[[^\]\n]+\]\(([^)\s]+)\)")


def enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder with a copy of the sample, as the reader of a page has it."""
    shutil.copy(SAMPLE, folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    monkeypatch.delenv("DEPOSITARY_BY", raising=False)
    return folder


@cache
def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text()


def headings(text: str) -> list[re.Match[str]]:
    """The headings of a page; what begins with ``#`` in an example is none."""
    fences = [(block.start(), block.end()) for block in FENCE.finditer(text)]
    return [
        found
        for found in HEADING.finditer(text)
        if not any(start < found.start() < end for start, end in fences)
    ]


def section(name: str, heading: str, *, whole: bool = True) -> str:
    """What stands under a heading, up to the next one of its rank or a higher one; or, if not
    ``whole``, up to the next one."""
    text, found = page(name), headings(page(name))
    [at] = [index for index, one in enumerate(found) if one[2].strip("`") == heading]
    rank = len(found[at][1]) if whole else 9
    ends = (one.start() for one in found[at + 1 :] if len(one[1]) <= rank)
    return text[found[at].end() : next(ends, len(text))]


def table(text: str) -> list[list[str]]:
    """The rows of the first table in a text, its head first; none where it has no table."""
    _, bar, rest = text.partition("\n|")
    lines = f"{bar[1:]}{rest}".splitlines()
    ends = next((at for at, line in enumerate(lines) if not line.startswith("|")), len(lines))
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines[:ends]]
    return rows[:1] + rows[2:]


def words(text: str) -> set[str]:
    """What stands in code marks in the first column of a table."""
    return {row[0].strip("`") for row in table(text)[1:]}


def blocks(text: str, *languages: str) -> list[str]:
    return [block[2] for block in FENCE.finditer(text) if block[1] in languages]


def answered(name: str) -> str:
    """A page with the answers that its examples are given now."""
    command = printed = ""
    names: dict[str, Any] = {}

    def answer(block: re.Match[str]) -> str:
        nonlocal command, printed
        language, text = block[1], block[2]
        if language == "console":
            text = session(text)
        elif language == "sh":
            command = text.strip()
        elif language == "python" and "sys.argv" not in text:
            with redirect_stdout(io.StringIO()) as out:
                exec(text, names)
            printed = out.getvalue()
        elif (name, language) == ("python", "text"):
            text = printed
        elif (name, language) == ("events", "jsonl"):
            text = last_recorded("events.db") + "\n"
        elif (name, language) == ("json", "json"):
            text = pretty(cut(json.loads(asked(command)))) + "\n"
        return f"```{language}\n{text}```"

    text = FENCE.sub(answer, page(name))
    if name == "commands":
        text = text.partition(REFERENCE["MARK"])[0] + REFERENCE["reference"]()
    return text


def session(text: str) -> str:
    """A session with the answers that are given now."""
    _, *exchanges = ("\n" + text).split("\n$ ")
    return "\n".join(map(_exchange, exchanges))


def _exchange(text: str) -> str:
    """A command, which a ``\\`` continues on the next line, and its answer, or ``| head -N``."""
    lines = text.rstrip("\n").split("\n")
    ends = next(number for number, line in enumerate(lines) if not line.endswith("\\"))
    if lines[0].endswith("<<END"):
        ends = lines.index("END")
    typed = "\n".join(lines[: ends + 1])
    command, _, wanted = re.sub(r"\\\n *", "", typed).partition(" | head -")
    answer = terminal.answer_to(command)
    if wanted:
        answer = "\n".join(answer.splitlines()[: int(wanted)])
    return f"$ {typed}\n" + (f"{answer}\n" if answer else "")


def last_recorded(path: str) -> str:
    """The last event of a ledger, as it is kept."""
    with Ledger.open(path) as ledger:
        [row] = ledger.rows(after=ledger.size - 1)
    return row.body


@cache
def asked(command: str) -> str:
    """What the program answers to a command that reads the sample, in JSON."""
    return terminal.answer_to(command).partition("\n[exit ")[0]


def cut(value: Any) -> Any:
    """A JSON value with each list of objects cut down to the one that says most."""
    if isinstance(value, dict):
        return {key: cut(one) for key, one in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [cut(max(value, key=lambda one: len(json.dumps(one))))]
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [[cut(one) for one in value[0]]]
    return value


def pretty(value: Any, indent: str = "") -> str:
    """JSON, on one line where it fits there."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent + line) <= 96 or not isinstance(value, (dict, list)):
        return line
    inner = indent + "  "
    if isinstance(value, list):
        parts = [pretty(one, inner) for one in value]
    else:
        parts = [f"{json.dumps(key)}: {pretty(one, inner)}" for key, one in value.items()]
    first, last = "[]" if isinstance(value, list) else "{}"
    return f"{first}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{last}"
