"""Work out what the ledger believed of a membership in which nobody left, or it is plain when: the
rows that `span_history` leads to, from the columns of its acts alone.

Most memberships are so, and a large import has no time to make values of each of their acts. The
rules are those of `projections.membership`, where one sweep finds every span.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from ledger.dates import LAST_DAY
from projections.kept.rows import GIVES, Row, Written, json_of, statuses_json
from projections.membership import Pair

FEW = 30  # turns: for each of them all spans are worked out anew
_OPEN_END = LAST_DAY.isoformat()
# the day on which an act begins, or (True) has happened for certain; its last day, its position,
# the rank that it gives (0: it left), its date as written, whether it has happened by that day
_Step = tuple[str, bool, str, int, int, str, bool]
_Said = tuple[str, str, str]  # the last columns of `Written`


def fits(turns: Sequence[Row]) -> bool:
    """Return whether the columns of some turns say all that is needed. They are rows as `rows.turn`
    takes them, in the order of ``since``."""
    if len(turns) > FEW:
        return False
    before, inexact, left = 0, [], []
    for since, _, event_type, earliest, latest, _, body, about in turns:
        if since == before or body is not None or about is not None:
            return False
        before = since
        if earliest != latest or latest == _OPEN_END:
            inexact.append((earliest, latest))
        if event_type == "withdrawal":
            left.append((earliest, latest))
    if not inexact or not left:
        return True
    # each act came before one left, or after it: nobody left on a day that is not known
    return all(last < day or until < first for first, last in inexact for day, until in left)


def believed(pair: Pair, turns: Iterable[Row], ladder: Sequence[str]) -> Iterator[Row]:
    """Return the rows of a membership; ``ladder`` has the statuses of its program, the lowest
    first. Raises `KeyError`, `TypeError` or `ValueError` where somebody altered an act so that it
    says nothing."""
    acts: dict[int, Sequence[_Step]] = {}
    now: dict[Written, int] = {}  # with the position since which each is believed
    steps: list[_Step] = []
    for since, position, *columns, _, _ in turns:
        for step in acts.get(position, ()):
            steps.remove(step)
        acts[position] = _steps(position, columns, ladder)
        for step in acts[position]:
            insort(steps, step)
        found = {span: now.pop(span, since) for span in _spans(steps, ladder)}
        for span, began in now.items():
            yield (*pair, *span, began, since)
        now = found
    for span, began in now.items():
        yield (*pair, *span, began, None)


def _steps(position: int, columns: Sequence[Any], ladder: Sequence[str]) -> Sequence[_Step]:
    event_type, earliest, latest, text = columns
    if event_type is None:
        return ()
    status = GIVES[event_type]
    if status and status not in ladder:
        return ()
    rank = ladder.index(status) + 1 if status else 0
    first = last = date.fromisoformat(earliest).isoformat()
    if latest != earliest:
        last = date.fromisoformat(latest).isoformat()
    at_once = first == last != _OPEN_END
    begins = (first, False, last, position, rank, text or earliest, at_once)
    if at_once or last == _OPEN_END:
        return (begins,)
    return begins, (last, True, last, position, rank, "", True)


def _spans(steps: Sequence[_Step], ladder: Sequence[str]) -> Iterator[Written]:
    """Return the spans that follow from some steps, which are in their order."""
    because: list[int] = []
    gone: list[int] = []  # the exits with no act after them that has happened for certain
    given: dict[int, str] = {}  # by rank, the date of the first act that gives it or a higher one
    settled, start, statuses, since = 0, "", "", ""
    now: _Said | None = None
    for at, (day, later, _, position, rank, text, happened) in enumerate(steps, 1):
        if not (rank or later):
            gone = [position] if settled else [*gone, position]
            because, given, settled = [], {}, 0
        else:
            if not later:
                insort(because, position)
                if rank not in given:
                    higher = [of for one, of in given.items() if one > rank]
                    given[rank], statuses = higher[0] if higher else text, ""
            if happened and rank > settled:
                settled, statuses = rank, ""
        if at < len(steps) and day == steps[at][0]:
            continue
        found = None
        if because:
            if not statuses:
                statuses = _statuses(settled, tuple(given), tuple(ladder))
                since = json_of([(ladder[one - 1], given[one]) for one in sorted(given)])
            acts = because if settled or not gone else sorted(because + gone)
            found = statuses, since, json_of(acts)
        if found != now:
            if now:
                yield start, day, *now
            start, now = day, found
    if now:
        yield start, None, *now


@lru_cache
def _statuses(settled: int, begun: Sequence[int], ladder: Sequence[str]) -> str:
    possible = {settled, *[one for one in begun if one > settled]}
    return statuses_json(frozenset([ladder[rank - 1] if rank else None for rank in possible]))
