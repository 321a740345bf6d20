"""The pictures, defined once for file and page: membership over time, and the states on a map or as
squares.

A definition is a Vega-Lite specification with named data sets, whose rows `series` or the page
fills in.

Data sets of `membership`, days as ``YYYY-MM-DD``:

- ``counts``: ``program``, ``day``, ``certain``, ``most`` (certain and possible), one row a step,
  the last repeated on the last day shown;
- ``ends``: ``program``, ``day``, ``value``, ``at`` (the height of its label), ``text``;
- ``milestones``: ``day``, ``told`` (its date and its name), ``label`` (the name, or how it begins),
  ``level`` (0, or higher up where labels would meet);
- ``now``: ``day``, at most one row: the date that the page shows.

Data sets of `world`:

- ``states``, one row a state and program that it is in: ``state`` (its code), ``longitude``,
  ``latitude``, ``program``, ``nth`` (the program's place among those shown), ``place`` and ``of``
  (which of the state's symbols it is, from 0, and of how many), ``certainty`` (certain, possible),
  ``told`` (a sentence on this program), ``whole`` (one on all);
- ``land``: GeoJSON features of dots, as `series.land` makes them: ``state``, ``program`` (the last
  of `series.groups` where dots are too few for one of each), ``certainty``, ``whole``.

Data sets of `squares`:

- ``squares``, one row a state: ``state``, its cell's ``column`` and ``row``, and ``whole`` where
  that was asked;
- ``shares``, one row a state and program that it is in: ``state``, its cell, ``begin`` and ``end``
  (its share of the cell, from 0 to 1), and the columns of ``states`` but for the place.

Nothing is said by colour alone: each program has a shape as well, and a line its name.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import attrs
import vl_convert

from ledger.said import key, say
from web.languages.language import ENGLISH, Language
from web.pictures.series import LINE_HEIGHT, groups
from web.pictures.state_squares import size

Spec = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]
LEGEND: Spec = {"title": None, "orient": "top", "symbolSize": 90}
PLACES = key("Capitals: GeoNames, CC BY 4.0. Land: Natural Earth")
SHAPES = ("circle", "square", "triangle-up", "cross", "triangle-down", "triangle-right")
# The same as Vega draws them, in halves of their width from the middle: it has no way to set a
# symbol beside its place but by a path of its own.
_OUTLINES = {
    "circle": "m-1,0a1,1,0,1,1,2,0a1,1,0,1,1,-2,0z",
    "square": "m-1,-1h2v2h-2z",
    "triangle-up": "m0,-.866l-1,1.732h2z",
    "cross": "m-1,-.4v.8h.6v.6h.8v-.6h.6v-.8h-.6v-.6h-.8v.6z",
    "triangle-down": "m0,.866l-1,-1.732h2z",
    "triangle-right": "m.866,0l-1.732,-1v2z",
}
_BESIDE = 2.5  # from the middle of a symbol to that of the next, in the same measure
_COLUMNS = "(datum.of < 4 ? datum.of : ceil(datum.of / 2))"  # in one row, or in two


_GAP = 0.04  # between the edge of a cell and that of its square
_ENDS = {"left": "begin", "right": "end"}  # of a program's share of a square
_ROWS = f"ceil(datum.of / {_COLUMNS})"
# Half a symbol's width in pixels, so that those of a state stay within its square, below its code.
_UNIT = (
    f"min(0.18, 0.9 / (({_COLUMNS} - 1) * {_BESIDE} + 2), "
    f"(1.75 - 2 * low) / (({_ROWS} - 1) * {_BESIDE} + 2)) * {1 - 2 * _GAP} * width / {size()[0]}"
)


@attrs.frozen
class Theme:
    """The colours of a picture. Those of programs are after Okabe and Ito (Color Universal Design),
    the last three darker; each, and that of free land, has 3:1 against the paper (WCAG 1.4.11)."""

    paper: str
    ink: str
    faint: str
    land: str
    programs: tuple[str, ...]


LIGHT = Theme(
    paper="#ffffff",
    ink="#1a1a1a",
    faint="#6b6b6b",
    land="#949494",
    programs=("#0072B2", "#D55E00", "#009E73", "#C86B9F", "#6B5500", "#4A9ACB"),
)


def membership(
    programs: Sequence[str],
    *,
    days: tuple[date, date] | None = None,
    title: Sequence[str] = (),
    subtitle: Sequence[str] = (),
    width: int | str = 760,
    height: int = 400,
    theme: Theme = LIGHT,
    language: Language = ENGLISH,
) -> Spec:
    """Return members over time: a line a program, and a band up to those that are possible.

    ``days`` are the first and the last that are shown, otherwise as far as the rows go; ``width``
    may be ``container``.
    """
    colour = alt.Color("program:N", scale=_scale(programs, theme.programs), legend=None)
    layers = [
        *_milestones(theme),
        *_lines(colour, days, language.text(say("members"))),
        *_ends(programs, colour, theme),
        _now(theme),
    ]
    chart = alt.layer(*layers).properties(width=width, height=height)
    return _told_in(language, _finished(chart, title, subtitle, theme))


def _told_in(language: Language, spec: Spec) -> Spec:
    """Return a specification whose axes tell months in a language."""
    if language.code == "en":
        return spec
    locale: Any = language.time
    time = vl_convert.get_time_format_locale(locale)
    return {**spec, "config": {**spec["config"], "locale": {"time": time}}}


def world(
    programs: Sequence[str],
    *,
    title: Sequence[str] = (),
    subtitle: Sequence[str] = (),
    width: int | str = 900,
    height: int = 460,
    theme: Theme = LIGHT,
) -> Spec:
    """Return the states on a map: the land of each in dots, coloured by what it is in, which answer
    as a whole, and at its capital a symbol for each program that it is in, so that a small state is
    seen as well."""
    names = [*programs, *groups(programs)[len(programs) :]]
    colour = alt.Fill(
        "program:N",
        scale=_scale(names, [*theme.programs[: len(programs)], theme.ink]),
        legend=alt.Legend(**LEGEND, values=list(programs)),
    )
    states = alt.Chart(alt.NamedData("states"))
    place = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    symbols = _symbols(states, place, programs, names, colour, theme)
    chart = alt.layer(*_land(colour, theme), *symbols, _thanks(theme))
    chart = chart.project("equalEarth", pointRadius=1.7).properties(width=width, height=height)
    shapes: Spec = {"name": "shapes", "value": list(SHAPES[: len(programs)])}
    return {**_finished(chart, title, subtitle, theme), "params": [shapes]}


def squares(
    programs: Sequence[str],
    *,
    title: Sequence[str] = (),
    subtitle: Sequence[str] = (),
    width: int | str = 900,
    height: int = 590,
    theme: Theme = LIGHT,
) -> Spec:
    """Return the states as squares of one size, each about where it lies in the world, with its
    code and a symbol for each program that it is in, on a ground of that program's colour. ``low``
    is how far down in its square a symbol stands."""
    scale = _scale(programs, theme.programs)
    colour = alt.Fill("program:N", scale=scale, legend=alt.Legend(**LEGEND))
    shares = alt.Chart(alt.NamedData("shares"))
    standing = shares.transform_calculate(
        middle="datum.column + 0.5", line="datum.row + low", area=f"pow(2 * {_UNIT}, 2)"
    )
    place = {
        **_in_cells("middle", "line"),
        "size": alt.Size("area:Q", scale=None, legend=None),
    }
    symbols = _symbols(standing, place, programs, programs, colour, theme)
    chart = alt.layer(*_cells(colour, theme), *symbols, _thanks(theme))
    shapes: Spec = {"name": "shapes", "value": list(SHAPES[: len(programs)])}
    spec = _finished(chart.properties(width=width, height=height), title, subtitle, theme)
    return {**spec, "params": [shapes, {"name": "low", "value": 0.66}]}


def filled(spec: Spec, **datasets: Rows) -> Spec:
    """Return a specification with the rows of its data sets; those not given are empty."""
    return {**spec, "datasets": {**spec["datasets"], **{k: list(v) for k, v in datasets.items()}}}


def _lines(colour: alt.Color, days: tuple[date, date] | None, members: str) -> list[alt.Chart]:
    """Return the band of what is possible, its upper edge, and the line of what is certain."""
    counts = alt.Chart(alt.NamedData("counts")).transform_calculate(at="toDate(datum.day)")
    ends = [alt.DateTime(year=d.year, month=d.month, date=d.day, utc=True) for d in days or ()]
    scale = alt.Scale(type="utc", domain=ends) if ends else alt.Scale(type="utc")
    x = alt.X("at:T", scale=scale, title=None)
    certain = alt.Y("certain:Q", title=members, axis=alt.Axis(tickMinStep=1))
    steps: dict[str, Any] = {"interpolate": "step-after", "aria": False}
    band = counts.mark_area(**steps, opacity=0.3)
    edge = counts.mark_line(**steps, strokeWidth=1, strokeDash=[2, 2])
    line = counts.mark_line(**steps, strokeWidth=2.25)
    return [
        band.encode(x=x, y=certain, y2="most:Q", color=colour),
        edge.encode(x=x, y="most:Q", color=colour),
        line.encode(x=x, y=certain, color=colour),
    ]


def _ends(programs: Sequence[str], colour: alt.Color, theme: Theme) -> list[alt.Chart]:
    """Return the program's shape at the end of each line, and its name beside it."""
    ends = alt.Chart(alt.NamedData("ends")).transform_calculate(at_day="toDate(datum.day)")
    x = alt.X("at_day:T")
    shape = alt.Shape("program:N", scale=_scale(programs, SHAPES), legend=None)
    middle = alt.ExprRef(f"(1 - length(split(datum.text, '\\n'))) * {LINE_HEIGHT / 2}")
    beside: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 10, "dy": middle}
    label = ends.mark_text(**beside, lineHeight=LINE_HEIGHT, lineBreak="\n", aria=False)
    point = ends.mark_point(filled=True, size=70, opacity=1)
    return [
        label.encode(x=x, y="at:Q", text="text:N", color=alt.value(theme.ink)),
        point.encode(x=x, y="value:Q", color=colour, shape=shape, description="text:N"),
    ]


def _milestones(theme: Theme) -> list[alt.Chart]:
    """Return a thin rule for each, and above it its name, higher up where two would meet."""
    milestones = alt.Chart(alt.NamedData("milestones"))
    milestones = milestones.transform_calculate(at_day="toDate(datum.day)")
    x = alt.X("at_day:T")
    told: dict[str, Any] = {"tooltip": "told:N", "description": "told:N"}
    above = alt.ExprRef(f"-8 - {LINE_HEIGHT} * datum.level")
    thin: dict[str, Any] = {"color": theme.faint, "strokeWidth": 0.75, "opacity": 0.7}
    rule = milestones.mark_rule(**thin)
    leader = milestones.mark_rule(**thin, aria=False)
    name = milestones.mark_text(
        dx=3, dy=above, align="left", baseline="middle", fontSize=10, color=theme.faint
    )
    return [
        rule.encode(x=x, **told),
        leader.encode(x=x, y=alt.value(0), y2=alt.value(above)),
        name.encode(x=x, y=alt.value(0), text="label:N", **told),
    ]


def _now(theme: Theme) -> alt.Chart:
    now = alt.Chart(alt.NamedData("now")).transform_calculate(at_day="toDate(datum.day)")
    rule: alt.Chart = now.mark_rule(color=theme.ink, strokeWidth=1.5, strokeDash=[5, 3], aria=False)
    return rule.encode(x="at_day:T")


def _land(colour: alt.Fill, theme: Theme) -> list[alt.Chart]:
    """Return each state's land in dots: full where it is a member for certain, rings where it may
    be one, grey and smaller where it is in none; and between the dots what answers the pointer."""
    land = alt.Chart(alt.NamedData("land"))
    member = "isValid(datum.program)"
    fill = alt.condition(member, colour, alt.value(theme.land))
    stroke = alt.condition(member, _edge(colour), alt.value("transparent"))
    full = alt.ExprRef("datum.certainty === 'possible' ? 0 : 1")
    dots = land.mark_geoshape(strokeWidth=0.9, fillOpacity=full, aria=False)
    answers = land.transform_filter("isValid(datum.whole)")
    nothing: dict[str, Any] = {"fill": "transparent", "stroke": "transparent", "strokeWidth": 7}
    between = answers.mark_geoshape(**nothing, aria=False)
    return [dots.encode(fill=fill, stroke=stroke), between.encode(tooltip="whole:N")]


def _cells(colour: alt.Fill, theme: Theme) -> list[alt.Chart]:
    """Return the square of each state, in it the ground of its programs, and its code."""
    edge = {"top": f"datum.row + {_GAP}", "bottom": f"datum.row + {1 - _GAP}"}
    left = f"datum.column + {_GAP}"
    states = alt.Chart(alt.NamedData("squares"))
    cells = states.transform_calculate(left=left, right=f"datum.column + {1 - _GAP}", **edge)
    ends = {one: f"{left} + {1 - 2 * _GAP} * datum.{end}" for one, end in _ENDS.items()}
    grounds = alt.Chart(alt.NamedData("shares")).transform_calculate(**ends, **edge)
    square = {**_in_cells("left", "top"), "x2": "right:Q", "y2": "bottom:Q", "tooltip": "whole:N"}
    ground = alt.ExprRef("datum.certainty === 'certain' ? 0.3 : 0.08")
    empty = cells.mark_rect(fill=theme.paper, stroke=theme.land, strokeWidth=0.8, aria=False)
    named = states.transform_calculate(middle="datum.column + 0.5", line="datum.row + 0.27")
    code = named.mark_text(fontSize=8.5, color=theme.ink, baseline="middle", aria=False)
    return [
        empty.encode(**square),
        grounds.mark_rect(fillOpacity=ground, aria=False).encode(**square, fill=colour),
        code.encode(**_in_cells("middle", "line"), text="state:N", tooltip="whole:N"),
    ]


def _in_cells(x: str, y: str) -> dict[str, Any]:
    """Return the channels of a place on the grid of squares, by the fields that have it."""
    columns, rows = size()
    across = alt.Scale(domain=[0, columns], nice=False)
    down = alt.Scale(domain=[0, rows], nice=False, reverse=True)
    return {
        "x": alt.X(f"{x}:Q", scale=across, axis=None),
        "y": alt.Y(f"{y}:Q", scale=down, axis=None),
    }


def _symbols(
    states: alt.Chart,
    place: Mapping[str, Any],
    programs: Sequence[str],
    names: Sequence[str],
    colour: alt.Fill,
    theme: Theme,
) -> list[alt.Chart]:
    """Return a symbol for each state and program, those of a state side by side, set off from what
    lies around: filled where it is certain, hollow where it is possible. The legend is of a layer
    that draws nothing, since paths have none."""
    x = f"(datum.place % {_COLUMNS} - ({_COLUMNS} - 1) / 2) * {_BESIDE}"
    rows = f"({_ROWS} - 1) / 2"
    y = f"(floor(datum.place / {_COLUMNS}) - {rows}) * {_BESIDE}"
    path = f"'M' + {x} + ',' + {y} + ({json.dumps(_OUTLINES)})[shapes[datum.nth]]"
    drawn = states.transform_calculate(path=path)
    at = {**place, "shape": alt.Shape("path:N", scale=None, legend=None)}
    fill = alt.ExprRef("datum.certainty === 'certain' ? 1 : 0")
    size: dict[str, Any] = {"size": 46, "opacity": 1}
    gap = drawn.mark_point(**size, color=theme.paper, filled=True, strokeWidth=4.6, aria=False)
    symbol = drawn.mark_point(**size, strokeWidth=1.6, fillOpacity=fill)
    shapes = [*SHAPES[: len(programs)], "diamond"]  # that of several is never drawn
    legend_of = alt.Legend(**LEGEND, values=list(programs))
    named = alt.Shape("program:N", scale=_scale(names, shapes), legend=legend_of)
    legend = states.transform_filter("false").mark_point(aria=False)
    coloured: dict[str, Any] = {"fill": colour, "stroke": _edge(colour)}
    return [
        legend.encode(shape=named, **coloured),
        gap.encode(**at, stroke=alt.value(theme.paper)),
        symbol.encode(**at, **coloured, tooltip="whole:N", description="told:N"),
    ]


def _edge(colour: alt.Fill) -> alt.Stroke:
    """Return the same colours, for an outline."""
    channel: Any = colour.to_dict()
    return alt.Stroke(**channel)


def _thanks(theme: Theme) -> alt.Chart:
    """Return whose the places are, as their licence asks wherever they are shown."""
    nothing = alt.Chart(alt.sequence(0, 1))
    text: alt.Chart = nothing.mark_text(
        text=PLACES, align="left", baseline="bottom", fontSize=9, color=theme.faint, aria=False
    )
    return text.encode(x=alt.value(0), y=alt.value("height"))


def _scale(domain: Sequence[str], values: Sequence[Any]) -> alt.Scale:
    return alt.Scale(domain=list(domain), range=list(values[: len(domain)]))


def _finished(
    chart: alt.LayerChart | alt.FacetChart,
    title: Sequence[str],
    subtitle: Sequence[str],
    theme: Theme,
) -> Spec:
    """Return the specification with its title and its looks; each data set is there, and empty."""
    heading = {"text": list(title), "subtitle": list(subtitle), "offset": 12}
    quiet = {"labelColor": theme.faint, "titleColor": theme.faint, "domainColor": theme.faint}
    config: Spec = {
        "font": "Liberation Sans, Arial, Helvetica, sans-serif",
        "background": theme.paper,
        "view": {"stroke": None},
        "axis": {**quiet, "tickColor": theme.faint, "gridColor": theme.land, "gridOpacity": 0.25},
        "axisX": {"grid": False},
        "legend": {"labelColor": theme.ink, "labelFontSize": 12, "labelLimit": 400},
        "title": {
            "color": theme.ink,
            "subtitleColor": theme.faint,
            "anchor": "start",
            "frame": "group",
            "fontSize": 16,
            "subtitleFontSize": 11,
            "subtitlePadding": 5,
        },
    }
    spec: Spec = chart.to_dict()
    named = {one["data"]["name"] for one in spec["layer"] if "name" in one["data"]}
    return {
        **spec,
        **({"title": heading} if title else {}),
        "padding": 10,
        "autosize": {"type": "fit", "contains": "padding"},
        "datasets": {name: [] for name in sorted(named)},
        "config": config,
    }
