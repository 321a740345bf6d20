"""Verification of the file as a whole: what lies in it that a write through SQLite would not
have let in, and tables that do not say how far they go."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from registers import register

from ledger.errors import Damaged
from ledger.store import Ledger
from ledger.verify import verify
from projections import tables

HISTORY = """
2024-01-01 | program ilrs name="International Lunar Research Station"
           | signing program=ilrs participant=EGY on=2023-12-06
2024-01-02 | signing program=ilrs participant=PAK on=2023-10-18
"""
LAST = "signing program=ilrs participant=ZAF on=2023-09-01"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "events.db"
    with Ledger.create(path, subscribers=[tables.keep]) as desk:
        desk.append([one.event for one in register(HISTORY)], by="desk")
    return path


def alter(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def edit(path: Path, old: bytes, new: bytes) -> None:
    """Change the bytes of the file, wherever these lie."""
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def failures(path: Path) -> list[str]:
    with Ledger.open(path) as ledger, ledger.snapshot():
        return list(map(str, verify(ledger)))


def differences(path: Path) -> list[str]:
    with Ledger.open(path) as ledger, ledger.snapshot():
        return list(tables.differences(ledger))


class TestTheFile:
    def test_an_index_that_says_something_else(self, path: Path) -> None:
        with Ledger.open(path) as ledger:
            prefix = next(ledger.rows()).id[:12].encode()
        data = path.read_bytes()
        at = [n for n in range(len(data)) if data[n : n + 12] == prefix]
        alone = next(n for n in at if data[n + 12 : n + 13] not in b"0123456789abcdef")
        path.write_bytes(data[:alone] + b"x" + data[alone + 1 :])
        assert failures(path)[0].startswith("file: SQLite finds row 1 missing from index")

    def test_a_value_of_another_type_than_its_column(self, path: Path) -> None:
        alter(
            path,
            "DROP TRIGGER events_keep",
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, ') STRICT', ')') WHERE name = 'events'",
        )
        alter(path, "UPDATE events SET recorded_at = CAST(recorded_at AS BLOB) WHERE position = 2")
        assert "#2: it has a value of another type than its column" in failures(path)
        with Ledger.open(path) as ledger, pytest.raises(Damaged, match="#2 cannot be read"):
            list(ledger.events())
        with Ledger.open(path) as ledger, pytest.raises(Damaged, match="the time of #2 is b'2"):
            ledger.recorded_at(2)

    def test_definitions_that_are_no_text(self, path: Path) -> None:
        """SQLite's own words then are no text either."""
        edit(path, b"tablekeptkept", b"tablekep\xadkept")
        edit(path, b"CREATE TABLE kept", b"CREATE TABL\xad kept")
        assert failures(path)[0].startswith("file: it cannot be read, 'utf-8' codec can't decode")
        with pytest.raises(Damaged, match="'utf-8' codec can't decode"):
            differences(path)

    @pytest.mark.parametrize(("text", "holds"), [("as it was filed", True), ("altered", False)])
    def test_an_archived_text(self, path: Path, text: str, holds: bool) -> None:
        hashed = sha256(b"as it was filed").hexdigest()
        alter(path, f"INSERT INTO archive VALUES ('{hashed}', '{text}')")
        found = f"file: the archived text {hashed[:12]} is not the one of this hash"
        assert failures(path) == ([] if holds else [found])


UNTOLD = "file: it is not told how far the tables go: run 'depositary rebuild'"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM kept",
        "UPDATE kept SET position = 1000",
        "INSERT INTO kept SELECT position + 1, edition FROM kept",
        "DROP TABLE kept",
    ],
)
class TestTablesThatDoNotSayHowFarTheyGo:
    def test_are_told(self, path: Path, statement: str) -> None:
        alter(path, statement)
        assert failures(path) == []
        assert differences(path) == [UNTOLD]

    @pytest.mark.parametrize("mend", [tables.rebuild, None], ids=["by rebuild", "by an append"])
    def test_are_made_again(
        self, path: Path, statement: str, mend: Callable[[Ledger], int] | None
    ) -> None:
        alter(path, statement)
        with Ledger.open(path, write=True, subscribers=[tables.keep]) as desk:
            if mend:
                mend(desk)
            else:
                program = "2024-01-01 | program ilrs\n"
                desk.append([register(f"{program} | {LAST}")[1].event], by="desk")
            assert tables.current(desk)
            assert list(tables.differences(desk)) == []


def test_a_row_of_another_type_is_shown_all_the_same(path: Path) -> None:
    strict, loose = "') STRICT, WITHOUT ROWID'", "') WITHOUT ROWID'"
    for old, new, change in (
        (strict, loose, "SELECT 1"),
        (loose, strict, "UPDATE membership SET since = x'00' WHERE participant = 'EGY'"),
    ):
        alter(path, change)
        sql = f"replace(sql, {old}, {new})"
        where = "WHERE name = 'membership'"
        alter(path, "PRAGMA writable_schema = ON", f"UPDATE sqlite_master SET sql = {sql} {where}")
    told = "#2: the table membership holds what the events do not say: "
    assert [line for line in differences(path) if line.startswith(told)]


def test_an_archived_text_that_is_nothing(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "events.db") as ledger:
        ledger.db.execute("DROP TABLE archive")
        ledger.db.execute("CREATE TABLE archive (sha256, text)")
        ledger.db.execute("INSERT INTO archive VALUES (NULL, NULL)")
        problems = [failure.problem for failure in verify(ledger)]
    assert "the archived text None is not the one of this hash" in problems
