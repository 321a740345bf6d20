"""Lays a site out in a folder: each file is written where it differs from what is there, what the
site has no more is deleted, and what is new goes again when the site cannot be finished.

What belongs to the site is listed in a file of its own, so that nothing else is ever touched.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

import attrs

from cli import files
from ledger import whole_files
from ledger.errors import Refusal

INDEX = "data/ledger.js"  # what tells a folder with a site: written first
LIST = "data/files.txt"  # a path a line
_HEAD = "# The files that 'depositary publish' wrote here, and may replace and delete."


class Strangers(Refusal):
    """A folder with something in it that is not a site laid out before."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} has files that are no page: name an empty folder or a new one")


@attrs.define
class Sizes:
    """How many files a site has and how many bytes, and how many of them were written."""

    files: int = 0
    size: int = 0
    written: int = 0


def lay_out(
    folder: Path, paths: Iterable[str], made: Callable[[str], bytes], ledger: Path
) -> Sizes:
    """Make every file of a site in a folder, that at `INDEX` first. Raises `Strangers`."""
    check(folder)
    wanted, before = list(dict.fromkeys(paths)), _listed(folder)
    found = Sizes()
    with _taken_back_when_it_fails(folder) as write:

        def put(path: str, content: bytes) -> None:
            found.files, found.size = found.files + 1, found.size + len(content)
            target = folder / path
            if not (target.is_file() and target.read_bytes() == content):
                found.written += 1
                write(target, content, ledger)

        for number, path in enumerate(wanted):
            put(path, made(path))
            if number == 0:  # whatever is there from now on may be deleted again
                write(folder / LIST, _list({*before, *wanted}), ledger)
    for old in before - set(wanted):
        _remove(folder, old)
    put(LIST, _list(wanted))
    return found


def check(folder: Path) -> None:
    """Sweep up what a publication that was killed left, and refuse what it did not make. Raises
    `Strangers`."""
    inner = (one for one in folder.rglob("*") if one.is_dir() and not one.is_symlink())
    for one in (folder, *inner):
        whole_files.sweep(one)
    others = (one for one in folder.rglob("*") if not one.is_dir())
    if not (folder / INDEX).exists() and any(others):
        raise Strangers(folder)


def _list(paths: Iterable[str]) -> bytes:
    return "\n".join([_HEAD, *sorted(paths), ""]).encode()


def _listed(folder: Path) -> set[str]:
    """Return the paths of the files that were laid out in a folder before; without a list, those of
    the data, which alone may be of something that is no more."""
    with suppress(FileNotFoundError, NotADirectoryError):
        lines = (folder / LIST).read_text(encoding="utf-8", errors="replace").splitlines()
        return {one for one in lines if _is_inside(one)}
    return {f"data/{one.name}" for one in (folder / "data").glob("*.js")}


def _is_inside(path: str) -> bool:
    """Tell whether a line of the list is a path within the folder, whoever wrote it."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith(("#", "/")) and ".." not in parts


def _remove(folder: Path, path: str) -> None:
    """Delete a file of the site, and the folders that it leaves empty."""
    target = folder / path
    if any(one.is_symlink() for one in target.parents if one.is_relative_to(folder)):
        return
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder:
            return
        with suppress(OSError):  # something else is in it
            parent.rmdir()


@contextmanager
def _taken_back_when_it_fails(folder: Path) -> Iterator[Callable[[Path, bytes, Path], None]]:
    """Give what writes a file; when the block raises, those go again that were not there before,
    and the folders that were made for them."""
    new: list[Path] = []

    def write(target: Path, content: bytes, ledger: Path) -> None:
        new.extend(one for one in (*reversed(target.parents), target) if not one.exists())
        target.parent.mkdir(parents=True, exist_ok=True)
        with files.replacing(target, ledger, settled=False) as file:
            file.write(content)

    try:
        yield write
    except BaseException:
        for one in reversed(new):
            with suppress(OSError):  # it was never made
                one.unlink() if not one.is_dir() else one.rmdir()
        raise
