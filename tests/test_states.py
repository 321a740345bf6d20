"""States by name and code: tables of who is found, who is not, and who must never be taken for
whom; and the reviewed table of aliases against ISO 3166."""

import subprocess
import sys
import unicodedata

import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import states
from ledger.former_states import RENAMED
from ledger.state_aliases import ALIASES, DISPLAY
from ledger.states import State, all_states, find, near, state


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


# The code, the name that is shown, and texts that name the state, as sources have written them.
NAMED = rows(
    """
    ARE | United Arab Emirates   | UAE; U.A.E.; ae; the United Arab Emirates
    BHS | Bahamas                | The Bahamas; Bahamas (the); Bahamas, The
    BIH | Bosnia and Herzegovina | Bosnia; Bosnia & Herzegovina; Bosnia-Herzegovina
    BOL | Bolivia                | Bolivia (Plurinational State of); Bolivia, Plurinational State of
    BRN | Brunei                 | Brunei Darussalam; BN
    CHN | China                  | PRC; People's Republic of China; China (People's Republic of)
    CIV | Côte d'Ivoire          | Ivory Coast; Cote d'Ivoire; Côte d’Ivoire; CÔTE D'IVOIRE
    BEN | Benin                  | Dahomey; DHY; DY
    BFA | Burkina Faso           | Upper Volta; Republic of Upper Volta; HVO; HV
    BLR | Belarus                | Byelorussian SSR; Byelorussian Soviet Socialist Republic; BYS
    COD | DR Congo               | Zaire; Zaïre; Republic of Zaire; ZAR; ZR
    COD | DR Congo               | DRC; Democratic Republic of the Congo; Congo-Kinshasa
    COG | Congo                  | the Congo; Republic of the Congo; Congo-Brazzaville; CG
    CPV | Cabo Verde             | Cape Verde
    CZE | Czechia                | Czech Republic; the Czech Republic; CZ
    DEU | Germany                | Federal Republic of Germany; West Germany; FRG
    DMA | Dominica               | Commonwealth of Dominica; DM
    DOM | Dominican Republic     | the Dominican Republic; DO
    EGY | Egypt                  | egypt; EGY; eg; Arab Republic of Egypt
    FSM | Micronesia             | Micronesia (Federated States of); Federated States of Micronesia
    GBR | United Kingdom         | UK; U.K.; GB; Great Britain; Britain; the UK
    GBR | United Kingdom         | United Kingdom of Great Britain and Northern Ireland
    GIN | Guinea                 | GN; Republic of Guinea
    GMB | Gambia                 | The Gambia; Gambia (the); Republic of The Gambia
    GNB | Guinea-Bissau          | Guinea Bissau
    GNQ | Equatorial Guinea      | GQ
    HKG | Hong Kong              | HK; Hong Kong SAR
    IRL | Ireland                | Republic of Ireland; IE
    IRN | Iran                   | Iran (Islamic Republic of); Iran, Islamic Republic of
    KNA | Saint Kitts and Nevis  | St. Kitts and Nevis; St Kitts and Nevis
    KOR | South Korea            | Republic of Korea; Korea, Republic of; ROK; KR; Korea, South
    LAO | Laos                   | Lao People's Democratic Republic; Lao PDR
    LBY | Libya                  | State of Libya
    MDA | Moldova                | Republic of Moldova; Moldova, Republic of
    MKD | North Macedonia        | Macedonia; FYROM; The former Yugoslav Republic of Macedonia
    MMR | Myanmar                | Burma; BUR; BU; MM; Socialist Republic of the Union of Burma
    NER | Niger                  | Niger (the); NE
    NGA | Nigeria                | NG; Federal Republic of Nigeria
    NLD | Netherlands            | Holland; the Netherlands; Netherlands (Kingdom of the)
    PHL | Philippines            | the Philippines
    PRK | North Korea            | DPRK; Democratic People's Republic of Korea; KP
    PSE | Palestine              | State of Palestine; Palestine, State of
    RUS | Russia                 | Russian Federation; the Russian Federation; RU
    SSD | South Sudan            | SS
    STP | Sao Tome and Principe  | São Tomé and Príncipe
    SVK | Slovakia               | Slovak Republic; SK
    SWZ | Eswatini               | Swaziland; eSwatini
    SYR | Syria                  | Syrian Arab Republic
    TLS | Timor-Leste            | East Timor; Timor Leste; TMP; Portuguese Timor
    TUR | Türkiye                | Turkey; Turkiye; TÜRKIYE; Republic of Türkiye
    TWN | Taiwan                 | Taiwan, Province of China; China (Taiwan)
    TZA | Tanzania               | United Republic of Tanzania
    USA | United States          | US; U.S.; USA; United States of America; the United States
    VAT | Holy See               | Vatican; the Holy See; Holy See (Vatican City State)
    VEN | Venezuela              | Venezuela (Bolivarian Republic of)
    VGB | British Virgin Islands | Virgin Islands (British); VG
    VIR | US Virgin Islands      | Virgin Islands (U.S.); U.S. Virgin Islands; VI
    VNM | Vietnam                | Viet Nam; Socialist Republic of Viet Nam
    ZAF | South Africa           | Republic of South Africa; ZA
    ZWE | Zimbabwe               | Southern Rhodesia; Rhodesia; RHO; RH

    CSK | Czechoslovakia         | Czechoslovak Socialist Republic; CSK
    DDR | East Germany           | German Democratic Republic; GDR; DD
    SCG | Serbia and Montenegro  | SCG; Federal Republic of Yugoslavia
    SUN | Soviet Union           | USSR; U.S.S.R.; Union of Soviet Socialist Republics; SU
    VDR | North Vietnam          | Democratic Republic of Viet Nam
    YMD | South Yemen            | Democratic Yemen; YD
    YUG | Yugoslavia             | Socialist Federal Republic of Yugoslavia; YU
""".replace("\n\n", "\n")
)


@pytest.mark.parametrize(("code", "name", "texts"), NAMED)
def test_a_state_is_found_by_what_it_is_called(code: str, name: str, texts: str) -> None:
    named = state(code)
    assert named is not None
    assert named.name == name
    for text in (code, code.lower(), name, name.upper(), *texts.split("; ")):
        assert find(text) == (code,), text


# What could mean more than one state, is none, or is no name at all.
UNNAMED = """
    America
    Korea
    Virgin Islands
    Republic of China
    Republic of Viet Nam
    South Vietnam
    Yemen Arab Republic
    Byelorussia
    Northern Ireland
    England
    Emirates
    KSA
    RSA
    Kosovo
    XKX
    European Union
    NASA
    China (CNSA)
    Egypt and China
    Egyp
    Egyptt
    818
    EGYPT!
    the
    (the)
"""


@pytest.mark.parametrize("text", ["", " ", *map(str.strip, UNNAMED.strip().splitlines())])
def test_what_names_no_state(text: str) -> None:
    assert find(text) == ()


DISTINCT = rows("""
    Republic of Korea     | Democratic People's Republic of Korea
    South Korea           | North Korea
    Congo                 | Democratic Republic of the Congo
    Republic of the Congo | DRC
    Dominica              | Dominican Republic
    Niger                 | Nigeria
    Guinea                | Guinea-Bissau
    Guinea                | Equatorial Guinea
    Guinea                | Papua New Guinea
    Sudan                 | South Sudan
    Samoa                 | American Samoa
    Slovakia              | Slovenia
    China                 | Taiwan
    Macao                 | China
    Vietnam               | North Vietnam
    Germany               | East Germany
    Yemen                 | South Yemen
    Russia                | Soviet Union
    Ireland               | United Kingdom
    United States         | US Virgin Islands
    United States         | United States Minor Outlying Islands
    Saint Martin          | Sint Maarten
    Mauritania            | Mauritius
    Serbia                | Serbia and Montenegro
    Netherlands           | Caribbean Netherlands
""")


@pytest.mark.parametrize(("one", "other"), DISTINCT)
def test_states_that_must_not_be_taken_for_each_other(one: str, other: str) -> None:
    assert len(find(one)) == len(find(other)) == 1
    assert find(one) != find(other)


# ISO 3166-1 has given these anew, or the name is borne by a present state.
PRESENT_WINS = rows("""
    ATF        | ATF
    AI         | AIA
    BQ         | BES
    BY         | BLR
    GE         | GEO
    SK         | SVK
    Burma      | MMR
    East Timor | TLS
""")


@pytest.mark.parametrize(("text", "code"), PRESENT_WINS)
def test_a_present_state_comes_before_a_former_one(text: str, code: str) -> None:
    assert find(text) == (code,)
    found = state(code)
    assert found is not None
    assert not found.former


def test_a_code_that_two_former_states_bore_is_ambiguous() -> None:
    assert find("CS") == ("CSK", "SCG")


def test_white_space_and_unicode_forms_do_not_matter() -> None:
    decomposed = unicodedata.normalize("NFD", "Côte d’Ivoire")
    assert decomposed != "Côte d’Ivoire"
    assert find(decomposed) == ("CIV",)
    assert find("  south \u00a0\n korea\t") == ("KOR",)
    assert find("A\u030aland") == find("\u212bland") == ("ALA",)


def test_a_state_is_kept_by_its_code_in_upper_case_only() -> None:
    assert state("EGY") == State("EGY", "Egypt", former=False)
    former = state("SUN")
    assert former is not None
    assert (former.code, former.name, former.former) == ("SUN", "Soviet Union", True)
    assert [state(text) for text in ("egy", "EG", "Egypt", "XKX", "", " EGY")] == [None] * 6


def test_every_code_of_iso_3166_is_there() -> None:
    present = {one.alpha_3 for one in pycountry.countries}
    former = {one.alpha_3 for one in pycountry.historic_countries}
    listed = all_states()
    assert {one.code for one in listed if not one.former} == present
    assert {one.code for one in listed if one.former} == former - present - set(RENAMED)
    assert len({one.code for one in listed}) == len(listed)
    assert all(state(one.code) == one for one in listed)


def test_every_name_and_code_that_iso_gives_is_found() -> None:
    for one in pycountry.countries:
        for part in {"alpha_2", "alpha_3", "name", "common_name", "official_name"} & set(dir(one)):
            assert find(getattr(one, part)) == (one.alpha_3,), one


@pytest.mark.parametrize("one", all_states(), ids=lambda one: one.code)
def test_a_state_is_found_by_its_code_and_by_the_name_shown(one: State) -> None:
    assert find(one.code) == find(one.name) == (one.code,)


def test_no_two_states_show_the_same_name() -> None:
    assert len({one.name for one in all_states()}) == len(all_states())


def test_the_names_shown_read_as_people_write_them() -> None:
    awkward = {one.code: one.name for one in all_states() if set(one.name) & set(",()")}
    assert awkward == {"SHN": "Saint Helena, Ascension and Tristan da Cunha"}


ALIAS_OF = [(code, alias) for code, aliases in ALIASES.items() for alias in aliases]


@pytest.mark.parametrize(("code", "alias"), ALIAS_OF)
def test_an_alias_names_exactly_one_state(code: str, alias: str) -> None:
    assert find(alias) == (code,)


def test_no_alias_is_claimed_by_two_states_or_listed_twice() -> None:
    aliases = [" ".join(alias.split()).casefold() for _, alias in ALIAS_OF]
    assert sorted(aliases) == sorted(set(aliases))


def test_no_alias_is_another_states_code_or_name_in_iso() -> None:
    iso = {
        getattr(one, part).casefold(): one.alpha_3
        for one in pycountry.countries
        for part in ("alpha_2", "alpha_3", "name")
    }
    assert not {alias for code, alias in ALIAS_OF if iso.get(alias.casefold(), code) != code}


def test_the_reviewed_table_knows_only_codes_of_iso() -> None:
    codes = {one.code for one in all_states()}
    assert set(ALIASES) <= codes
    assert set(DISPLAY) <= codes


LIKE = rows("""
    Egpyt                    | Egypt
    Soth Korea               | South Korea; North Korea
    Korea                    | North Korea; South Korea
    Untied Arab Emirates     | United Arab Emirates
    United States of Amerca  | United States
    Great Britian            | United Kingdom
    turky                    | Türkiye
    Soviet Unoin             | Soviet Union
    Virgin Islands           | US Virgin Islands; British Virgin Islands
    Democratic Republic Cogo | DR Congo
""")


@pytest.mark.parametrize(("text", "names"), LIKE)
def test_near_names_are_offered_for_a_name_that_is_unknown(text: str, names: str) -> None:
    assert find(text) == ()
    wanted = names.split("; ")
    assert near(text)[: len(wanted)] == wanted


@pytest.mark.parametrize("text", ["", "zzzz", "Kosovo", "XYZ", "x" * 1_000])
def test_nothing_is_near_to_what_is_like_nothing(text: str) -> None:
    assert near(text) == []


def test_three_near_names_are_enough() -> None:
    assert near("Islands") == ["Cook Islands", "Ireland", "Iceland"]


@settings(deadline=None)
@given(st.text(max_size=20))
def test_near_names_are_few_and_known(text: str) -> None:
    offered = near(text)
    assert len(offered) == len(set(offered)) <= 3
    assert all(len(find(name)) == 1 for name in offered)


def test_pycountry_is_imported_only_when_a_state_is_asked_for() -> None:
    program = "import sys, ledger.states; sys.exit('pycountry' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("wikidata:Q79", "EGY"),
        ("wikidata:Q15180", "SUN"),
        ("wikidata:Q55", "NLD"),
        ("wikidata:Q29999", "NLD"),
        ("wikidata:Q35", "DNK"),
        ("cow:651", "EGY"),
        ("cow:365", "RUS"),
        ("cow:345", "SRB"),
    ],
)
def test_a_state_is_found_by_its_ids_elsewhere(name: str, code: str) -> None:
    assert states.find(name) == (code,)


def test_what_others_call_states_is_theirs_alone() -> None:
    present = [one for one in states.all_states() if not one.former]
    entities = [found for one in present if (found := states.wikidata(one.code))]
    assert len(set(entities)) == len(entities) == len(present)
    numbers = [number for one in present if (number := states.cow(one.code, 2020))]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("code", "year", "number"),
    [("DEU", 1989, 260), ("DEU", 1990, 255), ("YEM", 1980, 678), ("EGY", 1980, 651)],
)  # fmt: skip
def test_a_number_in_the_correlates_of_war_is_that_of_a_year(
    code: str, year: int, number: int
) -> None:
    assert states.cow(code, year) == number


def test_a_code_of_two_letters_is_that_of_a_present_state() -> None:
    assert (states.alpha_2("EGY"), states.alpha_2("SUN")) == ("EG", None)
