"""``timeline``: what happened, in the order of the world."""

from collections.abc import Sequence

import click

from cli import json_shapes, options, questions, rows
from cli.app import App, pass_app
from ledger.errors import Unknown
from projections.effective import Effective
from projections.evidence import Evidence
from projections.timeline import Item
from projections.timeline import timeline as timeline_of
from projections.view import View


@click.command()
@click.argument("name", metavar="[PROGRAM|PARTICIPANT]", required=False)
@options.known
@options.sourced
@options.cite
@options.form()
@pass_app
def timeline(app: App, /, name: str | None, known: str | None, sourced: bool, form: str) -> None:
    """List what happened, in the order of the world: in a program, to a participant, or in all.

    \b
    Examples: depositary timeline ILRS --sources
              depositary timeline Egypt --known 2023-12-31
    """
    with options.view(app, known) as view:
        about = _about(view, name) if name else {}
        effective = view.events_for(**about)
        items = timeline_of(effective, view.names, **about)
        cited = _cited(effective, items) if sourced else None
        title = view.names.title(next(iter(about.values()))) if about else "all"
        questions.answer(
            view,
            form,
            title=f"{title}: timeline {json_shapes.asked(view)}",
            rows=rows.of_timeline(items, cited),
            columns=rows.with_sources(rows.OF_TIMELINE, form) if sourced else rows.OF_TIMELINE,
            key=["event"],
            shape=lambda: rows.timeline_shape(
                items, view, about.get("program"), about.get("participant"), cited
            ),
            asked={"name": next(iter(about.values()), None)},
            nothing="nothing is recorded",
        )


def _about(view: View, name: str) -> dict[str, str]:
    """Return whether a name is a program's or a participant's; a program goes first."""
    try:
        return {"program": view.names.program(name)}
    except Unknown as no_program:
        try:
            return {"participant": view.names.participant(name)}
        except Unknown as nobody:
            near = [*no_program.near, *nobody.near]
            raise Unknown("program or participant", name, near) from None


def _cited(effective: Effective, items: Sequence[Item]) -> rows.Cited:
    """Return the sources of each item, by position."""
    evidence = Evidence(effective)
    return {one.position: rows.supports(effective, evidence, [one.position]) for one in items}
