"""The ledger as it was known at a position, by a source policy: what every answer is asked of.

It alone decides whether an answer comes from the kept tables or from a fold over the events; both
say the same. Without the tables (there are none, or they are behind) it folds the whole ledger.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from ledger.events import Claim, Event, Milestone, Program, Recorded, Source, Unread
from ledger.names import Names
from ledger.references import references
from ledger.standing import About
from ledger.store import Ledger
from projections.effective import Effective, Standing, fold
from projections.evidence import Policy
from projections.kept import tables
from projections.lives import Lives
from projections.marks import marks_of
from projections.membership import Span
from projections.milestones import Moment, belongs, moment
from projections.roster import Roster, Whom, marked, memberships, roster
from projections.side_marks import side_marks

if TYPE_CHECKING:
    from projections.audit import Audit
    from projections.caveats import Caveats
    from projections.documents import Paper
    from projections.timeline import Replay


class View:
    """An open ledger, as known at the position ``known`` (None: at its end), and the ``policy`` by
    which its sources count. Names are those of today, whatever ``known`` is, but for renamings."""

    def __init__(
        self,
        ledger: Ledger,
        known: int | None = None,
        policy: Policy = Policy(),  # noqa: B008
    ) -> None:
        self.ledger, self.policy = ledger, policy
        self.known = ledger.size if known is None else known
        self.today: date | None = None  # for whoever tells the future from the past
        self.asides: list[str] = []  # what is to be said beside the answer
        self._folded: tuple[tuple[str | None, str | None], Effective] | None = None

    def as_known_at(self, known: int) -> "View":
        """Return the same ledger and policy, at another position."""
        found = View(self.ledger, known, self.policy)
        found.today = self.today
        return found

    @cached_property
    def names(self) -> Names:
        return self.ledger.names(self.known)

    @cached_property
    def known_at(self) -> datetime | None:
        """When the event at ``known`` was recorded; None for a ledger without events."""
        return self.ledger.recorded_at(self.known) if self.known else None

    def is_ahead(self, on: date) -> bool:
        """Return whether a day is in the future."""
        return self.today is not None and on > self.today

    @cached_property
    def about(self) -> About:
        """A function that gives what was recorded up to ``known`` about the event at a position."""
        return self.ledger.abouts(self.known)

    @cached_property
    def unread(self) -> Sequence[int]:
        """The positions of the events that this version cannot read, which count for nothing."""
        if tables.current(self.ledger):
            return tables.unread(self.ledger, self.known)
        return sorted(self._everything.unread)

    def records(self, program: str | None = None, participant: str | None = None) -> list[Recorded]:
        """Return the records that an answer about a program, a participant and its bodies, or both
        needs, in the order of the ledger; those after ``known`` too. The arguments are ids; others
        may be among the records."""
        from projections.kept import relevant  # most rosters are read from the tables

        if not (program or participant) or not tables.current(self.ledger):
            return list(self.ledger.events())
        whom = {participant, *self.names.bodies_of(participant)} if participant else None
        if program:
            return relevant.of_program(self.ledger, program, whom)
        return relevant.of_participants(self.ledger, whom or ())

    def events_for(self, program: str | None = None, participant: str | None = None) -> Effective:
        """Return the events that stand at ``known``: those of `records`, with the milestones if a
        program is given. The last are kept, for what is asked of them next."""
        if not (program or participant) or not tables.current(self.ledger):
            return self._everything
        of = (program, participant)
        if self._folded is None or self._folded[0] != of:
            records = self.records(program, participant)
            if program:
                records += self._milestones()
            self._folded = of, self._fold(records)
        return self._folded[1]

    def events_at(self, positions: Iterable[int]) -> Effective:
        """Return the events at some positions that stand at ``known``, with the sources that they
        cite; others may be among them."""
        from projections.kept import relevant  # as in `records`

        if not tables.current(self.ledger):
            return self._everything
        return self._fold(relevant.with_sources(self.ledger, self.ledger.family(positions)))

    def _milestones(self) -> list[Recorded]:
        """Return the milestones, and the events whose dates are theirs or ever were."""
        found = [one.position for one in self.ledger.definitions("milestone")]
        family = self.ledger.family(found)
        named = {
            self.ledger.position_of(one.id)
            for recorded in family
            for one in references(recorded.event, Milestone)
            if one.sort == "event"
        }
        return family + self.ledger.family(one for one in named if one)

    def moment(self, milestone: str) -> Moment:
        """Return when the milestone of an id was, as known then."""
        return moment(self.names.milestones[milestone], self._reads)

    def belongs(self, milestone: str, programs: Collection[str]) -> bool:
        """Return whether the milestone of an id belongs to one of some programs at least, as known
        then."""
        return belongs(self.names.milestones[milestone], programs, self._reads)

    def _reads(self, event_id: str) -> Event | Unread | None:
        position = self.ledger.position_of(event_id)
        return self.ledger.reading_of(position, self.known) if position else None

    @cached_property
    def _everything(self) -> Effective:
        return fold(self.ledger.events(until=self.known))

    def _fold(self, records: Iterable[Recorded]) -> Effective:
        by_position = {one.position: one for one in records if one.position <= self.known}
        return fold(by_position[position] for position in sorted(by_position))

    def program(self, name: str) -> Program:
        """Return the program of a name, as it read at ``known``, by the last name that it had on
        file there. Raises `Unknown`."""
        identity = self.names.program(name)
        position = self.ledger.defined("program", identity)
        found = self.ledger.reading_of(position, self.known) if position else None
        program = found if isinstance(found, Program) else self.names.programs[identity]
        renamed = self.names.renamed(identity)
        return attrs.evolve(program, name=renamed) if renamed else program

    def spans(self, program: str, on: date | None = None) -> Iterator[tuple[str, Span]]:
        """Yield each participant and span of the program of an id; with ``on``, only the spans that
        cover that day."""
        if not self.policy and tables.current(self.ledger):
            found = tables.memberships_of(self.ledger, program, self.known, on)
            alive = self.lives(program).within(self.program(program), found)
            yield from ((of, one) for of, one in alive if on is None or one.covers(on))
            return
        folded = memberships(self.events_for(program), self.policy)
        for (of, participant), spans in folded.items():
            if of == program:
                yield from ((participant, one) for one in spans if on is None or one.covers(on))

    def lives(self, program: str) -> Lives:
        """Return the entries into force and endings of the program of an id and of any
        participant."""
        return Lives.of(self._lived(program))

    def _lived(self, program: str) -> Effective:
        if tables.current(self.ledger):
            return tables.lived(self.ledger, program, self.known)
        return self._everything

    def roster(
        self,
        program: Program,
        on: date,
        kinds: tuple[str, ...] = (),
        status: str | None = None,
        regions: tuple[str, ...] = (),
    ) -> Roster:
        """Return who is in a program at the end of a day; only participants of some ``kinds``, in
        some ``regions`` of UN M49, or those that have a ``status``, if these are given."""
        spans, whom = self.spans(program.id, on), Whom(kinds, regions)
        found = roster(program, on, spans, self.names, whom=whom, status=status)
        return self._marked(found)

    def _marked(self, found: Roster) -> Roster:
        """Return a roster with the marks on it. By a policy more has to be known than the events
        that may mark: the sources that it asks about."""
        program, who = found.program, {entry.participant for entry in found.entries}
        acts: Iterable[int] = found.acts
        if self.policy or not tables.current(self.ledger):
            state = self.events_for(program.id)
            beside: Iterable[int] = state.records
        else:
            state, acts, beside = tables.marking(
                self.ledger, program.id, self.known, found.acts, who
            )
        of = marks_of(state, acts)
        return marked(found, of, side_marks(state, program, beside, self.policy))

    def replay(self, program: Program, to: date) -> "Replay":
        """Return the history of a program up to the end of a day, step by step."""
        from projections import timeline, ways  # only replays need them
        from projections.kept import relevant

        of = program.id
        if self.policy or not tables.current(self.ledger):
            return timeline.replay(self.events_for(of), self.names, [program], to, self.policy)
        spans: dict[str, list[Span]] = {}
        for who, span in self.spans(of):
            spans.setdefault(who, []).append(span)
        acts = timeline.acts_behind(spans)
        state, some, beside = tables.marking(self.ledger, of, self.known, acts, spans.keys())
        own = self._fold(relevant.by_action(self.ledger, of, ways.ACTIONS))
        course = timeline.Course(
            program,
            spans,
            marks_of(state, some),
            tuple(side_marks(state, program, beside)),
            ways.Ways(self.lives(of), (one.event for one in own)),
        )
        return timeline.told(course, self.names, to)

    def paper(self, identity: str) -> "Paper":
        """Return the document of an id, as known then, and what was done by it."""
        from projections.documents import paper
        from projections.kept import relevant

        filed = self.ledger.defined("document", identity)
        document = self.ledger.reading_of(filed, self.known) if filed else None
        if tables.current(self.ledger):
            return paper(identity, document, self._fold(relevant.naming(self.ledger, [identity])))
        return paper(identity, document, self._everything)

    def caveats(self, found: Roster) -> "Caveats":
        """Return what is to be known of a roster, lest it be taken for more than it is."""
        from projections import caveats  # only for whom it is told

        program, lived = found.program.id, self._lived(found.program.id)
        as_on_file = self if not self.policy else View(self.ledger, self.known)
        current = tables.current(self.ledger)
        claims = tables.claims(self.ledger, program, self.known) if current else self._everything
        of = [one for one in claims if isinstance(one.event, Claim)]

        def count(on: date, way: caveats.Way) -> int:
            statuses, kinds, without = way
            counted = {
                who for who, span in as_on_file.spans(program, on) if span.as_member(statuses)
            }
            kept = (one for one in counted - without if not kinds or self.names.kind(one) in kinds)
            return sum(1 for _ in kept)

        return caveats.Caveats(
            caveats.ended(program, Lives.of(lived), lived, found.on),
            caveats.short(found, of, self._sources_of(of), self.policy, count),
        )

    def _sources_of(self, claims: Iterable[Standing]) -> Mapping[str, Source]:
        """Return the sources of some claims, as they read then."""
        cited = {one.event.citation.source for one in claims if isinstance(one.event, Claim)}
        filed = self.ledger.positions_of("source", cited)
        reads = (self.ledger.reading_of(position, self.known) for position in filed)
        return {one.id: one for one in reads if isinstance(one, Source)}

    def how(self, program: Program, by: date) -> Callable[[str, bool], str | None]:
        """Return what gives, for a participant that is a member by the end of a day (True), or is
        one no more, how that came about; None: it joined, or left."""
        from projections.ways import Ways, last_begun, last_ended  # only differences need it

        counting, lives = frozenset(program.members), self.lives(program.id)
        spans: dict[str, list[Span]] = {}
        for who, span in self.spans(program.id):
            spans.setdefault(who, []).append(span)

        def how(participant: str, began: bool) -> str | None:
            day = (last_begun if began else last_ended)(spans[participant], counting, by)
            if day is None:
                return None
            records = self._fold(self.records(program.id, participant))
            ways = Ways(lives, (one.event for one in records))
            return ways.how(program.id, participant, day, began)

        return how

    def audit(self, program: Program, participant: str, on: date, *, later: bool = True) -> "Audit":
        """Trace why the participant of an id is in a program at the end of a day, or is not;
        without ``later``, as if nothing had been recorded after ``known``."""
        from projections.audit import Question, audit, predecessors  # no roster needs it

        question = Question(program.id, participant, on, self.known, self.policy)
        pair = program.id, participant
        found = {one.position: one for one in self.records(*pair)}
        read: set[str] = set()
        while (
            before := {*predecessors([one.event for one in self._fold(found.values())], pair)}
            - read
        ):
            found |= {one.position: one for who in before for one in self.records(program.id, who)}
            read |= before
        positions = (one for one in sorted(found) if later or one <= self.known)
        return audit([found[position] for position in positions], question, self.names)
