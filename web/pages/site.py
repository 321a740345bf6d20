"""The pages of plain HTML as files: each by its path, made when it is asked for; with the feeds,
the data and the citations beside them, and the list of all for search engines.

Whoever lays them out hands in how rosters and timelines are written as data (`Data`), so that
these are the same as its own answers.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date
from functools import cached_property, partial
from importlib.resources import files
from typing import Any, Protocol

from projections.evidence import Support
from projections.roster import Roster
from projections.timeline import Item
from projections.view import View
from web.pages import (
    changes,
    feeds,
    front,
    lists,
    metadata,
    participant_page,
    preview,
    program_page,
    record,
    searched,
)
from web.pages.happened import PARTICIPANT, PROGRAM
from web.pages.imprint import Imprint
from web.pages.paths import path_of
from web.pages.register import Register

STYLE = "pages.css"
Made = Callable[[], bytes]
Cited = Mapping[Any, Sequence[Support]]  # by participant, or by position


class Data(Protocol):
    """How data are written, in a form: ``csv`` or ``json``."""

    def roster(self, form: str, view: View, found: Roster, cited: Cited) -> bytes:
        """Return a roster, with the sources of each entry by participant."""
        ...

    def timeline(
        self, form: str, view: View, participant: str, items: Sequence[Item], cited: Cited
    ) -> bytes:
        """Return what happened to a participant, with the sources of each item by position."""
        ...


class Pages:
    """The pages of a ledger, as on a day: what each is made by, by its path."""

    def __init__(
        self, view: View, today: date, imprint: Imprint, data: Data, shown: Sequence[str] = ()
    ) -> None:
        self.imprint, self._data, self._shown = imprint, data, shown
        self.register = Register(view, today, imprint.language)

    def paths(self) -> list[str]:
        """Return the path of every file."""
        return list(self._made)

    def file(self, path: str) -> bytes | None:
        """Return the file at a path, or None where there is none."""
        made = self._made.get(path)
        return made() if made else None

    def front(self, page: bytes) -> bytes:
        """Return the page with the date, as it is for any ledger, as the first of this site."""
        return front.page(page.decode(), self.register, self.imprint, self._shown)

    @cached_property
    def pictures(self) -> Mapping[str, Made]:
        """What draws the pictures of the pages, by their paths: under one there is always the
        same."""
        register, imprint = self.register, self.imprint
        of = [preview.of_front(register, imprint, self._shown)]
        of += [preview.of_program(register, imprint, one) for one in register.programs]
        return {one.path: one.draw for one in of if one}

    @cached_property
    def _made(self) -> Mapping[str, Made]:
        register, imprint = self.register, self.imprint
        found: dict[str, Made] = {
            STYLE: (files("web.pages") / STYLE).read_bytes,
            lists.PROGRAMS: partial(lists.programs_page, register, imprint),
            lists.PARTICIPANTS: partial(lists.participants_page, register, imprint),
            searched.NAMES: partial(searched.names, register),
            lists.ABOUT: partial(lists.about_page, register, imprint),
            changes.CHANGES: partial(changes.page, register, imprint),
            changes.CORRECTIONS: partial(changes.corrections_page, register, imprint),
            feeds.ALL: partial(feeds.of_all, register, imprint),
            feeds.CORRECTIONS: partial(feeds.of_corrections, register, imprint),
        }
        for number in record.pages(register.view.known):
            path = record.path_of_page(number)
            found[path] = partial(changes.record_page, register, imprint, number)
        for one in register.programs:
            found |= self._of_program(one)
        for one in register.participants:
            found |= self._of_participant(one)
        found |= self.pictures
        if imprint.url is not None:
            found["sitemap.xml"] = self._sitemap
        return found

    def _of_program(self, program: str) -> dict[str, Made]:
        folder = path_of(PROGRAM, program).removesuffix("index.html")
        cite = partial(program_page.cite, self.register, self.imprint, program)
        return {
            f"{folder}index.html": partial(program_page.page, self.register, self.imprint, program),
            f"{folder}roster.csv": partial(self._roster, "csv", program),
            f"{folder}roster.json": partial(self._roster, "json", program),
            f"{folder}feed.xml": partial(
                feeds.of_one, self.register, self.imprint, PROGRAM, program
            ),
            f"{folder}cite.bib": lambda: cite().bibtex.encode(),
            f"{folder}cite.ris": lambda: cite().ris.encode(),
        }

    def _of_participant(self, participant: str) -> dict[str, Made]:
        folder = path_of(PARTICIPANT, participant).removesuffix("index.html")
        cite = partial(participant_page.cite, self.register, self.imprint, participant)
        return {
            f"{folder}index.html": partial(
                participant_page.page, self.register, self.imprint, participant
            ),
            f"{folder}events.csv": partial(self._timeline, "csv", participant),
            f"{folder}events.json": partial(self._timeline, "json", participant),
            f"{folder}feed.xml": partial(
                feeds.of_one, self.register, self.imprint, PARTICIPANT, participant
            ),
            f"{folder}cite.bib": lambda: cite().bibtex.encode(),
            f"{folder}cite.ris": lambda: cite().ris.encode(),
        }

    # the data beside a page are those of the answer that it is cited by

    def _roster(self, form: str, program: str) -> bytes:
        register, found = self.register, self.register.roster(program)
        cited = {one.participant: register.teller.supports(one.because) for one in found.entries}
        return self._data.roster(form, self._as_cited(PROGRAM, program), found, cited)

    def _timeline(self, form: str, participant: str) -> bytes:
        items = self.register.items(PARTICIPANT, participant)
        cited = {one.position: self.register.teller.supports([one.position]) for one in items}
        view = self._as_cited(PARTICIPANT, participant)
        return self._data.timeline(form, view, participant, items, cited)

    def _as_cited(self, sort: str, identity: str) -> View:
        return self.register.view.as_known_at(self.register.asked(sort, identity).head.size)

    def _sitemap(self) -> bytes:
        """Return the list of all pages, each with the day on which something new bore on it."""
        register = self.register
        newest = register.view.ledger.head().recorded_at
        last = newest.astimezone(UTC).date() if newest else register.today
        changed = {
            path_of(sort, one): register.asked(sort, one).changed_on
            for sort, ids in ((PROGRAM, register.programs), (PARTICIPANT, register.participants))
            for one in ids
        }
        pages = ["index.html", *(path for path in self._made if path.endswith(".html"))]
        found = ((self.imprint.at(path), changed.get(path, last)) for path in pages)
        return metadata.sitemap([(address, day) for address, day in found if address])
