"""What was measured, kept as one small JSON file a measure: for each size the figures, the ratios,
and where and when it was. A new run of some sizes takes the place of the old one of these alone.
"""

import json
import os
import platform
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.rounds import Measure, Outcome, Spread

FOLDER = Path(__file__).parent / "results"
_PACKAGES = ("attrs", "cattrs", "click", "eventsourcing", "orjson", "sqlite-utils")


class Kept(NamedTuple):
    """What is on record of a measure."""

    title: str
    unit: str
    sizes: Mapping[int, Outcome]
    where: Mapping[int, Mapping[str, str]]


def load(folder: Path = FOLDER) -> dict[str, Kept]:
    """What is on record, by the names of the measures."""
    return {
        path.stem: _kept(json.loads(path.read_text())) for path in sorted(folder.glob("*.json"))
    }


def keep(
    measure: Measure, size: int, found: Outcome, where: Mapping[str, str], folder: Path = FOLDER
) -> None:
    """Put an outcome on record, in the place of an older one of the same size."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{measure.name}.json"
    before = json.loads(path.read_text())["sizes"] if path.exists() else {}
    sizes = {**before, str(size): {**_rounded(found), "where": dict(where)}}
    kept = {
        "title": measure.title,
        "unit": measure.unit,
        "sizes": {one: sizes[one] for one in sorted(sizes, key=int)},
    }
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def here() -> dict[str, str]:
    """This machine and what runs on it, as far as it bears on figures."""
    return {
        "on": datetime.now(UTC).date().isoformat(),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {_memory()} GB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: found for name in _PACKAGES if (found := _version(name))},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _memory() -> int:
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return round(pages * size / 2**30)


def _rounded(found: Outcome) -> dict[str, Any]:
    """An outcome in four digits, which is more than it is worth."""
    return {
        "rounds": found.rounds,
        "figures": {side: _digits(one) for side, one in found.figures.items()},
        "ratios": {side: _digits(one) for side, one in found.ratios.items()},
    }


def _digits(found: Spread) -> list[float]:
    return [float(f"{value:.4g}") for value in found]


def _kept(read: Mapping[str, Any]) -> Kept:
    sizes = {int(size): one for size, one in read["sizes"].items()}
    return Kept(
        title=read["title"],
        unit=read["unit"],
        sizes={
            size: Outcome(one["rounds"], _spreads(one["figures"]), _spreads(one["ratios"]))
            for size, one in sizes.items()
        },
        where={size: one["where"] for size, one in sizes.items()},
    )


def _spreads(read: Mapping[str, list[float]]) -> dict[str, Spread]:
    return {side: Spread(*values) for side, values in read.items()}
