"""The acts of one membership that count for every question: as known at any position, by any source
policy.

Boxes are the answers in advance: a run of positions, and in it for each set of tiers, number of
sources and day of publication the acts that count. They are for whoever cannot fold, such as a
page, whose ``select.js`` finds the acts in them, and from these the spans that follow.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import get_args

import attrs

from ledger.dates import FIRST_DAY, LAST_DAY
from ledger.events import (
    STATUSES,
    TIERS,
    Attestation,
    Citation,
    Claim,
    Correction,
    Event,
    Recorded,
    Revocation,
    Source,
    Unread,
)
from ledger.events import (
    Act as ActEvent,
)
from ledger.references import citations
from projections.acts import act_of, revoked, revoking
from projections.effective import Effective, Standing
from projections.evidence import DISPUTES, Evidence, Policy, attested, cited
from projections.marks import widened
from projections.membership import Pair
from projections.possible import Act

Acts = tuple[Act, ...]
Steps = tuple[tuple[date, Acts], ...]  # from which day of publication on which acts count
Grid = tuple[tuple[Steps, ...], ...]
_Brought = tuple[int, str, tuple[str, ...]]  # for which event, of which source, for which fields
NOTHING: Acts = ()
MOST = 1_000_000  # looks at a source, by each policy on each day, or at a pair of acts in each case


@attrs.frozen
class Box:
    """The acts that count from a position of the ledger on, until that of the next box.

    ``plain`` count where nothing is asked of sources. ``grid[of][n - 1]`` are the acts that count
    when ``n`` sources of a set of tiers are required, as (day of publication, acts) from that day
    on; ``of`` is the set as bits over ``tiers`` (the first counts 1, the second 2, the third 4).
    Beyond the last ``n`` nothing counts.

    ``wide`` and ``wide_grid`` are the same where disputes widen the acts; ``wide`` is None where
    that makes no difference.
    """

    known: int
    plain: Acts
    tiers: tuple[str, ...] = ()
    grid: Grid = ()
    wide: Acts | None = None
    wide_grid: Grid = ()


def boxes(
    records: Sequence[Recorded],
    pair: Pair,
    graded: bool = True,
    ladder: Sequence[str] = STATUSES,
) -> tuple[Box, ...] | None:
    """Return the boxes of a membership, from all records that bear on it; None where they would
    take more than `MOST` looks. Those that are not ``graded`` have no grid, and so answer nothing
    about sources; there can be many more of them. ``ladder`` has the statuses of the program."""
    found: list[Box] = []
    state, acts, cases, looks = Effective(), _Acts(pair, ladder), {NOTHING}, 0
    for recorded in records:
        if not acts.change(state.apply(recorded), recorded):
            continue
        question = _Question(acts.all, Evidence(state)) if graded and acts.all else None
        plain, wide = (
            tuple(one.act(True, lambda _: True, by_all) for one in acts.all)
            for by_all in (False, True)
        )
        differs = wide != plain
        looks += question.looks * (1 + differs) + len(state.records) if question else 0
        if looks + acts.looks > MOST:
            return None
        box = Box(state.size, plain, wide=wide if differs else None)
        box = question.filled(box) if question else box
        new = {*_cases(box)} - cases
        looks += sum(len(of) ** 2 for of in new)
        cases |= new
        last = found[-1] if found else Box(0, NOTHING)
        if box != attrs.evolve(last, known=box.known):
            found.append(box)
    return tuple(found) if looks <= MOST else None


def _cases(box: Box) -> Iterator[Acts]:
    yield box.plain
    yield box.wide or NOTHING
    for row in (*box.grid, *box.wide_grid):
        yield from (acts for steps in row for _, acts in steps)


@attrs.frozen
class _Filed:
    """An act as it stands, and as all its sources allow it, with the revocations of it that
    do."""

    standing: Standing
    plain: Act
    wide: Act
    revocations: tuple[Standing, ...]

    @property
    def behind(self) -> tuple[Standing, ...]:
        """The events whose sources matter to it."""
        return (self.standing, *self.revocations)

    def act(self, sure: bool, admits: Callable[[Standing], bool | None], wide: bool = False) -> Act:
        """Return the act, ``sure`` where it is admitted for certain, revoked as is admitted."""
        days = revoked((one, admits(one)) for one in self.revocations)
        act = self.wide if wide else self.plain
        return attrs.evolve(act, sure=sure and act.sure, revoked=days)


class _Acts:
    """The acts of a membership as one record after another is taken in."""

    def __init__(self, pair: Pair, ladder: Sequence[str]) -> None:
        self._pair, self._ladder = pair, ladder
        self._found: dict[int, _Filed] = {}
        self._said: dict[int, tuple[object, object]] = {}
        self._contested: set[int] = set()  # those of which something cited may say otherwise
        self.looks = 0
        self._brought: dict[int, _Brought] = {}  # by an attestation
        self._times: Counter[_Brought] = Counter()

    @property
    def all(self) -> list[_Filed]:
        """Each act, in the order of the ledger."""
        return [self._found[position] for position in sorted(self._found)]

    def change(self, state: Effective, recorded: Recorded) -> bool:
        """Take in the last record of a state; gives whether it can change what counts."""
        if _may_contest(recorded):
            self._contested.add(state.root(recorded).position)
        attestation = state.attestation(recorded)
        if attestation:
            counts = self._attest(state, attestation)
            return self._widen(state, attestation, recorded) or counts
        position = state.root(recorded).position
        standing = state.standing(position)
        self._found.pop(position, None)
        found = act_of(position, standing.event, ladder=self._ladder) if standing else None
        if standing and found and found[0] == self._pair:
            by = tuple(revoking(state, standing))
            wide = self._by_all(state, standing, found[1])
            self._found[position] = _Filed(standing, found[1], wide, by)
        filed = self._found.get(position)
        says = self._says(state, standing), filed and filed.wide
        before, self._said[position] = self._said.get(position, (None, None)), says
        return before != says

    def _by_all(self, state: Effective, standing: Standing, act: Act) -> Act:
        """Return an act as all its sources allow it; most often none says otherwise."""
        if standing.position not in self._contested:
            return act
        self.looks += len(state.about(standing.position))
        return widened(act, standing, cited(state, standing))

    def _widen(self, state: Effective, attestation: Recorded, recorded: Recorded) -> bool:
        """Let an attestation widen its act, or no more; gives whether it does. The last one to be
        recorded leaves the others as they were."""
        target = state.target(attestation)
        filed = self._found.get(target.position) if target else None
        if filed is None:
            return False
        brought = attested(state, attestation) if attestation is recorded else None
        wide = (
            widened(filed.wide, filed.standing, [brought])
            if brought
            else self._by_all(state, filed.standing, filed.plain)
        )
        self._found[filed.standing.position] = attrs.evolve(filed, wide=wide)
        return wide != filed.wide

    def _says(self, state: Effective, standing: Standing | None) -> object:
        """Return that of an event on which it hangs what counts: of an act and its revocations, a
        source or a claim."""
        if standing is None:
            return None
        match standing.event:
            case Source() as source:
                return source.tier, source.published_on, source.copy_of
            case Claim() as claim:
                return claim.program, claim.subject, claim.on, claim.citation.source
            case Revocation() as one:
                return one.counts_from, one.occurred_on, _cited(state, standing, one.citations)
            case event if isinstance(event, get_args(ActEvent)):
                says = act_of(0, event, ladder=self._ladder), event.occurred_on
                revocations = [self._says(state, one) for one in revoking(state, standing)]
                return says, _cited(state, standing, event.citations), revocations
        return None

    def _attest(self, state: Effective, attestation: Recorded) -> bool:
        """Let an attestation bring a source for an event, or none; whether others bring the same
        source for it counts apart, and nothing else of it changes what counts."""
        standing = state.standing(attestation.position)
        event, target = standing and standing.event, state.target(attestation)
        before, now = self._brought.pop(attestation.position, None), None
        if isinstance(event, Attestation) and event.stance == "supports" and target:
            citation = event.citation
            now = target.position, citation.source, citation.supports
            self._brought[attestation.position] = now
            self._times[now] += 1
        if before:
            self._times[before] -= 1
        return bool((before and not self._times[before]) or (now and self._times[now] == 1))


def _may_contest(recorded: Recorded) -> bool:
    """Return whether something that a record cites says a date, or denies something."""
    event = recorded.event
    if isinstance(event, Unread):
        return False
    says = any(one.says for one in citations(event))
    return says or getattr(event, "stance", None) == DISPUTES or _changes_stance(event)


def _changes_stance(event: Event) -> bool:
    """Return whether a correction may make an attestation deny something, or say a date."""
    changes = event.changes if isinstance(event, Correction) else {}
    return bool({"stance", "citation", "citations"} & changes.keys())


def _cited(state: Effective, standing: Standing, own: Sequence[Citation]) -> object:
    """Return what is cited for an event in its record: by itself, and by its corrections."""
    about = [state.standing(one.position) for one in state.about(standing.position)]
    corrected = [one.event for one in about if one and isinstance(one.event, Correction)]
    return [(one.source, one.supports) for one in own], corrected


class _Question:
    """The acts of a membership, to be asked about by every policy that could tell them apart."""

    def __init__(self, acts: Sequence[_Filed], evidence: Evidence) -> None:
        self.acts, self.evidence = acts, evidence
        self._behind = [event for one in acts for event in one.behind]
        behind = [self._sources(standing) for standing in self._behind]
        self.most = max(len(sources) for sources in behind)
        everything = [source for sources in behind for source in sources.values()]
        self.tiers = tuple(tier for tier in TIERS if any(tier == one.tier for one in everything))
        self.days = sorted({FIRST_DAY, *self._days(everything)})
        self.looks = (self.most * len(self.days) * len(everything)) << len(self.tiers)

    def filled(self, box: Box) -> Box:
        """Return a box with the answers to what is asked of sources."""
        sets = range(1 << len(self.tiers))
        grid = tuple(self.row(one) for one in sets)
        wide = tuple(self.row(one, wide=True) for one in sets) if box.wide is not None else ()
        return attrs.evolve(box, tiers=self.tiers, grid=grid, wide_grid=wide)

    def _sources(self, standing: Standing) -> dict[str, Source]:
        """Return the sources that may count for an event, copies as what they are copies of."""
        cited = (support.citation.source for support in self.evidence.of(standing))
        found = (self.evidence.original(source) for source in cited)
        return {source.id: source for source in found if source}

    def _days(self, sources: Sequence[Source]) -> Iterator[date]:
        """Yield the days of publication at which an answer can change."""
        for source in sources:
            if source.published_on:
                yield from (source.published_on.earliest, source.published_on.latest)
            else:  # no earlier than what it reports, and perhaps much later
                yield LAST_DAY
                for standing in self._behind:
                    yield standing.event.occurred_on.earliest  # type: ignore[union-attr]

    def row(self, subset: int, wide: bool = False) -> tuple[Steps, ...]:
        """Return the steps for a set of tiers, by how many sources are asked for."""
        tiers = tuple(tier for place, tier in enumerate(self.tiers) if subset >> place & 1)
        found: list[Steps] = []
        while tiers and len(found) < self.most:
            steps = tuple(self._steps(tiers, len(found) + 1, wide))
            if steps == ((FIRST_DAY, NOTHING),):
                break
            found.append(steps)
        return tuple(found)

    def _steps(
        self, tiers: tuple[str, ...], wanted: int, wide: bool
    ) -> Iterator[tuple[date, Acts]]:
        before = None
        for day in self.days:
            acts = self._admitted(Policy(day, tiers, wanted), wide)
            if acts != before:
                yield day, acts
            before = acts

    def _admitted(self, policy: Policy, wide: bool) -> Acts:
        def admits(event: Standing) -> bool | None:
            return self.evidence.admits(event, policy)

        admitted = [(one, admits(one.standing)) for one in self.acts]
        return tuple(
            one.act(bool(sure), admits, wide) for one, sure in admitted if sure is not False
        )
