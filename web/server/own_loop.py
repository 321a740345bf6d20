"""An application (ASGI) in a thread and an event loop of its own, asked by a few at once: what
keeps it busy keeps no other waiting, and what it holds in memory stays within bounds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any, TypeVar

from datasette.utils.asgi import Response

from web.server.access import App, Receive, Scope, Send

T = TypeVar("T")
AT_ONCE = 6  # requests that are being answered, until the last byte was taken
WAIT = 3.0  # seconds for which another one waits for its turn
LONGEST = 120.0  # seconds that an answer may take, however slowly it is taken
BUSY = "too many are asking the tables: try again in a few seconds"


class Apart:
    """An application that is run apart from the event loop that it is asked from."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="tables", daemon=True)
        self._thread.start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._turn() as had:
            if had:
                here = asyncio.get_running_loop()
                ways = (_called_in(here, receive), _called_in(here, send))
                await _elsewhere(self._in_time(scope, *ways), self._loop)
                return
        headers = {"Retry-After": f"{WAIT:.0f}"}
        await Response.text(f"{BUSY}\n", status=503, headers=headers).asgi_send(send)

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.timeout(LONGEST):
            await self._app(scope, receive, send)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[bool]:
        """Give whether a turn was had, for the time of the block."""
        try:
            await asyncio.wait_for(self._turns.acquire(), WAIT)
        except TimeoutError:
            yield False
            return
        try:
            yield True
        finally:
            self._turns.release()

    def close(self) -> None:
        """End what is still being answered, and the thread."""
        asyncio.run_coroutine_threadsafe(_end_the_others(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _end_the_others() -> None:
    others = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _elsewhere(work: Awaitable[T], loop: asyncio.AbstractEventLoop) -> Awaitable[T]:
    """Return what comes of some work that another event loop does."""
    assert isinstance(work, Coroutine)
    return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))


def _called_in(
    loop: asyncio.AbstractEventLoop, function: Callable[..., Awaitable[T]]
) -> Callable[..., Awaitable[T]]:
    """Return a function of one event loop, to be called in another."""

    async def calling(*given: Any) -> T:
        return await _elsewhere(function(*given), loop)

    return calling
