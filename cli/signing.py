"""``keygen``, the options that take keys, and who signed a tree head as far as the keys tell."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import click

from cli import papers
from cli.option import option
from ledger import notes
from ledger.checkpoints import Checkpoint
from ledger.errors import MalformedProof
from ledger.notes import PrivateKey, PublicKey

F = TypeVar("F", bound=Callable[..., object])


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
def keygen(name: str, path: Path | None) -> None:
    """Make a pair of keys that go by NAME: the private one to sign, the public one to give away.

    NAME should be what the ledger goes by and nobody else would use, such as an address of yours.
    Where there is the private key of NAME alone, its public key is made again.

    \b
    Example: depositary keygen example.org/register
    """
    path = path or Path(f"{name.rstrip('/').rpartition('/')[2]}.key")
    beside = path.with_name(f"{path.name}.pub")
    key, was_there = _without_its_public_one(path, beside, name), ", which was there already"
    if key:
        papers.make(beside, f"{key.public}\n")
    else:
        key, was_there = _made(path, beside, name), ""
    click.echo(
        f"{path}: the private key{was_there}; keep it to yourself, and a copy in a safe place"
    )
    click.echo(f"{beside}: the public key, for everybody:\n{key.public}")


def _without_its_public_one(path: Path, beside: Path, name: str) -> PrivateKey | None:
    """The private key of this name that stands alone, as when the program that made it was ended
    before it wrote the other."""
    if not path.is_file() or os.path.lexists(beside):
        return None
    with suppress(MalformedProof):
        [key] = private_keys([str(path)])
        return key if key.name == name else None
    return None


def _made(path: Path, beside: Path, name: str) -> PrivateKey:
    """A new key and its public one, in two new files."""
    key = PrivateKey.generate(name)
    for there in filter(os.path.lexists, (path, beside)):
        raise papers.Exists(there)
    papers.make(path, f"{key.written()}\n", mode=0o600)
    try:
        papers.make(beside, f"{key.public}\n")
    except (OSError, papers.Exists):
        path.unlink()  # it was made just now, and nothing was signed with it
        raise
    return key


def sign_option(command: F) -> F:
    """``--sign``."""
    return option(
        "--sign",
        "signers",
        type=click.Path(),
        metavar="KEYFILE",
        multiple=True,
        help="Sign the tree head with a private key; may be repeated.",
    )(command)


def key_option(command: F) -> F:
    """``--key``."""
    return option(
        "--key",
        "keys",
        metavar="KEY|FILE",
        multiple=True,
        help="A public key that you trust, or its file; may be repeated.",
    )(command)


def private_keys(paths: Sequence[str]) -> list[PrivateKey]:
    return [papers.read(path, "private key", _line(notes.private_key)) for path in paths]


def public_keys(given: Sequence[str]) -> list[PublicKey]:
    """The keys that were given, each as its line or as a file that has it."""
    return [
        notes.public_key(one)
        if "+" in one and not Path(one).exists()
        else papers.read(one, "public key", _line(notes.public_key))
        for one in given
    ]


def _line(parse: Callable[[str], papers.T]) -> Callable[[str], papers.T]:
    """Keys are read without the white space around them, which is no part of them."""
    return lambda text: parse(text.strip())


def signatures(head: Checkpoint, trusted: Sequence[PublicKey]) -> Iterator[str]:
    """Who signed a head that was found good by the trusted keys, and what was not checked."""
    for one in dict.fromkeys((one.name, one.key_id) for one in head.signatures):
        known = any((key.name, key.key_id) == one for key in trusted)
        by = f"{one[0]} (key {one[1].hex()})"
        yield f"signed by {by}" if known else f"a signature by {by} was not checked"
    if not head.signatures:
        yield "signed by nobody"


def other_names(head: Checkpoint, trusted: Sequence[PublicKey]) -> Iterator[str]:
    """That a head does not go by the name of a key that signed it, as it should
    (c2sp.org/tlog-checkpoint)."""
    signers = [key.name for key in trusted if any(map(key.is_named_by, head.signatures))]
    if signers and head.origin not in signers:
        yield (
            f"it goes by {head.origin}, not by the name of its key: whether that key may sign for"
            " it is left to you, or say what it must go by (--origin)"
        )
