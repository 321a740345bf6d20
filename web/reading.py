"""The ledger's file as Datasette opens it: to be read only, by the rules of `ledger.files`.

Datasette itself would open it by a connection that may not write, which leaves SQLite's own files
beside one in WAL mode, or as immutable, where what others append would never be seen. Here each
thread has a connection that leaves nothing behind and cannot write, and on which SQLite refuses
whatever would make it another: no PRAGMA sets anything, and no other file is attached.
"""

import sqlite3
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database, Results

from ledger import files
from projections import tables
from web.queries import FUNCTIONS

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


class LedgerDatabase(Database):  # type: ignore[misc]
    """The ledger, for Datasette to read."""

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)

    async def execute(self, *asked: Any, **how: Any) -> Results:
        """The same, with nothing on standard error of what somebody asked in vain."""
        return await super().execute(*asked, **{**how, "log_sql_errors": False})

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection of the thread that asks. Raises `LedgerRefusal`."""
        if write:
            raise sqlite3.OperationalError("the ledger is served to be read only")
        connection = files.open_file(
            Path(self.path), write=False, any_thread=True, kept=tables.KEPT
        )
        for name, function in FUNCTIONS.items():
            connection.create_function(name, 1, function, deterministic=True)
        connection.set_authorizer(_authorized)
        self._all_file_connections.append(connection)
        return connection


def _authorized(action: int, first: str | None, *_: str | None) -> int:
    """What SQLite may do, asked as it prepares a statement; ``query_only`` forbids to write."""
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() not in _ASKS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
