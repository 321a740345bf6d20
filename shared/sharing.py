"""A ledger shared: a register set up in an empty database, with all that the ledger has."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle
from shared import pulling
from shared.errors import MayNotShare, OtherEncoding, RegisterThere
from shared.optional import needed
from shared.register import Register, checked, place_of, refusing

with needed():
    import psycopg
    from psycopg import errors

_EVENTS = """
COPY depositary.events (position, id, type, program, participant, defines, about, recorded_at,
  recorded_by, body, leaf, nodes) FROM STDIN
"""
_HEADS = "COPY depositary.tree_heads (size, root, recorded_at, version) FROM STDIN"
_TEXTS = "COPY depositary.texts (sha256, text) FROM STDIN"


def script() -> str:
    """Return what an administrator runs in an empty database to set a register up."""
    return files("shared").joinpath("register.sql").read_text(encoding="utf-8")


def share(ledger: Ledger, address: str) -> None:
    """Set a register up at an address, unless an administrator has, and put all events and texts of
    a ledger into it, all or nothing; the ledger is then a copy of it. Where the ledger was a copy
    before, the register goes by the same id: other copies go on with it.

    Raises `RegisterThere` where there are events already, `MayNotShare`, and what `Register` does.
    """
    where = place_of(checked(address))
    with refusing(where), psycopg.connect(address, client_encoding="utf8") as db:
        try:
            _set_up(db, where)
            with ledger.change():
                _fill(db, ledger)
        except errors.InsufficientPrivilege as problem:
            raise MayNotShare(where, problem.diag.message_primary or "") from None
    with Register(address) as register, ledger.change():
        ledger.follow(pulling.upstream_of(register))
    with Register(address) as register:
        pulling.pull(ledger, register)


def _set_up(db: "psycopg.Connection[Any]", where: str) -> None:
    [(encoding,)] = db.execute("SELECT current_setting('server_encoding')").fetchall()
    if encoding != "UTF8":
        raise OtherEncoding(where, encoding)
    if not db.execute("SELECT to_regnamespace('depositary') IS NOT NULL").fetchall()[0][0]:
        db.execute(script().encode())
    db.execute("SET ROLE depositary_owner")
    if db.execute("SELECT FROM depositary.ledger WHERE size > 0 FOR UPDATE").fetchall():
        raise RegisterThere(where)


def _fill(db: "psycopg.Connection[Any]", ledger: Ledger) -> None:
    head, _ = ledger.sealed()
    if upstream := ledger.upstream:
        origin = checkpoints.parse(upstream.head).origin
        db.execute("UPDATE depositary.register SET id = %s", [origin.rpartition("/")[2]])
    for statement, rows in ((_EVENTS, _events(ledger)), (_HEADS, _heads(ledger))):
        _copy(db, statement, rows)
    _copy(db, _TEXTS, _texts(ledger))
    if head.recorded_at:
        peaks = [ledger.node(level, index) for level, index in merkle.peaks_at(head.size)]
        [last] = list(_heads(ledger, head.size - 1))
        db.execute(
            "UPDATE depositary.ledger SET size = %s, peaks = %s, recorded_at = %s",
            [head.size, peaks, last[2]],
        )


def _copy(db: "psycopg.Connection[Any]", statement: str, rows: Iterator[Any]) -> None:
    with db.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _events(ledger: Ledger) -> Iterator[Any]:
    return iter(
        ledger.sql.execute(
            "SELECT position, id, type, program, participant, defines,"
            " CASE WHEN about IS NOT NULL THEN body ->> 'event' END,"
            " recorded_at, recorded_by, body, leaf, nodes FROM events ORDER BY position"
        )
    )


def _heads(ledger: Ledger, after: int = 0) -> Iterator[Any]:
    return iter(
        ledger.sql.execute(
            "SELECT size, root, recorded_at, version FROM tree_heads WHERE size > ? ORDER BY size",
            [after],
        )
    )


def _texts(ledger: Ledger) -> Iterator[Any]:
    return iter(
        ledger.sql.execute("SELECT sha256, text FROM archive WHERE length(CAST(text AS BLOB)) > 0")
    )
