"""The Merkle tree against published vectors, against the RFC's own definitions, and against proofs
that were tampered with."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from extent import FULL
from hypothesis import given
from hypothesis import strategies as st

from ledger.transparency.merkle import (
    EMPTY_ROOT,
    Frontier,
    Reader,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    peaks_at,
    root_at,
    verify_consistency,
    verify_inclusion,
)


def from_hex(text: str) -> list[bytes]:
    return [bytes.fromhex(word) for word in text.split()]


def rows_of(leaves: list[bytes]) -> list[tuple[bytes, bytes]]:
    """The leaf and the nodes of each row, as the ledger's table keeps them."""
    frontier = Frontier()
    return [(leaf, frontier.add(leaf)) for leaf in leaves]


def reader_of(leaves: list[bytes]) -> Reader:
    rows = dict(enumerate(rows_of(leaves), start=1))

    def read(level: int, index: int) -> bytes:
        leaf, nodes = rows[(index + 1) << level]
        return nodes[(level - 1) * 32 : level * 32] if level else leaf

    return read


LARGEST = 300
SIZES = range(1, (150 if FULL else 75) + 1)
RECORDS = [b"record %d" % position for position in range(1, LARGEST + 1)]
LEAVES = [leaf_hash(record) for record in RECORDS]
read = reader_of(LEAVES)


# The oracle: the definitions of RFC 9162, written as they stand and without regard to cost.


def split(n: int) -> int:
    """The largest power of two that is smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


@cache
def mth(start: int, stop: int) -> bytes:
    """MTH(D[start:stop]), section 2.1.1."""
    if start == stop:
        return sha256().digest()
    if stop - start == 1:
        return sha256(b"\x00" + RECORDS[start]).digest()
    middle = start + split(stop - start)
    return sha256(b"\x01" + mth(start, middle) + mth(middle, stop)).digest()


def path(m: int, start: int, stop: int) -> list[bytes]:
    """PATH(m, D[start:stop]), section 2.1.3.1."""
    if stop - start == 1:
        return []
    k = split(stop - start)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, stop)]
    return [*path(m - k, start + k, stop), mth(start, start + k)]


def subproof(m: int, start: int, stop: int, b: bool) -> list[bytes]:
    """SUBPROOF(m, D[start:stop], b), section 2.1.4.1."""
    if m == stop - start:
        return [] if b else [mth(start, stop)]
    k = split(stop - start)
    if m <= k:
        return [*subproof(m, start, start + k, b), mth(start + k, stop)]
    return [*subproof(m - k, start + k, stop, False), mth(start, start + k)]


# Published vectors: testonly/constants.go and proof/verify_test.go of transparency-dev/merkle on
# GitHub, which has them from google/certificate-transparency. Leaves are counted from 1 there.

PUBLISHED_RECORDS = [
    b"",
    *from_hex("00 10 2021 3031 40414243 5051525354555657 606162636465666768696a6b6c6d6e6f"),
]
PUBLISHED_LEAVES = [leaf_hash(record) for record in PUBLISHED_RECORDS]
PUBLISHED_ROOTS = from_hex("""
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
    fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
    aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
    d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
    4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
    76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
    ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
    5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
""")
PUBLISHED_NODES = [
    from_hex("""
        6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
        96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
        0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7
        07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7
        bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
        4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658
        b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f
        46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1
    """),
    from_hex("""
        fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
        5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a
        ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
    """),
    from_hex("""
        d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
        6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4
    """),
    from_hex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
]
PUBLISHED_INCLUSION = [
    (1, 1, ""),
    (
        1,
        8,
        """96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
        5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4""",
    ),
    (
        6,
        8,
        """bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b
        ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
        d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7""",
    ),
    (3, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    (
        2,
        5,
        """6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
        5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b""",
    ),
]
PUBLISHED_CONSISTENCY = [
    (1, 1, ""),
    (
        1,
        8,
        """96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7
        5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4""",
    ),
    (
        6,
        8,
        """0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a
        ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0
        d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7""",
    ),
    (
        2,
        5,
        """5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e
        bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b""",
    ),
    (
        6,
        7,
        """0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a
        b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f
        d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7""",
    ),
]


def test_published_roots() -> None:
    published = reader_of(PUBLISHED_LEAVES)
    frontier = Frontier()
    assert EMPTY_ROOT == frontier.root() == root_at(published, 0) == PUBLISHED_ROOTS[0]
    for size, leaf in enumerate(PUBLISHED_LEAVES, start=1):
        frontier.add(leaf)
        assert frontier.root() == root_at(published, size) == PUBLISHED_ROOTS[size]


def test_published_nodes() -> None:
    published = reader_of(PUBLISHED_LEAVES)
    for level, hashes in enumerate(PUBLISHED_NODES):
        assert [published(level, index) for index in range(len(hashes))] == hashes


@pytest.mark.parametrize(("number", "size", "hashes"), PUBLISHED_INCLUSION)
def test_published_inclusion_proofs(number: int, size: int, hashes: str) -> None:
    index, proof, root = number - 1, from_hex(hashes), PUBLISHED_ROOTS[size]
    assert inclusion_proof(reader_of(PUBLISHED_LEAVES), index, size) == proof
    assert verify_inclusion(PUBLISHED_LEAVES[index], index, size, proof, root)


@pytest.mark.parametrize(("old", "new", "hashes"), PUBLISHED_CONSISTENCY)
def test_published_consistency_proofs(old: int, new: int, hashes: str) -> None:
    proof, roots = from_hex(hashes), PUBLISHED_ROOTS
    assert consistency_proof(reader_of(PUBLISHED_LEAVES), old, new) == proof
    assert verify_consistency(old, roots[old], new, roots[new], proof)


def test_a_proof_from_a_certificate_log() -> None:
    """From python/ct/crypto/merkle_test.py of google/certificate-transparency on GitHub."""
    [leaf] = from_hex("7a395c866d5ecdb0cccb623e011dbc392cd348d1d1d72776174e127a24b09c78")
    [root] = from_hex("78316a05c9bcf14a3a4548f5b854a9adfcd46a4c034401b3ce7eb7ac2f1d0ecb")
    proof = from_hex("""
        1a208aeebcd1b39fe2de247ee8db9454e1e93a312d206b87f6ca9cc6ec6f1ddd
        0a1b78b383f580856f433c01a5741e160d451c185910027f6cc9f828687a40c4
        3d1745789bc63f2da15850de1c12a5bf46ed81e1cc90f086148b1662e79aab3d
        9095b61e14d8990acf390905621e62b1714fb8e399fbb71de5510e0aef45affe
        0a332b91b8fab564e6afd1dd452449e04619b18accc0ff9aa8393cd4928451f2
        2336f0181d264aed6d8f3a6507ca14a8d3b3c3a23791ac263e845d208c1ee330
        b4ce56e300590500360c146c6452edbede25d4ed83919278749ee5dbe178e048
        933f6ddc848ea562e4f9c5cfb5f176941301dad0c6fdb9d1fbbe34fac1be6966
        b95a6222958a86f74c030be27c44f57dbe313e5e7c7f4ffb98bcbd3a03bb52f2
        daeeb3ce5923defd0faeb8e0c210b753b85b809445d7d3d3cd537a9aabaa9c45
        7fadd0a13e9138a2aa6c3fdec4e2275af233b94812784f66bcca9aa8e989f2bc
        1864e6ba3e32878610546539734fb5eeae2529991f130c575c73a7e25a2a7c56
        12842d1202b1dc6828a17ab253c02e7ce9409b5192430feba44189f39cc02d66
        29af64b16fa3053c13d02ac63aa75b23aa468506e44c3a2315edc85d2dc22b11
        b527b99934a0bd9edd154e449b0502e2c499bba783f3bc3dfe23364b6b532009
        4584db8ae8e351ace08e01f306378a92bfd43611714814f3d834a2842d69faa8
        86a9a41573b0d6e4292f01e93243d6cc65b30f06606fc6fa57390e7e90ed580f
        a88b98fbe84d4c6aae8db9d1605dfac059d9f03fe0fcb0d5dff1295dacba09e6
        06326dc617a6d1f7021dc536026dbfd5fffc6f7c5531d48ef6ccd1ed1569f2a1
        f41fe8fdc3a2e4e8345e30216e7ebecffee26ff266eeced208a6c2a3cf08f960
        40cf5bde8abb76983f3e98ba97aa36240402975674e120f234b3448911090f8d
        b3222dc8658538079883d980d7fdc2bef9285344ea34338968f736b04aeb387a
    """)
    assert verify_inclusion(leaf, 848_049, 3_630_887, proof, root)
    assert not verify_inclusion(leaf, 848_050, 3_630_887, proof, root)


def test_the_tree_of_seven_leaves_in_the_rfc() -> None:
    """RFC 9162 section 2.1.5, with its letters."""
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, l = node_hash(g, h), node_hash(i, j)  # noqa: E741
    assert root_at(read, 7) == node_hash(k, l)
    assert inclusion_proof(read, 0, 7) == [b, h, l]
    assert inclusion_proof(read, 3, 7) == [c, g, l]
    assert inclusion_proof(read, 4, 7) == [f, j, k]
    assert inclusion_proof(read, 6, 7) == [i, k]
    assert consistency_proof(read, 3, 7) == [c, d, g, l]
    assert consistency_proof(read, 4, 7) == [l]
    assert consistency_proof(read, 6, 7) == [i, j, k]


# The layout of the rows, and the frontier.


def test_a_row_keeps_the_subtrees_that_its_leaf_completes() -> None:
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k = node_hash(g, h)
    nodes = [nodes for _, nodes in rows_of([a, b, c, d, e, f, j])]
    assert nodes == [b"", g, b"", h + k, b"", i, b""]


def test_every_kept_node_is_the_root_of_its_perfect_subtree() -> None:
    for level in range(LARGEST.bit_length()):
        for index in range(LARGEST >> level):
            assert read(level, index) == mth(index << level, (index + 1) << level)


def test_peaks_cover_the_leaves_from_left_to_right() -> None:
    for size in range(LARGEST + 1):
        covered = [
            leaf
            for level, index in peaks_at(size)
            for leaf in range(index << level, (index + 1) << level)
        ]
        assert covered == list(range(size))
        assert len(peaks_at(size)) == size.bit_count()


def test_a_frontier_rebuilt_from_kept_nodes_grows_on_like_the_first() -> None:
    first = Frontier()
    for size, leaf in enumerate(LEAVES):
        rebuilt = Frontier(size, (read(level, index) for level, index in peaks_at(size)))
        assert rebuilt.root() == first.root()
        assert rebuilt.add(leaf) == first.add(leaf)
        assert rebuilt.root() == first.root()
        assert rebuilt.size == first.size == size + 1


@pytest.mark.parametrize(("size", "peaks"), [(0, 1), (1, 0), (6, 1), (6, 3), (8, 3), (-1, 1)])
def test_a_frontier_needs_the_peaks_of_its_size(size: int, peaks: int) -> None:
    with pytest.raises(ValueError, match=f"{size} leaves"):
        Frontier(size, LEAVES[:peaks])


# Every tree up to the largest, against the oracle.


def test_every_root() -> None:
    frontier = Frontier()
    for size in SIZES:
        frontier.add(LEAVES[size - 1])
        assert frontier.root() == root_at(read, size) == mth(0, size)


def test_every_inclusion_proof() -> None:
    for size in SIZES:
        root = mth(0, size)
        for index, leaf in enumerate(LEAVES[:size]):
            proof = inclusion_proof(read, index, size)
            assert proof == path(index, 0, size)
            assert verify_inclusion(leaf, index, size, proof, root)


def test_every_consistency_proof() -> None:
    for new in SIZES:
        for old in range(1, new + 1):
            proof = consistency_proof(read, old, new)
            assert proof == subproof(old, 0, new, True)
            assert verify_consistency(old, mth(0, old), new, mth(0, new), proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (4, 3), (-1, 3), (0, -1)])
def test_there_is_no_inclusion_proof_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match=f"no leaf {index} in a tree of {size}"):
        inclusion_proof(read, index, size)


@pytest.mark.parametrize(("old", "new"), [(4, 3), (-1, 3), (1, 0), (-2, -1)])
def test_there_is_no_consistency_proof_for_a_tree_that_shrinks(old: int, new: int) -> None:
    with pytest.raises(ValueError, match=f"{old} leaves cannot grow into one of {new}"):
        consistency_proof(read, old, new)


def test_there_is_no_root_of_a_tree_of_fewer_than_no_leaves() -> None:
    with pytest.raises(ValueError, match="cannot have -1 leaves"):
        root_at(read, -1)


@pytest.mark.parametrize("size", [10**12, 2**40 - 1, 2**40, 2**40 + 1])
def test_a_large_tree_is_proved_with_few_reads_of_nodes_that_it_has(size: int) -> None:
    reads = []

    def counting(level: int, index: int) -> bytes:
        assert 0 <= index < size >> level
        reads.append((level, index))
        return EMPTY_ROOT

    for leaf in (0, 1, size // 3, size // 2, size - 2, size - 1):
        for prove in (
            lambda leaf=leaf: root_at(counting, size),
            lambda leaf=leaf: inclusion_proof(counting, leaf, size),
            lambda leaf=leaf: consistency_proof(counting, leaf, size),
        ):
            reads.clear()
            prove()
            assert len(reads) <= 2 * size.bit_length()


# The two cases of consistency that the RFC leaves open.


def test_every_tree_begins_with_the_empty_one() -> None:
    for new in range(20):
        assert consistency_proof(read, 0, new) == []
        assert verify_consistency(0, EMPTY_ROOT, new, mth(0, new), [])
        assert not verify_consistency(0, EMPTY_ROOT, new, mth(0, new), [EMPTY_ROOT])
        assert not verify_consistency(0, mth(0, 1), new, mth(0, new), [])
    assert not verify_consistency(0, EMPTY_ROOT, 0, mth(0, 1), [])
    assert not verify_consistency(0, mth(0, 1), 0, mth(0, 1), [])


def test_a_tree_begins_with_itself_and_with_no_other_of_its_size() -> None:
    for size in range(1, 20):
        root = mth(0, size)
        assert verify_consistency(size, root, size, root, [])
        assert not verify_consistency(size, root, size, root, [root])
        assert not verify_consistency(size, root, size, mth(1, size + 1), [])


# Tampering: a bit or a hash that was changed, and claims of another index or size.

SMALL = range(1, 33)


def flipped(hash_: bytes, bit: int) -> bytes:
    return (int.from_bytes(hash_, "big") ^ 1 << bit).to_bytes(32, "big")


def with_bit_flipped(hashes: list[bytes], place: int, bit: int) -> list[bytes]:
    return [*hashes[:place], flipped(hashes[place], bit), *hashes[place + 1 :]]


def altered(proof: list[bytes]) -> Iterator[list[bytes]]:
    """The proof with one hash dropped, doubled, changed, cut short or lengthened at each place,
    or swapped with the next."""
    for i, hash_ in enumerate(proof):
        before, after = proof[:i], proof[i + 1 :]
        yield before + after
        yield [*before, hash_, hash_, *after]
        for other in (flipped(hash_, 0), flipped(hash_, 255), EMPTY_ROOT, b""):
            yield [*before, other, *after]
        yield [*before, hash_[:-1], *after]
        yield [*before, hash_ + b"\0", *after]
        if after:
            yield [*before, after[0], hash_, *after[1:]]
    for other in (EMPTY_ROOT, b""):
        yield [*proof, other]
        yield [other, *proof]


def test_an_altered_inclusion_proof_is_rejected() -> None:
    for size in SMALL:
        for index in range(size):
            proof, root = inclusion_proof(read, index, size), mth(0, size)
            for wrong in altered(proof):
                assert not verify_inclusion(LEAVES[index], index, size, wrong, root)


def test_an_altered_consistency_proof_is_rejected() -> None:
    for new in SMALL:
        for old in range(1, new):
            proof = consistency_proof(read, old, new)
            for wrong in altered(proof):
                assert not verify_consistency(old, mth(0, old), new, mth(0, new), wrong)


@pytest.mark.parametrize(("index", "size"), [(0, 2), (4, 5), (5, 11), (200, 300), (299, 300)])
def test_every_bit_of_an_inclusion_proof_counts(index: int, size: int) -> None:
    leaf, *proof, root = honest = [LEAVES[index], *path(index, 0, size), mth(0, size)]
    assert verify_inclusion(leaf, index, size, proof, root)
    for place in range(len(honest)):
        for bit in range(256):
            leaf, *proof, root = with_bit_flipped(honest, place, bit)
            assert not verify_inclusion(leaf, index, size, proof, root)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (4, 7), (6, 11), (128, 300), (299, 300)])
def test_every_bit_of_a_consistency_proof_counts(old: int, new: int) -> None:
    honest = [mth(0, old), *subproof(old, 0, new, True), mth(0, new)]
    for place in range(len(honest)):
        for bit in range(256):
            old_root, *proof, new_root = with_bit_flipped(honest, place, bit)
            assert not verify_consistency(old, old_root, new, new_root, proof)


def test_a_leaf_is_at_no_other_index() -> None:
    for size in SMALL:
        for index in range(size):
            proof, root = inclusion_proof(read, index, size), mth(0, size)
            for other in range(-1, size + 2):
                found = verify_inclusion(LEAVES[index], other, size, proof, root)
                assert found == (other == index)


def test_a_proof_is_of_no_use_for_the_head_of_another_size() -> None:
    for size in SMALL:
        for index in range(size):
            proof = inclusion_proof(read, index, size)
            for other in range(34):
                found = verify_inclusion(LEAVES[index], index, other, proof, mth(0, other))
                assert found == (other == size)


def test_a_tree_grew_from_no_other_size_and_to_no_other_head() -> None:
    for new in SMALL:
        for old in range(1, new):
            proof = consistency_proof(read, old, new)
            for other in range(-1, 34):
                grew = verify_consistency(other, mth(0, old), new, mth(0, new), proof)
                assert grew == (other == old)
            for other in range(34):
                grew = verify_consistency(old, mth(0, old), other, mth(0, other), proof)
                assert grew == (other == new)


def test_a_tree_of_twice_the_size_has_longer_proofs() -> None:
    for size in SMALL:
        root = mth(0, size)
        for index in range(size):
            proof = inclusion_proof(read, index, size)
            assert not verify_inclusion(LEAVES[index], index, size * 2, proof, root)


def test_the_size_is_the_tree_heads_word_not_the_proofs() -> None:
    """Leaf 0 has as long a way up in a tree of 3 as in one of 4."""
    proof, root = inclusion_proof(read, 0, 3), root_at(read, 3)
    assert verify_inclusion(LEAVES[0], 0, 3, proof, root)
    assert verify_inclusion(LEAVES[0], 0, 4, proof, root)


def test_a_node_does_not_pass_for_a_leaf() -> None:
    """RFC 9162 section 2.1.1 sets leaves and nodes apart to forestall a second preimage."""
    left, right = node_hash(*LEAVES[:2]), node_hash(*LEAVES[2:4])
    assert node_hash(left, right) == root_at(read, 4)
    assert leaf_hash(left + right) != root_at(read, 4)


def test_a_byte_cannot_be_moved_from_one_hash_to_the_next() -> None:
    joined, root = LEAVES[0] + LEAVES[1], root_at(read, 2)
    assert verify_inclusion(joined[:32], 0, 2, [joined[32:]], root)
    assert not verify_inclusion(joined[:31], 0, 2, [joined[31:]], root)
    assert not verify_inclusion(joined[:33], 0, 2, [joined[33:]], root)
    assert verify_consistency(1, joined[:32], 2, root, [joined[32:]])
    assert not verify_consistency(1, joined[:31], 2, root, [joined[31:]])
    assert not verify_consistency(1, joined[:33], 2, root, [joined[33:]])


# Rubbish is refused without an exception.


@pytest.mark.parametrize("rubbish", [b"", LEAVES[0][:31], LEAVES[0] + b"\0", LEAVES[0].hex(), None])
def test_what_is_not_a_hash_is_refused_wherever_it_is(rubbish: Any) -> None:
    leaf, other, root = LEAVES[0], LEAVES[1], root_at(read, 2)
    assert not verify_inclusion(rubbish, 0, 1, [], rubbish)
    assert not verify_inclusion(rubbish, 0, 2, [other], root)
    assert not verify_inclusion(leaf, 0, 2, [rubbish], root)
    assert not verify_inclusion(leaf, 0, 2, [other], rubbish)
    assert not verify_consistency(2, rubbish, 2, rubbish, [])
    assert not verify_consistency(1, rubbish, 2, root, [other])
    assert not verify_consistency(1, leaf, 2, root, [rubbish])
    assert not verify_consistency(1, leaf, 2, rubbish, [other])


rubbish_hash = st.one_of(
    st.binary(max_size=40),
    st.binary(min_size=32, max_size=32),
    st.sampled_from([EMPTY_ROOT, *LEAVES[:8]]),
    st.sampled_from([None, 32, "not the bytes that a hash is of"]),
)
rubbish_proof = st.lists(rubbish_hash, max_size=12)
rubbish_size = st.one_of(st.integers(-3, 40), st.integers())


@given(rubbish_hash, rubbish_size, rubbish_size, rubbish_proof, rubbish_hash)
def test_a_rubbish_inclusion_proof_is_refused(
    leaf: Any, index: int, size: int, proof: Any, root: Any
) -> None:
    alone = index == 0 and size == 1 and not proof and leaf == root
    assert verify_inclusion(leaf, index, size, proof, root) in (False, alone)


@given(rubbish_size, rubbish_hash, rubbish_size, rubbish_hash, rubbish_proof)
def test_a_rubbish_consistency_proof_is_refused(
    old: int, old_root: Any, new: int, new_root: Any, proof: Any
) -> None:
    trivial = not proof and (old == 0 or old == new)
    assert verify_consistency(old, old_root, new, new_root, proof) in (False, trivial)


@given(st.data())
def test_a_proof_mixed_from_hashes_of_the_tree_is_refused(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, LARGEST))
    old = data.draw(st.integers(1, new - 1))
    hashes = [*subproof(old, 0, new, True), *path(old, 0, new), mth(0, old), mth(0, new)]
    proof = data.draw(st.lists(st.sampled_from(hashes), max_size=12))
    included = verify_inclusion(LEAVES[old], old, new, proof, mth(0, new))
    assert included == (proof == path(old, 0, new))
    grew = verify_consistency(old, mth(0, old), new, mth(0, new), proof)
    assert grew == (proof == subproof(old, 0, new, True))
