"""What a ledger believed of every membership, by one fold over whole events: for the tables to be
held against, which are kept membership by membership.
"""

from collections.abc import Iterator
from datetime import date
from typing import Self

from ledger.events import Event, Recorded
from ledger.store import Ledger
from projections.acts import act_of
from projections.effective import Effective
from projections.kept import rows
from projections.kept.span_history import Belief, Held, Turn
from projections.membership import Pair


class Beliefs:
    """The state of the fold over a whole ledger."""

    def __init__(self) -> None:
        self.effective = Effective()
        self._pairs: dict[int, Pair] = {}
        self._held: dict[Pair, Held] = {}

    def __iter__(self) -> Iterator[Belief]:
        """Every belief, past and present, in the order of positions."""
        yield from sorted((one for held in self._held.values() for one in held), key=_order)

    def apply(self, recorded: Recorded) -> Self:
        """Take in the next record, in the order of the ledger."""
        self.effective.apply(recorded)
        touched = self.effective.root(recorded)
        standing = self.effective.standing(touched.position)
        event = standing.event if standing else None
        for pair, turn in self._turns(recorded.position, touched.position, event).items():
            self._held.setdefault(pair, Held(pair)).turn(recorded.position, [turn])
        return self

    def _turns(self, since: int, position: int, event: Event | None) -> dict[Pair, Turn]:
        """What becomes of the memberships that an event touches, by how it reads now."""
        turns = {}
        before = self._pairs.pop(position, None)
        if before:
            turns[before] = Turn(since, position, None)
        found = act_of(position, event) if event else None
        if found:
            self._pairs[position] = found[0]
            turns[found[0]] = Turn(since, position, found[1])
        return turns


def _order(belief: Belief) -> tuple[int, Pair, date]:
    return belief.since, belief.pair, belief.span.start


def kept(ledger: Ledger) -> list[Belief]:
    """Every belief that the tables of a ledger hold, in the order of `Beliefs`."""
    query = """
    SELECT program, participant, start, "end", statuses, since, because, believed_from,
      believed_until
    FROM membership ORDER BY believed_from, program, participant, start
    """
    return [rows.belief(*row) for row in ledger.sql.execute(query)]
