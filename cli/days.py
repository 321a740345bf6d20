"""Days and positions as they are typed: a date, an event or a milestone as a day of the world, a
position or a date as a point of the record.
"""

from datetime import UTC, date, datetime, time, timedelta

import click

from ledger.dates import FIRST_DAY, LAST_DAY, Date, parse
from ledger.errors import MalformedDate, Refusal, Unknown
from ledger.events import Happening, Milestone
from ledger.store import Ledger
from projections.view import View


class NoSuchMoment(Refusal):
    """A date, event or milestone on the command line that gives no day or position."""


def asked_day(
    view: View, on: str | None, before: str | None, after: str | None, today: date
) -> date:
    """Return the day at whose end an answer is asked for: ``--on``, ``--before``, ``--after``, or
    today. Raises `click.UsageError`, `NoSuchMoment`, `MalformedDate`."""
    if sum(one is not None for one in (on, before, after)) > 1:
        raise click.UsageError("--on, --before and --after exclude each other")
    if before is not None:
        return day_before(view, before)
    if after is not None:
        return last_day(view, after)
    return the_day(view, on, "--on") if on is not None else today


def day_before(view: View, text: str) -> date:
    """Return the day just before the earliest day of a date, a milestone or an event."""
    earliest = _moment(view, text).earliest
    if earliest == FIRST_DAY:
        raise NoSuchMoment(f"{text!r} has no first day: give a date")
    return earliest - timedelta(days=1)


def first_day(view: View, text: str) -> date:
    """Return the earliest day of a date, a milestone or an event."""
    return _moment(view, text).earliest


def first_of(view: View, text: str, option: str) -> date:
    """Return the day that a date is; of a milestone or an event, its first."""
    return single_day(text, option) if is_date(text) else first_day(view, text)


def last_of(view: View, text: str, option: str) -> date:
    """Return the day that a date is; of a milestone or an event, its last."""
    return single_day(text, option) if is_date(text) else last_day(view, text)


def last_day(view: View, text: str) -> date:
    """Return the latest day of a date, a milestone or an event."""
    latest = _moment(view, text).latest
    if latest == LAST_DAY:
        raise NoSuchMoment(f"{text!r} has no last day: give a date")
    return latest


def the_day(view: View, text: str, option: str) -> date:
    """Return the one day of a date, a milestone or an event. Raises `NoSuchMoment` where it could
    be several: before them and after them are different answers."""
    if is_date(text):
        return single_day(text, option)
    found = _moment(view, text)
    if not found.exact:
        raise NoSuchMoment(
            f"{option} {text} is not one day but {found}: write --before {text} or --after {text}"
        )
    return found.earliest


def _tell_of_a_date(text: str) -> None:
    """Raise `MalformedDate` where a text was meant as a date: it begins as one, or its words
    tell."""
    try:
        parse(text)
    except MalformedDate as refusal:
        if refusal.advice or text[:1].isdigit():
            raise


def is_date(text: str) -> bool:
    """Return whether a text is a date, and no name."""
    try:
        parse(text)
    except MalformedDate:
        return False
    return True


def _moment(view: View, text: str) -> Date:
    """Return the date that a text is, or that of the milestone or the event which it names."""
    if is_date(text):
        return parse(text)
    try:
        return _of_milestone(view, view.names.milestone(text))
    except Unknown as refusal:
        if refusal.near:
            raise
    try:
        found = view.ledger.find(text)
    except Unknown:
        _tell_of_a_date(text)
        raise NoSuchMoment(
            f"{text!r} is no date, milestone or event: write 2023-10, october-accords or #31"
        ) from None
    event = view.ledger.reading_of(found.position, view.known)
    if isinstance(event, Happening):
        return event.counts_from
    if isinstance(event, Milestone):
        return _of_milestone(view, event.id)
    raise NoSuchMoment(f"#{found.position} has no date of its own: give a date")


def _of_milestone(view: View, milestone: str) -> Date:
    """Return when a milestone was; a note beside the answer names those of its events of which
    nothing is left."""
    found = view.moment(milestone)
    positions = [view.ledger.position_of(one) for one in found.gone]
    gone = [f"#{one}" for one in positions if one]
    if found.on is None:
        raise NoSuchMoment(f"no event of {milestone} stands as known then: give a date")
    if gone:
        lost = f"{', '.join(gone)} of the milestone {milestone}"
        view.asides.append(f"{lost} {'does' if len(gone) == 1 else 'do'} not stand as known then")
    return found.on


def single_day(text: str, option: str) -> date:
    """Return the one day that a text names. Raises `NoSuchMoment` where it could be several."""
    found = parse(text)
    if not found.exact:
        raise NoSuchMoment(
            f"{option} {text} is not one day: did you mean {found.latest}, its last day?"
        )
    return found.earliest


def known_position(ledger: Ledger, text: str | None) -> int:
    """Return the position that ``--known`` names: ``#57``, or the last one recorded by the end of a
    day in UTC; without it, the last. ``#0`` is before the first event."""
    if text is None:
        return ledger.size
    if text == "#0":
        return 0
    if text.startswith("#"):
        return ledger.find(text).position
    day = single_day(text, "--known")
    return ledger.known_on(datetime.combine(day, time.max, tzinfo=UTC))
