"""Servers for tests: a real process of `depositary serve`, what it is asked, and what others record
meanwhile."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import attrs

from ledger import codec
from ledger.store import Ledger, Subscriber
from projections.kept import tables

SAMPLE = Path(__file__).parent.parent / "events.db.sample"


@attrs.frozen
class Server:
    """A process of `depositary serve`, and the address under which it answers."""

    process: subprocess.Popen[str]
    address: str

    def ask(
        self,
        path: str,
        method: str = "GET",
        host: str | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str,
    ) -> tuple[int, str, Any]:
        """The status, the text and the headers of an answer."""
        query = f"?{urlencode(parameters)}" if parameters and method == "GET" else ""
        body = urlencode(parameters).encode() if method != "GET" else None
        named = {**({"Host": host} if host else {}), **(headers or {})}
        request = Request(f"{self.address}{path}{query}", body, named, method=method)
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode(), refusal.headers

    def rows(self, query: str, **parameters: str) -> list[dict[str, Any]]:
        status, text, _ = self.ask(
            f"ledger/{query}.json", "GET", None, None, _shape="array", **parameters
        )
        assert status == 200, text
        found: list[dict[str, Any]] = json.loads(text)
        return found


@contextmanager
def serving(path: Path, *options: str) -> Iterator[Server]:
    """Serve a ledger for as long as the block lasts."""
    command = [sys.executable, "-m", "cli.main", "--db", str(path), "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(SAMPLE.parent), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=path.parent,
    )
    try:
        assert process.stdout
        told = process.stdout.readline()
        found = re.fullmatch(r"(.*) is served at (http://\S+/): end it with Ctrl-C\n", told)
        assert found, process.communicate()[1]
        yield Server(process, found[2])
    finally:
        process.kill()
        process.communicate()


def end(server: Server, by: signal.Signals) -> None:
    """End a server by a signal: it says nothing, and that all went well."""
    server.process.send_signal(by)
    out, problems = server.process.communicate(timeout=60)
    assert (out, problems, server.process.returncode) == ("", "", 0)


def record(path: Path, identity: str, subscribers: Sequence[Subscriber] = (tables.keep,)) -> None:
    """Record a program, as another process does beside the server."""
    event = codec.decode({"type": "program", "id": identity, "name": identity})
    with Ledger.open(path, write=True, subscribers=subscribers) as ledger:
        ledger.append([event], by="other")
