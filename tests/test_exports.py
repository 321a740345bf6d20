"""What the ledger comes to in the forms of others, held against its own answers."""

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import terminal
from lists import SOURCE
from pages import SAMPLE

from cli.exports.quickstatements import time
from cli.exports.standing import reduced
from ledger import states
from ledger.dates import parse
from ledger.store import Ledger
from projections.view import View

TODAY = terminal.NOW.date()


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    shutil.copy(SAMPLE, "events.db")
    return tmp_path


@pytest.fixture
def view(desk: Path) -> Iterator[View]:
    with Ledger.open("events.db") as ledger:
        yield View(ledger)


def exported(typed: str) -> str:
    answer = terminal.answer_to(f"depositary export {typed}")
    assert "[exit" not in answer, answer
    return answer


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The analysis database of the sample, which is only read."""
    path = tmp_path_factory.mktemp("exports") / "analysis.db"
    typed = f"depositary --db {SAMPLE} export -o {path}"
    assert terminal.answer_to(typed) == f"13 programs written to {path}"
    sql = sqlite3.connect(path)
    yield sql
    sql.close()


def test_each_foreign_key_names_a_row(analysis: sqlite3.Connection) -> None:
    assert analysis.execute("PRAGMA foreign_key_check").fetchall() == []
    keys = analysis.execute("PRAGMA foreign_key_list(events)").fetchall()
    assert {key[2] for key in keys} == {"programs", "participants"}


def test_rosters_by_year_are_those_of_the_program(analysis: sqlite3.Connection, view: View) -> None:
    for program in map(view.program, sorted(view.names.programs)):
        query = "SELECT year, on_day, participant, certainty FROM rosters WHERE program = ?"
        found: dict[str, set[tuple[str, str]]] = {}
        for _, on, participant, certainty in analysis.execute(query, [program.id]):
            found.setdefault(on, set()).add((participant, certainty))
        assert found
        for on, entries in found.items():
            wanted = view.roster(program, date.fromisoformat(on)).entries
            assert entries == {(one.participant, one.certainty) for one in wanted}, (program.id, on)
        assert max(found) == TODAY.isoformat() or program.id in ("gatt", "gateway", "inf-treaty")


def test_members_on_any_day_follow_from_the_periods(
    analysis: sqlite3.Connection, view: View
) -> None:
    query = """SELECT DISTINCT participant FROM memberships WHERE program = ? AND member
               AND certain_from <= ? AND (certain_until IS NULL OR ? < certain_until)"""
    program = view.program("brics")
    for on in (date(2010, 6, 1), date(2023, 12, 31), date(2024, 1, 1), date(2026, 1, 1)):
        rows = analysis.execute(query, [program.id, on.isoformat(), on.isoformat()])
        wanted = {one.participant for one in view.roster(program, on).members}
        assert {row[0] for row in rows} == wanted


def test_events_read_as_they_stand(analysis: sqlite3.Connection, view: View) -> None:
    [count] = analysis.execute("SELECT count(*) FROM events").fetchone()
    assert count == view.ledger.size
    retracted = analysis.execute("SELECT position FROM events WHERE NOT stands").fetchall()
    assert retracted
    for (position,) in retracted:
        assert view.ledger.reading_of(position) is None
    query = "SELECT position, occurred_on FROM events WHERE stands AND occurred_on IS NOT NULL"
    for position, on in analysis.execute(query):
        assert str(view.ledger.reading_of(position).occurred_on) == on  # type: ignore[union-attr]


def test_words_are_found(analysis: sqlite3.Connection) -> None:
    query = """SELECT count(*) FROM events JOIN events_fts ON events.rowid = events_fts.rowid
               WHERE events_fts MATCH 'egypt' AND type = 'signing'"""
    assert analysis.execute(query).fetchone()[0] > 0
    query = "SELECT value FROM about WHERE key = 'known'"
    assert analysis.execute(query).fetchone() == ("#1051",)


def test_an_analysis_of_one_program_names_all_that_events_name() -> None:
    exported("-o one.db --program ILRS --known '#500'")
    sql = sqlite3.connect("one.db")
    assert {row[0] for row in sql.execute("SELECT DISTINCT program FROM rosters")} == {"ilrs"}
    assert sql.execute("PRAGMA foreign_key_check").fetchall() == []
    assert sql.execute("SELECT max(position) FROM events").fetchone() == (500,)
    sql.close()


def test_popolo_comes_back_as_what_is_on_file(view: View) -> None:
    exported("--format popolo --program ILRS -o popolo.json")
    whole = json.loads(Path("popolo.json").read_text())
    program = view.program("ILRS")
    now = {
        one["member"]["id"]
        for one in whole["memberships"]
        if one["role"] in program.members and "end_date" not in one
    }
    assert now == {one.participant for one in view.roster(program, TODAY).members}
    assert {one["organization_id"] for one in whole["memberships"]} == {"ilrs"}
    egypt = next(one for one in whole["memberships"] if one["member"]["id"] == "EGY")
    assert (egypt["role"], egypt["start_date"]) == ("signatory", "2023-12-06")
    assert egypt["sources"][0]["url"].startswith("https://")
    named = {one["id"]: one for one in whole["organizations"]}
    assert {"scheme": "wikidata", "identifier": "Q79"} in named["EGY"]["identifiers"]
    typed = f"depositary reconcile popolo.json {SOURCE} 2026-11-01 --format json"
    [found] = json.loads(terminal.answer_to(typed).removesuffix("\n[exit 3]"))["lists"]
    assert found["program"]["id"] == "ilrs"
    assert found["counts"].get("new", 0) == found["counts"].get("other date", 0) == 0
    assert {one["problem"][:44] for one in found["wrong"]} == {
        "start_date: the role 'party' does not say by",
        "start_date: the role 'bound' does not say by",
    }


def test_entities_of_followthemoney_are_linked() -> None:
    lines = exported("--format followthemoney --program BRICS").splitlines()
    entities = {one["id"]: one for one in map(json.loads, lines)}
    assert len(entities) == len(lines)
    memberships = [one for one in entities.values() if one["schema"] == "Membership"]
    for one in memberships:
        of = one["properties"]
        assert entities[of["member"][0]]["schema"] == "PublicBody"
        assert entities[of["organization"][0]]["schema"] == "Organization"
        assert all(isinstance(value, list) and value for value in of.values())
    assert entities["depositary-egy"]["properties"]["country"] == ["eg"]
    assert {one["properties"]["role"][0] for one in memberships} == {"member", "partner"}


def test_a_panel_says_of_each_year_who_was_a_member(view: View) -> None:
    text = exported("--format panel --program BRICS --program 'Outer Space Treaty'")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["ccode", "iso3", "state", "year", "brics", "outer-space-treaty"]
    programs = [view.program("brics"), view.program("outer-space-treaty")]
    days = {one["year"]: min(date(int(one["year"]), 12, 31), TODAY) for one in rows}
    rosters = {
        (program.id, year): {one.participant: one for one in view.roster(program, on).entries}
        for program in programs
        for year, on in days.items()
    }
    for row in rows:
        state = states.state(row["iso3"])
        assert state
        for program in programs:
            found = rosters[program.id, row["year"]].get(row["iso3"])
            wanted = "0" if found is None else "1" if found.certain else "-9"
            ended = state.until is not None and state.until <= days[row["year"]]
            assert row[program.id] == ("-1" if ended else wanted), row
    by_key = {(row["iso3"], row["year"]): row for row in rows}
    assert by_key["EGY", "2024"]["ccode"] == "651"
    assert (by_key["DEU", "1989"]["ccode"], by_key["DEU", "1990"]["ccode"]) == ("260", "255")
    assert by_key["EGY", "1970"]["state"] == "United Arab Republic"
    assert by_key["SUN", "1990"]["outer-space-treaty"] == "1"
    assert by_key["SUN", "1992"]["outer-space-treaty"] == "-1"


def with_entity(program: str, entity: str) -> None:
    found = json.loads(terminal.answer_to("depositary log --type program --format json"))
    key = next(iter(set(found) - {"known", "policy"}))
    position = next(one["position"] for one in found[key] if one["event"]["id"] == program)
    changed = f"""'same_as=["wikidata:{entity}"]'"""
    terminal.answer_to(f"depositary correct '#{position}' --set {changed} --reason x")


def test_statements_for_wikidata_say_who_signed_and_ratified() -> None:
    with_entity("moon-agreement", "Q235")
    lines = exported("--format quickstatements --program 'Moon Agreement'").splitlines()
    note = "note: moon-agreement: 11 accessions, successions and the like left out: Wikidata has no"
    assert [one for one in lines if one.startswith("note")] == [f"{note} property for them"]
    statements = [one.split("\t") for one in lines if not one.startswith("note")]
    austria = [one[:5] for one in statements if one[2] == "Q40"]
    assert austria == [
        ["Q235", "P1891", "Q40", "P585", "+1980-05-21T00:00:00Z/11"],
        ["Q235", "P6193", "Q40", "P585", "+1984-06-11T00:00:00Z/11"],
    ]
    assert all(one[5] == "S854" and one[6].startswith('"http') for one in statements)


def test_statements_for_wikidata_say_who_is_a_member_since_when() -> None:
    with_entity("brics", "Q234")
    lines = exported("--format quickstatements --program BRICS").splitlines()
    assert any(
        one.startswith("Q79\tP463\tQ234\tP580\t+2024-01-01T00:00:00Z/11\tS854\t") for one in lines
    )


def test_a_program_without_an_entity_has_no_statements() -> None:
    assert terminal.answer_to("depositary export --format quickstatements --program ILRS") == (
        "depositary: ilrs has no entity in Wikidata on file: correct it, with same_as as in "
        "wikidata:Q16\n[exit 1]"
    )


@pytest.mark.parametrize(
    ("text", "iso", "wikidata"),
    [
        ("2023-10-03", "2023-10-03", "+2023-10-03T00:00:00Z/11"),
        ("2023-10", "2023-10", "+2023-10-00T00:00:00Z/10"),
        ("2023", "2023", "+2023-00-00T00:00:00Z/9"),
        ("[2020-11-12,2020-11-13]", "2020-11", "+2020-11-00T00:00:00Z/10"),
        ("2023-10-31~", "2023", "+2023-00-00T00:00:00Z/9"),
        ("202X", None, None),
    ],
)
def test_a_date_is_as_exact_as_the_form_can_say(
    text: str, iso: str | None, wikidata: str | None
) -> None:
    date = parse(text)
    assert reduced(date.earliest, date.latest) == iso
    assert time(date) == wikidata


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("export --format analysis", "--format analysis is no text: give it a file with --output"),
        ("export --program ILRS", "--format jsonl has every event: leave out --program"),
        ("export --format panel --program LIRS", "no program is called 'LIRS'"),
        ("export -o x.db --restore-points", "restore points are for JSONL: leave out"),
        ("export --format analysis -o events.db", "events.db is the ledger itself"),
    ],
)
def test_what_is_typed_wrong_is_told(typed: str, said: str) -> None:
    assert said in terminal.answer_to(f"depositary {typed}")


def test_an_empty_ledger_is_exported(tmp_path: Path) -> None:
    terminal.answer_to("depositary --db empty.db init")
    for form in ("popolo", "followthemoney", "panel", "quickstatements"):
        answer = terminal.answer_to(f"depositary --db empty.db export --format {form}")
        assert "[exit" not in answer, answer
    assert "0 programs" in terminal.answer_to("depositary --db empty.db export -o none.db")
