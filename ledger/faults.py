"""Every fault of a malformed event at once, each with the path to its field.

`codec` comes here when the class of an event refuses its wire form; cattrs then reads each field
by the check that guards it and gathers what all of them raise.
"""

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
from cattrs.gen import make_dict_structure_fn, override

from ledger.errors import Fault, MalformedEvent
from ledger.events import WIRE_NAMES, Citation, wire_name
from ledger.values import unlisted


def checked(cls: type[Any], fields: Mapping[Any, Any]) -> Any:
    """Read some fields in wire form as a class does. Raises `MalformedEvent` with every fault."""
    try:
        return _structured(cls, fields)
    except BaseValidationError as group:
        raise MalformedEvent(_faults(group)) from None


def _structured(cls: type[Any], fields: Mapping[Any, Any]) -> Any:
    kept = {str(key): value for key, value in fields.items() if value is not None}
    return _converter().structure(kept, cls)


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for cls in (Citation, *WIRE_NAMES):
        _register(converter, cls)
    return converter


def _register(converter: Converter, cls: type[Any]) -> None:
    """Teach the converter one class: each field is read by the check that guards it."""
    reading = {}
    for field in attrs.fields(cls):
        nested = "Citation" in str(field.type)
        hook = (_citations if "tuple" in str(field.type) else _citation) if nested else None
        check = getattr(field.converter, "converter", cast(Any, field.converter))
        reading[field.name] = override(
            rename=wire_name(field.name),
            struct_hook=hook or (lambda value, _, check=check: check(value)),
        )
    read = make_dict_structure_fn(
        cls, converter, _cattrs_forbid_extra_keys=True, **cast(Any, reading)
    )
    converter.register_structure_hook(cls, read)


def _citation(value: Any, _: Any) -> Citation:
    if not isinstance(value, Mapping):
        raise ValueError("an object with a 'source' is expected")
    return cast(Citation, _structured(Citation, value))


def _citations(value: Any, _: Any) -> tuple[Citation, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError("a list of citations is expected")
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
    """Yield every fault in what cattrs gathered, with the path to its field."""
    if isinstance(problem, ForbiddenExtraKeysError):
        known = [wire_name(f.name) for f in attrs.fields(problem.cl)]
        for key in sorted(problem.extra_fields):
            yield Fault(f"{path}{key}", unlisted("field", key, known))
    elif isinstance(problem, BaseValidationError):
        for inner in problem.exceptions:
            yield from _faults(inner, path + _step(inner))
    elif isinstance(problem, MalformedEvent):
        for fault in problem.faults:
            yield attrs.evolve(fault, field=f"{path}{fault.field}")
    elif isinstance(problem, KeyError):
        yield Fault(path.strip("."), "is missing")
    else:
        yield Fault(path.strip("."), str(problem))


def _step(problem: BaseException) -> str:
    """Return where cattrs says that a problem lies, as a step of a path."""
    notes = getattr(problem, "__notes__", ())
    named = (note.name for note in notes if isinstance(note, AttributeValidationNote))
    return "".join(f"{wire_name(name)}." for name in named)
