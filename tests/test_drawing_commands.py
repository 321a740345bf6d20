"""`chart` and `map` as they are typed: what they draw, and what they refuse."""

import json
import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import terminal
from pictured import texts

from cli.main import run

pytestmark = pytest.mark.apart  # pictures take seconds until they are kept

SAMPLE = Path(__file__).parent.parent / "events.db.sample"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(SAMPLE, tmp_path / "events.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    return tmp_path


@pytest.mark.parametrize("ending", ["svg", "png", "html"])
def test_the_same_question_draws_the_same_bytes(ending: str, folder: Path) -> None:
    for path in ("one", "two"):
        answer = terminal.answer_to(
            f'depositary chart "Artemis Accords" ILRS --to 2024-05-08 -o {path}.{ending}'
        )
        assert answer == f"drawn to {path}.{ending}"
    assert Path(f"one.{ending}").read_bytes() == Path(f"two.{ending}").read_bytes()


def test_a_map_may_be_of_one_program(folder: Path) -> None:
    assert terminal.answer_to("depositary map ILRS --on 2024-05-08 -o MAP.SVG") == (
        "drawn to MAP.SVG"
    )
    root = ElementTree.parse("MAP.SVG").getroot()
    assert "International Lunar Research Station" in texts(root)


def test_a_chart_shows_what_replay_counts(folder: Path) -> None:
    chart = json.loads(terminal.answer_to("depositary chart ILRS --format json"))
    replay = json.loads(terminal.answer_to("depositary replay ILRS --format json"))
    steps = {one["day"]: {**one["counts"], "day": one["day"]} for one in replay["steps"]}
    [line] = chart["programs"]
    assert steps
    for count in line["counts"][:-1]:
        assert count == steps[count["day"]]


def test_a_chart_shows_a_milestone_once_it_was_recorded(folder: Path) -> None:
    shown = {}
    for day in ("2023-10-30", "2023-10-31"):
        terminal.answer_to(f"depositary chart ILRS --to 2023-12-31 --known {day} -o {day}.svg")
        shown[day] = texts(ElementTree.parse(f"{day}.svg").getroot())
    name = "The October accords of 2023: Azer…"  # it would leave the picture
    assert name not in shown["2023-10-30"]
    assert name in shown["2023-10-31"]
    assert not any("Moon Agreement" in one for one in shown["2023-10-31"])  # of another program


def test_a_picture_that_would_replace_the_ledger_is_refused(folder: Path) -> None:
    Path("race.svg").symlink_to("events.db")
    answer = terminal.answer_to("depositary chart ILRS -o race.svg")
    assert answer.startswith("depositary: race.svg is the ledger itself")


@pytest.mark.parametrize("command", ["chart ILRS -o a.svg", "map ILRS -o a.svg"])
def test_a_picture_without_the_packages_says_what_to_install(
    command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [one for one in sys.modules if one.split(".")[0] == "web"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert terminal.answer_to(f"depositary {command}") == (
        "depositary: pictures and pages need the extra 'web': install depositary[web]\n[exit 1]"
    )
    assert not Path("a.svg").exists()


def test_a_chart_in_a_terminal_without_blocks_has_plain_signs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open("screen", "w", encoding="ascii") as screen:
        monkeypatch.setattr(sys, "stdout", screen)
        assert run(["chart", "Moon Agreement", "--to", "2024-05-08"]) == 0
    assert re.search(r"^   \|.*##$\n^ 0 \+-+$", Path("screen").read_text(), re.MULTILINE)
