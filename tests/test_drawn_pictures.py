"""Charts and maps as they are drawn, in SVG, PNG and HTML: what they say, and to whom."""

import base64
import hashlib
import re
import struct
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from pictured import ACCORDS, FIRST, ILRS, LAST, MAY, SVG, lines, race, squares, texts, world

from web.pictures import compose, series, specs
from web.pictures.render import Picture, drawn, page, svg

pytestmark = pytest.mark.apart  # long

NASTY = '<script>alert("1")</script> & \u202eltr\u202c ' + "long " * 2000


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


@pytest.mark.parametrize("number", range(1, series.MOST + 1))
def test_a_picture_is_defined_in_vega_lite_with_named_data_sets(number: int) -> None:
    programs = [f"program {one}" for one in range(number)]
    chart = specs.membership(programs, width="container")
    assert chart["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
    assert chart["datasets"] == {"counts": [], "ends": [], "milestones": [], "now": []}
    assert specs.world(programs)["datasets"] == {"land": [], "states": []}
    assert specs.squares(programs)["datasets"] == {"shares": [], "squares": []}


def test_rows_fill_a_definition_and_leave_the_one_without_as_it_is() -> None:
    chart = specs.membership(["A"])
    filled = specs.filled(chart, now=[{"day": "2023-10-01"}])
    assert filled["datasets"]["now"] == [{"day": "2023-10-01"}]
    assert chart["datasets"]["now"] == []


def test_nothing_in_a_map_is_told_by_colour_alone() -> None:
    [shapes] = specs.world(["A", "B"])["params"]
    assert shapes == {"name": "shapes", "value": ["circle", "square"]}
    assert len(set(specs.SHAPES)) == series.MOST


def test_what_is_read_in_a_picture_stands_out_from_the_paper() -> None:
    assert contrast(specs.LIGHT.ink, specs.LIGHT.paper) > 7
    assert contrast(specs.LIGHT.faint, specs.LIGHT.paper) > 4.5


def test_a_chart_tells_its_numbers_and_draws_them_as_steps() -> None:
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


def test_a_chart_tells_no_moment_of_the_zone_that_it_was_drawn_in() -> None:
    told = {one.get("aria-label", "") for one in ElementTree.fromstring(svg(race())).iter()}
    assert "3 Artemis Accords" in told
    assert not [label for label in told if "at_day" in label]


def test_a_chart_shows_the_days_that_were_asked_for() -> None:
    axis = [one.get("aria-label", "") for one in ElementTree.fromstring(svg(race())).iter()]
    [days] = [label for label in axis if label.startswith("X-axis")]
    assert "1 January 2021" in days
    assert "31 December 2023" in days


def test_a_chart_names_the_milestones() -> None:
    root = ElementTree.fromstring(svg(race()))
    assert "October accords" in texts(root)
    assert "2023-10: October accords" in [one.text for one in root.iter(f"{SVG}title")]


def test_a_map_says_which_state_a_symbol_is() -> None:
    root = ElementTree.fromstring(svg(world()))
    titles = [one.text for one in root.iter(f"{SVG}title")]
    assert "Singapore, in Artemis Accords: signatory since 2021-06-01" in titles
    assert len(titles) == 1 + 6  # that of the picture, and of each state, of one in both two
    told = root.findtext(f"{SVG}desc")
    assert told
    assert "A hollow symbol is a state that may be in" in told
    assert "Without a place on the map: Kosovo." in told
    assert "Artemis Accords only: 2, International Lunar Research Station only: 2–3" in told


def test_a_state_in_both_has_a_symbol_of_each_side_by_side() -> None:
    """Each in the colour and with the outline that the legend has for its program."""
    root = ElementTree.fromstring(svg(world()))
    marks = {
        mark.attrib["aria-label"]: mark.attrib
        for mark in root.iter()
        if mark.attrib.get("aria-roledescription") == "point"
    }
    pair = [one for label, one in marks.items() if label.startswith("Thailand, in ")]
    assert [one["fill"] for one in pair] == list(specs.LIGHT.programs[:2])
    assert len({one["transform"] for one in pair}) == 1  # at one capital
    starts = [re.match(r"M(-?[\d.]+),(-?[\d.]+)", one["d"]) for one in pair]
    [left, right] = [(float(one[1]), float(one[2])) for one in starts if one]
    assert left[0] < 0 < right[0]
    assert left[1] == right[1] == 0
    assert "C" in pair[0]["d"]  # curved, as a circle is
    assert "C" not in pair[1]["d"]
    legend = [one for one in texts(root) if one in (ACCORDS.name, ILRS.name)]
    assert legend == [ACCORDS.name, ILRS.name]


def test_a_map_shows_hollow_who_is_possibly_in() -> None:
    root = ElementTree.fromstring(svg(world()))
    opacity = {
        mark.attrib["aria-label"].split(",")[0]: mark.attrib.get("fill-opacity", "1")
        for mark in root.iter()
        if mark.attrib.get("aria-roledescription") == "point"
    }
    assert {state for state, filled in opacity.items() if filled == "0"} == {"Serbia"}


def test_squares_say_which_state_each_is_and_what_it_is_in() -> None:
    """Who is in by a symbol for each program, hollow where possible; each state by its code."""
    root = ElementTree.fromstring(svg(squares()))
    marks = {
        mark.attrib["aria-label"]: mark.attrib.get("fill-opacity", "1")
        for mark in root.iter()
        if mark.attrib.get("aria-roledescription") == "point"
    }
    assert sorted(label.split(",")[0] for label in marks) == [
        *("China", "Mongolia", "Serbia", "Singapore", "Thailand", "Thailand")
    ]
    assert [label[:6] for label, filled in marks.items() if filled == "0"] == ["Serbia"]
    assert {"SGP", "FRA", "NRU"} <= {*texts(root)}
    told = root.findtext(f"{SVG}desc")
    assert told
    assert "Each state is a square, about where it lies in the world" in told
    assert "Without a square: Kosovo." in told


def test_a_chart_of_no_member_says_so() -> None:
    found = lines(ACCORDS, last=date(2021, 2, 1))
    picture = compose.members(found, (), FIRST, date(2021, 2, 1), "as known at #14")
    assert picture.description == (
        "As known at #14. No member: Artemis Accords. Artemis Accords: no member."
    )
    assert ElementTree.fromstring(svg(picture)) is not None


@pytest.mark.parametrize(
    ("picture", "size"), [(race, (1520, 800)), (world, (1800, 920)), (squares, (1800, 1180))]
)
def test_a_picture_in_png_has_its_size(
    picture: Callable[[], Picture], size: tuple[int, int]
) -> None:
    data = drawn(picture(), "png")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == size
    assert len(data) > 20_000


def test_a_picture_in_html_has_the_table_behind_it() -> None:
    reader = Reader(page(race(MAY)))
    assert reader.tags.count("svg") == 1
    assert reader.data["h1"] == [race().title]
    assert reader.data["th"] == ["day", "program", "members", "possible"]
    assert reader.data["td"][-4:] == ["2023-05-15", ILRS.name, "4", "1"]


def test_a_picture_in_html_runs_no_script_and_asks_for_nothing() -> None:
    text = page(world())
    reader = Reader(text)
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert not [value for name, value in reader.attributes if name in ("src", "href", "style")]
    [style] = reader.data["style"]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in text


def test_whatever_a_name_in_a_picture_says_it_is_text() -> None:
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
