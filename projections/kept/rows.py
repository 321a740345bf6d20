"""Rows of the kept tables: beliefs and acts as values and back, and the texts of an event.

Pure: the tables themselves, and every word of SQL, are in `tables`, `corrected` and `search`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import orjson

from ledger import happenings
from ledger.codec import read
from ledger.events import STATUSES, WIRE_NAMES
from projections.acts import act_of
from projections.kept.span_history import Belief, Revoked, Turn
from projections.membership import Span
from projections.possible import Act

Row = tuple[Any, ...]
Written = tuple[str, str | None, str, str, str]  # the columns of a `Span`


# What an act gives whose columns say all that it does.
GIVES = {"withdrawal": None, **{WIRE_NAMES[cls]: given for cls, given in happenings.GIVES.items()}}


def turn(
    since: int,
    position: int,
    event_type: str | None,
    earliest: str,
    latest: str,
    text: str | None,
    body: str | None,
    about: int | None,
    *,
    ladder: Sequence[str] = STATUSES,
) -> Turn:
    """Return the turn that a row has; an event of no type is an act, or a revocation of one, of
    that membership no more. ``body`` is there where the other columns do not say all, ``about``
    where it is a revocation."""
    if event_type is None:
        return Turn(since, position, None)
    if body is not None:
        found = act_of(position, read(body), ladder=ladder)  # type: ignore[arg-type]
        return Turn(since, position, found[1] if found else None)
    days = (date.fromisoformat(earliest), date.fromisoformat(latest))
    if about is not None:
        return Turn(since, position, Revoked(about, days))
    status = GIVES[event_type]
    if status is None:
        return Turn(since, position, Act(position, None, *days, text or earliest))
    rank = ladder.index(status) + 1 if status in ladder else 0
    act = Act(position, status, *days, text or earliest, rank=rank)
    return Turn(since, position, act if rank else None)


def believed(belief: Belief) -> Row:
    """Return the row of a belief."""
    span = belief.span
    end = span.end.isoformat() if span.end else None
    said = statuses_json(span.statuses), json_of(span.since), json_of(span.because)
    return (*belief.pair, span.start.isoformat(), end, *said, belief.since, belief.until)


def json_of(value: Any) -> str:
    """Return a value as a column has it."""
    return orjson.dumps(value).decode()


@lru_cache
def statuses_json(statuses: frozenset[str | None]) -> str:
    """Return some statuses as a column has them."""
    return json_of(sorted(status or "none" for status in statuses))


def belief(
    program: str,
    participant: str,
    start: str,
    end: str | None,
    statuses: str,
    since: str,
    because: str,
    believed_from: int,
    until: int | None,
) -> Belief:
    """Return the belief that a row has."""
    found = span(start, end, statuses, since, because)
    return Belief((program, participant), found, believed_from, until)


def span(start: str, end: str | None, statuses: str, since: str, because: str) -> Span:
    """Return the span that a row has."""
    return Span(
        start=date.fromisoformat(start),
        end=date.fromisoformat(end) if end else None,
        statuses=_set_of(statuses),
        since=tuple([(status, text) for status, text in orjson.loads(since)]),
        because=tuple(orjson.loads(because)),
    )


@lru_cache
def _set_of(statuses: str) -> frozenset[str | None]:
    return frozenset(None if one == "none" else one for one in orjson.loads(statuses))


def texts(body: str) -> str:
    """Return every text in an event, by which it is found."""
    return " ".join(_texts(orjson.loads(body), []))


def _texts(wire: Any, found: list[str]) -> list[str]:
    for one in wire.values() if isinstance(wire, dict) else wire:
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, (dict, list)):
            _texts(one, found)
    return found


def unlike(
    expected: Iterable[Row], has: Iterable[Row], key: Callable[[Row], str]
) -> Iterator[tuple[Row, bool]]:
    """Yield the rows that are lacking (True) and those that should not be there (False).

    Both are in the order of a key, so that no more is held at once than has the same one.
    """
    expected, has = _after_the_same(iter(expected), iter(has))
    both = merge(_groups(expected, 1, key), _groups(has, -1, key))
    for _, two in groupby(both, key=itemgetter(0)):
        groups = list(two)
        if _alike([of for _, _, of in groups]):
            continue
        balance: Counter[Row] = Counter()
        for _, sign, of in groups:
            for row in of:
                balance[row] += sign
        for row in sorted((row for row in balance if balance[row]), key=str):
            yield row, balance[row] > 0


def _after_the_same(
    expected: Iterator[Row], has: Iterator[Row]
) -> tuple[Iterator[Row], Iterator[Row]]:
    """Return both without the rows with which both begin."""
    for one in expected:
        other = next(has, None)
        if one != other:
            return chain([one], expected), chain([] if other is None else [other], has)
    return expected, has


def _groups(
    found: Iterable[Row], sign: int, key: Callable[[Row], str]
) -> Iterator[tuple[str, int, list[Row]]]:
    for group, of in groupby(found, key):
        yield group, sign, list(of)


def _alike(groups: Sequence[Sequence[Row]]) -> bool:
    """Return whether there are two groups with the same rows, each of which is there once."""
    first, last = set(groups[0]), set(groups[-1])
    return len(groups) == 2 and first == last and sum(map(len, groups)) == 2 * len(first)


def shown(values: Sequence[Any]) -> str:
    """Return the values of a row in JSON; where somebody altered them they can be of any type."""
    return orjson.dumps(values, default=str).decode()
