"""``participants``: who is on file."""

from typing import Any

import click

from cli import json_shapes, options, output
from cli.app import App, pass_app
from ledger.references import participants as named_by
from projections.roster import Whom
from projections.view import View


@click.command()
@options.kinds
@options.regions
@options.known
@options.form()
@pass_app
def participants(
    app: App, /, kinds: tuple[str, ...], regions: tuple[str, ...], known: str | None, form: str
) -> None:
    """List the participants on file: whoever is filed, or named by an event of the world.

    \b
    Examples: depositary participants --kind university
              depositary participants --region Africa
    """
    with options.view(app, known) as view:
        whom = Whom(kinds, regions)
        found = [one for one in _on_file(view) if whom.includes(one, view.names)]
        kept = f"; only {whom}" if str(whom) else ""
        output.answer(
            form,
            header=f"{view.ledger.path}: the participants {json_shapes.asked(view)}{kept}",
            rows=[_row(one, view) for one in found],
            columns=("id", "name", "kind", "state", "aliases"),
            shape={
                "known": json_shapes.known(view),
                "only": json_shapes.only(whom),
                "participants": [_shape(one, view) for one in found],
            },
            nothing="nobody",
        )


def _on_file(view: View) -> list[str]:
    """Return the ids of all who were on file by then, in the order of names."""
    filed = {one: view.ledger.defined("participant", one) for one in view.names.participants}
    found = {one for one, position in filed.items() if position and position <= view.known}
    found |= {who for one in view.events_for() for who in named_by(one.event)}
    return sorted(found, key=lambda one: (view.names.title(one).casefold(), one))


def _row(identity: str, view: View) -> dict[str, Any]:
    filed = view.names.participants.get(identity)
    return {
        "id": identity,
        "name": view.names.title(identity),
        "kind": view.names.kind(identity),
        "state": filed.state if filed else None,
        "aliases": "; ".join(filed.aliases) if filed else "",
    }


def _shape(identity: str, view: View) -> dict[str, Any]:
    filed = view.names.participants.get(identity)
    return {
        "participant": json_shapes.participant(identity, view.names),
        "state": filed.state if filed else None,
        "aliases": list(filed.aliases) if filed else [],
    }
