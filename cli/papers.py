"""The files of keys, tree heads and proofs: read whole, made once and never overwritten, since
each is evidence or a secret. What is in them is left to `ledger.notes`, `checkpoints`, `proofs`.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from ledger import checkpoints, notes, proofs
from ledger.checkpoints import Checkpoint
from ledger.errors import MalformedProof, Refusal
from ledger.notes import PrivateKey, PublicKey
from ledger.proofs import Proof

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])
_LARGEST = 16 * 2**20  # bytes; thousands of proofs


class Exists(Refusal):
    """A file that would have been overwritten."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already, and is never overwritten: choose another path")


def sign_option(command: F) -> F:
    """``--sign``."""
    return click.option(
        "--sign",
        "signers",
        type=click.Path(),
        metavar="KEYFILE",
        multiple=True,
        help="Sign the tree head with a private key; may be repeated.",
    )(command)


def key_option(command: F) -> F:
    """``--key``."""
    return click.option(
        "--key",
        "keys",
        metavar="KEY|FILE",
        multiple=True,
        help="A public key that you trust, or its file; may be repeated.",
    )(command)


def output_option(command: F) -> F:
    """``--output``."""
    return click.option(
        "--output", "-o", "path", type=click.Path(), metavar="FILE", help="Write to a new file."
    )(command)


def private_keys(paths: Sequence[str]) -> list[PrivateKey]:
    return [_read(path, "private key", _line(notes.private_key)) for path in paths]


def public_keys(given: Sequence[str]) -> list[PublicKey]:
    """The keys that were given, each as its line or as a file that has it."""
    return [
        notes.public_key(one)
        if "+" in one and not Path(one).exists()
        else _read(one, "public key", _line(notes.public_key))
        for one in given
    ]


def tree_head(path: str) -> Checkpoint:
    return _read(path, "tree head", checkpoints.parse)


def proofs_in(path: str) -> list[Proof]:
    return _read(path, "proof", proofs.parse_all)


def write(text: str, path: str | None) -> None:
    """Write to a new file, or without one to standard output, as UTF-8 and nothing else."""
    if path is None or path == "-":
        click.echo(text.encode(), nl=False)
    else:
        make(Path(path), text)


def make(path: Path, text: str, *, mode: int = 0o666) -> None:
    """Make a file, whole or not at all. Raises `Exists`."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise Exists(path) from None
    try:
        with open(descriptor, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _read(path: str, what: str, parse: Callable[[str], T]) -> T:
    """What a file has, ``-`` being standard input; what is wrong with it is told with its name."""
    try:
        return parse(_bytes(path, what).decode())
    except UnicodeDecodeError:
        raise MalformedProof(what, "it is no text in UTF-8", path) from None
    except MalformedProof as refusal:
        raise MalformedProof(what, refusal.problem, path) from None


def _bytes(path: str, what: str) -> bytes:
    if path == "-":
        data = sys.stdin.buffer.read(_LARGEST + 1)
    else:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise MalformedProof(what, f"it is larger than {_LARGEST >> 20} MiB", path)
    return data


def _line(parse: Callable[[str], T]) -> Callable[[str], T]:
    """Keys are read without the white space around them, which is no part of them."""
    return lambda text: parse(text.strip())
