"""Records of UK Treaties Online, in their form, with made-up dates."""

from pathlib import Path

import pytest

from intake.tables import fcdo, files
from intake.tables.listing import Listing, Told
from intake.tables.sheets import BadList

HEAD = "<tr><th>Country</th><th>Action</th><th>Action Date</th><th>Effective Date</th></tr>"


def record(*rows: str) -> str:
    """A record: each row is ``NORWAY | Signature | 01/02/1999 |``."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    lines = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in cells)
    return f'<html><body id="fco"><table><tbody>{HEAD}{lines}</tbody></table></body></html>'


def read(folder: Path, *rows: str) -> Listing:
    path = folder / "58000.html"
    path.write_text(record(*rows))
    content = files.read(path)
    assert fcdo.takes(content)
    return fcdo.read(content, Told())


@pytest.mark.parametrize(
    ("row", "act"),
    [
        ("NORWAY | Signature | 01/02/1999 |", "signing 1999-02-01"),
        ("NORWAY | Definitive Signature | 01/02/1999 |",
         "consent definitive-signature 1999-02-01"),
        ("NORWAY | Ratification | 01/02/1999 |", "consent ratification 1999-02-01"),
        ("NORWAY | Ratification | 01/02/1999 | 01/05/1999",
         "consent ratification 1999-05-01 1999-02-01"),
        ("NORWAY | Accession | 00/02/1999 |", "consent accession 1999-02"),
        ("NORWAY | Adherence | 00/00/1999 |", "consent accession 1999"),
        ("NORWAY | Provisional Application | 01/02/1999 | 01/02/1999",
         "provisional-application 1999-02-01"),
        ("NORWAY | Denunciation | 01/02/1999 | 01/02/2000",
         "withdrawal denunciation 2000-02-01 1999-02-01"),
    ],
)  # fmt: skip
def test_an_act_is_read_with_its_dates(tmp_path: Path, row: str, act: str) -> None:
    [member] = read(tmp_path, row).members
    [found] = member.acts
    assert " ".join([found.type, *found.fields.values(), found.occurred_on]) == act


def test_a_signature_that_has_effect_is_to_be_looked_at(tmp_path: Path) -> None:
    [member] = read(tmp_path, "NORWAY | Signature | 01/02/1999 | 01/03/1999").members
    assert member.acts[0].look == (
        "it has effect from 1999-03-01: look whether the signature bound it"
    )


def test_what_is_no_act_of_the_register_is_told(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Bermuda | Extension | 01/02/1999 | 01/02/1999",
        "Jersey | Extension | 01/02/1999 | 01/02/1999",
        "NORWAY | Reservation | 01/02/1999 |",
        "UNITED KINGDOM | | |",
    )
    assert not found.members
    assert found.asides == [
        "'Extension' is no act of the register: 2 rows passed over",
        "'Reservation' is no act of the register: 1 row passed over",
        "no action is named: 1 row passed over",
    ]


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("", "Action Date: it has no date"),
        ("31/02/1999", "Action Date: '31/02/1999' is no day with day first"),
        ("1/2/99", "Action Date: '1/2/99' says no year in full"),
    ],
)
def test_a_row_that_cannot_be_read_is_told(tmp_path: Path, cell: str, problem: str) -> None:
    found = read(tmp_path, f"NORWAY | Ratification | {cell} |")
    assert not found.members
    assert [one.problem[: len(problem)] for one in found.wrong] == [problem]


def test_a_name_is_put_in_its_usual_order(tmp_path: Path) -> None:
    names = (
        *("KOREA, REPUBLIC OF", "VIETNAM, SOCIALIST REP OF", "CHINA, PEOPLES REPUBLIC OF"),
        *("UNITED KINGDOM", "USSR"),
    )
    rows = [f"{name} | Signature | 01/02/1999 |" for name in names]
    assert [one.name for one in read(tmp_path, *rows).members][-2:] == ["United Kingdom", "USSR"]
    assert [one.ids for one in read(tmp_path, *rows).members] == [
        ("Republic of Korea",),
        ("Socialist Republic of Vietnam",),
        ("People's Republic of China",),
        (),
        (),
    ]


def test_a_page_with_two_records_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "two.html"
    path.write_text(record("NORWAY | Signature | 01/02/1999 |") * 2)
    with pytest.raises(BadList, match="it has 2 tables with the columns Country, Action"):
        fcdo.read(files.read(path), Told())
    path.write_text("<table><tr><td>x</td></tr></table>")
    with pytest.raises(BadList, match="it has no table with the columns Country, Action"):
        fcdo.read(files.read(path), Told())
