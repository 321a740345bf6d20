"""``ties``: who is linked to whom by launches, signings and papers."""

from typing import Any

import click

from cli import json_shapes, options, questions
from cli.app import App, pass_app
from projections.ties import Tie
from projections.ties import ties as ties_of
from projections.view import View


@click.command()
@click.argument("participant")
@options.known
@options.cite
@options.form()
@pass_app
def ties(app: App, /, participant: str, known: str | None, form: str) -> None:
    """List links of PARTICIPANT to others, by launches, signings and the papers that they made.

    A state is linked by what its agencies, companies and universities do, too.

    \b
    Example: depositary ties Egypt
    """
    with options.view(app, known) as view:
        identity = view.names.participant(participant)
        found = ties_of(view.events_for(participant=identity), view.names, identity)
        questions.answer(
            view,
            form,
            title=f"{view.names.title(identity)}: ties {json_shapes.asked(view)}",
            rows=[_tie_row(tie, view) for tie in found],
            columns=("date", "via", "how", "other", "of", "program", "events"),
            key=["how", "other", "events"],
            shape=lambda: {
                "participant": json_shapes.participant(identity, view.names),
                "known": json_shapes.known(view),
                "ties": [_tie_shape(tie, view) for tie in found],
            },
            asked={"participant": identity},
        )


def _tie_row(tie: Tie, view: View) -> dict[str, Any]:
    return {
        "date": tie.when,
        "via": view.names.title(tie.via) if tie.via else None,
        "how": tie.role,
        "other": view.names.title(tie.other),
        "of": view.names.title(tie.state) if tie.state else None,
        "program": tie.program,
        "events": [f"#{position}" for position in tie.positions],
    }


def _tie_shape(tie: Tie, view: View) -> dict[str, Any]:
    return {
        "other": json_shapes.participant(tie.other, view.names),
        "state": tie.state,
        "via": tie.via,
        "how": tie.how,
        "role": tie.role,
        "date": tie.when,
        "program": tie.program,
        "because": list(tie.positions),
    }
