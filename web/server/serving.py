"""The server: the page at ``/`` and those of plain HTML, answers for programs at ``/api/``, and
behind these Datasette on the ledger's tables.

It answers reads, from this computer alone unless another address is given, and sees what others
append.
"""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

import attrs
import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from ledger.errors import Refusal
from web.server.access import LOCAL, App, Gate
from web.server.answers import Answering, Answers
from web.server.at_hand import AtHand
from web.server.own_loop import Apart
from web.server.page_cache import Shelf
from web.server.page_files import Page
from web.server.plain_pages import Making, PlainPages
from web.server.queries import METADATA
from web.server.read_only import LONGEST, NAME, LedgerDatabase

# where the package rich is installed, Datasette prints each refusal at length
pm.get_plugin("datasette.handle_exception").rich = None
TEMPLATES = Path(__file__).parent / "templates"  # in the place of some of Datasette's own
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


@attrs.frozen
class Served:
    """What is served: the ledger's file, the files of the page, the pages of plain HTML, and the
    answers for programs."""

    path: Path
    shelf: Shelf
    pages: Making
    answering: Answering


def serve(served: Served, host: str, port: int, told: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; ``told`` is given the address when it is sure.

    Raises `PortTaken`.
    """
    with _listening(host, port) as listening, _application(served) as application:
        address, taken = listening.getsockname()[:2]
        hosts = {*LOCAL, host.lower()} if ip_address(address).is_loopback else None
        config = uvicorn.Config(
            Gate(AtHand(application), hosts),
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
        server = _Server(config)
        told(f"http://{f'[{host}]' if ':' in host else host}:{taken}/")
        server.run(sockets=[listening])


@contextmanager
def _application(served: Served) -> Iterator[App]:
    """Give the page, and behind it the other pages, the answers for programs, and Datasette with
    the ledger; every connection closed again."""
    datasette = Datasette([], metadata=METADATA, settings=_SETTINGS, template_dir=str(TEMPLATES))
    datasette.add_database(LedgerDatabase(datasette, served.path), name=NAME)
    apart = Apart(datasette.app())
    answers = Answers(served.answering, served.shelf.imprint, apart)
    pages = PlainPages(served.pages, answers)
    page = Page(served.shelf, pages)
    try:
        yield page
    finally:
        for one in (page, pages, answers):
            one.close()
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
