"""The server of a witness: two sorts of requests over HTTP, answered by `ledger.witness`."""

import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType

import click

from ledger.errors import Refusal
from ledger.version import __version__
from ledger.witness import Answer, Witness

_LONGEST = 1 << 16  # bytes of a request: 63 hashes and a hundred signatures have half of it


class NoWitnessThere(Refusal):
    """An address at which no witness can answer, as where somebody else listens already."""

    def __init__(self, host: str, port: int, problem: str) -> None:
        super().__init__(
            f"no witness can answer at {host}, port {port}: {problem}: choose another --port"
        )


def serve(witness: Witness, host: str, port: int, told: Callable[[str], None]) -> None:
    """Answer until Ctrl-C or SIGTERM; ``told`` is given the address when it is sure. Raises
    `NoWitnessThere`."""

    class Handler(_Handler):
        asked = witness

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        server = type("_", (ThreadingHTTPServer,), {"address_family": family})(
            (host, port), Handler
        )
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        raise NoWitnessThere(host, port, why) from None
    signal.signal(signal.SIGTERM, _interrupted)
    with server:
        shown = f"[{host}]" if ":" in host else host
        told(f"http://{shown}:{server.server_address[1]}/")
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def _interrupted(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, and writes the answer."""

    asked: Witness
    timeout = 30  # seconds for a request
    protocol_version = "HTTP/1.1"
    server_version = f"depositary/{__version__}"

    def do_POST(self) -> None:
        if self.path != "/add-checkpoint":
            self._answer(Answer(404, "there is nothing of this name\n"))
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self.close_connection = True
            self._answer(Answer(411, "the request does not say how long it is\n"))
        elif int(length) > _LONGEST:
            self.close_connection = True
            self._answer(Answer(413, f"a request has {_LONGEST} bytes at most\n"))
        else:
            body = self.rfile.read(int(length))
            self._answer(self._safely(lambda: self.asked.add_checkpoint(body)))

    def do_GET(self) -> None:
        self._answer(self._safely(lambda: self.asked.checkpoint(self.path)))

    def _safely(self, answer: Callable[[], Answer]) -> Answer:
        """Return an answer, also where what was cosigned cannot be read or kept: nothing is signed
        then, and who runs the witness is told."""
        try:
            return answer()
        except (OSError, Refusal) as problem:
            click.echo(f"depositary: {problem}", err=True)
            return Answer(500, "the witness cannot keep what it signs, and signs nothing\n")

    def _answer(self, answer: Answer) -> None:
        content = answer.text.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.sort)
        self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *given: object) -> None:
        """Say nothing of a request: what was signed is in the folder."""
