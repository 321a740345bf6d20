"""``export``: every event as a line; and that a file imported into a new ledger is exported as the
same bytes."""

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from wires import abouts, claims, definitions, happenings

from cli.app import App
from cli.main import run
from ledger import codec
from ledger.errors import Refusal
from ledger.store import Ledger

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
Answer = tuple[int, str, str]  # exit code, standard output, standard error

DEFINED: list[dict[str, Any]] = [
    {"type": "program", "id": "ilrs", "name": "International Lunar Research Station"},
    {"type": "program", "id": "accords", "name": "Artemis Accords"},
    {"type": "participant", "id": "cnsa", "name": "CNSA", "kind": "agency", "state": "CHN"},
    {"type": "source", "id": "tass", "publisher": "TASS", "title": "a", "tier": "press"},
    {"type": "source", "id": "xinhua", "publisher": "Xinhua", "title": "b", "tier": "press"},
]
SIGNING = {"type": "signing", "program": "ilrs", "participant": "EGY", "occurred_on": "2023-12-06"}


class Desk:
    """A folder with ledgers, and the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, NOW

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def __call__(self, *words: str) -> int:
        return run(words, obj=App(clock=lambda: self.now, by="desk"))

    def ledger(self, name: str, *wires: dict[str, Any]) -> None:
        """A new ledger with some events; those that it refuses are left out."""
        with (
            Ledger.create(self.path(name), clock=lambda: self.now) as ledger,
            ledger.batch() as batch,
        ):
            for wire in wires:
                with contextlib.suppress(Refusal):
                    batch.add(codec.decode(wire), by="desk")

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    found = Desk(tmp_path)
    found.ledger("events.db", *DEFINED, SIGNING)
    return found


@pytest.fixture
def exported(desk: Desk, capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Answer]:
    def answer(*options: str) -> Answer:
        capsysbinary.readouterr()
        code = desk("export", *options)
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return answer


Export = Callable[..., Answer]


class TestJsonl:
    def test_the_canonical_form_of_each_event_in_order(self, exported: Export) -> None:
        with Ledger.open("events.db") as ledger:
            bodies = "".join(f"{row.body}\n" for row in ledger.rows())
        assert exported() == (0, bodies, "")

    def test_restore_points(self, exported: Export) -> None:
        _, out, _ = exported("--restore-points")
        last = json.loads(out.splitlines()[-1])
        assert last == {
            **SIGNING,
            "recorded_at": "2026-11-21T10:00:00Z",
            "recorded_by": "desk",
        }

    def test_control_characters_are_escapes(self, desk: Desk, exported: Export) -> None:
        note = "bell \a, C1 \x9b31m, \u202e turned, \x7f, 🚀 é"
        desk.ledger("b.db", *DEFINED, SIGNING | {"note": note})
        desk("--db", "b.db", "export", "-o", "b.jsonl")
        last = desk.text("b.jsonl").splitlines()[-1]
        assert r"bell \u0007, C1 \u009b31m, \u202e turned, \u007f, 🚀 é" in last
        assert json.loads(last)["note"] == note

    def test_an_empty_ledger_is_an_empty_file(self, desk: Desk, exported: Export) -> None:
        desk.ledger("empty.db")
        desk("--db", "empty.db", "export", "-o", "a.jsonl")
        desk("--db", "empty.db", "export", "-o", "a.csv")
        assert (desk.text("a.jsonl"), desk.text("a.csv")) == ("", "type\n")


class TestCsv:
    def test_a_column_for_each_field_that_occurs(self, desk: Desk) -> None:
        cited = [{"source": "tass", "quote": "=1+1"}, {"source": "xinhua", "says": "2023"}]
        desk.ledger(
            "b.db",
            DEFINED[3],
            DEFINED[4],
            DEFINED[0] | {"aliases": ["ILRS", "MNILS; the Moon station"]},
            SIGNING | {"citations": cited, "note": "'so\nit goes', they said\\"},
            {"type": "correction", "event": "#4", "changes": {"note": None}, "reason": "-"},
            {
                "type": "claim",
                "program": "ilrs",
                "on": "2023",
                "count": 0,
                "at_least": True,
                "citation": {"source": "tass"},
            },
        )
        assert desk("--db", "b.db", "export", "-o", "b.csv") == 0
        header, *rows = desk.text("b.csv").split("\n", 1)
        assert header == (
            "type,id,name,aliases,publisher,title,tier,program,participant,occurred_on,event,"
            "changes,reason,on,count,at_least,note,citation.source,citations.0.source,"
            "citations.0.quote,citations.1.source,citations.1.says"
        )
        (body,) = rows
        assert "ILRS;MNILS\\; the Moon station," in body
        assert ",\"''so\nit goes', they said\\\\\",,tass,'=1+1,xinhua,2023\n" in body
        assert ',"{""note"":null}",\'-,' in body
        assert ",2023,0,true,," in body

    def test_restore_points_are_for_jsonl(self, exported: Export) -> None:
        code, _, err = exported("--restore-points", "--format", "csv")
        assert (code, err) == (
            2,
            (
                "depositary: restore points are for JSONL: leave out --format csv: see "
                "'depositary export --help'\n"
            ),
        )


class TestKnown:
    def test_a_position_or_a_day(self, desk: Desk, exported: Export) -> None:
        desk.now += timedelta(days=3)
        Path("more.jsonl").write_text(json.dumps(SIGNING | {"place": "Cairo"}))
        desk("import", "more.jsonl")
        whole = exported()[1].splitlines()
        assert len(whole) == 7
        assert exported("--known", "#2")[1].splitlines() == whole[:2]
        assert exported("--known", "2026-11-21")[1].splitlines() == whole[:6]
        assert exported("--known", "2026-11-20") == (0, "", "")
        assert exported("--known", "#8")[0] == 1


class TestOutput:
    def test_by_its_ending_or_as_asked(self, desk: Desk, exported: Export) -> None:
        assert exported("-o", "a.csv") == (0, "6 events written to a.csv\n", "")
        assert exported("-o", "a.txt", "--format", "csv")[0] == 0
        assert exported("-o", "b.csv", "--format", "jsonl")[0] == 0
        assert desk.text("a.csv") == desk.text("a.txt") == exported("--format", "csv")[1]
        assert desk.text("b.csv") == exported("-o", "-")[1]

    def test_a_file_is_replaced_whole_or_not_at_all(
        self, desk: Desk, exported: Export, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Path("kept.jsonl").write_text("before")
        Path("link.jsonl").symlink_to("kept.jsonl")

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            code, out, err = exported("-o", "kept.jsonl")
        assert (code, out) == (1, "")
        assert err.startswith("depositary: kept.jsonl: no space left on device")
        assert desk.text("kept.jsonl") == "before"
        assert exported("-o", "link.jsonl")[0] == 0
        assert Path("link.jsonl").is_symlink()
        assert desk.text("kept.jsonl") == exported()[1]
        assert not list(desk.folder.glob(".*"))

    def test_the_ledger_itself_is_never_replaced(self, desk: Desk, exported: Export) -> None:
        Path("alias.db").symlink_to("events.db")
        for path in ("events.db", "./events.db", "alias.db"):
            code, _, err = exported("-o", path)
            assert (code, "is the ledger itself: choose another path" in err) == (1, True)
        assert desk("verify") == 0

    @pytest.mark.parametrize("path", ["nowhere/a.jsonl", "."])
    def test_where_no_file_can_be(self, path: str, exported: Export) -> None:
        code, out, err = exported("-o", path)
        assert (code, out) == (1, "")
        assert err.startswith(f"depositary: {path}: ")
        assert err.count("\n") == 1

    def test_what_is_no_regular_file_is_written_to(self, exported: Export) -> None:
        assert exported("-o", "/dev/null")[0] == 0
        assert not os.path.isfile("/dev/null")

    def test_utf_8_whatever_the_terminal_is_set_to(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1", newline=""))
        desk.ledger("b.db", DEFINED[0] | {"note": "Луна 🚀"})
        assert desk("--db", "b.db", "export") == 0
        assert "Луна 🚀" in raw.getvalue().decode()

    def test_help_has_an_example(self, exported: Export) -> None:
        assert "depositary export --restore-points -o backup.jsonl" in exported("--help")[1]

    def test_no_ledger(self, desk: Desk, exported: Export) -> None:
        assert desk("--db", "none.db", "export", "-o", "a.jsonl") == 1
        assert not Path("a.jsonl").exists()


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Definitions, then events of every type that refer to what stands above them."""
    events: list[dict[str, Any]] = [*DEFINED, SIGNING]
    for _ in range(draw(st.integers(1, 8))):
        targets = st.integers(3, len(events)).map(lambda position: f"#{position}")
        events.append(draw(st.one_of(happenings(), claims(), definitions(), abouts(targets))))
    return events


class TestRoundTrips:
    @given(histories())
    @settings(max_examples=examples(15))
    def test_the_same_bytes(self, history: list[dict[str, Any]]) -> None:
        with TemporaryDirectory() as folder:
            desk = Desk(Path(folder))
            desk.ledger("a.db", *history)
            for form in ("jsonl", "csv"):
                exports(desk, "a.db", f"a.{form}")
                copied(desk, f"a.{form}", f"from-{form}.db")
                for again in ("jsonl", "csv"):
                    exports(desk, f"from-{form}.db", f"b.{again}")
                assert desk.text(f"b.{form}") == desk.text(f"a.{form}")
            assert desk.text("b.jsonl") == desk.text("a.jsonl")

    @given(histories())
    @settings(max_examples=examples(8))
    def test_restore_points_give_the_same_tree(self, history: list[dict[str, Any]]) -> None:
        with TemporaryDirectory() as folder:
            desk = Desk(Path(folder))
            desk.ledger("a.db", *history)
            exports(desk, "a.db", "a.jsonl", "--restore-points")
            copied(desk, "a.jsonl", "b.db", "--restore")
            with Ledger.open(desk.path("a.db")) as a, Ledger.open(desk.path("b.db")) as b:
                assert a.head() == b.head()
                assert list(a.rows()) == list(b.rows())


def exports(desk: Desk, ledger: str, file: str, *options: str) -> None:
    path = desk.path(file)
    with contextlib.redirect_stdout(io.StringIO()):
        assert desk("--db", desk.path(ledger), "export", "-o", path, *options) == 0


def copied(desk: Desk, file: str, ledger: str, *options: str) -> None:
    """A new ledger with the events of a file."""
    desk.ledger(ledger)
    with contextlib.redirect_stdout(io.StringIO()):
        assert desk("--db", desk.path(ledger), "import", desk.path(file), *options) == 0
