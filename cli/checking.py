"""``check``, ``verify`` and ``rebuild``: whether the entries make sense, whether the file is what
was recorded, and its tables made again."""

import click

from cli import output
from cli.app import App, pass_app
from cli.main import FAILED
from ledger.verify import verify as failures
from projections import tables


@click.command()
@pass_app
@click.pass_context
def verify(ctx: click.Context, app: App, /) -> None:
    """Compute every hash and the tree again, and compare the tables with the events.

    Exit code 3 when anything does not hold; each line then begins with the first position that
    it concerns.

    \b
    Example: depositary verify
    """
    with app.reading() as ledger:
        found = [*map(str, failures(ledger)), *tables.differences(ledger)]
        if found:
            output.write("\n".join(map(output.visible, found)))
            ctx.exit(FAILED)
        head = ledger.head()
        behind = "" if tables.current(ledger) else ", tables behind: run 'depositary rebuild'"
        click.echo(f"{ledger.path}: {head.size} events hold under {head.root.hex()}{behind}")


@click.command()
@pass_app
def rebuild(app: App, /) -> None:
    """Drop the tables and make them again from the events.

    \b
    Example: depositary rebuild
    """
    with app.writing() as ledger:
        click.echo(f"{ledger.path}: tables made again from {tables.rebuild(ledger)} events")
