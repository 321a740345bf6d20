"""Days, and dates as sources give them (EDTF), in words. The page in a browser says them alike
(``static/dates.js``), which the tests compare.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from ledger.dates import Date
from ledger.said import Said, key, say

_MONTHS = (
    *(say("January"), say("February"), say("March"), say("April"), say("May"), say("June")),
    *(say("July"), say("August"), say("September"), say("October"), say("November")),
    say("December"),
)
_SEASONS = (key("spring {year}"), key("summer {year}"), key("autumn {year}"), key("winter {year}"))
_PARTS = (  # by their codes, from 21 on
    *_SEASONS,
    *(key("spring (north) {year}"), key("summer (north) {year}")),
    *(key("autumn (north) {year}"), key("winter (north) {year}")),
    *(key("spring (south) {year}"), key("summer (south) {year}")),
    *(key("autumn (south) {year}"), key("winter (south) {year}")),
    *(key("first quarter of {year}"), key("second quarter of {year}")),
    *(key("third quarter of {year}"), key("fourth quarter of {year}")),
    *(key("first four months of {year}"), key("second four months of {year}")),
    key("last four months of {year}"),
    *(key("first half of {year}"), key("second half of {year}")),
)


def day_in_words(day: date) -> str:
    """Return a day as "24 October 2023"."""
    return _day(day.year, day.month, day.day)


def month_in_words(day: date) -> str:
    """Return the month of a day by its name."""
    return _MONTHS[day.month - 1]


def spelled(text: str) -> str:
    """Return a sentence with the days that it has as values in words."""
    if not isinstance(text, Said):
        return text
    return Said(
        text.template, {name: _spelled(one) for name, one in text.values.items()}, text.forms
    )


def _spelled(value: Any) -> Any:
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, Date):
        return in_words(value.text)
    return spelled(value) if isinstance(value, str) else value


def _day(year: int, month: int, day: int) -> str:
    first = "1 {month} {year}"  # which some languages say otherwise
    template = first if day == 1 else "{day} {month} {year}"
    return say(template, day=day, month=_MONTHS[month - 1], year=year)


@lru_cache(maxsize=8192)
def in_words(text: str) -> str:
    """Return a date of the subset of `ledger.dates` in words: "a day between 7 May 2024 and 9 May
    2024"."""
    between = re.fullmatch(r"\[([^,]+)\.\.([^,]+)\]", text)
    if between:
        bounds = {"first": in_words(between[1]), "last": in_words(between[2])}
        return say("a day between {first} and {last}", **bounds)
    if text.startswith("["):
        *most, end = map(_range, text[1:-1].split(","))
        for one in reversed(most):
            end = say("{most} or {end}", most=one, end=end)
        return end
    first, slash, last = text.partition("/")
    if last == "..":
        return say("{date} or later", date=in_words(first))
    if slash and first == "..":
        return say("{date} or before", date=in_words(last))
    if not last:
        return _one(text)
    return say("{first} to {last}", first=in_words(first), last=in_words(last))


def _range(text: str) -> str:
    """Return one of a set, which may be a range."""
    first, dots, last = text.strip().partition("..")
    return in_words(f"{first or '..'}/{last or '..'}") if dots else _one(first)


def _one(text: str) -> str:
    """Return a day, a month, a part of a year or a year, which may be qualified."""
    qualifier = text[-1] if text.endswith(("?", "~", "%")) else ""
    plain = text.removesuffix(qualifier)
    words = _unknown(plain) if "X" in plain else _whole(plain)
    about = say("about {date}", date=words) if qualifier in ("~", "%") else words
    return say("{date} (uncertain)", date=about) if qualifier in ("?", "%") else about


def _whole(text: str) -> str:
    year, *rest = text.split("-")
    numbers = [int(one) for one in rest]
    if not numbers:
        return text
    month, *days = numbers
    if days:
        return _day(int(year), month, days[0])
    if month < 21:
        return say("{month} {year}", month=_MONTHS[month - 1], year=int(year))
    return say(_PARTS[month - 21], year=int(year))


def _unknown(text: str) -> str:
    """Return a date with digits that are not known (X)."""
    known = re.sub(r"(-XX)+$", "", text)
    if "X" not in known:
        return say("a day in {when}", when=_one(known))
    years = re.fullmatch(r"(\d{1,3})(X+)", known)
    if not years:
        return say("{date} (X: not known)", date=text)
    first, last = (years[1] + digit * len(years[2]) for digit in "09")
    return say("a day from {first} to {last}", first=first, last=last)
