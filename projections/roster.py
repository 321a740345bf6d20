"""A program's roster on a date, the difference of two rosters, programs compared, and who is in
which of some programs at once.

A roster is read off membership spans, whether they were folded just now or kept in tables. Who
is a member for certain, and who possibly, is said by `Span.as_member`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date

import attrs

from ledger.events import Program
from ledger.names import Names, now_called
from projections.acts import acts_by_pair, programs_in
from projections.effective import Effective
from projections.evidence import Evidence, Policy
from projections.lives import Lives
from projections.marks import Mark
from projections.membership import CERTAIN, Pair, Span, spans


@attrs.frozen
class Entry:
    """One participant on a roster: its status, how certain, and the positions of the events
    behind it.

    ``name`` is that of today, ``name_then`` that of the day of the roster.
    ``since`` is the date of the act by which it is a member, ``status_since`` that of the act
    that gave the status; they are the same where it rose to no higher one since, and where the
    status is none of a member. ``rank`` is the place of the status in the program's ladder.
    ``marks`` say what else is to be known of these events, as that sources disagree over one.
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

    def __str__(self) -> str:
        """Return the status and since when: "party since 2024-07-18, member since 2021-03-09"."""
        joined = "" if self.since == self.status_since else f", member since {self.since}"
        return f"{self.status} since {self.status_since}{joined}"


@attrs.frozen
class Roster:
    """The memberships of one program at the end of a day; where a ``status`` was asked for, who
    has exactly that."""

    program: Program
    on: date
    entries: tuple[Entry, ...]
    status: str | None = None

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
) -> dict[Pair, tuple[Span, ...]]:
    """Return the spans of every membership, from the events as they stand and a policy admits them,
    within the lives of its program and its participant."""
    lives = Lives.of(effective)
    programs = {one.id: one for one in programs_in(effective)}
    found = {}
    for (program, participant), of in spans_by_pair(effective, policy, evidence).items():
        own = ((participant, span) for span in of)
        kept = lives.within(programs[program], own) if program in programs else own
        if alive := tuple([span for _, span in kept]):
            found[program, participant] = alive
    return found


def spans_by_pair(
    effective: Effective,
    policy: Policy = Policy(),  # noqa: B008 - a frozen value
    evidence: Evidence | None = None,
) -> dict[Pair, tuple[Span, ...]]:
    """Return the spans of every membership as they follow from its acts alone, which is what the
    kept tables hold."""
    acts = acts_by_pair(effective, policy, evidence)
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
    """Return the roster of a program at the end of a day, from its participants' spans.

    ``kinds`` keeps only such participants; ``status`` asks for exactly that status instead of
    membership. The entries are in the order of names.
    """
    counting = frozenset((status,) if status else program.members)
    entries = (
        _entry(program, participant, span, counting, names, on)
        for participant, span in found
        if span.covers(on) and (not kinds or names.kind(participant) in kinds)
    )
    in_order = sorted(filter(None, entries), key=lambda entry: (entry.name, entry.participant))
    return Roster(program, on, tuple(in_order), status)


def marked(found: Roster, marks: Mapping[int, Sequence[Mark]]) -> Roster:
    """Return the roster with the marks of the acts behind each entry, which are given by
    position."""
    if not marks:
        return found
    entries = [
        attrs.evolve(
            entry, marks=tuple(one for position in entry.because for one in marks.get(position, ()))
        )
        for entry in found.entries
    ]
    return attrs.evolve(found, entries=tuple(entries))


def _entry(
    program: Program, participant: str, span: Span, counting: Set[str], names: Names, on: date
) -> Entry | None:
    """Return the entry of a participant in the days of a span; None where that is no membership.
    Its ``status`` is the lowest of those counted that the participant may have."""
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


# what changed in the world, from one day to another
JOINED, MAY_HAVE_JOINED, BECAME_CERTAIN = "joined", "may have joined", "became certain"
LEFT, MAY_HAVE_LEFT = "left", "may have left"
ROSE, FELL, REDATED = "rose", "fell", "redated"
# what the register says of one day, from one of its positions to another
NEWLY, NO_LONGER, NO_LONGER_CERTAIN = "newly on file", "no longer on file", "no longer certain"
MOVED, UNCOUNTED, NOT_LEFT = "moved", "no longer counts", "no longer left"
HIGHER, LOWER = "higher on file", "lower on file"

Spans = Mapping[str, Sequence[Span]]  # by participant


@attrs.frozen
class Change:
    """The difference of one participant's entry between two rosters (None: it is not on that one),
    and in one of the words above what that comes to."""

    participant: str
    name: str
    kind: str
    before: Entry | None
    after: Entry | None
    what: str

    @property
    def called(self) -> str:
        """The name on the day of the later entry, and today's beside it."""
        either = self.after or self.before
        return either.called if either else self.name


def difference(
    before: Roster,
    after: Roster,
    ended: Callable[[str], str | None] = lambda _: None,
) -> tuple[Change, ...]:
    """Return who joined, left or changed from one day to another, as known at one position.

    ``ended`` gives what ended with the membership of a participant that is on the roster no more
    (`Lives.ended_on`); None: it left.
    """
    return _in_order(
        change_of(either, old, new, None if new else ended(either.participant))
        for either, old, new in _pairs(before, after)
    )


def revision(before: Roster, after: Roster, then: Spans, now: Spans) -> tuple[Change, ...]:
    """Return what the register says otherwise of one day than it did at another position.

    ``then`` and ``now`` are all spans of the program as known at the two positions: they tell one
    who left from one of whom nothing is on file any more.
    """
    found = []
    for either, old, new in _pairs(before, after):
        one = either.participant
        was, is_ = _whereabouts(one, then, before), _whereabouts(one, now, after)
        known = {position for span in then.get(one, ()) for position in span.because}
        what = _what_on_file(old, new, was, is_, known)
        found.append(Change(one, either.name, either.kind, old, new, what))
    return _in_order(found)


def _pairs(before: Roster, after: Roster) -> Iterator[tuple[Entry, Entry | None, Entry | None]]:
    """Yield the two entries of each participant that has not the same on both rosters, behind one
    that there is."""
    old = {entry.participant: entry for entry in before.entries}
    new = {entry.participant: entry for entry in after.entries}
    for one in old.keys() | new.keys():
        if _seen(old.get(one)) != _seen(new.get(one)):
            yield new.get(one) or old[one], old.get(one), new.get(one)


def _in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda one: (one.what, one.name, one.participant)))


def change_of(
    either: Entry, before: Entry | None, after: Entry | None, ended: str | None = None
) -> Change:
    """Return the change in the world from one entry to another, at least one of which there is;
    ``ended`` is what ended with the membership, where it did not end by leaving."""
    what = ended or _what(before, after)
    return Change(either.participant, either.name, either.kind, before, after, what)


def _what(before: Entry | None, after: Entry | None) -> str:
    """Return the word for what changed. Certainty goes before status, and status before the date
    since when. A status falls where some of it was taken back, or one may have left and joined
    again."""
    if after is None:
        return LEFT
    if before is None:
        return JOINED if after.certain else MAY_HAVE_JOINED
    if before.certain != after.certain:
        return BECAME_CERTAIN if after.certain else MAY_HAVE_LEFT
    if before.status == after.status:
        return REDATED
    return ROSE if _rose(before, after) else FELL


def _what_on_file(
    before: Entry | None, after: Entry | None, was: str, is_: str, known: Set[int]
) -> str:
    """Return the word for what the register says otherwise. ``was`` and ``is_`` say why a
    participant is not on the roster; ``known`` are the acts that were on file before."""
    if after is None:
        return is_
    if before is None:
        if was == LEFT and known >= set(after.because):
            return NOT_LEFT
        return MOVED if was == MOVED else NEWLY
    if before.certain != after.certain:
        return BECAME_CERTAIN if after.certain else NO_LONGER_CERTAIN
    if before.status == after.status:
        return MOVED
    return HIGHER if _rose(before, after) else LOWER


def _rose(before: Entry, after: Entry) -> bool:
    return after.rank > before.rank


def _whereabouts(participant: str, found: Spans, on: Roster) -> str:
    """Return why a participant is not on a roster: it has a status that does not count, it left, it
    joins later by the dates on file, or nothing is on file."""
    spans = found.get(participant, ())
    members = frozenset(on.program.members)
    counting = [span for span in spans if span.as_member(members)]
    if any(span.covers(on.on) for span in spans):
        return UNCOUNTED
    if any(span.start <= on.on for span in counting):
        return LEFT
    return MOVED if counting else NO_LONGER


def _seen(entry: Entry | None) -> tuple[str, ...] | None:
    return (entry.status, entry.since, entry.status_since, entry.certainty) if entry else None


@attrs.frozen
class Comparison:
    """Some programs side by side on one date; ``shared`` has those that are on every roster,
    with one entry each, in the order of the rosters."""

    rosters: tuple[Roster, ...]
    shared: Mapping[str, tuple[Entry, ...]]


def comparison(rosters: Sequence[Roster]) -> Comparison:
    """Return who is on each of some rosters, in the order of names."""
    found = {one.participant: tuple(filter(None, one.entries)) for one in belongings(rosters)}
    shared = {one: entries for one, entries in found.items() if len(entries) == len(rosters)}
    return Comparison(tuple(rosters), shared)


@attrs.frozen
class Belonging:
    """One participant, and its entries in the order of the rosters; None: it is not on that one."""

    participant: str
    name: str
    kind: str
    entries: tuple[Entry | None, ...]

    @property
    def within(self) -> tuple[int, ...]:
        """The places of the rosters that it is on."""
        return tuple(place for place, entry in enumerate(self.entries) if entry)

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
