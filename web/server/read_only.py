"""The ledger's file as Datasette opens it: to be read only, by the rules of `ledger.connection`.

Datasette itself would open it by a connection that may not write, which leaves SQLite's own files
beside one in WAL mode, or as immutable, where what others append would never be seen. Here each
thread has a connection that leaves nothing behind and cannot write, and on which SQLite refuses
whatever would make it another: no PRAGMA sets anything, and no other file is attached.

A query has limits: of time, of the length of a value, and of what comes back in all.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, Results

from ledger import archive, connection
from projections.kept import tables
from web.server import sql_functions

sqlite3.enable_callback_tracebacks(False)  # which Datasette lets print what a function refuses
T = TypeVar("T")
NAME = "ledger"  # in addresses, whatever the file is called
_ASKS = {  # what a PRAGMA may ask; with another name, or to set something, it is refused
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "foreign_key_list",
    "database_list",
    "function_list",
    "schema_version",
    "data_version",
    "cache_size",
}
LONGEST = 1.0  # seconds of a query
LARGEST = 8 << 20  # bytes of an answer
TOO_LONG = f"this took more than {LONGEST:g} s, and was broken off: ask for less at once"
TOO_LARGE = f"this answer is larger than {LARGEST >> 20} MiB: ask for fewer rows or columns"
_CELL = 64  # bytes that a value takes beside its own
_LIMITS = {  # see https://sqlite.org/security.html
    sqlite3.SQLITE_LIMIT_LENGTH: archive.LIMIT + (64 << 10),  # the longest text is in the archive
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 25_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
}


class LedgerDatabase(Database):  # type: ignore[misc]
    """The ledger, for Datasette to read."""

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)

    async def execute(self, *asked: Any, **how: Any) -> Results:
        """Do as Datasette does, but a query that fails is not logged. Raises `sqlite3.Error`, and
        `QueryInterrupted` where Datasette set a limit of time of its own."""
        try:
            return await super().execute(*asked, **{**how, "log_sql_errors": False})
        except QueryInterrupted:
            if how.get("custom_time_limit"):
                raise
            raise sqlite3.OperationalError(TOO_LONG) from None

    async def execute_fn(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what comes of some work with a connection, in a thread; its answers are
        measured."""

        def measured(connection: sqlite3.Connection) -> T:
            connection.row_factory = _Measured()
            return work(connection)

        found: T = await super().execute_fn(measured)
        return found

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Return a connection of the thread that asks. Raises `LedgerRefusal`."""
        if write:
            raise sqlite3.OperationalError("the ledger is served to be read only")
        opened = connection.open_file(
            Path(self.path), write=False, any_thread=True, kept=tables.KEPT
        )
        for limit, most in _LIMITS.items():
            opened.setlimit(limit, most)
        sql_functions.install(opened)
        opened.set_authorizer(_authorized)
        self._all_file_connections.append(opened)
        return opened


class _Measured:
    """Makes the rows of one answer. Raises `sqlite3.OperationalError` when they become too many."""

    def __init__(self) -> None:
        self._left = LARGEST

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        self._left -= sum(_CELL + (len(v) if isinstance(v, (str, bytes)) else 0) for v in values)
        if self._left < 0:
            raise sqlite3.OperationalError(TOO_LARGE)
        return sqlite3.Row(cursor, values)


def _authorized(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """Return what SQLite may do, asked as it prepares a statement; ``query_only`` forbids to
    write."""
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() not in _ASKS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in sql_functions.REFUSED:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
