"""Every subject, by name, in the order in which they are told of."""

from collections.abc import Iterator, Sequence
from importlib import import_module

from benchmarks.rounds import Measure, module

SUBJECTS = (
    "import",
    "append",
    "writers",
    "replay",
    "asking",
    "verify",
    "prove",
    "rebuild",
    "command-line",
    "startup",
    "publish",
    "copying",
    "memory",
    "file-size",
    "growth",
)


def measures(subjects: Sequence[str] = SUBJECTS) -> Iterator[tuple[str, Measure]]:
    """The measures of some subjects, each with its subject."""
    for subject in subjects:
        found: Sequence[Measure] = import_module(f"benchmarks.{module(subject)}").MEASURES
        yield from ((subject, measure) for measure in found)
