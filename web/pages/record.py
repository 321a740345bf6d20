"""The record as pages and feeds tell it: each event in a line, each correction with what it
changed, and where there is more of either.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs

from ledger.events import Happening, Participant, Program, Recorded, type_of
from ledger.said import joined, say
from web.pages.atom import Entry
from web.pages.happened import PARTICIPANT, PROGRAM, subjects
from web.pages.paths import path_of
from web.pages.register import Register
from web.pages.told import Cited, Revision, Told

A_PAGE = 500  # events of the whole record on one page


@attrs.frozen
class Line:
    """One event of the record: when and by whom it was recorded, what it says, and the path of the
    page that has more of it."""

    position: int
    day: date
    by: str
    type: str
    words: str
    path: str | None
    stands: bool


@attrs.frozen
class Corrected:
    """A correction or a retraction of an event, which reads ``words`` as it was recorded first."""

    revision: Revision
    recorded: Recorded
    words: str
    path: str


class Record:
    """The events of a register in the order of the ledger."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._records = register.effective.records

    def lines(self, positions: Iterable[int]) -> list[Line]:
        """Return the events at some positions, a line each."""
        return [self._line(self._records[position]) for position in positions]

    def _line(self, recorded: Recorded) -> Line:
        return Line(
            position=recorded.position,
            day=recorded.recorded_at.date(),
            by=recorded.recorded_by,
            type=say(type_of(recorded.event)),
            words=self._register.teller.field_values.event(recorded.event),
            path=self.path(recorded),
            stands=self._register.effective.standing(recorded.position) is not None,
        )

    def path(self, recorded: Recorded) -> str | None:
        """Return the path of the page on which an event, or what it is about, stands in full, or
        whose subject it defines; None where no page has more of it than the record itself."""
        root, names = self._register.effective.root(recorded), self._register.names
        standing = self._register.effective.standing(root.position)
        event = standing.event if standing else root.event
        if isinstance(event, Happening):
            whom, program = subjects(event), getattr(event, "program", None)
            anchor = f"#e{root.position}"
            if whom:
                return path_of(PARTICIPANT, whom[0]) + anchor
            return path_of(PROGRAM, program) + anchor if program in names.programs else None
        if isinstance(event, Program) and event.id in names.programs:
            return path_of(PROGRAM, event.id)
        if isinstance(event, Participant) and event.id in names.participants:
            return path_of(PARTICIPANT, event.id)
        return None

    def happening(self, position: int) -> tuple[Told, str]:
        """Return an event of the world, and where most of it is."""
        told = self._register.teller.tell(position)
        return told, self.path(told.recorded) or page_of(position)

    def corrected(self) -> list[Corrected]:
        """Return every correction and retraction, the newest first."""
        return sorted(self._corrected(), key=lambda one: -one.revision.position)

    def _corrected(self) -> Iterator[Corrected]:
        effective = self._register.effective
        for root in self._records.values():
            if effective.about(root.position) and effective.target(root) is None:
                words = self._register.teller.field_values.event(root.event)
                for one in self._register.teller.revisions(root):
                    recorded = self._records[one.position]
                    path = self.path(recorded) or page_of(one.position)
                    yield Corrected(one, recorded, words, path)

    def of_the_world(self) -> list[int]:
        """Return the positions of the events of the world that stand, the newest first."""
        return sorted((one.position for one in self._register.happened.items), reverse=True)

    def entry(self, position: int, path: str | None = None) -> Entry:
        """Return an event of the world as an entry of a feed; ``path`` is where it leads, if not to
        where most of it is."""
        told, most = self.happening(position)
        changed = [one.position for one in told.revisions]
        updated = self._records[max(changed)] if changed else told.recorded
        return Entry(
            id=told.id,
            title=told.words,
            text=_in_full(told),
            path=path or most,
            recorded_at=told.recorded.recorded_at,
            updated_at=updated.recorded_at,
        )

    def correction(self, one: Corrected) -> Entry:
        """Return a correction or a retraction as an entry of a feed."""
        changes = joined(
            (
                say("{field}: {old} -> {new}", field=field, old=old, new=new)
                for field, old, new in one.revision.changes
            ),
            "; ",
        )
        reason = one.revision.reason or ""
        return Entry(
            id=one.recorded.id,
            title=say("{what}: {words}", what=_begins(one.revision.what), words=one.words),
            text=joined(filter(None, [changes, reason]), ". "),
            path=one.path,
            recorded_at=one.recorded.recorded_at,
            updated_at=one.recorded.recorded_at,
        )


def _in_full(told: Told) -> str:
    """Return an event with its date and its sources, as text."""
    when = joined(filter(None, [told.when, told.place]))
    sources = joined(map(_in_short, told.cited), "; ") or say("none is cited")
    return say("{when}: {words}. Sources: {sources}.", when=when, words=told.words, sources=sources)


def _begins(what: str) -> str:
    """Return what became of an event, as a title begins with it."""
    return {"corrected": say("Corrected"), "retracted": say("Retracted")}.get(what) or what


def _in_short(one: Cited) -> str:
    named = joined(filter(None, [one.publisher, one.published, one.url]))
    return say("against: {source}", source=named) if one.against else named


def page_of(position: int) -> str:
    """Return the path of the page of the whole record that has the event at a position."""
    return f"{path_of_page((position - 1) // A_PAGE)}#e{position}"


def path_of_page(number: int) -> str:
    """Return the path of a page of the whole record, the first being 0."""
    return f"changes/{number * A_PAGE + 1}-{(number + 1) * A_PAGE}/index.html"


def pages(size: int) -> Sequence[int]:
    """Return the numbers of the pages of a record of so many events."""
    return range((size + A_PAGE - 1) // A_PAGE)
