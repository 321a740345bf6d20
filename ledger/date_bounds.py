"""The first and the last day of a date in EDTF.

Rules of this house, since EDTF gives no figures:

- ``?`` (uncertain) and ``~`` (approximate) widen both bounds by one unit of the precision that is
  stated (a year, a month, a day, a decade for ``202X``, the length of a part of the year), and
  ``%`` (both) by two. A widened date never runs past the years 0001 to 9999.
- A season has every month that the meteorological or the astronomical one touches, in both
  hemispheres unless its code names one. A season that crosses the year is the one that began and
  the one that ended in the year named, since sources say "winter 2023" of either.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import product

from ledger.errors import MalformedDate

FIRST_DAY, LAST_DAY = date.min, date.max
_ONE = re.compile(r"([\dX]{4})(?:-([\dX]{2})(?:-([\dX]{2}))?)?([?~%])?", re.ASCII)
_UNITS = {None: 0, "?": 1, "~": 1, "%": 2}
# The first and the last month of each part of a year by its code, where 0 is the December before
# the year and 15 the March after it; then the length of the part in months.
_SPRING, _SUMMER, _AUTUMN, _WINTER = (3, 6, 3), (6, 9, 3), (9, 12, 3), (0, 15, 3)
_PARTS = dict(
    enumerate(
        [
            *((3, 12, 3), (0, 15, 3), (3, 12, 3), (0, 15, 3)),  # seasons wherever on earth
            *(_SPRING, _SUMMER, _AUTUMN, _WINTER),  # seasons of the north
            *(_AUTUMN, _WINTER, _SPRING, _SUMMER),  # seasons of the south
            *((1, 3, 3), (4, 6, 3), (7, 9, 3), (10, 12, 3)),  # quarters
            *((1, 4, 4), (5, 8, 4), (9, 12, 4)),  # quadrimesters
            *((1, 6, 6), (7, 12, 6)),  # halves
        ],
        start=21,
    )
)


def bounds(text: str) -> tuple[date, date]:
    """Return the first and the last day that an EDTF text allows. Raises `MalformedDate`."""
    if text.startswith("[") and text.endswith("]"):
        return _set_bounds(text)
    if text.startswith("{") and text.endswith("}"):
        raise MalformedDate(
            text,
            "it says several days, and an event has one",
            "record an event for each, or write [2023,2024] if it was one of them",
        )
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
    """Return the first (or last) day that a text names, its qualifier left out; for an open end,
    the day that no other comes before (or after)."""
    if not _ONE.fullmatch(text):
        return LAST_DAY if last else FIRST_DAY
    return _one_bounds(text, text.rstrip("?~%"))[last]


def _one_bounds(whole: str, text: str) -> tuple[date, date]:
    match = _ONE.fullmatch(text)
    if not match:
        raise MalformedDate(whole, f"{text!r} was not understood" if text != whole else "")
    units = _UNITS[match[4]]
    if "X" in text:
        return _unknown_bounds(whole, match[1], match[2], match[3], units)
    year, month, day_of_month = (int(group) if group else None for group in match.groups()[:3])
    if not year:
        raise MalformedDate(whole, "there is no year 0000")
    if month is None:
        return _first(year - units, 1), _last(year + units, 12)
    if day_of_month is None and month in _PARTS:
        low, high, length = _PARTS[month]
        return _first(year, low - units * length), _last(year, high + units * length)
    if not 1 <= month <= 12:
        raise MalformedDate(whole, "there is no such month")
    if day_of_month is None:
        return _first(year, month - units), _last(year, month + units)
    if not 1 <= day_of_month <= monthrange(year, month)[1]:
        raise MalformedDate(whole, "there is no such day")
    plain = date(year, month, day_of_month)
    return _shift(plain, -units), _shift(plain, units)


def _unknown_bounds(
    whole: str, year: str, month: str | None, day_of_month: str | None, units: int
) -> tuple[date, date]:
    """Return the bounds of a date with `X` for digits that are not known: the first and the last of
    all days that it may be."""
    if not set(year + (month or "") + (day_of_month or "")) - {"X"}:
        raise MalformedDate(whole, "it says nothing of the day")
    if month and month.isdigit() and int(month) in _PARTS and day_of_month is None:
        low, high, length = _PARTS[int(month)]
        lowest, highest = max(1, int(year.replace("X", "0"))), int(year.replace("X", "9"))
        return _first(lowest, low - units * length), _last(highest, high + units * length)
    first = next(_possible(year, month, day_of_month), None)
    last = next(_possible(year, month, day_of_month, backwards=True), None)
    if first is None or last is None:
        if year == "0000":
            raise MalformedDate(whole, "there is no year 0000")
        has_month = any(_possible(year, month, None))
        raise MalformedDate(whole, f"there is no such {'day' if has_month else 'month'}")
    if day_of_month not in (None, "XX"):
        return _shift(first, -units), _shift(last, units)
    if month not in (None, "XX"):
        return _first(first.year, first.month - units), _last(last.year, last.month + units)
    years = units * 10 ** (len(year) - len(year.rstrip("X")))
    return _first(first.year - years, first.month), _last(last.year + years, last.month)


def _possible(
    year: str, month: str | None, day_of_month: str | None, backwards: bool = False
) -> Iterator[date]:
    """Yield the days that a text with `X` for unknown digits may be, in order or backwards: of a
    month without a day each day, of a year each month."""
    for each_year in _numbers(year, backwards):
        for each_month in _numbers(month or "XX", backwards):
            if not (each_year and 1 <= each_month <= 12):
                continue
            length = monthrange(each_year, each_month)[1]
            for each_day in _numbers(day_of_month or "XX", backwards):
                if 1 <= each_day <= length:
                    yield date(each_year, each_month, each_day)


def _numbers(digits: str, backwards: bool = False) -> Iterator[int]:
    """Yield the numbers that digits with `X` may be, in order or backwards."""
    any_digit = "9876543210" if backwards else "0123456789"
    for found in product(*(any_digit if digit == "X" else digit for digit in digits)):
        yield int("".join(found))


def _first(year: int, month: int) -> date:
    """Return the first day of a month; months below 1 or above 12 run over into other years."""
    index = year * 12 + month - 1
    return date(index // 12, index % 12 + 1, 1) if index >= 12 else FIRST_DAY


def _last(year: int, month: int) -> date:
    """Return the last day of a month, counted like `_first`."""
    index = year * 12 + month - 1
    if index // 12 > LAST_DAY.year:
        return LAST_DAY
    year, month = index // 12, index % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _shift(start: date, days: int) -> date:
    """Return the day so many days later, held within the calendar."""
    return date.fromordinal(
        min(max(start.toordinal() + days, FIRST_DAY.toordinal()), LAST_DAY.toordinal())
    )
