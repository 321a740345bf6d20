"""``follow``: a copy kept level with what it is a copy of."""

import click

from cli import output, remedies, trust, upstreams
from cli.app import App, pass_app
from cli.following import until_told
from cli.strict import option
from ledger.errors import Refusal


@click.command()
@option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look; a register on PostgreSQL also says when there is something.",
)
@pass_app
def follow(app: App, /, every: float) -> None:
    """Take what is new as soon as it is there, until Ctrl-C, as 'pull' does.

    While nothing can be reached it goes on trying, and says so once.

    \b
    Example: depositary follow --every 60
    """
    with until_told(), app.writing() as ledger:
        for found in upstreams.followed(ledger, every):
            if isinstance(found, Refusal):
                click.echo(f"depositary: {output.visible(remedies.told(found))}", err=True)
            elif found.events:
                new = "1 new event" if found.events == 1 else f"{found.events} new events"
                click.echo(f"{app.path}: {new}, {trust.under(found.head)}")
