"""Cosignatures of witnesses, asked for while a tree head is made."""

import attrs
import click

from cli.output import visible
from ledger import asking_witnesses
from ledger.copy_errors import NotCosigned, Unwitnessed
from ledger.store import Ledger
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.policies import Policy


def cosigned(ledger: Ledger, head: Checkpoint, policy: Policy | None) -> Checkpoint:
    """Return a head with the cosignatures of all witnesses of a policy that have an address and
    give theirs; who does not is named. Raises `Unwitnessed` where that does not satisfy the
    policy."""
    if policy is None:
        return head
    for witness in policy.witnesses.values():
        if witness.address:
            try:
                given = asking_witnesses.cosignature(ledger, head, witness.key, witness.address)
            except NotCosigned as refusal:
                click.echo(f"note: {visible(str(refusal))}", err=True)
            else:
                head = attrs.evolve(head, signatures=(*head.signatures, given))
    if problem := policy.problem(head):
        raise Unwitnessed(str(ledger.path), problem)
    return head
