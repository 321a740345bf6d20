"""What a ledger believed of every membership, by one fold over whole events: for the tables to be
held against, which are kept membership by membership.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Self

import attrs

from ledger.events import STATUSES, About, Event, Recorded, Revocation
from ledger.store import Ledger
from projections.acts import Ladders, act_of, ladders_in
from projections.effective import Effective
from projections.kept import rows
from projections.kept.span_history import Belief, Revoked, Turn, held
from projections.membership import Pair
from projections.possible import Act

Reading = tuple[int, Event | None]  # from which position on an event reads so; None: as nothing


@attrs.define
class _Told:
    """An event of the world, and how it read from which position on."""

    target: int | None  # of a revocation
    readings: list[Reading]

    def ever(self) -> set[Pair]:
        """The memberships that it ever was an act of."""
        pairs = {_pair(event) for _, event in self.readings}
        return {pair for pair in pairs if pair}


class Beliefs:
    """The state of the fold over a whole ledger."""

    def __init__(self) -> None:
        self.effective = Effective()
        self._told: dict[int, _Told] = {}

    def __iter__(self) -> Iterator[Belief]:
        """Every belief, past and present, in the order of positions."""
        ladders = ladders_in(self.effective)
        pairs = sorted({pair for told in self._told.values() for pair in told.ever()})
        found = (held(pair, self._turns(pair, ladders)) for pair in pairs)
        yield from sorted((one for of in found for one in of), key=_order)

    def apply(self, recorded: Recorded) -> Self:
        """Take in the next record, in the order of the ledger."""
        self.effective.apply(recorded)
        way = self.effective.way(recorded)
        touched = next((one for one in way if not isinstance(one.event, About)), recorded)
        standing = self.effective.standing(touched.position)
        target = self.effective.target(touched)
        told = self._told.setdefault(
            touched.position, _Told(target.position if target else None, [])
        )
        told.readings.append((recorded.position, standing.event if standing else None))
        return self

    def _turns(self, pair: Pair, ladders: Ladders) -> Iterable[Turn]:
        """What became of the acts of a membership, and of what revokes them."""
        own = [position for position, told in self._told.items() if pair in told.ever()]
        ladder = ladders.get(pair[0], STATUSES)
        turns = [
            Turn(since, position, _act(told, position, event, pair, ladder))
            for position, told in self._told.items()
            if position in own or told.target in own
            for since, event in told.readings
        ]
        return sorted(turns, key=lambda turn: turn.since)


def _pair(event: Event | None) -> Pair | None:
    pair = getattr(event, "program", None), getattr(event, "participant", None)
    return pair if all(pair) else None  # type: ignore[return-value]


def _act(
    told: _Told, position: int, event: Event | None, pair: Pair, ladder: Sequence[str]
) -> Act | Revoked | None:
    """What an event, as it reads, is in a membership: an act, the revocation of one, or (None)
    nothing."""
    if isinstance(event, Revocation):
        on = event.counts_from
        return Revoked(told.target, (on.earliest, on.latest)) if told.target else None
    found = act_of(position, event, ladder=ladder) if event else None
    return found[1] if found and found[0] == pair else None


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
