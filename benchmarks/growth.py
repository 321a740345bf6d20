"""Many events about one thing: the acts of one membership, corrections of one event, retractions
each of the one before, attestations, copies of copies; beside a quarter as many. Nobody records so
by hand; a script, a feed and an attacker do. Where time grows as events do, four times as many take
four times as long, and sixteen times where it grows as their square.

What is timed is an import through the library, a verification, and what is asked of a program:
its roster, timeline and checks, an audit, and one event more; in time of the processor, which other
processes disturb least.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from time import process_time
from typing import Any

from benchmarks import inputs
from benchmarks.rounds import OURS, Measure, Side, of_subject

LARGEST, QUARTER = 10_000, "a quarter"
Wire = dict[str, Any]
PROGRAM: Wire = {"type": "program", "id": "p", "name": "Program"}
SOURCE: Wire = {"type": "source", "id": "s", "publisher": "P", "title": "T", "tier": "press"}


def acts(many: int) -> Iterator[Wire]:
    """Signings of one participant, day after day."""
    yield from (PROGRAM, SOURCE)
    for number in range(many):
        yield _signing((date(1990, 1, 1) + timedelta(number)).isoformat())


def retractions(many: int) -> Iterator[Wire]:
    """A signing, its retraction, the retraction of that, and so on."""
    yield from (PROGRAM, SOURCE)
    last = _signing()
    yield last
    for number in range(many):
        last = {"type": "retraction", "event": _id(last), "reason": f"for the {number}th time"}
        yield last


def corrections(many: int) -> Iterator[Wire]:
    """A signing, and corrections of it."""
    yield from (PROGRAM, SOURCE)
    yield from _corrected(_signing(), "note", many)


def source_corrections(many: int) -> Iterator[Wire]:
    """A source that a signing cites, and corrections of it."""
    yield PROGRAM
    yield from _corrected(SOURCE, "title", many)
    yield _signing()


def program_corrections(many: int) -> Iterator[Wire]:
    """Corrections of a program, each followed by a signing of it."""
    yield SOURCE
    program, *corrected = _corrected(PROGRAM, "note", many // 2)
    yield program
    for correction, signing in zip(corrected, acts(len(corrected)), strict=False):
        yield correction
        if signing["type"] == "signing":
            yield signing


def attestations(many: int) -> Iterator[Wire]:
    """A signing, and attestations of it."""
    yield from (PROGRAM, SOURCE)
    signing = _signing()
    yield signing
    for number in range(many):
        citation = {"source": "s", "locator": f"p. {number}"}
        yield {
            "type": "attestation",
            "event": _id(signing),
            "stance": "supports",
            "citation": citation,
        }


def copies(many: int) -> Iterator[Wire]:
    """A source, its copy, the copy of that, and so on; a signing cites the last."""
    yield from (PROGRAM, SOURCE)
    for number in range(many):
        copied = f"s{number - 1}" if number else "s"
        yield {**SOURCE, "id": f"s{number}", "copy_of": copied}
    yield {**_signing(), "citations": [{"source": f"s{many - 1}"}]}


def withdrawals(many: int) -> Iterator[Wire]:
    """Signings and withdrawals of one participant by turns, each of a month."""
    yield from (PROGRAM, SOURCE)
    for number in range(many):
        month = f"{1800 + number // 12}-{number % 12 + 1:02}"
        yield {**_signing(month), "type": ("signing", "withdrawal")[number % 2]}


def revocations(many: int) -> Iterator[Wire]:
    """Notices of one participant to leave, each revoked before it counted."""
    yield from (PROGRAM, SOURCE)
    yield _signing()
    for number in range(many // 2):
        days = [(date(2001, 1, 1) + timedelta(number + more)).isoformat() for more in (0, 90, 365)]
        given, revoked, counts = days
        notice = {**_signing(given), "type": "withdrawal", "effective_on": counts}
        yield notice
        yield {"type": "revocation", "event": _id(notice), "occurred_on": revoked}


def _signing(on: str = "2000-01-01") -> Wire:
    signing = {"type": "signing", "program": "p", "participant": "FRA", "occurred_on": on}
    return {**signing, "citations": [{"source": "s"}]}


def _corrected(wire: Wire, field: str, many: int) -> Iterator[Wire]:
    yield wire
    for number in range(many):
        changes = {field: f"as corrected for the {number}th time"}
        yield {"type": "correction", "event": _id(wire), "changes": changes, "reason": "r"}


def _id(wire: Wire) -> str:
    from ledger import codec

    return codec.event_id(codec.body(codec.decode(wire)))


def _all_of(shape: Callable[[int], Iterator[Wire]], many: int) -> float:
    from benchmarks import ours
    from ledger import codec

    events = [codec.decode(wire) for wire in shape(many)]
    *before, last = events
    with inputs.scratch("growth") as path:
        start = process_time()
        ours.ask_everything(path, before, last)
        return process_time() - start


def _sides(shape: Callable[[int], Iterator[Wire]]) -> dict[str, Side]:
    return {
        OURS: lambda size: _all_of(shape, size),
        QUARTER: lambda size: _all_of(shape, size // 4),
    }


SHAPES = {
    "growth-acts": (acts, "acts of one membership"),
    "growth-retractions": (retractions, "retractions of retractions"),
    "growth-corrections": (corrections, "corrections of one event"),
    "growth-source": (source_corrections, "corrections of one source"),
    "growth-program": (program_corrections, "corrections of a program between signings"),
    "growth-attestations": (attestations, "attestations of one event"),
    "growth-copies": (copies, "copies of copies"),
    "growth-revocations": (revocations, "revocations of notices to leave"),
}
MEASURES = tuple(
    Measure(name, title, "ms", _sides(shape), largest=LARGEST)
    for name, (shape, title) in SHAPES.items()
)

if __name__ == "__main__":
    of_subject("growth", MEASURES)
