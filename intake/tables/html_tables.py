"""The tables of a saved web page, and its text.

What a page marks as a footnote (digits, signs or "[A]" in raised type) is left out of the cells. A
cell that covers several rows or columns is told of: what it says of each is left to a person.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from intake.tables.sheets import MERGED, Place, Sheet
from intake.tables.written import MARK

_HIDDEN = ("script", "style", "head", "template", "noscript")
_BLOCKS = ("p", "br", "div", "tr", "td", "th", "li", "table", "h1", "h2", "h3", "h4", "span")
_MARK = re.compile(rf"(?:{MARK}|[\s\d,;*†‡§¶()\[\]])*", re.IGNORECASE)


class Page:
    """What a page has: its ``tables``, each with the ``id`` that the page gives it as title, its
    ``text``, and the ``language`` that it says it is in."""

    def __init__(self, markup: str) -> None:
        parser = _Parser()
        parser.feed(markup)
        parser.close()
        self.tables: Sequence[Sheet] = [one.sheet() for one in parser.done]
        self.language = parser.language
        self.text = re.sub(r"[ \t\r\f\v]+", " ", "".join(parser.text))


class _Table:
    """The rows of a table so far."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.rows: list[list[str]] = []
        self.faults: dict[Place, str] = {}
        self._below: dict[int, tuple[int, str]] = {}  # by column: rows still covered, and the fault

    def begin_row(self) -> None:
        self.rows.append([])
        self._skip_covered()

    def add(self, text: str, across: int, down: int) -> None:
        """Add a cell to the last row, in the next place that is free there."""
        if not self.rows:
            self.begin_row()
        sizes = [f"{n} {what}" for n, what in ((down, "rows"), (across, "columns")) if n > 1]
        fault = f"{MERGED}, over {' and '.join(sizes)}: write each of them"
        for n in range(across):
            if across > 1 or down > 1:
                self._place("" if n else text, fault)
                self._below[len(self.rows[-1]) - 1] = (down - 1, fault)
            else:
                self._place(text)
        self._skip_covered()

    def _place(self, text: str, fault: str = "") -> None:
        row = self.rows[-1]
        if fault:
            self.faults[len(self.rows) - 1, len(row)] = fault
        row.append(text)

    def _skip_covered(self) -> None:
        while (found := self._below.get(len(self.rows[-1]), (0, "")))[0]:
            self._below[len(self.rows[-1])] = (found[0] - 1, found[1])
            self._place("", found[1])

    def sheet(self) -> Sheet:
        return Sheet(self.rows, title=self.title, faults=self.faults)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Table] = []
        self.text: list[str] = []
        self.language = ""
        self._tables: list[_Table] = []  # those that are open, the innermost last
        self._cells: list[tuple[list[str], int, int]] = []
        self._raised: list[str] | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._hidden += tag in _HIDDEN
        if tag == "html":
            self.language = given.get("lang") or given.get("xml:lang") or ""
        if tag in _BLOCKS:
            self.handle_data("\n" if tag != "span" else " ")
        if tag == "table":
            self._tables.append(_Table(given.get("id") or ""))
            self.done.append(self._tables[-1])
        elif tag == "tr" and self._tables:
            self._end_cell()
            self._tables[-1].begin_row()
        elif tag in ("td", "th") and self._tables:
            self._end_cell()
            self._cells.append(([], _number(given, "colspan"), _number(given, "rowspan")))
        elif tag in ("sup", "superscript"):
            self._raised = []

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        if tag == "table" and self._tables:
            self._end_cell()
            self._tables.pop()
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("sup", "superscript") and self._raised is not None:
            raised, self._raised = "".join(self._raised), None
            if not _MARK.fullmatch(raised):
                self.handle_data(raised)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._raised is not None:
            self._raised.append(data)
            return
        self.text.append(data)
        if self._cells:
            self._cells[-1][0].append(data)

    def _end_cell(self) -> None:
        """End the cell that is open in the innermost table; pages leave out its end tag."""
        if self._cells and len(self._cells) >= len(self._tables):
            text, across, down = self._cells.pop()
            self._tables[-1].add("".join(text), across, down)


def _number(given: dict[str, str | None], name: str) -> int:
    text = given.get(name) or ""
    return min(int(text), 1000) if text.isascii() and text.isdigit() and int(text) else 1
