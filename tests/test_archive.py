"""Archived texts: kept with the record that they are, and taken down without a byte left."""

import io
import json
import random
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cli.app import App
from cli.main import run
from ledger import archive, codec
from ledger.archive import LIMIT
from ledger.errors import (
    Damaged,
    ErasureUnfinished,
    MalformedEvent,
    NoText,
    OtherText,
    ReadOnly,
    Unknown,
)
from ledger.events import Source
from ledger.store import Ledger
from ledger.verify import verify
from projections.kept import tables

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
TEXT = "China and Egypt signed “it”\r\non Wednesday.\n"
OTHER = "Another page, about something else.\n"


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def source(name: str, **fields: str) -> dict[str, str]:
    return {"type": "source", "id": name, "publisher": "P", "title": "T", "tier": "press", **fields}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.create(path, clock=lambda: NOW, subscribers=(tables.keep,)) as found:
        found.append([codec.decode(source(name)) for name in ("wire", "page", "copy")], by="desk")
        yield found


def keep(ledger: Ledger, source: str, text: str) -> Any:
    return archive.keep(ledger, source, text, by="desk")


def erase(ledger: Ledger, source: str, reason: str = "a takedown") -> archive.Erasure:
    return archive.erase(ledger, source, reason=reason, by="desk")


def named(ledger: Ledger, name: str) -> str | None:
    """The hash that a source reads with, by the events and by the tables alike."""
    position = ledger.defined("source", name)
    assert position
    event = ledger.reading_of(position)
    assert isinstance(event, Source)
    [row] = ledger.db.execute("SELECT sha256 FROM sources WHERE id = ?", [name])
    assert row[0] == event.sha256
    return event.sha256


def corrections(ledger: Ledger) -> list[tuple[str, Any, str]]:
    """Who recorded which hash, and why."""
    return [
        (one.recorded_by, one.event.changes["sha256"], one.event.reason)  # type: ignore[union-attr]
        for one in ledger.events(after=3)
    ]


def holds(ledger: Ledger) -> bool:
    return not [*verify(ledger), *tables.differences(ledger)]


class TestWhatIsText:
    @pytest.mark.parametrize(
        "data", [b"a", TEXT.encode(), "\ufeffwith a mark".encode(), b"\x1b[31m", b"x" * LIMIT]
    )
    def test_utf_8_is_kept_as_it_is(self, data: bytes) -> None:
        assert archive.checked(data).encode() == data

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (b"", "it is empty"),
            (b" \r\n\t", "it is empty"),
            (b"%PDF-1.4\n\xe2\xe3\xcf\xd3", "not UTF-8 text"),
            ("Türkiye".encode("latin-1"), "not UTF-8 text"),
            ("Egypt".encode("utf-16"), "not UTF-8 text"),
            ("Egypt".encode("utf-16-le"), "it has a NUL byte"),
            (b"x" * (LIMIT + 1), "larger than 4 MiB"),
        ],
    )
    def test_nothing_else_is(self, data: bytes, problem: str) -> None:
        with pytest.raises(ValueError, match=problem):
            archive.checked(data)


class TestKeeping:
    def test_a_text_and_its_hash_on_the_source(self, ledger: Ledger) -> None:
        digest, receipt = keep(ledger, "wire", TEXT)
        assert digest == hash_of(TEXT)
        assert receipt.position == 4
        assert named(ledger, "wire") == digest
        assert archive.text_of(ledger, "wire") == TEXT
        assert corrections(ledger) == [("desk", digest, "its text was archived")]
        assert holds(ledger)

    def test_a_second_time_changes_nothing(self, ledger: Ledger) -> None:
        keep(ledger, "wire", TEXT)
        before = ledger.db.conn.total_changes
        assert keep(ledger, "wire", TEXT) == (hash_of(TEXT), None)
        assert ledger.db.conn.total_changes == before

    def test_a_source_that_names_the_hash_already(self, ledger: Ledger) -> None:
        ledger.append([codec.decode(source("late", sha256=hash_of(TEXT)))], by="desk")
        assert keep(ledger, "late", TEXT) == (hash_of(TEXT), None)
        assert archive.text_of(ledger, "late") == TEXT
        assert ledger.size == 4

    def test_a_source_that_names_another(self, ledger: Ledger) -> None:
        keep(ledger, "wire", TEXT)
        with pytest.raises(OtherText, match=hash_of(TEXT)[:12]):
            keep(ledger, "wire", OTHER)
        assert archive.text(ledger, hash_of(OTHER)) is None
        assert ledger.size == 4

    def test_an_unknown_source_with_near_ones(self, ledger: Ledger) -> None:
        with pytest.raises(Unknown, match="did you mean wire"):
            keep(ledger, "wires", TEXT)
        with pytest.raises(Unknown, match="did you mean wire"):
            archive.text_of(ledger, "wires")

    def test_two_sources_share_a_text(self, ledger: Ledger) -> None:
        keep(ledger, "wire", TEXT)
        keep(ledger, "copy", TEXT)
        assert ledger.db.execute("SELECT count(*) FROM archive").fetchone() == (1,)
        assert named(ledger, "wire") == named(ledger, "copy")

    def test_neither_the_text_nor_the_record_alone(self, ledger: Ledger) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError

        ledger.subscribers = (fail,)
        with pytest.raises(RuntimeError):
            keep(ledger, "wire", TEXT)
        assert archive.text(ledger, hash_of(TEXT)) is None
        assert ledger.size == 3

    def test_an_altered_text_is_not_shown_and_can_be_kept_again(self, ledger: Ledger) -> None:
        digest, _ = keep(ledger, "wire", TEXT)
        ledger.db.execute("UPDATE archive SET text = replace(text, 'Egypt', 'Spain')")
        ledger.db.conn.commit()
        with pytest.raises(Damaged, match=f"the archived text {digest[:12]} was altered"):
            archive.text_of(ledger, "wire")
        assert not holds(ledger)
        keep(ledger, "wire", TEXT)
        assert archive.text_of(ledger, "wire") == TEXT
        assert holds(ledger)


class TestErasing:
    def test_a_text_goes_and_the_record_says_so(self, ledger: Ledger) -> None:
        digest, _ = keep(ledger, "wire", TEXT)
        done = erase(ledger, "wire")
        assert done.receipt
        assert (done.receipt.position, done.erased, done.shared_with) == (5, (digest,), ())
        assert named(ledger, "wire") is None
        assert archive.text(ledger, digest) is None
        assert corrections(ledger)[1:] == [("desk", None, "a takedown")]
        assert ledger.reading_of(1, until=4) == codec.decode(source("wire", sha256=digest))
        assert holds(ledger)

    def test_and_comes_back_and_goes_again_for_the_same_reason(self, ledger: Ledger) -> None:
        for _ in range(3):
            keep(ledger, "wire", TEXT)
            assert named(ledger, "wire") == hash_of(TEXT)
            erase(ledger, "wire")
            assert named(ledger, "wire") is None
        assert [reason for _, _, reason in corrections(ledger)] == [
            "its text was archived",
            "a takedown",
            "its text was archived (again, after #5)",
            "a takedown (again, after #6)",
            "its text was archived (again, after #7)",
            "a takedown (again, after #8)",
        ]
        assert holds(ledger)

    def test_a_text_that_another_source_has_stays(self, ledger: Ledger) -> None:
        keep(ledger, "wire", TEXT)
        keep(ledger, "copy", TEXT)
        done = erase(ledger, "wire")
        assert (done.erased, done.shared_with) == ((), ("copy",))
        assert archive.text_of(ledger, "copy") == TEXT
        with pytest.raises(NoText):
            archive.text_of(ledger, "wire")
        with pytest.raises(NoText):
            erase(ledger, "wire")
        assert erase(ledger, "copy").erased == (hash_of(TEXT),)

    def test_what_a_source_once_named_goes_too(self, ledger: Ledger) -> None:
        for text in (TEXT, OTHER):
            keep(ledger, "wire", text)
            event_id = ledger.find("#1").id
            wire = {"type": "correction", "event": event_id, "reason": f"not {text}"}
            ledger.append([codec.decode({**wire, "changes": {"sha256": None}})], by="desk")
        assert named(ledger, "wire") is None
        done = erase(ledger, "wire")
        assert done.erased == (hash_of(TEXT), hash_of(OTHER))
        assert corrections(ledger)[-2:] == [
            ("desk", hash_of(TEXT), "its text was still kept: named once more, to be erased"),
            ("desk", None, "a takedown"),
        ]
        assert holds(ledger)

    def test_a_hash_whose_text_is_not_here(self, ledger: Ledger) -> None:
        ledger.append([codec.decode(source("late", sha256=hash_of(TEXT)))], by="desk")
        with pytest.raises(NoText, match=f"the text of late, {hash_of(TEXT)[:12]}…, is not"):
            archive.text_of(ledger, "late")
        assert erase(ledger, "late").erased == ()
        assert named(ledger, "late") is None
        with pytest.raises(NoText, match="a text of late is not"):
            erase(ledger, "late")

    def test_the_text_of_a_source_that_was_retracted(self, ledger: Ledger) -> None:
        keep(ledger, "wire", TEXT)
        wire = {"type": "retraction", "event": ledger.find("#1").id, "reason": "no source"}
        ledger.append([codec.decode(wire)], by="desk")
        assert erase(ledger, "wire").erased == (hash_of(TEXT),)
        assert holds(ledger)

    def test_nothing_goes_without_a_record(self, ledger: Ledger, path: Path) -> None:
        keep(ledger, "wire", TEXT)
        with pytest.raises(MalformedEvent, match="reason: it is empty"):
            erase(ledger, "wire", reason=" ")
        assert archive.text_of(ledger, "wire") == TEXT
        with Ledger.open(path) as reader, pytest.raises(ReadOnly):
            erase(reader, "wire")

    @pytest.mark.parametrize("seed", [1, 25])  # where secure_delete alone leaves some
    def test_not_a_byte_of_it_is_left(self, ledger: Ledger, path: Path, seed: int) -> None:
        """Short and long texts, of which SQLite leaves parts in other pages as the tree grows."""
        chance = random.Random(seed)
        marks = [f"MARK{chance.getrandbits(50):020}" for _ in range(60)]
        texts = [mark * chance.choice([1, 5, 15, 40, 150, 400]) for mark in marks]
        with ledger.change():
            for text in texts:
                ledger.db.execute("INSERT INTO archive VALUES (?, ?)", [hash_of(text), text])
        gone = texts[:20]
        wires = [source(f"s{at}", sha256=hash_of(text)) for at, text in enumerate(texts)]
        ledger.append([codec.decode(wire) for wire in wires], by="desk")
        for wire, text in zip(wires[:20], gone, strict=True):
            assert erase(ledger, wire["id"]).erased == (hash_of(text),)
        archive.settle(ledger)
        left = path.read_bytes() + path.with_name("events.db-wal").read_bytes()
        there = [mark.encode() in left for mark in marks]
        assert there == [False] * 20 + [True] * 40
        assert holds(ledger)

    def test_a_reader_of_what_was_before_keeps_its_bytes(
        self, ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ledger.connection.WAIT", 0.01)
        keep(ledger, "wire", TEXT)
        with Ledger.open(path) as reader, reader.snapshot():
            assert archive.text_of(reader, "wire") == TEXT
            erase(ledger, "wire")
            with pytest.raises(ErasureUnfinished, match="another program is reading: when"):
                archive.settle(ledger)
            assert archive.text_of(reader, "wire") == TEXT
        archive.settle(ledger)

    def test_one_that_was_interrupted_is_told_and_finished(self, ledger: Ledger) -> None:
        digest, _ = keep(ledger, "wire", TEXT)
        keep(ledger, "page", OTHER)
        erase(ledger, "wire")  # and there it was ended
        assert [one.position for one in archive.unfinished(ledger)] == [1]
        assert holds(ledger)
        assert archive.text(ledger, digest) is None
        assert [one.sha256 for one in archive.holdings(ledger)] == [None, hash_of(OTHER), None]
        size = ledger.size
        assert erase(ledger, "wire") == archive.Erasure(None, (digest,), ())
        archive.settle(ledger)
        assert ledger.size == size
        assert archive.unfinished(ledger) == []
        with pytest.raises(NoText):
            erase(ledger, "wire")
        assert archive.text_of(ledger, "page") == OTHER

    def test_nor_is_it_when_its_text_is_kept_again(self, ledger: Ledger) -> None:
        keep(ledger, "wire", TEXT)
        erase(ledger, "wire")
        keep(ledger, "page", TEXT)
        assert archive.unfinished(ledger) == []
        with pytest.raises(NoText):
            erase(ledger, "wire")

    def test_a_disk_that_fails_after_it_was_recorded(self, ledger: Ledger) -> None:
        keep(ledger, "wire", TEXT)
        erase(ledger, "wire")
        ledger.db.execute("PRAGMA query_only = ON")  # as a disk that takes nothing more
        with pytest.raises(ErasureUnfinished, match="attempt to write a readonly database: when"):
            archive.settle(ledger)
        assert [one.position for one in archive.unfinished(ledger)] == [1]

    def test_a_text_made_to_nothing_is_no_erasure(self, ledger: Ledger) -> None:
        keep(ledger, "wire", TEXT)
        ledger.db.execute("UPDATE archive SET text = ''")
        ledger.db.conn.commit()
        assert archive.unfinished(ledger) == []
        assert not holds(ledger)


def test_what_is_held_for_whom(ledger: Ledger) -> None:
    keep(ledger, "wire", TEXT)
    keep(ledger, "page", OTHER)
    wires = [
        {"type": "retraction", "event": "#5", "reason": "the wrong page"},  # page named OTHER
        source("late", sha256="0" * 64),
        {"type": "retraction", "event": "#3", "reason": "no source"},  # copy
        source("gone", sha256=hash_of(TEXT)),
        {"type": "retraction", "event": "#9", "reason": "no source either"},
    ]
    ledger.append([codec.decode(wire) for wire in wires], by="desk")
    size = len(TEXT.encode())
    assert archive.holdings(ledger) == [
        archive.Holding(1, "wire", hash_of(TEXT), size, named=True),
        archive.Holding(2, "page", None, None, named=True),
        archive.Holding(2, "page", hash_of(OTHER), len(OTHER), named=False),
        archive.Holding(7, "late", "0" * 64, None, named=True),
        archive.Holding(9, "gone", hash_of(TEXT), size, named=True),
    ]


class TestCommand:
    @pytest.fixture(autouse=True)
    def folder(self, ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(path.parent)
        monkeypatch.delenv("DEPOSITARY_DB", raising=False)
        Path("page.txt").write_bytes(TEXT.encode())

    def run(self, *words: str) -> int:
        return run(words, obj=App(clock=lambda: NOW, by="desk"))

    def test_what_is_shown_is_what_was_kept(self, capfdbinary: Any) -> None:
        self.run("archive", "page.txt", "--source", "wire")
        capfdbinary.readouterr()
        assert self.run("archive", "--show", "wire") == 0
        assert capfdbinary.readouterr().out == TEXT.encode()

    def test_a_terminal_gets_no_control_character(
        self, ledger: Ledger, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(ledger, "wire", "red\x1b[31m\r\n\ttab\u202e\n")
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        self.run("archive", "--show", "wire")
        assert capsys.readouterr().out == "red\\x1b[31m\n        tab\\u202e\n\n"

    def test_standard_input(self, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
        assert self.run("archive", "-", "--source", "wire", "--recorded-by", "night desk") == 0
        assert hash_of(TEXT) in capsys.readouterr().out
        with Ledger.open("events.db") as ledger:
            assert [one.recorded_by for one in ledger.events(after=3)] == ["night desk"]

    def test_a_file_that_is_no_text(self, capsys: Any) -> None:
        Path("page.pdf").write_bytes(b"%PDF\xff")
        assert self.run("archive", "page.pdf", "--source", "wire") == 1
        said = "depositary: page.pdf: not UTF-8 text: save its words as UTF-8\n"
        assert capsys.readouterr().err == said

    @pytest.mark.parametrize(
        "words",
        [
            [],
            ["page.txt"],
            ["--source", "wire"],
            ["page.txt", "--source", "wire", "--list"],
            ["--show", "wire", "--erase", "wire", "--reason", "r"],
            ["--erase", "wire"],
            ["--show", "wire", "--reason", "r"],
        ],
    )
    def test_one_thing_at_a_time(self, words: list[str]) -> None:
        assert self.run("archive", *words) == 2

    def test_where_a_reader_keeps_the_bytes(
        self, ledger: Ledger, capsys: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ledger.connection.WAIT", 0.01)
        keep(ledger, "wire", TEXT)
        with closing(sqlite3.connect("events.db")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM archive").fetchall()
            assert self.run("archive", "--erase", "wire", "--reason", "r") == 1
        said = capsys.readouterr()
        assert re.fullmatch(r"recorded #5 \w{12} correction\n", said.out)
        assert "bytes of it may still be in events.db or events.db-wal, another" in said.err
        assert self.run("check") == 3
        told = "bytes of its text may be left, its erasure did not end"
        assert f"sources #1: source wire: P, T: {told}" in capsys.readouterr().out
        assert self.run("archive", "--erase", "wire", "--reason", "r") == 0
        assert capsys.readouterr().out == f"wire: its text {hash_of(TEXT)} is erased\n"
        self.run("check")
        assert told not in capsys.readouterr().out
        assert self.run("archive", "--erase", "wire", "--reason", "r") == 1

    def test_the_list_in_json(self, capsys: Any) -> None:
        self.run("archive", "page.txt", "--source", "wire")
        capsys.readouterr()
        self.run("archive", "--list", "--format", "json")
        found = json.loads(capsys.readouterr().out)
        assert (found["sources"], found["archived"]) == (3, 1)
        assert found["texts"][0] == {
            "source": "wire",
            "position": 1,
            "sha256": hash_of(TEXT),
            "bytes": len(TEXT.encode()),
            "named": True,
        }
