"""Records of UK Treaties Online, the database of treaties of the United Kingdom's Foreign,
Commonwealth and Development Office: a table with a row for each act of a treaty.

Its columns are ``Country``, ``Action``, ``Action Date`` and ``Effective Date``; days are written
31/12/1999, and 00/00/1999 where no more than the year is known. States are in capitals, with what
belongs before their name after it (``KOREA, REPUBLIC OF``).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from intake.tables import untc, written
from intake.tables.files import Content
from intake.tables.listing import Act, Listing, OfProgram, Raw, Told, Written, members
from intake.tables.sheets import BadList, Headed, Row, Sheet, headed
from intake.tables.untc import Means

COUNTRY, ACTION, DATE, EFFECT = COLUMNS = ("Country", "Action", "Action Date", "Effective Date")
_ACTS: Mapping[str, Means] = {
    word: untc.ACTS[word]
    for word in (
        *("signature", "definitive signature", "ratification", "acceptance", "approval"),
        *("accession", "adherence", "succession", "provisional application", "denunciation"),
        "withdrawal",
    )
}
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})", re.ASCII)
_INVERTED = re.compile(r"(?P<name>[^,]+),\s+(?P<before>.+\s+OF(?:\s+THE)?)", re.IGNORECASE)
_SHORTENED = ((re.compile(r"\bRep\b"), "Republic"), (re.compile(r"\bPeoples\b"), "People's"))
_SMALL = frozenset(("of", "and", "the", "in"))
_ACRONYM = 4  # letters at most


def takes(content: Content) -> bool:
    """Return whether a file has such a table."""
    return any(_found(content))


def read(content: Content, told: Told) -> Listing:
    """Return what a record says; of which treaty it is, it does not. Raises `BadList`."""
    tables = list(_found(content))
    if len(tables) != 1:
        many = f"it has {len(tables)} tables" if tables else "it has no table"
        raise BadList(content.name, f"{many} with the columns {', '.join(COLUMNS)}: give one")
    found = headed(content.name, tables[0], _is_head)
    assert found
    rows, wrong = members(_raw(row) for row in found.rows if _means(row))
    covers = frozenset(act.type for one in rows for act in one.acts) | {"signing", "consent"}
    asides = [*found.asides, *_passed_over(found)]
    return Listing(content.name, rows, covers, OfProgram(), told.day, wrong, asides, True)


def _found(content: Content) -> Iterator[Sheet]:
    for sheet in content.sheets:
        if any(_is_head([cell.strip() for cell in row]) for row in sheet.rows[:5]):
            yield sheet


def _is_head(row: Sequence[str]) -> bool:
    return [cell for cell in row if cell] == list(COLUMNS)


def _means(row: Row) -> Means | None:
    return _ACTS.get(row.cells[ACTION].casefold())


def _passed_over(found: Headed) -> Iterator[str]:
    """Say of which acts there are rows that are no acts of the register: extensions to
    territories, declarations, reservations, and rows without any act."""
    counts = Counter(row.cells[ACTION] for row in found.rows if not _means(row))
    for action, count in counts.items():
        rows = "1 row" if count == 1 else f"{count} rows"
        what = f"{action!r} is no act of the register" if action else "no action is named"
        yield f"{what}: {rows} passed over"


def _raw(row: Row) -> Raw:
    means = _means(row)
    assert means
    name = _written(row.cells[COUNTRY])
    read_act = partial(_act, means=means, effect=row.cells[EFFECT])
    faults = [f"{at}: {fault}" if at else fault for at, fault in row.faults.items()]
    dated = Written(DATE, row.cells[DATE], read_act)
    return Raw(row.number, name, [dated], ids=list(_other_names(name)), faults=faults)


def _written(name: str) -> str:
    """Return a name in capitals as it is written elsewhere: "Korea, Republic of"."""
    if not name.isupper() or len(name) <= _ACRONYM:
        return name
    words = (one.lower() if one.lower() in _SMALL else one.capitalize() for one in name.split())
    written_out = " ".join(words)
    for shortened, whole in _SHORTENED:
        written_out = shortened.sub(whole, written_out)
    return written_out


def _other_names(name: str) -> Iterator[str]:
    """Yield a name in its usual order: "Republic of Korea"."""
    if inverted := _INVERTED.fullmatch(name):
        yield f"{inverted['before']} {inverted['name']}"


def _act(text: str, means: Means, effect: str) -> Act:
    fields, look = dict(means.fields), ""
    if effect and means.type in ("consent", "withdrawal"):
        fields["effective_on"] = _edtf(effect)
    elif effect and means.type == "signing":
        look = f"it has effect from {_edtf(effect)}: look whether the signature bound it"
    return Act(means.type, _edtf(text), fields, look)


def _edtf(text: str) -> str:
    """Return a day in EDTF, or the month or the year of which no day is given. Raises
    `ValueError`."""
    found = _DAY.fullmatch(text)
    if not text:
        raise ValueError("it has no date")
    if found and found[1] == "00":
        return found[3] if found[2] == "00" else f"{found[3]}-{found[2]}"
    return written.edtf(text, written.DAY_FIRST)
