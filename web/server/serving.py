"""The server: the page at ``/``, and behind it Datasette on the ledger's tables.

It answers reads, from this computer alone unless another address is given, and sees what others
append.
"""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import uvicorn
from datasette.app import Datasette

from ledger.errors import Refusal
from web.server.access import LOCAL, App, Gate
from web.server.own_loop import Apart
from web.server.page_cache import Shelf
from web.server.page_files import Page
from web.server.queries import METADATA
from web.server.read_only import LONGEST, NAME, LedgerDatabase

_SETTINGS = {
    "default_cache_ttl": 0,  # a reload shows what was appended meanwhile
    "allow_download": False,
    "sql_time_limit_ms": int(LONGEST * 1000),
}


class PortTaken(Refusal):
    """An address at which nothing can be served, as where somebody else listens already."""

    def __init__(self, host: str, port: int, problem: str) -> None:
        super().__init__(
            f"nothing can be served at {host}, port {port}: {problem}: choose another --port"
        )


def serve(path: Path, shelf: Shelf, host: str, port: int, told: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; ``told`` is given the address when it is sure.

    Raises `PortTaken`.
    """
    with _listening(host, port) as listening, _application(path, shelf) as application:
        address, taken = listening.getsockname()[:2]
        hosts = {*LOCAL, host.lower()} if ip_address(address).is_loopback else None
        config = uvicorn.Config(
            Gate(application, hosts),
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
        server = _Server(config)
        told(f"http://{f'[{host}]' if ':' in host else host}:{taken}/")
        server.run(sockets=[listening])


@contextmanager
def _application(path: Path, shelf: Shelf) -> Iterator[App]:
    """Give the page, and behind it Datasette with the ledger; every connection closed again."""
    datasette = Datasette([], metadata=METADATA, settings=_SETTINGS)
    datasette.add_database(LedgerDatabase(datasette, path), name=NAME)
    apart = Apart(datasette.app())
    page = Page(shelf, apart)
    try:
        yield page
    finally:
        page.close()
        apart.close()
        datasette.executor.shutdown()
        datasette.get_database(NAME).close()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        found = socket.create_server((host, port), family=family)
    except OSError as problem:
        raise PortTaken(host, port, _said_by(problem)) from None
    with found:
        yield found


def _said_by(problem: OSError) -> str:
    """Return what the system says; Python adds the address to it, in brackets."""
    return (problem.strerror or str(problem)).partition(" (")[0].lower()


class _Server(uvicorn.Server):
    """A server that ends by either signal without raising it anew."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        ends = (signal.SIGINT, signal.SIGTERM)
        before = {one: signal.signal(one, self.handle_exit) for one in ends}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)
