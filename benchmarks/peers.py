"""The `eventsourcing` library as its users would run it for speed: its SQLite module, orjson
instead of its own JSON (an own transcoder, as its documents show), a section size of 1,000.

An aggregate is a program, and each of our events one event of it. `save` is the way that an
application saves; `put` (the event store alone) and `insert` (the recorder alone, with bytes that
were serialised before) go round what is above them.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import StoredEvent, Transcoder
from eventsourcing.utils import get_topic

from benchmarks import bare, inputs
from benchmarks.bare import Wire

SECTION = 1000  # events in a transaction, and in a section of the notification log


class Orjson(Transcoder):
    """JSON by orjson, which is given only what it can write by itself."""

    def encode(self, obj: Any) -> bytes:
        encoded: bytes = orjson.dumps(obj)
        return encoded

    def decode(self, data: bytes) -> Any:
        return orjson.loads(data)


class Program(Aggregate):
    """What happened in one program."""

    def __init__(self, name: str) -> None:
        self.name = name

    @staticmethod
    def create_id(name: str) -> UUID:
        return identity(name)

    class Told(Aggregate.Event):
        wire: Wire

        def apply(self, aggregate: Any) -> None:
            """An aggregate that is written to knows nothing of what was told before."""


class Register(Application[UUID]):
    """The application."""

    log_section_size = SECTION

    def construct_transcoder(self) -> Transcoder:
        return Orjson()


def application(path: Path) -> Register:
    module = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    return Register(env=module)


def on_postgresql(address: str, password: str, *, make_tables: bool = False) -> Register:
    """The application on a database of PostgreSQL."""
    parts = urlsplit(address)
    given = {"DBNAME": parts.path[1:], "HOST": parts.hostname, "PORT": str(parts.port)}
    given |= {"USER": parts.username, "PASSWORD": password}
    module = {"PERSISTENCE_MODULE": "eventsourcing.postgres"}
    module["CREATE_TABLE"] = "y" if make_tables else "n"
    return Register(env={**module, **{f"POSTGRES_{key}": one or "" for key, one in given.items()}})


def identity(program: str) -> UUID:
    return UUID(hashlib.md5(program.encode(), usedforsecurity=False).hexdigest())


def program_of(wire: Wire) -> str:
    return wire.get("program") or "register"


class _Writer:
    """Told events, by program: each aggregate is made when it is first spoken of."""

    def __init__(self) -> None:
        self._programs: dict[str, Program] = {}

    def tell(self, wires: Iterable[Wire]) -> list[Program]:
        """The aggregates that some events were told to, with these events pending."""
        touched: dict[str, Program] = {}
        for wire in wires:
            name = program_of(wire)
            if name not in self._programs:
                self._programs[name] = Program(name)
            touched[name] = self._programs[name]
            touched[name].trigger_event(Program.Told, wire=wire)
        return list(touched.values())


def save(events: Path, path: Path) -> float:
    """Seconds to save the events of a file, so many to a transaction; parsing aside."""
    app, writer, seconds = application(path), _Writer(), 0.0
    for lines in inputs.chunks(events, SECTION):
        wires = [orjson.loads(line) for line in lines]
        start = perf_counter()
        app.save(*writer.tell(wires))
        seconds += perf_counter() - start
    return seconds + _closed(app)


def put(events: Path, path: Path) -> float:
    """The same through the event store alone."""
    app, writer, seconds = application(path), _Writer(), 0.0
    for lines in inputs.chunks(events, SECTION):
        wires = [orjson.loads(line) for line in lines]
        start = perf_counter()
        told = [event for program in writer.tell(wires) for event in program.collect_events()]
        app.events.put(told)
        seconds += perf_counter() - start
    return seconds + _closed(app)


def insert(events: Path, path: Path) -> float:
    """The same through the recorder alone, with the lines as they are."""
    app, seconds, topic = application(path), 0.0, get_topic(Program.Told)
    versions: dict[UUID, int] = {}
    for lines in inputs.chunks(events, SECTION):
        programs = [identity(program_of(orjson.loads(line))) for line in lines]
        start = perf_counter()
        stored = []
        for program, line in zip(programs, lines, strict=True):
            versions[program] = version = versions.get(program, 0) + 1
            stored.append(StoredEvent(program, version, topic, line))
        app.recorder.insert_events(stored)
        seconds += perf_counter() - start
    return seconds + _closed(app)


def append(app: Register, program: Any, wire: Wire) -> None:
    """Save one event."""
    program.trigger_event(Program.Told, wire=wire)
    app.save(program)


def read_program(app: Register, name: str) -> Any:
    """An aggregate as it stands in the file, to append to."""
    return app.repository.get(identity(name))


def replay(app: Register) -> dict[str, dict[str, str]]:
    """The notification log, section by section, into `bare.fold`."""
    return bare.fold(event.wire for event in _told(app))


def roster(app: Register, name: str) -> dict[str, dict[str, str]]:
    """The events of one program into `bare.fold`."""
    events: Iterable[Any] = app.events.get(identity(name))
    return bare.fold(event.wire for event in events if isinstance(event, Program.Told))


def _told(app: Register) -> Iterator[Any]:
    start = 1
    while notifications := app.notification_log.select(start, SECTION):
        for notification in notifications:
            event = app.mapper.to_domain_event(notification)
            if isinstance(event, Program.Told):
                yield event
        start = notifications[-1].id + 1


def _closed(app: Register) -> float:
    """Seconds to close the file, which brings its write-ahead log into it."""
    start = perf_counter()
    app.close()
    return perf_counter() - start
