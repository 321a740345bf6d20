"""Where an import and a verification spend their time: each stage alone, over the same events, in
a process that does nothing else.

`python -m benchmarks.stages 100000` prints microseconds of processor time an event, the least of
some rounds; with ``--keep`` it writes them into ``docs/plots/README.md``.
"""

import argparse
import gc
from collections.abc import Callable, Iterator
from time import process_time

from benchmarks import bare, inputs, page, results
from cli.formats import jsonl
from cli.formats.lines import Text
from ledger import codec, rules, verify
from ledger.batch import Batch
from ledger.columns import columns_of
from ledger.events import Attestation, Correction, Retraction
from ledger.reader import Row
from ledger.records import record
from ledger.store import Ledger
from ledger.transparency import merkle
from projections.kept import corrected, marks, search, tables

MARKS = "<!-- written by benchmarks.stages -->", "<!-- end of the stages -->"
Stage = tuple[str, Callable[[], object]]


def of_import(size: int) -> Iterator[Stage]:
    """Each stage by what it does, in the order in which an import comes to it."""
    ledger, lines = Ledger.open(inputs.ledger(size)), list(_lines(size))
    yield "lines of the file", lambda: list(_lines(size))
    yield "JSON read strictly", lambda: [jsonl.loads(line) for line in lines]
    wires = [jsonl.loads(line) for line in lines]
    yield "events made and checked field by field", lambda: [codec.decode(wire) for wire in wires]
    found = [codec.decode(wire) for wire in wires]
    batch = Batch(ledger, ledger.sealed()[1], ledger.clock)
    plain = [one for one in found if not isinstance(one, _ABOUT)]
    yield "what they name looked up", lambda: [rules.admitted(one, batch) for one in plain]
    yield "canonical JSON and ids", lambda: [codec.event_id(codec.body(one)) for one in found]
    rows = list(ledger.rows())
    yield "records hashed into the tree", lambda: _sealed(rows)
    yield "columns", lambda: [columns_of(one, lambda _: None) for one in found]
    yield "rows written, by sqlite3 alone", lambda: _written(size)
    # an import looks only at events recorded by others for what cannot be read: there are none
    yield (
        "readings of what was corrected",
        lambda: [
            row
            for family, since in corrected._families(ledger, 0, ledger.size)
            for row in family.read_again(since)
        ],
    )
    yield "memberships", lambda: list(tables._believed(ledger))
    yield "hints of marks", lambda: list(marks._hints(ledger, 0, ledger.size))
    yield "words", lambda: _words(ledger)


def _words(ledger: Ledger) -> None:
    with search._made(ledger):
        pass


def of_verify(size: int) -> Iterator[Stage]:
    """The same of a verification."""
    ledger = Ledger.open(inputs.ledger(size))
    yield "pages and indexes, by SQLite", lambda: list(verify._check_pages(ledger))
    yield (
        "records, events, tree",
        lambda: list(verify._check_records(ledger, None, verify._Bodies(set(), []))),
    )
    yield "readings again", lambda: list(corrected.unlike(ledger, ledger.size, []))
    yield "memberships again", lambda: list(tables._memberships_unlike(ledger, ledger.size))
    yield "hints of marks again", lambda: list(marks.unlike(ledger, ledger.size))
    yield "words again", lambda: list(search.unlike(ledger, ledger.size))


_ABOUT = (Attestation, Correction, Retraction)


def _lines(size: int) -> Iterator[str]:
    with inputs.events(size).open("rb") as file:
        yield from (line.strip() for line in Text(file).lines() if line)


def _sealed(rows: list[Row]) -> bytes:
    frontier = merkle.Frontier()
    for row in rows:
        frontier.add(merkle.leaf_hash(record(*row)))
    return frontier.root()


def _written(size: int) -> None:
    with inputs.scratch("stages") as path:
        bare.insert(inputs.ledger(size), path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    found = "\n\n".join(
        _table(title, stages(asked.size), asked)
        for title, stages in (("import", of_import), ("verify", of_verify))
    )
    print(found)
    if asked.keep:
        found = f"{asked.size:,} events, {results.here()['on']}:\n\n{found}"
        page.TABLES.write_text(page.written(page.TABLES.read_text(), found, *MARKS))


def _table(title: str, stages: Iterator[Stage], asked: argparse.Namespace) -> str:
    lines = [f"| {title} | µs an event |", "| --- | --- |"]
    for name, act in stages:
        least = min(_timed(act) for _ in range(asked.rounds))
        lines.append(f"| {name} | {least / asked.size * 1e6:.1f} |")
    return "\n".join(lines)


def _timed(act: Callable[[], object]) -> float:
    gc.freeze()  # what is held here for later stages is not to be looked through
    start = process_time()
    act()
    return process_time() - start


if __name__ == "__main__":
    main()
