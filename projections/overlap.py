"""List who is in which of some programs at once: every participant with its entry on each roster.

A comparison (`roster.comparison`) keeps those that are on every roster; here is everybody, as a
map of the programs needs it.
"""

from collections.abc import Sequence

import attrs

from projections.roster import Entry, Roster


@attrs.frozen
class Belonging:
    """One participant, and its entries in the order of the rosters; None: it is not on that one."""

    participant: str
    name: str
    kind: str
    entries: tuple[Entry | None, ...]

    @property
    def within(self) -> tuple[int, ...]:
        """The places of the rosters that it is on."""
        return tuple(place for place, entry in enumerate(self.entries) if entry)

    @property
    def certain(self) -> bool:
        """Whether it is for certain on each roster that it may be on."""
        return all(entry.certain for entry in self.entries if entry)


def belongings(rosters: Sequence[Roster]) -> tuple[Belonging, ...]:
    """Everybody on one of some rosters at least, in the order of names."""
    places = [{entry.participant: entry for entry in one.entries} for one in rosters]
    someone = {participant: entry for place in places for participant, entry in place.items()}
    found = (
        Belonging(participant, one.name, one.kind, tuple(at.get(participant) for at in places))
        for participant, one in someone.items()
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.participant)))
