"""Options of what a site says of itself, published or served: its title, who publishes it, under
which licence, and the desk's own text about it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.strict import option
from ledger.errors import Refusal
from ledger.said import say

if TYPE_CHECKING:
    from web.pages.imprint import Imprint

F = TypeVar("F", bound=Callable[..., Any])


class NotText(Refusal):
    """A file that should have been a text and is none."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no text in UTF-8: save it as such")


def options(command: F) -> F:
    """Add ``--title``, ``--publisher``, ``--licence`` and ``--about``."""
    command = option(
        "--about",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        help="A text in Markdown for the page about the register.",
    )(command)
    command = option(
        "--licence", metavar="'NAME [ADDRESS]'", help="Under which licence it may be used."
    )(command)
    command = option("--publisher", metavar="'NAME [ADDRESS]'", help="Who publishes it.")(command)
    return option(
        "--title", metavar="TITLE", help="What the site is called; without it 'Who is in'."
    )(command)


def text_of(about: Path | None) -> str | None:
    """Return the text of a file, where one was given. Raises `NotText` and `OSError`."""
    try:
        return about.read_text(encoding="utf-8") if about else None
    except UnicodeDecodeError:
        raise NotText(Path(str(about))) from None


def imprint(
    code: str,
    title: str | None,
    publisher: str | None,
    licence: str | None,
    about: str | None,
    url: str | None = None,
) -> "Imprint":
    """Return what the site is to say of itself, in the language with a code: ``about`` is a text.
    Raises `WebUnavailable`."""
    from web.languages.language import language
    from web.pages.imprint import Imprint, named

    said = language(code)
    return Imprint(
        title=" ".join((title or said.text(say("Who is in"))).split()),
        publisher=named(publisher) if publisher else None,
        licence=named(licence) if licence else None,
        url=f"{url.rstrip('/')}/" if url is not None else None,
        about=about,
        language=said,
    )
