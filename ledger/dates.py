"""Dates as sources give them: a subset of EDTF (ISO 8601-2) and its bounds in days.

A `Date` keeps the text as it was given, and answers with the first and the last day that the text
allows.

The subset, of the Library of Congress's EDTF levels 0 to 2: ``2023``, ``2023-08``, ``2023-10-03``;
a part of a year in the place of the month, ``2023-35``; ``X`` for any digit that is not
known, ``202X``, ``2023-XX``; a qualifier ``?``, ``~`` or ``%`` after any of them; an interval
``2024-05-07/2024-05-09`` with open ends ``../2023-06`` and ``2021-06-16/..``; one of a set
``[2020-11-12,2020-11-13]``, whose members may be ranges ``[2024-05-07..2024-05-09]``.

The rules of this house for what EDTF leaves open are in `ledger.date_bounds`.
"""

from datetime import date
from functools import lru_cache

import attrs

from ledger.date_bounds import FIRST_DAY, LAST_DAY, bounds
from ledger.errors import MalformedDate

__all__ = ["FIRST_DAY", "LAST_DAY", "Date", "day", "parse"]
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
        """Return whether the two cannot be the same day."""
        return self.latest < other.earliest or other.latest < self.earliest

    def __str__(self) -> str:
        return self.text


def is_plain_day(text: str) -> bool:
    """Return whether a text is one day, as ``2023-10-03``: what `parse` returns for it has that day
    as its bounds."""
    if len(text) != 10 or not text[4] == text[7] == "-" or not text.isascii():
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8192)
def parse(text: str) -> Date:
    """Return the `Date` of an EDTF text. Raises `MalformedDate`."""
    if len(text) > _LONGEST:
        raise MalformedDate(text[:40] + "…", f"it has more than {_LONGEST} characters")
    if is_plain_day(text):
        plain = date.fromisoformat(text)
        return Date(text, plain, plain)
    try:
        return Date(text, *bounds(text))
    except MalformedDate as refusal:
        from ledger.date_words import advice  # slow and rare: imported when it is needed

        found = None if refusal.advice else advice(text)
        if not found:
            raise
    raise MalformedDate(text, *found)


def day(text: str) -> date:
    """Return the one day that a text names. Raises `MalformedDate` for anything wider than a
    day."""
    found = parse(text)
    if not found.exact:
        raise MalformedDate(
            text, f"a single day is expected here, as {found.earliest} or {found.latest}"
        )
    return found.earliest
