"""The index of a ledger, as plain values for JSON: its programs and milestones, how far it goes,
and the last position that was recorded on each day.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from ledger.dates import FIRST_DAY, Date
from ledger.events import Milestone, Program
from ledger.former_names import FORMER_NAMES
from ledger.names import Names
from ledger.store import Ledger
from projections.effective import Effective
from projections.milestones import moment, programs_of

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
            {
                "id": one.id,
                "definitions": list(_definitions(ledger, one)),
                "aliases": one.aliases,
                "filed": ledger.defined("program", one.id),
            }
            for one in sorted(names.programs.values(), key=lambda one: (one.name, one.id))
        ],
        "milestones": sorted(
            (told for one in names.milestones.values() for told in _moments(ledger, one)),
            key=lambda told: (told["earliest"], told["id"], told["known"]),
        ),
        "names": dict(_names(ledger)),
        "shown": list(shown),
    }


def _names(ledger: Ledger) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield each program, participant or state that had another name on some day, with what it is
    to be called from which day on, as known from which position on."""
    renamings = [one.position for one in ledger.events(types=("renaming",))]
    changes = {0, *(one.position for one in ledger.family(renamings))}
    then = [(known, ledger.names(known)) for known in sorted(changes)]
    renamed = {one for _, names in then for one in names.all_renamed()}
    for identity in sorted({*FORMER_NAMES, *renamed}):
        found: list[list[Any]] = []
        for known, names in then:
            days = (FIRST_DAY, *names.renamed_on(identity))
            told = [[day.isoformat(), names.called(identity, day)] for day in days]
            if not found or found[-1][1] != told:
                found.append([known, told])
        yield identity, found


def _days(ledger: Ledger) -> Iterator[tuple[date, int]]:
    """Yield each day (UTC) on which something was recorded, with the last position of that day."""
    last = 0
    while last < ledger.size:
        day = ledger.recorded_at(last + 1).astimezone(UTC).date()
        last = ledger.known_on(datetime.combine(day, time.max, tzinfo=UTC))
        yield day, last


def _moments(ledger: Ledger, milestone: Milestone) -> Iterator[Json]:
    """Yield when a milestone was, from which position on and up to which."""
    position = ledger.defined("milestone", milestone.id)
    assert position is not None
    of = [ledger.position_of(one) for one in milestone.events]
    found: list[tuple[int, tuple[Date | None, tuple[str, ...]]]] = []
    state = Effective()
    for one in ledger.family([position, *(one for one in of if one)]):
        reads = state.apply(one).reads
        told = moment(milestone, reads).on, programs_of(milestone, reads)
        if not found or found[-1][1] != told:
            found.append((max(one.position, position), told))
    for (known, (on, programs)), until in zip(
        found, [*(one[0] for one in found[1:]), None], strict=True
    ):
        if on and known != until:
            yield {
                "id": milestone.id,
                "known": known,
                "until": until,
                "name": milestone.name,
                "date": on.text,
                "earliest": on.earliest.isoformat(),
                "latest": on.latest.isoformat(),
                "programs": programs,
            }


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
            more = {
                "force": reads.force,
                "ladder": reads.tiers,
                "coverage": reads.coverage,
                "coverage_note": reads.coverage_note,
            }
            yield {"known": known, **told, **{key: one for key, one in more.items() if one}}
        before = reads
