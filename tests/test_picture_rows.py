"""The rows behind charts and maps: what they count, and where what they name is put."""

import math
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from typing import Any

import pycountry
import pytest
from pictured import (
    ACCORDS,
    FIRST,
    ILRS,
    LAST,
    MAY,
    MILESTONES,
    NAMES,
    lines,
    spans,
    squares,
    world,
)

from ledger.former_states import RENAMED
from ledger.states import state
from projections.roster import belongings, roster
from web.pictures import land_grid, places, series, state_squares


def test_the_line_of_a_program_has_a_row_for_each_step() -> None:
    assert series.counts(lines(ACCORDS)) == [
        {"program": ACCORDS.name, "day": "2021-06-01", "certain": 3, "most": 3},
        {"program": ACCORDS.name, "day": "2023-12-31", "certain": 3, "most": 3},
    ]


def test_the_line_of_a_program_ends_in_its_number_and_name() -> None:
    ends = series.ends(lines(ACCORDS, ILRS, last=MAY))
    assert [one["text"] for one in ends] == [
        "3 Artemis Accords",
        "4–5 International Lunar\nResearch Station",
    ]
    assert [one["value"] for one in ends] == [3, 4]


def test_labels_at_the_ends_of_lines_are_moved_apart() -> None:
    assert series.apart([10, 10, 11, 80], [5, 5, 5, 5], 100) == [10, 22, 34, 80]
    assert series.apart([], [], 100) == []


def test_labels_at_the_ends_of_lines_stay_below_the_top() -> None:
    assert series.apart([10, 90, 95, 98], [5, 5, 5, 10], 100) == [10, 61, 73, 90]


def test_a_milestone_between_two_days_stands_by_its_first_day() -> None:
    found = series.milestones(MILESTONES, FIRST, LAST)
    assert [(one["label"], one["day"]) for one in found] == [("October accords", "2023-10-01")]
    assert series.milestones(MILESTONES, FIRST, date(2023, 9, 30)) == []


@pytest.mark.parametrize(
    ("labels", "levels"),
    [
        ([], []),
        ([(0, 10), (20, 10)], [0, 0]),
        ([(0, 10), (5, 10)], [1, 0]),
        ([(0, 10), (5, 10), (12, 10)], [2, 1, 0]),
        ([(0, 100), (5, 10), (60, 10)], [1, 0, 0]),
    ],
)
def test_no_milestones_rule_runs_through_the_name_of_another(
    labels: list[tuple[float, float]], levels: list[int]
) -> None:
    assert series.levels(labels) == levels


def test_a_state_on_the_map_has_a_symbol_for_each_program_that_it_is_in() -> None:
    found = world().spec["datasets"]["states"]
    shown = ("state", "program", "nth", "place", "of", "certainty")
    assert [tuple(one[name] for name in shown) for one in found] == [
        ("CHN", ILRS.name, 1, 0, 1, "certain"),
        ("MNG", ILRS.name, 1, 0, 1, "certain"),
        ("SRB", ILRS.name, 1, 0, 1, "possible"),
        ("SGP", ACCORDS.name, 0, 0, 1, "certain"),
        ("THA", ACCORDS.name, 0, 0, 2, "certain"),
        ("THA", ILRS.name, 1, 1, 2, "certain"),
    ]
    *_, accords, ilrs = found
    assert accords["told"] == "Thailand, in Artemis Accords: signatory since 2021-06-01"
    assert (
        accords["whole"]
        == ilrs["whole"]
        == (
            "Thailand, in Artemis Accords: signatory since 2021-06-01; "
            "International Lunar Research Station: signatory since 2021-05-01"
        )
    )
    assert found[2]["told"].endswith("possibly signatory since 2023-05")


def test_the_land_of_a_state_is_shared_by_the_programs_that_it_is_in() -> None:
    """Thailand's dots by turns; Singapore has none, Serbia's are of one program, and possible;
    France is in none, and of Greenland, a territory, nobody asked."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for one in world().spec["datasets"]["land"]:
        parts.setdefault(one["state"], []).append(one)
    dots = {one["state"]: one["geometry"]["coordinates"] for one in places.land()}
    thailand = {one["program"]: one["geometry"]["coordinates"] for one in parts["THA"]}
    assert thailand == {ACCORDS.name: dots["THA"][::2], ILRS.name: dots["THA"][1::2]}
    assert "SGP" not in parts
    assert [(one["program"], one["certainty"]) for one in parts["SRB"]] == [(ILRS.name, "possible")]
    assert [(one["whole"], "program" in one) for one in parts["FRA"]] == [
        ("France, counted in none of these programs", False)
    ]
    assert "whole" not in parts["GRL"][0]
    assert parts.keys() == dots.keys()


def test_a_square_is_shared_by_the_programs_that_its_state_is_in() -> None:
    """Singapore's is as large as any; France is in none."""
    shown = ("state", "program", "begin", "end", "certainty")
    shares = squares().spec["datasets"]["shares"]
    assert [tuple(one[name] for name in shown) for one in shares] == [
        ("CHN", ILRS.name, 0, 1, "certain"),
        ("MNG", ILRS.name, 0, 1, "certain"),
        ("SRB", ILRS.name, 0, 1, "possible"),
        ("SGP", ACCORDS.name, 0, 1, "certain"),
        ("THA", ACCORDS.name, 0, 0.5, "certain"),
        ("THA", ILRS.name, 0.5, 1, "certain"),
    ]
    told = {one["state"]: one["whole"] for one in squares().spec["datasets"]["squares"]}
    assert told["SGP"] == "Singapore, in Artemis Accords: signatory since 2021-06-01"
    assert told["FRA"] == "France, counted in none of these programs"


def test_each_state_has_a_square_of_its_own() -> None:
    """Those of today; no territory, and none that is no more."""
    cells = state_squares.squares()
    known = {code: one for code in places.places() if (one := state(code)) and not one.until}
    assert cells.keys() == {code for code, one in known.items() if one.kind == "state"}
    assert len(set(cells.values())) == len(cells) == 197
    columns, rows = state_squares.size()
    assert (columns, rows) == (32, 16)
    assert {"GRL", "SUN"}.isdisjoint(cells)


def test_squares_lie_to_one_another_as_the_states_do() -> None:
    """Of two within 3,000 km of each other, the one that lies farther to the north or to the east
    by more than 450 km stands so too, but for one pair of a hundred."""
    cells = state_squares.squares()
    lying = {code: land_grid.projected(places.places()[code]) for code in cells}
    right = []
    for one, other in combinations(cells, 2):
        for axis, turned in ((0, 1), (1, -1)):  # rows are counted from the north
            apart = lying[one][axis] - lying[other][axis]
            if math.dist(lying[one], lying[other]) < 0.47 and abs(apart) > 0.07:
                right.append((cells[one][axis] - cells[other][axis]) * turned * apart >= 0)
    assert len(right) > 3000
    assert sum(right) / len(right) > 0.97


def test_land_of_fewer_dots_than_programs_is_that_of_several() -> None:
    both = [roster(one, MAY, spans(one), NAMES) for one in (ACCORDS, ILRS)]
    dot = {"state": "THA", "geometry": {"type": "MultiPoint", "coordinates": [(100, 15)]}}
    [one] = series.land(belongings(both), ["A", "B"], [dot])
    assert (one["program"], one["certainty"]) == ("in both", "certain")
    assert one["geometry"] == dot["geometry"]


def test_a_map_of_one_program_names_it_to_a_state_that_is_not_in() -> None:
    [one] = series.land([], ["A"], [{"state": "FRA", "name": "France"}])
    assert one["whole"] == "France, not counted in A"


def test_the_groups_of_a_map_are_counted() -> None:
    both = [roster(one, MAY, spans(one), NAMES) for one in (ACCORDS, ILRS)]
    assert series.sums(belongings(both), ["A", "B"]) == [
        ("A only", "2"),
        ("B only", "3–4"),
        ("in both", "1"),
    ]
    assert series.groups(["A"]) == ["A"]
    assert series.groups(["A", "B", "C"]) == ["A only", "B only", "C only", "in several"]


def test_every_code_of_iso_3166_has_a_place_on_the_map() -> None:
    for codes in (pycountry.countries, pycountry.historic_countries):
        for country in codes:
            longitude, latitude = places.places()[RENAMED.get(country.alpha_3, country.alpha_3)]
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90


@pytest.mark.parametrize(
    ("state", "longitude", "latitude"),
    [
        *[("SGP", 103.85, 1.29), ("LIE", 9.52, 47.14), ("MLT", 14.51, 35.9)],
        *[("BHR", 50.59, 26.23), ("USA", -77.04, 38.9), ("RUS", 37.62, 55.75)],
        *[("SUN", 37.62, 55.75), ("DDR", 13.41, 52.52), ("ATA", 0, -75)],
    ],
)
def test_the_place_of_a_state_is_its_capital(state: str, longitude: float, latitude: float) -> None:
    found = places.places()[state]
    assert found == pytest.approx((longitude, latitude), abs=0.3)


def test_land_on_the_map_is_told_in_dots() -> None:
    land = {one["state"]: one["geometry"]["coordinates"] for one in places.land()}
    assert len(land["RUS"]) > 100 > len(land["FRA"]) > 10
    assert len({tuple(dot) for dots in land.values() for dot in dots}) == sum(
        map(len, land.values())
    )
    assert all(-180 <= dot[0] <= 180 for dots in land.values() for dot in dots)
    assert "SUN" not in land


@pytest.mark.parametrize(
    ("longitude", "latitude", "state"),
    [
        *[(3, 27, "DZA"), (133, -25, "AUS"), (100, 65, "RUS"), (-178, 66, "RUS"), (-42, 72, "GRL")],
        *[(-100, 60, "CAN"), (47, 9, "SOM"), (-13, 25, "ESH"), (121, 24, "TWN"), (103, 47, "MNG")],
    ],
)
def test_where_nobody_lives_is_land_too(longitude: float, latitude: float, state: str) -> None:
    """As in the Sahara, and across the 180th meridian."""

    def off(dot: tuple[float, float]) -> float:
        return math.hypot(
            (dot[0] - longitude) * math.cos(math.radians(latitude)), dot[1] - latitude
        )

    nearest = min((off(dot), code) for code, dots in land_grid.land().items() for dot in dots)
    assert (nearest[1], nearest[0] < 1.6) == (state, True)


def test_no_land_is_drawn_on_who_holds_it_against_the_general_assembly() -> None:
    """A/RES/68/262; and Antarctica is no state's."""
    inside = [dot for dot in land_grid.land()["RUS"] if 32 < dot[0] < 36.6 and 44 < dot[1] < 46.3]
    assert inside == []
    assert "ATA" not in land_grid.land()


@pytest.mark.apart  # long
def test_a_grid_is_made_of_the_shapes_of_countries() -> None:
    """A country across the 180th meridian with a hole in it, in the whole steps of TopoJSON; its
    dots are as many as its area asks for."""
    outside = [(340, 90), (20, 0), (0, 10), (-20, 0), (0, -10)]
    hole = [(348, 94), (0, 3), (4, 0), (0, -3), (-4, 0)]
    atlas = {
        "transform": {"scale": [1, 1], "translate": [-170, -90]},
        "arcs": [outside, hole],
        "objects": {
            "countries": {
                "geometries": [
                    {
                        "type": "Polygon",
                        "id": "242",
                        "properties": {"name": "Fiji"},
                        "arcs": [[0], [1]],
                    }
                ]
            }
        },
    }
    made = land_grid.made(atlas, {"242": "FJI"})
    dots = [dot for run in made["FJI"] for dot in _of(run)]
    assert {(x > 168 or x < -168, -1 < y < 11) for x, y in dots} == {(True, True)}
    rest = math.radians(20) * math.sin(math.radians(10))
    rest -= math.radians(4) * (math.sin(math.radians(7)) - math.sin(math.radians(4)))
    assert len(dots) == pytest.approx(rest / (land_grid.STEP**2 * math.sqrt(3) / 2), rel=0.15)


def _of(run: Sequence[int]) -> list[tuple[float, float]]:
    row, first, many = run
    return [land_grid.at(row, column) for column in range(first, first + many)]
