"""The formats of files of events, and such a file: which format it is in, and its events as a
stream of lines.

Standard input, and whatever else is no regular file, is copied to a temporary file first: a
sender may be slow, and what is read while the ledger is locked should not be. The formats are
each one module and one line in `FORMATS`.
"""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import attrs

from cli.formats.lines import Line, Unreadable
from ledger.errors import Fault, Refusal

Wires = Callable[[], Iterable[dict[str, Any]]]  # events in wire form, from the first each time


@attrs.frozen
class Format:
    """How events stand in a file: what the names of such files end in, and the module of
    `cli.formats` that knows it, imported when it is needed. There ``read`` gives the lines of a
    file of bytes, and where it ``is_written``, ``write`` the texts that a file is made of."""

    module: str
    endings: tuple[str, ...]
    is_written: bool = False

    def read(self, file: BinaryIO) -> Iterator[Line]:
        """Return the events of a file, which may be asked for any of its bytes. Raises
        `Unreadable`."""
        found: Iterator[Line] = import_module(f"cli.formats.{self.module}").read(file)
        return found

    def write(self, wires: Wires) -> Iterator[str]:
        """Return the texts of a file of some events."""
        found: Iterator[str] = import_module(f"cli.formats.{self.module}").write(wires)
        return found


FORMATS = {  # by the names that --from and --format know; the first is that of standard input
    "jsonl": Format("jsonl", ("jsonl", "ndjson"), is_written=True),
    "csv": Format("csv_rows", ("csv",), is_written=True),
    "yaml": Format("yaml_list", ("yaml", "yml")),
}
_STANDARD_INPUT = "-"


class BadFile(Refusal):
    """A file that is not there, cannot be read, or is in no known format."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


class EventFile:
    """A file whose events are to be read; ``name`` is what messages call it. Close it."""

    def __init__(self, path: str, form: str | None = None) -> None:
        """Raises `BadFile`."""
        is_input = path == _STANDARD_INPUT
        self.name = "<stdin>" if is_input else path
        self._path = path
        try:
            self._format = FORMATS[form or _form_of(path)]
            self._copy = _spooled(sys.stdin.buffer) if is_input else _copied(path)
            self.size = _size(self._copy) if self._copy else os.stat(path).st_size
        except OSError as problem:
            raise BadFile(self.name, _said(problem)) from None
        self._read: BinaryIO | None = None

    @property
    def done(self) -> int:
        """How many bytes were read, while `lines` goes on."""
        return self._read.tell() if self._read else 0

    def close(self) -> None:
        if self._copy:
            self._copy.close()

    def lines(self) -> Iterator[Line]:
        """Yield the events, as a stream; the last line may be one that could not be read."""
        found = False
        with self._open() as file:
            try:
                self._read = file
                for line in self._format.read(file):
                    found = True
                    yield line
            except Unreadable as problem:
                yield Line(problem.number, faults=[Fault("", problem.problem)], is_end=True)
                return
        if not found:
            yield Line(0, faults=[Fault("", "has no events: give a file with one or more")])

    def _open(self) -> BinaryIO:
        return self._copy or open(self._path, "rb")


def _form_of(path: str) -> str:
    """Return the format that a file's ending tells. Raises `BadFile`, `OSError`."""
    if path == _STANDARD_INPUT:
        return next(iter(FORMATS))
    if stat.S_ISDIR(os.stat(path).st_mode):
        raise BadFile(path, "a folder: name the files in it")
    form = by_ending(path)
    if form is None and path.lower().endswith(".json"):
        raise BadFile(path, "JSON is read one event a line: call it .jsonl, or give --from jsonl")
    if form is None:
        *others, last = [f".{one.endings[0]}" for one in FORMATS.values()]
        known = f"{', '.join(others)} or {last}"
        raise BadFile(path, f"its ending tells no format: give --from, or call it {known}")
    return form


def by_ending(path: str) -> str | None:
    """Return the format whose files end as a path does, if there is one."""
    ending = PurePath(path).suffix.lstrip(".").lower()
    return next((name for name, one in FORMATS.items() if ending in one.endings), None)


def _copied(path: str) -> BinaryIO | None:
    """Return a copy of what can be read only once; a file that can be opened again needs none."""
    with open(path, "rb") as file:
        regular = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
        return None if regular else _spooled(file)


def _spooled(stream: BinaryIO) -> BinaryIO:
    copy = TemporaryFile()  # noqa: SIM115  # `EventFile.close` closes it
    shutil.copyfileobj(stream, copy)
    return copy


def _size(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)


def _said(problem: OSError) -> str:
    if isinstance(problem, FileNotFoundError):
        return "there is no such file: check its name"
    if isinstance(problem, PermissionError):
        return "it cannot be read: change its permissions"
    return f"{(problem.strerror or 'it cannot be read').lower()}: check the path"
