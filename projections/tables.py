"""The answers kept as indexed tables in the ledger's own file, all of which can be made again.

`keep` is a subscriber of the ledger: it runs inside each append's transaction, so the tables are
never behind. An append by a program that brought no subscriber leaves them behind, which `current`
tells; the next append that brings it, or `rebuild`, makes up for that. What the tables hold is
what the folds say: `beliefs` for memberships, `effective` for definitions and citations.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlite_utils import Database

from ledger import files
from ledger.errors import Damaged
from ledger.events import Attestation, Correction, Event, Recorded, Retraction
from ledger.standing import reading, stands
from ledger.store import Ledger
from projections import rows
from projections.beliefs import Belief, Beliefs
from projections.membership import Pair, Span, act_of, spans
from projections.rows import Row

SCHEMA = """
CREATE TABLE kept (position INTEGER NOT NULL) STRICT;
INSERT INTO kept VALUES (0);
CREATE TABLE programs (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, aliases TEXT NOT NULL,
  opened_on TEXT, members TEXT NOT NULL
) STRICT;
CREATE TABLE participants (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
  state TEXT, aliases TEXT NOT NULL
) STRICT;
CREATE TABLE sources (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL, publisher TEXT NOT NULL, title TEXT NOT NULL,
  url TEXT, published_on TEXT, tier TEXT NOT NULL, language TEXT, sha256 TEXT, copy_of TEXT
) STRICT;
CREATE TABLE citations (
  position INTEGER NOT NULL, about INTEGER, stance TEXT NOT NULL, source TEXT NOT NULL,
  locator TEXT, quote TEXT, says TEXT
) STRICT;
CREATE INDEX citations_by_position ON citations (position);
CREATE TABLE acts (
  position INTEGER PRIMARY KEY, program TEXT NOT NULL, participant TEXT NOT NULL, status TEXT,
  earliest TEXT NOT NULL, latest TEXT NOT NULL, date TEXT NOT NULL
) STRICT;
CREATE INDEX acts_by_pair ON acts (program, participant);
CREATE TABLE membership (
  program TEXT NOT NULL, participant TEXT NOT NULL, start TEXT NOT NULL, "end" TEXT,
  statuses TEXT NOT NULL, since TEXT NOT NULL, because TEXT NOT NULL,
  believed_from INTEGER NOT NULL, believed_until INTEGER
) STRICT;
CREATE INDEX membership_by_pair ON membership (program, participant);
"""
_SEARCH = "CREATE VIRTUAL TABLE search USING fts5 (text)"
TABLES = (
    "kept",
    "programs",
    "participants",
    "sources",
    "citations",
    "acts",
    "membership",
    "search",
)
T = TypeVar("T")
_SELECT_BELIEF = """
SELECT program, participant, start, "end", statuses, since, because, believed_from, believed_until
FROM membership
"""


def keep(ledger: Ledger, records: Sequence[Recorded]) -> None:
    """Bring the tables up to date with what was just recorded (a `ledger.store.Subscriber`)."""
    done, before = kept(ledger), records[0].position - 1
    if done == before:
        _keep(ledger, records)
    elif done is None or done > before:  # there are none, or somebody altered them
        _keep(ledger, ledger.events(), make=True)
    else:
        _keep(ledger, ledger.events(after=done))


def kept(ledger: Ledger) -> int | None:
    """The position up to which the tables are kept; None when there are none, or they do not say
    it."""
    with files.asking(ledger.path):
        found = ledger.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'kept'").fetchone()
        told = ledger.db.execute("SELECT position FROM kept").fetchall() if found else []
    return told[0][0] if len(told) == 1 and isinstance(told[0][0], int) else None


def current(ledger: Ledger) -> bool:
    """Whether the tables hold all that was recorded."""
    return kept(ledger) == ledger.size


def rebuild(ledger: Ledger) -> int:
    """Drop the tables and make them again from the events; returns how many events were read."""
    with ledger.change():
        _keep(ledger, ledger.events(), make=True)
        return ledger.size


def memberships_of(ledger: Ledger, program: str, known: int) -> Iterator[tuple[str, Span]]:
    """Each participant and span of a program that the ledger believed at a position."""
    where = (
        "WHERE program = ? AND believed_from <= ?"
        " AND (believed_until IS NULL OR believed_until > ?) ORDER BY participant, start"
    )
    for row in ledger.db.execute(_SELECT_BELIEF + where, [program, known, known]):
        belief = _understood(ledger, rows.belief, row)
        yield belief.pair[1], belief.span


def beliefs(ledger: Ledger) -> Iterator[Belief]:
    """Every belief that the tables hold, in the order of `beliefs.Beliefs`."""
    order = "ORDER BY believed_from, program, participant, start"
    for row in ledger.db.execute(_SELECT_BELIEF + order):
        yield _understood(ledger, rows.belief, row)


def differences(ledger: Ledger) -> Iterator[str]:
    """What the tables hold that the folds do not say, or the other way round: one line each;
    nothing when they agree, or when there are no tables."""
    done, there = kept(ledger), set(TABLES) & set(ledger.db.table_names())
    if done is None or done > ledger.size:
        if there:
            yield "file: it is not told how far the tables go: run 'depositary rebuild'"
        return
    if there != set(TABLES):
        gone = ", ".join(sorted(set(TABLES) - there))
        yield f"file: of its tables it has no {gone}: run 'depositary rebuild'"
        return
    with files.asking(ledger.path):
        balance = Counter(_rows_of_folds(ledger, done))
        balance.subtract(_rows(ledger))
    for problem, those in (
        ("holds what the events do not say", -balance),
        ("lacks what the events say", +balance),
    ):
        for row in sorted(
            those.elements(), key=lambda row: (str(_position(row)).zfill(20), str(row))
        ):
            yield f"#{_position(row)}: the table {row[0]} {problem}: {rows.shown(row[1:])}"


def _rows(ledger: Ledger) -> Iterator[Row]:
    """Every row of the tables that follow from events."""
    for table in TABLES[1:]:
        columns = "rowid, text" if table == "search" else "*"
        yield from ((table, *row) for row in ledger.db.execute(f"SELECT {columns} FROM {table}"))


def _rows_of_folds(ledger: Ledger, until: int) -> Iterator[Row]:
    """Every row that the folds of the events up to a position would have there."""
    folded = Beliefs()
    for recorded in ledger.events(until=until):
        folded.apply(recorded)
        yield rows.searched(recorded)
    for belief in folded:
        yield rows.believed(belief)
    for one in folded.effective:
        yield from rows.told(one.position, one.event, ledger.position_of)
        found = act_of(one.position, one.event)
        if found:
            yield rows.acted(*found)


def _position(row: Row) -> int:
    """The position that a row concerns first: for a belief, that from which it was held."""
    position: int = row[8] if row[0] == "membership" else row[1]
    return position


def search(ledger: Ledger, words: str) -> list[int]:
    """The positions of the events that have all of some words in their texts."""
    query = " ".join('"' + word.replace('"', '""') + '"' for word in words.split())
    if not query:
        return []
    db = ledger.db if current(ledger) else _index(ledger)
    found = db.execute("SELECT rowid FROM search WHERE text MATCH ? ORDER BY rowid", [query])
    return [row[0] for row in found]


def _index(ledger: Ledger) -> Database:
    """The table that is searched, made in memory for a ledger whose own is behind."""
    db = Database(memory=True)
    db.execute(_SEARCH)
    for recorded in ledger.events():
        _insert(db, rows.searched(recorded))
    return db


def _keep(ledger: Ledger, records: Iterable[Recorded], *, make: bool = False) -> None:
    if make:
        for table in TABLES:
            ledger.db.execute(f"DROP TABLE IF EXISTS {table}")
        ledger.db.executescript(SCHEMA)
        ledger.db.execute(_SEARCH)
    last = None
    for last in records:
        _apply(ledger, last)
    if last:
        ledger.db.execute("UPDATE kept SET position = ?", [last.position])


def _apply(ledger: Ledger, recorded: Recorded) -> None:
    """Take in one record: write it down, and read again what it is about."""
    touched = recorded
    _insert(ledger.db, rows.searched(recorded))
    _put(ledger, recorded, recorded.event, recorded.position)
    while isinstance(touched.event, (Attestation, Correction, Retraction)):
        touched = ledger.find(touched.event.event)

        def about(position: int) -> Sequence[Recorded]:
            return ledger.about(position, until=recorded.position)

        event = reading(touched, about)[0] if stands(touched.position, about) else None
        _put(ledger, touched, event, recorded.position)


def _put(ledger: Ledger, recorded: Recorded, event: Event | None, now: int) -> None:
    """Write how an event reads as of a position, over how it read before (None: not at all)."""
    if now != recorded.position:
        for table in ("programs", "participants", "sources", "citations"):
            ledger.db.execute(f"DELETE FROM {table} WHERE position = ?", [recorded.position])
    if event is not None:
        for row in rows.told(recorded.position, event, ledger.position_of):
            _insert(ledger.db, row)
    for pair in _move(ledger, recorded.position, event, fresh=now == recorded.position):
        _believe(ledger, pair, now)


def _insert(db: Database, row: Row) -> None:
    table, *values = row
    columns = "search (rowid, text)" if table == "search" else table
    db.execute(f"INSERT INTO {columns} VALUES ({', '.join('?' * len(values))})", values)


def _move(ledger: Ledger, position: int, event: Event | None, *, fresh: bool) -> set[Pair]:
    """Put an event's act where it belongs now; returns the memberships that this touches."""
    touched: set[Pair] = set()
    if not fresh:
        where = "FROM acts WHERE position = ?"
        before = ledger.db.execute(f"SELECT program, participant {where}", [position]).fetchone()
        if before:
            ledger.db.execute(f"DELETE {where}", [position])
            touched.add(before)
    found = act_of(position, event) if event else None
    if found:
        _insert(ledger.db, rows.acted(*found))
        touched.add(found[0])
    return touched


def _believe(ledger: Ledger, pair: Pair, now: int) -> None:
    """Let the ledger believe of a membership, from a position on, what its acts say."""
    acts = ledger.db.execute(
        "SELECT position, status, earliest, latest, date FROM acts"
        " WHERE program = ? AND participant = ? ORDER BY position",
        pair,
    )
    found = spans([_understood(ledger, rows.act, row) for row in acts])
    where = "WHERE program = ? AND participant = ? AND believed_until IS NULL"
    now_held = ledger.db.execute(_SELECT_BELIEF + where, pair)
    believed = {_understood(ledger, rows.belief, row).span for row in now_held}
    for span in believed.difference(found):
        end = 'UPDATE membership SET believed_until = ? {} AND start = ? AND "end" IS ?'
        values = [now, *pair, *rows.days(span)]
        ledger.db.execute(end.format(where), values)
    for span in found:
        if span not in believed:
            _insert(ledger.db, rows.believed(Belief(pair, span, now, None)))


def _understood(ledger: Ledger, read: Callable[..., T], row: Sequence[Any]) -> T:
    """What a row says. Raises `Damaged` where somebody altered it so that it says nothing."""
    try:
        return read(*row)
    except (TypeError, ValueError) as problem:
        raise Damaged(ledger.path, f"one of its tables says {rows.shown(tuple(row))}") from problem
