"""All that is on file about one membership, as known at every position at once: the events that
bear on it, how each read from which position on, what was cited for and against it in which, and
what the audit said of it then.

An event that n others are about has n readings, citations or steps in all, not n of each at each of
n positions: what comes and goes has the positions from which and up to which it holds.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ledger.events import Act, Citation, Claim, Correction, Happening, Recorded, World
from projections.acts import taken_back
from projections.audit import of_record
from projections.concerns import concerns
from projections.effective import Effective, Standing
from projections.evidence import SUPPORTS, Support, attested, cited, counts_in
from projections.marks import DISPUTED, contested, gives_another_day
from projections.membership import Pair
from projections.possible import Days
from projections.steps import Step, steps
from projections.verdicts import Verdict

_Key = tuple[int, int, int]  # the place of a citation among those of an event
_OWN, _ATTESTED, _CORRECTED, _COUNTED = range(4)


@attrs.frozen
class Reading:
    """How an event read from a position on (as it was recorded, when it was retracted). Its
    verdict is kept where it hangs on the record alone; elsewhere it is None, and hangs on the day
    too, and that on an act on the source policy. ``disputed`` has what of it something cited speaks
    against, in the words of `DISPUTED`; ``revoked`` the first and the last day from which on it may
    have no effect, where it is no act."""

    known: int
    event: World
    verdict: Verdict | None
    disputed: tuple[str, ...]
    revoked: Days | None = None


@attrs.frozen
class Cited:
    """A citation for or against an event at the positions from ``since`` up to, not including,
    ``until`` (None: it still is), by the event at ``position``. ``differs`` says whether it gives
    a date that cannot be the same, ``against`` what of the event it speaks against, if it does;
    ``fields`` and ``former`` are as in `Support`."""

    since: int
    until: int | None
    position: int
    stance: str
    citation: Citation
    fields: tuple[str, ...]
    former: tuple[str, ...]
    differs: bool
    against: str | None


@attrs.frozen
class Paper:
    """An event that bears on a membership: its readings; what was ever cited for and against it,
    in the order of an audit; and every step of its record, void or not as it is today."""

    recorded: Recorded
    readings: tuple[Reading, ...]
    cited: tuple[Cited, ...]
    steps: tuple[Step, ...]


def dossier(records: Sequence[Recorded], pair: Pair) -> tuple[Paper, ...]:
    """Return each event that bears on a membership, from all records that bear on it."""
    file = _File(pair)
    for recorded in records:
        file.apply(recorded)
    return tuple(file.papers())


class _File:
    """The events of the world so far, and the claims that count a participant in."""

    def __init__(self, pair: Pair) -> None:
        self.pair, self.state = pair, Effective()
        self._claims: dict[int, Claim] = {}  # those that stand
        self._events: dict[int, _Event] = {}

    def apply(self, recorded: Recorded) -> None:
        """Take in the next record, in the order of the ledger."""
        way, position = [*self.state.apply(recorded).way(recorded)], recorded.position
        root = next((one for one in way if isinstance(one.event, Happening)), way[-1])
        attested = self.state.attestation(recorded)
        if isinstance(root.event, Claim):
            self._claim(root.position, position)
        elif isinstance(root.event, Happening):
            event = self._events.get(root.position) or self._new(root)
            if attested:
                self._attest(event, attested, position)
            else:
                self._read(event, position)
            event.turn(position)
            if event.revokes:
                self._revoke(event.revokes)
                event.revokes.turn(position)

    def _new(self, recorded: Recorded) -> "_Event":
        event = self._events[recorded.position] = _Event(recorded)
        target = self.state.target(recorded)
        if target and target.position in self._events:
            event.revokes = self._events[target.position]
            event.revokes.revocations.append(event)
        return event

    def papers(self) -> Iterator[Paper]:
        for event in self._events.values():
            if event.concerned:
                found = tuple(steps(event.recorded, self.state.about))
                yield Paper(event.recorded, tuple(event.readings), event.all_cited(), found)

    def _read(self, event: "_Event", known: int) -> None:
        """Take in how an event reads now."""
        position, before = event.recorded.position, event.reads
        standing = self.state.standing(position)
        event.concerned = event.concerned or (
            event.revokes.concerned
            if event.revokes
            else concerns(self.state.reading(position), self.pair)
        )
        reason = of_record(self.state, position, self.pair, event.concerned)
        event.verdict = Verdict(reason) if reason else None
        reads = standing.event if standing else event.recorded.event
        assert isinstance(reads, Happening)
        shown = standing or Standing(event.recorded, reads)
        event.read(reads, self._keyed(event, cited(self.state, shown)), known)
        if before is None or _whose(before) != _whose(reads):
            for place, claim in self._claims.items():
                event.count(place, claim, known)
        self._revoke(event)
        for one in event.revocations:
            self._read(one, known)
            one.turn(known)

    def _revoke(self, event: "_Event") -> None:
        """Take in from when on an event may be revoked, where its verdict does not hang on the
        source policy."""
        if not isinstance(event.reads, Act):
            standing = self.state.standing(event.recorded.position)
            event.revoked = taken_back(self.state, standing) if standing else None

    def _keyed(self, event: "_Event", supports: Iterable[Support]) -> dict[_Key, Support]:
        """Return what is cited with an event, or with what was recorded about it, each in its
        place."""
        found: dict[_Key, Support] = {}
        places: Counter[int] = Counter()
        for one in supports:
            sort = _OWN
            if one.position != event.recorded.position:
                of = self.state.records[one.position].event
                sort = _CORRECTED if isinstance(of, Correction) else _ATTESTED
            found[sort, one.position, places[one.position]] = one
            places[one.position] += 1
        return found

    def _attest(self, event: "_Event", attestation: Recorded, known: int) -> None:
        if attestation.event.event != event.recorded.id:  # type: ignore[union-attr]
            return  # it is about a correction or the like
        if attestation.position == known:
            found = attested(self.state, attestation)
            event.cite((_ATTESTED, attestation.position, 0), found, known)
        else:  # whether it stands is what changed, and it may be older than a correction
            self._read(event, known)

    def _claim(self, place: int, known: int) -> None:
        standing = self.state.standing(place)
        self._claims.pop(place, None)
        claim = standing.event if standing else None
        if isinstance(claim, Claim):
            self._claims[place] = claim
        for event in self._events.values():
            event.count(place, claim, known)
            event.turn(known)


def _whose(event: World) -> tuple[object, ...]:
    """Return that by which claims count for an event."""
    program, participant = getattr(event, "program", None), getattr(event, "participant", None)
    return program, participant, event.occurred_on


class _Event:
    """One event, as one record after another says something of it."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.reads: World | None = None
        self.concerned, self.verdict = False, None  # type: tuple[bool, Verdict | None]
        self.revokes: _Event | None = None  # where it is a revocation
        self.revocations: list[_Event] = []
        self.revoked: Days | None = None
        self.readings: list[Reading] = []
        self._now: dict[_Key, Cited] = {}
        self._past: list[tuple[_Key, Cited]] = []
        self._against: Counter[str] = Counter()

    def read(self, event: World, supports: Mapping[_Key, Support], known: int) -> None:
        """Take in how it reads, and what is cited with it or with what was recorded about it."""
        self.reads = event
        for key in [key for key in self._now if key[0] != _COUNTED and key not in supports]:
            self.cite(key, None, known)
        for key, one in supports.items():
            self.cite(key, one, known)

    def count(self, place: int, claim: object, known: int) -> None:
        """Take in the claim at a place, if it counts for the event; what is no claim does not."""
        counts = isinstance(claim, Claim) and self.reads and counts_in(claim, self.reads)
        found = Support(place, SUPPORTS, claim.citation) if counts else None  # type: ignore[attr-defined]
        self.cite((_COUNTED, place, 0), found, known)

    def cite(self, key: _Key, found: Support | None, known: int) -> None:
        """Let something be cited from a position on, or (None) no more."""
        before, now = self._now.get(key), None
        if found and self.reads:
            now = Cited(
                since=known,
                until=None,
                position=found.position,
                stance=found.stance,
                citation=found.citation,
                fields=found.fields,
                former=found.former,
                differs=gives_another_day(found, self.reads),
                against=None if key[0] == _COUNTED else contested(found, self.reads),
            )
        if before and now and attrs.evolve(now, since=before.since) == before:
            return
        if before:
            del self._now[key]
            self._against[before.against or ""] -= 1
            if before.since < known:
                self._past.append((key, attrs.evolve(before, until=known)))
        if now:
            self._now[key] = now
            self._against[now.against or ""] += 1

    def turn(self, known: int) -> None:
        """Keep how it reads from a position on, where that is new."""
        assert self.reads is not None
        disputed = tuple(kind for kind in DISPUTED if self._against[kind])
        now = Reading(known, self.reads, self.verdict, disputed, self.revoked)
        last = self.readings[-1] if self.readings else None
        if last is None or attrs.evolve(last, known=known) != now:
            self.readings.append(now)

    def all_cited(self) -> tuple[Cited, ...]:
        """Return what was ever cited, in the order of an audit."""
        every = sorted((*self._past, *self._now.items()), key=lambda one: (one[0], one[1].since))
        return tuple(cited for _, cited in every)
