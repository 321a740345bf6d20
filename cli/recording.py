"""Recording events that were typed: inside one transaction, or only shown (``--dry-run``)."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from cli import jsonl, output
from cli.app import App
from ledger import codec
from ledger.append import Receipt
from ledger.store import Ledger


def options() -> list[click.Option]:
    """The options of every command that records."""
    return [
        click.Option(["--dry-run"], is_flag=True, help="Show it as JSONL for 'import', no more."),
        click.Option(
            ["--expect"],
            type=click.IntRange(min=0),
            metavar="N",
            help="Only if the ledger has exactly so many events.",
        ),
        click.Option(
            ["--recorded-by"],
            metavar="NAME",
            help="Who records; else DEPOSITARY_BY, else your user name.",
        ),
    ]


class _Enough(Exception):
    """The end of a dry run: everything was checked, nothing is kept."""


def record(
    app: App, wires: Callable[[Ledger], list[dict[str, Any]]], given: Mapping[str, Any]
) -> None:
    """Record the events that ``wires`` gives, and say where they stand now."""
    by = given["recorded_by"] or app.by
    receipts, bodies = [], []
    try:
        with app.writing() as ledger, ledger.batch(expect=given["expect"]) as batch:
            for wire in wires(ledger):
                receipt = batch.add_wire(wire, by=by)
                gone = not receipt.new and ledger.reading_of(receipt.position) is None
                receipts.append((wire["type"], receipt, gone))
                bodies.append(jsonl.dumps(codec.encode(batch.event(f"#{receipt.position}").event)))
            if given["dry_run"]:
                raise _Enough
    except _Enough:
        output.write("\n".join(bodies))
        return
    for event_type, receipt, gone in receipts:
        click.echo(_said(event_type, receipt, gone))


def _said(event_type: str, receipt: Receipt, gone: bool) -> str:
    where = f"#{receipt.position} {receipt.id[:12]} {event_type}"
    if receipt.new:
        return f"recorded {where}"
    if gone:
        return f"known already as {where}, and retracted: retract its retraction to take it back"
    return f"known already as {where}: nothing changed"
