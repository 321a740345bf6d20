"""Which act of a list is which act on file, and what differs between the two.

Only acts of one type are the same. Those that agree in date and action are paired first; of the
others, those that differ least. A withdrawal between two dates tells them apart: who left and came
back consented twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product

import attrs

from intake.tables.listing import Act
from intake.tables.on_file import Filed, action_of
from ledger.dates import Date, parse

DATES = ("occurred_on", "effective_on", "until")
COMPARED = (*DATES, "action")
SAME, CLOSER, OTHER = "same", "closer", "other"  # a list's value beside the one on file


@attrs.frozen
class Pair:
    """An act of a list and the same act on file, with the fields in which they differ: for each
    what the list says and what is on file, in wire form."""

    act: Act
    filed: Filed
    differs: Mapping[str, tuple[str, str | None]]
    closer: bool  # it differs only in that the list is more exact, or says what is not on file


def paired(
    acts: Sequence[Act], filed: Sequence[Filed]
) -> tuple[list[Pair], list[Act], list[Filed]]:
    """Return the acts of one participant in a list and on file: those that are the same, those of
    the list alone, those on file alone."""
    exits = [one.date for one in filed if one.type == "withdrawal"]
    costs = sorted(
        (cost, a, f)
        for (a, act), (f, one) in product(enumerate(acts), enumerate(filed))
        if (cost := _cost(act, one, exits)) is not None
    )
    pairs: dict[int, int] = {}
    for _, a, f in costs:
        if a not in pairs and f not in pairs.values():
            pairs[a] = f
    return (
        [_pair(acts[a], filed[f]) for a, f in sorted(pairs.items())],
        [act for a, act in enumerate(acts) if a not in pairs],
        [one for f, one in enumerate(filed) if f not in pairs.values()],
    )


def _cost(act: Act, filed: Filed, exits: Iterable[Date]) -> tuple[int, int] | None:
    """Return how much an act of a list differs from one on file; None where they are two acts."""
    if act.type != filed.type or act.fields.get("tier") != getattr(filed.event, "tier", None):
        return None
    on = parse(act.occurred_on)
    date = filed.date_beside(on)
    other_action = action_of(act.type, act.fields.get("action")) != filed.action
    if not on.excludes(date):
        return (int(other_action), 0)
    if any(_between(one, on, date) for one in exits):
        return None
    return (2 + int(other_action), _apart(on, date))


def _between(exit: Date, one: Date, other: Date) -> bool:
    first, last = sorted((one, other), key=lambda date: date.earliest)
    return first.latest <= exit.earliest and exit.latest <= last.earliest


def _apart(one: Date, other: Date) -> int:
    """Days between two dates; one that is open is far from any other."""
    return abs(_middle(one.earliest, one.latest) - _middle(other.earliest, other.latest))


def _middle(first: date, last: date) -> int:
    return (first.toordinal() + last.toordinal()) // 2


def _pair(act: Act, filed: Filed) -> Pair:
    found = {field: how for field, how in _compared(act, filed) if how[0] != SAME}
    differs = {field: (listed, on_file) for field, (_, listed, on_file) in found.items()}
    return Pair(act, filed, differs, all(how == CLOSER for how, _, _ in found.values()))


def _compared(act: Act, filed: Filed) -> Iterator[tuple[str, tuple[str, str, str | None]]]:
    for field in COMPARED:
        listed = act.occurred_on if field == "occurred_on" else act.fields.get(field)
        if field == "action":
            listed = action_of(act.type, listed)
        on_file = getattr(filed.event, field, None)
        if field == "occurred_on":
            on_file = filed.date_beside(parse(act.occurred_on))
        if listed is None or (field == "action" and on_file is None):
            continue
        how = _date_beside(parse(listed), on_file) if field in DATES else _beside(listed, on_file)
        yield field, (how, listed, str(on_file) if on_file is not None else None)


def _beside(listed: str, on_file: str | None) -> str:
    return SAME if listed == on_file else OTHER


def _date_beside(listed: Date, on_file: Date | None) -> str:
    """Return how a date of a list stands beside that on file; one that is less exact says the
    same."""
    if on_file is None:
        return CLOSER
    if listed.earliest <= on_file.earliest and on_file.latest <= listed.latest:
        return SAME
    return OTHER if listed.excludes(on_file) else CLOSER
