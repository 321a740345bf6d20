"""The server: a real process that answers, refuses to write, and sees what others record."""

import json
import re
import shutil
import signal
import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

import pytest
import terminal
from servers import SAMPLE, Server, end, record, serving

from web.server import sql_functions
from web.server.own_loop import BUSY
from web.server.read_only import TOO_LARGE, TOO_LONG

WRITES = [
    "DELETE FROM events",
    "UPDATE membership SET program = 'x'",
    "INSERT INTO kept VALUES (1)",
    "CREATE TABLE more (a)",
    "CREATE TEMP TABLE more (a)",
    "DROP TABLE membership",
    "WITH one AS (SELECT 1) DELETE FROM events",
    "WITH one AS (SELECT 1) INSERT INTO kept SELECT * FROM one",
    "SELECT 1; DELETE FROM events",
    "PRAGMA query_only = 0",
    "PRAGMA writable_schema = 1",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "SELECT * FROM pragma_query_only(0)",
    "ATTACH 'more.db' AS more",
    "VACUUM INTO 'more.db'",
    "SELECT load_extension('more')",
    "SELECT writefile('more.db', 'x')",
    "BEGIN IMMEDIATE",
]

pytestmark = pytest.mark.apart


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("served") / "events.db"
    shutil.copy(SAMPLE, found)
    record(found, "first")  # which puts the file into WAL mode
    return found


@pytest.fixture(scope="module")
def server(path: Path) -> Iterator[Server]:
    with serving(path) as found:
        yield found
        end(found, signal.SIGINT)


def test_it_listens_on_this_computer_alone(server: Server) -> None:
    assert server.address.startswith("http://127.0.0.1:")
    port = int(server.address.rsplit(":", 1)[1].strip("/"))
    with socket.socket() as other:
        other.settimeout(5)
        assert other.connect_ex(("127.0.0.2", port))


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "]["]
)
@pytest.mark.parametrize("where", ["", "ledger.json", "data/ledger.js"])
def test_no_other_site_can_ask_under_its_own_name(name: str, where: str, server: Server) -> None:
    assert server.ask(where, host=name)[0] == 403


def test_datasettes_pages_ask_no_other_host_either(server: Server) -> None:
    for where in ("ledger", "ledger/events", "ledger/roster", "-/static/app.css"):
        policy = server.ask(where)[2]["content-security-policy"]
        assert policy.startswith("default-src 'self' 'unsafe-inline'; img-src 'self' data:;")


class TestThePage:
    def test_is_at_the_root_under_a_strict_policy(self, server: Server) -> None:
        status, text, headers = server.ask("")
        assert status == 200
        assert headers["content-type"] == "text/html; charset=utf-8"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert re.findall(r"<script(?![^>]* src=)", text) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=", text) == []

    def test_has_all_the_files_that_it_names(self, server: Server) -> None:
        _, text, _ = server.ask("")
        named = re.findall(r'(?:src|href)="([^"#]+)"', text)
        assert {"data/ledger.js", "ledger"} <= set(named)
        for name in set(named) - {"ledger"}:  # which leads to the tables
            if name.endswith("/"):
                assert server.ask(name)[2]["content-type"].startswith("text/html"), name
                continue
            status, found, headers = server.ask(name)
            assert status == 200, name
            assert found
            assert headers["content-security-policy"]
            kind = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
            assert headers["content-type"].startswith(kind[name.rsplit(".", 1)[1]])

    @pytest.mark.parametrize("name", ["nothing.js", "data/program-nothing.js", "..%2fevents.js"])
    def test_has_no_other_files(self, name: str, server: Server) -> None:
        assert server.ask(name)[0] == 404


class TestNothingIsWritten:
    @pytest.mark.parametrize("sql", WRITES)
    def test_by_sql(self, sql: str, server: Server, path: Path) -> None:
        before = path.read_bytes()
        status, text, _ = server.ask("ledger.json", sql=sql)
        assert status == 400, text
        assert path.read_bytes() == before
        assert sorted(one.name for one in path.parent.glob("*more*")) == []

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
    @pytest.mark.parametrize(
        "where", ["", "ledger", "ledger/events", "ledger/roster", "-/settings"]
    )
    def test_by_http(self, method: str, where: str, server: Server, path: Path) -> None:
        before = path.read_bytes()
        status, text, _ = server.ask(where, method, sql="DELETE FROM events", position="1")
        assert (status, text) == (405, "this is served to be read only\n")
        assert path.read_bytes() == before

    def test_the_file_itself_is_not_given_away(self, server: Server) -> None:
        assert server.ask("ledger.db")[0] == 403


ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {} FROM n"
LONG = "replace(hex(zeroblob(1000000)), '0', 'a')"


class TestLimits:
    """Whoever asks too much is told so; memory stays within bounds, and nobody else is kept
    waiting."""

    @pytest.mark.parametrize(
        ("sql", "said"),
        [
            ("SELECT hex(zeroblob(400000000))", "string or blob too big"),
            (f"SELECT replace({LONG}, 'a', {LONG})", "user-defined function raised exception"),
            (f"SELECT instr({LONG}, {LONG})", "user-defined function raised exception"),
            (f"SELECT trim({LONG}, {LONG})", "user-defined function raised exception"),
            ("SELECT json_patch('{}', '{}')", "not authorized to use function: json_patch"),
            (f"SELECT 'a' LIKE substr({LONG}, 1, 201)", "LIKE or GLOB pattern too complex"),
            ("SELECT 1" + ", 1" * 100, "too many columns in result set"),
            (ENDLESS.format("zeroblob(4000000)"), TOO_LARGE),
            (ENDLESS.format("max(i)"), TOO_LONG),
        ],
    )
    def test_of_a_query(self, sql: str, said: str, server: Server) -> None:
        status, text, _ = server.ask("ledger.json", sql=sql)
        assert (status, json.loads(text)["error"]) == (400, said)
        told = Path(f"/proc/{server.process.pid}/status").read_text()
        [peak] = re.findall(r"VmHWM:\s+(\d+) kB", told)
        assert int(peak) < 400_000

    def test_rows_without_end_are_cut_off_with_a_word(self, server: Server) -> None:
        status, text, _ = server.ask("ledger.json", sql=ENDLESS.format("i"))
        found = json.loads(text)
        assert (status, found["truncated"], len(found["rows"])) == (200, True, 1000)

    def test_what_is_proposed_to_be_asked_has_an_answer(self, server: Server) -> None:
        """Of the events, and not of the first table, which is mostly empty."""
        _, page, _ = server.ask("ledger")
        [proposed] = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
        assert " from events " in proposed
        status, text, _ = server.ask("ledger.json", sql=proposed)
        assert (status, bool(json.loads(text)["rows"])) == (200, True)

    def test_the_page_does_not_wait_for_the_tables(self, server: Server) -> None:
        with ThreadPoolExecutor(30) as crowd:
            asked = [
                crowd.submit(server.ask, "ledger.json", sql=ENDLESS.format("max(i)"))
                for _ in range(30)
            ]
            wait(asked, return_when=FIRST_COMPLETED)  # so that the crowd is there
            for path in ("", "style.css", "data/ledger.js"):
                assert server.ask(path)[0] == 200
            assert not all(one.done() for one in asked)
        answers = [one.result() for one in asked]
        assert {status for status, _, _ in answers} == {400, 503}
        [(said, again)] = {
            (text, headers["retry-after"]) for status, text, headers in answers if status == 503
        }
        assert (said, again) == (f"{BUSY}\n", "3")
        assert server.ask("ledger")[0] == 200  # and all is well again


@pytest.mark.parametrize("text", ["'aXbXc'", "x'610061'", "12", "1.5", "NULL", "''", "'İß'"])
@pytest.mark.parametrize("part", ["'X'", "x'61'", "2", "NULL", "''", "'ß'"])
def test_the_functions_that_are_done_anew_answer_as_those_of_sqlite(text: str, part: str) -> None:
    with (
        closing(sqlite3.connect(":memory:")) as own,
        closing(sqlite3.connect(":memory:")) as anew,
    ):
        sql_functions.install(anew)
        for function in ("instr", "trim", "ltrim", "rtrim"):
            asked = f"SELECT {function}({text}, {part})"
            assert anew.execute(asked).fetchone() == own.execute(asked).fetchone(), asked
        for new in ("'yy'", "NULL", "7"):
            asked = f"SELECT replace({text}, {part}, {new})"
            assert anew.execute(asked).fetchone() == own.execute(asked).fetchone(), asked


class TestNamedQueries:
    @pytest.mark.parametrize(
        ("program", "on", "known"),
        [
            ("ILRS", "2023-09-30", ""),
            ("Artemis Accords", "2023-10-24", ""),
            ("artemis-accords", "2023-10-24", "193"),
            ("ilrs", "2023-06-30", "#162"),
            ("Moon Agreement", "2024-01-04", ""),
            ("Moon Agreement", "2024-01-05", ""),
            ("ilrs", "2024-05-07", ""),
        ],
    )
    def test_the_roster_is_that_of_the_command_line(
        self, program: str, on: str, known: str, server: Server, path: Path
    ) -> None:
        at = f"--known '#{known.strip('#')}'" if known else ""
        typed = f"depositary --db {path} roster '{program}' --on {on} {at} --format json"
        expected = json.loads(terminal.answer_to(typed))
        entries = sorted(
            [*expected["members"], *expected["possible"]],
            key=lambda one: (one["participant"]["name"], one["participant"]["id"]),
        )
        rows = server.rows("roster", program=program, on=on, known=known)
        assert [row["id"] for row in rows] == [one["participant"]["id"] for one in entries]
        for row, one in zip(rows, entries, strict=True):
            in_force = row["unless"] is None  # else the row says what it leaves out
            assert in_force or row["unless"] == "the treaty was not in force"
            for part in ("certainty", "status", "since"):
                assert row[part] == one[part] or not in_force
            assert row["name"] == one["participant"]["name"]
            assert json.loads(row["because"]) == one["because"]

    def test_who_joined_is_who_came_new(self, server: Server) -> None:
        found = server.rows("joined", program="ILRS", after="2023-09-30", on="2023-10-31")
        assert {"AZE", "BLR", "PAK"} <= {row["id"] for row in found}
        assert not {"CHN", "RUS", "ZAF"} & {row["id"] for row in found}

    @pytest.mark.parametrize("participant", ["EGY", "egy", "Egypt", "eg"])
    def test_a_participant_is_found_by_its_names(self, participant: str, server: Server) -> None:
        found = server.rows("participant", participant=participant)
        assert "signing" in {row["type"] for row in found}
        assert {row["participant"] for row in found} == {"EGY"}

    def test_a_source_says_what_is_cited_from_it(self, server: Server) -> None:
        found = server.rows("source", source="untreaties-2015-03-14")
        assert len(found) == 27
        assert {row["program"] for row in found} == {"moon-agreement"}

    @pytest.mark.parametrize("query", ["roster", "joined", "participant", "source"])
    def test_each_is_a_page_with_a_form_and_csv(self, query: str, server: Server) -> None:
        status, text, _ = server.ask(f"ledger/{query}")
        assert status == 200
        assert "<form" in text
        assert (
            server.ask(f"ledger/{query}.csv", program="ILRS", source="x", participant="x")[0] == 200
        )

    def test_tables_have_facets_in_json(self, server: Server) -> None:
        status, text, _ = server.ask("ledger/events.json", _facet="type", _size="1")
        assert status == 200
        facets = json.loads(text)["facet_results"]["type"]["results"]
        assert {"signing", "source", "claim"} <= {one["value"] for one in facets}


def test_it_goes_on_while_others_record_and_shows_it_on_reload(server: Server, path: Path) -> None:
    before = server.rows("events", type="program")
    for number in range(5):
        record(path, f"new-{number}")
        rows = server.rows("events", type="program")
        assert len(rows) == len(before) + number + 1
        assert rows[0]["defines"] == f"new-{number}"
        assert f'"id":"new-{number}"' in server.ask("data/ledger.js")[1]


def test_it_ends_quietly_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    shutil.copy(SAMPLE, path)
    record(path, "new")
    with serving(path) as server:
        assert server.ask("ledger")[0] == 200
        assert server.ask("ledger.json", sql="SELECT nothing")[0] == 400
        end(server, signal.SIGTERM)
    assert [one.name for one in tmp_path.iterdir()] == ["events.db"]


class TestRefusals:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("DEPOSITARY_DB", raising=False)

    def test_a_port_in_use(self) -> None:
        shutil.copy(SAMPLE, "events.db")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            assert terminal.answer_to(f"depositary serve --port {port}") == (
                f"depositary: nothing can be served at 127.0.0.1, port {port}: address already in "
                "use: choose another --port\n[exit 1]"
            )

    def test_an_address_of_another(self) -> None:
        shutil.copy(SAMPLE, "events.db")
        answer = terminal.answer_to("depositary serve --host 192.0.2.1")
        assert re.fullmatch(
            r"depositary: nothing can be served at 192.0.2.1, port 8001: .*\n\[exit 1\]", answer
        )

    def test_tables_that_are_behind_are_told(self) -> None:
        shutil.copy(SAMPLE, "events.db")
        record(Path("events.db"), "new", subscribers=())
        answer = terminal.answer_to("depositary serve --host 192.0.2.1")
        assert answer.startswith(
            "depositary: the tables are behind the events: 'depositary rebuild' brings them up to "
            "date\n"
        )

    def test_no_ledger(self) -> None:
        assert "there is no ledger at events.db" in terminal.answer_to("depositary serve")

    def test_no_such_program(self) -> None:
        shutil.copy(SAMPLE, "events.db")
        assert "no program" in terminal.answer_to("depositary serve Nothing")
