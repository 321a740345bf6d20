"""Status tables of the UN Treaty Collection: what heads, letters and marks mean."""

from pathlib import Path

import pytest
from lists import HEAD, page, table

from intake.tables import files, untc
from intake.tables.listing import Listing, Told
from intake.tables.sheets import BadList


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "26-5.csv"


def read(path: Path, text: str, title: str | None = None) -> Listing:
    path.write_text(text)
    found = files.read(path)
    assert untc.takes(found)
    return untc.read(found, Told(title))


def acts(listing: Listing) -> list[str]:
    """Each act as ``Norway signing 2001-03-03`` or ``Norway consent ratification 2004-05-12``."""
    return [
        " ".join(filter(None, [one.name, act.type, act.fields.get("action"), act.occurred_on]))
        for one in listing.members
        for act in one.acts
    ]


@pytest.mark.parametrize(
    ("head", "cell", "act"),
    [
        ("Signature", "3 Mar 2001", "signing"),
        ("Signature", "3 Mar\t 2001", "signing"),
        ("Signature", "3 Mar 2001 s", "consent definitive-signature"),
        ("Signature", "3 Mar 2001 d", "signing succession"),
        ('"Signature, Succession to signature(d)"', "3 Mar 2001 d", "signing succession"),
        ('"Signature, Definitive signature(s)"', "3 Mar 2001 s", "consent definitive-signature"),
        ("Signature by members of the Bank", "3 Mar 2001", "signing"),
        ('"Accession(a), Ratification"', "3 Mar 2001", "consent ratification"),
        ('"Accession(a), Ratification"', "3 Mar 2001 a", "consent accession"),
        ('"Ratification, Acceptance(A), Approval(AA)"', "3 Mar 2001 A", "consent acceptance"),
        ('"Ratification, Acceptance(A), Approval(AA)"', "3 Mar 2001 AA", "consent approval"),
        ('"Formal confirmation(c), Ratification"', "3 Mar 2001 c", "consent formal-confirmation"),
        ('"Ratification, Succession(d)"', "3 Mar 2001 d", "consent succession"),
        ('"Acceptance(a), Accession(A)"', "3 Mar 2001 a", "consent acceptance"),
        ("Provisional application(n)", "3 Mar 2001 n", "provisional-application"),
        ("Provisional application(n)", "3 Mar 2001", "provisional-application"),
        ("Denunciation", "3 Mar 2001", "withdrawal denunciation"),
        ("Accession(a)", "3 Mar 2001 a 2", "consent accession"),
        ("Accession(a)", "[3 Mar 2001 a]", "consent accession"),
    ],
)
def test_a_head_says_what_its_letters_mean(path: Path, head: str, cell: str, act: str) -> None:
    found = read(path, f"Participant,{head}\nNorway,{cell}\n")
    assert acts(found) == [f"Norway {act} 2001-03-03"]


def test_an_act_without_a_word_of_its_own_is_kept_as_the_table_writes_it(path: Path) -> None:
    head = "Participation in the Agreement as amended"
    [member] = read(path, f"Participant,{head}\nNorway,3 Mar 2001\n").members
    assert member.acts[0].fields == {"action": "acceptance", "note": f"Listed under {head!r}."}


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Norway 1", "Norway"),
        ("Norway 1, 12", "Norway"),
        ("Norway 4 ,", "Norway"),
        ("Norway [3]", "Norway"),
        ("Norway *", "Norway"),
        ("[Norway]", "Norway"),
        ("Bolivia (Plurinational State of)", "Bolivia (Plurinational State of)"),
    ],
)
def test_footnotes_are_no_part_of_a_name(path: Path, cell: str, name: str) -> None:
    assert [one.name for one in read(path, table([f"{cell} | 3 Mar 2001 |"])).members] == [name]


def test_what_stands_in_square_brackets_deserves_a_look(path: Path) -> None:
    [member] = read(path, table(["[Norway] | [3 Mar 2001] |"])).members
    assert member.look == "its name stands in square brackets: see its footnote"
    assert member.acts[0].look == "stands in square brackets: see its footnote"


def test_all_that_is_wrong_with_a_row_is_told(path: Path) -> None:
    found = read(path, table(["Norway | 31 Feb 2001 | 3 Mar 2001 z", "Chad | 3 Mar 2001 |"]))
    assert acts(found) == ["Chad signing 2001-03-03"]
    assert [one.row for one in found.wrong] == [2, 2]
    first, second = (one.problem for one in found.wrong)
    assert first.startswith("Signature: '31 Feb 2001' is not a date")
    assert second.startswith("Ratification, Accession(a), Acceptance(A), Succession(d): ")
    assert "has the letter 'z', which is none of" in second


def test_a_cell_without_a_letter_is_not_guessed(path: Path) -> None:
    found = read(path, 'Participant,"Accession(a), Acceptance(A)"\nNorway,3 Mar 2001\n')
    assert found.wrong[0].problem.endswith("has no letter, and the head gives each act one")


def test_a_column_that_names_no_act_is_told_and_passed_over(path: Path) -> None:
    found = read(path, "Participant,Signature,Undertaking\nNorway,3 Mar 2001,4 Mar 2001\n")
    assert acts(found) == ["Norway signing 2001-03-03"]
    assert found.asides == ["the column 'Undertaking' names no act: 1 cell passed over"]


def test_the_file_name_has_the_number_of_the_treaty(path: Path) -> None:
    title = "Convention on Small Lamps. Oslo, 18 September 1997"
    program = read(path, table(["Norway | 3 Mar 2001 |"]), title).program
    assert program.wire == {
        "type": "program",
        "id": "untc-26-5",
        "name": "Convention on Small Lamps",
        "aliases": ["UNTC XXVI-5", title],
        "members": ["bound", "party"],
        "force": "required",
    }
    assert program.locator == "XXVI-5"


PAGE = page(
    [
        ["Participant", "Signature", "Accession(a), Ratification"],
        ["Norway <sup>2</sup>", "3 Mar\t 2001", "<span>12 May\t 2004</span>"],
        ["Chad", "", "1 Jan\t 2005 <sup>a</sup>"],
    ],
    above="<h2>STATUS AS AT : 02-11-2026 09:15:31 EDT</h2>"
    "<table><tr><td>Entry into force</td><td>:</td><td>1 March 1999, by article 17</td></tr>"
    "<tr><td>Registration :</td><td>1 March 1999, No. 35597</td></tr></table>"
    "<table><tr><td>Participant</td><td>Territories</td></tr></table>",
)


def test_a_saved_page_says_its_day_and_when_the_treaty_entered_into_force(tmp_path: Path) -> None:
    found = read(tmp_path / "XXVI-5.html", PAGE)
    assert acts(found) == [
        "Norway signing 2001-03-03",
        "Norway consent ratification 2004-05-12",
        "Chad consent accession 2005-01-01",
    ]
    assert (found.day, found.program.in_force_on) == ("2026-11-02", "1999-03-01")
    assert found.program.wire
    assert (found.program.wire["id"], found.program.wire["same_as"]) == (
        "untc-26-5",
        ["unts:I-35597"],
    )


XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<Treaties><Treaty><Header><ExternalData>
<Titlesect>Convention on Small Lamps</Titlesect>
<EIF><Labeltext>1 March 1999, by article 17</Labeltext></EIF>
<Registration><Labeltext>1 March 1999, No. 35597.</Labeltext></Registration>
</ExternalData></Header><Participants><Table><TGroup>
<Thead><Rows><Row><Entry>Participant</Entry><Entry>Signature</Entry>
<Entry>Accession(a), Ratification</Entry></Row></Rows></Thead>
<Tbody><Rows><Row><Entry>C\xf4te d'Ivoire&lt;superscript&gt;2&lt;/superscript&gt;</Entry>
<Entry>3 Mar\t 2001 </Entry><Entry>12 May\t 2004 a</Entry></Row>
<Row><Entry>Chad<superscript>1</superscript></Entry><Entry></Entry>
<Entry>[1 Jan 2005 a]</Entry></Row>
</Rows></Tbody></TGroup></Table></Participants></Treaty></Treaties>"""


def test_the_xml_of_a_treaty_has_the_same(tmp_path: Path) -> None:
    path = tmp_path / "XXVI-5.en.xml"
    path.write_bytes(XML.encode("iso-8859-1"))
    found = untc.read(files.read(path), Told())
    assert acts(found) == [
        "Côte d'Ivoire signing 2001-03-03",
        "Côte d'Ivoire consent accession 2004-05-12",
        "Chad consent accession 2005-01-01",
    ]
    assert found.program.in_force_on == "1999-03-01"
    assert found.program.wire
    assert found.program.wire["name"] == "Convention on Small Lamps"


def test_a_file_with_two_status_tables_is_refused(tmp_path: Path) -> None:
    grid = page([["Participant", "Signature"], ["Norway", "3 Mar 2001"]])
    path = tmp_path / "two.html"
    path.write_text(grid + grid)
    with pytest.raises(BadList, match="it has 2 status tables"):
        untc.read(files.read(path), Told())


def test_rows_that_repeat_the_head_are_passed_over(path: Path) -> None:
    found = read(path, table(["Norway | 3 Mar 2001 |"]) + HEAD + "\nChad,4 Mar 2001,\n")
    assert acts(found) == ["Norway signing 2001-03-03", "Chad signing 2001-03-04"]
    assert found.asides == ["row 3 repeats the head: passed over"]


def test_a_merged_cell_is_not_divided_by_guess(tmp_path: Path) -> None:
    text = (
        "<html><table><tr><td>Participant<td>Signature</tr><tr><td colspan=2>Africa</tr>"
        "<tr><td>Chad<td rowspan=2>3 Mar 2001</tr><tr><td>Mali</tr><tr><td>Togo<td>4 Mar 2001"
    )
    found = read(tmp_path / "m.html", f"{text}</table></html>")
    assert acts(found) == ["Togo signing 2001-03-04"]
    assert [(one.name, one.problem) for one in found.wrong] == [
        (name, "Signature: is merged with others, over 2 rows: write each of them")
        for name in ("Chad", "Mali")
    ]
