"""Recording events that were typed: inside one transaction, or only shown (``--dry-run``)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import click

from cli import output
from cli.app import App
from cli.formats import jsonl
from cli.strict import Option
from ledger import codec
from ledger.batch import Batch, Receipt
from ledger.errors import Fault, MalformedEvent
from ledger.events import Event, Unread, type_of
from ledger.store import Ledger


def options() -> list[click.Option]:
    """Return the options of every command that records."""
    return [
        Option(["--dry-run"], is_flag=True, help="Show it as JSONL for 'import', no more."),
        Option(
            ["--expect"],
            type=click.IntRange(min=0),
            metavar="N",
            help="Only if the ledger has exactly so many events.",
        ),
        Option(
            ["--recorded-by"],
            metavar="NAME",
            help="Who records; else DEPOSITARY_BY, else your user name.",
        ),
        Option(
            ["--draft"],
            is_flag=True,
            help="In a copy: keep it as a draft, for 'push' to send.",
        ),
    ]


class _Enough(Exception):
    """The end of a dry run: everything was checked, nothing is kept."""


def record(
    app: App, wires: Callable[[Ledger], list[dict[str, Any]]], given: Mapping[str, Any]
) -> None:
    """Record the events that ``wires`` gives in one commit, and say where they stand now."""
    draft = given["draft"]
    try:
        with app.writing(draft=draft) as ledger, ledger.batch(expect=given["expect"]) as batch:
            by = app.recorder(ledger, given["recorded_by"])
            told = _told(ledger, batch, _taken(batch, wires(ledger), by))
            if given["dry_run"]:
                raise _Enough
    except _Enough:
        output.write("\n".join(jsonl.dumps(codec.encode(one.event)) for one in told))
        return
    for one in told:
        click.echo(_said(one, batch.settled(one.receipt), "drafted" if draft else "recorded"))


@attrs.frozen
class _Told:
    """What is said of an event: its receipt; by whom it is, where others of its type are beside
    it; whether it was known already, and is gone."""

    receipt: Receipt
    event: Event | Unread
    whom: str
    gone: bool


def _told(ledger: Ledger, batch: Batch, receipts: Sequence[Receipt]) -> list[_Told]:
    events = [batch.event(f"#{one.position}").event for one in receipts]
    several = len({type_of(event) for event in events}) < len(events)
    return [
        _Told(
            receipt,
            event,
            batch.names.title(getattr(event, "participant", "")) if several else "",
            not receipt.new and ledger.reading_of(receipt.position) is None,
        )
        for receipt, event in zip(receipts, events, strict=True)
    ]


def _taken(batch: Batch, wires: Sequence[dict[str, Any]], by: str) -> list[Receipt]:
    """Return a receipt for each event, once where two are the same: one who is named by two names.

    Raises `MalformedEvent` with what is wrong in any of them.
    """
    receipts: dict[int, Receipt] = {}
    faults: dict[Fault, None] = {}
    for wire in wires:
        try:
            receipt = batch.add_wire(wire, by=by)
            receipts.setdefault(receipt.position, receipt)
        except MalformedEvent as refusal:
            if wire["type"] == "source":  # what cites it would be refused for that alone
                raise
            faults |= dict.fromkeys(refusal.faults)
    if faults:
        raise MalformedEvent(faults)
    return list(receipts.values())


def _said(one: _Told, receipt: Receipt, done: str) -> str:
    by = f" by {one.whom}" if one.whom else ""
    where = f"#{receipt.position} {receipt.id[:12]} {type_of(one.event)}{by}"
    if receipt.new:
        return f"{done} {where if done == 'recorded' else where.partition(' ')[2]}"
    if one.gone:
        return f"known already as {where}, and retracted: retract its retraction to take it back"
    return f"known already as {where}: nothing changed"
