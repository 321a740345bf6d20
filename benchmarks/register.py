"""A register on PostgreSQL: appends a second, how long one takes, how soon another copy has it, and
how fast a copy catches up; on one server, and with a synchronous standby. Beside it, in the same
run, one event saved by `eventsourcing` on the same server.

Servers and clients are on one machine; the servers wait for the disk. ``python -m
benchmarks.register [SECONDS]``: so long is each run.
"""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from benchmarks import peers
from ledger import codec
from ledger.store import Ledger
from projections.kept import tables
from projections.kept.ledgers import open_ledger
from shared import pulling
from shared.register import Register
from shared.sequencer import Sequencer

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # where the suite has its servers
import pairs
from clusters import PASSWORD, SUPERUSER

DESKS = tuple(f"desk{number}" for number in range(8))
ROUNDS, NOTHING_CHECKED = 3, 2**60  # a position beyond all: there is nothing to check again
STATES = ("EGY", "ZAF", "PAK", "AZE", "VEN", "BLR", "THA", "SEN", "KAZ", "NIC")
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["benchmarks.peers", "projections.kept.ledgers", "shared.sequencer"])
_STARTS: list[Any] = []  # in a process: what it waits at until all of them are ready
Saved = list[float]  # how long each append took, in seconds


def signing(number: int, mark: str) -> dict[str, Any]:
    wire = {"type": "signing", "participant": STATES[number % 10], "occurred_on": "2024-01-01"}
    return {**wire, "program": f"program-{number // 10 % 50}", "note": f"{mark} {uuid4()}"}


def alone(address: str, role: str, secs: float) -> Saved:
    """Append by the register's function alone, as a client without a copy."""
    with Register(address) as register:
        return _timed(
            secs,
            lambda number: register.append(
                [codec.canonical(signing(number, role))], expect=None, seen=NOTHING_CHECKED
            ),
        )


def through_a_copy(address: str, role: str, secs: float) -> Saved:
    """Append as the commands do: pull, check, send, take, keep the tables."""
    with _copy(address) as ledger:
        return _timed(
            secs, lambda number: ledger.append([codec.decode(signing(number, role))], by=role)
        )


def peer(address: str, role: str, secs: float) -> Saved:
    """Save one event by `eventsourcing`, each process to an aggregate of its own."""
    app = peers.on_postgresql(address, PASSWORD)
    program = peers.Program(f"{role} {uuid4()}")
    app.save(program)
    try:
        return _timed(secs, lambda number: peers.append(app, program, signing(number, role)))
    finally:
        app.close()


def _timed(secs: float, append: Callable[[int], object]) -> Saved:
    _STARTS[0].wait(30)
    took: Saved = []
    until = time.monotonic() + secs
    while time.monotonic() < until:
        start = time.perf_counter()
        append(len(took))
        took.append(time.perf_counter() - start)
    return took


def _begin_with(others: Any) -> None:
    _STARTS.append(others)


@contextmanager
def _copy(address: str) -> Iterator[Ledger]:
    with TemporaryDirectory() as place:
        path = Path(place) / "copy.db"
        pulling.make(path, address, subscribers=(tables.keep,), kept=tables.KEPT)
        with open_ledger(path, write=True) as ledger:
            ledger.place = Sequencer(address)
            yield ledger


def together(
    job: Callable[[str, str, float], Saved], address: Callable[[str], str], many: int, secs: float
) -> list[Saved]:
    """What some desks do at once, each in a process of its own, which is ready before it begins."""
    with FORKS.Pool(many, _begin_with, [FORKS.Barrier(many)]) as pool:
        given = [(address(role), role, secs) for role in DESKS[:many]]
        return pool.starmap(job, given, chunksize=1)


def lag(address: Callable[[str], str], many: int = 200) -> Saved:
    """How long after the answer to an append another copy, which follows, has it."""
    found: Saved = []
    with _copy(address(DESKS[1])) as ledger, Register(address(DESKS[0])) as register:
        place = ledger.place
        assert isinstance(place, Sequencer)
        place.wait(0.1)
        for number in range(many):
            body = codec.canonical(signing(number, "lag"))
            [receipt] = register.append([body], expect=None, seen=NOTHING_CHECKED)
            start = time.perf_counter()
            while ledger.size < receipt.position:
                place.wait(1)
                place.pull(ledger)
            found.append(time.perf_counter() - start)
    return found


def catching_up(address: str) -> tuple[int, float]:
    """How many events a new copy takes, and how long it takes for them, tables and all."""
    start = time.perf_counter()
    with _copy(address) as ledger:
        return ledger.size, time.perf_counter() - start


def _row(name: str, found: list[list[Saved]], secs: float) -> None:
    rates = [sum(map(len, one)) / secs for one in found]
    took = sorted(each for one in found for desk in one for each in desk)
    fewest = min(min(map(len, one)) * len(one) / sum(map(len, one)) for one in found)
    print(
        f"{name:<44} {median(rates):7,.0f} a second ({min(rates):,.0f} to {max(rates):,.0f})"
        f"  p50 {took[len(took) // 2] * 1e3:.1f}  p99 {took[len(took) * 99 // 100] * 1e3:.1f} ms"
        f"  slowest desk {fewest:.2f} of the mean"
    )


def main() -> None:
    secs = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {ROUNDS} rounds of {secs:g} s")
    with pairs.pair(DESKS, durable=True) as pair:
        pair.primary.rows("CREATE DATABASE peer", "postgres")
        with Register(pair.address(DESKS[0])) as register:
            wires = [{"type": "program", "id": f"program-{n}", "name": f"P {n}"} for n in range(50)]
            register.append(
                [codec.canonical(one) for one in wires], expect=None, seen=NOTHING_CHECKED
            )

        def direct(role: str) -> str:
            return pair.primary.cluster.url(role)

        def of_peer(role: str) -> str:
            return pair.primary.cluster.url(SUPERUSER, "peer")

        peers.on_postgresql(of_peer(""), PASSWORD, make_tables=True).close()
        for standby in ("", "a, b"):
            pair.primary.set("synchronous_standby_names", standby)
            where = "standby" if standby else "one server"
            for many in (1, 8):
                found: dict[str, list[list[Saved]]] = {}
                for _ in range(ROUNDS):  # the sides take turns
                    for name, job, address in (
                        ("register alone", alone, direct),
                        ("through a copy", through_a_copy, direct),
                        ("eventsourcing", peer, of_peer),
                    ):
                        found.setdefault(name, []).append(together(job, address, many, secs))
                for name, each in found.items():
                    _row(f"{where}, {many} at once: {name}", each, secs)
            took = sorted(lag(direct))
            half, most = took[len(took) // 2], took[len(took) * 99 // 100]
            print(f"{where}: in another copy after p50 {half * 1e3:.1f}, p99 {most * 1e3:.1f} ms")
        size, seconds = catching_up(direct(DESKS[0]))
        print(f"a new copy of {size:,} events: {seconds:.1f} s, {seconds / size * 1e6:.0f} µs each")
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
