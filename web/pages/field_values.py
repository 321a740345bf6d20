"""Events and their fields in words: dates, whom they name, which sources they cite, what was
corrected from what to what.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import attrs

from ledger import codec
from ledger.events import WIRE_NAMES, Correction, Event, Unread, wire_name
from ledger.names import Names
from ledger.references import fields_of
from ledger.said import folded, joined, say
from projections.sentences import describe, plain
from projections.steps import Step
from web.languages.vocabulary import VOCABULARY, fields
from web.pages.days import in_words, spelled

_WORDS = (
    "action",
    "instrument",
    "stance",
    "kind",
    "kinds",
    "tier",
    "tiers",
    "coverage",
    "statuses",
)
Publisher = Callable[[str], str]  # of the source of an id


@attrs.frozen
class FieldValues:
    """Tells the fields of events to people, given names and the publishers of sources."""

    names: Names
    publisher: Publisher

    def event(self, event: Event | Unread) -> str:
        """Return an event as a sentence, in a line."""
        if isinstance(event, Correction):
            changes = joined(
                say("{field} {value}", field=field, value=self._told(name, value))
                for name, value in event.changes.items()
                for field in fields([name])
            )
            said = {"id": event.event[:12], "changes": changes, "reason": event.reason}
            return spelled(folded(say("{id} should read {changes}: {reason}", **said)))
        return spelled(folded(describe(event, self.names)))

    def changes(self, step: Step) -> Iterator[tuple[str, str, str]]:
        """Yield each field that a correction changed, with how it read before and after."""
        for field, old, new in step.changes:
            [called] = fields([field])
            yield called, self._told(field, old), self._told(field, new)

    def _told(self, field: str, value: Any) -> str:
        match value:
            case None | []:
                return say("nothing")
            case {"source": str(source)}:
                return self.publisher(source)
            case list():
                return joined(self._told(field, one) for one in value)
            case str():
                return self._text(field, value)
            case _:
                return codec.canonical(value)

    def _text(self, field: str, value: str) -> str:
        sort = _sorts().get(field)
        if sort == "date":
            return in_words(value)
        if sort in ("participant", "program", "state"):
            return self.names.title(value)
        if sort == "event":
            return value[:12]
        words = plain(value)
        return say(words) if field in _WORDS and words in VOCABULARY else value


@cache
def _sorts() -> dict[str, str]:
    """Return what stands in the fields that hold dates or name something, by their wire names."""
    dates = {
        wire_name(field.name): "date"
        for cls in WIRE_NAMES
        for field in attrs.fields(cls)
        if "Date" in str(field.type)
    }
    return {one.wire: one.sort for cls in WIRE_NAMES for one in fields_of(cls)} | dates
