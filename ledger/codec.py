"""Events to canonical JSON and back: wire names, field names, ids.

The wire form of an event is a JSON object with ``type`` and the event's fields; a field that has
its default is left out. Its canonical JSON (`canonical`) has its keys sorted and no white space,
in UTF-8, as RFC 8785 writes the values used here: objects, lists, texts, whole numbers and
booleans. An event's id is the SHA-256 of those bytes.
"""

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from ledger.dates import Date
from ledger.errors import Fault, MalformedEvent, Unknown
from ledger.events import WIRE_NAMES, Citation, Event, type_of

CLASSES: Mapping[str, type[Event]] = {wire: cls for cls, wire in WIRE_NAMES.items()}


def wire_name(field: str) -> str:
    """The name of a field on the wire: ``with_`` is ``with``, all others are alike."""
    return field.rstrip("_")


@cache
def field_names(event_type: str) -> tuple[str, ...]:
    """The wire names of the fields that events of a type have, its own first."""
    own = attrs.fields(cast(Any, _class(event_type)))
    return tuple(wire_name(f.name) for f in sorted(own, key=lambda f: bool(f.inherited)))


def canonical(wire: Any) -> str:
    """The canonical JSON of a value in wire form."""
    return json.dumps(wire, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def encode(event: Event) -> dict[str, Any]:
    """The wire form of an event."""
    return {"type": type_of(event), **_converter().unstructure(event)}


def body(event: Event) -> str:
    """The canonical JSON of an event, which the ledger keeps."""
    return canonical(encode(event))


def event_id(event_body: str) -> str:
    """The id of the event whose canonical JSON this is."""
    return hashlib.sha256(event_body.encode()).hexdigest()


def decode(wire: Any) -> Event:
    """The event that a wire form stands for.

    Raises `MalformedEvent` with every fault that it has.
    """
    if not isinstance(wire, Mapping):
        raise MalformedEvent([Fault("", "an event is a JSON object with a 'type'")])
    fields = {str(key): value for key, value in wire.items() if value is not None}
    found = fields.pop("type", None)
    if not isinstance(found, str) or found not in CLASSES:
        raise MalformedEvent([Fault("type", _unlisted("event type", found, CLASSES))])
    try:
        return _converter().structure(fields, CLASSES[found])
    except BaseValidationError as group:
        raise MalformedEvent(_faults(group)) from None


def loads(event_body: str) -> Event:
    """The event that a canonical JSON stands for."""
    return decode(json.loads(event_body))


def corrected(event: Event, changes: Mapping[str, Any]) -> Event:
    """The event as it reads with some of its fields changed, as a `Correction` has them.

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
            Fault(f"changes.{fault.field}", fault.problem) for fault in refusal.faults
        ) from None


def _class(event_type: str) -> type[Event]:
    if event_type not in CLASSES:
        raise Unknown("event type", event_type, difflib.get_close_matches(event_type, CLASSES))
    return CLASSES[event_type]


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, omit_if_default=True)
    converter.register_unstructure_hook(Date, str)
    for cls in (Citation, *WIRE_NAMES):
        _register(converter, cls)
    return converter


def _register(converter: Converter, cls: type[Any]) -> None:
    """Teach the converter one class: each field is read by the check that guards it."""
    reading, writing = {}, {}
    for field in attrs.fields(cls):
        rename = wire_name(field.name)
        writing[field.name] = override(rename=rename)
        nested = "Citation" in str(field.type)
        hook = (_citations if "tuple" in str(field.type) else _citation) if nested else None
        check = cast(Any, field.converter)
        reading[field.name] = override(
            rename=rename, struct_hook=hook or (lambda value, _, check=check: check(value))
        )
    read = make_dict_structure_fn(
        cls, converter, _cattrs_forbid_extra_keys=True, **cast(Any, reading)
    )
    write = make_dict_unstructure_fn(
        cls, converter, _cattrs_omit_if_default=True, **cast(Any, writing)
    )
    converter.register_structure_hook(cls, read)
    converter.register_unstructure_hook(cls, write)


def _citation(value: Any, _: Any) -> Citation:
    if not isinstance(value, Mapping):
        raise ValueError("an object with a 'source' is wanted")
    kept = {str(key): one for key, one in value.items() if one is not None}
    return _converter().structure(kept, Citation)


def _citations(value: Any, _: Any) -> tuple[Citation, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError("a list of citations is wanted")
    found: list[Citation] = []
    faults: list[Fault] = []
    for index, one in enumerate(value):
        try:
            found.append(_citation(one, None))
        except (ValueError, BaseValidationError) as problem:
            faults += _faults(problem, f"{index}.")
    if faults:
        raise MalformedEvent(faults)
    return tuple(found)


def _faults(problem: Exception, path: str = "") -> Iterator[Fault]:
    """Every fault in what cattrs gathered, with the path to its field."""
    if isinstance(problem, ForbiddenExtraKeysError):
        known = [wire_name(f.name) for f in attrs.fields(problem.cl)]
        for key in sorted(problem.extra_fields):
            yield Fault(f"{path}{key}", _unlisted("field", key, known))
    elif isinstance(problem, BaseValidationError):
        for inner in problem.exceptions:
            yield from _faults(inner, path + _step(inner))
    elif isinstance(problem, MalformedEvent):
        for fault in problem.faults:
            yield Fault(f"{path}{fault.field}", fault.problem)
    elif isinstance(problem, KeyError):
        yield Fault(path.strip("."), "is missing")
    else:
        yield Fault(path.strip("."), str(problem))


def _step(problem: BaseException) -> str:
    """Where cattrs says that a problem lies, as a step of a path."""
    notes = getattr(problem, "__notes__", ())
    named = (note.name for note in notes if isinstance(note, AttributeValidationNote))
    return "".join(f"{wire_name(name)}." for name in named)


def _unlisted(what: str, found: Any, known: Any) -> str:
    near = difflib.get_close_matches(str(found)[:80], list(known), n=2)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(known)}"
    shown = repr(found) if found is not None else "nothing"
    return f"{shown[:80]} is no {what} known here: {hint}"
