"""The plots of docs/plots/README.md: each measure over the sizes, both axes logarithmic, each side
labelled at its end, in colours that the colour-blind tell apart (Okabe and Ito).
"""

from itertools import pairwise
from math import log10
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.results import Kept
from benchmarks.rounds import OURS, SMALL, shown

FOLDER = Path(__file__).parent.parent / "docs" / "plots"
COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00")
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
WIDTH, HEIGHT, LINE = 460, 260, 13  # pixels; LINE is what a label takes


def is_plotted(kept: Kept) -> bool:
    """Whether a measure was taken at several sizes, so that a plot shows its growth."""
    return len(kept.sizes) > 1


def rows(kept: Kept) -> list[dict[str, Any]]:
    """A point a side and size; the small size is for the guard, and not a point of the growth."""
    sizes = [size for size in kept.sizes if size != SMALL] or list(kept.sizes)
    found = []
    for size in sizes:
        for side, figure in kept.sizes[size].figures.items():
            middle, low, high = (shown(kept.unit, value, size) for value in figure)
            found.append({"events": size, "side": side, "figure": middle, "low": low, "high": high})
    return found


def labels(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The label of each side, beside its last point, moved up where it would stand on another."""
    last = max(point["events"] for point in points)
    found = sorted(
        (dict(point) for point in points if point["events"] == last),
        key=lambda point: float(point["figure"]),
    )
    span = _span(points)
    for below, above in pairwise(found):
        room = below["figure"] * 10 ** (span * LINE / HEIGHT)
        above["figure"] = max(above["figure"], room)
    return found


def chart(kept: Kept) -> Any:
    import altair as alt

    points = rows(kept)
    sides = list(dict.fromkeys(point["side"] for point in points))
    sizes = sorted({point["events"] for point in points})
    colour = alt.Color(
        "side:N", scale=alt.Scale(domain=sides, range=COLOURS[: len(sides)]), legend=None
    )
    x = alt.X("events:Q", title="events").scale(type="log", domain=_domain(sizes))
    x = x.axis(values=sizes, format=",d", grid=False)
    low, high = _range(points)
    y = alt.Y("figure:Q", title=kept.unit).scale(type="log", domain=[low, high], nice=False)
    y = y.axis(format="~g", labelOverlap=False, gridColor="#dddddd", values=_ticks(low, high))
    base = alt.Chart(alt.Data(values=points)).encode(x=x, y=y, color=colour)
    wide = alt.condition(alt.datum.side == OURS, alt.value(3), alt.value(1.5))
    shape = alt.Shape(
        "side:N", scale=alt.Scale(domain=sides, range=SHAPES[: len(sides)]), legend=None
    )
    named = alt.Chart(alt.Data(values=labels(points))).mark_text(
        align="left", dx=9, fontSize=11, color="#333333"
    )
    named = named.encode(x=x, y=y, text="side:N")
    layers = (
        base.mark_line().encode(strokeWidth=wide),
        base.mark_rule(opacity=0.5).encode(y=alt.Y("low:Q"), y2="high:Q"),
        base.mark_point(filled=True, size=55, opacity=1).encode(shape=shape),
        named,
    )
    made = alt.layer(*layers).properties(
        title=f"{kept.title} ({kept.unit})", width=WIDTH, height=HEIGHT, background="white"
    )
    return made.configure_view(stroke=None).configure_title(anchor="start", fontSize=13)


def _domain(sizes: list[int]) -> list[float]:
    """The sizes, with some room on both sides."""
    return [sizes[0] / 1.3, sizes[-1] * 1.1]


def _range(points: list[dict[str, Any]]) -> tuple[float, float]:
    """The figures with some room on both sides, at least a decade."""
    low, high = min(p["low"] for p in points), max(p["high"] for p in points)
    short = max(0.0, 1 - log10(high / low)) / 2 + 0.08
    return float(low / 10**short), float(high * 10**short)


def _span(points: list[dict[str, Any]]) -> float:
    """How many decades the axis has."""
    low, high = _range(points)
    return log10(high / low)


def _ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10 … or, over many decades, 1, 10, 100 …"""
    steps = (1, 2, 5) if log10(high / low) < 2.5 else (1,)
    every = [step * 10.0**exponent for exponent in range(-9, 12) for step in steps]
    return [tick for tick in every if low <= tick <= high]


def main() -> None:
    import vl_convert

    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    for name, kept in results.load().items():
        if not is_plotted(kept):
            continue
        svg = vl_convert.vegalite_to_svg(chart(kept).to_json())
        (FOLDER / f"{name}.svg").write_text(svg)


if __name__ == "__main__":
    main()
