"""``draft``: the events that an article reports, in a file that a person reads and imports."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cli import citing, files
from cli.app import App, pass_app
from cli.exit_codes import DONE, FAILED
from cli.strict import option
from ledger.dates import day
from ledger.events import TIERS
from ledger.store import Ledger

if TYPE_CHECKING:
    from intake.articles.drafting import Draft
    from intake.articles.page import Page


@click.command()
@click.argument("article", metavar="FILE", type=click.Path(allow_dash=True))
@option("--published-on", metavar="DATE", help="The day on which it came out, if it does not say.")
@option("--publisher", metavar="TEXT", help="Who published it.")
@option(
    "--title", metavar="TEXT", help="Its title; without it, that of the page or its first line."
)
@option("--url", metavar="URL", help="Where it is.")
@option(
    "--tier",
    type=click.Choice(TIERS),
    default="press",
    show_default=True,
    help="What kind of source it is.",
)
@option("--source-id", metavar="ID", help="The source's id; made if not given.")
@option("--explain", is_flag=True, help="Give the reason of each part of each entry.")
@option("--text", "text_path", metavar="FILE", help="Write its words to a new file, to archive.")
@option("--html", "html_path", metavar="FILE", help="Write a page with what was found marked.")
@files.output_option
@pass_app
@click.pass_context
def draft(
    ctx: click.Context,
    app: App,
    /,
    article: str,
    explain: bool,
    text_path: str | None,
    html_path: str | None,
    **given: Any,
) -> None:
    """Propose the events that an article reports.

    FILE is a page saved from a browser (extra 'intake') or plain text in UTF-8; '-' is standard
    input. Only programs on file count. What is ready stands there as 'import' takes it; what is to
    be looked at, and what was set aside, as comments. Nothing is recorded. English only.

    Where nothing is ready to be imported, the exit code is 3.

    \b
    Examples: depositary draft page.html -o draft.yaml --text page.txt
              depositary draft article.txt --publisher CGTN --published-on 2023-12-07 --explain
    """
    from intake.articles import marked, page, yaml_text

    name = "<stdin>" if article == "-" else article
    with click.open_file(article, "rb") as file:
        data = file.read(page.LARGEST + 1)
    read = page.read(data, name)
    published = _published(read, given["published_on"], name)
    with app.reading() as ledger:
        source, on_file = _source(ledger, read, published, given)
        found = _drafted(ledger, read, published, source, on_file)
    title = source["title"]
    files.write(yaml_text.written(found, title, explain), given["path"])
    if text_path:
        files.write(read.text, text_path)
    if html_path:
        files.write(marked.page(read.text, title, found), html_path)
    if read.walled:
        click.echo(
            "note: it may be no more than its beginning: the rest is for subscribers", err=True
        )
    click.echo(f"{yaml_text.counted(found)} in {name}", err=not given["path"])
    ctx.exit(DONE if found.is_ready else FAILED)


def _published(read: "Page", given: str | None, name: str) -> date:
    """Return the day on which an article came out. Raises `Undated`, `MalformedDate`."""
    from intake.articles.page import Undated

    if given:
        return day(given)
    if read.published is None:
        raise Undated(name, read.found)
    return read.published


def _source(
    ledger: Ledger, read: "Page", published: date, given: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """Return the wire form of the source that an article is, and whether it is on file."""
    from intake.articles.register import source_on_file

    publisher = given["publisher"] or read.publisher or ""
    title = given["title"] or read.title or ""
    url = given["url"] or read.url
    missing = [name for name, one in (("publisher", publisher), ("title", title)) if not one]
    if missing:
        flags = " and ".join(f"--{name}" for name in missing)
        raise click.UsageError(
            f"the article does not say its {' and '.join(missing)}: give {flags}"
        )
    wire = {"publisher": publisher, "title": title}
    wire |= {"url": url} if url else {}
    wire |= {"published_on": str(published), "tier": given["tier"], "language": "en"}
    on_file = source_on_file(ledger, url, title, publisher)
    identity = on_file or given["source_id"] or citing.source_id(ledger, wire)
    return {"type": "source", "id": identity, **wire}, on_file is not None


def _drafted(
    ledger: Ledger, read: "Page", published: date, source: Mapping[str, Any], on_file: bool
) -> "Draft":
    from intake.articles.drafting import draft as drafted
    from intake.articles.finding import Article
    from intake.articles.gathering import gathered
    from intake.articles.names import Vocabulary
    from intake.articles.reading import findings, unclear
    from intake.articles.register import Register, people
    from intake.articles.speaker import speaker

    names = ledger.names()
    article = Article(read.text, published, speaker(source["publisher"]))
    vocabulary = Vocabulary(names, people(ledger))
    found = findings(article, vocabulary)
    register = Register(ledger, source["id"] if on_file else None)
    reported = gathered(article, found, names.programs)
    asides = unclear(article, vocabulary)
    return drafted(article, reported, names, source, register, on_file, asides)
