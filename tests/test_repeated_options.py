"""Options that are given twice: refused where one value is meant, and where several participants
are, an event each."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import terminal

from cli.main import depositary
from ledger.store import Ledger


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Each command as it is typed, and each of its options that takes one value."""
    ctx = click.Context(command)
    for one in command.params:
        if isinstance(one, click.Option) and not (one.multiple or one.is_flag):
            yield (*path, max(one.opts, key=len))
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            found = command.get_command(ctx, name)
            assert found
            yield from commands(found, (*path, name))


ONCE = list(commands(depositary, ("depositary",)))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def answer(typed: str) -> list[str]:
    return terminal.answer_to(f"depositary {typed}").splitlines()


def test_there_are_options_to_ask_about() -> None:
    assert ("depositary", "roster", "--on") in ONCE
    assert ("depositary", "append", "signing", "--instrument") in ONCE
    assert len(ONCE) > 200


def test_one_value_is_not_two() -> None:
    for *command, flag in ONCE:
        said, code = terminal.answer_to(" ".join([*command, f"{flag} a {flag}=b"])).splitlines()
        assert (said[:13], code) == ("depositary: -", "[exit 2]"), (command, flag)
        assert f" takes one value, not 'a' and 'b': give one: see '{' '.join(command)}" in said
    assert list(Path.cwd().iterdir()) == []


def test_a_flag_twice_says_the_same_twice() -> None:
    answer("init")
    typed = "append program --id p --name P --dry-run --dry-run"
    assert answer(typed) == ['{"id":"p","name":"P","type":"program"}']


@pytest.fixture
def opened() -> None:
    answer("init")
    answer("append program --id p --name P")


class TestFields:
    @pytest.mark.parametrize("second", ["place=Lima", "place=", "place=Quito", " place = Lima"])
    def test_one_field_set_twice(self, opened: None, second: str) -> None:
        answer("append signing --program p --participant Peru --on 2021")
        said, code = answer(f"correct '#2' --set place=Quito --set '{second}' --reason r")
        assert said == (
            f"depositary: --set takes one value for a field, not 'place=Quito' and '{second}':"
            " give one: see 'depositary correct --help'"
        )
        assert code == "[exit 2]"
        assert answer("log --last 1")[-1].startswith("#2")

    def test_two_fields(self, opened: None) -> None:
        answer("append signing --program p --participant Peru --on 2021")
        [said] = answer("correct '#2' --set place=Quito --set note=so --reason r")
        assert said.startswith("recorded #3")


ACTS = ["signing", "endorsement", "consent --action accession", "withdrawal"]


class TestParticipants:
    @pytest.mark.parametrize("act", ACTS)
    def test_an_event_each_in_one_commit(self, opened: None, act: str) -> None:
        event_type = act.split()[0]
        said = answer(f"append {act} --program p --participant Peru --participant CHL --on 2021")
        assert [line.split(" ", 3)[0::3] for line in said] == [
            ["recorded", f"{event_type} by Peru"],
            ["recorded", f"{event_type} by Chile"],
        ]
        with Ledger.open(Path("events.db")) as ledger:
            heads = ledger.sql.execute("SELECT size FROM tree_heads").fetchall()
        assert heads == [(1,), (3,)]

    def test_the_source_is_filed_once_and_cited_by_each(self, opened: None) -> None:
        new = "--source-url https://example.org/1 --source-title T --publisher Q --tier press"
        typed = f"append signing --program p --participant Peru --participant Chile --on 2021 {new}"
        assert [line.split()[3:] for line in answer(typed)] == [
            ["source"],
            ["signing", "by", "Peru"],
            ["signing", "by", "Chile"],
        ]
        cited = [json.loads(line)["citations"] for line in answer("export --format jsonl")[-2:]]
        assert cited == [[{"source": "q-undated"}]] * 2

    def test_one_by_two_names_is_one(self, opened: None) -> None:
        said = answer("append signing --program p --participant Peru --participant PER --on 2021")
        assert [line.split()[:2] for line in said] == [["recorded", "#2"]]
        assert said[0].endswith("signing")

    def test_one_that_is_known_already(self, opened: None) -> None:
        answer("append signing --program p --participant Peru --on 2021")
        said = answer("append signing --program p --participant Peru --participant Chile --on 2021")
        assert said[0].startswith("known already as #2")
        assert said[0].endswith("signing by Peru: nothing changed")
        assert said[1].startswith("recorded #3")

    def test_a_dry_run_shows_each(self, opened: None) -> None:
        typed = "append signing --program p --participant Peru --participant Chile --on 2021"
        assert [line.split('"')[7] for line in answer(f"{typed} --dry-run --expect 1")] == [
            "PER",
            "CHL",
        ]
        assert answer("log")[-1].startswith("#1 ")

    def test_only_if_the_ledger_has_so_many(self, opened: None) -> None:
        typed = "append signing --program p --participant Peru --participant Chile --on 2021"
        assert answer(f"{typed} --expect 2")[-1] == "[exit 1]"
        assert len(answer(f"{typed} --expect 1")) == 2

    def test_all_or_none_and_every_fault_is_told_once(self, opened: None) -> None:
        who = "--participant Prue --participant Chile --participant Chiel"
        said, code = answer(f"append signing --program q --on 2021 {who}")
        assert code == "[exit 1]"
        for name in ("'Prue'", "'Chiel'", "'q'"):
            assert said.count(f"is called {name}") == 1
        assert answer("log")[-1].startswith("#1 ")

    def test_a_source_that_is_refused_is_the_only_fault(self, opened: None) -> None:
        new = "--source-url nowhere --source-title T --publisher Q --tier press"
        typed = f"append signing --program p --participant Peru --participant Chile --on 2021 {new}"
        said, code = answer(typed)
        assert said.startswith("depositary: url: ")
        assert code == "[exit 1]"
