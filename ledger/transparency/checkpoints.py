"""Checkpoints (c2sp.org/tlog-checkpoint): a ledger's tree head as a text to be kept elsewhere.

Three lines: the origin, which says whose tree it is, its size, and its root hash in base64. Lines
that follow are extensions; none are written here, and those of others are kept as they are. It
may be signed as a note is (see `signed_notes` for that, and for an example)::

    depositary/59f5d501d41f7ce3
    3
    VGv4yO38/5XmUa3juXbFtm/w/dG8UNLerXtXfbcdYig=

An origin should be a name that its keeper owns, such as example.org/register, and be the name of
the key that signs (ibid., sections "Note text" and "Signatures"). A ledger that was given none
goes by ``depositary/`` and the first 16 hexadecimal digits of its first leaf hash. That hash is
over the first event with the time and the hand that recorded it, so that ledgers which begin with
the same event differ; it never changes; and whoever has the record can compute it, or be shown by
a proof that it is the first leaf. A copy goes by the same origin as what it was copied from: if
the two then grow apart, their heads contradict each other, which is what a head is kept for.
"""

import re
from typing import TYPE_CHECKING

import attrs

from ledger.errors import MalformedProof, NoOrigin
from ledger.transparency import merkle, signed_notes
from ledger.transparency.signed_notes import Note, PrivateKey, Signature

if TYPE_CHECKING:
    from ledger.store import Ledger

_OWN = "depositary/"
_LARGEST = 2**63 - 1  # what a signed number of 64 bits holds, as others count with


@attrs.frozen
class Checkpoint:
    """The size and the root of a tree, whose it is, and who says so."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def note(self) -> Note:
        lines = (self.origin, str(self.size), signed_notes.to_base64(self.root), *self.extensions)
        return Note("".join(f"{line}\n" for line in lines), self.signatures)

    def __str__(self) -> str:
        return str(self.note)

    def signed(self, key: PrivateKey) -> "Checkpoint":
        """Return the same with one more signature. Raises `SigningUnavailable`."""
        signature = key.sign(self.note.text)
        return attrs.evolve(self, signatures=(*self.signatures, signature))


def parse(text: str) -> Checkpoint:
    """Return the checkpoint that a text is, signed or not. Raises `MalformedProof`."""
    note = signed_notes.parse(text)
    lines = note.text.removesuffix("\n").split("\n")
    try:
        if len(lines) < 3 or not all(lines):
            raise ValueError("an origin, a size and a root are expected, a line each")
        origin, size, root, *extensions = lines
        read = (origin, number(size), tree_hash(root), tuple(extensions))
    except ValueError as problem:
        raise MalformedProof("tree head", str(problem)) from None
    return Checkpoint(*read, note.signatures)


def of(ledger: "Ledger", origin: str | None = None) -> Checkpoint:
    """Return the tree head that a ledger has now, under an origin (None: its own).

    Raises `NoOrigin`, `MalformedProof`, and `Damaged` where the head is not that of the events.
    """
    head, _ = ledger.sealed()
    if origin is None and not head.size:
        raise NoOrigin(ledger.path)
    named = own_origin(ledger) if origin is None else signed_notes.checked_name(origin)
    return Checkpoint(named, head.size, head.root)


def own_origin(ledger: "Ledger") -> str:
    """Return the origin of a ledger with events that was given none."""
    return f"{_OWN}{ledger.node(0, 0).hex()[:16]}"


def difference(ledger: "Ledger", kept: Checkpoint) -> str | None:
    """Return why a ledger does not begin with the events under a head that was kept; None when it
    does.

    It is decided by a consistency proof (RFC 9162 section 2.1.4). Which events differ cannot be
    said: the root is one hash over all of them.
    """
    size, root = ledger.size, merkle.root_at(ledger.node, ledger.size)
    if kept.origin.startswith(_OWN) and size and kept.origin != own_origin(ledger):
        return f"it is of {kept.origin}, and this ledger is {own_origin(ledger)}"
    if kept.size > size:
        return f"it covers {kept.size} events, and the ledger has {size}"
    proof = merkle.consistency_proof(ledger.node, kept.size, size)
    if merkle.verify_consistency(kept.size, kept.root, size, root, proof):
        return None
    now = merkle.root_at(ledger.node, kept.size)
    had = f"events 1 to {kept.size} have the root {now.hex()}, and had {kept.root.hex()}"
    return f"history was rewritten, {had}"


def number(text: str) -> int:
    """Return a number as it is written in checkpoints and proofs. Raises `ValueError`."""
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text, re.ASCII) or int(text) > _LARGEST:
        raise ValueError(f"a whole number is expected, not {text[:40]!r}")
    return int(text)


def tree_hash(text: str) -> bytes:
    """Return a hash as it is written in checkpoints and proofs. Raises `ValueError`."""
    try:
        found = signed_notes.from_base64(text)
    except ValueError:
        found = b""
    if len(found) != 32:
        raise ValueError(f"a hash of 32 bytes in base64 is expected, not {text[:60]!r}")
    return found
