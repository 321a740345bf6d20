"""``backup``: a whole, verified ledger in one file, whatever is written meanwhile."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from ledger import archive, codec
from ledger.backup import backup
from ledger.errors import Damaged, Occupied
from ledger.store import Ledger
from ledger.verify import verify
from projections.kept import tables

SAMPLE = Path(__file__).parent.parent / "events.db.sample"
ABORT = 60  # seconds after which a test that would wait for ever is ended
WRITER = """
import sys
from ledger import codec
from ledger.store import Ledger
from projections.kept import tables

with Ledger.open("events.db", write=True, subscribers=(tables.keep,)) as ledger:
    while True:
        wires = [
            {"type": "program", "id": f"p{ledger.size}-{number}", "name": f"Program {number}"}
            for number in range(3)
        ]
        ledger.append(map(codec.decode, wires), by="writer")
        print(ledger.size, flush=True)
"""


def program(name: str) -> Any:
    return codec.decode({"type": "program", "id": name, "name": name})


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.chdir(tmp_path)
    with Ledger.create("events.db", subscribers=(tables.keep,)) as found:
        found.append(map(program, ["one", "two", "three"]), by="desk")
        yield found


@contextmanager
def writing() -> Iterator[Iterator[int]]:
    """Another process that appends without a pause; what it says is the size that it reached."""
    with subprocess.Popen([sys.executable, "-c", WRITER], stdout=subprocess.PIPE) as process:
        watch = threading.Timer(ABORT, process.kill)
        watch.start()
        try:
            assert process.stdout
            yield map(int, process.stdout)
        finally:
            watch.cancel()
            process.kill()


def names() -> set[str]:
    return {path.name for path in Path().iterdir()} - {
        "events.db",
        "events.db-wal",
        "events.db-shm",
    }


def test_each_copy_is_a_beginning_of_the_ledger_while_another_writes(ledger: Ledger) -> None:
    heads = []
    with writing() as sizes:
        for number in range(6):
            acknowledged = next(sizes)
            heads.append(backup(ledger, Path(f"{number}.db")))
            assert heads[-1].size >= acknowledged
        assert next(sizes) > heads[0].size
    for number, head in enumerate(heads):
        assert head.root == ledger.frontier(head.size).root()
        with Ledger.open(f"{number}.db") as copy:
            assert not [*verify(copy), *tables.differences(copy)]
            assert list(copy.rows()) == list(ledger.rows(until=head.size))
            assert tables.current(copy)
    assert names() == {f"{number}.db" for number in range(6)}


def test_a_copy_of_one_moment_even_in_a_view_that_is_open(ledger: Ledger) -> None:
    with Ledger.open("events.db") as reader, reader.snapshot():
        assert reader.size == 3
        ledger.append([program("four")], by="desk")
        assert backup(reader, Path("copy.db")).size == 3


def test_what_is_archived_and_kept_goes_along(ledger: Ledger) -> None:
    wire = {"type": "source", "id": "wire", "publisher": "P", "title": "T", "tier": "press"}
    ledger.append([codec.decode(wire)], by="desk")
    archive.keep(ledger, "wire", "Egypt signed.", by="desk")
    backup(ledger, Path("copy.db"))
    with Ledger.open("copy.db") as copy:
        assert archive.text_of(copy, "wire") == "Egypt signed."


def test_it_is_restored_by_copying_it_back(ledger: Ledger) -> None:
    root = backup(ledger, Path("copy.db")).root
    ledger.close()
    shutil.copy("copy.db", "events.db")
    with Ledger.open("events.db", write=True, subscribers=(tables.keep,)) as restored:
        assert restored.head().root == root
        restored.append([program("four")], by="desk")
        assert not [*verify(restored), *tables.differences(restored)]


def test_to_read_it_leaves_no_file_beside_it(ledger: Ledger) -> None:
    backup(ledger, Path("copy.db"))
    with Ledger.open("copy.db") as copy, copy.snapshot():
        assert copy.size == 3
        assert names() == {"copy.db"}
    with closing(sqlite3.connect("copy.db")) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert other.execute("SELECT count(*) FROM events").fetchone() == (3,)
        assert names() == {"copy.db"}


def test_of_the_sample_and_of_an_empty_ledger(ledger: Ledger) -> None:
    with Ledger.open(SAMPLE) as sample:
        assert backup(sample, Path("sample.db")) == sample.head()
    with Ledger.create("empty.db") as empty:
        assert backup(empty, Path("copy.db")) == empty.head()
    assert names() == {"sample.db", "empty.db", "copy.db"}


def test_tables_that_others_make_in_the_file_do_no_harm(ledger: Ledger) -> None:
    """Litestream makes these, and locks the file by writing to them (docs/backup.md)."""
    with closing(sqlite3.connect("events.db")) as other:
        other.execute("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
        other.execute("CREATE TABLE _litestream_lock (id INTEGER)")
        ledger.append([program("four")], by="desk")
    assert backup(ledger, Path("copy.db")).size == 4
    with Ledger.open("copy.db") as copy:
        assert not [*verify(copy), *tables.differences(copy)]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_whoever_may_read_the_ledger_may_read_it(ledger: Ledger, mode: int) -> None:
    Path("events.db").chmod(mode)
    backup(ledger, Path("copy.db"))
    assert stat.S_IMODE(Path("copy.db").stat().st_mode) == mode


class TestRefused:
    @pytest.mark.parametrize("taken", ["copy.db", "copy.db-wal", "copy.db-journal"])
    def test_where_a_file_is(self, ledger: Ledger, taken: str) -> None:
        Path(taken).write_text("precious")
        with pytest.raises(Occupied, match=f"^{taken} exists already"):
            backup(ledger, Path("copy.db"))
        assert Path(taken).read_text() == "precious"
        assert names() == {taken}

    def test_where_a_folder_a_link_or_the_ledger_itself_is(self, ledger: Ledger) -> None:
        Path("folder").mkdir()
        Path("link").symlink_to("nowhere")
        for taken in ("folder", "link", "events.db"):
            with pytest.raises(Occupied):
                backup(ledger, Path(taken))
        assert names() == {"folder", "link"}

    @pytest.mark.parametrize("has_links", [True, False])
    def test_where_a_file_came_meanwhile(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, has_links: bool
    ) -> None:
        link = os.link

        def late(source: Path, target: Path) -> None:
            target.write_text("precious")
            if not has_links:
                raise PermissionError
            link(source, target)

        monkeypatch.setattr(os, "link", late)
        with pytest.raises(Occupied):
            backup(ledger, Path("copy.db"))
        assert Path("copy.db").read_text() == "precious"
        assert names() == {"copy.db"}

    def test_where_no_file_can_be_made(self, ledger: Ledger) -> None:
        with pytest.raises(FileNotFoundError) as caught:
            backup(ledger, Path("nowhere/copy.db"))
        assert caught.value.filename == "nowhere/copy.db"

    def test_a_ledger_that_does_not_hold(self, ledger: Ledger) -> None:
        keep = "SELECT sql FROM sqlite_master WHERE name = 'events_keep'"
        [(keep,)] = ledger.db.execute(keep).fetchall()
        ledger.db.execute("DROP TRIGGER events_keep")
        ledger.db.execute("UPDATE events SET body = replace(body, 'two', 'TWO') WHERE position = 2")
        ledger.db.execute(keep)
        ledger.db.conn.commit()
        with pytest.raises(Damaged, match=r"events\.db is damaged"):
            backup(ledger, Path("copy.db"))
        assert names() == set()

    def test_a_disk_without_room(self, ledger: Ledger) -> None:
        """Here, a process that may write no more than 32 KiB to a file."""
        limited = f"ulimit -f 32; exec {sys.executable} -m cli.main backup copy.db"
        done = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith(("depositary: the disk of copy.db", "depositary: no room"))
        assert names() == set()


def test_a_file_system_without_links(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", fail)
    assert backup(ledger, Path("copy.db")).size == 3
    assert names() == {"copy.db"}
