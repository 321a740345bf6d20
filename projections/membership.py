"""Compute memberships, day by day, from acts whose days may be known only by their bounds.

A status is possible on a day when the acts can have happened, each within its bounds, so that
the participant has it at the end of that day; when one is left, it is certain. Which acts
there are and which of them count is decided in `acts`; which spans are membership where some
statuses count as such, by `Span.as_member`.

Serbia signed between 7 and 9 May 2024, and no source says on which day. At the end of the 7th
and of the 8th it may have signed or not; at the end of the 9th it has::

    >>> when = date(2024, 5, 7), date(2024, 5, 9)
    >>> signing = Act(308, "signatory", *when, text="[2024-05-07..2024-05-09]")
    >>> for span in spans([signing]):
    ...     print(span.start, span.end, sorted(map(str, span.statuses)))
    2024-05-07 2024-05-09 ['None', 'signatory']
    2024-05-09 None ['signatory']

The rules:

- A status rises and never falls by a weaker act: a ratification confirms a signature, and no
  signature undoes it (VCLT art. 14). Of acts, only a withdrawal ends it (art. 54), or lets it
  fall to what remains, and with that the acts that gave no more; a later act begins anew
  (art. 15). What ends without an act is in `lives`.
- A consent binds from the day of the act (art. 16), and makes a party from the day on which the
  treaty is in force for that participant (art. 24 (1) and (3)), while the consent is in force.
- An act that was revoked has no effect from that day on, as if it were not there (art. 68).
- A period is half-open. Its first day counts (art. 24 (3)), its end day does not: a withdrawal
  releases from the date on which it takes effect (art. 70 (2)).
- Acts of one day follow each other in the order of the ledger.

**Edges** are the few days on which a status may change; in between nothing does. Where nobody
left, or it is plain when, an act matters when it begins to be possible (``earliest``) and when
it has happened for certain (``latest``): one sweep over these finds every span. Otherwise a
status depends on whether up to three acts can have followed each other: a join that has happened
for certain, a withdrawal after it, and a join after that. Two of them can share a day if the
ledger has them in that order; where it has them the other way round, each needs a day of its
own. So with the first as early as it may be, a withdrawal that is free to happen fits on the day
after at the latest, and the second join on the day after that. Later days only add room that is
not needed, until the next bound of an act. Hence the edges of an act are ``latest``,
``earliest``, and the two days after ``earliest``; and the bounds of a later status and of a
revocation, between which nothing else about them changes.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from ledger.dates import LAST_DAY
from projections.possible import Act, AsDaysPass, Moment, as_of, in_force, possible_statuses

CERTAIN, POSSIBLE = "certain", "possible"
Pair = tuple[str, str]  # program, participant
# a day, its order on it, an act, whether it begins, whether it is the later status of one
Step = tuple[date, bool, date, int, Act, bool, bool]


class Span(NamedTuple):
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

    def as_member(self, counting: Set[str]) -> str | None:
        """Return whether the participant is a member in these days, where some statuses count as
        membership: `CERTAIN` when all that are possible count, `POSSIBLE` when some do, None when
        none does."""
        if self.statuses <= counting:
            return CERTAIN
        return POSSIBLE if self.statuses & counting else None


def spans(acts: Sequence[Act]) -> tuple[Span, ...]:
    """Return the spans of one membership in the order of time; days without a possible status have
    none."""
    alone = len(acts) == 1 and not (acts[0].later or acts[0].revoked)
    return _lone_spans(acts[0]) if alone else tuple(Acts(acts).spans())


class Acts:
    """The acts of one membership, found by their days, and the spans that follow from them."""

    def __init__(self, acts: Iterable[Act] = ()) -> None:
        self._beginning: list[tuple[date, date, int, Act]] = []
        self._ending: list[tuple[date, int, Act]] = []
        self._revoked: list[tuple[date, int, Act]] = []  # apart, by the last day of their effect
        self._left: dict[int, Act] = {}  # the withdrawals
        self._later: dict[int, Act] = {}  # those that give a higher status later
        self._intricate: set[int] = set()  # those for which one sweep is not enough
        self._unsure = 0  # those by which nothing before them is settled
        self._names: dict[int, str | None] = {0: None}  # the statuses that acts give, by rank
        for act in acts:
            self.add(act)

    def add(self, act: Act) -> None:
        """Take in one more."""
        if act.revoked:
            insort(self._revoked, (act.revoked[1], act.position, act))
            return
        insort(self._beginning, (act.earliest, act.latest, act.position, act))
        insort(self._ending, (act.latest, act.position, act))
        self._unsure += not act.settles
        self._names |= {one.rank: one.status for one in act.given()}
        if act.ends:
            self._left[act.position] = act
        if act.later:
            self._later[act.position] = act
        if not _rises_after(act) or (act.ends and act.status):
            self._intricate.add(act.position)

    def remove(self, act: Act) -> None:
        """Leave one out that was taken in."""
        if act.revoked:
            del self._revoked[bisect_left(self._revoked, (act.revoked[1], act.position))]
            return
        key = (act.earliest, act.latest, act.position)
        del self._beginning[bisect_left(self._beginning, key)]
        del self._ending[bisect_left(self._ending, key[1:])]
        self._unsure -= not act.settles
        self._left.pop(act.position, None)
        self._later.pop(act.position, None)
        self._intricate.discard(act.position)

    def is_last(self, act: Act) -> bool:
        """Return whether nothing begins on the day of an act after it, and from that day on it is
        plain who left."""
        if self._later or self._intricate or self._revoked:
            return False
        place = bisect_left(self._beginning, (act.earliest, act.latest, act.position)) + 1
        alone = place == len(self._beginning) or self._beginning[place][0] > act.earliest
        return alone and self._is_plain(self._open(act.earliest), None)

    def spans(
        self, since: date = date.min, before: Span | None = None, last: Act | None = None
    ) -> Iterator[Span]:
        """Return the spans from a day on; ``before`` is the one that the day before is in, if it is
        in any, and the first of them then begins with it. With an act that `is_last`, ``before`` is
        the one that the day itself is in without that act."""
        open_ = self._open(since)
        if self._is_plain(open_, before):
            return self._swept(self._steps(open_, since, last), before)
        return self._tried(since, before)

    def _open(self, since: date) -> list[Act]:
        """Return the acts that can happen on some day from one on."""
        return [act for *_, act in self._ending[bisect_left(self._ending, (since,)) :]]

    def _is_plain(self, open_: Sequence[Act], before: Span | None) -> bool:
        """Return whether nothing is left open of some acts, or nobody leaves by them, and who left
        did so before, as the span before them tells."""
        if self._intricate or self._revoked or (self._left and self._later):
            return False
        if not self._left or all(map(_settled_at_once, open_)):
            return True
        first = min((act.earliest, act.position) for act in open_)
        left = max((act.latest, act.position) for act in self._left.values())
        return before is not None and left < first and not self._unsure

    def _swept(self, steps: Iterable[Step], before: Span | None) -> Iterator[Span]:
        """Yield the spans where nobody left, or nothing is left open."""
        state, last = _State(before, self._left, self._names), before
        for day, of in groupby(steps, itemgetter(0)):
            for *_, act, begins, later in of:
                if later:
                    state.rise(act, begins)
                else:
                    state.take(act, begins)
            span = state.span(day)
            if span and last and _says_the_same(last, span):
                continue
            if last and last.start < day:
                yield last._replace(end=day)
            last = span
        if last:
            yield last._replace(end=None)

    def _steps(self, open_: Sequence[Act], since: date, last: Act | None) -> Iterator[Step]:
        """Yield the acts that begin or settle from a day on, in the order of time: on one day first
        those that begin, and of those the ones that settle first."""
        start = (since, last.latest, last.position) if last else (since,)
        begin = self._beginning[bisect_left(self._beginning, start) :]
        both: list[Step] = [
            (day, False, latest, position, act, True, False) for day, latest, position, act in begin
        ]
        both += [
            (act.latest, True, act.latest, act.position, act, False, False)
            for act in open_
            if _settles_later(act)
        ]
        for one in filter(None, map(_rising, self._later.values())):
            if one.earliest >= since:
                both.append((one.earliest, False, one.latest, one.position, one, True, True))
            if one.latest >= since and _settles_later(one):
                both.append((one.latest, True, one.latest, one.position, one, False, True))
        return iter(sorted(both, key=itemgetter(0, 1, 2, 3)))

    def _tried(self, since: date, before: Span | None) -> Iterator[Span]:
        """Yield the spans where it is left open who left, and whether it was after joining."""
        acts = self._bearing_on(since)
        passing = AsDaysPass(acts)
        starts = sorted({since, *_edges(acts, since)})
        last = before._replace(end=since) if before else None
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            span = _span(passing.on(start), start, end)
            if span and last and _continues(last, span):
                last = last._replace(end=end)
                continue
            if last:
                yield last
            last = span
        if last:
            yield last

    def _bearing_on(self, since: date) -> Sequence[Act]:
        """Return the acts that matter on some day from one on, as `AsDaysPass` has them."""
        settled = (one for *_, one in reversed(self._beginning) if one.latest < since)
        found: dict[bool, Moment] = {}
        for act in filter(attrgetter("settles"), settled):
            found.setdefault(act.ends, (act.earliest, act.position))
            if len(found) == 2:
                break
        cut = min(found.values()) if len(found) == 2 else ()
        still = self._revoked[bisect_left(self._revoked, (since,)) :]
        return [act for *_, act in (*self._ending[bisect_left(self._ending, cut) :], *still)]


def _lone_spans(act: Act) -> tuple[Span, ...]:
    """Return the spans that one act alone makes, as is most often so."""
    if act.status is None:
        return ()
    since, because = ((act.status, act.text),), (act.position,)
    certain, possible = _alone(act.status)
    if not act.sure or act.latest == LAST_DAY:
        return (Span(act.earliest, None, possible, since, because),)
    settled = Span(act.latest, None, certain, since, because)
    before = Span(act.earliest, act.latest, possible, since, because)
    return (settled,) if act.earliest == act.latest else (before, settled)


@cache
def _alone(status: str) -> tuple[frozenset[str | None], frozenset[str | None]]:
    return frozenset((status,)), frozenset((None, status))


class _State:
    """A membership as one act after another begins, or has happened for certain. ``left`` has the
    withdrawals, ``names`` the statuses by their ranks."""

    def __init__(
        self, before: Span | None, left: Mapping[int, Act], names: Mapping[int, str | None]
    ) -> None:
        self._because: list[int] = []
        withdrawals = [left[one] for one in before.because if one in left] if before else []
        self._left = [one.position for one in withdrawals if one.status is None]
        self._names = names
        self._since: list[tuple[int, str]] = []  # the first act of each rank higher than before
        # ranks, of which the last are those that came before what is possible in `before`
        self._settled, self._begun, self._passed = 0, set[int](), set[int]()
        if before:
            ranks = {status: rank for rank, status in names.items()}
            self._because = list(before.because)
            self._begun = {ranks[status] for status in before.statuses}
            self._settled = min(self._begun)
            for status, text in before.since:
                self._note(ranks[status], text)
            self._passed = self._begun - {ranks[status] for status in before.statuses}

    def take(self, act: Act, begins: bool) -> None:
        """Let an act begin, or (False) have happened by now."""
        if begins and act.ends:
            self._because, self._since, self._left = [], [], []
            self._settled, self._begun, self._passed = 0, set(), set()
            return
        if begins:
            insort(self._because, act.position)
            self._note(act.rank, act.text)
        if not begins or _settled_at_once(act):
            self._settled = max(self._settled, act.rank)
            for one in self._left:  # after which it joined
                self._because.remove(one)
            self._left = []

    def rise(self, later: Act, begins: bool) -> None:
        """Let the later status of an act, which nobody left, begin, or have come for certain."""
        if begins:
            self._note(later.rank, later.text)
        if not begins or _settled_at_once(later):
            self._settled = max(self._settled, later.rank)

    def _note(self, rank: int, text: str) -> None:
        self._begun.add(rank)
        self._passed.discard(rank)
        if not self._since or rank > self._since[-1][0]:
            self._since.append((rank, text))

    def span(self, start: date) -> Span | None:
        """Return the span that begins on a day, without an end."""
        if not self._because:
            return None
        possible = {self._settled, *(self._begun - self._passed)}
        statuses = frozenset([self._names[rank] for rank in possible if rank >= self._settled])
        since = tuple([self._first(rank) for rank in sorted(self._begun - {0})])
        return Span(start, None, statuses, since, tuple(self._because))

    def _first(self, rank: int) -> tuple[str, str]:
        """Return the status of a rank, with the date of the first act that gives that or more."""
        name = self._names[rank]
        assert name
        return name, next(text for given, text in self._since if given >= rank)


def _rising(act: Act) -> Act | None:
    """Return the later status of an act, as an act of its own."""
    one = act.later
    days = (one.earliest, one.latest, one.text) if one else None
    return Act(act.position, one.status, *days, act.sure, rank=one.rank) if one and days else None


def _since(acts: Sequence[Act], day: date) -> tuple[tuple[str, str], ...]:
    """Return each status that some acts in force may give by a day, in rising order, with the date
    of the first that gives it or a higher one."""
    given = [
        (one.earliest, one.latest, act.position, one)
        for act in acts
        for one in act.given()
        if one.earliest <= day
    ]
    in_order = [one for *_, one in sorted(given, key=itemgetter(0, 1, 2))]
    names = {one.rank: one.status for one in in_order}
    return tuple(
        (names[rank], next(one.text for one in in_order if one.rank >= rank))
        for rank in sorted(names)
    )


def _rises_after(act: Act) -> bool:
    """Return whether an act has happened for certain before its later status begins, if it has
    one."""
    return act.later is None or (act.sure and act.latest <= act.later.earliest)


def _settled_at_once(act: Act) -> bool:
    return act.sure and act.earliest == act.latest < LAST_DAY


def _settles_later(act: Act) -> bool:
    return act.sure and act.earliest < act.latest < LAST_DAY


def _continues(before: Span, after: Span) -> bool:
    """Return whether two spans are one: they meet, and say the same."""
    return before.end == after.start and _says_the_same(before, after)


def _says_the_same(one: Span, other: Span) -> bool:
    return (one.statuses, one.since, one.because) == (other.statuses, other.since, other.because)


def _edges(acts: Iterable[Act], since: date) -> Iterator[date]:
    """Yield the days from ``since`` on, on which the possible statuses may change where somebody
    left: the bounds of each act, and the two days after its first, on which a second act, and then
    a third, could first follow it."""
    for act in acts:
        later = [act.later.earliest, act.later.latest] if act.later else []
        for bound in (act.latest, *later, *(act.revoked or ())):
            if since <= bound < LAST_DAY:
                yield bound
        first = act.earliest.toordinal()
        for day in (first, first + 1, first + 2):
            if since.toordinal() <= day:
                yield date.fromordinal(min(day, LAST_DAY.toordinal()))


def _span(acts: Sequence[Act], start: date, end: date | None) -> Span | None:
    statuses = possible_statuses(acts, start)
    if statuses == {None}:
        return None
    because = in_force(acts, start)
    joins = [act for act in as_of(acts, start) if act.position in because]
    return Span(start, end, statuses, _since(joins, start), because)
