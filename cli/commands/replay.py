"""``replay``: history step by step up to a date, and the state there."""

from typing import Any

import click

from cli import json_shapes, options, output, questions
from cli.app import App, pass_app
from cli.days import last_of
from cli.strict import option
from projections.difference import Change
from projections.timeline import Replay, Step, together
from projections.view import View


@click.command()
@click.argument("program", required=False)
@option("--to", metavar="DATE", help="Up to the end of this day; without it, today.")
@options.known
@options.policy
@options.cite
@options.form()
@pass_app
def replay(
    app: App,
    /,
    program: str | None,
    to: str | None,
    known: str | None,
    form: str,
    **sources: Any,
) -> None:
    """Replay history step by step up to a date, and the state there: of PROGRAM, or of all.

    \b
    Example: depositary replay ILRS --to 2023-12-31
    """
    with options.view(app, known, **sources) as view:
        day = last_of(view, to, "--to") if to is not None else app.today
        wanted = [program] if program else sorted(view.names.programs)
        programs = [view.program(one) for one in wanted]
        found = together([view.replay(one, day) for one in programs], day)
        title, *ends = _replay_header(found, view, program)
        questions.answer(
            view,
            form,
            title=title,
            summary=ends,
            rows=[_move_row(step, move, view, form) for step in found.steps for move in step.moves],
            columns=(
                "day",
                "program",
                "change",
                "participant",
                "status",
                "members",
                "possible",
                "marks",
            ),
            key=["day", "program", "participant"],
            shape=lambda: _replay_shape(found, view),
            asked={"program": programs[0].id if program else None, "to": day},
            nothing="no step",
        )


def _replay_header(found: Replay, view: View, program: str | None) -> list[str]:
    """Return the head of the answer, and for each program how many are in it at the end."""
    title = found.rosters[0].program.name if program and found.rosters else "all programs"
    ends = [f"{one.program.name}: {json_shapes.count(one)}" for one in found.rosters]
    return [f"{title}: history {json_shapes.asked(view, found.to)}", *ends]


def _move_row(step: Step, move: Change, view: View, form: str) -> dict[str, Any]:
    entry = move.after or move.before
    called = view.names.called(move.participant, step.day)
    return {
        "day": step.when,
        "program": step.program,
        "change": move.what,
        "participant": called if form == "table" else move.name,
        "status": entry.status if entry else None,
        "members": step.certain,
        "possible": step.possible,
        "marks": output.Marks(move.marks),
    }


def _replay_shape(found: Replay, view: View) -> dict[str, Any]:
    return {
        "to": found.to.isoformat(),
        "known": json_shapes.known(view),
        "policy": json_shapes.policy(view.policy),
        "steps": [
            {
                "day": step.when,
                "program": step.program,
                "moves": [json_shapes.change(move) for move in step.moves],
                "counts": {"members": step.certain, "possible": step.possible},
            }
            for step in found.steps
        ],
        "rosters": [json_shapes.roster(one, view) for one in found.rosters],
    }
