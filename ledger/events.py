"""The events: what happened in the world (`happenings`), what the register knows of it, and what it
says of its own entries.

Every event is a frozen value that is checked where it is built: what is wrong raises `ValueError`
(`codec.decode` gathers all the faults of one event). `rules` checks that what an event refers to
exists. The wire names (`WIRE_NAMES`) never change.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

import attrs

from ledger import values
from ledger.dates import Date
from ledger.errors import Fault, MalformedEvent
from ledger.event_fields import (
    CONSENTS,
    COVERAGES,
    INSTRUMENTS,
    KINDS,
    SIGNATURES,
    STANCES,
    STATUSES,
    TIERS,
    WITHDRAWALS,
    Citation,
    Valued,
    citation,
    citations,
    flag,
    many,
    may_refer_to,
    maybe,
    must,
    refers_to,
    refers_to_many,
    word,
)
from ledger.happenings import (
    Admission,
    Announcement,
    Consent,
    Ending,
    Endorsement,
    EntryIntoForce,
    Happening,
    Launch,
    ProvisionalApplication,
    Renaming,
    Revocation,
    Signing,
    Suspension,
    Withdrawal,
    status_given,
)

__all__ = (
    "CONSENTS",
    "COVERAGES",
    "INSTRUMENTS",
    "KINDS",
    "SIGNATURES",
    "STANCES",
    "STATUSES",
    "TIERS",
    "WIRE_NAMES",
    "WITHDRAWALS",
    "About",
    "Act",
    "Admission",
    "Announcement",
    "Attestation",
    "Citation",
    "Claim",
    "Consent",
    "Correction",
    "Definition",
    "Document",
    "Ending",
    "Endorsement",
    "EntryIntoForce",
    "Event",
    "Happening",
    "Joining",
    "Launch",
    "Life",
    "Mark",
    "Milestone",
    "Participant",
    "Program",
    "ProvisionalApplication",
    "Recorded",
    "Renaming",
    "Retraction",
    "Revocation",
    "Signing",
    "Source",
    "Suspension",
    "Unread",
    "Withdrawal",
    "World",
    "status_given",
    "type_of",
    "wire_name",
)


def _statuses(value: Any) -> tuple[str, ...]:
    return values.each(values.slug)(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Program(Valued):
    """A program: what is joined.

    ``tiers`` are statuses of its own, the lowest first; without them it has `STATUSES`.
    ``members``: those of them that count as membership. ``force``: "required" where consent alone
    makes no party before the treaty's own entry into force; ``consents_required``: how many
    consents that takes. ``coverage``: how complete the register's list is, with a note.
    """

    id: str = must(values.slug)
    name: str = must(values.name)
    aliases: tuple[str, ...] = many(values.name)
    opened_on: Date | None = maybe(values.edtf)
    tiers: tuple[str, ...] = many(values.slug)
    members: tuple[str, ...] = attrs.field(default=STATUSES[1:], converter=_statuses)
    force: str | None = maybe(values.one_of(("required",)))
    consents_required: int | None = maybe(values.whole)
    coverage: str | None = maybe(values.one_of(COVERAGES))
    coverage_note: str | None = maybe(values.text)
    same_as: tuple[str, ...] = many(values.id_elsewhere)
    note: str | None = maybe(values.text)
    citations: tuple[Citation, ...] = citations()

    def __attrs_post_init__(self) -> None:
        ladder = self.ladder
        unknown = [one for one in self.members if one not in ladder]
        if unknown:
            problem = f"{unknown[0]!r} is not one of {', '.join(ladder)}"
            if self.tiers and self.members == STATUSES[1:]:
                problem = f"say which of {', '.join(ladder)} count as membership"
            raise MalformedEvent([Fault("members", problem)])
        lowest = min(map(ladder.index, self.members), default=len(ladder))
        counting = ladder[lowest:]
        left_out = set(counting) - set(self.members)
        if not counting or left_out - {"bound"}:  # between signatory and party it is meant too
            last = ", ".join(ladder[-2:])
            problem = f"it must name a status and every higher one, as in {last}"
            raise MalformedEvent([Fault("members", problem)])
        object.__setattr__(self, "members", counting)  # in rising order

    @property
    def ladder(self) -> tuple[str, ...]:
        """The statuses that one can have in it, the lowest first."""
        return self.tiers or STATUSES


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Participant(Valued):
    """A participant that can stand on a roster, other than the states of ISO 3166, which need no
    event.

    ``state`` is the alpha-3 code of the state that it belongs to, or that is responsible for it.
    ``same_as`` has its ids elsewhere, as ``wikidata:Q16``.
    """

    id: str = must(values.slug)
    name: str = must(values.name)
    kind: str = word(KINDS)
    state: str | None = may_refer_to("state")
    aliases: tuple[str, ...] = many(values.name)
    same_as: tuple[str, ...] = many(values.id_elsewhere)
    note: str | None = maybe(values.text)
    citations: tuple[Citation, ...] = citations()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Source(Valued):
    """A published document. ``copy_of``: the source that it reprints; ``sha256``: of its archived
    text."""

    id: str = must(values.slug)
    publisher: str = must(values.name)
    title: str = must(values.name)
    url: str | None = maybe(values.url)
    published_on: Date | None = maybe(values.edtf)
    tier: str = word(TIERS)
    language: str | None = maybe(values.language)
    sha256: str | None = maybe(values.sha256)
    copy_of: str | None = may_refer_to("source")
    note: str | None = maybe(values.text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Document(Valued):
    """A paper itself: a treaty, a memorandum, a joint statement. Acts that name it belong
    together."""

    id: str = must(values.slug)
    title: str = must(values.name)
    form: str = word(INSTRUMENTS, default="unspecified")
    done_on: Date | None = maybe(values.edtf)
    parties: tuple[str, ...] = refers_to_many("participant")
    note: str | None = maybe(values.text)
    citations: tuple[Citation, ...] = citations()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Milestone(Valued):
    """A named moment, such as ``october-accords``: on a date, or when some events were, whose
    dates are then its own. ``programs``: whose history it belongs to; of none, to all."""

    id: str = must(values.slug)
    name: str = must(values.name)
    on: Date | None = maybe(values.edtf)
    events: tuple[str, ...] = refers_to_many("event")
    programs: tuple[str, ...] = refers_to_many("program")
    note: str | None = maybe(values.text)
    citations: tuple[Citation, ...] = citations()

    def __attrs_post_init__(self) -> None:
        if (self.on is None) == (not self.events):
            raise MalformedEvent([Fault("on", "give a date or events: one of the two")])


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Attestation(Valued):
    """One more source for or against an event that is recorded already."""

    event: str = refers_to("event")
    stance: str = word(STANCES)
    citation: Citation = citation()
    note: str | None = maybe(values.text)


def _changes(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("it must be an object of fields and their new values")
    kept = {str(field): one for field, one in value.items()}
    try:
        json.dumps(kept, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("it has half of a surrogate pair: save the file as UTF-8") from None
    except TypeError:
        raise ValueError("it has a value that is not in wire form, as JSON has it") from None
    return kept


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Correction(Valued):
    """An event was recorded wrong: ``changes`` maps wire names of its fields to what they should
    read, in wire form; ``None`` takes a field away. The event itself stays as it was."""

    event: str = refers_to("event")
    changes: Mapping[str, Any] = attrs.field(converter=_changes, hash=False)
    reason: str = must(values.text)
    citations: tuple[Citation, ...] = citations()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Retraction(Valued):
    """An event was recorded in error. A retraction may itself be retracted."""

    event: str = refers_to("event")
    reason: str = must(values.text)
    citations: tuple[Citation, ...] = citations()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Claim(Valued):
    """A claim of a source about a whole roster at the end of a day.

    ``members`` are those that it names (``partial``: not all of them), ``count`` how many it
    counts (``at_least``: or more), ``subject`` those whose joining made the count ("the 9th
    country": count 9), ``since`` counts only those who joined from then on, ``kinds`` and
    ``statuses`` only such participants, ``excluding`` leaves these out.
    """

    program: str = refers_to("program")
    on: Date = must(values.edtf)
    citation: Citation = citation()
    count: int | None = maybe(values.whole)
    at_least: bool = flag()
    members: tuple[str, ...] = refers_to_many("participant")
    partial: bool = flag()
    subject: tuple[str, ...] = refers_to_many("participant")
    kinds: tuple[str, ...] = many(values.one_of(KINDS))
    statuses: tuple[str, ...] = many(values.slug)
    excluding: tuple[str, ...] = refers_to_many("participant")
    since: Date | None = maybe(values.edtf)
    note: str | None = maybe(values.text)

    def __attrs_post_init__(self) -> None:
        if self.count is None and not self.members:
            raise MalformedEvent([Fault("count", "a claim needs a count or members")])
        if self.subject and self.count is None:
            raise MalformedEvent([Fault("count", "a claim with a subject needs a count")])


Joining: TypeAlias = Signing | Endorsement | Consent | Admission
Act: TypeAlias = Joining | Withdrawal
Mark: TypeAlias = Suspension | ProvisionalApplication
Life: TypeAlias = EntryIntoForce | Ending | Renaming
World: TypeAlias = Act | Mark | Life | Revocation | Announcement | Launch
Definition: TypeAlias = Program | Participant | Source | Milestone | Document
About: TypeAlias = Attestation | Correction | Retraction
Event: TypeAlias = World | Definition | About | Claim

WIRE_NAMES: Mapping[type[Event], str] = {
    Signing: "signing",
    Endorsement: "endorsement",
    Consent: "consent",
    Admission: "admission",
    Withdrawal: "withdrawal",
    Revocation: "revocation",
    Suspension: "suspension",
    ProvisionalApplication: "provisional-application",
    EntryIntoForce: "entry-into-force",
    Ending: "ending",
    Renaming: "renaming",
    Announcement: "announcement",
    Launch: "launch",
    Program: "program",
    Participant: "participant",
    Source: "source",
    Milestone: "milestone",
    Document: "document",
    Attestation: "attestation",
    Correction: "correction",
    Retraction: "retraction",
    Claim: "claim",
}


@attrs.frozen(eq=False, repr=False)
class Unread(Valued):
    """An event that this version of the program cannot read: one of a type or with a field or a
    word that a later version has, or a faulty one. It counts for nothing.

    ``body`` is its canonical JSON, ``type`` what that calls it, ``why`` what is not known here.
    """

    body: str
    type: str
    why: str


def type_of(event: Event | Unread) -> str:
    """Return the wire name of an event's type."""
    return event.type if isinstance(event, Unread) else WIRE_NAMES[type(event)]


def wire_name(field: str) -> str:
    """Return the name of a field on the wire: ``with_`` is ``with``, all others are alike."""
    return field.rstrip("_")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Recorded(Valued):
    """An event with its place in the ledger.

    ``position`` counts from 1; ``id`` is the SHA-256 of the event's canonical JSON;
    ``recorded_at`` is in UTC, to the second. What is `Unread` is kept as it is.
    """

    position: int
    id: str
    recorded_at: datetime
    recorded_by: str
    event: Event | Unread
