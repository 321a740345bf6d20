"""Every program's roster at once, folded on the columns of the events instead of whole events.

What corrections and retractions change is read from the events themselves; the kept tables only
tell that all can be read. The rosters of `roster` say the same with names,
dates and reasons.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from ledger.codec import canonical
from ledger.dates import LAST_DAY, parse
from ledger.events import STATUSES
from ledger.store import Ledger
from projections.acts import GIVES, status_of
from projections.effective import fold
from projections.kept import tables
from projections.possible import RANK, Act, possible_statuses
from projections.roster import memberships

Statuses = frozenset[str | None]
Acts = dict[str, dict[str, list[Act]]]  # by program and participant
Row = tuple[str, str, int, str, str, str]
_ACTS = """
SELECT program, participant, position, type, earliest, latest FROM events
WHERE program IS NOT NULL AND participant IS NOT NULL AND position <= ?
ORDER BY program, participant
"""
_CHANGES = """
SELECT position, about, type, body FROM events INDEXED BY events_by_subject
WHERE about IS NOT NULL AND type IN ('correction', 'retraction') AND position <= ?
ORDER BY position DESC
"""
_CHANGED = """
SELECT position, program, participant, type, body FROM events
WHERE position IN (SELECT value FROM json_each(?)) AND participant IS NOT NULL
"""


def rosters(ledger: Ledger, on: date, known: int) -> Iterator[tuple[str, Mapping[str, Statuses]]]:
    """Each program that had a possible member at the end of a day, as known at a position, with
    the possible statuses of each participant (None among them: it may have none).

    Where an event cannot be read, its columns are not to be believed, and whole events are folded.
    """
    if not tables.current(ledger) or tables.unread(ledger, known):
        yield from _folded(ledger, on, known)
        return
    positions, changed = _changed(ledger, known)
    recorded = ledger.sql.execute(_ACTS, [known])
    for program, rows in groupby(recorded, itemgetter(0)):
        found = _roster(rows, changed.pop(program, {}), positions, on)
        if found:
            yield program, found
    for program in sorted(changed):
        found = _roster((), changed[program], positions, on)
        if found:
            yield program, found


def _folded(ledger: Ledger, on: date, known: int) -> Iterator[tuple[str, Mapping[str, Statuses]]]:
    """The same from whole events."""
    found: dict[str, dict[str, Statuses]] = {}
    for (program, participant), spans in memberships(fold(ledger.events(until=known))).items():
        statuses = next((span.statuses for span in spans if span.covers(on)), _NOBODY)
        if statuses != _NOBODY:
            found.setdefault(program, {})[participant] = statuses
    yield from sorted(found.items())


def _roster(
    rows: Iterable[Row], changed: dict[str, list[Act]], positions: set[int], on: date
) -> dict[str, Statuses]:
    """The possible statuses of each participant that may have one. The acts at some positions
    are not those of the rows, but among ``changed``."""
    day, found = on.isoformat(), {}
    for participant, of in groupby(rows, itemgetter(1)):
        acts = list(of)
        if participant in changed:
            kept = [_act(row) for row in acts if row[2] not in positions]
            found[participant] = possible_statuses(kept + changed.pop(participant), on)
        else:
            found[participant] = _risen(acts, day) or possible_statuses([*map(_act, acts)], on)
    for participant, more in changed.items():
        found[participant] = possible_statuses(more, on)
    return {participant: of for participant, of in found.items() if of != _NOBODY}


def _risen(rows: Iterable[Row], day: str) -> Statuses | None:
    """The possible statuses: what is settled by the end of a day, or anything higher that has
    begun; None where somebody left, so that it is not as simple."""
    settled, begun = 0, []
    for _, _, _, event_type, earliest, latest in rows:
        rank = _RANK_BY[event_type]
        if not rank:
            return None
        if latest <= day and latest != _OPEN:
            settled = max(settled, rank)
        elif earliest <= day:
            begun.append(rank)
    if not begun:
        return _JUST[settled]
    return frozenset(_STATUSES[rank] for rank in (settled, *begun) if rank >= settled)


def _act(row: Row) -> Act:
    _, _, position, event_type, earliest, latest = row
    days = (date.fromisoformat(earliest), date.fromisoformat(latest))
    return Act(position, status_of(event_type), *days, "")


def _changed(ledger: Ledger, known: int) -> tuple[set[int], Acts]:
    """The positions of the acts that read otherwise than they were recorded, or not at all; and
    how they read, with a place for each membership that they were recorded in."""
    retracted: set[int] = set()
    changes: dict[int, dict[str, Any]] = {}
    for position, about, event_type, body in ledger.sql.execute(_CHANGES, [known]):
        if position in retracted:  # told by now: what is about an event comes after it
            continue
        if event_type == "retraction":
            retracted.add(about)
        else:
            changes[about] = {**orjson.loads(body)["changes"], **changes.get(about, {})}
    positions = retracted | changes.keys()
    acts: Acts = {}
    for row in ledger.sql.execute(_CHANGED, [canonical(sorted(positions))]):
        position, program, participant, event_type, body = row
        acts.setdefault(program, {}).setdefault(participant, [])
        if position not in retracted:
            wire = {**orjson.loads(body), **changes[position]}
            _of(acts, wire).append(_reading(position, event_type, wire))
    return positions, acts


def _of(acts: Acts, wire: Mapping[str, Any]) -> list[Act]:
    return acts.setdefault(wire["program"], {}).setdefault(wire["participant"], [])


def _reading(position: int, event_type: str, wire: Mapping[str, Any]) -> Act:
    on = parse(wire.get("effective_on") or wire["occurred_on"])
    return Act(position, status_of(event_type), on.earliest, on.latest, on.text)


_OPEN = LAST_DAY.isoformat()
_STATUSES = (None, *STATUSES)  # by rank
_RANK_BY = {event_type: RANK[status] for event_type, status in GIVES.items()}
_JUST: tuple[Statuses, ...] = tuple(frozenset((status,)) for status in _STATUSES)
_NOBODY = _JUST[0]
