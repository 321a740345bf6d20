"""A proposal: events in wire form, for a person to read before `import` takes them, each with what
that person should know of it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import attrs


@attrs.frozen
class Proposed:
    """An event that is proposed. ``why`` has lines that say where it comes from and what deserves a
    look; they are no part of it."""

    wire: Mapping[str, Any]
    why: Sequence[str] = ()


@attrs.frozen
class Proposal:
    """Events in the order in which they are to be imported, between lines on the whole: ``head``
    says what was read, ``left_out`` what is not proposed, and why."""

    events: Sequence[Proposed]
    head: Sequence[str] = ()
    left_out: Sequence[str] = ()

    def counts(self) -> Mapping[str, int]:
        """Return how many events there are of each type, in their order."""
        return Counter(str(one.wire["type"]) for one in self.events)
