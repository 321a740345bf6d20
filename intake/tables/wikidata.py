"""Results of Wikidata's query service, as JSON or CSV, for a treaty or an organisation.

A row has ``participant``, an entity, and ``participantLabel``; ``property``, by which it is one
(P1891 signatory, P6193 ratified by, P463 member of), ``date`` and ``end`` as times, each with its
``datePrecision`` and ``endPrecision``; ``reference``, an address; ``iso3``. Wikidata keeps a month
as its first day, so that a time on one says nothing exact without its precision.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from intake.tables.columns import Of, act_of
from intake.tables.delimited import of_objects
from intake.tables.files import Content
from intake.tables.listing import Act, Listing, Raw, Told, Written, members
from intake.tables.sheets import BadList, Sheet, headed

_ENTITY = re.compile(r"https?://www\.wikidata\.org/entity/(Q[1-9]\d*)")
_PROPERTY = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|prop(?:/\w+)*)/)?(P[1-9]\d*)")
_TIME = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})(?:T00:00:00Z)?")
_DECADE, _YEAR, _MONTH, _DAY = 8, 9, 10, 11  # wikibase:timePrecision
_ACTS = {"P1891": Of("signing"), "P6193": Of("consent", "ratification")}


def takes(content: Content) -> bool:
    """Return whether a file has a column of entities with their labels."""
    try:
        sheet = _sheet(content)
    except BadList:
        return False
    heads = sheet.rows[0] if sheet.rows else []
    return "participant" in heads and any(
        _ENTITY.fullmatch(cell) for row in sheet.rows[1:4] for cell in row
    )


def read(content: Content, told: Told) -> Listing:
    """Return what results say. Raises `BadList`."""
    found = headed(content.name, _sheet(content), lambda row: "participant" in row)
    if not found or "participantLabel" not in found.columns:
        raise BadList(content.name, "it has no participant and participantLabel: query for both")
    usual = act_of(content.name, told.act) if told.act else None
    rows: dict[Any, tuple[int, Mapping[str, str]]] = {}
    for row in found.rows:  # one for each reference of a statement: the first is kept
        key = tuple(value for name, value in row.cells.items() if name != "reference")
        rows.setdefault(key, (row.number, row.cells))
    raws = (_raw(number, cells, usual) for number, cells in rows.values())
    listed, wrong = members(raws)
    covers = frozenset(act.type for one in listed for act in one.acts)
    return Listing(content.name, listed, covers, day=told.day, wrong=wrong, asides=found.asides)


def _sheet(content: Content) -> Sheet:
    """Return results as a table, in whichever form they come. Raises `BadList`."""
    data = content.data
    if isinstance(data, list):
        bindings = data[0].get("results", {}).get("bindings") if _is_object(data[:1]) else None
        if bindings is not None:
            return of_objects([_plain(one) for one in bindings])
        return of_objects(data)
    if len(content.sheets) != 1:
        raise BadList(content.name, "it has no results: download them as JSON or CSV")
    return content.sheets[0]


def _is_object(some: list[Any]) -> bool:
    return bool(some) and isinstance(some[0], Mapping) and isinstance(some[0].get("results"), dict)


def _plain(binding: Any) -> dict[str, Any]:
    """Return a row of results with its values alone; a blank node is a value that is not known."""
    return {
        name: value.get("value") if value.get("type") != "bnode" else None
        for name, value in binding.items()
        if isinstance(value, Mapping)
    }


def _raw(number: int, cells: Mapping[str, str], usual: Of | None) -> Raw:
    entity = _ENTITY.fullmatch(cells["participant"])
    ids = [cells.get("iso3", ""), f"wikidata:{entity[1]}" if entity else ""]
    faults = [] if entity else [f"participant: {cells['participant']!r} is no entity"]
    acts = list(_acts(cells, usual))
    name = cells["participantLabel"]
    kind = cells.get("kind") or None
    return Raw(number, name, acts, kind, ids=tuple(filter(None, ids)), faults=faults)


def _acts(cells: Mapping[str, str], usual: Of | None) -> Iterator[Written]:
    read = partial(_read, cells=cells, usual=usual)
    if _is_value(cells.get("date", "")):
        yield Written("date", cells["date"], read)
    if _is_value(cells.get("end", "")):
        yield Written("end", cells["end"], partial(_ended, cells=cells))


def _is_value(text: str) -> bool:
    """Return whether a time is known: an unknown value is an address of its own."""
    return bool(text) and "genid" not in text and not text.startswith("_:")


def _read(text: str, cells: Mapping[str, str], usual: Of | None) -> Act:
    found = _PROPERTY.fullmatch(cells.get("property", ""))
    of = usual or _ACTS.get(found[1] if found else "")
    if of is None:
        name = found[1] if found else "it"
        raise ValueError(f"{name} does not say how it joined: tell the act, as admission:member")
    return _act(of, text, cells, "datePrecision")


def _ended(text: str, cells: Mapping[str, str]) -> Act:
    found = _act(Of("withdrawal"), text, cells, "endPrecision")
    look = "its membership ended: look how, and whether it did not leave but cease to exist"
    return Act(found.type, found.occurred_on, found.fields, look, found.locator)


def _act(of: Of, text: str, cells: Mapping[str, str], precision: str) -> Act:
    reference = cells.get("reference", "")
    locator = f"reference {reference}" if reference.startswith("http") else None
    return Act(of.type, date_of(text, cells.get(precision, "")), of.fields(), locator=locator)


def date_of(text: str, precision: str = "") -> str:
    """Return a time with its precision in EDTF. Raises `ValueError`."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no time as Wikidata has it, 1967-01-27T00:00:00Z")
    year, month, day = found.groups()
    if not precision and day in ("00", "01"):
        raise ValueError(f"{text!r} may be all of a month or a year: query for its precision")
    exact = int(precision) if precision.isdigit() else _DAY
    if exact < _DECADE:
        raise ValueError(f"{text!r} is exact to a century or less: {precision}")
    forms = {_DECADE: f"{year[:3]}X", _YEAR: year, _MONTH: f"{year}-{month}"}
    return forms.get(exact, f"{year}-{month}-{day}")
