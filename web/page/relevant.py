"""Find, in memory, the records that an answer about one membership needs.

`Bearing` gives the events that ever named the membership, their corrections, retractions and
attestations, what revokes them, the entry into force and the endings of program and participant,
the sources that these cite, and the claims that count the participant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ledger.events import Claim, Document, Ending, EntryIntoForce, Happening, Recorded, Source
from ledger.references import Reference, references, sources
from ledger.standing import everything_about
from projections.membership import Pair

LIVES = (EntryIntoForce, Ending)  # they bear on all memberships of a program or a participant
# the fields by which an event bears on somebody's membership: counterparties and launches do not
_WHOSE = ("participant", "participants", "subject")
_SUBJECTS = ("program", "participant")  # the fields by which an ending is of a whole one


class Bearing:
    """Records by what they bear on. Nothing that a record is about may be left out of them."""

    def __init__(self, records: Iterable[Recorded]) -> None:
        self._positions: dict[str, int] = {}
        self._about: defaultdict[int, list[Recorded]] = defaultdict(list)
        self._sources: dict[str, Recorded] = {}
        self._documents: dict[str, Recorded] = {}
        self._by_document: defaultdict[str, dict[int, Recorded]] = defaultdict(dict)
        self._of_program: defaultdict[str, dict[int, Recorded]] = defaultdict(dict)
        self._lives: defaultdict[tuple[str, str], dict[int, Recorded]] = defaultdict(dict)
        self._records: dict[int, Recorded] = {}
        for one in records:
            self._take_in(one)

    def _take_in(self, recorded: Recorded) -> None:
        self._records[recorded.position] = recorded
        self._positions[recorded.id] = recorded.position
        event, target = recorded.event, recorded
        about = getattr(event, "event", None)
        if about in self._positions:
            target = self._records[self._positions[about]]
            self._about[target.position].append(recorded)
        if isinstance(event, Source):
            self._sources.setdefault(event.id, recorded)
        if isinstance(event, Document):
            self._documents.setdefault(event.id, recorded)
        if isinstance(target.event, Happening):
            for one in references(event, type(target.event)):
                if one.sort == "program":
                    self._of_program[one.id][target.position] = target
                if one.sort == "document":
                    self._by_document[one.id][target.position] = target
                if one.field in _SUBJECTS and isinstance(target.event, LIVES):
                    self._lives[one.field, one.id][target.position] = target

    def about(self, position: int) -> Sequence[Recorded]:
        """Return what was recorded about the event at a position."""
        return self._about.get(position, ())

    def happenings(self, program: str) -> Iterator[Recorded]:
        """Yield the events of the world that are, or ever were said to be, of a program."""
        of = self._of_program.get(program, {})
        yield from (of[position] for position in sorted(of))

    def life(self, sort: str, identity: str) -> list[Recorded]:
        """Return the entries into force and the endings that are, or ever were said to be, of a
        program or a participant: which of the two, ``sort`` says."""
        of = self._lives.get((sort, identity), {})
        return [of[position] for position in sorted(of)]

    def claims(self, program: str) -> Iterator[Recorded]:
        """Yield the claims that are, or ever were said to be, about a program."""
        for recorded in self._records.values():
            if isinstance(recorded.event, Claim):
                named = self._references(recorded)
                if any((one.sort, one.id) == ("program", program) for one in named):
                    yield recorded

    def source(self, identity: str) -> Recorded | None:
        """Return the record that filed a source, if there is one."""
        return self._sources.get(identity)

    def document(self, identity: str) -> Recorded | None:
        """Return the record that filed a document, if there is one."""
        return self._documents.get(identity)

    def done_by(self, document: str) -> list[Recorded]:
        """Return the events of the world that name, or ever were said to name, a document."""
        of = self._by_document.get(document, {})
        return [of[position] for position in sorted(of)]

    def history(self, recorded: Recorded) -> list[Recorded]:
        """Return a record and all that was recorded about it, and about that in turn."""
        return [recorded, *(one for _, one in everything_about(recorded.position, self.about))]

    def memberships(self, program: str) -> dict[str, list[Recorded]]:
        """Return each participant that an event ever named in a program, with all records that an
        answer about it needs, in the order of the ledger."""
        starts: defaultdict[str, list[Recorded]] = defaultdict(list)
        for recorded in self.happenings(program):
            for of, participant in sorted(self._named(recorded)):
                if of == program:
                    starts[participant].append(recorded)
        life = self.life("program", program)
        return {
            participant: self._closed([*of, *life, *self.life("participant", participant)])
            for participant, of in starts.items()
        }

    def names(self, recorded: Recorded, field: str) -> bool:
        """Return whether a record names something in a field, as it was recorded or in any way
        corrected."""
        return any(one.field == field for one in self._references(recorded))

    @cached_property
    def _claims(self) -> Mapping[Pair, Sequence[Recorded]]:
        """The claims that are, or ever were said to be, about a membership."""
        found: defaultdict[Pair, list[Recorded]] = defaultdict(list)
        for recorded in self._records.values():
            if isinstance(recorded.event, Claim):
                for pair in self._named(recorded):
                    found[pair].append(recorded)
        return found

    def _named(self, recorded: Recorded) -> set[Pair]:
        """Return the memberships that a record names, as it was recorded or in any way
        corrected."""
        named = [*self._references(recorded)]
        return {
            (program.id, whose.id)
            for program in named
            if program.sort == "program"
            for whose in named
            if whose.field in _WHOSE
        }

    def _references(self, recorded: Recorded) -> Iterator[Reference]:
        """Yield what a record names, as it was recorded or in any way corrected."""
        for one in (recorded, *self.about(recorded.position)):
            yield from references(one.event, type(recorded.event))

    def _closed(self, starts: Iterable[Recorded]) -> list[Recorded]:
        """Return some records with what was recorded about them and the sources that they cite, and
        so on until nothing is missing."""
        found: dict[int, Recorded] = {}
        waiting = list(starts)
        while waiting:
            one = waiting.pop()
            if one.position in found:
                continue
            found[one.position] = one
            waiting += self.about(one.position)
            waiting += [
                self._sources[source] for source in sources(one.event) if source in self._sources
            ]
            if isinstance(one.event, Happening):
                for pair in self._named(one):
                    waiting += self._claims.get(pair, ())
        return [found[position] for position in sorted(found)]
