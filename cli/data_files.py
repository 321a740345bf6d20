"""The data beside a published page: rosters and timelines as the commands answer, with sources."""

from collections.abc import Sequence

from cli import output, rows
from projections.roster import Roster
from projections.timeline import Item
from projections.view import View


class DataFiles:
    """How rosters and timelines are written as data, in the form ``csv`` or ``json``."""

    def roster(self, form: str, view: View, found: Roster, cited: rows.Cited) -> bytes:
        """Return what `roster --sources` answers."""
        if form == "json":
            return _json(rows.roster_shape(found, view, cited))
        columns = rows.roster_columns(form, sourced=True)
        return output.to_csv(rows.of_roster(found, form, cited), columns).encode()

    def timeline(
        self, form: str, view: View, participant: str, items: Sequence[Item], cited: rows.Cited
    ) -> bytes:
        """Return what `timeline --sources` answers of a participant."""
        if form == "json":
            return _json(rows.timeline_shape(items, view, None, participant, cited))
        columns = rows.with_sources(rows.OF_TIMELINE, form)
        return output.to_csv(rows.of_timeline(items, cited), columns).encode()


def _json(shape: object) -> bytes:
    return f"{output.to_json(shape, indent=None)}\n".encode()
