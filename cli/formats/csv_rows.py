r"""Events as the rows of a CSV file, which a spreadsheet opens: a header of wire field names, and
one event a row.

An empty cell is a field that is absent. The values of a list are separated by ``;``. In a cell, a
backslash begins an escape: ``\\`` is a backslash, ``\;`` a semicolon within a list's value, and
``\u001b`` a character that must not reach a terminal raw. Citations have a column for each of
their fields: ``citations.0.source``, ``citations.0.quote``, ``citations.1.source``; or, where an
event has exactly one, ``citation.source``. The ``changes`` of a correction are a JSON text.
"""

import csv
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO

from cli import output
from cli.formats import jsonl
from cli.formats.lines import LONGEST, RESTORE_POINTS, Line, Text, Unreadable
from ledger.errors import Fault

FIELDS = (  # in the order in which they are written
    *("type", "id", "name", "kind", "state", "aliases", "same_as", "opened_on"),
    *("tiers", "force", "consents_required", "coverage", "coverage_note"),
    *("form", "done_on", "parties"),
    *("publisher", "title", "url", "published_on", "tier", "language", "sha256", "copy_of"),
    *("program", "participant", "participants", "instrument", "action", "by", "with"),
    *("falls_to", "predecessor", "replaced_by", "successors", "continued_by"),
    *("payload", "vehicle", "site", "launched_by", "launched_for"),
    *("occurred_on", "effective_on", "until", "place", "document", "summary"),
    *("event", "events", "programs", "stance", "changes", "reason"),
    *("on", "count", "at_least", "members", "partial", "subject"),
    *("kinds", "statuses", "excluding", "since", "note"),
)
LISTS = {
    *("aliases", "participants", "with", "launched_by", "launched_for", "members", "subject"),
    *("kinds", "statuses", "excluding", "same_as", "tiers", "parties", "replaced_by"),
    *("successors", "supports", "events", "programs"),
}
CITATION_FIELDS = ("source", "locator", "quote", "says", "wording", "supports")
_CITED = re.compile(r"(citation|citations\.(0|[1-9]\d{0,3}))\.([a-z]+)", re.ASCII)
_ESCAPED = re.compile(r"\\(\\|;|u([0-9a-fA-F]{4}))")
_LISTED = re.compile(r"(?:[^\\;]|\\.|\\$)+", re.DOTALL)
_SEPARATORS = ",;\t"
_WRONG_QUOTES = (  # what the csv module says, and what it means
    ("unexpected end of data", "a quote that is opened here is never closed: close it"),
    ("field larger", "a cell longer than 1 MiB: is a quote never closed?"),
    ("new-line character", "a bare carriage return: save it with the line ends of CSV"),
    ("", "text after a closing quote: write a quote inside a cell twice"),
)
BEGIN = "begin with the names of fields, as in type,program,participant,occurred_on"

Path = tuple[str, ...]  # where a cell belongs in the wire form; () for a column without a name


def read(file: BinaryIO) -> Iterator[Line]:
    """Yield the events of a file, as a stream. Raises `Unreadable`."""
    csv.field_size_limit(LONGEST)
    text = Text(file)
    lines = text.short_lines()
    header = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda one: "type" in _names(header, one))
    rows = csv.reader(chain([header], lines), delimiter=separator, strict=True)
    names = [output.unguarded(cell).strip() for cell in _next(rows, text.number) or ()]
    faults = list(_header_faults(names)) if names else []
    if faults:
        yield Line(text.number, faults=faults, is_end=True)
        return
    paths = [_path(name) for name in names]
    while (row := _next(rows, start := text.number + 1)) is not None:
        if any(cell.strip() for cell in row):
            yield _line(start, paths, row)


def write(wires: Callable[[], Iterable[dict[str, Any]]]) -> Iterator[str]:
    """Yield the lines of a file with a column for every field that occurs; ``wires`` gives the
    events, and is called twice."""
    columns = sorted({name for wire in wires() for name in wire_cells(wire)}, key=_order)
    yield _row(columns or FIELDS[:1])
    for wire in wires():
        cells = wire_cells(wire)
        yield _row([output.guarded(cells.get(column, "")) for column in columns])


def wire_cells(wire: dict[str, Any]) -> dict[str, str]:
    """Return the cells of an event, each by the name of its column."""
    cells: dict[str, str] = {}
    for name, value in wire.items():
        if name == "changes":
            cells[name] = jsonl.dumps(value)
        elif isinstance(value, dict):
            cells |= {f"{name}.{field}": _cell(one) for field, one in value.items()}
        elif name == "citations" and isinstance(value, list):
            for index, one in enumerate(value):
                cells |= wire_cells({f"{name}.{index}": one})
        else:
            cells[name] = _cell(value)
    return cells


def _names(header: str, separator: str) -> list[str]:
    return [cell.strip(" \t\r\n\"'") for cell in header.split(separator)]


def _next(rows: Iterator[list[str]], number: int) -> list[str] | None:
    try:
        return next(rows, None)
    except csv.Error as problem:
        means = next(means for start, means in _WRONG_QUOTES if str(problem).startswith(start))
        raise Unreadable(number, means) from None


def _header_faults(names: Sequence[str]) -> Iterator[Fault]:
    known = [*FIELDS, *RESTORE_POINTS]
    if "type" not in names:
        yield Fault("", f"the header has no column 'type': {BEGIN}")
        return
    for name in dict.fromkeys(names):
        if name and names.count(name) > 1:
            yield Fault(name, "two columns have this name: keep one of them")
        cited = _CITED.fullmatch(name)
        if name and name not in known and (not cited or cited[3] not in CITATION_FIELDS):
            yield Fault(name, f"no field has this name: {_nearest(name, known)}")


def _nearest(name: str, known: Sequence[str]) -> str:
    if name.startswith("citation"):
        return "write citations.0.source, citations.0.quote, or citation.source"
    near = difflib.get_close_matches(name, known, n=2)
    return f"did you mean {' or '.join(near)}?" if near else "leave the column out, or use 'note'"


def _path(name: str) -> Path:
    cited = _CITED.fullmatch(name)
    if not cited:
        return (name,) if name else ()
    return ("citations", cited[2], cited[3]) if cited[2] else ("citation", cited[3])


def _line(number: int, paths: Sequence[Path], row: Sequence[str]) -> Line:
    wire: dict[str, Any] = {}
    faults = []
    cited: dict[int, dict[str, Any]] = {}
    for index, cell in enumerate(row):
        path = paths[index] if index < len(paths) else ()
        if not cell.strip():
            continue
        try:
            value = _value(path, cell)
        except jsonl.BadJson as problem:
            faults.append(Fault(path[0], problem.fault.problem))
            continue
        match path:
            case ():
                faults.append(Fault("", f"cell {index + 1} has no column in the header: name it"))
            case (name,):
                wire[name] = value
            case (name, field):
                wire.setdefault(name, {})[field] = value
            case (_, place, field):
                cited.setdefault(int(place), {})[field] = value
    if cited:
        wire["citations"] = [cited[place] for place in sorted(cited)]
    return Line(number, wire, faults)


def _value(path: Path, cell: str) -> Any:
    """Return the value of a cell that is not empty. Raises `BadJson`."""
    cell = output.unguarded(cell)
    if path == ("changes",):
        return jsonl.loads(cell)
    if path and path[-1] in LISTS:
        return [_unescaped(found[0]) for found in _LISTED.finditer(cell) if found[0].strip()]
    return _unescaped(cell)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(_cell(one).replace(";", "\\;") for one in value)
    if isinstance(value, dict):
        return _escaped(jsonl.dumps(value))
    return str(value).lower() if isinstance(value, bool) else _escaped(str(value))


def _escaped(text: str) -> str:
    if "\\" not in text and output.visible(text) == text:
        return text
    return "".join(map(_escape, text))


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    acts = character not in "\n\t" and output.visible(character) != character
    return f"\\u{ord(character):04x}" if acts else character


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[2], 16)) if found[2] else found[1], text)


def _order(column: str) -> tuple[int, int, int, str]:
    """Return the place of a column: fields as in `FIELDS`, then citations as in `CITATION_FIELDS`,
    one after the other, then those that no event known here has."""
    if column in FIELDS:
        return FIELDS.index(column), 0, 0, ""
    cited = _CITED.fullmatch(column)
    if not cited or cited[3] not in CITATION_FIELDS:
        return len(FIELDS) + 1, 0, 0, column
    place = int(cited[2]) + 1 if cited[2] else 0
    return len(FIELDS), place, CITATION_FIELDS.index(cited[3]), ""


class _Given:
    """A file for `csv.writer` that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


_WRITER = csv.writer(_Given(), lineterminator="\n")


def _row(cells: Sequence[str]) -> str:
    return str(_WRITER.writerow(cells))
