"""Files that are whole or not there: while they are written, when that fails, and when the process
that wrote them is no more."""

import errno
import fcntl
import os
import signal
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from ledger import whole_files
from ledger.errors import Unsettled

WITHOUT = (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL)
Writing = Callable[[Path], AbstractContextManager[Any]]
VERBS: list[Writing] = [whole_files.create, whole_files.replace]


@pytest.fixture(autouse=True, params=["unnamed", "named"])
def folder(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty folder, on a system with unnamed files and on one without."""
    monkeypatch.chdir(tmp_path)
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    elif not hasattr(os, "O_TMPFILE"):
        pytest.skip("this system has no unnamed files")
    yield tmp_path
    assert not list(tmp_path.glob("*.part"))


def named() -> bool:
    return not hasattr(os, "O_TMPFILE")


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def failing(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


def ended(job: Callable[[], None]) -> None:
    """Do something in a process that is then killed within it."""
    pid = os.fork()
    if not pid:
        try:
            job()
        finally:
            os._exit(1)
    _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def write_and_die(writing: AbstractContextManager[Any]) -> None:
    with writing as file:
        file.write(b"half")
        file.flush()
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("verb", VERBS)
class TestEither:
    def test_there_is_nothing_until_all_of_it_is(self, verb: Writing) -> None:
        with verb(Path("new")) as file:
            file.write(b"all of it")
            file.flush()
            assert not Path("new").exists()
            assert len(names()) == named()
        assert Path("new").read_bytes() == b"all of it"
        assert names() == ["new"]

    def test_nor_when_it_ends_in_between(self, verb: Writing) -> None:
        def write() -> None:
            with verb(Path("new")) as file:
                file.write(b"half")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            write()
        assert names() == []

    @pytest.mark.parametrize("call", ["fsync", "open", "link"])
    def test_a_failing_disk_leaves_nothing_and_names_the_file(
        self, verb: Writing, call: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def write() -> None:
            with verb(Path("new")) as file:
                file.write(b"all of it")

        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing(errno.ENOSPC))
            if call == "link" and named():
                write()  # by a rename, as where there are no links
            else:
                with pytest.raises(OSError, match="No space left on device: 'new'"):
                    write()
        assert names() == (["new"] if call == "link" and named() else [])

    def test_what_a_killed_process_left_is_swept_up(self, verb: Writing) -> None:
        ended(lambda: write_and_die(verb(Path("new"))))
        assert len(names()) == named()
        with verb(Path("other")) as file:
            file.write(b"all of it")
        assert names() == ["other"]

    def test_what_a_live_process_writes_is_not(self, verb: Writing) -> None:
        with verb(Path("first")) as first:
            with verb(Path("second")) as second:
                second.write(b"2")
            first.write(b"1")
        assert names() == ["first", "second"]

    def test_in_no_folder(self, verb: Writing) -> None:
        with pytest.raises(FileNotFoundError) as caught, verb(Path("nowhere/new")):
            pass
        assert caught.value.filename == "nowhere/new"

    @pytest.mark.parametrize("number", [errno.EINVAL, errno.EACCES])
    def test_where_a_folder_cannot_be_brought_to_the_disk(
        self, verb: Writing, number: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folders_fail(monkeypatch, number)
        with verb(Path("new")) as file:
            file.write(b"all of it")
        assert names() == ["new"]

    @pytest.mark.parametrize("number", WITHOUT)
    def test_a_file_system_without_unnamed_files(
        self, verb: Writing, number: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if named():
            return
        open_ = os.open

        def without(path: Any, flags: int, *more: Any, **others: Any) -> int:
            if flags & os.O_TMPFILE == os.O_TMPFILE:
                raise OSError(number, os.strerror(number))
            return open_(path, flags, *more, **others)

        monkeypatch.setattr(os, "open", without)
        with verb(Path("new")) as file:
            file.write(b"all of it")
            assert len(names()) == 1
        assert names() == ["new"]


def folders_fail(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let no folder be brought to the disk."""
    fsync = os.fsync

    def fail(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", fail)


class TestCreate:
    @pytest.mark.parametrize("there", ["file", "folder", "link"])
    def test_never_over_another(self, there: str) -> None:
        taken = Path("taken")
        ways: dict[str, Callable[[], None]] = {
            "file": taken.touch,
            "folder": taken.mkdir,
            "link": lambda: taken.symlink_to("no"),
        }
        ways[there]()
        with pytest.raises(FileExistsError), whole_files.create(taken):
            pytest.fail("it was begun")

    @pytest.mark.parametrize("links", [True, False])
    def test_nor_over_one_that_came_meanwhile(
        self, links: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if not links and named():
            monkeypatch.setattr(os, "link", failing(errno.EPERM))
        with pytest.raises(FileExistsError) as caught, whole_files.create(Path("new")):
            Path("new").write_text("precious")
        assert caught.value.filename == "new"
        assert Path("new").read_text() == "precious"

    def test_a_secret_is_nobody_elses_from_the_first_byte(self) -> None:
        with whole_files.create(Path("key"), mode=0o600) as file:
            assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == 0o600
        assert stat.S_IMODE(Path("key").stat().st_mode) == 0o600

    def test_it_is_taken_back_when_its_name_does_not_come_to_the_disk(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folders_fail(monkeypatch, errno.EIO)
        with (
            pytest.raises(OSError, match="Input/output error: 'new'"),
            whole_files.create(Path("new")),
        ):
            pass
        assert names() == []

    def test_or_it_is_said_that_it_is_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        folders_fail(monkeypatch, errno.EIO)
        unlink = Path.unlink

        def fail(path: Path, missing_ok: bool = False) -> None:
            if path.name == "new":
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            unlink(path, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "unlink", fail)
        with (
            pytest.raises(Unsettled, match=r"^new is written whole, but may be lost"),
            whole_files.create(Path("new")),
        ):
            pass
        assert names() == ["new"]


class TestReplace:
    def test_another_whole_and_with_its_permissions(self) -> None:
        Path("old").write_text("before")
        Path("old").chmod(0o640)
        with whole_files.replace(Path("old")) as file:
            file.write(b"after")
            assert Path("old").read_text() == "before"
        assert Path("old").read_text() == "after"
        assert stat.S_IMODE(Path("old").stat().st_mode) == 0o640
        assert names() == ["old"]

    def test_where_a_link_leads(self) -> None:
        Path("link").symlink_to("file")
        for text in (b"1", b"2"):
            with whole_files.replace(Path("link")) as file:
                file.write(text)
            assert Path("file").read_bytes() == text
        assert Path("link").is_symlink()

    def test_the_other_stays_when_it_cannot_be(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("old").write_text("before")
        monkeypatch.setattr(Path, "rename", failing(errno.EIO))
        with (
            pytest.raises(OSError, match="Input/output error: 'old'"),
            whole_files.replace(Path("old")) as file,
        ):
            file.write(b"after")
        assert Path("old").read_text() == "before"
        assert names() == ["old"]

    def test_what_is_no_regular_file_is_written_to(self) -> None:
        with whole_files.replace(Path("/dev/null")) as file:
            file.write(b"x")
        assert not Path("/dev/null").is_file()

    def test_it_is_said_that_it_may_be_lost(self, monkeypatch: pytest.MonkeyPatch) -> None:
        folders_fail(monkeypatch, errno.EIO)
        with (
            pytest.raises(Unsettled, match=r"\(input/output error\)"),
            whole_files.replace(Path("new")) as file,
        ):
            file.write(b"all of it")
        assert Path("new").read_bytes() == b"all of it"

    def test_killed_just_before_it_takes_the_place(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("old").write_text("before")

        def die(*_: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        def write() -> None:
            with whole_files.replace(Path("old")) as file:
                file.write(b"after")

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", die)
            ended(write)
        assert len(names()) == 2
        assert Path("old").read_text() == "before"
        write()
        assert names() == ["old"]
        assert Path("old").read_text() == "after"


class TestDatabase:
    def test_sqlite_makes_it_and_it_takes_its_name(self) -> None:
        with whole_files.create_database(Path("new.db"), mode=0o640) as part:
            with closing(sqlite3.connect(part)) as db:
                db.execute("CREATE TABLE t (a)")
            assert not Path("new.db").exists()
        with closing(sqlite3.connect("new.db")) as db:
            assert db.execute("SELECT count(*) FROM t").fetchone() == (0,)
        assert stat.S_IMODE(Path("new.db").stat().st_mode) == 0o640
        assert names() == ["new.db"]

    @pytest.mark.parametrize("there", ["new.db", "new.db-wal", "new.db-journal"])
    def test_not_beside_what_sqlite_would_take_for_its_own(self, there: str) -> None:
        Path(there).touch()
        with pytest.raises(FileExistsError) as caught, whole_files.create_database(Path("new.db")):
            pytest.fail("it was begun")
        assert caught.value.filename == there
        assert names() == [there]

    def test_what_sqlite_left_is_swept_up_too(self) -> None:
        def make() -> None:
            with whole_files.create_database(Path("new.db")) as part:
                db = sqlite3.connect(part, isolation_level=None)
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("CREATE TABLE t (a)")
                os.kill(os.getpid(), signal.SIGKILL)

        ended(make)
        assert len(names()) == 3
        whole_files.sweep(Path())
        assert names() == []

    def test_where_a_part_cannot_be_removed_the_file_is_there(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(Path, "unlink", failing(errno.EIO))
            with whole_files.create_database(Path("new.db")):
                pass
        assert len(names()) == 2
        assert Path("new.db").exists()
        with pytest.raises(FileExistsError), whole_files.create_database(Path("new.db")):
            pytest.fail("it was begun")
        assert names() == ["new.db"]


class TestSweeping:
    def test_what_is_not_ours_stays(self) -> None:
        for name in (".a.part", "depositary-1.part", ".depositary-1.part.bak"):
            Path(name).touch()
        before = names()
        whole_files.sweep(Path())
        assert names() == before
        for name in before:
            Path(name).unlink()

    def test_without_locks_nothing_is_swept_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whether a process lives that writes it cannot be told."""
        Path(".depositary-1.part").touch()
        with monkeypatch.context() as patched:
            patched.setattr(fcntl, "flock", failing(errno.ENOLCK))
            with whole_files.create(Path("new")):
                pass
            assert names() == [".depositary-1.part", "new"]
        whole_files.sweep(Path())
        assert names() == ["new"]

    def test_one_that_is_swept_up_before_it_is_locked_is_made_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lock, swept = whole_files._lock, list[Path]()

        def sweep_first(descriptor: int) -> None:
            if not swept:
                swept.extend(Path().glob(".depositary-*"))
                whole_files.sweep(Path())
            lock(descriptor)

        monkeypatch.setattr(whole_files, "_lock", sweep_first)
        with whole_files.create_database(Path("new.db")) as part:
            assert swept
            assert part not in swept
        assert names() == ["new.db"]
