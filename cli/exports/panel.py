"""A panel of states by years, in the form of the Correlates of War project's data on international
organizations: a row for a state and a year, a column for a program.

1: a member at the end of the year; 0: no membership on file; -9: it may have been one; -1: the
state had ceased to exist.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from cli.exports import Asked
from ledger import states
from ledger.events import Program
from projections.membership import CERTAIN, Span
from projections.view import View

MEMBER, NONE_ON_FILE, POSSIBLE, ENDED = 1, 0, -9, -1
_COLUMNS = ("ccode", "iso3", "state", "year")
Spans = Mapping[str, Sequence[Span]]  # by participant


def write(asked: Asked) -> Iterator[bytes]:
    """Yield the lines of a CSV file."""
    view, programs = asked.view, asked.programs
    spans = {program.id: _spans(view, program) for program in programs}
    whom = sorted({who for of in spans.values() for who in of if _is_state(who)})
    starts = [one[0].start.year for of in spans.values() for one in of.values()]
    first = [year for year in starts if year > 1]
    years = range(min(first, default=asked.today.year), asked.today.year + 1)
    yield _line([*_COLUMNS, *(program.id for program in programs)])
    for who in whom:
        for year in years:
            yield _line(_row(who, year, programs, spans, asked))


def _line(cells: Sequence[object]) -> bytes:
    """Return a line of CSV; numbers below nothing stay numbers, which a guard against formulas
    would make texts of."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()


def _is_state(code: str) -> bool:
    found = states.state(code)
    return found is not None and found.kind == "state"


def _spans(view: View, program: Program) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for who, span in view.spans(program.id):
        found.setdefault(who, []).append(span)
    return {who: sorted(of, key=lambda span: span.start) for who, of in found.items()}


def _row(
    who: str, year: int, programs: Sequence[Program], spans: Mapping[str, Spans], asked: Asked
) -> list[object]:
    on = min(date(year, 12, 31), asked.today)
    codes = [_code(who, on, program, spans[program.id].get(who, ())) for program in programs]
    return [states.cow(who, year), who, asked.view.names.title(who, on), year, *codes]


def _code(who: str, on: date, program: Program, spans: Sequence[Span]) -> int:
    state = states.state(who)
    if state and state.until and state.until <= on:
        return ENDED
    as_member = [one.as_member(frozenset(program.members)) for one in spans if one.covers(on)]
    found = next(filter(None, as_member), None)
    return NONE_ON_FILE if found is None else MEMBER if found == CERTAIN else POSSIBLE
