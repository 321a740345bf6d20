"""``timeline``: what happened, in the order of the world."""

from typing import Any

import click

from cli import json_shapes, options, output
from cli.app import App, pass_app
from ledger.errors import Unknown
from projections.timeline import Item
from projections.timeline import timeline as timeline_of
from projections.view import View


@click.command()
@click.argument("name", metavar="[PROGRAM|PARTICIPANT]", required=False)
@options.known
@options.form()
@pass_app
def timeline(app: App, /, name: str | None, known: str | None, form: str) -> None:
    """List what happened, in the order of the world: in a program, to a participant, or in all.

    \b
    Examples: depositary timeline ILRS
              depositary timeline Egypt --known 2023-12-31
    """
    with options.view(app, known) as view:
        about = _about(view, name) if name else {}
        items = timeline_of(view.events_for(**about), view.names, **about)
        title = view.names.title(next(iter(about.values()))) if about else "all"
        output.answer(
            form,
            header=f"{title}: timeline {json_shapes.asked(view)}",
            rows=[_item_row(item) for item in items],
            columns=("date", "type", "what", "event"),
            shape={
                **_about_shape(about, view),
                "known": json_shapes.known(view),
                "items": [_item_shape(item) for item in items],
            },
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


def _about_shape(about: dict[str, str], view: View) -> dict[str, Any]:
    program, participant = about.get("program"), about.get("participant")
    return {
        "program": json_shapes.program(view.names.programs[program]) if program else None,
        "participant": json_shapes.participant(participant, view.names) if participant else None,
    }


def _item_row(item: Item) -> dict[str, Any]:
    via = f" (by {', '.join(item.via)})" if item.via else ""
    where = {"date": item.when, "type": item.kind, "event": f"#{item.position}"}
    return {**where, "what": f"{item.summary}{via}"}


def _item_shape(item: Item) -> dict[str, Any]:
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
