"""A reader of tiled logs, written from c2sp.org/tlog-tiles, c2sp.org/signed-note and RFC 6962
section 2.1 alone: it shares no code with the program."""

import base64
from collections.abc import Callable
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Read = Callable[[str], bytes]  # the content of a resource, by its path below the prefix


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, over leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\1" + tree_hash(leaves[:k]) + tree_hash(leaves[k:])).digest()


def element(number: int) -> str:
    """<N>: "zero-padded 3-digit path elements. All but the last path element MUST begin with an
    x"."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03}")
    return "/".join(parts)


def tile(read: Read, level: str, n: int, width: int) -> bytes:
    return read(f"tile/{level}/{element(n)}" + (f".p/{width}" if width != 256 else ""))


def checkpoint(read: Read, key: str | None) -> tuple[str, int, bytes]:
    """The origin, size and root of the checkpoint, which the key has signed."""
    text, _, signatures = read("checkpoint").decode().rpartition("\n\n")
    if key is None:
        text, signatures = read("checkpoint").decode().removesuffix("\n"), ""
    else:
        name, key_id, encoded = key.split("+", 2)
        assert base64.b64decode(encoded)[0] == 1
        [value] = [
            base64.b64decode(line.split(" ")[2])
            for line in signatures.splitlines()
            if line.split(" ")[:2] == ["—", name]
        ]
        assert value[:4].hex() == key_id
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
        public.verify(value[4:], f"{text}\n".encode())
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def entries(read: Read, key: str | None = None) -> list[bytes]:
    """Every entry of the log, after all of it was checked: each bundle against its tile, each tile
    against the definition of its hashes, the tree against the checkpoint."""
    _, size, root = checkpoint(read, key)
    found: list[bytes] = []
    for n in range((size + 255) // 256):
        width = min(256, size - 256 * n)
        content, at = tile(read, "entries", n, width), 0
        for _ in range(width):
            length = int.from_bytes(content[at : at + 2], "big")
            found.append(content[at + 2 : at + 2 + length])
            at += 2 + length
        assert at == len(content)
    leaves = [sha256(b"\0" + one).digest() for one in found]
    assert tree_hash(leaves) == root
    level = 0
    while count := size // 256**level:
        for n in range((count + 255) // 256):
            width = min(256, count - 256 * n)
            assert tile(read, str(level), n, width) == b"".join(
                tree_hash(leaves[(n * 256 + i) * 256**level : (n * 256 + i + 1) * 256**level])
                for i in range(width)
            )
        level += 1
    return found
