"""A ledger's file: opening it with SQLite, telling whether it is one, transactions, and turning
what SQLite says into refusals.

The file may be a stranger's. Before SQLite opens it, what lies beside it is looked at; before a
row is read, its schema is held against what this program makes. SQLite evaluates whatever stands
there: a view without end in the place of a table, a trigger, an expression in an index or a check.

A reader of a file in WAL mode makes ``-wal`` and ``-shm``, which only a connection that may write
can remove: so it has one, with ``query_only`` on. The file is never opened only to look at its
header: to close it drops the locks that SQLite holds in the same process, and a writer elsewhere
then takes the ``-wal`` away from under every reader.
"""

import itertools
import os
import sqlite3
import stat
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
    OtherJournal,
    OtherSchema,
    ReadOnly,
    Unreadable,
)

SYNCHRONOUS = "FULL"  # each change is on the disk when it is acknowledged
WAIT = 5.0  # seconds for which a writer waits for one that knows no turns
_PAUSE = 0.02  # seconds, at most, between two tries of a writer that waits
_WAL_MODE = b"\x02\x02"  # bytes 18 and 19 of a file
_SMALLEST = 512  # bytes of the smallest database: https://sqlite.org/fileformat2.html#pages
_LONGEST = 32 << 20  # bytes of a value: the positions of four million events as a list
_STEPS = 10_000  # of SQLite's machine, for a schema; ours takes some hundreds
_STEPS_AT_LEAST, _STEPS_A_PAGE = 5_000_000, 200_000  # of a verification; ours takes 2,000 a page
_TICK = 100_000  # steps between two looks at how many they are
_BESIDE = ("-journal", "-wal", "-shm")  # what SQLite keeps beside a file
_JOURNAL = bytes.fromhex(
    "d9d505f920a163d7"
)  # https://sqlite.org/fileformat2.html#the_rollback_journal


def make(path: Path) -> sqlite3.Connection:
    """Return a new file with the tables of an empty ledger. Raises as `laid_out` does."""
    with laid_out(path):
        pass
    try:
        with refusing(path), _kept_open(_connect(path, "rw")) as db:
            _prepare_to_write(db)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return db


@contextmanager
def laid_out(path: Path) -> Iterator[Path]:
    """Give a file with the tables of a ledger without events, which takes its name when the block
    ends, or never when it raises. Raises `LedgerExists`, `LedgerRefusal`, and `OSError` where no
    file can be made."""
    try:
        with whole_files.create_database(path, mode=0o644) as part, refusing(path):
            with closing(_connect(part, "rw")) as db, transaction(db, write=True):
                schema.create(db)
            yield part
    except FileExistsError as found:  # of two that make it at once, one is refused
        raise LedgerExists(Path(found.filename)) from None


def open_file(
    path: Path,
    *,
    write: bool,
    any_thread: bool = False,
    kept: schema.Kept | None = None,
) -> sqlite3.Connection:
    """Return a ledger file that exists. Raises `NoLedger`, `NotALedger`, `NewerLedger`,
    `OtherSchema`, `OtherJournal`, `Unreadable`, `ReadOnly`, `Locked`, `Damaged`.

    ``any_thread`` is for whoever reads in one thread and closes in another, as a server does;
    ``kept`` as in `schema.differences`.
    """
    _check_that_it_is_a_file(path)
    _check_what_lies_beside(path)
    if write and not os.access(path, os.W_OK):
        raise ReadOnly(path)  # SQLite would make -wal and -shm before it notices
    with (
        asking(path),
        _kept_open(_connect(path, "rw") if write else _connect_to_read(path, any_thread)) as db,
    ):
        db.execute("PRAGMA trusted_schema = OFF")
        db.set_progress_handler(lambda: True, _STEPS)  # no schema of ours keeps SQLite so long
        _check_marks(path, db)
        _check_size_of_schema(path, db)
        check_schema(path, db, kept)
        db.set_progress_handler(None, 0)
        db.execute("PRAGMA trusted_schema = ON")  # it is ours; SQLite 3.40 distrusts even ->>
        if write:
            _prepare_to_write(db)
    return db


def _check_size_of_schema(path: Path, db: sqlite3.Connection) -> None:
    """Have SQLite read the schema. Raises `OtherSchema` where that has no end."""
    try:
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as problem:
        if problem.sqlite_errorname != "SQLITE_INTERRUPT":
            raise
        remedy = schema.REMEDIES[schema.Concerns.OTHERS]
        raise OtherSchema(path, ["far more is defined than in a ledger"], remedy) from None


def check_schema(path: Path, db: sqlite3.Connection, kept: schema.Kept | None) -> None:
    """Hold the schema of a file against what this program makes. Raises `OtherSchema`."""
    if found := schema.differences(db, kept):
        problems = [one.problem for one in found]
        raise OtherSchema(path, problems, schema.REMEDIES[found[0].concerns])


def _check_what_lies_beside(path: Path) -> None:
    """Refuse what lies beside a ledger and is not its own. SQLite plays back a rollback journal
    that it finds, and then deletes any file that the journal names as the one that it is a part of.
    None of ours names one: no ledger is written together with another file. Nor is anything of ours
    a link, or other than a plain file."""
    whole = path.resolve()  # SQLite too looks beside what a link leads to
    for end in _BESIDE:
        found = whole.with_name(whole.name + end)
        try:
            mode = found.lstat().st_mode
        except OSError:
            continue
        if not stat.S_ISREG(mode):
            raise OtherJournal(found, "is no plain file")
        if end == "-journal" and _names_another(found):
            raise OtherJournal(found, "would have SQLite delete another file")


def _names_another(journal: Path) -> bool:
    """Return whether a rollback journal ends with the name of a super-journal: the name, its
    length, a checksum, and eight bytes that begin a journal too."""
    try:
        with journal.open("rb") as file:
            file.seek(-len(_JOURNAL), os.SEEK_END)
            return file.read() == _JOURNAL
    except OSError:  # it is gone meanwhile, or too short, or not to be read, by SQLite neither
        return False


def _check_that_it_is_a_file(path: Path) -> None:
    """Refuse what is no file. It is not opened to look inside: to close it again would drop the
    locks of every other connection of this process,
    https://sqlite.org/howtocorrupt.html#posix_close_bug."""
    found = _stat(path)
    if not stat.S_ISREG(found.st_mode):
        raise NotALedger(path, "a folder") if stat.S_ISDIR(found.st_mode) else NoLedger(path)
    if not os.access(path, os.R_OK):
        raise Unreadable(path)
    if found.st_size < _SMALLEST:  # which SQLite may take for a new database
        raise NotALedger(path) if found.st_size else NotALedger(path, "an empty file")


def _stat(path: Path) -> os.stat_result:
    """Return what the system says of a path. `Path.is_file` will not do: from Python 3.14 on, what
    may not be seen is no file to it."""
    try:
        return path.stat()
    except PermissionError:
        raise Unreadable(path) from None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise NoLedger(path) from None


@contextmanager
def transaction(db: sqlite3.Connection, *, write: bool) -> Iterator[None]:
    """Give one view of the file for all that is read in the block; with ``write``, one change, kept
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
            _pause()
    finally:
        db.execute(f"PRAGMA busy_timeout = {WAIT * 1000:.0f}")


def _pause() -> None:
    from random import uniform  # slow to load, and seldom needed

    time.sleep(uniform(0, _PAUSE))


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
    """Do as `refusing` does, around SQL alone: a damaged file can make SQLite speak in what is no
    text."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise refusal(path, problem) from problem


def refusal(path: Path, problem: sqlite3.Error | UnicodeDecodeError) -> Exception:
    """Return what to raise for an error of SQLite: the same where it is a defect of the caller, as
    when the file was closed before."""
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
    return Damaged(path, in_our_words(problem))


def in_our_words(problem: Exception) -> str:
    """Say in our words why SQLite refuses to read a file's rows, or to go on reading."""
    return _LIMITS.get(getattr(problem, "sqlite_errorname", ""), str(problem))


_LIMITS = {
    "SQLITE_TOOBIG": "it has a value longer than any that is recorded",
    "SQLITE_INTERRUPT": "it takes more work than a ledger of its size, and was left",
}


@contextmanager
def bounded(db: sqlite3.Connection) -> Iterator[None]:
    """End what SQLite is asked in the block once that takes more work than the pages of the file
    can: a tree of pages may lead in circles, and rows alike be compared each with each."""
    [pages] = db.execute("PRAGMA page_count").fetchone()
    ticks = itertools.count(1)
    most = (_STEPS_AT_LEAST + _STEPS_A_PAGE * pages) // _TICK
    db.set_progress_handler(lambda: next(ticks) > most, _TICK)
    try:
        yield
    finally:
        db.set_progress_handler(None, 0)


@contextmanager
def _kept_open(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Give an open file, closed again where the block raises."""
    try:
        yield db
    except BaseException:
        db.close()
        raise


def _connect(path: Path, mode: str, more: str = "", any_thread: bool = False) -> sqlite3.Connection:
    location = f"{path.absolute().as_uri()}?mode={mode}{more}"
    found = sqlite3.connect(
        location, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=not any_thread
    )
    with _kept_open(found) as db:
        _distrust(db)
    return db


def _distrust(db: sqlite3.Connection) -> None:
    """Set what SQLite advises for a file of a stranger, https://sqlite.org/security.html"""
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA mmap_size = 0")


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
    """Return whether the file is in WAL mode, by its header:
    https://sqlite.org/fileformat2.html#the_database_header"""
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
    db.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
    db.execute("PRAGMA cache_size = -32768")  # KiB: a long import looks up all over the file
