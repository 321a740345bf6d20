"""What is odd about how treaties and states begin and end, about marks, revocations, what remains
of a status, and papers: each in a register, beside what looks like it and is not."""

import pytest
from registers import known

from projections.checks.registry import CHECKS

MOON = '2026-01-01 | program moon name="Moon Agreement" members=party force=required'
TABLE = {
    "an entry into force with fewer consents than it takes": (
        f"""
        {MOON} consents_required=3
        | consent program=moon participant=CHL on=1981-11-12
        | consent program=moon participant=NLD on=1983-02-17
        | consent program=moon participant=AUT on=1984-06-11
        | signing program=moon participant=FRA on=1980-01-29
        | entry-into-force program=moon on=1983-12-31
        """,
        ["#6 2 consents are on file by then, and it takes 3"],
    ),
    "an entry into force with one consent": (
        f"""
        {MOON} consents_required=2
        | consent program=moon participant=CHL on=1981-11-12
        | entry-into-force program=moon on=1983-12-31
        """,
        ["#3 1 consent is on file by then, and it takes 2"],
    ),
    "an entry into force with none": (
        f"{MOON} consents_required=2\n| entry-into-force program=moon on=1983-12-31",
        ["#2 no consent is on file by then, and it takes 2"],
    ),
    "an entry into force with as many consents as it takes": (
        f"""
        {MOON} consents_required=2
        | consent program=moon participant=CHL on=1981-11-12
        | consent program=moon participant=NLD on=1983-02
        | entry-into-force program=moon on=1983-03
        """,
        [],
    ),
    "consents that were taken back before": (
        f"""
        {MOON} consents_required=2
        | consent program=moon participant=CHL on=1981-11-12
        | consent program=moon participant=NLD on=1983-02-17
        | withdrawal program=moon participant=NLD on=1983-05-01 action=withdrawal-of-consent
        | entry-into-force program=moon on=1984-07-11
        """,
        ["#5 1 consent is on file by then, and it takes 2"],
    ),
    "a list that is known to be partial": (
        f"{MOON} consents_required=60 coverage=partial\n| entry-into-force program=moon on=1984",
        [],
    ),
    "an entry into force for which parties do not wait": (
        """
        2026-01-01 | program moon members=party
        | entry-into-force program=moon on=1984-07-11
        | consent program=moon participant=CHL on=1981-11-12
        | consent program=moon participant=AUT on=1984-07
        | program wto members=party
        | entry-into-force program=wto on=1995-01-01
        | consent program=wto participant=BRA on=1995-01-01
        | program two members=party
        | entry-into-force program=two on=1995-01-01
        | consent program=two participant=BRA on=1994-12-01
        | consent program=two participant=CHL on=1994-12-31
        | signing program=two participant=PER on=1994-12-31
        | entry-into-force program=unfiled on=1995-01-01
        """,
        [
            "#2 2 are parties before: correct the program to say that force is required",
            "#9 2 are parties before: correct the program to say that force is required",
        ],
    ),
    "an entry into force for which one party does not wait": (
        """
        2026-01-01 | program moon members=party
        | entry-into-force program=moon on=1984-07-11
        | consent program=moon participant=CHL on=1981-11-12
        """,
        ["#2 1 is a party before: correct the program to say that force is required"],
    ),
    "a consent that is to count before the treaty was in force": (
        f"""
        {MOON}
        | entry-into-force program=moon on=1984-07-11
        | consent program=moon participant=CHL on=1981-11-12 effective_on=1981-12-12
        | consent program=moon participant=NLD on=1984-08-01 effective_on=1984-07-11
        | consent program=moon participant=AUT on=1984-06-11
        | consent program=other participant=AUT on=1981-11-12 effective_on=1981-12-12
        """,
        ["#3 it is to count from 1981-12-12, and the treaty entered into force on 1984-07-11"],
    ),
    "acts after the end of a program": (
        """
        2026-01-01 | program gatt name=GATT members=party
        | ending program=gatt on=1995-12-31
        | consent program=gatt participant=CUB on=1996-01-01
        | suspension program=gatt participant=CUB on=1996-01-01
        | renaming program=gatt name=General on=1996-01-01
        | withdrawal program=gatt participant=CUB on=1995-12-31 effective_on=1996-02-29
        | announcement program=gatt on=2000 summary="It is remembered"
        | entry-into-force program=unfiled on=2000-01-01
        | ending program=unfiled on=1999-01-01
        """,
        [
            "#3 it is of 1996-01-01, and GATT ceased to exist on 1995-12-31",
            "#4 it is of 1996-01-01, and GATT ceased to exist on 1995-12-31",
            "#5 it is of 1996-01-01, and GATT ceased to exist on 1995-12-31",
            "#8 it is of 2000-01-01, and unfiled ceased to exist on 1999-01-01",
        ],
    ),
    "acts of one that had ceased to exist": (
        """
        2026-01-01 | program p
        | participant lab name=Laboratory
        | ending participant=lab on=2010
        | signing program=p participant=lab on=2010-06-01
        | signing program=p participant=lab on=2011-01-01
        | endorsement program=p participant=CSK on=1993-02
        | announcement program=p participants=SUN,FRA on=1995 summary=x
        | launch payload=x launched_by=SUN launched_for=DDR on=1992-01-01
        | consent program=p participant=SVK on=1993-05-17 action=succession predecessor=CSK
        """,
        [
            "#5 it is of 2011-01-01, and Laboratory ceased to exist on 2010",
            "#6 it is of 1993-02, and Czechoslovakia ceased to exist on 1993-01-01",
            "#7 it is of 1995, and Soviet Union ceased to exist on 1991-12-26",
            "#8 it is of 1992-01-01, and Soviet Union ceased to exist on 1991-12-26",
            "#8 it is of 1992-01-01, and East Germany ceased to exist on 1990-10-03",
        ],
    ),
    "marks that are over before they begin": (
        """
        2026-01-01 | program p
        | consent program=p participant=SYR on=2012-01-01
        | suspension program=p participant=SYR on=2013-09-14 until=2013-09-13
        | provisional-application program=p participant=SYR on=2013-09-14 until=2013-09-14
        | suspension program=p participant=SYR on=2013-09 until=2013-09-14
        | suspension program=p participant=SYR on=2013-09-01 effective_on=2014 until=2013-10
        | suspension program=p participant=SYR on=2013-09-14
        """,
        [
            "#3 it is over on 2013-09-13, and begins on 2013-09-14",
            "#4 it is over on 2013-09-14, and begins on 2013-09-14",
            "#6 it is over on 2013-10, and begins on 2014",
        ],
    ),
    "revocations out of time": (
        """
        2026-01-01 | program p
        | consent program=p participant=GMB on=2002-06-28
        | withdrawal program=p participant=GMB on=2016-11-10 effective_on=2017-11-10
        | revocation event=#3 on=2016-11-09
        | revocation event=#3 on=2017-11-10
        | revocation event=#3 on=2017-02-10
        | revocation event=#2 on=2020
        | signing program=p participant=FRA on=2020-01-01
        | revocation event=#8 on=2019-01-01
        | retraction event=#8
        """,
        [
            "#4 it is of 2016-11-09, and #3, which it takes back, is of 2016-11-10",
            "#5 it is of 2017-11-10, and #3, which it takes back, took effect on 2017-11-10",
        ],
    ),
    "a status that remains to one who had no more": (
        """
        2026-01-01 | program p
        | withdrawal program=p participant=RUS on=2023-11-03 falls_to=signatory
        | endorsement program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2023-11-03 falls_to=signatory
        | signing program=p participant=ITA on=2020-01-01
        | withdrawal program=p participant=ITA on=2023-11-03 falls_to=signatory
        | consent program=p participant=ESP on=2020-01-01
        | withdrawal program=p participant=ESP on=2023-11-03 falls_to=signatory
        | withdrawal program=unfiled participant=ESP on=2023-11-03 falls_to=signatory
        """,
        [
            "#2 something remains, and nothing is on file that it had before",
            "#4 it remains a signatory, and was no more than a supporter before",
            "#6 it remains a signatory, and was no more than a signatory before",
            "#9 something remains, and nothing is on file that it had before",
        ],
    ),
    "a second entry into force, a second ending": (
        f"""
        {MOON}
        | entry-into-force program=moon on=1984-07-11
        | entry-into-force program=moon on=1984-07-12
        | entry-into-force program=other on=1984-07-12
        | program other force=required
        | ending program=moon on=2020
        | ending program=other on=2020
        | ending program=other on=2021
        | ending participant=CSK on=1993-01-01
        """,
        [
            "#3 #2 has that on 1984-07-11: which is right?",
            "#8 #7 has that on 2020: which is right?",
        ],
    ),
    "one paper signed by one participant on two days": (
        """
        2026-01-01 | program p
        | program q
        | document memo title=Memorandum
        | signing program=p participant=EGY on=2023-12-06 document=memo
        | signing program=q participant=EGY on=2023-12-07 document=memo
        | signing program=q participant=CHN on=2023-12 document=memo
        | signing program=p participant=CHN on=2023-12-07 document=memo
        | signing program=p participant=RUS on=2023-12-09
        """,
        ["#5 #4 is by the same document, and of 2023-12-06"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLE.values(), ids=TABLE.keys())
def test_what_is_odd(text: str, expected: list[str]) -> None:
    found = CHECKS["surprises"](*known(text))
    assert [f"#{one.position} {one.problem}" for one in found] == expected
