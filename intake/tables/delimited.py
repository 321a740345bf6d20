"""Tables as text with commas, semicolons, tabs or bars between the cells, and JSON: read by
`sqlite_utils.utils.rows_from_file`.

The separator is taken from the first line that has one: what sniffs it from all of the text knows
none where a table has a single column.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils.utils import Format, RowsFromFileError, rows_from_file

from intake.tables.sheets import BadList, Sheet

_WRONG = (  # what the csv module says, and what it means
    ("unexpected end of data", "a quote is opened in it and never closed"),
    ("expected after", "it has text after a closing quote"),
    ("field larger", "it has a cell of more than 1 MiB: is a quote never closed?"),
    ("", "it is no table of cells"),
)
_SEPARATORS = "\t;,|"
_REST = "\0rest"  # under which the cells beyond the head are kept
_LONGEST_CELL = 1 << 20
_BEGINNING = 1 << 16  # characters in which the separator shows


def sheet(name: str, text: str) -> Sheet:
    """Return the table of a text. Raises `BadList`."""
    csv.field_size_limit(_LONGEST_CELL)
    lines = text[:_BEGINNING].splitlines()
    before = next((n for n, line in enumerate(lines) if line.strip()), 0)
    head = max(lines[before : before + 20], key=_separated, default="")
    numbered = ",".join(map(str, range(_separated(head) + 1)))  # names that no two columns share
    separator = _separator(head)
    body = io.BytesIO(f"{numbered.replace(',', separator)}\n{text}".encode())
    try:
        rows, _ = rows_from_file(
            body, format=Format.CSV, dialect=_dialect(separator), extras_key=_REST
        )
        found = [_cells(row) for row in rows]
    except csv.Error as problem:
        what = next(means for says, means in _WRONG if says in str(problem))
        raise BadList(name, f"{what}: save it as CSV anew") from None
    return Sheet(found)


def _separated(line: str) -> int:
    """Return how many separators a line has, of the sort that it has most of."""
    return max(line.count(one) for one in _SEPARATORS)


def _separator(line: str) -> str:
    return max(_SEPARATORS, key=line.count) if _separated(line) else ","


def _dialect(separator: str) -> type[csv.Dialect]:
    class Dialect(csv.excel):
        delimiter = separator
        strict = True

    return Dialect


def _cells(row: Any) -> list[str]:
    beyond = row.pop(_REST, [])
    return [cell or "" for cell in (*row.values(), *beyond)]


def objects(name: str, raw: bytes, *, a_line_each: bool) -> Any:
    """Return what a JSON text has: a list of objects, where it has one object a list of that.
    Raises `BadList`."""
    try:
        form = Format.NL if a_line_each else Format.JSON
        rows, _ = rows_from_file(io.BytesIO(raw), format=form)
        return list(rows)
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise BadList(name, f"it is no JSON, at {where}: save it anew") from None
    except (RowsFromFileError, RecursionError):
        raise BadList(name, "JSON with no objects in it: give a list of objects") from None


def of_objects(objects: Sequence[Any]) -> Sheet:
    """Return a list of objects as a table: a column for each key, the values as texts."""
    flat = [one for one in objects if isinstance(one, Mapping)]
    keys = list(dict.fromkeys(key for one in flat for key in one))
    return Sheet([keys, *([_text(one.get(key)) for key in keys] for one in flat)])


def _text(value: Any) -> str:
    if value is None or isinstance(value, (list, Mapping)):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
