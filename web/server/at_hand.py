"""What a browser has at hand already, and need not be sent: answers with an entity tag (RFC 9110,
s. 8.8.3), 304 for whoever has the same, and the others compressed (gzip).

It is for answers that are sent in one piece; streams go through as they are.
"""

import asyncio
import gzip
from hashlib import sha256

from web.server.access import App, Message, Receive, Scope, Send

_SMALLEST = 500  # bytes that are worth to be compressed
_LARGE = 64 << 10  # bytes that are compressed in another thread
_TEXTS = (b"text/", b"application/json", b"application/xml", b"application/atom", b"image/svg")


class AtHand:
    """An application whose answers are sent only to whoever has others, and in short."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = {name.lower(): value for name, value in scope["headers"]}
        await self._app(scope, receive, _Sending(asked, send))


class _Sending:
    """Sends one answer, when it is known whether it comes in one piece."""

    def __init__(self, asked: dict[bytes, bytes], send: Send) -> None:
        self._asked, self._send = asked, send
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            start, self._start = self._start, None
            if not message.get("more_body"):
                start, message = await self._shortened(start, message)
            await self._send(start)
            await self._send(message)

    async def _shortened(self, start: Message, message: Message) -> tuple[Message, Message]:
        headers = [(name.lower(), value) for name, value in start.get("headers", ())]
        kind, body = dict(headers).get(b"content-type", b""), message.get("body", b"")
        kept = [one for one in headers if one[0] not in (b"content-length", b"etag")]
        if start["status"] == 200:
            tag = b'W/"%s"' % sha256(body).hexdigest()[:32].encode()
            kept.append((b"etag", tag))
            if tag in _tags(self._asked.get(b"if-none-match", b"")):
                kept = [one for one in kept if one[0] != b"content-type"]
                return {**start, "status": 304, "headers": kept}, {**message, "body": b""}
        if kind.startswith(_TEXTS) and b"content-encoding" not in dict(headers):
            kept.append((b"vary", b"accept-encoding"))
            if len(body) >= _SMALLEST and _takes_gzip(self._asked.get(b"accept-encoding", b"")):
                body = await _compressed(body)
                kept.append((b"content-encoding", b"gzip"))
        kept.append((b"content-length", str(len(body)).encode()))
        return {**start, "headers": kept}, {**message, "body": body}


def _tags(header: bytes) -> list[bytes]:
    """Return the tags that whoever asks has, each as a weak one."""
    found = (one.strip() for one in header.split(b","))
    return [one if one.startswith(b"W/") else b"W/" + one for one in found if one]


def _takes_gzip(header: bytes) -> bool:
    wanted = [one.replace(b" ", b"").lower() for one in header.split(b",")]
    return any(one.startswith(b"gzip") and not one.endswith((b";q=0", b";q=0.0")) for one in wanted)


async def _compressed(body: bytes) -> bytes:
    if len(body) < _LARGE:
        return gzip.compress(body, 6, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, 6, mtime=0)
