"""The events of the world: what happened, by whom, in which program, and from which day it counts.

What they give is said of each class; what follows from them for a membership, on which day, is
worked out in `projections`.
"""

from collections.abc import Mapping
from typing import Any

import attrs

from ledger import values
from ledger.dates import Date
from ledger.errors import Fault, MalformedEvent
from ledger.event_fields import (
    CONSENTS,
    INSTRUMENTS,
    SIGNATURES,
    WITHDRAWALS,
    Citation,
    Valued,
    citations,
    may_refer_to,
    maybe,
    must,
    refers_to,
    refers_to_many,
    word,
)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Happening(Valued):
    """An event of the world: the fields that all of them have in common.

    ``occurred_on`` is the day of the act; ``effective_on`` the day from which it counts, given
    when the two differ. ``document`` is the paper by which it was done: acts that name the same
    one belong together.
    """

    occurred_on: Date = attrs.field(converter=values.edtf)
    effective_on: Date | None = maybe(values.edtf)
    place: str | None = maybe(values.text)
    document: str | None = may_refer_to("document")
    note: str | None = maybe(values.text)
    citations: tuple[Citation, ...] = citations()

    @property
    def counts_from(self) -> Date:
        """The date from which the act counts."""
        return self.effective_on or self.occurred_on


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Signing(Happening):
    """A participant signed, or succeeded to a signature: it is a signatory."""

    program: str = refers_to("program")
    participant: str = refers_to("participant")
    action: str = word(SIGNATURES, default="signature")
    predecessor: str | None = may_refer_to("participant")
    instrument: str = word(INSTRUMENTS, default="unspecified")
    by: str | None = maybe(values.name)
    with_: tuple[str, ...] = refers_to_many("participant")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Endorsement(Happening):
    """A participant spoke for a program without signing: it is a supporter."""

    program: str = refers_to("program")
    participant: str = refers_to("participant")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Consent(Happening):
    """A participant consented to be bound (VCLT art. 11): it is bound from the day of the act,
    and a party from the day on which the treaty is in force for it.

    ``predecessor``: whom it succeeds or continues.
    """

    program: str = refers_to("program")
    participant: str = refers_to("participant")
    action: str = word(CONSENTS)
    predecessor: str | None = may_refer_to("participant")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Admission(Happening):
    """A program with tiers of its own admitted a participant to one of them, which need not sign.
    It rises there and never falls: who goes down leaves, and ``falls_to`` says where to."""

    program: str = refers_to("program")
    participant: str = refers_to("participant")
    tier: str = must(values.slug)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Withdrawal(Happening):
    """A participant left, was expelled, or took an act back: what it had ends on the day from
    which this counts, and ``falls_to`` is the status that remains; without it none does."""

    program: str = refers_to("program")
    participant: str = refers_to("participant")
    action: str = word(WITHDRAWALS, default="withdrawal")
    falls_to: str | None = maybe(values.slug)

    @property
    def is_notice(self) -> bool:
        """Whether it was notified or decided on a day, and counts only from a later one (VCLT
        art. 65)."""
        later = self.effective_on
        return later is not None and later.earliest > self.occurred_on.latest


# The status that an act of a class gives, whatever is in its fields.
GIVES: Mapping[Any, str] = {Signing: "signatory", Endorsement: "supporter", Consent: "party"}


def status_given(event: Any) -> tuple[str, str] | None:
    """Return the field by which an event gives a status, and that status; None where it gives
    none."""
    match event:
        case Signing() | Endorsement() | Consent():
            return "program", GIVES[type(event)]
        case Admission():
            return "tier", event.tier
        case Withdrawal() if event.falls_to:
            return "falls_to", event.falls_to
        case _:
            return None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Suspension(Happening):
    """Rights of a participant were suspended up to a day, not included (None: no end is known):
    a mark beside its status, which stays."""

    program: str = refers_to("program")
    participant: str = refers_to("participant")
    until: Date | None = maybe(values.edtf)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ProvisionalApplication(Happening):
    """A participant applies a treaty provisionally (VCLT art. 25), up to a day, not included (None:
    no end is known): a mark, no membership."""

    program: str = refers_to("program")
    participant: str = refers_to("participant")
    until: Date | None = maybe(values.edtf)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EntryIntoForce(Happening):
    """A treaty entered into force (VCLT art. 24): who is bound by then is a party from that day."""

    program: str = refers_to("program")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Revocation(Happening):
    """An act that did happen was taken back in the world, as a notice to leave is (VCLT art. 68):
    it has no effect from that day on. What never happened is retracted instead."""

    event: str = refers_to("event")


def _one_subject(of: Any) -> None:
    """Refuse an event that concerns both a program and a participant, or neither."""
    if (of.program is None) == (of.participant is None):
        raise MalformedEvent([Fault("program", "name a program or a participant: one of the two")])


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Ending(Happening):
    """A program or a participant ceased to exist: all memberships in it, or of it, end that day,
    and nobody withdrew.

    ``replaced_by`` are programs that took a program's place; ``successors`` the participants that
    succeeded one, ``continued_by`` the one that is the same legal person.
    """

    program: str | None = may_refer_to("program")
    participant: str | None = may_refer_to("participant")
    replaced_by: tuple[str, ...] = refers_to_many("program")
    successors: tuple[str, ...] = refers_to_many("participant")
    continued_by: str | None = may_refer_to("participant")

    def __attrs_post_init__(self) -> None:
        _one_subject(self)
        if self.program and (self.successors or self.continued_by):
            field = "successors" if self.successors else "continued_by"
            raise MalformedEvent([Fault(field, "is for participants: a program has replaced_by")])
        if self.participant and self.replaced_by:
            problem = "is for programs: a participant has successors"
            raise MalformedEvent([Fault("replaced_by", problem)])


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Renaming(Happening):
    """A program or a participant has another name from that day on, and is the same."""

    name: str = must(values.name)
    program: str | None = may_refer_to("program")
    participant: str | None = may_refer_to("participant")

    def __attrs_post_init__(self) -> None:
        _one_subject(self)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Announcement(Happening):
    """A plan, an invitation, an application, a decision to join: no membership follows."""

    summary: str = must(values.text)
    program: str | None = may_refer_to("program")
    participants: tuple[str, ...] = refers_to_many("participant")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Launch(Happening):
    """Somebody launched something for somebody: a tie between participants, no membership."""

    payload: str = must(values.name)
    vehicle: str | None = maybe(values.name)
    site: str | None = maybe(values.name)
    launched_by: tuple[str, ...] = refers_to_many("participant")
    launched_for: tuple[str, ...] = refers_to_many("participant")
    program: str | None = may_refer_to("program")
