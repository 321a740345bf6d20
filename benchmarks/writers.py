"""Eight processes that append to one ledger at once, without a pause, each event durable and alone,
through the library; beside one process that makes as many appends.
"""

import multiprocessing
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

from benchmarks import inputs
from benchmarks.rounds import OURS, Measure, of_subject

WRITERS, APPENDS = 8, 800
Moments = Sequence[float]  # of one process: before its first append, and after each
_STARTS: list[Any] = []  # in a process: what it waits at until all of them are ready


def _begin_with(others: Any) -> None:
    _STARTS.append(others)


def _append(path: Path, writer: int, many: int) -> Moments:
    from benchmarks import append, ours
    from ledger import codec

    wires = append.wires(many, f"writer {writer}")
    with ours.open_to_append(path) as ledger:
        events = [codec.decode(wire) for wire in wires]
        _STARTS[0].wait(60)
        moments = [monotonic()]
        for event in events:
            ours.append(ledger, event)
            moments.append(monotonic())
    return moments


def _at_once(size: int, writers: int) -> list[Moments]:
    """What some processes saw."""
    spawn = multiprocessing.get_context("spawn")
    with (
        inputs.copy(inputs.ledger(size), "writers") as path,
        spawn.Pool(writers, _begin_with, [spawn.Barrier(writers)]) as pool,
    ):
        given = [(path, number, APPENDS // writers) for number in range(writers)]
        return pool.starmap(_append, given, chunksize=1)


def each(found: Sequence[Moments]) -> float:
    """Seconds an append, all of them together."""
    last, first = max(one[-1] for one in found), min(one[0] for one in found)
    return (last - first) / sum(len(one) - 1 for one in found)


def late(found: Sequence[Moments]) -> float:
    """Seconds within which 99 of 100 appends are done."""
    took = sorted(after - before for one in found for before, after in pairwise(one))
    return took[len(took) * 99 // 100]


def _sides(figure: Callable[[Sequence[Moments]], float]) -> dict[str, Callable[[int], float]]:
    return {
        OURS: lambda size: figure(_at_once(size, WRITERS)),
        "one writer": lambda size: figure(_at_once(size, 1)),
    }


MEASURES = (
    Measure("writers", "an append of eight writers at once, together", "ms", _sides(each)),
    Measure("writers-late", "in which 99 of 100 such appends are done", "ms", _sides(late)),
)

if __name__ == "__main__":
    of_subject("writers", MEASURES)
