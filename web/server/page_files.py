"""The page as an application (ASGI): its files at the paths that they have, the first at ``/``;
everything else is asked of the application behind it.

The files that are the same whatever the ledger has are answered at once, the others made in one
thread of their own: neither waits for the tables.
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from mimetypes import guess_type

from datasette.utils.asgi import Response

from ledger.errors import Refusal
from web.server.access import App, Receive, Scope, Send
from web.server.page_cache import Shelf

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_PATH = re.compile(r"/((?:data/)?[a-z0-9.-]+\.(?:html|js|css|svg))?")


class Page:
    """The files of a shelf, before another application."""

    def __init__(self, shelf: Shelf, behind: App) -> None:
        self._shelf, self._behind = shelf, behind
        self._desk = ThreadPoolExecutor(max_workers=1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if named:
            await (await self._answer(named[1] or "index.html")).asgi_send(send)
        else:
            await self._behind(scope, receive, send)

    async def _answer(self, path: str) -> Response:
        """Return a file, with a Content-Security-Policy as strict as the page's own."""
        try:
            found = await self._file(path)
        except Refusal as refusal:  # as where the ledger was taken away
            return Response.text(f"{refusal}\n", status=500)
        if found is None:
            return Response.text("there is no such page", status=404)
        kind = guess_type(path)[0] or "application/octet-stream"
        return Response(found.decode(), headers=HEADERS, content_type=f"{kind}; charset=utf-8")

    async def _file(self, path: str) -> bytes | None:
        if path in self._shelf.still:
            return self._shelf.still[path]
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._desk, self._shelf.file, path)

    def close(self) -> None:
        self._desk.shutdown()
