"""Published claims against what the register computes."""

import re

import pytest
from registers import known

from projections.checks.claims import Verdict, check_claims
from projections.roster import memberships

STATION = """
2023-12-31 | program ilrs name=ILRS
           | participant apsco name=APSCO kind=intergovernmental
           | participant narit name=NARIT kind=agency state=THA
           | participant ssgi name=SSGI kind=agency state=ETH
           | source wire published_on=2023-12-20
           | source undated
           | signing program=ilrs participant=CHN on=2021-03-09 cites=wire
           | signing program=ilrs participant=RUS on=2021-03-09 cites=wire
           | signing program=ilrs participant=apsco on=2023-04-15 cites=wire
           | signing program=ilrs participant=VEN on=2023-07-17 cites=wire
           | signing program=ilrs participant=narit on=2023-09-25 cites=wire
           | signing program=ilrs participant=ZAF on=2023-08-30/2023-09-01 cites=wire
           | signing program=ilrs participant=AZE on=2023-10-03 cites=wire
           | signing program=ilrs participant=PAK on=2023-10-18 cites=wire
           | signing program=ilrs participant=THA on=2024-04-05
           | signing program=ilrs participant=ssgi on=2024-04-05
           | withdrawal program=ilrs participant=VEN on=2024-06-01
           | endorsement program=ilrs participant=TUR on=2023-05-01 cites=wire
           | consent program=ilrs participant=RUS on=2022-11-25
"""


def verdicts(text: str) -> tuple[Verdict, ...]:
    effective, names = known(text)
    return check_claims(effective, names, memberships(effective))


def verdict(claim: str, register: str = STATION) -> Verdict:
    [found] = verdicts(f"{register}\n| claim program=ilrs {claim}")
    return found


REPRODUCED = """
a number, between the certain members and all the possible ones
    on=2023-07-17 count=4 : the register has 4 on 2023-07-17
    on=2023-08-30 count=4 : the register has 4 to 5 on 2023-08-30
    on=2023-08-30 count=5 : the register has 4 to 5 on 2023-08-30
    on=2023-09-01 count=5 : the register has 5 on 2023-09-01
    on=2023-07-17 count=3 at_least=true : the register has 4 on 2023-07-17
of some kinds, of some statuses, without some, since a day
    on=2023-07-17 count=3 kinds=state : the register has 3 on 2023-07-17
    on=2023-07-17 count=1 statuses=party : the register has 1 on 2023-07-17
    on=2023-07-17 count=2 excluding=CHN,RUS : the register has 2 on 2023-07-17
    on=2023-12-31 count=6 since=2023 : the register has 6 on 2023-12-31
    on=2023-12-31 count=3 since=2023-09-01 : the register has 3 to 4 on 2023-12-31
on some day of a month, or by the end of a day
    on=2023-10 count=8 : the register has 8 on 2023-10-18
    on=2023-10 count=6 : the register has 6 on 2023-10-01
    on=../2023-12-31 count=2 : the register has 2 on 2021-03-09
    on=2024-05-30/2024-06-30 count=9 : the register has 9 on 2024-06-01
the n-th to join
    on=2023-07-17 count=4 subject=VEN : Venezuela is number 4
    on=2023-12-31 count=5 subject=ZAF : South Africa is number 5
    on=2021-03-09 count=1 subject=CHN : China is number 1 to 2
    on=2021-03-09 count=2 subject=CHN : China is number 1 to 2
    on=2021-03-09 count=2 subject=CHN,RUS : the last of China, Russia is number 2
    on=2024-06-30 count=3 subject=VEN kinds=state : Venezuela is number 3
    on=2023-10-18 count=6 subject=PAK since=2023 : Pakistan is number 6
a list, whole or not
    on=2022 members=CHN,RUS : the list of 2 agrees
    on=2023-08-30 members=CHN,RUS,apsco,VEN : the list of 4 agrees
    on=2023-08-30 members=CHN,RUS,apsco,VEN,ZAF : the list of 5 agrees
    on=2023-12-31 members=AZE,PAK partial=true : all 2 named are in
    on=2023-07-17 count=3 members=CHN,RUS,VEN kinds=state
        : the register has 3 on 2023-07-17; the list of 3 agrees
"""
NOT_REPRODUCED = """
a number
    on=2023-07-17 count=9
        : the register has 4 on 2023-07-17, not 9; the nearest is 5 with supporters
    on=2023-10 count=2
        : the register has 6 on 2023-10-01, not 2; the nearest is 1 with parties only
    on=2020-01-01 count=9
        : the register has 0 on 2020-01-01, not 9
    on=2023-07-17 count=7 at_least=true
        : the register has 4 on 2023-07-17, not 7 or more; the nearest is 5 with supporters
    on=2023-07-16 count=4 subject=VEN
        : the register does not have Venezuela by 2023-07-16
    on=2023-07-16 count=4 subject=CHN,VEN
        : the register does not have all of China, Venezuela by 2023-07-16
    on=2023-07-17 count=9 subject=VEN
        : Venezuela is number 4, not 9; the nearest is 5 with supporters
that another way of counting gives
    on=2023-07-17 count=4 kinds=agency,state
        : the register has 3 on 2023-07-17, not 4;
        it would be right with participants of every kind
    on=2023-07-17 count=3
        : the register has 4 on 2023-07-17, not 3; it would be right with states only
    on=2023-10-01 count=5 kinds=state
        : the register has 4 on 2023-10-01, not 5;
        it would be right with states and intergovernmental organisations
    on=2023-07-17 count=4 statuses=party
        : the register has 1 on 2023-07-17, not 4; it would be right with signatories
    on=2023-07-17 count=5
        : the register has 4 on 2023-07-17, not 5; it would be right with supporters
    on=2023-07-17 count=1
        : the register has 4 on 2023-07-17, not 1; it would be right with parties only
    on=2023-10-18 count=5 kinds=state
        : the register has 6 on 2023-10-18, not 5; it would be right a day before
    on=2024-04-05 count=9
        : the register has 10 on 2024-04-05, not 9;
        it would be right with the state of each body that joined
    on=2023-07-18 count=2
        : the register has 4 on 2023-07-18, not 2;
        it would be right without the first to join (China, Russia)
    on=2023-08-30 count=3 kinds=intergovernmental,state
        : the register has 4 to 5 on 2023-08-30, not 3; it could be right with states only
a list
    on=2023-08-30 members=CHN,RUS,apsco
        : the register has Venezuela (2023-07-17) besides
    on=2023-10-04 members=CHN,PAK,THA,TUR,DEU partial=true
        : the register lacks Pakistan (from 2023-10-18), Thailand (from 2024-04-05),
        Türkiye (only a supporter), Germany (no act on file)
    on=2024-06-30 members=VEN,ETH partial=true
        : the register lacks Venezuela (until 2024-06-01), Ethiopia (only SSGI)
    on=2023-04-30 members=CHN,RUS,apsco,DEU kinds=state
        : the register lacks APSCO (not counted), Germany (no act on file)
    on=2023-07-17 count=5 members=CHN,RUS,VEN,apsco
        : the register has 4 on 2023-07-17, not 5; the list of 4 agrees
    on=2022 members=CHN,RUS,TUR
        : the register lacks Türkiye (from 2023-05-01)
"""


def cases(table: str) -> list[tuple[str, str]]:
    """The claims of a table and what is said of each; what is not indented is a heading."""
    text = "\n".join(line for line in table.splitlines() if line.startswith("    "))
    found = re.split(r"\n {4}(?=\S)", f"\n{text}")[1:]
    return [tuple(" ".join(part.split()) for part in one.split(" : ")) for one in found]  # type: ignore[misc]


@pytest.mark.parametrize(("claim", "explanation"), cases(REPRODUCED))
def test_a_claim_that_the_register_reproduces(claim: str, explanation: str) -> None:
    found = verdict(f"cites=undated {claim}")
    assert found.explanation == explanation
    assert found.reproduced


@pytest.mark.parametrize(("claim", "explanation"), cases(NOT_REPRODUCED))
def test_a_claim_that_the_register_does_not_reproduce(claim: str, explanation: str) -> None:
    found = verdict(f"cites=undated {claim}")
    assert found.explanation == explanation
    assert not found.reproduced


def test_a_source_may_count_what_had_been_published_when_it_came_out() -> None:
    found = verdicts("""
        2023-11-02 | program accords
                   | source early published_on=2023-10-01
                   | source late published_on=2023-11
                   | source press published_on=2023-10-24
                   | signing program=accords participant=DEU on=2023-09-14 cites=early
                   | signing program=accords participant=ISL on=2023-10-10 cites=late
                   | claim program=accords on=2023-10-24 count=1 cites=press
    """)
    [verdict] = found
    assert verdict.explanation == (
        "the register has 2 on 2023-10-24, not 1;"
        " it would be right by what had been published on 2023-10-24"
    )


UNTIL_TAKEN_BACK = (
    "the register lacks United Arab Emirates (no act on file);"
    " it would be right by what the register said on 2023-06-20"
)


def test_a_source_may_say_what_the_register_said_then_and_took_back() -> None:
    found = verdicts("""
        2023-06-20 | program ilrs
                   | source press published_on=2023-06-20
                   | signing program=ilrs participant=RUS on=2021-03-09
                   | signing program=ilrs participant=ARE on=../2023-05
                   | claim program=ilrs on=2023-06-20 members=RUS,ARE,DEU cites=press
                   | claim program=ilrs on=2023-06-20 members=RUS,ARE cites=press
        2023-12-31 | retraction event=#4
    """)
    assert [verdict.explanation for verdict in found] == [
        "the register lacks United Arab Emirates (no act on file), Germany (no act on file)",
        UNTIL_TAKEN_BACK,
    ]


def test_with_many_first_members_their_number_stands_for_their_names() -> None:
    text = "| program accords\n| source undated\n" + "\n".join(
        f"| signing program=accords participant={state} on=2020-10-13"
        for state in ("AUS", "CAN", "ITA", "JPN")
    )
    text += "\n| signing program=accords participant=UKR on=2020-11-12"
    [found] = verdicts(f"{text}\n| claim program=accords on=2020-11-13 count=1 cites=undated")
    assert found.explanation == (
        "the register has 5 on 2020-11-13, not 1;"
        " it would be right without the first to join (4 participants)"
    )


def test_a_claim_about_a_program_that_was_taken_back_is_judged_all_the_same() -> None:
    [found] = verdicts("""
        | program ilrs
        | source undated
        | claim program=ilrs on=2023 count=1 cites=undated
        | retraction event=#1
    """)
    assert found.explanation == "the register has 0 on 2023-01-01, not 1"


def test_a_claim_without_a_known_date_of_publication_is_not_held_against_one() -> None:
    [found] = verdicts("""
        | program ilrs
        | source open published_on=2023/..
        | claim program=ilrs on=2023 count=1 cites=open
    """)
    assert found.explanation == "the register has 0 on 2023-01-01, not 1"


def test_a_verdict_has_the_numbers_and_the_names_behind_it() -> None:
    found = verdict("on=2023-08-30 count=3 members=CHN,RUS,TUR cites=undated")
    assert found.position == 20
    assert found.claim.count == 3
    assert (str(found.found.day), found.found.low, found.found.high) == ("2023-08-30", 4, 5)
    assert (found.found.missing, found.found.beyond) == (("TUR",), ("VEN", "apsco"))


def test_claims_that_were_retracted_are_not_judged() -> None:
    assert (
        verdicts(
            f"{STATION}\n| claim program=ilrs on=2023 count=1 cites=wire\n| retraction event=#20"
        )
        == ()
    )
