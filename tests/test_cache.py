"""What takes long to make is made once, and given even where it cannot be kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from web.pictures import cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "depositary"


@pytest.fixture
def made() -> Iterator[str]:
    return (f"made {number}: ü" for number in range(1, 9))


def keep(made: Iterator[str]) -> str:
    return cache.kept("script", lambda: next(made))


def test_it_is_made_once(folder: Path, made: Iterator[str]) -> None:
    assert [keep(made), keep(made)] == ["made 1: ü", "made 1: ü"]
    assert [one.read_text(encoding="utf-8") for one in folder.iterdir()] == ["made 1: ü"]


def test_it_is_made_anew_for_another_edition_and_takes_its_place(
    folder: Path, made: Iterator[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(made)
    monkeypatch.setattr(cache, "_edition", lambda: "another")
    assert [keep(made), keep(made)] == ["made 2: ü", "made 2: ü"]
    assert [one.name for one in folder.iterdir()] == ["script-another"]


def test_it_is_made_anew_where_it_cannot_be_read(folder: Path, made: Iterator[str]) -> None:
    keep(made)
    [kept] = folder.iterdir()
    kept.write_bytes(b"\xff")
    assert [keep(made), keep(made)] == ["made 2: ü"] * 2


def test_it_is_given_where_nothing_can_be_kept(folder: Path, made: Iterator[str]) -> None:
    folder.touch()  # no folder
    assert [keep(made), keep(made)] == ["made 1: ü", "made 2: ü"]


def test_an_edition_is_one_of_packages_and_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache._edition.__wrapped__()
    assert cache._edition.__wrapped__() == before
    monkeypatch.setattr(cache, "version", lambda package: "0")
    assert cache._edition.__wrapped__() != before
