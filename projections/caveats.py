"""Say what is to be known of a roster, lest it be taken for more than it is: that the program
ended, and that a source counts more members than are on file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ledger.events import Claim, Ending, Program, Source
from projections.effective import Standing
from projections.evidence import Policy
from projections.lives import Lives
from projections.roster import Roster

Way = tuple[frozenset[str], frozenset[str], frozenset[str]]  # statuses, kinds, who is left out
Count = Callable[[date, Way], int]  # how many may be members on a day, by a way of counting


class Ended(NamedTuple):
    """That a program ended, by the event at a position; ``certain`` is False where it may not have
    by the day of the roster."""

    position: int
    event: Ending
    certain: bool


class Short(NamedTuple):
    """That a claim, at a position, counts more members than were found on its day by its own way
    of counting, the possible ones among them. ``publisher`` is that of its source."""

    position: int
    claim: Claim
    publisher: str
    on_file: int

    @property
    def missing(self) -> int:
        assert self.claim.count is not None
        return self.claim.count - self.on_file


class Caveats(NamedTuple):
    """What is to be known of a roster. How complete its list is, its program says."""

    ended: Ended | None = None
    short: Short | None = None


def ended(program: str, lives: Lives, events: Iterable[Standing], on: date) -> Ended | None:
    """Return that a program had ended by the end of a day, or may have; None where it had not."""
    end = lives.end_of_program(program)
    if end is None or end.first > on:
        return None
    position, event = next(
        (one.position, one.event)
        for one in events
        if isinstance(one.event, Ending)
        and one.event.program == program
        and one.event.counts_from.text == end.text
    )
    return Ended(position, event, end.last <= on)


def short(
    found: Roster,
    claims: Sequence[Standing],
    sources: Mapping[str, Source],
    policy: Policy,
    count: Count,
) -> Short | None:
    """Return the newest claim, up to the day of a roster, that counts more than are on file; None
    where there is none, or where a newer one that counts in the same way does not.

    A claim counts whatever policy is asked for, where its source is one that the policy asks
    about; one that counts only who joined since a day is left out.
    """
    settled: set[Way] = set()
    for claim, position in _newest_first(claims, found):
        source = sources.get(claim.citation.source)
        way = _way(claim, found.program)
        if way in settled or not _asked_about(source, policy):
            continue
        on_file = count(claim.on.latest, way)
        if claim.count is not None and claim.count > on_file:
            publisher = source.publisher if source else claim.citation.source
            return Short(position, claim, publisher, on_file)
        settled.add(way)
    return None


def _newest_first(claims: Iterable[Standing], found: Roster) -> list[tuple[Claim, int]]:
    of = [
        (one.event, one.position)
        for one in claims
        if isinstance(one.event, Claim)
        and one.event.program == found.program.id
        and is_count(one.event)
        and one.event.on.latest <= found.on
    ]
    return sorted(of, key=lambda one: (one[0].on.latest, one[1]), reverse=True)


def is_count(claim: Claim) -> bool:
    """Return whether a claim counts those who are members on a day, whenever they joined."""
    return claim.count is not None and claim.since is None


def _way(claim: Claim, program: Program) -> Way:
    statuses = frozenset(claim.statuses or program.members)
    return statuses, frozenset(claim.kinds), frozenset(claim.excluding)


def _asked_about(source: Source | None, policy: Policy) -> bool:
    """Return whether a policy that asks about sources may count this one."""
    if policy.tiers and (source is None or source.tier not in policy.tiers):
        return False
    came_out = source.published_on if source else None
    by = policy.published_by
    return by is None or came_out is None or came_out.earliest <= by
