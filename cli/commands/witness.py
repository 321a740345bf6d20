"""``witness``: cosigns the heads of others over HTTP, and never a fork."""

from pathlib import Path

import click

from cli import cosigning, key_files
from cli.app import App, pass_app
from cli.strict import option
from ledger import witness as witnessing
from ledger.transparency.cosignatures import PrivateCosignerKey


@click.command()
@cosigning.options
@key_files.key_option
@option("--host", default="127.0.0.1", show_default=True, help="The address to answer at.")
@option("--port", default=8002, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@pass_app
def witness(
    app: App,
    /,
    signer: str,
    folder: Path | None,
    keys: tuple[str, ...],
    host: str,
    port: int,
) -> None:
    """Cosign tree heads of the logs whose keys are given by --key, as a C2SP tlog-witness.

    Each is cosigned only if it continues the last one of that log, which is kept in a folder. It
    answers this computer alone, unless another address is given. No ledger is needed.

    \b
    Example: depositary witness --sign witness.key --key register.key.pub
    """
    from cli import witness_server

    if not keys:
        raise click.UsageError("--key is missing: whose heads are to be cosigned?")
    logs = key_files.public_keys(keys)
    key = key_files.private_key(signer, PrivateCosignerKey)
    with witnessing.state(cosigning.folder_of(signer, folder), key) as own:
        found = witnessing.Witness(own, logs, lambda: int(app.clock().timestamp()))
        witness_server.serve(found, host, port, lambda address: _tell(key, address))


def _tell(key: PrivateCosignerKey, address: str) -> None:
    click.echo(f"{key.name} cosigns at {address}: end it with Ctrl-C")
