"""The statements by which a change altered a database, taken off SQLite's trace, to be done again
by bare ``sqlite3``: what an append costs beyond its rows is then seen.
"""

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

_WRITING = ("INSERT", "UPDATE", "DELETE")
_NESTED = "--"  # how the trace marks what a virtual table or a trigger does on its own
_LITERAL = re.compile(r"[xX]'[0-9a-fA-F]*'|'(?:[^']|'')*'|-?\b\d+(?:\.\d+)?\b|NULL")


class Statement(NamedTuple):
    """A statement with what it is given."""

    sql: str
    values: Sequence[Any]


def changes(connection: sqlite3.Connection, change: Callable[[], None]) -> list[Statement]:
    """The statements by which a change altered rows, to be done again elsewhere."""
    seen: list[tuple[str, int]] = []
    connection.set_trace_callback(lambda sql: seen.append((sql, connection.total_changes)))
    change()
    connection.set_trace_callback(None)
    own = [(sql, count) for sql, count in seen if not sql.startswith(_NESTED)]
    after = [count for _, count in own[1:]] + [connection.total_changes]
    altered = [sql for (sql, before), count in zip(own, after, strict=True) if count > before]
    return [_bound(sql) for sql in altered if sql.split(maxsplit=1)[0] in _WRITING]


def _bound(sql: str) -> Statement:
    """A traced statement with its values taken out, so that SQLite need not read them as text."""
    head, values, tail = sql.partition("VALUES")
    if not values or head.split(maxsplit=1)[0] != "INSERT":
        return Statement(sql, ())
    found = [_value(literal) for literal in _LITERAL.findall(tail)]
    return Statement(f"{head}{values}{_LITERAL.sub('?', tail)}", found)


def _value(literal: str) -> Any:
    if literal == "NULL":
        return None
    if literal[0] in "xX":
        return bytes.fromhex(literal[2:-1])
    if literal[0] == "'":
        return literal[1:-1].replace("''", "'")
    return float(literal) if "." in literal else int(literal)
