"""A file of events as lines of text, and what reading makes of them: one `Line` for each event.

Text is UTF-8 and nothing else.
"""

import os
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from ledger.errors import Fault

LONGEST = 1 << 20  # bytes of a line, and characters of a cell
TOO_LONG = "a line longer than 1 MiB: write one event a line"
RESTORE_POINTS = ("recorded_at", "recorded_by")  # in a line, beside the fields of its event


class Line(NamedTuple):
    """An event as it stands in a file: where, and its wire form or all that is wrong with it.

    The wire form of a line that is wrong is what could be made out of it. ``is_end``: the rest of
    the file could not be read.
    """

    number: int
    wire: Any = None
    faults: Sequence[Fault] = ()
    is_end: bool = False


class Unreadable(Exception):
    """A file that cannot be read from a line on."""

    def __init__(self, number: int, problem: str) -> None:
        self.number, self.problem = number, problem
        super().__init__(problem)


class Text:
    """The text of a file that is read once, from its start; ``number`` is the last line that was
    read, ``done`` how many bytes, ``size`` how many there are."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, os.SEEK_END)
        self.number = self.done = file.seek(0)

    def lines(self) -> Iterator[str | None]:
        """Yield each line with its end; None stands for one that is longer than `LONGEST`.

        Raises `Unreadable`.
        """
        while raw := self._file.readline(LONGEST + 1):
            self.number += 1
            self.done += len(raw)
            if len(raw) > LONGEST:
                self._skip(raw)
                yield None
            else:
                yield self._decoded(raw)

    def short_lines(self) -> Iterator[str]:
        """Yield each line with its end. Raises `Unreadable` at one that is longer than
        `LONGEST`."""
        for line in self.lines():
            if line is None:
                raise Unreadable(self.number, TOO_LONG)
            yield line

    def _decoded(self, raw: bytes) -> str:
        if b"\0" in raw:
            raise Unreadable(self.number, "not UTF-8 text, it has a NUL byte: save it as UTF-8")
        try:
            return raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise Unreadable(self.number, "not UTF-8 text: save it as UTF-8") from None

    def _skip(self, raw: bytes) -> None:
        while raw and not raw.endswith(b"\n"):
            raw = self._file.readline(LONGEST)
            self.done += len(raw)
