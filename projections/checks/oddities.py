"""Find what is odd in the register: it may be so in the world, or an entry may be missing or wrong.

Each function looks for one kind of oddity, and yields the position of the event that an editor
would look at first, with what is odd about it. Nothing here is refused by the ledger.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from heapq import heappop, heappush, nlargest
from operator import attrgetter

from ledger import events, states
from ledger.dates import LAST_DAY
from ledger.events import (
    Happening,
    Participant,
    Retraction,
    Signing,
    Source,
    Withdrawal,
    World,
    type_of,
)
from ledger.names import Names
from projections.acts import acts_by_pair
from projections.checks.recount import day_before
from projections.effective import Effective, Standing
from projections.evidence import Evidence
from projections.membership import Pair
from projections.possible import Act, AsDaysPass, Moment, in_force, possible_statuses
from projections.sentences import LEFT

Problem = tuple[int, str]
BINDS = frozenset({"bound", "party"})  # the statuses of one who consented to be bound


class Register:
    """The events as they stand, with what several checks look up in them."""

    def __init__(self, effective: Effective, names: Names) -> None:
        self.effective, self.names = effective, names

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.effective)

    @cached_property
    def happenings(self) -> list[tuple[Standing, World]]:
        """The events of the world."""
        return [(one, one.event) for one in self.effective if isinstance(one.event, Happening)]

    @cached_property
    def acts(self) -> dict[Pair, list[Act]]:
        """The acts of each membership."""
        return acts_by_pair(self.effective, evidence=self.evidence)

    def retracted_before(self, standing: Standing) -> int | None:
        """Return the position of what had retracted the event that a record is about when it was
        recorded; None if nothing had."""
        target = self.effective.target(standing.recorded)
        first = self._retracted.get(target.position) if target else None
        return first if first and first < standing.position else None

    def left(self, position: int) -> str:
        """Return what the participant of the withdrawal at a position did, or what was done to it:
        "withdrew", "was expelled"."""
        standing = self.effective.standing(position)
        event = standing.event if standing else None
        return LEFT[event.action if isinstance(event, Withdrawal) else "withdrawal"][0]

    @cached_property
    def _retracted(self) -> dict[int, int]:
        """The first retraction that stands of each event that has one."""
        found: dict[int, int] = {}
        for one in self.effective:
            target = self.effective.target(one.recorded)
            if target and isinstance(one.event, Retraction):
                found.setdefault(target.position, one.position)
        return found


def withdrawals_of_nobody(register: Register) -> Iterator[Problem]:
    """Yield a withdrawal by one who was in no way in then."""
    for acts in register.acts.values():
        nobody = set(_nobody_in(acts))
        joins = [act for act in acts if act.status]
        first = min(joins, key=lambda act: act.earliest, default=None)
        for act in acts if nobody else ():
            if act.position in nobody:
                left = register.left(act.position)
                yield act.position, f"it {left}, and {_why_not_in(act, first)}"


def _nobody_in(acts: Sequence[Act]) -> Iterator[int]:
    """Yield the position of each withdrawal by one who, but for it, has no status at the end of the
    last day on which it can have happened: by then no joining can have followed all other
    withdrawals. All acts are sure. Where one was revoked, or let a status remain, each is asked for
    itself."""
    leaves = sorted((act for act in acts if not act.status), key=attrgetter("latest"))
    if any(act.revoked or (act.ends and act.status) for act in acts):
        passing = AsDaysPass(acts)
        for act in leaves:
            others = [one for one in passing.on(act.latest) if one is not act]
            if possible_statuses(others, act.latest) == {None}:
                yield act.position
        return
    joins = deque(sorted((act for act in acts if act.status), key=attrgetter("earliest")))
    ended = deque(act for act in leaves if act.latest < LAST_DAY)
    joined = _Joined()
    left: list[Moment] = []  # the first moments of the two that left last
    for act in leaves:
        while joins and joins[0].earliest <= act.latest:
            joined.add(joins.popleft())
        while ended and ended[0].latest <= act.latest:
            one = ended.popleft()
            left = nlargest(2, [*left, (one.earliest, one.position)])
        before = [moment for moment in left if moment != (act.earliest, act.position)]
        last = joined.last(act.latest)
        if last is None or (before and last <= before[0]):
            yield act.position


class _Joined:
    """Those who may have joined by a day, of days that never go back."""

    def __init__(self) -> None:
        self._last: Moment | None = None
        self._open: list[tuple[int, date]] = []

    def add(self, act: Act) -> None:
        moment = act.latest, act.position
        self._last = max(self._last or moment, moment)
        heappush(self._open, (-act.position, act.latest))

    def last(self, day: date) -> Moment | None:
        """Return the last moment up to the end of a day at which one may have joined."""
        while self._open and self._open[0][1] < day:
            heappop(self._open)
        return (day, -self._open[0][0]) if self._open else self._last


def _why_not_in(withdrawal: Act, first: Act | None) -> str:
    if first is None:
        return "no joining is on file"
    if first.earliest > withdrawal.latest:
        return f"the first joining on file is later ({first.text}, #{first.position})"
    return "what it had was over by then"


def second_acts(register: Register) -> Iterator[Problem]:
    """Yield a second act of the same kind and date by the same participant; not in another place,
    since a treaty may have several depositaries (VCLT art. 76)."""
    found: dict[tuple[str, ...], list[tuple[int, str | None]]] = {}
    for one, event in register.happenings:
        if isinstance(event, events.Act):
            key = (type_of(event), event.program, event.participant, event.occurred_on.text)
            before = found.setdefault(key, [])
            at = next((at for at, place in before if not _apart(place, event.place)), None)
            if at:
                yield one.position, f"#{at} is the same act: is it recorded twice?"
            else:
                before.append((one.position, event.place))


def _apart(one: str | None, other: str | None) -> bool:
    return bool(one and other and one != other)


def signings_after_consent(register: Register) -> Iterator[Problem]:
    """Yield a signing by one that was bound already."""
    acts_of = register.acts
    bound = {pair for pair, acts in acts_of.items() if any(act.status in BINDS for act in acts)}
    for one, event in register.happenings:
        if not isinstance(event, Signing) or (event.program, event.participant) not in bound:
            continue
        acts = acts_of[event.program, event.participant]
        others = [act for act in acts if act.position != one.position]
        eve = day_before(event.counts_from.earliest)
        if possible_statuses(others, eve) <= BINDS:
            behind = ", ".join(
                f"#{act.position}"
                for act in others
                if act.status in BINDS and act.position in in_force(others, eve)
            )
            did = "signed" if event.action == "signature" else "succeeded to a signature"
            yield one.position, f"it {did} when it had consented to be bound already ({behind})"


def acts_before_opening(register: Register) -> Iterator[Problem]:
    """Yield an act in a program before the program opened."""
    programs = register.names.programs
    for one, event in register.happenings:
        if isinstance(event, events.Act):
            program = programs.get(event.program)
            opened = program.opened_on if program else None
            if opened and event.occurred_on.latest < opened.earliest:
                yield one.position, f"it is of {event.occurred_on}, and the program opened {opened}"


def states_under_other_kinds(register: Register) -> Iterator[Problem]:
    """Yield a participant that is filed as no state and bears the name of one, and an
    intergovernmental organisation that is said to belong to a state."""
    for one in register.effective:
        event = one.event
        if not isinstance(event, Participant) or event.kind == "state":
            continue
        for name in (event.id, event.name, *event.aliases):
            for code in states.find(name):
                found = states.state(code)
                of = f"{found.kind} {code}" if found else code
                yield one.position, f"{name!r} is filed as {event.kind}, and is the {of}"
        if event.kind == "intergovernmental" and event.state:
            yield one.position, f"it is intergovernmental, and is said to belong to {event.state}"


def shared_addresses(register: Register) -> Iterator[Problem]:
    """Yield two sources at one address."""
    first: dict[str, str] = {}
    for one in register.effective:
        if isinstance(one.event, Source) and one.event.url:
            other = first.setdefault(one.event.url, one.event.id)
            if other != one.event.id:
                yield one.position, f"the source {other} has the same address: are they one?"


def other_dates(register: Register) -> Iterator[Problem]:
    """Yield a source that gives another date than the event has."""
    for one, event in register.happenings:
        dates = [date for date in (event.occurred_on, event.effective_on) if date]
        for support in register.evidence.of(one):
            says = support.citation.says
            if says and all(says.excludes(date) for date in dates):
                source = support.citation.source
                yield one.position, f"{source} gives {says}, and the event has {event.occurred_on}"


def second_retractions(register: Register) -> Iterator[Problem]:
    """Yield a retraction of what was retracted already."""
    for one in register.effective:
        if isinstance(one.event, Retraction):
            before = register.retracted_before(one)
            if before:
                yield one.position, f"it retracts what #{before} had retracted already"


def events_to_come(register: Register) -> Iterator[Problem]:
    """Yield an event that was recorded before it can have happened."""
    for one, event in register.happenings:
        recorded = one.recorded.recorded_at.date()
        if event.occurred_on.earliest > recorded:
            yield one.position, f"it is of {event.occurred_on}, and was recorded on {recorded}"


Oddity = Callable[[Register], Iterator[Problem]]
ODDITIES: tuple[Oddity, ...] = (
    withdrawals_of_nobody,
    second_acts,
    signings_after_consent,
    acts_before_opening,
    states_under_other_kinds,
    shared_addresses,
    other_dates,
    second_retractions,
    events_to_come,
)
