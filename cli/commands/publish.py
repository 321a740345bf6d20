"""``publish``: the register as a site of static files, for any file server, or to be opened from a
disk."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import imprints, key_files, laid_out, options, trust, witnesses
from cli.app import App, pass_app
from cli.data_files import DataFiles
from cli.heads import head_of, origin_option
from cli.output import visible
from cli.strict import option
from ledger import tiled_log
from ledger.transparency.policies import Policy
from ledger.transparency.signed_notes import PrivateKey

if TYPE_CHECKING:
    from web.pages.imprint import Imprint


@click.command()
@click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False)
)
@click.argument("programs", metavar="[PROGRAM]...", nargs=-1)
@imprints.options
@option("--url", metavar="ADDRESS", help="Where DIR will be found; search engines want it.")
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
        if url is not None and not url.startswith(("http://", "https://")):
            raise click.UsageError(f"--url {url} is no web address: it begins with https://")
        text = imprints.text_of(about)
        _site(
            app,
            folder,
            programs,
            lambda: imprints.imprint(language, title, publisher, licence, text, url),
        )
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


def _site(
    app: App, folder: Path, programs: Sequence[str], said_of_itself: Callable[[], "Imprint"]
) -> None:
    from web.optional import needed

    with needed():
        from web.page.site import Site
        from web.pages.site import Pages
    laid_out.check(folder)
    imprint = said_of_itself()
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
