"""The reviewed table of ISO 3166-3: what has become of each code that ISO withdrew.

A withdrawn code is one of three things. `RENAMED`: no more than a former name or code of one that
goes on, and means that one (its names, with their days, are in `former_names`). `ENDED`: a state
that is no more. `PLACES`: a place that was no state, which may be no more or may only have lost
its code. That ISO withdrew a code says nothing by itself: it is withdrawn long after an end.

"UN members" is the list of Member States of the United Nations with its notes on former members.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Former(NamedTuple):
    """One whose code was withdrawn.

    ``until`` is the first day on which it was no more (None: it is still there, or the day is not
    established), ``successors`` those that took its place, ``continued_by`` the one that is the
    same legal person, ``source`` who says so.
    """

    until: str | None
    successors: tuple[str, ...]
    source: str
    continued_by: str | None = None


# The code that means the same participant today. Zimbabwe and Timor-Leste had those names before
# they were independent; the UN and ISO ("name changed") have one entry each for the country.
RENAMED: Mapping[str, str] = {
    "BUR": "MMR",
    "BYS": "BLR",
    "DHY": "BEN",
    "HVO": "BFA",
    "PHI": "PHL",  # a change of code alone, as the next but one
    "RHO": "ZWE",
    "ROM": "ROU",
    "TMP": "TLS",
    "ZAR": "COD",
}

ENDED: Mapping[str, Former] = {
    "CSK": Former(
        "1993-01-01",
        ("CZE", "SVK"),
        "Summary of Practice of the Secretary-General as Depositary (ST/LEG/7/Rev.1), para. 298, "
        "as corrected: it ceased to exist; UN members: until 31 December 1992",
    ),
    "DDR": Former(
        "1990-10-03",
        ("DEU",),
        "Unification Treaty of 31 August 1990, art. 1 (1); UN members: through its accession to "
        "the Federal Republic of Germany, effective 3 October 1990",
    ),
    "SCG": Former(
        "2006-06-03",
        ("MNE", "SRB"),
        "UN members: declaration of independence of Montenegro on 3 June 2006; membership "
        "continued by Serbia",
        "SRB",
    ),
    "SUN": Former(
        "1991-12-26",
        ("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ", "MDA", "RUS", "TJK", "TKM", "UKR", "UZB"),
        "Declaration 142-N of the Soviet of the Republics, 26 December 1991; UN members: letter "
        "of 24 December 1991, membership continued by the Russian Federation",
        "RUS",
    ),
    "VDR": Former(
        "1976-07-02",
        ("VNM",),
        "UN Treaty Collection, Historical Information, Viet Nam: united with the Republic of "
        "South Viet-Nam on 2 July 1976",
    ),
    "YMD": Former(
        "1990-05-22",
        ("YEM",),
        "UN members: merged with Yemen on 22 May 1990",
    ),
    "YUG": Former(
        "1992-04-27",
        ("BIH", "HRV", "MKD", "SCG", "SVN"),
        "Security Council resolution 777 (1992): the Socialist Federal Republic has ceased to "
        "exist; the day is that of the Constitution of the Federal Republic, which is SCG",
    ),
}

PLACES: Mapping[str, Former] = {
    "AFI": Former("1977-06-27", ("DJI",), "UN members: Djibouti, independent on 27 June 1977"),
    "ANT": Former(
        "2010-10-10",
        ("BES", "CUW", "SXM"),
        "UN Treaty Collection, Historical Information, Netherlands: notification of 6 October 2010",
    ),
    "ATB": Former(None, (), "Antarctic Treaty, art. IV; ISO 3166-3: now in AQ"),
    "ATN": Former(None, (), "Antarctic Treaty, art. IV; ISO 3166-3: now in AQ"),
    "CTE": Former("1979-07-12", ("KIR",), "Kiribati Independence Order 1979"),
    "FXX": Former(None, (), "ISO 3166-3: now in FR"),
    "GEL": Former(None, ("KIR", "TUV"), "Tuvalu Order 1975: separated from 1 October 1975 on"),
    "JTN": Former(None, (), "ISO 3166-3: now in UM"),
    "MID": Former(None, (), "ISO 3166-3: now in UM"),
    "NHB": Former("1980-07-30", ("VUT",), "New Hebrides Order 1980: independent on 30 July 1980"),
    "NTZ": Former(None, ("IRQ", "SAU"), "ISO 3166-3: divided between Iraq and Saudi Arabia"),
    "PCI": Former(
        "1994-10-01",
        ("FSM", "MHL", "MNP", "PLW"),
        "Security Council resolution 956 (1994): ended for the last of them on 1 October 1994",
    ),
    "PCZ": Former("1979-10-01", ("PAN",), "Panama Canal Treaty of 7 September 1977, art. XI"),
    "PUS": Former(None, (), "ISO 3166-3: now in UM"),
    "SKM": Former("1975-04-26", ("IND",), "Constitution (Thirty-sixth Amendment) Act, 1975"),
    "WAK": Former(None, (), "ISO 3166-3: now in UM"),
}
