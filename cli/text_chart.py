"""A chart of steps in text, for a terminal: a panel for each program, all on one scale.

`projections.member_counts` counts what is drawn.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil

import attrs

from projections import member_counts as counted
from projections.member_counts import Count

ROWS, NARROWEST = 8, 24
_EIGHTHS, _PERHAPS = " ▁▂▃▄▅▆▇█", "░"
_YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10000)
PLAIN = str.maketrans("▁▂▃▄▅▆▇█░┤│┼─–", "____####:||+--")


@attrs.frozen
class Frame:
    """The frame that the panels share: the days from left to right, the number at the top, and how
    wide they are in characters, without the margin and with it."""

    first: date
    last: date
    top: int
    width: int
    margin: int

    def ends(self) -> list[date]:
        """Return the last day of each column."""
        days = (self.last - self.first).days + 1
        steps = (days * column // self.width for column in range(1, self.width + 1))
        return [self.first + timedelta(days=max(1, step) - 1) for step in steps]


def step_chart(
    lines: Mapping[str, Sequence[Count]], first: date, last: date, width: int
) -> list[str]:
    """Return the lines of text, each of at most ``width`` characters where that is not too
    narrow."""
    top = max((count.most for found in lines.values() for count in found), default=0) or 1
    margin = len(str(top)) + 2
    frame = Frame(first, last, top, max(NARROWEST, width - margin), margin)
    drawn: list[str] = []
    for name, found in lines.items():
        drawn += [_heading(name, found, frame), *_panel(found, frame), ""]
    drawn[-1] = _calendar(frame)
    if any(count.possible for found in lines.values() for count in found):
        drawn += ["", f"█ members for certain  {_PERHAPS} and those who may be"]
    return [line.rstrip() for line in drawn]


def _heading(name: str, found: Sequence[Count], frame: Frame) -> str:
    now = counted.on(found, frame.last)
    number = str(now)
    room = frame.width + frame.margin - len(number) - 2
    return f"{name if len(name) <= room else f'{name[: room - 1]}…'}: {number}"


def _panel(found: Sequence[Count], frame: Frame) -> list[str]:
    columns = [counted.on(found, day) for day in frame.ends()]
    labels = [str(frame.top), *[""] * (ROWS - 1)]
    rows = [
        f"{label:>{frame.margin - 2}} {'┤' if label else '│'}"
        + "".join(_cell(count, ROWS - 1 - at, frame.top) for count in columns)
        for at, label in enumerate(labels)
    ]
    return [*rows, f"{0:>{frame.margin - 2}} ┼{'─' * frame.width}"]


def _cell(count: Count, row: int, top: int) -> str:
    """Return what of a column stands in a row, counted from the bottom, eight eighths high."""
    unit = ROWS * 8 / top
    sure = int(count.certain * unit) - 8 * row
    most = ceil(count.most * unit) - 8 * row
    if sure >= 8:
        return _EIGHTHS[8]
    if count.possible and most > 0:
        return _PERHAPS
    return _EIGHTHS[max(sure, int(row == 0 and count.certain > 0))]


def _calendar(frame: Frame) -> str:
    """Return the years under the columns in which they begin; of a short time the two days."""
    ends = frame.ends()
    years = frame.last.year - frame.first.year
    step = next(step for step in _YEARS if years * 6 <= frame.width * step)
    line = ""
    for year in range(frame.first.year + 1, frame.last.year + 1):
        at = next(column for column, day in enumerate(ends) if day >= date(year, 1, 1))
        if year % step == 0 and at + 4 <= frame.width:
            line = f"{line:<{at}}{year}"
    if years < 2:
        line = f"{frame.first}{frame.last!s:>{frame.width - 10}}"
    return " " * frame.margin + line
