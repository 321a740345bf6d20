"""A file that takes its place whole, or not at all, over one that may be there; never over the
ledger. Files that are secrets or evidence, and never overwritten, are left to `papers`.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ledger.errors import Refusal


class IsTheLedger(Refusal):
    """An export that would take the ledger's own place."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is the ledger itself: choose another path with --output")


@contextmanager
def replacing(path: Path, ledger: Path) -> Iterator[BinaryIO]:
    """A file that takes its place when the block ends, or not at all when it raises."""
    if path.exists() and path.samefile(ledger):
        raise IsTheLedger(path)
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        with path.open("wb") as file:  # a pipe, a terminal, /dev/null: nothing to replace
            yield file
        return
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with _naming(path), part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with _naming(path):
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let what goes wrong name the file that was asked for."""
    try:
        yield
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from problem
