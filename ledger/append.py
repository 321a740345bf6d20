"""Events on their way into the ledger: names resolved, rules checked, positions given, leaves
hashed, a tree head sealed, subscribers told; all inside the transaction of one batch.

The transaction itself is left to `store`.
"""

import difflib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, assert_never

import attrs

from ledger import codec, merkle, rules, values
from ledger.dates import Date
from ledger.errors import AlreadyFiled, ClockBehind, Fault, MalformedEvent, Unknown
from ledger.events import (
    Announcement,
    Attestation,
    Claim,
    Consent,
    Correction,
    Endorsement,
    Event,
    Launch,
    Milestone,
    Participant,
    Program,
    Recorded,
    Retraction,
    Signing,
    Source,
    Withdrawal,
    type_of,
)
from ledger.names import Named, Names
from ledger.records import record, stamp

if TYPE_CHECKING:
    from ledger.store import Ledger

BODY_LIMIT = 150_000  # characters of one event, so that its line is one that `import` takes
_AT_ONCE = 1000  # rows that are held before they are written
_INSERT = """
INSERT INTO events (position, id, type, program, participant, earliest, latest, defines, about,
                    recorded_at, recorded_by, body, leaf, nodes)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@attrs.frozen
class Receipt:
    """Where an event stands in the ledger, and whether it was new there."""

    position: int
    id: str
    new: bool


class Batch:
    """The events of one transaction. It is the `rules.Known` of what they may refer to."""

    def __init__(self, ledger: "Ledger") -> None:
        self._ledger = ledger
        self._start = ledger.size
        self._frontier = ledger.frontier(self._start)
        self._last = ledger.recorded_at(self._start) if self._start else None
        self._rows: list[tuple[Any, ...]] = []
        self._waiting: list[Recorded] = []
        self._positions: dict[str, int] = {}
        self._sources: set[str] = set()

    @property
    def size(self) -> int:
        """How many events the ledger has with this batch."""
        return self._frontier.size

    def add(self, event: Event, *, by: str, at: datetime | None = None) -> Receipt:
        """Take in one event, recorded ``by`` somebody ``at`` a moment (None: now).

        The same event a second time changes nothing. Raises `MalformedEvent`, `AlreadyFiled`,
        `ClockBehind`; the batch then goes on without the event.
        """
        event = rules.admitted(event, self)
        body = codec.body(event)
        if len(body) > BODY_LIMIT:
            size = f"it has {len(body)} characters as JSON, {BODY_LIMIT} at most: shorten it"
            raise MalformedEvent([Fault("", size)])
        event_id = codec.event_id(body)
        position = self._positions.get(event_id) or self._ledger.position_of(event_id)
        if position:
            return Receipt(position, event_id, new=False)
        self._check_definition(event)
        recorded = Recorded(
            position=self.size + 1,
            id=event_id,
            recorded_at=self._record_time(at),
            recorded_by=_recorder(by),
            event=event,
        )
        self._take(recorded, body)
        return Receipt(recorded.position, event_id, new=True)

    def add_wire(self, wire: Any, *, by: str) -> Receipt:
        """Take in one event in its wire form, as `add` does, recorded now."""
        return self.add(rules.decoded(wire, self), by=by)

    def finish(self) -> None:
        """Write what is held, and seal a tree head if anything was recorded."""
        self._flush()
        if self.size > self._start and self._last:
            self._ledger.db.execute(
                "INSERT INTO tree_heads (size, root, recorded_at) VALUES (?, ?, ?)",
                [self.size, self._frontier.root(), stamp(self._last)],
            )

    @cached_property
    def names(self) -> Names:
        self._flush()
        return self._ledger.names()

    def source(self, name: str) -> str:
        if name not in self._sources:
            if not self._ledger.defined("source", name):
                known = {*self._ledger.defined_ids("source"), *self._sources}
                near = difflib.get_close_matches(name, sorted(known), n=2)
                raise Unknown("source", name, near)
            self._sources.add(name)
        return name

    def event(self, reference: str) -> Recorded:
        self._flush()
        return self._ledger.find(reference)

    def about(self, position: int) -> Sequence[Recorded]:
        self._flush()
        return self._ledger.about(position)

    def _check_definition(self, event: Event) -> None:
        if isinstance(event, (Program, Participant, Source, Milestone)):
            event_type = type_of(event)
            self._flush()
            taken = self._ledger.defined(event_type, event.id)
            if taken:
                raise AlreadyFiled(event_type, event.id, taken)

    def _record_time(self, at: datetime | None) -> datetime:
        last = self._last
        moment = (at or self._ledger.clock()).astimezone(UTC).replace(microsecond=0)
        if last is None or moment >= last:
            return moment
        if at:
            raise ClockBehind(stamp(moment), stamp(last))
        return last

    def _take(self, recorded: Recorded, body: str) -> None:
        row = self._row(recorded, body)
        self._rows.append(row)
        self._waiting.append(recorded)
        self._positions[recorded.id] = recorded.position
        self._last = recorded.recorded_at
        match recorded.event:
            case Program() | Participant() | Milestone():
                if "names" in self.__dict__:
                    self.names.learn(recorded.event)
            case Source():
                self._sources.add(recorded.event.id)
            case Correction() | Retraction():
                if "names" in self.__dict__ and self._is_about_a_name(recorded):
                    del self.names  # it may read otherwise now
        if len(self._rows) >= _AT_ONCE:
            self._flush()

    def _is_about_a_name(self, recorded: Recorded) -> bool:
        return isinstance(rules.lineage(recorded, self)[-1].event, Named)

    def _row(self, recorded: Recorded, body: str) -> tuple[Any, ...]:
        event, at = recorded.event, stamp(recorded.recorded_at)
        leaf = merkle.leaf_hash(
            record(recorded.position, recorded.id, at, recorded.recorded_by, body)
        )
        nodes = self._frontier.add(leaf)
        head = (recorded.position, recorded.id, type_of(event))
        columns = columns_of(event, lambda event_id: self.event(event_id).position)
        return (*head, *columns, at, recorded.recorded_by, body, leaf, nodes)

    def _flush(self) -> None:
        if not self._rows:
            return
        rows, waiting = self._rows, self._waiting
        self._rows, self._waiting, self._positions = [], [], {}
        self._ledger.db.conn.executemany(_INSERT, rows)
        for subscriber in self._ledger.subscribers:
            subscriber(self._ledger, waiting)


def _recorder(by: str) -> str:
    try:
        return values.name(by)
    except ValueError as problem:
        raise MalformedEvent([Fault("recorded_by", str(problem))]) from None


def _bounds(date: Date | None) -> tuple[str | None, str | None]:
    return (date.earliest.isoformat(), date.latest.isoformat()) if date else (None, None)


def columns_of(event: Event, position_of: Callable[[str], int | None]) -> tuple[Any, ...]:
    """program, participant, earliest, latest, defines, about: what an event is found by.

    ``position_of`` gives the position of the event that has an id.
    """
    match event:
        case Signing() | Endorsement() | Consent() | Withdrawal():
            return (event.program, event.participant, *_bounds(event.occurred_on), None, None)
        case Announcement() | Launch():
            return (event.program, None, *_bounds(event.occurred_on), None, None)
        case Claim():
            return (event.program, None, *_bounds(event.on), None, None)
        case Program() | Participant():
            return (None, None, None, None, event.id, None)
        case Source():
            return (None, None, *_bounds(event.published_on), event.id, None)
        case Milestone():
            return (None, None, *_bounds(event.on), event.id, None)
        case Attestation() | Correction() | Retraction():
            return (None, None, None, None, None, position_of(event.event))
        case _ as unreachable:
            assert_never(unreachable)
