"""Drafts: events kept beside the record of a copy until they can be appended, checked as if they
stood at its end; and what was last heard of the register that it is a copy of.

A draft is an event that nobody else has: it has no position, and no answer counts it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import attrs

from ledger import codec, connection, schema
from ledger.batch import Batch
from ledger.columns import columns_of
from ledger.errors import Unexpected
from ledger.events import Event
from ledger.records import moment, stamp
from ledger.store import Ledger

_THERE = "SELECT 1 FROM sqlite_master WHERE name = 'drafts'"
_BETWEEN = """
SELECT position FROM events WHERE position > :seen AND (
  (program = :program AND participant = :participant)
  OR defines IN (:defines, :program, :participant) OR about = :about
) ORDER BY position LIMIT 1
"""


@attrs.frozen
class Draft:
    """An event that waits, by the number under which it is named; it was checked against the events
    up to ``seen``."""

    number: int
    body: str
    seen: int
    drafted_at: datetime

    @property
    def event(self) -> Event:
        return codec.loads(self.body)


@attrs.frozen
class Heard:
    """What was last heard of a register: when, and how many events it had."""

    at: datetime
    size: int


class Drafts:
    """The place where drafts are kept (`store.Place`)."""

    hand: str | None = None

    @contextmanager
    def batch(self, ledger: Ledger, *, expect: int | None) -> Iterator[Batch]:
        with ledger.change():
            ledger.check()
            if expect is not None and expect != ledger.size:
                raise Unexpected(expect, ledger.size)
            seen = ledger.size
            with ledger.tried():
                batch = Batch(ledger, ledger.sealed()[1], ledger.clock)
                for one in waiting(ledger):
                    batch.add(one.event, by="draft")
                before = batch.size
                yield batch
                batch.finish()
                bodies = [row.body for row in ledger.rows(before)]
            _make(ledger)
            now = stamp(ledger.clock())
            ledger.sql.executemany(
                "INSERT INTO drafts (body, seen, drafted_at) VALUES (?, ?, ?)",
                [(body, seen, now) for body in bodies],
            )

    def text(self, digest: str) -> str | None:
        return None

    def close(self) -> None:
        pass


def waiting(ledger: Ledger) -> list[Draft]:
    """Return the drafts of a copy, the first that was made first."""
    if not _are_there(ledger):
        return []
    query = "SELECT number, body, seen, drafted_at FROM drafts ORDER BY number"
    with connection.asking(ledger.path):
        rows = ledger.sql.execute(query).fetchall()
    return [Draft(number, body, seen, moment(at)) for number, body, seen, at in rows]


def drop(ledger: Ledger, numbers: Iterable[int]) -> None:
    """Take drafts away, as a part of a change."""
    ledger.sql.executemany("DELETE FROM drafts WHERE number = ?", [(one,) for one in numbers])


def came_between(ledger: Ledger, draft: Draft) -> int | None:
    """Return the position of the first event that was recorded after a draft was checked, and
    touches the same definition, the same program and participant, or the same event."""
    event = draft.event
    program, participant, _, _, _, defines, about = columns_of(event, ledger.position_of)
    values = {
        "seen": draft.seen,
        "program": program,
        "participant": participant,
        "defines": defines,
        "about": about,
    }
    with connection.asking(ledger.path):
        row = ledger.sql.execute(_BETWEEN, values).fetchone()
    return row[0] if row else None


def heard(ledger: Ledger) -> Heard | None:
    """Return what was last heard of the register, if this is a copy of one."""
    if not _are_there(ledger):
        return None
    with connection.asking(ledger.path):
        row = ledger.sql.execute("SELECT at, size FROM heard").fetchone()
    return Heard(moment(row[0]), row[1]) if row else None


def hear(ledger: Ledger, size: int) -> None:
    """Put on record how many events the register has now, as a part of a change."""
    _make(ledger)
    ledger.sql.execute(
        "INSERT OR REPLACE INTO heard (one, at, size) VALUES (1, ?, ?)",
        [stamp(ledger.clock()), size],
    )


def _are_there(ledger: Ledger) -> bool:
    with connection.asking(ledger.path):
        return ledger.sql.execute(_THERE).fetchone() is not None


def _make(ledger: Ledger) -> None:
    if not _are_there(ledger):
        schema.run(ledger.sql, schema.SHARED)
