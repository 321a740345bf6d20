"""Every program's history step by step, as ``depositary replay`` computes it; beside
`eventsourcing` reading its notification log into a bare dictionary, and the bodies selected, parsed
and put there.

The dictionary has no history, and leaves corrections, retractions and inexact dates aside, which
ours does not.
"""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import inputs
from benchmarks.rounds import OURS, Measure, of_subject


def ours(size: int) -> float:
    from benchmarks import ours

    return _seconds(lambda path: ours.replay(path).steps, inputs.ledger(size))


def notification_log(size: int) -> float:
    from benchmarks import peers

    def replayed(path: Path) -> Any:
        return peers.replay(peers.application(path))

    return _seconds(replayed, inputs.peer(size))


def bodies(size: int) -> float:
    from benchmarks import bare

    return _seconds(bare.replay, inputs.ledger(size))


def _seconds(act: Callable[[Path], Any], path: Path) -> float:
    start = perf_counter()
    found = act(path)
    seconds = perf_counter() - start
    assert found, "the replay found no member"
    return seconds


MEASURES = (
    Measure(
        "replay",
        "every program's history, step by step",
        "µs an event",
        {OURS: ours, "eventsourcing": notification_log, "sqlite3": bodies},
    ),
)

if __name__ == "__main__":
    of_subject("replay", MEASURES)
