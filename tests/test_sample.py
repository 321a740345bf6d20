"""The sample: what it must answer, that it is what its data build, and that it stays as it is."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cli.days import day_before, known_position
from ledger.store import Ledger
from ledger.verify import verify
from projections.evidence import Evidence, Policy
from projections.kept import tables
from projections.roster import Roster, comparison, memberships
from projections.view import View

TOP = Path(__file__).parent.parent
SAMPLE = TOP / "events.db.sample"
STATES = ("state",)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    with Ledger.open(SAMPLE) as found, found.snapshot():
        yield found


def roster(
    ledger: Ledger,
    program: str,
    on: str,
    *,
    known: str | None = None,
    policy: Policy | None = None,
    kinds: tuple[str, ...] = (),
) -> Roster:
    view = View(ledger, known_position(ledger, known), policy or Policy())
    return view.roster(view.program(program), date.fromisoformat(on), kinds)


def members(found: Roster) -> list[str]:
    return sorted(entry.participant for entry in found.members)


def possible(found: Roster) -> list[str]:
    return sorted(entry.participant for entry in found.possible)


class TestAnswers:
    def test_ilrs_before_the_october_accords(self, ledger: Ledger) -> None:
        view = View(ledger, ledger.size)
        assert day_before(view, "october-accords") == date(2023, 9, 30)
        found = roster(ledger, "ILRS", "2023-09-30", kinds=STATES)
        assert (members(found), possible(found)) == (["CHN", "RUS", "VEN", "ZAF"], [])

    def test_institutions_were_in_by_then(self, ledger: Ledger) -> None:
        kinds = roster(ledger, "ILRS", "2023-09-30").by_kind()
        assert kinds["state"] == 4
        assert sum(kinds.values()) > 4

    def test_accords_when_the_press_counted_29(self, ledger: Ledger) -> None:
        assert len(members(roster(ledger, "Artemis Accords", "2023-10-24"))) == 30

    def test_iceland_was_not_published_yet(self, ledger: Ledger) -> None:
        policy = Policy(published_by=date(2023, 10, 24))
        found = roster(ledger, "Artemis Accords", "2023-10-24", policy=policy)
        assert "ISL" not in members(found) + possible(found)
        assert len(found.entries) == 29

    def test_what_has_no_dated_source_is_possible_then(self, ledger: Ledger) -> None:
        day = date(2023, 10, 24)
        found = roster(ledger, "Artemis Accords", str(day), policy=Policy(published_by=day))
        view = View(ledger, ledger.size)
        evidence = Evidence(view.events_for())
        for entry in found.entries:
            standing = [view.events_for().standing(position) for position in entry.because]
            days = [
                source.published_on
                for one in standing
                if one
                for support in evidence.of(one)
                if support.stance == "supports"
                and (source := evidence.original(support.citation.source))
            ]
            dated = any(on and on.latest <= day for on in days)
            assert entry.certain == dated, entry

    def test_june_2023_as_reported_then(self, ledger: Ledger) -> None:
        then = members(roster(ledger, "ILRS", "2023-06-30", known="2023-06-30"))
        now = members(roster(ledger, "ILRS", "2023-06-30"))
        assert set(then) - set(now) == {"ARE", "ARG", "BRA", "PAK"}
        assert set(now) <= set(then)

    @pytest.mark.parametrize(("on", "is_party"), [("2024-01-04", True), ("2024-01-05", False)])
    def test_saudi_arabia_left_the_moon_agreement(
        self, ledger: Ledger, on: str, is_party: bool
    ) -> None:
        assert ("SAU" in members(roster(ledger, "Moon Agreement", on))) == is_party

    def test_in_both_at_the_end_of_2025(self, ledger: Ledger) -> None:
        found = comparison(
            [roster(ledger, name, "2025-12-31") for name in ("Artemis Accords", "ILRS")]
        )
        assert sorted(found.shared) == ["SEN", "THA"]

    @pytest.mark.parametrize(
        ("on", "certainty"),
        [
            ("2024-05-06", "not"),
            ("2024-05-07", "possible"),
            ("2024-05-08", "possible"),
            ("2024-05-09", "certain"),
            ("2024-05-10", "certain"),
        ],
    )
    def test_serbia_on_the_days_in_question(self, ledger: Ledger, on: str, certainty: str) -> None:
        found = roster(ledger, "ILRS", on, kinds=STATES)
        answers = [entry.certainty for entry in found.entries if entry.participant == "SRB"]
        assert answers == ([] if certainty == "not" else [certainty])


class TestFile:
    def test_it_verifies(self, ledger: Ledger) -> None:
        assert list(verify(ledger)) == []
        assert list(tables.differences(ledger)) == []

    def test_it_is_what_its_data_build(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.syspath_prepend(str(TOP))
        from sample.build import build

        built = tmp_path / "events.db"
        build(built)
        assert rows(built) == rows(SAMPLE)

    def test_reading_it_leaves_no_file_beside_it(self, tmp_path: Path) -> None:
        copy = tmp_path / "sample.db"
        shutil.copy(SAMPLE, copy)
        copy.chmod(0o444)
        before = copy.read_bytes()
        with Ledger.open(copy) as ledger, ledger.snapshot():
            assert ledger.size > 500
            assert sorted(tmp_path.iterdir()) == [copy]
        assert sorted(tmp_path.iterdir()) == [copy]
        assert copy.read_bytes() == before

    def test_tables_and_folds_agree_as_known_at_many_positions(self, ledger: Ledger) -> None:
        for known in range(1, ledger.size + 1, ledger.size // 12):
            view = View(ledger, known)
            folded = memberships(view.events_for())
            for program in view.names.programs:
                kept: dict[str, list[object]] = {}
                for participant, span in tables.memberships_of(ledger, program, known):
                    kept.setdefault(participant, []).append(span)
                assert {key: tuple(spans) for key, spans in kept.items()} == {
                    participant: spans
                    for (of, participant), spans in folded.items()
                    if of == program
                }


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table and view, as any reader of SQLite sees them; of the words, where
    each stands."""
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        names = [name for (name,) in db.execute(query)]
        return {
            name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr)
            for name in names
            if name != "search" and not name.startswith("search_")
        }
    finally:
        db.close()
