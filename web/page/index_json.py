"""The index of a ledger, as plain values for JSON: its programs and milestones, how far it goes,
and the last position that was recorded on each day.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from ledger.events import Program
from ledger.names import Names
from ledger.store import Ledger
from projections.effective import Effective

Json = dict[str, Any]


def index(
    ledger: Ledger, names: Names, today: date, shown: Sequence[str], unread: Sequence[int]
) -> Json:
    """Return the index of a ledger, for a page that first shows some of its programs; ``unread``
    are the positions of the events that cannot be read."""
    head = ledger.head()
    return {
        "today": today.isoformat(),
        "size": head.size,
        "root": head.root.hex(),
        "unread": list(unread),
        "days": [[day.isoformat(), last] for day, last in _days(ledger)],
        "programs": [
            {"id": one.id, "definitions": list(_definitions(ledger, one)), "aliases": one.aliases}
            for one in sorted(names.programs.values(), key=lambda one: (one.name, one.id))
        ],
        "milestones": [
            {
                "id": one.id,
                "known": ledger.defined("milestone", one.id),
                "name": one.name,
                "date": one.on.text,
                "earliest": one.on.earliest.isoformat(),
                "latest": one.on.latest.isoformat(),
            }
            for one in sorted(names.milestones.values(), key=lambda one: one.on.earliest)
        ],
        "shown": list(shown),
    }


def _days(ledger: Ledger) -> Iterator[tuple[date, int]]:
    """Yield each day (UTC) on which something was recorded, with the last position of that day."""
    last = 0
    while last < ledger.size:
        day = ledger.recorded_at(last + 1).astimezone(UTC).date()
        last = ledger.known_on(datetime.combine(day, time.max, tzinfo=UTC))
        yield day, last


def _definitions(ledger: Ledger, program: Program) -> Iterator[Json]:
    """Yield how a program was defined from which position on; where it was not, as it reads now."""
    position = ledger.defined("program", program.id)
    assert position is not None
    before, state = None, Effective()
    family = ledger.family([position])
    for known, one in ((0, None), *((one.position, one) for one in family)):
        found = state.apply(one).standing(position) if one else None
        reads = found.event if found and isinstance(found.event, Program) else program
        if reads != before:
            opened = reads.opened_on.earliest.isoformat() if reads.opened_on else None
            told = {"name": reads.name, "members": reads.members, "opened": opened}
            more = {"force": reads.force, "ladder": reads.tiers}
            yield {"known": known, **told, **{key: one for key, one in more.items() if one}}
        before = reads
