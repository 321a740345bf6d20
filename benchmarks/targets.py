"""What must be reached, and whether it is."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from benchmarks.results import Kept
from benchmarks.rounds import LARGE, SMALL, UNITS

MIDDLE = 100_000


class Against(NamedTuple):
    """Ours is at most so many times what another side takes, at a size."""

    measure: str
    side: str
    limit: float
    size: int = LARGE

    @property
    def wanted(self) -> str:
        return f"at most {self.limit:g} times {self.side}, at {self.size:,}"


class Below(NamedTuple):
    """Ours is at most so much, in the unit that is shown, at a size."""

    measure: str
    limit: float
    size: int = LARGE

    @property
    def wanted(self) -> str:
        return f"under {self.limit:g}, at {self.size:,}"


class Flat(NamedTuple):
    """Ours at a size is at most so many times what it is at a smaller one."""

    measure: str
    limit: float
    size: int = LARGE
    than: int = MIDDLE

    @property
    def wanted(self) -> str:
        return f"at {self.size:,} at most {self.limit:g} times that at {self.than:,}"


Target: TypeAlias = Against | Below | Flat


class Verdict(NamedTuple):
    """A target, and what was measured of it; None when it was not."""

    target: Target
    value: float | None

    @property
    def reached(self) -> bool | None:
        return None if self.value is None else self.value <= self.target.limit


_MEMORY = ("memory-import", "memory-replay", "memory-replay-one", "memory-verify", "memory-export")
_GROWTH = (
    "acts",
    "retractions",
    "corrections",
    "source",
    "program",
    "attestations",
    "copies",
    "revocations",
)
TARGETS: tuple[Target, ...] = (
    Against("import", "eventsourcing", 0.5),  # twice the events a second
    Against("import", "sqlite3", 2.5),
    Against("append", "sqlite3", 1.4),
    Against("writers", "one writer", 1.25, MIDDLE),
    Below("writers-late", 30.0, MIDDLE),
    Against("replay", "eventsourcing", 0.25),  # four times the events a second
    Against("replay", "sqlite3", 1.0),
    Below("roster", 1.0, MIDDLE),
    Flat("roster", 1.5),
    Flat("audit", 1.5),
    Against("verify", "hashlib", 2.5),
    Below("prove", 50.0),
    Flat("prove", 1.5, than=10_000),  # as the logarithm grows from 10,000 to 1,000,000
    Against("rebuild", "import", 1.0),
    Against("command-line", "sqlite-utils --version", 1.0),
    Against("startup", "import click", 1.3),
    *(Below(name, 150.0) for name in _MEMORY),
    *(Flat(name, 1.2) for name in _MEMORY),
    Against("file-size", "bare table", 1.5),
    *(Against(f"growth-{name}", "a quarter", 6.0, SMALL) for name in _GROWTH),
)


def verdict(target: Target, results: Mapping[str, Kept]) -> Verdict:
    """What the results say of a target."""
    kept = results.get(target.measure)
    if kept is None or target.size not in kept.sizes:
        return Verdict(target, None)
    found = kept.sizes[target.size]
    match target:
        case Against(side=side):
            ratio = found.ratios.get(side)
            return Verdict(target, ratio.median if ratio else None)
        case Below():
            return Verdict(target, _own(kept, target.size))
        case Flat(than=than):
            if than not in kept.sizes:
                return Verdict(target, None)
            return Verdict(target, _own(kept, target.size) / _own(kept, than))


def _own(kept: Kept, size: int) -> float:
    """Our figure at a size, in the unit that is shown."""
    factor, per_event = UNITS[kept.unit]
    own = next(iter(kept.sizes[size].figures.values()))
    return own.median * factor / (size if per_event else 1)
