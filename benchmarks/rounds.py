"""How a subject is measured: its sides in turn, round after round, each run in a fresh process; and
the medians and ratios that come of it.

What the sides do is left to the subjects, and so are the heavy imports: a run that measures memory
begins in a process that has imported nothing else.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple, TypeAlias

OURS = "depositary"
SMALL, ROUNDS, LARGE = 2_000, 5, 1_000_000
UNITS = {  # of a figure: what it is multiplied by to be shown; what it is, per event or whole
    "µs an event": (1e6, True),
    "ms": (1e3, False),
    "MB": (1e-6, False),
    "bytes an event": (1.0, True),
}
Side: TypeAlias = Callable[[int], float]
Together: TypeAlias = Callable[[int], Mapping[str, float]]
Figures: TypeAlias = Mapping[str, float]  # of one round: what each side took, in seconds or bytes


class Measure(NamedTuple):
    """One thing that is measured. ``sides`` are functions of the size, each called in a process
    of its own, `OURS` first; or one function that gives the figures of all sides, for what
    is so quick that the sides have to take turns within one process. ``steady`` is what comes
    out the same each time, so that one round will do; ``largest`` is the last size at which it is
    measured."""

    name: str
    title: str
    unit: str
    sides: Mapping[str, Side] | Together
    steady: bool = False
    largest: int = LARGE


class Spread(NamedTuple):
    """The median of some values, with the lowest and the highest of them."""

    median: float
    low: float
    high: float


class Outcome(NamedTuple):
    """What some rounds gave: each side's figure, and ours against each other side's, computed
    within a round."""

    rounds: int
    figures: dict[str, Spread]
    ratios: dict[str, Spread]


def spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))


def outcome(rounds: Sequence[Figures]) -> Outcome:
    """The medians over some rounds; of the ratios, not the ratio of the medians: a machine that is
    busier in one round than in another slows both sides of it."""
    sides = list(rounds[0])
    return Outcome(
        rounds=len(rounds),
        figures={side: spread([one[side] for one in rounds]) for side in sides},
        ratios={
            side: spread([one[OURS] / one[side] for one in rounds])
            for side in sides
            if side != OURS
        },
    )


def turns(sides: Iterable[str], number: int) -> list[str]:
    """The order of the sides in a round: every other one backwards, so that none always follows
    the same one."""
    return list(sides) if number % 2 == 0 else list(sides)[::-1]


def rounds_at(size: int, at_large: int = ROUNDS) -> int:
    """How many rounds a size gets: of the large one, where each takes minutes, as many as asked."""
    return at_large if size >= LARGE else ROUNDS


def run(subject: str, measure: Measure, size: int, rounds: int) -> Outcome:
    """Measure something, round after round."""
    many = 1 if measure.steady else rounds
    return outcome([_round(subject, measure, size, number) for number in range(many)])


def shown(measure_unit: str, figure: float, size: int) -> float:
    """A figure in its unit."""
    factor, per_event = UNITS[measure_unit]
    return figure * factor / (size if per_event else 1)


def of_subject(subject: str, measures: Sequence[Measure]) -> None:
    """The command line of one subject: measure it at some size; with ``--side``, run one side once
    in this process (to profile it, say) and print its figure."""
    names = [measure.name for measure in measures]
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{module(subject)}")
    parser.add_argument("size", type=int)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--measure", choices=names, help="this one alone")
    parser.add_argument("--side", help="this one alone, once, in this process")
    given = parser.parse_args()
    chosen = [one for one in measures if given.measure in (None, one.name)]
    if given.side is not None:
        figures = _here(chosen[0], given.side, given.size)
        print(json.dumps(figures))
        return
    for measure in chosen:
        tell(measure, given.size, run(subject, measure, given.size, given.rounds))


def tell(measure: Measure, size: int, found: Outcome) -> None:
    """Print what was measured."""
    print(f"{measure.name} at {size:,}, {found.rounds} rounds: {measure.title}")
    for side, figure in found.figures.items():
        values = [f"{shown(measure.unit, value, size):,.2f}" for value in figure]
        ratio = found.ratios.get(side)
        against = (
            f"   ratio {ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f})" if ratio else ""
        )
        low_to_high = f"{values[0]} {measure.unit} ({values[1]} to {values[2]})"
        print(f"  {side:<28} {low_to_high}{against}")
    sys.stdout.flush()


def module(subject: str) -> str:
    """The module of a subject; that of ``import`` cannot have its name."""
    return {"import": "import_"}.get(subject, subject.replace("-", "_"))


def _round(subject: str, measure: Measure, size: int, number: int) -> Figures:
    if callable(measure.sides):
        return _there(subject, measure, "", size)
    found: dict[str, float] = {}
    for side in turns(measure.sides, number):
        found |= _there(subject, measure, side, size)
    return {side: found[side] for side in measure.sides}


def _there(subject: str, measure: Measure, side: str, size: int) -> Figures:
    """Run one side in a fresh process."""
    command = [sys.executable, "-m", f"benchmarks.{module(subject)}", str(size)]
    command += ["--measure", measure.name, "--side", side]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=_environment())
    if done.returncode:
        sys.exit(f"benchmarks: {' '.join(command[1:])} ended with {done.returncode}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _environment() -> dict[str, str]:
    """Hashes of texts, and with them the order of sets, are the same in each process."""
    return {**os.environ, "PYTHONHASHSEED": "0"}


def _here(measure: Measure, side: str, size: int) -> Figures:
    sides: Any = measure.sides
    return sides(size) if callable(sides) else {side: sides[side](size)}
