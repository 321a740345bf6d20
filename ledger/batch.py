"""Events on their way into the ledger: names resolved, rules checked, positions given, leaves
hashed, a tree head sealed; all inside the transaction of one batch.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple, assert_never

from ledger import as_written, codec, rules, values
from ledger.columns import Columns, columns_as_written, columns_of
from ledger.errors import AlreadyFiled, ClockBehind, Fault, MalformedEvent, Unknown, UnreadName
from ledger.events import (
    STATUSES,
    About,
    Admission,
    Announcement,
    Attestation,
    Claim,
    Consent,
    Correction,
    Definition,
    Document,
    Ending,
    Endorsement,
    EntryIntoForce,
    Event,
    Launch,
    Milestone,
    Participant,
    Program,
    ProvisionalApplication,
    Recorded,
    Renaming,
    Retraction,
    Revocation,
    Signing,
    Source,
    Suspension,
    Unread,
    Withdrawal,
    type_of,
)
from ledger.held_rows import HeldRows
from ledger.names import Named, Names
from ledger.reader import Reader, Remark
from ledger.records import LIMIT, record, stamp
from ledger.standing import History
from ledger.transparency import merkle
from ledger.version import __version__

_REMEMBERED = 1000  # events that were looked up
_FOLLOWED = 10_000  # events whose history is held, but for those of one more that has as many
_BEGINNING = 6  # characters of an id: of a million events, few begin alike (one bit each)


class Receipt(NamedTuple):
    """The place of an event in the ledger, and whether it was new there."""

    position: int
    id: str
    new: bool


class Batch:
    """The events of one transaction. It is the `rules.Known` of what they may refer to."""

    def __init__(
        self, ledger: Reader, frontier: merkle.Frontier, clock: Callable[[], datetime]
    ) -> None:
        """Begin a batch: ``frontier`` is the tree over all that the ledger has, ready to grow;
        ``clock`` says when an event is recorded that comes without a time."""
        self._ledger, self._frontier, self._clock = ledger, frontier, clock
        self._start = frontier.size
        self._last = ledger.recorded_at(self._start) if self._start else None
        self._rows = HeldRows(ledger.sql, self._start)
        self._found: dict[str, Recorded] = {}
        self._beginnings = bytearray(0 if self._start else 16**_BEGINNING // 8)
        self._with_ids: set[tuple[str, str]] = set()
        self._ladders: dict[str, tuple[str, ...]] = {}
        self._filed: set[tuple[str, str]] = set()
        self._history, self._followed = History(), set[int]()
        self._then: list[Callable[[], None]] = []
        self._settled: Mapping[str, Receipt] | None = None
        self.texts: dict[str, str] = {}  # that are archived with the events, by their hash

    @property
    def size(self) -> int:
        """The number of events that the ledger has with this batch."""
        return self._frontier.size

    def add(self, event: Event | Unread, *, by: str, at: datetime | None = None) -> Receipt:
        """Take in one event, recorded ``by`` somebody ``at`` a moment (None: now).

        The same event a second time changes nothing; what is `Unread` is refused, since nobody
        here can vouch for it. Raises `MalformedEvent`, `AlreadyFiled`,
        `ClockBehind`; the batch then goes on without the event.
        """
        if isinstance(event, Unread):
            raise MalformedEvent([Fault("", f"this version cannot read it: {event.why}")])
        event = rules.admitted(event, self)
        columns = columns_of(event, lambda about: self.event(about).position)
        receipt = self._take(type_of(event), columns, codec.body(event), by, at, event)
        if receipt.new:
            self._note(event)
        return receipt

    def add_wire(self, wire: Any, *, by: str) -> Receipt:
        """Take in one event in its wire form, as `add` does, recorded now."""
        cls = as_written.class_of(wire)
        if cls and rules.admits_as_written(cls, wire, self):
            columns = columns_as_written(wire)
            return self._take(wire["type"], columns, codec.canonical(wire), by)
        return self.add(rules.decoded(wire, self), by=by)

    def then(self, work: Callable[[], None]) -> None:
        """Have something done to the file in the same change, once the events are recorded."""
        self._then.append(work)

    def do_the_rest(self) -> None:
        """Do what is to be done once the events are recorded."""
        for work in self._then:
            work()

    def settle(self, receipts: Iterable[Receipt]) -> None:
        """Take the receipts of the place that recorded the events, which may be others than those
        that were given here: events of others came before."""
        self._settled = {one.id: one for one in receipts}

    def settled(self, receipt: Receipt) -> Receipt:
        """Return a receipt as it is once the batch is recorded."""
        return receipt if self._settled is None else self._settled.get(receipt.id, receipt)

    @property
    def recorded(self) -> range:
        """The positions of the events that the batch recorded, of which there is no gap."""
        if self._settled is None:
            return range(self._start + 1, self.size + 1)
        new = [one.position for one in self._settled.values() if one.new]
        return range(min(new), max(new) + 1) if new else range(0)

    def finish(self) -> bool:
        """Write what is held, and seal a tree head over it; returns whether anything was
        recorded."""
        self._rows.finish()
        if self.size == self._start or self._last is None:
            return False
        seal(self._ledger, self._frontier, stamp(self._last))
        return True

    @cached_property
    def names(self) -> Names:
        self._rows.flush()
        return Names(self._ledger.filed(), self._ledger.renamings())

    def is_filed(self, event_type: str, identity: str) -> bool:
        key = (event_type, identity)
        if key not in self._filed and key not in self._with_ids:
            self._rows.flush()
            found = self._ledger.defined_for_good(event_type, identity)
            if found is None:
                return False
            if isinstance(found, Program):
                self._ladders[identity] = found.ladder
            self._filed.add(key)
        return True

    def with_id(self, what: str, name: str) -> str:
        if (what, name) not in self._with_ids:
            position = self._ledger.defined(what, name)
            if position is None:
                known = {one for sort, one in self._with_ids if sort == what}
                near = sorted(known.union(self._ledger.defined_ids(what)))
                raise Unknown(what, name, difflib.get_close_matches(name, near, n=2))
            self._check_read(what, name, position)
            self._with_ids.add((what, name))
        return name

    def ladder(self, program: str) -> tuple[str, ...]:
        if program not in self._ladders:
            self._rows.flush()
            position = self._ledger.defined("program", program)
            found = self._reading_of(position) if position else None
            self._ladders[program] = found.ladder if isinstance(found, Program) else STATUSES
        return self._ladders[program]

    def event(self, reference: str) -> Recorded:
        if reference not in self._found:
            self._rows.flush()
            found = self._ledger.find(reference)
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[found.id] = found
            return found
        return self._found[reference]

    def is_recorded(self, event: Event) -> bool:
        return self._position_of(codec.event_id(codec.body(event))) is not None

    def history(self, position: int) -> History:
        if position not in self._followed:
            self._rows.flush()
            if len(self._followed) >= _FOLLOWED:
                self._history, self._followed = History(), set()
            root = self._ledger.root(position)
            self._followed.add(root)
            for remark in self._ledger.remarks([root]):
                self._follow(remark)
        return self._history

    def _reading_of(self, position: int) -> Event | Unread | None:
        """Return how an event reads with the batch so far; None where it was retracted."""
        history = self.history(position)
        event = self.event(f"#{position}").event
        return history.reading(position, event)[0] if history.stands(position) else None

    def _follow(self, remark: Remark) -> None:
        self._followed.add(remark.position)
        remark.tell(self._history)

    def _check_definition(self, event: Event) -> None:
        if isinstance(event, Definition):
            event_type = type_of(event)
            self._rows.flush()
            taken = self._ledger.defined(event_type, event.id)
            if taken:
                self._check_read(event_type, event.id, taken)
                raise AlreadyFiled(event_type, event.id, taken)

    def _check_read(self, what: str, name: str, position: int) -> None:
        if isinstance(self.event(f"#{position}").event, Unread):
            raise UnreadName(what, name)

    def _record_time(self, at: datetime | None) -> datetime:
        last = self._last
        moment = at or self._clock()
        if moment == last:
            return last
        moment = moment.astimezone(UTC).replace(microsecond=0)
        if last is None or moment >= last:
            return moment
        if at:
            raise ClockBehind(stamp(moment), stamp(last))
        return last

    def _take(
        self,
        event_type: str,
        columns: Columns,
        body: str,
        by: str,
        at: datetime | None = None,
        event: Event | None = None,
    ) -> Receipt:
        """Take in what the rules admit; ``event`` is None where that is an act as it is written."""
        event_id = codec.event_id(body)
        position = self._position_of(event_id)
        if position:
            return Receipt(position, event_id, new=False)
        if event:
            self._check_definition(event)
        at, position = self._record_time(at), self.size + 1
        stamped, by = stamp(at), _recorder(by)
        hashed = record(position, event_id, stamped, by, body)
        if len(hashed) > LIMIT:
            size = f"its record has {len(hashed):,} bytes, and may have {LIMIT:,}: shorten a text"
            raise MalformedEvent([Fault("", size)])
        leaf = merkle.leaf_hash(hashed)
        row = (position, event_id, event_type, *columns, stamped, by, body, leaf)
        self._rows.add((*row, self._frontier.add(leaf)))
        self._last = at
        return Receipt(position, event_id, new=True)

    def _position_of(self, event_id: str) -> int | None:
        """Return the position of the event with an id. Where the ledger was empty, ids that begin
        like no other before need not be looked up."""
        if self._beginnings:
            byte, bit = divmod(int(event_id[:_BEGINNING], 16), 8)
            if not self._beginnings[byte] & 1 << bit:
                self._beginnings[byte] |= 1 << bit
                return None
        return self._rows.position_of(event_id) or self._ledger.position_of(event_id)

    def _note(self, event: Event) -> None:
        """Let what follows in the batch refer to an event."""
        match event:
            case Program() | Participant() | Milestone():
                if "names" in self.__dict__:
                    self.names.learn(event)
            case Source():
                self._with_ids.add(("source", event.id))
            case Document():
                self._with_ids.add(("document", event.id))
            case Attestation() | Correction() | Retraction() | Revocation():
                target = self.event(event.event)
                if target.position in self._followed:
                    changes = getattr(event, "changes", None)
                    self._follow(Remark(self.size, target.position, type_of(event), changes))
                if isinstance(event, About) and not isinstance(event, Attestation):
                    self._read_again(target)
            case Signing() | Endorsement() | Consent() | Admission() | Withdrawal():
                pass
            case Suspension() | ProvisionalApplication() | Announcement() | Launch() | Claim():
                pass
            case Renaming():
                if "names" in self.__dict__:
                    self.names.rename(event)
            case EntryIntoForce() | Ending():
                pass
            case _ as unreachable:
                assert_never(unreachable)

    def _read_again(self, target: Recorded) -> None:
        """Let a name be as it reads with what was just recorded about an event."""
        if isinstance(target.event, (Correction, Retraction)):
            history = self.history(target.position)
            place = history.corrected(target.position) or history.origin(target.position)
            target = self.event(f"#{place}")
        if isinstance(target.event, Renaming):
            self.__dict__.pop("names", None)
        elif isinstance(target.event, Named):
            self._filed.discard((type_of(target.event), target.event.id))
            self._ladders.pop(target.event.id, None)
            if "names" in self.__dict__:
                history = self.history(target.position)
                reads, _ = history.reading(target.position, target.event)
                assert isinstance(reads, (Program, Participant, Milestone, Unread))
                stands = history.stands(target.position)
                self.names.learn_anew(target.event, reads if stands else None)


def seal(ledger: Reader, frontier: merkle.Frontier, at: str, version: str = __version__) -> None:
    """Put on record the head of a tree, of which the last event was recorded at a time, by a
    version of the program."""
    ledger.sql.execute(
        "INSERT INTO tree_heads (size, root, recorded_at, version) VALUES (?, ?, ?, ?)",
        [frontier.size, frontier.root(), at, version],
    )


def _recorder(by: str) -> str:
    try:
        return values.name(by)
    except ValueError as problem:
        raise MalformedEvent([Fault("recorded_by", str(problem))]) from None
