"""What was changed in a grid, as corrections and events to be imported.

A cell is held against what it was when the grid was written. What the register has come to say
otherwise since, and the grid too, is told and left to a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from intake.proposals import Proposed
from intake.tables import written
from intake.tables.files import Content
from intake.tables.grid_columns import GROUPS, MARK, SHEETS, WHO, Group
from intake.tables.listing import Listing, Raw, members
from intake.tables.sheets import BadList, Headed, Row, headed
from ledger import codec
from ledger.errors import MalformedEvent
from ledger.events import Unread, type_of
from ledger.names import Names
from projections.view import View

_DATES = ("occurred_on", "effective_on")


@attrs.frozen
class Grid:
    """A workbook as it came back: of which program it is, as known at which position, and the root
    of the tree there, in hexadecimal."""

    name: str
    program: str
    known: int
    root: str
    members: Headed

    def check(self, view: View) -> None:
        """Refuse a grid of another ledger, whose positions name other events. Raises `BadList`."""
        known = self.known <= view.ledger.size
        if not known or view.ledger.head(self.known).root.hex() != self.root:
            raise BadList(self.name, "it was written from another ledger: write the grid anew")


@attrs.frozen
class Sources:
    """What a grid may cite: the id of the source of all of it, if there is one, and whether a
    source of another id is filed."""

    whole: str | None
    view: View

    def problem(self, source: str) -> str:
        """Return why a source cannot be cited; nothing where it can."""
        if source == self.whole or self.view.ledger.defined("source", source):
            return ""
        return f"source: no source is called {source!r}: file it first"


def takes(content: Content) -> bool:
    """Return whether a file is a grid."""
    return any(_mark(sheet.rows) for sheet in content.sheets)


def _mark(rows: Sequence[Sequence[str]]) -> Sequence[str] | None:
    return rows[0] if rows and rows[0][:1] == [MARK] and len(rows[0]) > 3 else None


def read(content: Content) -> Grid:
    """Return the grid in a file. Raises `BadList`."""
    marks = [found for sheet in content.sheets if (found := _mark(sheet.rows))]
    if not marks or not marks[0][2].removeprefix("#").isdecimal():
        raise BadList(content.name, f"its sheet {SHEETS[1]!r} is gone: write the grid anew")
    for sheet in content.sheets:
        table = headed(content.name, sheet, lambda row: set(WHO[:2]) <= set(row))
        if table:
            _, program, known, root = marks[0][:4]
            return Grid(content.name, program, int(known.removeprefix("#")), root, table)
    raise BadList(content.name, f"no sheet has the columns {', '.join(WHO)}: write the grid anew")


def listing(grid: Grid, names: Names) -> Listing:
    """Return whom a grid names, row by row, and what cannot be read. An id counts where the name
    beside it is its own still."""
    rows = []
    for row in grid.members.rows:
        name, identity = row.cells["participant"], row.cells["id"]
        ids = [identity] if identity and names.title(identity) == name else []
        kept = any(row.cells.get(group.event) for group in GROUPS)
        kind = row.cells.get("kind") or None if not kept else None  # of one who is new
        faults = [f"{head}: {fault}" for head, fault in row.faults.items()]
        rows.append(Raw(row.number, name or identity, (), kind, ids=ids, faults=faults))
    found, wrong = members(rows)
    return Listing(grid.name, found, wrong=wrong, asides=grid.members.asides)


class Line:
    """A row of a grid about a participant, held against the register as it is, and as it was when
    the grid was written."""

    def __init__(self, grid: Grid, row: Row, who: str, sources: Sources) -> None:
        self._grid, self._cells, self._who = grid, row.cells, who
        self._ledger, self._sources = sources.view.ledger, sources
        self._source = row.cells.get("source") or sources.whole or ""
        self._why = f"row {row.number}: {row.cells['participant']}"

    def changes(self) -> Iterator[Proposed | str]:
        """Yield the events that follow, and what is wrong."""
        for group in GROUPS:
            if group.date in self._cells:
                yield from self._of(group)

    def _of(self, group: Group) -> Iterator[Proposed | str]:
        """Yield what follows from the cells of an act, and what is wrong with them."""
        given: dict[str, str] = {}
        faults = []
        for head, field in group.columns.items():
            text = self._cells.get(head, "")
            if not written.is_nothing(text):
                try:
                    given[field] = written.edtf(text) if field in _DATES else text
                except ValueError as problem:
                    faults.append(f"{head}: {problem}")
        if faults:
            yield from faults
            return
        reference = self._cells.get(group.event, "")
        found = self._changed(reference, group, given) if reference else self._new(group, given)
        if isinstance(found, str):
            yield from filter(None, [found])
        else:
            yield from self._checked(found)

    def _changed(self, reference: str, group: Group, given: dict[str, str]) -> Proposed | str:
        """Return the correction of an event, what is wrong with it, or nothing."""
        number = reference.removeprefix("#")
        position = int(number) if number.isdecimal() else 0
        was = self._ledger.reading_of(position, self._grid.known)
        reads = self._ledger.reading_of(position)
        of_this = getattr(was, "program", None) == self._grid.program
        if was is None or type_of(was) != group.type or not of_this:
            return f"{group.event}: {reference!r} is no {group.type} of this program: leave it be"
        given = {**given, "participant": self._who}
        wanted = {field: new for field, new in given.items() if new != _text(was, field)}
        if wanted and (reads is None or isinstance(reads, Unread)):
            return f"{reference} was retracted since the grid was written: see 'log'"
        left = {field: new for field, new in wanted.items() if new != _text(reads, field)}
        both = [field for field in left if _text(reads, field) != _text(was, field)]
        if both:
            now = ", ".join(f"{field} {_text(reads, field)}" for field in both)
            return (
                f"{reference} was corrected since the grid was written, to {now}: see which holds"
            )
        return self._correction(position, left, was) if left else ""

    def _correction(self, position: int, wanted: Mapping[str, str], was: Any) -> Proposed | str:
        reason = self._cells.get("reason", "")
        what = ", ".join(f"{new}, not {_text(was, field)}" for field, new in wanted.items())
        asked = {"reason": reason, "source": self._source}
        missing = [repr(head) for head, cell in asked.items() if not cell]
        if missing:
            return f"{what} (#{position}): fill in {' and '.join(missing)}"
        found = self._ledger.at(position)
        assert found
        wire = {
            "type": "correction",
            "event": found.id,
            "changes": dict(wanted),
            "reason": reason,
            "citations": [{"source": self._source}],
        }
        return Proposed(wire, [f"{self._why}: {what} (#{position})"])

    def _new(self, group: Group, given: dict[str, str]) -> Proposed | str:
        if not given:
            return ""
        if "occurred_on" not in given:
            return f"{group.date}: a {group.type} needs a date: fill it in"
        if not self._source:
            return f"a new {group.type} rests on a source: fill in 'source'"
        wire = {"type": group.type, "program": self._grid.program, "participant": self._who}
        return Proposed({**wire, **given, "citations": [{"source": self._source}]}, [self._why])

    def _checked(self, found: Proposed) -> Iterator[Proposed | str]:
        """Yield an event, or all that is wrong with its form and its source."""
        faults = list(filter(None, [self._sources.problem(self._source)]))
        try:
            if found.wire["type"] == "correction":
                position = self._ledger.position_of(str(found.wire["event"])) or 0
                reads = self._ledger.reading_of(position)
                assert reads is not None
                assert not isinstance(reads, Unread)
                codec.corrected(reads, found.wire["changes"])
            else:
                codec.decode(found.wire)
        except MalformedEvent as refusal:
            faults += map(str, refusal.faults)
        yield from faults
        if not faults:
            yield found


def _text(event: Any, field: str) -> str | None:
    value = getattr(event, field, None)
    return str(value) if value is not None else None
