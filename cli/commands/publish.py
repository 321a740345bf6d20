"""``publish``: the page as static files, for any file server, or to be opened from a disk."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import files, options
from cli.app import App, pass_app
from ledger import whole_files
from ledger.errors import Refusal

if TYPE_CHECKING:
    from web.page.site import Site

_INDEX = Path("data", "ledger.js")  # what tells a folder with a page: written first


class Strangers(Refusal):
    """A folder with something in it that is not a page published before."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} has files that are no page: name an empty folder or a new one")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("programs", metavar="[PROGRAM]...", nargs=-1)
@pass_app
def publish(app: App, /, folder: Path, programs: tuple[str, ...]) -> None:
    """Write the page to DIR, as static files.

    Put DIR on any file server, or open its index.html from the disk: it asks no other host for
    anything. The page shows the PROGRAMs first, or without any, the two in which most happened in
    the last ten years; all others can be chosen on it. A page that was published to DIR before is
    replaced.

    \b
    Example: depositary publish site "Artemis Accords" ILRS
    """
    from web.page.site import Site

    _check(folder)
    with options.view(app, None) as view:
        shown = [view.names.program(one) for one in programs]
        site = Site(view, app.today, shown)
        written = _written(site, folder, app.path)
    for old in (folder / "data").glob("*.js"):
        if f"data/{old.name}" not in written:
            old.unlink()  # of a program that is no more
    size = sum(written.values())
    click.echo(f"{folder / 'index.html'}: the page, {len(written)} files, {size:,} bytes")
    for program, names in site.omitted.items():
        about = ", ".join(names)
        ask = f"ask 'depositary roster {program}'"
        click.echo(
            f"{program}: too much is on file for the page to answer all about {about}: {ask}"
        )


def _check(folder: Path) -> None:
    """Sweep up what a publication that was killed left, and refuse what it did not make."""
    for one in (folder, folder / _INDEX.parent):
        whole_files.sweep(one)
    files = (one for one in folder.rglob("*") if not one.is_dir())
    if not (folder / _INDEX).exists() and any(files):
        raise Strangers(folder)


def _written(site: "Site", folder: Path, ledger: Path) -> dict[str, int]:
    """Make every file of the page; returns the size of each by its path. Where one cannot be made,
    those go again that were not there before."""
    new_folders = [one for one in (folder / _INDEX.parent, folder) if not one.exists()]
    new, sizes = [], {}
    try:
        for path in site.paths():
            if not (folder / path).exists():
                new.append(folder / path)
            sizes[path] = _write(site, path, folder, ledger)
    except BaseException:
        for one in new:
            one.unlink(missing_ok=True)
        for one in new_folders:
            with suppress(OSError):  # it was never made
                one.rmdir()
        raise
    return sizes


def _write(site: "Site", path: str, folder: Path, ledger: Path) -> int:
    """Make a file of the page; returns its size."""
    made = site.file(path)
    assert made is not None
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    with files.replacing(target, ledger) as file:
        return file.write(made)
