"""The JSON of what an audit has about an event: how it reads, its verdict, its sources, its record.

`audit` and `show` print it, and the page is built on it; it is documented in ``docs/json.md`` and
stable: a key may be added, none changes.
"""

from typing import TYPE_CHECKING, Any

from ledger.events import Citation, Source, World
from ledger.records import stamp
from projections.evidence import Support
from projections.verdicts import Verdict

if TYPE_CHECKING:  # a roster with its sources needs no audit
    from projections.steps import Step

Json = dict[str, Any]


def reading(of: World) -> Json:
    """Return how an event reads."""
    return {
        "date": of.occurred_on.text,
        "effective_on": of.effective_on.text if of.effective_on else None,
        "instrument": getattr(of, "instrument", None),
    }


def verdict(of: Verdict) -> Json:
    """Return what the event does to the membership: in a sentence, and in the word to go by."""
    return {"verdict": str(of), "verdict_word": of.word.value}


def support(of: Support) -> Json:
    """Return a citation for or against an event, and the source that is cited."""
    cites = {"position": of.position, "stance": of.stance, "source": of.citation.source}
    fields = {"supports": list(of.fields), "formerly": list(of.former)}
    return cites | source(of.source) | citation(of.citation) | fields


def source(of: Source | None) -> Json:
    """Return how a source reads; without anything when it was retracted."""
    return {
        "publisher": of.publisher if of else None,
        "title": of.title if of else None,
        "url": of.url if of else None,
        "published_on": of.published_on.text if of and of.published_on else None,
        "tier": of.tier if of else None,
        "copy_of": of.copy_of if of else None,
    }


def citation(of: Citation) -> Json:
    """Return what of a source is cited."""
    says = of.says.text if of.says else None
    return {"quote": of.quote, "says": says, "wording": of.wording, "locator": of.locator}


def step(of: "Step") -> Json:
    """Return one thing that was recorded about an event."""
    return {
        "position": of.position,
        "recorded_at": stamp(of.recorded_at),
        "recorded_by": of.recorded_by,
        "what": of.what,
        "reason": of.reason,
        "changes": [
            {"field": field, "before": before, "after": after}
            for field, before, after in of.changes
        ],
        "void": of.void,
    }
