"""Work out how an event reads once everything recorded about it is taken into account.

A correction changes how an event reads, a retraction takes it away, and both may be retracted. The
records may come from a file, a list or a moment in the past.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ledger import codec
from ledger.errors import MalformedEvent
from ledger.events import Correction, Event, Recorded, Retraction, Unread, type_of

About = Callable[[int], Sequence[Recorded]]


class History:
    """The state of the register: which events stand and how they read, as one record after another
    is taken in.

    A chain of any length of retractions, each of the one before, and any number of corrections
    of one event take a time to take in that grows with their logarithm.
    """

    def __init__(self) -> None:
        self._places: dict[int, tuple[_Chain, int]] = {}
        self._changes: dict[int, _Changes] = {}

    def add(self, recorded: Recorded, target: int) -> None:
        """Take in what was recorded about the event at a position."""
        match recorded.event:
            case Correction(changes=changes):
                self.correct(recorded.position, target, changes)
            case Retraction():
                self.retract(recorded.position, target)

    def correct(self, position: int, target: int, changes: Mapping[str, Any]) -> None:
        """Take in the correction at a position, of the event at another."""
        self._places[position] = _Chain(position, target, corrects=True), 0
        self._changes.setdefault(target, _Changes()).put(position, changes)

    def retract(self, position: int, target: int) -> None:
        """Take in the retraction at a position, of the event at another."""
        chain, place = self._place(target)
        if place == chain.last:
            chain.last += 1
            self._places[position] = chain, chain.last
        else:
            self._places[position] = _Chain(position, target), 0
            chain.count(place, 1)
        self._settle(chain)

    @contextmanager
    def supposing(self, position: int, target: int) -> Iterator[None]:
        """Suppose, within the block, that the event at ``target`` is retracted by one at a position
        that has no event yet."""
        self.retract(position, target)
        try:
            yield
        finally:
            chain, place = self._places.pop(position)
            if place:
                chain.last -= 1
            else:
                chain, place = self._place(target)
                chain.count(place, -1)
            self._settle(chain)

    def stands(self, position: int) -> bool:
        """Return whether the event at a position stands: nothing that stands retracts it."""
        chain, place = self._places.get(position, (None, 0))
        return chain is None or chain.stands(place)

    def reading(
        self, position: int, event: Event | Unread
    ) -> tuple[Event | Unread, tuple[int, ...]]:
        """Return how the event at a position reads with its standing corrections, in the order of
        the ledger, and the positions of those. Whether it stands itself is not asked. Corrected in
        a way that this version cannot read, it is `Unread`: how it read before was taken back."""
        changes = self._changes.get(position)
        if changes is None or not changes.by:
            return event, ()
        return _corrected(event, changes.merged()), tuple(changes.by)

    def origin(self, position: int) -> int:
        """Return the position of what is retracted in the end: where the event at a position
        retracts a retraction of a correction, that of the correction; of one that retracts nothing,
        its own."""
        chain = self._origin(position)
        return chain.first if chain else position

    def corrected(self, position: int) -> int | None:
        """Return the position of the event that the `origin` of one corrects, if it is a
        correction."""
        chain = self._origin(position)
        return chain.target if chain else None

    def _origin(self, position: int) -> "_Chain | None":
        chain, _ = self._places.get(position, (None, 0))
        while chain and chain.target is not None and not chain.corrects:
            chain, _ = self._places[chain.target]
        return chain

    def _place(self, position: int) -> tuple["_Chain", int]:
        """Return the chain in which an event is, and its place there."""
        if position not in self._places:
            self._places[position] = _Chain(position), 0
        return self._places[position]

    def _settle(self, chain: "_Chain") -> None:
        """Pass on that the first of a chain stands or stands no more, as far as that reaches."""
        while chain.stands(0) != chain.stood:
            chain.stood = not chain.stood
            if chain.target is None:
                return
            if chain.corrects:
                self._changes[chain.target].turn(chain.first, chain.stood)
                return
            more = 1 if chain.stood else -1
            chain, place = self._places[chain.target]
            chain.count(place, more)


class _Chain:
    """An event, the first retraction of it, the first of that, and so on to the ``last`` place;
    ``target`` is what the first of them is about, unless that is told by a chain of its own."""

    __slots__ = ("_others", "_retracted", "corrects", "first", "last", "stood", "target")

    def __init__(self, first: int, target: int | None = None, corrects: bool = False) -> None:
        self.first, self.target, self.corrects = first, target, corrects
        self.last, self.stood = 0, True
        self._others: dict[int, int] = {}  # by place, how many stand that retract it from outside
        self._retracted: list[int] = []  # the places that have such, in order

    def count(self, place: int, more: int) -> None:
        """Note that more, or fewer, events that stand retract one from outside the chain."""
        before = self._others.get(place, 0)
        self._others[place] = before + more
        if not before:
            insort(self._retracted, place)
        elif not self._others[place]:
            del self._retracted[bisect_left(self._retracted, place)]

    def stands(self, place: int) -> bool:
        """Return whether the event at a place stands. The one before an event that does not stand
        does, and the other way round; the last stands, unless it is retracted from outside."""
        at = bisect_left(self._retracted, place)
        if at < len(self._retracted):
            return (self._retracted[at] - place) % 2 == 1
        return (self.last - place) % 2 == 0


class _Changes:
    """What is changed by the corrections of one event that stand, which are at ``by``."""

    def __init__(self) -> None:
        self.by: list[int] = []
        self._all: dict[int, Mapping[str, Any]] = {}
        self._fields: dict[str, list[int]] = {}  # the corrections that stand and change each

    def put(self, position: int, changes: Mapping[str, Any]) -> None:
        self._all[position] = changes
        self.turn(position, stands=True)

    def turn(self, position: int, stands: bool) -> None:
        """Let a correction count, or count no more."""
        for places in (self.by, *(self._fields.setdefault(one, []) for one in self._all[position])):
            if stands:
                insort(places, position)
            else:
                del places[bisect_left(places, position)]

    def merged(self) -> dict[str, Any]:
        """Return each field that is changed, as the last correction of it has it."""
        return {name: self._all[at[-1]][name] for name, at in self._fields.items() if at}


def history(position: int, about: About) -> History:
    """Return the history of the event at a position.

    ``about`` gives what was recorded about the event at a position, in the order of the ledger.
    """
    found = History()
    for target, one in everything_about(position, about):
        found.add(one, target)
    return found


def stands(position: int, about: About) -> bool:
    """Return whether an event stands (`History.stands`)."""
    return history(position, about).stands(position)


def reading(recorded: Recorded, about: About) -> tuple[Event | Unread, tuple[int, ...]]:
    """Return how an event reads (`History.reading`)."""
    return history(recorded.position, about).reading(recorded.position, recorded.event)


def _corrected(event: Event | Unread, changes: dict[str, Any]) -> Event | Unread:
    if isinstance(event, Unread):
        return event
    try:
        return codec.corrected(event, changes)
    except MalformedEvent as problem:
        wire = codec.encode(event) | changes
        return Unread(codec.canonical(wire), type_of(event), str(problem))


def everything_about(position: int, about: About) -> list[tuple[int, Recorded]]:
    """Return what was recorded about an event, and about that in turn, in the order of the ledger,
    each after the position of what it is about."""
    found: dict[int, tuple[int, Recorded]] = {}
    waiting = [position]
    while waiting:
        target = waiting.pop()
        later = [one for one in about(target) if one.position > target]
        found |= {one.position: (target, one) for one in later}
        waiting += [one.position for one in later]
    return [found[place] for place in sorted(found)]
