"""Say why a status on a day is no membership: the treaty is not in force, or not for the
participant yet, or other statuses count. Audits and pages have it from here."""

from collections.abc import Callable, Sequence
from datetime import date

from ledger.events import Program
from ledger.said import OR, key, say
from projections.lives import Lives
from projections.membership import CERTAIN, Span
from projections.sentences import in_a_row, plain, what_one_is

Dated = Callable[[str], str]  # a date as recorded, in words


def why_no_member(
    program: Program, spans: Sequence[Span], on: date, lives: Lives, dated: Dated = str
) -> str | None:
    """Return which status a participant has at the end of a day by its spans, and why that is no
    membership; None where it has none."""
    span = next((one for one in spans if one.covers(on)), None)
    if span is None:
        return None
    statuses = [status for status, _ in span.since if status in span.statuses]
    what = what_one_is(in_a_row([plain(one) for one in statuses], OR))
    perhaps, is_ = key("it may be {what}, and {counts}"), key("it is {what}, and {counts}")
    counts = _what_counts(program, statuses, _next_sure(program, spans, span), (on, lives), dated)
    return say(perhaps if None in span.statuses else is_, what=what, counts=counts)


def _next_sure(program: Program, spans: Sequence[Span], now: Span) -> Span | None:
    """Return the first span after another that is membership for certain."""
    counting = frozenset(program.members)
    later = (one for one in spans if now.end and one.start >= now.end)
    return next((one for one in later if one.as_member(counting) == CERTAIN), None)


def _what_counts(
    program: Program,
    statuses: Sequence[str],
    later: Span | None,
    then: tuple[date, Lives],
    dated: Dated,
) -> str:
    on, lives = then
    named = {"program": program.name}
    if program.force and "bound" in statuses:
        entered = lives.in_force(program.id)
        if entered is None:
            return say("no entry into force of {program} is on file", **named)
        if entered.last > on:
            only = key("{program} entered into force only on {date}")
            return say(only, **named, date=dated(entered.text))
    if later:
        status, text = later.since[-1]
        return say("{status} from {date} on", status=what_one_is(status), date=dated(text))
    members = in_a_row([plain(one) for one in program.members], OR)
    return say("{program} counts {statuses}", **named, statuses=members)
