"""Registers written as text, for tests to read.

`register` turns lines into records, one event a line, positions counted from 1::

    2023-12-07 | program ilrs name="International Lunar Research Station" aliases=ILRS
               | source bloomberg published_on=2023-12-07 url=https://example.org/a
               | signing program=ilrs participant=EGY on=2023-12-06 cites=bloomberg says=2023-12
    2024-01-02 | correction event=#3 changes.occurred_on=2023-12-05 reason="the day was wrong"
               | retraction event=#4

The first column is the day (or the moment, ``2023-12-07T10:00:00``) on which the line was
recorded; an empty one repeats the line above. Then comes the type of the event, for a program,
participant, source or milestone its id, and its fields by their wire names, quoted as in a shell
(``\\n`` is a line feed). A line without a ``|`` continues the one above.

- Several values are separated by commas where the field is a list: ``with=cnsa,RUS``.
- ``on`` is short for ``occurred_on`` where an event of the world is meant.
- ``cites`` begins a citation; ``says``, ``wording``, ``supports``, ``quote`` and ``locator`` after
  it belong to it. It may be repeated, or list several sources.
- ``#3`` as an ``event`` stands for the id of the third record.
- ``changes.FIELD`` is a field of a correction's ``changes``; without a value it takes it away.
- A field that must be there has a default (`DEFAULTS`) where the tests seldom care for it.

Blank lines and those that begin with ``--`` are left out. Nothing that is referred to needs to
exist: the rules of the ledger are not asked.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs

from ledger import codec
from ledger.events import (
    Event,
    Happening,
    Milestone,
    Participant,
    Program,
    Recorded,
    Unread,
    wire_name,
)
from ledger.names import Names
from projections.effective import Effective, fold

DEFAULTS: dict[str, dict[str, Any]] = {
    "consent": {"action": "ratification"},
    "announcement": {"summary": "something was announced"},
    "launch": {"payload": "a satellite"},
    "program": {"name": "{id}"},
    "participant": {"name": "{id}", "kind": "agency"},
    "source": {"publisher": "{id}", "title": "{id}", "tier": "press"},
    "milestone": {"name": "{id}"},
    "attestation": {"stance": "supports"},
    "correction": {"reason": "it was recorded wrong"},
    "retraction": {"reason": "it never happened"},
}
_OF_CITATIONS = ("says", "wording", "supports", "quote", "locator")


def event_of(recorded: Recorded) -> Event:
    """The event of a record, which can be read."""
    assert not isinstance(recorded.event, Unread)
    return recorded.event


def register(text: str, before: Sequence[Recorded] = ()) -> list[Recorded]:
    """Return some records, and after them those of some lines."""
    records = list(before)
    at = records[-1].recorded_at if records else datetime(2020, 1, 1, tzinfo=UTC)
    for line in _lines(text):
        when, words = (part.strip() for part in line.split("|", 1))
        if when:
            at = datetime.fromisoformat(when).replace(tzinfo=UTC)
        body = codec.body(codec.decode(_wire(shlex.split(words), records)))
        event_id = codec.event_id(body)
        assert all(one.id != event_id for one in records), f"stands twice: {line}"
        event = codec.loads(body)
        records.append(
            Recorded(
                position=len(records) + 1,
                id=event_id,
                recorded_at=at,
                recorded_by="tester",
                event=event,
            )
        )
    return records


def known(text: str) -> tuple[Effective, Names]:
    """A register as the projections take it: its events as they stand, and its names."""
    effective = fold(register(text))
    return effective, names_of(effective)


def names_of(effective: Effective) -> Names:
    """The names of everything that stands filed, as it reads now."""
    filed = (one.event for one in effective)
    return Names(one for one in filed if isinstance(one, (Program, Participant, Milestone)))


def _lines(text: str) -> list[str]:
    """The lines of a register, each with what continues it."""
    found: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if "|" in line and not line.startswith("--"):
            found.append(line)
        elif line and not line.startswith("--"):
            found[-1] += f" {line}"
    return found


def _wire(words: list[str], records: list[Recorded]) -> dict[str, Any]:
    """The wire form of the event that a line's words stand for."""
    event_type, *rest = words
    wire: dict[str, Any] = {"type": event_type}
    if rest and "=" not in rest[0]:
        wire["id"] = rest.pop(0)
    citations: list[dict[str, Any]] = []
    for field, value in _fields(rest, event_type):
        if field == "cites":
            citations += [{"source": source} for source in value.split(",")]
        elif field in _OF_CITATIONS:
            citations[-1][field] = value.split(",") if field == "supports" else value
        elif field.startswith("changes."):
            wire.setdefault("changes", {})[field.removeprefix("changes.")] = value or None
        elif field == "event":
            wire[field] = records[int(value.removeprefix("#")) - 1].id
        else:
            wire[field] = value.split(",") if _is_list(event_type, field) else value
    return _cited(event_type, citations) | _defaults(event_type, wire) | wire


def _fields(words: Iterable[str], event_type: str) -> Iterator[tuple[str, str]]:
    of_the_world = issubclass(codec.CLASSES[event_type], Happening)
    for word in words:
        field, value = word.replace("\\n", "\n").split("=", 1)
        yield ("occurred_on" if field == "on" and of_the_world else field), value


def _is_list(event_type: str, field: str) -> bool:
    fields = attrs.fields(codec.CLASSES[event_type])
    return any(wire_name(one.name) == field and "tuple" in str(one.type) for one in fields)


def _cited(event_type: str, citations: list[dict[str, Any]]) -> dict[str, Any]:
    if not citations:
        return {}
    if event_type in ("attestation", "claim"):
        return {"citation": citations[0]}
    return {"citations": citations}


def _defaults(event_type: str, wire: dict[str, Any]) -> dict[str, str]:
    defaults = DEFAULTS.get(event_type, {})
    return {field: default.format(id=wire.get("id")) for field, default in defaults.items()}
