"""Work out what the ledger believed of each membership, from which position to which.

The fold behind the bitemporal table: each record changes the spans of at most two memberships, and
a belief lasts until the record that changed it.
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import attrs

from projections.acts import soonest
from projections.membership import Acts, Pair, Span
from projections.possible import Act


class Belief(NamedTuple):
    """A span of one membership that the ledger held true at the positions from ``since`` up to,
    not including, ``until`` (None: it still does)."""

    pair: Pair
    span: Span
    since: int
    until: int | None


class Revoked(NamedTuple):
    """A revocation of the act at a position, from any of some days on (the first and the last)."""

    target: int
    days: tuple[date, date]


class Turn(NamedTuple):
    """A change in a membership's acts.

    When ``since`` was recorded, the event at ``position`` became ``act``, or (None) stopped being
    one, because it was retracted or corrected to name another membership.
    """

    since: int
    position: int
    act: Act | Revoked | None


class Held:
    """The beliefs about one membership, present and past.

    It may be resumed from some turns and the beliefs that they led to; of these, only those of
    the days that change are needed.
    """

    def __init__(
        self, pair: Pair, turns: Iterable[Turn] = (), beliefs: Iterable[Belief] = ()
    ) -> None:
        self._pair = pair
        self._acts: dict[int, Act] = {}  # as they are where nothing is revoked
        self._revocations: dict[int, Revoked] = {}  # by their positions
        self._revoking: dict[int, set[int]] = {}  # the positions of those of each act
        self._found = Acts()
        for one in turns:
            deque(self._replace(one), maxlen=0)
        self._now = list(beliefs)  # in the order of time
        self._past: list[Belief] = []

    def __iter__(self) -> Iterator[Belief]:
        """Yield every belief, the past ones first."""
        yield from self._past
        yield from self._now

    def turn(self, since: int, turns: Iterable[Turn]) -> None:
        """Take in all that a position of the ledger changes: of what is believed, only the days
        from the first act on that does."""
        changed = [act for one in turns for act in self._replace(one)]
        if not changed:
            return
        day = min(act.earliest for act in changed)
        added = changed[0] if len(changed) == 1 and changed[0].position in self._acts else None
        last = added if added and self._found.is_last(added) else None
        start = (bisect_right if last else bisect_left)(self._now, (False, day), key=_end)
        before = {belief.span: belief for belief in self._now[start:]}
        first = next(iter(before), None)
        begun = first if first and (first.start < day or (last and first.start == day)) else None
        self._now[start:] = [
            before.pop(span) if span in before else self._new(span, since)
            for span in self._found.spans(day, begun, last)
        ]
        self._past += [Belief(one.pair, one.span, one.since, since) for one in before.values()]

    def _replace(self, turn: Turn) -> Iterator[Act]:
        """Take in a turn; gives the act that it concerns as it was, and as it is."""
        now = turn.act
        gone = self._revocations.get(turn.position)
        revokes = now if isinstance(now, Revoked) else gone
        target = revokes.target if revokes else turn.position
        before = self._act(target)
        if before:
            self._found.remove(before)
            yield before
        if gone:
            del self._revocations[turn.position]
            self._revoking[target].remove(turn.position)
        if isinstance(now, Revoked):
            self._revocations[turn.position] = now
            self._revoking.setdefault(target, set()).add(turn.position)
        elif not revokes:
            self._acts.pop(turn.position, None)
            if now:
                self._acts[turn.position] = now
        after = self._act(target)
        if after:
            self._found.add(after)
            yield after

    def _act(self, position: int) -> Act | None:
        """Return the act at a position, with what revokes it."""
        act, days = self._acts.get(position), None
        for one in self._revoking.get(position, ()):
            days = soonest(days, self._revocations[one].days)
        return attrs.evolve(act, revoked=days) if act and days else act

    def _new(self, span: Span, since: int) -> Belief:
        return Belief(self._pair, span, since, None)


def _end(belief: Belief) -> tuple[bool, date]:
    """Return the end of a belief, and before it whether it has none: such come after all others."""
    return belief.span.end is None, belief.span.end or date.max


def held(pair: Pair, turns: Iterable[Turn], found: Held | None = None) -> Held:
    """Return what was believed of one membership after some turns, which are in the order of
    ``since``; None: of them alone."""
    found = found or Held(pair)
    for since, of in groupby(turns, attrgetter("since")):
        found.turn(since, of)
    return found
