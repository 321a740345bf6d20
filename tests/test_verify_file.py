"""Verification of the file as a whole: what lies in it that a write through SQLite would not
have let in, and tables that do not say how far they go."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from registers import register

from ledger import codec
from ledger.errors import Damaged
from ledger.store import Ledger
from ledger.verify import verify
from projections.kept import tables

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


def loosely(path: Path, statement: str) -> None:
    """Do what the triggers and the types of columns forbid, and put these back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        [(keep,)] = db.execute("SELECT sql FROM sqlite_master WHERE name = 'events_keep'")
        was = db.execute("SELECT sql, name FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    lax = "replace(replace(sql, 'STRICT, ', ''), 'NOT NULL', '')"
    lax = f"UPDATE sqlite_master SET sql = replace({lax}, ') STRICT', ')') WHERE type = 'table'"
    alter(path, "DROP TRIGGER events_keep", "PRAGMA writable_schema = ON", lax)
    alter(path, statement, keep)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.executemany("UPDATE sqlite_master SET sql = ? WHERE name = ?", was)


def edit(path: Path, old: bytes, new: bytes) -> None:
    """Change the bytes of the file, wherever these lie."""
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def failures(path: Path) -> list[str]:
    """What verification tells of a file, though its tables of answers be others."""
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
        loosely(
            path,
            "UPDATE events SET recorded_at = CAST(recorded_at AS BLOB) WHERE position = 2",
        )
        assert "#2: it has a value of another type than its column" in failures(path)
        with Ledger.open(path) as ledger, pytest.raises(Damaged, match="#2 cannot be read"):
            list(ledger.events())
        with Ledger.open(path) as ledger, pytest.raises(Damaged, match="the time of #2 is b'2"):
            ledger.recorded_at(2)

    def test_definitions_that_are_no_text(self, path: Path) -> None:
        """SQLite's own words then are no text either."""
        edit(path, b"tablekeptkept", b"tablekep\xadkept")
        edit(path, b"CREATE TABLE kept", b"CREATE TABL\xad kept")
        with pytest.raises(Damaged, match="'utf-8' codec can't decode"):
            Ledger.open(path)

    @pytest.mark.parametrize(
        ("text", "how"),
        [
            ("'as it was filed'", "file: the archived text {} is the one of no source"),
            ("'altered'", "file: the archived text {} is not the one of this hash"),
            ("NULL", "file: the archived text {} is not the one of this hash"),
        ],
    )
    def test_an_archived_text(self, path: Path, text: str, how: str) -> None:
        hashed = sha256(b"as it was filed").hexdigest()
        loosely(path, f"INSERT INTO archive VALUES ('{hashed}', {text})")
        found = [one for one in failures(path) if not one.startswith("file: SQLite finds")]
        assert found == [how.format(hashed[:12])]

    @pytest.mark.parametrize("named", ["by a source", "by its correction", "once by a source"])
    def test_an_archived_text_that_a_source_names(self, path: Path, named: str) -> None:
        hashed = sha256(b"as it was filed").hexdigest()
        alter(path, f"INSERT INTO archive VALUES ('{hashed}', 'as it was filed')")
        wire: dict[str, object] = {
            "type": "source",
            "id": "wire",
            "publisher": "W",
            "title": "T",
            "tier": "press",
        }
        change: dict[str, object] = {"type": "correction", "event": "#4", "reason": "r"}
        both: dict[str, list[dict[str, object]]] = {
            "by a source": [{**wire, "sha256": hashed}],
            "by its correction": [wire, {**change, "changes": {"sha256": hashed}}],
            "once by a source": [
                {**wire, "sha256": hashed},
                {**change, "changes": {"sha256": None}},
            ],
        }
        with Ledger.open(path, write=True) as desk:
            desk.append(map(codec.decode, both[named]), by="desk")
        assert failures(path) == []


UNTOLD = "file: it is not recorded how far the tables go: make them again"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM kept",
        "UPDATE kept SET position = 1000",
        "INSERT INTO kept SELECT position + 1, edition FROM kept",
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
