"""The ledger: one SQLite file to which events are appended and from which they are read.

Where they are appended is a `Place`: the file itself, as a rule. An append to it is one
transaction: it waits for its turn, takes the write lock, gives positions, seals a tree head over
everything recorded, tells the subscribers, and commits. What was acknowledged is on the disk (WAL,
``synchronous=FULL``); what was refused leaves no trace.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self, TypeAlias

import attrs

from ledger import connection, schema, turns
from ledger.batch import Batch, Receipt
from ledger.copy_errors import IsACopy
from ledger.errors import Damaged, ReadOnly, Unexpected
from ledger.events import Event, Unread
from ledger.reader import Reader
from ledger.records import now
from ledger.transparency import merkle

if TYPE_CHECKING:
    from sqlite_utils import Database


@attrs.frozen
class TreeHead:
    """The ledger's size and root hash at one moment; ``recorded_at`` is None when it is empty.

    ``version`` of the program recorded the commit that it seals; it is no part of what it says.
    """

    size: int
    root: bytes
    recorded_at: datetime | None
    version: str | None = attrs.field(default=None, eq=False)


class Upstream(NamedTuple):
    """Where a copy takes its events from: the address; by whose word, as a policy
    (`transparency.policies`); and the last head that was taken, as a checkpoint with its
    signatures."""

    address: str
    policy: str
    head: str


class Place(Protocol):
    """Where events are appended: what gives them their positions and their times of record, one
    order for all who append there. ``hand`` is who records whatever is appended; None: whoever it
    is said to be."""

    @property
    def hand(self) -> str | None: ...

    def batch(self, ledger: "Ledger", *, expect: int | None) -> AbstractContextManager[Batch]:
        """Give a batch of events for a ledger, as `Ledger.batch` does."""

    def text(self, digest: str) -> str | None:
        """Return the archived text of a hash, if it can be had there; it may be another."""

    def close(self) -> None:
        """Let go of what is held open."""


class File:
    """The ledger's own file: the place of all that nobody else appends to from elsewhere."""

    hand: str | None = None

    @contextmanager
    def batch(self, ledger: "Ledger", *, expect: int | None) -> Iterator[Batch]:
        with ledger.change():
            ledger.check()
            if upstream := ledger.upstream:
                raise IsACopy(ledger.path, upstream.address)
            if expect is not None and expect != ledger.size:
                raise Unexpected(expect, ledger.size)
            head, frontier = ledger.sealed()
            batch = Batch(ledger, frontier, ledger.clock)
            yield batch
            recorded = batch.finish()
            batch.do_the_rest()
            if recorded:
                ledger.tell(head.size)

    def text(self, digest: str) -> str | None:
        return None

    def close(self) -> None:
        pass


Subscriber: TypeAlias = "Callable[[Ledger, int], None]"
Clock = Callable[[], datetime]


class Ledger(Reader):
    """A ledger file that is open. Use it in a ``with`` block, or `close` it.

    ``sql`` is the connection to the file. ``subscribers`` are called inside each append's
    transaction, at its end, with the ledger and the position after which it is new. ``kept`` are
    the tables of answers, where the file has to have these and no others. ``waiting`` is called
    when a change waits long for others to end theirs (`turns.Line`).
    """

    def __init__(
        self,
        path: Path,
        sql: sqlite3.Connection,
        *,
        writable: bool,
        clock: Clock = now,
        subscribers: Sequence[Subscriber] = (),
        kept: schema.Kept | None = None,
        waiting: turns.Told | None = None,
    ) -> None:
        super().__init__(path, sql)
        self.writable, self.clock, self.subscribers = writable, clock, tuple(subscribers)
        self.kept, self._checked = kept, (0, kept)
        self._line = turns.Line(path, waiting)
        self.place: Place = File()

    @classmethod
    def create(
        cls, path: Path | str, *, clock: Clock = now, subscribers: Sequence[Subscriber] = ()
    ) -> Self:
        """Return a new, empty ledger, open for writing. Raises `LedgerRefusal`."""
        path = Path(path)
        return cls(path, connection.make(path), writable=True, clock=clock, subscribers=subscribers)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        write: bool = False,
        clock: Clock = now,
        subscribers: Sequence[Subscriber] = (),
        kept: schema.Kept | None = None,
        waiting: turns.Told | None = None,
    ) -> Self:
        """Return a ledger that exists, for reading, or for writing too. Raises `LedgerRefusal`."""
        path = Path(path)
        return cls(
            path,
            connection.open_file(path, write=write, kept=kept),
            writable=write,
            clock=clock,
            subscribers=subscribers,
            kept=kept,
            waiting=waiting,
        )

    @cached_property
    def db(self) -> "Database":
        """The same connection as a sqlite-utils database, for scripts to go on with."""
        from sqlite_utils import Database  # slow to load

        return Database(self.sql, execute_plugins=False)

    def close(self) -> None:
        self.place.close()
        self._line.close()
        self.sql.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def check(self, kept: schema.Kept | None = None) -> None:
        """Refuse a file whose schema is another than this program makes, as it is now: somebody
        may have changed it since it was opened. ``kept`` as in `schema.differences`; without it,
        what the ledger was opened with. Raises `OtherSchema`."""
        state = (self._first("PRAGMA schema_version")[0], kept or self.kept)
        if state != self._checked:
            with connection.asking(self.path):
                connection.check_schema(self.path, self.sql, state[1])
            self._checked = state

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Give one view of the ledger for all that is read in the block. Raises `LedgerRefusal`."""
        with connection.refusing(self.path), connection.transaction(self.sql, write=False):
            yield

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Give an end to what is asked of a file in the block, when that takes more work than a
        ledger of its size can. Raises `LedgerRefusal`."""
        with connection.refusing(self.path), connection.bounded(self.sql):
            yield

    @contextmanager
    def change(self) -> Iterator[None]:
        """Give one change to the file, kept whole when the block ends, or not at all when it
        raises. It waits for its turn as long as others that change the ledger have theirs. Raises
        `LedgerRefusal`."""
        if not self.writable:
            raise ReadOnly(self.path)
        with (
            connection.refusing(self.path),
            self._line.turn(),
            connection.transaction(self.sql, write=True),
        ):
            yield

    @contextmanager
    def change_in_parts(self) -> Iterator[Callable[[], None]]:
        """Give a `change`, and what to call at the end of each part of it: when the block raises,
        the parts that were ended are kept, unless it is the file that fails. All of them are
        waited for once, and the subscribers are called once, for all that is kept."""

        def end_part() -> None:
            self.sql.execute("RELEASE part")
            self.sql.execute("SAVEPOINT part")

        problem: Exception | None = None
        with self.change():
            before = self.size
            self.sql.execute("SAVEPOINT part")
            try:
                yield end_part
            except Exception as found:
                if isinstance(found, sqlite3.Error) or not self.sql.in_transaction:
                    raise
                self.sql.execute("ROLLBACK TO part")
                problem = found
            self.sql.execute("RELEASE part")
            if self.size > before:
                self.tell(before)
        if problem:
            raise problem

    @property
    def upstream(self) -> Upstream | None:
        """Where the events come from, if this is a copy."""
        if not self._first("SELECT 1 FROM sqlite_master WHERE name = 'upstream'"):
            return None
        row = self._first("SELECT address, policy, head FROM upstream")
        return Upstream(*row) if row else None

    def follow(self, upstream: Upstream) -> None:
        """Put on record where the events come from, as a part of a `change`."""
        if not self._first("SELECT 1 FROM sqlite_master WHERE name = 'upstream'"):
            schema.run(self.sql, schema.UPSTREAM)
        self.sql.execute(
            "INSERT OR REPLACE INTO upstream (one, address, policy, head) VALUES (1, ?, ?, ?)",
            [upstream.address, upstream.policy, upstream.head],
        )

    def leave(self) -> None:
        """Make a copy a plain ledger again, to which anybody appends who may write the file; what
        it knew of where its events came from is dropped. A part of a `change`."""
        for table in ("upstream", "heard", "drafts"):
            self.sql.execute(f"DROP TABLE IF EXISTS {table}")

    @contextmanager
    def tried(self) -> Iterator[None]:
        """Give a block of which nothing is kept, as a part of a `change`."""
        self.sql.execute("SAVEPOINT tried")
        try:
            yield
        finally:
            self.sql.execute("ROLLBACK TO tried")
            self.sql.execute("RELEASE tried")

    @contextmanager
    def batch(self, *, expect: int | None = None) -> Iterator[Batch]:
        """Give a batch of events that is recorded whole when the block ends, or not at all when it
        raises. ``expect`` is the size that the ledger must have.

        Raises `Unexpected`, `LedgerRefusal`.
        """
        with self.place.batch(self, expect=expect) as batch:
            yield batch

    def tell(self, after: int) -> None:
        """Call the subscribers: what was recorded after a position is new."""
        for subscriber in self.subscribers:
            subscriber(self, after)

    def append(
        self,
        events: Iterable[Event | Unread],
        *,
        by: str,
        at: datetime | None = None,
        expect: int | None = None,
    ) -> list[Receipt]:
        """Record some events as one batch: all of them, or on the first refusal none."""
        with self.batch(expect=expect) as batch:
            receipts = [batch.add(event, by=by, at=at) for event in events]
        return list(map(batch.settled, receipts))

    def head(self, size: int | None = None) -> TreeHead:
        """Return the latest tree head, or the first that covers a position (0: that of no
        events)."""
        if size == 0:
            return _NO_HEAD
        row = self._first(
            f"{_HEADS} WHERE size >= ? ORDER BY size LIMIT 1"
            if size is not None
            else f"{_HEADS} ORDER BY size DESC LIMIT 1",
            [size] if size is not None else [],
        )
        if row is None:
            return _NO_HEAD
        size, root, recorded_at, version = row
        return TreeHead(size, root, self._moment(recorded_at, size), version)

    def sealed(self) -> tuple[TreeHead, merkle.Frontier]:
        """Return the latest tree head, and the tree under it, ready to grow. Raises `Damaged` where
        it is not that of all the events."""
        first, last = self._first(_ENDS)
        head, frontier = self.head(), self.frontier(last or 0)
        if (head.size, head.root) != (frontier.size, frontier.root()):
            raise Damaged(self.path, "its tree head is not that of its events")
        if first not in (None, 1):
            raise Damaged(self.path, f"it has an event at position {first}")
        return head, frontier

    def frontier(self, size: int) -> merkle.Frontier:
        """Return the tree over the first events, ready to grow."""
        places = merkle.peaks_at(size)
        rows = [(index + 1) << level for level, index in places]
        query = "SELECT position, leaf, nodes FROM events WHERE position IN"
        found = self.sql.execute(f"{query} ({', '.join('?' * len(rows))})", rows)
        peaks = {position: (leaf + nodes)[-32:] for position, leaf, nodes in found}
        for position in rows:
            if position not in peaks:
                raise Damaged(self.path, f"#{position} is missing")
        return merkle.Frontier(size, [peaks[position] for position in rows])

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a perfect subtree (`merkle.Reader`); level 0 is a leaf."""
        column = "leaf" if level == 0 else f"substr(nodes, {level * 32 - 31}, 32)"
        return bytes(self._kept(column, (index + 1) << level))


_ENDS = """
SELECT (SELECT min(position) FROM events), (SELECT max(position) FROM events WHERE position > 0)
"""
_HEADS = "SELECT size, root, recorded_at, version FROM tree_heads"
_NO_HEAD = TreeHead(0, merkle.EMPTY_ROOT, None)
