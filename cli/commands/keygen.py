"""``keygen``: make the keys that tree heads are signed with."""

import os
from contextlib import suppress
from pathlib import Path

import click

from cli import files
from cli.key_files import private_key
from cli.strict import option
from ledger.errors import MalformedProof
from ledger.transparency.cosignatures import PrivateCosignerKey
from ledger.transparency.signed_notes import PrivateKey


@click.command()
@click.argument("name")
@option(
    "--output",
    "-o",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The private key's file, else the last word of NAME with .key; the public key's has .pub"
    " after that.",
)
@option("--cosign", is_flag=True, help="Make a key to cosign the heads of others, as a witness.")
def keygen(name: str, path: Path | None, cosign: bool) -> None:
    """Make a pair of keys that go by NAME: the private one to sign, the public one to give away.

    NAME should be what the ledger goes by and nobody else would use, such as an address of yours.
    Where there is the private key of NAME alone, its public key is made again.

    \b
    Examples: depositary keygen example.org/register
              depositary keygen --cosign example.net/witness
    """
    path = path or Path(f"{name.rstrip('/').rpartition('/')[2]}.key")
    beside = path.with_name(f"{path.name}.pub")
    sort = PrivateCosignerKey if cosign else PrivateKey
    key, was_there = _without_its_public_one(path, beside, name, sort), ", which was there already"
    if key:
        files.make(beside, f"{key.public}\n")
    else:
        key, was_there = _made(path, beside, sort.generate(name)), ""
    click.echo(
        f"{path}: the private key{was_there}; keep it to yourself, and a copy in a safe place"
    )
    click.echo(f"{beside}: the public key, for everybody:\n{key.public}")


def _without_its_public_one(
    path: Path, beside: Path, name: str, sort: type[PrivateKey]
) -> PrivateKey | None:
    """Return the private key of this name that stands alone, as when the program that made it was
    ended before it wrote the other."""
    if not path.is_file() or os.path.lexists(beside):
        return None
    with suppress(MalformedProof):
        key = private_key(str(path), sort)
        return key if key.name == name else None
    return None


def _made(path: Path, beside: Path, key: PrivateKey) -> PrivateKey:
    """Return a new key, once it and its public one are in two new files."""
    for there in filter(os.path.lexists, (path, beside)):
        raise files.Exists(there)
    files.make(path, f"{key.written()}\n", mode=0o600)
    try:
        files.make(beside, f"{key.public}\n")
    except (OSError, files.Exists):
        path.unlink()  # it was made just now, and nothing was signed with it
        raise
    return key
