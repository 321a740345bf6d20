"""What has become of the codes that ISO withdrew, what states were called on days gone by, and who
is responsible for whom: the reviewed tables, against ISO 3166 and as the field knows them."""

from datetime import date, timedelta

import pycountry
import pytest

from ledger.former_names import FORMER_NAMES, NOT_FOUND
from ledger.former_states import ENDED, PLACES, RENAMED
from ledger.states import all_states, find, name_on, responsible, state
from ledger.territories import BEFORE, RESPONSIBLE


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


PRESENT = {one.alpha_3 for one in pycountry.countries}
WITHDRAWN = {one.alpha_3 for one in pycountry.historic_countries} - PRESENT


def test_each_withdrawn_code_is_decided_in_one_way_and_none_is_forgotten() -> None:
    decided = [*RENAMED, *ENDED, *PLACES]
    assert len(set(decided)) == len(decided)
    # of changes of code alone, which the package lists in some editions
    assert set(decided) - {"PHI", "ROM"} == WITHDRAWN - {"PHI", "ROM"}


def test_no_place_is_a_state_and_every_state_that_ended_is_one() -> None:
    assert set(PLACES) <= set(RESPONSIBLE)
    assert not set(ENDED) & set(RESPONSIBLE)
    assert set(RESPONSIBLE) <= PRESENT | set(PLACES)


@pytest.mark.parametrize(("code", "end"), [*ENDED.items(), *PLACES.items()])
def test_whoever_followed_is_known_and_the_end_has_a_source(code: str, end: object) -> None:
    found = state(code)
    assert found is not None
    assert found.source
    assert (code in ENDED) <= (found.until is not None and bool(found.successors))
    assert all(state(one) for one in found.successors)
    assert found.continued_by is None or found.continued_by in found.successors


@pytest.mark.parametrize(
    ("code", "last_day", "successors", "continued_by"),
    rows("""
    CSK | 1992-12-31 | CZE SVK         |
    DDR | 1990-10-02 | DEU             |
    SCG | 2006-06-02 | MNE SRB         | SRB
    VDR | 1976-07-01 | VNM             |
    YMD | 1990-05-21 | YEM             |
    YUG | 1992-04-26 | BIH HRV MKD SCG SVN |
    ANT | 2010-10-09 | BES CUW SXM     |
    NHB | 1980-07-29 | VUT             |
"""),
)
def test_the_end_of_a_former_state(
    code: str, last_day: str, successors: str, continued_by: str
) -> None:
    found = state(code)
    assert found is not None
    assert found.until == date.fromisoformat(last_day) + timedelta(days=1)
    assert found.successors == tuple(successors.split())
    assert found.continued_by == (continued_by or None)


def test_russia_continues_the_soviet_union_and_others_succeeded_it() -> None:
    found = state("SUN")
    assert found is not None
    assert (found.until, found.continued_by) == (date(1991, 12, 26), "RUS")
    assert "UKR" in found.successors
    assert not {"EST", "LVA", "LTU"} & set(found.successors)


def test_a_present_state_has_no_end() -> None:
    assert all(one.until is None for one in all_states() if not one.former)


@pytest.mark.parametrize(
    ("code", "on", "name"),
    rows("""
    SWZ | 1968-09-06 | Swaziland
    SWZ | 2018-04-18 | Swaziland
    SWZ | 2018-04-19 |
    COD | 1970-01-01 |
    COD | 1971-10-27 | Zaire
    COD | 1997-05-16 | Zaire
    COD | 1997-05-17 |
    KHM | 1970-12-27 |
    KHM | 1972-01-01 | Khmer Republic
    KHM | 1975-12-31 |
    KHM | 1980-01-01 | Democratic Kampuchea
    KHM | 1990-02-03 |
    MKD | 2019-02-11 | the former Yugoslav Republic of Macedonia
    MKD | 2019-02-12 |
    LKA | 1972-05-21 | Ceylon
    LKA | 1972-05-22 |
    BEN | 1975-11-29 | Dahomey
    BFA | 1984-08-03 | Upper Volta
    MMR | 1989-06-17 | Burma
    BLR | 1991-09-18 | Byelorussian SSR
    UKR | 1991-08-23 | Ukrainian SSR
    ZWE | 1980-04-17 | Southern Rhodesia
    TUR | 2022-05-31 | Turkey
    CPV | 2013-10-23 | Cape Verde
    CIV | 1985-12-31 | Ivory Coast
    DEU | 1973-09-18 | Federal Republic of Germany
    DEU | 1990-10-03 |
    EGY | 1967-10-10 | United Arab Republic
    EGY | 1971-09-02 |
    SCG | 2000-11-01 | Federal Republic of Yugoslavia
    SCG | 2003-02-04 |
    TWN | 1970-07-24 | Republic of China
    TWN | 1971-10-25 |
    FRA | 1950-01-01 |
"""),
)
def test_the_name_on_a_day(code: str, on: str, name: str) -> None:
    assert name_on(code, date.fromisoformat(on)) == (name or None)


@pytest.mark.parametrize("code", FORMER_NAMES)
def test_names_follow_one_another_and_each_is_found(code: str) -> None:
    before = "0001-01-01"
    for name, since, until, source in FORMER_NAMES[code]:
        start = since or "0001-01-01"
        assert before <= start < until
        assert source
        assert find(name) == (() if name in NOT_FOUND else (code,))
        before = until


@pytest.mark.parametrize("withdrawn", RENAMED)
def test_a_former_name_is_no_participant_of_its_own(withdrawn: str) -> None:
    assert state(withdrawn) is None
    if withdrawn in WITHDRAWN:
        assert find(withdrawn) == (RENAMED[withdrawn],)


@pytest.mark.parametrize(
    ("kind", "codes"),
    rows("""
    state       | AND CHN COK CSK DDR NIU PSE SCG SUN USA VAT YUG
    territory   | AFI ALA ANT ATA BMU ESH FLK GRL HKG MAC NCL NHB PRI REU SKM TWN
    subnational | FXX
"""),
)
def test_kinds(kind: str, codes: str) -> None:
    assert {found.kind for code in codes.split() if (found := state(code))} == {kind}


def test_the_states_of_today_are_those_of_the_un_and_four_more() -> None:
    """193 members; the observers, which are the Holy See and Palestine; Cook Islands and Niue."""
    states = [one for one in all_states() if not one.former and one.kind == "state"]
    assert len(states) == 193 + 2 + 2


@pytest.mark.parametrize(
    ("code", "on", "whose"),
    rows("""
    HKG | 1997-06-30 | GBR
    HKG | 1997-07-01 | CHN
    MAC | 1999-12-19 | PRT
    MAC | 1999-12-20 | CHN
    GRL | 2024-01-01 | DNK
    NHB | 1975-01-01 | FRA GBR
    ATA | 2024-01-01 |
    ESH | 2024-01-01 |
    TWN | 2024-01-01 |
    FRA | 2024-01-01 |
"""),
)
def test_who_is_responsible_on_a_day(code: str, on: str, whose: str) -> None:
    assert responsible(code, date.fromisoformat(on)) == tuple(whose.split())


def test_only_states_are_responsible_for_a_territory() -> None:
    whose = {one for found in RESPONSIBLE.values() for one in found}
    whose |= {one for _, found in BEFORE.values() for one in found}
    assert {found.kind for one in whose if (found := state(one))} == {"state"}
    assert whose <= PRESENT
