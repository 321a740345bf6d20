"""Give the verdicts of an audit, from which day on: what each act does to a membership on any day.

`audit` asks for one day; here are all days at once, for whoever can only look up. `audit` says why
an event does not count at all (it is retracted, no source is admitted).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ledger.dates import FIRST_DAY, LAST_DAY
from projections.audit import force
from projections.possible import Act, in_force

Verdicts = tuple[tuple[date, str], ...]  # each from its day on, in the order of days


def verdicts(acts: Sequence[Act]) -> dict[int, Verdicts]:
    """The verdicts on each of some acts, by its position."""
    days = sorted({FIRST_DAY, *(day for act in acts for day in _edges(act))})
    forces = [(day, set(in_force(acts, day))) for day in days]
    found: dict[int, Verdicts] = {}
    for act in acts:
        on_each = ((day, force(act, day, acts, those)) for day, those in forces)
        found[act.position] = tuple(_changes(on_each))
    return found


def _edges(act: Act) -> Iterator[date]:
    """The days on which it can change what is in force: the bounds of an act, and the two days on
    which another may have followed it or come between."""
    yield act.latest
    for more in range(3):
        yield act.earliest + timedelta(days=min(more, (LAST_DAY - act.earliest).days))


def _changes(on_each: Iterator[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    before = None
    for day, verdict in on_each:
        if verdict != before:
            yield day, verdict
        before = verdict
