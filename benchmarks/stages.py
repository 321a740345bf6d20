"""Where an import, a rebuild and a verification spend their time: each stage alone, over the same
events, in a process that does nothing else; beside it the least that Python and the libraries below
need for the same outcome, where that can be told apart.

`python -m benchmarks.stages 100000` prints microseconds of processor time an event, the least of
some rounds; with ``--keep`` it writes them into ``docs/plots/README.md``.
"""

import argparse
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, redirect_stdout
from io import StringIO
from time import process_time
from typing import Any, NamedTuple

import orjson

from benchmarks import bare, inputs, ours, page, results
from cli.formats import jsonl
from cli.formats.lines import Text
from ledger import as_written, codec, rules, schema, verify
from ledger.batch import Batch
from ledger.columns import columns_as_written, columns_of
from ledger.events import Attestation, Correction, Retraction
from ledger.held_rows import HeldRows
from ledger.reader import Row
from ledger.records import record
from ledger.store import Ledger
from ledger.transparency import merkle
from projections.kept import corrected, marks, search, tables

_MEMBERSHIP = f"{tables._DEFINITIONS['table', 'membership'][1]};"
MARKS = "<!-- written by benchmarks.stages -->", "<!-- end of the stages -->"
Act = Callable[[], object]


class Stage(NamedTuple):
    """What is done, and the least that does the same, if there is such a thing."""

    name: str
    act: Act
    least: Act | None = None


def of_import(size: int) -> Iterator[Stage]:
    """Each stage by what it does, in the order in which an import comes to it."""
    ledger, lines = Ledger.open(inputs.ledger(size)), list(_lines(size))
    yield Stage("lines of the file", lambda: _through(_lines(size)), lambda: _read(size))
    yield Stage(
        "JSON read strictly",
        lambda: _through(map(jsonl.loads, lines)),
        lambda: _through(map(orjson.loads, lines)),
    )
    wires = [jsonl.loads(line) for line in lines]
    yield Stage("acts checked field by field; of the rest, events made", lambda: _checked(wires))
    acts = [(cls, wire) for wire in wires if (cls := as_written.class_of(wire))]
    others = [codec.decode(wire) for wire in wires if not as_written.class_of(wire)]
    batch = Batch(ledger, ledger.sealed()[1], ledger.clock)
    yield Stage("what they name looked up", lambda: _looked_up(acts, others, batch))
    yield Stage(
        "canonical JSON, ids, columns",
        lambda: _written_out(acts, others),
        lambda: _through(codec.event_id(codec.canonical(wire)) for wire in wires),
    )
    rows = list(ledger.rows())
    records = [(row.body.encode(), record(*row)) for row in rows]
    yield Stage(
        "records hashed into the tree",
        lambda: _sealed(rows),
        lambda: bare.hashes(records, []),
    )
    whole = ledger.sql.execute("SELECT * FROM events ORDER BY position").fetchall()
    yield Stage(
        "rows written",
        lambda: _kept(whole),
        lambda: _inserted(_TABLE, f"INSERT INTO events VALUES ({_MARKS})", whole, _INDEXES),
    )
    # an import looks only at events recorded by others for what cannot be read: there are none
    yield from _tables(ledger)
    yield Stage("all of it, in one process", lambda: _imported(size))


def of_rebuild(size: int) -> Iterator[Stage]:
    """The same of a rebuild."""
    ledger = Ledger.open(inputs.ledger(size))
    yield Stage(
        "what cannot be read looked for",
        lambda: _through(corrected._never_read(ledger, 0, size)),
        lambda: _through(map(orjson.loads, _bodies(ledger))),
    )
    yield from _tables(ledger)
    yield Stage("all of it, the file brought up to date in the end", lambda: _rebuilt(size))


def of_verify(size: int) -> Iterator[Stage]:
    """The same of a verification."""
    ledger = Ledger.open(inputs.ledger(size))
    records = [(row.body.encode(), record(*row)) for row in ledger.rows()]
    yield Stage("pages and indexes, by SQLite", lambda: list(verify._check_pages(ledger)))
    yield Stage(
        "records, events, tree",
        lambda: list(verify._check_records(ledger, None, verify._Bodies(set(), []))),
        lambda: (_bodies(ledger), bare.hashes(records, [])),
    )
    yield Stage("readings again", lambda: list(corrected.unlike(ledger, size, [])))
    yield Stage("memberships again", lambda: list(tables._memberships_unlike(ledger, size)))
    yield Stage("hints of marks again", lambda: list(marks.unlike(ledger, size)))
    yield Stage("words again", lambda: list(search.unlike(ledger, size)))
    yield Stage("all of it, in one process", lambda: ours.verify(ledger))


def _tables(ledger: Ledger) -> Iterator[Stage]:
    """The stages by which the tables are made."""
    yield Stage(
        "readings of what was corrected",
        lambda: [
            row
            for family, since in corrected._families(ledger, 0, ledger.size)
            for row in family.read_again(since)
        ],
    )
    yield Stage("memberships worked out", lambda: _through(tables._believed(ledger)))
    beliefs = list(tables._believed(ledger))
    yield Stage("memberships written", lambda: _inserted(_MEMBERSHIP, tables._INSERT, beliefs))
    yield Stage("hints of marks", lambda: list(marks._hints(ledger, 0, ledger.size)))
    texts = list(search._texts(ledger, ledger.rows()))
    insert = "INSERT INTO search (rowid, text) VALUES (?, ?)"
    yield Stage(
        "words",
        lambda: _words(ledger),
        lambda: _inserted(search.SCHEMA, insert, texts),
    )


_ABOUT = (Attestation, Correction, Retraction)
_MARKS = ", ".join("?" * 15)
_STATEMENTS = [one for one in schema.TABLES.split(";\n") if " events " in one]
_TABLE, *_REST = [f"{one};\n" for one in _STATEMENTS]
_INDEXES = "".join(_REST)


def _through(found: Iterator[Any]) -> None:
    """Go through all that comes, and keep nothing."""
    for _ in found:
        pass


def _lines(size: int) -> Iterator[str]:
    with inputs.events(size).open("rb") as file:
        yield from (line.strip() for line in Text(file).lines() if line)


def _read(size: int) -> None:
    with inputs.events(size).open("rb") as file:
        _through(iter(file))


def _bodies(ledger: Ledger) -> Iterator[str]:
    return (body for (body,) in ledger.sql.execute("SELECT body FROM events ORDER BY position"))


def _checked(wires: Sequence[Any]) -> None:
    for wire in wires:
        if not as_written.class_of(wire):
            codec.decode(wire)


def _looked_up(acts: Sequence[Any], others: Sequence[Any], batch: Batch) -> None:
    for cls, wire in acts:
        rules.admits_as_written(cls, wire, batch)
    for event in others:
        if not isinstance(event, _ABOUT):
            rules.admitted(event, batch)


def _written_out(acts: Sequence[Any], others: Sequence[Any]) -> None:
    for _, wire in acts:
        codec.event_id(codec.canonical(wire))
        columns_as_written(wire)
    for event in others:
        codec.event_id(codec.body(event))
        columns_of(event, lambda _: None)


def _sealed(rows: Sequence[Row]) -> bytes:
    frontier = merkle.Frontier()
    for row in rows:
        frontier.add(merkle.leaf_hash(record(*row)))
    return frontier.root()


def _kept(rows: Sequence[Any]) -> None:
    """Write rows as an import does."""
    with inputs.scratch("stages") as path, Ledger.create(path) as ledger, ledger.change():
        held = HeldRows(ledger.sql, 0)
        for row in rows:
            held.add(row)
        held.finish()


def _inserted(script: str, insert: str, rows: Sequence[Any], after: str = "") -> None:
    """Write rows into tables without triggers, in one transaction; ``after`` makes what is made
    after them."""
    with inputs.scratch("stages") as path, closing(bare.connect(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        schema.run(db, script)
        db.executemany(insert, rows)
        schema.run(db, after)
        db.execute("COMMIT")


def _words(ledger: Ledger) -> None:
    with search._made(ledger):
        pass


def _imported(size: int) -> None:
    with inputs.scratch("stages") as path, redirect_stdout(StringIO()):
        ours.import_events(inputs.events(size), path)


def _rebuilt(size: int) -> None:
    with inputs.copy(inputs.ledger(size), "stages") as path, ours.open_to_append(path) as ledger:
        ours.rebuild(ledger)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    every = (("import", of_import), ("rebuild", of_rebuild), ("verify", of_verify))
    found = "\n\n".join(_table(title, stages(asked.size), asked) for title, stages in every)
    print(found)
    if asked.keep:
        found = f"{asked.size:,} events, {results.here()['on']}:\n\n{found}"
        page.TABLES.write_text(page.written(page.TABLES.read_text(), found, *MARKS))


def _table(title: str, stages: Iterator[Stage], asked: argparse.Namespace) -> str:
    lines = [f"| {title} | µs an event | at least |", "| --- | --- | --- |"]
    for stage in stages:
        told = [_least(act, asked) if act else "" for act in (stage.act, stage.least)]
        lines.append(f"| {stage.name} | {' | '.join(told)} |")
    return "\n".join(lines)


def _least(act: Act, asked: argparse.Namespace) -> str:
    return f"{min(_timed(act) for _ in range(asked.rounds)) / asked.size * 1e6:.1f}"


def _timed(act: Act) -> float:
    gc.freeze()  # what is held here for later stages is not to be looked through
    start = process_time()
    act()
    return process_time() - start


if __name__ == "__main__":
    main()
