"""The guard: each measure at a small size, its ratios held against those on record, so that neither
the benchmarks rot nor what they measure goes bad unseen.

Machines differ and are busy, so only a ratio of more than `FACTOR` times the one on record counts,
and only when it is found again.
"""

import sys
from collections.abc import Mapping

from benchmarks import results, rounds
from benchmarks.rounds import SMALL, Outcome, Spread
from benchmarks.subjects import measures

FACTOR, AGAIN = 3.0, 3


def worse(found: Mapping[str, Spread], recorded: Mapping[str, Spread]) -> list[str]:
    """The sides against which the ratio is now more than `FACTOR` times the one on record."""
    return [
        side
        for side, ratio in found.items()
        if side in recorded and ratio.median > FACTOR * recorded[side].median
    ]


def missing(found: Mapping[str, Spread], recorded: Mapping[str, Spread]) -> list[str]:
    """The sides that nothing is on record of."""
    return [side for side in found if side not in recorded]


def main() -> None:
    kept, faults = results.load(), []
    for subject, measure in measures():
        found = rounds.run(subject, measure, SMALL, 1)
        rounds.tell(measure, SMALL, found)
        before = kept[measure.name].sizes.get(SMALL) if measure.name in kept else None
        recorded = before.ratios if before else {}
        if worse(found.ratios, recorded):
            found = rounds.run(subject, measure, SMALL, AGAIN)
        faults += _told(measure.name, found, recorded)
    for fault in faults:
        print(f"benchmarks: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


def _told(name: str, found: Outcome, recorded: Mapping[str, Spread]) -> list[str]:
    many = f"make bench SIZES={SMALL}"
    return [
        f"{name} is now {found.ratios[side].median:.2f} times {side}, and was"
        f" {recorded[side].median:.2f}: find out why, or put it on record with '{many}'"
        for side in worse(found.ratios, recorded)
    ] + [
        f"{name} against {side} is not on record at {SMALL} events: run '{many}'"
        for side in missing(found.ratios, recorded)
    ]


if __name__ == "__main__":
    main()
