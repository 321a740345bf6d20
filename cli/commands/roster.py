"""``roster``: who is in a program, on any date."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from cli import json_shapes, options, output
from cli.app import App, pass_app
from cli.days import asked_day
from cli.strict import option
from projections.evidence import Evidence, Support
from projections.roster import Entry, Roster
from projections.view import View

_COLUMNS = (
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


@click.command()
@click.argument("program")
@options.on
@options.known
@options.policy
@options.kinds
@option(
    "--status",
    metavar="STATUS",
    help="Who has exactly this status of the program, member or not: a signatory, a partner.",
)
@option(
    "--sources",
    "sourced",
    is_flag=True,
    help="The sources behind each; their addresses in CSV and JSON.",
)
@options.form()
@pass_app
def roster(
    app: App,
    /,
    program: str,
    on: str | None,
    before: str | None,
    after: str | None,
    known: str | None,
    kinds: tuple[str, ...],
    status: str | None,
    sourced: bool,
    form: str,
    **sources: Any,
) -> None:
    """List who is in PROGRAM: members for certain, and possible ones.

    \b
    Examples: depositary roster ILRS --before october-accords --kind state
              depositary roster "Artemis Accords" --on 2023-10-24 --published-by 2023-10-24
              depositary roster ILRS --kind state --sources --format csv
    """
    with options.view(app, known, **sources) as view:
        of = view.program(program)
        if status is not None and status not in of.ladder:
            problem = f"{status!r} is not one of {', '.join(of.ladder)}, which {of.name} has"
            raise click.BadParameter(problem, param_hint="'--status'")
        found = view.roster(of, asked_day(view, on, before, after, app.today), kinds, status)
        cited = _cited(found, view) if sourced else {}
        kept = ", ".join([*kinds, *([status] if status else [])])
        title = view.names.called(of.id, found.on)
        caveats = json_shapes.told(view.caveats(found), found, view) if form != "json" else []
        if form == "csv":
            view.asides += caveats
        output.answer(
            form,
            header=f"{title}: roster {json_shapes.asked(view, found.on)}"
            + (f"; only {kept}" if kept else "")
            + "".join(f"\n{line}" for line in (json_shapes.count(found), *caveats)),
            rows=[_row(entry, form) | _behind(cited.get(entry)) for entry in found.entries],
            columns=_columns(form, sourced),
            shape=_with_sources(json_shapes.roster(found, view, kinds), cited)
            if form == "json"
            else None,
        )


def _columns(form: str, sourced: bool) -> tuple[str, ...]:
    """Return the columns. Addresses are too long for a table that people read, which has the name
    on the day with that of today."""
    columns = (*_COLUMNS, *(["name_then"] if form == "csv" else []))
    if not sourced:
        return columns
    return (*columns, "sources", "disputed_by", *(["urls"] if form == "csv" else []))


def _cited(found: Roster, view: View) -> dict[Entry, list[Support]]:
    """Return the sources of the events behind each entry."""
    effective = view.events_for(found.program.id)
    evidence = Evidence(effective)
    behind = {entry: map(effective.standing, entry.because) for entry in found.entries}
    return {
        entry: [support for one in of if one for support in evidence.of(one)]
        for entry, of in behind.items()
    }


def _behind(cited: Sequence[Support] | None) -> dict[str, Any]:
    """Return the sources of an entry in a row: each once, those that speak against an event
    apart."""
    for_it = [one for one in cited or () if one.stance == "supports"]
    against = [one.citation.source for one in cited or () if one.stance == "disputes"]
    urls = [one.source.url for one in for_it if one.source and one.source.url]
    return {
        "sources": list(dict.fromkeys(one.citation.source for one in for_it)),
        "disputed_by": list(dict.fromkeys(against)),
        "urls": list(dict.fromkeys(urls)),
    }


def _with_sources(shape: dict[str, Any], cited: Mapping[Entry, list[Support]]) -> dict[str, Any]:
    """Return the shape of a roster, where it was asked for with the sources of each entry."""
    from projections import audit_shapes  # loads what audits need, and most rosters do not

    by_id = {entry.participant: list(map(audit_shapes.support, of)) for entry, of in cited.items()}
    for entry in (*shape["members"], *shape["possible"], *shape["others"]) if cited else ():
        entry["sources"] = by_id[entry["participant"]["id"]]
    return shape


def _row(entry: Entry, form: str) -> dict[str, Any]:
    """Return an entry as a row. ``status_since`` is left out of a table for people where it says
    the same as ``since``."""
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
