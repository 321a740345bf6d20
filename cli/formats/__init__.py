"""Files of events: which format a file is in, and its events as a stream of lines.

Standard input, and whatever else is no regular file, is copied to a temporary file first: a
sender may be slow, and what is read while the ledger is locked should not be. The formats are
left to `jsonl`, `csv_rows` and `yaml_list`, writing to `cli.commands.export`.
"""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import BinaryIO

from cli.formats.lines import Line, Text, Unreadable
from ledger.errors import Fault, Refusal

FORMATS = ("jsonl", "csv", "yaml")
_ENDINGS = {"jsonl": "jsonl", "ndjson": "jsonl", "csv": "csv", "yaml": "yaml", "yml": "yaml"}
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
            self._form = form or _form_of(path)
            self._copy = _spooled(sys.stdin.buffer) if is_input else _copied(path)
            self.size = _size(self._copy) if self._copy else os.stat(path).st_size
        except OSError as problem:
            raise BadFile(self.name, _said(problem)) from None
        self.done = 0

    def close(self) -> None:
        if self._copy:
            self._copy.close()

    def lines(self) -> Iterator[Line]:
        """The events, as a stream; the last line may be one that could not be read."""
        found = False
        with self._open() as file:
            text = Text(file)
            try:
                for line in _read(text, self._form):
                    self.done, found = text.done, True
                    yield line
            except Unreadable as problem:
                yield Line(problem.number, faults=[Fault("", problem.problem)], is_end=True)
                return
        if not found:
            yield Line(0, faults=[Fault("", "has no events: give a file with one or more")])

    def _open(self) -> BinaryIO:
        return self._copy or open(self._path, "rb")


def _form_of(path: str) -> str:
    """The format that a file's ending tells. Raises `BadFile`, `OSError`."""
    if path == _STANDARD_INPUT:
        return FORMATS[0]
    if stat.S_ISDIR(os.stat(path).st_mode):
        raise BadFile(path, "a folder: name the files in it")
    ending = PurePath(path).suffix.lstrip(".").lower()
    if ending == "json":
        raise BadFile(path, "JSON is read one event a line: call it .jsonl, or give --from jsonl")
    if ending not in _ENDINGS:
        raise BadFile(path, "its ending tells no format: give --from, or call it .jsonl or .csv")
    return _ENDINGS[ending]


def _read(text: Text, form: str) -> Iterator[Line]:
    """The events of a text, by the module of its format, which is imported when it is needed."""
    if form == "jsonl":
        from cli.formats import jsonl

        return jsonl.read(text)
    if form == "csv":
        from cli.formats import csv_rows

        return csv_rows.read(text)
    from cli.formats import yaml_list

    return yaml_list.read(text)


def _copied(path: str) -> BinaryIO | None:
    """A copy of what can be read only once; a file that can be opened again needs none."""
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
