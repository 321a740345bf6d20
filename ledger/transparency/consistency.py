"""Proofs that one tree head continues another: that the events under the older are the first ones
under the newer. One text, checked with nothing else than the older head.

The form is that of the request ``add-checkpoint`` of c2sp.org/tlog-witness, by which witnesses are
shown the same. Here a head of four events, after the one of three that is kept elsewhere::

    old 3
    OUCRZWVphC8Vq4zZSMNT/JPELjFcySc36wov5xPC1GY=
    QZs5fhNi/PZ/pAX7ZlRy48hkT3EftkM5BHZnYMXlNCM=
    Nzh5qmSkouc7H26n+niT/xOgFn9GToqudGUpaDCVbZA=

    depositary/59f5d501d41f7ce3
    4
    KQU9RTbl5vqKGYLZzfLBjIPCFxdVVoplwYmqmIBYdA0=

``old`` is the size of the older head. The hashes are those of RFC 9162 section 2.1.4.1, 63 at
most, none where the older size is 0 or both are the same. After an empty line comes the newer
head, with its signatures if it has any (`checkpoints`). Every text has one form only: what is read
is written again byte for byte.
"""

from typing import TYPE_CHECKING

import attrs

from ledger.errors import MalformedProof
from ledger.transparency import checkpoints, merkle, signed_notes
from ledger.transparency.checkpoints import Checkpoint

if TYPE_CHECKING:
    from ledger.store import Ledger

WORD = "old "
_MOST_HASHES = 63


@attrs.frozen
class Consistency:
    """The size of an older tree, the hashes that lead from its root to the newer one, and the
    newer head."""

    old_size: int
    path: tuple[bytes, ...]
    head: Checkpoint

    def __str__(self) -> str:
        hashes = "".join(f"{signed_notes.to_base64(one)}\n" for one in self.path)
        return f"{WORD}{self.old_size}\n{hashes}\n{self.head}"

    def problem(self, old: Checkpoint) -> str | None:
        """Return why it does not show that its head continues an older one; None when it does.
        Whether to believe either head is another question, for `signed_notes`."""
        new = self.head
        if old.size != self.old_size:
            return f"it begins after {self.old_size} events, and the older head covers {old.size}"
        if merkle.verify_consistency(old.size, old.root, new.size, new.root, self.path):
            return None
        return "its hashes do not lead from the root of the older head to that of its own"


def prove(ledger: "Ledger", old: Checkpoint, new: Checkpoint) -> Consistency:
    """Return the proof that a head of a ledger continues an older one, both of which must be good
    (`checkpoints.difference`). Raises `ValueError` where the older is the larger."""
    path = merkle.consistency_proof(ledger.node, old.size, new.size)
    return Consistency(old.size, tuple(path), new)


def parse(text: str) -> Consistency:
    """Return the proof that a text is. Raises `MalformedProof`."""
    above, empty, head = text.partition("\n\n")
    first, *hashes = above.split("\n")
    try:
        if not first.startswith(WORD) or not empty:
            raise ValueError("a line 'old SIZE' and, after an empty line, a head are expected")
        if len(hashes) > _MOST_HASHES:
            raise ValueError(f"it has {len(hashes)} hashes, {_MOST_HASHES} at most")
        old_size = checkpoints.number(first.removeprefix(WORD))
        path = tuple(map(checkpoints.tree_hash, hashes))
        return Consistency(old_size, path, checkpoints.parse(head))
    except ValueError as problem:
        what = problem.problem if isinstance(problem, MalformedProof) else str(problem)
        raise MalformedProof("consistency proof", what) from None
