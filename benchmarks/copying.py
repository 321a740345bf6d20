"""``depositary copy`` of a register that was published as tiles: each record taken and verified,
all tables made; beside ``depositary import`` of the same events.
"""

from benchmarks import commands, import_, inputs
from benchmarks.rounds import OURS, Measure, of_subject


def ours(size: int) -> float:
    with inputs.scratch_folder("tiles") as folder:
        tiles = folder / "tiles"
        commands.seconds(
            commands.depositary("--db", inputs.ledger(size), "publish", "--tiles", tiles)
        )
        return commands.seconds(commands.depositary("--db", folder / "copy.db", "copy", tiles))


MEASURES = (
    Measure(
        "copying",
        "a copy made of published tiles",
        "µs an event",
        {OURS: ours, "import": import_.command},
        largest=100_000,
    ),
)

if __name__ == "__main__":
    of_subject("copying", MEASURES)
