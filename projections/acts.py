"""Find the acts of the register: the events that make, raise, lower or end a membership, and which
of them count.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

import attrs

from ledger.dates import LAST_DAY
from ledger.events import (
    STATUSES,
    Consent,
    Event,
    Program,
    Revocation,
    Withdrawal,
    status_given,
)
from ledger.events import Act as ActEvent
from ledger.said import key, say
from projections.effective import Effective, Standing
from projections.evidence import Evidence, Policy, cited
from projections.marks import widened
from projections.membership import Pair
from projections.possible import Act, Days, Given, Notice

_ACTS = get_args(ActEvent)
Ladders = Mapping[str, Sequence[str]]  # the statuses of each program, the lowest first
_BY = {
    "expulsion": key("by expulsion of {date}"),
    "withdrawal-of-consent": key("by withdrawal of its consent of {date}"),
    "withdrawal-of-signature": key("by withdrawal of its signature of {date}"),
}
_BY_NOTICE = key("by notice of {date}")


def act_of(
    position: int, event: Event, sure: bool = True, ladder: Sequence[str] = STATUSES
) -> tuple[Pair, Act] | None:
    """Return the act that an event is, and whose membership it touches; None if it touches none.

    ``ladder`` has the statuses that one can have in its program, the lowest first: an act that
    gives another touches none.
    """
    if not isinstance(event, _ACTS):
        return None
    act = _act(position, event, sure, ladder)
    return ((event.program, event.participant), act) if act else None


def _act(position: int, event: ActEvent, sure: bool, ladder: Sequence[str]) -> Act | None:
    on = event.counts_from
    found = status_given(event)
    notice = _notice(event)
    if found is None:
        return Act(position, None, on.earliest, on.latest, on.text, sure, notice=notice)
    field, status = found
    if status not in ladder:
        return None
    rank = ladder.index(status) + 1
    if isinstance(event, Consent) and "bound" in ladder and _waits(event):
        bound, first = ladder.index("bound") + 1, event.occurred_on
        later = Given(status, on.earliest, on.latest, on.text, rank)
        days = first.earliest, first.latest, first.text
        return Act(position, "bound", *days, sure, rank=bound, later=later)
    days = on.earliest, on.latest, on.text
    return Act(position, status, *days, sure, rank=rank, ends=field == "falls_to", notice=notice)


def _waits(consent: Consent) -> bool:
    """Return whether a consent counts only from a day after that of the act: not at once, and not
    from one before, as a succession may."""
    counts = consent.effective_on
    if counts is None:
        return False
    first = consent.occurred_on
    return counts.earliest > first.earliest or counts.latest > first.latest


def _notice(event: ActEvent) -> Notice | None:
    """Return the notice or the decision by which one leaves only later, if an event is such."""
    if not isinstance(event, Withdrawal) or not event.is_notice:
        return None
    given = event.occurred_on
    return Notice(given.earliest, say(_BY.get(event.action, _BY_NOTICE), date=given))


def acts_by_pair(
    effective: Effective,
    policy: Policy = Policy(),  # noqa: B008 - a frozen value
    evidence: Evidence | None = None,
    program: str | None = None,
) -> dict[Pair, list[Act]]:
    """Return the acts of each membership that a source policy admits, in the order of the ledger.

    They are those of the events as they stand; one that is only possibly admitted is not ``sure``.
    ``evidence`` is that of these events, where it is at hand already; ``program`` keeps to the
    memberships in one.
    """
    found: dict[Pair, list[Act]] = {}
    evidence = evidence or Evidence(effective)
    ladders = ladders_in(effective)
    for one in effective:
        own = getattr(one.event, "program", None)
        if program not in (None, own):
            continue
        ladder = ladders.get(own or "", STATUSES)
        if touched := admitted(one, effective, policy, evidence, ladder):
            pair, act = touched
            found.setdefault(pair, []).append(act)
    return found


def admitted(
    one: Standing,
    effective: Effective,
    policy: Policy,
    evidence: Evidence,
    ladder: Sequence[str] = STATUSES,
) -> tuple[Pair, Act] | None:
    """Return the act that an event is, as a source policy admits it with what revokes it, and whose
    membership it touches; None where it admits none."""
    touched = act_of(one.position, one.event, ladder=ladder)
    sure = evidence.admits(one, policy) if touched else False
    if touched is None or sure is False:
        return None
    pair, act = touched
    days = revoked((other, evidence.admits(other, policy)) for other in revoking(effective, one))
    act = attrs.evolve(act, sure=bool(sure), revoked=days)
    return pair, widened(act, one, cited(effective, one)) if policy.disputed else act


def ladders_in(effective: Effective) -> Ladders:
    """Return the statuses of each program that has its own."""
    return {one.id: one.ladder for one in programs_in(effective) if one.tiers}


def programs_in(effective: Effective) -> Iterator[Program]:
    """Yield each program that was filed, retracted or not, as it reads."""
    filed = (at for at, one in effective.records.items() if isinstance(one.event, Program))
    readings = map(effective.reading, filed)
    yield from (one for one in readings if isinstance(one, Program))


def revoking(effective: Effective, one: Standing) -> list[Standing]:
    """Return the revocations of an event that stand."""
    about = effective.about(one.position)
    every = [other.position for other in about if isinstance(other.event, Revocation)]
    return [found for position in every if (found := effective.standing(position))]


def revoked(found: Iterable[tuple[Standing, bool | None]]) -> Days | None:
    """Return the first and the last day from which on an act may have no effect, by its
    revocations, each with whether a policy admits it; one that it admits possibly leaves the last
    open. None where it admits none."""
    days = None
    for one, admitted in found:
        if isinstance(one.event, Revocation) and admitted is not False:
            on = one.event.counts_from
            days = soonest(days, (on.earliest, on.latest if admitted else LAST_DAY))
    return days


def taken_back(effective: Effective, one: Standing) -> Days | None:
    """Return the first and the last day from which on an event may have no effect, by all
    revocations of it on file."""
    return revoked((other, True) for other in revoking(effective, one))


def soonest(one: Days | None, other: Days) -> Days:
    """Return the bounds of the first of two days, of which either may be anywhere in its bounds."""
    return other if one is None else (min(one[0], other[0]), min(one[1], other[1]))
