"""The columns that an event is found by, beside its body: of an event, and of an act as it is
written.
"""

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from ledger.dates import Date, is_plain_day, parse
from ledger.events import (
    Admission,
    Announcement,
    Attestation,
    Claim,
    Consent,
    Correction,
    Document,
    Ending,
    Endorsement,
    EntryIntoForce,
    Event,
    Launch,
    Milestone,
    Participant,
    Program,
    ProvisionalApplication,
    Renaming,
    Retraction,
    Revocation,
    Signing,
    Source,
    Suspension,
    Withdrawal,
)

Columns = tuple[Any, ...]


def columns_of(event: Event, position_of: Callable[[str], int | None]) -> Columns:
    """Return the columns that an event is found by: program, participant, earliest, latest, date,
    defines, about.

    ``position_of`` gives the position of the event that has an id.
    """
    match event:
        case Signing() | Endorsement() | Consent() | Admission() | Withdrawal():
            return (event.program, event.participant, *_dates(event.counts_from), None, None)
        case Suspension() | ProvisionalApplication() | Ending() | Renaming():
            return (event.program, event.participant, *_dates(event.counts_from), None, None)
        case Announcement() | Launch() | EntryIntoForce():
            return (event.program, None, *_dates(event.counts_from), None, None)
        case Revocation():
            return (None, None, *_dates(event.counts_from), None, position_of(event.event))
        case Document():
            return (None, None, *_dates(event.done_on), event.id, None)
        case Claim():
            return (event.program, None, *_dates(event.on), None, None)
        case Program() | Participant():
            return (None, None, None, None, None, event.id, None)
        case Source():
            return (None, None, *_dates(event.published_on), event.id, None)
        case Milestone():
            return (None, None, *_dates(event.on), event.id, None)
        case Attestation() | Correction() | Retraction():
            return (None, None, None, None, None, None, position_of(event.event))
        case _ as unreachable:
            assert_never(unreachable)


def columns_as_written(wire: Mapping[str, Any]) -> Columns:
    """Return the same of an act's wire form (`as_written.class_of`)."""
    found = _days(wire.get("effective_on") or wire["occurred_on"])
    return (wire.get("program"), wire.get("participant"), *found, None, None)


def _dates(date: Date | None) -> tuple[str | None, str | None, str | None]:
    return _days(date.text) if date else (None, None, None)


def _days(text: str) -> tuple[str, str, str | None]:
    """Return earliest, latest, and the text where that says more than one day does."""
    if is_plain_day(text):
        return text, text, None
    date = parse(text)
    return date.earliest.isoformat(), date.latest.isoformat(), text
