"""From acts to membership, day by day, with what the dates leave open.

An act happens on one day, of which only bounds may be known, so on a given day a participant may
have one of several statuses. This module says which: a status is possible when the acts can have
happened, each within its bounds, so that the participant has it at the end of that day. When one
is left, it is certain. Which acts count is left to `evidence`; what a program calls a member, to
`roster`.

Rules: a status rises and never falls by a weaker act; only a withdrawal ends it; a later act
begins anew. Acts of one day follow each other in the order of the ledger. A period is half-open:
its first day counts, its end day does not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import assert_never

import attrs

from ledger.dates import LAST_DAY
from ledger.events import (
    STATUSES,
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
    Retraction,
    Signing,
    Source,
    Withdrawal,
    type_of,
)

Pair = tuple[str, str]  # program, participant
Moment = tuple[date, int]  # a day, and a place among the acts of that day
_LAST_BUT_ONE = LAST_DAY - timedelta(days=1)  # `LAST_DAY` as a bound is an open end
RANK = {status: rank for rank, status in enumerate((None, *STATUSES))}
GIVES: Mapping[str, str | None] = {  # the status that an act gives; None: it ends the membership
    "signing": "signatory",
    "endorsement": "supporter",
    "consent": "party",
    "withdrawal": None,
}


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


@attrs.frozen
class Span:
    """A run of days on which the same statuses are possible, for the same reasons.

    ``end`` is the first day after it, None when it has no end. ``statuses`` are the possible
    ones; None among them says that the participant may have none. ``since`` pairs each of them, and
    each lower one that an act in force gave before, in rising order with the date of the first act
    that gives it or a higher one; ``because`` has the positions of the acts that may be in force.
    """

    start: date
    end: date | None
    statuses: frozenset[str | None]
    since: tuple[tuple[str, str], ...]
    because: tuple[int, ...]

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


def act_of(position: int, event: Event, sure: bool = True) -> tuple[Pair, Act] | None:
    """The act that an event is, and whose membership it touches; None if it touches none."""
    match event:
        case Signing() | Endorsement() | Consent() | Withdrawal():
            on = event.counts_from
            status = status_of(type_of(event))
            act = Act(position, status, on.earliest, on.latest, on.text, sure)
            return (event.program, event.participant), act
        case Announcement() | Launch() | Program() | Participant() | Source() | Milestone():
            return None
        case Attestation() | Correction() | Retraction() | Claim():
            return None
        case _ as unreachable:
            assert_never(unreachable)


def status_of(event_type: str) -> str | None:
    """The status that an act of a type gives; None: it ends the membership. Raises `KeyError`."""
    return GIVES[event_type]


def spans(acts: Sequence[Act]) -> tuple[Span, ...]:
    """The spans of one membership in the order of time; days without a possible status have
    none."""
    if len(acts) == 1:
        return _lone_spans(acts[0])
    if all(act.sure and act.earliest == act.latest < LAST_DAY for act in acts):
        return tuple(_plain_spans(acts))
    found: list[Span] = []
    edges = sorted({edge for act in acts for edge in _edges(act, _nobody_left(acts))})
    ends = [*edges, None][1:]
    for start, end in zip(edges, ends, strict=True):
        span = _span(acts, start, end)
        if span is None:
            continue
        if found and _continues(found[-1], span):
            span = attrs.evolve(found.pop(), end=end)
        found.append(span)
    return tuple(found)


def _lone_spans(act: Act) -> tuple[Span, ...]:
    """The spans that one act alone makes, as is most often so."""
    if act.status is None:
        return ()
    since, because = ((act.status, act.text),), (act.position,)
    certain, possible = _ALONE[act.status]
    if not act.sure or act.latest == LAST_DAY:
        return (Span(act.earliest, None, possible, since, because),)
    settled = Span(act.latest, None, certain, since, because)
    if act.earliest == act.latest:
        return (settled,)
    return (Span(act.earliest, act.latest, possible, since, because), settled)


_ALONE = {status: (frozenset((status,)), frozenset((None, status))) for status in STATUSES}


def _plain_spans(acts: Sequence[Act]) -> Iterator[Span]:
    """The spans where nothing is left open: what the rules above come to then, without trying
    every order."""
    joins: tuple[Act, ...] = ()
    start = date.min
    for day, of in groupby(sorted(acts, key=_place), attrgetter("earliest")):
        before = joins
        for act in of:
            joins = (*joins, act) if act.status else ()
        if joins != before:
            if before:
                yield _plain_span(before, start, day)
            start = day
    if joins:
        yield _plain_span(joins, start, None)


def _place(act: Act) -> Moment:
    """When an act of one day happened."""
    return act.earliest, act.position


def _plain_span(joins: Sequence[Act], start: date, end: date | None) -> Span:
    status = max([act.status for act in joins], key=RANK.__getitem__)
    because = tuple(sorted([act.position for act in joins]))
    return Span(start, end, frozenset((status,)), _since(joins), because)


def _since(acts: Sequence[Act]) -> tuple[tuple[str, str], ...]:
    """Each status that some acts in force give, with the date of the first that gives it or a
    higher one; the acts are in the order in which they can first have happened."""
    given = {act.status for act in acts}
    return tuple(
        (status, next(act.text for act in acts if RANK[act.status] >= RANK[status]))
        for status in STATUSES
        if status in given
    )


def _continues(before: Span, after: Span) -> bool:
    """Whether two spans are one: they meet, and say the same."""
    return (before.end, before.statuses, before.because, before.since) == (
        after.start,
        after.statuses,
        after.because,
        after.since,
    )


def _nobody_left(acts: Iterable[Act]) -> bool:
    return all(act.status for act in acts)


def _edges(act: Act, nobody_left: bool) -> set[date]:
    """The days on which what an act makes possible can change: its own bounds, and where some
    left, the two days on which another act may have followed or come between."""
    last = set() if act.latest == LAST_DAY else {act.latest}
    if nobody_left:
        return last | {act.earliest}
    first = act.earliest.toordinal()
    days = [first, first + 1, first + 2]
    return last | {date.fromordinal(min(day, LAST_DAY.toordinal())) for day in days}


def _span(acts: Sequence[Act], start: date, end: date | None) -> Span | None:
    statuses = possible_statuses(acts, start)
    if statuses == {None}:
        return None
    because = in_force(acts, start)
    joins = sorted(
        (act for act in acts if act.position in because),
        key=lambda act: (act.earliest, act.latest, act.position),
    )
    return Span(start, end, statuses, _since(joins), because)


def possible_statuses(acts: Sequence[Act], day: date) -> frozenset[str | None]:
    """The statuses that a participant may have at the end of a day; None: it may have none."""
    if _nobody_left(acts):
        return _risen(acts, day)
    joins = [act for act in acts if act.status and act.earliest <= day]
    endings = [act for act in acts if not act.status and act.earliest <= day]
    last_endings = [None, *(_latest(ending, day) for ending in endings)]
    found: set[str | None] = set()
    if any(_all_avoid(joins, after, day) for after in last_endings):
        found.add(None)
    for join in joins:
        moment = _latest(join, day)
        if not _all_avoid(endings, moment, day):
            continue
        higher = [act for act in joins if RANK[act.status] > RANK[join.status]]
        before = [None, *(_latest_before(ending, moment) for ending in endings)]
        if any(_all_avoid(higher, after, day) for after in before):
            found.add(join.status)
    return frozenset(found)


def _risen(acts: Sequence[Act], day: date) -> frozenset[str | None]:
    """The possible statuses where nobody left: what is settled by then, or anything higher."""
    begun = [act for act in acts if act.earliest <= day]
    certain = [act.status for act in begun if settled(act, day)]
    lowest = max(certain, key=RANK.__getitem__, default=None)
    return frozenset((lowest, *(act.status for act in begun if RANK[act.status] > RANK[lowest])))


def settled(act: Act, day: date) -> bool:
    """Whether an act has happened for certain by the end of a day, and counts."""
    return act.sure and act.latest <= min(day, _LAST_BUT_ONE)


def in_force(acts: Sequence[Act], day: date) -> tuple[int, ...]:
    """The positions of the acts that may be in force at the end of a day: joins with no
    withdrawal after them, withdrawals with no join after them."""
    begun = [act for act in acts if act.earliest <= day]
    if _nobody_left(begun):
        return tuple([act.position for act in begun])
    return tuple(
        act.position
        for act in begun
        if _all_avoid(
            [other for other in begun if bool(other.status) != bool(act.status)],
            _latest(act, day),
            day,
        )
    )


def _all_avoid(acts: Iterable[Act], after: Moment | None, day: date) -> bool:
    """Whether each of some acts can fail to happen after a moment and up to the end of a day:
    it may not count, come later, or come before that moment (None: before all)."""
    return all(
        not act.sure
        or act.latest > day
        or act.latest == LAST_DAY  # an open end
        or (after is not None and (act.earliest, act.position) < after)
        for act in acts
    )


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
