"""Whom one trusts to sign and to cosign tree heads, as options and in words."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import attrs
import click

from cli import files, key_files, output
from cli.strict import option
from ledger.transparency import policies, signed_notes
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.policies import Policy
from ledger.transparency.signed_notes import PublicKey

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
        return read(path)
    return policies.of_keys(key_files.public_keys(keys)) if keys else None


@attrs.frozen
class Trust:
    """The keys and the policy that were given, of which either may be missing."""

    keys: Sequence[PublicKey]
    policy: Policy | None

    def __bool__(self) -> bool:
        return bool(self.keys or (self.policy and self.policy.asks))

    @property
    def known(self) -> Sequence[PublicKey]:
        """Every key that is trusted, those of witnesses too."""
        return [*self.keys, *(keys_of(self.policy) if self.policy else ())]

    def problem(self, head: Checkpoint) -> str | None:
        """Return why a head is not to be believed; None when it is, or nothing was given."""
        found = signed_notes.problem(head.note, self.keys) if self.keys else None
        return found or (self.policy.problem(head) if self.policy else None)


def given(keys: Sequence[str], policy: str | None) -> Trust:
    """Return what was given by ``--key`` and ``--policy``. Raises `MalformedProof`."""
    return Trust(key_files.public_keys(keys), read(policy) if policy else None)


def read(path: str) -> Policy:
    """Return the policy that a file has. Raises `MalformedProof`."""
    return files.read(path, "policy", policies.parse)


def keys_of(policy: Policy) -> list[PublicKey]:
    """Return every key of a policy."""
    return [*policy.logs, *(one.key for one in policy.witnesses.values())]


def under(head: Checkpoint) -> str:
    """Say what is under a head."""
    return f"{events(head.size)} under {head.root.hex()}"


def events(size: int) -> str:
    """Say how many events there are."""
    return "1 event" if size == 1 else f"{size} events"


def said(head: Checkpoint, trusted: Policy | None) -> Iterator[str]:
    """Yield who signed a head that a policy found good, or that nothing was held against."""
    known = keys_of(trusted) if trusted else []
    yield from map(output.visible, key_files.signatures(head, known))
