"""Turns: whose change of a ledger comes next, which is whoever has waited longest.

SQLite's own lock keeps two changes apart (`connection`), in no order: who has just released it can
take it again at once, while others wait. So the writers of this program stand in line before they
ask for it. Other programs do not, and meet SQLite's lock alone.

The places in line are locks on bytes of the file ``-wal``, of the kind that is an open file's own
(fcntl(2), "Open file description locks"). SQLite takes no lock on that file, and keeps it as long
as anybody has the ledger open to write; no byte of it is read or written here, and nothing is left
behind. A file of its own users would find, copy and wonder at; on the ledger and the ``-shm``
SQLite has locks that any ``close`` in the same process drops; ``flock`` has one lock a file, and
the line needs two places. The system wakes one waiter at a time, in the order in which they came.

A process that ends gives up its place, however it ends; a thread has a place of its own. Only Linux
has such locks: elsewhere, and where the file system refuses them, there are no turns.
"""

import os
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from io import FileIO
from pathlib import Path

try:
    from fcntl import F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_UNLCK, F_WRLCK, fcntl

    HELD_IN_LINE = sys.platform == "linux"  # `_LOCK` has another form elsewhere
except ImportError:  # Windows, macOS
    HELD_IN_LINE = False

Told = Callable[[int | None], None]
PATIENCE = 1.0  # seconds of waiting after which it is said
# A place is a range of bytes: it begins where all who want it begin, and its length says who has
# it. Whoever has the first keeps it until the second is free, so that nobody comes between.
_NEXT, _CHANGING = 0, 1 << 60
_LOCK = "hhqqi0q"  # struct flock: type, from where, start, length, process; padded
_PROCESS_BITS = 22  # https://docs.kernel.org/admin-guide/sysctl/kernel.html#pid-max
_here = threading.local()


class Line:
    """The place of one writer of a ledger, which it has open in WAL mode, in line with others.

    ``told`` is called once in a wait of more than `PATIENCE`, in another thread, with the id of the
    process that is waited for, or None where that is not known. `close` it before the ledger.
    """

    def __init__(self, path: Path, told: Told | None = None) -> None:
        self._name, self._told = os.path.realpath(path), told
        self._file: FileIO | None = None

    def close(self) -> None:
        if self._file:
            self._file.close()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Give a block that changes the ledger: entered when all who asked before have left theirs,
        however long that takes. Raises `RuntimeError` within another of the same ledger and thread,
        which would wait for itself."""
        entered: set[str] = _here.__dict__.setdefault("entered", set())
        if self._name in entered:
            raise RuntimeError("one change of a ledger cannot begin inside another")
        file = self._opened()
        try:
            if file:
                self._wait(file)
            entered.add(self._name)
            yield
        finally:
            entered.discard(self._name)
            if file:
                _leave(file)

    def _opened(self) -> FileIO | None:
        """Return the file to stand in line at. None where there is none, as in rollback mode, or it
        may not be opened, of which SQLite will tell."""
        if self._file is None and HELD_IN_LINE:
            with suppress(OSError):
                self._file = FileIO(f"{self._name}-wal", "r+")
        return self._file

    def _wait(self, file: FileIO) -> None:
        try:
            _stand_in_line(file, F_OFD_SETLK)
        except BlockingIOError:
            teller = self._teller(file)
            try:
                _stand_in_line(file, F_OFD_SETLKW)
            finally:
                if teller:
                    teller.cancel()
                    teller.join()

    def _teller(self, file: FileIO) -> threading.Timer | None:
        """Return what will say for whom this waits; None where nobody asked, or no memory is left
        for a thread."""
        told = self._told
        if told is None:
            return None
        teller = threading.Timer(PATIENCE, lambda: told(_waited_for(file)))
        teller.daemon = True
        try:
            teller.start()
        except RuntimeError:
            return None
        return teller


def _stand_in_line(file: FileIO, command: int) -> None:
    """Take the place next in line, then the one of who changes. Raises `BlockingIOError` unless the
    command is to wait for either; where the file system has no such locks, it takes none."""
    who = _namespace() << _PROCESS_BITS | os.getpid()
    try:
        _lock(file, command, F_WRLCK, _NEXT, who)
        _lock(file, command, F_WRLCK, _CHANGING, who)
        _lock(file, F_OFD_SETLK, F_UNLCK, _NEXT, who)
    except BlockingIOError:
        raise
    except OSError:
        pass


def _leave(file: FileIO) -> None:
    """Give up every place."""
    with suppress(OSError):
        _lock(file, F_OFD_SETLK, F_UNLCK, 0, 0)


def _waited_for(file: FileIO) -> int | None:
    """Return the id of the process that changes the ledger, else of the one that is next."""
    for place in (_CHANGING, _NEXT):
        found = _lock(file, F_OFD_GETLK, F_WRLCK, place, 1)
        kind, _, _, length, _ = struct.unpack(_LOCK, found)
        if kind != F_UNLCK:
            namespace, process = divmod(length, 1 << _PROCESS_BITS)
            return process if namespace == _namespace() else None
    return None


def _lock(file: FileIO, command: int, kind: int, start: int, length: int) -> bytes:
    return fcntl(file, command, struct.pack(_LOCK, kind, os.SEEK_SET, start, length, 0))


@cache
def _namespace() -> int:
    """Return where the ids of processes are those of this one: another container has others. See
    pid_namespaces(7)."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0
