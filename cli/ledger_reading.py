"""``log``, ``show`` and ``status``: the ledger in its own order, one event whole, and the ledger
at a glance."""

from collections import deque
from collections.abc import Iterator
from typing import Any

import click

from cli import following, options, output, shapes
from cli.app import App, View, pass_app
from cli.option import option
from ledger import codec
from ledger.codec import CLASSES
from ledger.events import Event, Recorded, Unread, type_of
from ledger.records import stamp
from projections import tables
from projections.audit import steps
from projections.words import describe

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
    """The ledger, event by event, in the order of record.

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
            click.echo(f"{view.ledger.path}: the log {shapes.asked(view)}\n")
        if form in ("json", "csv"):
            rows = [_shape(one, view) for one in _chosen(view, start, types, search)]
            shape = {"known": shapes.known(view), "events": rows}
            output.answer(form, header="", rows=rows, columns=_COLUMNS, shape=shape)
        elif not follow:
            for line in lines(view, start):
                output.write(line)
    if follow:
        following.follow(app, start, interval, lines)


def _start(
    view: View, after: str | None, last: int | None, types: tuple[str, ...], search: str | None
) -> int:
    """The position after which the events asked for begin."""
    start = view.ledger.find(after).position if after and after != "#0" else 0
    if not last:
        return start
    if not (types or search):
        return max(start, view.known - last)
    kept = deque((one.position for one in _chosen(view, start, types, search)), maxlen=last)
    return kept[0] - 1 if kept else view.known


def _chosen(
    view: View, start: int, types: tuple[str, ...], search: str | None
) -> Iterator[Recorded]:
    """The events asked for, as a stream."""
    among = tables.search(view.ledger, search) if search else None
    yield from view.ledger.events(start, view.known, types=types, among=among)


def _shape(one: Recorded, view: View) -> dict[str, Any]:
    return {
        "position": one.position,
        "id": one.id,
        "recorded_at": stamp(one.recorded_at),
        "recorded_by": one.recorded_by,
        "type": type_of(one.event),
        "summary": describe(one.event, view.names),
        "event": codec.encode(one.event),
        "unread": _why_unread(one.event),
    }


def _why_unread(event: Event | Unread | None) -> str | None:
    return event.why if isinstance(event, Unread) else None


def _json_line(one: Recorded, view: View) -> str:
    return output.to_json(_shape(one, view), indent=None)


def _line(one: Recorded, view: View) -> str:
    says = output.visible(describe(one.event, view.names))
    day = one.recorded_at.date()
    return f"#{one.position:<5} {one.id[:7]}  {day}  {type_of(one.event):<12}  {says}"


@click.command()
@click.argument("event", metavar="EVENT")
@options.known
@options.form()
@pass_app
def show(app: App, /, event: str, known: str | None, form: str) -> None:
    """One event whole: as recorded, as it reads now, and what was recorded about it.

    \b
    Example: depositary show '#31'
    """
    with options.view(app, known) as view:
        found = view.ledger.find(event)
        shape = _whole(found, view)
        wire = codec.encode(found.event)
        now = shape["reads"] or {}
        rows = [
            {
                "field": field,
                "recorded": _plain(wire.get(field)),
                "reads": _plain(now.get(field)) if now != wire else "",
            }
            for field in dict.fromkeys([*wire, *now])
        ]
        output.answer(
            form,
            header=f"#{found.position} {describe(found.event, view.names)}\n"
            f"id {found.id}\nrecorded {stamp(found.recorded_at)} by {found.recorded_by}"
            f"{'' if shape['stands'] else chr(10) + 'retracted'}"
            f"{_unread_lines(shape, view)}"
            + "".join(f"\n{_step(step)}" for step in shape["history"][1:]),
            rows=rows,
            columns=("field", "recorded", "reads"),
            shape=shape,
        )


def _whole(found: Recorded, view: View) -> dict[str, Any]:
    standing = view.ledger.reading_of(found.position, view.known)
    head = view.ledger.head(found.position)
    leaf = view.ledger.node(0, found.position - 1)
    return {
        **_shape(found, view),
        "known": shapes.known(view),
        "stands": standing is not None,
        "reads": codec.encode(standing) if standing else None,
        "unread": _why_unread(standing or found.event),
        "history": [shapes.step(step) for step in steps(found, view.about)],
        "leaf": leaf.hex(),
        "tree_head": shapes.head(head),
    }


def _unread_lines(shape: dict[str, Any], view: View) -> str:
    why = f"\nthis version cannot read it: {shape['unread']}" if shape["unread"] else ""
    count = f"\n{shapes.on_unread(view)}" if view.unread else ""
    return why + count


def _step(step: dict[str, Any]) -> str:
    reason = f": {step['reason']}" if step["reason"] else ""
    void = " (taken back since)" if step["void"] else ""
    return f"{step['what']} by #{step['position']}, {step['recorded_at']}{reason}{void}"


def _plain(value: Any) -> str:
    return (
        value
        if isinstance(value, str)
        else ""
        if value is None
        else output.to_json(value, indent=None)
    )


@click.command()
@options.known
@options.form()
@pass_app
def status(app: App, /, known: str | None, form: str) -> None:
    """The ledger at a glance: its size and head, its programs and dates, whether all is well.

    \b
    Example: depositary status
    """
    with options.view(app, known) as view:
        shape = _status(app, view)
        output.answer(
            form,
            header="\n".join([*_status_lines(shape), *filter(None, [shapes.on_unread(view)])]),
            rows=[_program_row(one) for one in shape["programs"]],
            columns=("program", "name", "members", "possible"),
            shape=shape,
            nothing="no programs",
        )


def _status(app: App, view: View) -> dict[str, Any]:
    ledger, head = view.ledger, view.ledger.head(view.known)
    earliest, latest = ledger.dates(view.known, but=view.unread)
    first = ledger.recorded_at(1) if view.known else None
    return {
        "ledger": str(ledger.path),
        "events": view.known,
        "unread": len(view.unread),
        "recorded": {"first": shapes.at(first), "last": shapes.at(view.known_at)},
        "dates": {"earliest": earliest, "latest": latest},
        "tree_head": shapes.head(head),
        "version": head.version,
        "sealed": head.root == ledger.frontier(head.size).root() and head.size >= view.known,
        "tables": {"position": tables.kept(ledger), "current": tables.current(ledger)},
        "programs": [_program(app, view, one) for one in sorted(view.names.programs)],
    }


def _program(app: App, view: View, identity: str) -> dict[str, Any]:
    program = view.program(identity)
    found = view.roster(program, app.today)
    return {"program": shapes.program(program), "counts": shapes.counts(found)}


def _program_row(shape: dict[str, Any]) -> dict[str, Any]:
    counts = {key: shape["counts"][key] for key in ("members", "possible")}
    return {"program": shape["program"]["id"], "name": shape["program"]["name"], **counts}


def _status_lines(shape: dict[str, Any]) -> Iterator[str]:
    """What is well is said in few words; what is not, with what to do."""
    yield f"{shape['ledger']}: {shape['events']} events under {shape['tree_head']['root']}"
    yield f"recorded {_between(*shape['recorded'].values())}"
    yield f"of days {_between(*shape['dates'].values())}"
    sealed, current = shape["sealed"], shape["tables"]["current"]
    yield (
        "the tree head is that of the events"
        if sealed
        else "the tree head is another: run 'verify'"
    )
    yield "the tables are up to date" if current else "the tables are behind: run 'rebuild'"
    if shape["version"]:
        yield f"recorded last by depositary {shape['version']}"


def _between(first: str | None, last: str | None) -> str:
    return f"from {first} to {last}" if first else "none"
