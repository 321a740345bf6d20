"""``push``: drafts, sent to where others append."""

from typing import Any

import click

from cli import output, remedies
from cli.app import App, pass_app
from cli.exit_codes import DONE, REFUSED
from cli.strict import option
from ledger import codec, drafts
from ledger.batch import Batch, Receipt
from ledger.copy_errors import NoCopy
from ledger.drafts import Draft
from ledger.errors import LedgerRefusal, Refusal
from ledger.events import type_of
from ledger.store import Ledger


@click.command()
@option("--list", "listed", is_flag=True, help="Show the drafts, send nothing.")
@option("--drop", metavar="N", type=int, multiple=True, help="Take draft N away, send nothing.")
@option("--anyway", is_flag=True, help="Send what others have touched meanwhile, too.")
@pass_app
def push(app: App, /, listed: bool, drop: tuple[int, ...], anyway: bool) -> int:
    """Send the drafts of this copy to the register that it is a copy of.

    Each is checked again after what others recorded meanwhile. A draft that is refused now, or
    that an event came in between of which it should know, is named and stays a draft.

    \b
    Examples: depositary push
              depositary push --list
              depositary push --drop 2
    """
    if listed + bool(drop) + anyway > 1:
        raise click.UsageError("give one of --list, --drop and --anyway")
    if listed:
        with app.reading() as ledger:
            lines = [_shown(one) for one in drafts.waiting(ledger)]
        output.write("\n".join(lines or ["no drafts"]))
        return DONE
    with app.writing() as ledger:
        if ledger.upstream is None:
            raise NoCopy(ledger.path)
        return _drop(ledger, drop) if drop else _push(ledger, anyway)


def _shown(one: Draft) -> str:
    return f"{one.number}: {output.visible(one.body)}"


def _drop(ledger: Ledger, numbers: tuple[int, ...]) -> int:
    there = {one.number for one in drafts.waiting(ledger)}
    if unknown := sorted(set(numbers) - there):
        raise click.UsageError(f"there is no draft {unknown[0]}: see 'depositary push --list'")
    with ledger.change():
        drafts.drop(ledger, numbers)
    for number in sorted(set(numbers)):
        click.echo(f"dropped draft {number}")
    return DONE


def _push(ledger: Ledger, anyway: bool) -> int:
    sent: list[tuple[Draft, Receipt]] = []
    stay: list[tuple[Draft, str]] = []
    with ledger.batch() as batch:
        for draft in drafts.waiting(ledger):
            try:
                sent.append((draft, _taken(ledger, batch, draft, anyway)))
            except LedgerRefusal:
                raise
            except Refusal as refusal:
                stay.append((draft, remedies.told(refusal)))
        batch.then(lambda: drafts.drop(ledger, (draft.number for draft, _ in sent)))
    for draft, receipt in sent:
        click.echo(_said(draft, batch.settled(receipt)))
    for draft, problem in stay:
        click.echo(f"draft {draft.number} stays: {output.visible(problem)}", err=True)
    if not sent and not stay:
        click.echo("no drafts")
    return REFUSED if stay else DONE


class CameBetween(Refusal):
    """A draft that may say too little, by what was recorded since."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"#{position} came in between: see 'depositary show #{position}', "
            "then --anyway sends the draft and --drop takes it away"
        )


def _taken(ledger: Ledger, batch: Batch, draft: Draft, anyway: bool) -> Receipt:
    event: Any = draft.event
    known = ledger.position_of(codec.event_id(draft.body))
    between = None if anyway or known else drafts.came_between(ledger, draft)
    if between:
        raise CameBetween(between)
    return batch.add(event, by="draft")


def _said(draft: Draft, receipt: Receipt) -> str:
    where = f"#{receipt.position} {receipt.id[:12]} {type_of(draft.event)}"
    done = f"recorded {where}" if receipt.new else f"known already as {where}: nothing changed"
    return f"draft {draft.number}: {done}"
