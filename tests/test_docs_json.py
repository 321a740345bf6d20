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
from pages import SAMPLE, asked, blocks, page, section, table

from cli.app import App
from cli.asking import Asking, Reply
from cli.main import depositary
from ledger import codec
from ledger.dates import parse
from projections.verdicts import Verdict, Word

Shapes = Mapping[str, Mapping[str, str]]
TYPE = re.compile(r"^type (\w+) = (?:(\w+) & )?\{( [^\n]*|\n.*?^)\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"(\w+\??): (\{.*?\}|[^{},\n]+)")
TEXTS = {
    "string": r".*",
    "Day": r"\d{4}-\d\d-\d\d",
    "Moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "Hash": r"[0-9a-f]{64}",
}
ASKED = {  # what every answer repeats of what was asked, where its command takes it
    "on": "Day",
    "known": "Known",
    "policy": "Policy",
    "only": "Only",
}
EXAMPLES = {  # for each command what shows every key of its answer
    "roster": [
        "roster ILRS --on 2021-12-31",
        "roster ILRS --kind state --status signatory --sources",
        "roster 'Moon Agreement' --status signatory --sources",
        "roster ILRS --published-by 2023-10-24 --tier press --min-sources 1 --on 2024-05-08",
        "roster ILRS --on 2024-05-07",
        "roster GATT",
        "roster ILRS --region Africa",
        "roster ILRS --on 2024-05-07 --known 2014-01-01",
        "roster ILRS --on 2023-12-31 --disputed widen",
    ],
    "diff": ["diff 'Moon Agreement' 2024-01-04 2024-01-05", "diff ILRS 2024-05-08 2024-05-09"],
    "compare": ["compare 'Artemis Accords' ILRS --on 2025-12-31"],
    "chart": [
        "chart ILRS --from 2023-12-31 --to 2024-06-30",
        "chart ILRS --kind state --published-by 2023-10-24 --tier press --min-sources 1",
    ],
    "map": [
        "map 'Artemis Accords' ILRS --on 2025-12-31",
        "map ILRS --on 2024-05-07 --published-by 2024-05-07 --tier press --min-sources 1",
    ],
    "reconcile": [
        (
            "reconcile moon.csv --program 'Moon Agreement' --source-title Status --tier official"
            " --publisher UN --published-on 2018-03"
        ),
    ],
    "timeline": ["timeline Venezuela", "timeline ILRS", "timeline UAE --sources"],
    "replay": ["replay ILRS --to 2021-12-31", "replay ILRS --to 2024-05-09"],
    "audit": [
        "audit 'Artemis Accords' Iceland --on 2023-10-24",
        "audit ILRS UAE",
        "audit ILRS Egypt",
        'audit ILRS "South Africa"',
        'audit "Moon Agreement" "Saudi Arabia" --on 2023-12-31',
    ],
    "again": [
        "again 'depositary ties ARE at #162 root a6db7db9396b'",
        "again 'roster ilrs --on 2023-06-30 at #162 root a6db7db9396b'",
        "again 'depositary roster ilrs --on 2023-06-30 at #162 root 000000000000'",
    ],
    "watch": [
        "watch --ask 'ties Egypt' --state egypt.seen",
        "watch --ask 'roster Moonbase' --ask 'ties ARE' --ask 'ties EGY' --state past.seen",
    ],
    "ties": ["ties Egypt", "ties Pakistan", "ties UAE"],
    "show": ["show '#1'", "show '#810'"],
    "log": ["log --type withdrawal", "log --type correction"],
    "check": ["check claims", "check quotes"],
    "archive": ["archive --list"],
    "status": ["status"],
    "programs": ["programs"],
    "participants": ["participants --kind ngo", "participants"],
    "sources": ["sources"],
}
SERVED = {
    "Served": {"name": "roster", "program": "ILRS"},
    "Refusal": {"name": "roster", "program": "Moonbase"},
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
        "ties ARE\tdepositary ties ARE at #162 root a6db7db9396b\n"
        "ties EGY\tdepositary ties EGY at #162 root 000000000000\n"
    )
    return tmp_path


def uncommented(text: str) -> str:
    return re.sub(r" *//.*", "", text)


def fields_of(text: str) -> Mapping[str, str]:
    return {found[1]: found[2].strip() for found in FIELD.finditer(text)}


@cache
def shapes() -> Shapes:
    """The types that the page has: for each its keys, with a ``?`` behind what is optional, and
    their types."""
    found: dict[str, Mapping[str, str]] = {}
    later = []
    for block in blocks(page("json"), "ts"):
        for name, more, text in TYPE.findall(uncommented(block)):
            found[name] = fields_of(text)
            later += [(name, more)] if more else []
    return found | {name: {**found[more], **found[name]} for name, more in later}


ANSWERS = [name for name in shapes() if name.islower()]


def check_value(value: Any, kind: str, seen: set[str], path: str) -> None:
    """Whether a JSON value is of a type that the page has; ``seen`` gathers what was."""
    kinds = re.split(r" \| (?![^{]*\})", kind)
    if value is None:
        assert "null" in kinds or kind == "any", path
        return
    seen.add(path)
    if f'"{value}"' in kinds:
        return
    kind = kinds[0]
    if kind.endswith("[]"):
        assert isinstance(value, list), path
        for one in value:
            check_value(one, kind.removesuffix("[]"), seen, f"{path}[]")
    elif kind == "Numbers":
        assert all(isinstance(one, int) for one in value.values()), path
    elif kind.startswith("{"):
        check_keys(value, fields_of(kind), path, seen)
    elif kind in shapes():
        check_shape(value, kind, seen)
    else:
        check_primitive(value, kind, path)


def check_shape(value: Any, shape: str, seen: set[str]) -> None:
    keys = shapes()[shape]
    if shape in ANSWERS:
        keys = {**{key: kind for key, kind in ASKED.items() if key in value}, **keys}
    check_keys(value, keys, shape, seen)


def check_keys(value: Any, keys: Mapping[str, str], path: str, seen: set[str]) -> None:
    kinds = {key.removesuffix("?"): kind for key, kind in keys.items()}
    optional = {key.removesuffix("?") for key in keys if key.endswith("?")}
    assert kinds.keys() - optional <= value.keys() <= kinds.keys(), path
    for key, one in value.items():
        check_value(one, kinds[key], seen, f"{path}.{key}")


def check_primitive(value: Any, kind: str, path: str) -> None:
    if kind in ("number", "Position"):
        assert type(value) is int, path
    elif kind == "boolean":
        assert isinstance(value, bool), path
    elif kind == "Wire":
        codec.decode(value)
    elif kind == "EDTF":
        parse(value)
    elif kind != "any":
        assert re.fullmatch(TEXTS[kind], value, re.DOTALL), f"{path}: {value!r}"


def asked_for(command: str) -> Sequence[str]:
    """The commands whose answers show a shape."""
    asking = [f"depositary --db {of(one)} --format json" for one in EXAMPLES[command]]
    citable = "citation?" in shapes()[command]
    return [*asking, *([f"{asking[0]} --cite"] if citable else [])]


def served(name: str, **given: str) -> Reply:
    """What is served of the sample."""
    app = App(clock=lambda: terminal.NOW)
    app.at(str(SAMPLE))
    return Asking(app).ask(name, list(given.items()))


def of(command: str) -> str:
    """A command behind the ledger that it is asked of."""
    of_texts = command.startswith(("check", "archive"))
    return f"{'texts.db' if of_texts else SAMPLE.name} {command}"


def test_the_shapes_of_json_are_those_of_the_answers(folder: Path) -> None:
    seen: set[str] = set()
    for command in ANSWERS:
        for typed in asked_for(command):
            check_shape(json.loads(asked(typed)), command, seen)
    for shape, given in SERVED.items():
        keys = shapes()[shape]
        found = {key: one for key, one in json.loads(served(**given).text).items() if key in keys}
        check_keys(found, keys, shape, seen)
    explained = {
        f"{shape}.{key.removesuffix('?')}" for shape, keys in shapes().items() for key in keys
    }
    of_unread = {"Entered.unread", "show.unread"}  # the sample has none: tests/test_unread.py has
    of_copies = {"status.copy", *(f"Copy.{key}" for key in shapes()["Copy"])}  # tests/test_desks.py
    assert explained - of_unread - of_copies - seen == set()


@pytest.mark.parametrize("command", sorted({*ANSWERS} - {"status", "diff", "reconcile"}))
def test_an_answer_repeats_what_was_asked(command: str, folder: Path) -> None:
    found = depositary.get_command(click.Context(depositary), command)
    assert found
    options = {"on": "--on", "known": "--known", "policy": "--min-sources", "only": "--kind"}
    taken = {one for param in found.params for one in param.opts}
    answer = json.loads(asked(asked_for(command)[0]))
    assert {key for key, option in options.items() if option in taken} == answer.keys() & {*ASKED}


def named(word: Word) -> str:
    """What stands for the date, or the name, in a sentence."""
    return "(name)" if word is Word.OF_PREDECESSOR else "(date)"


def test_the_words_of_verdicts_are_explained_with_their_sentences() -> None:
    rows = table(section("json", "Words for a verdict"))[1:]
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
        check_shape(json.loads(answer), command, set())
