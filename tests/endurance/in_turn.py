"""Eight processes that do nothing but append to one ledger: how long each waits for its turn, and
whether all get as many turns.

Without a pause, with one between appends, all about one membership, beside an import; and one
writer alone, to hold them against, since each append waits for the disk. Nobody may be told that
the ledger is locked. How long an append takes is told and never judged: it is the median of some
runs. ``TMPDIR=/dev/shm`` makes the ledgers in memory, where the disk counts for nothing.
"""

import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from statistics import median
from typing import Any

import attrs
from crowded import WRITERS, Seen, together, took, writer
from figures import chosen, folder, milliseconds, quantile, report

from ledger import codec
from ledger.events import Event
from ledger.states import all_states
from ledger.store import Ledger
from projections.kept import tables


@attrs.frozen
class Size:
    """How many runs of how many seconds; how many acts of one membership each writer records, and
    how many events are imported."""

    runs: int
    seconds: float
    acts: int
    imported: int


SIZES = {
    "tiny": Size(1, 0.3, acts=3, imported=100),
    "small": Size(3, 3, acts=10, imported=2000),
    "large": Size(5, 5, acts=25, imported=20_000),
}
PAUSE = 0.002  # seconds between two appends of a writer that pauses
PROGRAMS = 50


def apart(who: int, number: int, mark: str) -> Event:
    """A signing, each about another membership, whoever writes, until there are no more."""
    states, one = _states(), number * WRITERS + who
    program = f"program-{one // len(states) % PROGRAMS}"
    return _signing(states[one % len(states)], program, number, mark)


def of_one(number: int, mark: str) -> Event:
    """A signing, each about the same membership."""
    return _signing("EGY", "ilrs", number, mark)


def _signing(state: str, program: str, number: int, mark: str) -> Event:
    wire = {"type": "signing", "participant": state, "program": program, "note": f"{mark}{number}"}
    return codec.decode({**wire, "occurred_on": f"2020-{number % 12 + 1:02}-01"})


@cache
def _states() -> list[str]:
    return sorted(one.code for one in all_states() if not one.former)


def make_apart(path: Path) -> None:
    """A ledger with what `apart` and `of_one` refer to."""
    ids = ["ilrs", *(f"program-{number}" for number in range(PROGRAMS))]
    wires = [{"type": "program", "id": one, "name": one} for one in ids]
    with Ledger.create(path, subscribers=[tables.keep]) as ledger:
        ledger.append([codec.decode(wire) for wire in wires], by="endurance")


@attrs.frozen
class Timed:
    """What a run came to, in seconds where it is no count. ``fastest_to_slowest`` has how long an
    append takes one writer and another, on average."""

    a_second: float
    p50: float
    p99: float
    longest: float
    fastest_to_slowest: float
    locked: int

    @classmethod
    def of(cls, seen: list[Seen], seconds: float) -> "Timed":
        times, means = took(seen), [sum(one.took) / len(one.took) for one in seen]
        return cls(
            len(times) / seconds,
            quantile(times, 0.5),
            quantile(times, 0.99),
            max(times),
            min(means) / max(means),
            sum(one.locked for one in seen),
        )


def timed(size: Size, run: Callable[[Path, Size], Timed]) -> list[Timed]:
    """Some runs, each on a ledger of its own."""
    apart(0, 0, "")  # what is loaded once is loaded before the processes part
    found = []
    for _ in range(size.runs):
        with folder() as place:
            make_apart(place / "events.db")
            found.append(run(place / "events.db", size))
    return found


def alone(path: Path, size: Size) -> Timed:
    """One writer."""
    until = time.time() + size.seconds
    return Timed.of(together(_writers(1, path, until, 0)), size.seconds)


def side_by_side(path: Path, size: Size, pause: float = 0) -> Timed:
    """Eight writers, each about memberships of its own."""
    until = time.time() + size.seconds
    return Timed.of(together(_writers(WRITERS, path, until, pause)), size.seconds)


def _writers(many: int, path: Path, until: float, pause: float) -> list[Callable[[], Seen]]:
    return [
        partial(writer, path, who, until, writes=partial(apart, who), pause=pause)
        for who in range(many)
    ]


def on_one_membership(path: Path, size: Size) -> Timed:
    """Eight writers, all about one membership. They record so many acts and no more, since each
    takes longer than the one before."""
    start = time.time()
    seen = together(
        [
            partial(writer, path, who, sys.maxsize, writes=of_one, most=size.acts)
            for who in range(WRITERS)
        ]
    )
    return Timed.of(seen, time.time() - start)


def beside_an_import(path: Path, size: Size) -> Timed:
    """Seven writers that pause, while one imports: what the seven see."""
    until = time.time() + size.seconds
    jobs = _writers(WRITERS - 1, path, until, PAUSE)
    return Timed.of(together([*jobs, partial(importer, path, size)])[:-1], size.seconds)


def importer(path: Path, size: Size) -> Seen:
    """Record many events as one batch, after others have begun."""
    time.sleep(size.seconds / 10)
    with Ledger.open(path, write=True, subscribers=[tables.keep]) as ledger:
        events = (apart(WRITERS - 1, number, "import-") for number in range(size.imported))
        ledger.append(events, by="importer")
    return Seen()


def _figures(name: str, found: list[Timed]) -> dict[str, Any]:
    """The median of each figure over some runs."""
    lasted = [
        median(values) for values in zip(*((o.p50, o.p99, o.longest) for o in found), strict=True)
    ]
    ratio = median(one.fastest_to_slowest for one in found)
    return {
        f"{name}: appends a second": f"{median(one.a_second for one in found):,.0f}",
        f"{name}: p50, p99, longest": ", ".join(map(milliseconds, lasted)),
        f"{name}: fastest writer to slowest, on average": f"1 : {1 / ratio:.2f}",
        f"{name}: told that it is locked": sum(one.locked for one in found),
    }


def main() -> None:
    size = chosen(SIZES)
    figures: dict[str, Any] = {"runs of each": size.runs, "seconds a run": f"{size.seconds:g}"}
    faults = []
    for name, run in (
        ("one alone", alone),
        ("8, no pause", side_by_side),
        ("8, 2 ms between", partial(side_by_side, pause=PAUSE)),
        (f"8, {size.acts} acts each of one membership", on_one_membership),
        (f"7, 2 ms between, an import of {size.imported:,}", beside_an_import),
    ):
        found = timed(size, run)
        figures |= _figures(name, found)
        if any(one.locked for one in found):
            faults.append(f"{name}: some were told that the ledger is locked")
    report("In turn", figures, faults)


if __name__ == "__main__":
    main()
