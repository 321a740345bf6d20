"""An analysis database: programs, participants, sources, events, citations, memberships by period
and rosters by year as plain tables with foreign keys and full-text search, for Datasette, pandas
and R.

Everything reads as it stands at the position asked for. The record itself, how it came about and
its proofs are the ledger's. The rows are those of `analysis_rows`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from cli.exports import Asked
from cli.exports import analysis_rows as rows

Foreign = Sequence[tuple[str, str, str]]  # a column, the table that it names, its key
TABLES: Mapping[str, tuple[Mapping[str, type], Foreign]] = {  # by name: columns, the key first
    "about": ({"key": str, "value": str}, ()),
    "programs": (
        {
            "id": str,
            "name": str,
            "aliases": str,
            "opened_on": str,
            "tiers": str,
            "members": str,
            "force": str,
            "coverage": str,
            "coverage_note": str,
            "wikidata": str,
            "note": str,
        },
        (),
    ),
    "participants": (
        {
            "id": str,
            "name": str,
            "kind": str,
            "state": str,
            "aliases": str,
            "iso3": str,
            "wikidata": str,
            "note": str,
        },
        (("state", "participants", "id"),),
    ),
    "sources": (
        {
            "id": str,
            "publisher": str,
            "title": str,
            "url": str,
            "published_on": str,
            "tier": str,
            "language": str,
            "copy_of": str,
            "note": str,
        },
        (("copy_of", "sources", "id"),),
    ),
    "events": (
        {
            "position": int,
            "id": str,
            "type": str,
            "program": str,
            "participant": str,
            "occurred_on": str,
            "earliest": str,
            "latest": str,
            "effective_on": str,
            "action": str,
            "tier": str,
            "instrument": str,
            "place": str,
            "note": str,
            "summary": str,
            "stands": int,
            "recorded_at": str,
            "recorded_by": str,
            "reads": str,
        },
        (("program", "programs", "id"), ("participant", "participants", "id")),
    ),
    "citations": (
        {
            "id": int,
            "event": int,
            "source": str,
            "stance": str,
            "recorded": int,
            "fields": str,
            "locator": str,
            "quote": str,
            "says": str,
            "wording": str,
        },
        (("event", "events", "position"), ("source", "sources", "id")),
    ),
    "memberships": (
        {
            "id": int,
            "program": str,
            "participant": str,
            "status": str,
            "member": int,
            "since": str,
            "first_possible": str,
            "certain_from": str,
            "certain_until": str,
            "until": str,
        },
        (("program", "programs", "id"), ("participant", "participants", "id")),
    ),
    "membership_events": (
        {"id": int, "membership": int, "event": int},
        (("membership", "memberships", "id"), ("event", "events", "position")),
    ),
    "rosters": (
        {
            "id": int,
            "program": str,
            "year": int,
            "on_day": str,
            "participant": str,
            "status": str,
            "certainty": str,
            "since": str,
        },
        (("program", "programs", "id"), ("participant", "participants", "id")),
    ),
}
SEARCHED: Mapping[str, Sequence[str]] = {
    "programs": ("name", "aliases"),
    "participants": ("name", "aliases"),
    "sources": ("publisher", "title"),
    "events": ("summary", "note"),
    "citations": ("quote", "locator"),
}


def write(asked: Asked) -> Iterator[bytes]:
    """Return the bytes of an SQLite file."""
    db: Any = Database(memory=True)
    try:
        for name, found in rows.tables(asked).items():
            columns, foreign = TABLES[name]
            db[name].create(dict(columns), pk=next(iter(columns)), foreign_keys=list(foreign))
            db[name].insert_all(found)
            for column, _, _ in foreign:
                db[name].create_index([column])
        for name, searched in SEARCHED.items():
            db[name].enable_fts(searched, tokenize="unicode61 remove_diacritics 2")
        db.conn.commit()
        yield db.conn.serialize()
    finally:
        db.close()
