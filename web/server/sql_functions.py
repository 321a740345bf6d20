"""The functions of the served SQL: two that are added; and some of SQLite's own done anew, since
with long texts they take minutes in which nothing can break them off: SQLite stops between two
instructions, and one call of a function is one. An ``instr`` of two texts of a million characters
took more than 100 s. One of the two texts has a limit, not every value: archived texts have up to
4 MiB. A process a query, to be killed, would cost a start each.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ledger import states

S = TypeVar("S", str, bytes)
REFUSED = {"json_patch"}  # which takes the product of its two texts
_LONGEST = 256  # characters that are looked for, or are trimmed off


def install(connection: sqlite3.Connection) -> None:
    """Let a connection have them."""
    most = connection.getlimit(sqlite3.SQLITE_LIMIT_LENGTH)
    functions: Mapping[str, tuple[int, Callable[..., Any]]] = {
        "state_name": (1, state_name),
        "state_code": (1, state_code),
        "instr": (2, _instr),
        "replace": (3, lambda text, old, new: _replace(text, old, new, most)),
        "trim": (2, lambda text, characters: _trimmed(str.strip, text, characters)),
        "ltrim": (2, lambda text, characters: _trimmed(str.lstrip, text, characters)),
        "rtrim": (2, lambda text, characters: _trimmed(str.rstrip, text, characters)),
    }
    for name, (arguments, function) in functions.items():
        connection.create_function(name, arguments, function, deterministic=True)


def state_name(code: str | None) -> str | None:
    """Return the name of the state that has an ISO 3166 code."""
    found = states.state(code) if isinstance(code, str) else None
    return found.name if found else None


def state_code(name: str | None) -> str | None:
    """Return the ISO 3166 code of the one state of a name."""
    found = states.find(name) if isinstance(name, str) else ()
    return found[0] if len(found) == 1 else None


def _instr(text: Any, part: Any) -> int | None:
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(_short(part)) + 1
    return _text(text).find(_short(_text(part))) + 1


def _replace(text: Any, old: Any, new: Any, most: int) -> Any:
    if text is None or old is None:
        return None
    whole, part = _text(text), _short(_text(old))
    if not part:
        return whole if isinstance(text, bytes) else text
    if new is None:
        return None
    if len(whole) + whole.count(part) * (len(_text(new)) - len(part)) > most:
        raise ValueError(f"more than {most} characters would come of it")
    return whole.replace(part, _text(new))


def _trimmed(strip: Callable[[str, str], str], text: Any, characters: Any) -> str | None:
    if text is None or characters is None:
        return None
    return strip(_text(text), _short(_text(characters)))


def _short(value: S) -> S:
    if len(value) > _LONGEST:
        raise ValueError(f"{_LONGEST} characters at most are looked for")
    return value


def _text(value: Any) -> str:
    """Return a value as SQLite casts it to text."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
