"""A program's roster on a date, the difference of two rosters, and programs compared.

A roster is read off membership spans, whether they were folded just now or kept in tables. A
participant is a member for certain when all its possible statuses count as membership in the
program, and possibly one when some do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from ledger.events import STATUSES, Program
from ledger.names import Names
from projections.effective import Effective
from projections.evidence import Evidence, Policy
from projections.membership import Act, Pair, Span, act_of, spans

CERTAIN, POSSIBLE = "certain", "possible"


@attrs.frozen
class Entry:
    """One participant on a roster: its status, since when, how certain, and the positions of the
    events behind it."""

    participant: str
    name: str
    kind: str
    status: str
    since: str
    certainty: str
    because: tuple[int, ...]

    @property
    def certain(self) -> bool:
        return self.certainty == CERTAIN


@attrs.frozen
class Roster:
    """The memberships of one program at the end of a day."""

    program: Program
    on: date
    entries: tuple[Entry, ...]

    @property
    def members(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.certain)

    @property
    def possible(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if not entry.certain)

    def by_kind(self) -> dict[str, int]:
        """How many certain members there are of each kind."""
        kinds = [entry.kind for entry in self.members]
        return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def memberships(
    effective: Effective,
    policy: Policy = Policy(),  # noqa: B008 - a frozen value
    evidence: Evidence | None = None,
) -> dict[Pair, tuple[Span, ...]]:
    """The spans of every membership, from the events as they stand and a policy admits them."""
    acts: dict[Pair, list[Act]] = {}
    evidence = evidence or Evidence(effective)
    for one in effective:
        touched = act_of(one.position, one.event)
        if touched is None:
            continue
        admitted = evidence.admits(one, policy)
        if admitted is not False:
            pair, act = touched
            acts.setdefault(pair, []).append(attrs.evolve(act, sure=bool(admitted)))
    return {pair: found for pair, of in acts.items() if (found := spans(of))}


def roster(
    program: Program,
    on: date,
    found: Iterable[tuple[str, Span]],
    names: Names,
    *,
    kinds: Sequence[str] = (),
    status: str | None = None,
) -> Roster:
    """The roster of a program at the end of a day, from its participants' spans.

    ``kinds`` keeps only such participants; ``status`` asks for exactly that status instead of
    membership. The entries are in the order of names.
    """
    counting: frozenset[str | None] = frozenset((status,) if status else program.members)
    entries = []
    for participant, span in found:
        if not span.covers(on) or not span.statuses & counting:
            continue
        kind = names.kind(participant)
        if kinds and kind not in kinds:
            continue
        entries.append(_entry(participant, kind, span, counting, names))
    in_order = sorted(entries, key=lambda entry: (entry.name, entry.participant))
    return Roster(program, on, tuple(in_order))


def _entry(
    participant: str, kind: str, span: Span, counting: frozenset[str | None], names: Names
) -> Entry:
    """``status`` is the lowest of those counted that the participant may have."""
    status, since = next(pair for pair in span.since if pair[0] in counting)
    return Entry(
        participant=participant,
        name=names.title(participant),
        kind=kind,
        status=status,
        since=since,
        certainty=CERTAIN if span.statuses <= counting else POSSIBLE,
        because=span.because,
    )


JOINED, MAY_HAVE_JOINED, BECAME_CERTAIN = "joined", "may have joined", "became certain"
LEFT, MAY_HAVE_LEFT = "left", "may have left"
ROSE, FELL, REDATED = "rose", "fell", "redated"


@attrs.frozen
class Change:
    """How one participant's entry differs between two rosters; None: it is not on that one."""

    participant: str
    name: str
    kind: str
    before: Entry | None
    after: Entry | None

    @property
    def what(self) -> str:
        """One of the words above; certainty goes before status, and status before the date since
        when. A status falls only where one may have left and joined again."""
        before, after = self.before, self.after
        if after is None:
            return LEFT
        if before is None:
            return JOINED if after.certain else MAY_HAVE_JOINED
        if before.certain != after.certain:
            return BECAME_CERTAIN if after.certain else MAY_HAVE_LEFT
        if before.status == after.status:
            return REDATED
        return ROSE if STATUSES.index(after.status) > STATUSES.index(before.status) else FELL


def difference(before: Roster, after: Roster) -> tuple[Change, ...]:
    """Who joined, left or changed (status or certainty) from one roster to another."""
    old = {entry.participant: entry for entry in before.entries}
    new = {entry.participant: entry for entry in after.entries}
    changes = [
        change_of(new.get(one) or old[one], old.get(one), new.get(one))
        for one in old.keys() | new.keys()
        if _seen(old.get(one)) != _seen(new.get(one))
    ]
    return tuple(sorted(changes, key=lambda one: (one.what, one.name, one.participant)))


def change_of(either: Entry, before: Entry | None, after: Entry | None) -> Change:
    """The change from one entry to another, at least one of which there is."""
    return Change(either.participant, either.name, either.kind, before, after)


def _seen(entry: Entry | None) -> tuple[str, str, str] | None:
    return (entry.status, entry.since, entry.certainty) if entry else None


@attrs.frozen
class Comparison:
    """Some programs side by side on one date; ``shared`` has those that are on every roster,
    with one entry each, in the order of the rosters."""

    rosters: tuple[Roster, ...]
    shared: Mapping[str, tuple[Entry, ...]]


def comparison(rosters: Sequence[Roster]) -> Comparison:
    """Who is on each of some rosters."""
    by_program = [{entry.participant: entry for entry in one.entries} for one in rosters]
    everywhere = set(by_program[0]).intersection(*by_program[1:])
    shared = {one: tuple(entries[one] for entries in by_program) for one in everywhere}
    order = sorted(shared, key=lambda one: (shared[one][0].name, one))
    return Comparison(tuple(rosters), {one: shared[one] for one in order})
