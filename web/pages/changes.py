"""The pages of what changed: what happened lately in the world; what was recorded and what was
corrected lately; and the whole record, so many events a page.
"""

from itertools import islice

from ledger.events import Claim, Happening, Participant, Program
from ledger.said import say
from web.pages import metadata, record, rendering
from web.pages.imprint import Imprint
from web.pages.record import Record
from web.pages.register import Register
from web.pages.rendering import Head

CHANGES, CORRECTIONS = "changes/index.html", "changes/corrections/index.html"
_LATEST = 60
_MOST_CORRECTIONS = 1000
_TELLING = (Happening, Claim, Program, Participant)  # what a reader of changes looks for


def page(register: Register, imprint: Imprint) -> bytes:
    """Return the page of what happened, was recorded and was corrected last."""
    of = Record(register)
    items = register.happened.items
    past = [one.position for one in reversed(items) if one.earliest <= register.today]
    ahead = [one.position for one in items if one.earliest > register.today]
    recorded = (
        position
        for position in reversed(register.effective.records)
        if isinstance(register.effective.records[position].event, _TELLING)
    )
    size = register.view.known
    description = say("What happened last, what was recorded last, and what was corrected.")
    head = Head(CHANGES, say("Changes"), description, metadata.catalog(imprint), "feed.xml")
    return rendering.page(
        "changes",
        head,
        imprint,
        happened=list(map(of.happening, past[:_LATEST])),
        ahead=list(map(of.happening, ahead)),
        today=register.today,
        recorded=of.lines(islice(recorded, _LATEST)),
        corrected=of.corrected()[:_LATEST],
        pages=[record.path_of_page(one) for one in record.pages(size)],
    )


def corrections_page(register: Register, imprint: Imprint) -> bytes:
    """Return the page of what was corrected and taken back, the newest first."""
    description = say("What was corrected and taken back in this register, and why.")
    data = metadata.catalog(imprint)
    head = Head(CORRECTIONS, say("Corrections"), description, data, "corrections.xml")
    found = Record(register).corrected()
    return rendering.page(
        "corrections",
        head,
        imprint,
        corrected=found[:_MOST_CORRECTIONS],
        more=max(0, len(found) - _MOST_CORRECTIONS),
    )


def record_page(register: Register, imprint: Imprint, number: int) -> bytes:
    """Return a page of the whole record, the first being 0."""
    first = number * record.A_PAGE + 1
    last = min(first + record.A_PAGE - 1, register.view.known)
    path = record.path_of_page(number)
    title = say("The record from #{first} to #{last}", first=first, last=first + record.A_PAGE - 1)
    description = say("Every event as it was recorded, from #{first} on.", first=first)
    head = Head(path, title, description, metadata.catalog(imprint), "feed.xml")
    lines = Record(register).lines(range(first, last + 1))
    return rendering.page("record", head, imprint, lines=lines, title=title)
