"""A desk, or the notary, in a process of its own, which appends to a register or signs its heads
until it is killed, and writes down what it tries and what is answered, a line each, before it goes
on.
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

from ledger import codec, witness
from ledger.copy_errors import HistoryRewritten
from ledger.errors import Refusal
from ledger.events import Event
from ledger.store import Ledger
from ledger.transparency import policies
from ledger.transparency.cosignatures import PrivateCosignerKey
from ledger.transparency.policies import Policy
from projections.kept import tables
from projections.kept.ledgers import open_ledger
from shared import notary, pulling
from shared.errors import OtherNotary
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


KEY = PrivateCosignerKey("example.org/notary", bytes(range(32)))
SIGNED = policies.parse(f"witness notary {KEY.public}\nquorum notary\n")


@attrs.define
class Desk:
    """A desk, or the notary: its role, its folder with the copies that it had, the last of which it
    uses, and the process that is at work, if it runs. With a policy it takes only what was
    signed."""

    role: str
    folder: Path
    policy: Policy | None = None
    process: Any = None
    starts: int = 0
    ended_by_itself: bool = False

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def copies(self) -> list[Path]:
        return [self.folder / f"copy-{number}.db" for number in range(_last(self.folder) + 1)]

    def start(self, address: str) -> None:
        self.starts += 1
        self.folder.mkdir(exist_ok=True)
        at_work = _Appending if self.role != "notary" else _Signing
        given = (at_work, self.folder, address, self.policy, f"{self.role}-{self.starts}")
        self.process = FORKS.Process(target=_work, args=given)
        self.process.start()

    @contextmanager
    def copy(self, address: str) -> Iterator[Ledger]:
        """Its copy, made if there is none, to append to in this process."""
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"copy-{max(0, _last(self.folder))}.db"
        with _open(path, address, self.policy) as ledger:
            yield ledger

    def begin_anew(self) -> None:
        """Let go of the copies that it had."""
        for one in self.copies():
            one.unlink()

    def kill(self) -> None:
        if self.process:
            self.ended_by_itself |= not self.process.is_alive()
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


def _work(
    sort: "type[_Appending | _Signing]",
    folder: Path,
    address: str,
    policy: Policy | None,
    mark: str,
) -> None:
    """Do what a desk or the notary does, without end."""
    descriptor = os.open(folder / "log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(**line: Any) -> None:
        os.write(descriptor, f"\n{json.dumps(line)}\n".encode())

    at_work, copy = sort(mark, folder), max(0, _last(folder))
    while True:
        try:
            with _open(folder / f"copy-{copy}.db", address, policy) as ledger:
                for line in at_work.lines(ledger):
                    note(**line, copy=copy)
        except HistoryRewritten as refusal:
            note(rewritten=str(refusal), copy=copy)
            copy += 1
        except Refusal as refusal:
            note(refused=type(refusal).__name__, said=str(refusal))
            time.sleep(2 if isinstance(refusal, OtherNotary) else 0.05)


class _Appending:
    """A desk that appends."""

    def __init__(self, mark: str, folder: Path) -> None:
        self._mark, self._chance, self._numbers = mark, random.Random(mark), count()

    def lines(self, ledger: Ledger) -> Iterator[dict[str, Any]]:
        """Append; yields what is tried, and what was answered."""
        while True:
            many = self._chance.choice(BATCHES)
            events = [signing(next(self._numbers), self._mark) for _ in range(many)]
            expect = ledger.size if self._chance.random() < 0.1 else None
            ids = [codec.event_id(codec.body(one)) for one in events]
            yield {"tries": ids, "expect": expect}
            start = time.monotonic()
            found = ledger.append(events, by=self._mark, expect=expect)
            took, head = time.monotonic() - start, ledger.head()
            done = [[one.id, one.position] for one in found]
            yield {"done": done, "took": took, "head": [head.size, head.root.hex()]}


class _Signing:
    """The notary."""

    def __init__(self, mark: str, folder: Path) -> None:
        self._state = folder / "state"

    def lines(self, ledger: Ledger) -> Iterator[dict[str, Any]]:
        """Sign; yields what was signed, and why nothing is."""
        with witness.state(self._state, KEY) as own:
            for found in notary.signing(ledger, own, lambda: int(time.time()), 0.05):
                if isinstance(found, Refusal):
                    yield {"waits": type(found).__name__}
                else:
                    yield {"signed": [found.size, found.root.hex()]}


def _open(path: Path, address: str, policy: Policy | None) -> Ledger:
    """A copy, made if it is not there, which appends to the register at an address."""
    if not path.exists():
        pulling.make(path, address, policy, subscribers=(tables.keep,), kept=tables.KEPT)
    ledger = open_ledger(path, write=True)
    ledger.place = Sequencer(address)
    return ledger


def _last(folder: Path) -> int:
    """The number of the last copy; -1 where there is none."""
    return max((int(one.stem[5:]) for one in folder.glob("copy-*.db")), default=-1)
