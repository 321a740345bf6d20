"""What is on file about each membership of a program, as plain values for JSON: every event that
bears on it, with its sources, quotes and the steps of its record, as known at every position.

The keys are those of `projections.audit_shapes`, with the positions from and up to which a thing
holds, and without what is empty. A source that many events cite is there once. The verdicts that
hang on the day are not here: they stand in `program_json`.
"""

from collections.abc import Iterator
from typing import Any

from ledger import codec
from ledger.events import Source
from ledger.names import Names
from projections import audit_shapes
from projections.audit import not_yet_recorded
from projections.sentences import describe
from projections.steps import Step
from projections.verdicts import Verdict, Word
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
        "not_admitted": audit_shapes.verdict(Verdict(Word.NOT_ADMITTED)),
    }


def _readings(bearing: Bearing, source: str) -> Iterator[list[Any]]:
    """From which position on a source read how, nothing where it was retracted."""
    for one in source_moments(bearing, source):
        yield [one.known, _source(one.event) if isinstance(one.event, Source) else None]


def _source(source: Source) -> Json:
    return _told({**audit_shapes.source(source), "language": source.language})


def _paper(paper: Paper, names: Names) -> Json:
    recorded = paper.recorded
    return {
        "position": recorded.position,
        "id": recorded.id,
        "before": audit_shapes.verdict(not_yet_recorded(recorded)),
        "readings": [_reading(one, names) for one in paper.readings],
        "cited": [_cited(one) for one in paper.cited],
        "history": [_step(one) for one in paper.steps],
    }


def _reading(reading: Reading, names: Names) -> Json:
    event = reading.event
    return _told(
        {
            "known": reading.known,
            **audit_shapes.reading(event),
            **(audit_shapes.verdict(reading.verdict) if reading.verdict else {}),
            "disputed": reading.disputed,
            "words": describe(event, names),
            "place": event.place,
            "note": event.note,
        }
    )


def _cited(one: Cited) -> Json:
    return _told(
        {
            "since": one.since,
            "until": one.until,
            "position": one.position,
            "stance": one.stance,
            "source": one.citation.source,
            **audit_shapes.citation(one.citation),
            "supports": list(one.fields),
            "formerly": list(one.former),
            "differs": one.differs,
        }
    )


def _step(step: Step) -> Json:
    """A step, whether it is void left to the position that is asked about."""
    changes = [
        {"field": field, "before": _value(old), "after": _value(new)}
        for field, old, new in step.changes
    ]
    more = {"changes": changes, "retracts": step.retracts, "void": None}
    return _told(audit_shapes.step(step) | more)


def _value(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else codec.canonical(value)


def _told(fields: Json) -> Json:
    """The fields that say something."""
    return {field: value for field, value in fields.items() if value not in (None, False, [])}
