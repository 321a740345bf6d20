"""Verification: whatever is altered in a ledger's file is found, and named by its first position.

The alterations are made as a forger would make them: triggers dropped, rows rewritten, triggers
put back.
"""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import beliefs
import pytest
from registers import register

from ledger.errors import LedgerRefusal, OtherSchema
from ledger.records import record
from ledger.store import Ledger
from ledger.transparency import merkle
from ledger.verify import Failure, verify
from projections.kept import tables

START = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = (7, 9, 16)  # the positions at which a commit ends, one a day
HISTORY = """
2024-01-01 | program ilrs name="International Lunar Research Station" aliases=ILRS
           | program accords name="Artemis Accords"
           | participant cnsa name=CNSA state=CHN
           | source cgtn published_on=2023-12-07
           | milestone landing on=2030
           | signing program=ilrs participant=EGY on=2023-12-06 with=cnsa cites=cgtn
           | signing program=ilrs participant=PAK on=2023-10-18 with=cnsa
2024-01-02 | signing program=accords participant=ARE on=2020-10-13
           | launch payload=MisrSat-2 launched_by=CHN launched_for=EGY on=2023-12-04
2024-01-03 | announcement program=ilrs participants=MYS on=2023-06
           | claim program=ilrs on=2023-12-31 count=9 cites=cgtn
           | attestation event=#6 cites=cgtn says=2023-12-06
           | correction event=#6 changes.place=Cairo
           | retraction event=#13
           | withdrawal program=ilrs participant=PAK on=2025
           | endorsement program=accords participant=PER on=2024
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ledger of sixteen events, its tables kept along, as bytes."""
    path = tmp_path_factory.mktemp("verify") / "events.db"
    records = register(HISTORY)
    with Ledger.create(path, subscribers=[tables.keep]) as desk:
        for day, (first, last) in enumerate(zip((0, *DAYS), DAYS, strict=False)):
            events = [one.event for one in records[first:last]]
            desk.append(events, by="desk", at=START + timedelta(days=day))
    return path.read_bytes()


@pytest.fixture
def path(original: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "events.db"
    path.write_bytes(original)
    return path


def alter(path: Path, *statements: str) -> None:
    """What somebody does to the rows who drops the triggers and puts them back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in (kept := triggers.fetchall()):
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)
        for _, text in kept:
            db.execute(text)


def faults(path: Path, now: datetime | None = None) -> list[str]:
    with Ledger.open(path) as ledger, ledger.snapshot():
        return list(map(str, verify(ledger, now)))


def test_an_unaltered_ledger_holds(path: Path) -> None:
    assert faults(path) == []
    with Ledger.open(path) as ledger:
        assert list(tables.differences(ledger)) == []


def test_an_empty_ledger_holds(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "events.db").close()
    assert faults(tmp_path / "events.db") == []


LEAF = "its leaf is not the hash of its record"
SUBTREE = "its subtree hashes are not those of the leaves up to it"
COLUMNS = "its columns are not those of its body"
HEAD = "root, recorded_at, version"
ROOT = "the tree head of this size has another root"
SEALED = "the tree head of this size was sealed at"
UNCOVERED = "no tree head covers the last events"
#: what follows from a record that is another, at the positions above it in the tree
ABOVE_6 = [f"#7: {ROOT}", f"#8: {SUBTREE}", f"#9: {ROOT}", f"#16: {SUBTREE}", f"#16: {ROOT}"]
NULL = "NULL"


class TestEachColumn:
    """One column of one row is altered: position 6, a signing."""

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("type", "'endorsement'"),
            ("program", "'accords'"),
            ("program", NULL),
            ("participant", "'PAK'"),
            ("participant", NULL),
            ("earliest", "'2023-12-05'"),
            ("latest", "'2023-12-07'"),
            ("date", "'2023-12'"),
            ("defines", "'egypt'"),
            ("about", "5"),
        ],
    )
    def test_beside_the_record(self, path: Path, column: str, value: str) -> None:
        alter(path, f"UPDATE events SET {column} = {value} WHERE position = 6")
        assert faults(path) == [f"#6: {COLUMNS}"]

    @pytest.mark.parametrize(
        ("column", "value", "at_once"),
        [
            ("id", "replace(id, 'a', 'b')", ["its id is not the hash of its body", LEAF, SUBTREE]),
            ("recorded_by", "'Desk'", [LEAF, SUBTREE]),
            ("recorded_at", "'2024-01-01T00:00:01Z'", [LEAF, SUBTREE]),
            (
                "recorded_at",
                "'2023-12-31T00:00:00Z'",
                [
                    LEAF,
                    SUBTREE,
                    "recorded at 2023-12-31T00:00:00Z, before the event ahead of it",
                ],
            ),
            (
                "recorded_at",
                "'2024-13-01T00:00:00Z'",
                [LEAF, SUBTREE, "its time of record is '2024-13-01T00:00:00Z'"],
            ),
            (
                "body",
                "replace(body, 'EGY', 'DZA')",
                ["its id is not the hash of its body", LEAF, SUBTREE, COLUMNS],
            ),
            (
                "body",
                "replace(body, ',', ', ')",
                [
                    "its id is not the hash of its body",
                    LEAF,
                    SUBTREE,
                    "its body is not in canonical form",
                ],
            ),
            (
                "body",
                "replace(body, '2023-12-06', '2023-12-36')",
                [
                    "its id is not the hash of its body",
                    LEAF,
                    SUBTREE,
                ],
            ),
        ],
    )
    def test_of_the_record(self, path: Path, column: str, value: str, at_once: list[str]) -> None:
        alter(path, f"UPDATE events SET {column} = {value} WHERE position = 6")
        found = faults(path)
        own = [f"#6: {problem}" for problem in at_once]
        assert found[: len(own)] == own
        assert [fault for fault in found[len(own) :] if fault in ABOVE_6] == ABOVE_6

    @pytest.mark.parametrize(
        ("body", "problem"),
        [
            ("'{'", "its body is no event: unexpected end of data"),
            ("'null'", "its body is no event: an event is a JSON object"),
            (
                "replace(hex(zeroblob(20000)), '00', '[')",
                "its body is no event: ",
            ),
        ],
    )
    def test_a_body_that_is_none(self, path: Path, body: str, problem: str) -> None:
        alter(path, f"UPDATE events SET body = {body} WHERE position = 6")
        assert [fault for fault in faults(path) if fault.startswith(f"#6: {problem}")]

    @pytest.mark.parametrize(
        ("column", "value", "found"),
        [
            ("leaf", "zeroblob(32)", [f"#6: {LEAF}"]),
            ("nodes", "zeroblob(32)", [f"#6: {SUBTREE}"]),
            ("nodes", "zeroblob(64)", [f"#6: {SUBTREE}"]),
            ("nodes", "x''", [f"#6: {SUBTREE}"]),
        ],
    )
    def test_of_the_tree(self, path: Path, column: str, value: str, found: list[str]) -> None:
        alter(path, f"UPDATE events SET {column} = {value} WHERE position = 6")
        assert faults(path) == found

    def test_of_another_type(self, path: Path) -> None:
        """As a program can leave it that does not know strict tables."""
        unstrict = "UPDATE sqlite_master SET sql = replace(sql, {}) WHERE name = 'events'"
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA writable_schema = ON")
            db.execute(unstrict.format("') STRICT', ') -- loose'"))
        alter(path, "UPDATE events SET recorded_by = x'37' WHERE position = 6")
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA writable_schema = ON")
            db.execute(unstrict.format("') -- loose', ') STRICT'"))
        assert faults(path)[-1] == "#6: it has a value of another type than its column"

    @pytest.mark.parametrize("at", [1, 6])
    def test_what_cannot_be_read(self, path: Path, at: int) -> None:
        alter(path, f"UPDATE events SET body = CAST(x'ff' AS TEXT) WHERE position = {at}")
        [first, *_] = [fault for fault in faults(path) if fault.startswith("#")]
        assert first.startswith(f"#{at}: it cannot be read, Could not decode to UTF-8 column")


COPIED = """
INSERT INTO events SELECT {}, id, type, program, participant, earliest, latest, date, defines,
about, {}, recorded_by, body, leaf, nodes FROM events WHERE position = {}
"""


class TestRows:
    @pytest.mark.parametrize(
        ("statements", "found"),
        [
            (
                ["DELETE FROM events WHERE position = 1"],
                ["#2: the position before it is 0: rows are missing"],
            ),
            (
                ["DELETE FROM events WHERE position BETWEEN 6 AND 8"],
                ["#9: the position before it is 5: rows are missing"],
            ),
            (
                ["DELETE FROM events WHERE position = 16"],
                [
                    "#16: a tree head has this size, and the ledger has 15 events",
                    f"#15: {UNCOVERED}",
                ],
            ),
            (
                ["DELETE FROM events WHERE position > 9"],
                ["#16: a tree head has this size, and the ledger has 9 events"],
            ),
            (
                ["DELETE FROM events"],
                [f"#{n}: a tree head has this size, and the ledger has 0 events" for n in DAYS],
            ),
            (
                ["DELETE FROM events WHERE position > 9", "DELETE FROM tree_heads WHERE size > 9"],
                [],  # a state that the ledger was in: only an older head kept elsewhere tells
            ),
        ],
    )
    def test_deleted(self, path: Path, statements: list[str], found: list[str]) -> None:
        alter(path, *statements)
        assert faults(path) == found

    def test_moved_up_to_close_a_gap(self, path: Path) -> None:
        alter(
            path,
            "DELETE FROM events WHERE position = 6",
            *(f"UPDATE events SET position = {n} WHERE position = {n + 1}" for n in range(6, 16)),
        )
        assert faults(path)[0] == f"#6: {LEAF}"

    def test_swapped(self, path: Path) -> None:
        alter(
            path,
            "UPDATE events SET position = 99 WHERE position = 6",
            "UPDATE events SET position = 6 WHERE position = 7",
            "UPDATE events SET position = 7 WHERE position = 99",
        )
        assert faults(path)[:2] == [f"#6: {LEAF}", f"#6: {SUBTREE}"]

    @pytest.mark.parametrize("at", [1, 6, 9])
    def test_put_between(self, path: Path, at: int) -> None:
        moved = (
            f"UPDATE events SET position = {n + 1} WHERE position = {n}" for n in range(16, 0, -1)
        )
        alter(path, *list(moved)[: 17 - at], COPIED.format(at, "recorded_at", 17))
        assert faults(path)[0] == f"#{at}: {LEAF}"

    def test_recorded_twice(self, path: Path) -> None:
        """By a program that hashes well, and does not look whether the event is known."""
        forge(path, COPIED.format(17, "'2024-01-03T00:00:00Z'", 6))
        assert faults(path) == ["#17: it was recorded before: it has the id of an earlier event"]

    def test_added_without_a_head(self, path: Path) -> None:
        forge(path, COPIED.format(17, "'2024-01-03T00:00:00Z'", 6), heads=False)
        assert faults(path)[-1] == f"#17: {UNCOVERED}"


class TestTreeHeads:
    @pytest.mark.parametrize(
        ("statement", "found"),
        [
            ("UPDATE tree_heads SET root = zeroblob(32) WHERE size = 9", [f"#9: {ROOT}"]),
            (
                "UPDATE tree_heads SET root = zeroblob(32)",
                [f"#7: {ROOT}", f"#9: {ROOT}", f"#16: {ROOT}"],
            ),
            (
                "UPDATE tree_heads SET recorded_at = '2024-01-02T00:00:01Z' WHERE size = 9",
                [f"#9: {SEALED} 2024-01-02T00:00:01Z, not at 2024-01-02T00:00:00Z"],
            ),
            ("UPDATE tree_heads SET size = 6 WHERE size = 7", [f"#6: {ROOT}"]),
            ("UPDATE tree_heads SET size = 17 WHERE size = 16",
             ["#17: a tree head has this size, and the ledger has 16 events", f"#16: {UNCOVERED}"]),
            ("DELETE FROM tree_heads WHERE size = 16", [f"#16: {UNCOVERED}"]),
            ("DELETE FROM tree_heads", [f"#16: {UNCOVERED}"]),
            (f"INSERT INTO tree_heads SELECT 99, {HEAD} FROM tree_heads WHERE size = 16",
             ["#99: a tree head has this size, and the ledger has 16 events"]),
            (f"INSERT INTO tree_heads SELECT 3, {HEAD} FROM tree_heads WHERE size = 7",
             [f"#3: {ROOT}"]),
            # nothing is hashed that says how many heads there were before the last
            ("DELETE FROM tree_heads WHERE size = 7", []),
        ],
    )  # fmt: skip
    def test_altered(self, path: Path, statement: str, found: list[str]) -> None:
        alter(path, statement)
        assert sorted(faults(path)) == sorted(found)


class TestTheFile:
    """What is not a row: triggers, indexes, tables, marks, pages."""

    @pytest.mark.parametrize(
        ("statements", "found"),
        [
            (["DROP TRIGGER events_stay"], "trigger events_stay is not there as it was made"),
            (
                [
                    "DROP TRIGGER events_keep",
                    "CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT 1; END",
                ],
                "trigger events_keep is not there as it was made",
            ),
            (
                ["CREATE TRIGGER mine AFTER INSERT ON events BEGIN SELECT 1; END"],
                "trigger mine does not belong in a ledger",
            ),
            (["DROP INDEX events_by_id"], "index events_by_id is not there as it was made"),
            (
                ["ALTER TABLE archive ADD COLUMN mine TEXT"],
                "table archive is not there as it was made",
            ),
            (["PRAGMA user_version = 0"], "it is marked as format 0, not 1"),
            (["DROP TABLE tree_heads"], "table tree_heads is not there as it was made"),
        ],
    )
    @pytest.mark.parametrize("when", ["before it is opened", "while it is open"])
    def test_altered(self, path: Path, statements: list[str], found: str, when: str) -> None:
        def alter_it() -> None:
            with closing(sqlite3.connect(path, isolation_level=None)) as db:
                for statement in statements:
                    db.execute(statement)

        if when == "before it is opened":
            alter_it()
            with pytest.raises(OtherSchema) as refusal:
                Ledger.open(path)
            assert refusal.value.problems[0] == found
        else:
            with Ledger.open(path) as ledger:
                alter_it()
                told = list(map(str, verify(ledger)))
                assert told[0] == f"file: {found}"

    def test_any_byte(self, path: Path, original: bytes) -> None:
        """Wherever a byte is altered, it is found, or nothing that was recorded is another."""
        with Ledger.open(path) as ledger:
            truth = (list(ledger.rows()), ledger.head(), beliefs.kept(ledger))
        chance = random.Random(1)
        for place in chance.sample([n for n, byte in enumerate(original) if byte], 40):
            altered = bytearray(original)
            altered[place] ^= 1 << chance.randrange(8)
            path.write_bytes(altered)
            with suppress(LedgerRefusal), Ledger.open(path) as ledger, ledger.snapshot():
                if not list(verify(ledger)) and not list(tables.differences(ledger)):
                    read = (list(ledger.rows()), ledger.head(), beliefs.kept(ledger))
                    assert read == truth, place


def forge(path: Path, *statements: str, heads: bool = True) -> None:
    """Alter some rows, then compute every hash again, and with ``heads`` the last head too."""
    alter(path, *statements)
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT position, recorded_at, recorded_by, body FROM events").fetchall()
    frontier, updates = merkle.Frontier(), []
    at = ""
    for position, at, by, body in rows:
        event_id = sha256(body.encode()).hexdigest()
        leaf = merkle.leaf_hash(record(position, event_id, at, by, body))
        nodes = frontier.add(leaf)
        updates.append(
            f"UPDATE events SET id = '{event_id}', leaf = x'{leaf.hex()}', nodes = x'{nodes.hex()}'"
            f" WHERE position = {position}"
        )
        root = f"x'{frontier.root().hex()}'"
        updates.append(f"UPDATE tree_heads SET root = {root} WHERE size = {position}")
        if heads and position == len(rows):
            head = f"{position}, {root}, '{at}', '0.1.0'"
            updates.append(f"INSERT OR REPLACE INTO tree_heads VALUES ({head})")
    alter(path, *updates)


def test_who_forges_everything_is_betrayed_by_a_head_that_somebody_kept(path: Path) -> None:
    with Ledger.open(path) as ledger:
        kept = ledger.head(9)
    forge(path, "UPDATE events SET body = replace(body, '2020-10-13', '2020-10-14'),"
                " earliest = '2020-10-14', latest = '2020-10-14' WHERE position = 8")  # fmt: skip
    assert faults(path) == []
    with Ledger.open(path) as ledger:
        assert ledger.frontier(9).root() != kept.root
        proof = merkle.consistency_proof(ledger.node, 9, 16)
        assert not merkle.verify_consistency(9, kept.root, 16, ledger.head().root, proof)


class TestTheTables:
    """What the kept tables say, against the folds."""

    def differences(self, path: Path) -> list[str]:
        with Ledger.open(path) as ledger:
            return list(tables.differences(ledger))

    @pytest.mark.parametrize(
        ("statement", "first"),
        [
            ("UPDATE membership SET participant = 'DZA' WHERE participant = 'EGY'", "#6: "),
            ("UPDATE membership SET start = '2023-12-05' WHERE participant = 'EGY'", "#6: "),
            ("UPDATE membership SET statuses = '[\"party\"]' WHERE participant = 'ARE'", "#8: "),
            ("UPDATE membership SET believed_until = 12 WHERE participant = 'ARE'", "#8: "),
            ("DELETE FROM membership WHERE participant = 'PER'", "#16: "),
            ("DELETE FROM membership", "#8: "),
        ],
    )
    def test_altered(self, path: Path, statement: str, first: str) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute(statement)
        assert faults(path) == []  # the ledger itself is as it was
        found = self.differences(path)
        assert found
        assert found[0].startswith(first)
        with Ledger.open(path, write=True) as desk:
            tables.rebuild(desk)
        assert self.differences(path) == []

    def test_none(self, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            for table, kind in reversed(tables.TABLES.items()):
                db.execute(f"DROP {kind} {table}")
        assert self.differences(path) == []


def test_a_failure_says_where(path: Path) -> None:
    assert str(Failure(31, "it is wrong")) == "#31: it is wrong"


def test_verification_is_a_stream(path: Path) -> None:
    alter(path, "UPDATE events SET leaf = zeroblob(32)")
    with Ledger.open(path) as ledger:
        found: Iterator[Failure] = verify(ledger)
        assert next(found) == Failure(1, LEAF)
