"""One append, durable, through the library; beside one bare ``sqlite3`` commit of the same rows in
WAL and FULL, and one event saved by `eventsourcing`.

The sides take turns within one process, event by event. The rows are those that an append to
another copy of the ledger altered, in what it keeps for answers as well.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

from benchmarks import inputs
from benchmarks.rounds import OURS, Measure, of_subject

TURNS, WARM = 60, 10


def in_turns(size: int) -> Mapping[str, float]:
    from benchmarks import bare, ours, peers
    from ledger import codec

    wired = wires(WARM + TURNS)
    with ExitStack() as stack:
        kept = inputs.ledger(size)
        path, watched, plain = (
            stack.enter_context(inputs.copy(kept, name)) for name in ("append", "watched", "plain")
        )
        saved = stack.enter_context(inputs.copy(inputs.peer(size), "saved"))
        changes = _changes(watched, wired)
        bare.drop_triggers(plain)
        connection = bare.connect(plain)
        ledger = stack.enter_context(ours.open_to_append(path))
        app = peers.application(saved)
        program = peers.read_program(app, inputs.PROGRAM)
        taken: dict[str, list[float]] = {OURS: [], "sqlite3": [], "eventsourcing": []}
        for wire, altered in zip(wired, changes, strict=True):
            event = codec.decode(wire)
            start = perf_counter()
            ours.append(ledger, event)
            taken[OURS].append(perf_counter() - start)
            taken["sqlite3"].append(bare.commit(connection, altered))
            start = perf_counter()
            peers.append(app, program, wire)
            taken["eventsourcing"].append(perf_counter() - start)
        connection.close()
        app.close()
    return {side: median(values[WARM:]) for side, values in taken.items()}


def wires(many: int, by: str = "one") -> list[dict[str, Any]]:
    """Events that no ledger has yet, as long as most, as many as there are states at most each
    about another membership."""
    from benchmarks import generate

    text = f"by {by} to exchange data and samples " + "to exchange data and samples " * 9
    signing = {"type": "signing", "instrument": "agreement", "occurred_on": inputs.DAY}
    signing |= {"program": inputs.PROGRAM}
    states = generate.states()
    return [
        {
            **signing,
            "participant": states[number % len(states)],
            "note": f"{uuid4()} {text}".strip(),
        }
        for number in range(many)
    ]


def _changes(path: Any, wired: list[dict[str, Any]]) -> list[Any]:
    """What each append writes."""
    from benchmarks import ours, statements
    from ledger import codec

    with ours.open_to_append(path) as ledger:
        return [
            statements.changes(ledger.db.conn, partial(ours.append, ledger, codec.decode(wire)))
            for wire in wired
        ]


MEASURES = (Measure("append", "one event, durable, through the library", "ms", in_turns),)

if __name__ == "__main__":
    of_subject("append", MEASURES)
