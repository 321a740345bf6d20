"""``init``, ``correct``, ``retract`` and ``attest``: a new ledger, and what the register says of
its own entries."""

from pathlib import Path
from typing import Any

import click

from cli import citing, fields, recording
from cli.app import App, pass_app
from cli.appending import with_citation
from cli.option import option
from ledger import whole_files
from ledger.errors import LedgerExists, NoLedger
from ledger.store import Ledger
from projections import tables


@click.command()
@option("--sample", is_flag=True, help="Start with a copy of the sample ledger.")
@pass_app
def init(app: App, /, sample: bool) -> None:
    """Make a new ledger.

    \b
    Examples: depositary init
              depositary --db moon.db init --sample
    """
    size = _copy_the_sample(app.path) if sample else _make(app.path)
    click.echo(f"{app.path}: a ledger of {size} events")


def _make(path: Path) -> int:
    """Make a ledger with its tables, or none; returns its size."""
    with Ledger.create(path, subscribers=(tables.keep,)) as ledger:
        try:
            return tables.rebuild(ledger)
        except BaseException:
            ledger.close()
            path.unlink()
            raise


def _copy_the_sample(path: Path) -> int:
    sample = sample_path().read_bytes()
    try:
        with whole_files.create_database(path) as part:
            part.write_bytes(sample)
            with Ledger.open(part) as ledger:
                return ledger.size
    except FileExistsError as found:
        raise LedgerExists(Path(found.filename)) from None


def sample_path() -> Path:
    """The sample ledger: beside this module when installed, at the top in a checkout."""
    here = Path(__file__).parent
    for folder in (here, here.parent):
        found = folder / "events.db.sample"
        if found.is_file():
            return found
    raise NoLedger(here / "events.db.sample")


def _about(name: str, event_type: str, does: str, example: str) -> click.Command:
    """A command that records something about EVENT."""

    @click.pass_obj
    def record(app: App, /, event: str, **given: Any) -> None:
        def wires(ledger: Ledger) -> list[dict[str, Any]]:
            wire = fields.wire_of(event_type, {**given, "event": event})
            return with_citation(ledger, [wire], given)

        recording.record(app, wires, given)

    return click.Command(
        name,
        params=[
            click.Argument(["event"], metavar="EVENT"),
            *fields.options_of(event_type, leave_out=("event",)),
            *citing.options(),
            *recording.options(),
        ],
        help=f"{does}\n\nEVENT is '#31', or seven or more characters of its id.\n\n\b\n"
        f"Example: depositary {name} {example}",
        short_help=does,
        callback=record,
    )


correct = _about(
    "correct",
    "correction",
    "Record that EVENT was recorded wrong, and how it should read.",
    "'#31' --set occurred_on=2023-09-01 --reason 'The agency gives the day'",
)
retract = _about(
    "retract",
    "retraction",
    "Record that EVENT never happened.",
    "'#31' --reason 'No instrument was ever found'",
)
attest = _about(
    "attest",
    "attestation",
    "Record one more source for or against EVENT.",
    "'#31' --stance disputes --source tass-2023-07-18 --says 2023-07-18",
)
