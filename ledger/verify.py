"""Verification: everything that the ledger's hashes promise, computed again from the records, and
whether the file itself is sound.

Each fault names the first position it concerns. `projections.kept.tables` compares
its tables with the folds.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import NoneType
from typing import Any

import attrs

from ledger import as_written, codec, connection, schema, values
from ledger.archive import is_mark
from ledger.columns import columns_as_written, columns_of
from ledger.errors import Damaged, OtherSchema
from ledger.events import About, Correction, Event, Source, Unread, type_of
from ledger.records import LIMIT, moment, record, stamp
from ledger.store import Ledger
from ledger.transparency import merkle

_NEVER = "~"  # later, as a text, than every time of record
_CLOCKS_DIFFER = timedelta(days=1)  # by less: one of the two is set wrong, and nobody lied

_ROWS = """
SELECT position, id, type, program, participant, earliest, latest, date, defines, about,
       recorded_at, recorded_by, body, leaf, nodes
FROM events
"""
# Column types are declared, but only a write through SQLite is held to them.
_TYPES: tuple[Any, ...] = (int, str, str, *[(str, NoneType)] * 6, (int, NoneType))
_TYPES = (*_TYPES, str, str, str, bytes, bytes)
_TWICE = """
SELECT position FROM events AS later WHERE EXISTS (
  SELECT 1 FROM events AS first
  WHERE substr(first.id, 1, 12) = substr(later.id, 1, 12) AND +first.id = later.id
  AND first.position < later.position
)
ORDER BY position
"""


@attrs.frozen
class Failure:
    """A thing that does not hold, at which position (or, for a tree head, at which size); at 0, of
    the file as a whole."""

    position: int
    problem: str

    def __str__(self) -> str:
        return f"#{self.position}: {self.problem}" if self.position else f"file: {self.problem}"


@attrs.define
class _Bodies:
    """What a verification comes across in the bodies of events."""

    unnamed: set[str]  # the hashes of archived texts that no source was found to name
    unread: list[int]  # the positions of events that this version cannot read


def verify(
    ledger: Ledger, now: datetime | None = None, unread: list[int] | None = None
) -> Iterator[Failure]:
    """Yield everything that does not hold: first of the file as a whole, then in the order of the
    ledger; nothing when all does.

    Its tables and triggers, without which nothing else is looked at. The pages and indexes of the
    file (SQLite's own check), and each archived text the one of its hash, which a source names.
    Positions without a gap, each id once, each id and leaf the hash of its record, each body the
    canonical JSON of an event (`codec.read`), what it is about before it, the columns beside it,
    who recorded it a name, record times that never go back nor are still to come (where ``now`` is
    given), each subtree and each tree head (RFC 9162 §2.1.1), and a head over all events.

    ``unread``, if given, takes the positions of the events that this version cannot read; where
    nothing fails, all of them.
    """
    try:
        ledger.check()
    except OtherSchema as refusal:
        yield from (Failure(0, problem) for problem in refusal.problems)
        return
    bodies = _Bodies(set(), [] if unread is None else unread)
    for what, check in (
        ("it", _check_pages(ledger)),
        ("its archive", _check_archive(ledger, bodies.unnamed)),
        ("it", _check_records(ledger, now, bodies)),
    ):
        try:
            yield from check
        except (sqlite3.Error, UnicodeDecodeError) as problem:
            yield Failure(0, f"{what} cannot be read, {connection.in_our_words(problem)}")
        except Damaged as refusal:
            yield Failure(0, refusal.problem)


def _check_pages(ledger: Ledger) -> Iterator[Failure]:
    """Yield what SQLite's own check finds. It computes what the checks and indexes of a table say,
    so that where there are strange ones, it is of the ledger's alone."""
    strange = schema.strange(ledger.sql, ledger.kept)
    for asked in ("events", "tree_heads", "archive") if strange else ("10",):
        for (found,) in ledger.sql.execute(f"PRAGMA integrity_check({asked})"):
            if found != "ok":
                yield Failure(0, f"SQLite finds {' '.join(found.split())}")


def _check_archive(ledger: Ledger, unnamed: set[str]) -> Iterator[Failure]:
    for sha256, text in ledger.sql.execute("SELECT sha256, CAST(text AS BLOB) FROM archive"):
        if is_mark(sha256, text):
            continue
        if hashlib.sha256(text or b"").hexdigest() != sha256:
            yield Failure(0, f"the archived text {str(sha256)[:12]} is not the one of this hash")
        else:
            unnamed.add(sha256)


def _check_records(ledger: Ledger, now: datetime | None, bodies: _Bodies) -> Iterator[Failure]:
    frontier, last = merkle.Frontier(), ""
    heads = {size: (root, at) for size, root, at in _heads(ledger)}
    covered = {0, *heads}
    to_come = stamp(now + _CLOCKS_DIFFER) if now else _NEVER
    for row in _rows(ledger):
        if isinstance(row, Failure):
            yield row
            return
        position, at = row[0], row[-5]
        if position < 1:
            yield Failure(0, f"it has an event at position {position}, and the first is 1")
            return
        if position != frontier.size + 1:
            yield Failure(position, f"the position before it is {frontier.size}: rows are missing")
            return
        yield from _check_row(ledger, row, frontier, bodies)
        if at < last:
            yield Failure(position, f"recorded at {at}, before the event ahead of it")
        if last <= to_come < at:  # said of the first alone
            yield Failure(position, f"recorded at {at}, which is still to come")
        last = at
        if position in heads:
            yield from _check_head(position, frontier.root(), last, heads.pop(position))
    for (position,) in ledger.sql.execute(_TWICE):
        yield Failure(position, "it was recorded before: it has the id of an earlier event")
    size = frontier.size
    for beyond in sorted(heads):
        yield Failure(beyond, f"a tree head has this size, and the ledger has {size} events")
    if size not in covered:
        yield Failure(size, "no tree head covers the last events")
    for sha256 in sorted(bodies.unnamed):
        yield Failure(0, f"the archived text {sha256[:12]} is the one of no source")


def _rows(ledger: Ledger) -> Iterator[Any]:
    """Yield each row; where one cannot be read, that failure, and nothing after it."""
    position, problem = 0, ""
    try:
        for row in ledger.sql.execute(f"{_ROWS} ORDER BY position"):
            if not all(map(isinstance, row, _TYPES)):
                problem = "it has a value of another type than its column"
                break
            position = row[0]
            yield row
    except (sqlite3.DatabaseError, UnicodeDecodeError) as unread:
        problem = f"it cannot be read, {connection.in_our_words(unread)}"
        position += _can_be_read(ledger, position + 1)  # SQLite was asked for one row more
    if problem:
        yield Failure(position + 1, problem)


def _can_be_read(ledger: Ledger, position: int) -> bool:
    try:
        return bool(ledger.sql.execute(f"{_ROWS} WHERE position = ?", [position]).fetchone())
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def _heads(ledger: Ledger) -> Iterator[Any]:
    yield from ledger.sql.execute("SELECT size, root, recorded_at FROM tree_heads ORDER BY size")


def _check_row(
    ledger: Ledger, row: Any, frontier: merkle.Frontier, bodies: _Bodies
) -> Iterator[Failure]:
    position, event_id, *_, at, by, body, leaf, nodes = row
    if codec.event_id(body) != event_id:
        yield Failure(position, "its id is not the hash of its body")
    hashed = record(position, event_id, at, by, body)
    if len(hashed) > LIMIT:
        yield Failure(position, f"its record has {len(hashed):,} bytes, and may have {LIMIT:,}")
    if (computed := merkle.leaf_hash(hashed)) != leaf:
        yield Failure(position, "its leaf is not the hash of its record")
    if frontier.add(computed) != nodes:
        yield Failure(position, "its subtree hashes are not those of the leaves up to it")
    for problem in (_problem_with_origin(at, by), _problem_with_body(ledger, row, bodies)):
        if problem:
            yield Failure(position, problem)


def _problem_with_origin(at: str, by: str) -> str | None:
    """Return what is wrong with the time at which an event was recorded, or with who recorded
    it."""
    try:
        moment(at)
    except ValueError:
        return f"its time of record is {at!r}"
    try:
        if values.name(by) == by:
            return None
        problem = "it is not in normal form"
    except ValueError as refusal:
        problem = str(refusal)
    return f"who recorded it is no name, {problem}"


def _problem_with_body(ledger: Ledger, row: Any, bodies: _Bodies) -> str | None:
    """Return what is wrong with an event's body, or with the columns beside it."""
    position, _, event_type, *columns, _, _, body, _, _ = row
    if _is_plain_act(event_type, columns, body):
        return None
    try:
        event = codec.read(body)
    except (ValueError, RecursionError) as problem:
        return f"its body is no event: {problem}"
    if codec.body(event) != body:
        return "its body is not in canonical form"
    if bodies.unnamed:
        bodies.unnamed.difference_update(_digests(event))
    if isinstance(event, Unread):  # what else it is found by, only its own version can tell
        bodies.unread.append(position)
        return None if event.type == event_type else "its type is not that of its body"
    found = (type_of(event), *columns_of(event, ledger.position_of))
    if found != (event_type, *columns):
        return "its columns are not those of its body"
    about = found[-1]
    if isinstance(event, About) and not (about and about < position):
        return "it is about no event that was recorded before it"
    return None


def _is_plain_act(event_type: str, columns: list[Any], body: str) -> bool:
    """Return whether a body is an act as it is kept, and the columns beside it are those of it;
    False also where it is not plain that all is well."""
    wire = as_written.wire_in(body)
    if not wire or codec.canonical(wire) != body:
        return False
    return (wire["type"], *columns_as_written(wire)) == (event_type, *columns)


def _digests(event: Event | Unread) -> Iterator[str]:
    """Yield the hash of an archived text that an event names."""
    match event:
        case Source(sha256=str(digest)):
            yield digest
        case Correction(changes={"sha256": str(digest)}):
            yield digest
        case Unread():
            yield str(codec.encode(event).get("sha256"))


def _check_head(size: int, root: bytes, at: str, head: tuple[bytes, str]) -> Iterator[Failure]:
    if head[0] != root:
        yield Failure(size, "the tree head of this size has another root")
    if head[1] != at:
        yield Failure(size, f"the tree head of this size was sealed at {head[1]}, not at {at}")
