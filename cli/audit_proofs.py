"""The proofs of all events behind an audit, for ``audit --proof``."""

from collections.abc import Iterable, Iterator, Sequence

import click

from cli import files, heads, key_files, output
from ledger.events import Correction
from ledger.references import references
from ledger.store import Ledger
from ledger.transparency import proofs
from projections.audit import Audit
from projections.view import View


def write(view: View, audit: Audit, signers: Sequence[str], path: str) -> None:
    """Write to a file the proofs of all events behind an audit, under one head."""
    ledger = view.ledger
    under = heads.head_of(ledger, key_files.private_keys(signers), None)
    found = [proofs.prove(ledger, position, under) for position in sorted(_behind(audit, view))]
    files.write(proofs.joined(found), path)
    click.echo(output.visible(f"{len(found)} proofs written to {path}"), err=True)


def _behind(audit: Audit, view: View) -> set[int]:
    """Return the events that an audit tells of, the definitions of what they name, and all that was
    recorded about any of these."""
    found: set[int] = set()
    waiting = [step.position for trace in audit.traces for step in trace.steps]
    waiting += [support.position for trace in audit.traces for support in trace.sources]
    waiting += _filed(view.ledger, [("program", audit.program.id)])
    waiting += _filed(view.ledger, [("participant", audit.participant)])
    while waiting:
        family = view.ledger.family(waiting, view.known)
        new = {*waiting, *(one.position for one in family)} - found
        found |= new
        waiting = [
            at for one in sorted(new) for at in _filed(view.ledger, _named(view.ledger, one))
        ]
    return found


def _named(ledger: Ledger, position: int) -> Iterator[tuple[str, str]]:
    """Yield what the event at a position names, and what a correction makes another event name."""
    event = ledger.find(f"#{position}").event
    corrected = ledger.find(event.event).event if isinstance(event, Correction) else None
    for one in references(event, type(corrected) if corrected else None):
        yield one.sort, one.id


def _filed(ledger: Ledger, named: Iterable[tuple[str, str]]) -> list[int]:
    """Return where these are defined; states, for one, are defined nowhere."""
    return [position for one in named if (position := ledger.defined(*one))]
