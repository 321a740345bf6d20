"""How corrected and retracted events read, from which position of the ledger on, kept as a table.

With it and the columns of `events`, whatever is asked of acts can be answered without decoding
events. What follows for memberships is left to `tables`.
"""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter, itemgetter

from ledger import codec
from ledger.append import columns_of
from ledger.errors import Damaged
from ledger.events import Attestation, Correction, Event, Retraction, type_of
from ledger.standing import reading, stands
from ledger.store import Ledger
from projections import rows
from projections.beliefs import Turn
from projections.membership import Pair
from projections.rows import Row

# An event that was retracted has no body, and neither program nor participant.
SCHEMA = """
CREATE TABLE readings (
  position INTEGER NOT NULL, since INTEGER NOT NULL, type TEXT NOT NULL, program TEXT,
  participant TEXT, earliest TEXT, latest TEXT, date TEXT, body TEXT,
  PRIMARY KEY (position, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX readings_by_program ON readings (program, participant) WHERE program IS NOT NULL;
"""
_CHANGING = """
SELECT position FROM events
WHERE position > ? AND position <= ? AND type IN ('correction', 'retraction') ORDER BY position
"""
_RECORDED = """
SELECT program, participant, position, position, type, earliest, latest, date FROM events
WHERE program IS NOT NULL AND participant IS NOT NULL AND position <= ?
ORDER BY program, participant
"""
_READ_AGAIN = """
WITH places AS (
  SELECT position, program, participant FROM events
  WHERE position IN (SELECT position FROM readings) AND participant IS NOT NULL
  UNION SELECT position, program, participant FROM readings WHERE participant IS NOT NULL
)
SELECT places.program, places.participant, since, position,
  CASE WHEN (readings.program, readings.participant) = (places.program, places.participant)
  THEN type END, earliest, latest, date
FROM places JOIN readings USING (position) WHERE position <= ? ORDER BY 1, 2
"""
_OF_A_PAIR = """
SELECT position, position, type, earliest, latest, date FROM events
WHERE program = :program AND participant = :participant
UNION ALL
SELECT since, position, CASE WHEN program = :program AND participant = :participant THEN type END,
  earliest, latest, date
FROM readings WHERE position IN (
  SELECT position FROM events WHERE program = :program AND participant = :participant
  UNION SELECT position FROM readings WHERE program = :program AND participant = :participant
)
ORDER BY 1
"""
_TOUCHED = """
SELECT program, participant FROM events WHERE position > :after AND participant IS NOT NULL
UNION SELECT program, participant FROM events
WHERE position IN (SELECT value FROM json_each(:positions)) AND participant IS NOT NULL
UNION SELECT program, participant FROM readings
WHERE position IN (SELECT value FROM json_each(:positions)) AND participant IS NOT NULL
ORDER BY 1, 2
"""


def catch_up(ledger: Ledger, after: int) -> list[int]:
    """Keep how events read by what was recorded after a position; returns their positions."""
    changed = []
    for row in _expected(ledger, after):
        ledger.sql.execute(f"INSERT INTO readings VALUES ({', '.join('?' * len(row))})", row)
        changed.append(row[0])
    return changed


def touched(ledger: Ledger, after: int, changed: Sequence[int]) -> Iterator[Pair]:
    """Each membership that has an act recorded after a position, or one of those that changed."""
    values = {"after": after, "positions": codec.canonical(changed)}
    return iter(ledger.sql.execute(_TOUCHED, values))


def unlike(ledger: Ledger, until: int) -> Iterator[tuple[Row, bool]]:
    """The rows that the table lacks (True), or has and should not (False), when it is kept up to
    a position."""
    has = ledger.sql.execute("SELECT * FROM readings ORDER BY since")
    expected = _expected(ledger, 0, until)
    return rows.unlike(expected, has, lambda row: str(row[1]).zfill(20))


def _expected(ledger: Ledger, after: int, until: int | None = None) -> Iterator[Row]:
    """The rows that follow from what was recorded after a position, up to another."""
    end = ledger.size if until is None else until
    for (position,) in ledger.sql.execute(_CHANGING, [after, end]):
        yield from read_again(ledger, position)


def read_again(ledger: Ledger, since: int) -> Iterator[Row]:
    """A row for each event that reads anew, or not at all, from the position of a correction or
    retraction on: the one that it is about, and what that is about in turn."""
    touched, about = ledger.at(since), ledger.abouts(until=since)
    while touched and isinstance(touched.event, (Attestation, Correction, Retraction)):
        touched = ledger.find(touched.event.event)
        event = reading(touched, about)[0] if stands(touched.position, about) else None
        yield (touched.position, since, type_of(touched.event), *_columns(event))


def _columns(event: Event | None) -> Row:
    if event is None:
        return (None,) * 6
    return (*columns_of(event, lambda _: None)[:5], codec.body(event))


def turns_of(ledger: Ledger, pair: Pair) -> Iterator[Turn]:
    """The turns of one membership in the order of ``since``."""
    values = {"program": pair[0], "participant": pair[1]}
    with _understanding(ledger):
        for row in ledger.sql.execute(_OF_A_PAIR, values):
            yield rows.turn(*row)


def turns(ledger: Ledger, until: int | None = None) -> Iterator[tuple[Pair, list[Turn]]]:
    """The turns of every membership up to a position (None: the last), those of one together and
    in the order of ``since``."""
    end = ledger.size if until is None else until
    # map: a generator that is left early closes a cursor, for which the file may be shut already
    streams = [map(tuple, ledger.sql.execute(one, [end])) for one in (_RECORDED, _READ_AGAIN)]
    with _understanding(ledger):
        for pair, of in groupby(heapq.merge(*streams, key=_pair), key=_pair):
            yield pair, sorted([rows.turn(*row[2:]) for row in of], key=attrgetter("since"))


_pair = itemgetter(0, 1)


@contextmanager
def _understanding(ledger: Ledger) -> Iterator[None]:
    """Refuse an act that somebody altered so that it says nothing."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as problem:
        raise Damaged(ledger.path, f"an act in it says nothing, {problem}") from problem
