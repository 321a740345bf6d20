"""Proofs."""

from pathlib import Path

import pages
import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return pages.enter(tmp_path, monkeypatch)


def test_examples_are_what_the_program_answers(folder: Path, rewrite: bool) -> None:
    after = pages.answered("proofs")
    if rewrite:
        (pages.DOCS / "proofs.md").write_text(after)
    assert rewrite or after == pages.page("proofs")
