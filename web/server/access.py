"""Rules before the server's answers: who may ask, by which methods, and what a browser may do with
an answer.

A page on the web can make a browser ask this computer under a name of its own (DNS rebinding), so
where only this computer may ask, it has to ask by one of this computer's names. The page brings a
stricter policy than the one here, which is as strict as Datasette's own pages allow.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import Any
from urllib.parse import urlsplit

from datasette.utils.asgi import Response

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_READS = ("GET", "HEAD")
_HEADERS = {
    b"content-security-policy": b"default-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


class Gate:
    """An application, asked only for reading, and only by one of some names of its host (None: by
    any)."""

    def __init__(self, app: App, hosts: Collection[str] | None) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal:
            status, why = refusal
            await Response.text(f"{why}\n", status=status).asgi_send(send)
        else:
            await self._app(scope, receive, _guarded(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        if scope["method"] not in _READS:
            return 405, "this is served to be read only"
        if self._hosts is not None and _host(scope) not in self._hosts:
            return 403, "this is served to this computer alone: ask for it by the address given"
        return None


def _host(scope: Scope) -> str | None:
    """Return the name by which the server is asked, without the port."""
    named = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    try:
        return urlsplit(f"//{named}").hostname
    except ValueError:
        return None


def _guarded(send: Send) -> Send:
    """Return every answer with the headers that it does not have itself."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            there = [(name.lower(), value) for name, value in message.get("headers", ())]
            more = {name: value for name, value in _HEADERS.items() if name not in dict(there)}
            message = {**message, "headers": [*there, *more.items()]}
        await send(message)

    return sending
