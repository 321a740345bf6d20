"""``sources``: on whose word."""

from typing import Any

import click

from cli import json_shapes, options, output
from cli.app import App, pass_app
from cli.strict import option
from ledger.events import TIERS, Source
from projections import audit_shapes
from projections.view import View

_COLUMNS = ("source", "publisher", "title", "published_on", "tier", "copy_of", "url", "event")


@click.command()
@option(
    "--tier",
    "tiers",
    type=click.Choice(TIERS),
    multiple=True,
    help="Only sources of this tier; may be repeated.",
)
@options.known
@options.form()
@pass_app
def sources(app: App, /, tiers: tuple[str, ...], known: str | None, form: str) -> None:
    """List the sources on file: their ids, which citations name, and where they can be read.

    \b
    Example: depositary sources --tier official
    """
    with options.view(app, known) as view:
        found = [one for one in _on_file(view) if not tiers or one[1].tier in tiers]
        shapes = [_shape(*one) for one in found]
        kept = f"; only {', '.join(tiers)}" if tiers else ""
        output.answer(
            form,
            header=f"{view.ledger.path}: the sources {json_shapes.asked(view)}{kept}",
            rows=[{**one, "event": f"#{one['position']}"} for one in shapes],
            columns=_COLUMNS,
            shape={"known": json_shapes.known(view), "sources": shapes},
            nothing="no sources",
        )


def _on_file(view: View) -> list[tuple[int, Source]]:
    """Return the sources that stand as known then, each with its position."""
    filed = view.ledger.definitions("source")
    positions = [one.position for one in filed if one.position <= view.known]
    reads = ((one, view.ledger.reading_of(one, view.known)) for one in positions)
    return sorted(
        ((position, one) for position, one in reads if isinstance(one, Source)),
        key=lambda pair: pair[1].id,
    )


def _shape(position: int, one: Source) -> dict[str, Any]:
    return {"source": one.id, "position": position} | audit_shapes.source(one)
