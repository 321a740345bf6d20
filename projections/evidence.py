"""Decide which events a source policy admits: certainly, possibly or not.

Without a policy every event counts. With one, an event counts by its sources: those that it
cites, those of attestations that support it, and those of claims that count its participant as
the n-th to join. A source that is a copy of another counts as that other. A source without an
exact date of publication makes an event possibly published, not certainly.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

import attrs

from ledger.dates import LAST_DAY
from ledger.events import (
    Attestation,
    Citation,
    Claim,
    Event,
    Happening,
    Joining,
    Source,
)
from projections.effective import Effective, Standing


@attrs.frozen
class Policy:
    """What is asked of sources: published at the end of a day, of some tiers, so many at least.
    A policy with nothing set admits every event."""

    published_by: date | None = None
    tiers: tuple[str, ...] = ()
    min_sources: int | None = None

    def __bool__(self) -> bool:
        return bool(self.published_by or self.tiers or self.min_sources)


@attrs.frozen
class Support:
    """A citation for or against an event, and the position of the event that brings it."""

    position: int
    stance: str
    citation: Citation
    source: Source | None


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
        """The source that a copy counts as, at the end of the chain of copies; None when that
        was never filed, or was retracted. Of copies in a circle, all count as the one that was
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
        """Every citation for and against an event: its own, attested, and implied by claims."""
        for citation in getattr(standing.event, "citations", ()):
            yield self._support(standing.position, "supports", citation)
        for other in self._effective.about(standing.position):
            attested = self._effective.standing(other.position)
            if attested and isinstance(attested.event, Attestation):
                event = attested.event
                yield self._support(attested.position, event.stance, event.citation)
        if isinstance(standing.event, Joining):
            yield from self._counting(standing.event)

    def admits(self, standing: Standing, policy: Policy) -> bool | None:
        """Return whether a policy admits an event: True (certainly), None (possibly) or False."""
        if not policy:
            return True
        wanted = policy.min_sources or 1
        certain, possible = set(), set()
        for support in self.of(standing):
            source = self.original(support.citation.source)
            if support.stance == "disputes" or source is None:
                continue
            if policy.tiers and source.tier not in policy.tiers:
                continue
            earliest, latest = _published(source, standing)
            if policy.published_by is None or latest <= policy.published_by:
                certain.add(source.id)
            if policy.published_by is None or earliest <= policy.published_by:
                possible.add(source.id)
        return True if len(certain) >= wanted else None if len(possible) >= wanted else False

    def _support(self, position: int, stance: str, citation: Citation) -> Support:
        return Support(position, stance, citation, self.sources.get(citation.source))

    def _counting(self, act: Joining) -> Iterator[Support]:
        """The claims that count a participant in, made of a day on which it may have joined."""
        for position, claim in self._counted.get((act.program, act.participant), ()):
            if counts_in(claim, act):
                yield self._support(position, "supports", claim.citation)


def counts_in(claim: Claim, event: Event) -> bool:
    """Whether an event is an act of a participant that a claim counts in, made of a day on which
    it may have joined by that act."""
    if not isinstance(event, Joining) or event.program != claim.program:
        return False
    return event.participant in claim.subject and claim.on.latest >= event.occurred_on.earliest


def _published(source: Source, standing: Standing) -> tuple[date, date]:
    """The first and the last day on which a source can have come out; one that does not say
    came out no earlier than what it reports."""
    if source.published_on:
        return source.published_on.earliest, source.published_on.latest
    assert isinstance(standing.event, Happening)
    return standing.event.occurred_on.earliest, LAST_DAY
