"""What the endurance scripts share: how large a run is, the events that they write, and the table
of figures with which each of them ends.
"""

import argparse
import platform
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from tabulate import tabulate

from ledger import codec
from ledger.events import Event
from ledger.store import Ledger
from ledger.verify import verify
from projections.kept import tables

STATES = ("EGY", "ZAF", "PAK", "AZE", "VEN", "BLR", "THA", "SEN", "KAZ", "NIC")
_TYPES = ("signing", "endorsement", "withdrawal", "signing", "announcement")
T = TypeVar("T")


def chosen(sizes: Mapping[str, T]) -> T:
    """What a run is to do, by the size that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("size", choices=sizes, nargs="?", default="small")
    return sizes[parser.parse_args().size]


def opening() -> list[Event]:
    """The definitions to which `act` refers."""
    program = {"type": "program", "id": "ilrs", "name": "International Lunar Research Station"}
    source = {"type": "source", "id": "gazette", "publisher": "Gazette", "title": "Report"}
    return [codec.decode(program), codec.decode({**source, "tier": "press"})]


def act(number: int, mark: str = "") -> Event:
    """An event of the world, another one for each number and mark."""
    event_type, state = _TYPES[number % len(_TYPES)], STATES[number % len(STATES)]
    who = {"participants": [state]} if event_type == "announcement" else {"participant": state}
    wire = {"type": event_type, "program": "ilrs", "note": f"{mark}{number}", **who}
    day = f"20{number % 20 + 10}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    cited = {"source": "gazette", "quote": f"words {number}"}
    if event_type == "announcement":
        wire["summary"] = f"plan {number}"
    return codec.decode({**wire, "occurred_on": day, "citations": [cited]})


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that goes with the block."""
    with TemporaryDirectory(prefix="endurance-") as name:
        yield Path(name)


def make(path: Path, events: Iterable[Event] = ()) -> None:
    """A ledger with the definitions and some events, each its own commit."""
    with Ledger.create(path, subscribers=[tables.keep]) as ledger:
        ledger.append(opening(), by="endurance")
        for event in events:
            ledger.append([event], by="endurance")


def found_wrong(ledger: Ledger) -> list[str]:
    """Everything that the program itself finds wrong with a ledger."""
    with ledger.snapshot():
        return [*map(str, verify(ledger)), *tables.differences(ledger)]


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which so large a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def report(title: str, figures: Mapping[str, Any], faults: Sequence[str]) -> None:
    """Print the figures of a run and what was wrong; exit with 1 where something was."""
    print(f"\n{title} ({_machine()})\n")
    rows = [(name, _shown(value)) for name, value in figures.items()]
    print(tabulate(rows, headers=("what", "figure"), tablefmt="pipe", disable_numparse=True))
    for fault in faults[:20]:
        print(f"WRONG: {fault}", file=sys.stderr)
    if faults:
        sys.exit(1)


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _machine() -> str:
    python, sqlite = platform.python_version(), sqlite3.sqlite_version
    return f"Python {python}, SQLite {sqlite}, Linux {platform.release().split('-')[0]}"
