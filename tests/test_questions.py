"""Questions that were cited, asked again of the record as it was, and as it is."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pages
import pytest
import terminal

from cli.main import depositary

QUESTIONS = (
    "roster ILRS --on 2023-12-07",
    "roster 'International Lunar Research Station' --before december --kind state --sources",
    "roster ILRS --on 2023-12-07 --status signatory --published-by 2023-12-08 --tier press",
    "roster ILRS --after december --min-sources 2 --disputed widen",
    "diff ILRS 2023-01-01 december",
    "diff ILRS '#2' '#3' --on 2023-12-07",
    "compare ILRS Accords --on 2023-12-31",
    "timeline",
    "timeline Egypt",
    "timeline ILRS",
    "replay --to december",
    "replay ILRS --to 2023-12-07 --tier press",
    "audit ILRS egypt --on 2023-12-07",
    "audit ILRS EG --on 2023-12-31 --min-sources 1",
    "ties Egypt",
)
BEGUN = (
    "program --id ilrs --name 'International Lunar Research Station' --alias ILRS",
    "program --id accords --name Accords",
    "milestone --id december --name December --on 2023-12-06",
    "source --id deals --title Deals --publisher Daily --published-on 2023-12-07 --tier press",
    "signing --program ILRS --participant Egypt --on 2023-12 --with China --source deals",
)
LATER = (
    "signing --program Accords --participant Egypt --on 2023-12-05",
    "signing --program ILRS --participant Peru --on 2023-11-30",
    "program --id luna --name Luna --alias egypt-program",
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    with pytest.MonkeyPatch.context() as patch:
        pages.enter(folder, patch)
        typed("depositary init")
        record(BEGUN)
    return folder


@pytest.fixture(autouse=True)
def folder(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder, with a ledger that has just begun."""
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    pages.enter(tmp_path, monkeypatch)
    return tmp_path


def typed(command: str) -> str:
    return terminal.answer_to(command)


def record(events: Sequence[str]) -> None:
    for event in events:
        assert "recorded" in typed(f"depositary append {event}")


def cited(question: str) -> tuple[str, str]:
    """The answer to a question as text, and its citation."""
    answer, citation = typed(f"depositary {question} --cite").rsplit("\n", 1)
    assert answer.rstrip("\n") == typed(f"depositary {question}")
    return answer.rstrip("\n"), citation


def again(citation: str) -> tuple[str, list[str]]:
    """The answer as it was known then, and the lines below it."""
    answer, below = typed(f'depositary again "{citation}"').split("\n\nthe events up to ")
    return answer, below.splitlines()


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_was_cited_is_answered_again_as_it_was(question: str) -> None:
    answer, citation = cited(question)
    assert again(citation) == (
        answer,
        [f"{position(citation)} are those cited", "as known today the answer is the same"],
    )
    record(LATER)
    typed("depositary correct '#5' --set occurred_on=2023-12-06 --reason wrong")
    later = typed(f'depositary again "{citation}" --format json').partition("\n[exit")[0]
    found = json.loads(later)
    assert found["citation"] == citation
    assert found["problem"] is None
    known = f" --known '{position(citation)}'" if "'#2'" not in question else ""
    now = json.loads(typed(f"depositary {question} --format json"))
    assert found["now"] | {"citation": ""} == now | {"citation": ""}
    assert found["differs"] == bool(found["changes"])
    if not question.startswith("audit"):  # which tells what was recorded later, too
        then = json.loads(typed(f"depositary {question}{known} --format json"))
        assert found["then"] | {"citation": ""} == then | {"citation": ""}


def position(citation: str) -> str:
    return citation.rsplit(" root ", 1)[0].rsplit(" ", 1)[1]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_citation_has_ids_and_days_and_cites_itself(question: str) -> None:
    _, citation = cited(question)
    canonical = citation.removeprefix("depositary ").partition(" at #")[0]
    assert not {*canonical.split()} & {"ILRS", "Egypt", "egypt", "EG", "december", "--before"}
    assert cited(canonical.replace("#2", "'#2'").replace("#3", "'#3'"))[1] == citation


def test_a_citation_may_be_broken_into_lines_begin_without_the_program_and_be_shortened() -> None:
    _, citation = cited(QUESTIONS[0])
    for one in (
        citation.replace(" ", "\n  "),
        citation.removeprefix("depositary "),
        citation[:-52],
    ):
        assert "as known today the answer is the same" in typed(f'depositary again "{one}"')


def test_another_ledger_is_told_though_it_answers_alike() -> None:
    _, citation = cited(QUESTIONS[0])
    typed("depositary --db other.db init")
    for event in (*BEGUN[1::-1], *BEGUN[2:]):
        typed(f"depositary --db other.db append {event}")
    told = typed(f'depositary --db other.db again "{citation}"')
    assert "the events up to #5 are others than those cited" in told
    assert "as known today the answer is the same" in told
    assert told.endswith("[exit 3]")


def test_a_question_that_has_no_answer_any_more() -> None:
    _, citation = cited("roster Accords --on 2023-12-31")
    typed("depositary retract '#2' --reason 'never agreed'")
    told = typed(f'depositary again "{citation}"')
    assert told.startswith("depositary: no program is called 'accords'")
    assert told.endswith("[exit 2]")


def test_the_answer_of_a_ledger_without_events_may_be_cited() -> None:
    typed("depositary --db empty.db init")
    citation = typed("depositary --db empty.db timeline --cite").splitlines()[-1]
    assert citation.startswith("depositary timeline at #0 root e3b0c44298fc")
    told = typed(f"depositary --db empty.db again '{citation}'")
    assert told.endswith("as known today the answer is the same")


def test_a_citation_in_csv_goes_beside_the_rows_and_in_json_into_the_shape() -> None:
    typed("depositary roster ILRS --cite --format csv > rows.csv")
    assert Path("rows.csv").read_text() == typed("depositary roster ILRS --format csv") + "\n"
    shape = json.loads(typed("depositary roster ILRS --cite --format json"))
    assert shape["citation"] == cited("roster ILRS")[1]


def questions(command: click.Group) -> Iterator[str]:
    """The commands that take --cite."""
    ctx = click.Context(command)
    for name in command.list_commands(ctx):
        found = command.get_command(ctx, name)
        if found and any(one.name == "cite" for one in found.params):
            yield name


def test_each_question_is_tried_here() -> None:
    assert {one.split()[0] for one in QUESTIONS} == set(questions(depositary))


class TestWatch:
    def test_what_changed_is_what_again_finds_of_the_answer_before(self) -> None:
        Path("asked.txt").write_text("\n".join(QUESTIONS))
        typed("depositary watch asked.txt")
        seen = Path("asked.txt.seen").read_text().splitlines()[1:]
        assert len(seen) == len(QUESTIONS)
        record(LATER)
        told = json.loads(typed("depositary watch asked.txt --format json").partition("\n[exit")[0])
        assert told["faults"] == []
        for line, one in zip(seen, told["questions"], strict=True):
            asked, citation = line.split("\t")
            found = json.loads(
                typed(f'depositary again "{citation}" --format json').partition("\n[exit")[0]
            )
            assert (one["question"], one["before"]) == (asked, citation)
            assert one["changes"] == found["changes"]
            if one["citation"].partition(" at ")[0] == citation.partition(" at ")[0]:
                assert one["citation"] == found["now"]["citation"]

    def test_a_day_that_passes_changes_an_answer_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        left = "--program ILRS --participant Egypt --on 2026-10-01 --effective-on 2026-11-28"
        record([f"withdrawal {left}"])
        typed("depositary watch --ask 'roster ILRS' --state kept")
        assert typed("depositary watch --ask 'roster ILRS' --state kept") == ""
        monkeypatch.setattr(terminal, "NOW", terminal.NOW.replace(day=28))
        told = typed("depositary watch --ask 'roster ILRS' --state kept")
        assert "in all: 1 member (1 state) -> 0 members" in told
        assert told.endswith("[exit 1]")

    def test_what_is_wrong_with_the_record_is_told_until_it_is_seen_to(self) -> None:
        typed("depositary watch --ask 'roster ILRS' --state kept")
        kept = Path("kept").read_text()
        Path("kept").write_text(kept.replace("root ", "root 0000")[:-5] + "\n")
        for _ in range(2):
            told = typed("depositary watch --ask 'roster ILRS' --state kept --format csv")
            assert "the events up to #5 are others than those cited" in told
            assert told.endswith("[exit 3]")

    def test_an_option_that_there_is_not_is_told_with_its_line(self) -> None:
        Path("asked.txt").write_text("roster ILRS\nroster ILRS --in 2023-12\n")
        told = typed("depositary watch asked.txt")
        assert "depositary: asked.txt line 2: 'roster ILRS --in 2023-12': " in told
        assert told.endswith("[exit 2]")

    def test_nothing_is_kept_in_the_ledger_and_never_in_its_place(self) -> None:
        before = Path("events.db").read_bytes()
        typed("depositary watch --ask 'roster ILRS' --state kept")
        assert typed("depositary watch --ask timeline --state events.db").endswith("[exit 2]")
        assert Path("events.db").read_bytes() == before

    def test_a_question_of_another_day_stays_as_it_was(self) -> None:
        typed("depositary watch --ask 'roster ILRS' --ask 'ties Egypt' --state kept")
        typed("depositary watch --ask 'ties Egypt' --state kept")
        assert len(Path("kept").read_text().splitlines()) == 3
