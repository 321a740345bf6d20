"""Find the acts of the register: the events that make or end a membership, and which of them count.

What follows from the acts of one membership is left to `membership`, why a source policy admits an
event to `evidence`.
"""

from collections.abc import Mapping
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
    type_of,
)
from projections.effective import Effective
from projections.evidence import Evidence, Policy, cited
from projections.marks import widened
from projections.membership import Pair
from projections.possible import Act

GIVES: Mapping[str, str | None] = {  # the status that an act gives; None: it ends the membership
    "signing": "signatory",
    "endorsement": "supporter",
    "consent": "party",
    "withdrawal": None,
}


def act_of(position: int, event: Event, sure: bool = True) -> tuple[Pair, Act] | None:
    """Return the act that an event is, and whose membership it touches; None if it touches none."""
    match event:
        case Signing() | Endorsement() | Consent() | Withdrawal():
            on = event.counts_from
            status = status_of(type_of(event))
            act = Act(position, status, on.earliest, on.latest, on.text, sure)
            return (event.program, event.participant), act
        case Admission() | Revocation() | Suspension() | ProvisionalApplication():
            return None
        case EntryIntoForce() | Ending() | Renaming() | Announcement() | Launch() | Claim():
            return None
        case Program() | Participant() | Source() | Milestone() | Document():
            return None
        case Attestation() | Correction() | Retraction():
            return None
        case _ as unreachable:
            assert_never(unreachable)


def status_of(event_type: str) -> str | None:
    """Return the status that an act of a type gives; None: it ends the membership.

    Raises `KeyError`.
    """
    return GIVES[event_type]


def acts_by_pair(
    effective: Effective,
    policy: Policy = Policy(),  # noqa: B008 - a frozen value
    evidence: Evidence | None = None,
) -> dict[Pair, list[Act]]:
    """Return the acts of each membership that a source policy admits, in the order of the ledger.

    They are those of the events as they stand; one that is only possibly admitted is not ``sure``.
    ``evidence`` is that of these events, where it is at hand already.
    """
    found: dict[Pair, list[Act]] = {}
    evidence = evidence or Evidence(effective)
    for one in effective:
        touched = act_of(one.position, one.event)
        admitted = evidence.admits(one, policy) if touched else False
        if touched and admitted is not False:
            pair, act = touched
            act = attrs.evolve(act, sure=bool(admitted))
            if policy.disputed:
                act = widened(act, one, cited(effective, one))
            found.setdefault(pair, []).append(act)
    return found
