"""What the ledger comes to, in the forms of others: each a module and a line in `EXPORTS`.

Unlike the formats of events, `import` does not take them back: ``docs/exports.md`` says of each
what is lost.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module

import attrs

from ledger.events import Program
from projections.view import View


@attrs.frozen
class Asked:
    """What is to be exported: the ledger as it was known, which programs, and the day up to which
    rosters are computed."""

    view: View
    programs: Sequence[Program]
    today: date


@attrs.frozen
class Export:
    """A form: the module of `cli.exports` that writes it, imported when it is needed, and what the
    names of its files end in. One that ``is_binary`` is no text for a terminal."""

    module: str
    endings: tuple[str, ...] = ()
    is_binary: bool = False

    def write(self, asked: Asked) -> Iterator[bytes]:
        """Return the bytes of a file, in parts. What is told beside it is in the view's
        ``asides``."""
        found: Iterator[bytes] = import_module(f"cli.exports.{self.module}").write(asked)
        return found


EXPORTS = {  # by the names that --format knows
    "analysis": Export("analysis", ("db", "sqlite", "sqlite3"), is_binary=True),
    "popolo": Export("popolo"),
    "followthemoney": Export("followthemoney"),
    "quickstatements": Export("quickstatements"),
    "panel": Export("panel"),
}


def by_ending(path: str) -> str | None:
    """Return the form whose files end as a path does, if there is one."""
    ending = path.rpartition(".")[2].lower()
    return next((name for name, one in EXPORTS.items() if ending in one.endings), None)
