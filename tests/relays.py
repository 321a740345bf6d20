"""A relay between a client and a server of this computer, which can be told to cut and to delay."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import attrs
from clusters import free_port


@attrs.define
class Relay:
    """Passes on what both sides say. ``cut_at``: when the client says these words, the server still
    hears them, and the connection ends before it answers, so many ``times``. ``delay``: for how
    many seconds whatever is said is held back."""

    port: int
    cut_at: bytes = b""
    times: int = 1
    cuts: int = 0
    delay: float = 0.0
    _whole: bool = True
    _ends: set[socket.socket] = attrs.field(factory=set)

    def cut(self) -> None:
        """End all connections, and let nobody in until it is mended."""
        self._whole = False
        for one in list(self._ends):
            _end(one)

    def mend(self) -> None:
        self._whole = True

    def serve(self, client: socket.socket, to: int) -> None:
        """Pass on between a client and the server at a port, until either ends."""
        with client, suppress(OSError), socket.create_connection(("127.0.0.1", to)) as server:
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._ends |= {client, server}
            if self._whole:
                self._pass_on(client, server)
            self._ends -= {client, server}

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        heard = threading.Event()
        back = threading.Thread(target=self._answers, args=(server, client, heard))
        back.start()
        with suppress(OSError):
            while said := client.recv(65536):
                if self.cut_at and self.cut_at in said and self.cuts < self.times:
                    self.cuts += 1
                    heard.set()
                time.sleep(self.delay)
                server.sendall(said)
        _end(server)
        back.join()

    def _answers(
        self, server: socket.socket, client: socket.socket, heard: threading.Event
    ) -> None:
        with suppress(OSError):
            while said := server.recv(65536):
                if heard.is_set():  # the server has done it, and nobody will know
                    break
                time.sleep(self.delay)
                client.sendall(said)
        _end(client)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay(port: int) -> Iterator[Relay]:
    """A relay to a port, for as long as the block lasts."""
    made = Relay(free_port())
    threads: list[threading.Thread] = []
    ended = threading.Event()

    def listen() -> None:
        while not ended.is_set():
            with suppress(TimeoutError):
                client, _ = listening.accept()
                client.settimeout(None)
                thread = threading.Thread(target=made.serve, args=(client, port))
                thread.start()
                threads.append(thread)

    with socket.create_server(("127.0.0.1", made.port)) as listening:
        listening.settimeout(0.1)
        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield made
        finally:
            ended.set()
            thread.join()
            made.cut()
            for one in threads:
                one.join()
