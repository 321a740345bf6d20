"""``import``: events from files into the ledger, all of them or, when one line is wrong, none."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import click

from cli import output
from cli.app import App, pass_app
from cli.formats import FORMATS, BadFile, EventFile
from cli.importing.batch import Intake
from cli.importing.faults import WrongLines
from cli.strict import option
from ledger import values
from ledger.batch import Batch
from ledger.copy_errors import TimesAreGiven
from ledger.errors import Refusal
from ledger.store import Ledger


class NothingImported(Refusal):
    """The last line of a refused import, after a line for each thing that is wrong."""


class NotEmpty(Refusal):
    """Restoring into a ledger that has events."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(
            f"{ledger.path} has {ledger.size} events, and --restore needs an empty ledger: "
            "make one with 'depositary --db PATH init'"
        )


class _Enough(Exception):
    """The end of a dry run: everything was checked, nothing is kept."""


@click.command("import")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(allow_dash=True)
)
@option(
    "--from",
    "form",
    type=click.Choice(list(FORMATS)),
    help="The format; without it, by each file's ending, and JSONL for standard input.",
)
@option(
    "--restore",
    is_flag=True,
    help="Keep the recorded_at and recorded_by of each line; only into an empty ledger.",
)
@option("--dry-run", is_flag=True, help="Check every line and record nothing.")
@option(
    "--expect",
    type=click.IntRange(min=0),
    metavar="N",
    help="Only if the ledger has exactly so many events.",
)
@option(
    "--recorded-by", metavar="NAME", help="Who records; else DEPOSITARY_BY, else your user name."
)
@option("--draft", is_flag=True, help="In a copy: keep them as drafts, for 'push' to send.")
@pass_app
def import_command(
    app: App,
    /,
    paths: tuple[str, ...],
    form: str | None,
    restore: bool,
    dry_run: bool,
    expect: int | None,
    recorded_by: str | None,
    draft: bool,
) -> None:
    """Record the events in each FILE: JSONL, CSV or YAML; '-' is standard input.

    All or nothing: when a line is wrong, every wrong line is reported and nothing is recorded.
    Events that the ledger has already are skipped. An event may refer to what a line above it
    defines, or to what the ledger has.

    Without --restore, the record is made now: recorded_at and recorded_by in a line, which
    'export --restore-points' writes, are left aside, and a note says so.

    \b
    Examples: depositary import signings.csv sources.yaml
              depositary import --dry-run - < events.jsonl
              depositary --db copy.db import --restore backup.jsonl
    """
    by = _hand(app, recorded_by, restore)
    if restore and draft:
        raise click.UsageError("a draft has no time of record: leave --restore or --draft")
    if paths.count("-") > 1:
        raise click.UsageError("standard input can be read only once: give '-' once")
    with app.writing(draft=draft) as ledger, ExitStack() as stack:
        if restore and (upstream := ledger.upstream):
            raise TimesAreGiven(upstream.address)
        if ledger.upstream:
            by = app.recorder(ledger, recorded_by)
        files = _opened(paths, form, stack)
        try:
            with ledger.batch(expect=expect) as batch:
                if restore and ledger.size:
                    raise NotEmpty(ledger)
                intake = _taken(batch, files, by, restore)
                if dry_run:
                    raise _Enough
        except _Enough:
            pass
    _tell(intake, dry_run, draft)


def _hand(app: App, recorded_by: str | None, restore: bool) -> str:
    """Return who records."""
    if restore:
        if recorded_by:
            raise click.UsageError("--restore keeps who recorded each line: leave --recorded-by")
        return ""
    try:
        return values.name(recorded_by or app.by)
    except ValueError as problem:
        wanted = "who records must be a name (--recorded-by, DEPOSITARY_BY)"
        raise click.UsageError(f"{wanted}, and {problem}") from None


def _opened(paths: Sequence[str], form: str | None, stack: ExitStack) -> list[EventFile]:
    """Return the files, ready to be read. Raises `NothingImported` when one of them is not."""
    files, bad = [], []
    for path in paths:
        try:
            files.append(EventFile(path, form))
            stack.callback(files[-1].close)
        except BadFile as refusal:
            bad.append(str(refusal))
    if bad:
        _report(bad)
        many = f"{len(bad)} files cannot be" if len(bad) > 1 else "a file cannot be"
        raise NothingImported(f"{many} read, nothing was recorded: see above")
    return files


def _taken(batch: Batch, files: Sequence[EventFile], by: str, restore: bool) -> Intake:
    """Return every line of the files, taken into a batch. Raises `NothingImported`."""
    intake = Intake(batch, by, restore=restore)
    with _progress(sum(file.size for file in files)) as advance:
        for file in files:
            intake.begin(file.name)
            done = 0
            for line in file.lines():
                intake.take(line)
                if advance:
                    advance(file.done - done)
                    done = file.done
    if intake.wrong.count:
        _report(intake.wrong.told())
        raise NothingImported(_refused(intake.wrong))
    return intake


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None] | None]:
    """Give what moves a bar over so many bytes, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(
        length=size, label="importing", file=sys.stderr, update_min_steps=size // 200 + 1
    ) as bar:
        yield bar.update


def _report(faults: Sequence[str] | Iterator[str]) -> None:
    for fault in faults:
        click.echo(output.visible(fault), err=True)


def _refused(wrong: WrongLines) -> str:
    parts = [f"{wrong.count} line{'s are' if wrong.count > 1 else ' is'} wrong"]
    if wrong.hidden:
        parts.append(f"{wrong.hidden} more faults are not shown")
    if wrong.cut:
        parts.append("a file was not read to its end")
    if wrong.following:
        refer = "line refers" if wrong.following == 1 else "lines refer"
        parts.append(f"{wrong.following} more {refer} only to what is wrong")
    mend = "mend it" if wrong.count == 1 else "mend them"
    return f"{', '.join(parts)}; nothing was recorded: {mend} and import again"


def _tell(intake: Intake, dry_run: bool, draft: bool) -> None:
    first, last = intake.positions
    where = f" (#{first})" if first == last else f" (#{first} to #{last})"
    recorded = f"{intake.recorded} recorded{where if intake.recorded else ''}"
    if draft:
        recorded = f"{intake.recorded} drafted"
    known = f", {intake.known} known already" if intake.known else ""
    click.echo(f"dry run: {recorded}{known}; nothing was kept" if dry_run else recorded + known)
    if intake.pointed:
        click.echo(
            f"note: recorded_at and recorded_by of {intake.pointed} lines were left aside: "
            "--restore keeps them",
            err=True,
        )
