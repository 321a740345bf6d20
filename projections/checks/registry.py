"""The checks by name: what an editor would mend.

Each check looks at the events as they stand and gives its findings in the order of the ledger;
a register that is in order gives none. Whether the file holds what was recorded is no matter for
these, but for `ledger.verify`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

import attrs

from ledger import codec, states
from ledger.dates import Date
from ledger.events import (
    Attestation,
    Claim,
    Correction,
    Recorded,
    Source,
    type_of,
)
from ledger.names import Names
from ledger.references import citations
from ledger.references import references as named_by
from projections.checks import claims as published
from projections.checks.life_oddities import LIFE_ODDITIES
from projections.checks.oddities import ODDITIES, Problem, Register
from projections.checks.quotes import Verdict
from projections.effective import Effective
from projections.roster import memberships
from projections.sentences import describe


@attrs.frozen
class Finding:
    """A finding of a check: the event, in one line of words, and what is wrong with it."""

    check: str
    position: int
    event: str
    problem: str


Check = Callable[[Effective, Names], tuple[Finding, ...]]


def unread(effective: Effective, names: Names) -> tuple[Finding, ...]:
    """Find events that this version cannot read: they count for nothing."""
    remedy = "upgrade depositary, or retract it"
    problems = [(position, f"{remedy}: {one.why}") for position, one in effective.unread.items()]
    return _findings("unread", problems, Register(effective, names))


def references(effective: Effective, names: Names) -> tuple[Finding, ...]:
    """Find what refers to events no longer filed, and sources that copy themselves."""
    register = Register(effective, names)
    problems = (*_dangling(effective), *_about_retracted(register), *_circles(register))
    return _findings("references", problems, register)


def sources(
    effective: Effective, names: Names, half_erased: Iterable[Recorded] = ()
) -> tuple[Finding, ...]:
    """Find events without a source, too early ones, and sources that nobody can look up."""
    register = Register(effective, names)
    problems = (*_unsourced(register), *_too_early(register), *_lost(effective))
    found = [*_findings("sources", problems, register), *_half_erased(half_erased, names)]
    return tuple(sorted(found, key=lambda one: one.position))


def _half_erased(sources: Iterable[Recorded], names: Names) -> Iterator[Finding]:
    """Yield the sources, retracted ones too, whose texts were erased by half."""
    for one in sources:
        assert isinstance(one.event, Source)
        problem = "bytes of its text may be left, its erasure did not end: erase it again"
        yield Finding("sources", one.position, describe(one.event, names), problem)


def quotes(
    effective: Effective, names: Names, verdicts: Sequence[Verdict] = ()
) -> tuple[Finding, ...]:
    """Find quotes that do not stand or cannot be looked up, and sources with two dates."""
    register = Register(effective, names)
    problems = (*_unfounded(register), *_misquoted(verdicts), *_contradictions(register))
    return _findings("quotes", problems, register)


def surprises(effective: Effective, names: Names) -> tuple[Finding, ...]:
    """Find what is odd, and may be so: acts out of order or twice, dates that disagree."""
    register = Register(effective, names)
    problems = (problem for oddity in (*ODDITIES, *LIFE_ODDITIES) for problem in oddity(register))
    return _findings("surprises", problems, register)


def claims(
    effective: Effective, names: Names, verdicts: Sequence[published.Verdict] | None = None
) -> tuple[Finding, ...]:
    """Find claims of whole rosters that the register does not reproduce."""
    register = Register(effective, names)
    if verdicts is None:
        verdicts = published.check_claims(effective, names, memberships(effective))
    problems = ((one.position, one.explanation) for one in verdicts if not one.reproduced)
    return _findings("claims", problems, register)


CHECKS: Mapping[str, Check] = {
    "unread": unread,
    "references": references,
    "sources": sources,
    "quotes": quotes,
    "surprises": surprises,
    "claims": claims,
}
BASIC = ("unread", "references", "sources", "quotes")


def with_verdicts(
    quoted: Sequence[Verdict] = (),
    half_erased: Sequence[Recorded] = (),
    claimed: Sequence[published.Verdict] | None = None,
) -> Mapping[str, Check]:
    """Return the checks by name, where quotes were held against archived texts
    (`quotes.check_quotes`) and claims against the register, and it was looked for texts that are
    not wholly erased; in `CHECKS` no text is looked at."""
    return {
        **CHECKS,
        "quotes": partial(quotes, verdicts=quoted),
        "sources": partial(sources, half_erased=half_erased),
        "claims": partial(claims, verdicts=claimed),
    }


def _findings(check: str, problems: Iterable[Problem], register: Register) -> tuple[Finding, ...]:
    return tuple(
        Finding(check, position, _words(register, position), problem)
        for position, problem in sorted(problems, key=lambda problem: problem[0])
    )


def _words(register: Register, position: int) -> str:
    standing = register.effective.standing(position)
    event = standing.event if standing else register.effective.unread[position]
    return " ".join(describe(event, register.names).split())


def _dangling(effective: Effective) -> Iterator[Problem]:
    """Yield references to what was retracted, cannot be read, or was never filed."""
    unread = {(one.type, codec.encode(one).get("id")) for one in effective.unread.values()}
    filed = {(type_of(one.event), getattr(one.event, "id", None)) for one in effective}
    records = effective.records.values()
    ever = {(type_of(one.event), getattr(one.event, "id", None)) for one in records}
    for one in effective:
        for _, what, identity in named_by(one.event):
            if (what, identity) in filed or what == "event":
                continue
            if what in ("participant", "state") and states.state(identity):
                continue
            why = "was retracted" if (what, identity) in ever else "was never filed"
            if (what, identity) in unread:
                why = "this version cannot read"
            yield one.position, f"it refers to the {what} {identity!r}, which {why}"


def _about_retracted(register: Register) -> Iterator[Problem]:
    """Yield what was said of an event that had been retracted before. (What was said earlier has no
    effect and needs no mending; a second retraction is a surprise.)"""
    for one in register.effective:
        if isinstance(one.event, (Attestation, Correction)):
            before = register.retracted_before(one)
            if before:
                yield one.position, f"it is about an event that #{before} had retracted"


def _circles(register: Register) -> Iterator[Problem]:
    """Yield sources that copy each other in a circle, each circle once."""
    sources = register.evidence.sources
    positions = {
        one.event.id: one.position for one in register.effective if isinstance(one.event, Source)
    }
    seen: set[str] = set()
    for start in sources:
        chain: dict[str, int] = {}
        one: str | None = start
        while one in sources and one not in seen:
            chain[one] = len(chain)
            seen.add(one)
            one = sources[one].copy_of
        if one in chain:
            yield _circle(list(chain)[chain[one] :], positions)


def _circle(circle: list[str], positions: Mapping[str, int]) -> Problem:
    start = circle.index(min(circle))
    first, *others = circle[start:] + circle[:start]
    words = ", which copies ".join([first, *others, first])
    return positions[first], f"it copies itself: {words}"


def _unsourced(register: Register) -> Iterator[Problem]:
    for one, _ in register.happenings:
        if not any(support.stance == "supports" for support in register.evidence.of(one)):
            yield one.position, "it has no source: attest it with one"


def _too_early(register: Register) -> Iterator[Problem]:
    """Yield events and claims that are later than every source that reports them."""
    for one, event in register.happenings:
        supports = register.evidence.of(one)
        cited = [support.source for support in supports if support.stance == "supports"]
        yield from _later_than(one.position, event.occurred_on, cited)
    for standing in register.effective:
        if isinstance(standing.event, Claim):
            cited = [register.evidence.sources.get(standing.event.citation.source)]
            yield from _later_than(standing.position, standing.event.on, cited)


def _later_than(position: int, date: Date, cited: Sequence[Source | None]) -> Iterator[Problem]:
    published = [source.published_on for source in cited if source and source.published_on]
    if cited and len(published) == len(cited):  # one without a date may be late enough
        last = max(published, key=lambda published: published.latest)
        if last.latest < date.earliest:
            yield position, f"it is of {date}, and its last source came out on {last}"


def _lost(effective: Effective) -> Iterator[Problem]:
    """Yield sources that nobody can look up, themselves or by a copy. (That one has no address or
    no date alone may be all that is known of it.)"""
    filed = [(one.position, one.event) for one in effective if isinstance(one.event, Source)]
    copied = {source.copy_of for _, source in filed}
    for position, source in filed:
        if not (source.url or source.sha256 or source.published_on or source.id in copied):
            yield position, "it has no address, no archived text and no date: give it one"


def _unfounded(register: Register) -> Iterator[Problem]:
    """Yield quotes from sources without an address or an archived text to hold them against."""
    for one in register.effective:
        for citation in citations(one.event):
            source = register.evidence.sources.get(citation.source)
            if citation.quote and source and not (source.url or source.sha256):
                yield one.position, f"it quotes {source.id}, which has no address and no text"


def _misquoted(verdicts: Sequence[Verdict]) -> Iterator[Problem]:
    """Yield quotes that do not stand in the archived text of their source."""
    for one in verdicts:
        if one.stands is False:
            yield one.position, f"it quotes {one.source}: {one.problem}"


def _contradictions(register: Register) -> Iterator[Problem]:
    """Yield sources that are cited for one event with two dates that exclude each other."""
    for one, _ in register.happenings:
        said: dict[str, Date] = {}
        for support in register.evidence.of(one):
            says = support.citation.says
            if says and support.stance == "supports":
                first = said.setdefault(support.citation.source, says)
                if first.excludes(says):
                    source = support.citation.source
                    yield support.position, f"{source} is cited for {first} and for {says} alike"
