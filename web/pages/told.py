"""Events as pages tell them: what happened in words, by which sources, and what became of the
record of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from ledger.events import Citation, Happening, Recorded, Source, type_of
from ledger.names import Names
from ledger.said import joined, say
from projections.effective import Effective
from projections.evidence import DISPUTES, SUPPORTS, Evidence, Support, told_once
from projections.marks import Mark, marks
from projections.steps import steps
from web.languages.vocabulary import fields
from web.pages.days import in_words
from web.pages.field_values import FieldValues


@attrs.frozen
class Cited:
    """A source as it is named beside what it says: with its publisher, title and address, the
    part of the event that it speaks of, the dates that it gives, its words and their language."""

    source: str
    publisher: str
    title: str
    url: str | None
    published: str
    tier: str
    copy_of: str | None
    against: bool
    of: str
    says: tuple[str, ...]
    quotes: tuple[tuple[str, str | None], ...]
    language: str | None


@attrs.frozen
class Revision:
    """A correction or a retraction of a record: when, why, and how each field read before and
    after. ``void`` says that it was taken back itself."""

    position: int
    day: date
    what: str
    reason: str | None
    changes: tuple[tuple[str, str, str], ...]
    void: bool


@attrs.frozen
class Told:
    """An event of the world in words; one that was taken back reads as it was recorded."""

    position: int
    id: str
    type: str
    on: str
    first: date
    last: date
    words: str
    place: str | None
    note: str | None
    cited: tuple[Cited, ...]
    marks: tuple[Mark, ...]
    revisions: tuple[Revision, ...]
    stands: bool
    recorded: Recorded

    @property
    def when(self) -> str:
        return in_words(self.on)


class Teller:
    """Tells the events of a ledger, each once."""

    def __init__(self, effective: Effective, evidence: Evidence, names: Names) -> None:
        self._effective, self._evidence, self._names = effective, evidence, names
        self.field_values = FieldValues(names, self._publisher)
        self._told: dict[int, Told] = {}
        self._supports: dict[int, tuple[Support, ...]] = {}

    def tell(self, position: int) -> Told:
        """Return the event of the world at a position."""
        if position not in self._told:
            self._told[position] = self._tell(self._effective.records[position])
        return self._told[position]

    def supports(self, positions: Iterable[int]) -> tuple[Support, ...]:
        """Return the citations for and against the events at some positions, of those that
        stand."""
        return tuple(one for position in positions for one in self._of(position))

    def _of(self, position: int) -> tuple[Support, ...]:
        if position not in self._supports:
            standing = self._effective.standing(position)
            self._supports[position] = tuple(self._evidence.of(standing)) if standing else ()
        return self._supports[position]

    def cited(self, positions: Iterable[int]) -> tuple[Cited, ...]:
        """Return the sources of some events, each once, or twice where it speaks for and
        against them."""
        found: dict[tuple[str, bool], Cited] = {}
        for position in positions:
            for one in self.tell(position).cited:
                found.setdefault((one.source, one.against), one)
        return tuple(found.values())

    def _tell(self, recorded: Recorded) -> Told:
        shown = self._effective.shown(recorded)
        event = shown.event
        assert isinstance(event, Happening)
        return Told(
            position=recorded.position,
            id=recorded.id,
            type=type_of(event),
            on=event.occurred_on.text,
            first=event.occurred_on.earliest,
            last=event.occurred_on.latest,
            words=self.field_values.event(event),
            place=event.place,
            note=event.note,
            cited=tuple(_cited(self._of(recorded.position) or self._evidence.of(shown))),
            marks=marks(self._effective, shown),
            revisions=tuple(self.revisions(recorded)),
            stands=self._effective.standing(recorded.position) is not None,
            recorded=recorded,
        )

    def revisions(self, recorded: Recorded) -> Iterator[Revision]:
        """Yield what was corrected or retracted of a record, in the order of the ledger; what
        sources were added is no revision."""
        about = self._effective.about
        for step in steps(recorded, about) if about(recorded.position) else ():
            if step.what.endswith(("corrected", "retracted")):
                yield Revision(
                    position=step.position,
                    day=step.recorded_at.date(),
                    what=step.what,
                    reason=step.reason,
                    changes=tuple(self.field_values.changes(step)),
                    void=step.void,
                )

    def _publisher(self, source: str) -> str:
        filed = self._evidence.sources.get(source)
        return filed.publisher if filed else source


def cited_of(citation: Citation, sources: Mapping[str, Source]) -> Cited:
    """Return a source as it is cited alone."""
    support = Support(0, SUPPORTS, citation, sources.get(citation.source))
    return next(_cited([support]))


def _cited(supports: Iterable[Support]) -> Iterator[Cited]:
    """Yield each source once for what it speaks of, with all the words that are cited of it."""
    for same in told_once(supports):
        filed, source = same[0].source, same[0].citation.source
        yield Cited(
            source=source,
            publisher=filed.publisher if filed else say("a source that is not on file"),
            title=filed.title if filed else source,
            url=filed.url if filed else None,
            published=in_words(filed.published_on.text) if filed and filed.published_on else "",
            tier=say(filed.tier) if filed else "",
            copy_of=filed.copy_of if filed else None,
            language=filed.language if filed else None,
            against=same[0].stance == DISPUTES,
            of=_spoken_for(same[0]),
            says=tuple(dict.fromkeys(_says(one) for one in same if one.citation.says)),
            quotes=tuple(
                dict.fromkeys(
                    (one.citation.quote, one.citation.locator) for one in same if one.citation.quote
                )
            ),
        )


def _says(of: Support) -> str:
    if not of.citation.says:
        return ""
    date, wording = in_words(of.citation.says.text), of.citation.wording
    return say("{date} (“{wording}”)", date=date, wording=wording) if wording else date


def _spoken_for(of: Support) -> str:
    """Return which parts of an event a source speaks of, in words; nothing where of all."""
    now, former = joined(fields(of.fields)), joined(fields(of.former))
    if not former:
        return now
    earlier = say("the earlier reading of {fields}", fields=former)
    return say("{most} and {end}", most=now, end=earlier) if now else earlier
