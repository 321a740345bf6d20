"""Real lives of treaties, programs and states: who was what at each stage, and by which rule.

Each register holds what happened, each table what is to be answered at the end of a day: the
participants with the status of each, "?" where it is only possible. Dates are those of the
depositaries: the UN Treaty Collection (Moon Agreement, Rome Statute, CTBT, Outer Space Treaty),
UNESCO, the Council of Europe (resolution CM/Res(2022)2), the declarations of Johannesburg (2023)
and Kazan (2024), the WTO, NATO.
"""

from datetime import date

import pytest
from registers import known

from ledger.dates import day
from projections.roster import memberships

MOON = """
    | program moon opened_on=1979-12-18 members=party force=required consents_required=5
    | signing program=moon participant=FRA on=1980-01-29 instrument=treaty
    | consent program=moon participant=CHL on=1981-11-12
    | consent program=moon participant=PHL on=1981-05-26
    | consent program=moon participant=URY on=1981-11-09
    | consent program=moon participant=NLD on=1983-02-17 action=acceptance
    | consent program=moon participant=AUT on=1984-06-11
    | entry-into-force program=moon on=1984-07-11
    | consent program=moon participant=SAU on=2012-07-18 effective_on=2012-08-17 action=accession
    | withdrawal program=moon participant=SAU on=2023-01-05 effective_on=2024-01-05
    """
UNESCO = """
    | program unesco members=party
    | consent program=unesco participant=USA on=1946-09-30 effective_on=1946-11-04 action=acceptance
    | withdrawal program=unesco participant=USA on=1983-12-28 effective_on=1984-12-31
    | consent program=unesco participant=USA on=2003-10-01 action=acceptance
    | withdrawal program=unesco participant=USA on=2017-10-12 effective_on=2018-12-31
    | consent program=unesco participant=USA on=2023-07-10 action=acceptance
    | withdrawal program=unesco participant=USA on=2025-07-22 effective_on=2026-12-31
    """
ICC = """
    | program rome opened_on=1998-07-17 members=party force=required consents_required=60
    | signing program=rome participant=GMB on=1998-12-04 instrument=treaty
    | consent program=rome participant=GMB on=2002-06-28 effective_on=2002-09-01
    | entry-into-force program=rome on=2002-07-01
    | withdrawal program=rome participant=GMB on=2016-11-10 effective_on=2017-11-10
    | revocation event=#5 on=2017-02-10
    | consent program=rome participant=BDI on=2004-09-21 effective_on=2004-12-01
    | withdrawal program=rome participant=BDI on=2016-10-27 effective_on=2017-10-27
    """
CTBT = """
    | program ctbt opened_on=1996-09-24 members=signatory,bound,party force=required
    | signing program=ctbt participant=USA on=1996-09-24 instrument=treaty
    | signing program=ctbt participant=RUS on=1996-09-24 instrument=treaty
    | consent program=ctbt participant=RUS on=2000-06-30
    | withdrawal program=ctbt participant=RUS on=2023-11-03 action=withdrawal-of-consent
      falls_to=signatory
    """
COUNCIL = """
    | program coe name="Council of Europe" members=party
    | consent program=coe participant=RUS on=1996-02-28 action=accession
    | suspension program=coe participant=RUS on=2022-02-25 until=2022-03-16
    | withdrawal program=coe participant=RUS on=2022-03-16 action=expulsion
    """
SPACE = """
    | program ost opened_on=1967-01-27 members=party force=required
    | entry-into-force program=ost on=1967-10-10
    | consent program=ost participant=SUN on=1967-10-10
    | consent program=ost participant=CSK on=1967-05-11
    | consent program=ost participant=DDR on=1967-02-02
    | ending participant=DDR on=1990-10-03 successors=DEU
    | ending participant=SUN on=1991-12-26 continued_by=RUS
    | consent program=ost participant=RUS on=1991-12-26 action=continuation predecessor=SUN
    | ending participant=CSK on=1993-01-01 successors=CZE,SVK
    | consent program=ost participant=CZE on=1993-09-29 effective_on=1993-01-01 action=succession
      predecessor=CSK
    | consent program=ost participant=SVK on=1993-05-17 effective_on=1993-01-01 action=succession
      predecessor=CSK
    """
BRICS = """
    | program brics tiers=partner,member members=member
    | admission program=brics participant=BRA on=2009-06-16 tier=member
    | admission program=brics participant=RUS on=2009-06-16 tier=member
    | admission program=brics participant=IND on=2009-06-16 tier=member
    | admission program=brics participant=CHN on=2009-06-16 tier=member
    | admission program=brics participant=ZAF on=2010-12-24 tier=member
    | admission program=brics participant=EGY on=2023-08-24 effective_on=2024-01-01 tier=member
    | admission program=brics participant=ETH on=2023-08-24 effective_on=2024-01-01 tier=member
    | admission program=brics participant=IDN on=2025-01-06 tier=member
    | admission program=brics participant=BLR on=2025-01-01 tier=partner
    | admission program=brics participant=BOL on=2025-01-01 tier=partner
    """
TRADE = """
    | program gatt name=GATT members=party
    | program wto name="World Trade Organization" members=party
    | consent program=gatt participant=CUB on=1948-01-01
    | consent program=gatt participant=LBN on=1948-07-29
    | withdrawal program=gatt participant=LBN on=1951-02-25
    | consent program=wto participant=CUB on=1995-04-20
    | ending program=gatt on=1995-12-31 replaced_by=wto
    """
NATO = """
    | program nato name=NATO members=party
    | consent program=nato participant=FRA on=1949-08-24
    | announcement program=nato participants=SWE on=2022-05-18 summary="Sweden applied"
    | consent program=nato participant=SWE on=2024-03-07 action=accession
    """

STAGES = {
    "the Moon Agreement binds before it is in force": (
        MOON,
        """
        1981-12-31 | CHL bound, FRA signatory, PHL bound, URY bound
        1984-07-10 | AUT bound, CHL bound, FRA signatory, NLD bound, PHL bound, URY bound
        1984-07-11 | AUT party, CHL party, FRA signatory, NLD party, PHL party, URY party
        """,
    ),
    "an accession to the Moon Agreement counts thirty days later, a notice after a year": (
        MOON,
        """
        2012-07-17 | AUT party, CHL party, FRA signatory, NLD party, PHL party, URY party
        2012-07-18 | AUT party, CHL party, FRA signatory, NLD party, PHL party, SAU bound, URY party
        2012-08-17 | AUT party, CHL party, FRA signatory, NLD party, PHL party, SAU party, URY party
        2024-01-04 | AUT party, CHL party, FRA signatory, NLD party, PHL party, SAU party, URY party
        2024-01-05 | AUT party, CHL party, FRA signatory, NLD party, PHL party, URY party
        """,
    ),
    "the United States and UNESCO": (
        UNESCO,
        """
        1946-10-31 | USA bound
        1984-12-30 | USA party
        1984-12-31 | nobody
        2003-10-01 | USA party
        2018-12-30 | USA party
        2018-12-31 | nobody
        2023-07-10 | USA party
        2026-11-26 | USA party
        2026-12-31 | nobody
        """,
    ),
    "a notice that was revoked ends nothing, one that was not does": (
        ICC,
        """
        2002-06-30 | GMB bound
        2002-08-31 | GMB bound
        2002-09-01 | GMB party
        2016-12-31 | BDI party, GMB party
        2017-10-27 | GMB party
        2018-01-01 | GMB party
        """,
    ),
    "Russia took back its ratification of the CTBT, and not its signature": (
        CTBT,
        """
        2000-06-29 | RUS signatory, USA signatory
        2000-06-30 | RUS bound, USA signatory
        2023-11-03 | RUS signatory, USA signatory
        """,
    ),
    "Russia was suspended, then expelled from the Council of Europe": (
        COUNCIL,
        """
        2022-03-01 | RUS party
        2022-03-15 | RUS party
        2022-03-16 | nobody
        """,
    ),
    "states that ended are no parties to the Outer Space Treaty; one goes on": (
        SPACE,
        """
        1967-06-01 | CSK bound, DDR bound
        1967-10-10 | CSK party, DDR party, SUN party
        1990-10-03 | CSK party, SUN party
        1991-12-26 | CSK party, RUS party
        1992-12-31 | CSK party, RUS party
        1993-01-01 | CZE party, RUS party, SVK party
        """,
    ),
    "BRICS has members and partners": (
        BRICS,
        """
        2009-06-16 | BRA member, CHN member, IND member, RUS member
        2023-12-31 | BRA member, CHN member, IND member, RUS member, ZAF member
        2024-01-01 | BRA member, CHN member, EGY member, ETH member, IND member, RUS member,
                     ZAF member
        2025-01-06 | BLR partner, BOL partner, BRA member, CHN member, EGY member, ETH member,
                     IDN member, IND member, RUS member, ZAF member
        """,
    ),
    "the GATT ended, and nobody withdrew": (
        TRADE,
        """
        1951-02-24 | CUB party, LBN party
        1995-12-30 | CUB party
        1995-12-31 | nobody
        """,
    ),
    "who applies to NATO is no member": (
        NATO,
        """
        2022-05-18 | FRA party
        2022-07-05 | FRA party
        2024-03-07 | FRA party, SWE party
        """,
    ),
}


def answered(text: str, on: date) -> str:
    """Whoever has a status in the first program of a register, with that status."""
    effective, names = known(text)
    [program, *_] = names.programs.values()
    found = []
    for (of, who), spans in sorted(memberships(effective).items()):
        for span in spans:
            if of == program.id and span.covers(on):
                statuses = [one for one in program.ladder if one in span.statuses]
                found.append(f"{who} {' or '.join(statuses)}{'?' * (None in span.statuses)}")
    return ", ".join(found) or "nobody"


@pytest.mark.parametrize("life", STAGES)
def test_who_was_what_at_each_stage(life: str) -> None:
    text, table = STAGES[life]
    lines = " ".join(table.split()).replace(" |", "|").replace("| ", "|")
    stages = [one.split("|") for one in _stages(lines)]
    assert [(on, answered(text, day(on))) for on, _ in stages] == [(on, who) for on, who in stages]


def _stages(line: str) -> list[str]:
    """The stages of a table that was folded into one line."""
    words, found = line.split(" "), list[str]()
    for word in words:
        if "|" in word:
            found.append(word)
        else:
            found[-1] += f" {word}"
    return found
