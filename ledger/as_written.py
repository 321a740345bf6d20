"""Take an act as it is written: where its wire form is the one that is kept, no values need to be
made of it.

Most events are so, and whoever goes through many has no time to make values of each. What is here
says only what is certain; all else is left to `codec` and `rules`, which tell what is wrong, too.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import attrs
import orjson

from ledger.codec import written_as
from ledger.dates import is_plain_day
from ledger.errors import MalformedEvent
from ledger.event_fields import Citation, is_text
from ledger.events import WIRE_NAMES, Event, wire_name
from ledger.happenings import (
    Announcement,
    Consent,
    Endorsement,
    EntryIntoForce,
    Launch,
    ProvisionalApplication,
    Signing,
    Suspension,
    Withdrawal,
)

Tests = tuple[Mapping[str, Callable[[Any], bool]], frozenset[str]]
# None of them has rules for several of its fields together, nor is about another event.
_ACTS = (Signing, Endorsement, Consent, Withdrawal, Suspension, ProvisionalApplication)
_CLASSES = {WIRE_NAMES[cls]: cls for cls in (*_ACTS, EntryIntoForce, Announcement, Launch)}
_REMEMBERED = 8192  # values of a field, of which the same come again and again


def class_of(wire: Any) -> type[Event] | None:
    """Return the class of an act whose wire form is the one that is kept: that of `codec.encode`,
    of an event that `codec.decode` makes of it. None where it is another, or where it is not plain
    whether it is."""
    found = wire.get("type") if wire.__class__ is dict else None
    cls = _CLASSES.get(found) if found.__class__ is str else None
    return cls if cls and _is_kept(wire, _tests(cls)) else None


def wire_in(body: str) -> dict[str, Any] | None:
    """Return the wire form that a body has where that is such an act; None where it is another, or
    no JSON."""
    try:
        wire = orjson.loads(body)
    except ValueError:
        return None
    return wire if class_of(wire) else None


def _is_kept(wire: Mapping[str, Any], tests: Tests) -> bool:
    of, needed = tests
    try:
        for key, value in wire.items():
            if not of[key](value):
                return False
    except (KeyError, TypeError, ValueError, MalformedEvent):
        return False
    return needed <= wire.keys()


@cache
def _tests(cls: Any) -> Tests:
    """Return what tells of each field, by its name on the wire, whether a value is kept as it is;
    and the fields that must be there."""
    fields = attrs.fields(cls)
    tests = {wire_name(one.name): _test(one) for one in fields}
    needed = [wire_name(one.name) for one in fields if one.default is attrs.NOTHING]
    return {"type": lambda _: True, **tests}, frozenset(needed)


def _test(field: Any) -> Callable[[Any], bool]:
    if "Citation" in str(field.type):
        return _are_citations
    check = getattr(field.converter, "converter", field.converter)
    write, default = written_as(field), field.default

    def test(value: Any) -> bool:
        kept = check(value)
        return bool(kept != default and (write(kept) if write else kept) == value)

    def test_all(value: Any) -> bool:
        return value.__class__ is list and test(value)

    def test_date(value: Any) -> bool:
        return (value.__class__ is str and is_plain_day(value)) or test(value)

    if "tuple" in str(field.type):
        return test_all
    if "Date" in str(field.type):
        return test_date
    return test if is_text(field) else lru_cache(_REMEMBERED, typed=True)(test)


def _are_citations(value: Any) -> bool:
    if value.__class__ is not list or not value:
        return False
    return all(one.__class__ is dict and _is_kept(one, _OF_A_CITATION) for one in value)


_OF_A_CITATION = _tests(Citation)
