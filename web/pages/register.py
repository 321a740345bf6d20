"""All that the pages say, read off a ledger at once, as known at its end: one fold for every page,
and not a question for each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date
from functools import cached_property

import attrs

from ledger.dates import FIRST_DAY
from ledger.events import Program
from ledger.said import say
from ledger.store import TreeHead
from projections.caveats import Short, Way, short
from projections.checks.claims import Verdict, check_claims
from projections.evidence import Evidence, Policy
from projections.lives import Lives
from projections.marks import marks_of
from projections.membership import Span
from projections.no_member import why_no_member
from projections.roster import Entry, Roster, marked, memberships, roster
from projections.side_marks import side_marks
from projections.timeline import Item
from projections.view import View
from projections.ways import Ways
from web.languages.language import ENGLISH, Language
from web.pages.days import day_in_words, in_words
from web.pages.happened import PROGRAM, Happened
from web.pages.reach import Reach
from web.pages.told import Teller


@attrs.frozen
class Asked:
    """What the page of a program or a participant is asked of: the end of a ``day``, as known at
    the tree head ``head``. From that day and that position on to today nothing changes it.
    ``unread`` of the events up to there cannot be read."""

    day: date
    head: TreeHead
    unread: int = 0

    @property
    def known_on(self) -> date:
        """The day (UTC) on which the last event under the head was recorded."""
        recorded_at = self.head.recorded_at
        return recorded_at.astimezone(UTC).date() if recorded_at else self.day

    @property
    def changed_on(self) -> date:
        """The day on which something new bore on it: it was recorded, or came into effect."""
        return max(self.day, self.known_on)


class Register:
    """The programs and participants of a ledger, in the order of names, with all that is on file of
    them."""

    def __init__(self, view: View, today: date, language: Language = ENGLISH) -> None:
        self.language = language
        self.view, self.today, self.names = view, today, view.names
        self.effective = view.events_for()
        self.evidence = Evidence(self.effective)
        self.lives = Lives.of(self.effective)
        self.ways = Ways(self.lives, (one.event for one in self.effective))
        self.teller = Teller(self.effective, self.evidence, self.names)
        self.happened = Happened(self.effective, self.names)
        self._pairs = memberships(self.effective, evidence=self.evidence)
        self._reach = Reach(self.effective, self.names)
        self._asked: dict[tuple[str, str], Asked] = {}
        self._rosters: dict[str, Roster] = {}

    @cached_property
    def spans(self) -> Mapping[str, Mapping[str, Sequence[Span]]]:
        """The spans of each program by participant."""
        found: dict[str, dict[str, Sequence[Span]]] = {one: {} for one in self.names.programs}
        for (program, participant), of in self._pairs.items():
            found.setdefault(program, {})[participant] = of
        return found

    @cached_property
    def programs(self) -> Sequence[str]:
        """The ids of the programs."""
        return self.in_order(self.names.programs)

    @cached_property
    def participants(self) -> Sequence[str]:
        """The ids of all who are filed, or named by an event of the world."""
        return self.in_order(self.happened.participants | self.names.participants.keys())

    def in_order(self, ids: Iterable[str]) -> list[str]:
        """Return ids in the order of their names, as an index has it: accents and upper case do
        not matter."""
        return sorted(ids, key=lambda one: (self.language.order(self.names.title(one)), one))

    def program(self, identity: str) -> Program:
        """Return a program as it reads now, by the last name that it has on file."""
        filed, renamed = self.names.programs[identity], self.names.renamed(identity)
        return attrs.evolve(filed, name=renamed) if renamed else filed

    def programs_of(self, participant: str) -> list[str]:
        """Return the programs in which somebody was ever named, and that are still on file."""
        named = self.happened.programs_of(participant) & self.names.programs.keys()
        return self.in_order(named)

    def items(self, sort: str, identity: str) -> Sequence[Item]:
        """Return what happened in a program or to a participant, in the order of the world."""
        return self.happened.items_of(sort, identity)

    def named_in(self, program: str) -> list[str]:
        """Return who was ever named in a program, in the order of names."""
        return self.in_order(self.happened.named_in(program))

    def roster(self, program: str) -> Roster:
        """Return the roster of a program on the day that its page is asked of."""
        if program not in self._rosters:
            day = self.asked(PROGRAM, program).day
            of = ((who, span) for who, spans in self.spans[program].items() for span in spans)
            found = roster(self.program(program), day, of, self.names)
            happened = (one.position for one in self.items(PROGRAM, program))
            beside = side_marks(self.effective, found.program, happened)
            marks = marks_of(self.effective, found.acts)
            self._rosters[program] = marked(found, marks, beside)
        return self._rosters[program]

    def entry(self, program: str, participant: str) -> Entry | None:
        """Return the place of a participant on the roster of a program, if it has one."""
        return self._entries(program).get(participant)

    def _entries(self, program: str) -> Mapping[str, Entry]:
        if program not in self._by_participant:
            entries = self.roster(program).entries
            self._by_participant[program] = {one.participant: one for one in entries}
        return self._by_participant[program]

    @cached_property
    def _by_participant(self) -> dict[str, Mapping[str, Entry]]:
        return {}

    def asked(self, sort: str, identity: str) -> Asked:
        """Return of which day, and as known when, the page of a program or a participant is
        asked."""
        if (sort, identity) not in self._asked:
            head = self.view.ledger.head(self._reach.of(sort, identity))
            known_on = Asked(self.today, head).known_on
            turns = [day for day in self._turns(sort, identity) if day <= self.today]
            day = min(self.today, max([known_on, *turns]))
            unread = sum(one <= head.size for one in self.view.unread)
            self._asked[sort, identity] = Asked(day, head, unread)
        return self._asked[sort, identity]

    def _turns(self, sort: str, identity: str) -> Iterator[date]:
        """Yield the days on which a membership begins, changes or ends."""
        programs = [identity] if sort == PROGRAM else self.programs_of(identity)
        found = (
            span
            for program in programs
            for who, spans in self.spans[program].items()
            if sort == PROGRAM or who == identity
            for span in spans
        )
        for span in found:
            yield from (day for day in (span.start, span.end) if day and day > FIRST_DAY)

    def why_not(self, program: str, participant: str, on: date) -> str:
        """Return in words why somebody who is named in a program is not on its roster."""
        spans = self.spans[program].get(participant, ())
        if why := why_no_member(self.program(program), spans, on, self.lives, in_words):
            return why
        over = [span.end for span in spans if span.end and span.end <= on]
        if over:
            ended = self.ways.how(program, participant, max(over), began=False)
            told = say("no longer from {date} on", date=day_in_words(max(over)))
            return say("{told}: {what}", told=told, what=say(ended)) if ended else told
        if later := [span for span in spans if span.start > on]:
            return say("only from {date} on", date=day_in_words(later[0].start))
        if self.happened.was_taken_back(program, participant):
            return say("what was recorded was taken back")
        return say("named, and no act of joining is on file")

    @cached_property
    def claims(self) -> Mapping[str, Sequence[Verdict]]:
        """What sources say of whole rosters, held against the register, by program, the newest
        first."""
        found: dict[str, list[Verdict]] = {}
        for one in check_claims(self.effective, self.names, self._pairs):
            found.setdefault(one.claim.program, []).append(one)
        for verdicts in found.values():
            verdicts.sort(key=lambda one: (one.claim.on.latest, one.position), reverse=True)
        return found

    def short(self, program: str) -> Short | None:
        """Return the newest claim that counts more members of a program than are on file, if there
        is one."""

        def count(on: date, way: Way) -> int:
            statuses, kinds, without = way
            return sum(
                who not in without
                and (not kinds or self.names.kind(who) in kinds)
                and any(span.covers(on) and span.as_member(statuses) for span in spans)
                for who, spans in self.spans[program].items()
            )

        positions = (one.position for one in self.claims.get(program, ()))
        standing = [one for one in map(self.effective.standing, positions) if one]
        return short(self.roster(program), standing, self.evidence.sources, Policy(), count)
