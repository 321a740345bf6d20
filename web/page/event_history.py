"""How events read, as known at every position: those of a program, for a page to mark the days on
which something happened, the sources that are cited for them, the lives of programs and
participants, and who came after whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

import attrs

from ledger.events import Claim, Document, Event, Recorded, Source
from projections.audit import predecessors
from projections.effective import Effective
from projections.lives import Lives
from web.page.relevant import Bearing


@attrs.frozen
class Moment:
    """How an event read from a position on; ``event`` is None where it was retracted, or said to
    be of another program."""

    known: int
    event: Event | None


def moments(bearing: Bearing, program: str) -> Iterator[tuple[Recorded, tuple[Moment, ...]]]:
    """Yield each event that ever was of a program, with its moments."""
    for recorded in bearing.happenings(program):
        yield recorded, tuple(_moments(bearing.history(recorded), program))


def source_moments(bearing: Bearing, source: str) -> Iterator[Moment]:
    """Return how a source read from which position on; nothing where it is not on file."""
    recorded = bearing.source(source)
    return _moments(bearing.history(recorded)) if recorded else iter(())


def paper_moments(
    bearing: Bearing, document: str
) -> Iterator[tuple[int, Document | None, list[int]]]:
    """Yield from which position on a document read how (None where it is not on file), and which
    events of the world named it."""
    filed = bearing.document(document)
    acts = bearing.done_by(document)
    for known, reads in _read_together(bearing, [*([filed] if filed else []), *acts]):
        of = reads.get(filed.position) if filed else None
        named = [at for at in sorted(reads) if getattr(reads[at], "document", None) == document]
        yield known, of if isinstance(of, Document) else None, named


def claim_moments(
    bearing: Bearing, program: str
) -> Iterator[tuple[int, int, Claim | None, Source | None]]:
    """Yield the position of each claim about a program, and from which position on it read how,
    and its source; nothing where it was retracted, or said to be about another program."""
    for recorded in bearing.claims(program):
        history = bearing.history(recorded)
        own = [*_moments(history, program)]
        cited = {one.event.citation.source for one in own if isinstance(one.event, Claim)}
        files = {source: [*source_moments(bearing, source)] for source in cited}
        for known in sorted({one.known for of in (own, *files.values()) for one in of}):
            claim, source = _last(own, known), None
            if isinstance(claim, Claim):
                source = _last(files[claim.citation.source], known)
            yield (
                recorded.position,
                known,
                claim if isinstance(claim, Claim) else None,
                source if isinstance(source, Source) else None,
            )


def _last(found: Iterable[Moment], known: int) -> Event | None:
    """Return how something read at a position."""
    events = [one.event for one in found if one.known <= known]
    return events[-1] if events else None


def lives(bearing: Bearing, sort: str, identity: str) -> Iterator[tuple[int, Lives]]:
    """Yield the entries into force and the endings of a program or a participant (``sort``), from
    which position on they are on file; from 0 on none is."""
    yield 0, Lives()
    for known, reads in _read_together(bearing, bearing.life(sort, identity)):
        yield known, Lives(reads[at] for at in sorted(reads))


def before_whom(bearing: Bearing, program: str) -> Iterator[tuple[int, dict[str, Sequence[str]]]]:
    """Yield each participant of a program that succeeds or continues others there, with these
    (`projections.audit.predecessors`), from which position on."""
    links = [one for one in bearing.happenings(program) if bearing.names(one, "predecessor")]
    for known, reads in _read_together(bearing, links):
        acts = [reads[position] for position in sorted(reads)]
        whose = dict.fromkeys(getattr(one, "participant", "") for one in acts)
        found = {one: predecessors(acts, (program, one)) for one in whose}
        yield known, {one: before for one, before in found.items() if before}


def _read_together(
    bearing: Bearing, events: Iterable[Recorded]
) -> Iterator[tuple[int, Mapping[int, Event]]]:
    """Yield how those of some events read that stand, by position, from which position on."""
    turns = (
        (one.known, recorded.position, one.event)
        for recorded in events
        for one in _moments(bearing.history(recorded))
    )
    reads: dict[int, Event] = {}
    for known, position, event in sorted(turns, key=itemgetter(0, 1)):
        reads.pop(position, None)
        if event:
            reads[position] = event
        yield known, reads


def _moments(history: Sequence[Recorded], program: str | None = None) -> Iterator[Moment]:
    """Yield the moments of an event, which was of a program where one is given."""
    state, before = Effective(), None
    for one in history:
        standing = state.apply(one).standing(history[0].position)
        event = standing.event if standing else None
        if program and getattr(event, "program", None) != program:
            event = None
        if event != before:
            yield Moment(one.position, event)
        before = event
