"""``log --follow``: what others record, each event once, as soon as it is committed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from cli import following
from cli.app import App
from cli.following import Replaced, follow
from cli.main import run
from ledger import codec
from ledger.store import Ledger
from projections.view import View

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
SOON = 0.01  # seconds between two looks
ABORT = 60  # seconds after which a test that would wait for ever is ended


def program(name: str) -> Any:
    return codec.decode({"type": "program", "id": name, "name": f"Program {name}"})


def record(path: Path, *names: str) -> None:
    with Ledger.open(path, write=True) as ledger:
        ledger.append([program(name) for name in names], by="other")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    Ledger.create("events.db", clock=lambda: NOW).close()
    return tmp_path / "events.db"


@pytest.fixture
def app(path: Path) -> App:
    found = App(clock=lambda: NOW, by="desk")
    found.at(str(path))
    return found


class Desk(StringIO):
    """A terminal on which Ctrl-C is pressed after so many lines; with each, something is done."""

    def __init__(self, until: int, each: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self._until, self._each = until, each

    @property
    def lines(self) -> list[str]:
        return self.getvalue().splitlines()

    def write(self, text: str) -> int:
        written = super().write(text)
        self._each()
        if len(self.lines) == self._until:
            raise KeyboardInterrupt
        return written


def positions(view: View, start: int) -> list[str]:
    return [f"#{one.position}" for one in view.ledger.events(after=start, until=view.known)]


def numbered(first: int, last: int) -> list[str]:
    return [f"#{position}" for position in range(first, last + 1)]


@pytest.mark.parametrize("start", [0, 1, 9, 10])
def test_each_event_that_others_record_is_written_once_from_any_position_on(
    app: App, path: Path, start: int
) -> None:
    record(path, *(f"before-{number}" for number in range(10)))

    def write(writer: int) -> None:
        for number in range(5):
            record(path, f"w{writer}-{number}a", f"w{writer}-{number}b")

    with ThreadPoolExecutor() as pool, redirect_stdout(Desk(until=40 - start)) as desk:
        writers = [pool.submit(write, writer) for writer in range(3)]
        follow(app, start, SOON, positions)
        for writer in writers:
            writer.result()
    assert desk.lines == numbered(start + 1, 40)


def test_many_events_at_once_are_taken_some_thousands_at_a_time(app: App, path: Path) -> None:
    record(path, *(f"p{number}" for number in range(5002)))
    taken = []

    def counted(view: View, start: int) -> list[str]:
        taken.append(view.known - start)
        return [f"up to #{view.known}"]

    with redirect_stdout(Desk(until=2)) as desk:
        follow(app, 0, SOON, counted)
    assert taken == [5000, 2]
    assert desk.lines == ["up to #5000", "up to #5002"]


def test_what_is_not_committed_is_not_seen(app: App) -> None:
    looks = following._looks(app, SOON)
    seen = [next(looks).size]

    def look(*_: object) -> None:
        seen.append(next(looks).size)

    with Ledger.open(app.path, write=True, subscribers=[look]) as writer:
        writer.append([program("one")], by="other")  # it looks in the midst of this
    look()
    assert seen == [0, 0, 1]
    looks.close()


def test_no_checkpoint_waits_for_whoever_follows(app: App, path: Path) -> None:
    record(path, *(f"p{number}" for number in range(3)))
    busy: list[int] = []
    with Ledger.open(path, write=True) as writer:

        def checkpoint() -> None:
            """While a line is written."""
            writer.append([program(f"c{len(busy)}")], by="other")
            busy.append(writer.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])

        with redirect_stdout(Desk(6, checkpoint)) as desk:
            follow(app, 0, SOON, positions)
    assert set(busy) == {0}
    assert desk.lines == numbered(1, 6)


def test_a_file_that_takes_the_place_of_the_ledger_is_refused(app: App, path: Path) -> None:
    record(path, "one")
    looks = following._looks(app, SOON)
    next(looks)
    shutil.copy(path, "copy.db")
    Path("copy.db").replace(path)
    with pytest.raises(Replaced, match=r"another file has taken the place of .*events\.db"):
        next(looks)


def test_who_may_not_write_beside_the_ledger_opens_it_anew_at_each_look(
    app: App, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a reader sees the file as it lies when it is opened. The permissions are patched, since
    root may write anywhere."""
    looks = following._looks(app, SOON)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda _, mode: mode == os.R_OK)
        first = next(looks)
    record(path, "one")
    monkeypatch.setattr(os, "access", lambda _, mode: mode == os.R_OK)
    second = next(looks)
    assert second is not first
    assert second.size == 1
    looks.close()


@contextmanager
def following_process(*words: str, interval: float = SOON) -> Iterator[subprocess.Popen[str]]:
    """A process that follows the ledger here; it is killed where a test would never end."""
    command = [sys.executable, "-m", "cli.main", "log", "--follow", "--interval", str(interval)]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    with subprocess.Popen(
        [*command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        watch = threading.Timer(ABORT, process.kill)
        watch.start()
        try:
            yield process
        finally:
            watch.cancel()
            process.kill()


def read(process: subprocess.Popen[str], count: int) -> list[str]:
    assert process.stdout
    return [process.stdout.readline().rstrip("\n") for _ in range(count)]


def end(process: subprocess.Popen[str], told: signal.Signals) -> tuple[int, str, str]:
    """How it ends when it is told to: its exit code, and what it says then."""
    process.send_signal(told)
    out, err = process.communicate(timeout=ABORT)
    return process.returncode, out, err


def test_lines_of_json_come_before_the_next_event_is_recorded(path: Path) -> None:
    record(path, "one", "two")
    with following_process("--format", "jsonl", "--after", "#1") as process:
        seen = read(process, 1)
        for name in ("three", "four"):
            record(path, name)
            seen += read(process, 1)  # it has come before the next is recorded
        assert end(process, signal.SIGINT) == (0, "", "")
    found = [json.loads(line) for line in seen]
    assert [(one["position"], one["event"]["id"]) for one in found] == [
        (2, "two"),
        (3, "three"),
        (4, "four"),
    ]


def test_a_table_of_some_types_goes_on_until_sigterm_and_leaves_no_file(path: Path) -> None:
    record(path, "one", "two")
    with following_process("--type", "program", "--last", "1") as process:
        head, empty, line = read(process, 3)
        assert head.startswith("events.db: the log as known at #2 (")
        assert (empty, line[:3]) == ("", "#2 ")
        with Ledger.open(path, write=True) as ledger:
            wire = {"type": "milestone", "id": "m", "name": "M", "on": "2023"}
            ledger.append([codec.decode(wire), program("three")], by="other")
        [line] = read(process, 1)
        assert line.startswith("#4 ")
        assert end(process, signal.SIGTERM) == (0, "", "")
    assert [found.name for found in path.parent.iterdir()] == ["events.db"]


def test_it_ends_as_soon_as_nobody_reads_it(path: Path) -> None:
    record(path, "one")
    with following_process("--after", "#0", interval=ABORT) as process:
        assert "program one" in read(process, 3)[-1]
        assert process.stdout
        process.stdout.close()
        assert process.wait(timeout=ABORT / 2) == 0


@pytest.mark.parametrize("more", [["--format", "json"], ["--format", "csv"], ["--known", "#1"]])
def test_a_form_that_needs_an_end_is_refused(app: App, more: list[str]) -> None:
    assert run(["log", "--follow", *more], obj=app) == 2


def test_following_after_an_unknown_position_is_refused(app: App) -> None:
    assert run(["log", "--follow", "--after", "#9"], obj=app) == 1


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ([], [1, 2, 3, 4]),
        (["--after", "#0"], [1, 2, 3, 4]),
        (["--after", "#2"], [3, 4]),
        (["--last", "1"], [4]),
        (["--last", "9"], [1, 2, 3, 4]),
        (["--last", "1", "--search", "two"], [2]),
        (["--last", "3", "--type", "program"], [2, 3, 4]),
    ],
)
def test_where_it_begins(app: App, path: Path, words: list[str], seen: list[int]) -> None:
    record(path, "one", "two", "three", "four")
    with redirect_stdout(Desk(until=len(seen))) as desk:
        assert run(["log", "--follow", "--format", "jsonl", *words], obj=app) == 0
    assert [json.loads(line)["position"] for line in desk.lines] == seen


def test_what_is_found_by_nothing_yet_is_written_when_it_is_recorded(app: App, path: Path) -> None:
    record(path, "one")
    words = [
        "log",
        "--follow",
        "--interval",
        "0.01",
        "--format",
        "jsonl",
        "--last",
        "1",
        "--search",
        "later",
    ]
    with ThreadPoolExecutor() as pool, redirect_stdout(Desk(until=1)) as desk:
        pool.submit(record, path, "two", "later")
        assert run(words, obj=app) == 0
    assert [json.loads(line)["position"] for line in desk.lines] == [3]
