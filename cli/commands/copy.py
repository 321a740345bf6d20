"""``copy``: a ledger that others publish, in a file of one's own."""

import click

from cli import trust, upstreams
from cli.app import App, pass_app


@click.command()
@click.argument("address")
@trust.options
@pass_app
def copy(app: App, /, address: str, keys: tuple[str, ...], policy: str | None) -> None:
    """Make a copy of the ledger at ADDRESS: a folder or URL of tiles, or a shared register.

    The copy is the file that --db names. Every record is verified before it is taken. It answers
    as a plain ledger does; 'pull' brings it up to date. To a copy of tiles nothing is appended, and
    with --key or --policy every head must be signed as these say, now and in each pull. What is
    appended to a copy of a shared register, on PostgreSQL, goes there; with --policy it takes what
    its notary signed. ADDRESS has no password: libpq finds it in ~/.pgpass, PGPASSWORD or a service
    file.

    \b
    Examples: depositary --db copy.db copy https://register.example.org/tiles --key register.key.pub
              depositary --db copy.db copy /mnt/shared/tiles
              depositary copy postgresql://kyiv@db.example.org/register
    """
    trusted = trust.policy_of(keys, policy)
    found = upstreams.make(app.path, address, trusted)
    click.echo(f"{app.path}: a copy of {found.head.origin}, {trust.under(found.head)}")
    for line in upstreams.signatures(address, found.head, trusted):
        click.echo(line)
