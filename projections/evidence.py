"""Decide which events a source policy admits: certainly, possibly or not.

Without a policy every event counts. With one, an event counts by its sources: those that it
cites, those of attestations that support it, those of its corrections, and those of claims that
count its participant as the n-th to join. One that speaks only for circumstances, or only for how
the event read before it was corrected, does not count. A source that is a copy of another counts
as that other. A source without an exact date of publication makes an event possibly published,
not certainly.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ledger.dates import LAST_DAY
from ledger.events import (
    Attestation,
    Citation,
    Claim,
    Correction,
    Event,
    Happening,
    Joining,
    Recorded,
    Source,
)
from projections.effective import Effective, Standing

SUPPORTS, DISPUTES = "supports", "disputes"
CIRCUMSTANCES = frozenset(("effective_on", "until", "place", "document", "note", "citations"))


class Policy(NamedTuple):
    """The demands on sources: published at the end of a day, of some tiers, so many at least. A
    policy with nothing set admits every event, as it is on file.

    ``disputed``: "widen" takes every date that a source gives as possible, and an act that a
    source denies as no more than possible.
    """

    published_by: date | None = None
    tiers: tuple[str, ...] = ()
    min_sources: int | None = None
    disputed: str | None = None

    def __bool__(self) -> bool:
        return self.selects or bool(self.disputed)

    @property
    def selects(self) -> bool:
        """Whether it asks something of the sources of an event."""
        return bool(self.published_by or self.tiers or self.min_sources)


class Support(NamedTuple):
    """A citation for or against an event, and the position of the event that brings it.

    ``fields`` are those of the event that it speaks for, by their wire names, and ``former`` those
    of which it gave a reading that was corrected since; with neither it speaks for the event as
    such.
    """

    position: int
    stance: str
    citation: Citation
    source: Source | None = None
    fields: tuple[str, ...] = ()
    former: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether a source policy may admit the event by it: it says that this was done, or by
        whom, when or how, and no earlier reading of that."""
        if self.stance != SUPPORTS:
            return False
        said = frozenset(self.fields)
        return bool(said - CIRCUMSTANCES) if said or self.former else True


def told_once(supports: Iterable[Support]) -> list[tuple[Support, ...]]:
    """Return the citations of the same source, for or against, of the same of an event, together,
    in the order of the first of each: what a reader is told once."""
    found: dict[object, list[Support]] = {}
    for one in supports:
        of = (one.citation.source, one.stance, one.fields, one.former)
        found.setdefault(of, []).append(one)
    return [*map(tuple, found.values())]


class Evidence:
    """The sources of events as they stand, and what a policy makes of them."""

    def __init__(self, effective: Effective) -> None:
        self._effective = effective
        self.sources = {
            one.event.id: one.event for one in effective if isinstance(one.event, Source)
        }
        self._counted: dict[tuple[str, str], list[tuple[int, Claim]]] = {}
        for one in effective:
            if isinstance(one.event, Claim):
                for participant in one.event.subject:
                    pair = (one.event.program, participant)
                    self._counted.setdefault(pair, []).append((one.position, one.event))

    def original(self, source: str) -> Source | None:
        """Return the source that a copy counts as, at the end of the chain of copies; None when
        that was never filed, or was retracted. Of copies in a circle, all count as the one that was
        filed first."""
        return self._originals.get(source)

    @cached_property
    def _originals(self) -> dict[str, Source | None]:
        found: dict[str, Source | None] = {}
        for start in self.sources:
            chain: dict[str, int] = {}
            one = start
            while one in self.sources and one not in found and one not in chain:
                chain[one] = len(chain)
                one = self.sources[one].copy_of or one
            last = found[one] if one in found else self._end(one, chain)
            found |= dict.fromkeys(chain, last)
        return found

    def _end(self, last: str, chain: Mapping[str, int]) -> Source | None:
        """Return the source with which a chain of copies ends: one that copies nothing, is in the
        chain already, or is not filed."""
        if last not in chain:
            return None
        circle = list(chain)[chain[last] :]
        return min((self.sources[one] for one in circle), key=lambda one: self._order[one.id])

    @cached_property
    def _order(self) -> dict[str, int]:
        """The place of each source among all, in the order of the ledger."""
        return {one: place for place, one in enumerate(self.sources)}

    def of(self, standing: Standing) -> Iterator[Support]:
        """Yield every citation for and against an event: its own, attested, those of its
        corrections, and implied by claims."""
        for one in cited(self._effective, standing):
            yield one._replace(source=self.sources.get(one.citation.source))
        if isinstance(standing.event, Joining):
            yield from self._counting(standing.event)

    def admits(self, standing: Standing, policy: Policy) -> bool | None:
        """Return whether a policy admits an event: True (certainly), None (possibly) or False."""
        if not policy.selects:
            return True
        wanted = policy.min_sources or 1
        certain, possible = set(), set()
        for support in self.of(standing):
            source = self.original(support.citation.source)
            if not support.counts or source is None:
                continue
            if policy.tiers and source.tier not in policy.tiers:
                continue
            earliest, latest = _published(source, standing)
            if policy.published_by is None or latest <= policy.published_by:
                certain.add(source.id)
            if policy.published_by is None or earliest <= policy.published_by:
                possible.add(source.id)
        return True if len(certain) >= wanted else None if len(possible) >= wanted else False

    def _counting(self, act: Joining) -> Iterator[Support]:
        """Yield the claims that count a participant in, made of a day on which it may have
        joined."""
        for position, claim in self._counted.get((act.program, act.participant), ()):
            if counts_in(claim, act):
                source = self.sources.get(claim.citation.source)
                yield Support(position, SUPPORTS, claim.citation, source)


def cited(effective: Effective, standing: Standing) -> Iterator[Support]:
    """Yield the citations for and against an event that were recorded with it, with an attestation
    or with a correction of it, in this order; their sources are left out.

    A correction's speak for the fields that it changes, unless they say for which.
    """
    corrections, attestations = [], []
    for one in effective.about(standing.position):
        stands = effective.standing(one.position)
        if stands and isinstance(stands.event, Correction):
            corrections.append((one.position, stands.event))
        elif stands and isinstance(stands.event, Attestation):
            attestations.append((one.position, stands.event))
    changed = {field: position for position, one in corrections for field in one.changes}
    since = changed.get("citations", standing.position)
    for citation in getattr(standing.event, "citations", ()):
        own = _support(SUPPORTS, citation, citation.supports, since, changed)
        yield own._replace(position=standing.position)
    for position, attested in attestations:
        yield _attested(position, attested, changed)
    for position, correction in corrections:
        for citation in correction.citations:
            fields = citation.supports or tuple(correction.changes)
            yield _support(SUPPORTS, citation, fields, position, changed)


def attested(effective: Effective, recorded: Recorded) -> Support | None:
    """Return the citation of an attestation that was recorded last of all about its event; None
    where the record is none, or does not stand."""
    standing = effective.standing(recorded.position)
    event = standing and standing.event
    return _attested(recorded.position, event, {}) if isinstance(event, Attestation) else None


def _attested(position: int, event: Attestation, changed: Mapping[str, int]) -> Support:
    """Return the citation of an attestation; one that disputes and gives a date disputes the date,
    where it does not say what."""
    citation = event.citation
    dated = event.stance == DISPUTES and citation.says
    fields = citation.supports or (("occurred_on",) if dated else ())
    return _support(event.stance, citation, fields, position, changed)


def _support(
    stance: str, citation: Citation, fields: Iterable[str], since: int, changed: Mapping[str, int]
) -> Support:
    """Return a citation that was recorded at a position and speaks for some fields, given the
    position at which each was last corrected."""
    former = tuple(field for field in fields if changed.get(field, 0) > since)
    now = tuple(field for field in fields if field not in former)
    return Support(since, stance, citation, fields=now, former=former)


def counts_in(claim: Claim, event: Event) -> bool:
    """Return whether an event is an act of a participant that a claim counts in, made of a day on
    which it may have joined by that act."""
    if not isinstance(event, Joining) or event.program != claim.program:
        return False
    return event.participant in claim.subject and claim.on.latest >= event.occurred_on.earliest


def _published(source: Source, standing: Standing) -> tuple[date, date]:
    """Return the first and the last day on which a source can have come out; one that does not say
    came out no earlier than what it reports."""
    if source.published_on:
        return source.published_on.earliest, source.published_on.latest
    assert isinstance(standing.event, Happening)
    return standing.event.occurred_on.earliest, LAST_DAY
