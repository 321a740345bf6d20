"""Read a ledger: its events by position, by id, as definitions, or by what they are about, and the
names of what is filed.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from ledger import connection
from ledger.codec import canonical, read
from ledger.codec import event_id as event_id_of
from ledger.errors import Ambiguous, Damaged, Unknown
from ledger.events import (
    Attestation,
    Correction,
    Event,
    Milestone,
    Participant,
    Program,
    Recorded,
    Renaming,
    Retraction,
    Unread,
)
from ledger.names import NAMED, Named, Names
from ledger.records import moment, recorded
from ledger.schema import LIVES
from ledger.standing import About, History

_COLUMNS = "position, id, recorded_at, recorded_by, body"
# the events at some positions, what was recorded about them, and about that in turn; what somebody
# altered to be about a later event is about none
_FAMILY = """
WITH RECURSIVE family (position) AS (
  SELECT value FROM json_each(:positions)
  UNION SELECT events.position FROM events JOIN family ON about = family.position
  WHERE events.position > family.position
)
"""
_IN_FAMILY = "FROM events JOIN family USING (position) WHERE position <= :until"
_MEMBERS = f"{_FAMILY} SELECT about, {_COLUMNS} {_IN_FAMILY} ORDER BY position"
_SAYS = f"""
{_FAMILY} SELECT position, about, type,
CASE WHEN type IN ('correction', 'retraction') THEN body END
{_IN_FAMILY} AND about < position ORDER BY position
"""
_ABOUT_WHICH = """
SELECT first.id FROM events AS later JOIN events AS first
ON first.position = later.about WHERE later.position = ? AND first.position < later.position
"""
_DEFINITIONS_WITH_MORE = f"""
SELECT position FROM events WHERE defines IS NOT NULL
AND type IN ({", ".join(map(repr, NAMED))})
AND EXISTS (SELECT 1 FROM events AS later WHERE later.about = events.position)
"""
_RENAMINGS = f"SELECT position FROM events WHERE {LIVES} AND type = 'renaming' AND position <= ?"
_ROOT = """
WITH RECURSIVE up (position, about) AS (
  SELECT position, about FROM events WHERE position = ?
  UNION SELECT events.position, events.about FROM events JOIN up ON events.position = up.about
)
SELECT min(position) FROM up
"""
_NO_END = 2**62  # later than every position
_SHORTEST = 7  # characters of an id that name an event


class Row(NamedTuple):
    """An event as the file keeps it; ``body`` is its canonical JSON."""

    position: int
    id: str
    recorded_at: str
    recorded_by: str
    body: str


class Remark(NamedTuple):
    """A record about another event: ``changes`` are those of a correction."""

    position: int
    about: int
    type: str
    changes: Mapping[str, Any] | None

    def tell(self, history: History) -> None:
        """Let a history take it in."""
        if self.changes is not None:
            history.correct(self.position, self.about, self.changes)
        elif self.type == "retraction":
            history.retract(self.position, self.about)


class Reader:
    """The events of a ledger file that is open; ``sql`` is the connection to it."""

    def __init__(self, path: Path, sql: sqlite3.Connection) -> None:
        self.path, self.sql = path, sql
        self._names: tuple[tuple[Any, ...], Names] | None = None  # and what they are of

    @property
    def size(self) -> int:
        """The number of events that were recorded: the last position."""
        return self._first("SELECT max(position) FROM events WHERE position > 0")[0] or 0

    def events(
        self,
        after: int = 0,
        until: int | None = None,
        *,
        types: Sequence[str] = (),
        among: Iterable[int] | None = None,
    ) -> Iterator[Recorded]:
        """Yield the events at the positions ``after + 1`` to ``until`` (inclusive; None: the last);
        only those of some types, and among some positions, if such are given."""
        where = "WHERE position > ? AND position <= ?"
        values: list[Any] = [after, _end(until)]
        if types:
            where += " AND type IN (SELECT value FROM json_each(?))"
            values.append(canonical(list(types)))
        if among is not None:
            where += " AND position IN (SELECT value FROM json_each(?))"
            values.append(canonical(sorted(among)))
        yield from self._select(f"{where} ORDER BY position", values)

    def rows(self, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """Yield the same as `events`, as they are kept."""
        where = "WHERE position > ? AND position <= ? ORDER BY position"
        yield from self._rows(where, [after, _end(until)])

    def wires(self, until: int | None = None) -> Iterator[tuple[Row, dict[str, Any]]]:
        """Yield the same up to a position, each with what its body says. Raises `Damaged`."""
        for row in self.rows(until=until):
            try:
                wire = orjson.loads(row.body)
            except ValueError as problem:
                raise Damaged(self.path, f"#{row.position} cannot be read ({problem})") from None
            if not isinstance(wire, dict):
                raise Damaged(self.path, f"#{row.position} cannot be read (it is no object)")
            yield row, wire

    def at(self, position: int) -> Recorded | None:
        """Return the event at a position, if there is one."""
        return next(self._select("WHERE position = ?", [position]), None)

    def find(self, reference: str) -> Recorded:
        """Return the event that ``#31``, or seven or more characters of an id, name.

        Raises `Unknown`, `Ambiguous`.
        """
        position = reference.removeprefix("#")
        if reference.startswith("#") and position.isascii() and position.isdigit():
            number = int(position.lstrip("0")[:18] or 0)  # no ledger has so many digits
            found = [one for one in [self.at(number)] if one]
        elif len(reference) >= _SHORTEST and set(reference) <= set("0123456789abcdef"):
            found = self._with_id(reference)
        else:
            found = []
        if not found:
            number = reference.isascii() and reference.isdigit() and len(reference) < 19
            near = [f"#{reference}"] if number and self.at(int(reference)) else []
            raise Unknown("event", reference, near)
        if len(found) > 1:
            raise Ambiguous("event", reference, [f"#{one.position}" for one in found])
        return found[0]

    def _with_id(self, prefix: str) -> list[Recorded]:
        where = (
            "WHERE substr(id, 1, 12) BETWEEN ? AND ? AND substr(id, 1, ?) = ?"
            " ORDER BY position LIMIT 9"
        )
        bounds = (prefix[:12], prefix[:12] + "g")  # no digit is as high as g
        return list(self._select(where, [*bounds, len(prefix), prefix]))

    def position_of(self, event_id: str) -> int | None:
        """Return the position of the event with this whole id, if it was recorded."""
        row = self._first(  # the + keeps SQLite from folding id = ? into the indexed term
            "SELECT position FROM events WHERE substr(id, 1, 12) = ? AND +id = ?",
            [event_id[:12], event_id],
        )
        return row[0] if row else None

    def about(self, position: int, until: int | None = None) -> Sequence[Recorded]:
        """Return what was recorded about the event at a position, in the order of the ledger, up to
        a position (inclusive; None: the last)."""
        return self.abouts(until)(position)

    def abouts(self, until: int | None = None) -> About:
        """Return the same for several positions of one state of the ledger: what is about an event,
        and about that in turn, is read at once."""
        known: dict[int, list[Recorded]] = {}

        def about(position: int) -> Sequence[Recorded]:
            if position not in known:
                found: dict[int, list[Recorded]] = {position: []}
                with connection.asking(self.path):
                    for of, *row in self.sql.execute(_MEMBERS, _family([position], until)):
                        if of in found:  # what the first is about itself is not asked
                            one = self._recorded(Row(*row))
                            found[of].append(one)
                            found[one.position] = []
                known.update(found)
            return known[position]

        return about

    def root(self, position: int) -> int:
        """Return the position of the event that the one at a position is about in the end: what a
        retraction of a correction of a signing is about is the signing."""
        return self._first(_ROOT, [position])[0] or position

    def history(self, positions: Iterable[int], until: int | None = None) -> History:
        """Return the history of some events, up to a position (inclusive; None: the last)."""
        found = History()
        for one in self.remarks(positions, until):
            one.tell(found)
        return found

    def remarks(self, positions: Iterable[int], until: int | None = None) -> Iterator[Remark]:
        """Yield what was recorded about the events at some positions, and about that in turn, in
        the order of the ledger; corrections and retractions that cannot be read left out."""
        values = _family(positions, until)
        with connection.asking(self.path):
            for position, about, event_type, body in self.sql.execute(_SAYS, values):
                event = self._read(position, body) if body is not None else None
                if not isinstance(event, Unread):
                    yield Remark(position, about, event_type, getattr(event, "changes", None))

    def family(self, positions: Iterable[int], until: int | None = None) -> list[Recorded]:
        """Return the events at some positions, and everything recorded about them, however far
        removed, in the order of the ledger, up to a position (inclusive; None: the last)."""
        values = _family(positions, until)
        with connection.asking(self.path):
            return [self._recorded(Row(*row)) for _, *row in self.sql.execute(_MEMBERS, values)]

    def reading_of(self, position: int, until: int | None = None) -> Event | Unread | None:
        """Return how the event at a position reads, as known at another (None: the last); None when
        there is none, or it was retracted."""
        found = self.at(position)
        if found is None or (until is not None and position > until):
            return None
        history = self.history([position], until)
        return history.reading(position, found.event)[0] if history.stands(position) else None

    def defined(self, event_type: str, identity: str) -> int | None:
        """Return the position of the definition of a type that has this id, if it was filed."""
        row = self._first(
            "SELECT position FROM events WHERE type = ? AND defines = ?", [event_type, identity]
        )
        return row[0] if row else None

    def defined_for_good(self, event_type: str, identity: str) -> Event | None:
        """Return the definition of a type that has this id, if it was filed, can be read, and
        nothing was recorded about it since."""
        where = (
            "WHERE type = ? AND defines = ? AND NOT EXISTS"
            " (SELECT 1 FROM events AS later WHERE later.about = events.position)"
        )
        found = next(self._select(where, [event_type, identity]), None)
        return None if found is None or isinstance(found.event, Unread) else found.event

    def positions_of(self, event_type: str, identities: Iterable[str]) -> list[int]:
        """Return the positions of the definitions of a type with some ids; unknown ids have
        none."""
        given = "SELECT value FROM json_each(?)"
        query = f"SELECT position FROM events WHERE type = ? AND defines IN ({given})"
        values = [event_type, canonical(sorted(identities))]
        return [row[0] for row in self.sql.execute(query, values)]

    def defined_ids(self, event_type: str) -> list[str]:
        """Return the ids of the definitions of a type."""
        rows = self.sql.execute(
            "SELECT defines FROM events WHERE type = ? AND defines IS NOT NULL", [event_type]
        )
        return [row[0] for row in rows]

    def definitions(self, *types: str) -> Iterator[Recorded]:
        """Yield the definitions of some types, as they were recorded."""
        marks = ", ".join("?" for _ in types)
        where = f"WHERE type IN ({marks}) AND defines IS NOT NULL ORDER BY position"
        yield from self._select(where, list(types))

    def names(self, until: int | None = None) -> Names:
        """Return the names of everything that stands filed, as it reads now, with the renamings
        known at a position (None: the last); nobody may add to them."""
        renamings = list(self.renamings(until))
        state = (self.size, self.sql.total_changes, *renamings)  # what was undone is a change, too
        if self._names is None or self._names[0] != state:
            self._names = state, Names(self.filed(), renamings)
        return self._names[1]

    def renamings(self, until: int | None = None) -> Iterator[Renaming]:
        """Yield the renamings that stand at a position (None: the last), as they read there."""
        for row in self.sql.execute(_RENAMINGS, [_end(until)]).fetchall():
            event = self.reading_of(row[0], until)
            if isinstance(event, Renaming):
                yield event

    def filed(self) -> Iterator[Named | Unread]:
        """Yield every program, participant and milestone that stands, as it reads now."""
        history = self.history(row[0] for row in self.sql.execute(_DEFINITIONS_WITH_MORE))
        for one in self.definitions(*NAMED):
            if history.stands(one.position):
                event, _ = history.reading(one.position, one.event)
                assert isinstance(event, (Program, Participant, Milestone, Unread))
                yield event

    def known_on(self, until: datetime) -> int:
        """Return the last position that was recorded at or before a moment (0: none was)."""
        low, high = 0, self.size  # record time never goes back, so a bisection finds it
        while low < high:
            middle = (low + high + 1) // 2
            if self.recorded_at(middle) <= until:
                low = middle
            else:
                high = middle - 1
        return low

    def recorded_at(self, position: int) -> datetime:
        """Return the time at which the event at a position was recorded."""
        return self._moment(self._kept("recorded_at", position), position)

    def dates(
        self, until: int | None = None, but: Iterable[int] = ()
    ) -> tuple[str | None, str | None]:
        """Return the first and the last day of the events of the world, up to a position (None:
        the last); open ends, the ledger's own matters and some positions are left out."""
        row = self.sql.execute(
            "SELECT min(nullif(earliest, '0001-01-01')), max(nullif(latest, '9999-12-31'))"
            " FROM events WHERE defines IS NULL AND position <= ?"
            " AND position NOT IN (SELECT value FROM json_each(?))",
            [_end(until), canonical(list(but))],
        ).fetchone()
        return row[0], row[1]

    def _select(self, where: str, parameters: Sequence[Any]) -> Iterator[Recorded]:
        for row in self._rows(where, parameters):
            yield self._recorded(row)

    def _rows(self, where: str, parameters: Sequence[Any]) -> Iterator[Row]:
        try:
            for row in self.sql.execute(f"SELECT {_COLUMNS} FROM events {where}", parameters):
                yield Row(*row)
        except (sqlite3.Error, UnicodeDecodeError) as problem:
            raise connection.refusal(self.path, problem) from problem

    def _first(self, query: str, parameters: Sequence[Any] = ()) -> Any:
        try:
            return self.sql.execute(query, parameters).fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as problem:
            raise connection.refusal(self.path, problem) from problem

    def _kept(self, column: str, position: int) -> Any:
        """Return what the row at a position has in a column. Raises `Damaged` where none is."""
        row = self._first(f"SELECT {column} FROM events WHERE position = ?", [position])
        if row is None:
            raise Damaged(self.path, f"#{position} is missing")
        return row[0]

    def _recorded(self, row: Row) -> Recorded:
        try:
            found = recorded(*row)
        except (ValueError, TypeError, RecursionError) as problem:
            raise Damaged(self.path, f"#{row.position} cannot be read ({problem})") from None
        if isinstance(found.event, (Attestation, Correction, Retraction)):
            self._check_about(row, found.event.event)
        return found

    def _check_about(self, row: Row, event_id: str) -> None:
        """Check that what is about an event comes after it, so that nothing is about itself,
        however far removed. Raises `Damaged` where somebody altered the ledger to say otherwise."""
        about = self._first(_ABOUT_WHICH, [row.position])
        if about != (event_id,) or event_id_of(row.body) != row.id:
            raise Damaged(self.path, f"#{row.position} is about no event that was recorded before")

    def _read(self, position: int, body: str) -> Event | Unread:
        try:
            return read(body)
        except (ValueError, TypeError, RecursionError) as problem:
            raise Damaged(self.path, f"#{position} cannot be read ({problem})") from None

    def _moment(self, stamped: str, position: int) -> datetime:
        try:
            return moment(stamped)
        except (ValueError, TypeError):
            raise Damaged(self.path, f"the time of #{position} is {stamped!r}") from None


def _family(positions: Iterable[int], until: int | None) -> Mapping[str, Any]:
    """Return what the queries of `_FAMILY` are asked for."""
    return {"positions": canonical(sorted(positions)), "until": _end(until)}


def _end(until: int | None) -> int:
    """Return the last position to be read."""
    return _NO_END if until is None else until
