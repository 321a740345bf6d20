"""How far the record goes for each page: the last position that bears on a program or a
participant, so that a page which nothing new bears on stays as it was, to the letter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ledger.events import Ending, EntryIntoForce, Happening, Recorded, Renaming
from ledger.names import Names
from ledger.references import Reference, references
from projections.effective import Effective

Thing = tuple[str, str]  # the sort of a thing that has a definition, or a life, and its id
_SHOWN = ("program", "participant", "source")


class Reach:
    """The last position that bears on each program and participant.

    On a page bear the events that name its subject, or a body of it; what was recorded about
    them; and the definitions, endings and names of whatever else they name.
    """

    def __init__(self, effective: Effective, names: Names) -> None:
        self._names = names
        self._last: defaultdict[Thing, int] = defaultdict(int)
        self._of_itself: defaultdict[Thing, int] = defaultdict(int)
        self._shown: defaultdict[Thing, set[Thing]] = defaultdict(set)
        for recorded in effective.records.values():
            self._take_in(recorded, effective.root(recorded))

    def of(self, sort: str, identity: str) -> int:
        """Return the last position that bears on a program or a participant; 0 where none does."""
        page = (sort, identity)
        others = (self._of_itself[one] for one in self._shown[page])
        return max(self._last[page], self._of_itself[page], *others, 0)

    def _take_in(self, recorded: Recorded, root: Recorded) -> None:
        named = {(one.sort, one.id) for one in _named(recorded, root) if one.sort in _SHOWN}
        event = root.event
        if isinstance(event, (Ending, EntryIntoForce, Renaming)):
            for one in named - {one for one in named if one[0] == "source"}:
                self._of_itself[one] = recorded.position
        if isinstance(event, Happening) or hasattr(event, "program"):
            for page in self._pages(named):
                self._last[page] = recorded.position
                self._shown[page] |= named
        elif identity := getattr(event, "id", None):
            sort = type(event).__name__.lower()
            self._of_itself[sort, identity] = recorded.position

    def _pages(self, named: Iterable[Thing]) -> Iterator[Thing]:
        """Yield whatever of some things has a page: a body's events are those of its state too."""
        for sort, identity in named:
            if sort != "source":
                yield sort, identity
            filed = self._names.participants.get(identity) if sort == "participant" else None
            if filed and filed.state:
                yield "participant", filed.state


def _named(recorded: Recorded, root: Recorded) -> Iterator[Reference]:
    """Yield what a record names, and what the event names that it is about."""
    yield from references(root.event)
    if recorded is not root:
        yield from references(recorded.event, type(root.event))
