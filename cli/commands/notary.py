"""``notary``: signs the heads of a shared register, and never a fork."""

from pathlib import Path

import click

from cli import cosigning, key_files, output, remedies, trust, upstreams
from cli.app import App, pass_app
from cli.following import until_told
from cli.strict import option
from ledger import witness
from ledger.copy_errors import NoCopy
from ledger.errors import Refusal
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.cosignatures import PrivateCosignerKey


@click.command()
@cosigning.options
@option(
    "--every",
    type=click.FloatRange(min=0.1),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look for what is new.",
)
@option("--once", is_flag=True, help="Sign what is there now, and end.")
@pass_app
def notary(app: App, /, signer: str, folder: Path | None, every: float, once: bool) -> None:
    """Cosign each tree head of a shared register, until Ctrl-C, for copies that were told the key.

    The ledger is a copy whose address names the standby (target_session_attrs=standby): what it has
    outlasts the primary. Each head is signed only if it continues the last one that was signed,
    which is kept in a folder, and put into the database. Of two notaries of a register only one
    signs.

    \b
    Example: depositary --db notary.db notary --sign notary.key
    """
    from shared import notary as signing

    key = key_files.private_key(signer, PrivateCosignerKey)

    def clock() -> int:
        return int(app.clock().timestamp())

    with app.writing() as ledger, witness.state(cosigning.folder_of(signer, folder), key) as own:
        if ledger.upstream is None:
            raise NoCopy(app.path)
        if not upstreams.is_register(ledger.upstream.address):
            raise click.UsageError(
                f"a notary signs for a shared register, and {app.path} is a copy of"
                f" {ledger.upstream.address}: make a copy of the register in a file of its own"
            )
        if once:
            _tell(key, signing.sign_once(ledger, own, clock))
            return
        with until_told():
            for found in signing.signing(ledger, own, clock, every):
                if isinstance(found, Refusal):
                    click.echo(f"depositary: {output.visible(remedies.told(found))}", err=True)
                else:
                    _tell(key, found)


def _tell(key: PrivateCosignerKey, head: Checkpoint | None) -> None:
    said = f"signed {trust.under(head)}" if head else "nothing is new"
    click.echo(f"{key.name}: {said}")
