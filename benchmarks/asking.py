"""A question through the library, the ledger open and warm: a program's roster, and the audit of
one membership, each about another program, on another day, as known at another position.

The yardstick is `eventsourcing` reading the events of that program into a bare dictionary.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks import inputs
from benchmarks.rounds import OURS, Measure, of_subject

WARM, MOST, LEAST, BUDGET = 10, 200, 3, 2.0  # questions; seconds after which LEAST are enough


class Asked(NamedTuple):
    program: str
    participant: str
    on: date
    known: int


def roster(size: int) -> float:
    from benchmarks import ours
    from ledger.store import Ledger

    with Ledger.open(inputs.ledger(size)) as ledger, ledger.snapshot():
        return _seconds(lambda one: ours.roster_of(ledger, one.program, one.on, one.known), size)


def audit(size: int) -> float:
    from benchmarks import ours
    from ledger.store import Ledger

    with Ledger.open(inputs.ledger(size)) as ledger, ledger.snapshot():
        return _seconds(lambda one: ours.audit_of(ledger, *one), size)


def read_program(size: int) -> float:
    from benchmarks import peers

    app = peers.application(inputs.peer(size))
    return _seconds(lambda one: peers.roster(app, one.program), size)


def _seconds(ask: Callable[[Asked], Any], size: int) -> float:
    """The median time of an answer, after some that are not counted."""
    asked, taken, began = _questions(size), [], perf_counter()
    for one in islice(asked, WARM):
        ask(one)
        if perf_counter() - began > BUDGET:
            break
    began = perf_counter()
    for one in islice(asked, MOST):
        start = perf_counter()
        ask(one)
        taken.append(perf_counter() - start)
        if len(taken) >= LEAST and perf_counter() - began > BUDGET:
            break
    return median(taken)


def _questions(size: int) -> Iterator[Asked]:
    """Questions of all kinds, the same for the same size."""
    from benchmarks import generate

    chance, states, programs = random.Random(2), generate.states(), generate.programs(size)
    while True:
        day = generate.FIRST + timedelta(days=chance.randrange(generate.DAYS))
        # a program is defined at the start of the ledger, and known from there on
        known = chance.randrange(len(programs) + 1, size + 1)
        yield Asked(chance.choice(programs), chance.choice(states), day, known)


MEASURES = (
    Measure(
        "roster",
        "the roster of a program on a date, as known at a position",
        "ms",
        {OURS: roster, "eventsourcing": read_program},
    ),
    Measure(
        "audit",
        "the audit of a membership on a date, as known at a position",
        "ms",
        {OURS: audit, "eventsourcing": read_program},
    ),
)

if __name__ == "__main__":
    of_subject("asking", MEASURES)
