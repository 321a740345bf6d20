"""The files of the page as a server keeps them: those that are the same for every ledger at hand,
the others made when they are asked for, and anew when the ledger has grown or a day has passed.

The ledger is opened for each look and never held, so that no checkpoint waits.
The way to the tables behind the page is added here.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from importlib.resources import files

from ledger.said import say
from projections.view import View
from web.page import site
from web.page.site import Site
from web.pages import front
from web.pages.imprint import Imprint
from web.pages.site import STYLE

_FOOT = "</footer>\n"
_NOTHING_SAID = Imprint()
Opened = Callable[[], AbstractContextManager[View]]


def _below(imprint: Imprint) -> str:
    """Return who publishes it, and the way from the page to all that is behind it."""
    language = imprint.language

    def link(href: str, text: str) -> str:
        return f'<a href="{href}">{language.text(text)}</a>'

    pages = [
        link("programs/", say("programs")),
        link("participants/", say("participants")),
        link("changes/", say("changes")),
        link("about/", say("about this register")),
    ]
    tables = [
        link("api/", say("answers in JSON")),
        link("ledger", say("all tables, with SQL, JSON and CSV")),
    ]
    without = language.text(say("Without a script: {pages}", pages=", ".join(pages)))
    machines = language.text(say("For programs: {tables}", tables=", ".join(tables)))
    label = language.text(say("Behind the page"))
    return (
        f"{front.imprinted(imprint)}"
        f'<nav class="cite" aria-label="{label}">\n<p>{without}</p>\n<p>{machines}</p>\n</nav>\n'
    )


class Shelf:
    """The files of the page of one ledger: those that never change by their paths (``still``), and
    a `file` of the ledger, which is for one thread."""

    def __init__(
        self,
        opened: Opened,
        today: Callable[[], date],
        shown: tuple[str, ...],
        imprint: Imprint = _NOTHING_SAID,
    ) -> None:
        self._opened, self._today, self._shown = opened, today, shown
        self.imprint = imprint
        self._state: tuple[int, date] | None = None
        self._kept: dict[str, bytes | None] = {}
        self._site: Site | None = None
        self.still = {path: site.static(path, imprint.language) for path in site.STATIC}
        self.still[STYLE] = (files("web.pages") / STYLE).read_bytes()
        page = front.titled(self.still["index.html"].decode(), imprint)
        self.still["index.html"] = page.replace(_FOOT, _FOOT + _below(imprint)).encode()

    def file(self, path: str) -> bytes | None:
        """Return the file at a path that is made of the ledger, or None where there is none."""
        with self._opened() as view:
            state = (view.ledger.size, self._today())
            if self._site is None or self._state != state:
                self._state, self._kept = state, {}
                self._site = Site(view, state[1], self._shown, self.imprint.language)
            self._site.view = view  # the ledger of the look before is closed
            if path not in self._kept:
                self._kept[path] = self._site.file(path)
            return self._kept[path]
