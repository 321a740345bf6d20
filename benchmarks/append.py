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

    wires = _wires(WARM + TURNS)
    with ExitStack() as stack:
        kept = inputs.ledger(size)
        path, watched, plain = (
            stack.enter_context(inputs.copy(kept, name)) for name in ("append", "watched", "plain")
        )
        saved = stack.enter_context(inputs.copy(inputs.peer(size), "saved"))
        changes = _changes(watched, wires)
        bare.drop_triggers(plain)
        connection = bare.connect(plain)
        ledger = stack.enter_context(ours.open_to_append(path))
        app = peers.application(saved)
        program = peers.read_program(app, inputs.PROGRAM)
        taken: dict[str, list[float]] = {OURS: [], "sqlite3": [], "eventsourcing": []}
        for wire, altered in zip(wires, changes, strict=True):
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


def _wires(many: int) -> list[dict[str, Any]]:
    """Events that no ledger has yet, as long as most, each about another membership."""
    from benchmarks import generate

    text = "to exchange data and samples " * 10
    signing = {"type": "signing", "instrument": "agreement", "occurred_on": inputs.DAY}
    signing |= {"program": inputs.PROGRAM}
    return [
        {**signing, "participant": state, "note": f"{uuid4()} {text}".strip()}
        for state in generate.states()[:many]
    ]


def _changes(path: Any, wires: list[dict[str, Any]]) -> list[Any]:
    """What each append writes."""
    from benchmarks import ours, statements
    from ledger import codec

    with ours.open_to_append(path) as ledger:
        return [
            statements.changes(ledger.db.conn, partial(ours.append, ledger, codec.decode(wire)))
            for wire in wires
        ]


MEASURES = (Measure("append", "one event, durable, through the library", "ms", in_turns),)

if __name__ == "__main__":
    of_subject("append", MEASURES)
