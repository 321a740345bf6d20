"""``init``: make a new ledger, empty or from the sample."""

from pathlib import Path

import click

from cli.app import App, pass_app
from cli.strict import option
from ledger import whole_files
from ledger.errors import LedgerExists, NoLedger
from ledger.store import Ledger
from projections.kept import tables
from projections.kept.ledgers import create_ledger


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
    with create_ledger(path) as ledger:
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
    """Return the sample ledger: beside this module when installed, at the top in a checkout."""
    here = Path(__file__).parent.parent
    for folder in (here, here.parent):
        found = folder / "events.db.sample"
        if found.is_file():
            return found
    raise NoLedger(here / "events.db.sample")
