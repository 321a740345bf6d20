"""The lines of an import that are wrong, and what is said of them.

A line that is wrong only because it refers to what another wrong line defines is counted apart and
not reported: it will be right once that other one is.
"""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

import attrs

from cli import remedies
from cli.formats.lines import Line
from ledger import codec
from ledger.errors import Fault, MalformedEvent
from ledger.events import WIRE_NAMES, Definition
from ledger.names import fold

SHOWN = 1000  # faults that are reported one by one
_LONGEST = 500  # characters of a fault that are shown
_DEFINITIONS = {WIRE_NAMES[cls] for cls in get_args(Definition)}


@attrs.frozen
class Wrong:
    """A fault and where it stands; ``missing`` is the name in it that nothing defines so far."""

    place: str
    fault: Fault
    missing: str | None


class WrongLines:
    """The lines with faults of their own (``count``), of which some are not reported (``hidden``),
    and those that only refer to wrong ones (``following``). ``cut``: a file was not read to its
    end, so that nobody knows what else it defines."""

    def __init__(self) -> None:
        self.count = self.hidden = self.following = 0
        self.cut = False
        self._told: list[Wrong] = []
        self._broken: set[str] = set()  # the names that wrong lines define
        self._later: dict[str, str] = {}  # a missing name: where it is defined after all

    def add(self, place: str, line: Line, faults: Sequence[Fault]) -> None:
        """Take note of a line and all its faults."""
        every = [Wrong(place, fault, _missing(fault)) for fault in faults]
        own = [
            wrong
            for wrong in every
            if wrong.missing is None or not (self.cut or wrong.missing in self._broken)
        ]
        self._broken |= {*_names(line.wire), event_id(line.wire) or ""}
        self.cut |= line.is_end
        self.count += bool(own)
        self.following += not own
        for wrong in own:
            self._tell(wrong)

    @property
    def asked(self) -> bool:
        """Whether a wrong line asked for something that a later one may define."""
        return bool(self._later)

    def note_right(self, place: str, line: Line, identity: str) -> None:
        """Take note of a line that was recorded under an id: a wrong one may have asked for it."""
        for name in self._later.keys() & {identity, *_names(line.wire)}:
            self._later[name] = place

    def told(self) -> Iterator[str]:
        """Yield each fault that is reported, as ``file:line: field: what is wrong``."""
        for one in self._told:
            fault, later = one.fault, self._later.get(one.missing or "")
            if later:
                fault = Fault(fault.field, f"it is defined only below, at {later}: move that up")
            yield f"{one.place}: {remedies.of_fault(fault)}"

    def _tell(self, wrong: Wrong) -> None:
        if len(self._told) >= SHOWN:
            self.hidden += 1
            return
        field, problem = _shortened(wrong.fault.field), _shortened(wrong.fault.problem)
        short = attrs.evolve(wrong.fault, field=field, problem=problem)
        self._told.append(attrs.evolve(wrong, fault=short))
        if wrong.missing:
            self._later.setdefault(wrong.missing, "")


def event_id(wire: Any) -> str | None:
    """Return the id of an event as written, without resolving its names; None if it does not
    decode."""
    try:
        return codec.event_id(codec.body(codec.decode(wire)))
    except MalformedEvent:
        return None


def _missing(fault: Fault) -> str | None:
    """Return the name that nothing in the register answers to, where a fault is about one."""
    return fold(fault.missing[1]) if fault.missing else None


def _names(wire: Any) -> Iterator[str]:
    """Yield what a definition can be referred to by."""
    if isinstance(wire, dict) and wire.get("type") in _DEFINITIONS:
        aliases = wire.get("aliases")
        listed = aliases if isinstance(aliases, list) else []
        for name in (wire.get("id"), wire.get("name"), *listed):
            if isinstance(name, str):
                yield fold(name)


def _shortened(text: str) -> str:
    """Return a text of bearable length: what is wrong with it often quotes it whole."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 100]}…{text[-99:]}"
