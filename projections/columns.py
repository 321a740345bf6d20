"""Every program's roster at once, folded on the columns of the events instead of whole events.

What corrections and retractions change is read from the events themselves, not from the kept
tables, so that the answer needs nothing else. The rosters of `roster` say the same with names,
dates and reasons.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import merge
from itertools import groupby
from operator import attrgetter, itemgetter

from ledger.dates import LAST_DAY
from ledger.events import STATUSES
from ledger.standing import abouts, reading, stands
from ledger.store import Ledger
from projections.membership import Act, Pair, act_of, possible_statuses, status_of

Statuses = frozenset[str | None]
_PAIRS = """
SELECT program, participant, min(type), max(type), min(earliest), min(latest) FROM events
WHERE program IS NOT NULL AND participant IS NOT NULL AND position <= ?
GROUP BY program, participant
"""
_ACTS = """
SELECT position, type, earliest, latest FROM events
WHERE program = ? AND participant = ? AND position <= ?
"""
_CHANGED = """
WITH RECURSIVE up (position) AS (
  SELECT about FROM events WHERE type IN ('correction', 'retraction') AND position <= ?
  UNION SELECT about FROM events JOIN up USING (position) WHERE about IS NOT NULL
)
SELECT position FROM up JOIN events USING (position) WHERE participant IS NOT NULL
"""
_AT_ONCE = 500


def rosters(ledger: Ledger, on: date, known: int) -> Iterator[tuple[str, Mapping[str, Statuses]]]:
    """Each program that had a possible member at the end of a day, as known at a position, with
    the possible statuses of each participant (None among them: it may have none)."""
    changed = _Changed(ledger, known)
    streams = (ledger.sql.execute(_PAIRS, [known]), ((*pair, "", "", "", "") for pair in changed))
    for program, rows in groupby(merge(*streams, key=_PAIR), key=itemgetter(0)):
        found = {}
        for _, participant, first, last, earliest, latest in rows:
            pair = (program, participant)
            if pair in changed.acts or first != last:
                statuses = possible_statuses(changed.acts_of(ledger, pair, known), on)
            else:
                statuses = _alone(status_of(first), earliest, latest, on.isoformat())
            if statuses != _NOBODY:
                found[participant] = statuses
        if found:
            yield program, found


def _alone(status: str | None, earliest: str, latest: str, on: str) -> Statuses:
    """The possible statuses where all acts give the same: the first bounds of any decide."""
    if status is None or earliest > on:
        return _NOBODY
    return _CERTAIN[status] if latest <= on and latest != _OPEN else _POSSIBLE[status]


class _Changed:
    """The acts that read otherwise than they were recorded, or not at all, by membership: of
    those that they were recorded in, and of those that they are in now."""

    def __init__(self, ledger: Ledger, known: int) -> None:
        self.acts: dict[Pair, list[Act]] = {}
        self._positions = [row[0] for row in ledger.sql.execute(_CHANGED, [known])]
        for start in range(0, len(self._positions), _AT_ONCE):
            self._read(ledger, self._positions[start : start + _AT_ONCE], known)
        self._set = set(self._positions)

    def __iter__(self) -> Iterator[Pair]:
        """The memberships, in order."""
        return iter(sorted(self.acts))

    def _read(self, ledger: Ledger, positions: Sequence[int], known: int) -> None:
        """Read some of the events at once."""
        records = {one.position: one for one in ledger.family(positions) if one.position <= known}
        about = abouts(records.values())
        for position in positions:
            recorded = act_of(position, records[position].event)
            if recorded:
                self.acts.setdefault(recorded[0], [])
            event = reading(records[position], about)[0] if stands(position, about) else None
            found = act_of(position, event) if event else None
            if found:
                self.acts.setdefault(found[0], []).append(found[1])

    def acts_of(self, ledger: Ledger, pair: Pair, known: int) -> list[Act]:
        """The acts of a membership in the order of the ledger."""
        rows = ledger.sql.execute(_ACTS, [*pair, known])
        acts = [_act(*row) for row in rows if row[0] not in self._set]
        return sorted([*acts, *self.acts.get(pair, ())], key=attrgetter("position"))


def _act(position: int, event_type: str, earliest: str, latest: str) -> Act:
    days = (date.fromisoformat(earliest), date.fromisoformat(latest))
    return Act(position, status_of(event_type), *days, "")


_PAIR = itemgetter(0, 1)
_OPEN = LAST_DAY.isoformat()
_NOBODY: Statuses = frozenset((None,))
_CERTAIN: Mapping[str, Statuses] = {status: frozenset((status,)) for status in STATUSES}
_POSSIBLE: Mapping[str, Statuses] = {status: frozenset((None, status)) for status in STATUSES}
