"""The register without what it needs: room on the disk, permission to write, file descriptors,
memory, a clock that goes forward. Each time the command line must refuse in one line with exit
code 1, leave nothing half-written, and go on when there is enough again. And in every command that
writes, each system call that changes a file is told once that there is no room, and once that the
disk failed.

A case that this machine cannot make (a small file system needs the right to mount one, loss of
permissions a user other than root) is left out, with a word.
"""

import codecs
import contextlib
import errno
import io
import os
import resource
import subprocess
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import attrs
import traced
from commands import Stopped, named
from figures import act, chosen, folder, found_wrong, make, opening, report

from cli import output  # noqa: F401 - later there is no room to
from cli.app import App
from cli.commands import append, import_, roster  # noqa: F401 - later there is no room to
from cli.main import run
from ledger import codec
from ledger.errors import DiskFull
from ledger.records import stamp
from ledger.store import Ledger
from projections.kept import tables

SIZES = {"tiny": 1, "small": 4, "large": 20}  # how finely the limits are stepped
CALLS = {"tiny": 1, "small": 2, "large": 100_000}  # of a command that fail, at most
ERRORS = (errno.ENOSPC, errno.EIO)
MANY = 100  # events of an import that meets the end of the disk
NOBODY = 65534
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


@attrs.define
class Case:
    """What became of the commands under one shortage."""

    done: int = 0
    refused: int = 0
    faults: list[str] = attrs.Factory(list)
    said: Counter[str] = attrs.Factory(Counter)
    left_out: str = ""


# Running the command line in a process of its own


def told(words: Sequence[str], starve: Callable[[], object] = lambda: None) -> tuple[int, str]:
    """The exit code and the standard error of a command in a forked process that is starved
    first; 70 where it ended in a traceback."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os._exit(_run_there(words, starve, writing))
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as pipe:
        said = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said


def _run_there(words: Sequence[str], starve: Callable[[], object], told_to: int) -> int:
    said = io.StringIO()
    try:
        starve()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = run(words, obj=App(clock=lambda: NOW, by="starved"))
    except BaseException:
        code = 70
        said.write(traceback.format_exc()[-600:])
    os.write(told_to, said.getvalue().encode()[:4000])
    return code


def judge(case: Case, code: int, said: str) -> None:
    """One command is done, or refused as it should be, or not."""
    lines = said.splitlines()
    if code == 0:
        case.done += 1
    elif code == 1 and [line for line in lines if line.startswith("depositary: ")] == lines[-1:]:
        case.refused += 1  # an import may tell of each line and file before
        case.said[lines[-1]] += 1
    else:
        case.faults.append(f"exit {code}: {said[-300:]!r}")


def still_whole(case: Case, path: Path, size: int | None = None) -> None:
    """Nothing is half-written, and the next append works."""
    with Ledger.open(path, write=True, subscribers=[tables.keep]) as ledger:
        case.faults += found_wrong(ledger)
        if size not in (None, ledger.size):
            case.faults.append(f"{ledger.size} events instead of {size}")
        [receipt] = ledger.append([act(ledger.size, "after-")], by="starved")
        if not receipt.new or ledger.head().size != receipt.position:
            case.faults.append("the next append did not work")
        case.faults += found_wrong(ledger)


def _import_file(path: Path) -> Path:
    lines = path.with_name("many.jsonl")
    lines.write_text("".join(codec.body(act(one, "many-")) + "\n" for one in range(MANY)))
    return lines


def _words(path: Path, *words: str) -> list[str]:
    return ["--db", str(path), *words]


def _signing(path: Path, note: str) -> list[str]:
    what = ("append", "signing", "--program", "ilrs", "--participant", "EGY")
    return _words(path, *what, "--on", "2023-12-06", "--note", note)


# The disk


def no_room_on_a_small_disk(place: Path, steps: int) -> Case:
    """A file system of a few hundred kilobytes, filled up by an import and by appends."""
    case = Case()
    with _mounted(place / "small", "size=4m") as disk:
        if disk is None:
            return Case(left_out="no file system could be mounted here")
        path = disk / "events.db"
        make(path, [act(0)])
        lines = _import_file(place / "x")
        judge(case, *told(_words(path, "import", str(lines))))
        filler = disk / "filler"
        for left in range(0, 160_000, 40_000 // steps):
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
            filler.write_bytes(b"x" * max(0, free - left))
            judge(case, *told(_signing(path, f"{left} left")))
            filler.unlink()
        still_whole(case, path)
    return _must_refuse(case)


@contextmanager
def _mounted(place: Path, options: str) -> Iterator[Path | None]:
    """A file system in memory, for as long as the block lasts."""
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    try:
        mounted = subprocess.run(command, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(place)], check=True)


def files_may_not_grow(place: Path, steps: int) -> Case:
    """`ulimit -f`: no file may grow past so many bytes, at every stage of an import."""
    case = Case()
    path = place / "events.db"
    make(path, [act(0)])
    lines = _import_file(path)
    for number in range(4 * steps):
        limit = 4_000 + number * 400_000 // (4 * steps)

        def starve(limit: int = limit) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        judge(case, *told(_words(path, "import", str(lines)), starve))
        if case.done:
            break
        still_whole(case, path, 3 + number)
    return _must_refuse(case)


def database_may_not_grow(place: Path, steps: int) -> Case:
    """SQLite's own limit (max_page_count), through the library."""
    case, path = Case(), place / "events.db"
    make(path, [act(0)])
    with Ledger.open(path, write=True, subscribers=[tables.keep]) as ledger:
        [pages] = ledger.db.execute("PRAGMA page_count").fetchone()
        for more in range(2 * steps):
            ledger.db.execute(f"PRAGMA max_page_count = {pages + more}")
            size = ledger.size
            try:
                ledger.append([act(one, f"{more}-") for one in range(MANY)], by="starved")
                case.done += 1
                break
            except DiskFull as refusal:
                case.refused += 1
                case.said[f"depositary: {refusal}"] += 1
            if ledger.size != size:
                case.faults.append(f"{ledger.size - size} events of a refused batch are there")
        ledger.db.execute("PRAGMA max_page_count = 1000000")
    still_whole(case, path, 3 + MANY * case.done)
    return _must_refuse(case)


def failing_calls(most: int) -> Iterator[tuple[str, str, list[str]]]:
    """Each command that writes, its calls failing one by one; what was tried, and what is wrong."""
    if not traced.can_be():
        yield "calls that fail", "left out: no process can be traced here", []
        return
    for name in named(most):
        with folder() as place:
            stopped = Stopped.of(name, place)
            tries = [(at, error) for error in ERRORS for at in stopped.chosen(most)]
            refused = sum(stopped.fail(at, error) for at, error in tries)
        told = f"{refused} refused, {len(tries) - refused} done"
        yield f"{name}: a call fails", told, stopped.faults


# Permissions


def not_allowed_to_write(place: Path, steps: int) -> Case:
    """A folder, or a file, that may be read only: as a user other than root."""
    case, path = Case(), place / "events.db"
    make(path, [act(0)])
    for mode_of_folder, mode_of_file in ((0o555, 0o644), (0o755, 0o444), (0o555, 0o444)):
        place.chmod(mode_of_folder)
        path.chmod(mode_of_file)
        judge(case, *told(_signing(path, "not allowed"), _as_nobody))
        before = case.done
        judge(case, *told(_words(path, "roster", "ilrs"), _as_nobody))
        if case.done != before + 1:
            case.faults.append("a ledger that may be read was not")
    place.chmod(0o755)
    path.chmod(0o644)
    still_whole(case, path, 3)
    return _must_refuse(case)


def _as_nobody() -> None:
    if os.getuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def a_file_system_to_read_only(place: Path, steps: int) -> Case:
    case = Case()
    with _mounted(place / "small", "size=4m") as disk:
        if disk is None:
            return Case(left_out="no file system could be mounted here")
        path = disk / "events.db"
        make(path, [act(0)])
        for option in ("ro", "rw"):
            subprocess.run(["mount", "-o", f"remount,{option}", str(disk)], check=True)
            judge(case, *told(_signing(path, "read only")))
            judge(case, *told(_words(path, "roster", "ilrs")))
        still_whole(case, path, 4)
    return _must_refuse(case)


# What a process may have


def no_descriptors_left(place: Path, steps: int) -> Case:
    """So few files may be open that opening the ledger, or its -wal, fails, one more each time."""
    case, path = Case(), place / "events.db"
    make(path, [act(0)])
    lines = _import_file(path)
    for words in (_signing(path, "descriptors"), _words(path, "import", str(lines))):
        for more in range(8):
            judge(case, *told(words, partial(_leave_descriptors, more)))
    still_whole(case, path)
    return _must_refuse(case)


def _leave_descriptors(many: int) -> None:
    free = os.dup(0)
    os.close(free)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + many, hard))


def no_memory_left(place: Path, steps: int) -> Case:
    """So little memory may be had that an import fails, a little more each time."""
    case, path = Case(), place / "events.db"
    make(path, [act(0)])
    lines = _import_file(path)
    for number in range(4 * steps):
        more = number * 800_000 // (4 * steps)
        words = _words(path, "import", "--dry-run", str(lines))
        judge(case, *told(words, partial(_leave_memory, more)))
    still_whole(case, path, 3)
    return case


def _leave_memory(more: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


# The clock


def a_clock_that_jumps_back(place: Path, steps: int) -> Case:
    """The clock goes back by an hour, a day, a year: record time stays where it was."""
    case, path = Case(), place / "events.db"
    now = NOW
    with Ledger.create(path, clock=lambda: now, subscribers=[tables.keep]) as ledger:
        ledger.append([*opening(), act(0)], by="starved")
        for number, back in enumerate((3600, 86_400, 31_622_400)):
            now = NOW - timedelta(seconds=back)
            ledger.append([act(number, "back-")], by="starved")
            case.done += 1
        now = NOW + timedelta(hours=1)
        ledger.append([act(0, "forward-")], by="starved")
        times = [stamp(one.recorded_at) for one in ledger.events()]
        if times != sorted(times) or len(set(times)) != 2:
            case.faults.append(f"record times are {times}")
    lines = path.with_name("earlier.jsonl")
    point = {"recorded_at": "2020-01-01T00:00:00Z", "recorded_by": "x"}
    wires = [{**codec.encode(act(one)), **point} for one in range(2)]
    wires = [{**codec.encode(one), **point, "recorded_at": stamp(NOW)} for one in opening()] + wires
    lines.write_text("".join(codec.canonical(wire) + "\n" for wire in wires))
    _refuses_earlier_times(case, place / "restored.db", lines)
    still_whole(case, path, 7)
    return _must_refuse(case)


def _refuses_earlier_times(case: Case, path: Path, lines: Path) -> None:
    """What is restored may not go back in time either: each line is named, then one refusal."""
    with Ledger.create(path, subscribers=[tables.keep]):
        pass
    code, said = told(_words(path, "import", "--restore", str(lines)))
    judge(case, code, said)
    with Ledger.open(path) as ledger:
        if ledger.size or "record time never goes back" not in said:
            case.faults.append(f"{ledger.size} events restored: {said!r}")


# The whole


def _must_refuse(case: Case) -> Case:
    if not case.refused:
        case.faults.append("nothing was refused: the shortage was none")
    return case


CASES: dict[str, Callable[[Path, int], Case]] = {
    "a full disk (a small tmpfs)": no_room_on_a_small_disk,
    "files may not grow (ulimit -f)": files_may_not_grow,
    "the database may not grow (max_page_count)": database_may_not_grow,
    "folder or file read-only": not_allowed_to_write,
    "file system read-only": a_file_system_to_read_only,
    "no file descriptors left": no_descriptors_left,
    "no memory left": no_memory_left,
    "a clock that jumps back": a_clock_that_jumps_back,
}


def main() -> None:
    for name in ("ascii", "utf-8-sig"):
        codecs.lookup(name)  # Python reads these from files too, when they are first used
    steps = chosen(SIZES)
    each = chosen(CALLS)
    figures, faults, said = {}, [], Counter[str]()
    for name, try_it in CASES.items():
        with folder() as place:
            place.chmod(0o755)
            case = try_it(place, steps)
        figures[name] = case.left_out or f"{case.refused} refused, {case.done} done"
        faults += [f"{name}: {fault}" for fault in case.faults]
        said += Counter({one.replace(str(place), ""): n for one, n in case.said.items()})
    for name, done, wrong in failing_calls(each):
        figures[name] = done
        faults += wrong
    for one, many in said.most_common():
        print(f"{many:5} x {one}")
    report("Starved", {**figures, "things wrong": len(faults)}, faults)


if __name__ == "__main__":
    main()
