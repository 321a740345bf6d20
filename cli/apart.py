"""Work done in processes apart, a few at once: each does one thing at a time, and is ended when
that takes too long. So what is asked of the ledger in Python has a limit of time, as a query has
one in SQLite, keeps no other waiting, and leaves nothing behind where it is broken off.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import Empty, LifoQueue
from typing import Any

import attrs

from ledger.errors import Refusal

Work = Callable[[Any], Any]
_WAIT = 3.0  # seconds for which one waits for its turn
_START = 60.0  # seconds in which a process begins, on a computer that has much else to do


class Busy(Refusal):
    """Work that nobody is free to do."""

    def __init__(self) -> None:
        super().__init__("too many are asking: try again in a few seconds")


class TookTooLong(Refusal):
    """Work that was broken off."""

    def __init__(self, longest: float) -> None:
        super().__init__(f"this took more than {longest:g} s, and was broken off: ask for less")


class BrokeOff(Refusal):
    """Work whose process ended."""

    def __init__(self) -> None:
        super().__init__("this was broken off: the process that worked at it ended")


@attrs.define
class _Worker:
    """A process, and the way to it."""

    process: Any = None
    way: Connection | None = None

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process.close()
        if self.way is not None:
            self.way.close()
        self.process = self.way = None


class Apart:
    """Some processes, each begun when it is wanted first. What does the work is made in them, by
    ``make`` of ``given``, which other processes can be handed (`pickle`)."""

    def __init__(
        self, make: Callable[[Any], Work], given: Any, at_once: int, longest: float
    ) -> None:
        self._make, self._given, self._longest = make, given, longest
        self._context = multiprocessing.get_context("spawn")
        self._workers = [_Worker() for _ in range(at_once)]
        self._free: LifoQueue[_Worker] = LifoQueue()
        for one in self._workers:
            self._free.put(one)

    def do(self, what: Any) -> Any:
        """Return what comes of some work. Raises `Busy`, `TookTooLong`, `BrokeOff`."""
        with self._turn() as worker:
            try:
                way = self._way_to(worker)
                way.send(what)
                if way.poll(self._longest):
                    return way.recv()
            except (EOFError, OSError):
                worker.end()
                raise BrokeOff from None
            worker.end()
            raise TookTooLong(self._longest)

    def close(self) -> None:
        """End the processes."""
        for one in self._workers:
            with suppress(ValueError, OSError):
                one.end()

    @contextmanager
    def _turn(self) -> Iterator[_Worker]:
        try:
            worker = self._free.get(timeout=_WAIT)
        except Empty:
            raise Busy from None
        try:
            yield worker
        finally:
            self._free.put(worker)

    def _way_to(self, worker: _Worker) -> Connection:
        if worker.way is None:
            here, there = self._context.Pipe()
            worker.process = self._context.Process(
                target=_work, args=(there, self._make, self._given), daemon=True
            )
            worker.process.start()
            there.close()
            worker.way = here
            if not here.poll(_START):
                worker.end()
                raise BrokeOff
            here.recv()  # it is ready
        return worker.way


def _work(way: Connection, make: Callable[[Any], Work], given: Any) -> None:
    """Do what is sent, until whoever sends it is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that began this
    work = make(given)
    with suppress(EOFError, OSError):
        way.send(None)  # whoever waits for the first answer counts its time from now on
        while True:
            way.send(work(way.recv()))
