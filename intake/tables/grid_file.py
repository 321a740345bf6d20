"""A program as a workbook that people keep: its members, what they did, and on whose word.

Dates are cells of text, which no spreadsheet changes.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from intake.tables.grid_columns import ASKED, MARK, SHEETS, SOURCED, Group, groups_for, heads
from intake.tables.on_file import Filed, Register
from ledger.events import Program, Source
from projections.effective import Effective
from projections.evidence import SUPPORTS, Evidence
from projections.view import View

_GREY, _ASKED = PatternFill("solid", fgColor="EEEEEE"), PatternFill("solid", fgColor="FFF2CC")
_WIDTHS = {"participant": 30, "sources": 36, "links": 40, "reason": 30, "source": 24}
_HELP = (
    "Change a date, or how it was done: a correction is proposed. Say why in 'reason'.",
    "Fill in what is empty, or add a row: an event is proposed.",
    "What is left empty, or taken out, says nothing: nothing follows from it.",
    "'source' is the id of a source that is filed; without it, that of the whole list.",
    "Dates are in EDTF: 2023-10-03, 2023-10, 2023-10~. The grey columns are computed.",
    "Keep the last columns, which name the events, beside their rows.",
)


def write(view: View, program: Program, today: date, file: BinaryIO) -> int:
    """Write the grid of a program, and return how many rows it has."""
    effective = view.events_for(program.id)
    acts = Register(effective).of(program.id).acts
    groups = groups_for({one.type for of in acts.values() for one in of}, bool(program.tiers))
    statuses = _statuses(view, program, today)
    names = sorted(acts, key=lambda who: (view.names.title(who), who))
    rows = [
        row
        for who in names
        for row in _rows(who, acts[who], groups, view, statuses.get(who, ""), effective)
    ]
    book = Workbook()
    _members(book.active, heads(groups), rows)
    _about(book.create_sheet(SHEETS[1]), view, program, today)
    book.save(file)
    return len(rows)


def _statuses(view: View, program: Program, today: date) -> dict[str, str]:
    found = {}
    for status in program.ladder:
        for one in view.roster(program, today, status=status).entries:
            found[one.participant] = status if one.certain else f"possibly {status}"
    return found


def _rows(
    who: str,
    acts: Sequence[Filed],
    groups: Sequence[Group],
    view: View,
    status: str,
    effective: Effective,
) -> Iterator[dict[str, str]]:
    """Yield the rows of a participant: one, and another where it did a thing twice."""
    of_type = [[one for one in acts if one.type == group.type] for group in groups]
    evidence = Evidence(effective)
    for at, own in enumerate(zip_longest(*of_type)):
        row = {"participant": view.names.title(who), "id": who, "kind": view.names.kind(who)}
        row["status"] = status if at == 0 else ""
        for group, one in zip(groups, own, strict=True):
            if one:
                values = {head: getattr(one.event, f, None) for head, f in group.columns.items()}
                said = {head: str(value) for head, value in values.items() if value}
                row |= {head: text for head, text in said.items() if text != "unspecified"}
                row[group.event] = f"#{one.position}"
        yield row | _sourced(list(filter(None, own)), evidence)


def _sourced(acts: Sequence[Filed], evidence: Evidence) -> dict[str, str]:
    """Return the sources behind some acts, and their addresses."""
    found: dict[str, Source | None] = {}
    for one in acts:
        for support in evidence.of(one.standing):
            if support.stance == SUPPORTS:
                found[support.citation.source] = support.source
    links = [source.url for source in found.values() if source and source.url]
    return {"sources": " ".join(found), "links": " ".join(dict.fromkeys(links))}


def _members(sheet: Any, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    sheet.title = SHEETS[0]
    sheet.append(list(columns))
    for row in rows:
        sheet.append([row.get(column, "") for column in columns])
    for c, column in enumerate(columns, start=1):
        fixed = column in (*SOURCED, "id", "kind", "status") or column.endswith(" event")
        fill = _GREY if fixed else _ASKED if column in ASKED else None
        sheet.column_dimensions[get_column_letter(c)].width = _WIDTHS.get(column, 14)
        for r in range(1, len(rows) + 2):
            cell = sheet.cell(r, c)
            cell.number_format = "@"
            if cell.data_type == "f":  # a name that begins with "="
                cell.data_type = "s"
            if fill:
                cell.fill = fill
        sheet.cell(1, c).font = Font(bold=True)
        sheet.cell(1, c).alignment = Alignment(vertical="top")
    sheet.freeze_panes = "B2"


def _about(sheet: Any, view: View, program: Program, today: date) -> None:
    sheet.append([MARK, program.id, f"#{view.known}", view.ledger.head(view.known).root.hex()])
    sheet.append([f"{program.name}, as known at #{view.known}; statuses at the end of {today}"])
    for line in _HELP:
        sheet.append([line])
    sheet.column_dimensions["A"].width = 90
