"""The options that reading commands share, and the view that they ask for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from cli import json_shapes, output, questions
from cli.app import App
from cli.days import known_position, single_day
from cli.strict import option
from cli.taken import taken
from ledger.events import KINDS, TIERS
from projections.view import View

F = TypeVar("F", bound=Callable[..., Any])


def in_unicode(ctx: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """Return a text that was typed; nothing that was recorded could be like one that is not
    Unicode. Raises `click.UsageError`."""
    try:
        (text or "").encode()
    except UnicodeEncodeError:
        raise click.UsageError(
            f"{parameter.opts[0]} is no text in UTF-8: set the terminal to UTF-8, and type it again"
        ) from None
    return text


def language(command: F) -> F:
    """Add ``--language``: that of the pages, English or one that has a table."""
    from importlib.resources import files  # slow to load, and for two commands alone

    tables = (one.name for one in files("web.languages").iterdir())
    return option(
        "--language",
        type=click.Choice(("en", *sorted(one[:-5] for one in tables if one.endswith(".json")))),
        default="en",
        help="In which language the pages are, English without it. Quotes, notes and the names of "
        "programs stay as they were recorded.",
    )(command)


def known(command: F) -> F:
    """Add ``--known``: the record axis."""
    return option(
        "--known",
        metavar="'#POSITION'|DATE",
        help="As the ledger was at a position, or at the end of a day (UTC).",
    )(command)


def form(*more: str) -> Callable[[F], F]:
    """Return what adds ``--format``."""
    return option(
        "--format",
        "form",
        type=click.Choice(["table", "json", "csv", *more]),
        default="table",
        show_default=True,
        help="How to write the answer.",
    )


def cite(command: F) -> F:
    """Add ``--cite``."""
    return option(
        "--cite",
        is_flag=True,
        expose_value=False,
        callback=questions.to_be_cited,
        help="Its citation below the answer, which 'again' takes.",
    )(command)


def sourced(command: F) -> F:
    """Add ``--sources``."""
    return option(
        "--sources",
        "sourced",
        is_flag=True,
        help="The sources behind each; their addresses in CSV and JSON.",
    )(command)


def on(command: F) -> F:
    """Add ``--on``, ``--before`` and ``--after``: the axis of the world."""
    command = option(
        "--after",
        metavar="DATE|EVENT|MILESTONE",
        help="At the end of the latest day of a date, an event or a milestone.",
    )(command)
    command = option(
        "--before",
        metavar="DATE|EVENT|MILESTONE",
        help="Just before the earliest day of a date, an event or a milestone.",
    )(command)
    return option(
        "--on",
        metavar="DATE|EVENT|MILESTONE",
        help="At the end of a day; without it, today.",
    )(command)


def policy(command: F) -> F:
    """Add ``--published-by``, ``--tier``, ``--min-sources``, which choose sources, and
    ``--disputed``, for where they disagree."""
    command = option(
        "--disputed",
        type=click.Choice(["widen"]),
        help="Take every date that a source gives, and an act that one denies, as possible.",
    )(command)
    command = option(
        "--min-sources",
        type=click.IntRange(min=1),
        metavar="N",
        help="Count only events with so many sources, copies of one counted once.",
    )(command)
    command = option(
        "--tier",
        "tiers",
        type=click.Choice(TIERS),
        multiple=True,
        help="Count only sources of this tier; may be repeated.",
    )(command)
    return option(
        "--published-by",
        metavar="DATE",
        help="Count only sources published by the end of a day.",
    )(command)


def kinds(command: F) -> F:
    """Add ``--kind``."""
    return option(
        "--kind",
        "kinds",
        type=click.Choice(KINDS),
        multiple=True,
        help="Only participants of this kind; may be repeated.",
    )(command)


def regions(command: F) -> F:
    """Add ``--region``."""
    return option(
        "--region",
        "regions",
        metavar="REGION",
        multiple=True,
        callback=_regions,
        help="Only who lies in this region of UN M49, as Africa or Western Asia; may be repeated.",
    )(command)


def _regions(
    ctx: click.Context, parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the regions that were typed, by their names. Raises `click.BadParameter`."""
    from difflib import get_close_matches

    from ledger.regions import REGIONS, named

    found = {text: named(text) for text in texts}
    for text, region in found.items():
        if region is None:
            near = get_close_matches(text.title(), REGIONS, n=1)
            mean = f"did you mean {near[0]}?" if near else f"write one of {', '.join(REGIONS)}"
            raise click.BadParameter(f"{text!r} is no region of UN M49: {mean}")
    return tuple(dict.fromkeys(region for region in found.values() if region))


@contextmanager
def view(
    app: App,
    known: str | None,
    published_by: str | None = None,
    tiers: tuple[str, ...] = (),
    min_sources: int | None = None,
    disputed: str | None = None,
) -> Iterator[View]:
    """Give the view that the options ask for, open for one command."""
    from projections.evidence import Policy

    by = single_day(published_by, "--published-by") if published_by is not None else None
    with app.reading() as ledger:
        policy = Policy(by, tiers, min_sources, disputed)
        found = View(ledger, known_position(ledger, known), policy)
        found.today = app.today
        yield found
        asked = click.get_current_context(silent=True)  # a server has none
        form = asked.params.get("form") if asked and not questions.keeping() else None
        if form in ("csv", "jsonl"):
            _tell_of_unread(found)
        if form in ("csv", "jsonl", "json"):
            for one in dict.fromkeys(found.asides):
                output.note(one)
        if into := taken():
            into.rest_on(found)


def _tell_of_unread(view: View) -> None:
    """Say beside rows that have no place for it what was left out."""
    if view.unread:
        output.note(f"{json_shapes.on_unread(view)}: see 'depositary check'")
