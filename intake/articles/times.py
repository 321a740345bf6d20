"""When something was, by the words of a sentence: each expression of time with its place, and the
date in EDTF that it comes to on the day of publication, with how that was worked out.

The day of publication is what "on Wednesday", "in August" or "last month" is counted from,
backwards: news tells of what was. An expression that names a year needs no counting. What cannot be
worked out ("later", "that day") has no date.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import attrs

from intake.articles.grammar import data
from ledger.dates import parse

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)} | {"a": 1, "an": 1}

_WHOLE = "the day is given"


@attrs.frozen
class Moment:
    """An expression of time: its place in the text (half-open), its words, what they come to in
    EDTF (None: it cannot be worked out), and how.

    ``is_since``: what happened then began there; ``is_ahead``: it lies after the day of
    publication; ``apart``: so many units before another act, ``shift``: so many after what was
    dated last before it (a negative number: the other way).
    """

    start: int
    end: int
    wording: str
    date: str | None
    how: str
    is_since: bool = False
    is_ahead: bool = False
    apart: tuple[int, str] | None = None
    shift: tuple[int, str] | None = None
    within: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the text gives the day with its month and year, so that nothing is worked out."""
        return self.how == _WHOLE


@cache
def _forms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the forms, each with what works a date out of it."""
    found = data("times.yaml")
    parts = {f"<{name}>": part for name, part in found["parts"].items()}

    def whole(form: str) -> re.Pattern[str]:
        for name, part in parts.items():
            form = form.replace(name, part)
        return re.compile(form, re.IGNORECASE)

    return tuple((one["reads"], whole(one["form"])) for one in found["forms"])


def moments(text: str, start: int, end: int, published: date) -> list[Moment]:
    """Return the expressions of time in a part of a text, in order; none overlaps another."""
    taken: list[tuple[int, int, str, re.Match[str]]] = []
    for name, form in _forms():
        for one in form.finditer(text, start, end):
            if not any(one.start() < last and first < one.end() for first, last, _, _ in taken):
                taken.append((*one.span(), name, one))
    return [_moment(name, one, published) for _, _, name, one in sorted(taken, key=lambda t: t[0])]


def _moment(name: str, found: re.Match[str], published: date) -> Moment:
    parts = {key: value for key, value in found.groupdict().items() if value}
    written, how = _READ[name](parts, published)
    wording = found[0].strip("( ")
    start = found.end() - len(found[0].lstrip("( "))
    low = wording.lower()
    ahead = bool(re.match(r"(?:next|tomorrow|later (?:this|in the))\b", low))
    if written and not ahead:
        ahead = _first_day(written) > published.isoformat()
    if written and not ahead and low.startswith(_UP_TO) and PLAIN.fullmatch(written):
        written, how = f"../{written}", f"{how}, and it was done by then"
    is_since = low.startswith("since ")
    apart = None
    if name == "apart":
        apart = (
            _count(parts) * (1 if parts["way"].lower() == "after" else -1),
            parts["unit"].lower(),
        )
    shift = _shift(parts) if name == "shifted" else None
    within = _within(parts) if shift else ""
    return Moment(start, found.end(), wording, written, how, is_since, ahead, apart, shift, within)


_UP_TO = ("by ", "as of ", "before ")
PLAIN = re.compile(r"\d{4}(?:-\d\d){0,2}")
_WAYS = {"that": 0, "the same": 0, "the following": 1, "the next": 1, "the previous": -1}
_ON = ("later", "after", "afterwards", "afterward")


def _shift(parts: dict[str, str]) -> tuple[int, str]:
    way, unit = parts.get("way", "the same").lower(), parts["unit"].lower()
    if "count" in parts:
        return _count(parts) * (1 if way in _ON else -1), unit
    count = _WAYS.get(way, 1 if way in _ON else -1)
    return count, "whole week" if unit == "week" else unit  # "the following week": any day of it


def _within(parts: dict[str, str]) -> str:
    """Return the part of a date after its year that words name: "in June of that year"."""
    month = f"-{_number(parts):02}" if "month" in parts else ""
    return f"{month}-{int(parts['day']):02}" if "day" in parts else month


def shifted(base: str, shift: tuple[int, str], published: date, within: str = "") -> str | None:
    """Return the date in EDTF so many units after another, no more exact than that one; None where
    that cannot be said, or lies after the day of publication."""
    count, unit = shift
    first, last = parse(base).earliest, parse(base).latest
    if unit in ("day", "week", "whole week"):
        if first != last:
            return None
        day = first + timedelta(days=count * (1 if unit == "day" else 7))
        written = f"{day}{'~' if unit == 'week' else ''}"
        if unit == "whole week":
            monday = day - timedelta(days=day.weekday())
            written = f"[{monday}..{min(monday + timedelta(days=6), max(monday, published))}]"
    elif unit == "month":
        if (first.year, first.month) != (last.year, last.month):
            return None
        month = first.year * 12 + first.month - 1 + count
        written = f"{month // 12}-{month % 12 + 1:02}"
    else:
        if first.year != last.year:
            return None
        written = f"{first.year + count * (10 if unit == 'decade' else 1):04}{within}"
    return written if _first_day(written) <= published.isoformat() else None


def between(start: str, published: date) -> str:
    """Return the time from a date in EDTF to the day of publication."""
    first = start if PLAIN.fullmatch(start) else parse(start).earliest
    return f"[{first}..{published}]"


def counted_back(day: date, count: int, unit: str) -> str:
    """Return the date so many units before a day, as exactly as the unit is."""
    if unit in ("day", "week"):
        found = day - timedelta(days=count * (7 if unit == "week" else 1))
        return f"{found}{'' if unit == 'day' else '~'}"
    if unit == "month":
        month = day.year * 12 + day.month - 1 - count
        return f"{month // 12}-{month % 12 + 1:02}~"
    return f"{day.year - count * (10 if unit == 'decade' else 1)}~"


def _count(parts: dict[str, str]) -> int:
    count = parts["count"].lower()
    if count.isdigit():
        return int(count)
    tens = next((one for one in _TENS if count.startswith(one)), "")
    rest = count.removeprefix(tens).strip("- ")
    return (10 * (_TENS.index(tens) + 2) if tens else 0) + (_NUMBERS[rest] if rest else 0)


def _first_day(written: str) -> str:
    plain = written.strip("[").split("/")[0].split("..")[0].rstrip("~?%")
    return plain + "-01-01"[len(plain) - 4 :] if len(plain) < 10 else plain


def _number(parts: dict[str, str]) -> int:
    if "number" in parts:
        return int(parts["number"])
    stem = parts["month"].lower()[:3]
    return next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(stem))


def _day(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    try:
        found = date(int(parts["year"]), _number(parts), int(parts["day"]))
    except ValueError:
        return None, "there is no such day"
    return found.isoformat(), _WHOLE


def _no_year(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    """Return a day without a year: the last such day up to that of publication."""
    month, day = _number(parts), int(parts["day"])
    if "last" in parts:
        years: Iterator[int] = iter((published.year - 1,))
    else:
        years = iter(range(published.year, published.year - 5, -1))  # 29 February comes every four
    for year in years:
        if day > monthrange(year, month)[1] or date(year, month, day) > published:
            continue
        if "named" in parts and not _is_on(parts, date(year, month, day)):
            return None, "it is another day of the week: it lies ahead, or years back"
        return date(year, month, day).isoformat(), f"the last one up to {published}"
    return None, "there is no such day"


def _days(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    """Return the days from one to another of a month: what was done on one of them is not dated
    more exactly, but not later than publication."""
    first, how = (_day if "year" in parts else _no_year)(parts, published)
    if first is None:
        return None, how
    day = date.fromisoformat(first)
    last_day = int(parts["last_day"])
    if not day.day < last_day <= monthrange(day.year, day.month)[1]:
        return None, "there are no such days"
    last = day.replace(day=last_day)
    if day <= published < last:
        last = published
    return f"[{day}..{last}]" if day < last else first, f"one of these days; {how}"


def _is_on(parts: dict[str, str], day: date) -> bool:
    return _WEEKDAYS[day.weekday()].startswith(parts["named"].lower())


def _month(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    return _in_month(int(parts["year"]), _number(parts), parts), "the month is given"


def _in_month(year: int, month: int, parts: dict[str, str]) -> str:
    """Return a month, or a part of it, of ten days."""
    written = f"{year}-{month:02}"
    first = {"early": 1, "mid": 11, "late": 21}.get(parts.get("part", "").lower())
    if first is None:
        return written
    last = first + 9 if first < 21 else monthrange(year, month)[1]
    return f"[{written}-{first:02}..{written}-{last:02}]"


def _month_name(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    """Return a month without a year: the last one that had begun by the day of publication."""
    month = _number(parts)
    if "last" in parts:
        return _in_month(published.year - 1, month, parts), "in the year before"
    year = published.year - (month > published.month)
    return _in_month(year, month, parts), f"the last one up to {published}"


def _last_month_name(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    """Return "last April": the one before the month of publication; not that of the year before,
    which it may mean where the months are close, and then it is one of the two."""
    month = _number(parts)
    year = published.year - (month >= published.month)
    if parts["which"].lower() == "last" and 0 < published.month - month <= 3:
        return (
            f"[{year - 1}-{month:02},{year}-{month:02}]",
            "this year's or that of the year before",
        )
    if parts["which"].lower() == "this":
        year = published.year - (month > published.month)
    return f"{year}-{month:02}", f"the last one before {published}"


def _weekday(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    """Return a day of the week: the last one up to the day of publication; "last", the one before
    it."""
    name = parts["weekday"].lower()
    which = parts.get("which", "").strip().lower()
    if which == "next":
        return None, "it lies ahead"
    back = (published.weekday() - _WEEKDAYS.index(name)) % 7
    if which == "last" and back == 0:
        back = 7
    found = published - timedelta(days=back)
    return found.isoformat(), f"the last {name.title()} up to {published}"


def _near(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    word = parts["word"].lower()
    if word == "tomorrow":
        return None, "it lies ahead"
    back = word in ("yesterday", "last night")
    found = published - timedelta(days=back)
    return found.isoformat(), f"{'the day before' if back else 'the day of'} publication"


def _unit(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    """Return the week, month or year of publication, or the one before it."""
    which, unit = parts.get("which", "this").lower(), parts["unit"].lower()
    if which == "next":
        return None, "it lies ahead"
    how = f"the {unit} {'of' if which == 'this' else 'before that of'} publication"
    if which in ("the past", "this past") and unit != "weekend":
        return None, "how far back it goes is not said"
    if unit == "year":
        return f"{published.year - (which == 'last')}", how
    if unit == "month":
        first = published.replace(day=1)
        return (first - timedelta(days=which == "last")).isoformat()[:7], how
    monday = published - timedelta(days=published.weekday())
    if unit == "weekend":
        monday -= timedelta(days=7 * (which != "this" or published.weekday() < 5))
        return f"[{monday + timedelta(days=5)},{monday + timedelta(days=6)}]", "the last one"
    if which == "this":
        return f"[{monday}..{published}]" if monday < published else monday.isoformat(), how
    return f"[{monday - timedelta(days=7)}..{monday - timedelta(days=1)}]", how


def _ago(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    """Return so many days, weeks, months or years ago, as exactly as the unit is."""
    written = counted_back(published, _count(parts), parts["unit"].lower())
    about = "~" if "about" in parts and not written.endswith("~") else ""
    return f"{written}{about}", f"counted back from {published}"


def _years_ago_today(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    try:
        found = published.replace(year=published.year - _count(parts))
    except ValueError:
        return None, "there is no such day"
    return found.isoformat(), f"counted back from {published}"


def _years_ago_this_month(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    year = published.year - _count(parts)
    return f"{year}-{published.month:02}", f"counted back from {published}"


def _year(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    year = parts["year"]
    months = {"early": "01..{}-04", "mid": "05..{}-08", "late": "09..{}-12"}
    part = months.get(parts.get("part", "").lower())
    return (f"[{year}-{part.format(year)}]" if part else year), "the year is given"


def _open(parts: dict[str, str], published: date) -> tuple[str | None, str]:
    return None, "it is counted from a day that stands elsewhere"


_READ = {
    "day": _day,
    "days": _days,
    "no-year": _no_year,
    "month": _month,
    "month-name": _month_name,
    "last-month-name": _last_month_name,
    "weekday": _weekday,
    "near": _near,
    "unit": _unit,
    "ago": _ago,
    "years-ago-today": _years_ago_today,
    "years-ago-this-month": _years_ago_this_month,
    "year": _year,
    "open": _open,
    "apart": _open,
    "shifted": _open,
}
