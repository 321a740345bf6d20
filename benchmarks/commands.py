"""Whole processes: how long a command takes, and how much memory at most.

It imports next to nothing, since a process begins with the peak of the one that it was forked from.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

BIN = Path(sys.executable).parent
TURNS = 10


def depositary(*arguments: object) -> list[str]:
    return [str(BIN / "depositary"), *map(str, arguments)]


def seconds(command: Sequence[str]) -> float:
    """How long a command takes."""
    start = perf_counter()
    _run(command)
    return perf_counter() - start


def in_turns(commands: dict[str, Sequence[str]], turns: int = TURNS) -> dict[str, float]:
    """The median time of some commands, run in turns."""
    taken = [{name: seconds(command) for name, command in commands.items()} for _ in range(turns)]
    return {name: median(one[name] for one in taken) for name in commands}


def peak(command: Sequence[str]) -> float:
    """The most memory that a command has at a time, in bytes."""
    return _run(command).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)


def _run(command: Sequence[str]) -> resource.struct_rusage:
    """Run a command to its end, its output left aside; returns what it used."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"benchmarks: {' '.join(command)} ended with {process.returncode}")
    return used
