"""The size of the file; beside a table with the same columns and rows, with and without the same
indexes, and the peer's file."""

from pathlib import Path

from benchmarks import inputs
from benchmarks.rounds import OURS, Measure, of_subject


def ours(size: int) -> float:
    return inputs.bytes_of(inputs.ledger(size))


def peer(size: int) -> float:
    return inputs.bytes_of(inputs.peer(size))


def table(size: int) -> float:
    return _bare(inputs.ledger(size), indexes=False)


def table_and_indexes(size: int) -> float:
    return _bare(inputs.ledger(size), indexes=True)


def _bare(ledger: Path, *, indexes: bool) -> float:
    from benchmarks import bare

    with inputs.scratch("file-size") as path:
        bare.insert(ledger, path, indexes=indexes)
        return inputs.bytes_of(path)


MEASURES = (
    Measure(
        "file-size",
        "the ledger's file",
        "bytes an event",
        {
            OURS: ours,
            "bare table": table,
            "bare table and indexes": table_and_indexes,
            "eventsourcing": peer,
        },
        steady=True,
    ),
)

if __name__ == "__main__":
    of_subject("file-size", MEASURES)
