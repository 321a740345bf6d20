"""What a copy takes from a register on PostgreSQL: whole commits, about a thousand events at a
time, each verified before it is believed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger import archive, connection, copies, drafts, records, schema
from ledger.copies import Taken
from ledger.copy_errors import BadTiles, HistoryRewritten, NoCopy, OtherRegister, Unwitnessed
from ledger.errors import ErasureUnfinished
from ledger.store import Ledger, Subscriber, TreeHead, Upstream
from ledger.taking import Taking
from ledger.transparency import checkpoints, merkle, policies
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.merkle import EMPTY_ROOT, leaf_hash
from ledger.transparency.policies import Policy
from shared.register import Head, Register

_AT_ONCE = 1000  # events after which a change to the file ends with the next commit


def make(
    path: Path,
    address: str,
    policy: Policy | None = None,
    *,
    subscribers: Sequence[Subscriber] = (),
    kept: schema.Kept | None = None,
) -> Taken:
    """Make a file that is a copy of a register; it is there whole, or not at all. With a policy
    it takes only what was signed as that says, now and in each pull. Raises `LedgerExists`, and
    what `pull` does."""
    with (
        Register(address) as register,
        connection.laid_out(path) as part,
        Ledger.open(part, write=True, subscribers=subscribers, kept=kept) as ledger,
    ):
        with ledger.change():
            ledger.follow(upstream_of(register, policy))
        return pull(ledger, register)


def upstream_of(register: Register, policy: Policy | None = None) -> Upstream:
    """Return where a copy takes its events from, of which it has none yet."""
    return Upstream(
        register.address, policy.text if policy else "", str(_checkpoint(register, None))
    )


def pull(ledger: Ledger, register: Register, *, signed: bool = True) -> Taken:
    """Take what is new; the heads of the register are compared with those of the copy first. A copy
    with a policy goes up to the last head that was signed as that says; unless ``signed`` is false.

    Raises `Unwitnessed` where none was; `OtherRegister`; `HistoryRewritten` where the register does
    not continue what the copy has: both heads are then kept in a file beside it; `BadTiles` where
    rows do not agree with the head over them; `NoCopy`, and what `Register` does.
    """
    before = ledger.size
    with level(ledger, register, signed=signed) as until:
        pass
    now = until if until.size >= ledger.size else head_of(ledger, register)
    return Taken(ledger.size - before, now)


@contextmanager
def level(ledger: Ledger, register: Register, *, signed: bool = True) -> Iterator[Checkpoint]:
    """Give a change of a copy that has all that is new, and the head up to which it has it. What
    was taken is kept even when the block raises. Arguments and refusals are those of `pull`."""
    until: Checkpoint | None = None
    while until is None or ledger.size < until.size:
        with ledger.change_in_parts() as end_part:
            if until is None:
                until = _look(ledger, register, signed)
                end_part()
            if ledger.size < until.size:
                take(ledger, register, until)
                end_part()
            if ledger.size >= until.size:
                yield until
    if archive.unfinished(ledger):
        with suppress(ErasureUnfinished):  # 'check' tells of it, and the next pull tries again
            archive.settle(ledger)


def _look(ledger: Ledger, register: Register, signed: bool) -> Checkpoint:
    """Compare the heads of the register with those of a copy, and put on record what was heard;
    returns the head up to which events are to be taken."""
    last = check(ledger, register)
    until = (signed and _signed(ledger, register, last)) or _checkpoint(register, last)
    drafts.hear(ledger, last.size if last else 0)
    _note(ledger, register, until)
    return until


def take(
    ledger: Ledger,
    register: Register,
    until: Checkpoint | None = None,
    *,
    enough: int | None = None,
) -> None:
    """Take the next commits, as a part of a change, up to a head, or up to the first that has a
    position that is ``enough``. Raises as `pull` does.

    What does not fit may be of another history, where the register is at another server by now."""
    taking, start = Taking(ledger), ledger.size
    sealed = start
    try:
        for row, head in register.rows(start, until.size if until else None):
            record = records.record(*row)
            taking.add(record, leaf_hash(record))
            if head:
                _seal(taking, head, row.recorded_at)
                sealed = taking.size
                if sealed >= (enough or start + _AT_ONCE):
                    break
        if taking.size > sealed or (until and sealed == start):
            raise ValueError("its events do not lead to the root of its head")
    except ValueError as problem:
        check(ledger, register, taking.before)
        raise BadTiles(register.where, f"#{taking.size + 1}: {problem}") from None
    archive.follow_erasures(ledger, start)
    _note(ledger, register, until)


def _seal(taking: Taking, head: Head, at: str) -> None:
    """Seal the tree head over a commit that was taken, whose last event was recorded at a time.
    Raises `ValueError` where it is another than that of the register."""
    if taking.finish(head.version) != head.root:
        raise ValueError("its events do not lead to the root of its head")
    if head.recorded_at != at:
        raise ValueError("its head has another time than its last event")


def _note(ledger: Ledger, register: Register, head: Checkpoint | None) -> None:
    """Put on record where the events come from, and the head up to which they were taken, with its
    signatures, if it is the one given."""
    known, upstream = head_of(ledger, register), ledger.upstream
    assert upstream
    if head and (head.size, head.root) == (known.size, known.root):
        known = head
    ledger.follow(upstream._replace(address=register.address, head=str(known)))


def check(ledger: Ledger, register: Register, here: TreeHead | None = None) -> Head | None:
    """Return the last head of the register, which continues what the copy has, or had under a head.

    Raises `NoCopy`, `OtherRegister`, `HistoryRewritten`."""
    upstream = ledger.upstream
    if upstream is None:
        raise NoCopy(ledger.path)
    known = checkpoints.parse(upstream.head)
    if known.origin != _origin(register):
        raise OtherRegister(register.where, _origin(register), known.origin)
    here = here or ledger.head()
    last, there = register.head(here.size)
    size = last.size if last else 0
    if size >= here.size and there == here.root:
        return last
    if size < here.size:
        problem = f"went back, it has {size} events, and had {here.size}"
    else:
        found = f"have the root {there.hex()}" if there else "are under no head"
        problem = f"was rewritten, its first {here.size} events {found}, and had {here.root.hex()}"
    if (known.size, known.root) != (here.size, here.root):
        known = Checkpoint(_origin(register), here.size, here.root)
    kept = copies.evidence(ledger, known, _checkpoint(register, last))
    raise HistoryRewritten(register.where, problem, kept)


def _signed(ledger: Ledger, register: Register, last: Head | None) -> Checkpoint | None:
    """Return the last head that was signed, where a copy has a policy: it is one of the register,
    and of what the copy has."""
    upstream = ledger.upstream
    if upstream is None or not upstream.policy or last is None:
        return None
    head = register.signed_head()
    if head is None:
        raise Unwitnessed(register.where, "no notary has signed one yet")
    if head.origin != _origin(register):
        raise OtherRegister(register.where, head.origin, _origin(register))
    if problem := policies.parse(upstream.policy).problem(head):
        raise Unwitnessed(register.where, problem)
    here = merkle.root_at(ledger.node, head.size) if head.size <= ledger.size else head.root
    _, there = register.head(head.size)
    if not here == there == head.root:
        of_others = Checkpoint(head.origin, head.size, here if here != head.root else there or b"")
        problem = f"was rewritten, its first {head.size} events are not those that were signed"
        raise HistoryRewritten(register.where, problem, copies.evidence(ledger, head, of_others))
    return head


def head_of(ledger: Ledger, register: Register) -> Checkpoint:
    """Return the head that a copy has now, under the origin of the register."""
    here = ledger.head()
    return Checkpoint(_origin(register), here.size, here.root)


def _checkpoint(register: Register, head: Head | None) -> Checkpoint:
    size, root = (head.size, head.root) if head else (0, EMPTY_ROOT)
    return Checkpoint(_origin(register), size, bytes(root))


def _origin(register: Register) -> str:
    return f"depositary/shared/{register.id}"
