"""``verify``: whether the file is what was recorded."""

from collections.abc import Mapping
from itertools import islice

import click

from cli import files, heads, json_shapes, output, trust, verifying
from cli.app import App, pass_app
from cli.exit_codes import FAILED
from cli.strict import option
from cli.trust import Trust
from ledger.errors import OtherSchema
from ledger.store import Ledger
from ledger.transparency import checkpoints
from ledger.transparency.checkpoints import Checkpoint
from projections.kept import tables
from projections.view import View

_TOLD = 1000  # lines of what does not hold


@click.command()
@option(
    "--head",
    "kept",
    type=click.Path(),
    metavar="FILE",
    multiple=True,
    help="A tree head that was kept elsewhere; may be repeated.",
)
@option(
    "--jobs",
    type=click.IntRange(1, verifying.MOST),
    metavar="N",
    help="One process, or two side by side; without it, two where that pays.",
)
@trust.options
@pass_app
@click.pass_context
def verify(
    ctx: click.Context,
    app: App,
    /,
    kept: tuple[str, ...],
    jobs: int | None,
    keys: tuple[str, ...],
    policy: str | None,
) -> None:
    """Compute every hash and the tree again, and compare the tables with the events.

    With --head also whether the ledger still begins with the events under that head, and with
    --key or --policy whether it was signed by those whom you trust. Exit code 3 when anything does
    not hold; each line then begins with the first position, or with the head, that it concerns.

    \b
    Examples: depositary verify
              depositary verify --head head-2026-11-21.txt --key register.key.pub
    """
    if (keys or policy) and not kept:
        raise click.UsageError("--key and --policy are for the heads that --head gives")
    trusted = trust.given(keys, policy)
    given = {path: files.read(path, "tree head", checkpoints.parse) for path in kept}
    try:
        with app.reading() as ledger:
            with ledger.bounded():
                found = list(islice(verifying.not_holding(app, ledger, jobs), _TOLD + 1))
            if not found and _holds(ledger, given, trusted):
                return
    except OtherSchema as refusal:
        found = [f"file: {problem}" for problem in refusal.problems]
    if len(found) > _TOLD:
        found[_TOLD:] = ["file: more does not hold than is said here"]
    if found:
        found += [f"{path}: not compared, since the ledger itself does not hold" for path in given]
        output.write("\n".join(map(output.visible, found)))
    ctx.exit(FAILED)


def _how_tables_are(ledger: Ledger, kept: int | None) -> str:
    """Return why the answers are not read from the tables, and what to do."""
    edition = tables.edition(ledger)
    if edition > tables.EDITION:
        return "its tables are those of a later version"
    how = "behind" if kept is not None else "of an earlier version" if edition else "gone"
    return f"its tables are {how}: run 'depositary rebuild'"


def _holds(ledger: Ledger, given: Mapping[str, Checkpoint], trusted: Trust) -> bool:
    """Tell that a ledger holds, and what follows for the heads that were kept; whether they too
    hold."""
    head, kept = ledger.head(), tables.kept(ledger)
    mend = "" if kept == head.size else f", {_how_tables_are(ledger, kept)}"
    by = f", recorded last by depositary {head.version}" if head.version else ""
    click.echo(f"{ledger.path}: {head.size} events hold under {head.root.hex()}{by}{mend}")
    if words := json_shapes.on_unread(View(ledger, head.size)):
        click.echo(words)
    verdicts = heads.compared(ledger, given, trusted)
    for line in heads.report(verdicts, trusted):
        click.echo(line)
    return not any(one.problem for one in verdicts)
