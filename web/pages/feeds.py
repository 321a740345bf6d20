"""Which feeds there are, and what is in them: what happened, of a program, of a participant and in
all, as it is recorded; and what is corrected.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time

from ledger.said import joined, key, say
from ledger.transparency import checkpoints
from web.pages import changes, sentences
from web.pages.atom import NEWEST, Entry, Feed, atom
from web.pages.imprint import Imprint
from web.pages.paths import path_of
from web.pages.record import Record
from web.pages.register import Register

ALL, CORRECTIONS = "feed.xml", "corrections.xml"
_EVENTS = joined([sentences.SOURCES, say("Corrections are in a feed of their own.")], " ")
_HAPPENED = key("{name}: what happened, as it is recorded")


def of_one(register: Register, imprint: Imprint, sort: str, identity: str) -> bytes:
    """Return the feed of a program or a participant."""
    page, record = path_of(sort, identity), Record(register)
    last = sorted((one.position for one in register.items(sort, identity)), reverse=True)[:NEWEST]
    entries = [record.entry(one, f"{page}#e{one}") for one in last]
    title = say(_HAPPENED, name=register.names.title(identity))
    path = page.replace("index.html", ALL)
    return _written(register, imprint, Feed(path, page, title, _EVENTS), entries)


def of_all(register: Register, imprint: Imprint) -> bytes:
    """Return the feed of everything that happened."""
    record = Record(register)
    entries = map(record.entry, record.of_the_world()[:NEWEST])
    title = say(_HAPPENED, name=imprint.title)
    return _written(register, imprint, Feed(ALL, changes.CHANGES, title, _EVENTS), entries)


def of_corrections(register: Register, imprint: Imprint) -> bytes:
    """Return the feed of what was corrected and taken back."""
    record = Record(register)
    entries = map(record.correction, record.corrected()[:NEWEST])
    title = say("{title}: corrections", title=imprint.title)
    subtitle = say("What was recorded wrong, how it reads now, and why.")
    feed = Feed(CORRECTIONS, changes.CORRECTIONS, title, subtitle)
    return _written(register, imprint, feed, entries)


def _written(register: Register, imprint: Imprint, feed: Feed, entries: Iterable[Entry]) -> bytes:
    """Return a feed with its entries, of the ledger that goes by its origin."""
    ledger = register.view.ledger
    if ledger.size:
        return atom(
            feed, imprint, list(entries), checkpoints.own_origin(ledger), ledger.recorded_at(1)
        )
    begun = datetime.combine(register.today, time(), UTC)
    return atom(feed, imprint, [], str(ledger.path.name), begun)
