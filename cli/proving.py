"""``head``, ``prove``, ``verify-proof`` and ``keygen``: the tree head for others to keep, an event
proved to somebody who has no ledger, and the keys to sign with.

Heads that were kept are compared with a ledger by ``verify --head``, in `checking`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

from cli import output, papers
from cli.app import App, pass_app
from cli.main import FAILED
from ledger import checkpoints, codec, notes, proofs
from ledger.checkpoints import Checkpoint
from ledger.events import Milestone, Participant, Program, Recorded
from ledger.names import Names
from ledger.notes import PrivateKey, PublicKey
from ledger.proofs import Proof
from ledger.records import stamp
from ledger.store import Ledger
from projections.words import describe

origin_option = click.option(
    "--origin",
    metavar="NAME",
    help="What the ledger goes by; without it the name of the first key that signs, else one of"
    " its own.",
)


@click.command()
@papers.sign_option
@origin_option
@papers.output_option
@pass_app
def head(app: App, /, signers: tuple[str, ...], origin: str | None, path: str | None) -> None:
    """The tree head: the ledger's size and the hash of all that was recorded, for others to keep.

    It is a C2SP tlog-checkpoint, or with --sign a signed note. 'verify --head' later shows that
    the ledger still begins with the same events.

    \b
    Examples: depositary head
              depositary head --sign depositary.key -o heads/2026-11-21.txt
    """
    keys = papers.private_keys(signers)
    with app.reading() as ledger:
        papers.write(str(_head(ledger, keys, origin)), path)


def _head(ledger: Ledger, keys: Sequence[PrivateKey], origin: str | None) -> Checkpoint:
    found = checkpoints.of(ledger, origin or (keys[0].name if keys else None))
    for key in keys:
        found = found.signed(key)
    return found


@click.command()
@click.argument("event", metavar="EVENT")
@papers.sign_option
@origin_option
@papers.output_option
@pass_app
def prove(
    app: App,
    /,
    event: str,
    signers: tuple[str, ...],
    origin: str | None,
    path: str | None,
) -> None:
    """A proof that EVENT was recorded, for somebody who has no ledger: a C2SP tlog-proof.

    It has the record, the hashes up to the tree head, and the head. 'verify-proof' checks it.

    \b
    Examples: depositary prove '#31' -o egypt.tlog-proof
              depositary prove 1fd4010 --sign depositary.key
    """
    keys = papers.private_keys(signers)
    with app.reading() as ledger:
        position = ledger.find(event).position
        proof = proofs.prove(ledger, position, _head(ledger, keys, origin))
        papers.write(str(proof), path)


def write_proofs(
    ledger: Ledger, positions: Iterable[int], signers: Sequence[str], path: str
) -> int:
    """Write the proofs of several events under one head to a file; says how many."""
    under = _head(ledger, papers.private_keys(signers), None)
    found = [proofs.prove(ledger, position, under) for position in sorted(set(positions))]
    papers.write(proofs.joined(found), path)
    return len(found)


@click.command(name="verify-proof")
@click.argument("file", type=click.Path())
@papers.key_option
@click.option("--origin", metavar="NAME", help="What the ledger must go by.")
@click.pass_context
def verify_proof(
    ctx: click.Context, /, file: str, keys: tuple[str, ...], origin: str | None
) -> None:
    """Whether the proofs in FILE hold, and what they prove. No ledger is wanted.

    Without --key a proof shows only that its record belongs to its tree head; whether the head
    is to be believed is left to you. Exit code 3 when anything does not hold.

    \b
    Examples: depositary verify-proof egypt.tlog-proof --key depositary.key.pub
              depositary verify-proof egypt.tlog-proof
    """
    trusted = papers.public_keys(keys)
    found = papers.proofs_in(file)
    numbered = list(enumerate(found, start=1))
    problems = {
        number: problem
        for number, proof in numbered
        if (problem := _problem(proof, trusted, origin)) is not None
    }
    holding = [proof for number, proof in numbered if number not in problems]
    for line in _report(holding, trusted):
        click.echo(output.visible(line))
    for number, problem in problems.items():
        which = file if len(found) == 1 else f"{file}, proof {number} of {len(found)}"
        click.echo(output.visible(f"{which} does not hold: {problem}"))
    if problems:
        ctx.exit(FAILED)


def _problem(proof: Proof, trusted: Sequence[PublicKey], origin: str | None) -> str | None:
    """Why not to believe a proof: of its own, by the keys, or by the origin that is wanted."""
    if origin is not None and proof.head.origin != origin:
        return f"its head is of {proof.head.origin}, not of {origin}"
    of_keys = notes.problem(proof.head.note, trusted) if trusted else None
    return of_keys or proof.problem()


def _report(holding: Sequence[Proof], trusted: Sequence[PublicKey]) -> Iterator[str]:
    """What proofs that hold are of, and after those under one head the head."""
    records = [proof.recorded() for proof in holding]
    names = _names(records)
    pairs = zip(holding, records, strict=True)
    for under, group in groupby(pairs, key=lambda pair: pair[0].head):
        count = 0
        for proof, recorded in group:
            yield from _event_lines(proof, recorded, names)
            yield ""
            count += 1
        yield from _head_lines(under, count, trusted)


def _names(records: Iterable[Recorded]) -> Names:
    """The names that the events themselves define."""
    events = (one.event for one in records)
    return Names(one for one in events if isinstance(one, (Program, Participant, Milestone)))


def _event_lines(proof: Proof, recorded: Recorded, names: Names) -> Iterator[str]:
    at = stamp(recorded.recorded_at)
    yield f"#{recorded.position} {describe(recorded.event, names)}"
    yield f"  recorded {at} by {recorded.recorded_by}"
    for field, value in codec.encode(recorded.event).items():
        shown = value if isinstance(value, str) else output.to_json(value, indent=None)
        yield f"  {field}: {shown}"
    yield f"  id {recorded.id}"
    yield f"  leaf {proof.leaf.hex()}"


def _head_lines(head: Checkpoint, count: int, trusted: Sequence[PublicKey]) -> Iterator[str]:
    holds = "1 event holds" if count == 1 else f"{count} events hold"
    yield f"{holds} under the tree head of {head.origin}: {head.size} events, {head.root.hex()}"
    yield from (f"it has a line of extension: {line}" for line in head.extensions)
    yield from signature_lines(head, trusted)


def signature_lines(head: Checkpoint, trusted: Sequence[PublicKey]) -> Iterator[str]:
    """Who signed a head, as far as the keys tell; and that nobody did, as far as they do not."""
    for one in dict.fromkeys((one.name, one.key_id) for one in head.signatures):
        known = any((key.name, key.key_id) == one for key in trusted)
        by = f"{one[0]} (key {one[1].hex()})"
        yield f"signed by {by}" if known else f"not checked: a signature by {by}"
    if not trusted:
        signed = "" if head.signatures else "nobody signed this head; "
        yield (
            f"NOT checked against a key: {signed}whoever made it could have made it up, so"
            " compare it with one that you have from elsewhere, or give --key"
        )


@click.command()
@click.argument("name")
@click.option(
    "--output",
    "-o",
    "path",
    type=click.Path(path_type=Path),
    default="depositary.key",
    show_default=True,
    metavar="FILE",
    help="The private key's file; the public key's is called the same with .pub after it.",
)
def keygen(name: str, path: Path) -> None:
    """Make a pair of keys that go by NAME: the private one to sign, the public one to give away.

    NAME should be what the ledger goes by and nobody else would use, such as an address of yours.

    \b
    Example: depositary keygen example.org/register -o register.key
    """
    key = notes.PrivateKey.generate(name)
    public, private = f"{key.public}\n", f"{key.written()}\n"
    beside = path.with_name(f"{path.name}.pub")
    papers.make(beside, public)
    try:
        papers.make(path, private, mode=0o600)
    except BaseException:
        beside.unlink()
        raise
    click.echo(f"{path}: the private key; keep it to yourself, and a copy in a safe place")
    click.echo(f"{beside}: the public key, for everybody:\n{public}", nl=False)
