"""The words of events as a table that is searched (SQLite's FTS5), and what they find.

The table has only words, not the texts that they stand in: those are in the events.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from itertools import groupby
from operator import itemgetter

from ledger.errors import Damaged
from ledger.reader import Row
from ledger.store import Ledger
from projections.kept import rows
from projections.kept.rows import texts

# https://sqlite.org/fts5.html: without texts and places of words it is a ninth of the size
SCHEMA = """
CREATE VIRTUAL TABLE search USING fts5 (text, content='', detail=none);
CREATE VIRTUAL TABLE words USING fts5vocab (search, instance);
"""
# FTS5 keeps the words of each commit in a segment, and of itself merges many into one at once: an
# append then takes a tenth of a second, for which all others wait. Here it is told when to merge
# how much, where there are 16 at least: https://sqlite.org/fts5.html#the_merge_command
SETTINGS = """
INSERT INTO search (search, rank) VALUES ('automerge', 0);
INSERT INTO search (search, rank) VALUES ('usermerge', 16);
INSERT INTO search (search, rank) VALUES ('crisismerge', 500);
"""
_MERGE_ALL = "INSERT INTO search (search) VALUES ('optimize')"
_MERGE = "INSERT INTO search (search, rank) VALUES ('merge', ?)"
_EVERY, _PAGES = 8, 4  # in every so many events, so many pages for each, which is more than it adds
# what FTS5 makes for it, https://sqlite.org/fts5.html#the_fts5_shadow_tables
SHADOWS = """
CREATE TABLE 'search_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE 'search_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE 'search_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE 'search_config'(k PRIMARY KEY, v) WITHOUT ROWID;
"""
_MATCH = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid"
_MATCH_WHOLE = "SELECT rowid FROM whole WHERE whole MATCH ? ORDER BY rowid"
_WHOLE = "CREATE VIRTUAL TABLE whole USING fts5 (text)"
_LONGEST_WORD = re.compile(r"\S{1000}")  # four bytes a character at most
_WORDS = "SELECT term, group_concat(doc) FROM words WHERE doc BETWEEN ? AND ? GROUP BY term"
_AT_ONCE = 250_000  # events whose words are compared: a word of each is a text of 2 MB
_FIRST, _LAST = -(2**63), 2**63 - 1  # rowids


def catch_up(ledger: Ledger, after: int, until: int) -> None:
    """Take in the words of what was recorded after a position, up to the last."""
    _take_in(ledger.sql, _texts(ledger, ledger.rows(after)))
    if not after:
        ledger.sql.execute(_MERGE_ALL)
    elif times := until // _EVERY - after // _EVERY:
        ledger.sql.execute(_MERGE, [times * _EVERY * _PAGES])


def _texts(ledger: Ledger, recorded: Iterable[Row]) -> Iterator[tuple[int, str]]:
    """Yield each event's position and texts. Raises `Damaged` where its body is none."""
    for row in recorded:
        try:
            yield row.position, _in_bearable_words(texts(row.body))
        except (ValueError, TypeError, RecursionError) as problem:
            raise Damaged(ledger.path, f"#{row.position} cannot be read ({problem})") from None


def _take_in(db: sqlite3.Connection, found: Iterable[tuple[int, str]]) -> None:
    db.executemany("INSERT INTO search (rowid, text) VALUES (?, ?)", found)


@contextmanager
def _made(ledger: Ledger, after: int = 0, until: int | None = None) -> Iterator[sqlite3.Connection]:
    """Give the same table made anew, of the events after a position and up to another, in a file
    that is gone after the block."""
    with closing(sqlite3.connect("")) as db:
        db.executescript(SCHEMA)
        _take_in(db, _texts(ledger, ledger.rows(after, until)))
        yield db


def unlike(ledger: Ledger, until: int) -> Iterator[tuple[tuple[int, str], bool]]:
    """Yield each position and word that the table lacks (True), or has and should not (False), when
    it is kept up to a position."""
    for after in range(0, max(until, 1), _AT_ONCE):
        end = after + _AT_ONCE
        rowids = (after + 1 if after else _FIRST, end if end < until else _LAST)
        yield from _unlike(ledger, after, min(end, until), rowids)


def _unlike(
    ledger: Ledger, after: int, until: int, rowids: tuple[int, int]
) -> Iterator[tuple[tuple[int, str], bool]]:
    """Yield the same of the events after a position and up to another, which the table should have
    under some rowids."""
    with _made(ledger, after, until) as db:
        both = (db.execute(_WORDS, rowids), ledger.sql.execute(_WORDS, rowids))
        for _, two in groupby(rows.unlike(*both, itemgetter(0)), key=lambda one: one[0][0]):
            places = {lacking: (word, set(docs.split(","))) for (word, docs), lacking in two}
            for lacking, (word, docs) in places.items():
                _, others = places.get(not lacking, (word, set()))
                yield from (((int(doc), word), lacking) for doc in sorted(docs - others, key=int))


def search(ledger: Ledger, text: str, *, current: bool) -> list[int]:
    """Return the positions of the events that have all the words of a text, those that it joins by
    a dash or a dot side by side. ``current``: the ledger's own table has all that was recorded."""
    found = _tokens(_in_bearable_words(text).split())
    query = " ".join(_quoted(token) for tokens in found.values() for token in tokens)
    if not query:
        return []
    with _made(ledger) if not current else nullcontext(ledger.sql) as db:
        positions = [row[0] for row in db.execute(_MATCH, [query])]
    if all(len(tokens) == 1 for tokens in found.values()):
        return positions
    return _side_by_side(ledger, positions, " ".join(map(_quoted, found)))


def naming(ledger: Ledger, identity: str) -> list[int]:
    """Return the positions of the events that name something by its id, and maybe of others that
    have the same words; the ledger's own table has to be current."""
    query = " ".join(map(_quoted, _tokens([identity])[identity]))
    return [row[0] for row in ledger.sql.execute(_MATCH, [query])]


def _in_bearable_words(text: str) -> str:
    """Return a text whose longest words are cut into several, since FTS5 would cut a longer one
    wherever it has its 32,768th byte, be it within a character."""
    if len(text) < 1000:
        return text
    return _LONGEST_WORD.sub(r"\g<0> ", unicodedata.normalize("NFC", text))  # as it is recorded


def _tokens(words: Iterable[str]) -> dict[str, list[str]]:
    """Return words as the table has them: each split at what is no letter or digit, without
    case."""
    numbered = list(dict.fromkeys(words))
    found: dict[str, list[str]] = {word: [] for word in numbered}
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA)
        _take_in(db, enumerate(numbered))
        for term, number in db.execute("SELECT term, doc FROM words"):
            found[numbered[number]].append(term)
    return found


def _side_by_side(ledger: Ledger, positions: list[int], query: str) -> list[int]:
    """Return those of some events that have words in the order of a query."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(_WHOLE)
        for position in positions:
            found = _texts(ledger, ledger.rows(position - 1, position))
            db.executemany("INSERT INTO whole (rowid, text) VALUES (?, ?)", found)
        return [row[0] for row in db.execute(_MATCH_WHOLE, [query])]


def _quoted(word: str) -> str:
    """Return a word as a query has it: a NUL, which would end the query, parts words as a space."""
    return '"' + word.replace("\0", " ").replace('"', '""') + '"'
