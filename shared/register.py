"""A register on PostgreSQL as a client sees it: its address, what can be asked of it, and what it
or the network says as refusals.

The address never has a password: whoever connects is known by what libpq finds itself,
https://www.postgresql.org/docs/current/libpq-pgpass.html.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from types import TracebackType
from typing import Any, NamedTuple, Self

from ledger.batch import Receipt
from ledger.errors import Refusal, Unexpected
from ledger.reader import Row
from ledger.transparency import checkpoints, merkle
from ledger.transparency.checkpoints import Checkpoint
from ledger.version import __version__
from shared.errors import (
    BadAddress,
    BadOption,
    Full,
    MayNotConnect,
    NewerRegister,
    NoAnswer,
    NoConnection,
    NoDatabase,
    NoRegister,
    NotAdmitted,
    NotLetIn,
    NotPrimary,
    NotTrusted,
    OtherEncoding,
    RefusedThere,
    SecretInAddress,
    TwoNotaries,
)
from shared.optional import needed

with needed():
    import psycopg
    from psycopg import conninfo, errors

FORMAT = 1
FORMS = ("postgresql://", "postgres://")
_SECRET = ("password", "sslpassword", "oauth_client_secret")
# What libpq says where one of the two does not trust the other; and the beginnings of lines that
# say no more.
_OF_TRUST = ("certificate", "private key", "pg_hba.conf", "SSL was required", " alert ")
_UNTRIED = "connection is bad: "  # with no server tried
_MORE = ("DETAIL:", "HINT:", "Is the server", "This probably means", "before or while processing")
_MAY_NOT_READ = ("read", "grant it depositary_reader or depositary_desk")
_LOCK = "hashtext('depositary notary')"
_PATIENCE = 30.0  # seconds for which an answer is asked for again
_PAUSE = 0.5  # seconds between two tries
_AT_ONCE = 1000  # rows of one answer
# A server that is gone is noticed; one that is slow is waited for, however long.
_ALIVE: dict[str, Any] = {"connect_timeout": 10, "keepalives_idle": 20, "keepalives_interval": 5}
_ALIVE |= {"keepalives_count": 3, "tcp_user_timeout": 60_000, "client_encoding": "utf8"}


class Head(NamedTuple):
    """A tree head as the register has it."""

    size: int
    root: bytes
    recorded_at: str
    version: str


class CameBetween(Exception):
    """Something was recorded that touches what was to be; only the sequencer hears of it."""


def checked(address: str) -> str:
    """Return an address that has no password. Raises `BadAddress`, `SecretInAddress`."""
    if not address.startswith(FORMS):
        raise BadAddress
    try:
        parts: Mapping[str, Any] = conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        raise BadAddress from None
    if any(parts.get(one) for one in _SECRET):
        raise SecretInAddress
    return address


def wants_standby(address: str) -> bool:
    """Return whether an address asks for a standby and nothing else. Raises as `checked` does."""
    return conninfo.conninfo_to_dict(checked(address)).get("target_session_attrs") == "standby"


class Register:
    """A connection to a register. Use it in a ``with`` block, or `close` it.

    Raises when it is made, and from each method, `NoConnection`, `NotLetIn`, `NotTrusted`,
    `NoRegister`, `NewerRegister`, `NotAdmitted`, `NotPrimary`, `Full`, `RefusedThere`.
    """

    def __init__(self, address: str, *, primary: bool = False) -> None:
        """Connect to a server of an address; with ``primary`` to the one that takes appends,
        whatever the address asks for."""
        self.address, self._primary = checked(address), primary
        self.where = place_of(address)
        self._warned = False
        self._db = self._connected()
        try:
            self.id = self._identity()
            if not self._may_read():
                raise self._not_admitted(*_MAY_NOT_READ)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def role(self) -> str:
        """The name under which one is logged in."""
        return str(self._rows("SELECT session_user")[0][0])

    @cached_property
    def desk(self) -> str:
        """The name in which one records here. Raises `NotAdmitted` where one may not."""
        rows = self._rows("SELECT name FROM depositary.desks WHERE role = session_user")
        if not rows:
            raise self._not_admitted("append", "make it a desk")
        return str(rows[0][0])

    def head(self, over: int = 0) -> tuple[Head | None, bytes | None]:
        """Return the latest tree head, None where nothing is recorded; and the root that was sealed
        over so many events, if one was."""
        rows = self._rows(
            "SELECT size, root, recorded_at, version,"
            " (SELECT one.root FROM depositary.tree_heads one WHERE one.size = %s)"
            " FROM depositary.tree_heads ORDER BY size DESC LIMIT 1",
            [over],
        )
        *head, root = rows[0] if rows else (None,)
        return Head(*head) if head else None, root if over else merkle.EMPTY_ROOT

    def signed_head(self) -> Checkpoint | None:
        """Return the last head that a notary signed. Raises `MalformedProof`."""
        rows = self._rows("SELECT note FROM depositary.signed_heads ORDER BY size DESC LIMIT 1")
        return checkpoints.parse(str(rows[0][0])) if rows else None

    def put_signed(self, head: Checkpoint, after: int) -> None:
        """Put a head there that was signed, after the one of so many events that was put there
        last. Raises `CameBetween` where it is another by now."""
        values = [head.size, head.root, str(head), after]
        try:
            self._rows("SELECT depositary.put_signed(%s, %s, %s, %s)", values)
        except RefusedThere as refusal:
            if getattr(refusal.__cause__, "sqlstate", "") == "DP006":
                raise CameBetween from None
            raise

    def lock(self) -> None:
        """Be the only notary of this register, for as long as one is connected. Raises
        `TwoNotaries`."""
        if self._rows(f"SELECT pg_try_advisory_lock({_LOCK})")[0][0]:
            return
        rows = self._rows(
            "SELECT usename FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
            f" AND (classid::bigint << 32 | objid::bigint) = {_LOCK}"
        )
        raise TwoNotaries(self.where, rows[0][0] if rows else "somebody")

    @property
    def follows(self) -> bool:
        """Whether the server is a standby."""
        return bool(self._rows("SELECT pg_is_in_recovery()")[0][0])

    def rows(self, after: int, until: int | None) -> Iterator[tuple[Row, Head | None]]:
        """Yield the events after a position, up to another or all; beside the last of each commit,
        the tree head over it."""
        query = (
            "SELECT e.position, e.id, e.recorded_at, e.recorded_by, e.body,"
            " t.size, t.root, t.recorded_at, t.version FROM depositary.events e"
            " LEFT JOIN depositary.tree_heads t ON t.size = e.position"
            " WHERE e.position > %s AND e.position <= coalesce(%s, e.position)"
            f" ORDER BY e.position LIMIT {_AT_ONCE}"
        )
        while rows := self._rows(query, [after, until]):
            for row in rows:
                yield Row(*row[:5]), Head(*row[5:]) if row[5] else None
            after += len(rows)
            if len(rows) < _AT_ONCE:
                return

    def text(self, digest: str) -> str | None:
        """Return the archived text of a hash, if it is there."""
        rows = self._rows("SELECT text FROM depositary.texts WHERE sha256 = %s", [digest])
        return str(rows[0][0]) if rows else None

    def append(
        self, bodies: Sequence[str], *, expect: int | None, seen: int, texts: Iterable[str] = ()
    ) -> list[Receipt]:
        """Record events, and return their receipts. Sent again until the answer is clean: a lost
        connection or a warning leaves open whether others will find them.

        Raises `CameBetween`, `Unexpected`, `NoAnswer`.
        """
        call = "SELECT * FROM depositary.append(%s::text[], %s, %s, %s, %s::text[])"
        values = [list(bodies), expect, seen, __version__, list(texts)]
        until = time.monotonic() + _PATIENCE
        while True:
            self._warned = False
            with suppress(NoConnection, NotPrimary if time.monotonic() < until else NoConnection):
                if self._db.closed:
                    self._db = self._connected()
                rows = self._appended(call, values)
                if not self._warned:
                    return [Receipt(*row) for row in rows]
            if time.monotonic() >= until:
                raise NoAnswer(self.where)
            time.sleep(_PAUSE)

    def wait(self, seconds: float) -> None:
        """Return as soon as something was recorded, as far as the server says, and at the latest
        after some seconds."""
        with self._refusing():
            self._db.execute("LISTEN depositary")
            for _ in self._db.notifies(timeout=seconds, stop_after=1):
                pass

    def _appended(self, call: str, values: list[Any]) -> list[Any]:
        try:
            with self._refusing():
                return self._db.execute(call, values).fetchall()
        except RefusedThere as refusal:
            problem = refusal.__cause__
            code, detail = getattr(problem, "sqlstate", ""), _detail(problem)
            if code == "DP001":
                raise Unexpected(values[1], int(detail)) from None
            if code in ("DP003", "23505"):
                raise CameBetween from None
            raise

    def _connected(self) -> "psycopg.Connection[Any]":
        given = conninfo.conninfo_to_dict(self.address)
        usual = {key: one for key, one in _ALIVE.items() if key not in given}
        if self._primary:
            usual["target_session_attrs"] = "read-write"
        with self._refusing():
            db = psycopg.connect(
                self.address, autocommit=True, application_name="depositary", **usual
            )
            db.prepare_threshold = None  # poolers forget what was prepared
            db.add_notice_handler(self._note)
            return db

    def _note(self, notice: "errors.Diagnostic") -> None:
        self._warned |= notice.severity_nonlocalized == "WARNING"

    def _identity(self) -> str:
        """Return the id of the register. Raises `NoRegister`, `NewerRegister`, `OtherEncoding`."""
        [(schema, encoding)] = self._rows(
            "SELECT to_regnamespace('depositary') IS NOT NULL, current_setting('server_encoding')"
        )
        if encoding != "UTF8":
            raise OtherEncoding(self.where, encoding)
        if not schema:
            raise NoRegister(self.where)
        try:
            rows = self._rows("SELECT id, format FROM depositary.register")
        except RefusedThere:
            raise NoRegister(self.where) from None
        if len(rows) != 1:
            raise NoRegister(self.where)
        if rows[0][1] > FORMAT:
            raise NewerRegister(self.where, rows[0][1], FORMAT)
        return str(rows[0][0])

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._refusing():
            return self._db.execute(query.encode(), values).fetchall()

    def _not_admitted(self, what: str, grant: str) -> Refusal:
        return NotAdmitted(self.where, self.role, what, grant)

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        with refusing(self.where):
            try:
                yield
            except errors.InsufficientPrivilege:
                if self._may_read():
                    raise self._not_admitted("append", "make it a desk") from None
                raise self._not_admitted(*_MAY_NOT_READ) from None

    def _may_read(self) -> bool:
        query = (
            "SELECT has_schema_privilege('depositary', 'USAGE')"
            " AND has_table_privilege('depositary.events', 'SELECT')"
        )
        with refusing(self.where):
            return bool(self._db.execute(query).fetchall()[0][0])


@contextmanager
def refusing(where: str) -> Iterator[None]:
    """Turn what PostgreSQL and the network say into refusals."""
    try:
        yield
    except psycopg.Error as problem:
        raise _refusal(where, problem) from problem


def _refusal(where: str, problem: "psycopg.Error") -> Refusal:
    # An error of the session: a server without room for its WAL goes down as if it were killed, so
    # that nobody knows what it had committed.
    if problem.diag.severity_nonlocalized in ("FATAL", "PANIC"):
        return _lost(where, str(problem))
    match problem:
        case errors.ReadOnlySqlTransaction():
            return NotPrimary(where)
        case errors.DiskFull():
            return Full(where)
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return _lost(where, str(problem))
    told = problem.diag.message_primary or type(problem).__name__
    return RefusedThere(where, told)


def _lost(where: str, said: str) -> Refusal:
    """Return the refusal for a connection that was not made, or was lost, by what libpq says: that
    of the last server that was tried."""
    lines = [line.strip().rpartition("failed: ")[2] for line in said.splitlines()]
    lines = [line for line in lines if not line.startswith(_MORE)]
    line = lines[-1] if lines else "no reason is given"
    if trust := [one for one in lines if any(word in one for word in _OF_TRUST)]:
        return NotTrusted(where, trust[0].removeprefix("FATAL:").strip())
    if "connection option" in line or "invalid port number" in line:
        return BadAddress()
    if line.startswith(_UNTRIED):
        return BadOption(where, line.removeprefix(_UNTRIED))
    if "read-only" in line or "session is not" in line:
        return NotPrimary(where)
    if "authentication failed" in line or "no password" in line:
        return NotLetIn(where)
    if "permission denied for database" in line:
        return MayNotConnect(where)
    if "database" in line and "does not exist" in line:
        return NoDatabase(where)
    return NoConnection(where, line.removeprefix("FATAL:").strip())


def _detail(problem: BaseException | None) -> str:
    return problem.diag.message_detail or "" if isinstance(problem, psycopg.Error) else ""


def place_of(address: str) -> str:
    """Return what an address is called in messages: hosts and database."""
    parts = conninfo.conninfo_to_dict(address)
    host = parts.get("host") or parts.get("hostaddr") or "this computer"
    return f"{host}/{parts.get('dbname') or parts.get('user') or ''}".rstrip("/")
