"""``roster``: who is in a program, on any date."""

from typing import Any

import click

from cli import json_shapes, options, questions, rows
from cli.app import App, pass_app
from cli.days import asked_day
from cli.strict import option
from projections.evidence import Evidence
from projections.roster import Roster
from projections.view import View


@click.command()
@click.argument("program")
@options.on
@options.known
@options.policy
@options.kinds
@options.regions
@option(
    "--status",
    metavar="STATUS",
    help="Who has exactly this status of the program, member or not: a signatory, a partner.",
)
@options.sourced
@options.cite
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
    regions: tuple[str, ...],
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
        day = asked_day(view, on, before, after, app.today)
        found = view.roster(of, day, kinds, status, regions)
        cited = _cited(found, view) if sourced else None
        title = view.names.called(of.id, found.on)
        caveats = json_shapes.told(view.caveats(found), found, view) if form != "json" else []
        if form == "csv":
            view.asides += caveats
        questions.answer(
            view,
            form,
            title=f"{title}: roster {json_shapes.asked(view, found.on)}"
            + json_shapes.narrowed(found),
            summary=[json_shapes.count(found), *caveats],
            rows=rows.of_roster(found, form, cited),
            columns=rows.roster_columns(form, sourced),
            key=["id"],
            shape=lambda: rows.roster_shape(found, view, cited),
            asked={"program": of.id, "on": found.on},
        )


def _cited(found: Roster, view: View) -> rows.Cited:
    """Return the sources of the events behind each entry, by participant."""
    effective = view.events_for(found.program.id)
    evidence = Evidence(effective)
    return {
        one.participant: rows.supports(effective, evidence, one.because) for one in found.entries
    }
