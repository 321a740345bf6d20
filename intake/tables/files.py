"""What a file of others has: tables, JSON, XML; told by its first bytes, not by its name.

Nothing is taken from a file that is too large, of another kind, or in another encoding than it
says: one line tells what to do with it.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

import attrs

from intake.tables.sheets import BadList, Sheet

LARGEST = 32 << 20  # bytes of a file, and twice as many of what is packed in one
_KINDS = (  # first bytes: what it is, and what to do
    (b"%PDF", "it is a PDF: copy its table into a spreadsheet, or take the CSV or HTML"),
    (b"\xd0\xcf\x11\xe0", "it is a workbook of Excel before 2007: save it as .xlsx"),
    (b"\x1f\x8b", "it is packed: unpack it first"),
    (b"SQLite format 3\0", "it is a database: export the table as CSV"),
)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)""", re.I)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@attrs.frozen
class Content:
    """What a file has: ``sheets``, JSON ``data``, the root of ``xml``, the ``text`` of a page and
    the ``language`` that it says it is in."""

    name: str
    sheets: Sequence[Sheet] = ()
    data: Any = None
    xml: Any = None
    text: str = ""
    language: str = ""


def read(path: Path) -> Content:
    """Return what a file has. Raises `BadList`, `OSError`."""
    name = path.name
    size = path.stat().st_size
    if size > LARGEST:
        raise BadList(
            name, f"it has {size >> 20} MiB, {LARGEST >> 20} at most: give its table alone"
        )
    raw = path.read_bytes()
    if not raw.strip():
        raise BadList(name, "it is empty: give a file with a table")
    for first, problem in _KINDS:
        if raw.startswith(first):
            raise BadList(name, problem)
    if raw.startswith(b"PK\3\4"):
        return Content(name, _packed(name, raw))
    return _of_text(name, raw, path.suffix.lower())


def _packed(name: str, raw: bytes) -> Sequence[Sheet]:
    import io

    try:
        packed = ZipFile(io.BytesIO(raw))
    except BadZipFile:
        raise BadList(name, "it is packed, and not whole: get it again") from None
    parts = set(packed.namelist())
    if sum(one.file_size for one in packed.infolist()) > 2 * LARGEST:
        raise BadList(name, f"it unpacks to more than {2 * LARGEST >> 20} MiB: save it as CSV")
    if "xl/workbook.xml" in parts:
        return _workbook(name, raw)
    if "content.xml" in parts:
        from intake.tables import opendocument

        return opendocument.sheets(name, raw)
    raise BadList(name, "it is packed, and no spreadsheet: unpack it first")


def _workbook(name: str, raw: bytes) -> Sequence[Sheet]:
    from intake.optional import needed

    with needed("Excel workbooks"):
        from intake.tables import workbooks
    return workbooks.sheets(name, raw)


def _of_text(name: str, raw: bytes, ending: str) -> Content:
    text = _decoded(name, raw)
    start = text[:2000].lstrip().lower()
    if start.startswith(("{", "[")):
        from intake.tables import delimited

        by_line = ending in (".jsonl", ".ndjson")
        return Content(name, data=delimited.objects(name, text.encode(), a_line_each=by_line))
    if start.startswith("<?xml") and "<html" not in start:
        return Content(name, xml=_xml(name, raw))
    if start.startswith("<") and (
        "<html" in start or "<!doctype html" in start or "<table" in start
    ):
        from intake.tables.html_tables import Page

        page = Page(text)
        return Content(name, page.tables, text=page.text, language=page.language)
    from intake.tables import delimited

    return Content(name, [delimited.sheet(name, text)])


def _decoded(name: str, raw: bytes) -> str:
    declared = _CHARSET.search(raw[:4096])
    xml = re.match(rb"""\s*<\?xml[^>]*encoding=["']([\w-]+)""", raw)
    found = declared or xml
    encoding = next((one for mark, one in _BOMS if raw.startswith(mark)), None)
    encoding = encoding or (found[1].decode() if found else "utf-8")
    if encoding == "utf-8" and b"\0" in raw[:4096]:
        raise BadList(name, "it is no text: give a table as CSV, HTML, JSON, .xlsx or .ods")
    try:
        return raw.decode(encoding)
    except LookupError:
        raise BadList(name, f"its encoding {encoding!r} is unknown: save it as UTF-8") from None
    except UnicodeDecodeError as problem:
        place = f"line {raw[: problem.start].count(10) + 1}"
        says = f"no {encoding.upper()} text" if found is None else f"not the {encoding} it says"
        raise BadList(name, f"it is {says}, at {place}: save it as UTF-8") from None


def _xml(name: str, raw: bytes) -> Any:
    try:
        return ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        raise BadList(name, f"it is no whole XML ({problem}): get it again") from None
