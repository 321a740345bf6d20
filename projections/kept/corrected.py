"""Keep how corrected and retracted events read, from which position of the ledger on, as a table.

With it and the columns of `events`, whatever is asked of acts can be answered without decoding
events.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import get_args

from ledger import as_written, codec
from ledger.columns import columns_of
from ledger.errors import Damaged
from ledger.events import STATUSES, WIRE_NAMES, Act, Event, Program, Unread, type_of
from ledger.standing import History
from ledger.store import Ledger
from projections.kept import rows
from projections.kept.rows import Row
from projections.membership import Pair

# An event that was retracted or cannot be read has no body, and neither program nor participant;
# ``unread`` says why it cannot. One that never could has a row from its own position on.
SCHEMA = """
CREATE TABLE readings (
  position INTEGER NOT NULL, since INTEGER NOT NULL, type TEXT NOT NULL, program TEXT,
  participant TEXT, earliest TEXT, latest TEXT, date TEXT, body TEXT, unread TEXT,
  PRIMARY KEY (position, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX readings_by_program ON readings (program, participant) WHERE program IS NOT NULL;
CREATE INDEX readings_unread ON readings (position) WHERE unread IS NOT NULL;
"""
_RETRACTION = "retraction"
_CHANGES = ("correction", _RETRACTION)
_CHANGING = """
SELECT position FROM events
WHERE position > ? AND position <= ? AND type IN ('correction', 'retraction') ORDER BY position
"""
_ACTS = f"({', '.join(repr(WIRE_NAMES[one]) for one in get_args(Act))})"
# The body is read where the other columns do not say all that an act does.
_BODY = """
CASE WHEN type = 'admission' OR (type = 'consent' AND body ->> 'effective_on' IS NOT NULL)
OR (type = 'withdrawal' AND body ->> 'falls_to' IS NOT NULL) THEN body END
"""
_RECORDED = f"""
SELECT program, participant, position, position, type, earliest, latest, date, {_BODY}, NULL
FROM events
WHERE program IS NOT NULL AND participant IS NOT NULL AND type IN {_ACTS} AND position <= ?
AND position NOT IN (SELECT position FROM readings WHERE since = position)
ORDER BY program, participant
"""
_READ_AGAIN = f"""
WITH places AS (
  SELECT position, program, participant FROM events
  WHERE position IN (SELECT position FROM readings)
  AND program IS NOT NULL AND participant IS NOT NULL AND type IN {_ACTS}
  UNION SELECT position, program, participant FROM readings
  WHERE program IS NOT NULL AND participant IS NOT NULL AND type IN {_ACTS}
)
SELECT places.program, places.participant, since, position,
  CASE WHEN (readings.program, readings.participant) = (places.program, places.participant)
  THEN type END, earliest, latest, date, {_BODY}, NULL
FROM places JOIN readings USING (position) WHERE position <= ? ORDER BY 1, 2
"""
_REVOKED = f"""
WITH targets AS (SELECT DISTINCT about FROM events WHERE type = 'revocation'),
places AS (
  SELECT position, program, participant FROM events
  WHERE position IN targets AND program IS NOT NULL AND type IN {_ACTS}
  UNION SELECT position, program, participant FROM readings
  WHERE position IN targets AND program IS NOT NULL AND type IN {_ACTS}
)
SELECT places.program, places.participant, one.position AS since, one.position, one.type,
  one.earliest, one.latest, one.date, NULL, one.about
FROM events AS one JOIN places ON places.position = one.about
WHERE one.type = 'revocation' AND one.position <= :until AND NOT EXISTS (
  SELECT 1 FROM readings WHERE position = one.position AND since = one.position
)
UNION ALL
SELECT places.program, places.participant, one.since, one.position,
  CASE WHEN one.earliest IS NOT NULL THEN one.type END,
  one.earliest, one.latest, one.date, NULL, events.about
FROM readings AS one JOIN events USING (position) JOIN places ON places.position = events.about
WHERE one.type = 'revocation' AND one.position <= :until
ORDER BY 1, 2
"""
_INSERT = "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DELETE = "DELETE FROM readings WHERE position = ?"
_OF_PAIRS = f"""
WITH own (program, participant, position) AS (
  SELECT value ->> 0, value ->> 1, position FROM json_each(:pairs) CROSS JOIN events
  WHERE program = value ->> 0 AND participant = value ->> 1 AND events.type IN {_ACTS}
  UNION SELECT value ->> 0, value ->> 1, position FROM json_each(:pairs) CROSS JOIN readings
  WHERE program = value ->> 0 AND participant = value ->> 1 AND readings.type IN {_ACTS}
)
SELECT own.program, own.participant, position, position, type, earliest, latest, date, {_BODY}, NULL
FROM own JOIN events USING (position)
WHERE (events.program, events.participant) = (own.program, own.participant) AND NOT EXISTS (
  SELECT 1 FROM readings
  WHERE readings.position = events.position AND readings.since = events.position
)
UNION ALL
SELECT own.program, own.participant, since, position,
  CASE WHEN (readings.program, readings.participant) = (own.program, own.participant) THEN type END,
  earliest, latest, date, {_BODY}, NULL
FROM own JOIN readings USING (position)
UNION ALL
SELECT own.program, own.participant, one.position, one.position, type, earliest, latest, date, NULL,
  about
FROM own JOIN events AS one ON one.about = own.position
WHERE type = 'revocation' AND NOT EXISTS (
  SELECT 1 FROM readings
  WHERE readings.position = one.position AND readings.since = one.position
)
UNION ALL
SELECT own.program, own.participant, since, one.position,
  CASE WHEN readings.earliest IS NOT NULL THEN readings.type END,
  readings.earliest, readings.latest, readings.date, NULL, about
FROM own JOIN events AS one ON one.about = own.position
JOIN readings ON readings.position = one.position
WHERE one.type = 'revocation'
"""
_UNREAD = """
SELECT position FROM readings AS one WHERE unread IS NOT NULL AND since = (
  SELECT max(since) FROM readings WHERE position = one.position AND since <= ?
)
ORDER BY position
"""
_REVOKING = "SELECT about FROM events WHERE position > ? AND type = 'revocation'"
_NEW = """
SELECT DISTINCT program, participant FROM events NOT INDEXED
WHERE position > ? AND program IS NOT NULL AND participant IS NOT NULL
"""
_TOUCHED = """
WITH acts (position) AS (
  SELECT value FROM json_each(:positions)
  UNION ALL SELECT about FROM json_each(:positions) CROSS JOIN events ON position = value
  WHERE events.type = 'revocation'
)
SELECT program, participant FROM events
WHERE position > :after AND program IS NOT NULL AND participant IS NOT NULL
UNION SELECT program, participant FROM acts CROSS JOIN events USING (position)
WHERE program IS NOT NULL AND participant IS NOT NULL
UNION SELECT program, participant FROM acts CROSS JOIN readings USING (position)
WHERE program IS NOT NULL AND participant IS NOT NULL
"""


def catch_up(ledger: Ledger, after: int, until: int, foreign: int) -> list[int]:
    """Keep how events read by what was recorded after a position, up to the last; returns their
    positions. What may be unread is at the positions up to ``foreign``."""
    changed = []
    for family, since in _families(ledger, after, until):
        ledger.sql.executemany(_DELETE, [(one,) for one in family.concerned_last(since)])
        for row in family.read_again(since):
            ledger.sql.execute(_INSERT, row)
            changed.append(row[0])
    for row in _never_read(ledger, after, foreign):
        ledger.sql.execute(_INSERT, row)
        changed.append(row[0])
    return changed


def touched(ledger: Ledger, after: int, changed: Sequence[int]) -> Iterator[Pair]:
    """Return each membership that has an act recorded after a position, or one of those that
    changed."""
    revoked = [row[0] for row in ledger.sql.execute(_REVOKING, [after])]
    if not (changed or revoked):
        return iter(ledger.sql.execute(_NEW, [after]))
    values = {"after": after, "positions": codec.canonical([*changed, *revoked])}
    return iter(ledger.sql.execute(_TOUCHED, values))


def unlike(
    ledger: Ledger, until: int, unread: Iterable[int] | None = None
) -> Iterator[tuple[Row, bool]]:
    """Return the rows that the table lacks (True), or has and should not (False), when it is kept
    up to a position. ``unread``: the positions of all that cannot be read; None: each event is
    tried."""
    has = ledger.sql.execute("SELECT * FROM readings ORDER BY since")
    expected = _expected(ledger, until, unread)
    return rows.unlike(expected, has, lambda row: str(row[1]).zfill(20))


def unread(ledger: Ledger, known: int) -> list[int]:
    """Return the positions of the events that stood at a position of the ledger and cannot be
    read."""
    return [row[0] for row in ledger.sql.execute(_UNREAD, [known])]


def _expected(ledger: Ledger, until: int, unread: Iterable[int] | None) -> Iterator[Row]:
    """Return the rows that follow from what was recorded up to a position."""
    families = _families(ledger, 0, until)
    anew = (row for family, since in families for row in family.read_again(since))
    return heapq.merge(anew, _never_read(ledger, 0, until, unread), key=itemgetter(1))


def _never_read(
    ledger: Ledger, after: int, until: int, among: Iterable[int] | None = None
) -> Iterator[Row]:
    """Yield a row for each event that cannot be read, as it was recorded; ``among`` as in
    `ledger.reader.Reader.events`."""
    if after >= until:
        return
    if among is None:
        every = ledger.rows(after, until)
        among = [row.position for row in every if not as_written.wire_in(row.body)]
    for one in ledger.events(after, until, among=among):
        if isinstance(one.event, Unread):
            yield (one.position, one.position, one.event.type, *_columns(one.event))


def _families(ledger: Ledger, after: int, until: int) -> Iterator[tuple["_Family", int]]:
    """Yield the position of each correction and retraction after one and up to another, with the
    family that it is of."""
    ahead: dict[int, _Family] = {}
    for (position,) in ledger.sql.execute(_CHANGING, [after, until]):
        if position not in ahead:
            family = _Family(ledger, ledger.root(position), until)
            ahead |= dict.fromkeys(family.after(position), family)
            ahead[position] = family
        yield ahead.pop(position), position


class _Family:
    """An event and what was recorded about it up to a position, taken in as it is asked for."""

    def __init__(self, ledger: Ledger, root: int, until: int) -> None:
        self._ledger, self._history = ledger, History()
        self._ahead = deque(ledger.remarks([root], until))
        self._targets = {one.position: one.about for one in self._ahead}
        self._events: dict[int, Event | Unread] = {}
        self._last = self._concerned_last()

    def after(self, position: int) -> Iterator[int]:
        """Return the positions of its corrections and retractions after one."""
        later = (one for one in self._ahead if one.position > position)
        return (one.position for one in later if one.type in _CHANGES)

    def read_again(self, since: int) -> Iterator[Row]:
        """Yield the rows to keep when the correction or retraction at ``since`` is recorded: one
        for its target and, where that is itself a correction or retraction, for its target in turn.
        A retraction has no row but the one of today, and that only where it does not stand: each
        may alter all those before it."""
        while self._ahead and self._ahead[0].position <= since:
            self._ahead.popleft().tell(self._history)
        one = self._targets.get(since)
        one = one and self._history.origin(one)
        while one:
            yield self._row(one, since)
            one = self._targets.get(one)
        for one in self.concerned_last(since):
            if not self._history.stands(one):
                yield (one, since, _RETRACTION, *_columns(None))

    def concerned_last(self, since: int) -> Sequence[int]:
        """Return the retractions that the correction or retraction at a position is the last to
        concern."""
        return self._last.get(since, ())

    def _concerned_last(self) -> dict[int, list[int]]:
        last: dict[int, int] = {}
        found: dict[int, list[int]] = {}
        for one in reversed(self._ahead):
            concerned = last.get(one.position, 0)
            if one.type == _RETRACTION and concerned:
                found.setdefault(concerned, []).append(one.position)
            if one.type in _CHANGES:
                concerned = max(concerned, one.position)
            last[one.about] = max(concerned, last.get(one.about, 0))
        return found

    def _row(self, position: int, since: int) -> Row:
        event = self._event(position)
        read = None
        if self._history.stands(position):
            read, _ = self._history.reading(position, event)
        return (position, since, type_of(event), *_columns(read))

    def _event(self, position: int) -> Event | Unread:
        """Return an event as it was recorded. Raises `Damaged` where it is not there."""
        if position not in self._events:
            found = self._ledger.at(position)
            if found is None:
                raise Damaged(self._ledger.path, f"#{position} is missing")
            self._events[position] = found.event
        return self._events[position]


def _columns(event: Event | Unread | None) -> Row:
    if event is None:
        return (None,) * 7
    if isinstance(event, Unread):
        return (*(None,) * 6, event.why)
    return (*columns_of(event, lambda _: None)[:5], codec.body(event), None)


def of_pairs(
    ledger: Ledger, pairs: Sequence[Pair]
) -> Iterator[tuple[Pair, Sequence[str], list[Row]]]:
    """Yield some memberships, each with the ladder of its program and the rows of its turns
    (`rows.turn`), in the order of ``since``."""
    found: dict[Pair, list[Row]] = {pair: [] for pair in pairs}
    ladders = {program: _ladder(ledger, program) for program in {program for program, _ in pairs}}
    for row in ledger.sql.execute(_OF_PAIRS, {"pairs": codec.canonical(pairs)}):
        found[row[:2]].append(row[2:])
    for pair, of in found.items():
        yield pair, ladders[pair[0]], sorted(of, key=itemgetter(0))


def of_every_pair(
    ledger: Ledger, until: int | None = None
) -> Iterator[tuple[Pair, Sequence[str], list[Row]]]:
    """Yield each membership up to a position (None: the last), with the ladder of its program and
    the rows of its turns (`rows.turn`), in the order of ``since``."""
    end = ledger.size if until is None else until
    # map: a generator that is left early closes a cursor, for which the file may be shut already
    streams = [map(tuple, ledger.sql.execute(one, [end])) for one in (_RECORDED, _READ_AGAIN)]
    streams.append(map(tuple, ledger.sql.execute(_REVOKED, {"until": end})))
    ladder = cache(lambda program: _ladder(ledger, program))
    with understanding(ledger):
        for pair, of in groupby(heapq.merge(*streams, key=_pair), key=_pair):
            yield pair, ladder(pair[0]), sorted([row[2:] for row in of], key=itemgetter(0))


def _ladder(ledger: Ledger, program: str) -> Sequence[str]:
    """Return the statuses that one can have in a program, the lowest first, as it reads now,
    whether it was retracted or not. They are only added to, so acts of any day are ranked by it."""
    filed = ledger.defined_for_good("program", program)
    if isinstance(filed, Program):
        return filed.ladder
    recorded = ledger.at(ledger.defined("program", program) or 0)
    at = recorded.position if recorded else 0
    reads = ledger.history([at]).reading(at, recorded.event)[0] if recorded else None
    return reads.ladder if isinstance(reads, Program) else STATUSES


_pair = itemgetter(0, 1)


@contextmanager
def understanding(ledger: Ledger) -> Iterator[None]:
    """Refuse an act that somebody altered so that it says nothing."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as problem:
        cause = problem.with_traceback(None)  # which would keep cursors, and with them locks
        raise Damaged(ledger.path, f"an act in it says nothing, {problem}") from cause
