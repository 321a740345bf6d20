"""A ledger's file: opening it with SQLite, telling whether it is one, transactions, and turning
what SQLite says into refusals. What is in the file is left to `schema` and `store`.
"""

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ledger import schema, whole_files
from ledger.errors import (
    Damaged,
    DiskFailed,
    DiskFull,
    LedgerExists,
    Locked,
    NewerLedger,
    NoLedger,
    NotALedger,
    ReadOnly,
    Unreadable,
)

WAIT = 5.0  # seconds for which a writer waits for one that knows no turns
_PAUSE = 0.02  # seconds, at most, between two tries of a writer that waits
_WAL_MODE = b"\x02\x02"  # bytes 18 and 19 of a file
_SMALLEST = 512  # bytes of the smallest database: https://sqlite.org/fileformat2.html#pages


def make(path: Path) -> sqlite3.Connection:
    """A new file with the tables of an empty ledger. Raises `LedgerExists`, `LedgerRefusal`, and
    `OSError` where no file can be made."""
    try:
        with (
            whole_files.create_database(path, mode=0o644) as part,
            refusing(path),
            closing(_connect(part, "rw")) as db,
            transaction(db, write=True),
        ):
            schema.create(db)
    except FileExistsError as found:  # of two that make it at once, one is refused
        raise LedgerExists(Path(found.filename)) from None
    try:
        with refusing(path), _kept_open(_connect(path, "rw")) as db:
            _prepare_to_write(db)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return db


def open_file(path: Path, *, write: bool, any_thread: bool = False) -> sqlite3.Connection:
    """A ledger file that exists. Raises `NoLedger`, `NotALedger`, `NewerLedger`, `Unreadable`,
    `ReadOnly`, `Locked`, `Damaged`.

    ``any_thread`` is for whoever reads in one thread and closes in another, as a server does.
    """
    _check_that_it_is_a_file(path)
    if write and not os.access(path, os.W_OK):
        raise ReadOnly(path)  # SQLite would make -wal and -shm before it notices
    with (
        asking(path),
        _kept_open(_connect(path, "rw") if write else _connect_to_read(path, any_thread)) as db,
    ):
        _check_marks(path, db)
        if write:
            _prepare_to_write(db)
    return db


def _check_that_it_is_a_file(path: Path) -> None:
    """It is not opened to look inside: to close it again would drop the locks of every other
    connection of this process, https://sqlite.org/howtocorrupt.html#posix_close_bug."""
    try:
        if not path.is_file():
            raise NotALedger(path, "a folder") if path.is_dir() else NoLedger(path)
        if not os.access(path, os.R_OK):
            raise Unreadable(path)
        if path.stat().st_size < _SMALLEST:  # which SQLite may take for a new database
            raise NotALedger(path) if path.stat().st_size else NotALedger(path, "an empty file")
    except PermissionError:
        raise Unreadable(path) from None


@contextmanager
def transaction(db: sqlite3.Connection, *, write: bool) -> Iterator[None]:
    """One view of the file for all that is read in the block; with ``write``, one change, kept
    whole or not at all, for which the lock is taken first."""
    if db.in_transaction:
        raise RuntimeError("one view or change of a ledger cannot begin inside another")
    if write:
        _take_the_lock(db)
    else:
        db.execute("BEGIN")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def _take_the_lock(db: sqlite3.Connection) -> None:
    """Begin a change as soon as no other writer is at work; wait for `WAIT` seconds at most.

    Those who stand in line (`turns`) find it free, so this waits for other programs, or where there
    are no turns. SQLite's own wait sleeps ever longer, up to a tenth of a second, so that whoever
    comes late overtakes whoever has waited long. Here all wait alike.
    """
    until = time.monotonic() + WAIT
    db.execute("PRAGMA busy_timeout = 0")
    try:
        while not _is_free(db, until):
            time.sleep(random.uniform(0, _PAUSE))
    finally:
        db.execute(f"PRAGMA busy_timeout = {WAIT * 1000:.0f}")


def _is_free(db: sqlite3.Connection, until: float) -> bool:
    """Take the lock if it can be had now. Raises `sqlite3.OperationalError` when time is up."""
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorname.startswith("SQLITE_BUSY") and time.monotonic() < until:
            return False
        raise
    return True


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into a refusal that helps."""
    try:
        yield
    except sqlite3.Error as problem:
        raise refusal(path, problem) from problem


@contextmanager
def asking(path: Path) -> Iterator[None]:
    """The same around SQL alone: a damaged file can make SQLite speak in what is no text."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise refusal(path, problem) from problem


def refusal(path: Path, problem: sqlite3.Error | UnicodeDecodeError) -> Exception:
    """What to raise for something that SQLite says: the same where it is a defect of the caller,
    as when the file was closed before."""
    if isinstance(problem, sqlite3.ProgrammingError):
        return problem
    name = getattr(problem, "sqlite_errorname", "")
    for start, found in (
        ("SQLITE_BUSY", Locked(path, WAIT)),
        ("SQLITE_FULL", DiskFull(path)),
        ("SQLITE_READONLY", ReadOnly(path)),
        ("SQLITE_CANTOPEN", ReadOnly(path)),
        ("SQLITE_NOTADB", NotALedger(path)),
        ("SQLITE_IOERR", DiskFailed(path, str(problem))),
    ):
        if name.startswith(start):
            return found
    return Damaged(path, str(problem))


@contextmanager
def _kept_open(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """An open file, closed again where the block raises."""
    try:
        yield db
    except BaseException:
        db.close()
        raise


def _connect(path: Path, mode: str, more: str = "", any_thread: bool = False) -> sqlite3.Connection:
    location = f"{path.absolute().as_uri()}?mode={mode}{more}"
    return sqlite3.connect(
        location, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=not any_thread
    )


def _connect_to_read(path: Path, any_thread: bool) -> sqlite3.Connection:
    """Open a file to read it, leaving no other file beside it.

    Reading a file in WAL mode makes -wal and -shm files, which only a connection that may write
    can take away again; so a file is opened for that where it can be, and kept from changing it by
    ``query_only``. Where it cannot, with no writer about (no -wal), it is read as it lies.
    """
    if os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK):
        with _kept_open(_connect(path, "rw", any_thread=any_thread)) as db:
            db.execute("PRAGMA query_only = ON")
            return db
    as_it_lies = _is_in_wal_mode(path) and not path.with_name(path.name + "-wal").exists()
    return _connect(path, "ro", "&immutable=1" if as_it_lies else "", any_thread)


def _is_in_wal_mode(path: Path) -> bool:
    """By the header: https://sqlite.org/fileformat2.html#the_database_header"""
    with path.open("rb") as file:
        return file.read(20)[18:] == _WAL_MODE


def _check_marks(path: Path, db: sqlite3.Connection) -> None:
    application, version = schema.marks(db)
    if application != schema.APPLICATION_ID:
        raise NotALedger(path, "another SQLite database")
    if version > schema.FORMAT:
        raise NewerLedger(path, version, schema.FORMAT)


def _prepare_to_write(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA user_version")  # to read makes the file -wal, on which `turns` are kept
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA cache_size = -65536")  # KiB: a long import looks up all over the file
