"""A naive register of lists and loops, to compare the real one with.

It keeps events as the dicts that were given to it, and answers each question from scratch by
trying every possible world: every choice of one day within its bounds for each act, for the day
from which it counts, for what revokes it, for the entry into force and for each ending.

Beside each date there are its two bounds: ``bounds`` beside ``occurred_on``, ``from`` beside
``effective_on``, ``opened`` beside ``opened_on``; and ``ends`` is the day that ``until`` is.
"""

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

LADDER = ["supporter", "signatory", "bound", "party"]
GIVES = {"endorsement": "supporter", "signing": "signatory", "consent": "party"}
ACTS = (*GIVES, "admission", "withdrawal")
MARKS = {"suspension": "suspended", "provisional-application": "applying provisionally"}
NEVER = "none"
Event = dict[str, Any]
Bounds = tuple[date, date]
Happened = tuple[date, int, bool, str]  # day, position, whether it ends what was, what it gives


class Oracle:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, event: Event) -> int:
        """Record an event; returns its position."""
        self.events.append(event)
        return len(self.events)

    def stands(self, position: int, known: int) -> bool:
        """No later event up to ``known`` that stands retracts it."""
        return not any(
            event["type"] == "retraction"
            and event["event"] == position
            and self.stands(later, known)
            for later, event in enumerate(self.events[:known], 1)
        )

    def reads(self, position: int, known: int) -> Event:
        """The event with its standing corrections."""
        found = dict(self.events[position - 1])
        for later, event in enumerate(self.events[:known], 1):
            if (
                event["type"] == "correction"
                and event["event"] == position
                and self.stands(later, known)
            ):
                found |= event["changes"]
        return found

    def standing(self, known: int, *types: str) -> Iterator[tuple[int, Event]]:
        """The events of some types that stand and can be read."""
        for position in range(1, known + 1):
            event = self.events[position - 1]
            if event["type"] in types and self.stands(position, known):
                read = self.reads(position, known)
                if not read.get("unread"):
                    yield position, read

    def program(self, identity: str, known: int) -> Event | None:
        """How a program reads, whether it stands or was retracted."""
        for position, event in enumerate(self.events[:known], 1):
            if event["type"] == "program" and event["id"] == identity:
                return self.reads(position, known)
        return None

    def ladder(self, program: str, known: int) -> list[str]:
        """The statuses that one can have in a program, none first."""
        found = self.program(program, known)
        return [NEVER, *((found and found.get("tiers")) or LADDER)]

    def acts(self, program: str, participant: str, known: int) -> list[tuple[int, Event]]:
        """The acts of a membership that give what one can have there, or end it."""
        ladder = self.ladder(program, known)
        return [
            (position, event)
            for position, event in self.standing(known, *ACTS)
            if (event["program"], event["participant"]) == (program, participant)
            and gives(event) in ladder
        ]

    def statuses(self, program: str, participant: str, on: date, known: int) -> set[str]:
        """Every status that some possible world gives at the end of a day."""
        ladder = self.ladder(program, known)
        acts = self.acts(program, participant, known)
        if self.is_open_only(program, acts, on, known):
            return {NEVER}
        every = [self.ways(position, event, ladder, on, known) for position, event in acts]
        found = set()
        for world in itertools.product(*every):
            status = NEVER
            for _, _, ends, given in sorted(one for one in world if one):
                status = max(NEVER if ends else status, given, key=ladder.index)
            found.add(status)
        return self.alive(found, program, participant, on, known)

    def ways(
        self, position: int, event: Event, ladder: list[str], on: date, known: int
    ) -> set[Happened | None]:
        """What an act can come to at the end of a day, None for nothing: on each day on which it
        can have been done, with what it gives by then."""
        found: set[Happened | None] = set()
        for revoked in self.revoked(position, on, known):
            for day, given in days_and_statuses(event, ladder, on):
                if revoked or day > on:
                    found.add(None)
                else:
                    found.add((day, position, event["type"] == "withdrawal", given))
        return found

    def revoked(self, position: int, on: date, known: int) -> set[bool]:
        """Whether an act can have been revoked by the end of a day."""
        by = [
            event for _, event in self.standing(known, "revocation") if event["event"] == position
        ]
        return happened(by, on)

    def is_open_only(
        self, program: str, acts: list[tuple[int, Event]], on: date, known: int
    ) -> bool:
        """Whether, on a day before a program opened, nothing speaks for a membership but dates of
        which it is not known when they began."""
        read = self.program(program, known)
        opened = read and read.get("opened")
        begun = [days for _, event in acts for days in all_bounds(event) if days[0] <= on]
        return bool(opened and on < opened[0]) and all(
            first == date.min and last > on for first, last in begun
        )

    def beside(
        self, program: str, participant: str, on: date, known: int
    ) -> set[tuple[str, int, bool]]:
        """What stands beside a membership at the end of a day: the kind, by the event at which
        position, and whether for certain."""
        found = set()
        for position, event in self.standing(known, *MARKS, "withdrawal"):
            if (event["program"], event["participant"]) != (program, participant):
                continue
            revoked = self.revoked(position, on, known)
            if event["type"] == "withdrawal":
                first, last = event.get("from") or event["bounds"]
                notice = event["bounds"][1] < first and gives(event) in self.ladder(program, known)
                if notice and event["bounds"][0] <= on < last and False in revoked:
                    kind = "leaving" if gives(event) == NEVER else "falling"
                    found.add((kind, position, revoked == {False}))
            else:
                begun = {day <= on for day in days_of(event.get("from") or event["bounds"])}
                if True in begun and on < event["ends"] and False in revoked:
                    sure = begun == {True} and revoked == {False}
                    found.add((MARKS[event["type"]], position, sure))
        return found

    def alive(
        self, found: set[str], program: str, participant: str, on: date, known: int
    ) -> set[str]:
        """What remains of some statuses within the lives of program and participant."""
        ended = happened(
            [
                event
                for _, event in self.standing(known, "ending")
                if event.get("program") == program or event.get("participant") == participant
            ],
            on,
        )
        entered = {True}
        read = self.program(program, known)
        if read and read.get("force"):
            entries = self.standing(known, "entry-into-force")
            entered = happened([event for _, event in entries if event["program"] == program], on)
        return {
            NEVER if over else "bound" if status == "party" and not in_force else status
            for status, over, in_force in itertools.product(found, ended, entered)
        }


def gives(event: Event) -> str:
    if event["type"] == "withdrawal":
        return event.get("falls_to") or NEVER
    return event.get("tier") or GIVES[event["type"]]


def days_and_statuses(event: Event, ladder: list[str], on: date) -> Iterator[tuple[date, str]]:
    """Each day on which an act can have been done, or from which it counts, and what it gives at
    the end of another."""
    given = gives(event)
    counts = event.get("from")
    if event["type"] == "consent" and counts and "bound" in ladder:
        first = event["bounds"]
        if counts[0] > first[0] or counts[1] > first[1]:  # it may count only later
            for day, later in itertools.product(days_of(first), days_of(counts)):
                yield day, given if later <= on else "bound"
            return
    for day in days_of(counts or event["bounds"]):
        yield day, given


def all_bounds(event: Event) -> list[Bounds]:
    """The bounds of each day on which something about an act can change."""
    counts = event.get("from")
    if event["type"] == "consent" and counts:
        return [event["bounds"], counts]
    return [counts or event["bounds"]]


def happened(events: list[Event], on: date) -> set[bool]:
    """Whether any of some events can have happened by the end of a day."""
    days = [days_of(event.get("from") or event["bounds"]) for event in events]
    return {any(day <= on for day in world) for world in itertools.product(*days)}


# Some days before and after those that are asked about: of what has no beginning, or no end, those
# further off are alike.
WINDOW = date(2019, 12, 28), date(2020, 1, 14)


def days_of(bounds: Bounds) -> list[date]:
    """Every day from one to another."""
    first, last = max(bounds[0], WINDOW[0]), min(bounds[1], WINDOW[1])
    found = [first + timedelta(days=more) for more in range((last - first).days + 1)]
    return [*found, date.max] if bounds[1] == date.max else found
