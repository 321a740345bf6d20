"""Whom one trusts to sign and to cosign tree heads, as options and in words."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import click

from cli import files, key_files, output
from cli.strict import option
from ledger.transparency import policies
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.policies import Policy

F = TypeVar("F", bound=Callable[..., object])

policy_option = option(
    "--policy",
    metavar="FILE",
    type=click.Path(),
    help="Who must have signed and cosigned the tree head, as a C2SP tlog-policy.",
)


def options(command: F) -> F:
    """Add ``--key`` and ``--policy``."""
    return key_files.key_option(policy_option(command))


def policy_of(keys: Sequence[str], path: str | None) -> Policy | None:
    """Return the policy that was given by keys or by a file. Raises `click.UsageError`,
    `MalformedProof`."""
    if keys and path:
        raise click.UsageError("--key and --policy: give one of them, a policy has keys of its own")
    if path:
        return files.read(path, "policy", policies.parse)
    return policies.of_keys(key_files.public_keys(keys)) if keys else None


def under(head: Checkpoint) -> str:
    """Say what is under a head."""
    return f"{events(head.size)} under {head.root.hex()}"


def events(size: int) -> str:
    """Say how many events there are."""
    return "1 event" if size == 1 else f"{size} events"


def said(head: Checkpoint, trusted: Policy | None) -> Iterator[str]:
    """Yield who signed a head that a policy found good, or that nothing was held against."""
    known = [*trusted.logs, *(one.key for one in trusted.witnesses.values())] if trusted else []
    yield from map(output.visible, key_files.signatures(head, known))
