"""What differs between two rosters of one program: in the world, from one day to another; or on
file, of one day, from one position of the ledger to another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial

import attrs

from projections.marks import Mark
from projections.membership import Span
from projections.roster import Entry, Roster

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

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is to be known of it: the marks of the later entry, and of the earlier one that
        sources disagree, and what stands beside it no longer."""
        before = self.before.marks if self.before else ()
        now = self.after.marks if self.after else ()
        gone = (one for one in before if one.disputes or self.after)
        return tuple(dict.fromkeys((*now, *gone)))


def difference(
    before: Roster,
    after: Roster,
    how: Callable[[str, bool], str | None] = lambda _, __: None,
) -> tuple[Change, ...]:
    """Return who joined, left or changed from one day to another, as known at one position.

    ``how`` gives, for a participant that is on the roster for certain and was not (True), or no
    more, the word for how that came about (`ways`); None: it joined, or left.
    """
    return _in_order(
        change_of(either, old, new, partial(how, either.participant))
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
    either: Entry,
    before: Entry | None,
    after: Entry | None,
    how: Callable[[bool], str | None] = lambda _: None,
) -> Change:
    """Return the change in the world from one entry to another, at least one of which there is, and
    which differ; ``how`` is as in `difference`, of this participant."""
    what = _what(before, after)
    if what in (JOINED, LEFT):
        what = how(what == JOINED) or what
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
        return _beside_since(before, after) if _dates(before) == _dates(after) else REDATED
    return ROSE if _rose(before, after) else FELL


def _dates(entry: Entry) -> tuple[str, str]:
    return entry.since, entry.status_since


def _beside_since(before: Entry, after: Entry) -> str:
    """Return what came beside a status that is the same, or else what stands there no longer."""
    new = [one.what for one in after.beside if one not in before.beside]
    gone = [one.what for one in before.beside if one not in after.beside]
    return new[0] if new else f"no longer {gone[0]}"


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
        return _beside_since(before, after) if _dates(before) == _dates(after) else MOVED
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


def _seen(entry: Entry | None) -> tuple[object, ...] | None:
    return (entry.status, *_dates(entry), entry.certainty, entry.beside) if entry else None
