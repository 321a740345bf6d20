"""``serve``: the page and the ledger's tables, for a browser."""

from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from cli import imprints, options
from cli.app import App, pass_app
from cli.strict import option
from projections.kept import tables

BEHIND = "depositary: the tables are behind the events: 'depositary rebuild' brings them up to date"


@click.command()
@click.argument("programs", metavar="[PROGRAM]...", nargs=-1)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    default=8001,
    show_default=True,
    help="Where to listen; 0 is any port that is free.",
)
@option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    help="At which address; without it, this computer alone can ask.",
)
@imprints.options
@options.language
@pass_app
def serve(
    app: App,
    /,
    programs: tuple[str, ...],
    port: int,
    host: str,
    title: str | None,
    publisher: str | None,
    licence: str | None,
    about: Path | None,
    language: str,
) -> None:
    """Show the ledger in a browser: the pages, answers in JSON for programs, all tables and SQL.

    The page with the date shows the PROGRAMs first, as with 'publish'. Nothing can be written
    through it, and what others record meanwhile is there on reload. Ctrl-C ends it.

    \b
    Examples: depositary serve --port 8001
              depositary serve --title "The desk's register" --publisher "The Desk"
    """
    from web.optional import needed

    with needed():
        from web.server import serving
        from web.server.page_cache import Shelf
    from cli.answering import Answering, PagesApart

    with options.view(app, None) as view:
        shown = tuple(view.names.program(one) for one in programs)
        if not tables.current(view.ledger):
            click.echo(BEHIND, err=True)
    text = imprints.text_of(about)
    imprint = partial(imprints.imprint, language, title, publisher, licence, text)
    shelf = Shelf(lambda: options.view(app, None), lambda: app.today, shown, imprint())
    answering, pages = Answering(app.path), PagesApart(app.path, imprint)

    def told(address: str) -> None:
        click.echo(f"{app.path} is served at {address}: end it with Ctrl-C")

    try:
        with suppress(KeyboardInterrupt):  # before it listens for that itself
            served = serving.Served(app.path, shelf, pages, answering)
            serving.serve(served, host, port, told)
    finally:
        answering.close()
        pages.close()
