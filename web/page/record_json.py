"""The record itself, as plain values for JSON, so that a page can be checked where it is read: the
records in blocks of `BLOCK`, from which each leaf hash is taken, and the root of each block in the
Merkle tree (RFC 9162 section 2.1), from which and the leaves of one block each inclusion proof
follows. ``verify.js`` takes them.
"""

import zlib
from base64 import b64encode
from typing import Any

from ledger.codec import canonical
from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle

Json = dict[str, Any]
BLOCK = 256  # records; a power of two, so that a block is a subtree


def tree(ledger: Ledger) -> Json:
    """Return the tree head, with the roots of its blocks, the last of which may hold fewer records;
    and where participants were filed. Raises `Damaged` where the head is not that of the events."""
    head, _ = ledger.sealed()
    blocks = (range(first, min(first + BLOCK, head.size)) for first in range(0, head.size, BLOCK))
    roots = [merkle.subtree(ledger.node, one) for one in blocks]
    filed = {one.event.id: one.position for one in ledger.definitions("participant")}  # type: ignore[union-attr]
    return {
        "origin": checkpoints.own_origin(ledger) if head.size else "",
        "size": head.size,
        "root": head.root.hex(),
        "block": BLOCK,
        "roots": [one.hex() for one in roots],
        "filed": filed,
    }


def block(ledger: Ledger, number: int) -> str:
    """Return a block of records, counted from 0: a line for each, with the time, the recorder in
    JSON and the body, apart by tabs; in UTF-8, packed (RFC 1950), in base64.

    A record follows from these and its position: its id is the hash of the body. No text of it can
    hold a tab or a line feed, since canonical JSON has escapes for them.
    """
    lines = (
        f"{row.recorded_at}\t{canonical(row.recorded_by)}\t{row.body}"
        for row in ledger.rows(number * BLOCK, (number + 1) * BLOCK)
    )
    return b64encode(zlib.compress("\n".join(lines).encode(), 9)).decode()
