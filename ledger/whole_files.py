"""Files that are whole or not there: what is written has no name until all of it is on the disk.

Where the system has no unnamed files (``O_TMPFILE``), for a database, which SQLite opens by its
name, and for a file that replaces another, which no system call does with an unnamed one, it lies
beside its place under a name of its own and is locked (``flock``): what a process that was killed
leaves there is swept up by the next that writes a file into the folder. A process id would not
tell that it is gone: ids are used again, and a container or another machine has its own.
"""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ledger.errors import Unsettled

_PART = ".depositary-{}.part"
_BESIDE = ("-wal", "-journal")  # SQLite would take them for the new database's own
# What open(2) answers where there are no unnamed files, by the system or the file system.
_NO_UNNAMED = (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT)
_NO_SYNC = (errno.EINVAL, errno.EOPNOTSUPP, errno.EACCES)  # of a folder


@contextmanager
def create(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Give a new file, which takes its name when the block ends, or never when it raises.

    ``mode`` is that of a file that is made, less what the process takes away (umask). Raises
    `FileExistsError` where there is anything, `OSError` with ``path`` as its file name, and
    `Unsettled`.
    """
    sweep(path.absolute().parent)
    with _naming(path):
        _check_free(path)
        with _part(path, mode) as (descriptor, part):
            yield from _written(descriptor)
            _name(descriptor, part, path)
    _settle(path, take_back=True)


@contextmanager
def replace(path: Path, *, settled: bool = True) -> Iterator[BinaryIO]:
    """Give a file that takes the place of the one that may be there when the block ends, or never
    when it raises. It has the permissions of the one before; where a link leads, it is replaced
    there.

    What is no regular file (a pipe, a terminal, ``/dev/null``) is written to. Without ``settled``
    the disk is not waited for: of many files that can be made again, some may be lost or cut
    when the power fails. Raises `OSError` with ``path`` as its file name, and `Unsettled`.
    """
    with _naming(path):
        before = path.stat() if path.exists() else None
        if before and not stat.S_ISREG(before.st_mode):
            with path.open("wb") as file:
                yield file
            return
        target = path.resolve()
        sweep(target.parent)
        with _part(target, 0o666) as (descriptor, part):
            if before:
                with suppress(PermissionError):  # of a file system that has none
                    os.fchmod(descriptor, stat.S_IMODE(before.st_mode))
            yield from _written(descriptor, settled=settled)
            _take_over(descriptor, part, target)
    if settled:
        _settle(target)


@contextmanager
def create_database(path: Path, *, mode: int = 0o666) -> Iterator[Path]:
    """Give the path of an empty file, for SQLite to make a database of that is closed when the
    block ends and then takes its name; it never does when the block raises.

    Raises `FileExistsError`, naming what is there, also where there is only what SQLite would take
    for the database's own; `OSError` with ``path`` as its file name, and `Unsettled`.
    """
    sweep(path.absolute().parent)
    with _naming(path):
        _check_free(path, *_BESIDE)
        with _named_part(path, mode) as (descriptor, part):
            yield part
            os.fsync(descriptor)
            _check_free(path, *_BESIDE)
            _name(descriptor, part, path)
    _settle(path, take_back=True)


def make_folder(path: Path) -> None:
    """Make a folder, with those above it, each of which is on the disk before what it holds.
    Raises `OSError`, `Unsettled`."""
    if not path.is_dir():
        make_folder(path.absolute().parent)
        path.mkdir(exist_ok=True)
        _settle(path)


def sweep(folder: Path) -> None:
    """Remove what was being written into a folder by processes that are no more."""
    for part in folder.glob(_PART.format("*")):
        with suppress(OSError):  # its process lives, or another sweeps, or it may not be removed
            _sweep(part)


def _sweep(part: Path) -> None:
    descriptor = os.open(part, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(part)
    finally:
        os.close(descriptor)


def _check_free(path: Path, *ends: str) -> None:
    for end in ("", *ends):
        found = path.with_name(path.name + end)
        if os.path.lexists(found):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(found))


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let what goes wrong name the file that was asked for."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from problem


@contextmanager
def _part(path: Path, mode: int) -> Iterator[tuple[int, Path | None]]:
    """Give an open file beside a path, without a name if that can be; it goes with the block unless
    it was given one."""
    descriptor = _unnamed(path.absolute().parent, mode)
    if descriptor is None:
        with _named_part(path, mode) as found:
            yield found
        return
    try:
        yield descriptor, None
    finally:
        os.close(descriptor)


def _unnamed(folder: Path, mode: int) -> int | None:
    """Return an open file without a name, which `_link` can give it; None where there are none."""
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag or not os.path.isdir("/proc/self/fd"):
        return None
    try:
        return os.open(folder, os.O_RDWR | flag, mode)
    except OSError as problem:
        if problem.errno in _NO_UNNAMED:
            return None
        raise


@contextmanager
def _named_part(path: Path, mode: int) -> Iterator[tuple[int, Path]]:
    """Give the same under a name of its own, locked for as long as the block lasts."""
    descriptor, part = _made(path.absolute().parent, mode)
    try:
        yield descriptor, part
    finally:
        with suppress(OSError):  # what stays is swept up by the next
            _remove(part)
        os.close(descriptor)


def _made(folder: Path, mode: int) -> tuple[int, Path]:
    while True:
        part = folder / _PART.format(os.urandom(8).hex())
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        _lock(descriptor)
        if part.exists():
            return descriptor, part
        os.close(descriptor)  # it was swept up before it was locked


def _lock(descriptor: int) -> None:
    with suppress(OSError):  # a file system without locks, where nothing is swept up either
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _remove(part: Path) -> None:
    """Remove a part, what SQLite made beside it first, so that none of it is left alone."""
    for end in (*_BESIDE, "-shm", ""):
        part.with_name(part.name + end).unlink(missing_ok=True)


def _written(descriptor: int, *, settled: bool = True) -> Iterator[BinaryIO]:
    """Yield a file to write to, which is on the disk in the end, where it is ``settled``."""
    with open(descriptor, "wb", closefd=False) as file:
        yield file
    if settled:
        os.fsync(descriptor)


def _name(descriptor: int, part: Path | None, path: Path) -> None:
    """Give a file its name, which no other has. Raises `FileExistsError`."""
    try:
        _link(descriptor, part, path)  # unlike a rename, it never overwrites
    except FileExistsError:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
    except OSError:
        if part is None:
            raise
        _check_free(path)  # a file system that has no links
        part.rename(path)


def _link(descriptor: int, part: Path | None, path: Path) -> None:
    if part is not None:
        os.link(part, path)
        return
    # As open(2) says under O_TMPFILE. Python calls linkat(2), which can follow the link in /proc,
    # only when it is given some descriptor for a folder; of an absolute path it is not used.
    file = f"/proc/self/fd/{descriptor}"
    os.link(file, path, src_dir_fd=descriptor, follow_symlinks=True)


def _take_over(descriptor: int, part: Path | None, target: Path) -> None:
    """Give a file its name, whether or not another has it."""
    if part is not None:
        part.rename(target)
        return
    try:
        _link(descriptor, None, target)
    except FileExistsError:
        part = target.with_name(_PART.format(os.urandom(8).hex()))
        _lock(descriptor)  # before it has a name that others sweep up
        _link(descriptor, None, part)
        try:
            part.rename(target)
        except OSError:
            part.unlink()
            raise


def _settle(path: Path, *, take_back: bool = False) -> None:
    """Wait until the name of a file is on the disk; where that fails, take the name back, or raise
    `Unsettled`."""
    try:
        _sync(path.absolute().parent)
    except OSError as problem:
        if take_back and _taken_back(path):
            raise OSError(problem.errno, problem.strerror, str(path)) from problem
        raise Unsettled(path, problem.strerror or str(problem)) from problem


def _taken_back(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _sync(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as problem:
        if problem.errno not in _NO_SYNC:  # nothing more can be asked for
            raise
