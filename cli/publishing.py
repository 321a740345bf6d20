"""``publish``: the page as static files, for any file server, or to be opened from a disk."""

from pathlib import Path

import click

from cli import options
from cli.app import App, pass_app
from ledger.errors import Refusal


class NotOurs(Refusal):
    """A folder with something in it that is not a page published before."""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("programs", metavar="[PROGRAM]...", nargs=-1)
@pass_app
def publish(app: App, /, folder: Path, programs: tuple[str, ...]) -> None:
    """Write the page to DIR, as static files.

    Put DIR on any file server, or open its index.html from the disk: it asks no other host for
    anything. The page shows the PROGRAMs first, or without any, those in which most happened in
    the last ten years; all others can be chosen on it. A page that was published to DIR before is
    replaced.

    \b
    Example: depositary publish site "Artemis Accords" ILRS
    """
    from web.site import Site

    with options.view(app, None) as view:
        shown = [view.names.program(one) for one in programs]
        site = Site(view, app.today, shown)
        _ours(folder)
        written = 0
        for path in site.paths():
            made = site.file(path)
            assert made is not None
            written += _write(folder / path, made)
    click.echo(f"{folder}: the page, {written:,} bytes: open {folder / 'index.html'}")


def _ours(folder: Path) -> None:
    """Raises `NotOurs` where the folder has something that is not a page published before."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "data" / "ledger.js").exists():
        raise NotOurs(f"{folder} is not empty and has no page: name an empty folder or a new one")


def _write(path: Path, made: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.write_bytes(made)
