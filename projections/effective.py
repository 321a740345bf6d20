"""The events as they stand: corrections and retractions applied, as known at a position.

A fold from records to `Standing` events.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Self

from ledger.events import (
    Attestation,
    Correction,
    Event,
    Recorded,
    Retraction,
    Revocation,
    Unread,
)
from ledger.standing import History


class Standing(NamedTuple):
    """An event that stands: as it was recorded, and how it reads with its corrections."""

    recorded: Recorded
    event: Event

    @property
    def position(self) -> int:
        return self.recorded.position


class Effective:
    """The state of the fold: every record so far, and how each reads while it stands.

    Those that stand and cannot be read are left out of everything but ``unread``.
    """

    def __init__(self) -> None:
        self.records: dict[int, Recorded] = {}
        self.size = 0
        self._positions: dict[str, int] = {}
        self._about: dict[int, list[Recorded]] = {}
        self._history = History()
        self._read: dict[int | None, Standing | Unread] = {}  # how those read that were asked for

    def apply(self, recorded: Recorded) -> Self:
        """Take in the next record, in the order of the ledger."""
        self.records[recorded.position] = recorded
        self.size = recorded.position
        self._positions[recorded.id] = recorded.position
        touched = self.target(recorded)
        if touched:
            self._about.setdefault(touched.position, []).append(recorded)
            self._history.add(recorded, touched.position)
            for position in (touched.position, self._history.corrected(touched.position)):
                self._read.pop(position, None)
        return self

    def about(self, position: int) -> Sequence[Recorded]:
        """Return what was recorded about the event at a position."""
        return self._about.get(position, ())

    def standing(self, position: int) -> Standing | None:
        """Return how the event at a position reads; None when it was retracted, or cannot be
        read."""
        reads = self._reading(position)
        return reads if isinstance(reads, Standing) else None

    def shown(self, recorded: Recorded) -> Standing:
        """Return how an event that can be read is shown: as it reads, or, where it was retracted,
        as it was recorded."""
        assert not isinstance(recorded.event, Unread)
        return self.standing(recorded.position) or Standing(recorded, recorded.event)

    def unread_at(self, position: int) -> Unread | None:
        """Return what the event at a position reads as where it stands and cannot be read."""
        reads = self._reading(position)
        return reads if isinstance(reads, Unread) else None

    def reads(self, event_id: str) -> Event | Unread | None:
        """Return how the event of an id reads; None where it was retracted, or is not among
        them."""
        reads = self._reading(self._positions.get(event_id, 0))
        return reads.event if isinstance(reads, Standing) else reads

    @property
    def unread(self) -> dict[int, Unread]:
        """Those that stand and cannot be read, as they were recorded or were corrected."""
        found = ((position, self.unread_at(position)) for position in self.records)
        return {position: unread for position, unread in found if unread}

    def _reading(self, position: int) -> Standing | Unread | None:
        if position not in self.records or not self._history.stands(position):
            return None
        if position not in self._read:
            recorded = self.records[position]
            event, _ = self._history.reading(position, recorded.event)
            self._read[position] = event if isinstance(event, Unread) else Standing(recorded, event)
        return self._read[position]

    def reading(self, position: int) -> Event | Unread:
        """Return how the event at a position reads, whether it stands or was retracted."""
        return self._history.reading(position, self.records[position].event)[0]

    def target(self, recorded: Recorded) -> Recorded | None:
        """Return the event that a record is directly about, if it is about one that came before."""
        if isinstance(recorded.event, (Attestation, Correction, Retraction, Revocation)):
            position = self._positions.get(recorded.event.event, recorded.position)
            return self.records[position] if position < recorded.position else None
        return None

    def root(self, recorded: Recorded) -> Recorded:
        """Return the event that a record is about in the end: what a retraction of a correction of
        a signing is about is the signing."""
        *_, root = self.way(recorded)
        return root

    def way(self, recorded: Recorded) -> Iterator[Recorded]:
        """Yield a record, what it is about, and so on to its root; of retractions of retractions
        only the first and what they all are about."""
        yield recorded
        while target := self.target(recorded):
            origin = self.records[self._history.origin(recorded.position)]
            recorded = target if origin is recorded else origin
            yield recorded

    def attestation(self, recorded: Recorded) -> Recorded | None:
        """Return the attestation that a record is, or is about; None where it is about none."""
        return next((one for one in self.way(recorded) if isinstance(one.event, Attestation)), None)

    def __iter__(self) -> Iterator[Standing]:
        """Yield every event that stands, in the order of the ledger."""
        for position in self.records:
            standing = self.standing(position)
            if standing:
                yield standing


def fold(records: Iterable[Recorded], state: Effective | None = None) -> Effective:
    """Return the events as they stand after some records, or after these on top of a former
    state."""
    state = state or Effective()
    for recorded in records:
        state.apply(recorded)
    return state
