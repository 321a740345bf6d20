"""Say which events are about a membership, as they read or ever did."""

from collections.abc import Iterator
from typing import assert_never

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
    Happening,
    Launch,
    Milestone,
    Participant,
    Program,
    ProvisionalApplication,
    Recorded,
    Renaming,
    Retraction,
    Revocation,
    Signing,
    Source,
    Suspension,
    Unread,
    Withdrawal,
)
from ledger.standing import About, History, everything_about
from projections.effective import Effective
from projections.membership import Pair


def bears_on(recorded: Recorded, ever: Effective, pair: Pair) -> bool:
    """Return whether an event is about the membership in question, as recorded or as it ever read;
    or is a revocation of one that is."""
    if isinstance(recorded.event, Revocation):
        target = ever.target(recorded)
        return target is not None and bears_on(target, ever, pair)
    if not isinstance(recorded.event, Happening):
        return False
    return any(concerns(event, pair) for event in _readings(recorded, ever.about))


def _readings(recorded: Recorded, about: About) -> Iterator[Event | Unread]:
    """Yield how an event reads, as it was recorded and after each thing recorded about it."""
    yield recorded.event
    history = History()
    for target, other in everything_about(recorded.position, about):
        if isinstance(other.event, (Correction, Retraction)):
            history.add(other, target)
            yield history.reading(recorded.position, recorded.event)[0]


def concerns(event: Event | Unread, pair: Pair) -> bool:
    """Return whether an event, as it reads, is about a membership, or the program or the
    participant as a whole."""
    match event:
        case Signing() | Endorsement() | Consent() | Admission() | Withdrawal():
            return (event.program, event.participant) == pair
        case Suspension() | ProvisionalApplication():
            return (event.program, event.participant) == pair
        case EntryIntoForce():
            return event.program == pair[0]
        case Ending():
            return event.program == pair[0] or event.participant == pair[1]
        case Renaming() | Revocation():
            return False
        case Announcement():
            return event.program == pair[0] and pair[1] in event.participants
        case Launch() | Claim() | Program() | Participant() | Source() | Milestone() | Document():
            return False
        case Attestation() | Correction() | Retraction() | Unread():
            return False
        case _ as unreachable:
            assert_never(unreachable)
