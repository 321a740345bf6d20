"""The checks by name: what each of them finds, and what it lets pass."""

import inspect
import random
from datetime import date
from types import SimpleNamespace

import histories
import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import known, names_of

from ledger.dates import LAST_DAY
from projections.checks.oddities import Register, withdrawals_of_nobody
from projections.checks.registry import BASIC, CHECKS
from projections.effective import fold
from projections.possible import Act, possible_statuses


def findings(check: str, text: str) -> list[str]:
    return [f"#{found.position} {found.problem}" for found in CHECKS[check](*known(text))]


def test_the_checks_have_an_order_and_the_basic_ones_come_first() -> None:
    assert tuple(CHECKS) == ("unread", "references", "sources", "quotes", "surprises", "claims")
    assert tuple(CHECKS)[:4] == BASIC


@pytest.mark.parametrize("name", CHECKS)
def test_each_check_says_in_one_line_what_it_looks_at(name: str) -> None:
    [line] = (inspect.getdoc(CHECKS[name]) or "").splitlines()
    assert line.endswith(".")
    assert len(line) <= 95


IN_ORDER = """
2024-02-01 | program moon name="Moon Agreement" opened_on=1979-12-18 members=party
           | program ilrs name=ILRS
           | participant sansa name=SANSA kind=agency state=ZAF
           | source un published_on=2024-01-31 url=https://un.example/a
           | source un-copy published_on=2024-02-01 copy_of=un
           | source book published_on=1985
           | source page url=https://page.example/a
           | consent program=moon participant=SAU on=2012-07-18 action=accession
             cites=un says=2012 quote="acceded in 2012" cites=un-copy
           | withdrawal program=moon participant=SAU on=2023-01-05 effective_on=2024-01-05
             cites=un says=2024-01-05 cites=page says=2023-01-05 quote="gave notice"
           | signing program=moon participant=FRA on=1980-01-29 cites=book
           | signing program=ilrs participant=ZAF on=2023-09-01 with=sansa cites=page
           | correction event=#11 changes.occurred_on=2023-09-02
           | attestation event=#11 cites=un says=2023-09
           | claim program=moon on=2023-12-31 count=1 subject=SAU cites=un
           | launch launched_by=CHN launched_for=EGY on=2023-12-04 cites=page
           | announcement summary="talks" participants=TUR on=2024-01 cites=page
           | milestone turn on=2023-10
           | signing program=ilrs participant=DZA on=2023-04 cites=page
           | attestation event=#18 stance=disputes cites=un
           | retraction event=#18
"""


@pytest.mark.parametrize("name", CHECKS)
def test_a_register_in_order_gives_no_finding(name: str) -> None:
    assert findings(name, IN_ORDER) == []


def test_a_finding_shows_the_event_in_words() -> None:
    [found] = CHECKS["sources"](
        *known("""
        | program ilrs name=ILRS
        | announcement program=ilrs on=2024 summary="a\\nplan"
    """)
    )
    assert (found.check, found.position, found.event) == ("sources", 2, "a plan")


def test_references_to_what_is_not_filed() -> None:
    assert findings(
        "references",
        """
        | program ilrs
        | participant cnsa state=CHN
        | source wire
        | signing program=ilrs participant=EGY with=cnsa on=2023-12-06 cites=wire
        | launch launched_by=EGY,nobody launched_for=egsa program=gateway on=2023
        | participant lab state=XXX
        | source copy copy_of=original
        | claim program=ilrs on=2023 count=1 cites=paper
        | attestation event=#4 cites=wire
        | retraction event=#1
        | retraction event=#2
        | retraction event=#3
        """,
    ) == [
        "#4 it refers to the source 'wire', which was retracted",
        "#4 it refers to the program 'ilrs', which was retracted",
        "#4 it refers to the participant 'cnsa', which was retracted",
        "#5 it refers to the participant 'nobody', which was never filed",
        "#5 it refers to the participant 'egsa', which was never filed",
        "#5 it refers to the program 'gateway', which was never filed",
        "#6 it refers to the state 'XXX', which was never filed",
        "#7 it refers to the source 'original', which was never filed",
        "#8 it refers to the program 'ilrs', which was retracted",
        "#8 it refers to the source 'paper', which was never filed",
        "#9 it refers to the source 'wire', which was retracted",
    ]


def test_what_is_said_of_an_event_after_its_retraction() -> None:
    assert findings(
        "references",
        """
        | program ilrs
        | source wire
        | signing program=ilrs participant=EGY on=2023-12-06
        | attestation event=#3 cites=wire
        | retraction event=#3
        | attestation event=#3 stance=disputes cites=wire
        | correction event=#3 changes.occurred_on=2023
        -- and once that retraction is itself retracted, about one that stands
        | signing program=ilrs participant=FRA on=2023-12-06
        | retraction event=#8
        | retraction event=#9
        | attestation event=#8 cites=wire
        """,
    ) == [
        "#6 it is about an event that #5 had retracted",
        "#7 it is about an event that #5 had retracted",
    ]


def test_sources_that_copy_each_other_in_a_circle() -> None:
    assert findings(
        "references",
        """
        | source c copy_of=b
        | source b copy_of=a
        | source a copy_of=c
        | source d copy_of=a
        | source own copy_of=own
        """,
    ) == [
        "#3 it copies itself: a, which copies c, which copies b, which copies a",
        "#5 it copies itself: own, which copies own",
    ]


def test_events_without_a_source() -> None:
    assert findings(
        "sources",
        """
        | program ilrs
        | source wire url=https://wire.example/
        | signing program=ilrs participant=EGY on=2023-12-06
        | signing program=ilrs participant=FRA on=2023-12-06 cites=wire
        | signing program=ilrs participant=ITA on=2023-12-06
        | attestation event=#5 cites=wire
        | signing program=ilrs participant=ESP on=2023-12-06
        | attestation event=#7 stance=disputes cites=wire
        | signing program=ilrs participant=DEU on=2023-12-06
        | claim program=ilrs on=2023-12-31 count=9 subject=DEU cites=wire
        """,
    ) == [
        "#3 it has no source: attest it with one",
        "#7 it has no source: attest it with one",
    ]


def test_events_later_than_every_source_that_reports_them() -> None:
    assert findings(
        "sources",
        """
        | program ilrs
        | source old published_on=2023-11
        | source older published_on=2023-10-01
        | source undated url=https://undated.example/
        | signing program=ilrs participant=EGY on=2023-12-06 cites=old,older
        | signing program=ilrs participant=FRA on=2023-11-30 cites=old,older
        | signing program=ilrs participant=ITA on=2023-12-06 cites=old,undated
        | signing program=ilrs participant=ESP on=2023-12-06 cites=old,unknown
        | claim program=ilrs on=2023-12-31 count=3 cites=old
        | claim program=ilrs on=2023-11-30 count=3 cites=old
        """,
    ) == [
        "#5 it is of 2023-12-06, and its last source came out on 2023-11",
        "#9 it is of 2023-12-31, and its last source came out on 2023-11",
    ]


def test_sources_that_nobody_can_look_up() -> None:
    sha256 = "ab" * 32
    assert findings(
        "sources",
        f"""
        | source lost
        | source dated published_on=1967
        | source archived sha256={sha256}
        | source online url=https://online.example/
        """,
    ) == ["#1 it has no address, no archived text and no date: give it one"]


def test_a_source_without_an_address_is_found_by_its_copy() -> None:
    assert not findings(
        "sources",
        """
        | source agency
        | source paper copy_of=agency url=https://example.org/a
        """,
    )


def test_quotes_without_a_text_to_hold_them_against() -> None:
    sha256 = "ab" * 32
    assert findings(
        "quotes",
        f"""
        | program ilrs
        | source paper published_on=1967
        | source archived sha256={sha256}
        | source online url=https://online.example/
        | signing program=ilrs participant=EGY on=2023 cites=paper quote="signed"
        | signing program=ilrs participant=FRA on=2023 cites=paper locator="page 3"
        | signing program=ilrs participant=ITA on=2023 cites=archived quote="signed"
          cites=online quote="signed too" cites=unknown quote="and here"
        | claim program=ilrs on=2023 count=3 cites=paper quote="three"
        """,
    ) == [
        "#5 it quotes paper, which has no address and no text",
        "#8 it quotes paper, which has no address and no text",
    ]


def test_a_source_that_is_cited_for_two_dates() -> None:
    assert findings(
        "quotes",
        """
        | program accords
        | source nasa url=https://nasa.example/
        | signing program=accords participant=UKR on=2020-11-12 cites=nasa says=2020-11-12
        | attestation event=#3 cites=nasa says=2020-11-13
        | attestation event=#3 cites=nasa says=2020-11
        | attestation event=#3 stance=disputes cites=nasa says=2020-10
        """,
    ) == ["#4 nasa is cited for 2020-11-12 and for 2020-11-13 alike"]


def test_withdrawals_by_those_who_are_not_in() -> None:
    assert findings(
        "surprises",
        """
        2026-01-01 | program p
        | withdrawal program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=ITA on=2020-01-01
        | signing program=p participant=ITA on=2020-06-01
        | signing program=p participant=ESP on=2019-01-01
        | withdrawal program=p participant=ESP on=2020-01-01
        | withdrawal program=p participant=ESP on=2021-01-01
        -- signs, gives notice, and is out a year after
        | signing program=p participant=DEU on=2020-02-01
        | withdrawal program=p participant=DEU on=2020-01-01 effective_on=2021-01-01
        | withdrawal program=p participant=RUS on=2022-03-16 action=expulsion
        | withdrawal program=p participant=USA on=2002-05-06 action=withdrawal-of-signature
        | withdrawal program=p participant=GBR on=2020-01-01 action=withdrawal-of-consent
        | withdrawal program=p participant=POL on=2020-01-01 action=denunciation
        """,
    ) == [
        "#2 it withdrew, and no joining is on file",
        "#3 it withdrew, and the first joining on file is later (2020-06-01, #4)",
        "#7 it withdrew, and what it had was over by then",
        "#10 it was expelled, and no joining is on file",
        "#11 it took back its signature, and no joining is on file",
        "#12 it took back its consent, and no joining is on file",
        "#13 it denounced it, and no joining is on file",
    ]


@given(st.randoms(use_true_random=True))
def test_withdrawals_of_nobody_are_those_without_a_status_then(chance: random.Random) -> None:
    effective = fold(histories.history(chance))
    register = Register(effective, names_of(effective))
    wanted = {
        act.position
        for acts in register.acts.values()
        for act in acts
        if act.status is None
        and possible_statuses([one for one in acts if one is not act], act.latest) == {None}
    }
    assert {position for position, _ in withdrawals_of_nobody(register)} == wanted


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 6), st.integers(0, 4)), max_size=9))
def test_withdrawals_of_nobody_on_days_left_open(drawn: list[tuple[bool, int, int]]) -> None:
    """Of few days, so that many acts fall on one."""
    acts = [
        Act(
            position,
            "signatory" if joins else None,
            date(2020, 1, first),
            LAST_DAY if more == 4 else date(2020, 1, first + more),
            "",
        )
        for position, (joins, first, more) in enumerate(drawn, 1)
    ]
    register = SimpleNamespace(acts={("p", "FRA"): acts}, left=lambda _: "withdrew")
    found = {position for position, _ in withdrawals_of_nobody(register)}  # type: ignore[arg-type]
    assert found == {
        act.position
        for act in acts
        if act.status is None
        and possible_statuses([one for one in acts if one is not act], act.latest) == {None}
    }


def test_the_same_act_twice() -> None:
    assert findings(
        "surprises",
        """
        2024-01-01 | program p
        | signing program=p participant=FRA on=2020-01-01 place=Paris
        | signing program=p participant=FRA on=2020-01-01 note="in the evening"
        | signing program=p participant=FRA on=2020-01
        | endorsement program=p participant=FRA on=2020-01-01
        | signing program=p participant=FRA on=2020-01-01
        | launch payload=x on=2020-01-01
        | launch payload=x on=2020-01-01 site=Kourou
        -- a treaty may have several depositaries
        | consent program=p participant=ITA on=2020-01-01 place=London
        | consent program=p participant=ITA on=2020-01-01 place=Moscow
        | consent program=p participant=ITA on=2020-01-01 place=London note=again
        """,
    ) == [
        "#3 #2 is the same act: is it recorded twice?",
        "#6 #2 is the same act: is it recorded twice?",
        "#11 #9 is the same act: is it recorded twice?",
    ]


def test_a_signing_by_one_that_is_bound_already() -> None:
    assert findings(
        "surprises",
        """
        2024-01-01 | program p
        | consent program=p participant=FRA on=2020-01-01
        | signing program=p participant=FRA on=2021-01-01
        | signing program=p participant=ITA on=2020-01-01
        | consent program=p participant=ITA on=2020-01-01
        | consent program=p participant=ESP on=2020-01-01
        | withdrawal program=p participant=ESP on=2021-01-01
        | signing program=p participant=ESP on=2022-01-01
        -- bound from the deposit, a party a year later
        | consent program=p participant=DEU on=2020-01-01 effective_on=2021-01-01
        | signing program=p participant=DEU on=2020-06-01
        | signing program=p participant=FRA on=2022-01-01 action=succession
        """,
    ) == [
        "#3 it signed when it had consented to be bound already (#2)",
        "#10 it signed when it had consented to be bound already (#9)",
        "#11 it succeeded to a signature when it had consented to be bound already (#2)",
    ]


def test_an_act_before_the_program_opened() -> None:
    assert findings(
        "surprises",
        """
        2024-01-01 | program p opened_on=2020-10-13
        | signing program=p participant=FRA on=2020-10
        | signing program=p participant=ITA on=2020-10-12
        | endorsement program=q participant=ITA on=1999
        | announcement program=p on=2019 summary="a plan"
        """,
    ) == ["#3 it is of 2020-10-12, and the program opened 2020-10-13"]


def test_states_that_are_filed_as_something_else() -> None:
    assert findings(
        "surprises",
        """
        2024-01-01 | participant union name="Korea, Republic of" kind=ngo aliases=fra,none
        | participant kosovo kind=state name=Kosovo
        | participant apsco kind=intergovernmental state=CHN
        | participant esa kind=intergovernmental
        """,
    ) == [
        "#1 'Korea, Republic of' is filed as ngo, and is the state KOR",
        "#1 'fra' is filed as ngo, and is the state FRA",
        "#3 it is intergovernmental, and is said to belong to CHN",
    ]


def test_two_sources_at_one_address() -> None:
    assert findings(
        "surprises",
        """
        2024-01-01 | source a url=https://a.example/
        | source b url=https://b.example/
        | source c url=https://a.example/
        | source d
        | source e
        """,
    ) == ["#3 the source a has the same address: are they one?"]


def test_a_source_that_gives_another_date() -> None:
    assert findings(
        "surprises",
        """
        2025-01-01 | program p
        | source tass
        | source reuters
        | signing program=p participant=UKR on=2020-11-12 cites=tass says=2020-11 cites=reuters
        | attestation event=#4 stance=disputes cites=reuters says=2020-11-13
        | signing program=p participant=SAU on=2023-01-05 effective_on=2024-01-05
          cites=tass says=2024-01-05 cites=reuters says=2024-01-06
        """,
    ) == [
        "#4 reuters gives 2020-11-13, and the event has 2020-11-12",
        "#6 reuters gives 2024-01-06, and the event has 2023-01-05",
    ]


def test_a_second_retraction() -> None:
    assert findings(
        "surprises",
        """
        2024-01-01 | program p
        | signing program=p participant=UKR on=2020-11-12
        | retraction event=#2
        | retraction event=#2 reason="once more"
        """,
    ) == ["#4 it retracts what #3 had retracted already"]


def test_an_event_recorded_before_it_can_have_happened() -> None:
    assert findings(
        "surprises",
        """
        2023-12-05 | program p
        | signing program=p participant=EGY on=2023-12-06
        | signing program=p participant=FRA on=2023-12-05
        | signing program=p participant=ITA on=2023-12
        | withdrawal program=p participant=FRA on=2023-12-05 effective_on=2024-12-05
        | milestone later on=2030
        """,
    ) == ["#2 it is of 2023-12-06, and was recorded on 2023-12-05"]


def test_claims_that_the_register_does_not_reproduce() -> None:
    assert findings(
        "claims",
        """
        | program p
        | source press
        | signing program=p participant=EGY on=2023-12-06
        | claim program=p on=2023-12-06 count=1 cites=press
        | claim program=p on=2023-12-06 count=2 cites=press
        """,
    ) == ["#5 the register has 1 on 2023-12-06, not 2"]
