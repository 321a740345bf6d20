"""The files of the page as a server keeps them: those that are the same for every ledger at hand,
the others made when they are asked for, and anew when the ledger has grown or a day has passed.

The ledger is opened for each look and never held, so that no checkpoint waits.
The way to the tables behind the page is added here.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from importlib.resources import files

from projections.view import View
from web.page import site
from web.page.site import Site
from web.pages.site import STYLE

_FOOT = b"</footer>\n"
_TABLES = b"""<nav class="cite" aria-label="Behind the page">
<p>Without a script: <a href="programs/">programs</a>, <a href="participants/">participants</a>,
<a href="changes/">changes</a>, <a href="about/">about this register</a></p>
<p>For programs: <a href="api/">answers in JSON</a>,
<a href="ledger">all tables, with SQL, JSON and CSV</a></p>
</nav>
"""
Opened = Callable[[], AbstractContextManager[View]]


class Shelf:
    """The files of the page of one ledger: those that never change by their paths (``still``), and
    a `file` of the ledger, which is for one thread."""

    def __init__(self, opened: Opened, today: Callable[[], date], shown: tuple[str, ...]) -> None:
        self._opened, self._today, self._shown = opened, today, shown
        self._state: tuple[int, date] | None = None
        self._kept: dict[str, bytes | None] = {}
        self._site: Site | None = None
        self.still = {path: site.static(path) for path in site.STATIC}
        self.still[STYLE] = (files("web.pages") / STYLE).read_bytes()
        self.still["index.html"] = self.still["index.html"].replace(_FOOT, _FOOT + _TABLES)

    def file(self, path: str) -> bytes | None:
        """Return the file at a path that is made of the ledger, or None where there is none."""
        with self._opened() as view:
            state = (view.ledger.size, self._today())
            if self._site is None or self._state != state:
                self._state, self._kept = state, {}
                self._site = Site(view, state[1], self._shown)
            self._site.view = view  # the ledger of the look before is closed
            if path not in self._kept:
                self._kept[path] = self._site.file(path)
            return self._kept[path]
