"""Who changes a ledger next: in the order in which they asked, however long somebody takes."""

import fcntl
import importlib
import os
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from io import FileIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import click
import pytest

from cli.app import App
from cli.main import run
from ledger import codec, connection, turns
from ledger.backup import backup
from ledger.errors import Locked
from ledger.events import Event
from ledger.store import Ledger
from ledger.verify import verify

pytestmark = pytest.mark.apart  # processes of their own

TOP = Path(__file__).parent.parent
HOLD = (  # a process that changes a ledger until it is told to end
    "import sys; from ledger.store import Ledger; from ledger import codec\n"
    "with Ledger.open(sys.argv[1], write=True) as desk, desk.batch() as batch:\n"
    "    batch.add_wire({'type': 'program', 'id': 'held', 'name': 'Held'}, by='other')\n"
    "    print('in', flush=True); sys.stdin.read()"
)
in_line = pytest.mark.skipif(not turns.HELD_IN_LINE, reason="there are no turns on this system")


def program(name: str) -> Event:
    return codec.decode({"type": "program", "id": name, "name": name})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty ledger, closed."""
    path = tmp_path / "events.db"
    Ledger.create(path).close()
    return path


@contextmanager
def held(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that is within a change, and ends it with the block."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TOP
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "in\n"
        yield other
        other.stdin.close()


@contextmanager
def waiting(path: Path, job: Callable[[], Any]) -> Iterator[None]:
    """A thread that does a job, and within the block waits for its turn; it has done it after."""
    problems: list[BaseException] = []

    def do() -> None:
        try:
            job()
        except BaseException as problem:
            problems.append(problem)

    thread = threading.Thread(target=do)
    thread.start()
    while not (is_taken(path, turns._NEXT) or problems):
        time.sleep(0.001)
    yield
    thread.join()
    assert not problems, problems


def opened(path: Path) -> FileIO:
    """The file on which places are locked."""
    return FileIO(f"{path}-wal", "r+")


def is_taken(path: Path, place: int) -> bool:
    """Whether somebody has a place in line."""
    with opened(path) as file:
        found = turns._lock(file, fcntl.F_OFD_GETLK, fcntl.F_WRLCK, place, 1)
    return bool(struct.unpack(turns._LOCK, found)[0] != fcntl.F_UNLCK)


def append(path: Path, name: str, told: turns.Told | None = None) -> None:
    with Ledger.open(path, write=True, waiting=told) as desk:
        desk.append([program(name)], by="desk")


def names(path: Path) -> list[str]:
    """The programs, in the order of the ledger; everything in it holds."""
    with Ledger.open(path) as ledger:
        assert list(verify(ledger)) == []
        return [getattr(one.event, "id", "") for one in ledger.events()]


@in_line
class TestInLine:
    def test_who_released_comes_after_who_waited(self, path: Path) -> None:
        with Ledger.open(path, write=True) as desk:
            for number in range(20):
                with ExitStack() as other:
                    with desk.batch() as batch:
                        other.enter_context(waiting(path, partial(append, path, f"other{number}")))
                        batch.add(program(f"first{number}"), by="desk")
                    desk.append([program(f"again{number}")], by="desk")
        assert [name.rstrip("0123456789") for name in names(path)] == [
            "first",
            "other",
            "again",
        ] * 20

    def test_threads_and_processes_alike(self, path: Path) -> None:
        with held(path) as other, waiting(path, partial(append, path, "thread")):
            assert other.stdin
            other.stdin.close()
        assert names(path) == ["held", "thread"]

    def test_longer_than_another_program_is_waited_for(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection, "WAIT", 0.0)
        with ExitStack() as other, Ledger.open(path, write=True) as desk, desk.batch() as batch:
            other.enter_context(waiting(path, partial(append, path, "waited")))
            batch.add(program("long"), by="desk")
        assert names(path) == ["long", "waited"]

    def test_behind_one_who_is_killed(self, path: Path) -> None:
        with held(path) as other, waiting(path, partial(append, path, "next")):
            other.send_signal(signal.SIGKILL)
        assert names(path) == ["next"]

    def test_behind_one_who_refuses(self, path: Path) -> None:
        with Ledger.open(path, write=True) as desk, ExitStack() as other:

            def refuse() -> None:
                with desk.batch() as batch:
                    other.enter_context(waiting(path, partial(append, path, "next")))
                    batch.add(program("never"), by="desk")
                    raise LookupError

            with pytest.raises(LookupError):
                refuse()
        assert names(path) == ["next"]

    def test_from_the_first_change_on(self, tmp_path: Path) -> None:
        """The file -wal is there before anything is written, also where there was none before."""
        copy = tmp_path / "copy.db"
        with Ledger.create(tmp_path / "new.db") as desk:
            backup(desk, copy)
            with desk.change():
                assert is_taken(desk.path, turns._CHANGING)
            assert not is_taken(desk.path, turns._CHANGING)
        with Ledger.open(copy, write=True) as desk, desk.change():
            assert is_taken(copy, turns._CHANGING)

    def test_under_whatever_name_the_ledger_is_opened(self, path: Path) -> None:
        link = path.with_name("link.db")
        link.symlink_to(path)
        with Ledger.open(link, write=True) as desk, desk.change():
            assert is_taken(path, turns._CHANGING)

    def test_nothing_is_left_of_it(self, path: Path) -> None:
        before = path.read_bytes()
        with Ledger.open(path, write=True) as desk, desk.change():
            pass
        assert [one.name for one in path.parent.iterdir()] == ["events.db"]
        assert path.read_bytes() == before

    def test_a_place_ends_with_the_change_though_a_child_has_the_file_too(self, path: Path) -> None:
        with Ledger.open(path, write=True) as desk:
            reading, writing = os.pipe()
            with desk.change():
                child = os.fork()
                if not child:  # pragma: no cover
                    os.read(reading, 1)
                    os._exit(0)
            assert not is_taken(path, turns._CHANGING)
            os.write(writing, b".")
            os.waitpid(child, 0)
            os.close(reading)
            os.close(writing)

    def test_a_change_inside_another_would_wait_for_itself(self, path: Path) -> None:
        with (
            Ledger.open(path, write=True) as one,
            Ledger.open(path, write=True) as other,
            one.batch() as batch,
        ):
            batch.add(program("kept"), by="desk")
            with pytest.raises(RuntimeError, match="cannot begin inside another"):
                other.append([program("never")], by="desk")
        assert names(path) == ["kept"]

    def test_a_change_inside_that_of_another_ledger(self, path: Path, tmp_path: Path) -> None:
        with (
            Ledger.open(path, write=True) as one,
            Ledger.create(tmp_path / "other.db") as other,
            one.batch() as batch,
        ):
            other.append([program("there")], by="desk")
            batch.add(program("here"), by="desk")
        assert (names(path), names(tmp_path / "other.db")) == (["here"], ["there"])


@in_line
class TestTelling:
    @pytest.fixture(autouse=True)
    def at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(turns, "PATIENCE", 0.01)

    def test_for_whom_it_waits_once(self, path: Path) -> None:
        told: SimpleQueue[int | None] = SimpleQueue()
        with held(path) as other, waiting(path, partial(append, path, "next", told.put)):
            assert told.get() == other.pid
            assert other.stdin
            other.stdin.close()
        assert told.empty()

    def test_nobody_is_named_by_an_id_of_elsewhere(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In another container, the process of that id is another one."""
        told: SimpleQueue[int | None] = SimpleQueue()
        monkeypatch.setattr(turns, "_namespace", lambda: 1)
        with held(path) as other, waiting(path, partial(append, path, "next", told.put)):
            assert told.get() is None
            assert other.stdin
            other.stdin.close()

    def test_one_who_is_next_and_does_not_come(self, path: Path) -> None:
        with Ledger.open(path, write=True), opened(path) as next_one, opened(path) as mine:
            assert turns._waited_for(mine) is None
            who = turns._namespace() << turns._PROCESS_BITS | os.getpid()
            turns._lock(next_one, fcntl.F_OFD_SETLK, fcntl.F_WRLCK, turns._NEXT, who)
            assert turns._waited_for(mine) == os.getpid()

    def test_where_no_thread_can_be_had_it_waits_and_tells_nothing(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_: threading.Timer) -> None:
            raise RuntimeError("can't start new thread")

        told: list[int | None] = []
        monkeypatch.setattr(threading.Timer, "start", refuse)
        append(path, "alone", told.append)
        with held(path) as other, waiting(path, partial(append, path, "next", told.append)):
            assert other.stdin
            other.stdin.close()
        assert (names(path), told) == (["alone", "held", "next"], [])

    def test_nothing_where_nobody_is_waited_for(self, path: Path) -> None:
        told: list[int | None] = []
        append(path, "alone", told.append)
        assert told == []

    def test_on_the_command_line(
        self,
        path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        told = threading.Event()

        def echo(*given: Any, **how: Any) -> None:
            told.set()
            real(*given, **how)

        with held(path) as other:
            real = click.echo
            monkeypatch.setattr(click, "echo", echo)
            assert other.stdin
            end = other.stdin.close
            release = threading.Thread(target=lambda: told.wait() and end())
            release.start()
            line = ["append", "program", "--id", "next", "--name", "Next"]
            assert run(["--db", str(path), *line], obj=App(by="desk")) == 0
            release.join()
        assert capsys.readouterr().err == (
            f"note: waiting for process {other.pid} to finish writing to {path}: Ctrl-C gives up\n"
        )
        assert names(path) == ["held", "next"]


@in_line
class TestInterrupted:
    def test_on_the_command_line(self, path: Path) -> None:
        command = [sys.executable, "-c", "from cli.main import main; main()", "--db", str(path)]
        command += ["append", "program", "--id", "never", "--name", "Never"]
        with (
            held(path),
            subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=TOP) as waiter,
        ):
            assert waiter.stderr
            assert waiter.stderr.readline().startswith("note: waiting for process ")
            waiter.send_signal(signal.SIGINT)
            assert waiter.wait(timeout=60) == 1  # while the other still writes
            said = waiter.stderr.read().strip()
            assert said == "depositary: interrupted, nothing more was done"
            assert not is_taken(path, turns._NEXT)
        assert names(path) == ["held"]


class TestNoTurns:
    """Elsewhere than on Linux, and where the file system has no such locks."""

    @pytest.fixture(params=["no such system", "no such locks", "no file to lock"])
    def no_turns(self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise OSError(22, "Invalid argument")

        if request.param == "no such system":
            monkeypatch.setattr(turns, "HELD_IN_LINE", False)
        elif request.param == "no such locks":
            monkeypatch.setattr(turns, "HELD_IN_LINE", True)
            monkeypatch.setattr(turns, "_lock", refuse)
        else:
            monkeypatch.setattr(turns, "FileIO", lambda name, mode: FileIO(f"{name}.none", mode))

    @pytest.mark.usefixtures("no_turns")
    def test_sqlites_lock_keeps_changes_apart(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Ledger.open(path, write=True) as desk:
            with held(path):
                monkeypatch.setattr(connection, "WAIT", 0.02)
                with pytest.raises(Locked):
                    desk.append([program("refused")], by="desk")
            desk.append([program("kept")], by="desk")
        assert names(path) == ["held", "kept"]

    def test_another_program_is_waited_for_as_before(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection, "WAIT", 0.02)
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as shell,
            Ledger.open(path, write=True) as desk,
        ):
            shell.execute("BEGIN IMMEDIATE")
            with pytest.raises(Locked):
                desk.append([program("refused")], by="desk")
            shell.execute("ROLLBACK")
            desk.append([program("kept")], by="desk")
        assert names(path) == ["kept"]

    def test_where_the_system_has_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "fcntl", None)
            importlib.reload(turns)
            assert not turns.HELD_IN_LINE
        importlib.reload(turns)
        assert (sys.platform == "linux") == turns.HELD_IN_LINE


@in_line
def test_without_proc_nobody_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise FileNotFoundError

    assert turns._namespace.__wrapped__() > 0
    monkeypatch.setattr(os, "stat", refuse)
    assert turns._namespace.__wrapped__() == 0
