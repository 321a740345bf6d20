"""Import from JSONL, the whole way: parse, validate, seal, keep the tables; beside `eventsourcing`
saving the same bodies 1,000 to a transaction, and bare ``sqlite3`` writing rows that are ready.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks import commands, inputs
from benchmarks.rounds import OURS, Measure, Side, of_subject


def command(
    size: int,
    measured: Callable[[Sequence[str]], float] = commands.seconds,
    given: Callable[[int], Path] = inputs.events,
) -> float:
    """The command, as a process: what it takes, in seconds or as it is measured."""
    events = given(size)
    with inputs.scratch("import") as path:
        commands.seconds(commands.depositary("--db", path, "init"))
        return measured(commands.depositary("--db", path, "import", events))


def into_a_new_file(module: str, act: str, given: Callable[[int], Path] = inputs.events) -> Side:
    """A side that reads what is given for a size, and writes it to a new file; its module is
    loaded in the process in which it runs."""

    def side(size: int) -> float:
        path = given(size)
        with inputs.scratch("import") as new:
            seconds: float = getattr(import_module(f"benchmarks.{module}"), act)(path, new)
            return seconds

    return side


MEASURES = (
    Measure(
        "import",
        "events from JSONL into a new ledger, the whole way",
        "µs an event",
        {
            OURS: command,
            "depositary, in process": into_a_new_file("ours", "import_events"),
            "eventsourcing": into_a_new_file("peers", "save"),
            "eventsourcing, event store": into_a_new_file("peers", "put"),
            "eventsourcing, recorder": into_a_new_file("peers", "insert"),
            "sqlite3": into_a_new_file("bare", "insert", inputs.ledger),
        },
    ),
    Measure(
        "import-treaties",
        "treaties with a signature and a ratification a state, into a new ledger",
        "µs an event",
        {
            OURS: lambda size: command(size, given=inputs.treaties),
            "as many generated events": command,
        },
        largest=100_000,
    ),
)

if __name__ == "__main__":
    of_subject("import", MEASURES)
