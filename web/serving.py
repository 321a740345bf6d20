"""The server: the page at ``/``, and behind it Datasette on the ledger's tables.

It answers reads, from this computer alone unless told otherwise, and sees what others append.
What Datasette may do with the ledger's file is left to `reading`, the questions that it knows to
`queries`, the page to `plugin`, who may ask to `gate`.
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
from web.gate import LOCAL, Gate
from web.plugin import Files, Page, attach
from web.queries import METADATA
from web.reading import NAME, LedgerDatabase

_SETTINGS = {
    "default_cache_ttl": 0,  # a reload shows what was appended meanwhile
    "allow_download": False,
    "sql_time_limit_ms": 5000,
}


class PortTaken(Refusal):
    """An address at which nothing can be served, as where somebody else listens already."""

    def __init__(self, host: str, port: int, problem: str) -> None:
        super().__init__(
            f"nothing can be served at {host}, port {port}: {problem}: choose another --port"
        )


def serve(path: Path, files: Files, host: str, port: int, told: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; ``told`` is given the address when it is sure.

    Raises `PortTaken`.
    """
    with _listening(host, port) as listening, _datasette(path, files) as datasette:
        address, taken = listening.getsockname()[:2]
        hosts = {*LOCAL, host.lower()} if ip_address(address).is_loopback else None
        config = uvicorn.Config(
            Gate(datasette.app(), hosts),
            log_level="warning",
            lifespan="on",
            timeout_graceful_shutdown=2,
        )
        server = _Server(config)
        told(f"http://{f'[{host}]' if ':' in host else host}:{taken}/")
        server.run(sockets=[listening])


@contextmanager
def _datasette(path: Path, files: Files) -> Iterator[Datasette]:
    """Datasette with the ledger and the page, every connection closed again."""
    datasette, page = Datasette([], metadata=METADATA, settings=_SETTINGS), Page(files)
    datasette.add_database(LedgerDatabase(datasette, path), name=NAME)
    attach(datasette, page)
    try:
        yield datasette
    finally:
        page.close()
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
    """What the system says; Python adds the address to it, in brackets."""
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
