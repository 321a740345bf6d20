"""Eight processes append to one ledger at once, and two read it meanwhile: nobody is lost, nobody
is recorded twice, no position is left out, and readers see whole commits only.

Each writer keeps the ids that were acknowledged to it; in the end the ledger must have exactly
these. Each reader takes one view of the ledger again and again: its size must be that of the
newest tree head, whose root must be the one of the tree over so many events. Then two rivals
append with the same ``expect``, again and again: exactly one of them may win.
"""

import os
import pickle
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import attrs
from figures import act, chosen, folder, found_wrong, make, milliseconds, quantile, report

from ledger import connection, turns
from ledger.errors import Locked, Unexpected
from ledger.events import Event
from ledger.store import Ledger
from projections.kept import tables

SIZES = {  # seconds, rounds of rivals, whether to compare with SQLite's own way of waiting
    "tiny": (0.5, 5, False),
    "small": (5, 100, False),
    "large": (60, 500, True),
}
WRITERS, READERS, RIVALS = 8, 2, 2
COMPARED = (
    *("events a second", "events of the slowest and the fastest writer"),
    *("told that the ledger is locked", "append, p50", "append, p99", "append, longest"),
)


@attrs.define
class Seen:
    """What one process saw: how long each of its turns took, the ids that were acknowledged to
    it, how often it was told that the ledger is locked, and what was wrong."""

    took: list[float] = attrs.Factory(list)
    ids: list[str] = attrs.Factory(list)
    locked: int = 0
    faults: list[str] = attrs.Factory(list)


def together(jobs: list[Callable[[], Seen]]) -> list[Seen]:
    """What some jobs see that are done at once, each by a process of its own."""
    return [_heard(*child) for child in [_forked(job) for job in jobs]]


def _forked(job: Callable[[], Seen]) -> tuple[int, int]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        with os.fdopen(writing, "wb") as told:
            pickle.dump(job(), told)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _heard(pid: int, reading: int) -> Seen:
    with os.fdopen(reading, "rb") as told:
        data = told.read()
    os.waitpid(pid, 0)
    return pickle.loads(data) if data else Seen(faults=["a process ended without a word"])


def writer(
    path: Path,
    number: int,
    until: float,
    *,
    writes: Callable[[int, str], Event] = act,
    pause: float = 0,
    most: int = sys.maxsize,
) -> Seen:
    """Append event after event until a moment, ``most`` at most."""
    seen = Seen()
    with Ledger.open(path, write=True, subscribers=[tables.keep]) as ledger:
        for event in (writes(one, f"{number}-") for one in range(most)):
            start = time.perf_counter()
            try:
                [receipt] = ledger.append([event], by=f"writer-{number}")
                seen.ids.append(receipt.id)
            except Locked:
                seen.locked += 1
            seen.took.append(time.perf_counter() - start)
            if time.time() > until:
                break
            if pause:
                time.sleep(pause)
    return seen


def reader(path: Path, until: float) -> Seen:
    """Look at the ledger again and again until a moment."""
    seen, size = Seen(), 0
    with Ledger.open(path) as ledger:
        while time.time() < until:
            start = time.perf_counter()
            with ledger.snapshot():
                before, size = size, ledger.size
                seen.faults += _broken(ledger, before, size)
            seen.took.append(time.perf_counter() - start)
    return seen


def _broken(ledger: Ledger, before: int, size: int) -> Iterator[str]:
    """What shows that a reader sees no whole commit."""
    head = ledger.head()
    if head.size != size or head.root != ledger.frontier(size).root():
        yield f"{size} events under a head of {head.size}"
    if size < before:
        yield f"{size} events after {before} had been seen"
    if tables.kept(ledger) != size:
        yield f"tables up to {tables.kept(ledger)} of {size}"


def crowd(path: Path, seconds: float) -> tuple[list[Seen], list[Seen]]:
    """What the writers and the readers see."""
    until = time.time() + seconds
    writers = [partial(writer, path, number, until) for number in range(WRITERS)]
    readers = [partial(reader, path, until)] * READERS
    seen = together([*writers, *readers])
    return seen[:WRITERS], seen[WRITERS:]


def lost_or_twice(path: Path, before: int, writers: list[Seen]) -> Iterator[str]:
    """What the ledger has that was not acknowledged, or the other way round."""
    acknowledged = [one for seen in writers for one in seen.ids]
    with Ledger.open(path) as ledger:
        rows = list(ledger.rows(after=before))
        yield from found_wrong(ledger)
    if [row.position for row in rows] != list(range(before + 1, before + 1 + len(rows))):
        yield "there is a gap"
    if sorted(acknowledged) != sorted(row.id for row in rows):
        yield f"{len(acknowledged)} acknowledged, {len(rows)} found"


def rivals(path: Path, rounds: int) -> tuple[int, list[str]]:
    """Let two append with the same ``expect``; how often exactly one won, and what was wrong."""
    won, faults = 0, []
    for number in range(rounds):
        with Ledger.open(path) as ledger:
            size = ledger.size
        start = time.time() + 0.01
        seen = together(
            [partial(_rival, path, f"{number}-{n}-", size, start) for n in range(RIVALS)]
        )
        winners = sum(len(one.ids) for one in seen)
        won += winners == 1
        faults += [f"round {number}: {winners} won"] if winners != 1 else []
        faults += [fault for one in seen for fault in one.faults]
    return won, faults


def _rival(path: Path, mark: str, expect: int, start: float) -> Seen:
    seen = Seen()
    with Ledger.open(path, write=True, subscribers=[tables.keep]) as ledger:
        while time.time() < start:
            pass
        try:
            [receipt] = ledger.append([act(0, mark)], by="rival", expect=expect)
            seen.ids.append(receipt.id)
        except Unexpected:
            pass
    return seen


def _figures(writers: list[Seen], readers: list[Seen], seconds: float) -> dict[str, Any]:
    appends = took(writers)
    reads = took(readers)
    many = sorted(len(seen.ids) for seen in writers)
    return {
        "writers, readers": f"{len(writers)}, {len(readers)}",
        "seconds": f"{seconds:g}",
        "events": sum(many),
        "events a second": f"{sum(many) / seconds:.0f}",
        "events of the slowest and the fastest writer": f"{many[0]:,}, {many[-1]:,}",
        "told that the ledger is locked": sum(seen.locked for seen in writers),
        "append, p50": milliseconds(quantile(appends, 0.5)),
        "append, p99": milliseconds(quantile(appends, 0.99)),
        "append, longest": milliseconds(max(appends, default=0)),
        "reads": len(reads),
        "read, p50": milliseconds(quantile(reads, 0.5)),
        "read, p99": milliseconds(quantile(reads, 0.99)),
        "read, longest": milliseconds(max(reads, default=0)),
    }


def _begin(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")


def took(seen: list[Seen]) -> list[float]:
    """How long each turn took, of all."""
    return [one for each in seen for one in each.took]


def with_sqlites_wait(seconds: float) -> dict[str, Any]:
    """The same crowd, waiting as SQLite waits when it is left to itself."""
    ours = turns.HELD_IN_LINE, connection._take_the_lock
    turns.HELD_IN_LINE = False
    connection._take_the_lock = _begin
    try:
        with folder() as place:
            make(place / "events.db", [act(0)])
            writers, readers = crowd(place / "events.db", seconds)
    finally:
        turns.HELD_IN_LINE, connection._take_the_lock = ours
    figures = _figures(writers, readers, seconds)
    return {f"SQLite's own wait: {name}": one for name, one in figures.items() if name in COMPARED}


def main() -> None:
    seconds, rounds, compared = chosen(SIZES)
    with folder() as place:
        path = place / "events.db"
        make(path, [act(0)])
        writers, readers = crowd(path, seconds)
        faults = [fault for seen in (*writers, *readers) for fault in seen.faults]
        faults += lost_or_twice(path, 3, writers)
        won, more = rivals(path, rounds)
    figures = _figures(writers, readers, seconds)
    figures["events lost, twice, or in a gap"] = len(faults)
    figures["rounds of two rivals with --expect"] = rounds
    figures["rounds that exactly one won"] = won
    figures |= with_sqlites_wait(seconds) if compared else {}
    report("Crowded", figures, [*faults, *more])


if __name__ == "__main__":
    main()
