"""The page as a plugin of Datasette: its files at the paths that they have, ``/`` the first.

It belongs to those Datasettes that `attach` gave files to, and to no other in the process. What is
in the files is left to whoever hands them in.
"""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from mimetypes import guess_type
from typing import Any
from weakref import WeakKeyDictionary

from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils.asgi import Request, Response

Files = Callable[[str], bytes | None]  # a file by its path; None: there is none
Routes = list[tuple[str, Callable[..., Any]]]
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_PATHS = (r"^/$", r"^/(?P<path>(?:data/)?[a-z0-9.-]+\.(?:html|js|css|svg))$")
_attached: WeakKeyDictionary[Datasette, "Page"] = WeakKeyDictionary()


class Page:
    """The files, read in one thread of their own, since a ledger is."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._desk = ThreadPoolExecutor(max_workers=1)

    async def answer(self, request: Request) -> Response:
        """A file, with a Content-Security-Policy as strict as the page's own."""
        path = request.url_vars.get("path") or "index.html"
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._desk, self._files, path)
        if found is None:
            return Response.text("there is no such page", status=404)
        kind = guess_type(path)[0] or "application/octet-stream"
        return Response(found.decode(), headers=HEADERS, content_type=f"{kind}; charset=utf-8")

    def close(self) -> None:
        self._desk.shutdown()


def attach(datasette: Datasette, page: Page) -> None:
    """Let a Datasette show a page."""
    _attached[datasette] = page
    module = sys.modules[__name__]
    if not pm.is_registered(module):
        pm.register(module)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> Routes:
    """The routes of the page, for Datasette to ask before its own."""
    page = _attached.get(datasette)
    return [(path, page.answer) for path in _PATHS] if page else []
