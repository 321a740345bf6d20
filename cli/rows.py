"""Rosters and timelines as rows and as JSON, with the sources behind each where they are wanted:
what `roster` and `timeline` answer, and `publish` lays beside its pages.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli import json_shapes, output
from projections.effective import Effective
from projections.evidence import DISPUTES, SUPPORTS, Evidence, Support
from projections.roster import Entry, Roster
from projections.view import View

if TYPE_CHECKING:
    from projections.timeline import Item

Cited = Mapping[Any, Sequence[Support]]  # by participant, or by position
_SOURCES = ("sources", "disputed_by")
OF_ROSTER = (
    "participant",
    "id",
    "kind",
    "status",
    "since",
    "status_since",
    "certainty",
    "marks",
    "because",
)
OF_TIMELINE = ("date", "type", "what", "event")


def with_sources(columns: Sequence[str], form: str) -> tuple[str, ...]:
    """Return columns with those of the sources; addresses are too long for a table that people
    read."""
    return (*columns, *_SOURCES, *(["urls"] if form == "csv" else []))


def roster_columns(form: str, sourced: bool) -> tuple[str, ...]:
    """Return columns of a roster; a table for people has the name on the day with today's."""
    columns = (*OF_ROSTER, *(["name_then"] if form == "csv" else []))
    return with_sources(columns, form) if sourced else columns


def of_roster(found: Roster, form: str, cited: Cited | None = None) -> list[dict[str, Any]]:
    """Return the rows of a roster; ``cited`` has the sources by participant."""
    return [
        _of_entry(entry, form) | (_of_sources(cited[entry.participant]) if cited else {})
        for entry in found.entries
    ]


def of_timeline(items: Iterable["Item"], cited: Cited | None = None) -> list[dict[str, Any]]:
    """Return the rows of a timeline; ``cited`` has the sources by position."""
    return [_of_item(item) | (_of_sources(cited[item.position]) if cited else {}) for item in items]


def roster_shape(found: Roster, view: View, cited: Cited | None = None) -> dict[str, Any]:
    """Return the JSON of a roster."""
    shape = json_shapes.roster(found, view)
    if cited:
        for entry in (*shape["members"], *shape["possible"], *shape["others"]):
            entry["sources"] = _shapes(cited, entry["participant"]["id"])
    return shape


def timeline_shape(
    items: Iterable["Item"],
    view: View,
    program: str | None,
    participant: str | None,
    cited: Cited | None = None,
) -> dict[str, Any]:
    """Return the JSON of a timeline of a program, of a participant, or of all."""
    return {
        "program": json_shapes.program(view.names.programs[program]) if program else None,
        "participant": json_shapes.participant(participant, view.names) if participant else None,
        "known": json_shapes.known(view),
        "items": [
            _item_shape(item) | ({"sources": _shapes(cited, item.position)} if cited else {})
            for item in items
        ],
    }


def supports(
    effective: Effective, evidence: Evidence, positions: Iterable[int]
) -> tuple[Support, ...]:
    """Return the citations for and against the events at some positions, of those that stand."""
    standing = (effective.standing(position) for position in positions)
    return tuple(support for one in standing if one for support in evidence.of(one))


def _of_entry(entry: Entry, form: str) -> dict[str, Any]:
    """``status_since`` is left out of a table for people where it says the same as ``since``."""
    same = form == "table" and entry.since == entry.status_since
    return {
        "participant": entry.called if form == "table" else entry.name,
        "name_then": entry.name_then,
        "id": entry.participant,
        "kind": entry.kind,
        "status": entry.status,
        "since": entry.since,
        "status_since": None if same else entry.status_since,
        "certainty": entry.certainty,
        "marks": output.Marks(entry.marks),
        "because": [f"#{position}" for position in entry.because],
    }


def _of_item(item: "Item") -> dict[str, Any]:
    via = f" (by {', '.join(item.via)})" if item.via else ""
    where = {"date": item.when, "type": item.kind, "event": f"#{item.position}"}
    return {**where, "what": f"{item.summary}{via}"}


def _item_shape(item: "Item") -> dict[str, Any]:
    return {
        "position": item.position,
        "date": item.when,
        "earliest": item.earliest.isoformat(),
        "latest": item.latest.isoformat(),
        "type": item.kind,
        "summary": item.summary,
        "program": item.program,
        "participants": list(item.participants),
        "via": list(item.via),
        "document": item.document,
    }


def _of_sources(cited: Sequence[Support]) -> dict[str, Any]:
    """Return the sources of a row, each once, those that speak against an event apart."""
    for_it = [one for one in cited if one.stance == SUPPORTS]
    against = [one.citation.source for one in cited if one.stance == DISPUTES]
    urls = [one.source.url for one in for_it if one.source and one.source.url]
    return {
        "sources": list(dict.fromkeys(one.citation.source for one in for_it)),
        "disputed_by": list(dict.fromkeys(against)),
        "urls": list(dict.fromkeys(urls)),
    }


def _shapes(cited: Cited, of: Any) -> list[dict[str, Any]]:
    from projections import audit_shapes  # loads what audits need, and most rosters do not

    return list(map(audit_shapes.support, cited[of]))
