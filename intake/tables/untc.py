"""The status tables of the UN Treaty Collection: copied or saved from a page, or its XML.

A head names the acts of its column, each with its letter: ``Ratification, Accession(a)``. A cell
is a date and such a letter; none stands for the act without one. Square brackets are the
collection's own: what stands in them has no effect any more, as its footnote says. The legend of
letters is that of its guide; a head may give others.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

import attrs

from intake.tables import mtdsg, written
from intake.tables.files import Content
from intake.tables.listing import Act, Listing, Raw, Told, Written, members
from intake.tables.sheets import BadList, Headed, Row, Sheet, headed, passed_over
from ledger.values import text as as_text

FIRST_COLUMNS = ("participant", "participants", "participant(s)", "state", "states")


@attrs.frozen
class Means:
    """What an act of a table is here: a type of event with its fields. ``as_written``: the
    vocabulary has no word of its own for it, so the table's is kept beside it."""

    type: str
    fields: Mapping[str, str] = attrs.field(factory=dict)
    as_written: bool = False


def _consent(action: str, *, as_written: bool = False) -> Means:
    return Means("consent", {"action": action}, as_written)


_SUCCESSION_TO_SIGNATURE = Means("signing", {"action": "succession"})
_DEFINITIVE = _consent("definitive-signature")  # VCLT art. 12
ACTS: Mapping[str, Means] = {  # by how a head begins
    "signature": Means("signing"),
    "succession to signature": _SUCCESSION_TO_SIGNATURE,
    "definitive signature": _DEFINITIVE,
    "signature without reservation": _DEFINITIVE,
    "ratification": _consent("ratification"),
    "acceptance": _consent("acceptance"),
    "approval": _consent("approval"),
    "accession": _consent("accession"),
    "adherence": _consent("accession"),
    "succession": _consent("succession"),
    "formal confirmation": _consent("formal-confirmation"),
    "act of formal confirmation": _consent("formal-confirmation"),
    "consent to be bound": _consent("acceptance", as_written=True),
    "participation": _consent("acceptance", as_written=True),
    "provisional application": Means("provisional-application"),
    "denunciation": Means("withdrawal", {"action": "denunciation"}),
    "withdrawal": Means("withdrawal"),
}
_LEGEND: Mapping[str, Means] = {  # of letters that a head does not explain
    "A": ACTS["acceptance"],
    "AA": ACTS["approval"],
    "a": ACTS["accession"],
    "c": ACTS["formal confirmation"],
    "d": ACTS["succession"],
    "n": ACTS["provisional application"],
    "P": ACTS["consent to be bound"],
    "s": _DEFINITIVE,
}
_NAMED = re.compile(r"(?P<words>.+?)\s*\((?P<letters>[A-Za-z]{1,2})\)")
_CELL = re.compile(
    r"(?P<open>\[)?\s*(?P<date>.*?\d{4})\s*(?P<letters>[A-Za-z]{1,2})?[\s\d,*†]*(?P<close>\])?"
)
_FOOTNOTES = re.compile(r"(?:\s*,)?(?:\s+\d{1,3}\s*,?)+$|\s*[*†]+$")


@attrs.frozen
class Column:
    """The acts of a column: by their letters, and ``plain`` the one without."""

    head: str
    by_letters: Mapping[str, Means]
    plain: Means | None

    def act(self, cell: str) -> Act:
        """Return the act that a cell dates. Raises `ValueError`."""
        found = _CELL.fullmatch(cell)
        if not found or bool(found["open"]) != bool(found["close"]):
            raise ValueError(f"{cell[:60]!r} is no date with a letter, as '16 Sep 2005 a'")
        means = self._means(found["letters"], cell)
        fields = dict(means.fields)
        if means.as_written:
            fields["note"] = as_text(f"Listed under {self.head!r}.")
        looks = ["stands in square brackets: see its footnote"] if found["open"] else []
        if means.as_written:
            action = f"read as {means.fields['action']!r}, by interpretation"
            looks.append(f"{action}: see the note, and what the treaty says")
        return Act(
            means.type, written.edtf(found["date"], written.DAY_FIRST), fields, "; ".join(looks)
        )

    def _means(self, letters: str | None, cell: str) -> Means:
        found = self.plain if letters is None else self.by_letters.get(letters)
        if found is None and letters is None:
            raise ValueError(f"{cell!r} has no letter, and the head gives each act one")
        if found is None:
            known = ", ".join(self.by_letters)
            raise ValueError(f"{cell!r} has the letter {letters!r}, which is none of {known}")
        return found


def takes(content: Content) -> bool:
    """Return whether a file is such a table, as far as its form tells."""
    return mtdsg.is_status(content.xml) or any(map(_found, _sheets(content)))


def read(content: Content, told: Told) -> Listing:
    """Return what a table says. Raises
    `BadList`."""
    table = mtdsg.table(content.xml) if content.xml is not None else None
    sheets = [table] if table else _sheets(content)
    tables = [one for one in sheets if _found(one)]
    if len(tables) != 1:
        many = f"it has {len(tables)} status tables" if tables else "it has no status table"
        raise BadList(content.name, f"{many}: give one with a column 'Participant'")
    found = headed(content.name, tables[0], _is_head)
    assert found
    return _listing(content, found, told.title)


def _sheets(content: Content) -> Sequence[Sheet]:
    """Return the tables of a file; of a saved page, the one to which the collection gives a
    name."""
    grids = [one for one in content.sheets if one.title.endswith("tblgrid")]
    return grids or content.sheets


def _found(sheet: Sheet) -> bool:
    return any(_is_head([cell.strip() for cell in row]) for row in sheet.rows[:40])


def _is_head(row: Sequence[str]) -> bool:
    if not row or row[0].casefold() not in FIRST_COLUMNS:
        return False
    others = [cell for cell in row[1:] if cell]
    return not others or any(column(head) for head in others)


def _listing(content: Content, found: Headed, title: str | None) -> Listing:
    first, *others = found.columns
    columns = {head: one for head in others if (one := column(head))}
    rows, wrong = members(_raw(row, first, columns) for row in found.rows)
    covers = {means.type for one in columns.values() for means in one.by_letters.values()}
    covers |= {one.plain.type for one in columns.values() if one.plain}
    asides = [*found.asides, *passed_over(found, (first, *columns), "names no act")]
    program, day = mtdsg.about(content, title)
    return Listing(content.name, rows, frozenset(covers), program, day, wrong, asides, True)


def _raw(row: Row, first: str, columns: Mapping[str, Column]) -> Raw:
    name, look = participant(row.cells[first])
    acts = [
        Written(head, text, one.act)
        for head, one in columns.items()
        if head not in row.faults and not written.is_nothing(text := row.cells[head])
    ]
    faults = [f"{head}: {fault}" if head else fault for head, fault in row.faults.items()]
    return Raw(row.number, name, acts, look=look, faults=faults)


def participant(cell: str) -> tuple[str, str]:
    """Return the name in a cell without its footnotes and brackets, and what deserves a look."""
    name = _FOOTNOTES.sub("", written.unmarked(cell)).strip()
    if name.startswith("[") and name.endswith("]"):
        return name[1:-1].strip(), "its name stands in square brackets: see its footnote"
    return name, ""


@cache
def column(head: str) -> Column | None:
    """Return what a column's head says; None where it names no act that is known."""
    by_letters: dict[str, Means] = {}
    plain: list[Means] = []
    for part in re.split(r",\s*(?![^()]*\))", head):
        named = _NAMED.fullmatch(part)
        means = _act(named["words"] if named else part)
        if means and named:
            by_letters[named["letters"]] = means
        elif means:
            plain.append(means)
    if not by_letters and not plain:
        return None
    if not plain and len(by_letters) == 1:
        plain = list(by_letters.values())
    legend = dict(_LEGEND)
    if any(one.type == "signing" for one in plain):
        legend["d"] = _SUCCESSION_TO_SIGNATURE
    return Column(head, legend | by_letters, plain[0] if len(plain) == 1 else None)


def _act(words: str) -> Means | None:
    """Return the act with which some words begin: it alone, or followed by what it is of."""
    plain = words.strip().casefold()
    begun = [one for one in ACTS if plain == one or plain.startswith(f"{one} ")]
    return ACTS[max(begun, key=len)] if begun else None
