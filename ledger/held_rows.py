"""Rows on their way into the table of events: some are held, and written together.

Where the table was empty and many come, one of its indexes is made after them: to keep it up with
each row would take a quarter of the time of writing them. What is looked up meanwhile does not ask
for it.
"""

import sqlite3
from typing import Any

from ledger import schema

AT_ONCE = 1000  # rows that are held before they are written
_LATER = "events_by_program"
_INSERT = """
INSERT INTO events (position, id, type, program, participant, earliest, latest, date, defines,
                    about, recorded_at, recorded_by, body, leaf, nodes)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class HeldRows:
    """The rows of one change to a ledger's file."""

    def __init__(self, sql: sqlite3.Connection, before: int) -> None:
        """Begin with none, after some events that the ledger has."""
        self._sql = sql
        self._rows: list[tuple[Any, ...]] = []
        self._positions: dict[str, int] = {}
        self._is_empty, self._lacks_index = not before, False

    def add(self, row: tuple[Any, ...]) -> None:
        """Hold one more row, of which position and id come first."""
        self._rows.append(row)
        self._positions[row[1]] = row[0]
        if len(self._rows) >= AT_ONCE:
            if self._is_empty:
                self._sql.execute(f"DROP INDEX {_LATER}")
                self._is_empty, self._lacks_index = False, True
            self.flush()

    def position_of(self, event_id: str) -> int | None:
        """Return the position of the event with an id, if it is held."""
        return self._positions.get(event_id)

    def flush(self) -> None:
        """Write what is held."""
        if self._rows:
            rows, self._rows, self._positions = self._rows, [], {}
            self._sql.executemany(_INSERT, rows)

    def finish(self) -> None:
        """Write what is held, and leave the table with all its indexes."""
        self.flush()
        if self._lacks_index:
            schema.make_index(self._sql, _LATER)
            self._lacks_index = False
