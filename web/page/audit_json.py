"""What is on file about each membership of a program, as plain values for JSON: every event that
bears on it, with its sources, quotes and the steps of its record, as known at every position.

The verdicts that hang on a day or a source policy are not here: they stand in `program_json`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from ledger import codec
from ledger.names import Names
from ledger.records import stamp
from projections.audit import Step, Trace
from projections.evidence import Support
from projections.sentences import describe, plain
from web.page.audit_history import Reading, dossier
from web.page.relevant import Bearing

Json = dict[str, Any]


def papers(bearing: Bearing, program: str, names: Names) -> Json:
    """Each participant's papers, by its id."""
    return {
        participant: list(_events(dossier(records, program, participant, names).values(), names))
        for participant, records in bearing.memberships(program).items()
    }


def _events(found: Iterable[tuple[Reading, ...]], names: Names) -> Iterator[Json]:
    for readings in found:
        if not readings:
            continue
        first = readings[0].trace
        yield {
            "position": first.position,
            "id": first.id,
            "type": first.type,
            "recorded": stamp(first.steps[0].recorded_at),
            "readings": [
                {"known": one.known, "verdict": one.verdict, **_reading(one.trace, names)}
                for one in readings
            ],
        }


def _reading(trace: Trace, names: Names) -> Json:
    event = trace.event
    instrument = getattr(event, "instrument", "unspecified")
    return _told(
        {
            "date": event.occurred_on.text,
            "effective": event.effective_on.text if event.effective_on else None,
            "words": describe(event, names),
            "place": event.place,
            "note": event.note,
            "instrument": plain(instrument) if instrument != "unspecified" else None,
            "disputed": trace.disputed,
            "sources": [_source(one, trace) for one in trace.sources],
            "steps": [_step(one) for one in trace.steps],
        }
    )


def _source(support: Support, trace: Trace) -> Json:
    citation, source = support.citation, support.source
    says = citation.says
    about = {"position": support.position, "stance": support.stance, "id": citation.source}
    cited = {
        "quote": citation.quote,
        "locator": citation.locator,
        "says": says.text if says else None,
        "differs": bool(says and says.excludes(trace.event.occurred_on)),
    }
    if source is None:
        return _told(about | cited)
    published = {
        "publisher": source.publisher,
        "title": source.title,
        "url": source.url,
        "published": source.published_on.text if source.published_on else None,
        "tier": source.tier,
        "language": source.language,
        "copyOf": source.copy_of,
    }
    return _told(about | published | cited)


def _step(step: Step) -> Json:
    return _told(
        {
            "position": step.position,
            "at": stamp(step.recorded_at),
            "by": step.recorded_by,
            "what": step.what,
            "reason": step.reason,
            "changes": [[field, _value(old), _value(new)] for field, old, new in step.changes],
            "void": step.void,
        }
    )


def _value(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else codec.canonical(value)


def _told(fields: Json) -> Json:
    """The fields that say something."""
    return {field: value for field, value in fields.items() if value not in (None, False, [])}
