"""The shapes of JSON that the page explains, against those of the answers."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import click
import pages
import pytest
import terminal
from pages import LINK, SAMPLE, asked, blocks, headings, page, section, table

from cli.main import depositary
from ledger import codec
from ledger.dates import parse
from projections.verdicts import Verdict, Word

Shapes = Mapping[str, Mapping[str, str]]
ANSWERS = [one[2].strip("`") for one in headings(page("json")) if one[2].startswith("`")]
PRIMITIVES = {
    "text": r".*",
    "day": r"\d{4}-\d\d-\d\d",
    "day or `..`": r"\d{4}-\d\d-\d\d|\.\.",
    "moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "hash": r"[0-9a-f]{64}",
}
ASKED = {  # what every answer repeats of what was asked, where its command takes it
    "on": "day",
    "known": "[known](#known)",
    "policy": "[policy](#policy)",
    "only": "[only](#only)",
}
MORE = {  # beside the examples of the page: what shows the keys that they leave empty
    "roster": [
        "roster ILRS --kind state --status signatory --sources",
        "roster 'Moon Agreement' --status signatory --sources",
        "roster ILRS --published-by 2023-10-24 --tier press --min-sources 1 --on 2024-05-08",
        "roster ILRS --on 2024-05-07",
        "roster GATT",
        "roster ILRS --region Africa",
        "roster ILRS --on 2024-05-07 --known 2014-01-01",
        "roster ILRS --on 2023-12-31 --disputed widen",
    ],
    "diff": ["diff ILRS 2024-05-08 2024-05-09"],
    "chart": ["chart ILRS --kind state --published-by 2023-10-24 --tier press --min-sources 1"],
    "map": ["map ILRS --on 2024-05-07 --published-by 2024-05-07 --tier press --min-sources 1"],
    "timeline": ["timeline ILRS", "timeline UAE --sources"],
    "replay": ["replay ILRS --to 2024-05-09"],
    "audit": [
        "audit ILRS UAE",
        "audit ILRS Egypt",
        'audit ILRS "South Africa"',
        'audit "Moon Agreement" "Saudi Arabia" --on 2023-12-31',
    ],
    "again": [
        "again 'roster ilrs --on 2023-06-30 at #162 root b49fcd25e241'",
        "again 'depositary roster ilrs --on 2023-06-30 at #162 root 000000000000'",
    ],
    "watch": ["watch --ask 'roster Moonbase' --ask 'ties ARE' --ask 'ties EGY' --state past.seen"],
    "ties": ["ties Pakistan", "ties UAE"],
    "show": ["show '#1'", "show '#810'"],
    "log": ["log --type correction"],
    "check": ["check quotes"],
    "archive": ["archive --list"],
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's folder, with another copy of the sample that has an archived text."""
    pages.enter(tmp_path, monkeypatch)
    shutil.copy(SAMPLE, "texts.db")
    Path("excerpt.txt").write_text("the document is dated October 10")
    terminal.answer_to(
        "depositary --db texts.db archive excerpt.txt --source spacepolicyonline-2023-11-02-iceland"
    )
    Path("past.seen").write_text(
        "ties ARE\tdepositary ties ARE at #162 root b49fcd25e241\n"
        "ties EGY\tdepositary ties EGY at #162 root 000000000000\n"
    )
    return tmp_path


@cache
def shapes() -> Shapes:
    """The shapes that the page explains: for each its keys and their values."""
    found = {}
    for heading in headings(page("json")):
        name = heading[2].strip("`")
        rows = table(section("json", name, whole=False))
        if rows and rows[0] == ["key", "value", "meaning"]:
            found[name] = {row[0].strip("`"): row[1] for row in rows[1:]}
    return {**found, "show": {**found["record"], **found["show"]}}


def check_shape(value: Any, kind: str, seen: set[str], path: str) -> None:
    """Whether a JSON value is of a kind that the page explains; ``seen`` gathers what was."""
    kind = kind.removesuffix(", optional")
    if kind.endswith(" or null"):
        if value is None:
            return
        kind = kind.removesuffix(" or null")
    seen.add(path)
    if kind.startswith("list of "):
        assert isinstance(value, list), path
        for one in value:
            check_shape(one, kind.removeprefix("list of "), seen, f"{path}[]")
    elif kind == "map of number":
        assert all(isinstance(one, int) for one in value.values()), path
    elif link := LINK.fullmatch(kind):
        check_keys(value, link[1].removeprefix("#"), seen)
    else:
        check_primitive(value, kind, path)


def check_keys(value: Any, shape: str, seen: set[str]) -> None:
    keys = shapes()[shape]
    if shape in ANSWERS:
        keys = {**{key: kind for key, kind in ASKED.items() if key in value}, **keys}
    optional = {key for key, kind in keys.items() if kind.endswith(", optional")}
    assert keys.keys() - optional <= value.keys() <= keys.keys(), shape
    for key, one in value.items():
        check_shape(one, keys[key], seen, f"{shape}.{key}")


def check_primitive(value: Any, kind: str, path: str) -> None:
    if kind in ("number", "position"):
        assert type(value) is int, path
    elif kind == "flag":
        assert isinstance(value, bool), path
    elif kind == "event":
        codec.decode(value)
    elif kind == "question":
        assert value.keys() == {"on", "known"}, path
        check_shape(value["on"], "day", set(), path)
        check_keys(value["known"], "known", set())
    elif kind == "date":
        parse(value)
    elif kind != "any":
        assert re.fullmatch(PRIMITIVES[kind], value, re.DOTALL), f"{path}: {value!r}"


def asked_for(command: str) -> Sequence[str]:
    """The commands whose answers show a shape: the page's own, and more."""
    [example] = blocks(section("json", command), "sh")
    citable = "citation" in shapes()[command] and command not in ("again", "watch")
    return [
        example.strip(),
        *(f"depositary --db {of(one)} --format json" for one in MORE.get(command, ())),
        *([f"{example.strip()} --cite"] if citable else []),
    ]


def of(command: str) -> str:
    """A command behind the ledger that it is asked of."""
    of_texts = command.startswith(("check", "archive"))
    return f"{'texts.db' if of_texts else SAMPLE.name} {command}"


def test_the_shapes_of_json_are_those_of_the_answers(folder: Path) -> None:
    seen: set[str] = set()
    for command in ANSWERS:
        for typed in asked_for(command):
            check_keys(json.loads(asked(typed)), command, seen)
    explained = {f"{shape}.{key}" for shape, keys in shapes().items() for key in keys}
    of_show = {f"show.{key}" for key in shapes()["record"]}
    of_unread = {"record.unread"}  # the sample has none: tests/test_unread.py has
    of_copies = {"status.copy", *(f"copy.{key}" for key in shapes()["copy"])}  # tests/test_desks.py
    assert explained - of_show - of_unread - of_copies - seen == set()


@pytest.mark.parametrize("command", sorted({*ANSWERS} - {"status", "diff", "reconcile"}))
def test_an_answer_repeats_what_was_asked(command: str, folder: Path) -> None:
    found = depositary.get_command(click.Context(depositary), command)
    assert found
    options = {"on": "--on", "known": "--known", "policy": "--tier", "only": "--kind"}
    taken = {one for param in found.params for one in param.opts}
    answer = json.loads(asked(asked_for(command)[0]))
    assert {key for key, option in options.items() if option in taken} == answer.keys() & {*ASKED}


def named(word: Word) -> str:
    """What stands for the date, or the name, in a sentence."""
    return "(name)" if word is Word.OF_PREDECESSOR else "(date)"


def test_the_words_of_verdicts_are_explained_with_their_sentences() -> None:
    rows = table(section("json", "verdict words"))[1:]
    assert rows == [[f"`{word}`", str(Verdict(word, named(word)))] for word in Word]


def test_every_shape_is_said_of_every_command_that_has_one(folder: Path) -> None:
    ctx = click.Context(depositary)
    having = {
        name
        for name in depositary.list_commands(ctx)
        if (command := depositary.get_command(ctx, name))
        and any("json" in getattr(param.type, "choices", ()) for param in command.params)
    }
    assert set(ANSWERS) == having


def test_an_empty_ledger_has_the_same_shapes(folder: Path) -> None:
    terminal.answer_to("depositary init")
    for command in ("status", "log", "check", "timeline", "replay"):
        answer = terminal.answer_to(f"depositary {command} --format json")
        check_keys(json.loads(answer), command, set())
