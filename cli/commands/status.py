"""``status``: the ledger at a glance."""

from collections.abc import Iterator
from typing import Any

import click

from cli import json_shapes, options, output
from cli.app import App, pass_app
from ledger import drafts
from ledger.store import Ledger
from projections.kept import tables
from projections.view import View


@click.command()
@options.known
@options.form()
@pass_app
def status(app: App, /, known: str | None, form: str) -> None:
    """Show the ledger at a glance: its size and head, its programs and dates, whether all is well.

    \b
    Example: depositary status
    """
    with options.view(app, known) as view:
        shape = _status(app, view)
        output.answer(
            form,
            header="\n".join([*_status_lines(shape), *filter(None, [json_shapes.on_unread(view)])]),
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
        "recorded": {"first": json_shapes.at(first), "last": json_shapes.at(view.known_at)},
        "dates": {"earliest": earliest, "latest": latest},
        "tree_head": json_shapes.head(head),
        "version": head.version,
        "sealed": head.root == ledger.frontier(head.size).root() and head.size >= view.known,
        "tables": {"position": tables.kept(ledger), "current": tables.current(ledger)},
        "copy": _copy(ledger),
        "programs": [_program(app, view, one) for one in sorted(view.names.programs)],
    }


def _copy(ledger: Ledger) -> dict[str, Any] | None:
    """Return where a copy stands: whose it is, what was last heard of it, the drafts that wait."""
    if not (upstream := ledger.upstream):
        return None
    heard = drafts.heard(ledger)
    return {
        "of": upstream.address,
        "heard": json_shapes.at(heard.at) if heard else None,
        "behind": max(0, heard.size - ledger.size) if heard else None,
        "drafts": len(drafts.waiting(ledger)),
    }


def _program(app: App, view: View, identity: str) -> dict[str, Any]:
    program = view.program(identity)
    found = view.roster(program, app.today)
    return {"program": json_shapes.program(program), "counts": json_shapes.counts(found)}


def _program_row(shape: dict[str, Any]) -> dict[str, Any]:
    counts = {key: shape["counts"][key] for key in ("members", "possible")}
    return {"program": shape["program"]["id"], "name": shape["program"]["name"], **counts}


def _status_lines(shape: dict[str, Any]) -> Iterator[str]:
    """Yield in few words that all is well, or each thing that is not, with how to mend it."""
    yield f"{shape['ledger']}: {shape['events']} events under {shape['tree_head']['root']}"
    yield f"recorded {_between(*shape['recorded'].values())}"
    if shape["copy"]:
        yield from _copy_lines(shape["copy"])
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


def _copy_lines(shape: dict[str, Any]) -> Iterator[str]:
    yield f"a copy of {shape['of']}"
    if shape["heard"]:
        behind = f"{shape['behind']} events behind" if shape["behind"] else "level with it"
        yield f"last heard of at {shape['heard']}, {behind}"
    if shape["drafts"]:
        waiting = "1 draft waits" if shape["drafts"] == 1 else f"{shape['drafts']} drafts wait"
        yield f"{waiting}: 'depositary push' sends {'it' if shape['drafts'] == 1 else 'them'}"


def _between(first: str | None, last: str | None) -> str:
    return f"from {first} to {last}" if first else "none"
