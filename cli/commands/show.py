"""``show``: one event whole, and what was recorded about it."""

from typing import Any

import click

from cli import json_shapes, options, output
from cli.app import App, pass_app
from ledger import codec
from ledger.events import Document, Happening, Recorded
from ledger.records import stamp
from projections import audit_shapes
from projections.documents import Paper
from projections.sentences import describe
from projections.steps import steps
from projections.view import View


@click.command()
@click.argument("event", metavar="EVENT")
@options.known
@options.form()
@pass_app
def show(app: App, /, event: str, known: str | None, form: str) -> None:
    """Show one event whole: as recorded, as it reads now, and what was recorded about it.

    \b
    Example: depositary show '#31'
    """
    with options.view(app, known) as view:
        found = view.ledger.find(event)
        paper = _paper(found, view)
        shape = _whole(found, view, paper)
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
            f"{_by_it(found, paper)}"
            + "".join(f"\n{_step(step)}" for step in shape["history"][1:]),
            rows=rows,
            columns=("field", "recorded", "reads"),
            shape=shape,
        )


def _whole(found: Recorded, view: View, paper: Paper | None) -> dict[str, Any]:
    standing = view.ledger.reading_of(found.position, view.known)
    head = view.ledger.head(found.position)
    leaf = view.ledger.node(0, found.position - 1)
    return {
        **json_shapes.recorded(found, view),
        "known": json_shapes.known(view),
        "stands": standing is not None,
        "reads": codec.encode(standing) if standing else None,
        "unread": json_shapes.why_unread(standing or found.event),
        "document": json_shapes.paper(paper) if paper else None,
        "history": [audit_shapes.step(step) for step in steps(found, view.about)],
        "leaf": leaf.hex(),
        "tree_head": json_shapes.head(head),
    }


def _paper(found: Recorded, view: View) -> Paper | None:
    """Return the document that an event is, or by which it was done."""
    reads = view.ledger.reading_of(found.position, view.known) or found.event
    if isinstance(reads, Document):
        return view.paper(reads.id)
    by = reads.document if isinstance(reads, Happening) else None
    return view.paper(by) if by else None


def _by_it(found: Recorded, paper: Paper | None) -> str:
    """Return the document by which an event was done, and what else was done by it; of a document
    that alone."""
    if paper is None:
        return ""
    others = ", ".join(f"#{one}" for one in paper.acts if one != found.position)
    if isinstance(found.event, Document):
        return f"\nby it: {others}" if others else "\nno act on file names it"
    return f"\ndocument: {paper} [{paper.id}]{f', and by it {others}' if others else ''}"


def _unread_lines(shape: dict[str, Any], view: View) -> str:
    why = f"\nthis version cannot read it: {shape['unread']}" if shape["unread"] else ""
    count = f"\n{json_shapes.on_unread(view)}" if view.unread else ""
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
