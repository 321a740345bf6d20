"""What becomes of each line of an import: recorded, known already, or wrong.

A line that is wrong does not keep the others from being checked; whether the batch is kept is
left to `importing`. A line that is wrong only because it refers to what another wrong line
defines is counted apart and not shown: it will be right once that other one is.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import attrs

from cli.lines import RESTORE_POINTS, Line
from ledger import codec, values
from ledger.append import Batch, Receipt
from ledger.errors import (
    AlreadyFiled,
    ClockBehind,
    Fault,
    LedgerRefusal,
    MalformedEvent,
    Refusal,
)
from ledger.events import Event
from ledger.names import fold
from ledger.records import moment, stamp

SHOWN = 1000  # faults that are told one by one
_LONGEST = 500  # characters of a fault that are told
_MISSING = re.compile(r"no [a-z]+ is called ")  # as `Unknown` begins
_DEFINITIONS = ("program", "participant", "source", "milestone")
_LINES = 1 << 40  # more than any file has


@attrs.frozen
class Wrong:
    """A fault and where it stands; ``missing`` is the name in it that nothing defines so far."""

    place: str
    fault: Fault
    missing: str | None


class Intake:
    """The lines of some files on their way into a batch.

    ``recorded`` and ``known`` count events; ``wrong`` lines with faults of their own, ``hidden``
    faults that are not shown; ``following`` lines that only refer to wrong ones; ``pointed``
    lines whose restore points were not asked for. ``cut``: a file was not read to its end.
    """

    def __init__(self, batch: Batch, by: str, *, restore: bool = False) -> None:
        self.recorded = self.known = self.wrong = self.hidden = self.following = self.pointed = 0
        self.cut = False
        self._batch, self._by, self._restore = batch, by, restore
        self._start = batch.size
        self._files: list[str] = []
        self._lines = array("Q")  # of each new event: the number of its file * _LINES + its line
        self._faults: list[Wrong] = []
        self._broken: set[str] = set()  # the names that wrong lines define
        self._later: dict[str, str] = {}  # a missing name: where it is defined after all

    @property
    def positions(self) -> tuple[int, int]:
        """The first and the last position of what was recorded."""
        return self._start + 1, self._batch.size

    def begin(self, file: str) -> None:
        """The lines that follow are those of another file."""
        self._files.append(file)

    def take(self, line: Line) -> None:
        """Record what a line says, or note what is wrong with it. Raises `LedgerRefusal`."""
        if line.faults:
            self._refuse(line, line.faults)
            return
        try:
            receipt = self._add(line.wire)
        except LedgerRefusal:
            raise
        except Refusal as refusal:
            if not self._restore and self._stands(line.wire):
                self.known += 1
            else:
                self._refuse(line, self._faults_of(refusal))
        else:
            self._accept(line, receipt)

    def faults(self) -> Iterator[str]:
        """Each fault that is shown, as ``file:line: field: what is wrong``."""
        for one in self._faults:
            fault, later = one.fault, self._later.get(one.missing or "")
            if later:
                fault = Fault(fault.field, f"it is defined only below, at {later}: move that up")
            yield f"{one.place}: {fault}"

    def _add(self, wire: Any) -> Receipt:
        points = {}
        if isinstance(wire, dict):
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
        """Whether an event that would be refused now was recorded before: a correction that has
        been made, an event whose participant was retracted since."""
        try:
            if isinstance(wire, dict) and "event" in wire:
                wire = {**wire, "event": self._batch.event(wire["event"]).id}
            return any(self._batch.event(event_id) for event_id in _event_id(wire))
        except Refusal:
            return False

    def _accept(self, line: Line, receipt: Receipt) -> None:
        if not receipt.new:
            self.known += 1
            return
        self.recorded += 1
        self._lines.append((len(self._files) - 1) * _LINES + line.number)
        if self._later:
            for name in self._later.keys() & {receipt.id, *_names(line.wire)}:
                self._later[name] = self._here(line)

    def _refuse(self, line: Line, faults: Sequence[Fault]) -> None:
        missing = [_missing(line.wire, fault) for fault in faults]
        own = [
            (fault, name)
            for fault, name in zip(faults, missing, strict=True)
            if name is None or not (self.cut or name in self._broken)
        ]
        self._broken |= {*_names(line.wire), *_event_id(line.wire)}
        self.cut |= line.is_end
        self.wrong += bool(own)
        self.following += not own
        for fault, name in own:
            self._show(line, fault, name)

    def _show(self, line: Line, fault: Fault, missing: str | None) -> None:
        if len(self._faults) >= SHOWN:
            self.hidden += 1
            return
        fault = Fault(_shortened(fault.field), _shortened(fault.problem))
        self._faults.append(Wrong(self._here(line), fault, missing))
        if missing:
            self._later.setdefault(missing, "")

    def _faults_of(self, refusal: Refusal) -> Sequence[Fault]:
        match refusal:
            case MalformedEvent():
                return refusal.faults
            case AlreadyFiled() if refusal.position > self._start:
                first = self._named(refusal.position)
                return [Fault("id", f"it is defined already, at {first}: leave one of them out")]
            case AlreadyFiled():
                return [Fault("id", str(refusal))]
            case ClockBehind():
                return [Fault("recorded_at", str(refusal))]
        return [Fault("", str(refusal))]

    def _named(self, position: int) -> str:
        """An event as the editor knows it: by its line here, or its position in the ledger."""
        if position <= self._start:
            return f"#{position}"
        file, number = divmod(self._lines[position - self._start - 1], _LINES)
        return f"{self._files[file]}:{number}"

    def _here(self, line: Line) -> str:
        return f"{self._files[-1]}:{line.number}" if line.number else self._files[-1]


def _as_it_was(wire: Any, points: dict[str, Any]) -> tuple[Event, datetime, str]:
    """An event with its restore points. Raises `MalformedEvent` with every fault in all three."""
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


def _missing(wire: Any, fault: Fault) -> str | None:
    """The name that nothing in the register answers to, where a fault is about one."""
    if not _MISSING.match(fault.problem):
        return None
    found = wire
    for step in fault.field.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list):
            found = found[int(step)]
    return fold(found) if isinstance(found, str) else None


def _names(wire: Any) -> Iterator[str]:
    """What a definition can be referred to by."""
    if isinstance(wire, dict) and wire.get("type") in _DEFINITIONS:
        aliases = wire.get("aliases")
        listed = aliases if isinstance(aliases, list) else []
        for name in (wire.get("id"), wire.get("name"), *listed):
            if isinstance(name, str):
                yield fold(name)


def _event_id(wire: Any) -> Iterator[str]:
    """The id that an event would have, were it not for what it refers to."""
    try:
        yield codec.event_id(codec.body(codec.decode(wire)))
    except MalformedEvent:
        return


def _shortened(text: str) -> str:
    """A text of bearable length: what is wrong with it often quotes it whole."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 100]}…{text[-99:]}"
