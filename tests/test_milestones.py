"""A milestone that names events has their dates, as they are known."""

from collections.abc import Callable
from pathlib import Path

import pytest
import terminal
from registers import known, register

from ledger import codec
from ledger.errors import MalformedEvent
from ledger.events import Milestone
from projections.effective import fold
from projections.milestones import moment
from projections.timeline import timeline

TEXT = """
    | program p name=Accords
    | signing program=p participant=AZE on=2023-10-03
    | signing program=p participant=BLR on=2023-10-18
    | milestone accords name="The October accords" events={events}
    """


def when(text: str, until: int | None = None) -> str:
    """When the last milestone of a register was, and how many of its events are gone."""
    effective = fold(register(text)[:until])
    [milestone] = [one.event for one in effective if isinstance(one.event, Milestone)]
    found = moment(milestone, effective.reads)
    gone = f", without {len(found.gone)}" if found.gone else ""
    return f"{found.on}{gone}"


def of(*lines: str) -> str:
    """A register with a milestone of two accords, and more lines."""
    records = register(TEXT.format(events="0" * 64))
    events = ",".join(one.id for one in records[1:3])
    return "\n".join([TEXT.format(events=events), *lines])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "2023-10-03/2023-10-18"),
        (["| correction event=#2 changes.occurred_on=2023-09-28"], "2023-09-28/2023-10-18"),
        (["| correction event=#2 changes.occurred_on=2023-10-18"], "2023-10-18"),
        (["| correction event=#3 changes.effective_on=2024"], "2023-10-03/2024-12-31"),
        (["| retraction event=#2"], "2023-10-18, without 1"),
        (["| retraction event=#2", "| retraction event=#3"], "None, without 2"),
        (["| retraction event=#2", "| retraction event=#5"], "2023-10-03/2023-10-18"),
    ],
)
def test_it_is_when_its_events_were(lines: list[str], expected: str) -> None:
    assert when(of(*lines)) == expected


def test_it_is_as_was_known_at_a_position() -> None:
    text = of("| correction event=#2 changes.occurred_on=2023-09-28")
    assert (when(text, 4), when(text)) == ("2023-10-03/2023-10-18", "2023-09-28/2023-10-18")


@pytest.mark.parametrize("more", [{}, {"on": "2023-10", "events": ["#2"]}])
def test_it_has_a_date_or_events(more: dict[str, object]) -> None:
    with pytest.raises(MalformedEvent, match="one of the two"):
        codec.decode({"type": "milestone", "id": "accords", "name": "Accords", **more})


def test_it_stands_in_the_timeline_on_its_first_day_while_any_of_its_events_stands() -> None:
    def days(text: str) -> list[str]:
        effective, names = known(text)
        return [one.when for one in timeline(effective, names) if one.kind == "milestone"]

    assert days(of()) == ["2023-10-03/2023-10-18"]
    assert days(of("| retraction event=#2", "| retraction event=#3")) == []


@pytest.mark.parametrize(
    ("line", "programs"),
    [
        ("on=2023-10", {"p", "q"}),
        ("on=2023-10 programs=p", {"p"}),
        ("on=2023-10 programs=p,q", {"p", "q"}),
        ("events={signing}", {"p"}),
        ("events={signing} programs=q", {"q"}),
    ],
)
def test_it_stands_in_the_timelines_of_its_programs_or_else_those_of_its_events(
    line: str, programs: set[str]
) -> None:
    filed = "| program p\n| program q\n| signing program=p participant=AZE on=2023-10-03\n"
    signing = register(filed)[2].id
    effective, names = known(f"{filed}| milestone turn {line.format(signing=signing)}")

    def shown(program: str) -> bool:
        return any(one.kind == "milestone" for one in timeline(effective, names, program))

    assert {one for one in ("p", "q") if shown(one)} == programs


Ask = Callable[[str], str]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask the command line of a ledger with three acts, and the milestone of the last two."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)

    def asked(command: str) -> str:
        return terminal.answer_to(f"depositary {command}")

    for command in (
        "init",
        "append program --id p --name Accords",
        "append signing --program p --participant China --on 2021-01-01",
        "append signing --program p --participant Azerbaijan --on 2023-10-03",
        "append signing --program p --participant Belarus --on 2023-10-18",
        "append milestone --id accords --name 'Both' --event '#3' --event '#4'",
    ):
        asked(command)
    return asked


class TestAQuestion:
    def test_is_asked_before_and_after_it(self, ask: Ask) -> None:
        assert "1 member (1 state)" in ask("roster p --before accords")
        assert "3 members (3 state)" in ask("roster p --after accords")
        assert "at the end of 2023-10-02" in ask("roster p --before accords")
        assert "at the end of 2023-10-18" in ask("roster p --after accords")

    def test_on_it_is_refused_where_it_is_several_days(self, ask: Ask) -> None:
        told = ask("roster p --on accords")
        assert "not one day but 2023-10-03/2023-10-18" in told
        assert "--before accords or --after accords" in told
        assert "3 members" in ask("roster p --on '#4'")

    def test_of_what_it_brought_is_a_diff_from_it_to_it(self, ask: Ask) -> None:
        told = ask("diff p accords accords")
        assert "Azerbaijan" in told
        assert "Belarus" in told
        assert "China" not in told

    def test_moves_with_a_correction_and_tells_of_an_event_that_is_gone(self, ask: Ask) -> None:
        ask("correct '#3' --set occurred_on=2023-09-28 --reason 'an earlier day was found'")
        assert "at the end of 2023-09-27" in ask("roster p --before accords")
        assert "at the end of 2023-10-02" in ask("roster p --before accords --known '#5'")
        ask("retract '#3' --reason 'it never was'")
        told = ask("roster p --before accords")
        assert "at the end of 2023-10-17" in told
        assert "#3 of the milestone accords does not stand as known then" in told

    def test_names_events_of_the_world_alone(self, ask: Ask) -> None:
        assert "#1 has no day of its own: name an act" in ask(
            "append milestone --id other --name Other --event '#1'"
        )
