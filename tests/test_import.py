"""``import``: what is recorded, what is known already, and what is said of each line that is wrong;
all or nothing, whatever the files hold."""

import io
import json
import os
import sqlite3
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from extent import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.app import App
from cli.importing import faults as wrong_lines
from cli.main import run
from ledger.store import Ledger, TreeHead

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
Answer = tuple[int, str, str]  # exit code, standard output, standard error
Import = Callable[..., Answer]

REGISTER = """\
- {type: program, id: ilrs, name: International Lunar Research Station, aliases: [ILRS]}
- {type: source, id: cgtn, publisher: CGTN, title: China and Egypt sign, tier: press}
- type: signing
  program: ILRS
  participant: Egypt
  occurred_on: 2023-12-06
  citations: [{source: cgtn}]
"""
SIGNING = {"type": "signing", "program": "ILRS", "participant": "EGY", "occurred_on": "2023-12"}
ATTESTATION = {"type": "attestation", "stance": "supports", "citation": {"source": "cgtn"}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with an empty ledger."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    Ledger.create("events.db").close()
    return tmp_path


@pytest.fixture
def depositary(capsys: pytest.CaptureFixture[str]) -> Import:
    """The command line; gives the exit code and what was written where."""

    def answer(*words: str) -> Answer:
        capsys.readouterr()
        code = run(words, obj=App(clock=lambda: NOW, by="desk"))
        return code, *capsys.readouterr()

    return answer


@pytest.fixture
def imported(depositary: Import) -> Import:
    """``import`` of a text as a file of a name."""

    def answer(name: str, text: str | bytes, *options: str) -> Answer:
        Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return depositary("import", name, *options)

    return answer


def head(path: str = "events.db") -> TreeHead:
    with Ledger.open(path) as ledger:
        assert ledger.size == ledger.head().size
        return ledger.head()


def bodies(path: str = "events.db") -> list[str]:
    with Ledger.open(path) as ledger:
        return [row.body for row in ledger.rows()]


def jsonl(*wires: object) -> str:
    return "".join(f"{json.dumps(wire)}\n" for wire in wires)


class TestRecording:
    def test_each_format_says_the_same(self, imported: Import, depositary: Import) -> None:
        assert imported("a.yaml", REGISTER) == (0, "3 recorded (#1 to #3)\n", "")
        lines = "".join(f"{body}\n" for body in bodies())
        assert imported("a.jsonl", lines) == (0, "0 recorded, 3 known already\n", "")
        table = (
            "type,id,name,publisher,title,tier,program,participant,occurred_on,aliases,"
            "citations.0.source\n"
            "program,ilrs,International Lunar Research Station,,,,,,,ILRS,\n"
            "source,cgtn,,CGTN,China and Egypt sign,press,,,,,\n"
            "signing,,,,,,ILRS,EG,2023-12-06,,cgtn\n"
        )
        assert imported("a.csv", table) == (0, "0 recorded, 3 known already\n", "")
        assert depositary("import", "a.yaml", "a.jsonl", "a.csv")[1] == (
            "0 recorded, 9 known already\n"
        )

    def test_names_become_ids_and_one_event_has_one_position(self, imported: Import) -> None:
        imported("a.yaml", REGISTER)
        assert imported("b.jsonl", jsonl(SIGNING)) == (0, "1 recorded (#4)\n", "")
        assert json.loads(bodies()[-1]) == {**SIGNING, "program": "ilrs"}

    def test_known_lines_are_skipped_and_new_ones_recorded(self, imported: Import) -> None:
        imported("a.yaml", REGISTER)
        longer = f"{REGISTER}- {json.dumps(SIGNING)}\n"
        assert imported("a.yaml", longer)[1] == "1 recorded (#4), 3 known already\n"

    def test_what_is_said_of_events_is_known_too(self, imported: Import) -> None:
        about = (
            "- {type: correction, event: '#3', changes: {occurred_on: 2023-12-07}, reason: a}\n"
            "- {type: retraction, event: '#4', reason: b}\n"
            "- {type: correction, event: '#3', changes: {place: Cairo}, reason: c}\n"
            "- {type: attestation, event: '#3', stance: disputes, citation: {source: cgtn}}\n"
        )
        assert imported("a.yaml", REGISTER + about)[1] == "7 recorded (#1 to #7)\n"
        assert imported("a.yaml", REGISTER + about)[1] == "0 recorded, 7 known already\n"

    def test_a_line_is_known_whatever_became_of_what_it_refers_to(self, imported: Import) -> None:
        kept = jsonl({"type": "participant", "id": "cnsa", "name": "CNSA", "kind": "agency"})
        kept += jsonl(SIGNING | {"participant": "cnsa", "program": "ilrs"})
        imported("a.yaml", REGISTER)
        imported("b.jsonl", kept)
        imported("c.jsonl", jsonl({"type": "retraction", "event": "#4", "reason": "filed wrong"}))
        assert imported("b.jsonl", kept)[:2] == (0, "0 recorded, 2 known already\n")

    def test_positions_are_those_of_the_ledger(self, imported: Import) -> None:
        text = jsonl(SIGNING, {"type": "retraction", "event": "#4", "reason": "it was not signed"})
        imported("a.yaml", REGISTER)
        assert imported("b.jsonl", text)[1] == "2 recorded (#4 to #5)\n"

    def test_standard_input(self, depositary: Import, monkeypatch: pytest.MonkeyPatch) -> None:
        def typed(text: str, *words: str) -> Answer:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
            return depositary("import", *words)

        assert typed(REGISTER, "-", "--from", "yaml")[1] == "3 recorded (#1 to #3)\n"
        assert typed(jsonl(SIGNING), "-")[1] == "1 recorded (#4)\n"
        assert typed("{", "-")[2].startswith("<stdin>:1: a JSON text over several lines")
        assert typed("", "-", "-")[0] == 2

    def test_a_slow_sender_does_not_hold_the_lock(self, imported: Import) -> None:
        imported("a.yaml", REGISTER)
        os.mkfifo("pipe.jsonl")

        def send() -> None:
            with (
                open("pipe.jsonl", "w") as pipe,
                Ledger.open("events.db", write=True) as ledger,
                ledger.batch(),
            ):
                pipe.write(jsonl(SIGNING))

        sender = threading.Thread(target=send)
        sender.start()
        assert run(["import", "pipe.jsonl"], obj=App(by="desk")) == 0
        sender.join()
        assert head().size == 4

    def test_a_dry_run_keeps_nothing(self, imported: Import) -> None:
        answer = imported("a.yaml", REGISTER, "--dry-run")
        assert answer == (0, "dry run: 3 recorded (#1 to #3); nothing was kept\n", "")
        assert head().size == 0

    def test_expect(self, imported: Import) -> None:
        code, _, err = imported("a.yaml", REGISTER, "--expect", "7")
        assert (code, head().size) == (1, 0)
        assert err.startswith("depositary: the ledger has 0 events, not 7 as expected")
        assert imported("a.yaml", REGISTER, "--expect", "0")[0] == 0

    def test_who_records(self, imported: Import) -> None:
        imported("a.yaml", REGISTER, "--recorded-by", "Night desk")
        with Ledger.open("events.db") as ledger:
            assert {one.recorded_by for one in ledger.events()} == {"Night desk"}
        code, _, err = imported("a.yaml", REGISTER, "--recorded-by", "\x1b[2J")
        assert (code, err) == (
            2,
            (
                "depositary: who records must be a name (--recorded-by, DEPOSITARY_BY), and it has "
                "the control character U+001B: see 'depositary import --help'\n"
            ),
        )

    def test_the_tables_are_kept(self, imported: Import, depositary: Import) -> None:
        imported("a.yaml", REGISTER)
        assert "Egypt" in depositary("roster", "ilrs")[1]
        assert depositary("verify")[0] == 0

    def test_a_bar_on_a_terminal_only(
        self, imported: Import, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        terminal = io.StringIO()
        monkeypatch.setattr(terminal, "isatty", lambda: True)
        monkeypatch.setattr(sys, "stderr", terminal)
        assert imported("a.yaml", REGISTER)[1] == "3 recorded (#1 to #3)\n"
        assert "importing" in terminal.getvalue()
        assert "100%" in terminal.getvalue()


BAD = {
    "an unknown name": (
        jsonl(SIGNING | {"participant": "xyz", "with": ["RUS", "Nobody"]}),
        [
            (
                "f:1: participant: no participant is called 'xyz': add it with "
                "'depositary append participant', or use its ISO 3166 code, if any"
            ),
            (
                "f:1: with.1: no participant is called 'Nobody': add it with "
                "'depositary append participant', or use its ISO 3166 code, if any"
            ),
        ],
    ),
    "every fault of every line": (
        jsonl(
            {"type": "signing", "program": "ILRS", "instrument": "handshake"},
            {"type": "sining"},
            SIGNING | {"occurred_on": "2023-02-30", "citations": [{"quote": "a"}, {"source": 1}]},
            SIGNING | {"date": "2023"},
        ),
        [
            "f:1: occurred_on: is missing",
            "f:1: participant: is missing",
            (
                "f:1: instrument: 'handshake' is not one of treaty, agreement, accords, "
                "cooperation-agreement, memorandum-of-understanding, joint-statement, declaration, "
                "letter-of-intent, contract, unspecified"
            ),
            "f:2: type: 'sining' is no event type known here: did you mean signing or ending?",
            (
                "f:3: occurred_on: '2023-02-30' is not a date, there is no such day: "
                "write 2023, 2023-10 or 2023-10-03"
            ),
            "f:3: citations.0.source: is missing",
            "f:3: citations.1.source: a text is expected, not a number",
            (
                "f:4: date: 'date' is no field known here: known are occurred_on, effective_on, "
                "place, document, note, citations, program, participant, action, predecessor, "
                "instrument, by, with"
            ),
        ],
    ),
    "a list": (
        "[]\n",
        ["f:1: a JSON text over several lines, or a list: write each event on one line"],
    ),
    "not an object": ("7\n", ["f:1: an event is a JSON object with a 'type'"]),
    "an id that is taken in the ledger": (
        jsonl({"type": "program", "id": "ilrs", "name": "Another"}),
        ["f:1: id: program 'ilrs' was filed already as #1: correct that event instead"],
    ),
    "an id that is taken above": (
        jsonl(*({"type": "milestone", "id": "m", "name": n, "on": "2023"} for n in "abb")),
        [f"f:{n}: id: it is defined already, at f:1: leave one of them out" for n in (2, 3)],
    ),
    "an id that is taken above, below what is known and what is blank": (
        jsonl({"type": "milestone", "id": "a", "name": "A", "on": "2023"}, SIGNING)
        + "\n"
        + jsonl(*({"type": "milestone", "id": "m", "name": n, "on": "2023"} for n in "bc")),
        ["f:5: id: it is defined already, at f:4: leave one of them out"],
    ),
    "what is defined below": (
        jsonl(
            SIGNING | {"citations": [{"source": "tass"}]},
            {"type": "source", "id": "tass", "publisher": "TASS", "title": "a", "tier": "press"},
        ),
        ["f:1: citations.0.source: it is defined only below, at f:2: move that up"],
    ),
    "what cannot be said of an event": (
        jsonl(ATTESTATION | {"event": "#1"}),
        ["f:1: event: #1, a program, cannot be attested: correct it or retract it"],
    ),
    "terminal escapes": (
        jsonl({"type": "program", "id": "x", "name": "\x1b[31mred", "\x9b2J": "\x07"}),
        [
            "f:1: name: it has the control character U+001B",
            (
                "f:1: \\x9b2J: '\\x9b2J' is no field known here: "
                "known are id, name, aliases, opened_on, tiers, members, force, consents_required,"
                " coverage, coverage_note, same_as, note, citations"
            ),
        ],
    ),
    "nothing": ("", ["f: has no events: give a file with one or more"]),
    "blank lines": ("\n \n", ["f: has no events: give a file with one or more"]),
}


class TestRefusing:
    @pytest.mark.parametrize(("text", "faults"), BAD.values(), ids=BAD)
    def test_every_fault_is_told_and_nothing_recorded(
        self, text: str, faults: list[str], imported: Import, depositary: Import
    ) -> None:
        imported("a.yaml", REGISTER)
        before = head()
        Path("good").write_text(jsonl(SIGNING))
        Path("f").write_text(text)
        code, out, err = depositary("import", "good", "f", "--from", "jsonl")
        *told, last = err.splitlines()
        assert told == faults
        assert (code, out) == (1, "")
        assert last.startswith("depositary: ")
        assert "nothing was recorded: mend" in last
        assert head() == before

    def test_in_yaml_each_event_has_its_line(self, imported: Import) -> None:
        text = """\
# from the wire
- type: signing
  program: ILRS
  participant: Egypt
  occured_on: 2023-12-06

- type: signing
  program: &it ILRS
  participant: Egypt
  occurred_on: 2023-12-06
  place: *it
- signing
- {type: claim, program: ILRS, on: 2023, count: many, citation: {source: cgtn}}
"""
        imported("a.yaml", REGISTER)
        code, _, err = imported("b.yaml", text)
        assert code == 1
        assert err.splitlines() == [
            "b.yaml:2: occurred_on: is missing",
            "b.yaml:2: occured_on: 'occured_on' is no field known here: did you mean occurred_on?",
            "b.yaml:7: place: the alias *it is not taken: write the value out",
            "b.yaml:12: not an event: write its fields as 'name: value'",
            "b.yaml:13: count: a whole number is expected, not a text",
            "depositary: 4 lines are wrong; nothing was recorded: mend them and import again",
        ]

    def test_in_csv_each_row_has_its_line(self, imported: Import) -> None:
        text = (
            "type;program;participant;occurred_on;note;citations.0.source\n"
            "signing;ILRS;Egypt;6.12.2023;;cgtn\n"
            "\n"
            'signing;ILRS;;2023-12-06;"two\nlines";cgtm\n'
            "signing;ILRS;Egypt;2023-12-06;;cgtm;more\n"
            "signing;ILRS;Egypt;2023-12-06;;cgtm\n"
        )
        imported("a.yaml", REGISTER)
        code, _, err = imported("b.csv", text)
        assert code == 1
        assert err.splitlines() == [
            (
                "b.csv:2: occurred_on: '6.12.2023' is not a date, it is not in EDTF: "
                "write 2023-12-06 or 2023-06-12, whichever the source means"
            ),
            "b.csv:4: participant: is missing",
            "b.csv:4: citations.0.source: no source is called 'cgtm': did you mean cgtn?",
            "b.csv:6: cell 7 has no column in the header: name it",
            "b.csv:7: citations.0.source: no source is called 'cgtm': did you mean cgtn?",
            "depositary: 4 lines are wrong; nothing was recorded: mend them and import again",
        ]

    def test_several_files(self, imported: Import, depositary: Import) -> None:
        Path("b.jsonl").write_text(jsonl(SIGNING, "x"))
        Path("c.csv").write_text("type,progam\n")
        imported("a.yaml", REGISTER)
        code, _, err = depositary("import", "b.jsonl", "c.csv")
        assert (code, head().size) == (1, 3)
        assert err.splitlines() == [
            "b.jsonl:2: an event is a JSON object with a 'type'",
            "c.csv:1: progam: no field has this name: did you mean program or programs?",
            (
                "depositary: 2 lines are wrong, a file was not read to its end; "
                "nothing was recorded: mend them and import again"
            ),
        ]


class TestConsequences:
    """What is wrong only because another line is wrong is counted, and not told."""

    SOURCE = (
        '{"type":"source","id":"tass","publisher":"TASS","title":"a","tier":"gossip"}\n',
        '{"type":"source","id":"tass","publisher":"TASS","title":"say "yes"","tier":"press"}\n',
    )

    @pytest.mark.parametrize("source", SOURCE)
    def test_citations_of_a_source_that_is_wrong(self, source: str, imported: Import) -> None:
        cited = SIGNING | {"citations": [{"source": "tass"}]}
        other = cited | {"participant": "Nobody"}
        imported("a.yaml", REGISTER)
        _, _, err = imported("b.jsonl", source + jsonl(cited, other, cited | {"place": "Cairo"}))
        first, second, last = err.splitlines()
        assert first.startswith("b.jsonl:1: ")
        assert second.startswith("b.jsonl:3: participant: no participant is called 'Nobody'")
        assert last == (
            "depositary: 2 lines are wrong, 2 more lines refer only to what is wrong; "
            "nothing was recorded: mend them and import again"
        )

    def test_what_is_said_of_an_event_that_is_wrong(
        self, imported: Import, depositary: Import
    ) -> None:
        signing = SIGNING | {"program": "ilrs", "citations": [{"source": "tass"}]}
        imported("a.yaml", REGISTER)
        source = {"type": "source", "id": "tass", "publisher": "T", "title": "a", "tier": "press"}
        imported("b.jsonl", jsonl(source, signing, ATTESTATION | {"event": "#5"}))
        lines = bodies()
        Path("c.jsonl").write_text(
            "\n".join(lines).replace('"tier":"press","title":"a"', '"title":"a"')
        )
        Ledger.create("new.db").close()
        code, _, err = depositary("--db", "new.db", "import", "c.jsonl")
        assert (code, head("new.db").size) == (1, 0)
        assert err.splitlines() == [
            "c.jsonl:4: tier: is missing",
            (
                "depositary: 1 line is wrong, 2 more lines refer only to what is wrong; "
                "nothing was recorded: mend it and import again"
            ),
        ]

    def test_names_that_may_be_in_a_file_that_cannot_be_read(
        self, imported: Import, depositary: Import
    ) -> None:
        imported("a.yaml", REGISTER)
        Path("b.csv").write_bytes(b"type,id,name,kind\nparticipant,cnsa,Caf\xe9,agency\n")
        Path("c.jsonl").write_text(jsonl(SIGNING | {"participant": "cnsa"}))
        _, _, err = depositary("import", "b.csv", "c.jsonl")
        assert err.splitlines() == [
            "b.csv:2: not UTF-8 text: save it as UTF-8",
            (
                "depositary: 1 line is wrong, a file was not read to its end, "
                "1 more line refers only to what is wrong; nothing was recorded: "
                "mend it and import again"
            ),
        ]

    def test_at_most_a_thousand_are_shown(
        self, imported: Import, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(wrong_lines, "SHOWN", 3)
        code, _, err = imported("b.jsonl", "{}\n" * 10)
        assert code == 1
        assert len(err.splitlines()) == 4
        assert err.splitlines()[-1] == (
            "depositary: 10 lines are wrong, 7 more faults are not shown; "
            "nothing was recorded: mend them and import again"
        )

    def test_a_fault_is_told_at_bearable_length(self, imported: Import) -> None:
        _, _, err = imported("b.jsonl", json.dumps({"x" * 100_000: 1, "type": "launch"}))
        assert max(map(len, err.splitlines())) < 1200


class TestFiles:
    """Files that are not there, cannot be read, or tell no format."""

    def test_one_line_each(self, depositary: Import) -> None:
        for name in ("events.json", "notes.txt", "good.csv"):
            Path(name).write_text("type\nlaunch\n")
        Path("folder.csv").mkdir()
        code, out, err = depositary(
            "import", "nowhere.csv", "folder.csv", "events.json", "notes.txt", "good.csv"
        )
        assert (code, out) == (1, "")
        assert err.splitlines() == [
            "nowhere.csv: there is no such file: check its name",
            "folder.csv: a folder: name the files in it",
            "events.json: JSON is read one event a line: call it .jsonl, or give --from jsonl",
            "notes.txt: its ending tells no format: give --from, or call it .jsonl, .csv or .yaml",
            "depositary: 4 files cannot be read, nothing was recorded: see above",
        ]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_no_permission(self, imported: Import) -> None:
        Path("a.yaml").touch(0)
        assert "a.yaml: it cannot be read: change its permissions\n" in imported("a.yaml", "")[2]

    def test_no_permission_in_words(
        self, depositary: Import, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        Path("a.yaml").touch()
        monkeypatch.setattr("cli.formats._copied", refuse)
        _, _, err = depositary("import", "a.yaml")
        assert err.splitlines() == [
            "a.yaml: it cannot be read: change its permissions",
            "depositary: a file cannot be read, nothing was recorded: see above",
        ]

    def test_a_name_that_acts_on_a_terminal(self, depositary: Import) -> None:
        assert "\x1b" not in depositary("import", "\x1b[2J.csv")[2]

    def test_no_file_is_usage(self, depositary: Import) -> None:
        assert depositary("import")[0] == 2
        assert depositary("import", "a.csv", "--from", "xml")[0] == 2

    def test_no_ledger(self, depositary: Import) -> None:
        Path("a.csv").touch()
        code, _, err = depositary("--db", "none.db", "import", "a.csv")
        assert (code, err.startswith("depositary: there is no ledger at none.db")) == (1, True)
        assert not Path("none.db").exists()

    def test_a_ledger_that_another_holds(
        self, imported: Import, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ledger.connection.WAIT", 0.01)
        other = sqlite3.connect("events.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        code, _, err = imported("a.yaml", REGISTER)
        other.close()
        assert (code, "another process has been writing" in err) == (1, True)

    def test_help_has_an_example(self, depositary: Import) -> None:
        assert "depositary import signings.csv sources.yaml" in depositary("import", "--help")[1]


class TestRestoring:
    @pytest.fixture
    def backup(self, imported: Import, depositary: Import) -> list[str]:
        """The lines of an export with restore points, of events recorded at several moments."""
        imported("a.yaml", REGISTER, "--recorded-by", "Day desk")
        later = App(clock=lambda: NOW + timedelta(days=1), by="Night desk")
        Path("b.jsonl").write_text(jsonl(SIGNING))
        run(["import", "b.jsonl"], obj=later)
        depositary("export", "--restore-points", "-o", "backup.jsonl")
        Ledger.create("new.db").close()
        return Path("backup.jsonl").read_text().splitlines()

    def restore(self, depositary: Import, lines: list[str]) -> Answer:
        Path("c.jsonl").write_text("".join(f"{line}\n" for line in lines))
        return depositary("--db", "new.db", "import", "--restore", "c.jsonl")

    def test_the_same_positions_and_root(self, backup: list[str], depositary: Import) -> None:
        assert self.restore(depositary, backup) == (0, "4 recorded (#1 to #4)\n", "")
        assert head("new.db") == head()
        with Ledger.open("events.db") as old, Ledger.open("new.db") as new:
            assert list(old.rows()) == list(new.rows())
        assert depositary("--db", "new.db", "verify")[0] == 0

    def test_only_into_an_empty_ledger(self, backup: list[str], depositary: Import) -> None:
        before = head()
        code, _, err = depositary("import", "--restore", "backup.jsonl")
        assert (code, head()) == (1, before)
        assert err == (
            "depositary: events.db has 4 events, and --restore needs an empty ledger: "
            "make one with 'depositary --db PATH init'\n"
        )

    def test_without_it_restore_points_are_left_aside(
        self, backup: list[str], depositary: Import
    ) -> None:
        assert depositary("import", "backup.jsonl") == (
            0,
            "0 recorded, 4 known already\n",
            "note: recorded_at and recorded_by of 4 lines were left aside: --restore keeps them\n",
        )
        depositary("--db", "new.db", "import", "backup.jsonl")
        with Ledger.open("new.db") as ledger:
            assert {one.recorded_by for one in ledger.events()} == {"desk"}

    def test_every_fault_of_a_restore_point(self, backup: list[str], depositary: Import) -> None:
        wires = [json.loads(line) for line in backup]
        wires[0]["recorded_at"] = "2026-11-21"
        wires[1].pop("recorded_by")
        wires[1]["tier"] = "gossip"
        wires[2]["recorded_by"] = 7
        wires[3]["recorded_at"] = "2020-01-01T00:00:00Z"
        first = {"type": "milestone", "id": "m", "name": "M", "on": "2023"}
        first |= {"recorded_at": "2021-01-01T00:00:00Z", "recorded_by": "desk"}
        code, _, err = self.restore(depositary, [json.dumps(wire) for wire in [first, *wires]])
        assert (code, head("new.db").size) == (1, 0)
        assert err.splitlines()[:-1] == [
            "c.jsonl:2: recorded_at: '2026-11-21' is no record time: write 2026-11-21T10:00:00Z",
            "c.jsonl:3: tier: 'gossip' is not one of official, press, reference, aggregator",
            "c.jsonl:3: recorded_by: is missing: export with --restore-points",
            "c.jsonl:4: recorded_by: a text is expected, not a number",
        ]

    def test_record_time_never_goes_back(self, backup: list[str], depositary: Import) -> None:
        _, _, err = self.restore(depositary, [backup[0], backup[1].replace("2026", "2025")])
        assert err.splitlines()[0] == (
            "c.jsonl:2: recorded_at: record time 2025-11-21T10:00:00Z is before the ledger's "
            "last, 2026-11-21T10:00:00Z: record time never goes back"
        )

    def test_an_event_stands_once(self, backup: list[str], depositary: Import) -> None:
        _, _, err = self.restore(depositary, [*backup[:2], backup[0]])
        assert (
            err.splitlines()[0] == "c.jsonl:3: the same event as c.jsonl:1: leave one of them out"
        )

    def test_who_records_is_in_the_lines(self, depositary: Import) -> None:
        assert depositary("import", "--restore", "--recorded-by", "me", "b.jsonl")[0] == 2


class TestAnything:
    """Whatever a file holds, there is an answer in words, and all or nothing."""

    GOOD = (REGISTER + f"- {json.dumps(SIGNING)}\n").encode()
    ROWS = (
        b"type,program,participant,occurred_on,changes,aliases,citations.0.source\n"
        b"signing,ILRS,EGY,2023,,,cgtn\n"
    )

    @staticmethod
    def mutated(seed: bytes) -> st.SearchStrategy[bytes]:
        """Good lines in which a few bytes were changed, put in or taken out."""
        change = st.tuples(st.integers(0, len(seed)), st.integers(0, 3), st.binary(max_size=3))

        def apply(changes: list[tuple[int, int, bytes]]) -> bytes:
            raw = seed
            for place, gone, put in changes:
                raw = raw[:place] + put + raw[place + gone :]
            return raw

        return st.lists(change, max_size=4).map(apply)

    @given(data=st.data(), form=st.sampled_from(["jsonl", "csv", "yaml"]))
    @settings(
        max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_any_bytes(self, data: st.DataObject, form: str, imported: Import) -> None:
        seeds = {
            "jsonl": jsonl(SIGNING, ATTESTATION | {"event": "#3"}).encode(),
            "csv": self.ROWS,
            "yaml": self.GOOD,
        }
        if not head().size:
            imported("a.yaml", REGISTER)
        before = head()
        raw = data.draw(st.binary(max_size=60) | self.mutated(seeds[form]))
        code, out, err = imported(f"f.{form}", raw)
        assert code in (0, 1)
        if code:
            assert head() == before
            assert not out
            assert all(line.startswith(("f.", "depositary: ")) for line in err.splitlines())
        else:
            assert "recorded" in out
