"""The files that commands read and write, each whole or not at all.

Keys, tree heads and proofs are secrets or evidence: made once and never overwritten. Exports,
pictures and pages take the place of a file that is there, but never that of the ledger.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

import click

from cli.strict import option
from cli.taken import taken
from ledger import whole_files
from ledger.errors import MalformedProof, Refusal

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])
_LARGEST = 16 * 2**20  # bytes; thousands of proofs


class Exists(Refusal):
    """A file that would have been overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already, and is never overwritten: choose another path")


class IsTheLedger(Refusal):
    """An export that would take the ledger's own place."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is the ledger itself: choose another path with --output")


def output_option(command: F) -> F:
    """Add ``--output``."""
    return option(
        "--output", "-o", "path", type=click.Path(), metavar="FILE", help="Write to a new file."
    )(command)


since_option = option(
    "--since",
    metavar="HEAD",
    help="The file of an older tree head: the newer one is proved to continue it.",
)


def read(path: str, what: str, parse: Callable[[str], T]) -> T:
    """Return what a file has, ``-`` being standard input. Raises `MalformedProof` with the file's
    name."""
    try:
        return parse(_bytes(path, what).decode())
    except UnicodeDecodeError:
        raise MalformedProof(what, "it is no text in UTF-8", path) from None
    except MalformedProof as refusal:
        raise MalformedProof(what, refusal.problem, path) from None


def _bytes(path: str, what: str) -> bytes:
    if path == "-":
        data = sys.stdin.buffer.read(_LARGEST + 1)
    else:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise MalformedProof(what, f"it is larger than {_LARGEST >> 20} MiB", path)
    return data


def write(text: str, path: str | None) -> None:
    """Write to a new file, or without one to standard output: these bytes and no others."""
    if into := taken():
        into.text = text
    elif path is None or path == "-":
        click.echo(text.encode(), nl=False)
    else:
        make(Path(path), text)


def make(path: Path, text: str, *, mode: int = 0o666) -> None:
    """Make a file, whole or not at all. Raises `Exists`."""
    try:
        with whole_files.create(path, mode=mode) as file:
            file.write(text.encode())
    except FileExistsError:
        raise Exists(path) from None


@contextmanager
def replacing(path: Path, ledger: Path, *, settled: bool = True) -> Iterator[BinaryIO]:
    """Give a file that takes its place when the block ends, or not at all when it raises;
    ``settled`` as in `whole_files.replace`."""
    if path.exists() and path.samefile(ledger):
        raise IsTheLedger(path)
    with whole_files.replace(path, settled=settled) as file:
        yield file
