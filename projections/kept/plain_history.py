"""Work out what the ledger believed of a membership in which nobody left, or it is plain when: the
rows that `span_history` leads to, from the columns of its acts alone.

Most memberships are so, and a large import has no time to make values of each of their acts. The
rules are those of `projections.membership`, where one sweep finds every span.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from ledger.dates import LAST_DAY
from projections.kept.rows import GIVES, Row, Written, row_of
from projections.membership import Pair

FEW = 30  # turns: for each of them all spans are worked out anew
_OPEN_END = LAST_DAY.isoformat()
# the day on which an act begins, or (True) has happened for certain; its last day, its position,
# the rank that it gives (0: it left), its date as written, whether it has happened by that day
_Step = tuple[str, bool, str, int, int, str, bool]
_Said = tuple[frozenset[str | None], tuple[tuple[str, str], ...], tuple[int, ...]]


def fits(turns: Sequence[Row]) -> bool:
    """Return whether the columns of some turns say all that is needed. They are rows as `rows.turn`
    takes them, in the order of ``since``."""
    if len(turns) > FEW:
        return False
    before, inexact, left = 0, False, False
    for since, _, event_type, earliest, latest, _, body, about in turns:
        if since == before or body is not None or about is not None:
            return False
        before = since
        inexact = inexact or earliest != latest or latest == _OPEN_END
        left = left or event_type == "withdrawal"
    return not (inexact and left)


def believed(pair: Pair, turns: Iterable[Row], ladder: Sequence[str]) -> Iterator[Row]:
    """Return the rows of a membership; ``ladder`` has the statuses of its program, the lowest
    first. Raises `KeyError`, `TypeError` or `ValueError` where somebody altered an act so that it
    says nothing."""
    acts: dict[int, list[_Step]] = {}
    now: dict[Written, int] = {}  # with the position since which each is believed
    for since, position, *columns, _, _ in turns:
        acts[position] = _steps(position, columns, ladder)
        steps = sorted([step for of in acts.values() for step in of])
        found = {span: now.pop(span, since) for span in _spans(steps, ladder)}
        for span, began in now.items():
            yield row_of(pair, span, began, since)
        now = found
    for span, began in now.items():
        yield row_of(pair, span, began, None)


def _steps(position: int, columns: Sequence[Any], ladder: Sequence[str]) -> list[_Step]:
    event_type, earliest, latest, text = columns
    status = GIVES[event_type] if event_type else None
    if event_type is None or (status and status not in ladder):
        return []
    rank = ladder.index(status) + 1 if status else 0
    first, last = date.fromisoformat(earliest).isoformat(), date.fromisoformat(latest).isoformat()
    at_once = first == last != _OPEN_END
    begins = (first, False, last, position, rank, text or earliest, at_once)
    if at_once or last == _OPEN_END:
        return [begins]
    return [begins, (last, True, last, position, rank, "", True)]


def _spans(steps: Iterable[_Step], ladder: Sequence[str]) -> Iterator[Written]:
    """Return the spans that follow from some steps, which are in their order."""
    because: list[int] = []
    first: list[tuple[int, str]] = []  # the first act of each rank that is higher than before
    begun: set[int] = set()
    settled, start = 0, ""
    now: _Said | None = None
    for day, of in groupby(steps, itemgetter(0)):
        for _, later, _, position, rank, text, happened in of:
            if not (rank or later):
                because, first, begun, settled = [], [], set(), 0
                continue
            if not later:
                insort(because, position)
                begun.add(rank)
                if not first or rank > first[-1][0]:
                    first.append((rank, text))
            if happened:
                settled = max(settled, rank)
        found = _said(because, first, begun, settled, ladder) if because else None
        if found == now:
            continue
        if now:
            yield start, day, *now
        start, now = day, found
    if now:
        yield start, None, *now


def _said(
    because: Iterable[int],
    first: Sequence[tuple[int, str]],
    begun: Iterable[int],
    settled: int,
    ladder: Sequence[str],
) -> _Said:
    possible = {settled, *[one for one in begun if one > settled]}
    statuses = frozenset([ladder[rank - 1] if rank else None for rank in possible])
    since = [(ladder[rank - 1], _first(rank, first)) for rank in sorted(begun)]
    return statuses, tuple(since), tuple(because)


def _first(rank: int, first: Iterable[tuple[int, str]]) -> str:
    """Return the date of the first act that gives a rank, or a higher one."""
    return next(text for given, text in first if given >= rank)
