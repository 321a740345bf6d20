"""The Merkle tree over the records (RFC 9162 section 2.1, SHA-256): roots, proofs, verification.

`store` keeps the hashes, and `records` has the bytes of a record. Leaves are counted from 0, so
leaf 0 is the ledger's position 1. The RFC's tree of 7 leaves, with the letters of its section
2.1.5:

    level 3                *
    level 2        k               *         k = node (2, 0)
    level 1    g       h       i             i = node (1, 2)
    level 0  a   b   c   d   e   f   j       j = node (0, 6)

Node (level, index) is the root of the perfect subtree over the leaves from ``index << level`` up
to, not including, ``(index + 1) << level``. Its hash is final as soon as its last leaf is there,
so it is kept in that leaf's row: beside its leaf hash a row has ``nodes``, the hashes of the
subtrees that the leaf completes, lowest first, joined. Row 4 (leaf d) has h and k, row 6 has i,
row 7 nothing. Thus node (level, index) is found in row ``(index + 1) << level``, at
``nodes[(level - 1) * 32 : level * 32]``. The hashes marked * change as the tree grows; they are
computed from its peaks, the largest perfect subtrees from left to right: k, i, j.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from hashlib import sha256
from typing import TypeAlias

Reader: TypeAlias = Callable[[int, int], bytes]  # (level, index) -> the hash of that node
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The peaks of a tree: all that it needs to grow."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self._peaks = list(peaks)
        if len(self._peaks) != len(peaks_at(size)):
            raise ValueError(f"a tree of {size} leaves does not have {len(self._peaks)} peaks")

    def add(self, leaf: bytes) -> bytes:
        """Append a leaf hash; returns the ``nodes`` of its row."""
        self.size += 1
        nodes, peak = b"", leaf
        for _ in range(_trailing_zeros(self.size)):
            peak = node_hash(self._peaks.pop(), peak)
            nodes += peak
        self._peaks.append(peak)
        return nodes

    def root(self) -> bytes:
        return _join(self._peaks)


def peaks_at(size: int) -> list[tuple[int, int]]:
    """Return the (level, index) of each peak of a tree, from left to right."""
    if size < 0:
        raise ValueError(f"a tree cannot have {size} leaves")
    levels = reversed(range(size.bit_length()))
    return [(level, (size >> level) - 1) for level in levels if size >> level & 1]


def root_at(read: Reader, size: int) -> bytes:
    return _join([read(level, index) for level, index in peaks_at(size)])


def inclusion_proof(read: Reader, index: int, size: int) -> list[bytes]:
    """Return the siblings on the way from a leaf up to the root (RFC 9162 section 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size} leaves")
    leaves, proof = range(size), []
    while len(leaves) > 1:
        leaves, sibling = _halves(leaves, index)
        proof.append(subtree(read, sibling))
    return proof[::-1]


def consistency_proof(read: Reader, old_size: int, new_size: int) -> list[bytes]:
    """Return the hashes that show that the new tree begins with the old one (RFC 9162 section
    2.1.4.1)."""
    if not 0 <= old_size <= new_size:
        raise ValueError(f"a tree of {old_size} leaves cannot grow into one of {new_size}")
    if old_size == 0:  # undefined in the RFC; see verify_consistency
        return []
    leaves, proof = range(new_size), []
    while leaves.stop != old_size:
        leaves, sibling = _halves(leaves, old_size - 1)
        proof.append(subtree(read, sibling))
    if leaves.start > 0:  # else this is the whole old tree, whose root the verifier has
        proof.append(subtree(read, leaves))
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Return whether a leaf hash is in a tree at an index (RFC 9162 section 2.1.3.2).

    Size and root must come from one tree head: a proof alone does not pin the size.
    """
    if not (0 <= index < size and _are_hashes(leaf, root, *proof)):
        return False
    sides = _sides(index, size - 1)
    return len(proof) == len(sides) and _climb(leaf, zip(proof, sides, strict=True)) == root


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Return whether the new tree begins with the old one (RFC 9162 section 2.1.4.2).

    Beyond the RFC: every tree begins with the empty one and with itself, by an empty proof.
    """
    if not (0 <= old_size <= new_size and _are_hashes(old_root, new_root, *proof)):
        return False
    if old_size == 0 and old_root != EMPTY_ROOT:
        return False
    if old_size == new_size and old_root != new_root:
        return False
    if old_size in (0, new_size):
        return not proof
    path = [old_root, *proof] if old_size.bit_count() == 1 else list(proof)
    level = _trailing_zeros(old_size)  # the path starts at the old tree's last peak
    sides = _sides((old_size - 1) >> level, (new_size - 1) >> level)
    if len(path) != 1 + len(sides):
        return False
    steps = list(zip(path[1:], sides, strict=True))
    old_steps = [step for step in steps if step[1]]  # on the right is only what came later
    return _climb(path[0], old_steps) == old_root and _climb(path[0], steps) == new_root


def _halves(leaves: range, index: int) -> tuple[range, range]:
    """Return the two halves of a subtree (RFC 9162 section 2.1.1), first the one that holds a
    leaf."""
    middle = 1 << ((len(leaves) - 1).bit_length() - 1)  # the largest power of two below
    left, right = leaves[:middle], leaves[middle:]
    return (left, right) if index in left else (right, left)


def subtree(read: Reader, leaves: range) -> bytes:
    """Return the hash of a run of leaves. Its start must be a multiple of the smallest power of two
    that is at least its length, so that its perfect subtrees are ones that the ledger keeps."""
    peaks = peaks_at(len(leaves))
    return _join([read(level, (leaves.start >> level) + index) for level, index in peaks])


def _join(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(peaks))


def _sides(fn: int, sn: int) -> list[bool]:
    """Return for each step up to the root whether the sibling is on the left (fn, sn: as in the
    RFC)."""
    sides = []
    while sn > 0:
        is_left = fn & 1 == 1 or fn == sn
        lone = _trailing_zeros(fn) if fn == sn else 0  # levels on which it has no sibling
        fn, sn = fn >> (lone + 1), sn >> (lone + 1)
        sides.append(is_left)
    return sides


def _climb(node: bytes, steps: Iterable[tuple[bytes, bool]]) -> bytes:
    for sibling, is_left in steps:
        node = node_hash(sibling, node) if is_left else node_hash(node, sibling)
    return node


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _are_hashes(*values: object) -> bool:
    return all(isinstance(value, bytes) and len(value) == 32 for value in values)
