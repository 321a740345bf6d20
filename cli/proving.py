"""``prove`` and ``verify-proof``: an event proved to somebody who has no ledger; and the proofs of
all events behind an audit, for ``audit --proof``."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import click

from cli import heads, output, papers, signing
from cli.app import App, View, pass_app
from cli.main import FAILED
from cli.option import option
from ledger import codec, notes, proofs
from ledger.checkpoints import Checkpoint
from ledger.events import Correction, Milestone, Participant, Program, Recorded
from ledger.names import Names
from ledger.notes import PublicKey
from ledger.proofs import Proof
from ledger.records import stamp
from ledger.references import references
from ledger.store import Ledger
from projections.audit import Audit
from projections.words import describe


@click.command()
@click.argument("event", metavar="EVENT")
@signing.sign_option
@heads.origin_option
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
              depositary prove 1fd4010 --sign register.key
    """
    keys = signing.private_keys(signers)
    with app.reading() as ledger:
        position = ledger.find(event).position
        proof = proofs.prove(ledger, position, heads.head_of(ledger, keys, origin))
        papers.write(str(proof), path)


def write_proofs(view: View, audit: Audit, signers: Sequence[str], path: str) -> None:
    """Write to a file the proofs of all events behind an audit, under one head."""
    ledger = view.ledger
    under = heads.head_of(ledger, signing.private_keys(signers), None)
    found = [proofs.prove(ledger, position, under) for position in sorted(_behind(audit, view))]
    papers.write(proofs.joined(found), path)
    click.echo(output.visible(f"{len(found)} proofs written to {path}"), err=True)


def _behind(audit: Audit, view: View) -> set[int]:
    """The events that an audit tells of, the definitions of what they name, and all that was
    recorded about any of these."""
    found: set[int] = set()
    waiting = [step.position for trace in audit.traces for step in trace.steps]
    waiting += [support.position for trace in audit.traces for support in trace.sources]
    waiting += _filed(view.ledger, [("program", audit.program.id)])
    waiting += _filed(view.ledger, [("participant", audit.participant)])
    while waiting:
        position = waiting.pop()
        if position not in found:
            found.add(position)
            waiting += [one.position for one in view.about(position)]
            waiting += _filed(view.ledger, _named(view.ledger, position))
    return found


def _named(ledger: Ledger, position: int) -> Iterator[tuple[str, str]]:
    """What the event at a position names, and what a correction makes another event name."""
    event = ledger.find(f"#{position}").event
    corrected = ledger.find(event.event).event if isinstance(event, Correction) else None
    for one in references(event, type(corrected) if corrected else None):
        yield one.sort, one.id


def _filed(ledger: Ledger, named: Iterable[tuple[str, str]]) -> list[int]:
    """Where these are defined; states, for one, are defined nowhere."""
    return [position for one in named if (position := ledger.defined(*one))]


@click.command(name="verify-proof")
@click.argument("file", type=click.Path())
@signing.key_option
@option("--origin", metavar="NAME", help="What the ledger must go by.")
@click.pass_context
def verify_proof(
    ctx: click.Context, /, file: str, keys: tuple[str, ...], origin: str | None
) -> None:
    """Whether the proofs in FILE hold, and what they prove. No ledger is wanted.

    Without --key a proof shows only that its record belongs to its tree head; whether the head
    is to be believed is left to you. Exit code 3 when anything does not hold.

    \b
    Examples: depositary verify-proof egypt.tlog-proof --key register.key.pub
              depositary verify-proof egypt.tlog-proof
    """
    trusted = signing.public_keys(keys)
    found = papers.read(file, "proof", proofs.parse_all)
    problems = [_problem(proof, trusted, origin) for proof in found]
    holding = [proof for proof, problem in zip(found, problems, strict=True) if not problem]
    for line in (*_report(holding, trusted), *_failures(file, problems)):
        click.echo(output.visible(line))
    if any(problems):
        ctx.exit(FAILED)


def _problem(proof: Proof, trusted: Sequence[PublicKey], origin: str | None) -> str | None:
    """Why not to believe a proof: of its own, by the keys, or by the origin that is wanted."""
    if origin is not None and proof.head.origin != origin:
        return f"its head is of {proof.head.origin}, not of {origin}"
    of_keys = notes.problem(proof.head.note, trusted) if trusted else None
    return of_keys or proof.problem()


def _failures(file: str, problems: Sequence[str | None]) -> Iterator[str]:
    for number, problem in enumerate(problems, start=1):
        which = f"{file}, proof {number} of {len(problems)}" if len(problems) > 1 else file
        if problem:
            yield f"{which} does not hold: {problem}"


def _report(holding: Sequence[Proof], trusted: Sequence[PublicKey]) -> Iterator[str]:
    """What was proved, and after the events under one head that head."""
    names = _names(proof.recorded() for proof in holding)
    for head, group in groupby(holding, key=lambda proof: proof.head):
        under = list(group)
        for proof in under:
            yield from (*_event(proof, names), "")
        yield from _head(head, len(under), trusted)


def _names(records: Iterable[Recorded]) -> Names:
    """The names that the events themselves define."""
    events = (one.event for one in records)
    return Names(one for one in events if isinstance(one, (Program, Participant, Milestone)))


def _event(proof: Proof, names: Names) -> Iterator[str]:
    recorded = proof.recorded()
    yield f"#{recorded.position} {describe(recorded.event, names)}"
    yield f"  recorded {stamp(recorded.recorded_at)} by {recorded.recorded_by}"
    for field, value in codec.encode(recorded.event).items():
        shown = value if isinstance(value, str) else output.to_json(value, indent=None)
        yield f"  {field}: {shown}"
    yield f"  event id {recorded.id}"
    yield f"  leaf hash {proof.leaf.hex()}"


def _head(head: Checkpoint, holding: int, trusted: Sequence[PublicKey]) -> Iterator[str]:
    hold = "1 event holds" if holding == 1 else f"{holding} events hold"
    of = "1 event" if head.size == 1 else f"{head.size} events"
    yield f"{hold} under the tree head of {head.origin}, {of}: {head.root.hex()}"
    yield from (f"extension: {line}" for line in head.extensions)
    yield from signing.signatures(head, trusted)
    if not trusted:
        yield (
            "NOT checked against a key: whether to believe this head is left to you; compare it"
            " with one that you have from elsewhere, or give the key of its signer (--key)"
        )
