"""``keygen``, the options that take keys, and who signed a tree head as far as the keys tell."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from cli import files
from cli.strict import option
from ledger.records import stamp
from ledger.transparency import cosignatures, signed_notes
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.cosignatures import CosignerKey
from ledger.transparency.signed_notes import Private, PrivateKey, PublicKey

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


def private_key(path: str, sort: type[Private]) -> Private:
    """Return the private key of a sort that a file has. Raises `MalformedProof`."""
    return files.read(
        path, "private key", _line(lambda text: signed_notes.private_key_of(text, sort))
    )


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
    """Yield who signed and who cosigned a head that was found good by the trusted keys, and what
    was not checked."""
    for one in dict.fromkeys((one.name, one.key_id) for one in head.signatures):
        known = [key for key in trusted if (key.name, key.key_id) == one]
        by = f"{one[0]} (key {one[1].hex()})"
        if known and isinstance(known[0], CosignerKey):
            mine = next(filter(known[0].is_named_by, head.signatures))
            yield f"cosigned by {by} {_at(cosignatures.time_of(mine))}"
        else:
            yield f"signed by {by}" if known else f"a signature by {by} was not checked"
    if not head.signatures:
        yield "signed by nobody"


def _at(seconds: int) -> str:
    """Return a moment in words; one that no calendar has as it was given."""
    try:
        return f"at {stamp(datetime.fromtimestamp(seconds, UTC))}"
    except (OverflowError, ValueError, OSError):
        return f"at second {seconds}"


def other_names(head: Checkpoint, trusted: Sequence[PublicKey]) -> Iterator[str]:
    """Say that a head does not go by the name of a key that signed it, as it should
    (c2sp.org/tlog-checkpoint)."""
    signers = [key.name for key in trusted if any(map(key.is_named_by, head.signatures))]
    if signers and head.origin not in signers:
        yield (
            f"it goes by {head.origin}, not by the name of its key: whether that key may sign for"
            " it is left to you, or say what it must go by (--origin)"
        )
