"""Say when a milestone was: on the date that it gives, or when the events that it names were.

The dates of its events are read as they stand, so that a milestone moves when they are corrected.
"""

from collections.abc import Callable
from typing import NamedTuple

from ledger.dates import FIRST_DAY, LAST_DAY, Date, parse
from ledger.events import Event, Happening, Milestone, Unread

Reads = Callable[[str], Event | Unread | None]  # how the event of an id reads; None: it is gone


class Moment(NamedTuple):
    """The days of a milestone, from its first to its last (``on`` is None where no event of it
    stands), and the ids of its events that were retracted or cannot be read."""

    on: Date | None
    gone: tuple[str, ...] = ()


def moment(milestone: Milestone, reads: Reads) -> Moment:
    """Return when a milestone was, given how events read."""
    if milestone.on:
        return Moment(milestone.on)
    found = {one: reads(one) for one in milestone.events}
    dates = [one.counts_from for one in found.values() if isinstance(one, Happening)]
    gone = [one for one, event in found.items() if not isinstance(event, Happening)]
    return Moment(_whole(dates) if dates else None, tuple(gone))


def _whole(dates: list[Date]) -> Date:
    """Return the date from the first day of some dates to the last."""
    first = min(dates, key=lambda one: one.earliest)
    last = max(dates, key=lambda one: one.latest)
    if first == last or (first.earliest == FIRST_DAY and last.latest == LAST_DAY):
        return first
    start = ".." if first.earliest == FIRST_DAY else first.earliest
    end = ".." if last.latest == LAST_DAY else last.latest
    return parse(f"{start}" if start == end else f"{start}/{end}")
