"""``map``: the states in some programs on a date, on a map in a file or as a list."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli import json_shapes, options, output, picture_options
from cli.app import App, pass_app
from cli.days import asked_day
from cli.strict import option
from ledger.events import Program
from ledger.said import AND
from projections.roster import Belonging, belongings
from projections.sentences import in_a_row
from projections.view import View

if TYPE_CHECKING:
    from web.pictures.render import Picture


@click.command("map")
@click.argument("programs", metavar="PROGRAM...", nargs=-1, required=True)
@picture_options.output_option
@option("--squares", is_flag=True, help="Draw each state as a square of one size.")
@options.on
@options.known
@options.policy
@options.form()
@pass_app
def world(
    app: App,
    /,
    programs: tuple[str, ...],
    path: str | None,
    squares: bool,
    on: str | None,
    before: str | None,
    after: str | None,
    known: str | None,
    form: str,
    **sources: Any,
) -> None:
    """Show the states in each PROGRAM, and in more than one of them, on a date.

    With --output they are drawn on a map, or as squares; without, listed.

    \b
    Examples: depositary map "Artemis Accords" ILRS --on 2024-12-31
              depositary map "Artemis Accords" ILRS -o map.svg
              depositary map "Artemis Accords" ILRS --squares -o squares.svg
    """
    picture_options.check(path, form)
    if squares and not path:
        raise click.UsageError("--squares draws a picture: name its file with --output FILE")
    with options.view(app, known, **sources) as view:
        chosen = picture_options.chosen(view, programs)
        day = asked_day(view, on, before, after, app.today)
        rosters = [view.roster(one, day, ("state",)) for one in chosen.values()]
        found = belongings(rosters)
        asked = json_shapes.asked(view, day)
        if path:
            picture_options.draw(app, path, lambda: _picture(found, list(chosen), asked, squares))
        else:
            _list(form, found, list(chosen), asked, _shape(view, day, chosen, found))


def _picture(
    found: Sequence[Belonging], names: Sequence[str], asked: str, squares: bool
) -> "Picture":
    from web.pictures import compose

    return (compose.squares if squares else compose.world)(found, names, asked)


def _list(
    form: str, found: Sequence[Belonging], names: Sequence[str], asked: str, shape: Any
) -> None:
    from web.pictures import series

    sums = [f"{group}: {sum}" for group, sum in series.sums(found, names)]
    output.answer(
        form,
        header="\n".join([f"{in_a_row(names, AND)}: the states {asked}", *sums]),
        rows=series.table_of_states(found, names),
        columns=(*series.OF_STATES, *names),
        shape=shape,
    )


def _shape(
    view: View, day: date, programs: Mapping[str, Program], found: Sequence[Belonging]
) -> dict[str, Any]:
    ids = [one.id for one in programs.values()]
    return {
        "on": day.isoformat(),
        "known": json_shapes.known(view),
        "policy": json_shapes.policy(view.policy),
        "programs": [json_shapes.program(one, view.names, day) for one in programs.values()],
        "states": [
            {
                "participant": json_shapes.participant(one.participant, view.names),
                "certainty": "certain" if one.certain else "possible",
                "in": [
                    {"program": program, "entry": json_shapes.entry(entry)}
                    for program, entry in zip(ids, one.entries, strict=True)
                    if entry
                ],
            }
            for one in found
        ],
    }
