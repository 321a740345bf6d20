"""Answers about a day gone by have the names of that day, and today's beside them; territories are
counted as no states."""

import csv
import io
import json
from pathlib import Path

import pytest
from terminal import answer_to

LEDGER = """
append program --id pact --name "The Pact"
append consent --program pact --participant Swaziland --on 1968-09-06 --action accession
append consent --program pact --participant Zaire --on 1976-01-01 --action ratification
append consent --program pact --participant "Hong Kong" --on 1980-01-01 --action accession
append consent --program pact --participant France --on 1960-01-01 --action ratification
append withdrawal --program pact --participant "DR Congo" --on 2000-01-01
append participant --id iowa --name Iowa --kind subnational --state USA --same-as wikidata:Q1546
append endorsement --program pact --participant wikidata:Q1546 --on 1990-01-01
append renaming --program pact --name "The Covenant" --on 2010-01-01
append renaming --participant iowa --name "Ioway" --on 2020-01-01
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the ledger that each of these tests reads."""
    folder = tmp_path_factory.mktemp("names")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        answer_to("depositary init")
        for line in LEDGER.strip().splitlines():
            answer = answer_to(f"depositary {line}")
            assert "[exit" not in answer, answer
    return folder


@pytest.fixture(autouse=True)
def _in_its_folder(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("roster pact --on 1970-01-01", "Swaziland (now Eswatini)"),
        ("roster pact --on 2018-04-18", "Swaziland (now Eswatini)"),
        ("roster pact --on 1980-01-01", "Zaire (now DR Congo)"),
        ("roster pact --on 1980-01-01", "4 members (3 state, 1 territory)"),
        ("roster 'The Covenant' --on 1999-12-31", "DR Congo  "),
        ("audit pact ZAR --on 1980-01-01", "audit of Zaire (now DR Congo) at"),
        ("audit pact Zaire --on 2001-01-01", "not on the roster: "),
        ("audit pact HKG --on 1990-01-01", "territory, for which United Kingdom is responsible"),
        ("audit pact HKG --on 2000-01-01", "territory, for which China is responsible"),
        ("audit pact Iowa --on 2000-01-01", "audit of Iowa (now Ioway) at"),
        ("audit pact Ioway --on 2021-01-01", "audit of Ioway at"),
        ("roster pact --on 1970-01-01", "The Pact (now The Covenant): roster at"),
        ("roster pact --on 2015-01-01", "The Covenant: roster at"),
        ("audit pact France --on 1970-01-01", "The Pact (now The Covenant): audit of France at"),
        ("compare pact pact --on 2015-01-01", "The Covenant and The Covenant: compared"),
        ("diff pact 1970-01-01 1980-01-01", "Zaire (now DR Congo)"),
        ("timeline Eswatini", "Swaziland (now Eswatini) acceded to"),
        ("timeline Iowa", "Iowa (now Ioway) took the name Ioway"),
        ("map pact --on 1980-01-01", "Zaire (now DR Congo)"),
        ("show '#7'", "subnational iowa: Iowa (wikidata:Q1546)"),
    ],
)
def test_a_day_gone_by_has_its_names(asked: str, shown: str) -> None:
    assert shown in f"{answer_to(f'depositary {asked}')}\n"


def test_of_today_there_are_todays_names_alone() -> None:
    assert "now" not in answer_to("depositary roster pact --on 2021-01-01").partition("\n")[2]


def test_rows_to_join_by_have_both_names_apart() -> None:
    text = answer_to("depositary roster pact --on 1980-01-01 --format csv")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["SWZ"]["participant"], rows["SWZ"]["name_then"]) == ("Eswatini", "Swaziland")
    assert (rows["FRA"]["participant"], rows["FRA"]["name_then"]) == ("France", "France")


def test_json_has_both_names_apart() -> None:
    text = answer_to("depositary roster pact --on 1980-01-01 --format json")
    found = {one["participant"]["id"]: one for one in json.loads(text)["members"]}
    assert found["COD"]["participant"]["name"] == "DR Congo"
    assert found["COD"]["name_then"] == "Zaire"
    assert found["HKG"]["participant"]["kind"] == "territory"


def test_only_states_are_counted_as_states() -> None:
    text = answer_to("depositary roster pact --on 1980-01-01 --kind territory --format json")
    assert [one["participant"]["id"] for one in json.loads(text)["members"]] == ["HKG"]
