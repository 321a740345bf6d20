"""The reviewed table of the codes of ISO 3166 that stand for no state, each with the states that
are responsible for it.

A state, as counted here, is a member or an observer of the United Nations, or one to which its
Secretary-General as depositary accords full treaty-making capacity (Cook Islands, Niue). All else
is a territory; Metropolitan France is a part of a state, and so `subnational`. Who is responsible
is taken from ISO 3166-1, and from the UN list of Non-Self-Governing Territories where that names
an administering Power. Nobody is named where that is disputed or disclaimed: Antarctica (Antarctic
Treaty, art. IV), the Chagos Archipelago (General Assembly resolution 73/295), Taiwan (resolution
2758 (XXVI)), Western Sahara.
"""

from collections.abc import Mapping

SUBNATIONAL = frozenset({"FXX"})

RESPONSIBLE: Mapping[str, tuple[str, ...]] = {
    "ABW": ("NLD",),
    "AFI": ("FRA",),
    "AIA": ("GBR",),
    "ALA": ("FIN",),
    "ANT": ("NLD",),
    "ASM": ("USA",),
    "ATA": (),
    "ATB": (),
    "ATF": ("FRA",),
    "ATN": (),
    "BES": ("NLD",),
    "BLM": ("FRA",),
    "BMU": ("GBR",),
    "BVT": ("NOR",),
    "CCK": ("AUS",),
    "CTE": ("GBR", "USA"),
    "CUW": ("NLD",),
    "CXR": ("AUS",),
    "CYM": ("GBR",),
    "ESH": (),
    "FLK": ("GBR",),
    "FRO": ("DNK",),
    "FXX": ("FRA",),
    "GEL": ("GBR",),
    "GGY": ("GBR",),
    "GIB": ("GBR",),
    "GLP": ("FRA",),
    "GRL": ("DNK",),
    "GUF": ("FRA",),
    "GUM": ("USA",),
    "HKG": ("CHN",),
    "HMD": ("AUS",),
    "IMN": ("GBR",),
    "IOT": (),
    "JEY": ("GBR",),
    "JTN": ("USA",),
    "MAC": ("CHN",),
    "MAF": ("FRA",),
    "MID": ("USA",),
    "MNP": ("USA",),
    "MSR": ("GBR",),
    "MTQ": ("FRA",),
    "MYT": ("FRA",),
    "NCL": ("FRA",),
    "NFK": ("AUS",),
    "NHB": ("FRA", "GBR"),
    "NTZ": ("IRQ", "SAU"),
    "PCI": ("USA",),
    "PCN": ("GBR",),
    "PCZ": ("USA",),
    "PRI": ("USA",),
    "PUS": ("USA",),
    "PYF": ("FRA",),
    "REU": ("FRA",),
    "SGS": ("GBR",),
    "SHN": ("GBR",),
    "SJM": ("NOR",),
    "SKM": ("IND",),
    "SPM": ("FRA",),
    "SXM": ("NLD",),
    "TCA": ("GBR",),
    "TKL": ("NZL",),
    "TWN": (),
    "UMI": ("USA",),
    "VGB": ("GBR",),
    "VIR": ("USA",),
    "WAK": ("USA",),
    "WLF": ("FRA",),
}

# Who was responsible before, and the day from which on that was no more so.
BEFORE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "HKG": ("1997-07-01", ("GBR",)),  # Joint Declaration of 19 December 1984, paras 1 and 2
    "MAC": ("1999-12-20", ("PRT",)),  # Joint Declaration of 13 April 1987, para. 1
}
