"""Rebuild of all tables, through the library; beside the import that made them."""

from time import perf_counter

from benchmarks import inputs
from benchmarks.rounds import OURS, Measure, of_subject


def ours(size: int) -> float:
    from benchmarks import ours

    with inputs.copy(inputs.ledger(size), "rebuild") as path:
        start = perf_counter()
        with ours.open_to_append(path) as ledger:
            ours.rebuild(ledger)
        return perf_counter() - start


def imported(size: int) -> float:
    from benchmarks import ours

    events = inputs.events(size)
    with inputs.scratch("rebuild") as path:
        return ours.import_events(events, path)


MEASURES = (
    Measure("rebuild", "all tables made again", "µs an event", {OURS: ours, "import": imported}),
)

if __name__ == "__main__":
    of_subject("rebuild", MEASURES)
