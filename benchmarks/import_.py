"""Import from JSONL, the whole way: parse, validate, seal, keep the tables; beside `eventsourcing`
saving the same bodies 1,000 to a transaction, and bare ``sqlite3`` writing rows that are ready.
"""

from benchmarks import commands, inputs
from benchmarks.rounds import OURS, Measure, of_subject


def command(size: int) -> float:
    """The command, as a process."""
    events = inputs.events(size)
    with inputs.scratch("import") as path:
        commands.seconds(commands.depositary("--db", path, "init"))
        return commands.seconds(commands.depositary("--db", path, "import", events))


def in_process(size: int) -> float:
    from benchmarks import ours

    events = inputs.events(size)
    with inputs.scratch("import") as path:
        return ours.import_events(events, path)


def saved(size: int) -> float:
    from benchmarks import peers

    events = inputs.events(size)
    with inputs.scratch("import") as path:
        return peers.save(events, path)


def put(size: int) -> float:
    from benchmarks import peers

    events = inputs.events(size)
    with inputs.scratch("import") as path:
        return peers.put(events, path)


def inserted(size: int) -> float:
    from benchmarks import peers

    events = inputs.events(size)
    with inputs.scratch("import") as path:
        return peers.insert(events, path)


def bare_insert(size: int) -> float:
    from benchmarks import bare

    ledger = inputs.ledger(size)
    with inputs.scratch("import") as path:
        return bare.insert(ledger, path)


MEASURES = (
    Measure(
        "import",
        "events from JSONL into a new ledger, the whole way",
        "µs an event",
        {
            OURS: command,
            "depositary, in process": in_process,
            "eventsourcing": saved,
            "eventsourcing, event store": put,
            "eventsourcing, recorder": inserted,
            "sqlite3": bare_insert,
        },
    ),
)

if __name__ == "__main__":
    of_subject("import", MEASURES)
