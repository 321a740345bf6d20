"""Proofs that an event was recorded (c2sp.org/tlog-proof): one text, checked with nothing else.

Here the record of the second of three events, proved under their tree head::

    c2sp.org/tlog-proof@v1
    extra eyJib2R5Ijp7Im9jY3VycmVkX29uIjoiMjAyMy0wNy0xNyIsInBhcnRpY2lwYW50IjoiVkVOIiwicHJvZ…
    index 1
    WfXVAdQffOMJ0iPrjdsgxKStoIEpOnxq6+2GugBIj2s=
    OUCRZWVphC8Vq4zZSMNT/JPELjFcySc36wov5xPC1GY=

    depositary/59f5d501d41f7ce3
    3
    VGv4yO38/5XmUa3juXbFtm/w/dG8UNLerXtXfbcdYig=

The first line says what it is. ``extra`` is the canonical record in base64, the bytes that the
leaf hash is taken over (see `records`): the specification leaves this line to the application,
for what is needed to compute the leaf, and nothing in it is believed before that hash has led to
the root. ``index`` is the event's position less one. The hashes are the siblings on the way from
the leaf up (RFC 9162 section 2.1.3), none where the tree has one leaf. After an empty line comes
the head, with its signatures if it has any (`checkpoints`).

Several proofs in one text follow each other with an empty line between; each is whole, and can be
cut out and handed on alone. Every text has one form only: what is read is written again byte for
byte.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from ledger import codec, records
from ledger.errors import Damaged, MalformedProof
from ledger.events import Recorded
from ledger.transparency import checkpoints, merkle, signed_notes
from ledger.transparency.checkpoints import Checkpoint

if TYPE_CHECKING:
    from ledger.store import Ledger

HEADER = "c2sp.org/tlog-proof@v1"
_BETWEEN = re.compile(rf"(?<=\n)\n(?={re.escape(HEADER)}\n)")


@attrs.frozen
class Proof:
    """The canonical record of an event, the way from its leaf up to a root, and the head that
    has this root."""

    record: bytes
    index: int
    path: tuple[bytes, ...]
    head: Checkpoint

    def __str__(self) -> str:
        hashes = "".join(f"{signed_notes.to_base64(one)}\n" for one in self.path)
        extra = signed_notes.to_base64(self.record)
        return f"{HEADER}\nextra {extra}\nindex {self.index}\n{hashes}\n{self.head}"

    @property
    def leaf(self) -> bytes:
        return merkle.leaf_hash(self.record)

    def problem(self) -> str | None:
        """Return why the proof does not hold; None when it does. Whether to believe the head itself
        is another question, for `signed_notes`."""
        head = self.head
        if not merkle.verify_inclusion(self.leaf, self.index, head.size, self.path, head.root):
            return "its record and hashes do not lead to the root of its head"
        try:
            position = self.recorded().position
        except ValueError as problem:
            return f"what its head covers there is no record of this format: {problem}"
        if position != self.index + 1:
            return f"its record says #{position}, and is at #{self.index + 1} in the tree"
        return None

    def recorded(self) -> Recorded:
        """Return the event that the record is of. Raises `ValueError` where it is none."""
        found, body = records.read(self.record)
        if codec.body(found.event) != body:
            raise ValueError("its event is not in canonical form")
        return found


def prove(ledger: "Ledger", position: int, head: Checkpoint) -> Proof:
    """Return the proof that the event at a position is in a ledger, under a head of that ledger.

    Raises `Damaged` where it is not so.
    """
    [row] = ledger.rows(position - 1, position)
    path = merkle.inclusion_proof(ledger.node, position - 1, head.size)
    proof = Proof(records.record(*row), position - 1, tuple(path), head)
    problem = proof.problem()
    if problem:
        raise Damaged(ledger.path, f"#{position} cannot be proved, {problem}")
    return proof


def parse(text: str) -> Proof:
    """Return the proof that a text is. Raises `MalformedProof`."""
    try:
        return _proof(text)
    except ValueError as problem:
        what = problem.problem if isinstance(problem, MalformedProof) else str(problem)
        raise MalformedProof("proof", what) from None


def parse_all(text: str) -> list[Proof]:
    """Return the proofs in a text, one or more. Raises `MalformedProof`."""
    return [parse(part) for part in _BETWEEN.split(text)]


def joined(proofs: Iterable[Proof]) -> str:
    """Return several proofs as one text."""
    return "\n".join(map(str, proofs))


def _proof(text: str) -> Proof:
    above, empty, head = text.partition("\n\n")
    lines = above.split("\n")
    if lines[0] != HEADER:
        raise ValueError(f"its first line is not {HEADER}")
    if not empty or len(lines) < 3:
        raise ValueError("an extra line, an index and, after an empty line, a head are expected")
    return Proof(
        record=_record(_after("extra ", lines[1])),
        index=checkpoints.number(_after("index ", lines[2])),
        path=tuple(map(checkpoints.tree_hash, lines[3:])),
        head=checkpoints.parse(head),
    )


def _after(word: str, line: str) -> str:
    if not line.startswith(word):
        raise ValueError(f"it has no line of {word.strip()} where one is expected")
    return line.removeprefix(word)


def _record(text: str) -> bytes:
    try:
        return signed_notes.from_base64(text)
    except ValueError:
        raise ValueError("its record is not in base64") from None
