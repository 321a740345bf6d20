"""The transcripts under ``tests/transcripts`` and the sessions in the README, replayed."""

import re
import shutil
from pathlib import Path

import pytest
import terminal

TOP = Path(__file__).parent.parent
TRANSCRIPTS = sorted((TOP / "tests" / "transcripts").glob("*.txt"))
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a copy of the sample ledger, as the reader of a transcript has it."""
    shutil.copy(TOP / "events.db.sample", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[pytest.mark.apart] * (path.stem == "pictures"))  # long
        for path in TRANSCRIPTS
    ],
    ids=lambda path: path.stem,
)
def test_transcript(path: Path, folder: Path, rewrite: bool) -> None:
    text = path.read_text()
    answered = terminal.replay(text)
    if rewrite:
        path.write_text(answered)
    assert rewrite or answered == text


def test_the_sessions_in_the_readme(folder: Path, rewrite: bool) -> None:
    readme = TOP / "README.md"
    text = readme.read_text()
    assert "$ depositary --db events.db.sample" in text
    answered = CONSOLE.sub(lambda block: f"```console\n{terminal.replay(block[1])}```", text)
    if rewrite:
        readme.write_text(answered)
    assert rewrite or answered == text
    assert not list(folder.glob("*-wal"))
