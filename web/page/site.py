"""The page as files: each by its path, made when it is asked for, so that `publish` can write them
and a server can answer with them.

The data files are scripts that call ``received``: a page opened from a disk may load a script, but
no JSON.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from ledger.dates import FIRST_DAY
from ledger.events import Happening, Recorded
from ledger.said import say
from projections.kept import relevant
from projections.view import View
from web.languages.language import ENGLISH, Language
from web.page import audit_json, index_json, program_json, record_json
from web.page.packing import packed
from web.page.relevant import Bearing

STATIC = (
    "index.html",
    "style.css",
    "icon.svg",
    "words.js",
    "dates.js",
    "dom.js",
    "files.js",
    "select.js",
    "conditions.js",
    "state.js",
    "day-field.js",
    "choose.js",
    "when.js",
    "programs.js",
    "beside.js",
    "changes.js",
    "rows.js",
    "revision.js",
    "sketch.js",
    "pictures.js",
    "verify.js",
    "audit.js",
    "take.js",
    "keys.js",
    "embed.js",
    "asked.js",
    "page.js",
)
PROGRAM, PAPERS = "data/program-", "data/papers-"
TREE, RECORDS = "data/tree.js", "data/records-"
_NO_WORDS = b"const WORDS = {};"
_SHOWN = re.compile(r"(>)([^<>]*\w[^<>]*)(<)")  # of an element
_TOLD = re.compile(r'((?:aria-label|name="description" content)=")([^"]+)(")')
_LIVELY = timedelta(days=3653)  # ten years
_FEW = 50  # programs that can all be read at once


class Site:
    """The page of a ledger on a day; it first shows the programs with the ids ``shown``."""

    def __init__(
        self,
        view: View,
        today: date,
        shown: Sequence[str] = (),
        language: Language = ENGLISH,
    ) -> None:
        self.view, self.today, self._shown = view, today, tuple(shown)
        self.language = language
        self._whole: Bearing | None = None
        self.omitted: dict[str, list[str]] = {}  # by program, the names of whom much is left out

    def paths(self) -> Iterator[str]:
        """Yield every path that there is a file at, that of the index first. Raises
        `WebUnavailable` before any."""
        _canvas()
        yield from self._made
        yield from STATIC
        for program in sorted(self.view.names.programs):
            yield from (f"{PROGRAM}{program}.js", f"{PAPERS}{program}.js")
        yield from (f"{RECORDS}{number}.js" for number in range(self._blocks))

    def file(self, path: str) -> bytes | None:
        """Return the file at a path, or None where there is none."""
        if path in STATIC:
            return static(path, self.language)
        if path in self._made:
            return self._made[path]().encode()
        number = re.fullmatch(rf"{RECORDS}(0|[1-9][0-9]*)\.js", path)
        if number:
            return self._block(int(number[1]))
        program = path.removeprefix(PROGRAM).removeprefix(PAPERS).removesuffix(".js")
        if program not in self.view.names.programs:
            return None
        made = {
            f"{PROGRAM}{program}.js": program_json.program,
            f"{PAPERS}{program}.js": audit_json.papers,
        }
        if path not in made:
            return None
        value = made[path](self.bearing(program), program, self.view.names)
        omitted = [one["name"] for one in value.get("participants", ()) if one["omits"]]
        if omitted:
            self.omitted[program] = omitted
        found = packed(self.language.whole(value))
        return script(path, found.value, found.again, found.names).encode()

    def _script(self, path: str, value: Any) -> str:
        return script(path, self.language.whole(value))

    @property
    def _made(self) -> Mapping[str, Callable[[], str]]:
        return {
            "data/ledger.js": lambda: self._script("data/ledger.js", self._index()),
            TREE: lambda: script(TREE, record_json.tree(self.view.ledger)),
            "draw.js": lambda: str(_canvas().draw()),
            "data/charts.js": lambda: script("data/charts.js", _canvas().charts_by_number()),
            "data/places.js": lambda: self._script("data/places.js", _canvas().shapes()),
        }

    @property
    def _blocks(self) -> int:
        return -(-self.view.ledger.size // record_json.BLOCK)

    def _block(self, number: int) -> bytes | None:
        if number >= self._blocks:
            return None
        path = f"{RECORDS}{number}.js"
        return script(path, record_json.block(self.view.ledger, number)).encode()

    def bearing(self, program: str) -> Bearing:
        """Return what bears on a program, and maybe on others."""
        if self._whole is None:
            records = self.view.records(program)
            if len(records) < self.view.ledger.size:
                return Bearing(relevant.with_papers(self.view.ledger, records))
            self._whole = Bearing(records)  # all was read, and is not to be read again
        return self._whole

    def _index(self) -> dict[str, Any]:
        shown = self.shown()
        view = self.view
        return index_json.index(view.ledger, view.names, self.today, shown, view.unread)

    def shown(self) -> Sequence[str]:
        """Return the ids of the programs that it shows first."""
        return self._shown or self._liveliest()

    def _liveliest(self) -> list[str]:
        """Return the two programs in which most happened in the last ten years; where it would take
        long to tell, the two that were filed first."""
        programs = list(self.view.names.programs)
        if len(programs) > _FEW:
            return programs[:2]
        since = self.today - min(_LIVELY, self.today - FIRST_DAY)

        def happened(program: str) -> int:
            happenings = self.bearing(program).happenings(program)
            return sum(since <= day_of(one) <= self.today for one in happenings)

        return sorted(sorted(programs), key=happened, reverse=True)[:2]


def static(path: str, language: Language = ENGLISH) -> bytes:
    """Return one of the files `STATIC`, which are the same for every ledger, in a language."""
    found = _file(path)
    if language.code == "en":
        return found
    if path == "index.html":
        return _first_page(found.decode(), language).encode()
    if path == "words.js":
        return found.replace(_NO_WORDS, _words(language).encode())
    return found


def _file(path: str) -> bytes:
    return (files("web.page") / "static" / path).read_bytes()


def _first_page(html: str, language: Language) -> str:
    """Return the page with the date as it is before any script runs, in a language."""

    def told(found: re.Match[str]) -> str:
        return f"{found[1]}{language.text(say(found[2]))}{found[3]}"

    html = html.replace('<html lang="en"', f'<html lang="{language.code}"')
    return _TOLD.sub(told, _SHOWN.sub(told, html))


def _words(language: Language) -> str:
    """Return the table of a language as a script has it, with the texts of scripts alone."""
    scripts = [_file(path).decode() for path in STATIC if path.endswith(".js")]
    charts = script("", _canvas().charts_by_number())
    table = language.of_scripts("".join([*scripts, charts]))
    return f"const WORDS = {_safe(json.dumps(table, ensure_ascii=False, separators=(',', ':')))};"


def _canvas() -> Any:
    """Import what draws on first use: its packages load slowly, and rosters do not need them."""
    from web.pictures import assets

    return assets


def day_of(recorded: Recorded) -> date:
    """Return the last day on which an event of the world can have happened, as it was recorded."""
    assert isinstance(recorded.event, Happening)
    return recorded.event.occurred_on.latest


def script(path: str, *value: Any) -> str:
    """Return a data file: a script that hands a value to the page, or the parts of a packed one."""
    texts = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (path, *value)]
    return f"received({_safe(','.join(texts))});\n"


def _safe(text: str) -> str:
    """Return JSON in which a line separator, which breaks a line of script, is escaped."""
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
