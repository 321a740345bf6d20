"""Transcripts: what is typed and what is answered, replayed in process and compared.

A transcript is text as a terminal shows it. A line that begins with ``$ `` is typed; what follows
up to the next such line is the answer, standard error mixed in where it came, and ``[exit 1]``
when the exit code is not 0. Understood are ``depositary …`` (with ``> FILE`` and ``< FILE``), and
``cat > FILE <<END`` with the lines up to ``END``, which writes a file. Lines before the first
``$ `` are comment.
"""

import contextlib
import io
import shlex
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs

from cli.app import App
from cli.main import run

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


@attrs.frozen
class Exchange:
    """One command as typed, with the lines that belong to it, and its answer."""

    typed: str
    answer: str


def read(text: str) -> tuple[str, list[Exchange]]:
    """The comment at the head of a transcript, and its exchanges."""
    head, *parts = ("\n" + text).split("\n$ ")
    return head.lstrip("\n"), [_exchange(part) for part in parts]


def _exchange(part: str) -> Exchange:
    typed, _, rest = part.partition("\n")
    if typed.endswith("<<END"):
        lines, _, rest = f"{rest}\n".partition("\nEND\n")
        typed = f"{typed}\n{lines}\nEND"
    return Exchange(typed, rest.strip("\n"))


def replay(text: str) -> str:
    """The same transcript with the answers that are given now, in the current folder."""
    head, exchanges = read(text)
    return head.rstrip("\n") + ("\n\n" if head else "") + "\n".join(map(_replayed, exchanges))


def _replayed(exchange: Exchange) -> str:
    answer = answer_to(exchange.typed)
    return f"$ {exchange.typed}\n" + (f"{answer}\n" if answer else "")


def answer_to(typed: str) -> str:
    """What the program answers to a command."""
    if typed.startswith("cat > "):
        first, *lines = typed.split("\n")
        Path(first.split()[2]).write_text("\n".join(lines[:-1]) + "\n")
        return ""
    words = shlex.split(typed)
    assert words.pop(0) == "depositary", typed
    screen = _Screen()
    target = _taken(words, ">")
    answers = _Screen() if target else screen
    with (
        _standard_input(_taken(words, "<")),
        contextlib.redirect_stderr(screen),
        contextlib.redirect_stdout(answers),
    ):
        code = run(words, obj=App(clock=lambda: NOW, by="desk"))
    if target:
        Path(target).write_text(answers.text())
    return screen.text().rstrip("\n") + (f"\n[exit {code}]" if code else "")


class _Screen(io.TextIOWrapper):
    """What is written, as text or as bytes, in the order in which it came."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self) -> str:
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined,no-any-return]


def _taken(words: list[str], sign: str) -> str | None:
    """The file behind ``>`` or ``<``, both taken out of the words."""
    if sign not in words:
        return None
    at = words.index(sign)
    words.pop(at)
    return words.pop(at)


@contextlib.contextmanager
def _standard_input(path: str | None) -> Iterator[None]:
    if path is None:
        yield
        return
    before = sys.stdin
    with open(path, encoding="utf-8") as file:
        sys.stdin = file
        try:
            yield
        finally:
            sys.stdin = before
