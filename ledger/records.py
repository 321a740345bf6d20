"""An event as a record: its row in the file, its times as text, and the canonical record that its
leaf hash is taken over.
"""

import json
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from ledger import codec
from ledger.events import Event, Recorded, Unread

LIMIT = 65_535  # bytes of a record: C2SP tlog-tiles gives the length of an entry 16 bits


def now() -> datetime:
    """Return this moment in UTC, to the second."""
    return _second(int(time.time()))


@lru_cache(maxsize=1)
def _second(number: int) -> datetime:
    """Return a second since 1970; thousands of events are recorded in one."""
    return datetime.fromtimestamp(number, UTC)


@lru_cache(maxsize=16)
def stamp(moment: datetime) -> str:
    """Return a moment as it is kept: ``2026-11-21T10:00:00Z``."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


@lru_cache(maxsize=1024)
def moment(stamped: str) -> datetime:
    """Return the moment of a kept text. Raises `ValueError`."""
    found = datetime.fromisoformat(stamped)
    if stamp(found) != stamped:
        raise ValueError(f"{stamped!r} is no moment in UTC, to the second")
    return found


def record(position: int, event_id: str, recorded_at: str, recorded_by: str, body: str) -> bytes:
    """Return the canonical record that a leaf hash is taken over: canonical JSON with these five
    keys."""
    return (
        f'{{"body":{body},"id":"{event_id}","position":{position},'
        f'"recorded_at":"{recorded_at}","recorded_by":{_quoted(recorded_by)}}}'
    ).encode()


@lru_cache(maxsize=1024)
def _quoted(name: str) -> str:
    return codec.canonical(name)


def recorded(position: int, event_id: str, at: str, by: str, body: str) -> Recorded:
    """Return a row of the ledger as the event that it holds. Raises `ValueError`."""
    if len(body) + len(by) > LIMIT:
        raise ValueError(f"it is longer than the {LIMIT:,} bytes that a record may have")
    return Recorded(
        position=position,
        id=event_id,
        recorded_at=moment(at),
        recorded_by=by,
        event=_event(body),
    )


def read(data: bytes) -> tuple[Recorded, str]:
    """Return the event of a canonical record, and its body as it stands there: every other way to
    write the same is refused. Raises `ValueError`."""
    try:
        return _read(data)
    except (KeyError, TypeError, RecursionError):
        raise ValueError("it has other fields") from None


def _read(data: bytes) -> tuple[Recorded, str]:
    wire: dict[str, Any] = json.loads(data.decode())
    body = codec.canonical(wire["body"])
    row = (wire["position"], wire["id"], wire["recorded_at"], wire["recorded_by"], body)
    if type(row[0]) is not int or type(row[3]) is not str or record(*row) != data:
        raise ValueError("it is not in canonical form")
    if codec.event_id(body) != wire["id"]:
        raise ValueError("its id is not the hash of its event")
    return recorded(*row), body


@lru_cache(maxsize=1024)
def _event(body: str) -> Event | Unread:
    """Return the event of a body. It is cached: what an event is about is read again for each that
    is recorded about it."""
    return codec.read(body)
