"""Dates as sources give them: a subset of EDTF (ISO 8601-2) and its bounds in days.

A `Date` keeps the text as it was given, and answers with the first and the last day that the text
allows.

The subset: ``2023``, ``2023-08``, ``2023-10-03``; a qualifier ``?``, ``~`` or ``%`` after any of
them; an interval ``2024-05-07/2024-05-09`` with open ends ``../2023-06`` and ``2021-06-16/..``;
one of a set ``[2020-11-12,2020-11-13]``, whose members may be ranges ``[2024-05-07..2024-05-09]``.

A rule of this house, since EDTF gives no figures: ``?`` (uncertain) and ``~`` (approximate)
widen both bounds by one unit of the precision that is stated (a year, a month, a day), and ``%``
(both) by two. A widened date never runs past the years 0001 to 9999.
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

import attrs

from ledger.errors import MalformedDate

FIRST_DAY, LAST_DAY = date.min, date.max
_ONE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%])?", re.ASCII)
_UNITS = {None: 0, "?": 1, "~": 1, "%": 2}
_LONGEST = 1000


@attrs.frozen(order=False)
class Date:
    """A date as given, with its bounds: the first and the last possible day, both inclusive.

    An open end has `FIRST_DAY` or `LAST_DAY` as its bound. Two dates are equal when their texts
    are. Build one with `parse`.
    """

    text: str
    earliest: date = attrs.field(eq=False)
    latest: date = attrs.field(eq=False)

    @property
    def exact(self) -> bool:
        """Whether the date is one known day."""
        return self.earliest == self.latest

    def excludes(self, other: "Date") -> bool:
        """Whether the two cannot be the same day."""
        return self.latest < other.earliest or other.latest < self.earliest

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=32768)
def parse(text: str) -> Date:
    """The `Date` of an EDTF text. Raises `MalformedDate`."""
    if len(text) > _LONGEST:
        raise MalformedDate(text[:40] + "…", f"it has more than {_LONGEST} characters")
    earliest, latest = _bounds(text)
    return Date(text, earliest, latest)


def day(text: str) -> date:
    """The one day that a text names. Raises `MalformedDate` for anything wider than a day."""
    found = parse(text)
    if not found.exact:
        raise MalformedDate(
            text, f"a single day is expected here, as {found.earliest} or {found.latest}"
        )
    return found.earliest


def _bounds(text: str) -> tuple[date, date]:
    if text.startswith("[") and text.endswith("]"):
        return _set_bounds(text)
    if text.count("/") == 1:
        return _interval_bounds(text, "/")
    return _one_bounds(text, text)


def _set_bounds(text: str) -> tuple[date, date]:
    bounds = [
        _interval_bounds(text, "..", part) if ".." in part else _one_bounds(text, part)
        for part in (part.strip() for part in text[1:-1].split(","))
    ]
    return min(low for low, _ in bounds), max(high for _, high in bounds)


def _interval_bounds(text: str, between: str, part: str | None = None) -> tuple[date, date]:
    start, end = (text if part is None else part).split(between, 1)
    is_open = "" if between == ".." else ".."
    if start == end == is_open:
        raise MalformedDate(text, "an interval needs at least one end")
    low = (FIRST_DAY, FIRST_DAY) if start == is_open else _one_bounds(text, start)
    high = (LAST_DAY, LAST_DAY) if end == is_open else _one_bounds(text, end)
    if _stated(start) > _stated(end, last=True):
        raise MalformedDate(text, "it ends before it starts")
    return low[0], high[1]


def _stated(text: str, last: bool = False) -> date:
    """The first (or last) day that a text names, its qualifier left out; for an open end, the
    day that no other comes before (or after)."""
    if not _ONE.fullmatch(text):
        return LAST_DAY if last else FIRST_DAY
    return _one_bounds(text, text.rstrip("?~%"))[last]


def _one_bounds(whole: str, text: str) -> tuple[date, date]:
    match = _ONE.fullmatch(text)
    if not match:
        raise MalformedDate(whole, f"{text!r} was not understood")
    year, month, day_of_month = (int(group) if group else None for group in match.groups()[:3])
    units = _UNITS[match[4]]
    if not year or (month is not None and not 1 <= month <= 12):
        raise MalformedDate(whole, "there is no such month" if year else "there is no year 0000")
    if month is None:
        return _first(year - units, 1), _last(year + units, 12)
    if day_of_month is None:
        return _first(year, month - units), _last(year, month + units)
    if not 1 <= day_of_month <= monthrange(year, month)[1]:
        raise MalformedDate(whole, "there is no such day")
    return _shift(date(year, month, day_of_month), -units), _shift(
        date(year, month, day_of_month), units
    )


def _first(year: int, month: int) -> date:
    """The first day of a month; months below 1 or above 12 run over into other years."""
    index = year * 12 + month - 1
    return date(index // 12, index % 12 + 1, 1) if index >= 12 else FIRST_DAY


def _last(year: int, month: int) -> date:
    """The last day of a month, counted like `_first`."""
    index = year * 12 + month - 1
    if index // 12 > LAST_DAY.year:
        return LAST_DAY
    year, month = index // 12, index % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _shift(start: date, days: int) -> date:
    """The day so many days later, held within the calendar."""
    return date.fromordinal(
        min(max(start.toordinal() + days, FIRST_DAY.toordinal()), LAST_DAY.toordinal())
    )
