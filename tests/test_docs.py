"""The documents under test: their examples are run, and they leave nothing out.

With ``--rewrite`` what the program answers is written into the documents instead. What the pages
say of commands, of the file and of JSON is compared with the code in the modules beside this one.
"""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple, get_args

import attrs
import pages
import pytest
import terminal
from pages import LINK, blocks, page, section, table, words

from cli import event_options
from ledger import codec, events, values
from ledger.dates import parse
from ledger.events import wire_name

EXAMPLES = (
    *("words", "events", "file-format", "json", "commands", "formats", "evidence", "backup"),
    *("pictures", "python", "drafts", "intake", "exports", "copies", "witnesses"),
)
READING = (
    *("log", "show", "roster", "diff", "compare", "timeline", "replay", "audit", "ties"),
    *("again", "watch"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return pages.enter(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.apart] * (name == "pictures"))  # long
        for name in EXAMPLES
    ],
)
def test_examples_are_what_the_program_answers(name: str, folder: Path, rewrite: bool) -> None:
    after = pages.answered(name)
    if rewrite:
        (pages.DOCS / f"{name}.md").write_text(after)
    assert rewrite or after == page(name)


def test_json_examples_decode() -> None:
    for path in pages.ALL:
        for text in blocks(path.read_text(), "json"):
            json.loads(text)
        for line in "".join(blocks(path.read_text(), "jsonl")).splitlines():
            json.loads(line)


def test_examples_in_the_help_are_understood(folder: Path) -> None:
    """Those that read the sample are answered, the others refused for want of a ledger alone."""
    Path("events.jsonl").touch()
    Path("questions.txt").write_text("roster ILRS\n")
    for command in pages.REFERENCE["examples"]():
        reads = command.split()[1] in READING
        path = "events.db.sample" if reads else "elsewhere/events.db"
        command = command.replace(" --follow", "")  # which would never end
        command = command.replace("--sign witness.key", "--sign none.key")  # nor would a witness
        if "--db" not in command:
            command = command.replace("depositary", f"depositary --db {path}", 1)
        answer = terminal.answer_to(command)
        assert ("[exit" not in answer) if reads else ("[exit 2]" not in answer), command


def test_every_word_is_explained() -> None:
    explained = set(re.findall(r"\*\*([a-z ]+)\*\*", page("words").lower()))
    assert explained >= {
        *("program", "participant", "event", "instrument", "consent", "status", "membership"),
        *("roster", "source", "citation", "attestation", "claim", "position", "tree head"),
        *("fold", "projection", "certain", "possible", "not", "kind", "tier", "correction"),
    }
    for option in ("--on", "--before", "--known", "--published-by"):
        assert f"`{option} " in page("words")
    for axis in ("valid time", "record time", "publication time"):
        assert axis in page("words")


@pytest.mark.parametrize("event_type", codec.CLASSES)
def test_every_event_type_is_explained_with_every_field(event_type: str) -> None:
    text = section("events", event_type)
    cls: Any = codec.CLASSES[event_type]
    common = [one for one in in_common(cls) if one.name in codec.field_names(event_type)]
    explained = [*fields(text), *common]
    assert sorted(one.name for one in explained) == sorted(codec.field_names(event_type))
    required = {wire_name(one.name) for one in attrs.fields(cls) if one.default is attrs.NOTHING}
    assert {one.name for one in explained if one.needed} == required
    options = {"citations": "--source", "citation": "--source"}
    for option in event_options.options_of(event_type):
        options[str(option.name).removeprefix("field_")] = option.opts[0]
    for one in explained:
        assert one.option == options[one.name]
    verb = {"attestation": "attest", "correction": "correct", "retraction": "retract"}
    recorded = f"\n$ depositary {verb.get(event_type, f'append {event_type}')} "
    assert any(recorded in f"\n{session}" for session in blocks(text, "console"))
    for line in blocks(text, "jsonl"):
        assert json.loads(line)["type"] == event_type


class Explained(NamedTuple):
    """A field as the page of events has it: needed in bold, its option given where it has another
    name."""

    name: str
    option: str
    needed: bool


def fields(text: str) -> list[Explained]:
    found = re.findall(r"^- (\*\*)?`(\w+)`(?:\*\*)?(?: \(`(--[a-z-]+)`\))?, .+?: ", text, re.M)
    return [
        Explained(name, option or f"--{name.replace('_', '-')}", bool(bold))
        for bold, name, option in found
    ]


def in_common(cls: Any) -> list[Explained]:
    """The fields that events of some types share, for an event of a class."""
    if issubclass(cls, get_args(events.Definition)):
        return fields(section("events", "What the register knows of the world", whole=False))
    if not issubclass(cls, events.Happening):
        return []
    found = fields(section("events", "What happened in the world", whole=False))
    return found if issubclass(cls, get_args(events.Act | events.Mark)) else found[:6]


def test_every_citation_field_is_explained() -> None:
    fields_of = {one.name for one in attrs.fields(events.Citation)}
    assert words(section("events", "Citations")) == fields_of


def test_every_word_of_every_vocabulary_is_explained() -> None:
    for where, vocabulary in {
        "Instruments": events.INSTRUMENTS,
        "Kinds": events.KINDS,
        "Tiers": events.TIERS,
        "Coverage": events.COVERAGES,
    }.items():
        assert set(re.findall(r"`([a-z-]+)`", section("events", where))) == set(vocabulary)
    for where, vocabulary in {
        "Statuses": events.STATUSES,
        "signing": events.SIGNATURES,
        "consent": events.CONSENTS,
        "withdrawal": events.WITHDRAWALS,
        "attestation": events.STANCES,
    }.items():
        for word in vocabulary:
            assert f"`{word}`" in section("events", where)


def test_the_bounds_of_dates_are_those_of_the_code() -> None:
    for written, _, first, last in table(section("events", "Dates"))[1:]:
        date = parse(written.strip("`"))
        assert (date.earliest.isoformat(), date.latest.isoformat()) == (first, last), written


def test_the_limits_are_those_of_the_code() -> None:
    forms = section("events", "Forms")
    assert f"at most {values.TEXT_LIMIT} characters" in forms
    assert f"at most {values.QUOTE_LIMIT} characters" in section("events", "Citations")
    assert values.whole(1000000) == 1000000
    with pytest.raises(ValueError, match="1,000,000"):
        values.whole(1000001)
    assert values.slug("a" * 100)
    with pytest.raises(ValueError, match="no id"):
        values.slug("a" * 101)


def anchors(path: Path) -> set[str]:
    plain = (re.sub(r"[^\w\- ]", "", one[2].lower()) for one in pages.headings(path.read_text()))
    return {one.replace(" ", "-") for one in plain}


@pytest.mark.sources
@pytest.mark.parametrize("path", pages.ALL, ids=lambda path: path.name)
def test_internal_links_resolve(path: Path) -> None:
    for target in LINK.findall(pages.FENCE.sub("", path.read_text())):
        if "://" in target:
            continue
        name, _, anchor = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


@pytest.mark.parametrize("path", pages.ALL, ids=lambda path: path.name)
def test_no_page_names_a_machine(path: Path) -> None:
    machine = r"/(home|root|work|tmp|Users|var)/|localhost|127\.0\.0\.1|\.local\b|registry\.|pypi\."
    for number, line in enumerate(path.read_text().splitlines(), 1):
        assert not re.search(machine, line), f"{path.name}:{number}: {line}"


@pytest.mark.sources
def test_contributing_names_files_and_targets_that_exist() -> None:
    text = (pages.TOP / "CONTRIBUTING.md").read_text()
    for name in re.findall(r"`((?:[\w.]+/)+[\w.*]*)`", text):
        made = name in (pages.TOP / ".gitignore").read_text().split()
        assert made or name == "tests/ledger/__init__.py" or list(pages.TOP.glob(name)), name
    makefile = (pages.TOP / "Makefile").read_text()
    for target in re.findall(r"make ([a-z]+)$", text, re.MULTILINE):
        assert re.search(f"^{target}:", makefile, re.MULTILINE), target
