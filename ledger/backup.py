"""A backup: the whole ledger in one new file, copied while others write, and verified before it
takes its name.

It is in rollback mode, so that to read it leaves no file beside it. To restore it is to copy it
back, which is left to whoever keeps it.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from ledger import files
from ledger.errors import Damaged, Occupied
from ledger.store import Ledger, TreeHead
from ledger.verify import verify

_BESIDE = ("-wal", "-journal")  # SQLite would take them for the new file's own


def backup(ledger: Ledger, path: Path) -> TreeHead:
    """Copy a ledger as it is at this moment; returns the tree head of the copy.

    Raises `Occupied` where there is a file, `Damaged` when the copy does not verify, `DiskFull`,
    and `OSError` where no file can be made.
    """
    _check_free(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _make(part, path)
        with files.refusing(path):
            _copy(ledger, part)
        head = _verified(part, ledger.path)
        shutil.copymode(ledger.path, part)
        _sync(part)
        _name(part, path)
    finally:
        for end in ("", *_BESIDE):
            part.with_name(part.name + end).unlink(missing_ok=True)
    return head


def _check_free(path: Path) -> None:
    for end in ("", *_BESIDE):
        found = path.with_name(path.name + end)
        if os.path.lexists(found):
            raise Occupied(found)


def _make(part: Path, path: Path) -> None:
    """An empty file that nobody else can read, yet."""
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from None


def _copy(ledger: Ledger, part: Path) -> None:
    with closing(sqlite3.connect(part)) as copy:
        ledger.sql.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _verified(part: Path, source: Path) -> TreeHead:
    with Ledger.open(part) as copy:
        failure = next(verify(copy), None)
        if failure:
            raise Damaged(source, str(failure))
        return copy.head()


def _sync(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _name(part: Path, path: Path) -> None:
    """Give a file its name, which no other has taken meanwhile."""
    try:
        os.link(part, path)  # unlike a rename, it never overwrites
    except FileExistsError:
        raise Occupied(path) from None
    except OSError:  # a file system that has no links
        _check_free(path)
        part.rename(path)
    _sync(path.absolute().parent)
