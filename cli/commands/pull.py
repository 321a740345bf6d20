"""``pull``: what is new where a copy's events come from."""

import click

from cli import trust, upstreams
from cli.app import App, pass_app
from ledger.transparency import policies


@click.command()
@pass_app
def pull(app: App, /) -> None:
    """Take what is new from where this copy was made, all of it or nothing.

    Every record is verified before it is taken. When what is published there does not continue
    what the copy has, nothing is changed, and both heads are kept in a file beside it.

    \b
    Example: depositary --db copy.db pull
    """
    with app.writing() as ledger:
        found = upstreams.pull(ledger)
        upstream = ledger.upstream
    assert upstream
    new = "1 new event" if found.events == 1 else f"{found.events} new events"
    click.echo(f"{app.path}: {new}, {trust.under(found.head)}")
    trusted = policies.parse(upstream.policy) if upstream.policy else None
    for line in trust.said(found.head, trusted):
        click.echo(line)
