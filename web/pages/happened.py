"""What happened, and what was recorded and taken back, by the programs and the participants that it
names.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import attrs

from ledger.events import Happening, Recorded
from ledger.names import Names
from ledger.references import participants
from projections.effective import Effective
from projections.timeline import Item, timeline

PROGRAM, PARTICIPANT = "program", "participant"
Subject = tuple[str, str]  # one of the two, and an id


class Happened:
    """The events of the world of a ledger, by whom or what they are about. A state's are those of
    its bodies, too: ``via`` says by which."""

    def __init__(self, effective: Effective, names: Names) -> None:
        self._names = names
        self.items: list[Item] = []
        self._items_of: defaultdict[Subject, list[Item]] = defaultdict(list)
        self._taken_back: defaultdict[Subject, list[int]] = defaultdict(list)
        self._programs_of: defaultdict[str, set[str]] = defaultdict(set)
        self._undone: set[tuple[str, str]] = set()
        for item in timeline(effective, names):
            if item.kind != "milestone":
                self._take_in(item)
        for recorded in effective.records.values():
            standing = effective.standing(recorded.position)
            if standing and isinstance(standing.event, Happening):
                self._place(standing.event)
            elif not standing and not effective.unread_at(recorded.position):
                self._take_back(recorded)

    def items_of(self, sort: str, identity: str) -> Sequence[Item]:
        """Return what happened in a program or to a participant, in the order of the world."""
        return self._items_of.get((sort, identity), ())

    def taken_back(self, sort: str, identity: str) -> Sequence[int]:
        """Return the positions of events of the world that were retracted, in the order of the
        ledger."""
        return self._taken_back.get((sort, identity), ())

    def programs_of(self, participant: str) -> frozenset[str]:
        """Return the programs in which somebody was ever said to have done something, or to be
        about to."""
        return frozenset(self._programs_of.get(participant, ()))

    def named_in(self, program: str) -> list[str]:
        """Return who was ever said to have done something in a program, or to be about to."""
        return [one for one, of in self._programs_of.items() if program in of]

    def was_taken_back(self, program: str, participant: str) -> bool:
        """Tell whether what was recorded of a participant in a program was retracted."""
        return (program, participant) in self._undone

    @property
    def participants(self) -> frozenset[str]:
        """All who are named by an event of the world."""
        named = {identity for sort, identity in self._items_of if sort == PARTICIPANT}
        return frozenset(named | {one for sort, one in self._taken_back if sort == PARTICIPANT})

    def _take_in(self, item: Item) -> None:
        self.items.append(item)
        if item.program:
            self._items_of[PROGRAM, item.program].append(item)
        for one in item.participants:
            self._items_of[PARTICIPANT, one].append(item)
        for state, via in self._states(item.participants).items():
            self._items_of[PARTICIPANT, state].append(attrs.evolve(item, via=tuple(via)))

    def _take_back(self, recorded: Recorded) -> None:
        event = recorded.event
        if not isinstance(event, Happening):
            return
        who = participants(event)
        if program := _program_of(event):
            self._taken_back[PROGRAM, program].append(recorded.position)
            self._undone |= {(program, one) for one in subjects(event)}
        self._place(event)
        for one in (*who, *self._states(who)):
            self._taken_back[PARTICIPANT, one].append(recorded.position)

    def _place(self, event: Happening) -> None:
        if program := _program_of(event):
            for one in subjects(event):
                self._programs_of[one].add(program)

    def _states(self, who: Sequence[str]) -> Mapping[str, list[str]]:
        """Return the states of the bodies among some participants, that are not among them
        themselves, each with these bodies."""
        found: dict[str, list[str]] = {}
        for one in who:
            filed = self._names.participants.get(one)
            if filed and filed.state and filed.state not in who:
                found.setdefault(filed.state, []).append(one)
        return found


def _program_of(event: Happening) -> str | None:
    program: str | None = getattr(event, "program", None)
    return program


def subjects(event: Happening) -> tuple[str, ...]:
    """Return whom an event is about, its counterparties left out."""
    one: str | None = getattr(event, "participant", None)
    return (one,) if one else getattr(event, "participants", ())
