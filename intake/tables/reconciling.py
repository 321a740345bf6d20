"""Lists of others held against the register, one after the other, and the proposal that comes of
them.

Programs and organisations that are not on file are proposed where a list tells enough of them; one
that two lists name is proposed once.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from intake.organisations import kind_of
from intake.proposals import Proposal, Proposed
from intake.tables import findings, grid_changes, proposing
from intake.tables.findings import CHANGED, NEW, SAME, UNDATED, Finding
from intake.tables.grid_changes import Grid, Line, Sources
from intake.tables.listing import Act, Listing, Member, Whom, Wrong
from intake.tables.on_file import Edition, OnFile, Register
from intake.tables.proposing import Cited
from intake.tables.sheets import BadList
from ledger.dates import Date, parse
from ledger.events import STATUSES
from ledger.names import Names
from projections.effective import Effective
from projections.view import View

_KNOWN_BY_CODE = ("state", "territory")


@attrs.frozen
class Asked:
    """How lists are to be held against the register: the source in which they came out, in wire
    form (None: each row of a grid names its own), whether it is on file (``filed``), and whether it
    is ``trusted`` to correct what is there; the name of the ``program``, where the list does not
    tell it; and the day that it is."""

    source: Mapping[str, Any] | None
    today: date
    filed: bool = False
    trusted: bool = False
    program: str | None = None


@attrs.frozen
class Outcome:
    """What came of one list: its program, whether that is ``new``, what was found of each member,
    how many events of which sort are proposed, and who is proposed as a participant.
    ``claimable``: it is known of which day the list is."""

    listing: Listing
    program: str
    title: str
    new: bool
    findings: Sequence[Finding]
    counts: Mapping[str, int]
    proposed: Mapping[str, int]
    participants: Sequence[str]
    wrong: Sequence[Wrong]
    claimable: bool


class Reconciling:
    """Lists on their way into one proposal: `take` each, then ask for the `proposal`."""

    def __init__(self, effective: Effective, names: Names, asked: Asked) -> None:
        self._register, self._names, self._asked = Register(effective), names, asked
        self._editions = dict(self._register.editions)
        if asked.source:
            self._editions[str(asked.source["id"])] = Edition.of(asked.source)
        self._ids: dict[Whom, str] = {}  # by the names of lists
        self._programs: dict[str, str] = {}  # those that are proposed: titles by ids
        self._events: list[Proposed] = []
        self._left_out: list[str] = []

    def take(self, listing: Listing) -> Outcome:
        """Hold a list against the register, and propose what follows. Raises `BadList`."""
        program, new = self._program(listing)
        source = self._source(listing.name)
        day = listing.day or source.get("published_on")
        when = parse(str(day)) if day else None
        unknown = list(findings.resolved(listing, self._names, self._ids))
        wires = dict(self._organisations(listing, unknown))
        on_file = self._register.of(program)
        filed, today = self._names.programs.get(program), self._asked.today
        ladder = filed.ladder if filed else STATUSES
        found = findings.compared(listing, self._ids, on_file, self._names, when, today, ladder)
        wrong = [*listing.wrong, *(one for one in unknown if one.whom not in self._ids)]
        wrong += found.wrong
        cited = self._cited(source, listing.program.locator)
        acts = list(_acts(found.findings, program, cited))
        acts += _in_force(listing, program, on_file, cited)
        acts += _claim(listing, found.findings, program, on_file, when, cited)
        if new and listing.program.wire:
            self._define(listing.program.wire, f"{listing.name}: not on file")
        some = found.findings
        return self._outcome(listing, program, new, wires, some, acts, wrong, when is not None)

    def _outcome(
        self,
        listing: Listing,
        program: str,
        new: bool,
        wires: Mapping[str, Mapping[str, Any]],
        found: Sequence[Finding],
        acts: Sequence[Proposed],
        wrong: Sequence[Wrong],
        claimable: bool,
    ) -> Outcome:
        """Keep what is proposed, and return what came of a list."""
        for name, wire in wires.items():
            self._define(wire, f"{listing.name}: {name!r} is not on file: confirm its kind")
        self._events += acts
        in_order = sorted(wrong, key=lambda one: one.row)
        self._left_out += [f"{listing.name}, {one}" for one in in_order]
        return Outcome(
            listing,
            program,
            self._programs.get(program) or self._names.title(program),
            new,
            [one for one in found if one.what != SAME],
            Counter(one.what for one in found),
            Counter(str(one.wire["type"]) for one in acts),
            list(wires),
            in_order,
            claimable,
        )

    def take_grid(self, grid: Grid, view: View) -> Outcome:
        """Propose what was changed in a grid. Raises `BadList`."""
        grid.check(view)
        whole = str(self._asked.source["id"]) if self._asked.source else None
        listing = grid_changes.listing(grid, self._names)
        unknown = list(findings.resolved(listing, self._names, self._ids))
        wires = dict(self._organisations(listing, unknown))
        wrong = [*listing.wrong, *(one for one in unknown if one.whom not in self._ids)]
        found: list[Finding] = []
        acts: list[Proposed] = []
        rows = {row.number: row for row in grid.members.rows}
        for member in listing.members:
            who = self._ids.get(member.whom)
            row = rows[member.row]
            line = Line(grid, row, who, Sources(whole, view)) if who else None
            for one in line.changes() if line else ():
                if isinstance(one, str):
                    wrong.append(Wrong(member.row, member.name, one))
                else:
                    acts.append(one)
                    found.append(self._changed(one, member, str(who), grid.program))
        return self._outcome(listing, grid.program, False, wires, found, acts, wrong, True)

    def _changed(self, one: Proposed, member: Member, who: str, program: str) -> Finding:
        """Return what a grid has changed, beside what is on file."""
        wire = one.wire
        if wire["type"] != "correction":
            return Finding(NEW, who, member, Act(wire["type"], wire["occurred_on"], wire))
        filed = next(
            one
            for of in self._register.of(program).acts.values()
            for one in of
            if one.standing.recorded.id == wire["event"]
        )
        on = wire["changes"].get("occurred_on", filed.date.text)
        return Finding(CHANGED, who, member, Act(filed.type, on, wire["changes"]), filed)

    def proposal(self, head: Sequence[str] = (), left_out: Sequence[str] = ()) -> Proposal:
        """Return what follows from all lists. The source is filed where anything cites it;
        ``left_out`` says which lists could not be taken."""
        events = self._events
        source = self._asked.source
        if source and not self._asked.filed and _cites(events, str(source["id"])):
            events = [Proposed(dict(source), ["the source of what cites it below"]), *events]
        return Proposal(events, head, [*left_out, *self._left_out])

    def _program(self, listing: Listing) -> tuple[str, bool]:
        """Return the id of the program of a list, and whether it is to be filed. Raises
        `BadList`."""
        if self._asked.program:
            return self._names.program(self._asked.program), False
        called = (self._names.programs_called(name) for name in listing.program.names)
        found = sorted(frozenset().union(*called))
        if len(found) > 1:
            could = ", ".join(found)
            raise BadList(listing.name, f"it may be of {could}: say of which program it is")
        if found:
            return found[0], False
        wire = listing.program.wire
        if not wire:
            raise BadList(listing.name, "it does not tell its program: say of which one it is")
        identity = str(wire["id"])
        new = identity not in self._programs
        self._programs.setdefault(identity, str(wire["name"]))
        return identity, new

    def _organisations(
        self, listing: Listing, unknown: Sequence[Wrong]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each organisation that a list names and the register does not know, by its name,
        in wire form."""
        members = {member.whom: member for member in listing.members}
        for one in unknown:
            member = members.get(one.whom)  # none in a row that cannot be read
            wire = self._participant(member, listing.of_states) if member else None
            if wire:
                self._ids[one.whom] = wire["id"]
                yield one.name, wire

    def _participant(self, member: Member, of_states: bool) -> dict[str, Any] | None:
        kind = member.kind or kind_of(member.name, of_states)
        identity = slug(member.name)
        if kind in _KNOWN_BY_CODE:  # a name that means nobody is a slip, and no new state
            return None
        taken = identity in self._names.participants or identity in self._ids.values()
        if not kind or not identity or taken:
            return None
        wire: dict[str, Any] = {
            "type": "participant",
            "id": identity,
            "name": member.name,
            "kind": kind,
        }
        elsewhere = [one for one in member.ids if ":" in one]
        wire |= {"same_as": elsewhere} if elsewhere else {}
        return {**wire, **({"state": member.state} if member.state else {})}

    def _source(self, name: str) -> Mapping[str, Any]:
        """Return the source of a list. Raises `BadList`."""
        if self._asked.source is None:
            raise BadList(name, "a proposal rests on a source: say which one")
        return self._asked.source

    def _cited(self, source: Mapping[str, Any], locator: str | None) -> Cited:
        identity, title = str(source["id"]), str(source["title"])
        edition = self._editions[identity]
        return Cited(identity, title, edition, self._editions, locator, self._asked.trusted)

    def _define(self, wire: Mapping[str, Any], why: str) -> None:
        self._events.append(Proposed(dict(wire), [why]))


def _acts(found: Iterable[Finding], program: str, cited: Cited) -> Iterator[Proposed]:
    for finding in found:
        yield from proposing.proposed(finding, program, cited)


def _in_force(listing: Listing, program: str, on_file: OnFile, cited: Cited) -> Iterator[Proposed]:
    """Yield that a program entered into force, where its list says so and nothing is on file."""
    on = listing.program.in_force_on
    if on and not on_file.in_force:
        wire = {"type": "entry-into-force", "program": program, "occurred_on": on}
        yield Proposed({**wire, "citations": [cited.citation()]}, [listing.name])


def _claim(
    listing: Listing,
    found: Sequence[Finding],
    program: str,
    on_file: OnFile,
    day: Date | None,
    cited: Cited,
) -> Iterator[Proposed]:
    """Yield who is on a list that gives no dates, unless its last edition on file has the same."""
    members = sorted({one.participant for one in found if one.what == UNDATED})
    if listing.covers or not members or day is None:
        return
    ours = [
        one.members
        for one in on_file.claims
        if cited.editions.get(one.citation.source) == cited.edition
    ]
    before = set(ours[-1]) if ours else set()
    if set(members) != before:
        changed = sorted(set(members) ^ before) if before else []
        yield proposing.claim(listing, program, members, day.text, changed, cited)


def _cites(events: Iterable[Proposed], source: str) -> bool:
    citations = (one.wire.get("citations", [one.wire.get("citation", {})]) for one in events)
    return any(one.get("source") == source for of in citations for one in of)


def slug(name: str) -> str:
    """Return an id made of a name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")
