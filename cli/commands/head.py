"""``head``: the tree head, for others to keep; signed, if you like."""

import click

from cli import files, key_files, trust, witnesses
from cli.app import App, pass_app
from cli.heads import head_of, origin_option


@click.command()
@key_files.sign_option
@origin_option
@trust.policy_option
@files.output_option
@pass_app
def head(
    app: App,
    /,
    signers: tuple[str, ...],
    origin: str | None,
    policy: str | None,
    path: str | None,
) -> None:
    """Write the tree head, for others to keep: the ledger's size and the hash of all of it.

    It is a C2SP tlog-checkpoint, or with --sign a signed note. 'verify --head' shows later
    whether the ledger still begins with the same events. With --policy the witnesses that it
    gives an address for are asked to cosign it.

    \b
    Examples: depositary head
              depositary head --sign register.key -o head-2026-11-21.txt
    """
    keys, asked = key_files.private_keys(signers), trust.read(policy) if policy else None
    with app.reading() as ledger:
        found = witnesses.cosigned(ledger, head_of(ledger, keys, origin), asked)
        files.write(str(found), path)
