"""``export``: the ledger as a file that `import` takes back, event for event, with the same ids."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from cli import exports, files, options
from cli.app import App, pass_app
from cli.days import known_position
from cli.exports import EXPORTS, Asked
from cli.formats import FORMATS, by_ending
from cli.strict import option
from ledger.store import Ledger


@click.command()
@options.known
@option(
    "--format",
    "form",
    type=click.Choice([*(name for name, one in FORMATS.items() if one.is_written), *EXPORTS]),
    help="How to write it; without it, by the ending of --output, else JSONL.",
)
@option("--output", "-o", "path", type=click.Path(), metavar="FILE", help="Write to a file, whole.")
@option("--grid", metavar="FILE", help="A program as a workbook to edit, for 'reconcile'.")
@option(
    "--program",
    "programs",
    metavar="TEXT",
    multiple=True,
    help="Only this program; with --grid, one. May be repeated.",
)
@option(
    "--restore-points",
    is_flag=True,
    help="Keep recorded_at and recorded_by, for 'import --restore'; JSONL only.",
)
@pass_app
def export(
    app: App,
    /,
    known: str | None,
    form: str | None,
    path: str | None,
    grid: str | None,
    programs: tuple[str, ...],
    restore_points: bool,
) -> None:
    """Write every event in the order of the ledger, one a line, as 'import' takes it back.

    The same events give the same bytes. Control characters are written as escapes.

    What the events come to is exported as an analysis database, as Popolo, FollowTheMoney or
    QuickStatements, or as a panel of states by years, which 'import' does not take back; and with
    --grid as a workbook, a row a member, to edit and to give to 'reconcile'.

    \b
    Examples: depositary export > events.jsonl
              depositary export --restore-points -o backup.jsonl
              depositary export --known 2023-12-31 -o events.csv
              depositary export -o analysis.db
              depositary export --grid ilrs.xlsx --program ILRS
    """
    if grid is not None:
        if form or path or restore_points or len(programs) != 1:
            raise click.UsageError("--grid is a form and a file of its own, of one --program")
        _grid(app, programs[0], known, grid)
        return
    path = None if path == "-" else path
    form = form or _form_of(path)
    if restore_points and form != "jsonl":
        raise click.UsageError(f"restore points are for JSONL: leave out --format {form}")
    if form in EXPORTS:
        _export(app, form, programs, known, path)
        return
    if programs:
        raise click.UsageError(f"--format {form} has every event: leave out --program")
    with app.reading() as ledger:
        until = known_position(ledger, known)
        lines = FORMATS[form].write(lambda: _wires(ledger, until, restore_points))
        if path is None:
            _to_standard_output(lines)
            return
        with files.replacing(Path(path), app.path) as file:
            file.writelines(line.encode() for line in lines)
        click.echo(f"{until} events written to {path}")


def _export(
    app: App, form: str, programs: tuple[str, ...], known: str | None, path: str | None
) -> None:
    export = EXPORTS[form]
    if export.is_binary and path is None:
        raise click.UsageError(f"--format {form} is no text: give it a file with --output")
    with options.view(app, known) as view:
        chosen = programs or sorted(view.names.programs)
        asked = Asked(view, [view.program(one) for one in chosen], app.today)
        if path is None:
            click.echo(b"".join(export.write(asked)), nl=False)
        else:
            with files.replacing(Path(path), app.path) as file:
                file.writelines(export.write(asked))
            click.echo(f"{len(chosen)} programs written to {path}")
        for line in dict.fromkeys(view.asides):
            click.echo(line, err=True)


def _grid(app: App, program: str, known: str | None, path: str) -> None:
    from intake.optional import needed

    with needed("Excel workbooks"):
        from intake.tables import grid_file
    with options.view(app, known) as view, files.replacing(Path(path), app.path) as file:
        count = grid_file.write(view, view.program(program), app.today, file)
    click.echo(f"{count} rows written to {path}: edit it, then 'depositary reconcile {path}'")


def _form_of(path: str | None) -> str:
    form = by_ending(path) if path else None
    other = exports.by_ending(path) if path else None
    return form if form and FORMATS[form].is_written else other or "jsonl"


def _wires(ledger: Ledger, until: int, restore_points: bool) -> Iterator[dict[str, Any]]:
    for row, wire in ledger.wires(until):
        if restore_points:
            wire |= {"recorded_at": row.recorded_at, "recorded_by": row.recorded_by}
        yield wire


def _to_standard_output(lines: Iterator[str]) -> None:
    """Write UTF-8 with Unix line ends, whatever the terminal is set to."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdout.writelines(lines)
