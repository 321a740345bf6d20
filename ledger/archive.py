"""The archive: the full texts of sources, each kept once, under the SHA-256 of its bytes.

A text lies outside the hashed record, so that it can be taken down and the ledger still verifies;
the record has its hash, on the source that it is the text of. `projections.checks.quotes` holds
quotes against texts.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import attrs

from ledger import codec, connection
from ledger.batch import Batch, Receipt
from ledger.errors import Damaged, ErasureUnfinished, LedgerRefusal, NoText, OtherText, Unknown
from ledger.events import Correction, Recorded
from ledger.store import Ledger

LIMIT = 4 << 20  # bytes of a text
_ARCHIVED = "its text was archived"
_NAMED_AGAIN = "its text was still kept: named once more, to be erased"
_PUT = """
INSERT INTO archive (sha256, text) VALUES (?, ?)
ON CONFLICT (sha256) DO UPDATE SET text = excluded.text WHERE text <> excluded.text
"""
_BYTES = "CAST(text AS BLOB)"  # as they lie there, whether or not they are UTF-8
_DELETE = "DELETE FROM archive WHERE sha256 = ?"
# An erasure is finished when no byte is left in the file and its -wal, after its transaction. Until
# then a row without text, under this and the beginning of the hash, tells that it is not.
_ERASED = "erased:"
_MARK = "INSERT INTO archive VALUES (?, '') ON CONFLICT DO NOTHING"
_MARKS = f"FROM archive WHERE sha256 GLOB '{_ERASED}*'"
# secure_delete overwrites a row that is deleted, but not what the balancing of the tree left of
# it in other pages; when all rows go, those are overwritten too.
_MAKE_ANEW = (
    "CREATE TABLE archive_moved AS SELECT * FROM archive",
    "DELETE FROM archive",
    "INSERT INTO archive SELECT * FROM archive_moved",
    "DROP TABLE archive_moved",
)


@attrs.frozen
class Holding:
    """A source, filed at a position, and one text of it: the hash, and how many bytes the archive
    has (None: it has not the text). ``named``: the source names it now; else it once did."""

    position: int
    source: str
    sha256: str | None
    size: int | None
    named: bool


@attrs.frozen
class Erasure:
    """An erasure: what was recorded (None: it was before), the hashes of the texts that were
    erased, and the other sources because of which a text stays: it is theirs too."""

    receipt: Receipt | None
    erased: tuple[str, ...]
    shared_with: tuple[str, ...]


def checked(data: bytes) -> str:
    """Return the text that some bytes are, in UTF-8. Raises `ValueError`."""
    if len(data) > LIMIT:
        raise ValueError(f"larger than {LIMIT >> 20} MiB: archive the part that is quoted")
    if b"\0" in data:
        raise ValueError("not UTF-8 text, it has a NUL byte: save its words as UTF-8")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text: save its words as UTF-8") from None
    if not text.strip():
        raise ValueError("it is empty: give the text of the source")
    return text


def keep(ledger: Ledger, source: str, text: str, *, by: str) -> tuple[str, Receipt | None]:
    """Keep a text and record its hash on a source, both or neither. Answers with the hash, and
    with the receipt unless the source named that hash already.

    Raises `Unknown`, and `OtherText` where the source names another hash.
    """
    digest = sha256(text.encode()).hexdigest()
    with ledger.batch() as batch:
        filed = _filed(ledger, source)
        named = _named(ledger, filed)
        if named not in (None, digest):
            raise OtherText(source, named)
        batch.texts[digest] = text
        batch.then(lambda: _put(ledger, digest, text))
        receipt = None if named else _record(batch, filed, digest, _ARCHIVED, by)
    return digest, batch.settled(receipt) if receipt else None


def erase(ledger: Ledger, source: str, *, reason: str, by: str) -> Erasure:
    """Erase every text that a source names or once named, other than those that another source
    names, and record that it names none any more, for this reason: both or neither. What is left of
    the bytes is taken away by `settle`. Where only that is left to be done, nothing is recorded.

    Raises `Unknown`, and `NoText` where there is nothing to erase.
    """
    ledger.sql.execute("PRAGMA secure_delete = ON")
    with ledger.batch() as batch:
        filed = _filed(ledger, source)
        ever = _ever_named(ledger, filed)
        named, kept = _named(ledger, filed), _kept(ledger, ever)
        others = _naming(ledger, but=source)
        gone = [digest for digest in kept if digest not in others]
        if named is None and not gone:
            if not (marked := _marked(ledger, ever)):
                raise NoText(source)
            return Erasure(None, tuple(marked), ())
        batch.then(lambda: _remove(ledger, gone))
        if named is None:
            _record(batch, filed, gone[0], _NAMED_AGAIN, by)
        receipt = _record(batch, filed, None, reason, by)
    shared = {other for digest in kept for other in others.get(digest, ())}
    return Erasure(batch.settled(receipt), tuple(gone), tuple(sorted(shared)))


def settle(ledger: Ledger) -> None:
    """Take what was erased out of the file and its ``-wal``. Raises `ErasureUnfinished` when the
    disk fails, or another process is reading what was there before and so keeps the ``-wal``."""
    try:
        [(busy, *_)] = _rows(ledger, "PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise ErasureUnfinished(ledger.path, "another program is reading")
        with ledger.change():
            ledger.sql.execute(f"DELETE {_MARKS}")
    except LedgerRefusal as problem:
        raise ErasureUnfinished(ledger.path, str(problem.__cause__)) from problem


def unfinished(ledger: Ledger) -> list[Recorded]:
    """Return the sources whose texts were erased by a command that did not end, so that bytes of
    them may be left."""
    if not _rows(ledger, f"SELECT 1 {_MARKS}"):
        return []
    filed = ledger.definitions("source")
    return [one for one in filed if _marked(ledger, _ever_named(ledger, one))]


def _marked(ledger: Ledger, digests: Sequence[str]) -> list[str]:
    """Return those of some hashes whose erasure is not finished."""
    return _kept(ledger, digests, as_key=_mark)


def _mark(digest: str) -> str:
    """Return the key of a row that marks an erasure: as long as every key."""
    return (_ERASED + digest)[: len(digest)]


def is_mark(sha256: object, text: object) -> bool:
    """Return whether a row marks an erasure that is not finished, and has no text."""
    return str(sha256).startswith(_ERASED) and text == b""


def text(ledger: Ledger, digest: str) -> str | None:
    """Return the text of this hash, if it is here. Raises `Damaged` when it was altered."""
    found = _rows(ledger, f"SELECT {_BYTES} FROM archive WHERE sha256 = ?", [digest])
    if not found:
        return None
    [(data,)] = found
    if sha256(data).hexdigest() != digest:
        raise Damaged(ledger.path, f"the archived text {digest[:12]} was altered")
    return bytes(data).decode()


def text_of(ledger: Ledger, source: str) -> str:
    """Return the text of a source. Raises `Unknown`, `NoText`, `Damaged`."""
    named = _named(ledger, _filed(ledger, source))
    found = text(ledger, named) if named else None
    if found is None:
        raise NoText(source, named)
    return found


def fetch(ledger: Ledger, source: str) -> str:
    """Return the text of a source, got from the place where a copy's events are appended, and keep
    it. Raises `Unknown`, `NoText` where it is not there either, or another than is named."""
    named = _named(ledger, _filed(ledger, source))
    found = ledger.place.text(named) if named else None
    if named is None or found is None or sha256(found.encode()).hexdigest() != named:
        raise NoText(source, named)
    with ledger.change():
        _put(ledger, named, found)
    return found


def follow_erasures(ledger: Ledger, after: int) -> bool:
    """Erase the texts that others have taken down, by what was taken after a position, as a part
    of a change; returns whether there is something to `settle`."""
    gone: list[str] = []
    for one in ledger.events(after, types=["correction"]):
        event = one.event
        if isinstance(event, Correction) and event.changes.get("sha256", "") is None:
            filed = ledger.find(event.event)
            naming = _naming(ledger, but=_id(filed))
            ever = [digest for digest in _ever_named(ledger, filed) if digest not in naming]
            if _named(ledger, filed) is None:
                gone += _kept(ledger, ever)
    if gone:
        ledger.sql.execute("PRAGMA secure_delete = ON")
        _remove(ledger, list(dict.fromkeys(gone)))
    return bool(gone)


def holdings(ledger: Ledger) -> list[Holding]:
    """Return each source with its text or without, in the order of the ledger, and after it any
    text that it once named and no source names now."""
    sizes = dict(_rows(ledger, f"SELECT sha256, length({_BYTES}) FROM archive"))
    orphans = set(sizes) - set(_naming(ledger))
    found = []
    for filed in ledger.definitions("source"):
        source, named = _id(filed), _named(ledger, filed)
        if named or ledger.history([filed.position]).stands(filed.position):
            size = sizes.get(named) if named else None
            found.append(Holding(filed.position, source, named, size, named=True))
        found += [
            Holding(filed.position, source, digest, sizes[digest], named=False)
            for digest in _ever_named(ledger, filed)
            if digest in orphans
        ]
    return found


def _filed(ledger: Ledger, source: str) -> Recorded:
    """Return the definition of a source. Raises `Unknown`."""
    filed = {_id(one): one for one in ledger.definitions("source")}
    if source not in filed:
        raise Unknown("source", source, difflib.get_close_matches(source, sorted(filed), n=2))
    return filed[source]


def _id(filed: Recorded) -> str:
    """Return the id of a source, as that of one that cannot be read has it."""
    return str(codec.encode(filed.event).get("id"))


def _hash_in(wire: Mapping[str, Any]) -> str | None:
    found = wire.get("sha256")
    return found if isinstance(found, str) else None


def _named(ledger: Ledger, filed: Recorded) -> str | None:
    """Return the hash that a source names now, whether or not it was retracted."""
    reads, _ = ledger.history([filed.position]).reading(filed.position, filed.event)
    return _hash_in(codec.encode(reads))


def _ever_named(ledger: Ledger, filed: Recorded) -> list[str]:
    """Return every hash that a source was recorded with, the latest last."""
    corrections = [
        one.event for one in ledger.about(filed.position) if isinstance(one.event, Correction)
    ]
    found = [codec.encode(filed.event), *(one.changes for one in corrections)]
    return [digest for digest in dict.fromkeys(map(_hash_in, found)) if digest]


def _naming(ledger: Ledger, but: str | None = None) -> dict[str, list[str]]:
    """Return the sources that name each hash now, one of them left out."""
    found: dict[str, list[str]] = {}
    for filed in ledger.definitions("source"):
        source, named = _id(filed), _named(ledger, filed)
        if named and source != but:
            found.setdefault(named, []).append(source)
    return found


def _kept(ledger: Ledger, digests: Sequence[str], as_key: Callable[[str], str] = str) -> list[str]:
    """Return those of some hashes whose text is here, or which have a row under another key."""
    query = "SELECT 1 FROM archive WHERE sha256 = ?"
    return [digest for digest in digests if _rows(ledger, query, [as_key(digest)])]


def _put(ledger: Ledger, digest: str, text: str) -> None:
    ledger.sql.execute(_PUT, [digest, text])
    ledger.sql.execute(_DELETE, [_mark(digest)])  # its bytes are needed again


def _remove(ledger: Ledger, digests: Sequence[str]) -> None:
    """Delete some texts, so that not one byte of them is left in the file when it is settled."""
    for digest in digests:
        ledger.sql.execute(_DELETE, [digest])
    for step in _MAKE_ANEW if digests else ():
        ledger.sql.execute(step)
    for digest in digests:
        ledger.sql.execute(_MARK, [_mark(digest)])


def _record(batch: Batch, filed: Recorded, digest: str | None, reason: str, by: str) -> Receipt:
    """Record which hash a source names from now on."""

    wire = {"type": "correction", "event": filed.id, "changes": {"sha256": digest}}
    receipt = batch.add_wire({**wire, "reason": reason}, by=by)
    if receipt.new:
        return receipt
    # the same was recorded before, and undone since: no event is recorded twice
    return batch.add_wire({**wire, "reason": f"{reason} (again, after #{batch.size})"}, by=by)


def _rows(ledger: Ledger, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
    with connection.refusing(ledger.path):
        return ledger.sql.execute(query, parameters).fetchall()
