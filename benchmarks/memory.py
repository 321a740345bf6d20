"""The most memory that a command has at a time, as the system counts it; beside a Python that
imports click and ends."""

import sys
from collections.abc import Callable

from benchmarks import commands, import_, inputs
from benchmarks.rounds import OURS, Measure, Side, of_subject


def peak_of(*arguments: str) -> Side:
    """The peak of a command on a ledger of a size."""

    def side(size: int) -> float:
        return commands.peak(commands.depositary("--db", inputs.ledger(size), *arguments))

    return side


def of_import(size: int) -> float:
    return import_.command(size, commands.peak)


def of_python(_: int) -> float:
    return commands.peak([sys.executable, "-c", "import click"])


def _measure(name: str, title: str, side: Callable[[int], float]) -> Measure:
    sides = {OURS: side, "import click": of_python}
    return Measure(f"memory-{name}", f"peak of {title}", "MB", sides, steady=True)


_TO = ("--to", inputs.DAY)
MEASURES = (
    _measure("import", "import", of_import),
    _measure("replay", "replay of all programs", peak_of("replay", *_TO)),
    _measure("replay-one", "replay of one program", peak_of("replay", inputs.PROGRAM, *_TO)),
    _measure("verify", "verify", peak_of("verify")),
    _measure("export", "export", peak_of("export")),
)

if __name__ == "__main__":
    of_subject("memory", MEASURES)
