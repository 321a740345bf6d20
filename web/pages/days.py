"""Days, and dates as sources give them (EDTF), in words. The page in a browser says them alike
(``static/dates.js``), which the tests compare.
"""

import re
from datetime import date
from functools import lru_cache

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_SEASONS = ("spring", "summer", "autumn", "winter")
_PARTS = (  # by their codes, from 21 on
    *_SEASONS,
    *(f"{season} (north)" for season in _SEASONS),
    *(f"{season} (south)" for season in _SEASONS),
    *(f"{nth} quarter of" for nth in ("first", "second", "third", "fourth")),
    *(f"{nth} four months of" for nth in ("first", "second", "last")),
    *(f"{nth} half of" for nth in ("first", "second")),
)


def day_in_words(day: date) -> str:
    """Return a day as "24 October 2023"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=8192)
def in_words(text: str) -> str:
    """Return a date of the subset of `ledger.dates` in words: "a day between 7 May 2024 and 9 May
    2024"."""
    between = re.fullmatch(r"\[([^,]+)\.\.([^,]+)\]", text)
    if between:
        return f"a day between {in_words(between[1])} and {in_words(between[2])}"
    if text.startswith("["):
        return " or ".join(map(_range, text[1:-1].split(",")))
    first, slash, last = text.partition("/")
    if last == "..":
        return f"{in_words(first)} or later"
    if slash and first == "..":
        return f"{in_words(last)} or before"
    return f"{in_words(first)} to {in_words(last)}" if last else _one(text)


def _range(text: str) -> str:
    """Return one of a set, which may be a range."""
    first, dots, last = text.strip().partition("..")
    return in_words(f"{first or '..'}/{last or '..'}") if dots else _one(first)


def _one(text: str) -> str:
    """Return a day, a month, a part of a year or a year, which may be qualified."""
    qualifier = text[-1] if text.endswith(("?", "~", "%")) else ""
    plain = text.removesuffix(qualifier)
    words = _unknown(plain) if "X" in plain else _whole(plain)
    about = f"about {words}" if qualifier in ("~", "%") else words
    return f"{about} (uncertain)" if qualifier in ("?", "%") else about


def _whole(text: str) -> str:
    year, *rest = text.split("-")
    numbers = [int(one) for one in rest]
    if not numbers:
        return text
    part = _MONTHS[numbers[0] - 1] if numbers[0] < 21 else _PARTS[numbers[0] - 21]
    return " ".join([*(str(one) for one in numbers[1:]), part, str(int(year))])


def _unknown(text: str) -> str:
    """Return a date with digits that are not known (X)."""
    known = re.sub(r"(-XX)+$", "", text)
    if "X" not in known:
        return f"a day in {_one(known)}"
    years = re.fullmatch(r"(\d{1,3})(X+)", known)
    if not years:
        return f"{text} (X: not known)"
    return f"a day from {years[1]}{'0' * len(years[2])} to {years[1]}{'9' * len(years[2])}"
