"""The arithmetic of the benchmarks: medians, ratios, targets, the guard; and that their page says
what is on record."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import generate, guard, page, plots, results, rounds, treaties, writers
from benchmarks.results import Kept
from benchmarks.rounds import OURS, Measure, Spread
from benchmarks.statements import changes
from benchmarks.targets import TARGETS, Against, Below, Flat, verdict
from ledger import codec
from ledger.store import Ledger
from projections.kept import tables

REPLAY = Measure("replay", "all events", "µs an event", {})
PLACE = {"on": "2026-11-21", "machine": "a machine", "system": "Linux 6", "python": "3.11"}


def alike(value: float) -> Spread:
    return Spread(value, value, value)


def measured(unit: str = "ms", **sizes: tuple[float, float]) -> Mapping[str, Kept]:
    """What would be on record of `asked`: at each size, our seconds and those of `other`."""
    found = {
        int(size.removeprefix("at_")): rounds.outcome([{OURS: ours, "other": other}])
        for size, (ours, other) in sizes.items()
    }
    return {"asked": Kept("a title", unit, found, dict.fromkeys(found, PLACE))}


class TestRounds:
    def test_a_spread_is_the_median_with_the_lowest_and_the_highest(self) -> None:
        assert rounds.spread([3.0, 1.0, 9.0]) == Spread(3.0, 1.0, 9.0)
        assert rounds.spread([1.0, 2.0]) == Spread(1.5, 1.0, 2.0)

    def test_a_ratio_is_computed_within_a_round(self) -> None:
        """In the second round the machine was ten times as slow: no ratio shows it."""
        found = rounds.outcome(
            [{OURS: 2.0, "other": 1.0}, {OURS: 20.0, "other": 10.0}, {OURS: 3.0, "other": 1.0}]
        )
        assert found.ratios == {"other": Spread(2.0, 2.0, 3.0)}
        assert found.figures == {OURS: Spread(3.0, 2.0, 20.0), "other": Spread(1.0, 1.0, 10.0)}
        assert found.rounds == 3

    def test_the_sides_take_turns(self) -> None:
        assert rounds.turns(["a", "b", "c"], 0) == ["a", "b", "c"]
        assert rounds.turns(["a", "b", "c"], 1) == ["c", "b", "a"]

    def test_only_the_large_size_has_as_many_rounds_as_asked(self) -> None:
        assert [rounds.rounds_at(size, 1) for size in (10_000, 999_999, 1_000_000)] == [5, 5, 1]

    def test_a_figure_is_shown_in_its_unit(self) -> None:
        assert rounds.shown("µs an event", 0.5, 10_000) == pytest.approx(50)
        assert rounds.shown("ms", 0.5, 10_000) == pytest.approx(500)
        assert rounds.shown("MB", 150e6, 10_000) == pytest.approx(150)
        assert rounds.shown("bytes an event", 5e6, 10_000) == pytest.approx(500)


class TestWriters:
    SEEN = ((0.0, 1.0, 3.0), (0.5, 2.0, 5.0))  # before the first append of each, and after each

    def test_an_append_takes_a_part_of_the_time_of_all_together(self) -> None:
        assert writers.each(self.SEEN) == 5.0 / 4

    def test_most_are_done_within_the_time_of_the_latest_but_one_of_a_hundred(self) -> None:
        assert writers.late(self.SEEN) == 3.0
        assert writers.late([range(101), (0.0, 7.0)]) == 1.0


class TestResults:
    def test_what_is_kept_is_what_was_found(self, tmp_path: Path) -> None:
        found = rounds.outcome([{OURS: 0.25, "other": 0.5}])
        results.keep(REPLAY, 2000, found, PLACE, tmp_path)
        kept = results.load(tmp_path)["replay"]
        assert (kept.title, kept.unit) == ("all events", "µs an event")
        assert kept.sizes == {2000: found}
        assert kept.where == {2000: PLACE}

    def test_a_new_run_replaces_the_old_one_of_its_size_alone(self, tmp_path: Path) -> None:
        for size, seconds in ((10_000, 1.0), (2000, 2.0), (2000, 4.0)):
            found = rounds.outcome([{OURS: seconds, "other": 1.0}])
            results.keep(REPLAY, size, found, PLACE, tmp_path)
        kept = results.load(tmp_path)["replay"].sizes
        assert {size: one.ratios["other"].median for size, one in kept.items()} == {
            2000: 4.0,
            10_000: 1.0,
        }


class TestTargets:
    def test_against_another_side(self) -> None:
        found = measured(at_1000000=(3.0, 2.0))
        assert verdict(Against("asked", "other", 1.5), found).reached
        assert verdict(Against("asked", "other", 1.4), found).reached is False
        assert verdict(Against("asked", "other", 1.4), found).value == 1.5

    def test_below_a_figure(self) -> None:
        found = measured(at_100000=(0.0009, 1.0))
        assert verdict(Below("asked", 1.0, 100_000), found).reached
        assert verdict(Below("asked", 0.5, 100_000), found).reached is False

    def test_flat_over_sizes(self) -> None:
        found = measured(at_100000=(2.0, 1.0), at_1000000=(3.0, 1.0))
        assert verdict(Flat("asked", 1.5), found).reached
        assert verdict(Flat("asked", 1.4), found).reached is False

    def test_flat_is_an_event_of_what_grows_with_events(self) -> None:
        found = measured("µs an event", at_100000=(2.0, 1.0), at_1000000=(20.0, 1.0))
        assert verdict(Flat("asked", 1.0), found).value == pytest.approx(1.0)

    @pytest.mark.parametrize(
        "target", [Against("asked", "nobody", 1.0), Below("asked", 1.0, 3), Flat("other", 1.0)]
    )
    def test_what_was_not_measured_is_neither(self, target: Against | Below | Flat) -> None:
        assert verdict(target, measured(at_1000000=(1.0, 1.0))).reached is None

    def test_flat_wants_both_sizes(self) -> None:
        assert verdict(Flat("asked", 1.5), measured(at_1000000=(1.0, 1.0))).reached is None

    def test_each_target_is_of_something_on_record(self) -> None:
        found = results.load()
        for target in TARGETS:
            one = found[target.measure].sizes[rounds.SMALL]
            assert not isinstance(target, Against) or target.side in one.ratios


class TestGuard:
    def test_only_more_than_three_times_the_ratio_on_record_is_worse(self) -> None:
        recorded = {"a": alike(1.0), "b": alike(1.0)}
        assert guard.worse({"a": alike(3.0), "b": alike(3.1)}, recorded) == ["b"]

    def test_better_is_not_worse(self) -> None:
        assert guard.worse({"a": alike(0.1)}, {"a": alike(1.0)}) == []

    def test_what_is_not_on_record_is_told(self) -> None:
        found = {"a": alike(9.0), "b": alike(1.0)}
        assert guard.worse(found, {"b": alike(1.0)}) == []
        assert guard.missing(found, {"b": alike(1.0)}) == ["a"]


class TestPage:
    def test_it_says_what_is_on_record(self) -> None:
        found = results.load()
        for path, body in ((page.PAGE, page.summary), (page.TABLES, page.every_figure)):
            before = path.read_text()
            assert page.written(before, body(found)) == before

    def test_what_is_written_by_hand_stays(self) -> None:
        before = f"by hand\n{page.START}\nold\n{page.END}\nalso by hand\n"
        after = page.written(before, "new")
        assert after == f"by hand\n{page.START}\n\nnew\n\n{page.END}\nalso by hand\n"

    def test_a_target_is_told_with_what_was_measured(self) -> None:
        found = rounds.outcome([{OURS: 1.0, "eventsourcing": 4.0, "sqlite3": 0.5}])
        kept = Kept("a title", "µs an event", {1_000_000: found}, {1_000_000: PLACE})
        after = page.every_figure({"replay": kept})
        row = "| replay | at most {} times {}, at 1,000,000 | {} times | {} |"
        assert row.format("0.25", "eventsourcing", "0.25", "yes") in after
        assert row.format("1", "sqlite3", "2", "**no**") in after
        assert "| 1,000,000 | 1 | 1 | 4: 0.25 times | 0.5: 2 times |" in after
        assert "- a machine, Linux 6, python 3.11 (2026-11-21)" in after

    def test_the_summary_has_a_line_a_measure_and_the_targets_that_are_missed(self) -> None:
        found = rounds.outcome([{OURS: 1.0, "sqlite3": 0.25}])
        sizes = {100_000: found, 1_000_000: found}
        kept = Kept("a title", "µs an event", sizes, dict.fromkeys(sizes, PLACE))
        small = Kept("a title", "ms", {2000: found}, {2000: PLACE})
        after = page.summary({"import": kept, "growth-acts": small})
        row = "| import: a title |  | 10 µs an event | 1 µs an event | 4 times sqlite3 |"
        assert row in after
        assert "growth" not in after
        assert after.endswith("1 are missed, of: import.")

    def test_what_was_measured_before_the_last_day_is_marked(self) -> None:
        found = rounds.outcome([{OURS: 1.0, "sqlite3": 0.25}])
        days = {10_000: "2026-11-27", 100_000: "2026-11-27", 1_000_000: "2026-11-21"}
        where = {size: {**PLACE, "on": on} for size, on in days.items()}
        kept = Kept("a title", "ms", dict.fromkeys(days, found), where)
        after = page.summary({"import": kept})
        row = "| import: a title | 1,000 ms | 1,000 ms | 1,000 ms† | 4 times sqlite3 |"
        assert row in after
        assert "† measured before 2026-11-27, of the program as it was then." in after

    def test_each_measure_at_several_sizes_has_its_plot(self) -> None:
        shown = set(re.findall(r"\((.+?)\.svg\)", page.TABLES.read_text()))
        plotted = {name for name, kept in results.load().items() if plots.is_plotted(kept)}
        assert shown == plotted == {path.stem for path in plots.FOLDER.glob("*.svg")}

    def test_measures_of_one_family_stand_in_one_table(self) -> None:
        found = rounds.outcome([{OURS: 1.0, "a quarter": 0.25}])
        kept = Kept("a title", "ms", {2000: found}, {2000: PLACE})
        after = page.every_figure({"growth-acts": kept, "growth-copies": kept})
        rows = [f"| {name} | 2,000 | 1 | 1,000 | 250: 4 times |" for name in ("acts", "copies")]
        assert "### growth\n" in after
        assert "\n".join(rows) in after


class TestPlots:
    def test_the_small_size_is_no_point_of_the_growth(self) -> None:
        found = measured(at_2000=(1.0, 1.0), at_10000=(2.0, 1.0))["asked"]
        assert {point["events"] for point in plots.rows(found)} == {10_000}
        alone = measured(at_2000=(1.0, 1.0))["asked"]
        assert {point["events"] for point in plots.rows(alone)} == {2000}

    def test_no_label_stands_on_another(self) -> None:
        points = plots.rows(measured(at_10000=(1.0, 1.01))["asked"])
        low, high = sorted(label["figure"] for label in plots.labels(points))
        assert low == pytest.approx(1000)
        assert high > 1050


class TestInputs:
    def test_a_ledger_has_so_many_events_of_the_mix_that_is_told(self) -> None:
        wires = list(generate.wires(3000))
        assert len(wires) == 3000
        drawn = [wire for wire in wires if wire["type"] not in ("program", "source")]
        share = {name: sum(one["type"] == name for one in drawn) / len(drawn) for name in SHARES}
        assert share == pytest.approx(SHARES, abs=0.03)

    def test_bodies_are_of_the_size_that_is_told(self) -> None:
        bodies = [codec.body(codec.decode(wire)) for wire in generate.wires(1000)]
        drawn = [one for one in bodies if '"type":"source"' not in one]
        sizes = [len(one.encode()) for one in drawn if '"type":"program"' not in one]
        assert min(sizes) >= generate.SHORTEST
        assert max(sizes) <= generate.LONGEST

    def test_the_same_size_gives_the_same_events(self) -> None:
        assert list(generate.wires(300)) == list(generate.wires(300))

    def test_a_ledger_of_treaties_has_so_many_acts_of_so_many_states(self) -> None:
        wires = list(treaties.wires(1000, programs=10, whom=60))
        acts = [one for one in wires if "participant" in one]
        assert len(acts) == 1000
        assert len({one["participant"] for one in acts}) == 60
        assert len({one["program"] for one in acts}) == 10
        ids = [codec.event_id(codec.body(codec.decode(wire))) for wire in wires]
        assert len(set(ids)) == len(ids)

    def test_what_an_append_altered_can_be_done_again(self, tmp_path: Path) -> None:
        *before, last = (codec.decode(wire) for wire in generate.wires(40))
        one, other = tmp_path / "one.db", tmp_path / "other.db"
        for path in (one, other):
            with Ledger.create(path, clock=at_ten, subscribers=[tables.keep]) as ledger:
                ledger.append(before, by="it's a test")
        with Ledger.open(one, write=True, clock=at_ten, subscribers=[tables.keep]) as ledger:
            found = changes(ledger.db.conn, lambda: ledger.append([last], by="it's last").clear())
        with closing(sqlite3.connect(other)) as altered, closing(sqlite3.connect(one)) as asked:
            for sql, values in found:
                altered.execute(sql, values)
            altered.commit()
            assert list(altered.iterdump()) == list(asked.iterdump())


def at_ten() -> datetime:
    return datetime(2026, 11, 21, 10, tzinfo=UTC)


SHARES = {
    "signing": 0.70,
    "launch": 0.15,
    "withdrawal": 0.05,
    "correction": 0.03,
    "retraction": 0.02,
}
