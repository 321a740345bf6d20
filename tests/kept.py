"""A ledger whose tables are kept, and what they answer beside the folds: for tests to share."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from beliefs import Beliefs
from beliefs import kept as kept_beliefs
from registers import register

from ledger import codec, references
from ledger.store import Ledger
from projections.effective import Effective, fold
from projections.kept import tables
from projections.kept.rows import texts

Rows = list[tuple[Any, ...]]
FILED = """
    | program p
    | program q
    | source wire
    | source paper
    """
SIGNED = f"{FILED}| signing program=p participant=FRA on=2020-01-01"
MORE = f"""{SIGNED}
    | signing program=p participant=ITA on=2020-01-01 note=hidden
    | correction event=#5 changes.occurred_on=2020-02-01
    | attestation event=#5 cites=wire
    """


@cache
def _empty() -> bytes:
    """A new ledger, of which each test has a copy."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.db"
        Ledger.create(path).close()
        return path.read_bytes()


@contextmanager
def desk(folder: Path) -> Iterator[Ledger]:
    """An empty ledger whose tables are kept, in a folder."""
    moments = (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=n) for n in range(10_000))
    path, clock = folder / "events.db", moments.__next__
    path.write_bytes(_empty())
    with Ledger.open(path, write=True, clock=clock, subscribers=[tables.keep]) as opened:
        opened.db.execute("PRAGMA synchronous = OFF")  # no crash is tested here
        yield opened


def record(ledger: Ledger, text: str, *, kept: bool = True) -> None:
    """Append what a register has beyond what the ledger has; with ``kept`` False, by a program
    that keeps no tables."""
    subscribers = ledger.subscribers
    ledger.subscribers = subscribers if kept else ()
    ledger.append([one.event for one in register(text)[ledger.size :]], by="desk")
    ledger.subscribers = subscribers


def record_one_by_one(ledger: Ledger, text: str) -> None:
    """Append a register event by event; after each, the tables answer as the folds do."""
    for one in register(text)[ledger.size :]:
        ledger.append([one.event], by="desk")
        assert_agree(ledger)


def update(ledger: Ledger, statement: str, *values: str) -> None:
    """Change a row that was recorded, as somebody does who drops the trigger and puts it back."""
    with ledger.change():
        keep = "SELECT sql FROM sqlite_master WHERE name = 'events_keep'"
        [(trigger,)] = ledger.db.execute(keep).fetchall()
        ledger.db.execute("DROP TRIGGER events_keep")
        ledger.db.execute(statement, values)
        ledger.db.execute(trigger)


def rows(ledger: Ledger, table: str) -> Rows:
    """What stands in a table."""
    return [tuple(row) for row in ledger.db.execute(f"SELECT * FROM {table}")]


def everything(ledger: Ledger) -> dict[str, Rows]:
    """Every row of every table and view; what ``search`` has is seen through ``words``."""
    return {
        table: sorted(rows(ledger, table), key=str) for table in tables.TABLES if table != "search"
    }


def assert_agree(ledger: Ledger) -> None:
    """What the tables answer is what the folds answer: who was believed to be a member from when
    to when, how each event reads, what stands defined and cited, and what each text finds."""
    records, beliefs = list(ledger.events()), Beliefs()
    for one in records:
        beliefs.apply(one)
    effective = fold(records)
    assert tables.current(ledger)
    assert kept_beliefs(ledger) == list(beliefs)
    assert {position: body for position, *_, body in rows(ledger, "standing") if body} == {
        one.position: codec.body(one.event) for one in effective
    }
    for event_type in ("program", "participant", "source"):
        assert _in_view(ledger, f"{event_type}s") == _defined(effective, event_type)
    assert _cited_in_view(ledger) == _cited(effective)
    for one in records:
        assert one.position in tables.search(ledger, texts(codec.body(one.event)))
    assert list(tables.differences(ledger)) == []


def _in_view(ledger: Ledger, view: str) -> list[tuple[int, str]]:
    return sorted((position, identity) for position, identity, *_ in rows(ledger, view))


def _defined(effective: Effective, event_type: str) -> list[tuple[int, str]]:
    wires = ((one.position, codec.encode(one.event)) for one in effective)
    return sorted((position, wire["id"]) for position, wire in wires if wire["type"] == event_type)


def _cited_in_view(ledger: Ledger) -> list[tuple[int, str]]:
    return sorted((position, source) for position, _, _, source, *_ in rows(ledger, "citations"))


def _cited(effective: Effective) -> list[tuple[int, str]]:
    return sorted(
        (one.position, cited.source)
        for one in effective
        for cited in references.citations(one.event)
    )


def members(ledger: Ledger, known: int, program: str = "p") -> list[str]:
    """Who was believed to be in a program at a position, and from when."""
    found = tables.memberships_of(ledger, program, known)
    return [f"{participant} {span.start}" for participant, span in found]
