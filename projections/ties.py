"""Find who is linked to whom by launches, by signings and by the papers that they made.

A launch ties those who launch to those whom they launch for; those who launch together, and those
who share a launch, are tied as well, in words that say so. A signing ties the participant to each
of its counterparties, and not these to each other; where both signed, that is told once. A document
ties its parties, unless they signed it by acts that are told already. What a state's agencies,
companies and universities do ties the state too, named as such; a state is not tied to its own
bodies.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import assert_never

import attrs

from ledger.dates import FIRST_DAY, LAST_DAY
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

_HOW = {Launch: "launch", Signing: "signing", Document: "document"}


@attrs.frozen
class Tie:
    """One link of a participant to another.

    ``role`` reads on as the other's name: "launched MisrSat-2 for". ``via`` is the body by which
    a state is tied, None when it is tied itself; ``state`` the state to which the other belongs,
    if it belongs to one. ``when`` is None where no day is known; ``positions`` has every event
    that says the same.
    """

    participant: str
    via: str | None
    other: str
    state: str | None
    how: str
    role: str
    when: str | None
    earliest: date
    latest: date
    program: str | None
    positions: tuple[int, ...]


def ties(effective: Effective, names: Names, participant: str) -> tuple[Tie, ...]:
    """Return the ties of a participant by (earliest, latest, position)."""
    insiders = {participant, *names.bodies_of(participant)}
    signed = _signed(effective)
    found: dict[Tie, list[int]] = {}
    own: dict[Tie, Tie] = {}  # of what one was counterparty of, what it says if it signed too
    for one in effective:
        event = _tying(one.event)
        for inside, other, role, signing in _links(event) if event else ():
            if inside not in insiders or other in insiders:
                continue
            assert event
            via = None if inside == participant else inside
            tie = _tie(event, names, participant, via, other, role)
            if isinstance(event, Document) and any(
                insiders & whom and {other, tie.state} & whom for whom in signed.get(event.id, ())
            ):
                continue  # by acts that are told themselves
            found.setdefault(tie, []).append(one.position)
            own[tie] = attrs.evolve(tie, role=signing)
    merged: dict[Tie, list[int]] = {}
    for tie, at in found.items():
        merged.setdefault(own[tie] if own[tie] in found else tie, []).extend(at)
    kept = [attrs.evolve(tie, positions=tuple(sorted(at))) for tie, at in merged.items()]
    return tuple(sorted(kept, key=lambda tie: (tie.earliest, tie.latest, tie.positions)))


def _signed(effective: Effective) -> Mapping[str, Sequence[Set[str | None]]]:
    """Return the documents that were signed, each with those who did with each other."""
    found: dict[str, list[Set[str | None]]] = {}
    for one in effective:
        if isinstance(one.event, Signing) and one.event.document:
            found.setdefault(one.event.document, []).append(
                {one.event.participant, *one.event.with_}
            )
    return found


def _tying(event: Event) -> Launch | Signing | Document | None:
    """Return the event, if it is of a type that ties."""
    match event:
        case Launch() | Signing() | Document():
            return event
        case Endorsement() | Consent() | Admission() | Withdrawal() | Revocation():
            return None
        case Suspension() | ProvisionalApplication() | Announcement() | Claim():
            return None
        case EntryIntoForce() | Ending() | Renaming():
            return None
        case Program() | Participant() | Source() | Milestone():
            return None
        case Attestation() | Correction() | Retraction():
            return None
        case _ as unreachable:
            assert_never(unreachable)


def _tie(
    event: Launch | Signing | Document,
    names: Names,
    participant: str,
    via: str | None,
    other: str,
    role: str,
) -> Tie:
    """Return a tie as one event makes it, its positions left open."""
    body = names.participants.get(other)
    on = event.done_on if isinstance(event, Document) else event.occurred_on
    return Tie(
        participant=participant,
        via=via,
        other=other,
        state=body.state if body else None,
        how=_HOW[type(event)],
        role=role,
        when=on.text if on else None,
        earliest=on.earliest if on else FIRST_DAY,
        latest=on.latest if on else LAST_DAY,
        program=None if isinstance(event, Document) else event.program,
        positions=(),
    )


def _links(event: Launch | Signing | Document) -> Iterator[tuple[str, str, str, str]]:
    """Yield each two participants that an event links, seen from the first, the first's role, and
    the role that the same has by an act of its own."""
    match event:
        case Launch():
            what = event.payload
            for one in event.launched_by:
                yield from _each(one, event.launched_for, f"launched {what} for")
                yield from _each(one, event.launched_by, f"launched {what} with")
            for one in event.launched_for:
                yield from _each(one, event.launched_by, f"had {what} launched by")
                yield from _each(one, event.launched_for, f"shared the launch of {what} with")
        case Document():
            for one in event.parties:
                yield from _each(one, event.parties, f"made {event.title} with")
        case Signing():
            what = "" if event.instrument == "unspecified" else f" ({plain(event.instrument)})"
            own = f"signed{what} with"
            yield from _each(event.participant, event.with_, own)
            for one in event.with_:
                yield from _each(one, [event.participant], f"was counterparty{what} of", own)
        case _ as unreachable:
            assert_never(unreachable)


def _each(
    one: str, others: Iterable[str], role: str, own: str | None = None
) -> Iterator[tuple[str, str, str, str]]:
    yield from ((one, other, role, own or role) for other in others if other != one)
