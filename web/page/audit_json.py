"""Give all that is on file about each membership of a program, as plain values for JSON: every
event that bears on it, with its sources, quotes and the steps of its record, as known at every
position.

The keys are those of `projections.audit_shapes`, with the positions from and up to which a thing
holds, and without what is empty. A source that many events cite is there once. The verdicts on acts
that hang on the day are not here: they stand in `program_json`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

import attrs

from ledger.dates import Date
from ledger.events import Act, Mark, Source, type_of
from ledger.names import Names
from projections import audit_shapes
from projections.audit import not_yet_recorded
from projections.documents import Paper as PaperOf
from projections.steps import Step
from projections.verdicts import Verdict, Word, on_each_day
from web.languages.vocabulary import fields
from web.page.audit_history import Cited, Paper, Reading, dossier
from web.page.event_history import before_whom, paper_moments, source_moments
from web.page.relevant import Bearing
from web.pages.days import spelled
from web.pages.field_values import FieldValues

Json = dict[str, Any]


def papers(bearing: Bearing, program: str, names: Names) -> Json:
    """Return each participant's papers, by its id, each source that they cite, by its own, and whom
    each comes after."""
    found = {
        participant: dossier(records, (program, participant))
        for participant, records in bearing.memberships(program).items()
    }
    cited = {one.citation.source for of in found.values() for paper in of for one in paper.cited}
    cited |= {of for one in cited if (of := _copied(bearing, one))}
    field_values = FieldValues(names, lambda source: _publisher(bearing, source))
    return {
        "events": {one: [_paper(paper, field_values) for paper in of] for one, of in found.items()},
        "sources": {one: list(_readings(bearing, one)) for one in sorted(cited)},
        "documents": {one: list(_papers_of(bearing, one)) for one in sorted(_named(found))},
        "predecessors": _before_whom(bearing, program, names),
        "not_admitted": audit_shapes.verdict(Verdict(Word.NOT_ADMITTED)),
    }


def _named(found: Mapping[str, Sequence[Paper]]) -> set[str]:
    """Return the documents by which some events were done, as they ever read."""
    readings = (one.event for of in found.values() for paper in of for one in paper.readings)
    return {one.document for one in readings if one.document}


def _papers_of(bearing: Bearing, document: str) -> Iterator[list[Any]]:
    """Yield from which position on a document read how, in words, and which events named it."""
    before = None
    for known, of, acts in paper_moments(bearing, document):
        told = [spelled(str(PaperOf(document, of, tuple(acts)))), acts]
        if told != before:
            yield [known, *told]
        before = told


def _before_whom(bearing: Bearing, program: str, names: Names) -> Json:
    """Return whom each participant succeeds or continues, from which position on: by its id, with
    the verdict on what that did."""
    found: dict[str, list[Any]] = {}
    for known, of in before_whom(bearing, program):
        for one in dict.fromkeys((*found, *of)):
            told = [[who, _of_predecessor(who, names)] for who in of.get(one, ())]
            found.setdefault(one, []).append([known, told])
    return found


def _of_predecessor(who: str, names: Names) -> Json:
    return audit_shapes.verdict(Verdict(Word.OF_PREDECESSOR, names.title(who)))


def _readings(bearing: Bearing, source: str) -> Iterator[list[Any]]:
    """Yield from which position on a source read how, nothing where it was retracted."""
    for one in source_moments(bearing, source):
        yield [one.known, _source(one.event) if isinstance(one.event, Source) else None]


def _copied(bearing: Bearing, source: str) -> str | None:
    """Return the source that another is a copy of, as that was filed."""
    filed = bearing.source(source)
    return filed.event.copy_of if filed and isinstance(filed.event, Source) else None


def _source(source: Source) -> Json:
    return _told({**audit_shapes.source(source), "language": source.language})


def _paper(paper: Paper, field_values: FieldValues) -> Json:
    recorded = paper.recorded
    return {
        "position": recorded.position,
        "id": recorded.id,
        "act": isinstance(recorded.event, get_args(Act)),
        "before": audit_shapes.verdict(not_yet_recorded(recorded)),
        "readings": [_reading(one, field_values) for one in paper.readings],
        "cited": [_cited(one) for one in paper.cited],
        "history": [_step(one, field_values) for one in paper.steps],
    }


def _reading(reading: Reading, field_values: FieldValues) -> Json:
    """Return how an event read; where it is no act, with its verdicts from which day on."""
    event = reading.event
    aside = reading.verdict is None and not isinstance(event, get_args(Act))
    on_each = on_each_day(event, reading.revoked) if aside else ()
    return _told(
        {
            "known": reading.known,
            **audit_shapes.reading(event),
            **_days(event.occurred_on),
            **(audit_shapes.verdict(reading.verdict) if reading.verdict else {}),
            "beside": type_of(event) if isinstance(event, get_args(Mark)) else None,
            "on_each_day": [[day.isoformat(), audit_shapes.verdict(one)] for day, one in on_each],
            "disputed": reading.disputed,
            "words": field_values.event(
                attrs.evolve(event, document=None)
            ),  # which is told by its title
            "place": event.place,
            "document": event.document,
            "note": event.note,
        }
    )


def _days(date: Date) -> Json:
    """Return the first and the last day that a date allows, where it is more than one."""
    if date.earliest == date.latest:
        return {}
    return {"first": date.earliest.isoformat(), "last": date.latest.isoformat()}


def _cited(one: Cited) -> Json:
    return _told(
        {
            "since": one.since,
            "until": one.until,
            "position": one.position,
            "stance": one.stance,
            "source": one.citation.source,
            **audit_shapes.citation(one.citation),
            "supports": fields(one.fields),
            "formerly": fields(one.former),
            "differs": one.differs,
        }
    )


def _step(step: Step, field_values: FieldValues) -> Json:
    """Return a step, whether it is void left to the position that is asked about."""
    changes = [
        {"field": field, "before": old, "after": new}
        for field, old, new in field_values.changes(step)
    ]
    more = {"changes": changes, "retracts": step.retracts, "void": None}
    return _told(audit_shapes.step(step) | more)


def _publisher(bearing: Bearing, source: str) -> str:
    filed = bearing.source(source)
    return filed.event.publisher if filed and isinstance(filed.event, Source) else source


def _told(fields: Json) -> Json:
    """Return the fields that say something."""
    return {field: value for field, value in fields.items() if value not in (None, False, [])}
