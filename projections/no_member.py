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
    awaits_force = program.force and "bound" in statuses
    force = _of_force(program, on, lives, dated) if awaits_force else None
    perhaps, is_ = key("it may be {what}, and {counts}"), key("it is {what}, and {counts}")
    counts = force or _what_counts(program, spans, span, dated)
    return say(perhaps if None in span.statuses else is_, what=what, counts=counts)


def _of_force(program: Program, on: date, lives: Lives, dated: Dated) -> str | None:
    """Return that a treaty is not in force on a day; None where it is."""
    entered = lives.in_force(program.id)
    if entered is None:
        return say("no entry into force of {program} is on file", program=program.name)
    if entered.last <= on:
        return None
    only = key("{program} entered into force only on {date}")
    return say(only, program=program.name, date=dated(entered.text))


def _what_counts(program: Program, spans: Sequence[Span], now: Span, dated: Dated) -> str:
    """Return from when on a participant is a member for certain after a span; else what counts."""
    counting = frozenset(program.members)
    later = (one for one in spans if now.end and one.start >= now.end)
    if sure := next((one for one in later if one.as_member(counting) == CERTAIN), None):
        status, text = sure.since[-1]
        return say("{status} from {date} on", status=what_one_is(status), date=dated(text))
    members = in_a_row([plain(one) for one in program.members], OR)
    return say("{program} counts {statuses}", program=program.name, statuses=members)
