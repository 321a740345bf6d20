"""A desk in a process of its own, which appends to a register until it is killed, and writes down
what it tries and what is answered, a line each, before it goes on.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zlib import crc32

import attrs
from figures import STATES

from ledger import codec
from ledger.copy_errors import HistoryRewritten
from ledger.errors import Refusal
from ledger.events import Event
from ledger.store import Ledger
from projections.kept import tables
from projections.kept.ledgers import open_ledger
from shared import pulling
from shared.sequencer import Sequencer

BATCHES = (1, 1, 1, 1, 2, 5)
PROGRAMS = 20
FORKS = get_context("forkserver")  # a process that has threads, as the relays, cannot fork itself


def opening() -> list[Event]:
    """The definitions to which what desks append refers."""
    ids = [f"program-{number}" for number in range(PROGRAMS)]
    return [codec.decode({"type": "program", "id": one, "name": one}) for one in ids]


def signing(number: int, mark: str) -> Event:
    """A signing, another one for each number and mark."""
    place = crc32(mark.encode()) + number
    wire = {"type": "signing", "participant": STATES[place % len(STATES)]}
    wire |= {"program": f"program-{place // len(STATES) % PROGRAMS}", "note": f"{mark}-{number}"}
    return codec.decode({**wire, "occurred_on": f"2020-{number % 12 + 1:02}-01"})


@attrs.define
class Desk:
    """A desk: its role, its folder with the copies that it had, the last of which it uses, and the
    process that appends, if it runs."""

    role: str
    folder: Path
    process: Any = None
    starts: int = 0

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def copies(self) -> list[Path]:
        return [self.folder / f"copy-{number}.db" for number in range(_last(self.folder) + 1)]

    def start(self, address: str) -> None:
        self.starts += 1
        self.folder.mkdir(exist_ok=True)
        given = (self.folder, self.log, address, f"{self.role}-{self.starts}")
        self.process = FORKS.Process(target=_work, args=given)
        self.process.start()

    @contextmanager
    def copy(self, address: str) -> Iterator[Ledger]:
        """Its copy, made if there is none, to append to in this process."""
        self.folder.mkdir(exist_ok=True)
        with _open(self.folder / f"copy-{max(0, _last(self.folder))}.db", address) as ledger:
            yield ledger

    def begin_anew(self) -> None:
        """Let go of the copies that it had."""
        for one in self.copies():
            one.unlink()

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.join()
        self.process = None

    def lines(self) -> Iterator[dict[str, Any]]:
        """What it wrote down; a line that a kill cut short is none."""
        for line in self.log.read_text().splitlines() if self.log.exists() else ():
            try:
                yield json.loads(line)
            except ValueError:
                yield {"cut": line}


def _work(folder: Path, log: Path, address: str, mark: str) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(**line: Any) -> None:
        os.write(descriptor, f"\n{json.dumps(line)}\n".encode())

    chance, numbers, copy = random.Random(mark), count(), max(0, _last(folder))
    while True:
        path = folder / f"copy-{copy}.db"
        try:
            with _open(path, address) as ledger:
                while True:
                    note(**_append(ledger, chance, numbers, mark, note), copy=copy)
        except HistoryRewritten as refusal:
            note(rewritten=str(refusal), copy=copy)
            copy += 1
        except Refusal as refusal:
            note(refused=type(refusal).__name__, said=str(refusal))
            time.sleep(0.05)


def _open(path: Path, address: str) -> Ledger:
    """A copy, made if it is not there, which appends to the register at an address."""
    if not path.exists():
        pulling.make(path, address, subscribers=(tables.keep,), kept=tables.KEPT)
    ledger = open_ledger(path, write=True)
    ledger.place = Sequencer(address)
    return ledger


def _last(folder: Path) -> int:
    """The number of the last copy; -1 where there is none."""
    return max((int(one.stem[5:]) for one in folder.glob("copy-*.db")), default=-1)


def _append(
    ledger: Ledger, chance: random.Random, numbers: Iterator[int], mark: str, note: Any
) -> dict[str, Any]:
    """Append; returns what was answered."""
    events = [signing(next(numbers), mark) for _ in range(chance.choice(BATCHES))]
    expect = ledger.size if chance.random() < 0.1 else None
    note(tries=[codec.event_id(codec.body(one)) for one in events], expect=expect)
    start = time.monotonic()
    found = ledger.append(events, by=mark, expect=expect)
    took, head = time.monotonic() - start, ledger.head()
    done = [[one.id, one.position] for one in found]
    return {"done": done, "took": took, "head": [head.size, head.root.hex()]}
