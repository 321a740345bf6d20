"""The options of those who cosign, the witness and the desk."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from cli.strict import option

F = TypeVar("F", bound=Callable[..., object])


def options(command: F) -> F:
    """Add ``--sign`` and ``--state``."""
    state = option(
        "--state",
        "folder",
        metavar="DIR",
        type=click.Path(path_type=Path, file_okay=False),
        help="Where what was cosigned last is kept, else KEYFILE.state. Never restore it.",
    )
    sign = option(
        "--sign",
        "signer",
        metavar="KEYFILE",
        type=click.Path(),
        required=True,
        help="The private key to cosign with, made by 'keygen --cosign'.",
    )
    return sign(state(command))


def folder_of(signer: str, folder: Path | None) -> Path:
    """Return the folder in which a key keeps what it cosigned last."""
    return folder or Path(f"{signer}.state")
