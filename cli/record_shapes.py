"""The JSON shape of a record, for ``log`` and ``show``."""

from typing import Any

from cli.app import View
from ledger import codec
from ledger.events import Event, Recorded, Unread, type_of
from ledger.records import stamp
from projections.sentences import describe


def record_shape(one: Recorded, view: View) -> dict[str, Any]:
    return {
        "position": one.position,
        "id": one.id,
        "recorded_at": stamp(one.recorded_at),
        "recorded_by": one.recorded_by,
        "type": type_of(one.event),
        "summary": describe(one.event, view.names),
        "event": codec.encode(one.event),
        "unread": _why_unread(one.event),
    }


def _why_unread(event: Event | Unread | None) -> str | None:
    return event.why if isinstance(event, Unread) else None
