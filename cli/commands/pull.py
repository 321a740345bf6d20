"""``pull``: what is new where a copy's events come from."""

import click

from cli import trust, upstreams
from cli.app import App, pass_app
from cli.strict import option
from ledger.transparency import policies


@click.command()
@option("--from", "address", metavar="ADDRESS", help="Where a shared register is to be had now.")
@pass_app
def pull(app: App, /, address: str | None) -> None:
    """Take what is new from where this copy was made, all of it or nothing.

    Every record is verified before it is taken. When what is there does not continue what the copy
    has, nothing is changed, and both heads are kept in a file beside it. With --from, a copy of a
    shared register looks for it at another address from then on.

    \b
    Example: depositary --db copy.db pull
    """
    with app.writing() as ledger:
        found = upstreams.pull_from(ledger, address) if address else upstreams.pull(ledger)
        upstream = ledger.upstream
    assert upstream
    new = "1 new event" if found.events == 1 else f"{found.events} new events"
    click.echo(f"{app.path}: {new}, {trust.under(found.head)}")
    trusted = policies.parse(upstream.policy) if upstream.policy else None
    for line in upstreams.signatures(upstream.address, found.head, trusted):
        click.echo(line)
