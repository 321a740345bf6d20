"""A program's roster on a date, programs compared, and who is in which of some programs at once.

A roster is read off membership spans, whether they were folded just now or kept in tables. Who
is a member for certain, and who possibly, is said by `Span.as_member`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from typing import NamedTuple

import attrs

from ledger.events import Program
from ledger.names import Names, now_called
from projections.acts import acts_by_pair, programs_in
from projections.effective import Effective
from projections.evidence import Evidence, Policy
from projections.lives import Lives
from projections.marks import Mark
from projections.membership import CERTAIN, Pair, Span, spans
from projections.side_marks import PROVISIONAL, SideMark


@attrs.frozen
class Entry:
    """One participant on a roster: its status, how certain, and the positions of the events
    behind it.

    ``name`` is that of today, ``name_then`` that of the day of the roster.
    ``since`` is the date of the act by which it is a member, ``status_since`` that of the act
    that gave the status; they are the same where it rose to no higher one since, and where the
    status is none of a member. ``rank`` is the place of the status in the program's ladder.
    ``marks`` say what else is to be known: that it is suspended, that an exit is coming, that
    sources disagree over one of these events.
    """

    participant: str
    name: str
    name_then: str
    kind: str
    status: str
    since: str
    status_since: str
    certainty: str
    because: tuple[int, ...]
    rank: int = attrs.field(default=0, eq=False)
    marks: tuple[Mark, ...] = ()

    @property
    def certain(self) -> bool:
        return self.certainty == CERTAIN

    @property
    def called(self) -> str:
        """The name on the day, and today's beside it where that is another."""
        return now_called(self.name_then, self.name)

    @property
    def beside(self) -> tuple[Mark, ...]:
        """Return what stands beside its status, whatever its sources say."""
        return tuple(one for one in self.marks if not one.disputes)

    def __str__(self) -> str:
        """Return the status and since when: "party since 2024-07-18, member since 2021-03-09"."""
        joined = "" if self.since == self.status_since else f", member since {self.since}"
        return f"{self.status} since {self.status_since}{joined}"


class Whom(NamedTuple):
    """Those who are asked about: participants of some ``kinds``, in some ``regions`` of UN M49;
    where neither is given, all."""

    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def includes(self, participant: str, names: Names) -> bool:
        """Return whether a participant is among them."""
        if self.kinds and names.kind(participant) not in self.kinds:
            return False
        return not self.regions or any(names.lies_in(participant, one) for one in self.regions)

    def __str__(self) -> str:
        """Return them in words: "state or agency in Africa"."""
        where = f"in {' or '.join(self.regions)}" if self.regions else ""
        return " ".join(filter(None, (" or ".join(self.kinds), where)))


EVERYBODY = Whom()


class Roster(NamedTuple):
    """The memberships of one program at the end of a day; of those in ``whom`` alone, and where a
    ``status`` was asked for, who has exactly that."""

    program: Program
    on: date
    entries: tuple[Entry, ...]
    status: str | None = None
    whom: Whom = EVERYBODY

    @property
    def of_members(self) -> bool:
        """Whether those on it are members: not where a status was asked for that does not count
        as membership in the program."""
        return self.status is None or self.status in self.program.members

    @property
    def members(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.certain and self.of_members)

    @property
    def possible(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if not entry.certain and self.of_members)

    @property
    def others(self) -> tuple[Entry, ...]:
        """Return those who have the status that was asked for, or may have it, and are no
        members."""
        return () if self.of_members else self.entries

    @property
    def acts(self) -> frozenset[int]:
        """The positions of the events behind its entries."""
        return frozenset(position for entry in self.entries for position in entry.because)

    def by_kind(self) -> dict[str, int]:
        """Return how many of each kind are on it for certain."""
        kinds = [entry.kind for entry in self.entries if entry.certain]
        return {kind: kinds.count(kind) for kind in sorted(set(kinds))}


def memberships(
    effective: Effective,
    policy: Policy = Policy(),  # noqa: B008 - a frozen value
    evidence: Evidence | None = None,
    program: str | None = None,
) -> dict[Pair, tuple[Span, ...]]:
    """Return the spans of every membership, or of those in one program, from the events as they
    stand and a policy admits them, within the lives of its program and its participant."""
    lives = Lives.of(effective)
    programs = {one.id: one for one in programs_in(effective)}
    found = {}
    for (joined, participant), of in spans_by_pair(effective, policy, evidence, program).items():
        own = ((participant, span) for span in of)
        kept = lives.within(programs[joined], own) if joined in programs else own
        if alive := tuple([span for _, span in kept]):
            found[joined, participant] = alive
    return found


def spans_by_pair(
    effective: Effective,
    policy: Policy = Policy(),  # noqa: B008 - a frozen value
    evidence: Evidence | None = None,
    program: str | None = None,
) -> dict[Pair, tuple[Span, ...]]:
    """Return the spans of every membership, or of those in one program, as they follow from its
    acts alone, which is what the kept tables hold."""
    acts = acts_by_pair(effective, policy, evidence, program)
    return {pair: found for pair, of in acts.items() if (found := spans(of))}


def roster(
    program: Program,
    on: date,
    found: Iterable[tuple[str, Span]],
    names: Names,
    *,
    whom: Whom = EVERYBODY,
    status: str | None = None,
) -> Roster:
    """Return the roster of a program at the end of a day, from its participants' spans.

    ``whom`` keeps only such participants; ``status`` asks for exactly that status instead of
    membership. The entries are in the order of names.
    """
    counting = frozenset((status,) if status else program.members)
    entries = (
        entry_of(program, participant, span, counting, names, on)
        for participant, span in found
        if span.covers(on) and whom.includes(participant, names)
    )
    in_order = sorted(filter(None, entries), key=lambda entry: (entry.name, entry.participant))
    return Roster(program, on, tuple(in_order), status, whom)


def marked(
    found: Roster, marks: Mapping[int, Sequence[Mark]], beside: Iterable[SideMark] = ()
) -> Roster:
    """Return the roster with the marks beside each entry on its day, and those of the acts behind
    it, which are given by position."""
    on: dict[str, list[Mark]] = {}
    for one in beside:
        if mark := one.on(found.on):
            on.setdefault(one.participant, []).append(mark)
    if not marks and not on:
        return found
    entries = (with_marks(entry, marks, on.get(entry.participant, ())) for entry in found.entries)
    return found._replace(entries=tuple(entries))


def with_marks(entry: Entry, marks: Mapping[int, Sequence[Mark]], beside: Iterable[Mark]) -> Entry:
    """Return an entry with what stands beside its participant on its day, and the marks of the acts
    behind it, which are given by position."""
    found = (*_beside(entry, beside), *_behind(entry, marks))
    return attrs.evolve(entry, marks=found) if found else entry


def _beside(entry: Entry, marks: Iterable[Mark]) -> Iterator[Mark]:
    """Yield what stands beside an entry: a party for certain applies nothing provisionally any more
    (VCLT art. 25 (1))."""
    party = entry.certain and entry.status == "party"
    for one in marks:
        if not (party and one.kind == PROVISIONAL):
            yield one


def _behind(entry: Entry, marks: Mapping[int, Sequence[Mark]]) -> Iterator[Mark]:
    for position in entry.because:
        yield from marks.get(position, ())


def entry_of(
    program: Program, participant: str, span: Span, counting: Set[str], names: Names, on: date
) -> Entry | None:
    """Return the entry of a participant on a day of a span, where some statuses count as
    membership; None where the span is none. Its ``status`` is the lowest of those counted that the
    participant may have."""
    certainty = span.as_member(counting)
    if certainty is None:
        return None
    dates = dict(span.since)
    status = next(one for one in dates if one in span.statuses and one in counting)
    joined = next(one for one in dates if one in program.members or one == status)
    return Entry(
        participant=participant,
        name=names.title(participant),
        name_then=names.title(participant, on),
        kind=names.kind(participant),
        status=status,
        since=dates[joined],
        status_since=dates[status],
        certainty=certainty,
        because=span.because,
        rank=program.ladder.index(status),
    )


class Comparison(NamedTuple):
    """Some programs side by side on one date; ``shared`` has those that are on every roster,
    with one entry each, in the order of the rosters."""

    rosters: tuple[Roster, ...]
    shared: Mapping[str, tuple[Entry, ...]]


def comparison(rosters: Sequence[Roster]) -> Comparison:
    """Return who is on each of some rosters, in the order of names."""
    found = {one.participant: tuple(filter(None, one.entries)) for one in belongings(rosters)}
    shared = {one: entries for one, entries in found.items() if len(entries) == len(rosters)}
    return Comparison(tuple(rosters), shared)


class Belonging(NamedTuple):
    """One participant, and its entries in the order of the rosters; None: it is not on that one."""

    participant: str
    name: str
    kind: str
    entries: tuple[Entry | None, ...]

    @property
    def within(self) -> dict[int, Entry]:
        """The entries that it has, by the places of the rosters that it is on."""
        return {place: entry for place, entry in enumerate(self.entries) if entry}

    @property
    def called(self) -> str:
        """The name on the day of the rosters, and today's beside it."""
        return next((one.called for one in self.entries if one), self.name)

    @property
    def certain(self) -> bool:
        """Whether it is for certain on each roster that it may be on."""
        return all(entry.certain for entry in self.entries if entry)


def belongings(rosters: Sequence[Roster]) -> tuple[Belonging, ...]:
    """Return everybody on one of some rosters at least, in the order of names."""
    places = [{entry.participant: entry for entry in one.entries} for one in rosters]
    someone = {participant: entry for place in places for participant, entry in place.items()}
    found = (
        Belonging(participant, one.name, one.kind, tuple(at.get(participant) for at in places))
        for participant, one in someone.items()
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.participant)))
