"""Everything that reads what others wrote is fed rubbish: files to import, dates, references to
events and days, texts to archive, proofs to verify. Valid inputs are mutated, and bytes are drawn
at random, by hypothesis; each input must be taken, or refused in so many words: no traceback, no
more than a second, and memory must not grow.

Commands are run in this process through the entry point of the command line, so that what an input
meets is the whole program. Whatever is not yet there is left out, with a word.
"""

import contextlib
import io
import resource
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import attrs
import click
from figures import STATES, act, chosen, folder, make, milliseconds, report
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from cli.app import App
from cli.days import asked_day, known_position
from cli.formats import FORMATS
from cli.main import COMMANDS, run
from ledger import codec
from ledger.dates import parse
from ledger.errors import Refusal
from ledger.events import Milestone
from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle
from ledger.transparency.checkpoints import Checkpoint
from projections.kept import tables
from projections.view import View

SIZES = {"tiny": 72, "small": 4_000, "large": 100_000}  # inputs in all
PROCESSES = 2
AT_ONCE = 1_000  # inputs of one run of hypothesis
SLOW, HUNG = 1.0, 10.0  # seconds
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
NASTY = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x1b[2J", b"\r", b"\n", b"\n\n"),
    *(b'"', b"'", b"{", b"}", b"[", b"]" * 9, b"[" * 3000, b"{" * 50, b":", b",", b";", b"\\"),
    *(b"\\ud800", b"\\u0000", b"1e999", b"-0", b"9" * 400, b"NaN", b"null", b"true", b"~", b"- "),
    *(b"? " * 3000, b"{? " * 3000, b"? [" * 3000, b"- " * 3000, b"- ? " * 3000),
    *(b"&a *a", b"!!python/object:os.system ", b"<<: ", b"? ", b"%YAML 9", b"---\n", b"|\n", b"\t"),
    *(b"=cmd|'x'!A1", b"#1", b"#99999999999999999999", b"0000-00-00", b"9999-12-31/..", b"[..]"),
    *("\u202e".encode(), "\u0301".encode() * 40, "\U0010ffff".encode(), "İ".encode(), "٣".encode()),
    *(b"x" * 5000, b"a" * 20_001, b"type", b"correction", b"citations", b"changes", b"event"),
)
DATES = (
    *("2023", "2023-08", "2023-10-03?", "2023-10~", "2024-02-29%", "../2023-06", "2021-06-16/.."),
    *("2024-05-07/2024-05-09", "[2020-11-12,2020-11-13]", "[2024-05-07..2024-05-09]", "0001-01-01"),
)
Target = tuple[str, st.SearchStrategy[bytes], Callable[[bytes], bool]]


# Inputs


@st.composite
def mutated(draw: st.DrawFn, valid: tuple[bytes, ...]) -> bytes:
    """A valid input with some of its bytes cut, doubled, moved or replaced."""
    data = draw(st.sampled_from(valid))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from((0, 1, 1, 2, 4, 16, 64))))
        what = draw(st.integers(0, 4))
        with_ = draw(st.sampled_from(NASTY)) if what < 3 else b""
        with_ = data[start:end] * draw(st.sampled_from((2, 3, 40))) if what == 3 else with_
        data = data[:start] + with_ + data[end:]
    return data


def inputs(*valid: str) -> st.SearchStrategy[bytes]:
    """Mostly mutated valid inputs, now and then bytes or characters at random."""
    known = tuple(one.encode() for one in valid)
    anything = st.text(st.characters(), max_size=200).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
    return st.one_of(mutated(known), mutated(known), mutated(known), st.binary(), anything)


def wires() -> list[dict[str, Any]]:
    """An event of every type, in wire form."""
    cite = {"citation": {"source": "gazette", "quote": "words", "says": "2023"}}
    acts = [codec.encode(act(number)) for number in range(5)]
    milestone = {"type": "milestone", "id": "october", "name": "October", "on": "2023-10"}
    body = {"type": "participant", "id": "cnsa", "name": "CNSA", "kind": "agency", "state": "CHN"}
    launch = {"type": "launch", "payload": "A", "launched_by": ["CHN"], "occurred_on": "2023"}
    claim = {"type": "claim", "program": "ilrs", "on": "2023", "count": 9, "subject": ["EGY"]}
    about: list[dict[str, Any]] = [
        {"type": "attestation", "event": "#3", "stance": "supports", **cite},
        {"type": "correction", "event": "#3", "changes": {"occurred_on": "2021"}, "reason": "r"},
        {"type": "retraction", "event": "#4", "reason": "never"},
    ]
    consent = {"type": "consent", "program": "ilrs", "participant": "ZAF", "action": "accession"}
    return [
        *acts,
        milestone,
        body,
        launch,
        {**claim, **cite},
        *about,
        {**consent, "occurred_on": "2022"},
    ]


def _files(form: str) -> tuple[str, ...]:
    """Valid files: each event alone, and all in one."""
    from cli.formats import csv_rows, jsonl

    every = [[wire] for wire in wires()] + [wires()]
    if form == "csv":
        return tuple("".join(csv_rows.write(partial(list, some))) for some in every)
    if form == "jsonl":
        return tuple("".join(jsonl.dumps(wire) + "\n" for wire in some) for some in every)
    import yaml

    return tuple(yaml.safe_dump(some, allow_unicode=True) for some in every)


# What is fed


def targets(path: Path, ledger: Ledger) -> Iterator[Target]:
    """What reads, what it is given, and how; an input is accepted (true) or refused (false)."""
    for form in FORMATS:
        yield f"import, {form}", inputs(*_files(form)), _importing(path, form)
    ids = [row.id for row in ledger.rows()]
    references = inputs("#3", "#12", ids[2], ids[3][:7], "october", *DATES)
    yield "dates", inputs(*DATES), _as_text(_parsed)
    yield "ids", references, _as_text(lambda text: bool(ledger.find(text)))
    yield "--known", references, _as_text(lambda text: known_position(ledger, text) >= 0)
    view = View(ledger, ledger.size)
    for option, on in (("--on", True), ("--before", False)):
        yield option, references, _as_text(partial(_day, view, on))
    yield "append", inputs(*STATES, *DATES, "ILRS", "gazette"), _as_text(_appending(path))
    yield "log --search", inputs("Egypt signed", "ilrs", "2023-12", "A"), _as_text(_asking(path))
    yield "arguments", inputs(*STATES, *DATES, "ILRS", "#3", "gazette"), _as_text(_arguing(path))
    yield from _later(path)


def _later(path: Path) -> Iterator[Target]:
    """Commands that may not be there yet."""
    names = {name for section in COMMANDS.values() for name in section}
    source = ["--source", "gazette"]
    if "archive" in names:
        yield "archive", inputs("The parties agree.\n" * 9), _file_to(path, "archive", *source)
    if "verify-proof" in names:
        yield "verify-proof", inputs(*_proofs(path)), _file_to(path, "verify-proof")
        yield "verify --head", inputs(*_heads(path)), _file_to(path, "verify", "--head")
        old, growth = _growth(path)
        continued = _file_to(path, "verify-proof", "--since", str(old))
        yield "verify-proof --since", inputs(growth), continued


def _proofs(path: Path) -> Iterator[str]:
    """Proofs of some events, as the program writes them."""
    proof = path.with_name("valid.proof")
    for position in (1, 3, 8):
        proof.unlink(missing_ok=True)
        code, _, said = _ran("--db", str(path), "prove", f"#{position}", "-o", str(proof))
        if code:
            raise RuntimeError(said)
        yield proof.read_text()


def _heads(path: Path) -> Iterator[str]:
    yield _ran("--db", str(path), "head")[1]


def _growth(path: Path) -> tuple[Path, str]:
    """An older head in a file, and the proof that today's continues it."""
    old = path.with_name("old.head")
    with Ledger.open(path) as ledger:
        head = Checkpoint(checkpoints.own_origin(ledger), 5, merkle.root_at(ledger.node, 5))
    old.write_text(str(head))
    return old, _ran("--db", str(path), "prove", "--since", str(old))[1]


def _parsed(text: str) -> bool:
    found = parse(text)
    if found.earliest > found.latest:
        raise AssertionError(f"{text!r} ends before it begins")
    return True


def _day(view: View, on: bool, text: str) -> bool:
    return bool(asked_day(view, text if on else None, None if on else text, None, NOW.date()))


def _as_text(read: Callable[[str], object]) -> Callable[[bytes], bool]:
    """What reads a text, as arguments come: bytes that are not UTF-8 as half surrogates."""

    def feed(data: bytes) -> bool:
        try:
            return read(data.decode("utf-8", "surrogateescape")) is not False
        except (Refusal, click.UsageError):
            return False

    return feed


def _ran(*words: str) -> tuple[int, str, str]:
    """The exit code, the answer and what was said of a command."""
    written = io.BytesIO(), io.BytesIO()
    answer, said = (io.TextIOWrapper(one, "utf-8", write_through=True) for one in written)
    with contextlib.redirect_stdout(answer), contextlib.redirect_stderr(said):
        code = run(words, obj=App(clock=lambda: NOW, by="rubbish"))
    return code, written[0].getvalue().decode(), written[1].getvalue().decode()


def _accepted(*words: str) -> bool:
    """Whether a command accepts its input. Raises where it neither does nor refuses."""
    code, _, said = _ran(*words)
    if code not in (0, 1, 2, 3) or (code and not said and code != 3):
        raise AssertionError(f"exit {code}, {said!r}")
    if code in (1, 2) and not said.splitlines()[-1].startswith("depositary: "):
        raise AssertionError(f"no refusal: {said[-200:]!r}")
    return code == 0


def _importing(path: Path, form: str) -> Callable[[bytes], bool]:
    file = path.with_name(f"input.{form}")

    def feed(data: bytes) -> bool:
        file.write_bytes(data)
        return _accepted("--db", str(path), "import", "--dry-run", str(file))

    return feed


def _appending(path: Path) -> Callable[[str], bool]:
    """A text for one option of an append, another one for each length; the others are valid."""
    valid = {"program": "ilrs", "participant": "EGY", "on": "2023", "source": "gazette"}
    options = [*valid, "note", "by", "quote"]

    def feed(text: str) -> bool:
        given = {**valid, options[len(text) % len(options)]: text}
        words = [f"--{option}={value}" for option, value in given.items()]
        return _accepted("--db", str(path), "append", "signing", "--dry-run", *words)

    return feed


def _asking(path: Path) -> Callable[[str], bool]:
    return lambda text: _accepted("--db", str(path), "log", f"--search={text}")


def _arguing(path: Path) -> Callable[[str], bool]:
    """A text as the argument or an option of a command, another one for each length."""
    commands: tuple[list[str], ...] = (
        *(["roster"], ["audit", "ILRS"], ["timeline"], ["replay"], ["compare", "ILRS"], ["diff"]),
        *(["show"], ["ties"], ["check"], ["archive", "--show"], ["prove"], ["verify", "--head"]),
        *(["head", "--origin"], ["head", "--sign"], ["verify-proof"], ["verify", "--key"], []),
        *(["roster", "ILRS", "--published-by"], ["log", "--after"], ["rebuild"], ["export", "-t"]),
    )
    return lambda text: _accepted("--db", str(path), *commands[len(text) % len(commands)], text)


def _file_to(path: Path, command: str, *before: str) -> Callable[[bytes], bool]:
    file = path.with_name("input.txt")

    def feed(data: bytes) -> bool:
        file.write_bytes(data)
        return _accepted("--db", str(path), command, *before, str(file))

    return feed


# Feeding


@attrs.define
class Fed:
    """What became of the inputs of one target."""

    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    over: int = 0  # inputs that took more than `SLOW`
    peak: int = 0  # bytes of memory
    faults: Counter[str] = attrs.Factory(Counter)

    def add(self, other: "Fed") -> None:
        self.accepted += other.accepted
        self.refused += other.refused
        self.slowest, self.peak = max(self.slowest, other.slowest), max(self.peak, other.peak)
        self.over += other.over
        self.faults += other.faults


@contextmanager
def _alarm() -> Iterator[None]:
    """What hangs is broken off."""

    def ring(*_: object) -> None:
        raise TimeoutError(f"more than {HUNG:g} s")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HUNG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def feed_one(feed: Callable[[bytes], bool], data: bytes, fed: Fed) -> None:
    start = time.perf_counter()
    try:
        with _alarm():
            accepted = feed(data)
        fed.accepted += accepted
        fed.refused += not accepted
    except BaseException as problem:
        called = [one.name for one in traceback.extract_tb(problem.__traceback__)]
        what = f"{type(problem).__name__} ({str(problem)[:80]}) in {' > '.join(called[-4:])}"
        fed.faults[f"{what}: {data[:300]!r}"] += 1
    took = time.perf_counter() - start
    fed.slowest, fed.over = max(fed.slowest, took), fed.over + (took > SLOW)


def feed_many(target: Target, many: int, number: int) -> Fed:
    """Feed a target so many inputs, another lot for each number."""
    _, strategy, feed = target
    fed = Fed()
    done = 0
    while fed.accepted + fed.refused + sum(fed.faults.values()) < many and done < many:
        some = min(AT_ONCE, many - done)

        @seed(number + done)
        @settings(
            max_examples=some,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def one_lot(data: bytes) -> None:
            feed_one(feed, data, fed)

        one_lot()
        done += some
    fed.peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return fed


def ledger_to_ask(path: Path) -> None:
    """A small ledger with something of most types in it."""
    make(path, map(act, range(12)))
    with Ledger.open(path, write=True, subscribers=[tables.keep]) as ledger:
        milestone = codec.decode(
            {"type": "milestone", "id": "october", "name": "O", "on": "2023-10"}
        )
        assert isinstance(milestone, Milestone)
        ledger.append([milestone], by="endurance")


def one_process(arguments: tuple[int, int]) -> dict[str, Fed]:
    """A share of all inputs, fed to a ledger of its own."""
    number, many = arguments
    with folder() as place:
        path = place / "events.db"
        ledger_to_ask(path)
        with Ledger.open(path) as ledger:
            every = list(targets(path, ledger))
            share = -(-many // len(every))
            return {one[0]: feed_many(one, share, 1000 * number) for one in every}


def main() -> None:
    many = chosen(SIZES)
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    total: dict[str, Fed] = {}
    with get_context("fork").Pool(PROCESSES) as pool:
        for found in pool.map(one_process, [(n, -(-many // PROCESSES)) for n in range(PROCESSES)]):
            for name, fed in found.items():
                total.setdefault(name, Fed()).add(fed)
    figures: dict[str, Any] = {"inputs": sum(one.accepted + one.refused for one in total.values())}
    for name, fed in total.items():
        slow = f"slowest {milliseconds(fed.slowest)}"
        figures[name] = f"{fed.accepted:,} accepted, {fed.refused:,} refused, {slow}"
    peak = max(fed.peak for fed in total.values())
    figures["inputs that took more than 1 s"] = sum(fed.over for fed in total.values())
    figures["peak memory of a process"] = (
        f"{peak >> 20} MiB, {(peak - start) >> 20} MiB more than at its start"
    )
    faults = [
        f"{name}: {one}, {n} times" for name, fed in total.items() for one, n in fed.faults.items()
    ]
    faults += ["memory grew by more than 500 MB"] if peak - start > 500_000_000 else []
    faults += [f"{name}: slower than 1 s" for name, fed in total.items() if fed.over]
    report("Fed rubbish", {**figures, "things wrong": len(faults)}, faults)
    for name in ("archive", "verify-proof"):
        if name not in total:
            print(f"left out: there is no command {name}")


if __name__ == "__main__":
    main()
