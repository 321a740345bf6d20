"""A table as it stands in a file: rows of cells as texts, and what is to be told of single cells.

`headed` finds the row that names the columns, and gives the others by these names.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import attrs

from ledger.errors import Refusal

_LOOKED_AT = 40  # rows in which a head is looked for
MERGED = "is merged with others"  # how the fault of such a cell begins


class BadList(Refusal):
    """A list of others that cannot be read as a whole: nothing of it is proposed."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


Place = tuple[int, int]  # a row and a column, counted from 0


@attrs.frozen
class Sheet:
    """The cells of a table, row by row, each row as long as it is in the file.

    ``looks`` say what deserves a look in a cell, ``faults`` why a cell cannot be read. ``title`` is
    what the file calls the table, ``first`` the number that a person gives its first row.
    """

    rows: Sequence[Sequence[str]]
    title: str = ""
    first: int = 1
    looks: Mapping[Place, str] = attrs.field(factory=dict)
    faults: Mapping[Place, str] = attrs.field(factory=dict)


@attrs.frozen
class Row:
    """A row under a head: its number in the file, its cells by the names of their columns, and by
    these too what is to be told of one; a fault of the row as such is under ``""``."""

    number: int
    cells: Mapping[str, str]
    looks: Mapping[str, str] = attrs.field(factory=dict)
    faults: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Headed:
    """The columns of a table, by name, in order, and its rows; ``asides`` say which were passed
    over."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    asides: tuple[str, ...] = ()


def headed(name: str, sheet: Sheet, is_head: Callable[[Sequence[str]], bool]) -> Headed | None:
    """Return a table by its head, the first row that is one; None where there is none.

    Raises `BadList` where two columns have one name, or the head has two rows.
    """
    at = next((n for n, row in enumerate(sheet.rows[:_LOOKED_AT]) if is_head(tidy(row))), None)
    if at is None:
        return None
    columns = tidy(sheet.rows[at])
    named = [column for column in columns if column]
    twice = next((column for column in named if named.count(column) > 1), None)
    if twice:
        problem = f"two columns are called {twice[:80]!r}: give each a name of its own"
        raise BadList(name, problem)
    if _is_second_head(columns, tidy(sheet.rows[at + 1]) if at + 1 < len(sheet.rows) else ()):
        both = f"rows {sheet.first + at} and {sheet.first + at + 1} are its head together"
        raise BadList(name, f"{both}: make them one row, a name for each column")
    rows, repeated = [], []
    for n in range(at + 1, len(sheet.rows)):
        cells = tidy(sheet.rows[n])
        if cells[: len(columns)] == columns:
            repeated.append(str(sheet.first + n))
        elif any(cells) and not _is_heading(cells, sheet, n):
            rows.append(_row(sheet, n, cells, columns))
    asides = [f"row {', '.join(repeated)} repeats the head: passed over"] if repeated else []
    nameless = [str(c + 1) for c, column in enumerate(columns) if not column]
    if any(any(row[int(c) - 1 : int(c)]) for c in nameless for row in sheet.rows[at:]):
        asides.append(f"column {', '.join(nameless)} has no name: passed over")
    return Headed(tuple(named), tuple(rows), tuple(asides))


def passed_over(found: Headed, read: Collection[str], why: str) -> Iterator[str]:
    """Say which columns of a table are not among those that are read, and how many of their cells
    have something."""
    for column in found.columns:
        count = sum(bool(row.cells[column]) for row in found.rows)
        if column not in read and count:
            cells = "1 cell" if count == 1 else f"{count} cells"
            yield f"the column {column[:80]!r} {why}: {cells} passed over"


def tidy(row: Sequence[str]) -> list[str]:
    """Return the cells of a row, each without white space around it and folded within."""
    return [" ".join(cell.split()) for cell in row]


def _is_second_head(columns: Sequence[str], row: Sequence[str]) -> bool:
    """Return whether a row parts the columns of the head above it: it names what stands under a
    head that goes over several columns, and nothing of its own stands first."""
    filled = [cell for cell in row if cell]
    is_wide = any(not column for column in columns)
    is_of_words = not any(letter.isdigit() for cell in filled for letter in cell)
    return is_wide and len(filled) > 1 and not row[0] and is_of_words


def _is_heading(cells: Sequence[str], sheet: Sheet, n: int) -> bool:
    """Return whether a row is one cell that goes over others: a heading between rows."""
    filled = [column for column, cell in enumerate(cells) if cell]
    return len(filled) == 1 and sheet.faults.get((n, filled[0]), "").startswith(MERGED)


def _row(sheet: Sheet, n: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    found = {column: cells[c] if c < len(cells) else "" for c, column in enumerate(columns)}
    found.pop("", None)
    faults = _told(sheet.faults, n, columns)
    if any(cells[len(columns) :]):
        faults[""] = (
            f"it has {len(cells)} cells, and the head {len(columns)}: put quotes around each"
        )
    return Row(sheet.first + n, found, _told(sheet.looks, n, columns), faults)


def _told(of: Mapping[Place, str], n: int, columns: Sequence[str]) -> dict[str, str]:
    return {column: of[n, c] for c, column in enumerate(columns) if column and (n, c) in of}
