"""What a list of others says: its members, with the acts that it dates, row by row.

A format gives each row as it stands; `members` turns it into a value, and gathers all that is
wrong with it at once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import attrs
from cattrs import Converter
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn, override

from ledger import values
from ledger.dates import FIRST_DAY, parse
from ledger.events import KINDS

_EARLY = date(1900, 1, 1)


@attrs.frozen
class Act:
    """An act that a list dates: the type of event by its wire name, its date in EDTF, and its other
    fields in wire form. ``look`` says what deserves a look, ``locator`` where in its source it
    stands."""

    type: str
    occurred_on: str
    fields: Mapping[str, str] = attrs.field(factory=dict)
    look: str = ""
    locator: str | None = None


@attrs.frozen
class Member:
    """A row of a list: whom it names, as it writes it, and what that one did. ``ids`` are other
    names that it gives, more exact ones first (``wikidata:Q79``); ``kind`` and ``state`` are those
    of the participant, where the list says so."""

    row: int
    name: str
    acts: tuple[Act, ...] = ()
    kind: str | None = None
    state: str | None = None
    look: str = ""
    ids: tuple[str, ...] = ()

    @property
    def whom(self) -> "Whom":
        """By what a list names somebody, the most exact first."""
        return (*self.ids, self.name)


Whom = tuple[str, ...]


@attrs.frozen
class Wrong:
    """What cannot be read in a row, whom it is about, and so is not proposed."""

    row: int
    name: str
    problem: str
    ids: tuple[str, ...] = ()

    @property
    def whom(self) -> Whom:
        return (*self.ids, self.name)

    def __str__(self) -> str:
        return f"row {self.row}: {self.name or '(no name)'}: {self.problem}"


@attrs.frozen
class OfProgram:
    """The program that a list is of: by which ``names`` it may be on file, what defines it where it
    is not (in wire form), where it is found in its source, and the day on which it entered into
    force, where the list says so."""

    names: Sequence[str] = ()
    wire: Mapping[str, Any] | None = None
    locator: str | None = None
    in_force_on: str | None = None


@attrs.frozen
class Listing:
    """A list of others. ``covers`` are the types of events that it would have if they were, ``day``
    the one on which it stood so, if it says it, ``asides`` what was passed over in it.
    ``of_states``: it has states and organisations of states alone, as a treaty has."""

    name: str
    members: Sequence[Member]
    covers: frozenset[str] = frozenset()
    program: OfProgram = OfProgram()
    day: str | None = None
    wrong: Sequence[Wrong] = ()
    asides: Sequence[str] = ()
    of_states: bool = False


@attrs.frozen
class Told:
    """What whoever gives a list tells of it: the ``title`` of its program, which ``columns`` are
    which fields, the ``act`` that its dates are of, the ``order`` of day and month in numbers, the
    name of its ``sheet``, the ``day`` on which it stood so."""

    title: str | None = None
    columns: Mapping[str, str] = attrs.field(factory=dict)
    act: str | None = None
    order: str | None = None
    sheet: str | None = None
    day: str | None = None


@attrs.frozen
class Written:
    """A cell that dates an act, as it stands: its column, and what reads it, which raises
    `ValueError`."""

    column: str
    text: str
    read: Callable[[str], Act]


@attrs.frozen
class Raw:
    """A row as it stands in a list, and what was wrong with its cells before."""

    row: int
    name: str
    acts: Sequence[Written]
    kind: str | None = None
    state: str | None = None
    look: str = ""
    ids: Sequence[str] = ()
    faults: Sequence[str] = ()


def members(rows: Iterable[Raw]) -> tuple[list[Member], list[Wrong]]:
    """Return the rows that can be read, and all that is wrong with the others."""
    found, wrong = [], []
    for raw in rows:
        faults = list(raw.faults)
        try:
            member = _converter().structure(_fields(raw), Member)
        except BaseValidationError as group:
            faults += _problems(group)
        if faults:
            wrong += [Wrong(raw.row, raw.name, fault, tuple(raw.ids)) for fault in faults]
        else:
            found.append(member)
    return found, wrong


def _fields(raw: Raw) -> dict[str, Any]:
    given = attrs.asdict(raw, recurse=False, filter=lambda field, _: field.name != "faults")
    return {name: value for name, value in given.items() if value is not None}


@cache
def _converter() -> Converter:
    converter = Converter()
    converter.register_structure_hook(Act, _act)
    read: Any = {
        "name": override(struct_hook=lambda value, _: values.name(value)),
        "kind": override(struct_hook=lambda value, _: values.one_of(KINDS)(value)),
    }
    converter.register_structure_hook(Member, make_dict_structure_fn(Member, converter, **read))
    return converter


def _act(written: Written, _: Any) -> Act:
    try:
        act = written.read(written.text)
    except ValueError as problem:
        where = f"{_short(written.column)}: " if written.column else ""
        raise ValueError(f"{where}{problem}") from None
    if FIRST_DAY < parse(act.occurred_on).earliest < _EARLY:
        told = f"{act.occurred_on} is before 1900: look whether the century is right"
        return attrs.evolve(act, look="; ".join(filter(None, [act.look, told])))
    return act


def _problems(problem: BaseException) -> Iterator[str]:
    """Yield every problem in what cattrs gathered."""
    if isinstance(problem, BaseValidationError):
        for one in problem.exceptions:
            yield from _problems(one)
    else:
        yield str(problem)


def _short(column: str) -> str:
    return column if len(column) <= 60 else f"{column[:59]}…"
