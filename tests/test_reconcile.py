"""Lists of others held against the register: what is proposed, what is not proposed twice, and what
the register says once that is imported."""

import csv
import json
import shutil
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import terminal
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from lists import HEAD, SOURCE, folder, page, table
from pages import SAMPLE

from ledger import states
from ledger.store import Ledger
from projections.view import View

NAMES = (
    "Norway",
    "Chad",
    "Côte d'Ivoire",
    "Cape Verde",
    "Bolivia (Plurinational State of)",
    "Fiji",
)
JANUARY = [
    "Norway | 3 Mar 2001 | 12 May 2004",
    "Chad | | 1 Jan 2005 a",
    "Cape Verde | 4 Mar 2001 |",
    "European Union | 4 Mar 2001 | 6 Jun 2006 A",
]
JULY = [
    "Norway | 3 Mar 2001 | 12 May 2003",
    "Chad | | 1 Jan 2005 a",
    "Cabo Verde | 4 Mar 2001 | 2 Feb 2014",
    "European Union | 4 Mar 2001 | 6 Jun 2006 A",
    "Fiji | | 3 Apr 2014 a",
]


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    terminal.answer_to("depositary init")
    return tmp_path


def proposed(rows: list[str], day: str, more: str = "", name: str = "26-5.csv") -> list[Any]:
    """The events that follow from a table of a day."""
    Path(name).write_text(table(rows))
    answer = terminal.answer_to(f"depositary reconcile {name} {SOURCE} {day} {more} -o p.jsonl")
    assert "[exit" not in answer, answer
    return [json.loads(line) for line in Path("p.jsonl").read_text().splitlines()]


def taken(rows: list[str], day: str, more: str = "") -> list[Any]:
    """The same, imported."""
    wires = proposed(rows, day, more)
    answer = terminal.answer_to("depositary import p.jsonl")
    assert not wires or f"{len(wires)} recorded" in answer, answer
    return wires


def acts(wires: list[Any]) -> list[str]:
    """Events of some wires in short: ``consent FJI 2014-04-03``."""
    return [
        f"{one['type']} {one.get('participant', '')} {one.get('occurred_on', '')}".strip()
        for one in wires
    ]


def members(program: str, on: str, known: str = "") -> dict[str, str]:
    """Who is in a program, with the status of each."""
    typed = f"depositary roster {program} --on {on} --format json {known}"
    found = json.loads(terminal.answer_to(typed))
    return {one["participant"]["id"]: one["status"] for one in found["members"]}


def findings(typed: str) -> list[str]:
    """What a command finds, in short: ``other date NOR consent``."""
    found = json.loads(terminal.answer_to(f"{typed} --format json").removesuffix("\n[exit 3]"))
    return [
        f"{one['what']} {one['participant']['id']} {one['act']}"
        for of in found["lists"]
        for one in of["findings"]
    ]


def test_an_empty_register_takes_a_table_whole() -> None:
    wires = taken(JANUARY, "2014-01-27")
    assert acts(wires) == [
        "source",
        "program",
        "participant",
        "signing NOR 2001-03-03",
        "consent NOR 2004-05-12",
        "consent TCD 2005-01-01",
        "signing CPV 2001-03-04",
        "signing european-union 2001-03-04",
        "consent european-union 2006-06-06",
    ]
    assert members("untc-26-5", "2014-01-27") == {
        "NOR": "bound",
        "TCD": "bound",
        "european-union": "bound",
    }


def test_a_later_edition_proposes_only_what_changed() -> None:
    taken(JANUARY, "2014-01-27")
    assert proposed(JANUARY, "2014-02-27") == []
    wires = taken(JULY, "2014-07-10")
    assert acts(wires) == [
        "source",
        "attestation",
        "consent CPV 2014-02-02",
        "consent FJI 2014-04-03",
    ]
    assert wires[1]["stance"] == "disputes"
    assert wires[1]["citation"]["says"] == "2003-05-12"
    assert proposed(JULY, "2014-08-10") == []


def test_a_list_that_is_trusted_corrects() -> None:
    taken(JANUARY, "2014-01-27")
    wires = taken(JULY, "2014-07-10", "--trust")
    assert wires[1]["changes"] == {"occurred_on": "2003-05-12"}
    assert wires[1]["reason"] == "Status tables has 2003-05-12, not 2004-05-12."
    assert proposed(JULY, "2014-08-10", "--trust") == []
    assert members("untc-26-5", "2003-06-01") == {"NOR": "bound"}
    assert members("untc-26-5", "2003-06-01", "--known '#9'") == {}


def test_another_source_attests_what_is_on_file() -> None:
    taken(JANUARY, "2014-01-27")
    Path("26-5.csv").write_text(table(JANUARY[:1]))
    other = '--source-title "A list" --publisher "A desk" --tier reference --published-on 2014-02'
    terminal.answer_to(f"depositary reconcile 26-5.csv {other} -o p.jsonl")
    wires = [json.loads(line) for line in Path("p.jsonl").read_text().splitlines()]
    assert [(one["type"], one.get("stance")) for one in wires] == [
        ("source", None),
        ("attestation", "supports"),
        ("attestation", "supports"),
    ]


def test_another_act_of_the_same_participant_disputes_the_action() -> None:
    taken(["Chad | | 1 Jan 2005 a"], "2014-01-27")
    [_, wire] = taken(["Chad | | 1 Jan 2005"], "2014-07-10")
    assert wire["citation"] == {
        "source": "united-nations-2014-07-10",
        "locator": "XXVI-5",
        "supports": ["action"],
    }
    assert wire["note"] == "The list has ratification."
    assert proposed(["Chad | | 1 Jan 2005"], "2014-08-10") == []


def test_what_the_list_does_not_have_is_listed_and_never_removed() -> None:
    taken([*JANUARY, "Fiji | 5 Mar 2001 | 3 Apr 2010 a"], "2014-01-27")
    wire = '{"type":"withdrawal","program":"untc-26-5","participant":"FJI","occurred_on":"2012"}'
    Path("w.jsonl").write_text(wire)
    terminal.answer_to("depositary import w.jsonl")
    Path("26-5.csv").write_text(table(["Norway | 3 Mar 2001 |"]))
    typed = f"depositary reconcile 26-5.csv {SOURCE} 2014-07-10 --format json"
    found = json.loads(terminal.answer_to(typed))["lists"][0]
    assert found["proposed"] == {}
    assert {(one["participant"]["id"], one["why"]) for one in found["findings"]} == {
        ("NOR", None),
        ("TCD", "nothing on file explains it"),
        ("CPV", "nothing on file explains it"),
        ("european-union", "nothing on file explains it"),
        ("FJI", "it left, 2012 (#12)"),
    }


WHOM = "--program p --participant"


@pytest.mark.parametrize(
    ("recorded", "why"),
    [
        (f"signing {WHOM} Fiji --on 2014-09-01", "the list is of 2014-07-10, and this came later"),
        (f"signing {WHOM} Fiji --on 2001", "nothing on file explains it"),
        (f"endorsement {WHOM} Fiji --on 2001", "it only spoke for the program"),
        (f"suspension {WHOM} Fiji --on 2001", "no act of joining is on file"),
        (
            f"signing {WHOM} Czechoslovakia --on 1980",
            "it ended on 1993-01-01; Slovakia on the list",
        ),
        (f"signing {WHOM} DDR --on 1980", "it ended on 1990-10-03"),
        (f"signing {WHOM} lab --on 2001", "Slovakia, whose body it is, is on the list"),
    ],
)
def test_what_would_explain_that_one_is_not_on_a_list(recorded: str, why: str) -> None:
    for typed in (
        "append program --id p --name P",
        "append participant --id lab --name Lab --kind agency --state Slovakia",
        f"append {recorded}",
    ):
        assert "[exit" not in terminal.answer_to(f"depositary {typed}")
    Path("t.csv").write_text(table(["Slovakia | 3 Mar 2001 |"]))
    typed = f"depositary reconcile t.csv --program p {SOURCE} 2014-07-10 --format csv"
    rows = list(csv.DictReader(terminal.answer_to(typed).splitlines()))
    assert [row["why"] for row in rows if row["what"] == "not on the list"] == [why]


def test_a_date_before_1900_deserves_a_look() -> None:
    Path("26-5.csv").write_text(table(["Norway | 3 Mar 1864 |"]))
    answer = terminal.answer_to(f"depositary reconcile 26-5.csv {SOURCE} 2014-07-10 -o p.yaml")
    assert "1864-03-03 is before 1900: look whether the century is right" in answer
    assert "# 1864-03-03 is before 1900" in Path("p.yaml").read_text()


def test_a_row_that_cannot_be_read_is_not_said_to_be_missing() -> None:
    taken(JANUARY, "2014-01-27")
    Path("26-5.csv").write_text(table(["Norway | 3 Mar | 12 May 2004", *JANUARY[1:]]))
    typed = f"depositary reconcile 26-5.csv {SOURCE} 2014-07-10"
    assert findings(typed) == []


def test_who_came_back_consented_twice() -> None:
    taken(["Fiji | | 3 Apr 1990"], "2014-01-27")
    wire = '{"type":"withdrawal","program":"untc-26-5","participant":"FJI","occurred_on":"2000"}'
    Path("w.jsonl").write_text(wire)
    terminal.answer_to("depositary import w.jsonl")
    assert acts(proposed(["Fiji | | 3 Apr 2010 a"], "2014-07-10")) == [
        "source",
        "consent FJI 2010-04-03",
    ]


def test_a_list_without_dates_is_a_claim_about_the_roster() -> None:
    Path("1-4.csv").write_text("Participant\nNorway\nChad\n")
    typed = f"depositary reconcile 1-4.csv {SOURCE}"
    assert "it gives no dates: a claim about the roster, which makes nobody a member" in (
        terminal.answer_to(f"{typed} 2014-01-27 -o p.yaml")
    )
    terminal.answer_to("depositary import p.yaml")
    assert members("untc-1-4", "2014-02-01") == {}
    terminal.answer_to(f"{typed} 2014-07-10 -o p.jsonl")
    assert Path("p.jsonl").read_text() == ""
    Path("1-4.csv").write_text("Participant\nNorway\nChad\nFiji\n")
    terminal.answer_to(f"{typed} 2014-07-10 -o p.yaml")
    text = Path("p.yaml").read_text()
    assert "# its last edition on file differs in FJI\n" in text
    assert "type: claim\n" in text


def test_a_successor_of_one_former_state_alone_has_it_as_its_predecessor() -> None:
    wires = taken(
        ["Slovakia | 28 May 1993 d | 1 Jan 1994 d", "Fiji | | 4 May 1975 d"], "2014-01-27"
    )
    before = {one.get("participant"): one.get("predecessor") for one in wires}
    assert (before["SVK"], before["FJI"]) == ("CSK", None)


def test_a_name_that_means_nobody_is_told_and_the_rest_proposed() -> None:
    Path("26-5.csv").write_text(table(["Columbia | 3 Mar 2001 |", "Chad | 3 Mar 2001 |"]))
    answer = terminal.answer_to(f"depositary reconcile 26-5.csv {SOURCE} 2014-01-27 -o p.yaml")
    assert (
        "26-5.csv: row 2: Columbia: no participant is called 'Columbia': did you mean Colombia"
        in answer
    )
    assert answer.endswith("[exit 3]")
    text = Path("p.yaml").read_text()
    assert "participant: TCD" in text
    assert "# not proposed:\n# 26-5.csv, row 2: Columbia: no participant is called" in text


def test_a_row_without_a_name_is_told() -> None:
    Path("26-5.csv").write_text(table(["| 3 Mar 2001 |", "Chad | 3 Mar 2001 |"]))
    answer = terminal.answer_to(f"depositary reconcile 26-5.csv {SOURCE} 2014-01-27")
    assert "26-5.csv: row 2: (no name): it is empty" in answer


def test_a_date_after_the_day_of_the_list_is_not_proposed() -> None:
    Path("26-5.csv").write_text(table(["Chad | 3 Mar 2041 |"]))
    answer = terminal.answer_to(f"depositary reconcile 26-5.csv {SOURCE} 2014-01-27")
    assert "Chad: 2041-03-03 is after 2014-01-27, when the list stood so" in answer


def test_a_row_that_says_the_same_as_another_is_told() -> None:
    Path("26-5.csv").write_text(table(["Chad | 3 Mar 2001 |", "Republic of Chad | 3 Mar 2001 |"]))
    answer = terminal.answer_to(f"depositary reconcile 26-5.csv {SOURCE} 2014-01-27")
    assert "row 3: Republic of Chad: row 2 says the same" in answer


def test_a_table_is_held_against_the_program_that_is_named() -> None:
    shutil.copy(SAMPLE, "sample.db")
    Path("t.csv").write_text(table(["Armenia | | 19 Jan 2018 a", "France | 29 Jan 1980 |"]))
    typed = f"depositary --db sample.db reconcile t.csv --program 'Moon Agreement' {SOURCE} 2018-02"
    found = findings(f"{typed}")
    assert all(one.startswith("not on the list") for one in found)
    assert "not on the list ARM consent" not in found


def test_a_spreadsheet_of_a_desk_proposes_its_members() -> None:
    terminal.answer_to("depositary append program --id ilrs --name ILRS")
    Path("list.csv").write_text(
        "Land;Art;Sitz;am\nÄgypten;;;6.12.2023\nPeru;;;07.12.2023\nWTI;university;Egypt;2023-12-08\n"
    )
    typed = (
        f"depositary reconcile list.csv {SOURCE} 2024-01-01 --program ILRS"
        " --column participant=Land --column occurred_on=am --column kind=Art"
        " --column state=Sitz -o p.yaml"
    )
    answer = terminal.answer_to(typed)
    assert "row 2: Ägypten: no participant is called 'Ägypten': did you mean Egypt?" in answer
    assert "'07.12.2023' is 2023-12-07 or 2023-07-12: say whether the day comes first" in answer
    assert "proposed in p.yaml: 3 events (1 source, 1 participant, 1 signing)" in answer
    answer = terminal.answer_to(f"{typed} --dates day-first")
    assert "'07.12.2023'" not in answer
    assert terminal.answer_to("depositary import p.yaml") == "4 recorded (#2 to #5)"
    assert members("ILRS", "2024-01-01") == {"PER": "signatory", "wti": "signatory"}


def test_an_act_that_gives_no_status_of_the_program_is_not_proposed() -> None:
    terminal.answer_to(
        "depositary append program --id b --name B --tiers partner --tiers member --members member"
    )
    Path("t.csv").write_text("participant,occurred_on\nEgypt,2024-01-01\n")
    typed = f"depositary reconcile t.csv --program b {SOURCE} 2024-06-01"
    said = (
        "the program's statuses are partner, member, and this gives 'signatory': tell another act"
    )
    assert f"t.csv: row 2: Egypt: {said}" in terminal.answer_to(typed)
    assert "and this gives 'observer'" in terminal.answer_to(f"{typed} --act admission:observer")
    assert "1 new" in terminal.answer_to(f"{typed} --act admission:member")


def test_what_is_new_is_cut_short_for_people() -> None:
    names = [one.name for one in states.all_states() if one.kind == "state" and not one.former]
    Path("26-5.csv").write_text(table(f"{name} | 3 Mar 2001 |" for name in names[:50]))
    answer = terminal.answer_to(f"depositary reconcile 26-5.csv {SOURCE} 2014-01-27")
    assert "and 10 more that are new: --format csv has all" in answer
    assert answer.count("\nnew ") == 40


def test_a_folder_is_one_proposal(desk: Path) -> None:
    title = '"Convention on Small Lamps. Oslo, 3 May 1997"'
    index = f"chapter_no,treaty_no,treaty_name\n26,5,{title}\n"
    folder(desk / "tables", n26_5=table(JANUARY), n4_11_b=table(JANUARY[1:]), index=index)
    (desk / "tables" / "README.md").write_text("what these are")
    answer = terminal.answer_to(
        f"depositary reconcile --all tables {SOURCE} 2014-01-27 -o - > p.jsonl"
    )
    assert "note: no tables, passed over: README.md" in answer
    assert "proposed: 14 events (1 source, 2 program, 1 participant" in answer
    assert terminal.answer_to("depositary import p.jsonl") == "14 recorded (#1 to #14)"
    assert members('"Convention on Small Lamps"', "2014-01-27")
    assert members('"UNTC IV-11-b"', "2014-01-27")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("t.csv", "a proposal rests on a source: give --source or --source-title"),
        (f"{SOURCE} 2014", "give a FILE, or --all FOLDER: one of the two"),
        (f"t.csv --all . {SOURCE} 2014", "give a FILE, or --all FOLDER: one of the two"),
        ("t.csv --source nothing", "no source is called 'nothing'"),
        (f"t.csv {SOURCE} 2014-13", "the new source: published_on: '2014-13' is not a date"),
        (f"t.csv {SOURCE} 2014", "it does not tell its program: say of which one it is"),
        (f"t.csv {SOURCE} 2014 -o p.csv", "p.csv: a proposal is .yaml or .jsonl"),
        (f"t.csv {SOURCE} 2014 --program LIRS", "no program is called 'LIRS'"),
        (f"--all nowhere {SOURCE} 2014", "nowhere: there is no such folder: give one with tables"),
        (f"none.csv {SOURCE} 2014", "none.csv: no such file or directory"),
        (f"t.csv {SOURCE} 2014 --column Land", "'Land' is not FIELD=NAME"),
        (f"t.csv {SOURCE} 2014 --column by=a --column by=b", "'by' is given twice"),
        (f"--all .. {SOURCE} 2014 --program x", "--program is of one FILE: with --all, each list"),
    ],
)
def test_what_is_typed_wrong_is_told(typed: str, said: str) -> None:
    Path("t.csv").write_text(table(JANUARY))
    assert said in terminal.answer_to(f"depositary reconcile {typed}")


BAD: Mapping[str, tuple[bytes, str]] = {
    "empty.csv": (b" \n", "it is empty: give a file with a table"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is no text: give a table as CSV, HTML"),
    "paper.csv": (b"%PDF-1.7 ...", "it is a PDF: copy its table into a spreadsheet"),
    "old.xls": (b"\xd0\xcf\x11\xe0...", "a workbook of Excel before 2007: save it as .xlsx"),
    "packed.gz": (b"\x1f\x8b\x08...", "it is packed: unpack it first"),
    "half.xlsx": (b"PK\3\4...", "it is packed, and not whole: get it again"),
    "latin.csv": (
        f"{HEAD}\nC\xf4te d'Ivoire,,\n".encode("latin-1"),
        "it is no UTF-8 text, at line 2: save it as UTF-8",
    ),
    "prose.csv": (b"Once upon a time\n", "it is in no form known here, its columns are 'Once"),
    "twice.csv": (
        b"Participant,Signature,Signature\nNorway,,\n",
        "two columns are called 'Signature': give each a name of its own",
    ),
    "heads.csv": (
        b"Participant,Signature,,Ratification,\n,Date,Place,Date,Place\nNorway,3 Dec 1997,,,\n",
        "rows 1 and 2 are its head together: make them one row, a name for each column",
    ),
    "half.xml": (b'<?xml version="1.0"?><Treaties>', "it is no whole XML"),
    "bad.json": (b'[{"a": 1', "it is no JSON, at line 1, column 9: save it anew"),
    "quoted.csv": (
        b'Participant,Signature\n"Norway,3 Mar 2001\n',
        "a quote is opened in it and never closed: save it as CSV anew",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_clear_line(name: str) -> None:
    raw, said = BAD[name]
    Path(name).write_bytes(raw)
    answer = terminal.answer_to(f"depositary reconcile {name} {SOURCE} 2014-01-27 -o p.yaml")
    assert said in answer
    assert "[exit" in answer


def test_a_page_in_another_language_is_said_to_be(desk: Path) -> None:
    rows = [["Participant", "Signature"], ["Norvège", "3 mars 2001"], ["Togo", "3 Mar 2001"]]
    Path("26-5.html").write_text(page(rows).replace("<html>", "<html lang='fr'>"))
    answer = terminal.answer_to(f"depositary reconcile 26-5.html {SOURCE} 2014-01-27")
    assert "note: 26-5.html: the page says that it is in 'fr', and English is read" in answer
    assert "row 2: Norvège: no participant is called 'Norvège': add it first" in answer


def test_a_bad_file_in_a_folder_leaves_the_others(desk: Path) -> None:
    folder(desk / "tables", n26_5=table(JANUARY), n4_3="Once upon a time\n")
    typed = f"depositary reconcile --all tables {SOURCE} 2014-01-27 -o p.yaml"
    answer = terminal.answer_to(typed)
    assert "\n4-3.csv: it is in no form known here" in answer
    assert answer.endswith("[exit 3]")
    assert "# not proposed:\n# 4-3.csv: it is in no form" in Path("p.yaml").read_text()
    assert "9 recorded" in terminal.answer_to("depositary import p.yaml")
    found = json.loads(terminal.answer_to(f"{typed} --format json").removesuffix("\n[exit 3]"))
    assert [one[:8] for one in found["left_out"]] == ["4-3.csv:"]


def test_very_many_names_that_mean_nobody_are_not_told_one_by_one() -> None:
    Path("26-5.csv").write_text(table(f"Nobody {n}x | 3 Mar 2001 |" for n in range(400)))
    answer = terminal.answer_to(f"depositary reconcile 26-5.csv {SOURCE} 2014-01-27")
    assert answer == (
        "depositary: 26-5.csv: more than 300 names in it mean nobody: look which column has the "
        "participants\n[exit 1]"
    )


def test_a_date_that_is_not_on_file_is_attested_by_itself() -> None:
    terminal.answer_to("depositary append program --id p --name P")
    terminal.answer_to(
        "depositary append consent --program p --participant Fiji --on 2004 --action approval"
    )
    Path("list.csv").write_text(
        "participant,occurred_on,type,action,effective_on\nFiji,2004-05-06,consent,approval,2004-06-05\n"
    )
    typed = f"depositary reconcile list.csv --program p {SOURCE} 2014-01-27"
    terminal.answer_to(f"{typed} -o p.jsonl")
    wires = [json.loads(line) for line in Path("p.jsonl").read_text().splitlines()]
    cited = [(one["citation"]["says"], one["citation"].get("supports")) for one in wires[1:]]
    assert cited == [("2004-05-06", None), ("2004-06-05", ["effective_on"])]
    terminal.answer_to("depositary import p.jsonl")
    assert "nothing to propose" in terminal.answer_to(typed)
    answer = terminal.answer_to(f"{typed} --trust -o p.jsonl")
    assert "2004-05-06 approval, effective 2004-06-05" in answer
    [wire] = [json.loads(line) for line in Path("p.jsonl").read_text().splitlines()]
    assert wire["changes"] == {"occurred_on": "2004-05-06", "effective_on": "2004-06-05"}


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    with open("huge.csv", "wb") as file:
        file.truncate(50 << 20)
    answer = terminal.answer_to(f"depositary reconcile huge.csv {SOURCE} 2014-01-27")
    assert answer == (
        "depositary: huge.csv: it has 50 MiB, 32 at most: give its table alone\n[exit 1]"
    )


days = st.dates(date(1990, 1, 1), date(2013, 12, 31))
cells = st.tuples(st.none() | days, st.none() | st.tuples(days, st.sampled_from(["", " a", " d"])))
tables = st.dictionaries(st.sampled_from(NAMES), cells, min_size=1)


def written(rows: Mapping[str, Any]) -> str:
    def cell(day: date | None, letter: str = "") -> str:
        return f"{day.day} {day:%b %Y}{letter}" if day else ""

    return table(
        f"{name} | {cell(signed)} | {cell(*consent) if consent else ''}"
        for name, (signed, consent) in rows.items()
    )


def by_loops(path: str, on: date) -> dict[str, str]:
    """Who has signed or consented by a day, read off the file by loops."""
    found = {}
    with open(path, encoding="utf-8", newline="") as file:
        for name, *row in list(csv.reader(file))[1:]:
            for status, cell in zip(("signatory", "bound"), row, strict=True):
                when = " ".join(cell.split()[:3])
                if when and datetime.strptime(when, "%d %b %Y").date() <= on:
                    found[states.find(name)[0]] = status
    return found


def rosters(on: date, known: int) -> dict[str, str]:
    with Ledger.open("events.db") as ledger:
        view = View(ledger, known)
        if "untc-26-5" not in view.names.programs:
            return {}
        program = view.program("untc-26-5")
        both = (view.roster(program, on, status=one) for one in ("signatory", "bound"))
        return {one.participant: one.status for found in both for one in found.entries}


@given(editions=st.lists(tables, min_size=1, max_size=3), on=st.lists(days, min_size=2, max_size=5))
@settings(max_examples=examples(40))
def test_rosters_are_what_a_count_by_loops_gives_as_known_after_each_edition(
    editions: list[Mapping[str, Any]], on: list[date], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("register"))
        terminal.answer_to("depositary init")
        kept: dict[str, tuple[Any, ...]] = {}
        known = []
        for number, rows in enumerate(editions):
            for name, row in rows.items():  # what was on a list stays on the next, or changes
                kept[name] = tuple(
                    new or old for new, old in zip(row, kept.get(name, row), strict=True)
                )
            day = date(2014, 1, 1) + timedelta(days=number)
            Path("26-5.csv").write_text(written(kept))
            shutil.copy("26-5.csv", f"{number}.csv")
            typed = f"depositary reconcile 26-5.csv {SOURCE} {day} --trust -o p.jsonl"
            assert "[exit" not in terminal.answer_to(typed)
            if Path("p.jsonl").read_text():
                assert "recorded" in terminal.answer_to("depositary import p.jsonl")
            with Ledger.open("events.db") as ledger:
                known.append(ledger.size)
        for number, size in enumerate(known):
            for one in on:
                assert rosters(one, size) == by_loops(f"{number}.csv", one)
