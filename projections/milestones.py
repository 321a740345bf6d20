"""Say when a milestone was, on the date that it gives, or when the events that it names were; and
whose it is.

Its events are read as they stand, so that a milestone moves when they are corrected.
"""

from collections.abc import Callable, Collection
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


def belongs(milestone: Milestone, programs: Collection[str], reads: Reads) -> bool:
    """Return whether a milestone belongs to the history of one of some programs at least, given how
    events read. It belongs to those that it names, or else to those of its events; to all, where
    there are none."""
    own = programs_of(milestone, reads)
    return not own or any(one in programs for one in own)


def programs_of(milestone: Milestone, reads: Reads) -> tuple[str, ...]:
    """Return the ids of the programs that a milestone names, or else of those that its events are
    about, each once; of none, where it belongs to all."""
    if milestone.programs:
        return milestone.programs
    events = (reads(one) for one in milestone.events)
    found = (getattr(one, "program", None) for one in events)
    return tuple(dict.fromkeys(one for one in found if one))


def _whole(dates: list[Date]) -> Date:
    """Return the date from the first day of some dates to the last."""
    first = min(dates, key=lambda one: one.earliest)
    last = max(dates, key=lambda one: one.latest)
    if first == last or (first.earliest == FIRST_DAY and last.latest == LAST_DAY):
        return first
    start = ".." if first.earliest == FIRST_DAY else first.earliest
    end = ".." if last.latest == LAST_DAY else last.latest
    return parse(f"{start}" if start == end else f"{start}/{end}")
