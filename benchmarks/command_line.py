"""The command line: ``roster`` as a whole process, beside ``sqlite-utils --version``."""

from collections.abc import Mapping

from benchmarks import commands, inputs
from benchmarks.rounds import OURS, Measure, of_subject


def in_turns(size: int) -> Mapping[str, float]:
    roster = ("roster", inputs.PROGRAM, "--on", inputs.DAY)
    return commands.in_turns(
        {
            OURS: commands.depositary("--db", inputs.ledger(size), *roster),
            "sqlite-utils --version": [str(commands.BIN / "sqlite-utils"), "--version"],
        }
    )


MEASURES = (Measure("command-line", "roster, the whole process", "ms", in_turns),)

if __name__ == "__main__":
    of_subject("command-line", MEASURES)
