"""Start-up: ``depositary --version``, beside a Python that imports click and ends."""

import sys
from collections.abc import Mapping

from benchmarks import commands
from benchmarks.rounds import OURS, Measure, of_subject


def in_turns(_: int) -> Mapping[str, float]:
    return commands.in_turns(
        {
            OURS: commands.depositary("--version"),
            "import click": [sys.executable, "-c", "import click"],
        }
    )


MEASURES = (Measure("startup", "depositary --version, the whole process", "ms", in_turns),)

if __name__ == "__main__":
    of_subject("startup", MEASURES)
