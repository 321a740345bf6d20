"""What is on file about each membership of a program, as plain values for JSON: every event that
bears on it, with its sources, quotes and the steps of its record, as known at every position.

A source that many events cite is there once. The verdicts that hang on a day or a source policy
are not here: they stand in `program_json`.
"""

from collections.abc import Iterator
from typing import Any

from ledger import codec
from ledger.events import Source
from ledger.names import Names
from ledger.records import stamp
from projections.audit import Step
from projections.sentences import describe, plain
from web.page.audit_history import Cited, Paper, Reading, dossier
from web.page.event_history import source_moments
from web.page.relevant import Bearing

Json = dict[str, Any]


def papers(bearing: Bearing, program: str, names: Names) -> Json:
    """Each participant's papers, by its id, and each source that they cite, by its own."""
    found = {
        participant: dossier(records, (program, participant))
        for participant, records in bearing.memberships(program).items()
    }
    cited = {one.citation.source for of in found.values() for paper in of for one in paper.cited}
    return {
        "events": {one: [_paper(paper, names) for paper in of] for one, of in found.items()},
        "sources": {one: list(_readings(bearing, one)) for one in sorted(cited)},
    }


def _readings(bearing: Bearing, source: str) -> Iterator[list[Any]]:
    """From which position on a source read how, nothing where it was retracted."""
    for one in source_moments(bearing, source):
        yield [one.known, _source(one.event) if isinstance(one.event, Source) else None]


def _source(source: Source) -> Json:
    return _told(
        {
            "publisher": source.publisher,
            "title": source.title,
            "url": source.url,
            "published": source.published_on.text if source.published_on else None,
            "tier": source.tier,
            "language": source.language,
            "copyOf": source.copy_of,
        }
    )


def _paper(paper: Paper, names: Names) -> Json:
    recorded = paper.recorded
    return {
        "position": recorded.position,
        "id": recorded.id,
        "recorded": stamp(recorded.recorded_at),
        "readings": [_reading(one, names) for one in paper.readings],
        "cited": [_cited(one) for one in paper.cited],
        "steps": [_step(one) for one in paper.steps],
    }


def _reading(reading: Reading, names: Names) -> Json:
    event = reading.event
    instrument = getattr(event, "instrument", "unspecified")
    about = {"known": reading.known, "verdict": reading.verdict}
    return about | _told(
        {
            "date": event.occurred_on.text,
            "effective": event.effective_on.text if event.effective_on else None,
            "words": describe(event, names),
            "place": event.place,
            "note": event.note,
            "instrument": plain(instrument) if instrument != "unspecified" else None,
            "disputed": list(reading.disputed),
        }
    )


def _cited(one: Cited) -> Json:
    citation = one.citation
    return _told(
        {
            "since": one.since,
            "until": one.until,
            "position": one.position,
            "stance": one.stance,
            "id": citation.source,
            "quote": citation.quote,
            "locator": citation.locator,
            "says": citation.says.text if citation.says else None,
            "wording": citation.wording,
            "supports": list(one.fields),
            "formerly": list(one.former),
            "differs": one.differs,
        }
    )


def _step(step: Step) -> Json:
    return _told(
        {
            "position": step.position,
            "at": stamp(step.recorded_at),
            "by": step.recorded_by,
            "what": step.what,
            "reason": step.reason,
            "changes": [[field, _value(old), _value(new)] for field, old, new in step.changes],
            "retracts": step.retracts,
        }
    )


def _value(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else codec.canonical(value)


def _told(fields: Json) -> Json:
    """The fields that say something."""
    return {field: value for field, value in fields.items() if value not in (None, False, [])}
