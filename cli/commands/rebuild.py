"""``rebuild``: make the tables again from the events."""

import click

from cli.app import App, pass_app
from projections.kept import tables


@click.command()
@pass_app
def rebuild(app: App, /) -> None:
    """Drop the tables and make them again from the events.

    \b
    Example: depositary rebuild
    """
    with app.mending() as ledger:
        click.echo(f"{ledger.path}: tables made again from {tables.rebuild(ledger)} events")
