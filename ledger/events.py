"""The events: what happened in the world, what the register knows of it, and what it says of its
own entries.

Every event is a frozen value that is checked where it is built: what is wrong raises `ValueError`
(`codec.decode` gathers all the faults of one event). Whether an event refers to anything that
exists is left to `rules`, and how it is written down to `codec`. The wire names (`WIRE_NAMES`)
never change.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import attrs

from ledger import values
from ledger.dates import Date
from ledger.errors import Fault, MalformedEvent

INSTRUMENTS = (
    "treaty",
    "agreement",
    "accords",
    "cooperation-agreement",
    "memorandum-of-understanding",
    "joint-statement",
    "declaration",
    "letter-of-intent",
    "contract",
    "unspecified",
)
CONSENTS = (  # VCLT art. 11 to 16; succession: VCSSRT art. 2(1)(g)
    "ratification",
    "acceptance",
    "approval",
    "accession",
    "succession",
    "definitive-signature",
)
WITHDRAWALS = ("withdrawal", "denunciation")  # VCLT art. 54 and 56
STATUSES = ("supporter", "signatory", "party")  # in rising order
KINDS = ("state", "agency", "intergovernmental", "company", "university", "ngo")
TIERS = ("official", "press", "reference", "aggregator")
STANCES = ("supports", "disputes")

_optional = attrs.converters.optional


def _maybe(check: Any) -> Any:
    return attrs.field(default=None, converter=_optional(check))


def _many(check: Any) -> Any:
    return attrs.field(default=(), converter=values.each(check))


def _word(vocabulary: Sequence[str], default: Any = attrs.NOTHING) -> Any:
    return attrs.field(default=default, converter=values.one_of(vocabulary))


def _refers_to(what: str) -> Any:
    """A field that names something which the register must know; `rules` looks it up."""
    return attrs.field(converter=values.reference, metadata={"refers_to": what})


def _may_refer_to(what: str) -> Any:
    converter = _optional(values.reference)
    return attrs.field(default=None, converter=converter, metadata={"refers_to": what})


def _refers_to_many(what: str) -> Any:
    converter = values.each(values.reference)
    return attrs.field(default=(), converter=converter, metadata={"refers_to": what})


@attrs.frozen(kw_only=True)
class Citation:
    """A pointer into a source: where in it, its own words, and the date that it gives."""

    source: str = _refers_to("source")
    locator: str | None = _maybe(values.text)
    quote: str | None = _maybe(values.quote)
    says: Date | None = _maybe(values.edtf)


def _cited(value: Any) -> Citation:
    if not isinstance(value, Citation):
        raise ValueError("a citation is wanted")
    return value


def _citation() -> Any:
    return attrs.field(converter=_cited)


def _citations() -> Any:
    return attrs.field(default=(), converter=lambda value: tuple(map(_cited, value)))


@attrs.frozen(kw_only=True)
class Happening:
    """What the events of the world have in common.

    ``occurred_on`` is the day of the act; ``effective_on`` the day from which it counts, given
    when the two differ.
    """

    occurred_on: Date = attrs.field(converter=values.edtf)
    effective_on: Date | None = _maybe(values.edtf)
    place: str | None = _maybe(values.text)
    note: str | None = _maybe(values.text)
    citations: tuple[Citation, ...] = _citations()

    @property
    def counts_from(self) -> Date:
        """The date from which the act counts."""
        return self.effective_on or self.occurred_on


@attrs.frozen(kw_only=True)
class Signing(Happening):
    """A participant signed: it is a signatory."""

    program: str = _refers_to("program")
    participant: str = _refers_to("participant")
    instrument: str = _word(INSTRUMENTS, default="unspecified")
    by: str | None = _maybe(values.name)
    with_: tuple[str, ...] = _refers_to_many("participant")


@attrs.frozen(kw_only=True)
class Endorsement(Happening):
    """A participant spoke for a program without signing: it is a supporter."""

    program: str = _refers_to("program")
    participant: str = _refers_to("participant")


@attrs.frozen(kw_only=True)
class Consent(Happening):
    """A participant consented to be bound (VCLT art. 11): it is a party."""

    program: str = _refers_to("program")
    participant: str = _refers_to("participant")
    action: str = _word(CONSENTS)


@attrs.frozen(kw_only=True)
class Withdrawal(Happening):
    """A participant left: its membership ends on the day from which this counts."""

    program: str = _refers_to("program")
    participant: str = _refers_to("participant")
    action: str = _word(WITHDRAWALS, default="withdrawal")


@attrs.frozen(kw_only=True)
class Announcement(Happening):
    """A plan, an invitation, an application, a decision to join: no membership follows."""

    summary: str = attrs.field(converter=values.text)
    program: str | None = _may_refer_to("program")
    participants: tuple[str, ...] = _refers_to_many("participant")


@attrs.frozen(kw_only=True)
class Launch(Happening):
    """Somebody launched something for somebody: a tie between participants, no membership."""

    payload: str = attrs.field(converter=values.name)
    vehicle: str | None = _maybe(values.name)
    site: str | None = _maybe(values.name)
    launched_by: tuple[str, ...] = _refers_to_many("participant")
    launched_for: tuple[str, ...] = _refers_to_many("participant")
    program: str | None = _may_refer_to("program")


def _statuses(value: Any) -> tuple[str, ...]:
    kept = values.each(values.one_of(STATUSES))(value)
    if not kept or set(kept) != set(STATUSES[min(map(STATUSES.index, kept)) :]):
        raise ValueError("it must name a status and every higher one, as in signatory, party")
    return tuple(sorted(kept, key=STATUSES.index))


@attrs.frozen(kw_only=True)
class Program:
    """What is joined. ``members``: the statuses that count as membership in it."""

    id: str = attrs.field(converter=values.slug)
    name: str = attrs.field(converter=values.name)
    aliases: tuple[str, ...] = _many(values.name)
    opened_on: Date | None = _maybe(values.edtf)
    members: tuple[str, ...] = attrs.field(default=STATUSES[1:], converter=_statuses)
    note: str | None = _maybe(values.text)


@attrs.frozen(kw_only=True)
class Participant:
    """Who can stand on a roster, other than the states of ISO 3166, which need no event.

    ``state`` is the alpha-3 code of the state that it belongs to.
    """

    id: str = attrs.field(converter=values.slug)
    name: str = attrs.field(converter=values.name)
    kind: str = _word(KINDS)
    state: str | None = _may_refer_to("state")
    aliases: tuple[str, ...] = _many(values.name)
    note: str | None = _maybe(values.text)


@attrs.frozen(kw_only=True)
class Source:
    """A published document. ``copy_of``: the source that it reprints; ``sha256``: of its archived
    text."""

    id: str = attrs.field(converter=values.slug)
    publisher: str = attrs.field(converter=values.name)
    title: str = attrs.field(converter=values.name)
    url: str | None = _maybe(values.url)
    published_on: Date | None = _maybe(values.edtf)
    tier: str = _word(TIERS)
    language: str | None = _maybe(values.language)
    sha256: str | None = _maybe(values.sha256)
    copy_of: str | None = _may_refer_to("source")
    note: str | None = _maybe(values.text)


@attrs.frozen(kw_only=True)
class Milestone:
    """A named moment, such as ``october-accords``."""

    id: str = attrs.field(converter=values.slug)
    name: str = attrs.field(converter=values.name)
    on: Date = attrs.field(converter=values.edtf)
    note: str | None = _maybe(values.text)


@attrs.frozen(kw_only=True)
class Attestation:
    """One more source for or against an event that is recorded already."""

    event: str = _refers_to("event")
    stance: str = _word(STANCES)
    citation: Citation = _citation()
    note: str | None = _maybe(values.text)


def _changes(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("an object of fields and their new values is wanted")
    kept = {str(field): one for field, one in value.items()}
    try:
        json.dumps(kept, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("it has half of a surrogate pair: save the file as UTF-8") from None
    except TypeError:
        raise ValueError("it has a value that is not in wire form, as JSON has it") from None
    return kept


@attrs.frozen(kw_only=True)
class Correction:
    """An event was recorded wrong: ``changes`` maps wire names of its fields to what they should
    read, in wire form; ``None`` takes a field away. The event itself stays as it was."""

    event: str = _refers_to("event")
    changes: Mapping[str, Any] = attrs.field(converter=_changes, hash=False)
    reason: str = attrs.field(converter=values.text)
    citations: tuple[Citation, ...] = _citations()


@attrs.frozen(kw_only=True)
class Retraction:
    """An event that was recorded never happened. A retraction may itself be retracted."""

    event: str = _refers_to("event")
    reason: str = attrs.field(converter=values.text)
    citations: tuple[Citation, ...] = _citations()


@attrs.frozen(kw_only=True)
class Claim:
    """What a source says of a whole roster at the end of a day.

    ``members`` are those that it names (``partial``: not all of them), ``count`` how many it
    counts (``at_least``: or more), ``subject`` those whose joining made the count ("the 9th
    country": count 9), ``since`` counts only those who joined from then on, ``kinds`` and
    ``statuses`` only such participants, ``excluding`` leaves these out.
    """

    program: str = _refers_to("program")
    on: Date = attrs.field(converter=values.edtf)
    citation: Citation = _citation()
    count: int | None = _maybe(values.whole)
    at_least: bool = attrs.field(default=False, converter=values.flag)
    members: tuple[str, ...] = _refers_to_many("participant")
    partial: bool = attrs.field(default=False, converter=values.flag)
    subject: tuple[str, ...] = _refers_to_many("participant")
    kinds: tuple[str, ...] = _many(values.one_of(KINDS))
    statuses: tuple[str, ...] = _many(values.one_of(STATUSES))
    excluding: tuple[str, ...] = _refers_to_many("participant")
    since: Date | None = _maybe(values.edtf)
    note: str | None = _maybe(values.text)

    def __attrs_post_init__(self) -> None:
        if self.count is None and not self.members:
            raise MalformedEvent([Fault("count", "a claim needs a count or members")])
        if self.subject and self.count is None:
            raise MalformedEvent([Fault("count", "a claim with a subject needs a count")])


Joining: TypeAlias = Signing | Endorsement | Consent
Act: TypeAlias = Joining | Withdrawal
World: TypeAlias = Act | Announcement | Launch
Definition: TypeAlias = Program | Participant | Source | Milestone
About: TypeAlias = Attestation | Correction | Retraction
Event: TypeAlias = World | Definition | About | Claim

WIRE_NAMES: Mapping[type[Event], str] = {
    Signing: "signing",
    Endorsement: "endorsement",
    Consent: "consent",
    Withdrawal: "withdrawal",
    Announcement: "announcement",
    Launch: "launch",
    Program: "program",
    Participant: "participant",
    Source: "source",
    Milestone: "milestone",
    Attestation: "attestation",
    Correction: "correction",
    Retraction: "retraction",
    Claim: "claim",
}


@attrs.frozen
class Unread:
    """An event that this version of the program cannot read: one of a type or with a field or a
    word that a later version has, or a faulty one. It counts for nothing.

    ``body`` is its canonical JSON, ``type`` what that calls it, ``why`` what is not known here.
    """

    body: str
    type: str
    why: str


def type_of(event: Event | Unread) -> str:
    """The wire name of an event's type."""
    return event.type if isinstance(event, Unread) else WIRE_NAMES[type(event)]


def wire_name(field: str) -> str:
    """The name of a field on the wire: ``with_`` is ``with``, all others are alike."""
    return field.rstrip("_")


@attrs.frozen(kw_only=True)
class Recorded:
    """An event with its place in the ledger.

    ``position`` counts from 1; ``id`` is the SHA-256 of the event's canonical JSON;
    ``recorded_at`` is in UTC, to the second. What is `Unread` is kept as it is.
    """

    position: int
    id: str
    recorded_at: datetime
    recorded_by: str
    event: Event | Unread
