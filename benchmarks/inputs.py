"""What the subjects read, made once for each size and kept in a folder outside the tree
(``BENCH_DIR``, or one among the temporary files): generated events, a ledger of them, the peer's
file of them, and copies to be written to.

A ledger is made anew when the code that makes it has changed; ``BENCH_KEEP=1`` takes the one that
is there all the same.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

TOP = Path(__file__).parent.parent
PROGRAM, PARTICIPANT, DAY = "program-1", "FRA", "2000-01-01"  # that single questions are about


def folder() -> Path:
    """Where inputs are kept from run to run."""
    found = Path(os.environ.get("BENCH_DIR") or Path(tempfile.gettempdir()) / "depositary-bench")
    found.mkdir(parents=True, exist_ok=True)
    return found


def events(size: int) -> Path:
    """So many generated events, as JSONL."""
    return _kept("events", size, ".jsonl", _key("benchmarks/generate.py"))


def treaties(size: int) -> Path:
    """So many acts of treaties, with what defines these, as JSONL."""
    return _kept("treaties", size, ".jsonl", _key("benchmarks/treaties.py"))


def ledger(size: int) -> Path:
    """A ledger of those events, its tables kept along. It is read only: see `copy`."""
    return _kept(
        "ledger",
        size,
        ".db",
        _key("ledger/**/*.py", "projections/**/*.py", "benchmarks/generate.py"),
    )


def peer(size: int) -> Path:
    """The same events as the peer saves them."""
    return _kept("peer", size, ".db", _key("benchmarks/generate.py", "benchmarks/peers.py"))


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A path for a file that goes with the block, and what SQLite leaves beside it."""
    path = folder() / f"scratch-{name}-{os.getpid()}"
    try:
        yield path
    finally:
        remove(path)


@contextmanager
def scratch_folder(name: str) -> Iterator[Path]:
    """An empty folder that goes with the block."""
    with tempfile.TemporaryDirectory(prefix=f"scratch-{name}-", dir=folder()) as found:
        yield Path(found)


@contextmanager
def copy(path: Path, name: str) -> Iterator[Path]:
    """A copy of a file, to write to; all of it on the disk before the block begins."""
    with scratch(name) as copied:
        shutil.copyfile(path, copied)
        os.sync()
        yield copied


def remove(path: Path) -> None:
    for beside in ("", "-wal", "-shm"):
        Path(f"{path}{beside}").unlink(missing_ok=True)


def chunks(path: Path, many: int = 1000) -> Iterator[list[bytes]]:
    """The lines of a file, so many at a time."""
    with path.open("rb") as file:
        while found := [line.rstrip(b"\n") for line in islice(file, many)]:
            yield found


def bytes_of(path: Path) -> int:
    """The size of a database on the disk, once nobody has it open."""
    return sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*"))


def _key(*patterns: str) -> str:
    """What some of the code is now."""
    found = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in TOP.glob(pattern)):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _kept(kind: str, size: int, ending: str, key: str) -> Path:
    """A file of this kind and size, made in a process of its own if it is not there."""
    path = folder() / f"{kind}-{size}-{key}{ending}"
    others = [one for one in path.parent.glob(f"{kind}-{size}-*{ending}") if one != path]
    if others and not path.exists() and os.environ.get("BENCH_KEEP"):
        return max(others, key=lambda one: one.stat().st_mtime)
    if not path.exists():
        for old in others:
            remove(old)
        print(f"benchmarks: making {path.name}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "benchmarks.inputs", kind, str(size), str(path)]
        subprocess.run(command, check=True, cwd=TOP)
    return path


def _make_events(size: int, path: Path) -> None:
    from benchmarks import generate

    _write(generate.wires(size), path)


def _make_treaties(size: int, path: Path) -> None:
    from benchmarks import treaties

    _write(treaties.wires(size), path)


def _write(wires: Iterator[dict[str, Any]], path: Path) -> None:
    from ledger import codec

    with path.open("w", encoding="utf-8") as file:
        file.writelines(codec.canonical(wire) + "\n" for wire in wires)


def _make_ledger(size: int, path: Path) -> None:
    from benchmarks import ours

    ours.import_events(events(size), path)


def _make_peer(size: int, path: Path) -> None:
    from benchmarks import peers

    peers.save(events(size), path)


def main() -> None:
    """Make one input under a name of its own first, so that none is left there half made."""
    makers: dict[str, Callable[[int, Path], Any]] = {
        "events": _make_events,
        "treaties": _make_treaties,
        "ledger": _make_ledger,
        "peer": _make_peer,
    }
    kind, size, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    unfinished = path.with_name(f"unfinished-{path.name}")
    remove(unfinished)
    makers[kind](size, unfinished)
    unfinished.rename(path)


if __name__ == "__main__":
    main()
