"""Tell how the record of an event came about: each correction, retraction, attestation and
revocation of it, and of these in turn, in the order of the ledger.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs

from ledger import codec
from ledger.events import (
    Attestation,
    Correction,
    Event,
    Recorded,
    Retraction,
    Revocation,
    Unread,
)
from ledger.said import say
from ledger.standing import About, History, everything_about, history


@attrs.frozen
class Step:
    """One thing that was recorded about an event: ``what`` is recorded, corrected, retracted,
    attested, or that its revocation was recorded; ``changes`` has each corrected field with how it
    read before and after; ``void`` is True when the step was retracted later; ``retracts`` has the
    position of what it retracts."""

    position: int
    recorded_at: datetime
    recorded_by: str
    what: str
    reason: str | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()
    void: bool = False
    retracts: int | None = None


def steps(recorded: Recorded, about: About) -> Iterator[Step]:
    """Yield how the record of an event came about, in the order of the ledger.

    ``about`` gives what was recorded about the event at a position.
    """
    yield Step(recorded.position, recorded.recorded_at, recorded.recorded_by, say("recorded"))
    later = everything_about(recorded.position, about)
    ever, so_far = history(recorded.position, about), History()
    events = {one.position: one.event for one in (recorded, *(one for _, one in later))}
    for target, other in later:
        what = _what(other.event)
        yield Step(
            position=other.position,
            recorded_at=other.recorded_at,
            recorded_by=other.recorded_by,
            what=what if target == recorded.position else say("#{n} {what}", n=target, what=what),
            reason=getattr(other.event, "reason", None) or getattr(other.event, "note", None),
            changes=tuple(_changes(so_far, target, events[target], other.event)),
            void=not ever.stands(other.position),
            retracts=target if isinstance(other.event, Retraction) else None,
        )
        so_far.add(other, target)


def _what(event: Event | Unread) -> str:
    match event:
        case Correction():
            return say("corrected")
        case Attestation():
            return say("attested ({stance})", stance=say(event.stance))
        case Revocation():
            return say("revocation recorded")
        case Unread():
            return say("not read")
        case _:
            return say("retracted")


def _changes(
    history: History, position: int, event: Event | Unread, correction: Event | Unread
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each field that a correction changes of the event at a position, with how it read
    before and after."""
    if isinstance(correction, Correction):
        before = codec.encode(history.reading(position, event)[0])
        yield from ((field, before.get(field), new) for field, new in correction.changes.items())
