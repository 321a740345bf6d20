"""Tiles (c2sp.org/tlog-tiles): a tree and its entries as files that never change once they are
whole, so that any file server can hand them out.

A tile has the hashes of 256 neighbouring nodes of the tree, those of level 8 * L where L is the
tile's own level: tiles of level 0 have leaf hashes, and each hash of a tile of level 1 is the root
of a whole tile of level 0. A bundle has the entries of the 256 leaves of a tile of level 0, each
after its length in two bytes, the higher first. The last tile of a level may be partial; its width
is then a part of its path. A tree of 70,000 leaves has, among others::

    tile/0/000 .. tile/0/272, tile/0/273.p/112, tile/1/000, tile/1/001.p/17, tile/2/000.p/1
    tile/entries/000 .. tile/entries/272, tile/entries/273.p/112

Beside them lies ``checkpoint``, the signed head (`checkpoints`), which alone is ever replaced.
`Tiles` believes none of them before its hashes have led to the root of a head.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import attrs

from ledger.transparency import merkle

CHECKPOINT = "checkpoint"
HEIGHT = 8  # levels of the tree from one level of tiles to the next
WIDTH = 1 << HEIGHT
_HASH, _LENGTH = 32, 2  # bytes

Fetch: TypeAlias = "Callable[[Tile], bytes]"  # the content of a tile, as somebody hands it out


@attrs.frozen
class Tile:
    """A tile by its level, its place in that level and how many hashes it has; a bundle of entries
    where ``level`` is None."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the address of the log."""
        level = "entries" if self.level is None else str(self.level)
        last = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{level}/{_grouped(self.index)}{last}"

    @property
    def whole(self) -> "Tile":
        """The same tile once it is full."""
        return attrs.evolve(self, width=WIDTH)

    @property
    def largest(self) -> int:
        """The most bytes that it can have."""
        return self.width * (_HASH if self.level is not None else _LENGTH + 0xFFFF)


def of(size: int) -> Iterator[Tile]:
    """Yield every tile and bundle of a tree, level by level, the bundles first."""
    for level in (None, *range(_levels(size))):
        count = size >> HEIGHT * (level or 0)
        for index in range(-(-count // WIDTH)):
            yield Tile(level, index, min(WIDTH, count - index * WIDTH))


def edge(size: int) -> list[Tile]:
    """Return the partial tiles of a tree, without the bundle: they have all of its peaks."""
    counts = [(level, size >> HEIGHT * level) for level in range(_levels(size))]
    return [Tile(level, count // WIDTH, count % WIDTH) for level, count in counts if count % WIDTH]


def bundle(entries: Sequence[bytes]) -> bytes:
    """Return entries of at most 65,535 bytes each as the content of a bundle."""
    return b"".join(len(one).to_bytes(_LENGTH, "big") + one for one in entries)


def entries(content: bytes, width: int) -> list[bytes]:
    """Return the first entries of a bundle, whose content may have more. Raises `ValueError`."""
    found: list[bytes] = []
    at = 0
    while len(found) < width and at < len(content):
        end = at + _LENGTH + int.from_bytes(content[at : at + _LENGTH], "big")
        if at + _LENGTH > len(content) or end > len(content):
            raise ValueError(f"it is cut within its entry {len(found) + 1}")
        found.append(content[at + _LENGTH : end])
        at = end
    if len(found) < width:
        raise ValueError(f"it has {len(found)} entries, and should have {width}")
    return found


class Tiles:
    """The tree under a head, read from tiles. Each is fetched once and held against the root, or
    against the tile above it that was, before anything in it is used; `Mistaken` is raised for one
    that does not agree."""

    def __init__(self, size: int, root: bytes, fetch: Fetch) -> None:
        self._size, self._root, self._fetch = size, root, fetch
        self._known: dict[tuple[int, int], list[bytes]] = {}

    def hashes(self, level: int, index: int) -> list[bytes]:
        """Return the hashes of a tile. Raises `ValueError`."""
        if not self._known:
            self._read_the_edge()
        if (level, index) not in self._known:
            above = self.hashes(level + 1, index // WIDTH)
            tile = Tile(level, index)
            found = self._fetched(tile)
            if root_of(found) != above[index % WIDTH]:
                raise _mistaken(tile, "its hashes do not lead to the one in the tile above it")
            self._known[level, index] = found
        return self._known[level, index]

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a perfect subtree (`merkle.Reader`). Raises `ValueError`."""
        return _within(level, index, self.hashes)

    def forget(self, level: int, index: int) -> None:
        """Let go of the hashes of a tile that will not be asked for again."""
        self._known.pop((level, index), None)

    def _read_the_edge(self) -> None:
        """Read the partial tiles, which have the peaks of the tree."""
        found = {(one.level or 0, one.index): self._fetched(one) for one in edge(self._size)}

        def node(level: int, index: int) -> bytes:
            return _within(level, index, lambda *place: found[place])

        if merkle.root_at(node, self._size) != self._root:
            raise ValueError("the hashes of its last tiles do not lead to the root of its head")
        self._known.update(found)

    def _fetched(self, tile: Tile) -> list[bytes]:
        content = self._fetch(tile)
        if len(content) < tile.width * _HASH or len(content) % _HASH:
            raise _mistaken(
                tile, f"it has {len(content)} bytes, and should have {tile.width * _HASH}"
            )
        return [content[at : at + _HASH] for at in range(0, tile.width * _HASH, _HASH)]


def _within(level: int, index: int, hashes: Callable[[int, int], Sequence[bytes]]) -> bytes:
    """Return the hash of a perfect subtree, of the tile that has all of it."""
    start, width = index << level % HEIGHT, 1 << level % HEIGHT
    held = hashes(level // HEIGHT, start // WIDTH)
    return root_of(held[start % WIDTH :][:width])


def _mistaken(tile: Tile, problem: str) -> ValueError:
    return ValueError(f"{tile.path}: {problem}")


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of the perfect subtree over 1, 2, 4 … neighbouring hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [merkle.node_hash(*row[at : at + 2]) for at in range(0, len(row), 2)]
    return row[0]


def _levels(size: int) -> int:
    """Return how many levels of tiles a tree has."""
    return -(-size.bit_length() // HEIGHT)


def _grouped(index: int) -> str:
    """Return a number in groups of three digits, each but the last after an x: x001/x234/067."""
    digits = f"{index:,}".split(",")
    padded = [one.zfill(3) for one in digits]
    return "/".join([*(f"x{one}" for one in padded[:-1]), padded[-1]])
