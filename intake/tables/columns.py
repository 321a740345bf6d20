"""A list with any columns, of which somebody says which is which: a spreadsheet, CSV, JSON.

A column is that of a field (``participant``, ``occurred_on``), or of an act, whose dates it has
(``signing``, ``consent:ratification``, ``admission:member``). The dates of ``occurred_on`` are of
the act that a row names in ``type``, or of the one that is told for the whole list. The other
fields of an act (``effective_on``) are those of ``occurred_on``, else of the column of an act that
alone can have them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

import attrs

from intake.tables import untc, written
from intake.tables.delimited import of_objects
from intake.tables.files import Content
from intake.tables.listing import Act, Listing, Raw, Told, Written, members
from intake.tables.sheets import BadList, Headed, Row, Sheet, headed, passed_over
from ledger.codec import CLASSES
from ledger.events import CONSENTS, INSTRUMENTS, SIGNATURES, WITHDRAWALS

ACTIONS = {"signing": SIGNATURES, "consent": CONSENTS, "withdrawal": WITHDRAWALS}
TYPES = (
    *("signing", "endorsement", "consent", "admission", "withdrawal", "suspension"),
    "provisional-application",
)
OF_PARTICIPANT = ("participant", "kind", "state")
OF_ACT = (
    *("occurred_on", "type", "action", "tier", "effective_on", "until"),
    *("instrument", "by", "place", "note"),
)
FIELDS = (*OF_PARTICIPANT, *OF_ACT)
_DATES = ("effective_on", "until")
_USUAL = "signing"


@attrs.frozen
class Of:
    """An act as it is told: the type of event and, of some types, how or as what."""

    type: str
    word: str | None = None

    @classmethod
    def told(cls, text: str) -> "Of":
        """Return the act of a text like ``consent:ratification``. Raises `ValueError`."""
        event_type, _, word = text.strip().partition(":")
        if event_type not in TYPES:
            raise ValueError(f"{event_type!r} is none of {', '.join(TYPES)}")
        actions = ACTIONS.get(event_type, ())
        if word and actions and word not in actions:
            raise ValueError(f"{word!r} is none of {', '.join(actions)}")
        if word and not actions and event_type != "admission":
            raise ValueError(f"there is one sort of {event_type}: leave out {word!r}")
        return cls(event_type, word or None)

    def fields(self, **more: str) -> dict[str, str]:
        """Return the fields of such an act, beside its date. Raises `ValueError`."""
        name = "tier" if self.type == "admission" else "action"
        found = {**({name: self.word} if self.word else {}), **more}
        if name not in found and self.type in ("consent", "admission"):
            example = {"action": "consent:accession", "tier": "admission:member"}[name]
            raise ValueError(f"it does not say which {name}: tell it, as in {example}")
        return found


def takes(content: Content) -> bool:
    """Return whether a file has columns with the names of fields."""
    heads = (row for sheet in _sheets(content) for row in sheet.rows[:1])
    return any(_is_head(Told(), row) for row in heads)


def read(content: Content, told: Told) -> Listing:
    """Return what a list says. Raises `BadList`."""
    for field in told.columns:
        if field not in FIELDS:
            act_of(content.name, field)
    usual = act_of(content.name, told.act) if told.act else None
    found = _chosen(content, told)
    columns = {field: _column(found, head) for field, head in told.columns.items()}
    columns = columns or {name: name for name in found.columns if name in FIELDS or _is_act(name)}
    if "participant" not in columns:
        raise BadList(content.name, "no column is that of the participants: say which one")
    head = _Head(columns, _owners(content.name, columns, usual), usual, told.order, told.day)
    rows, wrong = members(_raw(row, head) for row in found.rows)
    covers = frozenset(act.type for row in rows for act in row.acts)
    asides = [*found.asides, *passed_over(found, columns.values(), "is read as no field")]
    return Listing(content.name, rows, covers, wrong=wrong, asides=asides, day=told.day)


def act_of(name: str, text: str) -> Of:
    """Return an act as it is told of a list of a name. Raises `BadList`."""
    try:
        return Of.told(text)
    except ValueError as problem:
        known = f"fields are {', '.join(FIELDS)}" if ":" not in text else "write consent:accession"
        raise BadList(name, f"{problem}: {known}") from None


def _is_act(name: str) -> bool:
    return name.partition(":")[0] in TYPES


def _owners(name: str, columns: Mapping[str, str], usual: Of | None) -> dict[str, str]:
    """Return of which column's act each other field of an act is. Raises `BadList` where no column
    has such an act, or several have; or where consent is not told apart."""
    acts = [field for field in columns if field not in FIELDS]
    if "consent" in acts and not any(_type(field) == "signing" for field in acts):
        column = columns["consent"]
        how = "tell it, as consent:accession, or which column has the signatures"
        raise BadList(name, f"{column!r} does not say how they consented: {how}")
    found = {}
    for field in columns:
        if field not in OF_ACT or field == "occurred_on":
            continue
        if "occurred_on" in columns or (usual and not acts):
            found[field] = "occurred_on"
            continue
        able = [one for one in acts if field in _named_fields(_type(one))]
        binding = [one for one in able if _type(one) != "signing"]  # which do not enter into force
        able = binding if field == "effective_on" and binding else able
        if len(able) != 1:
            of = "none of these acts" if not able else " and ".join(able)
            how = "take one act at a time, its dates as those of occurred_on"
            raise BadList(name, f"{field} ({columns[field]!r}) may be of {of}: {how}")
        found[field] = able[0]
    return found


def _type(field: str) -> str:
    return field.partition(":")[0]


@cache
def _named_fields(event_type: str) -> frozenset[str]:
    """Return the fields of a type of event that only its date can have told."""
    told = {"type", "action", "tier", "occurred_on"}
    return frozenset(field.name for field in attrs.fields(CLASSES[event_type])) - told


def _sheets(content: Content) -> Sequence[Sheet]:
    return [of_objects(content.data)] if isinstance(content.data, list) else content.sheets


def _chosen(content: Content, told: Told) -> Headed:
    """Return the table that has the columns, of those in a file. Raises `BadList`."""
    sheets = [one for one in _sheets(content) if told.sheet in (None, one.title)]
    if not sheets:
        known = ", ".join(repr(one.title) for one in _sheets(content))
        raise BadList(content.name, f"no sheet is called {told.sheet!r}: there are {known}")
    found = [
        (sheet, one)
        for sheet in sheets
        if (one := headed(content.name, sheet, partial(_is_head, told)))
    ]
    if len(found) > 1:
        titles = ", ".join(repr(sheet.title) for sheet, _ in found)
        raise BadList(content.name, f"{titles} all have such columns: say which sheet")
    if not found:
        raise BadList(content.name, _no_head(sheets, told))
    return found[0][1]


def _is_head(told: Told, row: Sequence[str]) -> bool:
    wanted = {_plain(head) for head in told.columns.values()} or {"participant"}
    return wanted <= {_plain(cell) for cell in row}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _no_head(sheets: Sequence[Sheet], told: Told) -> str:
    """Say which columns are missing from the row that has most of them."""
    wanted = {_plain(head): head for head in told.columns.values()}
    rows = [row for sheet in sheets for row in sheet.rows[:40]]
    best = max(rows, key=lambda row: len({*map(_plain, row)} & wanted.keys()), default=[])
    missing = [repr(head) for plain, head in wanted.items() if plain not in {*map(_plain, best)}]
    there = ", ".join(repr(cell.strip()[:40]) for cell in best if cell.strip())
    return f"no column is called {' or '.join(missing)}: there are {there or 'none'}"


def _column(found: Headed, head: str) -> str:
    return next(one for one in found.columns if _plain(one) == _plain(head))


@attrs.frozen
class _Head:
    """What the columns of a list are: of which fields; of which column's act each other field of an
    act is (``owners``); the ``usual`` act, the order of dates and the day of the list."""

    columns: Mapping[str, str]
    owners: Mapping[str, str]
    usual: Of | None
    order: str | None
    day: str | None


def _raw(row: Row, head: _Head) -> Raw:
    columns = head.columns

    def cell(field: str) -> str:
        return row.cells[columns[field]] if field in columns else ""

    name, look = untc.participant(cell("participant"))
    kind, state = cell("kind").casefold().replace(" ", "-") or None, cell("state") or None
    used = {"", *columns.values()}
    faults = [f"{at}: {fault}" if at else fault for at, fault in row.faults.items() if at in used]
    if columns["participant"] not in row.faults:
        faults += filter(None, [_lost(name)])
    looks = [look, *(f"{at}: {said}" for at, said in row.looks.items() if at in used)]
    acts = list(_acts(row, head))
    look = "; ".join(filter(None, looks))
    return Raw(row.number, name, acts, kind, state, look, faults=faults)


def _lost(name: str) -> str:
    """Say what a spreadsheet or another program may have made of a code."""
    if name == "NA":
        return "'NA' is a code of Namibia, and what programs write for nothing: write Namibia"
    if name.isascii() and name.isdigit():
        return f"{name!r} is a number: a spreadsheet takes the zeros off a code: write a name"
    return "" if name else "it names nobody"


def _acts(row: Row, head: _Head) -> Iterator[Written]:
    """Yield the cells that date an act: that of ``occurred_on``, and those of the columns of
    acts. A row without a date says that it was done by the day of the list, where it is told what
    was."""
    columns, usual = head.columns, head.usual

    def cell(field: str) -> str:
        text = row.cells[columns[field]]
        return "" if written.is_nothing(text) else written.unmarked(text)

    def read(field: str, of: Of | None, look: str = "") -> Callable[[str], Act]:
        more = {
            one: cell(one) for one, owner in head.owners.items() if owner == field and cell(one)
        }
        return partial(_read, usual=of, more=more, order=head.order, look=look)

    has_signed = any(_type(field) == "signing" and cell(field) for field in columns)
    for field, column in columns.items():
        text = cell(field)
        if column in row.faults:
            continue
        if field == "occurred_on" and (text or (usual and head.day)):
            yield Written(column, text or f"../{head.day}", read(field, usual))
        elif field == "consent" and text:
            # VCLT art. 14 and 15: who signed ratifies, who did not accedes
            how, done = ("ratification", "signed") if has_signed else ("accession", "did not sign")
            look = f"{column!r} does not say how: {how}, since by this list it {done}"
            yield Written(column, text, read(field, Of("consent", how), look))
        elif field not in FIELDS and text:
            yield Written(column, text, read(field, Of.told(field)))
    if "occurred_on" not in columns and usual and head.day:
        yield Written("", f"../{head.day}", read("occurred_on", usual))


def _read(
    text: str, usual: Of | None, more: Mapping[str, str], order: str | None, look: str
) -> Act:
    """Return the act that a cell dates, with the other cells of its row. Raises `ValueError`."""
    given = dict(more)
    means = untc.ACTS.get(" ".join(given.get("action", "").casefold().split()))
    if "type" in given:
        of = Of.told(_word(given.pop("type"), TYPES))
    elif means:  # a signature is no consent: its word tells the type
        of = Of(means.type)
    else:
        of = usual or Of(_USUAL)
    if "action" in given and means and means.type == of.type:
        del given["action"]
        given |= means.fields
    elif "action" in given:
        given["action"] = _word(given["action"], ACTIONS.get(of.type, ()))
    if "tier" in given:
        given["tier"] = given["tier"].casefold().replace(" ", "-")
    if "instrument" in given:
        given["instrument"] = _word(given["instrument"], INSTRUMENTS)
    for field in _DATES:
        if field in given:
            given[field] = written.edtf(given[field], order)
    return Act(of.type, written.edtf(text, order), of.fields(**given), look)


def _word(text: str, vocabulary: Sequence[str]) -> str:
    """Return the word of a vocabulary that a cell has, however it is spaced. Raises
    `ValueError`."""
    found = "-".join(text.casefold().replace("-", " ").split())
    if found not in vocabulary:
        raise ValueError(f"{text!r} is none of {', '.join(vocabulary) or 'the fields of this act'}")
    return found
