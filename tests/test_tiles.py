"""Tiles: their paths, which of them a tree has, and what is read from them; a ledger published as
such, read back by a reader that was written from the specification alone."""

import errno
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import pages
import pytest
import terminal
import tiled

from ledger import codec, records, tiled_log
from ledger.copy_errors import NotTiles, OtherTiles
from ledger.errors import Damaged
from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle, tiles
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.signed_notes import PrivateKey
from ledger.transparency.tiles import Tile, Tiles

KEY = PrivateKey("example.org/register", bytes(range(32)))
LARGE = 70_000
SIZES = (0, 1, 2, 255, 256, 257, 511, 512, 515)


def program(number: int) -> object:
    return codec.decode({"type": "program", "id": f"p{number}", "name": f"P{number}"})


def grow(path: Path, size: int) -> None:
    """Record programs until a ledger has so many events."""
    with Ledger.open(path, write=True) as ledger:
        for number in range(ledger.size, size):
            ledger.append([program(number)], by="desk", at=terminal.NOW)  # type: ignore[list-item]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    path = tmp_path_factory.mktemp("tiles") / "events.db"
    with Ledger.create(path) as ledger:
        ledger.append([program(number) for number in range(SIZES[-1])], by="desk")  # type: ignore[misc]
        yield ledger


def head(ledger: Ledger, size: int | None = None) -> Checkpoint:
    size = ledger.size if size is None else size
    return Checkpoint(KEY.name, size, merkle.root_at(ledger.node, size))


def files(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their paths."""
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


class TestPaths:
    def test_published_examples(self) -> None:
        """Those of c2sp.org/tlog-tiles, sections "Merkle Tree" and "Partial Tiles"."""
        assert Tile(0, 1234067).path == "tile/0/x001/x234/067"
        paths = [one.path for one in tiles.of(70_000) if one.level is not None]
        partial = ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
        assert [one for one in paths if ".p/" in one] == partial
        assert len(paths) == 273 + 1 + 1 + 1 + 1
        assert [one.path for one in tiles.of(256) if one.level is not None] == [
            "tile/0/000",
            "tile/1/000.p/1",
        ]

    def test_a_bundle_is_beside_each_tile_of_leaves(self) -> None:
        for size in (0, 1, 256, 70_000):
            leaves = [one.path for one in tiles.of(size) if one.level == 0]
            bundles = [one.path for one in tiles.of(size) if one.level is None]
            assert bundles == [one.replace("tile/0/", "tile/entries/") for one in leaves]

    def test_the_edge_has_every_partial_tile(self) -> None:
        for size in (*range(600), 65_535, 65_536, 65_537, 70_000):
            partial = [one for one in tiles.of(size) if one.width < 256 and one.level is not None]
            assert tiles.edge(size) == partial

    @pytest.mark.parametrize("level", [0, 1, 255])
    def test_every_number_is_grouped_as_the_specification_says(self, level: int) -> None:
        for index in (0, 9, 999, 1000, 1_000_000, 2**55):
            assert Tile(level, index).path == f"tile/{level}/{tiled.element(index)}"


class TestBundles:
    def test_entries_are_read_again(self) -> None:
        given = [b"", b"a", bytes(65_535)]
        assert tiles.entries(tiles.bundle(given), 3) == given
        assert tiles.entries(tiles.bundle(given), 2) == given[:2]  # of a bundle that was filled

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"", "it has 0 entries, and should have 2"),
            (b"\0\1a", "it has 1 entries, and should have 2"),
            (b"\0\1a\0", "it is cut within its entry 2"),
            (b"\0\1a\0\3bc", "it is cut within its entry 2"),
        ],
    )
    def test_what_is_no_bundle(self, content: bytes, problem: str) -> None:
        with pytest.raises(ValueError, match=f"^{problem}$"):
            tiles.entries(content, 2)


Tree: TypeAlias = tuple[dict[str, bytes], merkle.Reader, bytes]  # tiles, nodes, root


@pytest.fixture(scope="module")
def tree() -> Tree:
    frontier, nodes = merkle.Frontier(), dict[tuple[int, int], bytes]()
    for number in range(LARGE):
        leaf = sha256(number.to_bytes(4, "big")).digest()
        above = frontier.add(leaf)
        for level in range(1 + len(above) // 32):
            hash_of = above[(level - 1) * 32 : level * 32] if level else leaf
            nodes[level, number >> level] = hash_of
    contents = {
        one.path: b"".join(nodes[one.level * 8, one.index * 256 + at] for at in range(one.width))
        for one in tiles.of(LARGE)
        if one.level is not None
    }
    return contents, lambda level, index: nodes[level, index], frontier.root()


class TestALargeTree:
    """A tree of three levels of tiles, 70,000 leaves, without a ledger."""

    def test_every_node_is_read_from_few_tiles(self, tree: Tree) -> None:
        contents, node, root = tree
        asked: list[str] = []

        def fetch(tile: Tile) -> bytes:
            asked.append(tile.path)
            return contents[tile.path]

        found = Tiles(LARGE, root, fetch)
        assert found.node(16, 0) == node(16, 0)
        assert len(asked) == 3
        for old in (1, 255, 256, 65_536, 66_000, LARGE - 1):
            proof = merkle.consistency_proof(found.node, old, LARGE)
            assert proof == merkle.consistency_proof(node, old, LARGE)
        assert len(asked) == len(set(asked)) < 20
        for level in range(17):
            last = (LARGE >> level) - 1
            assert found.node(level, last) == node(level, last)

    @pytest.mark.parametrize("path", ["tile/0/000", "tile/0/273.p/112", "tile/1/000"])
    def test_no_altered_tile_is_believed(self, path: str, tree: Tree) -> None:
        contents, _, root = tree
        for altered in (contents[path][:-1] + b"!", contents[path][:-32], contents[path] + b"!"):
            told = {**contents, path: altered}
            with pytest.raises(ValueError, match=r"lead to|bytes, and should have"):
                Tiles(LARGE, root, lambda one, told=told: told[one.path]).hashes(0, 0)  # type: ignore[misc]

    def test_no_other_root_is_believed(self, tree: Tree) -> None:
        contents, _, _ = tree
        with pytest.raises(ValueError, match="its last tiles do not lead to the root of its head"):
            Tiles(LARGE, bytes(32), lambda one: contents[one.path]).node(0, 0)

    def test_a_tile_that_was_let_go_is_fetched_again(self, tree: Tree) -> None:
        contents, _, root = tree
        asked: list[str] = []
        found = Tiles(LARGE, root, lambda one: asked.append(one.path) or contents[one.path])  # type: ignore[func-returns-value]
        for _ in range(2):
            found.hashes(0, 7)
            found.forget(0, 7)
        assert asked.count("tile/0/007") == 2


class TestPublish:
    @pytest.mark.parametrize("size", SIZES)
    def test_a_reader_by_the_specification_finds_every_record(
        self, size: int, grown: Ledger, tmp_path: Path
    ) -> None:
        found = tiled_log.publish(grown, tmp_path / "tiles", head(grown, size).signed(KEY))
        assert found.head.size == size
        written = files(tmp_path / "tiles")
        assert (found.files, found.size) == (len(written), sum(map(len, written.values())))
        read = tiled.entries(lambda path: written[path], str(KEY.public))
        assert read == [records.record(*row) for row in grown.rows(0, size)]

    def test_publishing_again_writes_only_what_is_new(self, grown: Ledger, tmp_path: Path) -> None:
        before: dict[str, bytes] = {}
        times: dict[str, int] = {}
        for size in SIZES[1:]:
            tiled_log.publish(grown, tmp_path, head(grown, size).signed(KEY))
            now = files(tmp_path)
            tiled.entries(lambda path, now=now: now[path], str(KEY.public))  # type: ignore[misc]
            gone = before.keys() - now.keys()
            assert all(path.partition(".p/")[0] in now for path in gone)  # filled meanwhile
            kept = (before.keys() & now.keys()) - {"checkpoint"}
            assert {path: before[path] for path in kept} == {path: now[path] for path in kept}
            changed = {path: (tmp_path / path).stat().st_mtime_ns for path in now}
            assert {path: changed[path] for path in kept} == {path: times[path] for path in kept}
            before, times = now, changed

    def test_what_was_lost_is_written_again(self, grown: Ledger, tmp_path: Path) -> None:
        tiled_log.publish(grown, tmp_path, head(grown))
        whole = files(tmp_path)
        (tmp_path / "tile" / "0" / "000").unlink()
        assert tiled_log.publish(grown, tmp_path, head(grown)).files == 2
        assert files(tmp_path) == whole

    def test_the_head_is_written_after_all_else(self, grown: Ledger, tmp_path: Path) -> None:
        seen: list[set[str]] = []

        def signed(one: Checkpoint) -> Checkpoint:
            seen.append(set(files(tmp_path)))
            return one.signed(KEY)

        tiled_log.publish(grown, tmp_path, head(grown), signed)
        assert seen == [set(files(tmp_path)) - {"checkpoint"}]

    def test_what_was_interrupted_is_gone_on_with(self, grown: Ledger, tmp_path: Path) -> None:
        def interrupted(_: Checkpoint) -> Checkpoint:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            tiled_log.publish(grown, tmp_path, head(grown), interrupted)
        assert "checkpoint" not in files(tmp_path)
        assert tiled_log.publish(grown, tmp_path, head(grown)).files == 1
        assert len(tiled.entries(lambda path: (tmp_path / path).read_bytes())) == grown.size

    def test_all_is_on_the_disk_before_the_head(
        self, grown: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waited_for: set[int] = set()
        monkeypatch.setattr(os, "fsync", lambda one: waited_for.add(os.fstat(one).st_ino))

        def signed(one: Checkpoint) -> Checkpoint:
            there = {path.stat().st_ino for path in (tmp_path / "tiles").rglob("*")}
            assert len(there) == 14  # 3 bundles, 3 and 1 tiles of hashes, the folders above them
            assert there <= waited_for
            return one

        tiled_log.publish(grown, tmp_path / "tiles", head(grown), signed)

    def test_a_failing_disk_keeps_the_head_back(
        self, grown: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        named = os.fsync

        def failing(descriptor: int) -> None:
            if os.fstat(descriptor).st_size == 3 * 32:  # the last tile of leaves
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            named(descriptor)

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", failing)
            with pytest.raises(OSError, match=r"No space left on device: '.*/tile/0/002\.p/3'"):
                tiled_log.publish(grown, tmp_path, head(grown))
        assert files(tmp_path).keys() & {"checkpoint", "tile/0/002.p/3"} == set()
        tiled_log.publish(grown, tmp_path, head(grown))
        assert len(tiled.entries(lambda path: (tmp_path / path).read_bytes())) == grown.size

    def test_a_folder_with_something_else_is_left_alone(
        self, grown: Ledger, tmp_path: Path
    ) -> None:
        (tmp_path / "checkpoint").write_text("no head\n")
        with pytest.raises(NotTiles):
            tiled_log.publish(grown, tmp_path, head(grown))
        (tmp_path / "checkpoint").rename(tmp_path / "notes.txt")
        with pytest.raises(NotTiles):
            tiled_log.publish(grown, tmp_path, head(grown))
        assert files(tmp_path) == {"notes.txt": b"no head\n"}

    def test_the_tiles_of_another_history_are_left_alone(
        self, grown: Ledger, tmp_path: Path
    ) -> None:
        folder = tmp_path / "tiles"
        tiled_log.publish(grown, folder, head(grown, 5))
        before = files(folder)
        with Ledger.create(tmp_path / "other.db") as other:
            other.append([program(number) for number in range(9)], by="other")  # type: ignore[misc]
            with pytest.raises(OtherTiles, match="does not continue, history was rewritten"):
                tiled_log.publish(other, folder, head(other))
            with pytest.raises(OtherTiles, match=r"go by example.org/register, and these by other"):
                tiled_log.publish(other, folder, checkpoints.of(other, "other"))
        assert files(folder) == before

    def test_a_head_never_goes_back(self, grown: Ledger, tmp_path: Path) -> None:
        """As where a ledger was restored from a backup."""
        tiled_log.publish(grown, tmp_path / "tiles", head(grown))
        with Ledger.create(tmp_path / "events.db") as restored:
            for row in grown.events(0, 9):
                restored.append([row.event], by=row.recorded_by, at=row.recorded_at)
            with pytest.raises(OtherTiles, match="it covers 515 events, and the ledger has 9"):
                tiled_log.publish(restored, tmp_path / "tiles", head(restored))

    @pytest.mark.parametrize(
        ("column", "value"), [("body", "replace(body, 'P7', 'P8')"), ("leaf", "zeroblob(32)")]
    )
    def test_a_damaged_ledger_is_not_published(
        self, column: str, value: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "events.db"
        with Ledger.create(path) as ledger:
            ledger.append([program(number) for number in range(300)], by="desk")  # type: ignore[misc]
            claimed = head(ledger)
            ledger.sql.execute("DROP TRIGGER events_keep")
            ledger.sql.execute(f"UPDATE events SET {column} = {value} WHERE position = 8")
            with pytest.raises(Damaged, match="the leaf of #8 is not the hash of its record"):
                tiled_log.publish(ledger, tmp_path / "tiles", claimed)
            assert "checkpoint" not in files(tmp_path / "tiles")

    def test_a_damaged_tree_is_not_published(self, tmp_path: Path) -> None:
        path = tmp_path / "events.db"
        with Ledger.create(path) as ledger:
            ledger.append([program(number) for number in range(300)], by="desk")  # type: ignore[misc]
            claimed = head(ledger)
            ledger.sql.execute("DROP TRIGGER events_keep")
            ledger.sql.execute("UPDATE events SET nodes = zeroblob(256) WHERE position = 256")
            with pytest.raises(Damaged, match="the hashes of tile/0/000 are not those of its tree"):
                tiled_log.publish(ledger, tmp_path / "tiles", claimed)

    def test_the_sample(self, tmp_path: Path) -> None:
        with Ledger.open(pages.SAMPLE) as ledger:
            tiled_log.publish(ledger, tmp_path, checkpoints.of(ledger))
            found = tiled.entries(lambda path: (tmp_path / path).read_bytes())
            assert found == [records.record(*row) for row in ledger.rows()]
