"""What the register has of a program: its acts as they stand, each with who says so."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, get_args

import attrs

from ledger.dates import Date
from ledger.events import Act, Claim, EntryIntoForce, Mark, Source, type_of
from projections.effective import Effective, Standing
from projections.evidence import DISPUTES, Support, cited
from projections.marks import contested

_KEPT = (*get_args(Act), *get_args(Mark))
_DEFAULTS = {"signing": "signature", "withdrawal": "withdrawal"}


def action_of(event_type: str, action: str | None) -> str | None:
    """Return the action of an act, which may be left out where it is the usual one."""
    return action or _DEFAULTS.get(event_type)


@attrs.frozen
class Edition:
    """By what a source is known as one more edition of a list: its publisher and its title."""

    publisher: str
    title: str

    @classmethod
    def of(cls, source: Mapping[str, Any] | Source) -> "Edition":
        given = source if isinstance(source, Mapping) else attrs.asdict(source, recurse=False)
        return cls(str(given["publisher"]).casefold(), str(given["title"]).casefold())


Editions = Mapping[str, Edition]  # by the ids of sources


@attrs.frozen(eq=False)
class Filed:
    """An act on file, as it reads."""

    standing: Standing
    type: str
    _effective: Effective = attrs.field(repr=False)

    @property
    def position(self) -> int:
        return self.standing.position

    @property
    def event(self) -> Any:
        return self.standing.event

    @property
    def action(self) -> str | None:
        return getattr(self.event, "action", None)

    @property
    def date(self) -> Date:
        found: Date = self.event.occurred_on
        return found

    def date_beside(self, listed: Date) -> Date:
        """Return the date that a list means: of a withdrawal, the one from which it counts, where
        the list may have that one."""
        counts: Date = self.event.counts_from
        return counts if self.type == "withdrawal" and not listed.excludes(counts) else self.date

    def by(self, of: Edition, editions: Editions) -> list[Support]:
        """Return what editions of a list say of it."""
        supports = cited(self._effective, self.standing)
        return [one for one in supports if editions.get(one.citation.source) == of]

    def disputed_by(self, of: Edition, editions: Editions) -> list[Support]:
        """Return what editions of a list say against it."""
        found = self.by(of, editions)
        return [one for one in found if one.stance == DISPUTES or contested(one, self.event)]


class OnFile:
    """What is on file of one program: its acts by participant, the days on which it entered into
    force, and the claims about it."""

    def __init__(self) -> None:
        self.acts: defaultdict[str, list[Filed]] = defaultdict(list)
        self.claims: list[Claim] = []
        self.in_force: list[Date] = []


class Register:
    """What is on file, by program, and of which list each source is an edition."""

    def __init__(self, effective: Effective) -> None:
        self.editions: dict[str, Edition] = {}
        self._programs: defaultdict[str, OnFile] = defaultdict(OnFile)
        for one in effective:
            event = one.event
            if isinstance(event, _KEPT):
                found = Filed(one, type_of(event), effective)
                self._programs[event.program].acts[event.participant].append(found)
            elif isinstance(event, Claim):
                self._programs[event.program].claims.append(event)
            elif isinstance(event, EntryIntoForce):
                self._programs[event.program].in_force.append(event.occurred_on)
            elif isinstance(event, Source):
                self.editions[event.id] = Edition.of(event)

    def of(self, program: str) -> OnFile:
        """Return what is on file of the program of an id."""
        return self._programs[program]
