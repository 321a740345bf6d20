"""A program as a workbook: what is changed in it comes back as corrections and events, and what is
not changed as nothing."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import terminal

PROGRAM = "--id ilrs --name ILRS --alias Station"
URL = "https://example.org/1"
WHOM = "--program ILRS --participant"
SET_UP = (
    "init",
    f"append program {PROGRAM}",
    f"append source --id press-1 --publisher Press --title One --tier press --url {URL}",
    "append source --id press-2 --publisher Press --title Two --tier press",
    f"append signing {WHOM} Egypt --on 2023-12 --instrument agreement --source press-1",
    f"append signing {WHOM} Peru --on 2020-01-01 --source press-1",
    f"append withdrawal {WHOM} Peru --on 2021-01-01 --effective-on 2022-01-01",
    f"append signing {WHOM} Peru --on 2023-05-05",
    f"append consent {WHOM} Chad --on 2024-01 --action approval",
    "append participant --id acme --name =ACME --kind company",
    f"append endorsement {WHOM} acme --on 2022",
)
HEADS = (
    *("participant", "id", "kind", "status", "endorsed", "signed", "instrument", "consented"),
    *("how", "counts from", "left", "left how", "left from", "sources", "links"),
    *("reason", "source", "endorsement event", "signing event", "consent event"),
    "withdrawal event",
)
Change = Callable[["Members"], Any]


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grid")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("DEPOSITARY_DB", raising=False)
        for typed in SET_UP:
            assert "[exit" not in terminal.answer_to(f"depositary {typed}")
        answer = terminal.answer_to("depositary export --grid g.xlsx --program Station")
    assert answer == "5 rows written to g.xlsx: edit it, then 'depositary reconcile g.xlsx'"
    return folder


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, set_up: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(set_up, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    return tmp_path


class Members:
    """The sheet of members, as somebody edits it."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.heads = [cell.value for cell in sheet[1]]

    def row(self, name: str) -> int:
        every = range(1, self.sheet.max_row + 1)
        return next(n for n in every if self.sheet.cell(n, 1).value == name)

    def __call__(self, name: str, **cells: Any) -> None:
        row = self.row(name)
        for head, value in cells.items():
            self.sheet.cell(row, self.heads.index(head.replace("_", " ")) + 1).value = value

    def add(self, **cells: Any) -> None:
        self.sheet.append([cells.get(head.replace(" ", "_")) for head in self.heads])


def edited(change: Change) -> None:
    book = openpyxl.load_workbook("g.xlsx")
    change(Members(book["members"]))
    book.save("g.xlsx")


def proposed(more: str = "") -> list[Any]:
    answer = terminal.answer_to(f"depositary reconcile g.xlsx {more} -o p.jsonl")
    assert "[exit" not in answer, answer
    return [json.loads(line) for line in Path("p.jsonl").read_text().splitlines()]


def told(more: str = "") -> list[str]:
    """What is said of single rows."""
    answer = terminal.answer_to(f"depositary reconcile g.xlsx {more}")
    assert answer.endswith("[exit 3]"), answer
    return [line for line in answer.splitlines() if line.startswith("g.xlsx: row")]


def test_a_grid_has_a_row_a_member_and_another_for_who_came_back() -> None:
    rows = list(openpyxl.load_workbook("g.xlsx")["members"].iter_rows(values_only=True))
    assert rows[0] == HEADS
    named = [dict(zip(HEADS, row, strict=True)) for row in rows[1:]]
    assert [(one["participant"], one["status"]) for one in named] == [
        ("=ACME", "supporter"),
        ("Chad", "party"),
        ("Egypt", "signatory"),
        ("Peru", "signatory"),
        ("Peru", None),
    ]
    egypt = {head: value for head, value in named[2].items() if value}
    assert egypt == {
        "participant": "Egypt",
        "id": "EGY",
        "kind": "state",
        "status": "signatory",
        "signed": "2023-12",
        "instrument": "agreement",
        "sources": "press-1",
        "links": URL,
        "signing event": "#4",
    }
    assert named[3]["left from"] == "2022-01-01"


def test_a_grid_that_was_not_changed_proposes_nothing() -> None:
    assert proposed() == []
    edited(lambda members: members.sheet.move_range("A2:U2", rows=8))
    assert proposed() == []


def test_a_changed_cell_is_a_correction_with_its_reason_and_source() -> None:
    edited(
        lambda members: members("Egypt", signed="2023-12-06", reason="The day", source="press-2")
    )
    [wire] = proposed()
    event = json.loads(terminal.answer_to("depositary show '#4' --format json"))["id"]
    assert wire == {
        "type": "correction",
        "event": event,
        "changes": {"occurred_on": "2023-12-06"},
        "reason": "The day",
        "citations": [{"source": "press-2"}],
    }
    assert "1 recorded" in terminal.answer_to("depositary import p.jsonl")
    assert proposed() == []


def test_a_spreadsheets_own_dates_and_words_are_understood() -> None:
    cells = {"how": "ratification", "counts_from": "5 Feb 2024", "reason": "x"}
    edited(lambda members: members("Chad", consented=date(2024, 1, 5), **cells))
    [wire] = proposed("--source press-1")
    assert wire["changes"] == {
        "occurred_on": "2024-01-05",
        "action": "ratification",
        "effective_on": "2024-02-05",
    }


def test_another_participant_in_a_row_corrects_its_events() -> None:
    edited(lambda members: members("Egypt", participant="Mali", reason="A slip", source="press-2"))
    [wire] = proposed()
    assert wire["changes"] == {"participant": "MLI"}


def test_what_was_empty_and_is_filled_in_is_an_event() -> None:
    edited(
        lambda members: members("Egypt", consented="2024-05", how="ratification", source="press-2")
    )
    assert proposed() == [
        {
            "type": "consent",
            "program": "ilrs",
            "participant": "EGY",
            "occurred_on": "2024-05",
            "action": "ratification",
            "citations": [{"source": "press-2"}],
        }
    ]


def test_a_new_row_is_an_event_and_who_is_new_a_participant() -> None:
    def change(members: Members) -> None:
        members.add(participant="Nigeria", signed="2024-05-01")
        members.add(participant="Mali Institute", kind="university", signed="2024-05-02")

    edited(change)
    new = '--source-title New --publisher "A desk" --tier reference'
    assert [(one["type"], one.get("participant")) for one in proposed(new)] == [
        ("source", None),
        ("participant", None),
        ("signing", "NGA"),
        ("signing", "mali-institute"),
    ]
    assert "4 recorded" in terminal.answer_to("depositary import p.jsonl")


def test_what_is_emptied_or_taken_out_says_nothing() -> None:
    def change(members: Members) -> None:
        members("Egypt", signed=None, instrument=None)
        members("Chad", how="")
        members.sheet.delete_rows(members.row("=ACME"))

    edited(change)
    assert proposed() == []


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"signed": "2023-12-06"}, "2023-12-06, not 2023-12 (#4): fill in 'reason' and 'source'"),
        ({"signed": "2023-12-06", "reason": "x"}, "2023-12-06, not 2023-12 (#4): fill in 'source'"),
        ({"signed": "6.12.2023"}, "signed: '6.12.2023' is 2023-12-06 or 2023-06-12: say whether"),
        ({"signed": "2023-12-06", "reason": "x", "source": "tass"}, "source: no source is called"),
        ({"instrument": "bill", "reason": "x", "source": "press-1"}, "changes.instrument: 'bill'"),
        ({"participant": "Egipt"}, "no participant is called 'Egipt': did you mean Egypt?"),
        ({"consented": "2024"}, "a new consent rests on a source: fill in 'source'"),
        ({"consented": "2024", "source": "press-1"}, "action: is missing"),
        ({"how": "approval"}, "consented: a consent needs a date: fill it in"),
        ({"signing_event": "#9"}, "signing event: '#9' is no signing of this program: leave it"),
        ({"signing_event": "4th"}, "signing event: '4th' is no signing of this program: leave it"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told(cells: dict[str, str], problem: str) -> None:
    edited(lambda members: members("Egypt", **cells))
    [line] = told()
    assert line.startswith(f"g.xlsx: row 4: {cells.get('participant', 'Egypt')}: {problem}")


def test_what_the_register_has_corrected_since_is_left_to_a_person() -> None:
    terminal.answer_to("depositary correct '#4' --set occurred_on=2023-12-05 --reason x")
    assert proposed() == []
    edited(lambda members: members("Egypt", signed="2023-12-06", reason="x", source="press-1"))
    since = "#4 was corrected since the grid was written, to occurred_on 2023-12-05"
    assert told() == [f"g.xlsx: row 4: Egypt: {since}: see which holds"]
    edited(lambda members: members("Egypt", signed="2023-12-05"))
    assert proposed() == []


def test_what_was_retracted_since_is_not_corrected() -> None:
    terminal.answer_to("depositary retract '#4' --reason x")
    assert proposed() == []
    edited(lambda members: members("Egypt", signed="2023-12-06", reason="x", source="press-1"))
    assert told() == [
        "g.xlsx: row 4: Egypt: #4 was retracted since the grid was written: see 'log'"
    ]


def test_a_grid_of_another_ledger_is_refused() -> None:
    for typed in ("init", f"append program {PROGRAM}", "append program --id x --name X"):
        terminal.answer_to(f"depositary --db other.db {typed}")
    answer = terminal.answer_to("depositary --db other.db reconcile g.xlsx")
    assert answer == (
        "depositary: g.xlsx: it was written from another ledger: write the grid anew\n[exit 1]"
    )


def test_a_program_of_tiers_has_its_own_columns() -> None:
    for typed in (
        "append program --id brics --name BRICS --tiers partner --tiers member --members member",
        "append admission --program BRICS --participant Egypt --on 2024-01-01 --as member",
        "export --grid g.xlsx --program BRICS",
    ):
        assert "[exit" not in terminal.answer_to(f"depositary {typed}")
    edited(lambda members: members("Egypt", **{"as": "partner"}, reason="x", source="press-1"))
    assert [one["changes"] for one in proposed()] == [{"tier": "partner"}]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda book: book["about"].delete_rows(1), "it does not tell its program: say of"),
        (lambda book: book["about"].__setitem__("C1", "?"), "its sheet 'about' is gone: write the"),
        (lambda book: book["members"].delete_cols(1), "no sheet has the columns participant, id"),
    ],
)
def test_a_grid_that_has_lost_what_names_it(change: Change, problem: str) -> None:
    book = openpyxl.load_workbook("g.xlsx")
    change(book)  # type: ignore[arg-type]
    book.save("g.xlsx")
    assert problem in terminal.answer_to("depositary reconcile g.xlsx --source press-1")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("export --grid x.xlsx", "--grid is a form and a file of its own, of one --program"),
        ("export --grid x.xlsx --program ILRS -o y", "--grid is a form and a file of its own"),
        ("export --grid events.db --program ILRS", "events.db is the ledger itself"),
        ("export --grid x.xlsx --program LIRS", "no program is called 'LIRS'"),
    ],
)
def test_what_is_typed_wrong_is_told(typed: str, said: str) -> None:
    assert said in terminal.answer_to(f"depositary {typed}")
    assert not Path("x.xlsx").exists()
