"""A relay between a client and a server of this computer, which can be told to cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import attrs
from clusters import free_port


@attrs.define
class Relay:
    """Passes on what both sides say. ``cut_at``: when the client says these words, the server still
    hears them, and the connection ends before it answers, so many ``times``."""

    port: int
    cut_at: bytes = b""
    times: int = 1
    cuts: int = 0

    def passes(self, client: socket.socket, server: socket.socket) -> None:
        heard = threading.Event()
        back = threading.Thread(target=self._answers, args=(server, client, heard))
        back.start()
        with suppress(OSError):
            while said := client.recv(65536):
                if self.cut_at and self.cut_at in said and self.cuts < self.times:
                    self.cuts += 1
                    heard.set()
                server.sendall(said)
        for one in (client, server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        back.join()

    def _answers(
        self, server: socket.socket, client: socket.socket, heard: threading.Event
    ) -> None:
        with suppress(OSError):
            while said := server.recv(65536):
                if heard.is_set():  # the server has done it, and nobody will know
                    client.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(said)


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
                server = socket.create_connection(("127.0.0.1", port))
                thread = threading.Thread(target=serve, args=(client, server))
                thread.start()
                threads.append(thread)

    def serve(client: socket.socket, server: socket.socket) -> None:
        with client, server:
            client.settimeout(None)
            made.passes(client, server)

    with socket.create_server(("127.0.0.1", made.port)) as listening:
        listening.settimeout(0.1)
        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield made
        finally:
            ended.set()
            for one in (thread, *threads):
                one.join()
