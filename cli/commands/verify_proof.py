"""``verify-proof``: whether proofs hold, and what they prove. No ledger is needed for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

import click

from cli import files, key_files, output, trust
from cli.exit_codes import FAILED
from cli.strict import option
from cli.trust import Trust
from ledger import codec
from ledger.events import (
    Attestation,
    Correction,
    Milestone,
    Participant,
    Program,
    Recorded,
    Retraction,
)
from ledger.names import Names
from ledger.records import stamp
from ledger.transparency import checkpoints, consistency, proofs
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.consistency import Consistency
from ledger.transparency.proofs import Proof
from projections.sentences import describe

Found: TypeAlias = tuple[list[str], list[str | None]]  # what is to be said, and each problem
Later: TypeAlias = Mapping[str, Sequence[Recorded]]  # by the id of an event, the records about it
_ALONE = (
    "whether anything else was recorded about these events, no proof can show: the whole ledger can"
)
_UNCHECKED = (
    "NOT checked against a key: whether to believe this head is left to you; compare it"
    " with one that you have from elsewhere, or give the key of its signer (--key)"
)


@click.command(name="verify-proof")
@click.argument("file", type=click.Path())
@files.since_option
@trust.options
@option("--origin", metavar="NAME", help="What the ledger must go by.")
@click.pass_context
def verify_proof(
    ctx: click.Context,
    /,
    file: str,
    since: str | None,
    keys: tuple[str, ...],
    policy: str | None,
    origin: str | None,
) -> None:
    """Check whether the proofs in FILE hold, and what they prove. No ledger is needed.

    Without --key or --policy a proof shows only that its record belongs to its tree head, or with
    --since that its head continues the older one; whether to believe the head, you decide.
    Exit code 3 when anything does not hold.

    \b
    Examples: depositary verify-proof egypt.tlog-proof --key register.key.pub
              depositary verify-proof egypt.tlog-proof
              depositary verify-proof since-november.txt --since head-2026-11-21.txt
    """
    trusted = trust.given(keys, policy)
    if since:
        lines, problems = _growth(file, since, trusted, origin)
    else:
        lines, problems = _events(file, trusted, origin)
    for line in (*lines, *_failures(file, problems)):
        click.echo(output.visible(line))
    if any(problems):
        ctx.exit(FAILED)


def _events(file: str, trusted: Trust, origin: str | None) -> Found:
    """Return what the proofs of events in a file prove."""
    found = files.read(file, "proof", _proofs)
    problems = [_of_head(one.head, trusted, origin) or one.problem() for one in found]
    holding = [proof for proof, problem in zip(found, problems, strict=True) if not problem]
    return [*_report(holding, trusted, origin)], problems


def _growth(file: str, since: str, trusted: Trust, origin: str | None) -> Found:
    """Return what the proof in a file shows of an older head, which its reader has from
    elsewhere."""
    old = files.read(since, "tree head", checkpoints.parse)
    found = files.read(file, "consistency proof", _consistency)
    problem = _of_head(found.head, trusted, origin) or found.problem(old)
    if problem:
        return [], [problem]
    first, are = (f"first {old.size} events", "are those")
    if old.size == 1:
        first, are = "first event", "is the one"
    held = f"the {first} under it {are} under {since}: {old.root.hex()}"
    return [_named(found.head), held, *_who(found.head, trusted, origin)], [None]


def _proofs(text: str) -> list[Proof]:
    if text.startswith(consistency.WORD):
        raise click.UsageError("this proof leads from an older head: give that with --since")
    return proofs.parse_all(text)


def _consistency(text: str) -> Consistency:
    if text.startswith(proofs.HEADER):
        raise click.UsageError("this proof is of events: leave out --since")
    return consistency.parse(text)


def _of_head(head: Checkpoint, trusted: Trust, origin: str | None) -> str | None:
    """Return why not to believe a head: by the origin that is expected, or by the keys."""
    if origin is not None and head.origin != origin:
        return f"its head is of {head.origin}, not of {origin}"
    return trusted.problem(head)


def _failures(file: str, problems: Sequence[str | None]) -> Iterator[str]:
    for number, problem in enumerate(problems, start=1):
        which = f"{file}, proof {number} of {len(problems)}" if len(problems) > 1 else file
        if problem:
            yield f"{which} does not hold: {problem}"


def _report(holding: Sequence[Proof], trusted: Trust, origin: str | None) -> Iterator[str]:
    """Yield what was proved, and after the events under one head that head."""
    records = [proof.recorded() for proof in holding]
    names, later = _names(records), _later(records)
    for head, group in groupby(holding, key=lambda proof: proof.head):
        under = list(group)
        for proof in under:
            yield from (*_event(proof, names, later), "")
        hold = "1 event holds" if len(under) == 1 else f"{len(under)} events hold"
        yield from (f"{hold} under {_named(head)}", _ALONE, *_who(head, trusted, origin))


def _names(records: Iterable[Recorded]) -> Names:
    """Return the names that the events themselves define."""
    events = (one.event for one in records)
    return Names(one for one in events if isinstance(one, (Program, Participant, Milestone)))


def _later(records: Iterable[Recorded]) -> Later:
    found: dict[str, list[Recorded]] = {}
    for one in records:
        if isinstance(one.event, (Attestation, Correction, Retraction)):
            found.setdefault(one.event.event, []).append(one)
    return found


def _event(proof: Proof, names: Names, later: Later) -> Iterator[str]:
    recorded = proof.recorded()
    yield f"#{recorded.position} {describe(recorded.event, names)}"
    yield f"  recorded {stamp(recorded.recorded_at)} by {recorded.recorded_by}"
    for field, value in codec.encode(recorded.event).items():
        shown = value if isinstance(value, str) else output.to_json(value, indent=None)
        yield f"  {field}: {shown}"
    if since := later.get(recorded.id):
        yield f"  this is as it was recorded; since then {', '.join(map(_does, since))}"
    yield f"  event id {recorded.id}"
    yield f"  leaf hash {proof.leaf.hex()}"


def _does(recorded: Recorded) -> str:
    """Return what a record does to the one that it is about."""
    event = recorded.event
    if isinstance(event, Attestation):
        return f"#{recorded.position} {event.stance} it"
    return f"#{recorded.position} {'corrects' if isinstance(event, Correction) else 'retracts'} it"


def _named(head: Checkpoint) -> str:
    events = "1 event" if head.size == 1 else f"{head.size} events"
    return f"the tree head of {head.origin}, {events}: {head.root.hex()}"


def _who(head: Checkpoint, trusted: Trust, origin: str | None) -> Iterator[str]:
    """Yield who signed a head, and what the reader has to check."""
    yield from (f"extension: {line}" for line in head.extensions)
    yield from key_files.signatures(head, trusted.known)
    if origin is None:
        yield from key_files.other_names(head, trusted.keys)
    if not trusted:
        yield _UNCHECKED
