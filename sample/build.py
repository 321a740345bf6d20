"""The demonstration ledger, built from the data files beside this script.

An entry of a data file is an event in its wire form, written more shortly: ``source``,
``locator``, ``quote`` and ``says`` are its first citation; ``label`` gives it a name by which other
entries speak of it (``event``); ``recorded_on`` says when it was recorded, where that does not
follow from its sources. What the entries say is theirs; when each was recorded is decided here.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import yaml

from ledger import codec, dates
from ledger.events import Event
from projections.kept.ledgers import create_ledger

Wire: TypeAlias = dict[str, Any]

HERE = Path(__file__).parent
FIRST_DAY, LAST_DAY = date(2015, 3, 14), date(2026, 11, 20)
SPREADSHEETS: Mapping[str, Wire] = {  # with what is the same in every row
    "treaties.csv": {},
    "accords.csv": {"type": "signing", "program": "artemis-accords", "instrument": "accords"},
    "verdragenbank.csv": {},
}
LISTS = ("treaties.yaml", "accords.yaml", "ilrs.yaml", "other.yaml", "claims.yaml")
SESSIONS: Mapping[str, date] = {  # what was added later, with the day on which all of it was
    "verdragenbank.csv": date(2026, 11, 24),
    "space-treaties.yaml": date(2026, 11, 24),
    "articles.yaml": date(2026, 11, 25),
    "accords-2026.yaml": date(2026, 11, 25),
    "brics.yaml": date(2026, 11, 26),
    "ctbt.yaml": date(2026, 11, 26),
    "rome-statute.yaml": date(2026, 11, 26),
    "council-of-europe.yaml": date(2026, 11, 26),
    "unesco.yaml": date(2026, 11, 26),
    "gatt.yaml": date(2026, 11, 26),
    "inf.yaml": date(2026, 11, 26),
    "coverage.yaml": date(2026, 11, 26),
}
CITED = ("source", "locator", "quote", "says", "wording", "supports")
NAMING = (
    *("program", "programs", "participant", "participants", "with", "launched_by", "launched_for"),
    *("document", "parties", "predecessor", "successors", "continued_by", "replaced_by"),
    *("members", "subject", "excluding", "copy_of"),
)


@attrs.frozen
class Entry:
    """An event in its wire form, with what only this script needs to know of it."""

    wire: Wire
    label: str | None
    recorded_on: date | None


def build(path: Path) -> None:
    """Write the sample ledger to a new file, to be read where nothing can be written."""
    with create_ledger(path) as ledger:
        for moment, events in batches():
            ledger.append(events, by="sample", at=moment)
        ledger.sql.execute("VACUUM")
        ledger.sql.execute("PRAGMA journal_mode = DELETE")


def batches() -> Iterator[tuple[datetime, list[Event]]]:
    """The events in the order of the ledger, as batches with the moment of each."""
    library = Library()
    dated = [(library.recorded_on(entry), entry) for entry in entries()]
    dated.sort(key=lambda pair: pair[0])  # stable: one day's entries stay in the order of the files
    for day, pairs in groupby(dated, key=lambda pair: pair[0]):
        events = [event for _, entry in pairs for event in library.file(entry)]
        yield datetime.combine(day, time(12), UTC), events


def entries() -> Iterator[Entry]:
    """Every entry of the data files but the definitions of programs, participants and sources."""
    for name, common in SPREADSHEETS.items():
        for row in read_spreadsheet(name):
            yield entry_of({**common, **row}, SESSIONS.get(name))
    for wire in read_list("programs.yaml"):
        if wire["type"] == "milestone":
            yield entry_of(wire)
    for name in (*LISTS, *SESSIONS):
        if name not in SPREADSHEETS:
            for wire in read_list(name):
                yield entry_of(wire, SESSIONS.get(name))


def read_spreadsheet(name: str) -> Iterator[Wire]:
    """The rows of a CSV file, without their empty cells."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: cell for key, cell in row.items() if cell}


def read_list(name: str) -> list[Wire]:
    """The items of a YAML file; every scalar is a text, dates and ``NO`` too."""
    with (HERE / name).open(encoding="utf-8") as file:
        return list(yaml.load(file, Loader=yaml.BaseLoader))


def entry_of(shorthand: Wire, session: date | None = None) -> Entry:
    """An entry as it stands in a data file, written out in full; ``session`` is the day on which
    the whole file was recorded."""
    wire = dict(shorthand)
    label, own_day = wire.pop("label", None), wire.pop("recorded_on", None)
    cited = {key: wire.pop(key) for key in CITED if key in wire}
    if cited and wire["type"] in ("attestation", "claim"):
        wire["citation"] = cited
    elif cited:
        wire["citations"] = [cited, *wire.get("citations", ())]
    return Entry(wire, label, dates.day(own_day) if own_day else session)


class Library:
    """The definitions, of which each is filed just before the first event that needs it, and the
    ids of the events by their labels, of the definitions by what they define."""

    def __init__(self) -> None:
        sources = [{"type": "source", **row} for row in read_spreadsheet("sources.csv")]
        others = [wire for wire in read_list("programs.yaml") if wire["type"] != "milestone"]
        self.waiting = {wire["id"]: wire for wire in (*others, *sources)}
        self.sources = {wire["id"]: wire for wire in sources}
        self.ids: dict[str, str] = {}

    def recorded_on(self, entry: Entry) -> date:
        """The day on which an entry was recorded: when the last of its dated sources came out; if
        none has a date, its own last day; and for what is older than the register, the last day."""
        if entry.recorded_on:
            return entry.recorded_on
        wire = entry.wire
        published = [self.published_on(one["source"]) for one in citations(wire)]
        day = max(filter(None, published), default=None)
        if day is None:
            own = dates.parse(wire["on"] if "on" in wire else wire["occurred_on"]).latest
            day = own if own > FIRST_DAY else LAST_DAY
        return min(day, LAST_DAY)

    def published_on(self, source: str) -> date | None:
        """The last day on which a source, or what it reprints, can have come out."""
        wire = self.sources[source]
        if "published_on" in wire:
            return dates.parse(wire["published_on"]).latest
        return self.published_on(wire["copy_of"]) if "copy_of" in wire else None

    def file(self, entry: Entry) -> Iterator[Event]:
        """The event of an entry, and before it the definitions that it is the first to need."""
        yield from self.needed(entry.wire)
        yield self.labelled(entry.label or entry.wire.get("id"), self.with_ids(entry.wire))

    def needed(self, wire: Wire) -> Iterator[Event]:
        """The definitions of the names in an event that were not filed yet; none for a state."""
        for name in names_in(wire):
            definition = self.waiting.pop(name, None)
            if definition:
                yield from self.needed(definition)
                yield self.labelled(name, definition)

    def labelled(self, label: str | None, wire: Wire) -> Event:
        """The event of a wire form; the id that it will have is kept under its label."""
        event = codec.decode(wire)
        if label:
            self.ids[label] = codec.event_id(codec.body(event))
        return event

    def with_ids(self, wire: Wire) -> Wire:
        """A wire form with the ids of events where it has their labels."""
        found = dict(wire)
        if "event" in found:
            found["event"] = self.ids[found["event"]]
        if "events" in found:
            found["events"] = [self.ids[label] for label in found["events"]]
        if "changes" in found:
            changes = self.with_ids(found["changes"])
            found["changes"] = {field: value or None for field, value in changes.items()}
        return found


def citations(wire: Wire) -> list[Wire]:
    """The citations of an event, however many it may have."""
    return [wire["citation"]] if "citation" in wire else wire.get("citations", [])


def names_in(wire: Wire) -> Iterator[str]:
    """The programs, participants, documents and sources that an event names."""
    for key in NAMING:
        named = wire.get(key, [])
        yield from [named] if isinstance(named, str) else named
    yield from (one["source"] for one in citations(wire))
    if "changes" in wire:
        yield from names_in(wire["changes"])


if __name__ == "__main__":
    SAMPLE = HERE.parent / "events.db.sample"
    SAMPLE.unlink(missing_ok=True)
    build(SAMPLE)
