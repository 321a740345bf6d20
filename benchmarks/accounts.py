"""Where the processor time of one append goes, and how long eight writers hold each other up.

`python -m benchmarks.accounts 100000` prints both; with ``--keep`` it writes them into
``docs/plots/README.md``. Other work on the machine hardly changes the time of the processor; the
waits for the disk are not in it.
"""

import argparse
import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import monotonic, thread_time
from typing import Any

from benchmarks import append, bare, inputs, ours, page, results, writers
from ledger import batch, codec, connection, store, turns
from projections.kept import corrected, marks, search, tables

MARKS = "<!-- written by benchmarks.accounts -->", "<!-- end of the accounts -->"
MANY, WARM = 240, 10  # appends to memberships of which each has a few acts before
_STEPS = (  # of one append, in their order: what it is, and the functions that do it
    ("its turn, and SQLite's lock", (turns, "_stand_in_line"), (connection, "_take_the_lock")),
    ("the tree of all before, held against its head", (store.Ledger, "sealed")),
    ("names, rules, id, record", (batch.Batch, "add")),
    ("rows of the event and of the tree head", (batch.Batch, "finish")),
    ("readings of what was corrected", (corrected, "catch_up"), (corrected, "touched")),
    ("the membership, worked out again", (tables, "_believe")),
    ("hints of marks", (marks, "catch_up")),
    ("words", (search, "catch_up")),
)
_REST = "the commit, and what is between"


def of_append(size: int) -> list[tuple[str, float]]:
    """Seconds of each step of an append, of a whole one, and of its bare statements."""
    now: dict[str, float] = defaultdict(float)
    found: dict[str, list[float]] = {name: [] for name, *_ in _STEPS}
    wired = append.wires(MANY)
    kept = inputs.ledger(size)
    with (
        inputs.copy(kept, "accounts") as path,
        inputs.copy(kept, "watched") as watched,
        inputs.copy(kept, "plain") as plain,
    ):
        changes = append._changes(watched, wired)
        bare.drop_triggers(plain)
        database = bare.connect(plain)
        for name, *functions in _STEPS:
            for owner, function in functions:
                _time(owner, function, name, now)
        whole, statements = list[float](), list[float]()
        with ours.open_to_append(path) as ledger:
            for wire, change in zip(wired, changes, strict=True):
                event = codec.decode(wire)
                now.clear()
                whole.append(_seconds(ours.append, ledger, event))
                for name, of in found.items():
                    of.append(now[name])
                statements.append(_seconds(bare.commit, database, change))
        database.close()
    steps = [(name, median(of[WARM:])) for name, of in found.items()]
    one = median(whole[WARM:])
    return [
        *steps,
        (_REST, one - sum(seconds for _, seconds in steps)),
        ("a whole append", one),
        ("its bare statements", median(statements[WARM:])),
    ]


def _time(owner: Any, function: str, name: str, now: dict[str, float]) -> None:
    """Have each call of a function add how long it took under a name."""
    done = getattr(owner, function)

    def timed(*given: Any, **named: Any) -> Any:
        start = thread_time()
        try:
            return done(*given, **named)
        finally:
            now[name] += thread_time() - start

    setattr(owner, function, timed)


def _seconds(act: Callable[..., Any], *given: Any) -> float:
    start = thread_time()
    act(*given)
    return thread_time() - start


def _append(path: Path, writer: int, many: int) -> list[tuple[float, float]]:
    """When each append of one writer ended, and its seconds."""
    events = [codec.decode(wire) for wire in append.wires(many, f"writer {writer}")]
    found = []
    with ours.open_to_append(path) as ledger:
        writers._STARTS[0].wait(60)
        for event in events:
            seconds = _seconds(ours.append, ledger, event)
            found.append((monotonic(), seconds))
    return found


def of_writers(size: int) -> list[tuple[str, Sequence[float]]]:
    """Seconds of each append of eight writers at once, and of each eight that came one after the
    other: so long waits who asks while all others do."""
    spawn, many = multiprocessing.get_context("spawn"), writers.WRITERS
    with (
        inputs.copy(inputs.ledger(size), "accounts") as path,
        spawn.Pool(many, writers._begin_with, [spawn.Barrier(many)]) as pool,
    ):
        given = [(path, number, writers.APPENDS // many) for number in range(many)]
        found = pool.starmap(_append, given, chunksize=1)
    each = [seconds for _, seconds in sorted(one for of in found for one in of)]
    in_a_row = [sum(each[at : at + many]) for at in range(len(each) - many + 1)]
    return [("one append", each), ("eight in a row", in_a_row)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    lines = ["| eight writers, ms | median | 99 of 100 | longest |", "| --- | --- | --- | --- |"]
    for name, values in of_writers(asked.size):
        found = sorted(values)
        shown = (median(found), found[len(found) * 99 // 100], found[-1])
        lines.append(f"| {name} | {' | '.join(f'{seconds * 1e3:.1f}' for seconds in shown)} |")
    lines += ["", "| one append | µs |", "| --- | --- |"]
    lines += [f"| {name} | {seconds * 1e6:.0f} |" for name, seconds in of_append(asked.size)]
    told = "\n".join(lines)
    print(told)
    if asked.keep:
        told = f"{asked.size:,} events, {results.here()['on']}:\n\n{told}"
        page.TABLES.write_text(page.written(page.TABLES.read_text(), told, *MARKS))


if __name__ == "__main__":
    main()
