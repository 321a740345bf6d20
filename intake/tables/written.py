"""Dates as people write them in lists, and as spreadsheets keep them, as EDTF.

What may be more than one date is refused until it is told: ``6/12/2023`` is June or December, and
no other cell of a column says which. English words alone (`ledger.date_words`).
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from ledger.date_bounds import bounds
from ledger.date_words import readings
from ledger.dates import parse
from ledger.errors import MalformedDate

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = (DAY_FIRST, MONTH_FIRST)
NOTHING = ("", "-", "–", "—", "n/a", "na", "none", "nil", ".")  # how people leave a cell empty
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})", re.ASCII)
_DAY_NUMBER = re.compile(r"[1-9]\d{4}(?:[.,]\d+)?", re.ASCII)
_MONTH_AND = re.compile(r"[A-Za-zÀ-ÿ]{3,9}\.?[- ]\d{2}|\d{1,2}[- ][A-Za-zÀ-ÿ]{3,9}\.?")
MARK = r"\[(?:\d{1,3}|[A-Za-z]{1,2}|(?:note|nb|n|fn) ?\d{1,3})\]"  # of a footnote
_MARKS = re.compile(rf"(?:\s*{MARK})+$")
_FIRST_OF_SHEETS = date(1899, 12, 30)  # day 0 of a spreadsheet, but for its leap year 1900
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


def is_nothing(text: str) -> bool:
    """Return whether a cell says that there is nothing to say."""
    return text.strip().casefold() in NOTHING


def unmarked(text: str) -> str:
    """Return the text of a cell without the marks of footnotes after it: "Armenia[A]"."""
    return _MARKS.sub("", text.strip())


@lru_cache(maxsize=32768)
def edtf(text: str, order: str | None = None) -> str:
    """Return the date that a text says, in EDTF. ``order`` is that of the day and the month in
    numbers, where it is known. Raises `ValueError` with what is wrong."""
    text = text.strip()
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        return _of_numbers(text, numbers, order)
    if _DAY_NUMBER.fullmatch(text):
        raise ValueError(_day_number(text))
    try:
        bounds(text)
        return text
    except MalformedDate:
        found = readings(text)
    if len(found) == 1:
        return found[0]
    if _MONTH_AND.fullmatch(text):
        wrong = f"{text!r} says no year in full: a spreadsheet may have made it of another date"
        raise ValueError(wrong)
    return parse(text).text  # it raises with what is wrong


def _of_numbers(text: str, numbers: re.Match[str], order: str | None) -> str:
    one, _, other, year = numbers.groups()
    if len(year) == 2:
        raise ValueError(f"{text!r} says no year in full: write it with all its digits")
    days = {DAY_FIRST: (other, one), MONTH_FIRST: (one, other)}
    wanted = [order] if order else [*days]
    found = dict.fromkeys(_day(year, *days[one]) for one in wanted)
    dates = [day for day in found if day]
    if not dates:
        how = f" with {order.replace('-', ' ')}" if order else ""
        raise ValueError(f"{text!r} is no day{how}: write it as 2023-10-03")
    if len(dates) > 1:
        raise ValueError(f"{text!r} is {dates[0]} or {dates[1]}: say whether the day comes first")
    return dates[0]


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _day_number(text: str) -> str:
    day = _FIRST_OF_SHEETS + timedelta(days=int(re.split("[.,]", text)[0]))
    return f"{text!r} is a spreadsheet's number for {day}: write the date"


def of_a_sheet(moment: datetime | date, shows: str) -> tuple[str, str]:
    """Return the date that a cell of a spreadsheet means, in EDTF, and what deserves a look in it.

    ``shows`` is the most exact of "day", "month" and "year" that the cell shows: a spreadsheet
    keeps a month as its first day. Raises `ValueError`.
    """
    day = moment.date() if isinstance(moment, datetime) else moment
    if day.year < 1901:
        raise ValueError(f"is kept as {day}: what a spreadsheet makes of nothing, or of a number")
    text = day.isoformat()
    if shows == "month" and day.day == 1:
        return text[:7], f"kept as {text}, shown as a month: read as {text[:7]}"
    if shows == "year" and (day.month, day.day) == (1, 1):
        return text[:4], f"kept as {text}, shown as a year: read as {text[:4]}"
    if shows != "day":
        return text, f"kept as {text}, though only its {shows} is shown"
    return text, ""


def shown_by(number_format: str) -> str:
    """Return the most exact of "day", "month" and "year" that a number format of Excel shows."""
    letters = _QUOTED.sub("", number_format).lower()
    return "day" if "d" in letters else "month" if "m" in letters else "year"
