"""``log``: the ledger in its own order."""

from collections import deque
from collections.abc import Iterator

import click

from cli import following, json_shapes, options, output
from cli.app import App, pass_app
from cli.strict import option
from ledger.codec import CLASSES
from ledger.events import Recorded, type_of
from projections.kept import tables
from projections.sentences import describe
from projections.view import View

_COLUMNS = ("position", "id", "recorded_at", "recorded_by", "type", "summary")


@click.command()
@options.known
@option(
    "--type",
    "types",
    type=click.Choice(list(CLASSES)),
    multiple=True,
    help="Only events of this type; may be repeated.",
)
@option(
    "--search",
    metavar="WORDS",
    callback=options.in_unicode,
    help="Only events with all these words in their text.",
)
@option("--after", metavar="'#POSITION'", help="Only what was recorded after it.")
@option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N.")
@option("--follow", is_flag=True, help="Go on with what is recorded, until Ctrl-C.")
@option(
    "--interval",
    type=click.FloatRange(min=0.01),
    default=1,
    metavar="SECONDS",
    help="How long --follow waits between two looks; else 1.",
)
@options.form("jsonl")
@pass_app
def log(
    app: App,
    /,
    known: str | None,
    types: tuple[str, ...],
    search: str | None,
    after: str | None,
    last: int | None,
    follow: bool,
    interval: float,
    form: str,
) -> None:
    """List the ledger, event by event, in the order of record.

    \b
    Examples: depositary log --last 5
              depositary log --type correction --type retraction
              depositary log --search MisrSat-2 --format jsonl
              depositary log --after '#57' --follow
    """
    if follow and (known or form in ("json", "csv")):
        raise click.UsageError("--follow has no end: leave out --known, --format json and csv")

    def lines(view: View, start: int) -> Iterator[str]:
        for one in _chosen(view, start, types, search):
            yield _line(one, view) if form == "table" else _json_line(one, view)

    with options.view(app, known) as view:
        start = _start(view, after, last, types, search)
        if form == "table":
            click.echo(f"{view.ledger.path}: the log {json_shapes.asked(view)}\n")
        if form in ("json", "csv"):
            rows = [json_shapes.recorded(one, view) for one in _chosen(view, start, types, search)]
            shape = {"known": json_shapes.known(view), "events": rows}
            output.answer(form, header="", rows=rows, columns=_COLUMNS, shape=shape)
        elif not follow:
            for line in lines(view, start):
                output.write(line)
    if follow:
        following.follow(app, start, interval, lines)


def _start(
    view: View, after: str | None, last: int | None, types: tuple[str, ...], search: str | None
) -> int:
    """Return the position after which the events asked for begin."""
    start = view.ledger.find(after).position if after and after != "#0" else 0
    if not last:
        return start
    if not (types or search):
        return max(start, view.known - last)
    kept = deque(
        (one.position for one in _chosen(view, start, types, search)), maxlen=min(last, view.known)
    )
    return kept[0] - 1 if kept else view.known


def _chosen(
    view: View, start: int, types: tuple[str, ...], search: str | None
) -> Iterator[Recorded]:
    """Yield the events asked for, as a stream."""
    among = tables.search(view.ledger, search) if search else None
    yield from view.ledger.events(start, view.known, types=types, among=among)


def _json_line(one: Recorded, view: View) -> str:
    return output.to_json(json_shapes.recorded(one, view), indent=None)


def _line(one: Recorded, view: View) -> str:
    says = output.visible(describe(one.event, view.names))
    day = one.recorded_at.date()
    return f"#{one.position:<5} {one.id[:7]}  {day}  {type_of(one.event):<12}  {says}"
