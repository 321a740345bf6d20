"""The answers kept as indexed tables in the ledger's own file, all of which can be made again.

`keep` is a subscriber of the ledger: it runs inside each append's transaction, so the tables are
never behind. An append by a program that brought no subscriber leaves them behind, which `current`
tells; the next append that brings it, or `rebuild`, makes up for that.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from ledger import codec, connection, schema
from ledger.errors import Damaged
from ledger.store import Ledger
from projections.effective import Effective, fold
from projections.kept import corrected, marks, plain_history, rows
from projections.kept import search as text_search
from projections.kept.rows import Row
from projections.kept.span_history import Belief, Held, Revoked, Turn, held
from projections.membership import Pair, Span
from projections.possible import Act

EDITION = 5  # raised when the tables, or the events that can be read, are others than before
_KEPT = "CREATE TABLE kept (position INTEGER NOT NULL, edition INTEGER NOT NULL) STRICT"
SCHEMA = f"""
{_KEPT};
CREATE TABLE membership (
  program TEXT NOT NULL, participant TEXT NOT NULL, start TEXT NOT NULL, "end" TEXT,
  statuses TEXT NOT NULL, since TEXT NOT NULL, because TEXT NOT NULL,
  believed_from INTEGER NOT NULL, believed_until INTEGER,
  PRIMARY KEY (program, participant, believed_from, start)
) STRICT, WITHOUT ROWID;
CREATE VIEW standing AS
SELECT position, id, type, defines, about,
  CASE WHEN position IN (SELECT position FROM readings)
  THEN (SELECT body FROM readings WHERE position = events.position ORDER BY since DESC LIMIT 1)
  ELSE body END AS body
FROM events;
CREATE VIEW programs AS
SELECT position, body ->> 'id' AS id, body ->> 'name' AS name,
  coalesce(body ->> 'aliases', '[]') AS aliases, body ->> 'opened_on' AS opened_on,
  coalesce(body ->> 'members', '["signatory","bound","party"]') AS members,
  body ->> 'force' AS force, coalesce(body ->> 'tiers', '[]') AS tiers,
  body ->> 'coverage' AS coverage
FROM standing WHERE type = 'program' AND defines IS NOT NULL AND body IS NOT NULL;
CREATE VIEW participants AS
SELECT position, body ->> 'id' AS id, body ->> 'name' AS name, body ->> 'kind' AS kind,
  body ->> 'state' AS state, coalesce(body ->> 'aliases', '[]') AS aliases
FROM standing WHERE type = 'participant' AND defines IS NOT NULL AND body IS NOT NULL;
CREATE VIEW sources AS
SELECT position, body ->> 'id' AS id, body ->> 'publisher' AS publisher, body ->> 'title' AS title,
  body ->> 'url' AS url, body ->> 'published_on' AS published_on, body ->> 'tier' AS tier,
  body ->> 'language' AS language, body ->> 'sha256' AS sha256, body ->> 'copy_of' AS copy_of
FROM standing WHERE type = 'source' AND defines IS NOT NULL AND body IS NOT NULL;
CREATE VIEW documents AS
SELECT position, body ->> 'id' AS id, body ->> 'title' AS title, body ->> 'form' AS form,
  body ->> 'done_on' AS done_on
FROM standing WHERE type = 'document' AND defines IS NOT NULL AND body IS NOT NULL;
CREATE VIEW citations AS
SELECT position, CASE standing.type WHEN 'attestation' THEN about END AS about,
  coalesce(body ->> 'stance', 'supports') AS stance,
  cited.value ->> 'source' AS source, cited.value ->> 'locator' AS locator,
  cited.value ->> 'quote' AS quote, cited.value ->> 'says' AS says
FROM standing, json_each(coalesce(body -> 'citations', json_array(body -> 'citation'))) AS cited
WHERE cited.type = 'object';
"""
TABLES = {  # each table and view, in the order in which they are made
    "kept": "TABLE",
    "membership": "TABLE",
    "marked": "TABLE",
    "readings": "TABLE",
    "search": "TABLE",
    "words": "TABLE",
    "standing": "VIEW",
    "programs": "VIEW",
    "participants": "VIEW",
    "sources": "VIEW",
    "documents": "VIEW",
    "citations": "VIEW",
}
COMPARED = ("readings", "membership", "marked", "search")  # with the events, in this order
_MAKE = corrected.SCHEMA + text_search.SCHEMA + text_search.SETTINGS + marks.SCHEMA + SCHEMA
_DEFINITIONS = schema.definitions(text_search.SHADOWS + _MAKE)
T = TypeVar("T")
_SELECT_BELIEF = """
SELECT program, participant, start, "end", statuses, since, because, believed_from, believed_until
FROM membership
"""
_SPANS = """
SELECT participant, start, "end", statuses, since, because FROM membership
WHERE program = :program AND believed_from <= :known
AND (believed_until IS NULL OR believed_until > :known)
"""
_OF_LIVES = f"""
SELECT position FROM events
WHERE {schema.LIVES} AND type IN ('entry-into-force', 'ending')
AND (program IS NULL OR program = :program OR position IN (SELECT position FROM readings))
"""
_CLAIMS = """
SELECT position FROM events WHERE program = :program AND participant IS NULL AND type = 'claim'
UNION SELECT position FROM readings WHERE program = :program AND type = 'claim'
"""
_ON_A_DAY = f'{_SPANS} AND start <= :day AND ("end" IS NULL OR "end" > :day)'


def _is_other(db: sqlite3.Connection) -> bool:
    """Return whether the tables of a file are those of another edition, whatever they are:
    ``kept``, of which alone the shape is known, tells."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE sql = ?", [_KEPT]).fetchone():
        return False
    told = db.execute("SELECT edition FROM kept LIMIT 2").fetchall()
    return len(told) == 1 and isinstance(told[0][0], int) and told[0][0] != EDITION


KEPT = schema.Kept(_DEFINITIONS, _is_other)  # for whoever opens a ledger


def keep(ledger: Ledger, after: int) -> None:
    """Bring the tables up to date with what was recorded after a position (a
    `ledger.store.Subscriber`); those of a later edition are left to the program that made them."""
    done, found = _told_of(ledger)
    if found > EDITION:
        return
    foreign = ledger.size if ledger.upstream else after  # what a copy takes, others recorded
    if found != EDITION or done > after:  # there are none of this edition, or somebody altered them
        _make(ledger, foreign)
    else:
        _catch_up(ledger, done, foreign)


def kept(ledger: Ledger) -> int | None:
    """Return the position up to which the tables are kept; None when there are none of this
    edition, or they do not say it. Raises `OtherSchema` where they are others than this edition
    makes."""
    position, found = _told_of(ledger)
    return position if found == EDITION else None


def edition(ledger: Ledger) -> int:
    """Return the edition of the tables; 0 when there are none, or they do not say it."""
    return _told_of(ledger)[1]


def _told_of(ledger: Ledger) -> tuple[int, int]:
    """Return the position up to which the tables are kept, and their edition."""
    ledger.check(KEPT)
    with connection.asking(ledger.path):
        found = ledger.sql.execute("SELECT 1 FROM sqlite_master WHERE sql = ?", [_KEPT]).fetchone()
        told = ledger.sql.execute("SELECT position, edition FROM kept").fetchall() if found else []
    [row] = told if len(told) == 1 else [(0, 0)]
    return row if all(isinstance(one, int) for one in row) else (0, 0)


def current(ledger: Ledger) -> bool:
    """Return whether the tables hold all that was recorded."""
    return kept(ledger) == ledger.size


def unread(ledger: Ledger, known: int) -> list[int]:
    """Return the positions of the events that stood at a position of the ledger and cannot be read;
    the tables have to be current."""
    return corrected.unread(ledger, known)


def rebuild(ledger: Ledger) -> int:
    """Drop the tables, whatever has their names now, and make them again from the events; returns
    how many events were read. Nothing is asked of what is dropped.

    Raises `OtherSchema` where the file is no ledger of this program even then.
    """
    with ledger.change():
        _make(ledger, foreign=ledger.size)
        return ledger.size


def memberships_of(
    ledger: Ledger, program: str, known: int, on: date | None = None
) -> Iterator[tuple[str, Span]]:
    """Yield each participant and span of a program that the ledger believed at a position; only
    spans that cover a day, if one is given."""
    day = on.isoformat() if on else None
    values = {"program": program, "known": known, "day": day}
    query = f"{_SPANS} ORDER BY participant, start" if day is None else _ON_A_DAY
    for participant, *row in ledger.sql.execute(query, values):
        yield participant, _understood(ledger, rows.span, row)


def lived(ledger: Ledger, program: str, known: int) -> Effective:
    """Return the entries into force and endings of a program and of any participant, as known at a
    position."""
    positions = of_lives(ledger, program)
    records = ledger.family(positions) if positions else ()
    return fold(one for one in records if one.position <= known)


def claims(ledger: Ledger, program: str, known: int) -> Effective:
    """Return the claims that are, or ever were said to be, about a program, as known at a
    position."""
    positions = of_claims(ledger, program)
    records = ledger.family(positions) if positions else ()
    return fold(one for one in records if one.position <= known)


def of_claims(ledger: Ledger, program: str) -> list[int]:
    """Return the positions of the claims that are, or ever were said to be, about a program."""
    return [row[0] for row in ledger.sql.execute(_CLAIMS, {"program": program})]


def of_lives(ledger: Ledger, program: str) -> list[int]:
    """Return the positions of the entries into force and endings of a program and of all
    participants; others may be among them."""
    return [row[0] for row in ledger.sql.execute(_OF_LIVES, {"program": program})]


def marking(
    ledger: Ledger, program: str, known: int, acts: Set[int], participants: Set[str]
) -> tuple[Effective, list[int], list[int]]:
    """Return the events that may mark a roster (`kept.marks.hinted`)."""
    return marks.hinted(ledger, program, known, acts, participants)


def search(ledger: Ledger, text: str) -> list[int]:
    """Return the positions of the events that have all the words of a text in their own, those that
    it joins by a dash or a dot side by side."""
    return text_search.search(ledger, text, current=current(ledger))


def _make(ledger: Ledger, foreign: int) -> None:
    """Make the tables anew. What may be unread is at the positions up to ``foreign``: what this
    program recorded itself, it can read."""
    while there := _there(ledger):  # with some go others
        name, kind = there[-1]
        ledger.sql.execute(f"DROP {kind} {name}")
    schema.run(ledger.sql, _MAKE)
    ledger.check(KEPT)
    ledger.sql.execute("INSERT INTO kept VALUES (0, ?)", [EDITION])
    _catch_up(ledger, 0, foreign)


def _there(ledger: Ledger) -> list[tuple[str, str]]:
    """Return what the file has under the names of the tables and views, in the order in which they
    are made, and of what kind each is."""
    kinds = {name: kind for kind, name in schema.in_file(ledger.sql)}
    return [(name, kinds[name]) for _, name in _DEFINITIONS if name in kinds]


def _catch_up(ledger: Ledger, after: int, foreign: int) -> None:
    size = ledger.size
    changed = corrected.catch_up(ledger, after, size, foreign)
    if after:
        touched = corrected.touched(ledger, after, changed)
        while pairs := list(islice(touched, _AT_ONCE)):
            _believe(ledger, pairs, after)
    else:
        ledger.sql.executemany(_INSERT, _believed(ledger))
    marks.catch_up(ledger, after, size)
    ledger.sql.execute("UPDATE kept SET position = ?", [size])
    text_search.catch_up(ledger, after, size)  # last: FTS5 writes what it holds at each statement


_INSERT = "INSERT INTO membership VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DELETE = """
DELETE FROM membership WHERE program = ? AND participant = ? AND believed_from = ? AND start = ?
"""
_END = """
UPDATE membership SET believed_until = ?
WHERE program = ? AND participant = ? AND believed_from = ? AND start = ?
"""
_OF_PAIR = "WHERE program = ? AND participant = ?"
_OF_PAIRS = f"""
{_SELECT_BELIEF} JOIN json_each(?) ON program = value ->> 0 AND participant = value ->> 1
"""
_FROM_A_DAY = "believed_until IS NULL AND coalesce(\"end\", '9999-12-31') >= ? ORDER BY start"
_AT_ONCE = 200  # memberships
FEW = 30  # acts of one membership, with what was said of them


def _believe(ledger: Ledger, pairs: Sequence[Pair], after: int) -> None:
    """Keep what is believed of some memberships, of which it is kept up to a position. Of few acts
    it is made anew, which mends what somebody altered; of many, where that would take its time,
    only for the days that change."""
    few: dict[Pair, list[Row]] = {}
    with corrected.understanding(ledger):
        for pair, ladder, found in corrected.of_pairs(ledger, pairs):
            if len(found) <= FEW or not _go_on(ledger, pair, _turns(found, ladder), after):
                few[pair] = list(_made_of(pair, found, ladder))
    before = set(ledger.sql.execute(_OF_PAIRS, [codec.canonical(list(few))]))
    now = {row for of in few.values() for row in of}
    ledger.sql.executemany(_DELETE, [(*row[:2], row[7], row[2]) for row in before - now])
    ledger.sql.executemany(_INSERT, now - before)


def _go_on(ledger: Ledger, pair: Pair, turns: Sequence[Turn], after: int) -> bool:
    """Go on from what is kept; False where that says nothing."""
    if any(isinstance(one.act, Revoked) for one in turns):
        return False  # what they alter begins with the acts that they are of
    old = [one for one in turns if one.since <= after]
    new = [one for one in turns if one.since > after]
    acts = {one.position: one.act for one in old}
    changed = [act for one in new for act in (acts.get(one.position), one.act)]
    days = [act.earliest for act in changed if isinstance(act, Act)]
    day = min(days, default=date.max).isoformat()
    query = f"{_SELECT_BELIEF} {_OF_PAIR} AND {_FROM_A_DAY}"
    try:
        kept = [rows.belief(*row) for row in ledger.sql.execute(query, [*pair, day])]
    except (TypeError, ValueError):
        return False
    found = held(pair, new, Held(pair, old, kept))
    ended = [one for one in found if one.since <= after and one.until]
    ledger.sql.executemany(_END, [(one.until, *_key(one)) for one in ended])
    ledger.sql.executemany(_INSERT, [rows.believed(one) for one in found if one.since > after])
    return True


def _key(belief: Belief) -> tuple[str, str, int, str]:
    return (*belief.pair, belief.since, belief.span.start.isoformat())


def _believed(ledger: Ledger, until: int | None = None) -> Iterator[Row]:
    """Yield a row for every belief that follows from what was recorded up to a position (None: the
    last), in the order of the table's key."""
    with corrected.understanding(ledger):
        for pair, ladder, found in corrected.of_every_pair(ledger, until):
            yield from sorted(_made_of(pair, found, ladder), key=_in_pair)


_in_pair = itemgetter(7, 2)  # the position from which a belief is held, and its first day


def _made_of(pair: Pair, found: Sequence[Row], ladder: Sequence[str]) -> Iterator[Row]:
    """Return a row for every belief about a membership that follows from the rows of its turns."""
    if plain_history.fits(found):
        return plain_history.believed(pair, found, ladder)
    return map(rows.believed, held(pair, _turns(found, ladder)))


def _turns(found: Iterable[Row], ladder: Sequence[str]) -> list[Turn]:
    return [rows.turn(*row, ladder=ladder) for row in found]


def differences(
    ledger: Ledger, unread: Iterable[int] | None = None, compared: Sequence[str] = COMPARED
) -> Iterator[str]:
    """Yield what the tables hold that does not follow from the events, or the other way round: one
    line each; nothing when they agree, or when there are no tables. ``unread``: the positions of
    all events that cannot be read, as a verification in which nothing failed found them; None: each
    event is tried. ``compared``: some of the tables alone. Raises `OtherSchema`."""
    (done, made), there = _told_of(ledger), _there(ledger)
    if made and made != EDITION:  # they are not used
        return
    if not made or done > ledger.size:
        if there:
            yield "file: it is not recorded how far the tables go: make them again"
        return
    try:
        with connection.asking(ledger.path):
            yield from _unlike(ledger, done, unread, compared)
    except Damaged as problem:
        yield f"file: {problem.problem}"


def _unlike(
    ledger: Ledger, done: int, unread: Iterable[int] | None, compared: Sequence[str]
) -> Iterator[str]:
    altered = False
    if "readings" in compared:
        for row, lacking in corrected.unlike(ledger, done, unread):
            altered = True
            yield _told("readings", row[1], row, lacking)
    for table, place, unlike in (
        ("membership", 7, _memberships_unlike),
        ("marked", 2, marks.unlike),
        ("search", 0, text_search.unlike),
    ):
        if table in compared and not (altered and table == "membership"):  # which follows from them
            for row, lacking in unlike(ledger, done):
                yield _told(table, row[place], row, lacking)


def _memberships_unlike(ledger: Ledger, done: int) -> Iterator[tuple[Row, bool]]:
    has = ledger.sql.execute(
        f"{_SELECT_BELIEF} ORDER BY program, participant, believed_from, start"
    )
    return rows.unlike(_believed(ledger, done), has, lambda row: str(row[0]))


def _told(table: str, position: int, row: Row, lacking: bool) -> str:
    what = "lacks what the events say" if lacking else "holds what the events do not say"
    return f"#{position}: the table {table} {what}: {rows.shown(row)}"


def _understood(ledger: Ledger, read: Callable[..., T], row: Sequence[Any]) -> T:
    """Read a row. Raises `Damaged` where somebody altered it so that it says nothing."""
    try:
        return read(*row)
    except (TypeError, ValueError) as problem:
        raise Damaged(ledger.path, f"one of its tables says {rows.shown(tuple(row))}") from problem
