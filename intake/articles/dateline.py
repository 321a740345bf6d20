"""The day on which a plain text came out, where it says so: in its first lines, its last ones, or
the dateline of its first paragraph.
"""

import re
from datetime import date

from intake.articles.times import moments

LOOKED = "its first and last lines, or the dateline of its first paragraph"
_FIRST, _LAST = 8, 3  # lines
_SHORT = 90  # characters of a line that is little more than a date
_DATELINE = re.compile(r"^(?!On |In |By |At |Since |After )[A-Z].{0,80}?(?:\s[-–—]{1,2}\s|:\s)")
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


def _days(line: str) -> set[date]:
    """Return the days that a line names whole, with the year."""
    found = set()
    for one in moments(line, 0, len(line), _FAR):
        if one.date and len(one.date) == 10 and one.how == "the day is given":
            found.add(date.fromisoformat(one.date))
    return found
