"""Say which statuses are possible on one day, and which acts may be in force on it.

The rules, and what follows for spans of days, stand in `membership`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import attrs

from ledger.dates import LAST_DAY
from ledger.events import STATUSES

Moment = tuple[date, int]  # a day, and a place among the acts of that day
_LAST_BUT_ONE = LAST_DAY - timedelta(days=1)  # `LAST_DAY` as a bound is an open end
RANK = {status: rank for rank, status in enumerate((None, *STATUSES))}


@attrs.frozen
class Act:
    """What one event does to a membership.

    ``status`` is what the act gives (None: it ends the membership) on some day from ``earliest``
    to ``latest``, both inclusive, which the source writes as ``text``; ``sure`` is False when
    the act may not count at all.
    """

    position: int
    status: str | None
    earliest: date
    latest: date
    text: str
    sure: bool = True


def _nobody_left(acts: Iterable[Act]) -> bool:
    return all(act.status for act in acts)


def possible_statuses(acts: Sequence[Act], day: date) -> frozenset[str | None]:
    """Return the statuses that a participant may have at the end of a day; None: it may have
    none."""
    if _nobody_left(acts):
        return _risen(acts, day)
    joins = [act for act in acts if act.status and act.earliest <= day]
    endings = [act for act in acts if not act.status and act.earliest <= day]
    found: set[str | None] = set()
    if _can_follow(_last(endings, day), _settled(joins, day)):
        found.add(None)
    for status in STATUSES:  # if any join may be the last one, then that which can be latest
        moment = _last([join for join in joins if join.status == status], day)
        if moment is None or not _can_follow(moment, _settled(endings, day)):
            continue
        higher = _settled([act for act in joins if RANK[act.status] > RANK[status]], day)
        before = (_latest_before(ending, moment) for ending in endings)
        if _can_follow(max(filter(None, before), default=None), higher):
            found.add(status)
    return frozenset(found)


def _risen(acts: Sequence[Act], day: date) -> frozenset[str | None]:
    """The possible statuses where nobody left: what is settled by then, or anything higher."""
    begun = [act for act in acts if act.earliest <= day]
    certain = [act.status for act in begun if settled(act, day)]
    lowest = max(certain, key=RANK.__getitem__, default=None)
    return frozenset((lowest, *(act.status for act in begun if RANK[act.status] > RANK[lowest])))


def settled(act: Act, day: date) -> bool:
    """Return whether an act has happened for certain by the end of a day, and counts."""
    return act.sure and act.latest <= min(day, _LAST_BUT_ONE)


def in_force(acts: Sequence[Act], day: date) -> tuple[int, ...]:
    """Return the positions of the acts that may be in force at the end of a day: joins with no
    withdrawal after them, withdrawals with no join after them."""
    begun = [act for act in acts if act.earliest <= day]
    if _nobody_left(begun):
        return tuple([act.position for act in begun])
    joins = _settled([act for act in begun if act.status], day)
    endings = _settled([act for act in begun if not act.status], day)
    return tuple(
        [
            act.position
            for act in begun
            if _can_follow(_latest(act, day), endings if act.status else joins)
        ]
    )


def _settled(acts: Iterable[Act], day: date) -> Moment | None:
    """The earliest moment before which not all of some acts can have happened that have happened
    for certain by the end of a day: the latest of those at which each can have happened first."""
    settled = (act for act in acts if act.sure and act.latest <= min(day, _LAST_BUT_ONE))
    return max(((act.earliest, act.position) for act in settled), default=None)


def _last(acts: Iterable[Act], day: date) -> Moment | None:
    """The last moment up to the end of a day at which any of some acts can have happened."""
    return max((_latest(act, day) for act in acts), default=None)


def _can_follow(moment: Moment | None, settled: Moment | None) -> bool:
    """Whether what can happen at a moment (None: before all) can follow what is `_settled`."""
    return settled is None or (moment is not None and settled < moment)


def _latest(act: Act, day: date) -> Moment:
    """The last moment up to the end of a day at which an act can have happened."""
    return min(act.latest, day), act.position


def _latest_before(act: Act, moment: Moment) -> Moment | None:
    """The last moment before another at which an act can have happened, if there is one."""
    day, place = moment
    last = day if act.position < place else day - timedelta(days=1) if day > date.min else None
    if last is None or act.earliest > last:
        return None
    return _latest(act, last)
