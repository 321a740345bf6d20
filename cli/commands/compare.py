"""``compare``: programs side by side, and who is in all of them."""

from collections.abc import Sequence
from typing import Any

import click

from cli import json_shapes, options, output, questions
from cli.app import App, pass_app
from cli.days import asked_day
from projections.roster import Entry, comparison


@click.command()
@click.argument("programs", metavar="PROGRAM PROGRAM...", nargs=-1, required=True)
@options.on
@options.known
@options.policy
@options.kinds
@options.regions
@options.cite
@options.form()
@pass_app
def compare(
    app: App,
    /,
    programs: tuple[str, ...],
    on: str | None,
    before: str | None,
    after: str | None,
    known: str | None,
    kinds: tuple[str, ...],
    regions: tuple[str, ...],
    form: str,
    **sources: Any,
) -> None:
    """Put programs side by side: how many of each kind, and who is in all of them.

    \b
    Example: depositary compare "Artemis Accords" ILRS --on 2025-12-31
    """
    if len(programs) < 2:
        raise click.UsageError("compare needs two programs or more")
    with options.view(app, known, **sources) as view:
        day = asked_day(view, on, before, after, app.today)
        rosters = [view.roster(view.program(one), day, kinds, None, regions) for one in programs]
        found = comparison(rosters)
        asked = f"{json_shapes.asked(view, day)}{json_shapes.narrowed(rosters[0])}"
        titles = [one.program.name for one in found.rosters]
        called = [view.names.called(one.program.id, day) for one in found.rosters]
        counts = map(json_shapes.count, found.rosters)
        questions.answer(
            view,
            form,
            title=f"{' and '.join(called)}: compared {asked}",
            summary=[
                *(f"{name}: {count}" for name, count in zip(called, counts, strict=True)),
                f"in all of them: {len(found.shared)}",
            ],
            rows=[_shared_row(one, titles, entries, form) for one, entries in found.shared.items()],
            columns=("participant", "id", "kind", "certainty", *titles, "marks"),
            key=["id"],
            shape=lambda: json_shapes.comparison(found, view, day),
            asked={"programs": [one.program.id for one in found.rosters], "on": day},
        )


def _shared_row(
    identity: str, titles: Sequence[str], entries: Sequence[Entry], form: str
) -> dict[str, Any]:
    first = entries[0]
    name = first.called if form == "table" else first.name
    everywhere = "certain" if all(entry.certain for entry in entries) else "possible"
    row = {"participant": name, "id": identity, "kind": first.kind, "certainty": everywhere}
    row |= dict(zip(titles, map(str, entries), strict=True))
    return row | {"marks": output.Marks(mark for entry in entries for mark in entry.marks)}
