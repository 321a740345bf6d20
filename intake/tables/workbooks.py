"""The sheets of an Excel workbook (.xlsx), as its cells show them, by openpyxl."""

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from intake.tables import written
from intake.tables.sheets import MERGED, BadList, Place, Sheet

_EXCEL_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


def sheets(name: str, raw: bytes) -> list[Sheet]:
    """Return every sheet of a workbook that has cells. Raises `BadList`."""
    try:
        book = _loaded(raw)
        computed = _loaded(raw, data_only=True) if _computes(book) else book
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError) as problem:
        raise BadList(name, f"it is no whole workbook ({problem}): save it anew") from None
    found = (_sheet(sheet, computed[sheet.title]) for sheet in book.worksheets)
    return [one for one in found if one.rows]


def _loaded(raw: bytes, *, data_only: bool = False) -> Any:
    with warnings.catch_warnings():  # of what is in it beside cells, which is of no matter here
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(raw), data_only=data_only)


def _computes(book: Any) -> bool:
    return any(
        cell.data_type == "f"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    )


def _sheet(sheet: Any, computed: Any) -> Sheet:
    rows: list[list[str]] = []
    looks: dict[Place, str] = {}
    faults = dict(_merged(sheet))
    for n, row in enumerate(sheet.iter_rows()):
        rows.append([])
        for c, cell in enumerate(row):
            value = (
                computed.cell(cell.row, cell.column).value if cell.data_type == "f" else cell.value
            )
            try:
                text, look = _text(value, cell.number_format)
                if cell.data_type == "f":
                    text, look = _of_formula(value, text)
            except ValueError as problem:
                text, look, faults[n, c] = "", "", str(problem)
            rows[-1].append(text)
            if look:
                looks[n, c] = look
    return Sheet(rows, title=sheet.title, looks=looks, faults=faults)


def _of_formula(value: Any, text: str) -> tuple[str, str]:
    if value is None:
        raise ValueError("is a formula without its result: save the file in a spreadsheet program")
    return text, f"is a formula, whose result was {text} when the file was saved"


def _text(value: Any, number_format: str) -> tuple[str, str]:
    """Return what a cell says, and what deserves a look in it. Raises `ValueError`."""
    if value is None:
        return "", ""
    if isinstance(value, (datetime, date)):
        return written.of_a_sheet(value, written.shown_by(number_format))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and set(number_format) == {"0"}:
        return str(value).zfill(len(number_format)), ""  # the zeros at its start are only shown
    if value in _EXCEL_ERRORS:
        raise ValueError(f"is {value}, a mistake of a formula: mend it")
    return str(value), ""


def _merged(sheet: Any) -> Iterator[tuple[Place, str]]:
    for area in sheet.merged_cells.ranges:
        fault = f"{MERGED}, {area.coord}: write each of them"
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                yield (row - 1, column - 1), fault
