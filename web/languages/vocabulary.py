"""The words of closed vocabularies that pages show as they are recorded, and that so have
translations by themselves: statuses, kinds, tiers, types of events.
"""

from collections.abc import Iterable

from ledger.event_fields import COVERAGES, INSTRUMENTS, KINDS, STANCES, TIERS
from ledger.events import STATUSES, WIRE_NAMES
from ledger.said import say
from projections.marks import DISPUTED
from projections.sentences import plain
from projections.side_marks import FALLING, LEAVING, PROVISIONAL, SUSPENDED

_OF_PROGRAMS = (  # what programs often call their tiers; any other stays as it was recorded
    *("member", "full member", "founding member", "associate member", "associate", "observer"),
    *("partner", "partner country", "dialogue partner", "candidate"),
)
VOCABULARY = frozenset(
    {
        *map(plain, INSTRUMENTS),
        *_OF_PROGRAMS,
        *(*KINDS, *TIERS, *STATUSES, *STANCES, *COVERAGES),
        *WIRE_NAMES.values(),
        *(*DISPUTED, SUSPENDED, PROVISIONAL, LEAVING, FALLING),
    }
    - {"unspecified"}
)
_FIELDS = {  # of an event
    "occurred_on": say("the date"),
    "effective_on": say("the day from which it counts"),
    "by": say("who signed for it"),
    "with": say("with whom"),
    "participant": say("who"),
    "participants": say("who"),
    "program": say("the program"),
    "predecessor": say("whose place it takes"),
    "place": say("the place"),
    "action": say("how it was done"),
    "instrument": say("the kind of paper"),
    "document": say("the document"),
    "summary": say("what was announced"),
    "on": say("the day"),
    "count": say("the count"),
    "members": say("who is named"),
    "stance": say("for or against"),
    "citation": say("the source"),
    "citations": say("the sources"),
    "events": say("the events"),
    "note": say("the note"),
}


def fields(named: Iterable[str]) -> list[str]:
    """Return the fields of an event as pages call them, each once."""
    return [*dict.fromkeys(_FIELDS.get(one, one) for one in named)]
