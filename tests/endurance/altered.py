"""A small ledger is altered in every way that a disk or a hand could: each byte is flipped, the
file is cut at each half page, rows are edited, deleted, swapped and inserted with the triggers
gone. Opening the file or `verify` must report each change that alters what was recorded.

Each change is judged by what lies in the file, read without the program: the rows of ``events``,
``tree_heads`` and ``archive``, the definitions of these tables, the file's marks, the rows of the
kept tables, and SQLite's own check of pages and indexes. A change that is not reported is harmless
only if all of these are as before; else it was missed, and the script fails. Harmless changes are
counted by the part of the file in which they lie.

The program reads nothing but these. So of flipped bytes that leave them as they were only some
are put before it (all of the header, one in `ASKED` of the others); of all other changes, every
one.

What no look at the file alone can tell is tried too, and counted apart: a -wal that is damaged
(SQLite takes it as ending there), a ledger that is cut back to an earlier state, or written anew
with every hash right: these are told by a tree head that was kept elsewhere. A tree head in
between that was taken away is told by nothing; it takes no event with it. Neither is another
version of the program as the one that sealed a tree head, over which no hash is taken; nor tables
that are marked as a later version's, which are not used.
"""

import os
import shutil
import sqlite3
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import row_changes
from figures import act, chosen, folder, make, report
from row_changes import RECORDED, Change

from ledger.errors import Refusal
from ledger.events import Source
from ledger.store import Ledger, TreeHead
from ledger.verify import verify
from projections.kept import tables

SIZES = {  # between bytes that are flipped, by which masks; the share of row changes is 1 in …
    "tiny": (2503, (255,), 400),
    "small": (53, (255, 1), 4),
    "large": (1, (255, 1), 1),
}
EVENTS = 16  # beside two definitions and two sources
PAGE = 4096
PROCESSES = 2
ASKED = 20
TEXT = "The parties agree to cooperate."
ANSWERS = [name for name in tables.TABLES if name != "search"]  # what it has, ``words`` shows
Seen = Counter[str]


# What a file says, read without the program


def contents(path: Path) -> dict[str, Any] | None:
    """All that counts in a file; None where SQLite cannot read it."""
    try:
        db = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        db.text_factory = bytes
        try:
            found: dict[str, Any] = {name: _rows(db, name) for name in (*RECORDED, *ANSWERS)}
            marks = ("application_id", "user_version")
            found["marks"] = [_rows(db, f"pragma_{name}") for name in marks]
            found["tree_heads"] = _rows(db, "tree_heads", "size, root, recorded_at")
            editions = [row[-1] for row in found["kept"]]
            if any(isinstance(one, int) and one > tables.EDITION for one in editions):
                found = {name: rows for name, rows in found.items() if name not in ANSWERS}
            query = f"SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN {RECORDED}"
            found["definitions"] = sorted(db.execute(query), key=repr)
            return {**found, "pages": list(db.execute("PRAGMA integrity_check"))}
        finally:
            db.close()
    except (sqlite3.Error, UnicodeDecodeError):  # the latter, when what SQLite says is no text
        return None


def _rows(db: sqlite3.Connection, table: str, columns: str = "*") -> list[Any]:
    return sorted(db.execute(f"SELECT {columns} FROM {table}"), key=repr)


def owners(path: Path) -> list[str]:
    """To what each page of a file belongs, by SQLite's own count (where it was built to tell)."""
    db = sqlite3.connect(path)
    try:
        pages = dict(db.execute("SELECT pageno, name FROM dbstat"))
    except sqlite3.OperationalError:
        pages = {}
    finally:
        db.close()
    many = path.stat().st_size // PAGE
    return [_part(pages.get(number, "page")) for number in range(1, many + 1)]


def _part(owner: str) -> str:
    if owner.startswith("search_"):
        return "the index of the full-text search"
    kept = owner.startswith(tuple(tables.TABLES))
    return "pages of the kept tables" if kept else "pages of what was recorded"


# What the program says


def asked(path: Path) -> str:
    """How the program reports a file, as ``depositary verify`` would; "" when it finds nothing."""
    try:
        with Ledger.open(path, kept=tables.KEPT) as ledger, ledger.snapshot():
            failures = [*map(str, verify(ledger))]
            differing = [*tables.differences(ledger)]
    except Refusal:
        return "refused"
    except Exception as problem:
        called = traceback.extract_tb(problem.__traceback__)
        return f"traceback: {type(problem).__name__} in {' > '.join(one.name for one in called)}"
    return "reported" if failures else "reported by the tables" if differing else ""


def judged(path: Path, before: dict[str, Any], where: str = "") -> Seen:
    """What became of a change: how it was reported, or that it is harmless, or was missed."""
    found = asked(path)
    if not found:
        after = contents(path)
        changed = [name for name in after or () if before[name] != (after or {})[name]]
        changed += [] if after else ["the file"]
        found = f"missed: {', '.join(changed)}" if changed else f"harmless{where}"
    return Counter({"tampered": 1, found: 1})


# Bytes and pages


def flips(path: Path, before: dict[str, Any], step: int, masks: Sequence[int]) -> Seen:
    """Flip bytes all over the file, every so many, by each mask."""
    held = owners(path)
    pages = range(len(held))
    return _side_by_side(
        [partial(_flipped, path, before, held[page], page * PAGE, step, masks) for page in pages]
    )


def _flipped(
    path: Path, before: dict[str, Any], owner: str, start: int, step: int, masks: Sequence[int]
) -> Seen:
    """Flip the bytes of one page, in a copy of the file."""
    seen: Seen = Counter()
    data = path.read_bytes()
    copy = _copy(path)
    for offset in range(start + -start % step, start + PAGE, step):
        where = " in the header of the file" if offset < 100 else f" in {owner}"
        for mask in masks:
            _put(copy, offset, data[offset] ^ mask)
            if offset >= 100 and offset % ASKED and contents(copy) == before:
                seen += Counter({"tampered": 1, f"harmless{where}": 1})
            else:
                seen += judged(copy, before, where)
            _put(copy, offset, data[offset])
            _clean(copy)
    if copy.read_bytes() != data:
        seen["traceback: to look at a file altered it"] += 1
    return seen


def _copy(path: Path) -> Path:
    copy = path.with_name(f"{os.getpid()}.db")
    shutil.copyfile(path, copy)
    _clean(copy)
    return copy


def _put(path: Path, offset: int, byte: int) -> None:
    with path.open("r+b", buffering=0) as file:
        file.seek(offset)
        file.write(bytes([byte]))


def _clean(path: Path) -> None:
    for end in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def cuts(path: Path, before: dict[str, Any]) -> Seen:
    """Cut the file off at each page, and in the midst of each."""
    seen: Seen = Counter()
    for length in range(0, path.stat().st_size, PAGE // 2):
        copy = _copy(path)
        os.truncate(copy, length)
        seen += judged(copy, before)
    return seen


# Rows


def rows(path: Path, before: dict[str, Any], found: Sequence[Change], *, gone: bool) -> Seen:
    """Try each change of rows or definitions."""
    return _side_by_side([partial(_tried, path, before, change, gone) for change in found])


def _tried(path: Path, before: dict[str, Any], change: Change, gone: bool) -> Seen:
    """Make one change in a copy of the file, and judge it. What SQLite itself does not let
    happen, or what leaves everything as it was, is no change."""
    copy = _copy(path)
    try:
        _changed(copy, change, gone)
    except (sqlite3.IntegrityError, sqlite3.OperationalError):
        return Counter({"not possible": 1})
    if contents(copy) == before:
        return Counter({"the same as before": 1})
    return judged(copy, before)


def _changed(path: Path, change: Change, gone: bool) -> None:
    """Change a file; ``gone``: as one could who drops the triggers, and makes them again."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = list(db.execute(query)) if gone else []
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        change(db)
        for _, sql in triggers:
            db.execute(sql)
    finally:
        db.close()


# What only a tree head that was kept elsewhere tells


def behind_the_back(path: Path, step: int) -> Seen:
    """Ledgers that are whole and are not what was recorded; each with the head that was kept."""
    seen: Seen = Counter()
    with Ledger.open(path) as ledger:
        kept = ledger.head()
        events = [one.event for one in ledger.events()]
    for size in range(1, kept.size, step):
        forged = _copy(path)
        forged.unlink()
        left_out = [*events[: size - 1], *events[size:]]
        for some in (events[:size], left_out if size > 2 else events[:1]):
            with Ledger.create(forged, subscribers=[tables.keep]) as ledger:
                ledger.append(some, by="endurance", at=kept.recorded_at)
            seen += _told_by_a_head(forged, kept)
            forged.unlink()
    return seen


def _told_by_a_head(path: Path, kept: TreeHead) -> Seen:
    found = "reported" if asked(path) else "whole by itself"
    with Ledger.open(path) as ledger:
        extends = ledger.size >= kept.size and ledger.frontier(kept.size).root() == kept.root
    return Counter({"tampered": 1, found: 1, "missed: a kept head" if extends else "told": 1})


def wal_flips(path: Path, step: int) -> Seen:
    """Flip bytes of a -wal that holds all events: SQLite takes it as ending there, so that what
    is left must be a whole earlier state."""
    live, writer = _with_a_wal(path)
    data = Path(f"{live}-wal").read_bytes()
    writer.close()
    seen: Seen = Counter()
    copy = path.with_name("flipped.db")
    for offset in range(0, len(data), step):
        shutil.copyfile(f"{live}.before", copy)
        _clean(copy)
        flipped = data[:offset] + bytes([data[offset] ^ 255]) + data[offset + 1 :]
        Path(f"{copy}-wal").write_bytes(flipped)
        seen += _left_by(copy, live)
    return seen


def _with_a_wal(path: Path) -> tuple[Path, Ledger]:
    """A ledger whose events lie in its -wal, still open, with a copy of the file without it."""
    live = path.with_name("live.db")
    make(live)
    shutil.copyfile(live, f"{live}.before")
    writer = Ledger.open(live, write=True, subscribers=[tables.keep])
    for number in range(5):
        writer.append([act(number)], by="endurance")
    return live, writer


def _left_by(copy: Path, live: Path) -> Seen:
    found = asked(copy)
    if found:
        return Counter({"tampered": 1, found: 1})
    ids = [[row.id for row in _read(one)] for one in (copy, live)]
    what = "whole, with nothing lost" if ids[0] == ids[1] else "whole, and shorter"
    return Counter({"tampered": 1, what if ids[0] == ids[1][: len(ids[0])] else "missed: ids": 1})


def _read(path: Path) -> list[Any]:
    with Ledger.open(path) as ledger:
        return list(ledger.rows())


# The whole


def _side_by_side(jobs: Sequence[Callable[[], Seen]]) -> Seen:
    """The sum of what some jobs see, done by two processes, which inherit the jobs by forking."""
    _JOBS[:] = jobs
    seen: Seen = Counter()
    with get_context("fork").Pool(PROCESSES) as pool:
        for one in pool.imap_unordered(
            _done, range(len(jobs)), chunksize=8 if len(jobs) > 99 else 1
        ):
            seen += one
    return seen


_JOBS: list[Callable[[], Seen]] = []


def _done(number: int) -> Seen:
    return _JOBS[number]()


def _small_ledger(path: Path) -> None:
    texts = {sha256(text.encode()).hexdigest(): text for text in (TEXT, TEXT + " Again.")}
    sources = [
        Source(id=f"s{at}", publisher="P", title="T", tier="press", sha256=hashed)
        for at, hashed in enumerate(texts)
    ]
    make(path, [*map(act, range(EVENTS)), *sources])
    db = sqlite3.connect(path)
    with db:
        db.executemany("INSERT INTO archive VALUES (?, ?)", texts.items())
    db.close()


def _figures(name: str, seen: Seen) -> Iterable[tuple[str, int]]:
    reported = seen["refused"] + seen["reported"] + seen["reported by the tables"]
    yield f"{name}: tampered", seen["tampered"]
    yield f"{name}: refused or reported", reported
    for found in sorted(seen):
        if found.startswith("harmless"):
            yield f"{name}: {found}", seen[found]
    yield f"{name}: missed", sum(seen[one] for one in seen if one.startswith("missed"))


def _tried_all(path: Path, step: int, masks: Sequence[int], share: int) -> dict[str, Seen]:
    before = contents(path)
    assert before
    assert not asked(path)
    db = sqlite3.connect(path)
    records, kept = list(row_changes.of_records(db)), list(row_changes.of_tables(db))
    definitions = list(row_changes.of_definitions(db))
    db.close()
    return {
        "bytes flipped": flips(path, before, step, masks),
        "file cut short": cuts(path, before),
        "recorded rows": rows(path, before, records[::share], gone=True),
        "triggers, indexes, marks": rows(path, before, definitions, gone=False),
        "kept tables": rows(path, before, kept[::share], gone=True),
    }


def _inner_heads(path: Path) -> int:
    """How many tree heads in between can be taken away unseen."""
    before = contents(path) or {}
    db = sqlite3.connect(path)
    found = list(row_changes.inner_heads(db))
    db.close()
    return rows(path, before, found, gone=True)["missed: tree_heads"]


def main() -> None:
    step, masks, share = chosen(SIZES)
    with folder() as place:
        path = place / "events.db"
        _small_ledger(path)
        all_seen = _tried_all(path, step, masks, share)
        figures = {"bytes of the file": path.stat().st_size}
        for name, seen in all_seen.items():
            figures |= dict(_figures(name, seen))
        forged, wal = behind_the_back(path, min(share, 9)), wal_flips(path, step * 97)
        figures["tree heads in between taken away, unseen"] = _inner_heads(path)
    figures |= {f"-wal flipped: {name}": wal[name] for name in sorted(wal)}
    figures["cut back or written anew, whole by itself"] = forged["whole by itself"]
    figures["of these, told by a tree head kept elsewhere"] = forged["told"]
    every = [*all_seen.values(), forged, wal]
    bad = [f"{one}, {n} times" for seen in every for one, n in seen.items() if _is_bad(one)]
    report("Altered", figures, bad)


def _is_bad(found: str) -> bool:
    return found.startswith(("missed", "traceback"))


if __name__ == "__main__":
    main()
