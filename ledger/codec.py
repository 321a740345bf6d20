"""Events to canonical JSON and back: wire names, field names, ids.

The wire form of an event is a JSON object with ``type`` and the event's fields; a field that has
its default is left out. Its canonical JSON (`canonical`) has its keys sorted and no white space,
in UTF-8, as RFC 8785 writes the values used here: objects, lists, texts, whole numbers and
booleans. An event's id is the SHA-256 of those bytes.
"""

import difflib
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

import attrs
import orjson

from ledger.errors import Fault, MalformedEvent, Unknown
from ledger.events import WIRE_NAMES, Citation, Event, Unread, type_of, wire_name
from ledger.other_words import instead
from ledger.values import unlisted

CLASSES: Mapping[str, type[Event]] = {wire: cls for cls, wire in WIRE_NAMES.items()}


@cache
def field_names(event_type: str) -> tuple[str, ...]:
    """Return the wire names of the fields that events of a type have, its own first."""
    own = attrs.fields(cast(Any, _class(event_type)))
    return tuple(wire_name(f.name) for f in sorted(own, key=lambda f: bool(f.inherited)))


def canonical(wire: Any) -> str:
    """Return the canonical JSON of a value in wire form."""
    try:
        return orjson.dumps(wire, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # a number of more than 64 bits, a key that is no text
        return json.dumps(wire, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def encode(event: Event | Unread) -> dict[str, Any]:
    """Return the wire form of an event."""
    if isinstance(event, Unread):
        return cast(dict[str, Any], orjson.loads(event.body))
    return {"type": type_of(event), **_encoded(event)}


def body(event: Event | Unread) -> str:
    """Return the canonical JSON of an event, which the ledger keeps."""
    return event.body if isinstance(event, Unread) else canonical(encode(event))


def event_id(event_body: str) -> str:
    """Return the id of the event whose canonical JSON this is."""
    return hashlib.sha256(event_body.encode()).hexdigest()


def decode(wire: Any) -> Event:
    """Return the event of a wire form.

    Raises `MalformedEvent` with every fault that it has.
    """
    if not isinstance(wire, Mapping):
        raise MalformedEvent([Fault("", "an event is a JSON object with a 'type'")])
    found = wire.get("type")
    cls = CLASSES.get(found) if isinstance(found, str) else None
    if cls is None:
        raise MalformedEvent([Fault("type", no_type(found))])
    fields = dict(wire)
    del fields["type"]
    try:
        return cast(Event, _built(cls, fields))
    except (ValueError, TypeError, KeyError, MalformedEvent):
        from ledger.faults import checked  # what it needs is slow to load, and seldom needed

        return cast(Event, checked(cls, fields))


def no_type(found: Any) -> str:
    """Return the refusal of what is no type of events, with what to record instead where that is
    known."""
    other = instead(found) if isinstance(found, str) else None
    problem = unlisted("event type", found, CLASSES)
    return f"{problem.partition(': ')[0]}: {other}" if other else problem


def loads(event_body: str) -> Event:
    """Return the event of a canonical JSON."""
    return decode(orjson.loads(event_body))


def read(event_body: str) -> Event | Unread:
    """Return the event of a canonical JSON, or that JSON as it is where it is an object of a type
    and no event known here. Raises `ValueError` where it is neither."""
    wire = orjson.loads(event_body)
    try:
        return decode(wire)
    except MalformedEvent as problem:
        found = wire.get("type") if isinstance(wire, dict) else None
        if not isinstance(found, str) or canonical(wire) != event_body:
            raise
        return Unread(event_body, found, str(problem))


def corrected(event: Event, changes: Mapping[str, Any]) -> Event:
    """Return the event as it reads with some of its fields changed, as a `Correction` has them.

    Raises `MalformedEvent` where a field is not the event's or the result breaks a rule.
    """
    fixed = {"type", "id", "event"} & set(changes)
    if fixed:
        raise MalformedEvent(
            Fault(f"changes.{field}", "cannot be corrected: retract the event and record anew")
            for field in sorted(fixed)
        )
    try:
        return decode({**encode(event), **changes})
    except MalformedEvent as refusal:
        raise MalformedEvent(
            attrs.evolve(fault, field=f"changes.{fault.field}") for fault in refusal.faults
        ) from None


def _class(event_type: str) -> type[Event]:
    if event_type not in CLASSES:
        raise Unknown("event type", event_type, difflib.get_close_matches(event_type, CLASSES))
    return CLASSES[event_type]


def _built(cls: Any, fields: Mapping[str, Any]) -> Any:
    """Return an event or citation from its wire form; the class checks each field.

    Raises `ValueError`, `TypeError` or `KeyError`, which tell no more than that something is wrong.
    """
    names, kept = _readers(cls), {}
    for key, value in fields.items():
        if value is not None:
            name, read = names[key]
            kept[name] = read(value) if read else value
    return cls(**kept)


@cache
def _readers(cls: Any) -> dict[str, tuple[str, Callable[[Any], Any] | None]]:
    """Return the field behind each wire name, and what reads its value where the class does not."""
    return {wire_name(f.name): (f.name, _read_as(f)) for f in attrs.fields(cls)}


def _read_as(field: Any) -> Callable[[Any], Any] | None:
    if "Citation" not in str(field.type):
        return None
    return _citations if "tuple" in str(field.type) else _citation


def _citation(value: Any) -> Citation:
    if not isinstance(value, Mapping):
        raise TypeError
    return cast(Citation, _built(Citation, value))


def _citations(value: Any) -> tuple[Citation, ...]:
    if not isinstance(value, (list, tuple)):
        raise TypeError
    return tuple(map(_citation, value))


def _encoded(value: Any) -> dict[str, Any]:
    """Return the fields of an event or citation that do not have their defaults, in wire form."""
    wire = {}
    for name, key, default, write in _writers(value.__class__):
        kept = getattr(value, name)
        if kept is not None and kept != default:
            wire[key] = write(kept) if write else kept
    return wire


@cache
def _writers(cls: Any) -> list[tuple[str, str, Any, Callable[[Any], Any] | None]]:
    """Return each field, those that an event must have first, with its wire name, its default, and
    what writes a value that JSON has not."""
    fields = sorted(attrs.fields(cls), key=lambda field: field.default is not attrs.NOTHING)
    return [(f.name, wire_name(f.name), f.default, written_as(f)) for f in fields]


def written_as(field: Any) -> Callable[[Any], Any] | None:
    """Return what writes the values of a field, where JSON has none such."""
    kind = str(field.type)
    if "Citation" in kind:
        return (lambda many: list(map(_encoded, many))) if "tuple" in kind else _encoded
    writers: dict[str, Callable[[Any], Any]] = {"Date": str, "tuple": list, "Mapping": dict}
    return next((write for name, write in writers.items() if name in kind), None)
