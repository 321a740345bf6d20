"""``keygen``, the options that take keys, and who signed a tree head as far as the keys tell."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from cli import files
from cli.strict import option
from ledger.transparency import signed_notes
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.signed_notes import PrivateKey, PublicKey

F = TypeVar("F", bound=Callable[..., object])


def sign_option(command: F) -> F:
    """Add ``--sign``."""
    return option(
        "--sign",
        "signers",
        type=click.Path(),
        metavar="KEYFILE",
        multiple=True,
        help="Sign the tree head with a private key; may be repeated.",
    )(command)


def key_option(command: F) -> F:
    """Add ``--key``."""
    return option(
        "--key",
        "keys",
        metavar="KEY|FILE",
        multiple=True,
        help="A public key that you trust, or its file; may be repeated.",
    )(command)


def private_keys(paths: Sequence[str]) -> list[PrivateKey]:
    return [files.read(path, "private key", _line(signed_notes.private_key)) for path in paths]


def public_keys(given: Sequence[str]) -> list[PublicKey]:
    """Return the keys that were given, each as its line or as a file that has it."""
    return [
        signed_notes.public_key(one)
        if "+" in one and not Path(one).exists()
        else files.read(one, "public key", _line(signed_notes.public_key))
        for one in given
    ]


def _line(parse: Callable[[str], files.T]) -> Callable[[str], files.T]:
    """Return what reads a key without the white space around it, which is no part of it."""
    return lambda text: parse(text.strip())


def signatures(head: Checkpoint, trusted: Sequence[PublicKey]) -> Iterator[str]:
    """Yield who signed a head that was found good by the trusted keys, and what was not checked."""
    for one in dict.fromkeys((one.name, one.key_id) for one in head.signatures):
        known = any((key.name, key.key_id) == one for key in trusted)
        by = f"{one[0]} (key {one[1].hex()})"
        yield f"signed by {by}" if known else f"a signature by {by} was not checked"
    if not head.signatures:
        yield "signed by nobody"


def other_names(head: Checkpoint, trusted: Sequence[PublicKey]) -> Iterator[str]:
    """Say that a head does not go by the name of a key that signed it, as it should
    (c2sp.org/tlog-checkpoint)."""
    signers = [key.name for key in trusted if any(map(key.is_named_by, head.signatures))]
    if signers and head.origin not in signers:
        yield (
            f"it goes by {head.origin}, not by the name of its key: whether that key may sign for"
            " it is left to you, or say what it must go by (--origin)"
        )
