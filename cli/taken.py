"""An answer taken in for another program, instead of being written: its JSON, and what it rests on.

Whoever wants it so puts a `Taken` into the context of the command (`taking`); what writes answers
looks for it there.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import attrs
import click

if TYPE_CHECKING:  # whatever writes loads this, and most of it takes in nothing
    from projections.effective import Standing
    from projections.evidence import Evidence, Support
    from projections.view import View

_KEY = "depositary.taken"  # in the meta of a context
_FEW = 8  # programs whose events are read each for itself; of more, all events at once
_LISTED = ("items", "events", "findings", "claims", "quotes")  # lists of what has a position


@attrs.define(eq=False, repr=False)
class Taken:
    """The answer of one command: its JSON (``shape``) or a text; what was to be said beside it; and
    what it rests on: ``record``, the position and the root of the record, and ``evidence``, the
    sources of each event that it names."""

    shape: dict[str, Any] | None = None
    text: str = ""
    notes: list[str] = attrs.Factory(list)
    record: dict[str, Any] | None = None
    evidence: list[dict[str, Any]] = attrs.Factory(list)

    def rest_on(self, view: "View") -> None:
        """Take in what the answer rests on, as long as the ledger is open."""
        from projections import cited_answers

        if self.shape is None:
            return
        cited = cited_answers.read(self.shape.get("now", self.shape).get("citation") or "")
        position = cited.position if cited else view.known
        root = cited.root if cited else view.ledger.frontier(position).root().hex()
        self.record = {"position": position, "root": root}
        if "fact" not in self.shape:  # an audit has the sources of each event there
            self.evidence = list(_evidence(view, sorted(set(_positions(self.shape)))))

    @property
    def whole(self) -> dict[str, Any]:
        """The JSON with all of it."""
        beside = {"record": self.record, "evidence": self.evidence, "notes": self.notes}
        return {**(self.shape or {}), **beside}


def taken() -> Taken | None:
    """Return what the answer of the command at hand is to be put into; None where it is to be
    written."""
    ctx = click.get_current_context(silent=True)
    return ctx.meta.get(_KEY) if ctx else None


@contextmanager
def taking(ctx: click.Context) -> Iterator[Taken]:
    """Give what the answer of a command is put into during the block."""
    ctx.meta[_KEY] = found = Taken()
    try:
        yield found
    finally:
        del ctx.meta[_KEY]


def _positions(value: Any, key: str = "") -> Iterator[int]:
    """Yield the positions of the events that an answer names as its reasons, or lists."""
    if isinstance(value, list):
        for one in value:
            if key == "because":
                yield one
            elif key in _LISTED and isinstance(one, dict) and isinstance(one.get("position"), int):
                yield one["position"]
            yield from _positions(one)
    elif isinstance(value, dict):
        if "leaf" in value:  # one event, shown whole
            yield value["position"]
        for name, one in value.items():
            yield from _positions(one, name)


def _evidence(view: "View", positions: list[int]) -> Iterator[dict[str, Any]]:
    """Yield the sources of each of some events that has any, those of one program read together:
    among them are the claims that count for an act."""
    from projections import audit_shapes
    from projections.evidence import Evidence

    found: dict[int, list[dict[str, Any]]] = {}
    for program, of in _by_program(view, positions).items():
        effective = view.events_for(program) if program != "" else view.events_at(of)
        evidence = Evidence(effective)
        for position in of:
            if standing := effective.standing(position):
                found[position] = [audit_shapes.support(one) for one in _of(standing, evidence)]
    for position in positions:
        if found.get(position):
            yield {"event": position, "sources": found[position]}


def _of(standing: "Standing", evidence: "Evidence") -> Iterator["Support"]:
    """Yield the citations for and against an event; of a claim that which it is."""
    from ledger.events import Claim
    from projections.evidence import SUPPORTS, Support

    event = standing.event
    if isinstance(event, Claim):
        source = evidence.sources.get(event.citation.source)
        yield Support(standing.position, SUPPORTS, event.citation, source)
    yield from evidence.of(standing)


def _by_program(view: "View", positions: list[int]) -> Mapping[str | None, list[int]]:
    """Return positions by the program of their events, those of none under an empty text; of many
    programs all together, under None."""
    found: dict[str | None, list[int]] = {}
    for position in positions:
        event = view.ledger.reading_of(position, view.known)
        program = getattr(event, "program", None)
        known = isinstance(program, str) and program in view.names.programs
        found.setdefault(program if known else "", []).append(position)
    return found if len(found) <= _FEW else {None: positions}
