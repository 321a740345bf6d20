"""Charts and maps: what is in them, that they can be read by all, and that they stay the same."""

import base64
import hashlib
import json
import re
import shutil
import struct
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pycountry
import pytest
import terminal
from registers import known

from cli.main import run
from ledger.events import Program
from projections import member_counts as counted
from projections.member_counts import Count
from projections.overlap import belongings
from projections.roster import memberships, roster
from web.pictures import compose, places, series, specs
from web.pictures.render import Picture, drawn, page, svg

SAMPLE = Path(__file__).parent.parent / "events.db.sample"
SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<script>alert("1")</script> & \u202eltr\u202c ' + "long " * 2000
EFFECTIVE, NAMES = known("""
2023-12-08 | program accords name="Artemis Accords"
           | program ilrs name="International Lunar Research Station"
           | participant kosovo name=Kosovo kind=state
           | participant cnsa name=CNSA kind=agency state=CHN
           | milestone october-accords name="October accords" on=2023-10
           | milestone early name="Long before" on=1999
           | signing program=ilrs participant=CHN on=2021-03-09
           | signing program=ilrs participant=cnsa on=2021-03-09
           | signing program=ilrs participant=SRB on=2023-05
           | signing program=ilrs participant=SUN on=2021-04-01
           | signing program=ilrs participant=THA on=2021-05-01
           | signing program=accords participant=SGP on=2021-06-01
           | signing program=accords participant=THA on=2021-06-01
           | signing program=accords participant=kosovo on=2021-06-01
""")
ILRS, ACCORDS = NAMES.programs["ilrs"], NAMES.programs["accords"]
FIRST, LAST, MAY = date(2021, 1, 1), date(2023, 12, 31), date(2023, 5, 15)


def spans(program: Program) -> Any:
    found = memberships(EFFECTIVE)
    return [(who, one) for (of, who), each in found.items() if of == program.id for one in each]


def lines(*programs: Program, last: date = LAST) -> dict[str, tuple[Count, ...]]:
    return {
        one.name: counted.within(counted.counts(one, spans(one), NAMES), FIRST, last)
        for one in programs
    }


def race(last: date = LAST) -> Picture:
    found = lines(ACCORDS, ILRS, last=last)
    return compose.members(found, NAMES.milestones.values(), FIRST, last, "as known at #14")


def world(on: date = MAY) -> Picture:
    both = [roster(one, on, spans(one), NAMES, kinds=["state"]) for one in (ACCORDS, ILRS)]
    names = [ACCORDS.name, ILRS.name]
    return compose.world(belongings(both), names, f"at the end of {on}")


class TestRows:
    def test_a_line_has_its_steps(self) -> None:
        assert series.counts(lines(ACCORDS)) == [
            {"program": ACCORDS.name, "day": "2021-06-01", "certain": 3, "most": 3},
            {"program": ACCORDS.name, "day": "2023-12-31", "certain": 3, "most": 3},
        ]

    def test_a_line_ends_in_its_number_and_name(self) -> None:
        ends = series.ends(lines(ACCORDS, ILRS, last=MAY))
        assert [one["text"] for one in ends] == [
            "3 Artemis Accords",
            "4–5 International Lunar\nResearch Station",
        ]
        assert [one["value"] for one in ends] == [3, 4]

    def test_labels_at_the_ends_are_moved_apart(self) -> None:
        assert series.apart([10, 10, 11, 80], [5, 5, 5, 5], 100) == [10, 22, 34, 80]
        assert series.apart([], [], 100) == []

    def test_labels_at_the_ends_stay_below_the_top(self) -> None:
        assert series.apart([10, 90, 95, 98], [5, 5, 5, 10], 100) == [10, 61, 73, 90]

    def test_a_milestone_between_the_days_stands_by_its_first_day(self) -> None:
        found = series.milestones(NAMES.milestones.values(), FIRST, LAST)
        assert [(one["id"], one["day"]) for one in found] == [("october-accords", "2023-10-01")]

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
    def test_no_rule_runs_through_the_name_of_another(
        self, labels: list[tuple[float, float]], levels: list[int]
    ) -> None:
        assert series.levels(labels) == levels

    def test_a_state_is_in_one_program_or_in_both(self) -> None:
        found = {one["state"]: one for one in world().spec["datasets"]["states"]}
        assert {state: (one["group"], one["certainty"]) for state, one in found.items()} == {
            "CHN": ("International Lunar Research Station only", "certain"),
            "SGP": ("Artemis Accords only", "certain"),
            "SRB": ("International Lunar Research Station only", "possible"),
            "SUN": ("International Lunar Research Station only", "certain"),
            "THA": ("in both", "certain"),
        }
        assert found["THA"]["detail"] == (
            "Artemis Accords: signatory since 2021-06-01; "
            "International Lunar Research Station: signatory since 2021-05-01"
        )
        assert found["SRB"]["detail"].endswith("possibly signatory since 2023-05")

    def test_groups_are_counted(self) -> None:
        both = [roster(one, MAY, spans(one), NAMES) for one in (ACCORDS, ILRS)]
        assert series.sums(belongings(both), ["A", "B"]) == [
            ("A only", "2"),
            ("B only", "3–4"),
            ("in both", "1"),
        ]
        assert series.groups(["A"]) == ["A"]
        assert series.groups(["A", "B", "C"]) == ["A only", "B only", "C only", "in several"]


class TestPlaces:
    def test_every_code_of_iso_3166_has_one(self) -> None:
        for codes in (pycountry.countries, pycountry.historic_countries):
            for country in codes:
                longitude, latitude = places.places()[country.alpha_3]
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
    def test_is_the_capital(self, state: str, longitude: float, latitude: float) -> None:
        found = places.places()[state]
        assert found == pytest.approx((longitude, latitude), abs=0.3)

    def test_land_is_told_in_dots(self) -> None:
        land = {one["state"]: one["geometry"]["coordinates"] for one in places.land()}
        assert len(land["RUS"]) > 100 > len(land["FRA"]) > 10
        assert len({tuple(dot) for dots in land.values() for dot in dots}) == sum(
            map(len, land.values())
        )
        assert all(-180 <= dot[0] <= 180 for dots in land.values() for dot in dots)
        assert "SUN" not in land


class TestDefinitions:
    @pytest.mark.parametrize("number", range(1, series.MOST + 1))
    def test_are_vega_lite_with_named_data_sets(self, number: int) -> None:
        programs = [f"program {one}" for one in range(number)]
        chart = specs.membership(programs, width="container")
        assert chart["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
        assert chart["datasets"] == {"counts": [], "ends": [], "milestones": [], "now": []}
        assert specs.world(programs)["datasets"] == {"land": [], "states": []}

    def test_rows_take_the_place_of_none(self) -> None:
        chart = specs.membership(["A"])
        filled = specs.filled(chart, now=[{"day": "2023-10-01"}])
        assert filled["datasets"]["now"] == [{"day": "2023-10-01"}]
        assert chart["datasets"]["now"] == []

    def test_nothing_is_told_by_colour_alone(self) -> None:
        [shapes] = {
            tuple(layer["encoding"]["shape"]["scale"]["range"])
            for layer in specs.world(["A", "B"])["layer"]
            if "shape" in layer["encoding"]
        }
        assert shapes == ("circle", "square", "diamond")
        assert len(set(specs.SHAPES)) == series.MOST

    @pytest.mark.parametrize("theme", [specs.LIGHT, specs.DARK])
    def test_what_is_read_stands_out_from_the_paper(self, theme: specs.Theme) -> None:
        assert contrast(theme.ink, theme.paper) > 7
        assert contrast(theme.faint, theme.paper) > 4.5


def contrast(one: str, other: str) -> float:
    """By https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def texts(root: ElementTree.Element) -> list[str]:
    """What is written in a picture; a title in a text is no part of it."""
    return [
        " ".join([one.text or "", *(line.text or "" for line in one.iter(f"{SVG}tspan"))]).strip()
        for one in root.iter(f"{SVG}text")
    ]


class TestSvg:
    def test_of_a_chart(self) -> None:
        root = ElementTree.fromstring(svg(race(MAY)))
        assert (root.attrib["role"], root.attrib["width"]) == ("img", "760")
        told = root.findtext(f"{SVG}desc")
        assert told
        assert told.startswith("As known at #14. The band reaches")
        assert "International Lunar Research Station: 2 on 2021-03-09, 4–5 on 2023-05-15." in told
        shown = texts(root)
        assert "3 Artemis Accords" in "".join(shown)
        assert "as known at #14" in "".join(shown)
        marks = [one for one in root.iter() if "mark-line" in one.get("class", "")]
        steps = [path.attrib["d"] for mark in marks for path in mark]
        assert len(steps) == 4  # of each program what is certain, and the edge of what is possible
        assert all(re.fullmatch(r"M[\d.,]+(L[\d.,]+)+", step) for step in steps)

    def test_of_a_chart_tells_no_moment_of_the_zone_that_it_was_drawn_in(self) -> None:
        told = {one.get("aria-label", "") for one in ElementTree.fromstring(svg(race())).iter()}
        assert "3 Artemis Accords" in told
        assert not [label for label in told if "at_day" in label]

    def test_of_a_chart_shows_the_days_that_were_asked_for(self) -> None:
        axis = [one.get("aria-label", "") for one in ElementTree.fromstring(svg(race())).iter()]
        [days] = [label for label in axis if label.startswith("X-axis")]
        assert "1 January 2021" in days
        assert "31 December 2023" in days

    def test_of_a_chart_names_the_milestones(self) -> None:
        root = ElementTree.fromstring(svg(race()))
        assert "october-accords" in texts(root)
        assert "2023-10-01: October accords" in [one.text for one in root.iter(f"{SVG}title")]

    def test_of_a_map_says_which_state_a_symbol_is(self) -> None:
        root = ElementTree.fromstring(svg(world()))
        titles = [one.text for one in root.iter(f"{SVG}title")]
        assert "Singapore, in Artemis Accords: signatory since 2021-06-01" in titles
        assert len(titles) == 1 + 5  # that of the picture, and of each state
        told = root.findtext(f"{SVG}desc")
        assert told
        assert "A hollow symbol is a state that may be in" in told
        assert "Without a place on the map: Kosovo." in told
        assert "Artemis Accords only: 2, International Lunar Research Station only: 2–3" in told

    def test_of_a_map_shows_the_possible_hollow(self) -> None:
        root = ElementTree.fromstring(svg(world()))
        opacity = {
            mark.attrib["aria-label"].split(",")[0]: mark.attrib.get("fill-opacity", "1")
            for mark in root.iter()
            if mark.attrib.get("aria-roledescription") == "point"
        }
        assert {state for state, filled in opacity.items() if filled == "0"} == {"Serbia"}

    def test_says_that_there_is_no_member(self) -> None:
        found = lines(ACCORDS, last=date(2021, 2, 1))
        picture = compose.members(found, (), FIRST, date(2021, 2, 1), "as known at #14")
        assert picture.description == (
            "As known at #14. No member: Artemis Accords. Artemis Accords: no member."
        )
        assert ElementTree.fromstring(svg(picture)) is not None


class TestPng:
    @pytest.mark.parametrize(("picture", "size"), [(race, (1520, 800)), (world, (1800, 920))])
    def test_has_its_size(self, picture: Any, size: tuple[int, int]) -> None:
        data = drawn(picture(), "png")
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", data[16:24]) == size
        assert len(data) > 20_000


class Reader(HTMLParser):
    """What is in a page: its elements, and the text in each kind of them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.data: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open[: len(self._open) - 1 - self._open[::-1].index(tag)]

    def handle_data(self, data: str) -> None:
        if self._open:
            self.data.setdefault(self._open[-1], []).append(data)


class TestHtml:
    def test_has_the_picture_and_the_table_behind_it(self) -> None:
        reader = Reader(page(race(MAY)))
        assert reader.tags.count("svg") == 1
        assert reader.data["h1"] == [race().title]
        assert reader.data["th"] == ["day", "program", "members", "possible"]
        assert reader.data["td"][-4:] == ["2023-05-15", ILRS.name, "4", "1"]

    def test_runs_no_script_and_asks_for_nothing(self) -> None:
        text = page(world())
        reader = Reader(text)
        assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
        assert not [name for name, _ in reader.attributes if name.startswith("on")]
        assert not [value for name, value in reader.attributes if name in ("src", "href", "style")]
        [style] = reader.data["style"]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"default-src 'none'; style-src 'sha256-{digest}'" in text

    def test_whatever_a_name_says_it_is_text(self) -> None:
        nasty = {NASTY: lines(ILRS)[ILRS.name]}
        picture = compose.members(nasty, (), FIRST, LAST, NASTY)
        reader = Reader(page(picture))
        assert "script" not in reader.tags
        assert '<script>alert("1")</script> & ' in reader.data["td"][1]
        root = ElementTree.fromstring(svg(picture))
        assert not [one for one in root.iter() if "script" in str(one.tag)]
        assert "\u202e" not in svg(picture)
        pieces = [one.text or "" for tag in ("text", "tspan") for one in root.iter(f"{SVG}{tag}")]
        assert max(map(len, pieces)) < 150


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(SAMPLE, tmp_path / "events.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    return tmp_path


class TestCommands:
    @pytest.mark.parametrize("ending", ["svg", "png", "html"])
    def test_the_same_question_gives_the_same_bytes(self, ending: str, folder: Path) -> None:
        for path in ("one", "two"):
            answer = terminal.answer_to(
                f'depositary chart "Artemis Accords" ILRS --to 2024-05-08 -o {path}.{ending}'
            )
            assert answer == f"drawn to {path}.{ending}"
        assert Path(f"one.{ending}").read_bytes() == Path(f"two.{ending}").read_bytes()

    def test_a_map_of_one_program(self, folder: Path) -> None:
        assert terminal.answer_to("depositary map ILRS --on 2024-05-08 -o MAP.SVG") == (
            "drawn to MAP.SVG"
        )
        root = ElementTree.parse("MAP.SVG").getroot()
        assert "International Lunar Research Station" in texts(root)

    def test_a_chart_is_what_replay_counts(self, folder: Path) -> None:
        chart = json.loads(terminal.answer_to("depositary chart ILRS --format json"))
        replay = json.loads(terminal.answer_to("depositary replay ILRS --format json"))
        steps = {one["day"]: {**one["counts"], "day": one["day"]} for one in replay["steps"]}
        [line] = chart["programs"]
        assert steps
        for count in line["counts"][:-1]:
            assert count == steps[count["day"]]

    def test_a_milestone_is_shown_once_it_was_recorded(self, folder: Path) -> None:
        shown = {}
        for day in ("2023-10-30", "2023-10-31"):
            terminal.answer_to(f"depositary chart ILRS --to 2023-12-31 --known {day} -o {day}.svg")
            shown[day] = texts(ElementTree.parse(f"{day}.svg").getroot())
        assert "october-accords" not in shown["2023-10-30"]
        assert "october-accords" in shown["2023-10-31"]

    def test_what_would_replace_the_ledger_is_refused(self, folder: Path) -> None:
        Path("race.svg").symlink_to("events.db")
        answer = terminal.answer_to("depositary chart ILRS -o race.svg")
        assert answer.startswith("depositary: race.svg is the ledger itself")

    @pytest.mark.parametrize("command", ["chart ILRS -o a.svg", "map ILRS -o a.svg"])
    def test_without_the_packages_it_says_what_to_install(
        self, command: str, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in [one for one in sys.modules if one.split(".")[0] == "web"]:
            monkeypatch.delitem(sys.modules, module)
        monkeypatch.setitem(sys.modules, "vl_convert", None)
        assert terminal.answer_to(f"depositary {command}") == (
            "depositary: pictures and pages want the extra 'web': install depositary[web]\n[exit 1]"
        )
        assert not Path("a.svg").exists()

    def test_a_terminal_without_blocks_gets_plain_signs(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with open("screen", "w", encoding="ascii") as screen:
            monkeypatch.setattr(sys, "stdout", screen)
            assert run(["chart", "Moon Agreement", "--to", "2024-05-08"]) == 0
        assert re.search(r"^   \|.*##$\n^ 0 \+-+$", Path("screen").read_text(), re.MULTILINE)
