"""Results of Wikidata's query service, and memberships in Popolo's form."""

import json
from pathlib import Path
from typing import Any

import pytest
import terminal
from lists import SOURCE

from intake.tables import files, formats
from intake.tables.listing import Listing, Told
from intake.tables.sheets import BadList
from intake.tables.wikidata import date_of


def read(path: Path, **told: Any) -> Listing:
    return formats.read(files.read(path), Told(**told))


def acts(listing: Listing) -> list[str]:
    return [
        " ".join([one.name, act.type, act.occurred_on, *map("=".join, sorted(act.fields.items()))])
        for one in listing.members
        for act in one.acts
    ]


def problems(listing: Listing) -> list[str]:
    return [f"{one.row} {one.name}: {one.problem}" for one in listing.wrong]


def row(number: int, label: str, **more: str) -> dict[str, str]:
    entity = f"http://www.wikidata.org/entity/Q{number}"
    return {"participant": entity, "participantLabel": label, **more}


ROWS = [
    row(79, "Egypt", property="P1891", date="2023-12-06T00:00:00Z", datePrecision="11"),
    row(
        79,
        "Egypt",
        property="P1891",
        date="2023-12-06T00:00:00Z",
        datePrecision="11",
        reference="https://example.org/second",
    ),
    row(
        657,
        "Chad",
        property="http://www.wikidata.org/entity/P6193",
        date="2004-05-01T00:00:00Z",
        datePrecision="10",
        reference="https://example.org/chad",
    ),
    row(912, "Mali", property="P1891", date="1967-01-01T00:00:00Z", datePrecision="9"),
    row(945, "Togo", property="P1891", date="1967-01-01T00:00:00Z"),
    row(419, "Peru", property="P463", date="1967-01-27T00:00:00Z"),
    row(712, "Fiji", property="P1891", date="http://www.wikidata.org/.well-known/genid/ab"),
]


def bindings(rows: list[dict[str, str]]) -> str:
    """Rows as the query service gives them in JSON."""
    found = [
        {name: {"type": "literal", "value": value} for name, value in one.items()} for one in rows
    ]
    return json.dumps({"head": {"vars": []}, "results": {"bindings": found}})


def csv_of(rows: list[dict[str, str]]) -> str:
    names = list(dict.fromkeys(name for one in rows for name in one))
    lines = [",".join(one.get(name, "") for name in names) for one in rows]
    return "\n".join([",".join(names), *lines])


@pytest.mark.parametrize("written", [bindings, json.dumps, csv_of])
def test_statements_of_a_treaty_keep_the_precision_of_their_dates(
    tmp_path: Path, written: Any
) -> None:
    path = tmp_path / "query"
    path.write_text(written(ROWS))
    found = read(path)
    assert acts(found) == [
        "Egypt signing 2023-12-06",
        "Chad consent 2004-05 action=ratification",
        "Mali signing 1967",
    ]
    assert [one.ids for one in found.members][:2] == [("wikidata:Q79",), ("wikidata:Q657",)]
    assert found.members[1].acts[0].locator == "reference https://example.org/chad"
    assert [one[:60] for one in problems(found)] == [
        "6 Togo: date: '1967-01-01T00:00:00Z' may be all of a month o",
        "7 Peru: date: P463 does not say how it joined: tell the act,",
    ]


def test_a_membership_of_an_organisation_begins_and_ends(tmp_path: Path) -> None:
    end = {"end": "2021-00-00T00:00:00Z", "endPrecision": "9"}
    path = tmp_path / "query.json"
    path.write_text(bindings([row(419, "Peru", property="P463", date="1967-01-27", **end)]))
    found = read(path, act="admission:member")
    assert acts(found) == ["Peru admission 1967-01-27 tier=member", "Peru withdrawal 2021"]
    assert "look how" in found.members[0].acts[1].look


@pytest.mark.parametrize(
    ("text", "precision", "date"),
    [
        ("1967-01-27T00:00:00Z", "", "1967-01-27"),
        ("+1967-01-27T00:00:00Z", "11", "1967-01-27"),
        ("1967-01-01T00:00:00Z", "11", "1967-01-01"),
        ("1967-01-01T00:00:00Z", "8", "196X"),
    ],
)
def test_a_time_is_as_exact_as_its_precision(text: str, precision: str, date: str) -> None:
    assert date_of(text, precision) == date


@pytest.mark.parametrize(
    ("text", "precision"), [("1967-10-01T00:00:00Z", ""), ("1900-01-01", "7"), ("-0300-01-01", "")]
)
def test_a_time_that_is_not_exact_is_refused(text: str, precision: str) -> None:
    with pytest.raises(ValueError, match=r"may be all of|exact to a century|is no time"):
        date_of(text, precision)


def membership(**more: Any) -> dict[str, Any]:
    return {"organization_id": "ilrs", **more}


POPOLO = {
    "organizations": [
        {"id": "ilrs", "name": "ILRS"},
        {"id": "EGY", "name": "Egypt (the state)"},
        {"id": "x", "name": "Chad", "identifiers": [{"scheme": "wikidata", "identifier": "Q657"}]},
    ],
    "memberships": [
        membership(member_id="EGY", role="signatory", start_date="2023-12-06"),
        membership(member_id="x", role="Partner Country", start_date="2024"),
        membership(
            member={"name": "Peru"}, role="supporter", start_date="2023-01", end_date="2024-05-06"
        ),
        membership(member={"name": "Mali"}, role="party", start_date="2024"),
        membership(member={"name": "Togo"}, start_date="2024"),
    ],
}


def test_memberships_give_what_their_role_says(tmp_path: Path) -> None:
    path = tmp_path / "popolo.json"
    path.write_text(json.dumps(POPOLO))
    found = read(path)
    assert acts(found) == [
        "Egypt (the state) signing 2023-12-06",
        "Chad admission 2024 tier=partner-country",
        "Peru endorsement 2023-01",
        "Peru withdrawal 2024-05-06",
    ]
    assert [one.ids for one in found.members] == [("EGY",), ("wikidata:Q657", "x"), ()]
    assert found.program.names == ["ILRS"]
    assert problems(found) == [
        "4 Mali: start_date: the role 'party' does not say by which act it joined: tell the act",
        "5 Togo: start_date: it has no role, which says by which act it joined: tell the act",
    ]


def test_a_file_without_memberships_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "popolo.json"
    path.write_text('{"memberships": []}')
    with pytest.raises(BadList, match="it has no memberships"):
        read(path)


def test_who_is_known_by_an_id_elsewhere_is_found_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    terminal.answer_to("depositary init")
    terminal.answer_to("depositary append program --id ilrs --name ILRS")
    cnsa = "--id cnsa --name CNSA --kind agency --same-as wikidata:Q5"
    terminal.answer_to(f"depositary append participant {cnsa}")
    precision = {"property": "P1891", "date": "2023-12-06", "datePrecision": "11"}
    rows = [row(5, "China's agency", **precision), row(6, "World Space Union", **precision)]
    Path("q.json").write_text(json.dumps(rows))
    typed = f"depositary reconcile q.json --program ILRS {SOURCE} 2024-01-01 -o p.jsonl"
    assert "[exit" not in terminal.answer_to(typed)
    wires = [json.loads(line) for line in Path("p.jsonl").read_text().splitlines()]
    assert wires[1]["same_as"] == ["wikidata:Q6"]
    assert [one["participant"] for one in wires[2:]] == ["cnsa", "world-space-union"]


def test_the_day_from_which_a_withdrawal_counts_is_the_end_of_a_membership(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    terminal.answer_to("depositary init")
    terminal.answer_to("depositary append program --id ilrs --name ILRS")
    base = "--program ILRS --participant Peru"
    terminal.answer_to(f"depositary append signing {base} --on 2020-01-01")
    terminal.answer_to(
        f"depositary append withdrawal {base} --on 2023-01-05 --effective-on 2024-01-05"
    )
    member = {"organization_id": "o", "member": {"name": "Peru"}, "role": "signatory"}
    member |= {"start_date": "2020-01-01", "end_date": "2024-01-05"}
    Path("p.json").write_text(json.dumps({"memberships": [member]}))
    typed = f"depositary reconcile p.json --program ILRS {SOURCE} 2024-06-01"
    assert "1 on the list; 2 same" in terminal.answer_to(typed)
