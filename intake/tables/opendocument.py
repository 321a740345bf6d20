"""The sheets of an OpenDocument spreadsheet (.ods), as its cells show them.

Read from ``content.xml`` (OpenDocument 1.3, part 3, section 9): a row and a cell may stand for many
alike, a cell has its value beside the text that it shows, and comments are left out.
"""

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from intake.tables import written
from intake.tables.sheets import MERGED, BadList, Place, Sheet
from ledger.date_words import readings
from ledger.dates import parse
from ledger.errors import MalformedDate

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MOST_ALIKE = 1000  # rows or cells that a single one stands for, where it is not empty
_SHORT_MONTH = re.compile(r"\D{3,}\d{2}")


def sheets(name: str, raw: bytes) -> list[Sheet]:
    """Return every sheet of a spreadsheet that has cells. Raises `BadList`."""
    try:
        content = ZipFile(io.BytesIO(raw)).read("content.xml")
        root = ElementTree.fromstring(content)
    except (BadZipFile, KeyError, ElementTree.ParseError, OSError) as problem:
        raise BadList(name, f"it is no whole spreadsheet ({problem}): save it anew") from None
    found = map(_sheet, root.iter(f"{_TABLE}table"))
    return [one for one in found if one.rows]


def _sheet(table: Any) -> Sheet:
    rows: list[list[str]] = []
    looks: dict[Place, str] = {}
    faults: dict[Place, str] = {}
    for row in table.iter(f"{_TABLE}table-row"):
        cells = list(_cells(row))
        while cells and cells[-1] == _EMPTY:
            cells.pop()
        for _ in range(_repeated(row, "rows", bool(cells))):
            n = len(rows)
            rows.append([text for text, _, _ in cells])
            looks |= {(n, c): look for c, (_, look, _) in enumerate(cells) if look}
            faults |= {(n, c): fault for c, (_, _, fault) in enumerate(cells) if fault}
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(rows, title=table.get(f"{_TABLE}name", ""), looks=looks, faults=faults)


_EMPTY = ("", "", "")  # a cell's text, what deserves a look in it, and its fault


def _cells(row: Any) -> Iterator[tuple[str, str, str]]:
    for cell in row:
        if cell.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            found = _cell(cell)
            yield from [found] * _repeated(cell, "columns", found != _EMPTY)


def _repeated(of: Any, what: str, filled: bool) -> int:
    """Return how many alike an element stands for; empty ones go on to the end of the sheet."""
    text = of.get(f"{_TABLE}number-{what}-repeated", "1")
    count = int(text) if text.isascii() and text.isdigit() else 1
    return min(count, _MOST_ALIKE if filled else 64)


def _cell(cell: Any) -> tuple[str, str, str]:
    shown = " ".join(_paragraph(one) for one in cell.findall(f"{_TEXT}p")).strip()
    if cell.tag.endswith("covered-table-cell") or _spans(cell):
        return shown, "", f"{MERGED}: write each of them"
    day = cell.get(f"{_OFFICE}date-value")
    try:
        text, look = _dated(day[:10], shown) if day else (shown, "")
    except ValueError as problem:
        return "", "", str(problem)
    if cell.get(f"{_TABLE}formula"):
        if not shown or shown.startswith(("#", "Err:")):
            return "", "", f"is a formula that gives {shown or 'nothing'}: mend it"
        look = f"is a formula, whose result was {text} when the file was saved"
    return text, look, ""


def _paragraph(paragraph: Any) -> str:
    """Return the text of a paragraph, in which an element stands for white space."""
    spaces = (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break")
    for one in paragraph.iter():
        if one.tag in spaces:
            one.text = " "
    return "".join(paragraph.itertext())


def _spans(cell: Any) -> bool:
    sizes = (cell.get(f"{_TABLE}number-{what}-spanned", "1") for what in ("rows", "columns"))
    return any(size != "1" for size in sizes)


def _dated(day: str, shown: str) -> tuple[str, str]:
    """Raises `ValueError`."""
    return written.of_a_sheet(date.fromisoformat(day), _precision(day, shown))


def _precision(day: str, shown: str) -> str:
    """Return the most exact of "day", "month" and "year" that a text shows of a day."""
    try:
        found = [parse(shown).text]
    except MalformedDate:
        found = readings(shown)
    if found == [day[:4]]:
        return "year"
    return "month" if found == [day[:7]] or _SHORT_MONTH.fullmatch(shown) else "day"
