"""Answers that can be compared: what a question came to, row by row, and what is otherwise in
another answer to it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

NEW, GONE, CHANGED = "new", "gone", "changed"
_IN_ALL = "in all"

Row = Mapping[str, str]


class Answer(NamedTuple):
    """What a question came to: in lines for all of it (``summary``), and in ``rows``, each of which
    is known again by the columns ``key``. ``shape`` is the same as JSON; ``title`` says what was
    asked, ``citation`` the same for machines."""

    title: str
    summary: Sequence[str]
    rows: Sequence[Row]
    key: Sequence[str]
    shape: Any
    citation: str


class Contrast(NamedTuple):
    """What is otherwise in one row, or in a line of the summary, and in which of its fields:
    each with what it was and what it is."""

    what: str
    of: str
    fields: Sequence[tuple[str, str, str]]

    def __str__(self) -> str:
        """Say it in one line; of a whole row, what says the same as a field before is left out."""
        if self.what != CHANGED:
            whole = dict.fromkeys(self.of.split(", "), "")
            for field, before, after in self.fields:
                whole.setdefault(after or before, field)
            told = [f"{field} {value}" for value, field in whole.items() if field]
        else:
            told = [
                f"{field} {before or 'nothing'} -> {after or 'nothing'}".lstrip()
                for field, before, after in self.fields
            ]
        return ": ".join([*([] if self.of == _IN_ALL else [self.what]), self.of, ", ".join(told)])


def contrasts(before: Answer, after: Answer) -> tuple[Contrast, ...]:
    """Return what is otherwise in the later of two answers to one question, in its order."""
    in_all = [
        Contrast(CHANGED, _IN_ALL, [("", was or "", is_ or "")])
        for was, is_ in zip_longest(before.summary, after.summary)
        if was != is_
    ]
    old, new = _by_key(before), _by_key(after)
    rows = [
        _contrast(old.get(one), new.get(one), after.key)
        for one in {**old, **new}
        if old.get(one) != new.get(one)
    ]
    return (*in_all, *rows)


def _by_key(answer: Answer) -> dict[tuple[str, ...], Row]:
    """Return the rows by their keys; of rows with the same key the first, the second and so on."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for row in answer.rows:
        key = tuple(row[column] for column in answer.key)
        found[*key, str(seen[key])] = row
        seen[key] += 1
    return found


def _contrast(before: Row | None, after: Row | None, key: Sequence[str]) -> Contrast:
    row = after or before or {}
    first = next(iter(row))
    named = dict.fromkeys((first, *key))
    title = ", ".join(row[column] for column in named if row[column])
    if before and after:
        fields = [(name, before.get(name, ""), after.get(name, "")) for name in {**before, **after}]
        return Contrast(CHANGED, title, [one for one in fields if one[1] != one[2]])
    empty = dict.fromkeys(row, "")
    both = ((name, (before or empty)[name], (after or empty)[name]) for name in row)
    told = [one for one in both if one[0] not in named and (one[1] or one[2])]
    return Contrast(NEW if after else GONE, title, told)


def rows_of(found: Iterable[Contrast]) -> Iterator[dict[str, str]]:
    """Yield a row for each field that differs, and one for a row that has no other than its key."""
    for one in found:
        for field, before, after in one.fields or [("", "", "")]:
            yield {
                "change": one.what,
                "of": one.of,
                "field": field,
                "before": before,
                "after": after,
            }


def shape(of: Contrast) -> dict[str, Any]:
    """Return the JSON of a contrast."""
    fields = [
        {"field": field, "before": before, "after": after} for field, before, after in of.fields
    ]
    return {"change": of.what, "of": of.of, "fields": fields}
