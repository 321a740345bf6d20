"""The day on which a plain text came out, where it says so: in its first lines, its last ones, or
the dateline of its first paragraph; and the day on which it was written.
"""

import re
from datetime import date, timedelta

from intake.articles.times import moments

LOOKED = "its first and last lines, or the dateline of its first paragraph"
_FIRST, _LAST = 8, 3  # lines
_SHORT = 90  # characters of a line that is little more than a date
_DATELINE = re.compile(r"^(?!On |In |By |At |Since |After )[A-Z].{0,80}?(?:\s[-–—]{1,2}\s|:\s)")
_PLACE = re.compile(r"[A-Z]{3}")  # a dateline begins with a place in capitals
_FAR = date.max


def published_in(text: str) -> tuple[date | None, str]:
    """Return the one day that the lines around a text name, and where it was looked for; None where
    they name none, or several."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    short = [
        line
        for line in (*lines[:_FIRST], *lines[-_LAST:])
        if len(line) <= _SHORT and line[-1] not in ".!?"
    ]
    days = {day for line in short for day in _days(line)}
    if not days:
        heads = [one[0] for line in lines[:_FIRST] if (one := _DATELINE.match(line))]
        days = {day for head in heads[:2] for day in _days(head)}
    return (days.pop(), LOOKED) if len(days) == 1 else (None, LOOKED)


def written_on(text: str, published: date) -> date:
    """Return the day on which an article was written, which "today" is counted from: that of its
    dateline, where it has one of the week before it came out, else the day of publication."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for head in (one[0] for line in lines[:_FIRST] if (one := _DATELINE.match(line))):
        days = [one.date for one in moments(head, 0, len(head), published) if one.date]
        if _PLACE.match(head) and len(days) == 1 and len(days[0]) == 10:
            day = date.fromisoformat(days[0])
            if timedelta() <= published - day <= timedelta(days=7):
                return day
    return published


def _days(line: str) -> set[date]:
    """Return the days that a line names whole, with the year."""
    found = set()
    for one in moments(line, 0, len(line), _FAR):
        if one.date and one.is_whole:
            found.add(date.fromisoformat(one.date))
    return found
