"""Find what an event names: the programs, participants, states, sources and events in its fields.

Which fields name something is declared in `ledger.events`, and read off there once, for everyone
who follows references: the rules that look names up, the checks, the proofs, the projections.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import attrs

from ledger.events import WIRE_NAMES, Citation, Correction, Event, Unread, wire_name

CITATION = "citation"  # the sort of a field that holds citations, which name sources in turn


class Field(NamedTuple):
    """A field that names something: its attribute, its name on the wire, and the sort of thing
    (program, participant, state, source, event, citation)."""

    name: str
    wire: str
    sort: str


class Reference(NamedTuple):
    """One thing that an event names: in which field (on the wire), of what sort, by which id."""

    field: str
    sort: str
    id: str


def fields_of(cls: Any) -> tuple[Field, ...]:
    """Return the fields of an event's class, or of `Citation`, that name something."""
    return _fields_of(cls)


@cache
def _fields_of(cls: Any) -> tuple[Field, ...]:
    found = ((field, _sort(field)) for field in attrs.fields(cls))
    return tuple(Field(one.name, wire_name(one.name), sort) for one, sort in found if sort)


def references(
    event: Event | Unread, corrects: type[Event | Unread] | None = None
) -> Iterator[Reference]:
    """Yield each thing that an event names, in the order of its fields; nothing where it is unread.

    For a correction, ``corrects`` is the class of the event that it corrects: what its
    ``changes`` name is given too. Without it they are left out, since a field such as
    ``members`` names participants in a claim, and statuses in a program.
    """
    for field in fields_of(type(event)):
        yield from _named(field, getattr(event, field.name))
    if corrects and isinstance(event, Correction):
        yield from _changed(event, fields_of(corrects))


def sources(event: Event | Unread) -> Iterator[str]:
    """Yield the sources that an event cites or is a copy of, and those that a correction makes
    another event cite or be a copy of."""
    found = [*references(event)]
    if isinstance(event, Correction):
        found += _changed(event, _fields_with_sources())
    yield from (one.id for one in found if one.sort == "source")


def participants(event: Event) -> tuple[str, ...]:
    """Return the participants that an event names, in the order of its fields, each once."""
    named = (one.id for one in references(event) if one.sort == "participant")
    return tuple(dict.fromkeys(named))


def citations(event: Event) -> Iterator[Citation]:
    """Yield the citations of an event."""
    for field in fields_of(type(event)):
        if field.sort == CITATION:
            yield from _each(getattr(event, field.name))


def _sort(field: Any) -> str | None:
    if "Citation" in str(field.type):
        return CITATION
    sort: str | None = field.metadata.get("refers_to")
    return sort


@cache
def _fields_with_sources() -> tuple[Field, ...]:
    """Return the fields of any event by which it names sources; they mean the same in all types."""
    every = (field for cls in WIRE_NAMES for field in fields_of(cls))
    return tuple(dict.fromkeys(one for one in every if one.sort in (CITATION, "source")))


def _changed(correction: Correction, fields: tuple[Field, ...]) -> Iterator[Reference]:
    for field in fields:
        yield from _named(field, correction.changes.get(field.wire))


def _named(field: Field, value: Any) -> Iterator[Reference]:
    """Yield what the value of a field names, whether it is of an event or in wire form."""
    for one in _each(value):
        sort, wire = field.sort, field.wire
        if sort == CITATION:
            [source] = fields_of(Citation)
            sort, wire = source.sort, f"{wire}.{source.wire}"
            one = one.get(source.wire) if isinstance(one, Mapping) else getattr(one, source.name, 0)
        if isinstance(one, str):  # what a later version says in a correction may be anything
            yield Reference(wire, sort, one)


def _each(value: Any) -> Any:
    """Return the values that a field holds: none, one or several."""
    if value is None:
        return ()
    return value if isinstance(value, (tuple, list)) else (value,)
