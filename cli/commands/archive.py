"""``archive``: the texts of sources, kept so that quotes can be held against them, and taken down
when they must be."""

import sys
from typing import Any

import click

from cli import options, output
from cli.app import App, pass_app
from cli.formats import BadFile
from cli.strict import option
from ledger import archive as texts
from ledger.archive import Holding
from ledger.batch import Receipt
from ledger.errors import NoText


@click.command()
@click.argument("path", metavar="[FILE]", required=False, type=click.Path(allow_dash=True))
@option("--source", metavar="ID", help="The source whose text FILE has.")
@option("--show", metavar="ID", help="Write the text of a source.")
@option("--erase", metavar="ID", help="Take the text of a source down.")
@option("--reason", metavar="TEXT", help="Why it is taken down; this is recorded.")
@option("--list", "listed", is_flag=True, help="Which sources have a text here.")
@option(
    "--recorded-by", metavar="NAME", help="Who records; else DEPOSITARY_BY, else your user name."
)
@options.form()
@pass_app
def archive(app: App, /, form: str, recorded_by: str | None, **given: Any) -> None:
    """Keep the text of a source, show it, or take it down.

    FILE is UTF-8 text of at most 4 MiB; '-' is standard input. Its SHA-256 is recorded on the
    source, and 'check quotes' then proves that what is quoted stands in it. A text that is taken
    down leaves no byte in the ledger; its hash stays in the record.

    \b
    Examples: depositary archive page.txt --source cgtn-2023-12-07
              depositary archive --show cgtn-2023-12-07
              depositary archive --erase cgtn-2023-12-07 --reason "The publisher asks for it"
              depositary archive --list
    """
    _check(given)
    if given["path"]:
        _keep(app, given["path"], given["source"], recorded_by)
    elif given["show"]:
        _show(app, given["show"])
    elif given["erase"]:
        _erase(app, given["erase"], given["reason"], recorded_by)
    else:
        _list(app, form)


def _check(given: dict[str, Any]) -> None:
    wanted = [name for name in ("path", "show", "erase", "listed") if given[name]]
    if len(wanted) != 1:
        raise click.UsageError("give one of FILE, --show, --erase and --list")
    if bool(given["path"]) != bool(given["source"]):
        raise click.UsageError("give both FILE and --source")
    if bool(given["erase"]) != bool(given["reason"]):
        raise click.UsageError("give both --erase and --reason")


def _keep(app: App, path: str, source: str, by: str | None) -> None:
    text = _text_in(path)
    with app.writing() as ledger:
        digest, receipt = texts.keep(ledger, source, text, by=app.recorder(ledger, by))
    if receipt:
        click.echo(_recorded(receipt))
    click.echo(f"{source}: its text of {len(text.encode())} bytes is archived under {digest}")


def _text_in(path: str) -> str:
    with click.open_file(path, "rb") as file:
        data = file.read(texts.LIMIT + 1)
    try:
        return texts.checked(data)
    except ValueError as problem:
        raise BadFile("<stdin>" if path == "-" else path, str(problem)) from None


def _show(app: App, source: str) -> None:
    text = _text_of(app, source)
    if sys.stdout.isatty():
        click.echo(output.visible_lines(text.replace("\r\n", "\n").expandtabs()))
    else:
        click.echo(text.encode(), nl=False)  # the bytes whose SHA-256 is recorded


def _text_of(app: App, source: str) -> str:
    """Return the text of a source; a copy that has not got it asks for it where others keep it."""
    try:
        with app.reading() as ledger:
            upstream = ledger.upstream
            return texts.text_of(ledger, source)
    except NoText as refusal:
        if not (refusal.digest and upstream):
            raise
    with app.writing() as ledger:
        return texts.fetch(ledger, source)


def _erase(app: App, source: str, reason: str, by: str | None) -> None:
    with app.writing() as ledger:
        done = texts.erase(ledger, source, reason=reason, by=app.recorder(ledger, by))
        if done.receipt:
            click.echo(_recorded(done.receipt))
        if done.erased:
            texts.settle(ledger)
    for digest in done.erased:
        click.echo(f"{source}: its text {digest} is erased")
    if done.shared_with:
        others = ", ".join(done.shared_with)
        click.echo(f"{source}: its text stays here as that of {others}")
    elif not done.erased:
        click.echo(f"{source}: its text was not here")


def _recorded(receipt: Receipt) -> str:
    return f"recorded #{receipt.position} {receipt.id[:12]} correction"


def _list(app: App, form: str) -> None:
    with app.reading() as ledger:
        found = texts.holdings(ledger)
    sources = [one for one in found if one.named]
    archived = sum(one.size is not None for one in sources)
    output.answer(
        form,
        header=f"{app.path}: {archived} of {len(sources)} sources have a text here",
        rows=[_row(one) for one in found],
        columns=("source", "position", "text", "bytes", "sha256"),
        shape={
            "sources": len(sources),
            "archived": archived,
            "texts": [_shape(one) for one in found],
        },
        nothing="no sources",
    )


def _row(one: Holding) -> dict[str, Any]:
    return {
        "source": one.source,
        "position": f"#{one.position}",
        "text": _state(one),
        "bytes": one.size,
        "sha256": one.sha256,
    }


def _state(one: Holding) -> str:
    if one.sha256 is None:
        return "none"
    if not one.named:
        return "kept, no longer named"
    return "not here" if one.size is None else "archived"


def _shape(one: Holding) -> dict[str, Any]:
    return {
        "source": one.source,
        "position": one.position,
        "sha256": one.sha256,
        "bytes": one.size,
        "named": one.named,
    }
