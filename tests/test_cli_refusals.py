"""What the command line refuses: one line on standard error that says what was found, what was
expected and what to do; nothing on standard output; and a ledger that is as it was."""

import os
import re
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.app import App
from cli.main import run
from ledger import connection, schema
from ledger.store import Ledger

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
REFUSED, USAGE = 1, 2
HISTORY = """
append program --id ilrs --name 'International Lunar Research Station' --alias ILRS --alias Base
append program --id gateway --name Gateway --alias Base
append participant --id cnsa --name CNSA --kind agency --state China
append source --id cgtn --publisher CGTN --title 'China and Egypt sign' --tier press
append milestone --id october-accords --name 'The accords of October 2023' --on 2023-10
append signing --program ILRS --participant Egypt --on 2023-12-06 --with cnsa --source cgtn
append claim --program ILRS --on 2023-12-31 --count 9 --source cgtn
correct '#6' --set place=Cairo --reason 'the agency says so'
retract '#8' --reason 'it does not'
"""
ADD_PROGRAM = "add it with 'depositary append program', or see 'depositary status'"
ADD_PARTICIPANT = "add it with 'depositary append participant', or use its ISO 3166 code, if any"
ADD_SOURCE = "add it with 'depositary append source', or give --source-url"
NAME_IT = "name it by '#position' or by seven or more characters of its id, from the log"
THREE = (
    "citations.0.source: no source is called 'cgnt': did you mean cgtn?;"
    " program: no program is called 'ILSR': did you mean ilrs?;"
    " participant: no participant is called 'Egipt': did you mean Egypt?"
)
WRITE_A_DATE = "write 2023, 2023-10 or 2023-10-03"
WORK_IT_OUT = (
    "it is counted from a day that it does not name: "
    "work out the date; the source's own words go in a citation's wording"
)
ONE_DAY_EACH = (
    "it says several days, and an event has one: "
    "record an event for each, or write [2023,2024] if it was one of them"
)


def depositary(path: Path, *arguments: str) -> int:
    return run(["--db", str(path), *arguments], obj=App(clock=lambda: NOW, by="desk"))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("refusals") / "events.db"
    assert depositary(path, "init") == 0
    for line in HISTORY.strip().splitlines():
        assert depositary(path, *shlex.split(line)) == 0
    return path.read_bytes()


@pytest.fixture
def path(original: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "events.db"
    path.write_bytes(original)
    capfd.readouterr()
    return path


@pytest.fixture
def refused(capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that is refused; gives what it says behind ``depositary: ``."""

    def refused(path: Path, *arguments: str, code: int = REFUSED) -> str:
        before = state(path)
        assert depositary(path, *arguments) == code
        said = capfd.readouterr()
        assert said.out == ""
        assert re.fullmatch(r"depositary: [^\n]+\n", said.err), said.err
        assert state(path) == before
        message = said.err.removeprefix("depositary: ").removesuffix("\n")
        assert message.isprintable()
        assert message[0] == message[0].lower()
        return message.replace(str(path), "LEDGER")

    return refused


def state(path: Path) -> Any:
    """The files in the folder and, of the ledger, every row; the bytes of what is no ledger."""
    names = sorted(one.name for one in path.parent.glob("*"))
    if not path.is_file():
        return names
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as db:
            return names, [db.execute(f"SELECT * FROM {table}").fetchall() for table in
                           ("events", "tree_heads", "membership", "kept")]  # fmt: skip
    except sqlite3.DatabaseError:
        return names, path.read_bytes()


class TestReferences:
    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("roster ILSR", "no program is called 'ILSR': did you mean ilrs?"),
            ("roster Atlantis", f"no program is called 'Atlantis': {ADD_PROGRAM}"),
            ("roster base", "program 'base' could be gateway, ilrs: say which one"),
            ("roster ''", f"no program is called '': {ADD_PROGRAM}"),
            ("diff base 2023-01-01 2024-01-01",
             "program 'base' could be gateway, ilrs: say which one"),
            ("compare ilrs gatway", "no program is called 'gatway': did you mean gateway?"),
            ("audit ilrs Egipt", "no participant is called 'Egipt': did you mean Egypt?"),
            ("audit ilrs Atlantis-on-the-Moon",
             f"no participant is called 'Atlantis-on-the-Moon': {ADD_PARTICIPANT}"),
            ("ties Egipt", "no participant is called 'Egipt': did you mean Egypt?"),
            ("show '#0'", f"no event is called '#0': {NAME_IT}"),
            ("show '#10'", f"no event is called '#10': {NAME_IT}"),
            ("show '#-1'", f"no event is called '#-1': {NAME_IT}"),
            ("show 6", "no event is called '6': did you mean #6?"),
            ("show abcdef", f"no event is called 'abcdef': {NAME_IT}"),
            ("show ABCDEF0", f"no event is called 'ABCDEF0': {NAME_IT}"),
            ("show 0000000", f"no event is called '0000000': {NAME_IT}"),
            ("log --after '#99'", f"no event is called '#99': {NAME_IT}"),
            ("roster ilrs --known '#99'", f"no event is called '#99': {NAME_IT}"),
            ("roster ilrs --before october-acords",
             "no milestone is called 'october-acords': did you mean october-accords?"),
            ("roster ilrs --before '#99'",
             "'#99' is no date, milestone or event: write 2023-10, october-accords or #31"),
            ("roster ilrs --before '#1'", "#1 has no date of its own: give a date"),
            ("append signing --program ILSR --participant Egipt --on 2023 --source cgnt", THREE),
            ("append signing --program ilrs --participant Egypt --on 2024 --with CNSA --with cnsa",
             "with: it names cnsa twice"),
            ("append participant --id x --name X --kind agency --state cnsa",
             "state: no participant is called 'cnsa': did you mean China?"),
            ("append program --id ilrs --name 'Another one'",
             "program 'ilrs' was filed already as #1: correct that event instead"),
            ("append source --id x --publisher X --title X --tier press --copy-of cgnt",
             "copy_of: no source is called 'cgnt': did you mean cgtn?"),
            ("correct '#8' --set reason=x --reason r",
             "event: #8, a correction, cannot be corrected: retract it and record anew"),
            ("correct '#1' --set id=x --reason r",
             "changes.id: cannot be corrected: retract the event and record anew"),
            ("correct '#6' --set with=cnsa --reason r",
             "changes.with: a list is expected, not a text"),
            ("correct '#6' --set participant=Egipt --reason r",
             "changes.participant: no participant is called 'Egipt': did you mean Egypt?"),
            ("correct '#6' --set participant=EG --reason r",
             "changes: #6, a signing, reads so already: nothing would change"),
            ("correct '#7' --set count= --reason r",
             "changes.count: a claim needs a count or members"),
            ("attest '#1' --stance supports --source cgtn",
             "event: #1, a program, cannot be attested: correct it or retract it"),
            ("attest '#6' --stance supports --source x",
             f"citation.source: no source is called 'x': {ADD_SOURCE}"),
            ("retract '#99' --reason r", f"event: no event is called '#99': {NAME_IT}"),
        ],
        ids=lambda value: value[:50],
    )  # fmt: skip
    def test_refused(
        self, path: Path, refused: Callable[..., str], line: str, message: str
    ) -> None:
        assert refused(path, *shlex.split(line)) == message


class TestValues:
    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("roster ilrs --on yesterday",
             f"'yesterday' is not a date, {WORK_IT_OUT}"),
            ("roster ilrs --on=",
             "'' is no date, milestone or event: write 2023-10, october-accords or #31"),
            ("roster ilrs --before=",
             "'' is no date, milestone or event: write 2023-10, october-accords or #31"),
            ("roster ilrs --published-by=", f"'' is not a date: {WRITE_A_DATE}"),
            ("roster ilrs --on 'December 2023'",
             "'December 2023' is not a date, it is not in EDTF: write 2023-12"),
            ("roster ilrs --before 'Q3 2023'",
             "'Q3 2023' is not a date, it is not in EDTF: write 2023-35"),
            ("roster ilrs --on 2023-02-30",
             f"'2023-02-30' is not a date, there is no such day: {WRITE_A_DATE}"),
            ("roster ilrs --on 2023-10",
             "--on 2023-10 is not one day: did you mean 2023-10-31, its last day?"),
            ("roster ilrs --known 2023",
             "--known 2023 is not one day: did you mean 2023-12-31, its last day?"),
            ("roster ilrs --published-by 2023-13",
             f"'2023-13' is not a date, there is no such month: {WRITE_A_DATE}"),
            ("roster ilrs --before ../2023", "'../2023' has no first day: give a date"),
            ("append signing --program ilrs --participant Peru --on 2023-13",
             f"occurred_on: '2023-13' is not a date, there is no such month: {WRITE_A_DATE}"),
            ("append milestone --id M --name M --on 2023",
             "id: 'M' is no id: use lower-case letters, digits and '-', as in 'ilrs'"),
            ("append claim --program ilrs --on 2023 --source cgtn",
             "count: a claim needs a count or members"),
            ("append claim --program ilrs --on 2023 --count nine --source cgtn",
             "count: a whole number is expected, not a text"),
            ("append source --id x --publisher X --title X --tier press --url example.org",
             "url: 'example.org' is no web address: it starts with http:// or https://"),
            ("append signing --program ilrs --participant Peru --on 2023 --expect 3",
             ("the ledger has 9 events, not 3 as expected: "
             "read what came in between, then append again")),
            ("correct '#6' --set 'occurred_on={2023,2024}' --reason r",
             "changes.occurred_on: '{2023,2024}' is not a date, " + ONE_DAY_EACH),
            ("correct '#6' --set plaice=Giza --reason r",
             "changes.plaice: 'plaice' is no field known here: did you mean place?"),
        ],
        ids=lambda value: value[:50],
    )  # fmt: skip
    def test_refused(
        self, path: Path, refused: Callable[..., str], line: str, message: str
    ) -> None:
        assert refused(path, *shlex.split(line)) == message

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("", "missing command"),
            ("rooster", "no such command 'rooster': "),
            ("roster", "missing argument 'PROGRAM': see 'depositary roster --help'"),
            ("roster ilrs gateway", "got unexpected extra argument (gateway): see 'depositary"),
            ("roster ilrs --on", "option '--on' requires an argument"),
            ("roster ilrs --in 2023", "no such option"),
            ("roster ilrs --on 2023-01-01 --before 2024",
             "--on, --before and --after exclude each other: see 'depositary roster --help'"),
            ("roster ilrs --format xml", "invalid value for '--format': 'xml' is not one of"),
            ("log --search 'a\udce9'",
             "--search is no text in UTF-8: set the terminal to UTF-8, and type it again: see"),
            ("roster ilrs --min-sources 0", "invalid value for '--min-sources': 0 is not in"),
            ("append signing --program ilrs --on 2023", "missing option '--participant'"),
            ("append sining", "no such command 'sining'"),
            ("append signing --program ilrs --participant Peru --on 2023 --expect -1",
             "invalid value for '--expect': -1 is not in the range x>=0"),
            ("append signing --program ilrs --participant Peru --on 2023 --quote q",
             "what a source says needs --source or --source-url: see"),
            ("append signing --program ilrs --participant Peru --on 2023 --source-url http://a.b/c",
             "a new source needs --source-title, --publisher, --tier too: see"),
            ("append endorsement --program ilrs --participant PER --on 2023 --source a --copy-of a",
             "--source cites a filed source: leave out what describes one: see"),
            ("correct '#6' --set place --reason r", "invalid value for --set: 'place' is not"),
            ("correct '#6' --set 'with=[\"cnsa\"' --reason r",
             "invalid value for --set: the value of with is not JSON: '[\"cnsa\"'"),
            ("correct '#6' --set place=Giza", "missing option '--reason'"),
        ],
        ids=lambda value: value[:50],
    )  # fmt: skip
    def test_not_understood(
        self, path: Path, refused: Callable[..., str], line: str, message: str
    ) -> None:
        assert refused(path, *shlex.split(line), code=USAGE).startswith(message)


COMMANDS = [
    "status",
    "log",
    "show '#1'",
    "roster ilrs",
    "check",
    "verify",
    "export",
    "rebuild",
    "append milestone --id m --name M --on 2023",
    "retract '#1' --reason r",
]
CHECK = "LEDGER is no ledger but {}: check the path"


class TestFiles:
    @pytest.mark.parametrize("line", COMMANDS)
    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (Path.exists, "there is no ledger at LEDGER: make one with 'depositary init'"),
            (Path.mkdir, CHECK.format("a folder")),
            (Path.touch, CHECK.format("an empty file")),
            (lambda it: it.write_text("dear reader"), CHECK.format("some other file")),
            (lambda it: it.write_bytes(os.urandom(5000)), CHECK.format("some other file")),
            (lambda it: sqlite3.connect(it).execute("CREATE TABLE t (a)").connection.close(),
             CHECK.format("another SQLite database")),
        ],
        ids=["missing", "folder", "empty", "text", "binary", "database"],
    )  # fmt: skip
    def test_that_are_no_ledger(
        self,
        tmp_path: Path,
        refused: Callable[..., str],
        make: Callable[[Path], object],
        message: str,
        line: str,
    ) -> None:
        path = tmp_path / "it"
        make(path)
        assert refused(path, *shlex.split(line)) == message

    @pytest.mark.parametrize("line", COMMANDS)
    def test_of_a_newer_format(self, path: Path, refused: Callable[..., str], line: str) -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute(f"PRAGMA user_version = {schema.FORMAT + 1}")
        assert refused(path, *shlex.split(line)) == (
            "LEDGER has format 2 and this program knows 1: upgrade depositary"
        )

    @pytest.mark.parametrize("options", [[], ["--sample"]])
    def test_in_the_way_of_a_new_one(
        self, path: Path, refused: Callable[..., str], options: list[str]
    ) -> None:
        assert refused(path, "init", *options) == (
            "LEDGER exists already: choose another path with --db"
        )

    def test_in_no_folder(self, tmp_path: Path, refused: Callable[..., str]) -> None:
        (tmp_path / "file").touch()
        for folder in ("nowhere", "file"):
            message = refused(tmp_path / folder / "events.db", "init")
            assert message.startswith("LEDGER: no")
            assert message.endswith(": check the path and its permissions")

    @pytest.mark.parametrize("line", COMMANDS[-3:])
    def test_that_may_not_be_written(
        self,
        path: Path,
        refused: Callable[..., str],
        line: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(os, "access", lambda _, mode, **__: mode != os.W_OK)
        assert refused(path, *shlex.split(line)) == (
            "LEDGER cannot be written to: change its permissions, or work on a copy"
        )

    @pytest.mark.parametrize("line", COMMANDS)
    def test_that_may_not_be_read(
        self,
        path: Path,
        refused: Callable[..., str],
        line: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def may(asked: str | Path, mode: int) -> bool:
            return isinstance(asked, str) or mode != os.R_OK  # click asks by a text

        with monkeypatch.context() as patch:
            patch.setattr(os, "access", may)
            message = refused(path, *shlex.split(line))
        assert message == "LEDGER cannot be read: change its permissions"

    @pytest.mark.parametrize("line", COMMANDS[-3:])
    def test_that_another_process_writes_to(
        self,
        path: Path,
        refused: Callable[..., str],
        line: str,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(connection, "WAIT", 0.02)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            message = refused(path, *shlex.split(line))
            assert depositary(path, "roster", "ilrs", "--format", "csv") == 0  # reading goes on
            assert "EGY" in capfd.readouterr().out
        assert message == (
            "another process has been writing to LEDGER for 0.02 s:"
            " wait for it to finish, or stop it, then try again"
        )

    def test_on_a_full_disk(
        self,
        path: Path,
        refused: Callable[..., str],
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        prepare = connection._prepare_to_write

        def prepare_a_small_disk(db: Any) -> None:
            prepare(db)
            db.execute("PRAGMA max_page_count = 1")  # no more than there are

        line = [
            "append",
            "milestone",
            "--id",
            "m",
            "--name",
            "M",
            "--on",
            "2023",
            "--note",
            "n" * 9999,
        ]
        with monkeypatch.context() as patch:
            patch.setattr(connection, "_prepare_to_write", prepare_a_small_disk)
            assert refused(path, *line) == (
                "no room on the disk of LEDGER, nothing was written: free some space"
            )
        assert depositary(path, *line) == 0
        assert capfd.readouterr().out.startswith("recorded #10 ")

    @pytest.mark.parametrize("line", COMMANDS)
    def test_that_are_cut_short(
        self, path: Path, line: str, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """A refusal, a failed verification, or an answer from what is left; never a crash."""
        whole = path.read_bytes()
        for length in (150, 4096, 9000, len(whole) // 2):
            path.write_bytes(whole[:length])
            code = depositary(path, *shlex.split(line))
            said = capfd.readouterr()
            assert code in (1, 3), said.out
            assert code == 3 or re.fullmatch(r"depositary: [^\n]+\n", said.err)

    def test_that_were_altered(self, path: Path, refused: Callable[..., str]) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            [(keep,)] = db.execute("SELECT sql FROM sqlite_master WHERE name = 'events_keep'")
            db.execute("DROP TRIGGER events_keep")
            db.execute("UPDATE events SET body = '{}' WHERE position = 6")
            db.execute(keep)
        message = refused(path, "show", "#6")
        assert message == (
            "LEDGER is damaged, #6 cannot be read (type: nothing is no event type known here: known"
            " are signing, endorsement, consent, admission, withdrawal, revocation, suspension,"
            " provisional-application, entry-into-force, ending, renaming, announcement, launch,"
            " program, participant, source, milestone, document, attestation, co…:"
            " verify it, and restore a backup"
        )

    def test_with_a_clock_that_goes_back(self, path: Path) -> None:
        """That is no refusal: record time stands still."""
        early = App(clock=lambda: NOW - timedelta(days=365), by="desk")
        line = "append milestone --id m --name M --on 2023"
        assert run(["--db", str(path), *shlex.split(line)], obj=early) == 0
        with Ledger.open(path) as ledger:
            assert ledger.recorded_at(10) == NOW


ACTING = [
    "\x1b[31mred",
    "a\nb",
    "a\rb",
    "\x07",
    "\x7f",
    "\x9b31m",
    "\u202eabc",  # turns the direction of text
    "\u2066abc",
    "a\u2028b",
    "\udcff\udcfe",  # bytes that are not UTF-8
]


class TestControlCharacters:
    """None reaches a terminal raw, wherever it stands."""

    @pytest.mark.parametrize(
        "words",
        [
            ["roster", "TEXT"],
            ["roster", "ilrs", "--on", "TEXT"],
            ["roster", "ilrs", "--before", "TEXT"],
            ["roster", "ilrs", "--known", "TEXT"],
            ["roster", "ilrs", "--known", "#TEXT"],
            ["audit", "ilrs", "TEXT"],
            ["show", "TEXT"],
            ["append", "signing", "--program", "TEXT", "--participant", "TEXT", "--on", "TEXT"],
            ["append", "signing", "--program", "ilrs", "--participant", "Peru", "--on", "2023",
             "--source", "aTEXTb"],
            ["append", "program", "--id", "TEXT", "--name", "N"],
            ["correct", "#6", "--set", "occurred_on=TEXT", "--reason", "r"],
            ["correct", "TEXT", "--set", "place=Giza", "--reason", "r"],
        ],
        ids=lambda words: " ".join(words[:4]).replace("TEXT", "…"),
    )  # fmt: skip
    def test_refused(self, path: Path, refused: Callable[..., str], words: list[str]) -> None:
        for text in ACTING:
            refused(path, *(word.replace("TEXT", text) for word in words))

    @pytest.mark.parametrize(
        "words",
        [
            ["TEXT"],
            ["append", "TEXT"],
            ["roster", "ilrs", "--TEXT"],
            ["roster", "ilrs", "--format", "TEXT"],
            ["roster", "ilrs", "TEXT"],
            ["log", "--last", "TEXT"],
            ["correct", "#6", "--set", "TEXT", "--reason", "r"],
        ],
        ids=lambda words: " ".join(words[:4]).replace("TEXT", "…"),
    )
    def test_not_understood(
        self, path: Path, refused: Callable[..., str], words: list[str]
    ) -> None:
        for text in ACTING:
            refused(path, *(word.replace("TEXT", text) for word in words), code=USAGE)

    def test_who_records(self, path: Path, refused: Callable[..., str]) -> None:
        line = "append milestone --id m --name M --on 2023 --recorded-by"
        for text in ("\x1b[31mred", "a\nb", "a\x9bb", "a\u2028b"):
            message = refused(path, *line.split(), text)
            assert message.startswith("recorded_by: it has the control character U+")
