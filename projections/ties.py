"""Find who is linked to whom by launches and by signings.

A launch ties those who launch to those whom they launch for; those who launch together, and those
who share a launch, are tied as well, in words that say so. A signing ties the participant to each
of its counterparties, and not these to each other. What a state's agencies, companies and
universities do ties the state too, named as such; a state is not tied to its own bodies.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

import attrs

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
from ledger.names import Names
from projections.effective import Effective
from projections.sentences import plain

LAUNCH, SIGNING = "launch", "signing"


@attrs.frozen
class Tie:
    """One link of a participant to another.

    ``role`` reads on as the other's name: "launched MisrSat-2 for". ``via`` is the body by which
    a state is tied, None when it is tied itself; ``state`` the state to which the other belongs,
    if it belongs to one. ``positions`` has every event that says the same.
    """

    participant: str
    via: str | None
    other: str
    state: str | None
    how: str
    role: str
    when: str
    earliest: date
    latest: date
    program: str | None
    positions: tuple[int, ...]


def ties(effective: Effective, names: Names, participant: str) -> tuple[Tie, ...]:
    """Return the ties of a participant by (earliest, latest, position)."""
    insiders = {participant, *names.bodies_of(participant)}
    found: dict[Tie, list[int]] = {}
    for one in effective:
        event = _tying(one.event)
        if event is None:
            continue
        for inside, other, role in _links(event):
            if inside in insiders and other not in insiders:
                via = None if inside == participant else inside
                tie = _tie(event, names, participant, via, other, role)
                found.setdefault(tie, []).append(one.position)
    kept = [attrs.evolve(tie, positions=tuple(at)) for tie, at in found.items()]
    return tuple(sorted(kept, key=lambda tie: (tie.earliest, tie.latest, tie.positions)))


def _tying(event: Event) -> Launch | Signing | None:
    """Return the event, if it is of a type that ties."""
    match event:
        case Launch() | Signing():
            return event
        case Endorsement() | Consent() | Admission() | Withdrawal() | Revocation():
            return None
        case Suspension() | ProvisionalApplication() | Announcement() | Claim():
            return None
        case EntryIntoForce() | Ending() | Renaming():
            return None
        case Program() | Participant() | Source() | Milestone() | Document():
            return None
        case Attestation() | Correction() | Retraction():
            return None
        case _ as unreachable:
            assert_never(unreachable)


def _tie(
    event: Launch | Signing, names: Names, participant: str, via: str | None, other: str, role: str
) -> Tie:
    """Return a tie as one event makes it, its positions left open."""
    body = names.participants.get(other)
    return Tie(
        participant=participant,
        via=via,
        other=other,
        state=body.state if body else None,
        how=LAUNCH if isinstance(event, Launch) else SIGNING,
        role=role,
        when=event.occurred_on.text,
        earliest=event.occurred_on.earliest,
        latest=event.occurred_on.latest,
        program=event.program,
        positions=(),
    )


def _links(event: Launch | Signing) -> Iterator[tuple[str, str, str]]:
    """Yield each two participants that an event links, seen from the first, and the first's
    role."""
    if isinstance(event, Launch):
        what = event.payload
        for one in event.launched_by:
            yield from _each(one, event.launched_for, f"launched {what} for")
            yield from _each(one, event.launched_by, f"launched {what} with")
        for one in event.launched_for:
            yield from _each(one, event.launched_by, f"had {what} launched by")
            yield from _each(one, event.launched_for, f"shared the launch of {what} with")
    else:
        what = "" if event.instrument == "unspecified" else f" ({plain(event.instrument)})"
        yield from _each(event.participant, event.with_, f"signed{what} with")
        for one in event.with_:
            yield from _each(one, [event.participant], f"was counterparty{what} of")


def _each(one: str, others: Iterable[str], role: str) -> Iterator[tuple[str, str, str]]:
    yield from ((one, other, role) for other in others if other != one)
