"""Published claims about whole rosters against the rosters that the register computes.

A claim of a number is reproduced when the number lies between the certain members and all the
possible ones; a claim of a list when it has every certain member and none that is not possible.
Where a claim is not reproduced, other ways of counting are tried (`_Case.others`), and the first
by which it would be right is named: the reader decides whether the source had that in mind.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs

from ledger.dates import FIRST_DAY, LAST_DAY, Date, parse
from ledger.events import STATUSES, Claim
from ledger.names import Names
from ledger.said import joined, key, say
from projections.checks.recount import Spans, Spread, Tally, Way, day_before
from projections.effective import Effective
from projections.membership import Span


@attrs.frozen
class Found:
    """What the register has for a claim at the end of a day: how many at least and at most (for
    an ordinal, the ranks that its subject may have); which of the participants that the claim
    names it has not; and which it has beyond a list that should be whole."""

    day: date
    low: int
    high: int
    missing: tuple[str, ...]
    beyond: tuple[str, ...]


@attrs.frozen
class Verdict:
    """Whether the register reproduces a claim, what it has instead, and why, in one line."""

    position: int
    claim: Claim
    reproduced: bool
    found: Found
    explanation: str


def check_claims(effective: Effective, names: Names, spans: Spans) -> tuple[Verdict, ...]:
    """Return a verdict on each claim that stands, from the spans of `roster.memberships`."""
    spread = Spread(effective, spans)
    return tuple(
        _Case(one.event, names, spread).verdict(one.position)
        for one in effective
        if isinstance(one.event, Claim)
    )


class _Case:
    """One claim, held against the register."""

    def __init__(self, claim: Claim, names: Names, spread: Spread) -> None:
        self.claim, self.names, self.spread = claim, names, spread
        program = names.programs.get(claim.program)
        members = program.members if program else STATUSES[1:]
        self.way = Way(
            statuses=claim.statuses or members,
            kinds=claim.kinds,
            without=frozenset(claim.excluding),
            since=claim.since.earliest if claim.since else FIRST_DAY,
        )
        self.tally = self.count(self.way)

    def count(self, way: Way) -> Tally:
        return Tally(self.spread, self.names, self.claim.program, way)

    def verdict(self, position: int) -> Verdict:
        found = self.best(self.tally)
        parts = [*self.number_words(found), *self.list_words(found)]
        if self.gap(found):
            parts += self.other_words(found)
        return Verdict(position, self.claim, not self.gap(found), found, joined(parts, "; "))

    def best(self, tally: Tally) -> Found:
        """Return what a way of counting gives on the day that comes nearest to the claim."""
        on = self.claim.on
        within = {day for day in tally.changes() if on.earliest < day < on.latest}
        days = sorted({on.earliest, on.latest} | within)
        return min((self.found(tally, day) for day in days), key=self.gap)

    def found(self, tally: Tally, day: date) -> Found:
        claim = self.claim
        certain, possible = tally.on(day)
        low, high = self.ranks(tally) if claim.subject else (len(certain), len(possible))
        whole = bool(claim.members) and not claim.partial
        return Found(
            day=day,
            low=low,
            high=high,
            missing=tuple(one for one in claim.members if one not in possible),
            beyond=tuple(sorted(certain.difference(claim.members))) if whole else (),
        )

    def ranks(self, tally: Tally) -> tuple[int, int]:
        """Return the lowest and the highest rank that the last subject of the claim may have among
        those who joined; 0 when one of the subjects cannot have joined by then."""
        latest, subjects = self.claim.on.latest, set(self.claim.subject)
        begun = [one for subject in subjects if (one := tally.begun(subject, latest))]
        if len(begun) < len(subjects):
            return 0, 0
        last_first = max(one.first for one in begun)
        last_sure = max(min(one.sure or latest, latest) for one in begun)
        before, _ = tally.on(day_before(last_first))
        _, by_then = tally.on(last_sure)
        return len(before | subjects), len(by_then | subjects)

    def gap(self, found: Found) -> int:
        """Return how far the register is from the claim: 0 when it reproduces it."""
        return self.number_gap(found) + len(found.missing) + len(found.beyond)

    def number_gap(self, found: Found) -> int:
        count = self.claim.count
        if count is None:
            return 0
        too_many = 0 if self.claim.at_least else max(found.low - count, 0)
        return too_many + max(count - found.high, 0)

    def others(self) -> Iterator[tuple[str, Way]]:
        """Yield other ways to count, in the order in which they are tried, in words that complete
        "it would be right …". (Possible members need none: the range has them.)"""
        way = self.way
        kinds = {
            key("with participants of every kind"): (),
            key("with states only"): ("state",),
            key("with states and intergovernmental organisations"): ("state", "intergovernmental"),
        }
        for words, kept in kinds.items():
            yield say(words), attrs.evolve(way, kinds=kept)
        for words, statuses in {
            key("with signatories"): STATUSES[1:],
            key("with supporters"): STATUSES,
            key("with parties only"): STATUSES[2:],
        }.items():
            yield say(words), attrs.evolve(way, statuses=statuses)
        if day := self.came_out():
            published = say("by what had been published on {date}", date=day)
            yield published, attrs.evolve(way, published=day)
            recorded = say("by what the register said on {date}", date=day)
            yield recorded, attrs.evolve(way, recorded=day)
        yield say("a day before"), attrs.evolve(way, back=1)
        bodies = say("with the state of each body that joined")
        yield bodies, attrs.evolve(way, as_states=True)
        first = self.tally.first_to_join()
        several = say("{n} participants", n=len(first))
        who = self.list(sorted(first)) if len(first) <= 3 else several
        words = say("without the first to join ({whom})", whom=who)
        yield words, attrs.evolve(way, without=way.without | first)

    def came_out(self) -> date | None:
        """Return the last day on which the source of the claim can have come out, where it says."""
        source = self.spread.evidence.sources.get(self.claim.citation.source)
        published = source.published_on if source else None
        return published.latest if published and published.latest != LAST_DAY else None

    def number_words(self, found: Found) -> Iterator[str]:
        """Say what number the register has, and what the claim has where it is another."""
        claim, count = self.claim, self.claim.count
        if count is None:
            return
        several, whom = len(claim.subject) > 1, self.list(claim.subject)
        told: str
        if not claim.subject:
            told = say("the register has {n} on {date}", n=_range(found), date=found.day)
        elif found.high:
            last = key("the last of {whom} is number {n}")
            told = say(last if several else "{whom} is number {n}", whom=whom, n=_range(found))
        else:
            lacks = key("the register does not have {whom} by {date}")
            all_ = key("the register does not have all of {whom} by {date}")
            yield say(all_ if several else lacks, whom=whom, date=claim.on.latest)
            return
        if self.number_gap(found):
            least = key("{told}, not {n} or more")
            told = say(least if claim.at_least else "{told}, not {n}", told=told, n=count)
        yield told

    def list_words(self, found: Found) -> Iterator[str]:
        """Say what the register has of the participants that the claim names."""
        named = len(self.claim.members)
        if named and not found.missing and not found.beyond:
            whole = key("the list of {n} agrees")
            yield say("all {n} named are in" if self.claim.partial else whole, n=named)
        if found.missing:
            lacks = ((one, self.why(one, found.day)) for one in found.missing)
            yield say("the register lacks {whom}", whom=self.each(lacks))
        if found.beyond:
            has = ((one, self.since(one, found.day)) for one in found.beyond)
            yield say("the register has {whom} besides", whom=self.each(has))

    def other_words(self, found: Found) -> Iterator[str]:
        """Yield the first other way of counting by which the claim would be right; else the first
        by which it could be; else the nearest one, when only the number is at stake."""
        nearest, by = found, ""
        for words, way in self.others():
            other = self.best(self.count(way))
            if not self.gap(other) and other.low == other.high:
                yield say("it would be right {how}", how=words)
                return
            if self.gap(other) < self.gap(nearest):
                nearest, by = other, words
        if not self.gap(nearest):
            yield say("it could be right {how}", how=by)
        elif by and not self.claim.members:
            yield say("the nearest is {n} {how}", n=_range(nearest), how=by)

    def why(self, participant: str, day: date) -> str:
        """Return why one who is named as a member is none by the register on a day."""
        spans = self.spans(participant)
        now = _covering(spans, day)
        later = next((span for span in spans if span.start > day), None)
        if now:
            counts = now.as_member(set(self.way.statuses))
            only = say("only a {status}", status=say(now.since[-1][0]))
            return say("not counted") if counts else only
        if later:
            return say("from {date}", date=parse(later.since[0][1]))
        if spans:
            return say("until {date}", date=spans[-1].end)
        bodies = sorted(self.names.bodies_of(participant))
        within = [body for body in bodies if _covering(self.spans(body), day)]
        only = say("only {whom}", whom=self.list(within))
        return only if within else say("no act on file")

    def since(self, participant: str, day: date) -> Date:
        """Return since when a member is one, as the source of its joining has it."""
        spans = (span for span in self.spans(participant) if span.covers(day))
        texts = (
            text for span in spans for status, text in span.since if status in self.way.statuses
        )
        return parse(next(texts))

    def spans(self, participant: str) -> Sequence[Span]:
        return self.spread.spans(self.claim.program, self.way).get(participant, ())

    def list(self, participants: Iterable[str]) -> str:
        return joined(map(self.names.title, participants))

    def each(self, told: Iterable[tuple[str, object]]) -> str:
        """Return participants in a row, each with what is told of it."""
        return joined(
            say("{whom} ({told})", whom=self.names.title(one), told=words) for one, words in told
        )


def _covering(spans: Iterable[Span], day: date) -> Span | None:
    return next((span for span in spans if span.covers(day)), None)


def _range(found: Found) -> str:
    low, high = found.low, found.high
    return str(low) if low == high else say("{low} to {high}", low=low, high=high)
