"""``cosign``: the head of a register, which a desk has verified on its own copy, cosigned by it."""

from functools import partial
from pathlib import Path

import attrs
import click

from cli import cosigning, files, key_files
from cli.app import App, pass_app
from ledger import witness
from ledger.errors import OtherHistory
from ledger.transparency import checkpoints
from ledger.transparency.cosignatures import PrivateCosignerKey


@click.command()
@click.argument("head", type=click.Path())
@cosigning.options
@files.output_option
@pass_app
def cosign(app: App, /, head: str, signer: str, folder: Path | None, path: str | None) -> None:
    """Cosign the tree head in the file HEAD, which the ledger must have.

    A desk that keeps a copy is a witness to all others: it signs only what its copy has, and what
    continues the last head that it cosigned, which is kept in a folder beside the key.

    \b
    Example: depositary --db copy.db cosign head.txt --sign desk.key -o head-cosigned.txt
    """
    key = key_files.private_key(signer, PrivateCosignerKey)
    given = files.read(head, "tree head", checkpoints.parse)
    with app.reading() as ledger, witness.state(cosigning.folder_of(signer, folder), key) as own:
        if problem := checkpoints.difference(ledger, given):
            raise OtherHistory(head, problem)

        now = int(app.clock().timestamp())
        signature = own.cosign(given, now, partial(witness.difference, ledger, given))
    files.write(str(attrs.evolve(given, signatures=(*given.signatures, signature))), path)
