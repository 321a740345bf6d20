"""Say which statuses are possible on one day, and which acts may be in force on it.

The rules, and what follows for spans of days, stand in `membership`.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import NamedTuple

import attrs

from ledger.dates import LAST_DAY
from ledger.events import STATUSES

Days = tuple[date, date]  # the first and the last on which something may be
Moment = tuple[date, int]  # a day, and a place among the acts of that day
_LAST_BUT_ONE = LAST_DAY - timedelta(days=1)  # `LAST_DAY` as a bound is an open end
RANK = {status: rank for rank, status in enumerate((None, *STATUSES))}


@attrs.frozen
class Given:
    """A status that an act gives on some day from ``earliest`` to ``latest``, both inclusive, which
    the source writes as ``text``. ``rank`` is its place in the program's ladder, from 1 on."""

    status: str
    earliest: date
    latest: date
    text: str
    rank: int = attrs.field(default=attrs.Factory(lambda self: RANK[self.status], takes_self=True))


class Notice(NamedTuple):
    """That a withdrawal was notified or decided before the day from which it counts: ``earliest``
    is the first day on which that may have been, ``words`` tell of it ("by notice of 2023-01-05").
    """

    earliest: date
    words: str


@attrs.frozen
class Act:
    """The effect of one event on a membership.

    ``status`` is what the act gives (None: nothing) on some day from ``earliest`` to ``latest``,
    both inclusive, which the source writes as ``text``; ``rank`` is the place of the status in
    the program's ladder. ``ends`` says that what was before ends with it, but for acts that give no
    more than ``status``. ``later`` is a higher
    status that it gives from a later day on, while it is in force. ``revoked`` has the first and
    the last day from which on it may have no effect any more; ``notice`` is that by which an
    exit came. ``sure`` is False when the act may not count at all.
    """

    position: int
    status: str | None
    earliest: date
    latest: date
    text: str
    sure: bool = True
    rank: int = attrs.field(
        default=attrs.Factory(lambda self: RANK[self.status], takes_self=True), kw_only=True
    )
    ends: bool = attrs.field(
        default=attrs.Factory(lambda self: self.status is None, takes_self=True), kw_only=True
    )
    later: Given | None = attrs.field(default=None, kw_only=True)
    revoked: Days | None = attrs.field(default=None, kw_only=True)
    notice: Notice | None = attrs.field(default=None, kw_only=True)

    @property
    def highest(self) -> int:
        """The rank that it gives in the end; 0 where it gives none."""
        return self.later.rank if self.later else self.rank

    @property
    def settles(self) -> bool:
        """Whether, once it has happened, it did so for good, and nothing of before it goes on
        beside it."""
        return self.sure and not self.revoked and not (self.ends and self.status)

    def given(self) -> Iterator[Given]:
        """Yield what it gives, the lowest first."""
        if self.status:
            yield Given(self.status, self.earliest, self.latest, self.text, self.rank)
        if self.later:
            yield self.later


def as_of(acts: Sequence[Act], day: date) -> Sequence[Act]:
    """Return the acts that may have effect at the end of a day: those revoked by then left out,
    those that may be revoked by then not ``sure``."""
    if not any(act.revoked for act in acts):
        return acts
    return [
        attrs.evolve(act, sure=False) if act.revoked and act.revoked[0] <= day else act
        for act in acts
        if not _was_revoked(act, day)
    ]


def _was_revoked(act: Act, day: date) -> bool:
    """Return whether an act was revoked for certain by the end of a day."""
    return bool(act.revoked and act.revoked[1] <= min(day, _LAST_BUT_ONE))


def possible_statuses(acts: Sequence[Act], day: date) -> frozenset[str | None]:
    """Return the statuses that a participant may have at the end of a day; None: it may have
    none."""
    begun = [act for act in as_of(acts, day) if act.earliest <= day]
    if not any(act.ends for act in begun):
        return _risen(begun, day)
    joins = [act for act in begun if act.status]
    endings = [act for act in begun if act.ends]
    found: set[str | None] = set()
    leaving = [act for act in endings if not act.status]
    if _can_follow(_last(leaving, day), _settled(joins, day)):
        found.add(None)
    for status, rank, join in _candidates(joins, day):
        moment = _latest(join, day)
        others = [act for act in endings if act is not join]
        if not _can_follow(moment, _settled(others, day)):
            continue
        higher = _settled((act for act in joins if _certain_rank(act, day) > rank), day)
        before = [_latest_before(act, moment) for act in others if act.rank <= rank]
        before += [moment] if join.ends else []
        if _can_follow(max(filter(None, before), default=None), higher):
            found.add(status)
    return frozenset(found)


def _candidates(joins: Sequence[Act], day: date) -> Iterator[tuple[str, int, Act]]:
    """Yield each status that may be had, its rank, and an act that may be the last to give it: of
    those that end nothing, the one that can be latest is enough."""
    last: dict[str, tuple[int, Act]] = {}
    for act in joins:
        for status, rank in _may_give(act, day):
            if act.ends:
                yield status, rank, act
            elif status not in last or _latest(last[status][1], day) < _latest(act, day):
                last[status] = rank, act
    yield from ((status, rank, act) for status, (rank, act) in last.items())


def _may_give(act: Act, day: date) -> Iterator[tuple[str, int]]:
    """Yield the statuses that an act may give at the end of a day, with their ranks."""
    if act.status and _certain_rank(act, day) == act.rank:
        yield act.status, act.rank
    if act.later and act.later.earliest <= day:
        yield act.later.status, act.later.rank


def _certain_rank(act: Act, day: date) -> int:
    """Return the rank that an act, while it is in force, gives at least at the end of a day."""
    raised = act.later and act.later.latest <= min(day, _LAST_BUT_ONE)
    return act.later.rank if act.later and raised else act.rank


def _risen(begun: Sequence[Act], day: date) -> frozenset[str | None]:
    """Return the possible statuses where nobody left: what is settled by then, or anything
    higher."""
    certain = max((_certain_rank(act, day) for act in begun if settled(act, day)), default=0)
    every = {rank: status for act in begun for status, rank in _may_give(act, day)}
    names: dict[int, str | None] = {0: None, **every}
    return frozenset(names[rank] for rank in {certain, *(one for one in every if one > certain)})


def settled(act: Act, day: date) -> bool:
    """Return whether an act has happened for certain by the end of a day, and counts."""
    return act.sure and act.latest <= min(day, _LAST_BUT_ONE)


def in_force(acts: Sequence[Act], day: date) -> tuple[int, ...]:
    """Return the positions of the acts that may be in force at the end of a day: joins with no
    withdrawal after them that leaves less than they give, withdrawals with no join after them."""
    begun = [act for act in as_of(acts, day) if act.earliest <= day]
    if not any(act.ends for act in begun):
        return tuple([act.position for act in begun])
    joins = _settled([act for act in begun if act.status], day)
    ended: dict[int, Moment | None] = {}  # by the rank that an act gives in the end
    found = []
    for act in begun:
        rank = act.highest
        if rank and rank not in ended:
            ended[rank] = _settled((one for one in begun if one.ends and one.rank < rank), day)
        if _can_follow(_latest(act, day), ended[rank] if rank else joins):
            found.append(act.position)
    return tuple(found)


class AsDaysPass:
    """Some acts, of which it gives those that matter at the end of a day, for days that never go
    back.

    What was revoked by then has no effect any more. What happened before one joined and one left
    for good, in whatever order, is followed by either, and does not matter.
    """

    def __init__(self, acts: Iterable[Act]) -> None:
        self._coming = sorted(acts, key=attrgetter("earliest"), reverse=True)
        self._begun: list[Act] = []  # in the order of the ledger

    def on(self, day: date) -> Sequence[Act]:
        """Return the acts that matter at the end of a day, in the order of the ledger."""
        while self._coming and self._coming[-1].earliest <= day:
            insort(self._begun, self._coming.pop(), key=attrgetter("position"))
        last: dict[bool, Moment] = {}
        for act in self._begun:
            if act.settles and act.latest < day:
                moment = act.earliest, act.position
                last[act.ends] = max(last.get(act.ends, moment), moment)
        cut = min(last.values()) if len(last) == 2 else (date.min, 0)
        self._begun = [
            act
            for act in self._begun
            if (act.latest, act.position) >= cut and not _was_revoked(act, day)
        ]
        return self._begun


def _settled(acts: Iterable[Act], day: date) -> Moment | None:
    """Return the earliest moment before which not all of some acts can have happened that have
    happened for certain by the end of a day: the latest of those at which each can have happened
    first."""
    happened = (act for act in acts if settled(act, day))
    return max(((act.earliest, act.position) for act in happened), default=None)


def _last(acts: Iterable[Act], day: date) -> Moment | None:
    """Return the last moment up to the end of a day at which any of some acts can have happened."""
    return max((_latest(act, day) for act in acts), default=None)


def _can_follow(moment: Moment | None, settled: Moment | None) -> bool:
    """Return whether what can happen at a moment (None: before all) can follow what is
    `_settled`."""
    return settled is None or (moment is not None and settled < moment)


def _latest(act: Act, day: date) -> Moment:
    """Return the last moment up to the end of a day at which an act can have happened."""
    return min(act.latest, day), act.position


def _latest_before(act: Act, moment: Moment) -> Moment | None:
    """Return the last moment before another at which an act can have happened, if there is one."""
    day, place = moment
    last = day if act.position < place else day - timedelta(days=1) if day > date.min else None
    if last is None or act.earliest > last:
        return None
    return _latest(act, last)
