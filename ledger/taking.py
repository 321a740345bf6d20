"""Records of another ledger, taken into a copy of it: each is checked as `verify` would, and keeps
its position, its time and who recorded it.
"""

from typing import Any

from ledger import records, values
from ledger.batch import seal
from ledger.columns import columns_of
from ledger.events import About, Event, Unread, type_of
from ledger.held_rows import HeldRows
from ledger.records import stamp
from ledger.store import Ledger
from ledger.version import __version__

_NOTHING = (None,) * 7  # of what cannot be read here, only a later version knows what to find it by


class Taking:
    """The records that a copy takes in one change, in their order, after those that it has."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.before, self._frontier = ledger.sealed()
        self._last = stamp(self.before.recorded_at) if self.before.recorded_at else ""
        self._sealed = self.before.size
        self._rows = HeldRows(ledger.sql, self.before.size)

    @property
    def size(self) -> int:
        """The number of events that the copy has with these."""
        return self._frontier.size

    def add(self, data: bytes, leaf: bytes) -> None:
        """Take the next record, whose leaf hash is known. Raises `ValueError` where it is none
        that could stand there."""
        found, body = records.read(data)
        at, event = stamp(found.recorded_at), found.event
        if found.position != self.size + 1:
            raise ValueError(f"it says that it is #{found.position}")
        if at < self._last:
            raise ValueError(f"it was recorded at {at}, before the event ahead of it")
        if values.name(found.recorded_by) != found.recorded_by:
            raise ValueError("who recorded it is no name in normal form")
        if self._position_of(found.id):
            raise ValueError("it is recorded before")
        columns = self._columns(event)
        nodes = self._frontier.add(leaf)
        whole = (found.position, found.id, type_of(event), *columns, at, found.recorded_by)
        self._rows.add((*whole, body, leaf, nodes))
        self._last = at

    def finish(self, version: str = __version__) -> bytes:
        """Write what is held, and seal a tree head over it, as a version of the program has
        recorded it; returns its root."""
        self._rows.finish()
        if self.size > self._sealed:
            seal(self._ledger, self._frontier, self._last, version)
            self._sealed = self.size
        return self._frontier.root()

    def _columns(self, event: Event | Unread) -> tuple[Any, ...]:
        if isinstance(event, Unread):
            return _NOTHING
        columns = columns_of(event, self._position_of)
        if isinstance(event, About) and not columns[-1]:
            raise ValueError("it is about no event that was recorded before it")
        return columns

    def _position_of(self, event_id: str) -> int | None:
        return self._rows.position_of(event_id) or self._ledger.position_of(event_id)
