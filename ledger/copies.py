"""Copies of a ledger that is published as tiles: they take all of it, or what is new, and verify
each record before it is believed. A copy is a ledger file that knows where its events come from
(`store.Upstream`), and nobody appends to it.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import attrs

from ledger import connection, schema, tile_files, whole_files
from ledger.copy_errors import (
    BadTiles,
    HistoryRewritten,
    NoCopy,
    NoTiles,
    OtherRegister,
    Unwitnessed,
)
from ledger.errors import MalformedProof
from ledger.store import Ledger, Subscriber, Upstream
from ledger.taking import Taking
from ledger.tile_files import TileFiles
from ledger.transparency import checkpoints, merkle, policies
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.policies import Policy
from ledger.transparency.tiles import WIDTH, Tile, Tiles, entries

_AT_ONCE = 8  # requests under way


@attrs.frozen
class Taken:
    """What came of a copy or a pull: how many events were taken, and the head up to which the copy
    now goes."""

    events: int
    head: Checkpoint


def make(
    path: Path,
    address: str,
    policy: Policy | None = None,
    *,
    subscribers: Sequence[Subscriber] = (),
    kept: schema.Kept | None = None,
) -> Taken:
    """Make a file that is a copy of the ledger published at an address, a folder or a URL; it is
    there whole, or not at all. Without a policy any head is taken that agrees with its tiles.

    Raises `LedgerExists`, `NoTiles`, `Unreachable`, `Unwitnessed`, `BadTiles`, `LedgerRefusal`.
    """
    address = tile_files.seen_from(path, address)
    files = tile_files.at(address, path)
    head = _head(files, policy)
    upstream = Upstream(address, policy.text if policy else "", str(head))
    with (
        connection.laid_out(path) as part,
        Ledger.open(part, write=True, subscribers=subscribers, kept=kept) as ledger,
    ):
        with ledger.change():
            ledger.follow(upstream)
        return _taken(ledger, files, head, upstream)


def pull(ledger: Ledger) -> Taken:
    """Take what is new where a copy's events come from: all of it, or nothing.

    Raises what `make` does; `NoCopy`; `OtherRegister`; and `HistoryRewritten` where the head there
    cannot be true beside the one that was taken last, or is of fewer events: both are then kept in
    a file beside the copy.
    """
    upstream = ledger.upstream
    if upstream is None:
        raise NoCopy(ledger.path)
    files = tile_files.at(upstream.address, ledger.path)
    head = _head(files, policies.parse(upstream.policy) if upstream.policy else None)
    return _taken(ledger, files, head, upstream)


def _head(files: TileFiles, policy: Policy | None) -> Checkpoint:
    """Return the head that is published, which the policy, if any, finds good."""
    text = tile_files.checkpoint(files)
    try:
        head = checkpoints.parse(text)
    except MalformedProof:
        raise NoTiles(files.address) from None
    if policy and (problem := policy.problem(head)):
        raise Unwitnessed(files.address, problem)
    return head


def _taken(ledger: Ledger, files: TileFiles, head: Checkpoint, upstream: Upstream) -> Taken:
    known = checkpoints.parse(upstream.head)
    if head.origin != known.origin:
        raise OtherRegister(files.address, head.origin, known.origin)
    with ledger.change():
        taking = Taking(ledger)
        before = taking.before
        tiles = Tiles(head.size, head.root, lambda one: tile_files.tile(files, one))
        try:
            if problem := _contradiction(ledger, head, tiles):
                raise HistoryRewritten(files.address, problem, evidence(ledger, known, head))
            for record, leaf in _records(files, tiles, before.size, head.size):
                _take(taking, record, leaf)
        except ValueError as problem:
            raise BadTiles(files.address, str(problem)) from None
        root = taking.finish()
        assert root == head.root, "every leaf was held against the tree"
        ledger.follow(upstream._replace(head=str(head)))
        if head.size > before.size:
            for subscriber in ledger.subscribers:
                subscriber(ledger, before.size)
    return Taken(head.size - before.size, head)


def _contradiction(ledger: Ledger, head: Checkpoint, tiles: Tiles) -> str | None:
    """Return why a copy cannot go on to a head; None when the head continues what it has."""
    size = min(ledger.size, head.size)
    here = merkle.root_at(ledger.node, size)
    there = head.root if size == head.size else merkle.root_at(tiles.node, size)
    if here != there:
        return (
            f"was rewritten, its first {size} events have the root {there.hex()},"
            f" and had {here.hex()}"
        )
    if head.size < ledger.size:
        return f"went back, it has {head.size} events, and had {ledger.size}"
    return None


def evidence(ledger: Ledger, known: Checkpoint, head: Checkpoint) -> Path:
    """Return the file beside a copy in which two heads are kept that contradict each other."""
    name = f"{ledger.path.name}.contradiction-{known.size}-{head.size}-{head.root.hex()[:8]}.txt"
    path = ledger.path.with_name(name)
    with suppress(FileExistsError), whole_files.create(path) as file:  # as found before
        file.write(f"{known}\n\n{head}".encode())
    return path


def _records(
    files: TileFiles, tiles: Tiles, after: int, until: int
) -> Iterator[tuple[bytes, bytes]]:
    """Yield the records at positions ``after + 1`` to ``until``, each with its leaf hash, which
    the tile of hashes has too. Raises `ValueError`."""
    numbers = range(after // WIDTH, -(-until // WIDTH)) if after < until else ()
    bundles = [Tile(None, index, min(WIDTH, until - index * WIDTH)) for index in numbers]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for first in range(0, len(bundles), _AT_ONCE):
            some = bundles[first : first + _AT_ONCE]
            contents = pool.map(lambda one: tile_files.tile(files, one), some)
            for bundle, content in zip(some, contents, strict=True):
                found = list(_in_bundle(tiles, bundle, content))
                yield from found[max(0, after - bundle.index * WIDTH) :]
                tiles.forget(0, bundle.index)


def _in_bundle(tiles: Tiles, bundle: Tile, content: bytes) -> Iterator[tuple[bytes, bytes]]:
    try:
        found = entries(content, bundle.width)
    except ValueError as problem:
        raise ValueError(f"{bundle.path}: {problem}") from None
    hashes = tiles.hashes(0, bundle.index)
    for number, (record, leaf) in enumerate(zip(found, hashes, strict=True), start=1):
        if merkle.leaf_hash(record) != leaf:
            raise ValueError(
                f"{bundle.path}: its entry {number} is not the one of the hash in the tree"
            )
        yield record, leaf


def _take(taking: Taking, record: bytes, leaf: bytes) -> None:
    try:
        taking.add(record, leaf)
    except ValueError as problem:
        raise ValueError(f"#{taking.size + 1} is no event of a ledger: {problem}") from None
