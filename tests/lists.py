"""Lists of others, for tests to read: tables of the form of the UN Treaty Collection, with made-up
dates."""

from collections.abc import Iterable, Sequence
from pathlib import Path

HEAD = 'Participant,Signature,"Ratification, Accession(a), Acceptance(A), Succession(d)"'
SOURCE = (
    '--source-title "Status tables" --publisher "United Nations" --tier official --published-on'
)


def table(rows: Iterable[str], head: str = HEAD) -> str:
    """A table as CSV: each row is ``Norway | 3 Mar 2001 | 12 May 2004 a``."""
    cells = ([cell.strip() for cell in row.split("|")] for row in rows)
    return "\n".join([head, *(",".join(map(_quoted, row)) for row in cells)]) + "\n"


def _quoted(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


def page(rows: Iterable[Sequence[str]], above: str = "") -> str:
    """A saved page: each row a list of the markup of its cells, the head first."""
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    grid = "ctl00_ContentPlaceHolder1_tblgrid"
    return f'<html><body>{above}<table id="{grid}">{lines}</table></body></html>'


def folder(path: Path, **tables: str) -> Path:
    """A folder of tables: ``n26_5`` is called ``26-5.csv``."""
    path.mkdir(parents=True)
    for name, text in tables.items():
        (path / f"{name.removeprefix('n').replace('_', '-')}.csv").write_text(text)
    return path
