"""``programs``: what can be joined."""

from typing import Any

import click

from cli import json_shapes, options, output
from cli.app import App, pass_app
from ledger.events import Program
from projections.view import View


@click.command()
@options.known
@options.form()
@pass_app
def programs(app: App, /, known: str | None, form: str) -> None:
    """List the programs on file: their ids, by which every command knows them, and their names.

    \b
    Example: depositary programs
    """
    with options.view(app, known) as view:
        found = [view.program(one) for one in _on_file(view)]
        output.answer(
            form,
            header=f"{view.ledger.path}: the programs {json_shapes.asked(view)}",
            rows=[_row(one) for one in found],
            columns=("id", "name", "aliases", "opened_on", "coverage", "members"),
            shape={
                "known": json_shapes.known(view),
                "programs": [_shape(one, view) for one in found],
            },
            nothing="no programs",
        )


def _on_file(view: View) -> list[str]:
    """Return the ids of the programs that were filed by then, in their order."""
    filed = {one: view.ledger.defined("program", one) for one in view.names.programs}
    return sorted(one for one, position in filed.items() if position and position <= view.known)


def _row(one: Program) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "aliases": "; ".join(one.aliases),
        "opened_on": one.opened_on,
        "coverage": one.coverage,
        "members": one.members,
    }


def _shape(one: Program, view: View) -> dict[str, Any]:
    return {
        "program": json_shapes.program(one),
        "position": view.ledger.defined("program", one.id),
        "aliases": list(one.aliases),
        "opened_on": one.opened_on.text if one.opened_on else None,
        "members": list(one.members),
        "coverage": one.coverage,
        "coverage_note": one.coverage_note,
    }
