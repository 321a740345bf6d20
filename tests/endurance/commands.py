"""Every command that writes, in a folder made for it, and what must hold there when it was stopped
in the midst of it. How it is stopped is left to `traced`, how often to `killed` and `starved`.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import attrs
import traced
from figures import act, found_wrong
from traced import Ended

from cli.app import App
from cli.main import run
from ledger import archive, codec
from ledger.errors import Refusal
from ledger.store import Ledger
from ledger.transparency import checkpoints, signed_notes, tiles
from projections.kept import tables

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
TEXT = "MARK and the words of the page " * 900  # some pages of the file
BY_SQLITE = ("-wal", "-shm", "-journal")  # which it leaves for the next that opens the file
WHOLE = "exists already", "a text of gazette is not in this ledger"
COMMANDS: Mapping[str, str] = {
    "append with a source": "append signing --program ilrs --participant NIC --on 2024-04-24"
    " --source-url https://example.org/a --publisher Gazette --tier press --source-title Report",
    "correct": "correct #3 --set note=other --reason wrong",
    "retract": "retract #3 --reason never",
    "import of 50": "import many.jsonl",
    "archive": "archive page.txt --source gazette",
    "archive --erase": "archive --erase gazette --reason asked",
    "rebuild": "rebuild",
    "backup": "backup copy.db",
    "export": "export -o out.jsonl",
    "export over another": "export -o old.jsonl",
    "publish": "publish site",
    "publish over another": "publish old",
    "tiles": "publish --tiles tiles",
    "tiles of more": "publish --tiles old",
    "chart": "chart ilrs -o race.svg",
    "audit --proof": "audit ilrs EGY --proof egypt.tlog-proof",
    "head -o": "head -o head.txt",
    "keygen": "keygen example.org/register",
    "init": "--db new.db init",
    "init --sample": "--db new.db init --sample",
}
FEW = ("archive --erase", "export over another")  # which show that the script works
SLOW = ("chart",)  # seconds each time, of which a file is written in the last moment


def named(most: int) -> list[str]:
    """The commands to stop so many times at most: the fewer times, the fewer commands."""
    if most == 1:
        return list(FEW)
    return [name for name in COMMANDS if most > 9 or name not in SLOW]


def job(words: str) -> Callable[[], int]:
    """A command as a process does it."""
    return partial(run, words.split(), App(clock=lambda: NOW, by="stopped"))


def prepare(folder: Path, name: str) -> None:
    """What a command finds: a ledger, files to read, and files whose place it takes."""
    sys.dont_write_bytecode = True
    if name.startswith(("publish", "chart")):  # else each process would load them anew
        from web.page import site  # noqa: F401
        from web.pictures import assets, render, specs  # noqa: F401
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    with Ledger.create(folder / "events.db", subscribers=[tables.keep]) as ledger:
        wires = [
            {"type": "program", "id": "ilrs", "name": "International Lunar Research Station"},
            {"type": "source", "id": "gazette", "publisher": "Gazette", "title": "Report"}
            | {"tier": "press", "url": "https://example.org/gazette"},
        ]
        ledger.append([*map(codec.decode, wires), *map(act, range(12))], by="stopped")
        if name == "archive --erase":
            archive.keep(ledger, "gazette", TEXT, by="stopped")
    (folder / "page.txt").write_text(TEXT)
    (folder / "old.jsonl").write_text("before\n")
    lines = (codec.body(act(number, "many-")) + "\n" for number in range(50))
    (folder / "many.jsonl").write_text("".join(lines))
    if name.startswith("publish"):  # which also fills the cache, so that the next takes no time
        traced.run(job("publish old"), folder)
    if name == "tiles of more":
        traced.run(job("publish --tiles old"), folder)
        with Ledger.open(folder / "events.db", write=True) as ledger:
            ledger.append([act(number, "more-") for number in range(300)], by="stopped")
    if name == "publish":
        shutil.rmtree(folder / "old")


@attrs.define
class Stopped:
    """A command that can be stopped again and again, each time in a new copy of a folder."""

    name: str
    place: Path
    calls: int = 0
    files: Mapping[str, bytes] = attrs.field(factory=dict)  # when it went to its end
    sizes: tuple[int, int] = (0, 0)  # of the ledger, before and after
    faults: list[str] = attrs.Factory(list)

    @classmethod
    def of(cls, name: str, place: Path) -> "Stopped":
        """Do it once, to its end, and count the calls that change a file."""
        made = cls(name, place)
        (place / "prepared").mkdir()
        prepare(place / "prepared", name)
        folder = made.fresh()
        before = size(folder)
        done = made.do(folder)
        if done.code:
            made.faults.append(f"{name}: it cannot be done: {done.err}")
        made.calls, made.files, made.sizes = done.calls, files(folder), (before, size(folder))
        return made

    def fresh(self) -> Path:
        folder = self.place / "tried"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.place / "prepared", folder)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        return folder

    def do(self, folder: Path, at: int | None = None, error: int | None = None) -> Ended:
        return traced.run(job(COMMANDS[self.name]), folder, at, error)

    def chosen(self, most: int) -> Iterator[int]:
        """The numbers of calls to stop at: all, or so many that are spread over them, with the
        last ones, at which files take their names."""
        step = max(1, -(-self.calls // most))
        last = range(max(1, self.calls + 1 - min(most, 3)), self.calls + 1)
        yield from sorted({*range(1, self.calls + 1, step), *last})

    def kill(self, at: int) -> None:
        """Kill it at a call, and look at what is left, and at what the same command then does."""
        folder = self.fresh()
        ended = self.do(folder, at)
        where = f"{self.name}, killed at call {at} of {self.calls}"
        wrong = [*self._wrong(folder, acknowledged=bool(ended.out.strip()))]
        if "is erased" in ended.out and left(folder):
            wrong.append("bytes are left of what was erased")
        again = self.do(folder)
        wrong += self._wrong_after(folder, again)
        self.faults += [f"{where}: {one}" for one in wrong]

    def fail(self, at: int, error: int) -> bool:
        """Let a call fail; whether the command was refused."""
        folder = self.fresh()
        before = files(folder)
        ended = self.do(folder, at, error)
        where = f"{self.name}, {os.strerror(error)} at call {at} of {self.calls}"
        wrong = [*self._wrong(folder, acknowledged=ended.code == 0)]
        if ended.code and not re.fullmatch(r"depositary: [^\n]+\n", ended.err):
            wrong.append(f"exit {ended.code}: {ended.err[-300:]!r}")
        told = re.search("bytes of it may still be|is written whole", ended.err)
        new = {one for one in set(files(folder)) ^ set(before) if "/tile/" not in one}
        if ended.code and not told and new:  # tiles without a head wait for the next publication
            wrong.append(f"refused, and there is or is not {sorted(new)}")
        if ended.code and not told and size(folder) != self.sizes[0]:
            wrong.append("refused, and something was recorded")
        wrong += self._wrong_after(folder, self.do(folder))
        self.faults += [f"{where}: {one}" for one in wrong]
        return bool(ended.code)

    def _wrong(self, folder: Path, *, acknowledged: bool) -> Iterator[str]:
        """What must not be, whenever it was stopped."""
        for path in folder.glob("*.db"):
            try:
                with Ledger.open(path) as ledger:
                    yield from found_wrong(ledger)
            except Refusal as refusal:
                yield str(refusal)
        wanted = self.sizes[1:] if acknowledged else self.sizes
        if (found := size(folder)) not in wanted:
            yield f"{found} events instead of {wanted}"
        for head in folder.glob("*/checkpoint"):
            wanted_by_it = tiles.of(checkpoints.parse(head.read_text()).size)
            if gone := [one.path for one in wanted_by_it if not (head.parent / one.path).exists()]:
                yield f"{head} is there, and not {gone}"
        for name, data in files(folder).items():
            if fixed(name) and data not in (self.files.get(name), kept(self.place, name)):
                yield f"{name} is neither the file before nor the one after"

    def _wrong_after(self, folder: Path, again: Ended) -> Iterator[str]:
        """What must not be after the same command was given again."""
        if again.code and not (again.code == 1 and any(one in again.err for one in WHOLE)):
            yield f"then exit {again.code}: {again.err[-300:]!r}"
        found = files(folder)
        if strays := set(found) ^ set(self.files):
            yield f"then there is or is not {sorted(strays)}"
        if differ := [one for one in found if fixed(one) and found[one] != self.files.get(one)]:
            yield f"then {differ} are others"
        if self.name == "keygen" and not pair(folder):
            yield "then the keys are no pair"
        if self.name == "archive --erase" and left(folder):
            yield "then bytes are left of what was erased"
        yield from self._wrong(folder, acknowledged=True)


def size(folder: Path) -> int:
    with Ledger.open(folder / "events.db") as ledger:
        return ledger.size


def files(folder: Path) -> dict[str, bytes]:
    """Every file by its path, but for what SQLite leaves to the next that opens one of ours."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(tuple(f".db{end}" for end in BY_SQLITE))
    }


def fixed(name: str) -> bool:
    """Whether a file is whole, and the same byte for byte at each time."""
    return not name.endswith((".db", ".key", ".pub")) and ".depositary-" not in name


@cache
def kept(place: Path, name: str) -> bytes | None:
    path = place / "prepared" / name
    return path.read_bytes() if path.exists() else None


def pair(folder: Path) -> bool:
    key = signed_notes.private_key((folder / "register.key").read_text().strip())
    return f"{key.public}\n" == (folder / "register.key.pub").read_text()


def left(folder: Path) -> bool:
    return any(b"MARK" in path.read_bytes() for path in folder.glob("events.db*") if path.is_file())
