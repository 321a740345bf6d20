"""``depositary publish`` into a new folder; beside a plain copy of the files that it wrote."""

import shutil
from collections.abc import Mapping
from time import perf_counter

from benchmarks import commands, inputs
from benchmarks.rounds import OURS, Measure, of_subject

LARGEST = 10_000


def in_turns(size: int) -> Mapping[str, float]:
    with inputs.scratch_folder("site") as folder:
        site = folder / "site"
        new = commands.seconds(commands.depositary("--db", inputs.ledger(size), "publish", site))
        start = perf_counter()
        shutil.copytree(site, folder / "copy")
        return {OURS: new, "a copy of its files": perf_counter() - start}


MEASURES = (
    Measure("publish", "the site, into a new folder", "ms", in_turns, steady=True, largest=LARGEST),
)

if __name__ == "__main__":
    of_subject("publish", MEASURES)
