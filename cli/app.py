"""What a command works with: the ledger's file, the clock, who records; and the view that an
answer is given from (as known at a position, on a date, by a source policy).

This is where "today", names and reference points on the command line become values.
"""

import getpass
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

import click

from ledger.dates import FIRST_DAY, parse
from ledger.errors import MalformedDate, Refusal, Unknown
from ledger.events import Happening, Milestone, Program, Recorded
from ledger.names import Names
from ledger.records import now
from ledger.standing import About
from ledger.store import Ledger
from projections.effective import Effective, fold
from projections.evidence import Policy
from projections.kept import tables
from projections.membership import Span
from projections.roster import Roster, memberships, roster


class NoSuchMoment(Refusal):
    """A date, event or milestone on the command line that gives no day or position."""


class App:
    """The ledger's file, the clock and the hand that records."""

    def __init__(self, clock: Callable[[], datetime] = now, by: str | None = None) -> None:
        self.clock, self._by = clock, by
        self.path = Path("events.db")

    def at(self, path: str) -> None:
        self.path = Path(path)

    @property
    def today(self) -> date:
        return self.clock().astimezone(UTC).date()

    @property
    def by(self) -> str:
        """Who records: ``DEPOSITARY_BY``, else the name of the user."""
        return self._by or os.environ.get("DEPOSITARY_BY") or getpass.getuser()

    @contextmanager
    def reading(self) -> Iterator[Ledger]:
        """The ledger, open to read one state of it."""
        with (
            Ledger.open(self.path, clock=self.clock, kept=tables.KEPT) as ledger,
            ledger.snapshot(),
        ):
            yield ledger

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """The ledger, open to append to, its tables kept along. Says so when it had none."""
        with Ledger.open(
            self.path,
            write=True,
            clock=self.clock,
            subscribers=(tables.keep,),
            waiting=self._tell_of_waiting,
            kept=tables.KEPT,
        ) as ledger:
            none = ledger.size and not tables.edition(ledger)
            yield ledger
            if none and tables.edition(ledger):
                click.echo("note: the ledger's tables were gone, and were made again", err=True)

    @contextmanager
    def mending(self) -> Iterator[Ledger]:
        """The ledger, open to make its tables again, whatever they are now."""
        with Ledger.open(
            self.path, write=True, clock=self.clock, waiting=self._tell_of_waiting
        ) as ledger:
            yield ledger

    def _tell_of_waiting(self, process: int | None) -> None:
        who = f"process {process}" if process else "another process"
        click.echo(
            f"note: waiting for {who} to finish writing to {self.path}: Ctrl-C gives up", err=True
        )


pass_app = click.make_pass_decorator(App)


class View:
    """A ledger as an answer sees it: up to the position ``known``."""

    def __init__(self, ledger: Ledger, known: int, policy: Policy = Policy()) -> None:  # noqa: B008
        self.ledger, self.known, self.policy = ledger, known, policy

    def as_known_at(self, text: str) -> "View":
        """The same ledger and policy, at another point of the record."""
        return View(self.ledger, known_position(self.ledger, text), self.policy)

    @cached_property
    def names(self) -> Names:
        return self.ledger.names()

    @cached_property
    def known_at(self) -> datetime | None:
        return self.ledger.recorded_at(self.known) if self.known else None

    def records(self, program: str, participant: str | None = None) -> list[Recorded]:
        """What a program's memberships are judged by, as recorded after ``known`` too; only those
        of a participant and of its bodies, if one is given."""
        from projections.kept import (
            relevant,  # seldom wanted: most rosters are read from the tables
        )

        if not tables.current(self.ledger):
            return list(self.ledger.events())
        whom = self._with_bodies(participant) if participant else None
        return relevant.of_program(self.ledger, program, whom)

    def effective_of(self, program: str) -> Effective:
        """The same for all participants, as it stands at ``known``; and the milestones."""
        if not tables.current(self.ledger):
            return self.effective
        milestones = [one.position for one in self.ledger.definitions("milestone")]
        return self._fold([*self.records(program), *self.ledger.family(milestones)])

    def effective_with(self, participant: str) -> Effective:
        """What names a participant or one of its bodies, as it stands at ``known``."""
        from projections.kept import relevant

        if not tables.current(self.ledger):
            return self.effective
        return self._fold(relevant.of_participants(self.ledger, self._with_bodies(participant)))

    def _with_bodies(self, participant: str) -> set[str]:
        return {participant, *self.names.bodies_of(participant)}

    def _fold(self, records: Iterable[Recorded]) -> Effective:
        by_position = {one.position: one for one in records if one.position <= self.known}
        return fold(by_position[position] for position in sorted(by_position))

    @cached_property
    def unread(self) -> list[int]:
        """The positions of the events that this version cannot read, which count for nothing."""
        if tables.current(self.ledger):
            return tables.unread(self.ledger, self.known)
        return sorted(self.effective.unread)

    @cached_property
    def effective(self) -> Effective:
        return fold(self.ledger.events(until=self.known))

    @cached_property
    def about(self) -> About:
        """Gives what was recorded up to ``known`` about the event at a position."""
        return self.ledger.abouts(self.known)

    def program(self, name: str) -> Program:
        """The program of a name, as it read at ``known``."""
        identity = self.names.program(name)
        position = self.ledger.defined("program", identity)
        found = self.ledger.reading_of(position, self.known) if position else None
        return found if isinstance(found, Program) else self.names.programs[identity]

    def spans(self, program: str, on: date | None = None) -> Iterator[tuple[str, Span]]:
        """Each participant and span of a program (that covers a day, if one is given): from the
        tables where they hold the answer, else from the events."""
        if not self.policy and tables.current(self.ledger):
            yield from tables.memberships_of(self.ledger, program, self.known, on)
            return
        folded = memberships(self.effective_of(program), self.policy)
        for (of, participant), found in folded.items():
            if of == program:
                yield from ((participant, one) for one in found if on is None or one.covers(on))

    def roster(
        self, program: Program, on: date, kinds: tuple[str, ...] = (), status: str | None = None
    ) -> Roster:
        found = self.spans(program.id, on)
        return roster(program, on, found, self.names, kinds=kinds, status=status)

    def day(self, on: str | None, before: str | None, today: date) -> date:
        """The day at whose end an answer is wanted: ``--on``, ``--before``, or today."""
        if on and before:
            raise click.UsageError("--on and --before exclude each other")
        if before:
            return self.day_before(before)
        return single_day(on, "--on") if on else today

    def day_before(self, text: str) -> date:
        """The day just before the earliest day of a date, a milestone or an event."""
        earliest = self._earliest(text)
        if earliest == FIRST_DAY:
            raise NoSuchMoment(f"{text!r} has no first day: give a date")
        return earliest - timedelta(days=1)

    def _earliest(self, text: str) -> date:
        try:
            return parse(text).earliest
        except MalformedDate:
            pass
        try:
            return self.names.milestones[self.names.milestone(text)].on.earliest
        except Unknown as refusal:
            if refusal.near:
                raise
        try:
            found = self.ledger.find(text)
        except Unknown:
            raise NoSuchMoment(
                f"{text!r} is no date, milestone or event: write 2023-10, october-accords or #31"
            ) from None
        event = self.ledger.reading_of(found.position, self.known)
        if isinstance(event, Happening):
            return event.counts_from.earliest
        if isinstance(event, Milestone):
            return event.on.earliest
        raise NoSuchMoment(f"#{found.position} has no date of its own: give a date")


def single_day(text: str, option: str) -> date:
    """The one day that a text names. Raises `NoSuchMoment` where it could be several."""
    found = parse(text)
    if not found.exact:
        raise NoSuchMoment(
            f"{option} {text} is not one day: did you mean {found.latest}, its last day?"
        )
    return found.earliest


def known_position(ledger: Ledger, text: str | None) -> int:
    """The position that ``--known`` names: ``#57``, or the last one recorded by the end of a day
    in UTC; without it, the last."""
    if text is None:
        return ledger.size
    if text.startswith("#"):
        return ledger.find(text).position
    day = single_day(text, "--known")
    return ledger.known_on(datetime.combine(day, time.max, tzinfo=UTC))
