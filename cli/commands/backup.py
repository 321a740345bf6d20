"""``backup``: the ledger as one file that is safe to keep, taken while others write."""

from pathlib import Path

import click

from cli.app import App, pass_app
from ledger.backup import backup as copied
from projections.kept.ledgers import open_ledger


@click.command()
@click.argument("path", metavar="FILE", type=click.Path())
@pass_app
def backup(app: App, /, path: str) -> None:
    """Copy the ledger, whole and verified, into a new FILE, while others may go on writing.

    FILE is never overwritten, and takes its name when all of it holds and is on the disk. To
    restore it, copy it back: see docs/backup.md.

    \b
    Example: depositary backup "events-$(date +%F).db"
    """
    # not held to one state, so that no checkpoint waits
    with open_ledger(app.path) as ledger:
        head = copied(ledger, Path(path))
    click.echo(f"{path}: {head.size} events hold under {head.root.hex()}")
