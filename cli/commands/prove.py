"""``prove``: an event, or that one tree head continues another, proved to somebody who has no
ledger. `verify_proof` says there whether they hold."""

import click

from cli import files, heads, key_files
from cli.app import App, pass_app
from cli.strict import option
from ledger.errors import OtherHistory, Refusal
from ledger.store import Ledger
from ledger.transparency import checkpoints, consistency, proofs
from ledger.transparency.checkpoints import Checkpoint


class Uncovered(Refusal):
    """An event, or an older head, that the head to prove under does not cover yet."""

    def __init__(self, last: int, size: int) -> None:
        events = "1 event" if size == 1 else f"{size} events"
        super().__init__(f"#{last} is not under a head of {events}: prove it under a later one")


@click.command()
@click.argument("event", metavar="[EVENT]", required=False)
@files.since_option
@option("--head", "under", metavar="HEAD", help="The file of a head to prove under, else today's.")
@key_files.sign_option
@heads.origin_option
@files.output_option
@pass_app
def prove(
    app: App,
    /,
    event: str | None,
    since: str | None,
    under: str | None,
    signers: tuple[str, ...],
    origin: str | None,
    path: str | None,
) -> None:
    """Prove that EVENT was recorded, to somebody who has no ledger: a C2SP tlog-proof.

    The proof has the record, the hashes up to the tree head, and the head; and the same of each
    record about the event. With --since it shows that the head continues an older one: that
    nothing under that was altered or taken out. 'verify-proof' checks both.

    \b
    Examples: depositary prove '#31' -o egypt.tlog-proof
              depositary prove 1fd4010 --sign register.key
              depositary prove --since head-2026-11-21.txt -o since-november.txt
    """
    if (event is None) == (since is None):
        raise click.UsageError("give an EVENT or --since, one of the two")
    if under and (signers or origin):
        raise click.UsageError("--head names a head as it is: leave out --sign and --origin")
    keys = key_files.private_keys(signers)
    with app.reading() as ledger:
        head = _kept(ledger, under) if under else heads.head_of(ledger, keys, origin)
        files.write(
            _of_growth(ledger, since or "", head)
            if event is None
            else _of_event(ledger, event, head),
            path,
        )


def _kept(ledger: Ledger, path: str) -> Checkpoint:
    """Return a head of a ledger from a file. Raises `OtherHistory`."""
    found = files.read(path, "tree head", checkpoints.parse)
    problem = checkpoints.difference(ledger, found)
    if problem:
        raise OtherHistory(path, problem)
    return found


def _of_event(ledger: Ledger, event: str, head: Checkpoint) -> str:
    """Return the proofs of an event and of all that was recorded about it."""
    position = ledger.find(event).position
    if position > head.size:
        raise Uncovered(position, head.size)
    family = ledger.family([position], head.size)
    return proofs.joined(proofs.prove(ledger, one.position, head) for one in family)


def _of_growth(ledger: Ledger, since: str, head: Checkpoint) -> str:
    old = _kept(ledger, since)
    if old.size > head.size:
        raise Uncovered(old.size, head.size)
    return str(consistency.prove(ledger, old, head))
