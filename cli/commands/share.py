"""``share``: a ledger put where many append to it together."""

import click

from cli import trust
from cli.app import App, pass_app
from cli.strict import option


@click.command()
@click.argument("address", required=False)
@option("--sql", is_flag=True, help="Print what an administrator runs in the database, no more.")
@pass_app
def share(app: App, /, address: str | None, sql: bool) -> None:
    """Put the ledger into the empty PostgreSQL database at ADDRESS, for many to append to.

    The ledger is a copy of it from then on. ADDRESS has no password: libpq finds it in ~/.pgpass,
    PGPASSWORD or a service file. What a copy shares goes on as the same register, with which other
    copies go on by 'pull --from'.

    \b
    Examples: depositary share --sql > register.sql
              depositary share postgresql://admin@db.example.org/register
    """
    from shared import sharing
    from shared.register import place_of

    if bool(address) == sql:
        raise click.UsageError("give one of ADDRESS and --sql")
    if sql or not address:
        click.echo(sharing.script(), nl=False)
        return
    with app.writing() as ledger:
        sharing.share(ledger, address)
        events = trust.events(ledger.size)
    click.echo(f"{app.path}: {events} shared at {place_of(address)}; this is a copy now")
