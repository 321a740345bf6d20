"""Questions asked by other programs: the answers are those of the commands, with what they rest on;
refusals are the commands' own."""

import json
import os
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import terminal
from servers import SAMPLE, record

from cli import apart, asking
from cli.apart import Apart
from cli.app import App
from cli.asking import Asking, Reply
from projections import audit_shapes
from projections.evidence import Evidence
from projections.kept.ledgers import open_ledger
from projections.view import View

ROOT = "618c5779ff7f89dc7f90f0f7931ca2fee4f5558ad6a11b23f3dbcf674bf62ae0"


def ask(name: str, *given: tuple[str, str], path: Path = SAMPLE) -> Reply:
    app = App(clock=lambda: terminal.NOW)
    app.at(str(path))
    return Asking(app).ask(name, given)


def cite(question: str) -> Reply:
    app = App(clock=lambda: terminal.NOW)
    app.at(str(SAMPLE))
    return Asking(app).cite([("question", question)])


def shape(name: str, *given: tuple[str, str], path: Path = SAMPLE) -> dict[str, Any]:
    found = ask(name, *given, path=path)
    assert (found.status, found.kind) == (200, "application/json"), found.text
    assert found.text.count("\n") == 1
    value: dict[str, Any] = json.loads(found.text)
    return value


ASKED = [
    ("roster 'ILRS' --on 2022-12-31", {"program": "ILRS", "on": "2022-12-31"}),
    ("roster ILRS --kind state --kind ngo", {"program": "ILRS", "kind": ("state", "ngo")}),
    ("roster ILRS --sources", {"program": "ILRS", "sources": "1"}),
    ("roster ILRS", {"program": "ILRS", "sources": "false"}),
    ("diff ILRS '#40' '#90' --on 2023-06-30", ["ILRS", "#40", "#90", "2023-06-30"]),
    ("compare ILRS 'Artemis Accords'", {"program": ("ILRS", "Artemis Accords")}),
    ("timeline Egypt --known 2023-12-31", {"name": "Egypt", "known": "2023-12-31"}),
    ("timeline", {}),
    ("replay ILRS --min-sources 2", {"program": "ILRS", "min-sources": "2"}),
    ("audit ILRS Egypt", {"program": "ILRS", "participant": "Egypt"}),
    ("ties Egypt", {"participant": "Egypt"}),
    ("programs", {}),
    ("participants --region Africa", {"region": "Africa"}),
    ("sources --tier official", {"tier": "official"}),
    ("log --search MisrSat-2 --last 3", {"search": "MisrSat-2", "last": "3"}),
    (f"log --search MisrSat-2 --last {10**30}", {"search": "MisrSat-2", "last": str(10**30)}),
    ("show '#31'", {"event": "#31"}),
    ("status", {}),
    ("chart ILRS --from 2023-12-31", {"program": "ILRS", "from": "2023-12-31"}),
    ("map ILRS", {"program": "ILRS"}),
    ("check references sources", {"name": ("references", "sources")}),
]


@pytest.mark.parametrize(("typed", "given"), ASKED, ids=[typed for typed, _ in ASKED])
def test_the_answer_is_the_commands_own_with_what_it_rests_on(typed: str, given: Any) -> None:
    name = shlex.split(typed)[0]
    if isinstance(given, list):
        given = dict(zip(("program", "from", "to", "on"), given, strict=True))
    pairs = [
        (key, one)
        for key, value in given.items()
        for one in (value if isinstance(value, tuple) else (value,))
    ]
    found = shape(name, *pairs)
    beside = {key: found.pop(key) for key in ("record", "evidence", "notes")}
    cite = " --cite" if asking.questions()[name].citable else ""
    said = terminal.answer_to(f"depositary --db {SAMPLE} {typed}{cite} --format json")
    assert found == json.loads(said)
    if cite:
        record = beside["record"]
        assert found["citation"].endswith(f"at #{record['position']} root {record['root']}")
    else:
        assert beside["record"] == {"position": 1051, "root": ROOT}


def test_each_event_that_an_answer_names_comes_with_its_sources() -> None:
    found = shape("roster", ("program", "ILRS"), ("on", "2022-12-31"), ("sources", "1"))
    because = {one for entry in found["members"] for one in entry["because"]}
    evidence = {one["event"]: one["sources"] for one in found["evidence"]}
    assert because == evidence.keys()
    for entry in found["members"]:
        assert entry["sources"] == [one for at in entry["because"] for one in evidence[at]]


def test_so_do_claims_and_events_of_no_program() -> None:
    claims = shape("check", ("name", "claims"))
    [first, *_] = claims["evidence"]
    assert first["sources"][0]["publisher"]
    [launch] = shape("log", ("type", "launch"), ("last", "1"))["evidence"]
    assert launch["sources"][0]["publisher"]


def test_the_sources_of_events_are_those_that_a_whole_fold_finds() -> None:
    with open_ledger(SAMPLE) as ledger:
        view = View(ledger)
        everything = view.events_for()
        evidence = Evidence(everything)
        positions = [one["event"] for one in shape("timeline", ("name", "Egypt"))["evidence"]]
        few = view.events_at(positions)
        for position in positions:
            standing, same = everything.standing(position), few.standing(position)
            assert standing is not None
            assert standing == same
        [whole] = [one for one in shape("log")["evidence"] if one["event"] == positions[0]]
        standing = everything.standing(positions[0])
        assert standing
        assert whole["sources"] == [audit_shapes.support(one) for one in evidence.of(standing)]


def test_without_its_tables_a_ledger_has_the_same_sources(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLE, tmp_path / "events.db"))
    record(path, "new", subscribers=())  # its tables are behind
    asked = [("name", "Egypt"), ("known", "#1051")]
    assert shape("timeline", *asked, path=path) == shape("timeline", *asked)


def test_a_citation_is_asked_again() -> None:
    found = shape("again", ("citation", "depositary ties ARE at #162 root a6db7db9396b"))
    assert found["differs"] is True
    assert found["record"] == {"position": 1051, "root": ROOT}


@pytest.mark.parametrize("option", ["--proof x.txt", "--proof=x.txt"])
def test_no_citation_makes_it_write_a_file(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cited = f"depositary audit ilrs EGY {option} at #1051 root {ROOT}"
    for found in (ask("again", ("citation", cited)), cite(f"audit ilrs EGY {option}")):
        assert found.status == 400
        assert "leave it out, a question writes no file" in json.loads(found.text)["error"]
    assert list(tmp_path.iterdir()) == []


def test_a_policy_which_is_a_file_and_asks_witnesses_is_no_part_of_a_question() -> None:
    assert "--policy" in terminal.answer_to("depositary head --help")
    found = ask("head", ("policy", "/etc/hostname"))
    told = json.loads(found.text)["error"]
    assert (found.status, told.partition(":")[0]) == (400, "head takes no 'policy'")


def test_a_proof_is_the_text_that_the_command_writes() -> None:
    for typed, given in (("head", []), ("prove '#31'", [("event", "#31")])):
        found = ask(typed.split()[0], *given)
        said = terminal.answer_to(f"depositary --db {SAMPLE} {typed}")
        assert (found.kind, found.text.rstrip("\n")) == ("text/plain", said)


def test_what_a_command_says_beside_its_answer_is_a_note() -> None:
    found = shape("roster", ("program", "ILRS"), ("before", "october-accords"), ("known", "#190"))
    assert found["notes"] == ["#193 of the milestone october-accords does not stand as known then"]


@pytest.mark.parametrize(
    ("name", "given", "status", "said"),
    [
        ("roster", [("program", "Moonbase")], 404, "no program is called 'Moonbase'"),
        ("audit", [("program", "ILRS"), ("participant", "Atlantis")], 404, "no participant"),
        ("show", [("event", "#9999")], 404, "no event"),
        ("nothing", [], 404, "there is no question 'nothing': ask one of roster, diff"),
        ("roster", [], 400, "roster needs program: give it"),
        ("roster", [("program", "ILRS")] * 2, 400, "program takes one value, not 2: give one"),
        ("roster", [("program", "ILRS"), ("day", "1")], 400, "roster takes no 'day': it takes"),
        ("roster", [("program", "ILRS"), ("on", "2023-02-31")], 400, "2023-02-31"),
        ("roster", [("program", "ILRS"), ("tier", "x")], 400, "invalid value for '--tier'"),
        ("roster", [("program", "ILRS"), ("on", "a"), ("on", "b")], 400, "--on takes one value"),
        ("roster", [("program", "ILRS"), ("format", "csv")], 400, "roster takes no 'format'"),
        ("log", [("follow", "1")], 400, "log takes no 'follow'"),
        ("audit", [("proof", "x.txt")], 400, "audit takes no 'proof'"),
        ("chart", [("program", "ILRS"), ("output", "x.svg")], 400, "chart takes no 'output'"),
        ("prove", [("event", "#31"), ("sign", "key")], 400, "prove takes no 'sign'"),
        ("prove", [], 400, "prove needs event: give it"),
        ("again", [("citation", "roster ILRS")], 400, "is no citation"),
        ("ties", [("participant", "x" * 2001)], 400, "participant has 2001 characters: give 2000"),
        ("roster", [("kind", "state")] * 101, 400, "101 values are given: give 100 at most"),
        ("roster", [("program", "--help")], 404, "no program is called '--help'"),
        ("roster", [("program", "ILRS"), ("on", "--help")], 400, "'--help' is no date"),
    ],
)
def test_a_refusal_is_one_line_of_json(
    name: str, given: list[tuple[str, str]], status: int, said: str
) -> None:
    found = ask(name, *given)
    assert (found.status, found.kind) == (status, "application/json")
    assert found.text.endswith("\n")
    assert found.text.count("\n") == 1
    assert said in json.loads(found.text)["error"]


def test_it_is_what_the_command_says() -> None:
    said = terminal.answer_to(f"depositary --db {SAMPLE} roster ILRS --on 2023-02-31")
    found = ask("roster", ("program", "ILRS"), ("on", "2023-02-31"))
    assert f"depositary: {json.loads(found.text)['error']}" == said.splitlines()[0]


def test_without_a_ledger_nothing_is_answered(tmp_path: Path) -> None:
    found = ask("status", path=tmp_path / "none.db")
    assert found.status == 500
    assert "there is no ledger" in found.text


def test_an_answer_has_a_limit_of_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LARGEST", 1000)
    assert ask("status").status == 400


def test_a_fault_of_the_program_is_told_to_whoever_runs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("a fault")

    monkeypatch.setattr(asking, "_words", fails)
    assert ask("status").status == 500
    assert "KeyError: 'a fault'" in capsys.readouterr().err


def worker(how: str) -> Any:
    """What works in a process apart."""

    def work(what: str) -> str:
        if what == "die":
            os._exit(1)
        while what == "never":
            pass
        return f"{how} {what}"

    return work


@pytest.mark.apart
def test_work_is_broken_off_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    apart_ = Apart(worker, "did", 1, 2.0)
    try:
        assert apart_.do("this") == "did this"
        with pytest.raises(apart.TookTooLong):
            apart_.do("never")
        assert apart_.do("that") == "did that"
        with pytest.raises(apart.BrokeOff):
            apart_.do("die")
        assert apart_.do("this") == "did this"
        monkeypatch.setattr(apart, "_WAIT", 0.01)
        with apart_._turn(), pytest.raises(apart.Busy):
            apart_.do("this")
    finally:
        apart_.close()
