"""A witness: it cosigns the heads of logs that it knows, each only if it continues the last one of
that origin that it cosigned.

What it cosigned last is a folder, which any file server can hand out too: for each origin a file
``HASH/checkpoint`` (c2sp.org/tlog-witness, "Monitor Retrieval Mechanism"), where HASH is the
SHA-256 of the origin. The file is replaced, and is on the disk, before anybody is given the
signature: whatever ends the program in between, nothing that contradicts it is ever signed. A file
that cannot be read is not taken for none. One process at a time has the folder (`flock`).
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import attrs

from ledger import whole_files
from ledger.copy_errors import BadState, Contradiction, StateTaken
from ledger.errors import MalformedProof
from ledger.store import Ledger
from ledger.transparency import checkpoints, consistency, cosignatures, merkle, signed_notes
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.cosignatures import PrivateCosignerKey
from ledger.transparency.signed_notes import PublicKey, Signature

Continues = Callable[[Checkpoint], str | None]  # why a new head does not continue an old one


@attrs.frozen
class Conflict(Exception):
    """A request that begins after another size than that of the head cosigned last."""

    size: int


class Cosigned:
    """What a key cosigned last of each origin, in a folder."""

    def __init__(self, folder: Path, key: PrivateCosignerKey) -> None:
        self.folder, self.key = folder, key
        self._one_by_one = threading.Lock()

    def path(self, origin: str) -> Path:
        """Return the file of an origin."""
        return self.folder / sha256(origin.encode()).hexdigest() / "checkpoint"

    def last(self, origin: str) -> Checkpoint | None:
        """Return the head that was cosigned last. Raises `BadState`."""
        path = self.path(origin)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as problem:
            raise BadState(path, str(problem)) from None
        try:
            head = checkpoints.parse(text)
        except MalformedProof as problem:
            raise BadState(path, problem.problem) from None
        if head.origin != origin:
            raise BadState(path, f"it is of {head.origin}")
        if broken := signed_notes.problem(head.note, [self.key.public]):
            raise BadState(path, broken)
        return head

    def cosign(self, head: Checkpoint, seconds: int, continues: Continues) -> Signature:
        """Return the cosignature of a head, at a time in seconds since 1970, once it is on the
        disk; the time never goes back. ``continues`` is asked of the head cosigned last, of no
        events where there is none. Raises `Contradiction`, `BadState`, `OSError`, and what
        ``continues`` does."""
        with self._one_by_one:
            last = self.last(head.origin)
            problem = continues(last or Checkpoint(head.origin, 0, merkle.EMPTY_ROOT))
            if problem:
                raise Contradiction(self.key.name, problem)
            if last:
                before = next(filter(self.key.public.is_named_by, last.signatures))
                seconds = max(seconds, cosignatures.time_of(before))
            signature = self.key.cosign(head.note.text, seconds)
            others = (one for one in head.signatures if not self.key.public.is_named_by(one))
            kept = attrs.evolve(head, signatures=(*others, signature))
            path = self.path(head.origin)
            whole_files.make_folder(path.parent)
            with whole_files.replace(path) as file:
                file.write(str(kept).encode())
            return signature


def difference(ledger: Ledger, head: Checkpoint, last: Checkpoint) -> str | None:
    """Return why the head of a ledger does not continue the one that was cosigned last."""
    if last.size > head.size:
        return f"a head of {last.size} events was cosigned already, and this is of {head.size}"
    if merkle.root_at(ledger.node, last.size) != last.root:
        return f"the head of {last.size} events that was cosigned last is of another history"
    return None


@contextmanager
def state(folder: Path, key: PrivateCosignerKey) -> Iterator[Cosigned]:
    """Give what a key cosigned, as kept in a folder, to one process at a time. Raises
    `StateTaken`, `OSError`."""
    whole_files.make_folder(folder)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateTaken(folder) from None
        yield Cosigned(folder, key)
    finally:
        os.close(descriptor)


@attrs.frozen
class Answer:
    """The answer to a request, as of HTTP."""

    status: int
    text: str
    sort: str = "text/plain; charset=utf-8"


class Witness:
    """Answers requests ``add-checkpoint`` (c2sp.org/tlog-witness) for logs by their keys, whose
    names are the origins."""

    def __init__(
        self, cosigned: Cosigned, logs: Sequence[PublicKey], clock: Callable[[], int]
    ) -> None:
        self._cosigned, self._logs, self._clock = cosigned, logs, clock

    def add_checkpoint(self, body: bytes) -> Answer:
        """Return the answer to a request: the cosignature, or why there is none. Raises
        `BadState`, `OSError`."""
        try:
            asked = consistency.parse(body.decode())
        except UnicodeDecodeError:
            return _refused(400, "the request is no text in UTF-8")
        except MalformedProof as found:
            return _refused(400, found.problem)
        keys = [key for key in self._logs if key.name == asked.head.origin]
        if not keys:
            return _refused(404, "no log of this origin is known here")
        if problem := signed_notes.problem(asked.head.note, keys):
            return _refused(403, problem)
        if asked.old_size > asked.head.size:
            return _refused(400, "the old size is larger than that of the head")
        signed = [one for one in asked.head.signatures if any(k.is_named_by(one) for k in keys)]
        head = attrs.evolve(asked.head, signatures=tuple(signed))

        def continues(last: Checkpoint) -> str | None:
            if last.size != asked.old_size:
                raise Conflict(last.size)
            if head.size == 0 and head.root != merkle.EMPTY_ROOT:
                return "a head of no events has another root than that"
            return asked.problem(last)

        try:
            return Answer(200, str(self._cosigned.cosign(head, self._clock(), continues)))
        except Conflict as conflict:
            return Answer(409, f"{conflict.size}\n", "text/x.tlog.size")
        except Contradiction as found:
            return _refused(422, found.problem)

    def checkpoint(self, path: str) -> Answer:
        """Return the last head of the log whose hash stands in a path, with its cosignature."""
        for key in self._logs:
            file = self._cosigned.path(key.name)
            if path == f"/{file.parent.name}/{file.name}":
                last = self._cosigned.last(key.name)
                return Answer(200, str(last)) if last else _refused(404, "none was cosigned yet")
        return _refused(404, "there is nothing of this name")


def _refused(status: int, problem: str) -> Answer:
    return Answer(status, f"{problem}\n")
