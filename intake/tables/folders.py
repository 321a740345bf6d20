"""A folder of tables: the files that are read in it, in order, and an index of their titles.

An index is a table with the columns ``chapter_no``, ``treaty_no`` and ``treaty_name``, called
``index.csv``, in the folder or in the one above.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from intake.tables import files
from intake.tables.sheets import BadList, headed

ENDINGS = (".csv", ".tsv", ".txt", ".html", ".htm", ".xml", ".json", ".xlsx", ".ods")
_INDEX = "index.csv"
_COLUMNS = ("chapter_no", "treaty_no", "treaty_name")


def tables_in(folder: Path) -> tuple[Sequence[Path], Sequence[str]]:
    """Return the files of tables in a folder, and the names of what else is in it. Raises
    `BadList`."""
    if not folder.is_dir():
        raise BadList(str(folder), "there is no such folder: give one with tables")
    every = sorted((one for one in folder.iterdir() if one.is_file()), key=_in_order)
    found = [one for one in every if one.suffix.lower() in ENDINGS and one.name != _INDEX]
    if not found:
        raise BadList(str(folder), f"no file in it ends in {', '.join(ENDINGS)}")
    others = [one.name for one in every if one not in found and one.name != _INDEX]
    return found, others


def titles(folder: Path) -> Mapping[str, str]:
    """Return the titles of an index by the names of its tables: ``26-5``. Raises `BadList`."""
    for place in (folder, folder.parent):
        path = place / _INDEX
        if path.is_file():
            for sheet in files.read(path).sheets:
                found = headed(_INDEX, sheet, lambda row: set(_COLUMNS) <= set(row))
                rows = [row.cells for row in found.rows] if found else []
                if rows:
                    return {
                        f"{row['chapter_no']}-{row['treaty_no']}": row["treaty_name"]
                        for row in rows
                    }
    return {}


def _in_order(path: Path) -> tuple[object, ...]:
    """Return the order of numbers in names: 4-9 before 4-11."""
    parts = re.split(r"(\d+)", path.name)
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in parts)
