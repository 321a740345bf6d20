"""Answers for programs as an application (ASGI): JSON at ``/api/``, one address a question, with a
description of all of them; everything else is asked of the application behind it.

What is asked, and what comes of it, whoever serves hands in (`Answering`), so that the answers are
the command line's.
"""

import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import parse_qsl

import attrs
from datasette.utils.asgi import Response

from web.languages.language import ENGLISH
from web.pages import rendering
from web.pages.imprint import Imprint
from web.pages.rendering import Head
from web.server.access import App, Receive, Scope, Send

BEGINS = "/api"
DESCRIPTION = "openapi.json"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
LONGEST = 8000  # bytes of what stands after the ``?``
AT_ONCE = 8  # that are answered, or wait for their turn
BUSY = 503


class Reply(Protocol):
    """What comes of a question."""

    @property
    def status(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Answering(Protocol):
    """Answers questions, each by its name and by what it is given; for several threads."""

    def description(self) -> dict[str, Any]:
        """Return the description of all questions (OpenAPI)."""
        ...

    def refused(self, sentence: str, status: int) -> Reply:
        """Return a refusal."""
        ...

    def ask(self, name: str, given: Sequence[tuple[str, str]]) -> Reply:
        """Return an answer, or why there is none."""
        ...


class Answers:
    """The answers of a ledger, before another application."""

    def __init__(self, answering: Answering, imprint: Imprint, behind: App) -> None:
        self._answering, self._behind = answering, behind
        self._imprint = attrs.evolve(imprint, language=ENGLISH)
        self._desks = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="answers")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if path == BEGINS:
            await Response.redirect(f"{BEGINS[1:]}/", 301).asgi_send(send)
        elif path.startswith(f"{BEGINS}/"):
            await (await self._answer(scope, path[len(BEGINS) + 1 :])).asgi_send(send)
        else:
            await self._behind(scope, receive, send)

    async def _answer(self, scope: Scope, name: str) -> Response:
        if name == DESCRIPTION:
            text = json.dumps(self._answering.description(), ensure_ascii=False)
            return _response(f"{text}\n", 200, "application/json")
        if not name:
            return _response(_page(self._answering.description(), self._imprint), 200, "text/html")
        try:
            given = _given(scope["query_string"])
        except ValueError as problem:
            found = self._answering.refused(str(problem), 400)
        else:
            here = asyncio.get_running_loop()
            found = await here.run_in_executor(self._desks, self._answering.ask, name, given)
        return _response(found.text, found.status, found.kind)

    def close(self) -> None:
        self._desks.shutdown()


def _page(description: dict[str, Any], imprint: Imprint) -> str:
    """Return the description for people, as one of the pages, in English."""
    about = description["info"]["description"]
    head = Head("api/index.html", "Answers for programs", about, {})
    questions = [(path[1:], one["get"]) for path, one in description["paths"].items()]
    return rendering.page("answers", head, imprint, about=about, questions=questions).decode()


def _given(query: bytes) -> list[tuple[str, str]]:
    """Return the names and values after the ``?``. Raises `ValueError`."""
    if len(query) > LONGEST:
        raise ValueError(f"what is asked has {len(query)} bytes: give {LONGEST} at most")
    try:
        return parse_qsl(
            query.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200
        )
    except UnicodeDecodeError:
        raise ValueError("what is asked is no text in UTF-8: encode it as such") from None
    except ValueError:
        raise ValueError("too many values are given: give 100 at most") from None


def _response(text: str, status: int, kind: str) -> Response:
    retry = {"Retry-After": "3"} if status == BUSY else {}
    encoded = kind if kind == "application/json" else f"{kind}; charset=utf-8"
    return Response(text, status, {**HEADERS, **retry}, encoded)
