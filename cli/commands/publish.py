"""``publish``: the register as a site of static files, for any file server, or to be opened from a
disk."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import click

from cli import key_files, laid_out, options, trust, witnesses
from cli.app import App, pass_app
from cli.data_files import DataFiles
from cli.heads import head_of, origin_option
from cli.output import visible
from cli.strict import option
from ledger import tiled_log
from ledger.errors import Refusal
from ledger.said import say
from ledger.transparency.policies import Policy
from ledger.transparency.signed_notes import PrivateKey

if TYPE_CHECKING:
    from web.languages.language import Language
    from web.pages.imprint import Imprint


Told: TypeAlias = tuple[str | None, str | None, str | None, str | None, Path | None]


class NotText(Refusal):
    """A file that should have been a text and is none."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no text in UTF-8: save it as such")


@click.command()
@click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False)
)
@click.argument("programs", metavar="[PROGRAM]...", nargs=-1)
@option("--title", metavar="TITLE", help="What the site is called; without it 'Who is in'.")
@option("--publisher", metavar="'NAME [ADDRESS]'", help="Who publishes it.")
@option("--licence", metavar="'NAME [ADDRESS]'", help="Under which licence it may be used.")
@option("--url", metavar="ADDRESS", help="Where DIR will be found; search engines want it.")
@option(
    "--about",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A text in Markdown for the page about the register.",
)
@options.language
@option(
    "--tiles",
    "tiled",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the record itself to DIR, as C2SP tlog-tiles, for 'copy' and other programs.",
)
@key_files.sign_option
@origin_option
@trust.policy_option
@pass_app
def publish(
    app: App,
    /,
    folder: Path | None,
    programs: tuple[str, ...],
    title: str | None,
    publisher: str | None,
    licence: str | None,
    url: str | None,
    about: Path | None,
    language: str,
    tiled: Path | None,
    signers: tuple[str, ...],
    origin: str | None,
    policy: str | None,
) -> None:
    """Write the register to DIR as a site of static files; with --tiles the record itself.

    It has the page with the date, a page of plain HTML for each program and participant, what
    changed, feeds, and the data beside each page. Put DIR on any file server, or open its
    index.html from the disk: it asks no other host for anything. The page with the date shows the
    PROGRAMs first, or without any, the two in which most happened in the last ten years.

    A site that was published to DIR before is brought up to date: only what differs is written.

    With --tiles the whole record goes to a folder of its own, from which anybody can make a copy
    that verifies itself. What was published so cannot be taken back. With --policy the witnesses
    that it gives an address for are asked to cosign, before the record can be seen.

    \b
    Examples: depositary publish site "Artemis Accords" ILRS
              depositary publish --tiles tiles --sign register.key
              depositary publish site --title "The desk's register" --publisher "The Desk"
              depositary publish site --language fr
    """
    if folder is None and tiled is None:
        raise click.UsageError("name a folder for the site, or one for the record with --tiles")
    if (signers or origin or policy) and tiled is None:
        raise click.UsageError("--sign, --origin and --policy are for the record of --tiles")
    keys, asked = key_files.private_keys(signers), trust.read(policy) if policy else None
    if folder:
        _site(app, folder, programs, language, (title, publisher, licence, url, about))
    if tiled:
        _tiles(app, tiled, keys, origin, asked)


def _tiles(
    app: App, folder: Path, keys: Sequence[PrivateKey], origin: str | None, asked: Policy | None
) -> None:
    with app.reading() as ledger:
        head = head_of(ledger, keys, origin)
        found = tiled_log.publish(
            ledger, folder, head, lambda one: witnesses.cosigned(ledger, one, asked)
        )
    files = "1 file" if found.files == 1 else f"{found.files} files"
    told = f"{trust.under(found.head)}; {files} written, {found.size:,} bytes"
    click.echo(f"{folder}: {found.head.origin}, {told}")
    known = [*(key.public for key in keys), *(trust.keys_of(asked) if asked else ())]
    for line in key_files.signatures(found.head, known):
        click.echo(visible(line))


def _site(app: App, folder: Path, programs: Sequence[str], code: str, told_of_it: Told) -> None:
    from web.optional import needed

    with needed():
        from web.languages.language import language
        from web.page.site import Site
        from web.pages.site import Pages
    laid_out.check(folder)
    imprint = _imprint(language(code), *told_of_it)
    with options.view(app, None) as view:
        shown = [view.names.program(one) for one in programs]
        site = Site(view, app.today, shown, imprint.language)
        pages = Pages(view, app.today, imprint, DataFiles(), site.shown() if imprint.url else ())

        def made(path: str) -> bytes:
            if path == "index.html":
                return pages.front(site.file(path) or b"")
            if path in pages.pictures and (folder / path).is_file():
                return (folder / path).read_bytes()  # which has the same under its name
            found = site.file(path) or pages.file(path)
            assert found is not None, path
            return found

        found = laid_out.lay_out(folder, [*site.paths(), *pages.paths()], made, app.path)
    told = f"{len(found.sizes)} files, {found.size:,} bytes; {len(found.written)} written"
    click.echo(f"{folder / 'index.html'}: the site, {told}")
    for program, names in site.omitted.items():
        whom, ask = ", ".join(names), f"ask 'depositary roster {program}'"
        click.echo(f"{program}: too much is on file for the page to answer all about {whom}: {ask}")


def _imprint(
    language: "Language",
    title: str | None,
    publisher: str | None,
    licence: str | None,
    url: str | None,
    about: Path | None,
) -> "Imprint":
    """Return what the site is to say of itself. Raises `click.UsageError`, `NotText`."""
    from web.pages.imprint import Imprint, named

    if url is not None and not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--url {url} is no web address: it begins with https://")
    try:
        text = about.read_text(encoding="utf-8") if about else None
    except UnicodeDecodeError:
        raise NotText(Path(str(about))) from None
    return Imprint(
        title=" ".join((title or language.text(say("Who is in"))).split()),
        publisher=named(publisher) if publisher else None,
        licence=named(licence) if licence else None,
        url=f"{url.rstrip('/')}/" if url is not None else None,
        about=text,
        language=language,
    )
