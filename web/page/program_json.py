"""The data that the page works on, as plain values for JSON: the index of a ledger, and a program's
memberships with every box of every one.

Nothing is decided here: `web.page.policy_grid` says what counts when, `projections.membership` what
follows from acts, and `projections.lives` what holds it to the lives of programs and participants.
The shapes are declared for the page in ``types.d.ts``.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import Any, get_args

import attrs

from ledger.dates import parse
from ledger.events import Claim, Mark, Recorded, Source
from ledger.names import Names
from projections import audit_shapes
from projections.caveats import is_count
from projections.lives import Turning
from projections.membership import Pair, Span, spans
from projections.sentences import describe, how_many
from projections.side_marks import SideMark, exit_of, mark_of
from projections.verdicts import Verdict, verdicts
from projections.ways import way_of
from web.page.audit_history import Paper, Reading, dossier
from web.page.event_history import claim_moments, lives, moments
from web.page.policy_grid import NOTHING, Acts, Box, Grid, boxes
from web.page.relevant import Bearing
from web.pages.days import spelled

Json = dict[str, Any]


def program(bearing: Bearing, identity: str, names: Names) -> Json:
    """Return a program's data: who was ever named in it, the boxes of each, and what happened."""
    found = bearing.memberships(identity)
    order = sorted(found, key=lambda one: (names.title(one), one))
    told: dict[Verdict, int] = {}
    return {
        "id": identity,
        "participants": [
            {
                "id": one,
                "name": names.title(one),
                "kind": names.kind(one),
                "state": _state(one, names),
                "ended": list(_ended(bearing, one)),
                **_membership(found[one], (identity, one), names, told),
            }
            for one in order
        ],
        "lives": list(_lives(bearing, identity)),
        "claims": list(_claims(bearing, identity, names)),
        "events": [_event(*one, names) for one in moments(bearing, identity)],
        "verdicts": [audit_shapes.verdict(one) for one in told],
    }


def _state(participant: str, names: Names) -> str | None:
    filed = names.participants.get(participant)
    return filed.state if filed else participant


def _lives(bearing: Bearing, program: str) -> Iterator[list[Any]]:
    """Yield from which position on a program was known to have entered into force when, and to have
    ended when; nothing where neither ever was."""
    before: tuple[Turning | None, ...] = (None, None)
    for known, one in lives(bearing, "program", program):
        found = one.in_force(program), one.end_of_program(program)
        if found != before:
            yield [known, *map(_turning, found)]
        before = found


def _claims(bearing: Bearing, program: str, names: Names) -> Iterator[list[Any]]:
    """Yield the position of each claim that counts members, and from which position on it counts
    whom, on which day; nothing where it does so no more."""
    for position, of in groupby(claim_moments(bearing, program), itemgetter(0)):
        yield [
            position,
            [
                [known, _claim(claim, source, names) if claim and is_count(claim) else None]
                for _, known, claim, source in of
            ],
        ]


def _claim(claim: Claim, source: Source | None, names: Names) -> Json:
    publisher = source.publisher if source else claim.citation.source
    published = source.published_on.earliest.isoformat() if source and source.published_on else None
    return {
        "day": claim.on.latest.isoformat(),
        "count": claim.count,
        "statuses": claim.statuses,
        "kinds": claim.kinds,
        "excluding": claim.excluding,
        "tier": source.tier if source else None,
        "published": published,
        "words": how_many(claim, publisher, names),
    }


def _ended(bearing: Bearing, participant: str) -> Iterator[list[Any]]:
    """Yield from which position on a participant was known to have ceased to exist when; nothing
    where it never was."""
    before: Turning | None = None
    for known, one in lives(bearing, "participant", participant):
        found = one.end_of_participant(participant)
        if found != before:
            yield [known, _turning(found)]
        before = found


def _turning(of: Turning | None) -> list[str] | None:
    """Return the first and the last day from which on something may hold, and its date as
    recorded."""
    return [of.first.isoformat(), of.last.isoformat(), of.text] if of else None


def _membership(
    records: list[Recorded], pair: Pair, names: Names, told: dict[Verdict, int]
) -> Json:
    """Return the boxes of a membership, and the cases that they point to by number."""
    cases: dict[Acts, int] = {NOTHING: 0}
    omits, of = _boxes(records, pair, names.programs[pair[0]].ladder)
    found = [_box(box, cases) for box in of]
    papers = dossier(records, pair)
    return {
        "omits": omits,
        "boxes": found,
        "cases": [_case(acts, pair[1], told) for acts in cases],
        "disputed": list(_disputed(papers)),
        "beside": list(_beside(papers)),
        "sources": list(_sources(papers)),
        "ways": list(_ways(papers)),
    }


def _boxes(
    records: list[Recorded], pair: Pair, ladder: Sequence[str]
) -> tuple[str | None, tuple[Box, ...]]:
    """Return what the boxes of a membership leave out, since it would be too much, and those
    boxes."""
    found = boxes(records, pair, ladder=ladder)
    if found is not None:
        return None, found
    found = boxes(records, pair, graded=False, ladder=ladder)
    return ("everything", ()) if found is None else ("sources", found)


def _box(box: Box, cases: dict[Acts, int]) -> list[Any]:
    def case(acts: Acts) -> int:
        return cases.setdefault(acts, len(cases))

    def cells(grid: Grid) -> list[Any]:
        return [
            [[[day.isoformat(), case(acts)] for day, acts in steps] for steps in row]
            for row in grid
        ]

    wide = [] if box.wide is None else [[case(box.wide), cells(box.wide_grid)]]
    return [box.known, case(box.plain), box.tiers, cells(box.grid), *wide]


def _case(acts: Acts, participant: str, told: dict[Verdict, int]) -> Json:
    """Return what follows from some acts of a participant; ``told`` has each verdict with the
    number that it goes by."""

    def number(verdict: Verdict) -> int:
        return told.setdefault(verdict, len(told))

    exits = [_side_mark(exit_of(participant, act)) for act in acts if act.notice]
    return {
        "spans": [_span(one) for one in spans(acts)],
        "acts": [
            [position, [[day.isoformat(), number(verdict)] for day, verdict in on]]
            for position, on in verdicts(acts).items()
        ],
        **({"exits": exits} if exits else {}),
    }


def _span(span: Span) -> list[Any]:
    """Return its first day, the first day after it, whether the participant may have no status in
    it, each status with the date since when; and those among them that are possible no more, but
    were before, if any."""
    end = span.end.isoformat() if span.end else None
    row = [span.start.isoformat(), end, None in span.statuses, [*map(_since, span.since)]]
    passed = [status for status, _ in span.since if status not in span.statuses]
    return [*row, passed] if passed else row


def _since(one: tuple[str, str]) -> list[str]:
    """Return a status, the date since when, and the last day of that where it is more than one."""
    status, text = one
    last = parse(text).latest.isoformat()
    return [status, text] if text == last else [status, text, last]


def _disputed(papers: Iterable[Paper]) -> Iterator[list[Any]]:
    """Yield each event over which sources disagree: its position, from which position up to which
    they were known to, and over what."""
    for paper in papers:
        found = groupby(paper.readings, attrgetter("disputed"))
        changes = [(disputed, next(of).known) for disputed, of in found]
        for (disputed, since), (_, until) in pairwise([*changes, ((), None)]):
            if disputed:
                yield [paper.recorded.position, since, until, list(disputed)]


def _beside(papers: Iterable[Paper]) -> Iterator[list[Any]]:
    """Yield from which position of the ledger on, up to which, which mark stands beside a
    membership."""
    for paper in papers:
        found = [(one.known, _mark_of(paper, one)) for one in paper.readings]
        for (since, mark), (until, _) in pairwise([*found, (None, None)]):
            if mark:
                yield [since, until, _side_mark(mark)]


def _sources(papers: Sequence[Paper]) -> Iterator[list[int]]:
    """Yield from which position of the ledger on how many sources are cited for or against the acts
    of a membership that stand."""
    cited = [(paper, one) for paper in papers for one in paper.cited]
    turns = {one.since for _, one in cited} | {one.until for _, one in cited if one.until}
    turns |= {one.known for paper in papers for one in paper.readings}
    before = 0
    for known in sorted(turns):
        standing = [paper for paper in papers if _stands(paper, known)]
        found = {
            one.citation.source
            for paper in standing
            for one in paper.cited
            if one.since <= known and (one.until is None or known < one.until)
        }
        if len(found) != before:
            yield [known, len(found)]
        before = len(found)


def _stands(paper: Paper, known: int) -> bool:
    """Return whether the record leaves it open what an event comes to, at a position."""
    readings = [one for one in paper.readings if one.known <= known]
    return bool(readings) and readings[-1].verdict is None


def _mark_of(paper: Paper, reading: Reading) -> SideMark | None:
    event = reading.event
    if reading.verdict or not isinstance(event, get_args(Mark)):
        return None
    return mark_of(paper.recorded.position, event, reading.revoked)


def _ways(papers: Iterable[Paper]) -> Iterator[list[Any]]:
    """Yield from which position of the ledger on, up to which, an act went on from another's
    membership or expelled somebody; and the first and the last day from which on it can count."""
    for paper in papers:
        found = [(one.known, None if one.verdict else way_of(one.event)) for one in paper.readings]
        for (since, way), (until, _) in pairwise([*found, (None, None)]):
            if way:
                yield [since, until, way.word, way.first.isoformat(), way.last.isoformat()]


def _side_mark(mark: SideMark) -> list[Any]:
    """Return its position, its kind, what it says, and from which day on it holds (true), may hold
    (false) or does not (null)."""
    holds = [[day.isoformat(), sure] for day, sure in mark.holds]
    return [mark.position, mark.kind, mark.text, holds]


def _event(recorded: Recorded, found: Iterable[Any], names: Names) -> list[Any]:
    """Return an event's position, and how it read from which position on: the first and the last
    day on which it can have happened, its date as given, and what it says."""
    return [recorded.position, [_moment(one.known, one.event, names) for one in found]]


def _moment(known: int, event: Any, names: Names) -> list[Any]:
    if event is None:
        return [known]
    on = event.counts_from
    bounds = [on.earliest.isoformat(), on.latest.isoformat(), on.text]
    return [known, *bounds, spelled(describe(attrs.evolve(event, document=None), names))]
