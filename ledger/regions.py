"""Regions of the world by UN M49 ("Standard country or area codes for statistical use"), and the
states and territories that lie in them.

The regions are the geographic ones of the UN Statistics Division, by which Cyprus and Türkiye lie
in Western Asia, Russia in Eastern Europe, Egypt in Northern Africa. Taiwan is not in that list: it
is put where it lies. Antarctica lies in none. A former state lies where the one that continues it
does, else where all that came after it do.
"""

from collections.abc import Mapping
from functools import cache

from ledger import states

# Each with its M49 code, and the codes of ISO 3166 in it.
_LEAVES: Mapping[str, tuple[str, str]] = {
    "Northern Africa": ("015", "DZA EGY ESH LBY MAR SDN TUN"),
    "Eastern Africa": (
        "014",
        "ATF BDI COM DJI ERI ETH IOT KEN MDG MOZ MUS MWI MYT REU RWA SOM SSD SYC TZA UGA ZMB ZWE",
    ),
    "Middle Africa": ("017", "AGO CAF CMR COD COG GAB GNQ STP TCD"),
    "Southern Africa": ("018", "BWA LSO NAM SWZ ZAF"),
    "Western Africa": (
        "011",
        "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SHN SLE TGO",
    ),
    "Northern America": ("021", "BMU CAN GRL SPM USA"),
    "Caribbean": (
        "029",
        (
            "ABW AIA ATG BES BHS BLM BRB CUB CUW CYM DMA DOM GLP GRD HTI JAM KNA LCA MAF MSR MTQ "
            "PRI SXM TCA TTO VCT VGB VIR"
        ),
    ),
    "Central America": ("013", "BLZ CRI GTM HND MEX NIC PAN SLV"),
    "South America": ("005", "ARG BOL BRA BVT CHL COL ECU FLK GUF GUY PER PRY SGS SUR URY VEN"),
    "Central Asia": ("143", "KAZ KGZ TJK TKM UZB"),
    "Eastern Asia": ("030", "CHN HKG JPN KOR MAC MNG PRK TWN"),
    "South-eastern Asia": ("035", "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM"),
    "Southern Asia": ("034", "AFG BGD BTN IND IRN LKA MDV NPL PAK"),
    "Western Asia": (
        "145",
        "ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    ),
    "Eastern Europe": ("151", "BGR BLR CZE HUN MDA POL ROU RUS SVK UKR"),
    "Northern Europe": ("154", "ALA DNK EST FIN FRO GBR GGY IMN IRL ISL JEY LTU LVA NOR SJM SWE"),
    "Southern Europe": ("039", "ALB AND BIH ESP GIB GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN VAT"),
    "Western Europe": ("155", "AUT BEL CHE DEU FRA LIE LUX MCO NLD"),
    "Australia and New Zealand": ("053", "AUS CCK CXR HMD NFK NZL"),
    "Melanesia": ("054", "FJI NCL PNG SLB VUT"),
    "Micronesia": ("057", "FSM GUM KIR MHL MNP NRU PLW UMI"),
    "Polynesia": ("061", "ASM COK NIU PCN PYF TKL TON TUV WLF WSM"),
}
# Each with its M49 code, and the regions that it is made of.
WHOLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Sub-Saharan Africa": (
        "202",
        ("Eastern Africa", "Middle Africa", "Southern Africa", "Western Africa"),
    ),
    "Africa": ("002", ("Northern Africa", "Sub-Saharan Africa")),
    "North America": ("003", ("Northern America", "Caribbean", "Central America")),
    "Latin America and the Caribbean": ("419", ("Caribbean", "Central America", "South America")),
    "Americas": ("019", ("Northern America", "Latin America and the Caribbean")),
    "Asia": (
        "142",
        (
            "Central Asia",
            "Eastern Asia",
            "South-eastern Asia",
            "Southern Asia",
            "Western Asia",
        ),
    ),
    "Europe": (
        "150",
        ("Eastern Europe", "Northern Europe", "Southern Europe", "Western Europe"),
    ),
    "Oceania": ("009", ("Australia and New Zealand", "Melanesia", "Micronesia", "Polynesia")),
}
REGIONS = (*WHOLES, *_LEAVES)


def named(text: str) -> str | None:
    """Return the region that a name or an M49 code means, by its name; None where it means none.
    Upper case and white space do not matter."""
    return _names().get(" ".join(text.split()).casefold())


def lies_in(code: str, region: str) -> bool:
    """Return whether the state or territory of a code of ISO 3166 lies in a region."""
    found = states.state(code)
    if found is None or not found.former or code in _codes_of(region):
        return code in _codes_of(region)
    after = [found.continued_by] if found.continued_by else found.successors
    return bool(after) and all(lies_in(one, region) for one in after)


@cache
def _names() -> Mapping[str, str]:
    every = {name: code for name, (code, _) in (*_LEAVES.items(), *WHOLES.items())}
    return {key: name for name, code in every.items() for key in (name.casefold(), code)}


@cache
def _codes_of(region: str) -> frozenset[str]:
    if region in _LEAVES:
        return frozenset(_LEAVES[region][1].split())
    return frozenset().union(*(_codes_of(one) for one in WHOLES[region][1]))
