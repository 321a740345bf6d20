"""What the ledger believed of each membership, from which position to which.

The fold behind the bitemporal table: each record changes the spans of at most two memberships,
and a belief lasts until the record that changed it. Keeping beliefs on disk is left to `tables`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Self

import attrs

from ledger.events import Event, Recorded
from projections.effective import Effective
from projections.membership import Act, Pair, Span, act_of, spans


@attrs.frozen
class Belief:
    """A span of one membership that the ledger held true at the positions from ``since`` up to,
    not including, ``until`` (None: it still does)."""

    pair: Pair
    span: Span
    since: int
    until: int | None


class Beliefs:
    """The state of the fold: what was believed so far, and what is believed now."""

    def __init__(self) -> None:
        self.effective = Effective()
        self._acts: dict[Pair, dict[int, Act]] = {}
        self._pairs: dict[int, Pair] = {}
        self._now: dict[Pair, dict[Span, Belief]] = {}
        self._past: list[Belief] = []

    def __iter__(self) -> Iterator[Belief]:
        """Every belief, past and present, in the order of positions."""
        now = (belief for beliefs in self._now.values() for belief in beliefs.values())
        yield from sorted([*self._past, *now], key=_order)

    def apply(self, recorded: Recorded) -> Self:
        """Take in the next record, in the order of the ledger."""
        self.effective.apply(recorded)
        touched = self.effective.root(recorded)
        standing = self.effective.standing(touched.position)
        for pair in self._move(touched.position, standing.event if standing else None):
            self._believe(pair, recorded.position)
        return self

    def _move(self, position: int, event: Event | None) -> set[Pair]:
        """Put an event's act where it belongs now; returns the memberships that this touches."""
        touched = set()
        before = self._pairs.pop(position, None)
        if before:
            del self._acts[before][position]
            touched.add(before)
        found = act_of(position, event) if event else None
        if found:
            pair, act = found
            self._pairs[position] = pair
            self._acts.setdefault(pair, {})[position] = act
            touched.add(pair)
        return touched

    def _believe(self, pair: Pair, position: int) -> None:
        acts = self._acts[pair]
        found = spans([acts[one] for one in sorted(acts)])
        now = self._now.get(pair, {})
        self._past += [
            attrs.evolve(belief, until=position)
            for span, belief in now.items()
            if span not in found
        ]
        self._now[pair] = {
            span: now.get(span) or Belief(pair, span, position, None) for span in found
        }


def _order(belief: Belief) -> tuple[int, Pair, date]:
    return belief.since, belief.pair, belief.span.start
