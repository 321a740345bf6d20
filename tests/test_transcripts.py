"""The transcripts under ``tests/transcripts`` and the session in the README, replayed."""

import re
import shutil
from pathlib import Path

import pytest
import terminal

TOP = Path(__file__).parent.parent
TRANSCRIPTS = sorted((TOP / "tests" / "transcripts").glob("*.txt"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a copy of the sample ledger, as the reader of a transcript has it."""
    shutil.copy(TOP / "events.db.sample", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    return tmp_path


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_transcript(path: Path, folder: Path, rewrite: bool) -> None:
    text = path.read_text()
    answered = terminal.replay(text)
    if rewrite:
        path.write_text(answered)
    assert rewrite or answered == text


def test_the_session_in_the_readme(folder: Path, rewrite: bool) -> None:
    readme = TOP / "README.md"
    text = readme.read_text()
    session = re.search(r"```console\n(\$ depositary init.*?)```", text, re.DOTALL)
    assert session
    answered = terminal.replay(session[1])
    if rewrite:
        readme.write_text(text.replace(session[1], answered))
    assert rewrite or answered == session[1]
    assert not list(folder.glob("*-wal"))
