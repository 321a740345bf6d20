"""``leave``: a copy that becomes a plain ledger again."""

import click

from cli.app import App, pass_app
from ledger import drafts
from ledger.copy_errors import DraftsWaiting, NoCopy


@click.command()
@pass_app
def leave(app: App, /) -> None:
    """Make this copy a plain ledger, which no longer knows where its events came from.

    What is recorded in it from then on is not in what it was a copy of, and cannot be brought
    there but event by event.

    \b
    Example: depositary leave
    """
    with app.writing() as ledger, ledger.change():
        upstream = ledger.upstream
        if upstream is None:
            raise NoCopy(ledger.path)
        if waiting := drafts.waiting(ledger):
            raise DraftsWaiting(len(waiting))
        ledger.leave()
        size = ledger.size
    click.echo(f"{app.path}: a ledger of {size} events, and no copy of {upstream.address} any more")
