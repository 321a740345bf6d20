"""A writer is killed at random moments, again and again on the same file: what it acknowledged
must be there, what it did not must be there whole or not at all, and everything must verify.

The writer is forked from this process, which has everything imported, so that a kill costs some
tens of milliseconds. Before an append it tells through a pipe what it is about to record, after
it that it did. A kill ends a process, not the machine: what was written and not yet on the disk
survives it. A loss of power is not tried here; SQLite's ``synchronous=FULL`` answers for that.

Then a writer is left alive and its file and -wal are copied while it writes, as ``cp`` would.
A copy may be a whole earlier state, or be refused, or be reported by `verify`; it must never
pass for whole when it is not.

And every command that writes is killed at each system call of it that changes a file (`traced`):
the ledger must verify and hold what was acknowledged, each file be whole, and the same command,
given again, must do its work and leave no file behind that is not its own.
"""

import os
import random
import shutil
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import attrs
import traced
from commands import Stopped, named
from figures import act, chosen, folder, found_wrong, make, report

from ledger.errors import Refusal
from ledger.store import Ledger
from projections.kept import tables

SIZES = {  # kills, copies, kills of each command
    "tiny": (4, 2, 1),
    "small": (200, 30, 2),
    "large": (2000, 300, 100_000),
}
ON_ONE_FILE = 25  # kills before a new file is begun
LONGEST = 0.08  # seconds that a writer lives
BATCHES = (1, 1, 1, 1, 2, 3, 8, 20)
_BLOCK = 1 << 16


@attrs.define
class Writer:
    """A process that appends until it is killed; ``told`` is the reading end of its pipe."""

    pid: int
    told: int
    heard: bytes = b""

    def listen(self) -> None:
        """Read what was told by now."""
        try:
            while more := os.read(self.told, 1 << 16):
                self.heard += more
        except BlockingIOError:
            pass

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.listen()
        os.close(self.told)

    def acknowledged(self) -> tuple[list[str], list[str]]:
        """The ids that were acknowledged, and those that an append was at work on."""
        done: list[str] = []
        at_work: list[str] = []
        for line in self.heard.decode().splitlines():
            if line == "done":
                done, at_work = done + at_work, []
            else:
                at_work = line.split()
        return done, at_work


def start(path: Path, seed: int, checkpoint: int = 0) -> Writer:
    """Fork a writer; ``checkpoint``: after how many pages SQLite empties the -wal (0: as usual)."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        os.set_blocking(reading, False)
        return Writer(pid, reading)
    try:
        _append_for_ever(path, writing, seed, checkpoint)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _append_for_ever(path: Path, told: int, seed: int, checkpoint: int) -> None:
    chance, numbers = random.Random(seed), count()
    with Ledger.open(path, write=True, subscribers=[tables.keep]) as ledger:
        if checkpoint:
            ledger.db.execute(f"PRAGMA wal_autocheckpoint = {checkpoint}")
        while True:
            size = chance.choice(BATCHES)
            events = [act(next(numbers), f"{seed}-") for _ in range(size)]
            with ledger.batch() as batch:
                ids = [batch.add(event, by="writer").id for event in events]
                os.write(told, f"{' '.join(ids)}\n".encode())
            os.write(told, b"done\n")


def kills(rounds: int, chance: random.Random, faults: list[str]) -> Counter[str]:
    """Kill writers, so many on each file."""
    seen: Counter[str] = Counter()
    done = 0
    while done < rounds:
        with folder() as place:
            path = place / "events.db"
            make(path, [act(0)])  # which also loads what each writer then has from its start
            seen["files"] += 1
            recorded = _ids(path)
            for _ in range(min(ON_ONE_FILE, rounds - done)):
                done += 1
                recorded = _killed_once(path, done, recorded, chance, seen, faults)
    return seen


def _killed_once(
    path: Path,
    number: int,
    before: list[str],
    chance: random.Random,
    seen: Counter[str],
    faults: list[str],
) -> list[str]:
    """Start a writer, kill it, look at the file; returns the ids that are there now."""
    writer = start(path, number)
    time.sleep(chance.uniform(0, LONGEST))
    writer.kill()
    done, at_work = writer.acknowledged()
    _keep_the_wal_for_the_next(path, number, seen)
    looked_at = path.with_name("copy.db") if number % 2 else path
    found, wrong = _looked_at(looked_at)
    if found not in (before + done, before + done + at_work):
        wrong.append(
            f"{len(before + done)} acknowledged, {len(at_work)} at work, {len(found)} found"
        )
    faults += [f"kill {number}: {one}" for one in wrong]
    seen["kills"] += 1
    seen["acknowledged"] += len(done)
    seen["lost"] += len(set(before + done) - set(found))
    seen["before the first append"] += not done and not at_work
    seen["within an append"] += bool(at_work)
    seen["of these, whole"] += bool(at_work) and found[-1:] == at_work[-1:]
    return found


def _keep_the_wal_for_the_next(path: Path, number: int, seen: Counter[str]) -> None:
    """Every other time, look at a copy, so that the next writer meets the -wal as it was left.
    Nobody writes now: the copy is what the kill left."""
    beside = path.with_name("events.db-wal")
    seen["left a -wal"] += beside.exists() and beside.stat().st_size > 0
    if number % 2:
        shutil.copyfile(path, path.with_name("copy.db"))
        path.with_name("copy.db-wal").unlink(missing_ok=True)
        if beside.exists():
            shutil.copyfile(beside, path.with_name("copy.db-wal"))


def _looked_at(path: Path) -> tuple[list[str], list[str]]:
    """The ids in a file, and everything that is wrong with it."""
    with Ledger.open(path) as ledger:
        wrong = found_wrong(ledger)
        ids = [row.id for row in ledger.rows()]
        if not len(ids) == ledger.size == ledger.head().size:
            wrong.append(f"{len(ids)} events under a head of {ledger.head().size}")
        if not tables.current(ledger):
            wrong.append(f"tables up to {tables.kept(ledger)} of {ledger.size}")
        return ids, wrong


def _ids(path: Path) -> list[str]:
    with Ledger.open(path) as ledger:
        return [row.id for row in ledger.rows()]


def copies(rounds: int, chance: random.Random, faults: list[str]) -> Counter[str]:
    """Copy files that are written to, and look at each copy."""
    seen: Counter[str] = Counter()
    while seen["copies"] < rounds:
        with folder() as place:
            path = place / "events.db"
            make(path, [act(0)])
            writer = start(path, seen["copies"], checkpoint=chance.choice((4, 16, 64)))
            try:
                taken = list(_copies_of(path, writer, min(20, rounds - seen["copies"]), chance))
            finally:
                writer.kill()
            truth = _ids(path)
            for copy, acknowledged in taken:
                seen["copies"] += 1
                seen[_judged(copy, truth, acknowledged + 3, faults)] += 1
    return seen


def _copies_of(
    path: Path, writer: Writer, many: int, chance: random.Random
) -> Iterator[tuple[Path, int]]:
    """Copies, each with how many events had been acknowledged when it was begun."""
    for number in range(many):
        time.sleep(chance.uniform(0, LONGEST))
        writer.listen()
        acknowledged = len(writer.acknowledged()[0])
        copy = path.with_name(f"copy-{number}.db")
        ends = ["", "-wal"] if chance.random() < 0.5 else ["-wal", ""]
        for end in ends:
            _copied(Path(f"{path}{end}"), Path(f"{copy}{end}"), slowly=chance.random() < 0.5)
            time.sleep(chance.uniform(0, LONGEST) * chance.choice((0, 1)))
        yield copy, acknowledged


def _copied(path: Path, copy: Path, *, slowly: bool) -> None:
    """Copy a file block by block, as a program does that takes no heed of SQLite."""
    if not path.exists():
        return  # there is no -wal yet
    with path.open("rb") as file, copy.open("wb") as target:
        while block := file.read(_BLOCK):
            target.write(block)
            time.sleep(0.001 if slowly else 0)


def _judged(copy: Path, truth: list[str], acknowledged: int, faults: list[str]) -> str:
    """What a copy turned out to be."""
    try:
        found, wrong = _looked_at(copy)
    except Refusal:
        return "refused when opened or read"
    if wrong:
        return "reported by verify"
    if found != truth[: len(found)]:
        faults.append(f"{copy.name} passes for whole, and is not")
        return "passed for whole and was not"
    return "whole" if len(found) >= acknowledged else "whole, but older than what was acknowledged"


def commands(most: int, faults: list[str]) -> Iterator[tuple[str, str]]:
    """Kill each command that writes, so many times at most; what was done, by its name."""
    if not traced.can_be():
        yield "commands", "left out: no process can be traced here"
        return
    for name in named(most):
        with folder() as place:
            stopped = Stopped.of(name, place)
            numbers = list(stopped.chosen(most))
            for number in numbers:
                stopped.kill(number)
        yield name, f"{len(numbers)} kills at its {stopped.calls} calls that change a file"
        faults += stopped.faults


def _timed(job: Callable[[], Counter[str]]) -> tuple[Counter[str], float]:
    start_at = time.perf_counter()
    return job(), time.perf_counter() - start_at


def main() -> None:
    rounds, copied, each = chosen(SIZES)
    chance, faults = random.Random(1), list[str]()
    killed, seconds = _timed(lambda: kills(rounds, chance, faults))
    taken, _ = _timed(lambda: copies(copied, chance, faults))
    figures: dict[str, Any] = {
        "writers killed": killed["kills"],
        "files, each killed on again and again": killed["files"],
        "events acknowledged": killed["acknowledged"],
        "acknowledged events that were lost": killed["lost"],
        "killed before the first append": killed["before the first append"],
        "killed within an append": killed["within an append"],
        "of these, the batch was there whole": killed["of these, whole"],
        "a -wal was left to recover from": killed["left a -wal"],
        "seconds a kill and its checks": f"{seconds / rounds:.3f}",
        "copies taken while a writer wrote": taken["copies"],
        "copies: whole": taken["whole"],
        "copies: whole, older than what was acknowledged": taken[
            "whole, but older than what was acknowledged"
        ],
        "copies: refused when opened or read": taken["refused when opened or read"],
        "copies: reported by verify": taken["reported by verify"],
        "copies: passed for whole and were not": taken["passed for whole and was not"],
    }
    figures |= dict(commands(each, faults))
    report("Killed", {**figures, "things wrong": len(faults)}, faults)


if __name__ == "__main__":
    main()
