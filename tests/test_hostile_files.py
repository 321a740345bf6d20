"""Files that somebody made to hurt whoever opens them: each is told by name, in short time and in
little memory, by every command; and none that holds is refused.

What verification tells of rows that were altered is in `test_verify`.
"""

import os
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pytest
from extent import FULL
from hostile import Answer, Keeper
from registers import register

from ledger import codec
from ledger.errors import Damaged, Locked, OtherJournal, OtherSchema
from ledger.records import record
from ledger.store import Ledger
from ledger.transparency import merkle
from ledger.verify import verify
from projections.kept import tables

pytestmark = pytest.mark.apart  # long

HISTORY = """
2024-01-01 | program ilrs name="International Lunar Research Station"
           | source wire
           | signing program=ilrs participant=EGY on=2023-12-06 cites=wire
2024-01-02 | signing program=ilrs participant=PAK on=2023-10-18
           | attestation event=#3 cites=wire
           | correction event=#4 changes.place=Islamabad
           | retraction event=#6
"""
READING = ("status", "roster ilrs", "log", "log --search Egypt", "show '#3'", "head", "timeline")
APPEND = "append milestone --id m --name M --on 2023"
ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS position FROM n"
)
STATISTICS = "INSERT INTO sqlite_master VALUES ('view', 'sqlite_stat1', 'sqlite_stat1', 0,"
LARGE = (64 if FULL else 33) << 20  # bytes, where SQLite is let read 32 MiB of one value

THAT_DAY = datetime(2024, 1, 2, tzinfo=UTC)
SOURCE = {"id": "paper", "publisher": "P", "title": "T", "tier": "press"}
REBUILD = "make its tables again with 'depositary rebuild'"
DROP = "drop it with SQL, and keep what is yours in a file of its own"
RESTORE = "restore a backup, or put it back as docs/file-format.md has it"


@pytest.fixture(scope="module")
def keeper() -> Iterator[Keeper]:
    keeper = Keeper()
    yield keeper
    keeper.close()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("hostile") / "events.db"
    with Ledger.create(path, subscribers=[tables.keep]) as desk:
        for one in register(HISTORY):
            desk.append([one.event], by="desk", at=one.recorded_at)
    return path.read_bytes()


@pytest.fixture
def path(original: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "events.db"
    path.write_bytes(original)
    return path


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def alter_rows(path: Path, *statements: str) -> None:
    """What somebody does to the rows who drops the triggers and puts them back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        kept = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in kept:
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for _, text in kept:
            db.execute(text)


def forge(path: Path, *statements: str) -> None:
    """Alter some rows, and compute every hash and the last tree head again."""
    alter_rows(path, *statements)
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT position, recorded_at, recorded_by, body FROM events").fetchall()
    frontier, updates = merkle.Frontier(), ["DELETE FROM tree_heads"]
    for position, at, by, body in rows:
        event_id = sha256(body.encode()).hexdigest()
        leaf = merkle.leaf_hash(record(position, event_id, at, by, body))
        nodes = frontier.add(leaf).hex()
        updates.append(
            f"UPDATE events SET id = '{event_id}', leaf = x'{leaf.hex()}', nodes = x'{nodes}'"
            f" WHERE position = {position}"
        )
    head = f"{len(rows)}, x'{frontier.root().hex()}', '{rows[-1][1]}', '0.1.0'"
    alter_rows(path, *updates, f"INSERT INTO tree_heads VALUES ({head})")


def defined_as(name: str, old: str, new: str) -> tuple[str, str]:
    """The definition of a table, changed where it is written down."""
    return (
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{name}'",
    )


OTHER_SCHEMAS = {
    "a kept table that is a view without end": (
        ("DROP TABLE kept", f"CREATE VIEW kept AS {ENDLESS}"),
        ["table kept is not there as it was made"],
        REBUILD,
    ),
    "one that is counted without end": (
        ("DROP TABLE kept", f"CREATE VIEW kept AS SELECT max(position) FROM ({ENDLESS})"),
        ["table kept is not there as it was made"],
        REBUILD,
    ),
    "memberships without end": (
        ("DROP TABLE membership", f"CREATE VIEW membership AS {ENDLESS}"),
        ["table membership is not there as it was made"],
        REBUILD,
    ),
    "words without end": (
        ("DROP TABLE words", f"CREATE VIEW words AS {ENDLESS}"),
        ["table words is not there as it was made"],
        REBUILD,
    ),
    "a table of the index of words that is a view": (
        ("DROP TABLE search", f"CREATE VIEW search_idx AS {ENDLESS}"),
        [
            f"table {name} is not there as it was made"
            for name in ("search_data", "search_idx", "search_docsize", "search_config", "search")
        ],
        REBUILD,
    ),
    "a view that says something else": (
        ("DROP VIEW sources", "CREATE VIEW sources AS SELECT 1 AS position"),
        ["view sources is not there as it was made"],
        REBUILD,
    ),
    "events without end": (
        ("ALTER TABLE events RENAME TO mine", f"CREATE VIEW events AS {ENDLESS}"),
        None,  # to rename a table alters whatever stands on it
        RESTORE,
    ),
    "tree heads without end": (
        ("DROP TABLE tree_heads", f"CREATE VIEW tree_heads AS {ENDLESS}"),
        [
            "table tree_heads is not there as it was made",
            *(
                f"trigger tree_heads_{name} is not there as it was made"
                for name in ("in_order", "keep", "stay")
            ),
            "view tree_heads does not belong in a ledger",
        ],
        RESTORE,
    ),
    "an archive without end": (
        ("DROP TABLE archive", f"CREATE VIEW archive AS {ENDLESS}"),
        [
            "table archive is not there as it was made",
            "view archive does not belong in a ledger",
        ],
        RESTORE,
    ),
    "a check that takes memory": (
        defined_as(
            "events",
            "body        TEXT NOT NULL",
            "body        TEXT NOT NULL CHECK (hex(zeroblob(490000000)) > body)",
        ),
        ["table events is not there as it was made"],
        RESTORE,
    ),
    "a column that is computed": (
        defined_as("archive", "text        TEXT NOT NULL", "text TEXT AS (hex(zeroblob(9e8)))"),
        ["table archive is not there as it was made"],
        RESTORE,
    ),
    "an index that takes time": (
        (f"CREATE INDEX mine ON events (body LIKE '{'%a' * 20}b')",),
        ["index mine does not belong in a ledger"],
        DROP,
    ),
    "a trigger too many": (
        ("CREATE TRIGGER mine AFTER INSERT ON events BEGIN DELETE FROM archive; END",),
        ["trigger mine does not belong in a ledger"],
        DROP,
    ),
    "a trigger too few": (
        ("DROP TRIGGER events_stay",),
        ["trigger events_stay is not there as it was made"],
        RESTORE,
    ),
    "a trigger without teeth": (
        (
            "DROP TRIGGER events_keep",
            "CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT 1; END",
        ),
        ["trigger events_keep is not there as it was made"],
        RESTORE,
    ),
    "a view of one's own": (
        ("CREATE VIEW mine AS SELECT * FROM membership",),
        ["view mine does not belong in a ledger"],
        DROP,
    ),
    "a table of one's own": (
        ("CREATE TABLE mine (a CHECK (a LIKE '%a%a%a%a%b'))",),
        ["table mine does not belong in a ledger"],
        DROP,
    ),
    "statistics that are a view": (
        (
            "PRAGMA writable_schema = ON",
            f"{STATISTICS} 'CREATE VIEW sqlite_stat1 AS {ENDLESS.replace('position', 'tbl')}')",
        ),
        ["view sqlite_stat1 does not belong in a ledger"],
        DROP,
    ),
    "thousands of tables": (
        ("BEGIN", *(f"CREATE TABLE t{n} (a)" for n in range(3000)), "COMMIT"),
        ["far more is defined than in a ledger"],
        DROP,
    ),
    "a format of nobody": (
        ("PRAGMA user_version = 0",),
        ["it is marked as format 0, not 1"],
        RESTORE,
    ),
}


class TestAnotherSchema:
    """It is told before any row is read."""

    @pytest.mark.parametrize("case", OTHER_SCHEMAS)
    def test_is_refused(self, path: Path, keeper: Keeper, case: str) -> None:
        statements, problems, remedy = OTHER_SCHEMAS[case]
        alter(path, *statements)
        before = path.read_bytes()
        answers = keeper.answers(path, [*READING, APPEND, "export", "backup copy.db", "verify"])
        told = answers.pop("verify")
        assert told.code == 3
        assert problems is None or [*told.lines] == [f"file: {problem}" for problem in problems]
        first = told.lines[0].removeprefix("file: ")
        more = f", and {len(told.lines) - 1} more" if told.lines[1:] else ""
        said = f"depositary: in LEDGER {first}{more}: {remedy}"
        for command, answer in answers.items():
            assert answer.lines == (said,), command
        assert {answer.code for answer in answers.values()} == {1}
        assert path.read_bytes() == before
        assert os.listdir(path.parent) == ["events.db"]

    @pytest.mark.parametrize(
        "case", [case for case, (_, _, remedy) in OTHER_SCHEMAS.items() if remedy == REBUILD]
    )
    def test_of_the_kept_tables_is_mended(self, path: Path, keeper: Keeper, case: str) -> None:
        alter(path, *OTHER_SCHEMAS[case][0])
        answers = keeper.answers(path, ["rebuild", "verify", *READING])
        assert answers["rebuild"].lines == ("LEDGER: tables made again from 7 events",)
        assert {answer.code for answer in answers.values()} == {0}


LATER = (
    "UPDATE kept SET edition = 99",
    "DROP TABLE membership",
    f"CREATE VIEW membership AS {ENDLESS}",
    f"CREATE TABLE mine (a CHECK (a LIKE '{'%a' * 20}b'))",
    f"INSERT INTO mine VALUES ('{'a' * 200}b')",
)


def test_tables_of_a_later_version_are_left_alone_whatever_they_are(
    path: Path, keeper: Keeper
) -> None:
    alter(path, "PRAGMA ignore_check_constraints = ON", *LATER)
    answers = keeper.answers(path, [*READING, "verify", APPEND, "verify"])
    assert {answer.code for answer in answers.values()} == {0}
    assert answers["verify"].lines[0].endswith(", its tables are those of a later version")
    alter(path, "CREATE INDEX mine_too ON events (body)")
    assert (
        keeper.answers(path, ["status"])["status"]
        .lines[0]
        .startswith("depositary: in LEDGER index mine_too does not belong in a ledger: ")
    )


@pytest.mark.parametrize(
    "statements",
    [
        ("ANALYZE",),
        ("CREATE TABLE once (id INTEGER PRIMARY KEY AUTOINCREMENT)", "DROP TABLE once"),
        (
            "CREATE TABLE IF NOT EXISTS _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
            "CREATE TABLE IF NOT EXISTS _litestream_lock (id INTEGER)",
        ),
        ("VACUUM",),
        ("REINDEX",),
    ],
)
def test_what_tools_leave_is_no_harm(path: Path, keeper: Keeper, statements: tuple[str]) -> None:
    alter(path, *statements)
    answers = keeper.answers(path, [*READING, "verify", APPEND, "rebuild"])
    assert {answer.code for answer in answers.values()} == {0}


def damaged(problem: str) -> tuple[str]:
    """What is said of a file in which something was found."""
    remedy = "verify it, and restore a backup"
    return (f"depositary: LEDGER is damaged, {problem}: {remedy}",)


def text_of(size: int) -> str:
    return f"replace(hex(zeroblob({size // 2})), '00', 'ab')"


TOO_LONG = "it has a value longer than any that is recorded"
TOO_LONG_RECORD = "it is longer than the 65,535 bytes that a record may have"


class TestValuesThatAreTooLong:
    @pytest.mark.parametrize("column", ["body", "recorded_by"])
    def test_of_an_event(self, path: Path, keeper: Keeper, column: str) -> None:
        alter_rows(path, f"UPDATE events SET {column} = {text_of(LARGE)} WHERE position = 4")
        answers = keeper.answers(path, ["verify", "show '#4'", "log", "export", "rebuild"])
        assert f"#4: it cannot be read, {TOO_LONG}" in answers.pop("verify").lines
        for command, answer in answers.items():
            if command != "rebuild" or column == "body":
                assert (answer.code, answer.lines[-1:]) == (1, damaged(TOO_LONG)), command

    @pytest.mark.parametrize("column", ["body", "recorded_by"])
    def test_of_an_event_by_less(self, path: Path, keeper: Keeper, column: str) -> None:
        value = f"'{{\"a\":\"' || {text_of(70_000)} || '\"}}'"
        alter_rows(path, f"UPDATE events SET {column} = {value} WHERE position = 4")
        answers = keeper.answers(path, ["verify", "show '#4'", "log"])
        lines = answers["verify"].lines
        assert [line for line in lines if line.startswith("#4: its record has 70,")]
        assert lines[0].startswith("#4: ")
        assert answers["show '#4'"].lines == damaged(f"#4 cannot be read ({TOO_LONG_RECORD})")

    def test_of_an_archived_text(self, path: Path, keeper: Keeper) -> None:
        alter(path, f"INSERT INTO archive VALUES ('{'0' * 64}', {text_of(LARGE)})")
        answers = keeper.answers(path, ["verify", "archive --list", "log", "backup copy.db"])
        assert answers["verify"].lines == (f"file: its archive cannot be read, {TOO_LONG}",)
        assert answers["archive --list"].code == 1
        assert answers["log"].code == 0
        assert answers["backup copy.db"].code == 1


@pytest.mark.parametrize("depth", [30_000, 100_000])
@pytest.mark.parametrize("of", ["[", '{"a":'])
def test_json_that_is_nested_without_measure(
    path: Path, keeper: Keeper, depth: int, of: str
) -> None:
    body = f"replace(hex(zeroblob({depth})), '00', '{of}')"
    alter_rows(path, f"UPDATE events SET body = {body} WHERE position = 4")
    commands = ["verify", "show '#4'", "log", "export", "check", "rebuild"]
    for command, answer in keeper.answers(path, commands).items():
        assert answer.code == (3 if command == "verify" else 1)
        assert [line for line in answer.lines if "#4" in line or "LEDGER is damaged" in line]


class TestCircles:
    """What is about an event comes after it. These would lead whoever follows them for ever."""

    def test_of_the_column(self, path: Path, keeper: Keeper) -> None:
        alter_rows(path, "UPDATE events SET about = 7 WHERE position = 6")
        self.check(keeper.answers(path, self.ASKED), 6)

    def test_of_ids(self, path: Path, keeper: Keeper) -> None:
        with Ledger.open(path) as ledger:
            ids = {row.position: row.id for row in ledger.rows()}
        alter_rows(
            path,
            f"UPDATE events SET about = 7, body = replace(body, '{ids[4]}', '{ids[7]}')"
            " WHERE position = 6",
        )
        self.check(keeper.answers(path, self.ASKED), 6)

    def test_of_itself(self, path: Path, keeper: Keeper) -> None:
        with Ledger.open(path) as ledger:
            ids = {row.position: row.id for row in ledger.rows()}
        alter_rows(
            path,
            f"UPDATE events SET about = 7, body = replace(body, '{ids[6]}', '{ids[7]}')"
            " WHERE position = 7",
        )
        self.check(keeper.answers(path, self.ASKED), 7)

    def test_about_what_comes_later_though_every_hash_is_right(
        self, path: Path, keeper: Keeper
    ) -> None:
        with Ledger.open(path) as ledger:
            ids = {row.position: row.id for row in ledger.rows()}
        forge(
            path,
            f"UPDATE events SET about = 5, body = replace(body, '{ids[3]}', '{ids[4]}')"
            " WHERE position = 5",
            "UPDATE events SET about = 5 WHERE position = 6",
            *(f"UPDATE events SET position = {to} WHERE position = {at}"
              for at, to in ((4, 99), (5, 4), (99, 5))),
        )  # fmt: skip
        answers = keeper.answers(path, ["verify", "log"])
        assert answers["verify"].lines[0] == "#4: it is about no event that was recorded before it"
        assert answers["log"].lines[-1:] == damaged("#4 is about no event that was recorded before")

    ASKED = ("verify", "check", "log", "show '#4'", "rebuild")

    def check(self, answers: dict[str, Answer], at: int) -> None:
        assert [line for line in answers["verify"].lines if line.startswith(f"#{at}: ")]
        told = f"depositary: LEDGER is damaged, #{at} is about no event that was recorded before"
        for command in ("check", "log"):
            assert [line for line in answers[command].lines if line.startswith(told)], command


class TestRowsOfNoPosition:
    @pytest.mark.parametrize("position", [-5, 0, -(2**63)])
    def test_are_told_and_not_appended_to(self, path: Path, keeper: Keeper, position: int) -> None:
        alter_rows(path, f"UPDATE events SET position = {position} WHERE position = 2")
        alter_rows(path, "UPDATE events SET position = 2 WHERE position = 1")
        answers = keeper.answers(path, ["verify", APPEND])
        told = f"file: it has an event at position {position}, and the first is 1"
        assert told in answers["verify"].lines
        assert answers[APPEND].code == 1

    def test_beside_all_the_others(self, path: Path, keeper: Keeper) -> None:
        alter_rows(
            path,
            "INSERT INTO events SELECT -1, id, type, program, participant, earliest, latest, date,"
            " defines, about, recorded_at, recorded_by, body, leaf, nodes FROM events"
            " WHERE position = 3",
        )
        answers = keeper.answers(path, ["verify", APPEND, "status"])
        assert answers["verify"].lines[0] == (
            "file: it has an event at position -1, and the first is 1"
        )
        assert answers[APPEND].lines == damaged("it has an event at position -1")
        assert answers["status"].code == 0

    def test_at_the_last_number_there_is(self, path: Path, keeper: Keeper) -> None:
        alter_rows(path, f"UPDATE events SET position = {2**63 - 1} WHERE position = 7")
        answers = keeper.answers(path, ["verify", "status", "roster ilrs", APPEND])
        assert answers["verify"].code == 3
        assert answers[APPEND].code == 1


@pytest.mark.parametrize("what", ["leaf = zeroblob(32)", "nodes = zeroblob(length(nodes))"])
def test_hashes_of_nothing_are_told_and_not_appended_to(
    path: Path, keeper: Keeper, what: str
) -> None:
    alter_rows(path, f"UPDATE events SET {what}")
    answers = keeper.answers(path, ["verify", APPEND])
    assert answers["verify"].code == 3
    assert answers[APPEND].lines == damaged("its tree head is not that of its events")


class TestWhatNoHonestProgramWrites:
    """Though every hash is right."""

    @pytest.mark.parametrize(
        ("statement", "problem"),
        [
            ("recorded_by = ''", "#3: who recorded it is no name, it is empty"),
            (
                "recorded_by = 'desk' || char(27) || '[31m'",
                "#3: who recorded it is no name, it has the control character U+001B",
            ),
            ("recorded_by = ' desk'", "#3: who recorded it is no name, it is not in normal form"),
        ],
    )
    def test_is_told(self, path: Path, keeper: Keeper, statement: str, problem: str) -> None:
        forge(path, f"UPDATE events SET {statement} WHERE position = 3")
        assert keeper.answers(path, ["verify"])["verify"] == Answer(3, (problem,))

    def test_a_record_time_that_is_still_to_come(self, path: Path, keeper: Keeper) -> None:
        forge(path, "UPDATE events SET recorded_at = '2999-01-01T00:00:00Z' WHERE position > 5")
        assert keeper.answers(path, ["verify"])["verify"] == Answer(
            3, ("#6: recorded at 2999-01-01T00:00:00Z, which is still to come",)
        )


def test_ids_that_all_begin_alike_take_no_time(path: Path, keeper: Keeper) -> None:
    """They are found by their first twelve characters."""
    columns = "type, program, participant, earliest, latest, date, defines, about, recorded_at"
    alter_rows(
        path,
        "WITH RECURSIVE n(i) AS (SELECT 8 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
        f" INSERT INTO events (position, id, {columns}, recorded_by, body, leaf, nodes)"
        f" SELECT i, printf('%064d', i), {columns}, recorded_by, body, leaf, x''"
        " FROM n, events WHERE position = 3",
    )
    answer = keeper.answers(path, ["verify"])["verify"]
    assert answer.code == 3
    assert len(answer.lines) == 1001
    assert answer.lines[-1] == "file: more does not hold than is said here"


def test_a_tree_of_pages_that_leads_in_circles(path: Path, keeper: Keeper) -> None:
    """The root of the archive has itself as a child."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.executemany(
            "INSERT INTO archive VALUES (?, ?)",
            [(sha256(str(n).encode()).hexdigest(), str(n)) for n in range(200)],
        )
        [(root,)] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'archive'")
        [(size,)] = db.execute("PRAGMA page_size")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    start = (root - 1) * size
    assert data[start] == 2  # an inner page of an index: all its children are pages, again inner
    cells = struct.unpack(">H", data[start + 3 : start + 5])[0]
    first = struct.unpack(">I", data[start + 8 : start + 12])
    for cell in range(cells):
        [at] = struct.unpack(">H", data[start + 12 + 2 * cell : start + 14 + 2 * cell])
        data[start + at : start + at + 4] = struct.pack(">I", *first)
    path.write_bytes(data)
    answers = keeper.answers(path, ["verify", "archive --list", "log"])
    assert answers["verify"].code == 3
    assert answers["verify"].lines[0].startswith("file: SQLite finds ")
    assert answers["log"].code == 0


SUPER = "d9d505f920a163d7"


def journal(path: Path, named: Path | None) -> bytes:
    """A rollback journal that SQLite plays back, and the name of the file that it then deletes:
    https://sqlite.org/fileformat2.html#the_rollback_journal"""
    with closing(sqlite3.connect(path)) as db:
        [(size,)] = db.execute("PRAGMA page_size")
    data, nonce = path.read_bytes(), 1
    page = data[:size]
    magic = bytes.fromhex(SUPER)
    head = struct.pack(">IIIII", 1, nonce, len(data) // size, 512, size)
    checksum = nonce + sum(page[at] for at in range(size - 200, 0, -200))
    found = (magic + head).ljust(512, b"\0")
    found += struct.pack(">I", 1) + page + struct.pack(">I", checksum)
    if named:
        name = os.fsencode(named)
        found += struct.pack(">I", 0x40000000 // size + 1) + name
        found += struct.pack(">II", len(name), sum(name)) + magic
    return found


class TestWhatLiesBesideAFile:
    @pytest.fixture
    def precious(self, tmp_path: Path) -> Path:
        precious = tmp_path / "precious.txt"
        precious.write_text("precious")
        return precious

    @pytest.mark.parametrize("mode", ["DELETE", "WAL"])
    def test_a_journal_that_has_sqlite_delete_another_file(
        self, path: Path, keeper: Keeper, precious: Path, mode: str
    ) -> None:
        alter(path, f"PRAGMA journal_mode = {mode}")
        beside = path.with_name("events.db-journal")
        beside.write_bytes(journal(path, precious))
        answers = keeper.answers(path, [*READING, APPEND, "verify", "rebuild", "backup copy.db"])
        said = "depositary: LEDGER-journal would have SQLite delete another file:"
        said = f"{said} move it away, then verify the ledger"
        assert {answer.lines for answer in answers.values()} == {(said,)}
        assert precious.read_text() == "precious"
        with closing(sqlite3.connect(path)) as db:  # 3.40 follows it, 3.53.4 does not
            db.execute("SELECT * FROM events").fetchone()
        assert not precious.exists() or sqlite3.sqlite_version_info[:2] > (3, 40)

    def test_by_the_name_of_a_link(self, path: Path, keeper: Keeper, precious: Path) -> None:
        path.with_name("events.db-journal").write_bytes(journal(path, precious))
        link = path.with_name("link.db")
        link.symlink_to(path)
        assert keeper.answers(link, ["status"])["status"].code == 1
        assert precious.exists()

    def test_a_journal_of_a_program_that_was_killed(self, path: Path, keeper: Keeper) -> None:
        """It makes the file whole again, as it should."""
        alter(path, "PRAGMA journal_mode = DELETE")
        whole = path.read_bytes()
        left = journal(path, None)
        path.write_bytes(whole[:100] + b"\0" * 100 + whole[200:])
        path.with_name("events.db-journal").write_bytes(left)
        assert keeper.answers(path, ["verify"])["verify"].code == 0
        assert path.read_bytes() == whole
        assert not path.with_name("events.db-journal").exists()

    @pytest.mark.parametrize("end", ["-journal", "-wal", "-shm"])
    @pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
    def test_what_is_no_file(
        self, path: Path, keeper: Keeper, precious: Path, end: str, kind: str
    ) -> None:
        beside = path.with_name(f"events.db{end}")
        make: dict[str, Callable[[], None]] = {
            "link": lambda: beside.symlink_to(precious),
            "pipe": lambda: os.mkfifo(beside),
            "folder": beside.mkdir,
        }
        make[kind]()
        said = f"depositary: LEDGER{end} is no plain file:"
        said = f"{said} move it away, then verify the ledger"
        answers = keeper.answers(path, ["status", "verify", APPEND])
        assert {answer.lines for answer in answers.values()} == {(said,)}
        assert precious.read_text() == "precious"


class TestByTheLibrary:
    """The same in this process, of what has an end by itself."""

    def told(self, path: Path, now: datetime | None = None) -> list[str]:
        with Ledger.open(path, kept=tables.KEPT) as ledger, ledger.bounded():
            return list(map(str, verify(ledger, now)))

    def test_more_tables_than_a_ledger_has(self, path: Path) -> None:
        alter(path, "BEGIN", *(f"CREATE TABLE t{n} (a)" for n in range(3000)), "COMMIT")
        with pytest.raises(OtherSchema, match="far more is defined than in a ledger"):
            Ledger.open(path)

    def test_a_schema_that_another_process_holds(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ledger.connection.WAIT", 0.01)
        alter(path, "PRAGMA journal_mode = DELETE")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(Locked):
                Ledger.open(path)

    def test_what_lies_beside(self, path: Path) -> None:
        beside = path.with_name("events.db-journal")
        beside.write_bytes(b"short")
        Ledger.open(path).close()
        beside.write_bytes(journal(path, path.with_name("other")))
        with pytest.raises(OtherJournal, match="would have SQLite delete another file"):
            Ledger.open(path)
        beside.unlink()
        beside.mkdir()
        with pytest.raises(OtherJournal, match="is no plain file"):
            Ledger.open(path)

    def test_tables_of_a_later_version(self, path: Path) -> None:
        alter(path, "UPDATE kept SET edition = 99", "DROP VIEW sources")
        assert self.told(path) == []
        with Ledger.open(path, kept=tables.KEPT) as ledger:
            assert tables.kept(ledger) is None
        alter(path, f"UPDATE kept SET edition = {tables.EDITION}")
        with pytest.raises(OtherSchema):
            Ledger.open(path, kept=tables.KEPT)

    def test_what_was_recorded_by_nobody_or_is_still_to_come(self, path: Path) -> None:
        forge(
            path,
            "UPDATE events SET recorded_by = '' WHERE position = 3",
            "UPDATE events SET recorded_by = ' desk' WHERE position = 4",
            "UPDATE events SET recorded_at = '2024-01-03T00:00:01Z' WHERE position = 7",
        )
        nobody = [
            "#3: who recorded it is no name, it is empty",
            "#4: who recorded it is no name, it is not in normal form",
        ]
        second = timedelta(seconds=1)
        for now, ahead in ((None, False), (THAT_DAY + second, False), (THAT_DAY, True)):
            late = ["#7: recorded at 2024-01-03T00:00:01Z, which is still to come"]
            assert self.told(path, now) == nobody + (late if ahead else [])

    @pytest.mark.parametrize("position", [0, -5])
    def test_a_row_of_no_position(self, path: Path, position: int) -> None:
        alter_rows(path, f"UPDATE events SET position = {position} WHERE position = 1")
        told = f"it has an event at position {position}, and the first is 1"
        assert self.told(path) == [f"file: {told}"]
        with Ledger.open(path) as ledger:
            assert ledger.size == 7

    def test_a_row_of_no_position_beside_all_the_others(self, path: Path) -> None:
        columns = "id, type, program, participant, earliest, latest, date, defines, about"
        columns += ", recorded_at, recorded_by, body, leaf, nodes"
        alter_rows(path, f"INSERT INTO events SELECT -1, {columns} FROM events WHERE position = 3")
        with (
            Ledger.open(path, write=True) as desk,
            pytest.raises(Damaged, match="it has an event at position -1"),
        ):
            desk.append([codec.decode({"type": "source", **SOURCE})], by="desk")

    def test_a_body_that_is_no_event(self, path: Path) -> None:
        for body, problem in (("[", "unexpected end"), ("[]", "it is no object")):
            alter_rows(path, f"UPDATE events SET body = '{body}' WHERE position = 4")
            with Ledger.open(path) as ledger:
                with pytest.raises(Damaged, match=rf"#4 cannot be read \({problem}"):
                    list(ledger.wires())
                assert [row.position for row, _ in islice(ledger.wires(), 3)] == [1, 2, 3]

    def test_a_record_that_is_too_long(self, path: Path) -> None:
        alter_rows(path, f"UPDATE events SET recorded_by = {text_of(66_000)} WHERE position = 4")
        lines = self.told(path)
        assert [line for line in lines if line.startswith("#4: its record has 66,")]
        with Ledger.open(path) as ledger, pytest.raises(Damaged, match="longer than the 65,535"):
            ledger.at(4)

    def test_a_value_that_is_too_long(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ledger.connection._LONGEST", 100_000)
        alter_rows(path, f"UPDATE events SET body = {text_of(200_000)} WHERE position = 4")
        assert self.told(path) == [f"#4: it cannot be read, {TOO_LONG}"]
        with Ledger.open(path) as ledger, pytest.raises(Damaged, match=TOO_LONG):
            ledger.at(4)

    def test_about_what_is_not_before(self, path: Path) -> None:
        alter_rows(path, "UPDATE events SET about = 7 WHERE position = 6")
        assert self.told(path) == ["#6: its columns are not those of its body"]
        with Ledger.open(path) as ledger, pytest.raises(Damaged, match="#6 is about no event that"):
            list(ledger.events())
        forge(path, "UPDATE events SET about = NULL, body = replace(body, '\"event\":\"', "
                    "'\"event\":\"f00') WHERE position = 6")  # fmt: skip
        told = self.told(path)
        assert "#6: it is about no event that was recorded before it" in told

    def test_an_index_that_cannot_be_read(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            where = "WHERE name = 'events_by_id'"
            [(root,)] = db.execute(f"SELECT rootpage FROM sqlite_master {where}")
            [(size,)] = db.execute("PRAGMA page_size")
        data = bytearray(path.read_bytes())
        data[(root - 1) * size : root * size] = b"\xff" * size
        path.write_bytes(data)
        assert "file: database disk image is malformed" in self.told(path)

    def test_work_that_would_not_end(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ledger.connection._STEPS_AT_LEAST", 1000)
        monkeypatch.setattr("ledger.connection._STEPS_A_PAGE", 0)
        monkeypatch.setattr("ledger.connection._TICK", 100)
        told = self.told(path)
        assert "file: it cannot be read, it takes more work than a ledger of its size, and was" in (
            told[0].removesuffix(" left")
        )
