"""The file: what is no ledger, who may write, what a full disk leaves, and what never changes."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from subprocess import PIPE
from textwrap import dedent
from typing import Any

import pytest

from ledger import codec, connection
from ledger.errors import (
    Damaged,
    DiskFailed,
    DiskFull,
    LedgerExists,
    LedgerRefusal,
    Locked,
    NewerLedger,
    NoLedger,
    NotALedger,
    ReadOnly,
    Unreadable,
)
from ledger.events import Event
from ledger.store import Ledger
from ledger.verify import verify

NOBODY = 65534


def milestones(*numbers: int) -> list[Event]:
    return [
        codec.decode({"type": "milestone", "id": f"m{n}", "name": "N", "on": "2023"})
        for n in numbers
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of three events and two commits, closed."""
    path = tmp_path / "events.db"
    with Ledger.create(path) as desk:
        desk.append(milestones(1, 2), by="desk")
        desk.append(milestones(3), by="desk")
    return path


def sql(path: Path, *statements: str) -> list[Any]:
    """What another program does to the file; the rows of its last statement."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        return [db.execute(statement).fetchall() for statement in statements][-1]


def altered(path: Path, *statements: str) -> None:
    """Do what the triggers forbid, and put them back."""
    triggers = sql(path, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    drop, make = [f"DROP TRIGGER {name}" for name, _ in triggers], [text for _, text in triggers]
    sql(path, *drop, *statements, *make)


TOP = Path(__file__).parent.parent


LOCKED = (
    "another process has been writing to {} for 0.05 s:"
    " wait for it to finish, or stop it, then try again"
)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def seen(path: Path) -> list[str]:
    """The names of all files in the folder."""
    return sorted(one.name for one in path.parent.iterdir())


def test_a_new_ledger_bears_its_marks_and_is_in_wal_mode(path: Path) -> None:
    marks = [sql(path, f"PRAGMA {mark}")[0][0] for mark in ("application_id", "user_version")]
    assert marks == [0x64707374, 1]
    assert sql(path, "PRAGMA journal_mode") == [("wal",)]
    assert path.read_bytes()[68:72] == b"dpst"
    assert oct(path.stat().st_mode & 0o777 & ~0o022) == "0o644"


def test_the_tables_of_a_ledger_are_strict(path: Path) -> None:
    tables = sql(path, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"
                       " AND name NOT LIKE 'sqlite%' ORDER BY name")  # fmt: skip
    assert tables == [("archive", 1), ("events", 1), ("tree_heads", 1)]


@pytest.mark.parametrize("way", ["open(path, write=True)", "create(path)"])
def test_a_writer_asks_the_disk_to_have_written_before_it_acknowledges(
    path: Path, way: str
) -> None:
    """In a process of its own: the others do not wait for the disk (conftest.py)."""
    path = path if way.startswith("open") else path.with_name("other.db")
    code = f"""
        from pathlib import Path
        from ledger import Ledger
        path = Path({str(path)!r})
        with Ledger.{way} as ledger:
            print(ledger.sql.execute("PRAGMA synchronous").fetchone())
    """
    run = [sys.executable, "-c", dedent(code)]
    assert subprocess.check_output(run, cwd=TOP, text=True) == "(2,)\n"


@pytest.mark.parametrize("there", ["file", "folder", "link"])
def test_a_new_ledger_never_takes_the_place_of_what_is_there(tmp_path: Path, there: str) -> None:
    taken = tmp_path / "taken"
    ways: dict[str, Callable[[], None]] = {
        "file": taken.touch,
        "folder": taken.mkdir,
        "link": lambda: taken.symlink_to(tmp_path / "nowhere"),
    }
    ways[there]()
    with pytest.raises(LedgerExists) as refusal:
        Ledger.create(taken)
    assert str(refusal.value) == f"{taken} exists already: choose another path"
    assert seen(taken) == ["taken"]


def test_a_new_ledger_in_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Ledger.create(tmp_path / "nowhere" / "events.db")


def test_of_many_that_make_the_same_ledger_at_once_one_does(tmp_path: Path) -> None:
    path, won, lost = tmp_path / "events.db", [], []

    def make() -> None:
        try:
            Ledger.create(path).close()
            won.append(1)
        except LedgerExists:
            lost.append(1)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 5)
    with Ledger.open(path) as ledger:
        assert ledger.size == 0


@pytest.mark.parametrize("kilobytes", [0, 1, 8, 16])
def test_a_new_ledger_for_which_there_is_no_room_leaves_no_file(
    tmp_path: Path, kilobytes: int
) -> None:
    with files_of_at_most(kilobytes << 10), pytest.raises(DiskFailed, match="nothing was written"):
        Ledger.create(tmp_path / "events.db")
    assert list(tmp_path.iterdir()) == []


def test_a_new_ledger_that_cannot_be_prepared_for_writing_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(connection, "_prepare_to_write", fail)
    with pytest.raises(Damaged):
        Ledger.create(tmp_path / "events.db")
    assert list(tmp_path.iterdir()) == []


def test_a_new_ledger_is_not_made_beside_a_log_that_sqlite_would_play_back(tmp_path: Path) -> None:
    """SQLite would play back into the new file what an older one of that name left."""
    path = tmp_path / "events.db"
    path.with_name("events.db-wal").write_text("precious")
    with pytest.raises(LedgerExists, match=r"events\.db-wal exists already"):
        Ledger.create(path)
    assert seen(path) == ["events.db-wal"]


CHECK = "IT is no ledger but {}: check the path"


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    ("make", "refused", "words"),
    [
        (Path.exists, NoLedger, "there is no ledger at IT: make one first"),
        (Path.mkdir, NotALedger, CHECK.format("a folder")),
        (Path.touch, NotALedger, CHECK.format("an empty file")),
        (lambda path: path.write_text("a"), NotALedger, CHECK.format("some other file")),
        (lambda path: path.write_text("a\n" * 99), NotALedger, CHECK.format("some other file")),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(range(256))), NotALedger,
         CHECK.format("some other file")),
        (lambda path: sql(path, "CREATE TABLE t (a)"), NotALedger,
         CHECK.format("another SQLite database")),
        (lambda path: sql(path, "PRAGMA journal_mode = WAL", "CREATE TABLE events (position)"),
         NotALedger, CHECK.format("another SQLite database")),
    ],
    ids=["missing", "folder", "empty", "a letter", "text", "binary", "database", "with WAL"],
)  # fmt: skip
def test_what_is_no_ledger_is_refused_and_left_alone(
    tmp_path: Path,
    make: Callable[[Path], object],
    refused: type[LedgerRefusal],
    words: str,
    write: bool,
) -> None:
    path = tmp_path / "it"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(refused) as refusal:
        Ledger.open(path, write=write)
    assert str(refusal.value) == words.replace("IT", str(path))
    assert (path.read_bytes() if path.is_file() else None) == before
    assert seen(path) in ([], ["it"])


@pytest.mark.parametrize("write", [False, True])
def test_a_ledger_of_a_newer_format_is_refused(path: Path, write: bool) -> None:
    sql(path, "PRAGMA user_version = 2")
    with pytest.raises(NewerLedger) as refusal:
        Ledger.open(path, write=write)
    assert str(refusal.value) == (
        f"{path} has format 2 and this program knows 1: upgrade depositary"
    )
    assert seen(path) == ["events.db"]


@pytest.mark.parametrize("name", ["a b", "50%41?mode=rw#1", "ü é 月", "-", "'", "a\nb"])
def test_a_ledger_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with Ledger.create(path) as desk:
        desk.append(milestones(1), by="desk")
    with Ledger.open(path) as reader:
        assert reader.size == 1
    assert seen(path) == [name]


@pytest.mark.parametrize("kept", [1, 50, 99, 100, 1000, 4096, 9000, 0.5, 0.7, 0.9, -1])
def test_a_truncated_ledger_is_refused_or_found_faulty_or_says_the_truth(
    path: Path, kept: float
) -> None:
    """Whatever is asked of it, the answer is a refusal, a fault or the truth."""
    with Ledger.open(path) as ledger:
        truth = list(ledger.rows())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept) if isinstance(kept, float) else kept])
    with suppress(LedgerRefusal), Ledger.open(path) as ledger:
        assert list(verify(ledger)) or list(ledger.rows()) == truth
        list(ledger.events())
        ledger.frontier(ledger.size)


def test_damage_that_sqlite_reports_in_no_text_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"CREATE TRIGGER events_keep", b"CREATE TRIGG\xe5R events_keep"))
    with pytest.raises(Damaged, match=r"is damaged, 'utf-8' codec can't decode byte"):
        Ledger.open(path)


def test_damage_is_reported_in_one_line(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(
        whole.replace(b"CREATE TABLE events (\n  position ", b"CREATE TABLE events (\n  `osition ")
    )
    with pytest.raises(Damaged) as refusal:
        Ledger.open(path)
    said = str(refusal.value).replace(str(path), "LEDGER")
    assert said.startswith("LEDGER is damaged, malformed database schema (events) - unrecog")
    assert said.endswith("…: verify it, and restore a backup")
    assert said.isprintable()
    assert len(said) < 400


@pytest.mark.parametrize(
    ("alteration", "ask", "problem"),
    [
        ("UPDATE events SET body = '{' WHERE position = 2", lambda it: list(it.events()),
         "#2 cannot be read (unexpected end of data:"),
        ("UPDATE events SET body = '{}' WHERE position = 2", lambda it: it.find("#2"),
         "#2 cannot be read (type: nothing is no event type known here"),
        ("UPDATE events SET body = replace(hex(zeroblob(20000)), '00', '[') WHERE position = 2",
         lambda it: it.at(2), "#2 cannot be read ("),
        ("UPDATE events SET body = CAST(x'ff' AS TEXT) WHERE position = 2",
         lambda it: it.at(2), "Could not decode to UTF-8 column 'body'"),
        ("UPDATE events SET recorded_at = '2023-13-01T00:00:00Z' WHERE position = 3",
         lambda it: it.at(3), "#3 cannot be read ("),
        ("UPDATE events SET recorded_at = '2023-13-01T00:00:00Z' WHERE position = 3",
         lambda it: it.recorded_at(3), "the time of #3 is '2023-13-01T00:00:00Z'"),
        ("UPDATE tree_heads SET recorded_at = 'the twenty-first day'", lambda it: it.head(),
         "the time of #3 is 'the twenty-first day'"),
        ("DELETE FROM events WHERE position = 2", lambda it: it.frontier(3), "#2 is missing"),
        ("DELETE FROM events WHERE position = 2",
         lambda it: it.recorded_at(2), "#2 is missing"),
        ("DELETE FROM events WHERE position = 2",
         lambda it: it.append(milestones(4), by="desk"), "#2 is missing"),
    ],
)  # fmt: skip
def test_damage_is_named_by_its_position(
    path: Path, alteration: str, ask: Callable[[Ledger], object], problem: str
) -> None:
    altered(path, alteration)
    with Ledger.open(path, write=True) as ledger, pytest.raises(Damaged) as refusal:
        ask(ledger)
    said = str(refusal.value)
    assert said.startswith(f"{path} is damaged, {problem}")
    assert said.endswith(": verify it, and restore a backup")


@contextmanager
def without_privileges(folder: Path) -> Iterator[None]:
    """As a user who may do only what permissions say: the present one, unless that is root."""
    if os.geteuid():
        yield
        return
    try:
        os.setresuid(NOBODY, NOBODY, 0)
    except (AttributeError, OSError):
        pytest.skip("root may read and write everything, and cannot become another user here")
    try:
        if not os.access(folder.parent, os.R_OK | os.X_OK):
            pytest.skip("the folder for temporary files is root's alone")
        yield
    finally:
        os.setresuid(0, 0, 0)


@contextmanager
def permissions(folder: Path, of_folder: int, of_file: int) -> Iterator[None]:
    for one in folder.iterdir():
        one.chmod(of_file)
    folder.chmod(of_folder)
    try:
        with without_privileges(folder):
            yield
    finally:
        folder.chmod(0o755)


@pytest.fixture
def shelf(path: Path) -> Iterator[Path]:
    """The ledger in a folder that others can reach."""
    with tempfile.TemporaryDirectory() as top:
        os.chmod(top, 0o755)
        shelf = Path(top) / "shelf"
        shelf.mkdir()
        yield Path(shutil.copy(path, shelf))


@pytest.mark.parametrize("of_folder", [0o555, 0o777])
def test_a_read_only_ledger_is_read_and_not_appended_to(shelf: Path, of_folder: int) -> None:
    with permissions(shelf.parent, of_folder, 0o444):
        with Ledger.open(shelf) as ledger:
            assert list(verify(ledger)) == []
        with (
            pytest.raises(ReadOnly) as refusal,
            Ledger.open(shelf, write=True) as ledger,
        ):
            ledger.append(milestones(4), by="desk")
        assert str(refusal.value) == (
            f"{shelf} cannot be written to: change its permissions, or work on a copy"
        )
    assert seen(shelf) == ["events.db"]


def test_a_ledger_in_a_read_only_folder_is_read_and_not_appended_to(shelf: Path) -> None:
    """Appending makes a -wal file beside the ledger."""
    with permissions(shelf.parent, 0o555, 0o666):
        with Ledger.open(shelf) as ledger:
            assert ledger.size == 3
        with pytest.raises(ReadOnly), Ledger.open(shelf, write=True) as ledger:
            ledger.append(milestones(4), by="desk")
        with pytest.raises(PermissionError):
            Ledger.create(shelf.with_name("new.db"))
    assert seen(shelf) == ["events.db"]


def test_what_is_only_in_the_wal_yet_is_read_in_a_read_only_folder_too(shelf: Path) -> None:
    with Ledger.open(shelf, write=True) as desk:
        desk.append(milestones(4), by="desk")
        with permissions(shelf.parent, 0o555, 0o444), Ledger.open(shelf) as ledger:
            assert ledger.size == 4


@pytest.mark.parametrize(("of_folder", "of_file"), [(0o755, 0o000), (0o000, 0o644)])
def test_a_ledger_that_may_not_be_read_is_refused(
    shelf: Path, of_folder: int, of_file: int
) -> None:
    with permissions(shelf.parent, of_folder, of_file):
        with pytest.raises(Unreadable) as refusal:
            Ledger.open(shelf)
        assert str(refusal.value) == f"{shelf} cannot be read: change its permissions"


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_reading_leaves_nothing_beside_the_ledger(path: Path, mode: str) -> None:
    sql(path, f"PRAGMA journal_mode = {mode}")
    before = path.read_bytes()
    with Ledger.open(path) as ledger, ledger.snapshot():
        assert ledger.size == 3
        assert list(verify(ledger)) == []
    assert seen(path) == ["events.db"]
    assert path.read_bytes() == before


def test_reading_beside_a_writer_leaves_nothing(path: Path) -> None:
    with Ledger.open(path, write=True) as desk:
        desk.append(milestones(4), by="desk")
        with Ledger.open(path) as reader:
            assert reader.size == 4
        desk.append(milestones(5), by="desk")
    assert seen(path) == ["events.db"]


def test_a_reader_that_closes_takes_nothing_from_another_of_its_process(path: Path) -> None:
    """Whoever opens and closes the file by other means than SQLite drops the locks of this
    process: then a writer elsewhere takes the -wal away from under its readers."""
    record = (
        "import sys; from ledger.store import Ledger; from ledger import codec\n"
        "for name in map(str.strip, sys.stdin):\n"
        "    with Ledger.open(sys.argv[1], write=True) as desk:\n"
        "        event = {'type': 'program', 'id': name, 'name': 'A'}\n"
        "        desk.append([codec.decode(event)], by='me')\n"
        "    print(name, flush=True)"
    )
    with (
        subprocess.Popen(
            [sys.executable, "-c", record, path], stdin=PIPE, stdout=PIPE, text=True, cwd=TOP
        ) as writer,
        Ledger.open(path) as reader,
    ):
        assert writer.stdin
        assert writer.stdout
        for size in (4, 5, 6):
            Ledger.open(path).close()
            writer.stdin.write(f"p{size}\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == f"p{size}\n"
            assert (reader.size, list(verify(reader))) == (size, [])
        writer.communicate()
    assert seen(path) == ["events.db"]


def test_what_a_killed_writer_left_is_read(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "events.db"
    copy.parent.mkdir()
    with Ledger.open(path, write=True) as desk:
        desk.append(milestones(4), by="desk")
        for name in ("events.db", "events.db-wal"):
            shutil.copy(path.with_name(name), copy.with_name(name))
    with Ledger.open(copy) as reader:
        assert reader.size == 4
        assert list(verify(reader)) == []


def test_an_append_beside_another_connection_that_writes_is_refused_and_reading_goes_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WAIT", 0.05)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        Ledger.open(path, write=True) as desk,
        Ledger.open(path) as reader,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked) as refusal:
            desk.append(milestones(4), by="desk")
        assert str(refusal.value) == LOCKED.format(path)
        assert reader.size == 3  # reading goes on
        other.execute("ROLLBACK")
        assert desk.append(milestones(4), by="desk")[0].position == 4


def test_an_append_beside_another_process_that_writes_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WAIT", 0.05)
    code = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=PIPE, stdout=PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        with Ledger.open(path, write=True) as desk, pytest.raises(Locked) as refusal:
            desk.append(milestones(4), by="desk")
        other.communicate()
    assert str(refusal.value) == LOCKED.format(path)


def test_a_writer_waits_for_another(path: Path) -> None:
    assert connection.WAIT == 5
    released = []
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def release() -> None:
        time.sleep(0.15)
        released.append(1)
        other.execute("ROLLBACK")

    thread = threading.Thread(target=release)
    with Ledger.open(path, write=True) as desk:
        thread.start()
        desk.append(milestones(4), by="desk")
        assert released
    thread.join()
    other.close()


def test_on_a_full_disk_nothing_is_written_and_work_goes_on_when_there_is_room(path: Path) -> None:
    with Ledger.open(path, write=True) as desk:
        pages = desk.db.execute("PRAGMA page_count").fetchone()[0]
        desk.db.execute(f"PRAGMA max_page_count = {pages}")
        head = desk.head()
        with pytest.raises(DiskFull) as refusal:
            desk.append(milestones(*range(4, 999)), by="desk")
        assert str(refusal.value) == (
            f"no room on the disk of {path}, nothing was written: free some space"
        )
        assert (desk.size, desk.head()) == (3, head)
        desk.db.execute(f"PRAGMA max_page_count = {pages * 99}")
        assert desk.append(milestones(4), by="desk")[0].position == 4
        assert list(verify(desk)) == []


@pytest.mark.parametrize(
    ("name", "refused", "words"),
    [
        ("SQLITE_BUSY", Locked, "another process has been writing to events.db for 5 s: "),
        ("SQLITE_BUSY_SNAPSHOT", Locked, "another process has been writing to events.db for "),
        ("SQLITE_FULL", DiskFull, "no room on the disk of events.db, nothing was written: "),
        ("SQLITE_READONLY", ReadOnly, "events.db cannot be written to: change its permissions"),
        ("SQLITE_READONLY_DIRECTORY", ReadOnly, "events.db cannot be written to: "),
        ("SQLITE_CANTOPEN", ReadOnly, "events.db cannot be written to: "),
        ("SQLITE_NOTADB", NotALedger, "events.db is no ledger but some other file: "),
        ("SQLITE_IOERR_WRITE", DiskFailed, "the disk of events.db failed (what SQLite says)"),
        ("SQLITE_CORRUPT", Damaged, "events.db is damaged, what SQLite says: verify it, and"),
        ("", Damaged, "events.db is damaged, what SQLite says: verify it, and"),
    ],
)  # fmt: skip
def test_what_sqlite_says_of_a_file_is_refused_in_our_words(
    name: str, refused: type[LedgerRefusal], words: str
) -> None:
    problem = sqlite3.OperationalError("what SQLite says")
    if name:
        problem.sqlite_errorname = name
    with pytest.raises(refused) as refusal, connection.refusing(Path("events.db")):
        raise problem
    assert str(refusal.value).startswith(words)
    assert refusal.value.__cause__ is problem


def test_a_problem_that_sqlite_does_not_report_is_no_refusal() -> None:
    with pytest.raises(KeyError), connection.refusing(Path("events.db")):
        raise KeyError("mine")


CORRECT = "the ledger is append-only: correct an event, never update it"
RETRACT = "the ledger is append-only: retract an event, never delete it"
NO_GAP = "the ledger is append-only: positions have no gap"
GROWS = "the ledger is append-only: a tree head only grows"
NEVER_CHANGES = "the ledger is append-only: a tree head never changes"
NEVER_DELETED = "the ledger is append-only: a tree head is never deleted"
HEAD = "root, recorded_at, version"
COPY = (
    "id, type, program, participant, earliest, latest, date, defines, about, recorded_at,"
    " recorded_by, body, leaf, nodes"
)


UPSERT = "ON CONFLICT DO UPDATE SET recorded_by = 'me'"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE events SET recorded_by = 'me'", CORRECT),
        ("UPDATE events SET body = body WHERE position = 3", CORRECT),
        ("UPDATE OR IGNORE events SET position = 9 WHERE position = 3", CORRECT),
        ("UPDATE OR REPLACE events SET position = 1 WHERE position = 3", CORRECT),
        ("DELETE FROM events", RETRACT),
        ("DELETE FROM events WHERE position = 3", RETRACT),
        (f"INSERT OR REPLACE INTO events SELECT 1, {COPY} FROM events LIMIT 1", NO_GAP),
        (f"REPLACE INTO events SELECT 3, {COPY} FROM events LIMIT 1", NO_GAP),
        (f"INSERT OR IGNORE INTO events SELECT 2, {COPY} FROM events LIMIT 1", NO_GAP),
        (f"INSERT INTO events SELECT 5, {COPY} FROM events LIMIT 1", NO_GAP),
        (f"INSERT INTO events SELECT 0, {COPY} FROM events LIMIT 1", NO_GAP),
        (f"INSERT INTO events SELECT -1, {COPY} FROM events LIMIT 1", NO_GAP),
        (f"INSERT INTO events SELECT NULL, {COPY} FROM events LIMIT 1", NO_GAP),
        (f"INSERT INTO events SELECT 3, {COPY} FROM events WHERE true {UPSERT}", NO_GAP),
        ("UPDATE tree_heads SET root = zeroblob(32)", NEVER_CHANGES),
        ("UPDATE OR IGNORE tree_heads SET size = size + 1", NEVER_CHANGES),
        ("DELETE FROM tree_heads", NEVER_DELETED),
        ("DELETE FROM tree_heads WHERE size = 3", NEVER_DELETED),
        ("INSERT OR REPLACE INTO tree_heads SELECT * FROM tree_heads", GROWS),
        ("INSERT OR IGNORE INTO tree_heads SELECT * FROM tree_heads", GROWS),
        (f"INSERT INTO tree_heads SELECT 1, {HEAD} FROM tree_heads LIMIT 1", GROWS),
        (f"INSERT INTO tree_heads SELECT 0, {HEAD} FROM tree_heads LIMIT 1", GROWS),
        (f"INSERT INTO tree_heads SELECT NULL, {HEAD} FROM tree_heads", GROWS),
    ],
)  # fmt: skip
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_whatever_another_program_tries_the_record_is_append_only(
    path: Path, statement: str, message: str, recursive: str
) -> None:
    before = sql(path, "SELECT * FROM events"), sql(path, "SELECT * FROM tree_heads")
    with pytest.raises(sqlite3.IntegrityError) as refusal:
        sql(path, f"PRAGMA recursive_triggers = {recursive}", statement)
    assert str(refusal.value) == message
    assert before == (sql(path, "SELECT * FROM events"), sql(path, "SELECT * FROM tree_heads"))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "'abc'"),
        ("recorded_at", "'2023-12-06'"),
        ("leaf", "x'00'"),
        ("nodes", "x'00'"),
        ("nodes", "NULL"),
        ("body", "NULL"),
        ("type", "NULL"),
        ("recorded_by", "NULL"),
        ("leaf", "replace(hex(zeroblob(16)), '0', 'a')"),
    ],
)
def test_an_event_of_another_shape_is_refused_by_the_file(
    path: Path, column: str, value: str
) -> None:
    copied = ", ".join(value if one == column else one for one in COPY.split(", "))
    with pytest.raises(sqlite3.IntegrityError, match=r"constraint failed|cannot store"):
        sql(path, f"INSERT INTO events SELECT 4, {copied} FROM events LIMIT 1")


@pytest.mark.parametrize(
    "values", ["4, x'00', '2026-11-21T10:00:00Z', ''", "4, zeroblob(32), '', ''"]
)
def test_a_tree_head_of_another_shape_is_refused_by_the_file(path: Path, values: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
        sql(path, f"INSERT INTO tree_heads VALUES ({values})")
