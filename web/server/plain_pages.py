"""The pages of plain HTML as an application (ASGI), under the paths that they have where they are
published, each made when it is asked for; everything else is asked of the application behind it.
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from mimetypes import guess_type
from typing import Protocol

from datasette.utils.asgi import Response

from web.pages.rendering import CONTENT_POLICY
from web.server import page_files
from web.server.access import App, Receive, Scope, Send
from web.server.answers import BUSY, Reply

HEADERS = {
    **page_files.HEADERS,
    "Content-Security-Policy": f"{CONTENT_POLICY}; frame-ancestors 'self'",
}
_PATH = re.compile(
    r"/((?:programs|participants|changes|about)(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?"
    r"|feed\.xml|corrections\.xml)"
)
_LAST = re.compile(
    r"index\.html|(?:roster|events)\.(?:csv|json)|feed\.xml|names\.js|cite\.(?:bib|ris)"
)
_KINDS = {"bib": "text/plain", "ris": "text/plain", "xml": "application/atom+xml"}
_AT_ONCE = 4  # that are made, or wait for their turn


class Making(Protocol):
    """Makes pages; for several threads."""

    def file(self, path: str) -> bytes | Reply | None:
        """Return the file at a path, None where there is none, or why it cannot be had."""
        ...


class PlainPages:
    """The pages of a ledger, before another application."""

    def __init__(self, making: Making, behind: App) -> None:
        self._making, self._behind = making, behind
        self._desks = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        named = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if named:
            await (await self._answer(named[1])).asgi_send(send)
        else:
            await self._behind(scope, receive, send)

    async def _answer(self, path: str) -> Response:
        last = path.rpartition("/")[2]
        if path.endswith("/"):
            path, last = f"{path}index.html", "index.html"
        elif ("/" in path and not _LAST.fullmatch(last)) or "." not in path:
            return Response.redirect(f"{last}/", 301)
        here = asyncio.get_running_loop()
        found = await here.run_in_executor(self._desks, self._making.file, path)
        if found is None:
            return Response.text("there is no such page\n", status=404)
        if isinstance(found, bytes):
            kind = _KINDS.get(last.rpartition(".")[2]) or guess_type(last)[0] or "text/plain"
            return Response(found.decode(), 200, HEADERS, f"{kind}; charset=utf-8")
        retry = {"Retry-After": "3"} if found.status == BUSY else {}
        return Response(found.text, found.status, {**HEADERS, **retry}, found.kind)

    def close(self) -> None:
        self._desks.shutdown()
