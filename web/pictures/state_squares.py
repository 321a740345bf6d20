"""A square for each state, on a grid that recalls where it lies, kept in ``squares.json``: whose
each cell is, and how the file is made.

Each state begins where its land and its capital lie on the map's projection; states that are nearer
than a cell push each other apart, each takes a cell of its own near where it came to lie, and cells
change hands while that brings neighbours back beside each other. Columns of the ocean that hold
nobody are left out, but for one. ``python -m web.pictures.state_squares`` makes the file anew, with
numpy and scipy at hand, which nothing else needs.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from ledger.said import say
from ledger.states import state
from web.pictures.land_grid import land, projected
from web.pictures.places import places

Cell = tuple[int, int]  # column from the west, row from the north, counted from 0
_CELL = 0.155  # of the radius of the earth: the width of a cell
_WIDE = {"CAN": (-100.0, 55.0), "RUS": (60.0, 58.0), "USA": (-98.0, 40.0)}  # where these belong
_NEAR = 6  # neighbours of each state, whose direction counts
_FAR = 4  # cells: what is farther counts as so far
_HELD = 0.2  # how much a state's own place counts beside each neighbour's
_CHANGES = 120_000  # exchanges that are tried


@cache
def squares() -> Mapping[str, Cell]:
    """Return the cell of every present state, by its ISO 3166-1 code."""
    text = (files("web.pictures") / "squares.json").read_text()
    found: Mapping[str, Sequence[int]] = json.loads(text)
    return {code: (column, row) for code, (column, row) in found.items()}


@cache
def cells() -> Sequence[Mapping[str, Any]]:
    """Return the square of each present state, in the order of codes: its code, its name, and the
    column and the row of its cell."""
    return [
        {"state": code, "name": say(one.name), "column": column, "row": row}
        for code, (column, row) in squares().items()
        if (one := state(code))
    ]


@cache
def size() -> Cell:
    """Return how many columns and rows the grid has."""
    columns, rows = zip(*squares().values(), strict=True)
    return max(columns) + 1, max(rows) + 1


def made() -> dict[str, Cell]:
    """Return what ``squares.json`` holds."""
    np: Any = import_module("numpy")
    codes, start = _lying(np)
    spread = _pushed_apart(np, start)
    low, high = spread.min(0) - 1, spread.max(0) + 2
    axes = [range(math.floor(a), math.ceil(b)) for a, b in zip(low, high, strict=True)]
    cells = np.array([(x, y) for x in axes[0] for y in axes[1]])
    costs = ((spread[:, None] - cells[None]) ** 2).sum(-1)
    mine = import_module("scipy.optimize").linear_sum_assignment(costs)[1]
    found = _beside_their_neighbours(np, start, cells[mine].astype(float))
    return _numbered(dict(zip(codes, found, strict=True)))


def _lying(np: Any) -> tuple[list[str], Any]:
    """Return the codes of the present states, and where each lies, in cells."""
    present = [
        code
        for code in places()
        if (one := state(code)) and one.kind == "state" and one.until is None
    ]
    lying = []
    for code in present:
        capital = np.array(projected(_WIDE.get(code, places()[code])))
        dots = [] if code in _WIDE else [projected(dot) for dot in land().get(code, ())]
        lying.append((capital + np.array(dots).mean(0)) / 2 if dots else capital)
    return present, np.array(lying) / _CELL


def _pushed_apart(np: Any, start: Any) -> Any:
    """Return the places moved until hardly two are in one cell, each held back towards its own."""
    lying = start + np.random.default_rng(0).normal(0, 0.01, start.shape)
    for _ in range(1500):
        apart = lying[:, None] - lying[None]
        distance = np.abs(apart).max(-1)
        push = np.clip(1.02 - distance, 0, None)
        np.fill_diagonal(push, 0)
        along = apart / (np.hypot(apart[..., 0], apart[..., 1]) + 1e-9)[..., None]
        lying = lying + (along * push[..., None]).sum(1) / 4 + (start - lying) * 0.012
    return lying


def _beside_their_neighbours(np: Any, start: Any, cells: Any) -> Any:
    """Return the cells of states after all exchanges, with another state or an empty cell, that
    bring neighbours nearer to where they lie from each other."""
    apart = start[None] - start[:, None]
    distance = np.hypot(apart[..., 0], apart[..., 1]) + np.eye(len(start)) * 1e9
    wanted = apart / distance[..., None] * np.clip(distance, 1, _FAR)[..., None]
    nearest = np.argsort(distance, 1)[:, :_NEAR]
    near = np.zeros(distance.shape, bool)
    np.put_along_axis(near, nearest, True, 1)
    beside = [np.flatnonzero(row) for row in near | near.T]

    def cost(one: int) -> float:
        off = cells[beside[one]] - cells[one] - wanted[one, beside[one]]
        return float((off**2).sum() + ((cells[one] - start[one]) ** 2).sum() * _HELD)

    held = {tuple(map(int, cell)): one for one, cell in enumerate(cells)}
    random = np.random.default_rng(1)
    for one, step in zip(
        random.integers(len(cells), size=_CHANGES),
        random.integers(-2, 3, (_CHANGES, 2)),
        strict=True,
    ):
        here = tuple(map(int, cells[one]))
        there = (here[0] + int(step[0]), here[1] + int(step[1]))
        other = held.get(there)
        both = [one] if other is None else [one, other]
        before = sum(map(cost, both))
        cells[both] = [there, here][: len(both)]
        if sum(map(cost, both)) < before:
            held.pop(here)
            held.update({tuple(map(int, cells[each])): each for each in both})
        else:
            cells[both] = [here, there][: len(both)]
    return cells


def _numbered(found: Mapping[str, Any]) -> dict[str, Cell]:
    """Return the cells, columns counted from the west without those that are empty, but for one of
    each run, and rows from the north."""
    held = sorted({int(column) for column, _ in found.values()})
    numbers, number = {held[0]: 0}, 0
    for before, column in pairwise(held):
        number += min(column - before, 2)
        numbers[column] = number
    top = max(int(row) for _, row in found.values())
    return {code: (numbers[int(x)], top - int(y)) for code, (x, y) in sorted(found.items())}


def _main() -> None:
    lines = ",\n".join(f'"{code}":[{column},{row}]' for code, (column, row) in made().items())
    (Path(__file__).parent / "squares.json").write_text(f"{{{lines}}}\n")


if __name__ == "__main__":
    _main()
