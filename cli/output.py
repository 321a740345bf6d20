"""Write answers: tables for people, JSON, CSV, JSONL; with nothing in the data that could act on a
terminal or in a spreadsheet.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from unicodedata import combining, east_asian_width

import click

from cli.taken import taken
from ledger.visible import escaped, in_unicode
from ledger.visible import visible as visible  # for the commands

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


class Marks(tuple[Any, ...]):
    """The marks of an entry, as a cell."""


def to_json(value: Any, *, indent: int | None = 2) -> str:
    """Return JSON in UTF-8 with control characters escaped, as JSON allows."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(
        value, ensure_ascii=False, indent=indent, separators=separators, sort_keys=not indent
    )
    return escaped(text, lambda one: one if one == "\n" else in_unicode(one))


def to_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return CSV with a header; a cell that a spreadsheet would run as a formula gets a ``'``
    before it (and so does one that starts with ``'``), which `unguarded` undoes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(cell(row.get(column))) for column in columns])
    return out.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return what `guarded` made a cell from."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def to_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return a table for people, without the columns that are empty in every row."""
    cells = [{column: visible(_brief(row.get(column))) for column in columns} for row in rows]
    shown = [column for column in columns if any(row[column] for row in cells)]
    lines = [{column: column for column in shown}, *cells]
    widths = {
        column: max(_width(column) + 2, *(_width(row[column]) for row in cells)) for column in shown
    }
    lines.insert(1, {column: "-" * widths[column] for column in shown})
    return "\n".join(
        "  ".join(
            line[column] + " " * (widths[column] - _width(line[column])) for column in shown
        ).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: a wide character two (Unicode Standard
    Annex 11), one that is put on the character before it none."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(one) in "WF" else not combining(one) for one in text)


def write(text: str) -> None:
    """Write an answer to standard output."""
    click.echo(text.rstrip("\n"))


def answer(
    form: str,
    *,
    header: str,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    shape: Any,
    nothing: str = "none",
) -> None:
    """Write an answer in the form that was asked for: ``header`` and ``rows`` as a table, the
    rows as CSV, or ``shape`` as JSON."""
    if form == "json" and (into := taken()):
        into.shape = shape
    elif form == "json":
        write(to_json(shape))
    elif form == "csv":
        write(to_csv(rows, columns))
    else:
        write(f"{visible_lines(header)}\n\n{to_table(rows, columns) if rows else nothing}")


def note(text: str) -> None:
    """Say something beside an answer that has no place for it: on standard error."""
    if into := taken():
        into.notes.append(text)
    else:
        click.echo(text, err=True)


def visible_lines(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))


def _brief(value: Any) -> str:
    """Return a cell for people: of marks, what a table says of them."""
    if isinstance(value, Marks):
        return "; ".join(dict.fromkeys(one.brief for one in value))
    return cell(value)


def cell(value: Any) -> str:
    """Return a value of a row as text, whole."""
    if value is None:
        return ""
    if isinstance(value, Marks):
        return "; ".join(map(str, value))
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return str(value)
