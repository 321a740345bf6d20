"""``chart``: membership over time, as a picture in a file, in text for a terminal, in numbers."""

import shutil
import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli import json_shapes, options, output, picture_options
from cli.app import App, pass_app
from cli.days import first_of, last_of
from cli.strict import option
from cli.text_chart import PLAIN, step_chart
from ledger.dates import Date
from ledger.events import Milestone
from projections import member_counts as counted
from projections.member_counts import Count
from projections.roster import EVERYBODY, Whom
from projections.view import View

if TYPE_CHECKING:
    from web.pictures.render import Picture

Lines = Mapping[str, Sequence[Count]]


@click.command()
@click.argument("programs", metavar="PROGRAM...", nargs=-1, required=True)
@picture_options.output_option
@option("--from", "start", metavar="DATE", help="From a day; without it, the first member's.")
@option("--to", metavar="DATE", help="Up to the end of this day; without it, today.")
@options.known
@options.policy
@options.kinds
@options.regions
@options.form()
@pass_app
def chart(
    app: App,
    /,
    programs: tuple[str, ...],
    path: str | None,
    start: str | None,
    to: str | None,
    known: str | None,
    kinds: tuple[str, ...],
    regions: tuple[str, ...],
    form: str,
    **sources: Any,
) -> None:
    """Draw the members of one PROGRAM or more over time, and how many more there may be.

    With --output it is drawn into a file; without, in text, or in numbers by --format.

    \b
    Examples: depositary chart "Artemis Accords" ILRS --kind state
              depositary chart "Artemis Accords" ILRS -o race.svg
    """
    picture_options.check(path, form)
    whom = Whom(kinds, regions)
    with options.view(app, known, **sources) as view:
        chosen = picture_options.chosen(view, programs)
        steps = {
            name: counted.counts(one, view.spans(one.id), view.names, whom)
            for name, one in chosen.items()
        }
        days = _days(view, steps, start, to, app.today)
        lines = {name: counted.within(found, *days) for name, found in steps.items()}
        ids = [one.id for one in chosen.values()]
        kept = f"; only {whom}" if whom != EVERYBODY else ""
        asked = f"from {days[0]} to {days[1]}, {json_shapes.asked(view)}{kept}"
        if path:
            picture_options.draw(app, path, lambda: _picture(view, ids, lines, days, asked))
        elif form == "table":
            _show(f"members {asked}", lines, days)
        else:
            programs_shape = {name: json_shapes.program(one) for name, one in chosen.items()}
            _tell(form, lines, _shape(view, days, whom, programs_shape, lines))


def _days(
    view: View, steps: Lines, start: str | None, to: str | None, today: date
) -> tuple[date, date]:
    """Return the first and the last day that are shown."""
    last = last_of(view, to, "--to") if to is not None else today
    begun = min(counted.first_day(steps.values()) or last, last)
    first = first_of(view, start, "--from") if start is not None else begun
    if first > last:
        raise click.UsageError(f"--from {first} comes after {last}: give an earlier day")
    return first, last


def _picture(
    view: View, programs: Collection[str], lines: Lines, days: tuple[date, date], asked: str
) -> "Picture":
    from web.pictures import compose

    return compose.members(lines, _milestones(view, programs), *days, asked)


def _milestones(view: View, programs: Collection[str]) -> list[tuple[Milestone, Date]]:
    """Return the milestones of some programs that were recorded by the position from which it is
    asked, each with its date as known then."""
    positions = ((view.ledger.defined("milestone", one), one) for one in view.names.milestones)
    recorded = [one for position, one in positions if position and position <= view.known]
    own = [one for one in recorded if view.belongs(one, programs)]
    dated = [(view.names.milestones[one], view.moment(one).on) for one in own]
    return [(one, on) for one, on in dated if on]


def _show(header: str, lines: Lines, days: tuple[date, date]) -> None:
    """Draw in text: as wide as the terminal, in plain signs where it has no others."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 80
    shown = {output.visible(name): found for name, found in lines.items()}
    text = "\n".join([output.visible(header), "", *step_chart(shown, *days, width)])
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = text.translate(PLAIN)
    output.write(text)


def _tell(form: str, lines: Lines, shape: Any) -> None:
    from web.pictures import series

    rows = series.table_of_lines(lines)
    output.answer(form, header="", rows=rows, columns=series.OF_LINES, shape=shape)


def _shape(
    view: View,
    days: tuple[date, date],
    whom: Whom,
    programs: Mapping[str, Any],
    lines: Lines,
) -> dict[str, Any]:
    return {
        "from": days[0].isoformat(),
        "to": days[1].isoformat(),
        "known": json_shapes.known(view),
        "policy": json_shapes.policy(view.policy),
        "only": json_shapes.only(whom),
        "programs": [
            {"program": programs[name], "counts": [_step(count) for count in found]}
            for name, found in lines.items()
        ],
    }


def _step(count: Count) -> dict[str, Any]:
    return {"day": str(count.day), "members": count.certain, "possible": count.possible}
