"""A ledger as tiles in a folder (`transparency.tiles`), for any file server to hand out: tiles
and bundles first, which never change once they are whole, and the signed head last.

The entries are the canonical records, so that whoever has all bundles has the ledger.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import attrs

from ledger import records, whole_files
from ledger.copy_errors import NotTiles, OtherTiles
from ledger.errors import Damaged, MalformedProof
from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle, tiles
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.tiles import CHECKPOINT, HEIGHT, WIDTH, Tile

_THREADS = 8  # that wait for the disk
_AHEAD = 64  # tiles that are in memory at most


@attrs.frozen
class Published:
    """What came of a publication: the head, and how many files of how many bytes were written for
    it, the head's own included."""

    head: Checkpoint
    files: int
    size: int


def publish(
    ledger: Ledger,
    folder: Path,
    head: Checkpoint,
    signed: Callable[[Checkpoint], Checkpoint] = lambda head: head,
) -> Published:
    """Write the tiles under a head of a ledger into a folder, those that are not there, and then
    the head, as ``signed`` returns it once the tiles are on the disk.

    Raises `NotTiles` where the folder has something else, `OtherTiles` where its head is not one
    of this ledger, `Damaged`, `OSError`.
    """
    whole_files.make_folder(folder)
    with _alone(folder):
        _check(ledger, folder, head)
        sizes = _put(ledger, folder, tiles.of(head.size))
        final = signed(head)
        text = str(final).encode()
        with whole_files.replace(folder / CHECKPOINT) as file:
            file.write(text)
        _sweep(folder)
    return Published(final, 1 + len(sizes), len(text) + sum(sizes))


def published(folder: Path) -> Checkpoint | None:
    """Return the head that was published in a folder before, if one was. Raises `NotTiles`."""
    try:
        return checkpoints.parse((folder / CHECKPOINT).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (MalformedProof, UnicodeDecodeError):
        raise NotTiles(folder) from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one publication after the other write into a folder: the head never goes back."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _check(ledger: Ledger, folder: Path, head: Checkpoint) -> None:
    whole_files.sweep(folder)
    before = published(folder)
    if before is None:
        if {one.name for one in folder.iterdir()} - {"tile"}:
            raise NotTiles(folder)
    elif before.origin != head.origin:
        raise OtherTiles(folder, f"go by {before.origin}, and these by {head.origin}")
    elif problem := checkpoints.difference(ledger, before):
        raise OtherTiles(folder, f"have a head that this ledger does not continue, {problem}")


def _put(ledger: Ledger, folder: Path, wanted: Iterable[Tile]) -> list[int]:
    """Write the tiles that are not there; returns their sizes in bytes. Each has its name once it
    is on the disk, which is waited for by several threads: a disk takes many files in one go."""
    missing = [one for one in wanted if not (folder / one.path).exists()]
    sizes: list[int] = []
    with ThreadPoolExecutor(_THREADS) as threads:
        for first in range(0, len(missing), _AHEAD):
            some = missing[first : first + _AHEAD]
            paths = [folder / one.path for one in some]
            sizes += threads.map(_write, paths, (_content(ledger, one) for one in some))
    return sizes


def _write(path: Path, content: bytes) -> int:
    whole_files.make_folder(path.parent)
    with whole_files.replace(path) as file:
        return file.write(content)


def _content(ledger: Ledger, tile: Tile) -> bytes:
    return _bundle(ledger, tile) if tile.level is None else _hashes(ledger, tile)


def _bundle(ledger: Ledger, tile: Tile) -> bytes:
    """Return the records of a bundle. Raises `Damaged` where one has another leaf hash than was
    recorded."""
    first = tile.index * WIDTH
    found = [records.record(*row) for row in ledger.rows(first, first + tile.width)]
    for index, one in enumerate(found, start=first):
        if merkle.leaf_hash(one) != ledger.node(0, index):
            raise Damaged(ledger.path, f"the leaf of #{index + 1} is not the hash of its record")
    return tiles.bundle(found)


def _hashes(ledger: Ledger, tile: Tile) -> bytes:
    """Return the hashes of a tile. Raises `Damaged` where they do not lead to the one above."""
    level, first = HEIGHT * (tile.level or 0), tile.index * WIDTH
    found = [ledger.node(level, index) for index in range(first, first + tile.width)]
    if tile.width == WIDTH and tiles.root_of(found) != ledger.node(level + HEIGHT, tile.index):
        raise Damaged(ledger.path, f"the hashes of {tile.path} are not those of its tree")
    return b"".join(found)


def _sweep(folder: Path) -> None:
    """Remove partial tiles that are whole by now (tlog-tiles, "Partial Tiles"): who still asks for
    one takes the first hashes of the whole one."""
    for partial in (folder / "tile").glob("**/*.p"):
        if partial.with_suffix("").exists():
            for one in partial.iterdir():
                one.unlink()
            partial.rmdir()
