"""The columns of a grid, in which a program is kept as people keep it: a row a member, with the
dates of what it did. `grid_file` writes such a workbook, `grid_changes` reads what was changed.

Each act has its own columns, and at the end of the row the position of its event, so that a cell
that was changed is a correction of that event, wherever the row has come to stand.
"""

from collections.abc import Mapping, Sequence

import attrs

MARK = "depositary grid"  # the first cell of its second sheet
SHEETS = ("members", "about")


@attrs.frozen
class Group:
    """The columns of one type of act: the field behind each, by its head; that of the date comes
    first."""

    type: str
    columns: Mapping[str, str]

    @property
    def event(self) -> str:
        """The head of the column with the position of the event."""
        return f"{self.type} event"

    @property
    def date(self) -> str:
        """The head of the column of its date."""
        return next(iter(self.columns))


GROUPS = (
    Group("endorsement", {"endorsed": "occurred_on"}),
    Group("signing", {"signed": "occurred_on", "instrument": "instrument"}),
    Group(
        "consent",
        {"consented": "occurred_on", "how": "action", "counts from": "effective_on"},
    ),
    Group("admission", {"admitted": "occurred_on", "as": "tier"}),
    Group(
        "withdrawal",
        {"left": "occurred_on", "left how": "action", "left from": "effective_on"},
    ),
)
WHO = ("participant", "id", "kind", "status")
SOURCED = ("sources", "links")
ASKED = ("reason", "source")


def heads(groups: Sequence[Group]) -> list[str]:
    """Return the heads of a grid with some groups, in order."""
    of_acts = [head for group in groups for head in group.columns]
    return [*WHO, *of_acts, *SOURCED, *ASKED, *(group.event for group in groups)]


def groups_for(types: set[str], tiers: bool) -> list[Group]:
    """Return the groups of a program in which there are acts of some types, with those in which
    there may be more."""
    more = {"admission", "withdrawal"} if tiers else {"signing", "consent", "withdrawal"}
    return [group for group in GROUPS if group.type in types | more]
