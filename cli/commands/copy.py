"""``copy``: a ledger that others publish, in a file of one's own."""

import click

from cli import trust, upstreams
from cli.app import App, pass_app


@click.command()
@click.argument("address")
@trust.options
@pass_app
def copy(app: App, /, address: str, keys: tuple[str, ...], policy: str | None) -> None:
    """Make a copy of the ledger that is published as tiles at ADDRESS, a folder or a URL.

    The copy is the file that --db names. Every record is verified before it is taken. It answers
    as a plain ledger does, but nothing is appended to it; 'pull' brings it up to date. With --key
    or --policy, every head must be signed as these say, now and in each pull.

    \b
    Examples: depositary --db copy.db copy https://register.example.org/tiles --key register.key.pub
              depositary --db copy.db copy /mnt/shared/tiles
    """
    trusted = trust.policy_of(keys, policy)
    found = upstreams.make(app.path, address, trusted)
    click.echo(f"{app.path}: a copy of {found.head.origin}, {trust.under(found.head)}")
    for line in trust.said(found.head, trusted):
        click.echo(line)
