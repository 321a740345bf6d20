"""A file that takes its place whole, or not at all, over one that may be there; never over the
ledger. Files that are secrets or evidence, and never overwritten, are left to `files`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ledger import whole_files
from ledger.errors import Refusal


class IsTheLedger(Refusal):
    """An export that would take the ledger's own place."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is the ledger itself: choose another path with --output")


@contextmanager
def replacing(path: Path, ledger: Path) -> Iterator[BinaryIO]:
    """Give a file that takes its place when the block ends, or not at all when it raises."""
    if path.exists() and path.samefile(ledger):
        raise IsTheLedger(path)
    with whole_files.replace(path) as file:
        yield file
