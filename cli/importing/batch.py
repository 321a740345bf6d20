"""Take in each line of an import: recorded, known already, or wrong.

A line that is wrong does not keep the others from being checked.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from cli.formats.lines import RESTORE_POINTS, Line
from cli.importing.faults import WrongLines, event_id
from ledger import codec, values
from ledger.batch import Batch, Receipt
from ledger.errors import (
    AlreadyFiled,
    ClockBehind,
    Fault,
    LedgerRefusal,
    MalformedEvent,
    Refusal,
    Unknown,
)
from ledger.events import Event
from ledger.records import moment, stamp

_LINES = 1 << 40  # more than any file has


class Intake:
    """The lines of some files on their way into a batch.

    ``recorded`` and ``known`` count events; ``pointed`` lines whose restore points were not asked
    for.
    """

    def __init__(self, batch: Batch, by: str, *, restore: bool = False) -> None:
        self.recorded = self.known = self.pointed = 0
        self.wrong = WrongLines()
        self._batch, self._by, self._restore = batch, by, restore
        self._start = batch.size
        self._files: list[str] = []
        # where lines follow each other: the first new event there, from 0 on, and its place, which
        # is the number of its file * _LINES + its line
        self._events, self._places = array("Q"), array("Q")
        self._next = 0  # the place of the next line

    @property
    def positions(self) -> tuple[int, int]:
        """The first and the last position of what was recorded."""
        found = self._batch.recorded
        return found.start, found.stop - 1

    def begin(self, file: str) -> None:
        """Begin with the lines of another file."""
        self._files.append(file)

    def take(self, line: Line) -> None:
        """Record what a line says, or note what is wrong with it. Raises `LedgerRefusal`."""
        if line.faults:
            self.wrong.add(self._here(line), line, line.faults)
            return
        try:
            receipt = self._add(line.wire)
        except LedgerRefusal:
            raise
        except Refusal as refusal:
            if not self._restore and self._stands(line.wire):
                self.known += 1
            else:
                self.wrong.add(self._here(line), line, self._faults_of(refusal))
        else:
            self._accept(line, receipt)

    def _add(self, wire: Any) -> Receipt:
        points = {}
        if isinstance(wire, dict) and not wire.keys().isdisjoint(RESTORE_POINTS):
            points = {key: wire.pop(key) for key in RESTORE_POINTS if key in wire}
        if self._restore:
            return self._restored(wire, points)
        self.pointed += bool(points)
        return self._batch.add_wire(wire, by=self._by)

    def _restored(self, wire: Any, points: dict[str, Any]) -> Receipt:
        event, at, by = _as_it_was(wire, points)
        receipt = self._batch.add(event, by=by, at=at)
        if not receipt.new:
            twice = f"the same event as {self._named(receipt.position)}: leave one of them out"
            raise MalformedEvent([Fault("", twice)])
        return receipt

    def _stands(self, wire: Any) -> bool:
        """Return whether an event that would be refused now was recorded before: what it refers to
        may have been retracted since."""
        identity = event_id(wire)
        try:
            return identity is not None and self._batch.event(identity) is not None
        except Unknown:
            return False

    def _accept(self, line: Line, receipt: Receipt) -> None:
        if receipt.new:
            place = (len(self._files) - 1) * _LINES + line.number
            if place != self._next:
                self._events.append(self.recorded)
                self._places.append(place)
            self._next = place + 1
            self.recorded += 1
            if self.wrong.asked:
                self.wrong.note_right(self._here(line), line, receipt.id)
        else:
            self.known += 1

    def _faults_of(self, refusal: Refusal) -> Sequence[Fault]:
        match refusal:
            case MalformedEvent():
                return refusal.faults
            case AlreadyFiled() if refusal.position > self._start:
                first = self._named(refusal.position)
                return [Fault("id", f"it is defined already, at {first}: leave one of them out")]
            case AlreadyFiled():
                return [Fault.of("id", refusal)]
            case ClockBehind():
                return [Fault.of("recorded_at", refusal)]
        return [Fault.of("", refusal)]

    def _named(self, position: int) -> str:
        """Return an event as the editor knows it: by its line here, or its position in the
        ledger."""
        if position <= self._start:
            return f"#{position}"
        event = position - self._start - 1
        at = bisect_right(self._events, event) - 1
        file, number = divmod(self._places[at] + event - self._events[at], _LINES)
        return f"{self._files[file]}:{number}"

    def _here(self, line: Line) -> str:
        return f"{self._files[-1]}:{line.number}" if line.number else self._files[-1]


def _as_it_was(wire: Any, points: dict[str, Any]) -> tuple[Event, datetime, str]:
    """Return an event with its restore points. Raises `MalformedEvent` with every fault in all
    three."""
    faults: list[Fault] = []
    found: dict[str, Any] = {}
    try:
        found["event"] = codec.decode(wire)
    except MalformedEvent as refusal:
        faults += refusal.faults
    for key, check in zip(RESTORE_POINTS, (_record_time, values.name), strict=True):
        try:
            found[key] = check(points[key])
        except KeyError:
            faults.append(Fault(key, "is missing: export with --restore-points"))
        except ValueError as problem:
            faults.append(Fault(key, str(problem)))
    if faults:
        raise MalformedEvent(faults)
    return found["event"], found["recorded_at"], found["recorded_by"]


def _record_time(value: Any) -> datetime:
    """Raises `ValueError`."""
    stamped = values.name(value)
    found = _moment(stamped)
    if found is None:
        raise ValueError(f"{stamped[:80]!r} is no record time: write 2026-11-21T10:00:00Z")
    return found


@lru_cache
def _moment(stamped: str) -> datetime | None:
    try:
        found = moment(stamped)
    except ValueError:
        return None
    return found if stamp(found) == stamped else None
