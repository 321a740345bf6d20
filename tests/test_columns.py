"""Spreadsheets and CSV with any columns, of which somebody says which is which."""

import io
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intake.optional import IntakeUnavailable
from intake.tables import columns, files
from intake.tables.listing import Listing, Told
from intake.tables.sheets import BadList

LAND = {"participant": "Land", "occurred_on": "Signed on"}


def read(path: Path, **told: Any) -> Listing:
    return columns.read(files.read(path), Told(**{"columns": LAND, **told}))


def acts(listing: Listing) -> list[str]:
    return [
        " ".join([one.name, act.type, act.occurred_on, *map("=".join, sorted(act.fields.items()))])
        for one in listing.members
        for act in one.acts
    ]


def problems(listing: Listing) -> list[str]:
    return [f"{one.row} {one.name}: {one.problem}" for one in listing.wrong]


def workbook(path: Path, rows: Sequence[Sequence[Any]], change: Callable[[Any], Any] = id) -> Path:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    change(sheet)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("cell", "order", "date"),
    [
        ("2023-10-03", None, "2023-10-03"),
        ("2023-10", None, "2023-10"),
        ("3 October 2023", None, "2023-10-03"),
        ("Oct 3, 2023", None, "2023-10-03"),
        ("October 2023", None, "2023-10"),
        ("25.12.2023", None, "2023-12-25"),
        ("3.10.2023", "day-first", "2023-10-03"),
        ("3/10/2023", "month-first", "2023-03-10"),
        ("about 2023", None, "2023~"),
    ],
)
def test_dates_as_people_write_them(
    tmp_path: Path, cell: str, order: str | None, date: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f'Land,Signed on\nEgypt,"{cell}"\n')
    assert acts(read(path, order=order)) == [f"Egypt signing {date}"]


@pytest.mark.parametrize(
    ("cell", "order", "problem"),
    [
        ("3.10.2023", None, "'3.10.2023' is 2023-10-03 or 2023-03-10: say"),
        ("25/12/2023", "month-first", "'25/12/2023' is no day with month first: write it"),
        ("3/10/23", "day-first", "'3/10/23' says no year in full: write it with all its digits"),
        ("45202", None, "'45202' is a spreadsheet's number for 2023-10-03: write the date"),
        ("Oct-23", None, "'Oct-23' says no year in full: a spreadsheet may have made it"),
        ("31.11.2023", None, "'31.11.2023' is no day: write it as 2023-10-03"),
        ("last week", None, "'last week' is not a date, it is counted from a day"),
        ("early 2024", None, "'early 2024' is not a date, it is not in EDTF: write 2024 or"),
    ],
)
def test_what_may_be_more_than_one_date_is_refused(
    tmp_path: Path, cell: str, order: str | None, problem: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Land,Signed on\nEgypt,{cell}\n")
    [told] = problems(read(path, order=order))
    assert told.startswith(f"2 Egypt: Signed on: {problem}")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_separator_and_mark_of_encoding(tmp_path: Path, separator: str, encoding: str) -> None:
    path = tmp_path / "list.txt"
    text = 'My list\n\nLand;Signed on\nCôte d\'Ivoire;2023-10-03\n"Korea; South";2023\n'
    path.write_bytes(text.replace(";", separator).encode(encoding))
    found = read(path)
    assert acts(found)[0] == "Côte d'Ivoire signing 2023-10-03"
    korea = " ".join(f"Korea{separator} South".split())
    assert acts(found)[1] == f"{korea} signing 2023"


def test_json_rows_are_a_table(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text('[{"Land": "Egypt", "Signed on": "2023-12-06", "n": {"a": 1}}, 3]')
    assert acts(read(path)) == ["Egypt signing 2023-12-06"]
    path = tmp_path / "list.jsonl"
    path.write_text('{"Land": "Egypt", "Signed on": 2023}\n\n{"Land": "Chad", "Signed on": null}\n')
    assert acts(read(path)) == ["Egypt signing 2023"]


def test_columns_may_be_those_of_acts(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Land,Signed,Ratified,Left\nEgypt,2001,2002-03-04,-\nChad,,2005,2010\n")
    told = {"participant": "land", "signing": "Signed", "consent:ratification": "Ratified"}
    assert acts(read(path, columns={**told, "withdrawal:denunciation": "Left"})) == [
        "Egypt signing 2001",
        "Egypt consent 2002-03-04 action=ratification",
        "Chad consent 2005 action=ratification",
        "Chad withdrawal 2010 action=denunciation",
    ]


RATIFIED_OR_ACCEDED = """<table>
<tr><th>State<sup>[1]</sup></th><th>Signed</th><th>Ratified or acceded</th><th>In force</th></tr>
<tr><td>Ghana<sup>[A]</sup></td><td>1 May 2001[2]</td><td>3 May 2002</td><td>1 June 2002</td></tr>
<tr><td>Kenya [note 3]</td><td>—</td><td>4 May 2003</td><td>1 June 2003</td></tr>
<tr><td>Togo</td><td>2 May 2001</td><td></td><td></td></tr>
</table>"""
OF_ACTS = {
    "participant": "State",
    "signing": "Signed",
    "consent": "Ratified or acceded",
    "effective_on": "In force",
}


def test_who_signed_ratifies_and_who_did_not_accedes(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(RATIFIED_OR_ACCEDED)
    found = read(path, columns=OF_ACTS)
    assert acts(found) == [
        "Ghana signing 2001-05-01",
        "Ghana consent 2002-05-03 action=ratification effective_on=2002-06-01",
        "Kenya consent 2003-05-04 action=accession effective_on=2003-06-01",
        "Togo signing 2001-05-02",
    ]
    assert [act.look for one in found.members for act in one.acts] == [
        "",
        "'Ratified or acceded' does not say how: ratification, since by this list it signed",
        "'Ratified or acceded' does not say how: accession, since by this list it did not sign",
        "",
    ]
    assert found.asides == []


def test_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(RATIFIED_OR_ACCEDED)
    found = read(path, columns={"participant": "State", "signing": "Signed"})
    assert found.asides == [
        "the column 'Ratified or acceded' is read as no field: 2 cells passed over",
        "the column 'In force' is read as no field: 2 cells passed over",
    ]


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (
            {"consent": "Ratified or acceded"},
            "'Ratified or acceded' does not say how they consented: tell it, as",
        ),
        (
            {"signing": "Signed", "until": "In force"},
            r"until \('In force'\) may be of none of these acts: take one act",
        ),
        (
            {"consent:accession": "Signed", "withdrawal": "Signed", "effective_on": "In force"},
            r"effective_on \('In force'\) may be of consent:accession and withdrawal: take one",
        ),
    ],
)
def test_what_may_be_of_several_acts_or_none_is_not_guessed(
    tmp_path: Path, told: dict[str, str], problem: str
) -> None:
    path = tmp_path / "page.html"
    path.write_text(RATIFIED_OR_ACCEDED)
    with pytest.raises(BadList, match=problem):
        read(path, columns={"participant": "State", **told})


def test_a_row_may_say_which_act_and_how(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "participant,type,action,occurred_on,instrument,effective_on,kind,state\n"
        "Egypt,signing,,2023-12-06,Memorandum of understanding,,State,\n"
        "Chad,consent,Formal  confirmation,2024,,5 March 2024,,\n"
        "Cairo University,signing,,2024,,,University,Egypt\n"
        "Fiji,consent,,2024,,,,\n"
        "Mali,handshake,,2024,,,,\n"
        "Togo,signing,,2024,napkin,,castle,\n"
    )
    found = read(path, columns={})
    assert acts(found) == [
        "Egypt signing 2023-12-06 instrument=memorandum-of-understanding",
        "Chad consent 2024 action=formal-confirmation effective_on=2024-03-05",
        "Cairo University signing 2024",
    ]
    assert [(one.kind, one.state) for one in found.members][2] == ("university", "Egypt")
    assert sorted(one.split(": ", 1)[1][:40] for one in problems(found)) == [
        "'castle' is not one of state, territory,",
        "occurred_on: 'handshake' is none of sign",
        "occurred_on: 'napkin' is none of treaty,",
        "occurred_on: it does not say which actio",
    ]


def test_a_list_without_dates_says_by_when(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Land\nEgypt\n")
    told = {"columns": {"participant": "Land"}, "day": "2024-01-01"}
    assert acts(read(path, act="admission:member", **told)) == [
        "Egypt admission ../2024-01-01 tier=member"
    ]
    assert acts(read(path, **told)) == []


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"columns": {"participant": "Country"}}, "no column is called 'Country': there are"),
        ({"columns": {"occurred_on": "Signed on"}}, "no column is that of the participants"),
        ({"columns": {**LAND, "party": "Land"}}, "'party' is none of signing, endorsement"),
        ({"columns": {**LAND, "consent:oath": "Land"}}, "'oath' is none of ratification"),
        ({"act": "endorsement:loud"}, "there is one sort of endorsement: leave out 'loud'"),
        ({"sheet": "Members"}, "no sheet is called 'Members': there are ''"),
    ],
)
def test_what_is_told_wrong_is_said(tmp_path: Path, told: Any, problem: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Land,Signed on\nEgypt,2023\n")
    with pytest.raises(BadList) as refusal:
        read(path, **told)
    assert str(refusal.value).startswith(f"list.csv: {problem}")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("NA", "'NA' is a code of Namibia, and what programs write for nothing: write Namibia"),
        ("4", "'4' is a number: a spreadsheet takes the zeros off a code: write a name"),
        ("", "it names nobody"),
    ],
)
def test_what_spreadsheets_do_to_codes_is_named(tmp_path: Path, name: str, problem: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Land,Signed on\n{name},2023\n")
    assert problems(read(path))[0] == f"2 {name}: {problem}"


def test_a_workbook_is_read_as_it_shows(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet["B3"].number_format = "mmm-yy"
        sheet["B4"].number_format = "yyyy"
        sheet["B5"].number_format = "0000"

    rows: list[Any] = [
        ["Land", "Signed on"],
        ["Egypt", datetime(2023, 12, 6)],
        ["Chad", date(2023, 10, 1)],
        ["Mali", date(2022, 1, 1)],
        ["Togo", 2021],
        ["Peru", "3 October 2023"],
        ["Fiji", 2020.0],
    ]
    found = read(workbook(tmp_path / "list.xlsx", rows, change))
    assert acts(found) == [
        "Egypt signing 2023-12-06",
        "Chad signing 2023-10",
        "Mali signing 2022",
        "Togo signing 2021",
        "Peru signing 2023-10-03",
        "Fiji signing 2020",
    ]
    assert {one.name: one.look for one in found.members if one.look} == {
        "Chad": "Signed on: kept as 2023-10-01, shown as a month: read as 2023-10",
        "Mali": "Signed on: kept as 2022-01-01, shown as a year: read as 2022",
    }


def test_what_a_workbook_does_not_say_is_not_guessed(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.merge_cells("B4:B5")
        sheet["B6"].data_type = "e"

    rows: list[Any] = [
        ["Land", "Signed on"],
        ["Egypt", "=DATE(2023,12,6)"],
        ["Chad", date(1900, 1, 1)],
        ["Mali", "2023"],
        ["Togo", None],
        ["Peru", "#REF!"],
        ["Fiji", "2020"],
    ]
    found = read(workbook(tmp_path / "list.xlsx", rows, change))
    assert acts(found) == ["Fiji signing 2020"]
    assert [one[:52] for one in problems(found)] == [
        "2 Egypt: Signed on: is a formula without its result:",
        "3 Chad: Signed on: is kept as 1900-01-01: what a spr",
        "4 Mali: Signed on: is merged with others, B4:B5: wri",
        "5 Togo: Signed on: is merged with others, B4:B5: wri",
        "6 Peru: Signed on: is #REF!, a mistake of a formula:",
    ]


def test_a_sheet_is_chosen_where_several_have_the_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, day in (("2023", "2023-01-01"), ("2024", "2024-01-01")):
        sheet = book.create_sheet(title)
        sheet.append(["Land", "Signed on"])
        sheet.append(["Egypt", day])
    book.create_sheet("Notes").append(["nothing"])
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(BadList, match="'2023', '2024' all have such columns: say which sheet"):
        read(tmp_path / "list.xlsx")
    assert acts(read(tmp_path / "list.xlsx", sheet="2024")) == ["Egypt signing 2024-01-01"]


NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text")
)


def spreadsheet(path: Path, rows: Sequence[str]) -> Path:
    """An OpenDocument spreadsheet of rows of cells, as markup."""
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    text = (
        f'<office:document-content {NAMESPACES}><office:body><office:spreadsheet>'
        f'<table:table table:name="List">{body}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
        ' table:number-columns-repeated="1024"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )  # fmt: skip
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", text)
    return path


def cell(text: str, day: str = "", more: str = "") -> str:
    value = f' office:value-type="date" office:date-value="{day}"' if day else ""
    return f"<table:table-cell{value} {more}><text:p>{text}</text:p></table:table-cell>"


def test_an_opendocument_spreadsheet_is_read_as_it_shows(tmp_path: Path) -> None:
    comment = "<office:annotation><text:p>a comment</text:p></office:annotation>"
    rows: list[Any] = [
        cell("Land") + cell("Signed on"),
        cell("Egypt") + cell("06.12.2023", "2023-12-06T00:00:00"),
        cell("Côte<text:s/>d'Ivoire") + cell("Oct 23", "2023-10-01"),
        cell("Mali") + cell("2022", "2022-01-01"),
        cell("Peru") + cell("3 October 2023").replace("<text:p>", comment + "<text:p>"),
        cell("Fiji") + cell("2020", more='table:formula="of:=2000+20"'),
        cell("Togo") + cell("Err:502", more='table:formula="of:=X"'),
        cell("Chad") + cell("2020", more='table:number-rows-spanned="2"'),
        cell("Niger") + "<table:covered-table-cell/>",
    ]
    found = read(spreadsheet(tmp_path / "list.ods", rows))
    assert acts(found) == [
        "Egypt signing 2023-12-06",
        "Côte d'Ivoire signing 2023-10",
        "Mali signing 2022",
        "Peru signing 2023-10-03",
        "Fiji signing 2020",
    ]
    assert problems(found) == [
        "7 Togo: Signed on: is a formula that gives Err:502: mend it",
        "8 Chad: Signed on: is merged with others: write each of them",
        "9 Niger: Signed on: is merged with others: write each of them",
    ]
    looks = {one.name: one.look for one in found.members if one.look}
    assert looks["Fiji"] == "Signed on: is a formula, whose result was 2020 when the file was saved"
    assert looks["Mali"] == "Signed on: kept as 2022-01-01, shown as a year: read as 2022"


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"word/document.xml": "<w/>"}, "it is packed, and no spreadsheet: unpack it first"),
        ({"content.xml": "<office"}, "it is no whole spreadsheet"),
        ({"xl/workbook.xml": "<workbook"}, "it is no whole workbook"),
    ],
)
def test_a_packed_file_that_is_no_spreadsheet(
    tmp_path: Path, parts: dict[str, str], problem: str
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    path = tmp_path / "list.xlsx"
    path.write_bytes(packed.getvalue())
    with pytest.raises(BadList, match=problem):
        read(path)


def test_what_unpacks_to_very_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b"0" * (65 << 20))
    with pytest.raises(BadList, match="it unpacks to more than 64 MiB: save it as CSV"):
        read(path)


def test_a_workbook_without_the_package_that_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "list.xlsx", [["Land", "Signed on"], ["Egypt", "2023"]])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.delitem(sys.modules, "intake.tables.workbooks", raising=False)
    monkeypatch.delattr("intake.tables.workbooks", raising=False)
    with pytest.raises(IntakeUnavailable, match="install depositary"):
        files.read(path)
