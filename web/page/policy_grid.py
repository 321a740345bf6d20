"""The acts of one membership that count for every question: as known at any position, by any source
policy.

Boxes are the answers in advance: a run of positions, and in it for each set of tiers, number of
sources and day of publication the acts that count. They are for whoever cannot fold, such as a
page; `counting` finds the acts in them, and `projections.membership` the spans that follow. Which
records are wanted is left to `relevant`.
"""

from collections.abc import Iterator, Sequence
from datetime import date

import attrs

from ledger.dates import FIRST_DAY, LAST_DAY
from ledger.events import TIERS, Recorded, Source
from projections.acts import act_of
from projections.effective import Effective, Standing
from projections.evidence import Evidence, Policy
from projections.membership import Act, Pair

Acts = tuple[Act, ...]
Steps = tuple[tuple[date, Acts], ...]  # from which day of publication on which acts count
NOTHING: Acts = ()


@attrs.frozen
class Box:
    """The acts that count from a position of the ledger on, until that of the next box.

    ``plain`` count where nothing is asked of sources. ``grid[of][n - 1]`` are the acts that count
    when ``n`` sources of a set of tiers are required, as (day of publication, acts) from that day
    on; ``of`` is the set as bits over ``tiers`` (the first counts 1, the second 2, the third 4).
    Beyond the last ``n`` nothing counts.
    """

    known: int
    plain: Acts
    tiers: tuple[str, ...] = ()
    grid: tuple[tuple[Steps, ...], ...] = ()

    def counting(self, policy: Policy) -> Acts:
        """The acts that count by a source policy."""
        if not policy:
            return self.plain
        wanted = policy.tiers or TIERS
        row = sum(1 << place for place, tier in enumerate(self.tiers) if tier in wanted)
        enough = (policy.min_sources or 1) - 1
        if row >= len(self.grid) or enough >= len(self.grid[row]):
            return NOTHING
        by = policy.published_by or LAST_DAY
        return next(acts for day, acts in reversed(self.grid[row][enough]) if day <= by)


def counting(boxes: Sequence[Box], known: int, policy: Policy) -> Acts:
    """The acts that count as known at a position, by a source policy."""
    box = next((box for box in reversed(boxes) if box.known <= known), None)
    return box.counting(policy) if box else NOTHING


def boxes(records: Sequence[Recorded], pair: Pair) -> tuple[Box, ...]:
    """The boxes of a membership, from all records that bear on it."""
    found: list[Box] = []
    state = Effective()
    for recorded in records:
        box = _box(state.apply(recorded), pair)
        last = found[-1] if found else Box(0, NOTHING)
        if box != attrs.evolve(last, known=box.known):
            found.append(box)
    return tuple(found)


def _box(state: Effective, pair: Pair) -> Box:
    acts = [
        (one, found[1])
        for one in state
        if (found := act_of(one.position, one.event)) and found[0] == pair
    ]
    if not acts:
        return Box(state.size, NOTHING)
    question = _Question(acts, Evidence(state))
    return Box(
        known=state.size,
        plain=tuple(act for _, act in acts),
        tiers=question.tiers,
        grid=tuple(question.row(one) for one in range(1 << len(question.tiers))),
    )


class _Question:
    """The acts of a membership, to be asked about by every policy that could tell them apart."""

    def __init__(self, acts: Sequence[tuple[Standing, Act]], evidence: Evidence) -> None:
        self.acts, self.evidence = acts, evidence
        behind = [self._sources(standing) for standing, _ in acts]
        self.most = max(len(sources) for sources in behind)
        everything = [source for sources in behind for source in sources.values()]
        self.tiers = tuple(tier for tier in TIERS if any(tier == one.tier for one in everything))
        self.days = sorted({FIRST_DAY, *self._days(everything)})

    def _sources(self, standing: Standing) -> dict[str, Source]:
        """The sources that may count for an event, copies as what they are copies of."""
        cited = (support.citation.source for support in self.evidence.of(standing))
        found = (self.evidence.original(source) for source in cited)
        return {source.id: source for source in found if source}

    def _days(self, sources: Sequence[Source]) -> Iterator[date]:
        """The days of publication at which an answer can change."""
        for source in sources:
            if source.published_on:
                yield from (source.published_on.earliest, source.published_on.latest)
            else:  # no earlier than what it reports, and perhaps much later
                yield LAST_DAY
                for standing, _ in self.acts:
                    yield standing.event.occurred_on.earliest  # type: ignore[union-attr]

    def row(self, subset: int) -> tuple[Steps, ...]:
        """The steps for a set of tiers, by how many sources are wanted."""
        tiers = tuple(tier for place, tier in enumerate(self.tiers) if subset >> place & 1)
        found: list[Steps] = []
        while tiers and len(found) < self.most:
            steps = tuple(self._steps(tiers, len(found) + 1))
            if steps == ((FIRST_DAY, NOTHING),):
                break
            found.append(steps)
        return tuple(found)

    def _steps(self, tiers: tuple[str, ...], wanted: int) -> Iterator[tuple[date, Acts]]:
        before = None
        for day in self.days:
            acts = self._admitted(Policy(day, tiers, wanted))
            if acts != before:
                yield day, acts
            before = acts

    def _admitted(self, policy: Policy) -> Acts:
        admitted = [(act, self.evidence.admits(one, policy)) for one, act in self.acts]
        return tuple(
            attrs.evolve(act, sure=bool(whether))
            for act, whether in admitted
            if whether is not False
        )
