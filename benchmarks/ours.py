"""Our side of each subject: what a user of the library calls, in one place, so that what is
measured can be seen at a glance. The commands themselves are run by `commands`.
"""

from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import cli.commands.import_  # noqa: F401 - what the command would import when it is called for
from cli import exit_codes, main
from ledger.events import Event
from ledger.store import Ledger
from ledger.transparency import checkpoints, proofs
from ledger.verify import verify as failures
from projections.checks.registry import CHECKS
from projections.kept import tables
from projections.kept.ledgers import create_ledger, open_ledger
from projections.roster import Roster
from projections.steps import steps
from projections.timeline import Replay, timeline, together
from projections.view import View

HAND = "benchmarks"


DAY = date(2010, 1, 1)  # within the dates that the events have


def import_events(events: Path, path: Path) -> float:
    """Seconds for the whole way of ``depositary import`` into a new ledger, the program's own
    start aside."""
    Ledger.create(path).close()
    start = perf_counter()
    code = main.run(["--db", str(path), "import", "--recorded-by", HAND, str(events)])
    seconds = perf_counter() - start
    assert code == exit_codes.DONE, f"import ended with {code}"
    return seconds


def open_to_append(path: Path) -> Ledger:
    return open_ledger(path, write=True)


def append(ledger: Ledger, event: Event) -> None:
    ledger.append([event], by=HAND)


def replay(path: Path) -> Replay:
    """What ``depositary replay`` computes: the history of every program up to a day, step by step,
    and its roster there."""
    with open_ledger(path) as ledger, ledger.snapshot():
        view = View(ledger)
        programs = map(view.program, sorted(view.names.programs))
        return together([view.replay(one, DAY) for one in programs], DAY)


def verify(ledger: Ledger) -> None:
    """What ``depositary verify`` computes: nothing must come of it."""
    unread: list[int] = []
    found = [*map(str, failures(ledger, unread=unread)), *tables.differences(ledger, unread)]
    assert not found, found[0]


def rebuild(ledger: Ledger) -> None:
    tables.rebuild(ledger)


def prove(ledger: Ledger, position: int) -> str:
    """A proof of an event under the head that the ledger has now, as text."""
    return str(proofs.prove(ledger, position, checkpoints.of(ledger)))


def roster_of(ledger: Ledger, program: str, on: date, known: int) -> Roster:
    """Who is in a program on a date, as known at a position."""
    view = View(ledger, known)
    return view.roster(view.program(program), on)


def audit_of(ledger: Ledger, program: str, participant: str, on: date, known: int) -> Any:
    """One membership back to its events, on a date, as known at a position."""
    view = View(ledger, known)
    return view.audit(view.program(program), participant, on)


def ask_everything(path: Path, before: list[Event], last: Event) -> None:
    """Import some events, verify, ask what can be asked of the program p, and append one more."""
    with create_ledger(path) as ledger:
        ledger.append(before, by=HAND)
        verify(ledger)
        view = View(ledger, ledger.size)
        view.roster(view.program("p"), DAY)
        audit_of(ledger, "p", "FRA", DAY, ledger.size)
        effective = view.events_for("p")
        timeline(effective, view.names, "p")
        for check in CHECKS.values():
            check(effective, view.names)
        for one in ledger.events(until=4):
            list(steps(one, view.about))
        append(ledger, last)
