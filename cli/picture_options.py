"""Parts that ``chart`` and ``map`` share: which programs are drawn, and the file that a picture is.

The packages that draw it are imported only for a file.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli import files
from cli.app import App
from cli.strict import option
from ledger.events import Program
from projections.view import View

if TYPE_CHECKING:
    from web.pictures.render import Picture

F = TypeVar("F", bound=Callable[..., Any])
FORMS = (".svg", ".png", ".html")


def output_option(command: F) -> F:
    """Add ``--output``: a picture, by the ending of its name."""
    return option(
        "--output",
        "-o",
        "path",
        type=click.Path(),
        metavar="FILE",
        help="Draw it into a file: .svg, .png or .html.",
    )(command)


def check(path: str | None, form: str) -> None:
    """Refuse a file that is no picture, before anything is counted."""
    if path and Path(path).suffix.lower() not in FORMS:
        raise click.UsageError(f"{path} is no picture: end its name in .svg, .png or .html")
    if path and form != "table":
        raise click.UsageError("--format writes to standard output: leave out --output")


def chosen(view: View, programs: Sequence[str]) -> dict[str, Program]:
    """Return the programs asked for, each once, by a name that no other of them has."""
    from web.pictures.series import MOST

    found = {one.id: one for one in map(view.program, programs)}
    if len(found) > MOST:
        raise click.UsageError(f"{len(found)} programs in one picture: ask for {MOST} at most")
    names = [one.name for one in found.values()]
    return {
        one.name if names.count(one.name) == 1 else f"{one.name} ({one.id})": one
        for one in found.values()
    }


def draw(app: App, path: str, compose: "Callable[[], Picture]") -> None:
    """Write a picture to a file, whole or not at all. Raises `WebUnavailable`."""
    from web.optional import needed

    with needed():
        from web.pictures.render import drawn

        data = drawn(compose(), Path(path).suffix.lower().removeprefix("."))
    with files.replacing(Path(path), app.path) as file:
        file.write(data)
    click.echo(f"drawn to {path}")
