"""Copies of a ledger that is published as tiles: that they take all of it and believe nothing."""

import gzip
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pages
import pytest
import terminal
from extent import FULL

from ledger import codec, copies, records, schema, tile_files, tiled_log
from ledger.copy_errors import (
    BadTiles,
    HistoryRewritten,
    IsACopy,
    NoCopy,
    NoTiles,
    OtherRegister,
    Unreachable,
    Unwitnessed,
)
from ledger.errors import DiskFull, LedgerExists, Refusal
from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle, policies, tiles
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.signed_notes import PrivateKey
from ledger.verify import verify
from projections.kept import tables

KEY = PrivateKey("example.org/register", bytes(range(32)))
POLICY = policies.of_keys([KEY.public])
SIZES = (1, 255, 256, 300, 520)


def wire(number: int) -> dict[str, Any]:
    return {"type": "program", "id": f"p{number}", "name": f"P{number}"}


def grow(path: Path, size: int, by: str = "desk") -> None:
    """Record programs until a ledger has so many events."""
    opened = Ledger.open(path, write=True) if path.exists() else Ledger.create(path)
    with opened as ledger:
        events = [codec.decode(wire(number)) for number in range(ledger.size, size)]
        ledger.append(events, by=by, at=terminal.NOW)


def publish(path: Path, folder: Path, key: PrivateKey = KEY) -> Checkpoint:
    with Ledger.open(path) as ledger:
        head = checkpoints.of(ledger, key.name).signed(key)
        return tiled_log.publish(ledger, folder, head).head


def pulled(path: Path) -> copies.Taken:
    with Ledger.open(path, write=True, subscribers=(tables.keep,), kept=tables.KEPT) as ledger:
        return copies.pull(ledger)


def rows(path: Path) -> list[tuple[Any, ...]]:
    """Everything that a ledger has of its events."""
    with Ledger.open(path) as ledger:
        assert list(verify(ledger)) == []
        return ledger.sql.execute("SELECT * FROM events ORDER BY position").fetchall()


@contextmanager
def served(folder: Path, packed: bool = False) -> Iterator[tuple[str, list[str]]]:
    """A folder on a web server of this machine: its address, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            path = folder / self.path.removeprefix("/log/")
            if self.path == "/broken/checkpoint":
                self.send_error(500)
            elif path.is_file():
                content = path.read_bytes()
                self.send_response(200)
                if packed:
                    content = gzip.compress(content)
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                self.wfile.write(content[:-9] if "cut" in folder.name else content)
            else:
                self.send_error(404)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/log/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Place:
    """A ledger, the folder that it is published in, and where a copy is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger, self.tiles = folder / "events.db", folder / "tiles"
        self.copy = folder / "copies" / "copy.db"
        self.copy.parent.mkdir()

    def publish(self, size: int) -> Checkpoint:
        grow(self.ledger, size)
        return publish(self.ledger, self.tiles)

    def take(self, policy: policies.Policy | None = POLICY) -> copies.Taken:
        return copies.make(
            self.copy,
            str(self.tiles),
            policy,
            subscribers=(tables.keep,),
            kept=tables.KEPT,
        )

    def beside(self) -> set[str]:
        return {one.name for one in self.copy.parent.iterdir()}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


class TestACopy:
    def test_that_finds_no_room_is_not_there(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        create = schema.create

        def without_room(db: sqlite3.Connection) -> None:
            db.execute("PRAGMA max_page_count = 1")
            create(db)

        place.publish(1)
        monkeypatch.setattr(schema, "create", without_room)
        with pytest.raises(
            DiskFull, match=r"no room on the disk of .*/copy.db, nothing was written"
        ):
            place.take()
        assert place.beside() == set()

    @pytest.mark.parametrize("size", SIZES)
    def test_has_every_row_of_the_ledger(self, size: int, place: Place) -> None:
        head = place.publish(size)
        assert place.take() == copies.Taken(size, head)
        assert rows(place.copy) == rows(place.ledger)
        assert place.beside() == {"copy.db"}

    def test_of_the_sample_answers_as_the_sample_does(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(pages.SAMPLE, place.tiles)
        place.take()
        assert rows(place.copy) == rows(pages.SAMPLE)
        for question in (
            "roster ILRS --before october-accords",
            "audit ILRS Egypt",
            "timeline ILRS --format json",
            "show '#64'",
            "export",
            "prove '#64'",
        ):
            found = [
                terminal.answer_to(f"depositary --db {path} {question}")
                for path in (pages.SAMPLE, place.copy)
            ]
            assert found[0] == found[1].replace(str(place.copy), str(pages.SAMPLE)), question

    def test_follows_step_by_step(self, place: Place) -> None:
        place.publish(SIZES[0])
        place.take()
        before = SIZES[0]
        for size in SIZES[1:]:
            head = place.publish(size)
            assert pulled(place.copy) == copies.Taken(size - before, head)
            assert rows(place.copy) == rows(place.ledger)
            assert pulled(place.copy) == copies.Taken(0, head)
            before = size

    def test_keeps_its_tables(self, place: Place) -> None:
        place.publish(3)
        place.take()
        place.publish(300)
        pulled(place.copy)
        with Ledger.open(place.copy) as ledger:
            assert tables.current(ledger)
            assert list(tables.differences(ledger)) == []

    def test_of_nothing_is_empty(self, place: Place) -> None:
        with Ledger.create(place.ledger) as ledger:
            tiled_log.publish(ledger, place.tiles, checkpoints.of(ledger, KEY.name).signed(KEY))
        assert place.take().events == 0
        place.publish(2)
        assert pulled(place.copy).events == 2

    def test_takes_nothing_from_elsewhere(self, place: Place) -> None:
        place.publish(3)
        place.take()
        with Ledger.open(place.copy, write=True) as ledger, pytest.raises(IsACopy):
            ledger.append([codec.decode(wire(7))], by="desk")
        with Ledger.open(place.ledger, write=True) as ledger, pytest.raises(NoCopy):
            copies.pull(ledger)

    def test_is_itself_published_and_copied(self, place: Place) -> None:
        place.publish(300)
        place.take()
        publish(place.copy, place.folder / "again")
        copies.make(place.folder / "second.db", str(place.folder / "again"), POLICY)
        assert rows(place.folder / "second.db") == rows(place.ledger)

    def test_finds_the_folder_beside_it_wherever_both_are_moved(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.publish(3)
        monkeypatch.chdir(place.folder)
        copies.make(place.copy, "tiles", POLICY)
        place.publish(5)
        moved = place.folder.rename(place.folder.with_name("moved"))
        assert pulled(moved / "copies" / "copy.db").events == 2
        with Ledger.open(moved / "copies" / "copy.db") as ledger:
            assert ledger.upstream
            assert ledger.upstream.address == "../tiles"

    def test_overwrites_nothing(self, place: Place) -> None:
        place.publish(3)
        place.take()
        with pytest.raises(LedgerExists):
            place.take()

    def test_takes_what_it_cannot_read(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        """An event of a type that a later version knows."""
        with Ledger.create(place.ledger) as ledger, ledger.change():
            body = codec.canonical({"type": "of-tomorrow", "what": 1})
            record = (1, codec.event_id(body), records.stamp(terminal.NOW), "desk", body)
            frontier = merkle.Frontier()
            leaf = merkle.leaf_hash(records.record(*record))
            values = [*record, "of-tomorrow", leaf, frontier.add(leaf)]
            ledger.sql.execute(
                "INSERT INTO events (position, id, recorded_at, recorded_by, body, type, leaf,"
                " nodes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            ledger.sql.execute(
                "INSERT INTO tree_heads VALUES (1, ?, ?, '9')",
                [frontier.root(), records.stamp(terminal.NOW)],
            )
        place.publish(4)
        assert place.take().events == 4
        assert rows(place.copy) == rows(place.ledger)


class TestOverTheWeb:
    @pytest.mark.parametrize("packed", [False, True])
    def test_a_copy_follows(self, packed: bool, place: Place) -> None:
        place.publish(300)
        with served(place.tiles, packed) as (address, asked):
            copies.make(place.copy, address, POLICY)
            assert rows(place.copy) == rows(place.ledger)
            del asked[:]
            place.publish(310)
            pulled(place.copy)
        assert rows(place.copy) == rows(place.ledger)
        assert sorted(asked) == [
            "/log/checkpoint",
            "/log/tile/0/001.p/54",
            "/log/tile/1/000.p/1",
            "/log/tile/entries/001.p/54",
        ]

    def test_nothing_new_costs_little(self, place: Place) -> None:
        place.publish(300)
        with served(place.tiles) as (address, asked):
            copies.make(place.copy, address, POLICY)
            del asked[:]
            pulled(place.copy)
        assert asked == ["/log/checkpoint"]

    def test_what_is_not_there(self, place: Place) -> None:
        place.publish(3)
        with served(place.tiles) as (address, _):
            with pytest.raises(NoTiles):
                copies.make(place.copy, f"{address}elsewhere", POLICY)
            with pytest.raises(Unreachable, match="it answers 500 for checkpoint"):
                copies.make(place.copy, address.replace("log", "broken"), POLICY)
        with pytest.raises(Unreachable, match="refused"):
            copies.make(place.copy, address, POLICY)
        assert place.beside() == set()

    @pytest.mark.parametrize("address", ["http://", "http://[", "https://a b/", "http://x:y/"])
    def test_what_is_no_address(self, address: str, place: Place) -> None:
        with pytest.raises(Unreachable):
            copies.make(place.copy, address, POLICY)

    def test_an_answer_that_is_cut(self, place: Place) -> None:
        place.tiles = place.folder / "cut"
        place.publish(3)
        with served(place.tiles, packed=True) as (address, _), pytest.raises(Unreachable):
            copies.make(place.copy, address, POLICY)


def altered(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


class TestWhatDoesNotHold:
    def refused(self, place: Place, *kinds: type[Refusal]) -> Refusal:
        """What a pull says that changes nothing."""
        before = place.copy.read_bytes()
        with pytest.raises(kinds) as caught:
            pulled(place.copy)
        assert place.copy.read_bytes() == before
        return caught.value

    @pytest.mark.parametrize("size", [300, 600])
    def test_no_file_can_be_altered(self, size: int, place: Place) -> None:
        place.publish(260)
        place.take()
        place.publish(size)
        before = {one.path for one in tiles.of(260) if one.width == tiles.WIDTH}
        taken = [one.path for one in tiles.of(size) if one.path not in before]
        for path in (place.tiles / one for one in [*taken, "checkpoint"]):
            content = path.read_bytes()
            for change in (altered(content, len(content) // 2), content[:-1], content[:-40], b""):
                path.write_bytes(change)
                self.refused(place, BadTiles, HistoryRewritten, NoTiles, Unwitnessed, OtherRegister)
            path.unlink()
            self.refused(place, NoTiles, Unreachable)
            path.write_bytes(content)
        assert not [name for name in place.beside() if "contradiction" in name]
        assert pulled(place.copy).events == size - 260

    def test_no_byte_of_a_new_copy_can_be(self, place: Place) -> None:
        place.publish(3)
        for path in sorted(one for one in place.tiles.rglob("*") if one.is_file()):
            content = path.read_bytes()
            for at in range(0, len(content), 3 if FULL else 11):
                path.write_bytes(altered(content, at))
                with pytest.raises(Refusal):
                    place.take()
                assert place.beside() == set()
            path.write_bytes(content)

    def test_a_register_that_was_rewritten(self, place: Place) -> None:
        place.publish(300)
        known = place.take().head
        for size in (300, 310, 520):
            other = place.folder / f"other-{size}.db"
            grow(other, size, by="forger")
            place.tiles.rename(place.folder / f"before-{size}")
            offered = publish(other, place.tiles)
            refusal = self.refused(place, HistoryRewritten)
            assert "was rewritten, its first 300 events have the root" in str(refusal)
            assert isinstance(refusal, HistoryRewritten)
            assert refusal.evidence.read_text() == f"{known}\n\n{offered}"
            self.refused(place, HistoryRewritten)  # said again, and kept once
        kept = [name for name in place.beside() if "contradiction" in name]
        assert len(kept) == 3

    def test_a_register_that_went_back(self, place: Place) -> None:
        place.publish(300)
        known = place.take().head
        restored = place.folder / "restored.db"
        grow(restored, 256)
        place.tiles.rename(place.folder / "before")
        offered = publish(restored, place.tiles)
        refusal = self.refused(place, HistoryRewritten)
        assert "went back, it has 256 events, and had 300" in str(refusal)
        assert isinstance(refusal, HistoryRewritten)
        assert refusal.evidence.read_text() == f"{known}\n\n{offered}"

    def test_another_register(self, place: Place) -> None:
        place.publish(3)
        place.take(None)
        other = place.folder / "other.db"
        grow(other, 5, by="other")
        place.tiles.rename(place.folder / "before")
        publish(other, place.tiles, PrivateKey("example.net/other", bytes(32)))
        assert "has the register example.net/other" in str(self.refused(place, OtherRegister))

    def test_a_head_that_another_signed(self, place: Place) -> None:
        forger = PrivateKey(KEY.name, bytes(32))
        grow(place.ledger, 3)
        publish(place.ledger, place.tiles, forger)
        with pytest.raises(Unwitnessed, match="it is not signed by the key"):
            place.take()
        publish(place.ledger, place.tiles)
        place.take()
        grow(place.ledger, 4)
        publish(place.ledger, place.tiles, forger)
        self.refused(place, Unwitnessed)

    def test_what_is_no_text(self, place: Place) -> None:
        place.publish(3)
        (place.tiles / "checkpoint").write_bytes(b"\xff")
        with pytest.raises(NoTiles):
            place.take()

    def test_what_may_not_be_read(self, place: Place) -> None:
        (place.tiles / "checkpoint").mkdir(parents=True)
        with pytest.raises(Unreachable):
            place.take()

    def test_what_is_killed_leaves_no_trace(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.publish(260)
        place.take()
        before = place.copy.read_bytes()
        place.publish(520)
        taken = tile_files.tile
        asked: list[str] = []

        def ended(files: tile_files.TileFiles, one: tiles.Tile) -> bytes:
            asked.append(one.path)
            if one.path == "tile/entries/002.p/8":
                raise KeyboardInterrupt
            return taken(files, one)

        monkeypatch.setattr(tile_files, "tile", ended)
        with pytest.raises(KeyboardInterrupt):
            pulled(place.copy)
        monkeypatch.undo()
        assert "tile/entries/001" in asked
        assert place.copy.read_bytes() == before
        assert pulled(place.copy).events == 260


RECORD = records.record
AT = records.stamp(terminal.NOW)


def record(position: int, body: str, at: str = AT, by: str = "desk", named: str = "") -> bytes:
    return RECORD(position, named or codec.event_id(body), at, by, body)


BODY = codec.canonical(wire(1))
ORPHAN = codec.canonical(
    {"type": "retraction", "event": codec.event_id("x"), "reason": "it never happened"}
)


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (b"no record", "Expecting value"),
        (b"\xff", "codec can't decode"),
        (b"[]", "it has other fields"),
        (b"{}", "it has other fields"),
        (record(2, BODY).replace(b'"id"', b' "id"', 1), "it is not in canonical form"),
        (record(2, BODY, named="0" * 64), "its id is not the hash of its event"),
        (record(3, BODY), "it says that it is #3"),
        (record(2, BODY, at="2026-11-20T10:00:00Z"), "before the event ahead of it"),
        (record(2, BODY, at="yesterday"), "Invalid isoformat string"),
        (record(2, BODY, by=" desk"), "who recorded it is no name"),
        (record(2, codec.canonical(wire(0))), "it is recorded before"),
        (record(2, ORPHAN), "it is about no event that was recorded before it"),
        (record(2, '{"type":"program", "id":"x","name":"X"}'), "it is not in canonical form"),
    ],
)
def test_what_is_no_record_is_not_taken_whoever_signed_it(
    made: bytes, problem: str, place: Place
) -> None:
    """A log whose keeper signs what is no ledger's."""
    entries = [record(1, codec.canonical(wire(0))), made]
    frontier, nodes = merkle.Frontier(), []
    for one in entries:
        leaf = merkle.leaf_hash(one)
        frontier.add(leaf)
        nodes.append(leaf)
    for path, content in {
        "tile/entries/000.p/2": tiles.bundle(entries),
        "tile/0/000.p/2": b"".join(nodes),
        "checkpoint": str(Checkpoint(KEY.name, 2, frontier.root()).signed(KEY)).encode(),
    }.items():
        (place.tiles / path).parent.mkdir(parents=True, exist_ok=True)
        (place.tiles / path).write_bytes(content)
    with pytest.raises(BadTiles, match="#2 is no event of a ledger: ") as refusal:
        place.take()
    assert problem in str(refusal.value)
    assert place.beside() == set()
