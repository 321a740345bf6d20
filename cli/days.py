"""Days and positions as they are typed: a date, an event or a milestone as a day of the world, a
position or a date as a point of the record.
"""

from datetime import UTC, date, datetime, time, timedelta

import click

from ledger.dates import FIRST_DAY, parse
from ledger.errors import MalformedDate, Refusal, Unknown
from ledger.events import Happening, Milestone
from ledger.store import Ledger
from projections.view import View


class NoSuchMoment(Refusal):
    """A date, event or milestone on the command line that gives no day or position."""


def asked_day(view: View, on: str | None, before: str | None, today: date) -> date:
    """Return the day at whose end an answer is asked for: ``--on``, ``--before``, or today. Raises
    `click.UsageError`, `NoSuchMoment`, `MalformedDate`."""
    if on is not None and before is not None:
        raise click.UsageError("--on and --before exclude each other")
    if before is not None:
        return day_before(view, before)
    return single_day(on, "--on") if on is not None else today


def day_before(view: View, text: str) -> date:
    """Return the day just before the earliest day of a date, a milestone or an event."""
    earliest = _earliest(view, text)
    if earliest == FIRST_DAY:
        raise NoSuchMoment(f"{text!r} has no first day: give a date")
    return earliest - timedelta(days=1)


def _earliest(view: View, text: str) -> date:
    try:
        return parse(text).earliest
    except MalformedDate as refusal:
        malformed = refusal
    try:
        return view.names.milestones[view.names.milestone(text)].on.earliest
    except Unknown as refusal:
        if refusal.near:
            raise
    try:
        found = view.ledger.find(text)
    except Unknown:
        if malformed.advice:
            raise malformed from None
        raise NoSuchMoment(
            f"{text!r} is no date, milestone or event: write 2023-10, october-accords or #31"
        ) from None
    event = view.ledger.reading_of(found.position, view.known)
    if isinstance(event, Happening):
        return event.counts_from.earliest
    if isinstance(event, Milestone):
        return event.on.earliest
    raise NoSuchMoment(f"#{found.position} has no date of its own: give a date")


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
    day in UTC; without it, the last."""
    if text is None:
        return ledger.size
    if text.startswith("#"):
        return ledger.find(text).position
    day = single_day(text, "--known")
    return ledger.known_on(datetime.combine(day, time.max, tzinfo=UTC))
