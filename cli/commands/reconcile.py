"""``reconcile``: a list of others held against the register, and what follows as a proposal."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import citing, options, proposals, reconciled
from cli.app import App, pass_app
from cli.exit_codes import DONE, FAILED
from cli.strict import option
from ledger import codec
from ledger.errors import MalformedEvent, Unknown
from ledger.events import Source
from projections.view import View

if TYPE_CHECKING:
    from intake.proposals import Proposal
    from intake.tables.grid_changes import Grid
    from intake.tables.listing import Listing, Told
    from intake.tables.reconciling import Asked

FORMS = ("untc", "wikidata", "popolo", "fcdo", "columns")
ORDERS = ("day-first", "month-first")


@click.command(params=citing.source_options())
@click.argument("file", required=False, type=click.Path())
@option("--all", "folder", metavar="FOLDER", help="Hold every table in a folder against it.")
@option("--program", metavar="TEXT", help="Of which program the list is, if it does not say.")
@option("--trust", is_flag=True, help="Where the list differs, propose to correct what is on file.")
@option(
    "--output",
    "-o",
    "path",
    metavar="FILE",
    help="Write the proposal, as .yaml or .jsonl; '-' is JSONL on standard output.",
)
@option(
    "--from",
    "form_of_list",
    type=click.Choice(FORMS),
    help="The form of the list; without it, what it looks like.",
)
@option(
    "--column",
    "columns",
    metavar="FIELD=NAME",
    multiple=True,
    help="Which column is which: participant=Land, occurred_on=Signed. May be repeated.",
)
@option("--act", metavar="ACT", help="What its dates are of, as admission:member; else signing.")
@option("--dates", "order", type=click.Choice(ORDERS), help="What is first in 6/12/2023.")
@option("--sheet", metavar="NAME", help="Which sheet of a workbook, if several have a list.")
@options.form()
@pass_app
def reconcile(
    app: App, /, file: str | None, folder: str | None, path: str | None, form: str, **given: Any
) -> int:
    """Hold a list of others against the register: what it has that is not on file, the reverse, and
    where the two differ.

    Nothing is recorded. With --output, what follows is proposed in a file to read, change and
    import: acts that are not on file, and for those that are, attestations by the list's source,
    for them or against; with --trust, corrections instead of the latter. What the list does not
    have stays as it is.

    \b
    Examples: depositary reconcile status.html --source untc-2026-11-01 -o proposal.yaml
              depositary reconcile --all tables --source untc-2026-11-01 --trust -o proposal.yaml
    """
    if (file is None) == (folder is None):
        raise click.UsageError("give a FILE, or --all FOLDER: one of the two")
    if folder is not None and given["program"]:
        raise click.UsageError("--program is of one FILE: with --all, each list says its own")
    if path is not None:
        proposals.form_of(path)
    with app.reading() as ledger:
        view = View(ledger)
        answer, proposal = _held(app, view, file, folder, given)
        if path is not None:
            proposals.write(proposal, path, app.path)
        reconciled.write(answer, form, path)
    return FAILED if answer.is_partial else DONE


def _held(
    app: App, view: View, file: str | None, folder: str | None, given: dict[str, Any]
) -> tuple[reconciled.Answer, "Proposal"]:
    """Hold each file against the register; return what was found, and what is proposed."""
    from intake.tables.grid_changes import Grid
    from intake.tables.reconciling import Reconciling
    from intake.tables.sheets import BadList

    asked = _asked(view, given, app.today)
    alone = view.names.program(given["program"]) if given["program"] else None
    held = Reconciling(view.events_for(alone), view.names, asked)
    outcomes, bad = [], []
    for content in _contents(file, folder, given, asked):
        try:
            one = content()
            found = held.take_grid(one, view) if isinstance(one, Grid) else held.take(one)
            outcomes.append(found)
        except BadList as refusal:
            if folder is None:
                raise
            bad.append(str(refusal))
    proposal = held.proposal([f"Held against {app.path}, as known at #{view.known}."], bad)
    return reconciled.Answer(outcomes, view, asked.source, proposal.counts(), bad), proposal


def _asked(view: View, given: dict[str, Any], today: date) -> "Asked":
    """Return the source of the lists and how they are to be held against the register."""
    from intake.tables.reconciling import Asked

    new, cited = citing.citation(view.ledger, given)
    if cited is None:
        return Asked(None, today, trusted=given["trust"], program=given["program"])
    position = view.ledger.defined("source", cited["source"])
    filed = view.ledger.reading_of(position) if position else None
    if isinstance(filed, Source):
        wire = codec.encode(filed)
        return Asked(wire, today, True, given["trust"], given["program"])
    if new is None:
        raise Unknown("source", cited["source"])
    try:
        codec.decode(new)
    except MalformedEvent as refusal:
        raise click.UsageError(f"the new source: {refusal}") from None
    return Asked(new, today, False, given["trust"], given["program"])


def _columns(items: Sequence[str]) -> dict[str, str]:
    """Return the names of columns by the fields that they are. Raises `click.UsageError`."""
    found: dict[str, str] = {}
    for item in items:
        field, equals, name = item.partition("=")
        if not equals or not field.strip() or not name.strip():
            raise click.BadParameter(f"{item!r} is not FIELD=NAME", param_hint="--column")
        if field.strip() in found:
            raise click.BadParameter(f"{field.strip()!r} is given twice", param_hint="--column")
        found[field.strip()] = name.strip()
    return found


def _contents(
    file: str | None, folder: str | None, given: dict[str, Any], asked: "Asked"
) -> Iterator[Callable[[], "Listing | Grid"]]:
    """Yield for each file what gives what it says, and raises `BadList`, `click.UsageError`. Raises
    `BadList` itself where there is no file."""
    from intake.tables import folders
    from intake.tables.listing import Told

    place = Path(folder) if folder is not None else Path(file or "").parent
    paths, others = folders.tables_in(place) if folder is not None else ([Path(file or "")], [])
    if others:
        click.echo(f"note: no tables, passed over: {', '.join(others)}", err=True)
    titles, columns = folders.titles(place), _columns(given["columns"])
    for path in paths:
        told = Told(
            titles.get(path.stem),
            columns=columns,
            act=given["act"],
            order=given["order"],
            sheet=given["sheet"],
            day=(asked.source or {}).get("published_on"),
        )
        yield partial(_read, path, told, given["form_of_list"], asked)


def _read(path: Path, told: "Told", form: str | None, asked: "Asked") -> "Listing | Grid":
    from intake.tables import files, formats, grid_changes

    content = files.read(path)
    if grid_changes.takes(content):
        return grid_changes.read(content)
    if asked.source is None:
        raise click.UsageError("a proposal rests on a source: give --source or --source-title")
    return formats.read(content, told, form)
