"""Look up exactly whom or what a name means, among everything that was filed and the states.

A name is an id, a name of today or of days gone by, an alias, an id elsewhere
(``wikidata:Q16``), or an ISO 3166 code; white space and upper case do not matter, likeness does
not count. Near names appear in a refusal, and nowhere else.
"""

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, assert_never, get_args

from ledger import codec, regions, states
from ledger.errors import Ambiguous, Unknown, UnreadName
from ledger.events import WIRE_NAMES, Milestone, Participant, Program, Renaming, Unread
from ledger.said import key, say

Named = Program | Participant | Milestone
NOW_CALLED = key("{then} (now {now})")
OF_A_STATE = ("territory", "subnational")  # the kinds for which a state is responsible
NAMED = tuple(WIRE_NAMES[cls] for cls in get_args(Named))


class Names:
    """The names of the programs, participants and milestones that were filed."""

    def __init__(
        self, filed: Iterable[Named | Unread] = (), renamings: Iterable[Renaming] = ()
    ) -> None:
        self.programs: dict[str, Program] = {}
        self.participants: dict[str, Participant] = {}
        self.milestones: dict[str, Milestone] = {}
        self._index: dict[tuple[type[Named], str], list[str]] = {}
        self._renamed: dict[str, list[tuple[date, str]]] = {}  # from which day on, in order
        self._unread: set[tuple[str, str]] = set()
        for one in filed:
            self.learn(one)
        for renaming in renamings:
            self.rename(renaming)

    def learn(self, filed: Named | Unread) -> None:
        """Take in one more definition; of one that is unread, only that it is there."""
        if isinstance(filed, Unread):
            self._unread |= {(filed.type, fold(name)) for name in _names_in(filed)}
            return
        self._of(filed)[filed.id] = filed
        for name in _names(filed):
            self._index.setdefault((type(filed), name), []).append(filed.id)

    def rename(self, renaming: Renaming) -> None:
        """Take in a name that a program or a participant has from a day on."""
        kind, identity = (Program, renaming.program) if renaming.program else (Participant, None)
        identity = identity or renaming.participant or ""
        self._index.setdefault((kind, fold(renaming.name)), []).append(identity)
        names = self._renamed.setdefault(identity, [])
        names.append((renaming.counts_from.latest, renaming.name))
        names.sort(key=lambda one: one[0])

    def learn_anew(self, filed: Named, reads: Named | Unread | None) -> None:
        """Let a definition read otherwise than before; None: it was retracted."""
        of = self._of(filed)
        for name in _names(of.pop(filed.id)) if filed.id in of else ():
            self._index[type(filed), name].remove(filed.id)
            if not self._index[type(filed), name]:
                del self._index[type(filed), name]
        if reads:
            self.learn(reads)

    def program(self, name: str) -> str:
        """Return the id of the program that a name means. Raises `Unknown`, `Ambiguous`,
        `UnreadName`."""
        if name in self.programs:
            return name
        return self._one("program", name, self._found(Program, name), self._near_programs)

    def programs_called(self, name: str) -> frozenset[str]:
        """Return the ids of the programs that a name may mean: none, one, or several."""
        return frozenset(self._found(Program, name))

    def milestone(self, name: str) -> str:
        """Return the id of the milestone that a name means. Raises `Unknown`, `Ambiguous`,
        `UnreadName`."""
        if name in self.milestones:
            return name
        found = self._found(Milestone, name)
        return self._one("milestone", name, found, self._near_milestones)

    def participant(self, name: str) -> str:
        """Return the id or ISO 3166 code of the participant that a name means.

        Raises `Unknown`, `Ambiguous`.
        """
        if name in self.participants or states.state(name):
            return name
        found = [*states.find(name), *self._found(Participant, name)]
        return self._one("participant", name, found, self._near_participants)

    def state(self, name: str) -> str:
        """Return the ISO 3166 code of the state that a name means. Raises `Unknown`, `Ambiguous`,
        `UnreadName`."""
        return self._one("participant", name, states.find(name), states.near)

    def title(self, identity: str, on: date | None = None) -> str:
        """Return the name to show for a program's or participant's id: that of a day, or the last
        on file (None); the id itself if none is known.

        A renaming on file gives the name from its day on (its last possible one); before, it is
        that of the table of former names, or of the definition.
        """
        if identity in self._renamed and (renamed := self.renamed(identity, on)):
            return renamed
        if identity in self.programs:
            return self.programs[identity].name
        if identity in self.participants:
            return self.participants[identity].name
        state = states.state(identity)
        if state is None:
            return identity
        return say((states.name_on(identity, on) if on else None) or state.name)

    def all_renamed(self) -> frozenset[str]:
        """Return the programs and participants that renamings on file are of."""
        return frozenset(self._renamed)

    def renamed(self, identity: str, on: date | None = None) -> str | None:
        """Return the name that the renamings on file give on a day, or the last (None); None: none
        of them does."""
        for since, name in reversed(self._renamed.get(identity, ())):
            if on is None or since <= on:
                return name
        return None

    def renamed_on(self, identity: str) -> tuple[date, ...]:
        """Return the days on which a program or a participant took another name, in their order."""
        days = {since for since, _ in self._renamed.get(identity, ())}
        if identity not in self.programs and identity not in self.participants:
            days |= {*states.renamed_on(identity)}
        return tuple(sorted(days))

    def called(self, identity: str, on: date) -> str:
        """Return the name on a day, and today's beside it where they differ: "Swaziland (now
        Eswatini)"."""
        return now_called(self.title(identity, on), self.title(identity))

    def kind(self, identity: str) -> str:
        """Return the kind of participant of an id: of an ISO 3166 code, whether it is that of a
        state or of a territory. It is unknown where the participant's definition was retracted, or
        cannot be read."""
        filed = self.participants.get(identity)
        if filed:
            return filed.kind
        state = states.state(identity)
        return state.kind if state else "unknown"

    def same_as(self, identity: str) -> tuple[str, ...]:
        """Return the ids that others give a participant."""
        filed = self.participants.get(identity)
        return filed.same_as if filed else states.same_as(identity)

    def responsible(self, identity: str, on: date) -> tuple[str, ...]:
        """Return the codes of the states that are responsible on a day for a territory or a part of
        a state; none for all others, and where that is disputed."""
        filed = self.participants.get(identity)
        if filed is None:
            return states.responsible(identity, on)
        return (filed.state,) if filed.state and filed.kind in OF_A_STATE else ()

    def lies_in(self, identity: str, region: str) -> bool:
        """Return whether a participant lies in a region of UN M49: a state or territory by its
        code, any other where its id elsewhere or else its state does. A territory that was filed
        may lie far from its state, and an organisation lies nowhere."""
        filed = self.participants.get(identity)
        if filed is None:
            return regions.lies_in(identity, region)
        codes = [code for one in filed.same_as for code in states.find(one)]
        if not codes and filed.state and filed.kind != "territory":
            codes = [filed.state]
        return any(regions.lies_in(code, region) for code in codes)

    def bodies_of(self, state: str) -> frozenset[str]:
        """Return the participants that belong to a state: its agencies, companies, universities."""
        return frozenset(one.id for one in self.participants.values() if one.state == state)

    def _of(self, filed: Named) -> dict[str, Any]:
        """Return those of the same type, by id."""
        match filed:
            case Program():
                return self.programs
            case Participant():
                return self.participants
            case Milestone():
                return self.milestones
            case _ as unreachable:
                assert_never(unreachable)

    def _found(self, kind: type[Named], name: str) -> list[str]:
        return self._index.get((kind, fold(name)), [])

    def _near_programs(self, name: str) -> list[str]:
        return self._near(Program, name)

    def _near_milestones(self, name: str) -> list[str]:
        return self._near(Milestone, name)

    def _near_participants(self, name: str) -> list[str]:
        return [*self._near(Participant, name), *states.near(name)]

    def _near(self, kind: type[Named], name: str) -> list[str]:
        known = {folded: ids[0] for (of, folded), ids in self._index.items() if of is kind}
        near = difflib.get_close_matches(fold(name), known, n=2)
        start = fold(name)
        if not near and start:
            near = [folded for folded in known if folded.startswith(start)][:2]
        return sorted({known[folded] for folded in near})

    def _one(
        self, what: str, name: str, found: Iterable[str], near: Callable[[str], list[str]]
    ) -> str:
        ids = sorted(set(found))
        if not ids and (what, fold(name)) in self._unread:
            raise UnreadName(what, name)
        if not ids:
            raise Unknown(what, name, near(name))
        if len(ids) > 1:
            raise Ambiguous(what, name, ids)
        return ids[0]


def now_called(then: str, now: str) -> str:
    """Return a name on a day, and today's beside it where that is another."""
    return then if then == now else say(NOW_CALLED, then=then, now=now)


def _names(filed: Named) -> set[str]:
    more = (*getattr(filed, "aliases", ()), *getattr(filed, "same_as", ()))
    return {fold(filed.id), fold(filed.name), *map(fold, more)}


def _names_in(unread: Unread) -> list[str]:
    """Return the id and the name in a definition that cannot be read, where it has such."""
    wire = codec.encode(unread)
    return [name for name in (wire.get("id"), wire.get("name")) if isinstance(name, str)]


def fold(name: str) -> str:
    """Return a name as it is compared: in Unicode NFC, white space folded, upper and lower case
    alike."""
    plain = name if name.isascii() else unicodedata.normalize("NFC", name)
    return " ".join(plain.split()).casefold()
