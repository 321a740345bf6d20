"""The reviewed table of names that states had on days gone by: the short names, by which lists of
parties call them.

A change of the long form alone (Libya, Bolivia) is not here, and no name of which the day is not
established: such names are found (`state_aliases`), and the present one is shown.

UNTC: UN Treaty Collection, Historical Information. UN members: the list of Member States of the
United Nations with its notes. Where the UN took up a name some days after the state, the day is
the state's.
"""

from collections.abc import Mapping
from typing import NamedTuple


class FormerName(NamedTuple):
    """A name from one day (None: from the beginning) up to another, not included."""

    name: str
    since: str | None
    until: str
    source: str


# By code, the earliest first.
FORMER_NAMES: Mapping[str, tuple[FormerName, ...]] = {
    "BEN": (FormerName("Dahomey", None, "1975-11-30", "proclamation; UNTC (until 2 December)"),),
    "BFA": (FormerName("Upper Volta", None, "1984-08-04", "UNTC"),),
    "BLR": (FormerName("Byelorussian SSR", None, "1991-09-19", "UNTC; UN members"),),
    "CIV": (FormerName("Ivory Coast", None, "1986-01-01", "UNTC"),),
    "CMR": (FormerName("United Republic of Cameroon", "1975-03-10", "1984-02-04", "UNTC"),),
    "COD": (
        FormerName("Zaire", "1971-10-27", "1997-05-17", "UN members; law 71-007 of 27 October"),
    ),
    "CPV": (FormerName("Cape Verde", None, "2013-10-24", "UNTC"),),
    "CZE": (FormerName("Czech Republic", None, "2016-05-17", "note verbale to the UN, UNTERM"),),
    "DEU": (
        FormerName("Federal Republic of Germany", "1949-05-23", "1990-10-03", "UN members; UNTC"),
    ),
    "EGY": (FormerName("United Arab Republic", "1958-02-22", "1971-09-02", "UN members"),),
    "IRL": (
        FormerName("Irish Free State", "1922-12-06", "1937-12-29", "Constitution, art. 4 and 62"),
    ),
    "KHM": (
        FormerName("Khmer Republic", "1970-12-28", "1975-04-30", "UNTC"),
        FormerName("Democratic Kampuchea", "1976-04-06", "1990-02-03", "UNTC"),
    ),
    "LKA": (FormerName("Ceylon", None, "1972-05-22", "Constitution of 1972; UN members"),),
    "MKD": (
        FormerName(
            "the former Yugoslav Republic of Macedonia",
            "1993-04-08",
            "2019-02-12",
            "General Assembly resolution 47/225; Prespa Agreement of 17 June 2018, in force",
        ),
    ),
    "MMR": (FormerName("Burma", None, "1989-06-18", "law 15/89; UNTC (until 17 June)"),),
    "MYS": (FormerName("Federation of Malaya", "1957-08-31", "1963-09-16", "UN members"),),
    "SCG": (FormerName("Federal Republic of Yugoslavia", None, "2003-02-04", "UN members"),),
    "SWZ": (FormerName("Swaziland", None, "2018-04-19", "Legal Notice 80 of 2018; UN members"),),
    "TLS": (FormerName("East Timor", None, "2002-05-20", "ISO 3166-3; UN members"),),
    "TUR": (FormerName("Turkey", None, "2022-06-01", "letter to the UN, effective on receipt"),),
    "TWN": (  # who acceded to treaties in the name of China until then
        FormerName(
            "Republic of China", "1949-12-08", "1971-10-25", "General Assembly resolution 2758"
        ),
    ),
    "TZA": (
        FormerName(
            "United Republic of Tanganyika and Zanzibar", "1964-04-26", "1964-11-01", "UN members"
        ),
    ),
    "UKR": (FormerName("Ukrainian SSR", None, "1991-08-24", "UNTC (until 23 August)"),),
    "WSM": (
        FormerName("Western Samoa", None, "1997-07-04", "Constitution Amendment Act (No. 2) 1997"),
    ),
    "ZWE": (FormerName("Southern Rhodesia", None, "1980-04-18", "ISO 3166-3; UN members"),),
}

# Shown on their days, and not looked up: before these the name was that of another.
NOT_FOUND = frozenset({"Republic of China"})
