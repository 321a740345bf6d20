"""Measure some subjects, or all, at some sizes, and put what was found on record at once, so that a
run that is ended early has not been for nothing.
"""

import argparse

from benchmarks import results, rounds
from benchmarks.subjects import SUBJECTS, measures


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=rounds.ROUNDS, help="at a million events")
    given = parser.parse_args()
    unknown = [name for name in given.subjects if name not in SUBJECTS]
    if unknown:
        parser.error(f"there is no subject {unknown[0]}: known are {', '.join(SUBJECTS)}")
    where = results.here()
    for size in given.sizes:
        for subject, measure in measures(given.subjects or SUBJECTS):
            if size > measure.largest:
                continue
            found = rounds.run(subject, measure, size, rounds.rounds_at(size, given.rounds))
            rounds.tell(measure, size, found)
            results.keep(measure, size, found, where)


if __name__ == "__main__":
    main()
