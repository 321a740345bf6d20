"""The page as files: each by its path, made when it is asked for, so that `publish` can write them
and a server can answer with them.

The data files are scripts that call ``received``: a page opened from a disk may load a script, but
no JSON. What stands in them is left to `index`, `data` and `papers`, and the files of the page
itself to ``static``.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import files
from typing import Any, Protocol

from ledger.dates import LAST_DAY
from ledger.events import Recorded
from ledger.names import Names
from ledger.store import Ledger
from projections.bearing import Bearing
from web import data, index, papers

STATIC = (
    "index.html",
    "style.css",
    "icon.svg",
    "dates.js",
    "dom.js",
    "files.js",
    "select.js",
    "state.js",
    "when.js",
    "programs.js",
    "changes.js",
    "pictures.js",
    "audit.js",
    "asked.js",
    "page.js",
)
PROGRAM, PAPERS = "data/program-", "data/papers-"
_LIVELY = timedelta(days=3653)  # ten years


class View(Protocol):
    """The open ledger that the page is of."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def names(self) -> Names: ...
    @property
    def records(self) -> Sequence[Recorded]: ...


class Site:
    """The page of a ledger on a day; it first shows the programs with the ids ``shown``."""

    def __init__(self, view: View, today: date, shown: Sequence[str] = ()) -> None:
        self.view, self.today, self._shown = view, today, tuple(shown)

    def paths(self) -> Iterator[str]:
        """Every path that there is a file at."""
        yield from STATIC
        yield from self._made
        for program in sorted(self.view.names.programs):
            yield from (f"{PROGRAM}{program}.js", f"{PAPERS}{program}.js")

    def file(self, path: str) -> bytes | None:
        """The file at a path, or None where there is none."""
        if path in STATIC:
            return (files("web") / "static" / path).read_bytes()
        if path in self._made:
            return self._made[path]().encode()
        program = path.removeprefix(PROGRAM).removeprefix(PAPERS).removesuffix(".js")
        if program not in self.view.names.programs:
            return None
        if path == f"{PROGRAM}{program}.js":
            return script(path, data.program(self.bearing, program, self.view.names)).encode()
        if path == f"{PAPERS}{program}.js":
            return script(path, papers.papers(self.bearing, program, self.view.names)).encode()
        return None

    @cached_property
    def _made(self) -> Mapping[str, Callable[[], str]]:
        from web import drawing  # its packages take their time, and are wanted by no roster

        return {
            "data/ledger.js": lambda: script("data/ledger.js", self._index()),
            "data/charts.js": lambda: script("data/charts.js", drawing.charts_by_number()),
            "data/places.js": lambda: script("data/places.js", drawing.shapes()),
            "draw.js": drawing.draw,
        }

    @cached_property
    def bearing(self) -> Bearing:
        """What bears on the programs. The one place to change where only one program's records
        are to be read."""
        return Bearing(self.view.records)

    def _index(self) -> dict[str, Any]:
        shown = self._shown or liveliest(self.bearing, self.view.names, self.today)
        return index.index(self.view.ledger, self.view.names, self.today, shown)


def liveliest(bearing: Bearing, names: Names, today: date) -> list[str]:
    """The two programs in which most happened in the last ten years."""

    def happened(program: str) -> int:
        first = min(today, LAST_DAY) - _LIVELY
        return sum(
            first <= getattr(one.event, "occurred_on").latest <= today  # noqa: B009
            for one in bearing.happenings(program)
        )

    return sorted(sorted(names.programs), key=happened, reverse=True)[:2]


def script(path: str, value: Any) -> str:
    """A data file: a script that hands a value to the page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"received({json.dumps(path)},{_safe(text)});\n"


def _safe(text: str) -> str:
    """JSON in which a line separator, which breaks a line of script, is escaped."""
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
