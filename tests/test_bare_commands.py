"""Commands without arguments: a group shows its help, a command answers or says what is missing."""

import re
from pathlib import Path

import pytest

from cli.main import COMMANDS, run

REFUSED, USAGE = 1, 2
NAMES = [name for section in COMMANDS.values() for name in section]


@pytest.mark.parametrize("group", [[], ["append"]], ids=["depositary", "append"])
def test_a_group_shows_its_help_as_nothing_was_done(
    group: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*group, "--help"]) == 0
    helped = capfd.readouterr().out
    assert run(group) == USAGE
    assert capfd.readouterr() == ("", helped)
    assert helped.startswith(f"Usage: {' '.join(['depositary', *group])} [OPTIONS] COMMAND")
    assert len(helped.splitlines()) > 10


@pytest.mark.parametrize("command", [name for name in NAMES if name not in ("init", "append")])
def test_a_command_without_a_ledger_says_in_one_line_what_is_missing(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    assert run([command]) in (REFUSED, USAGE)
    said = capfd.readouterr()
    assert said.out == ""
    assert re.fullmatch(r"depositary: [^\n]{1,200}\n", said.err)
    assert not list(tmp_path.iterdir())
