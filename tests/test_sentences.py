"""Every kind of event in one line of plain words."""

import pytest
from registers import names_of, register

from ledger.events import WIRE_NAMES, Correction
from ledger.names import Names
from projections.effective import fold
from projections.sentences import describe, plain

FILED = """
    | program ilrs name="International Lunar Research Station" aliases=ILRS
    | program moon name="Moon Agreement" aliases="Agreement Governing the Activities of States"
    | participant cnsa name=CNSA kind=agency state=CHN
    | participant egsa name="Egyptian Space Agency" kind=agency state=EGY
    """
NAMES: Names = names_of(fold(register(FILED)))

WORDS = {
    "signing program=ilrs participant=EGY on=2023-12-06": "Egypt signed ILRS",
    """signing program=ilrs participant=EGY on=2023-12-06 instrument=cooperation-agreement
       by="the agency" with=cnsa,RUS""": (
        "Egypt signed ILRS (cooperation agreement) by the agency with CNSA, Russia"
    ),
    "endorsement program=ilrs participant=VEN on=2023": "Venezuela endorsed ILRS",
    "consent program=moon participant=FRA on=2020": "France ratified Moon Agreement",
    "consent program=moon participant=FRA on=2020 action=acceptance": (
        "France accepted Moon Agreement"
    ),
    "consent program=moon participant=FRA on=2020 action=approval": (
        "France approved Moon Agreement"
    ),
    "consent program=moon participant=FRA on=2020 action=accession": (
        "France acceded to Moon Agreement"
    ),
    "consent program=moon participant=FRA on=2020 action=succession": (
        "France succeeded to Moon Agreement"
    ),
    "consent program=moon participant=FRA on=2020 action=definitive-signature": (
        "France signed definitively Moon Agreement"
    ),
    "consent program=moon participant=FRA on=1984-06-11 effective_on=1984-07-11": (
        "France ratified Moon Agreement, effective 1984-07-11"
    ),
    "signing program=ilrs participant=EGY on=2023-12-06 with=cnsa effective_on=2024": (
        "Egypt signed ILRS with CNSA, effective 2024"
    ),
    "withdrawal program=ilrs participant=egsa on=2023": "Egyptian Space Agency withdrew from ILRS",
    """withdrawal program=moon participant=SAU on=2023-01-05 effective_on=2024-01-05
       action=denunciation""": (
        "Saudi Arabia gave notice to denounce Moon Agreement, effective 2024-01-05"
    ),
    "withdrawal program=moon participant=RUS on=2022-03-16 action=expulsion": (
        "Russia was expelled from Moon Agreement"
    ),
    "withdrawal program=moon participant=RUS on=2023 action=withdrawal-of-consent"
    " falls_to=signatory": (
        "Russia took back its consent to Moon Agreement, and remains a signatory"
    ),
    "withdrawal program=moon participant=RUS on=2023 action=withdrawal-of-signature": (
        "Russia took back its signature of Moon Agreement"
    ),
    "consent program=moon participant=SVK on=1993-05-17 action=succession predecessor=CSK": (
        "Slovakia succeeded to Moon Agreement after Czechoslovakia"
    ),
    "consent program=moon participant=RUS on=1991-12-26 action=continuation predecessor=SUN": (
        "Russia continued in Moon Agreement after Soviet Union"
    ),
    "signing program=moon participant=SVK on=1993 action=succession": (
        "Slovakia succeeded to the signature of Moon Agreement"
    ),
    "admission program=ilrs participant=EGY on=2024 tier=partner": (
        "ILRS admitted Egypt as a partner"
    ),
    "suspension program=ilrs participant=RUS on=2022-02-25 until=2022-03-16": (
        "participation of Russia in ILRS was suspended until 2022-03-16"
    ),
    "provisional-application program=moon participant=SYR on=2013-09-14 until=2013-10-14": (
        "Syria began to apply Moon Agreement provisionally, until 2013-10-14"
    ),
    "entry-into-force program=moon on=1984-07-11": "Moon Agreement entered into force",
    "ending program=moon on=2030 replaced_by=ilrs": (
        "Moon Agreement ceased to exist, replaced by ILRS"
    ),
    "ending participant=CSK on=1993-01-01 successors=CZE,SVK": (
        "Czechoslovakia ceased to exist, succeeded by Czech Republic (now Czechia), Slovakia"
    ),
    "renaming program=ilrs name='Moon Station' on=2030": "ILRS took the name Moon Station",
    "document mou title='A memorandum' done_on=2023-12-06": (
        "document mou: A memorandum, 2023-12-06"
    ),
    'announcement program=ilrs participants=TUR,AZE on=2024 summary="plans to join"': (
        "Türkiye, Azerbaijan: plans to join"
    ),
    'announcement on=2024 summary="more to come"': "more to come",
    "launch payload=MisrSat-2 launched_by=CHN,cnsa launched_for=EGY on=2023-12-04": (
        "MisrSat-2 was launched by China, CNSA for Egypt"
    ),
    "launch payload=MisrSat-2 on=2023-12-04": "MisrSat-2 was launched",
    'program gateway name="The Gateway"': "program gateway: The Gateway",
    "participant apsco name=APSCO kind=intergovernmental": "intergovernmental apsco: APSCO",
    'source wire publisher=Agency title="A deal" published_on=2023-12': (
        "source wire: Agency, 2023-12, A deal"
    ),
    'source wire publisher=Agency title="A deal"': "source wire: Agency, A deal",
    'milestone october-accords name="October accords" on=2023-10': (
        "milestone october-accords: October accords, 2023-10"
    ),
    "claim program=ilrs on=2024-01-01 count=13 cites=wire": (
        "wire says of ILRS on 2024-01-01: 13 in all"
    ),
    "claim program=ilrs on=2024 count=13 at_least=true cites=wire": (
        "wire says of ILRS on 2024: at least 13"
    ),
    "claim program=ilrs on=2024 count=9 subject=EGY,VEN cites=wire": (
        "wire says of ILRS on 2024: the last of Egypt, Venezuela is number 9"
    ),
    "claim program=ilrs on=2024 members=EGY,VEN cites=wire": "wire says of ILRS on 2024: 2 named",
    "claim program=ilrs on=2024 count=13 members=EGY,VEN partial=true cites=wire": (
        "wire says of ILRS on 2024: 13 in all, some of them: 2 named"
    ),
}


@pytest.mark.parametrize(("line", "words"), WORDS.items(), ids=WORDS.values())
def test_an_event_in_words(line: str, words: str) -> None:
    [record] = register(f"| {line}")
    assert describe(record.event, NAMES) == words


SIGNED = "| signing program=ilrs participant=EGY on=2023-12-06"
ABOUT = {
    "attestation event=#1 cites=wire": "wire supports {id}",
    "attestation event=#1 stance=disputes cites=wire": "wire disputes {id}",
    'correction event=#1 changes.occurred_on=2023-12-05 changes.place= reason="a slip"': (
        "{id} should read occurred_on 2023-12-05, place nothing: a slip"
    ),
    "retraction event=#1 reason=nonsense": "{id} is taken back: nonsense",
    "revocation event=#1 on=2024": "{id} was revoked, and has no effect from then on",
}


@pytest.mark.parametrize(("line", "words"), ABOUT.items(), ids=ABOUT.values())
def test_what_is_said_of_another_event_names_it_by_its_id(line: str, words: str) -> None:
    signing, about = register(f"{SIGNED}\n| {line}")
    assert describe(about.event, NAMES) == words.format(id=signing.id[:12])


def test_a_correction_shows_what_is_no_text_as_json() -> None:
    changes = {"with": ["cnsa", "RUS"], "count": 13, "partial": True}
    correction = Correction(event="a" * 64, changes=changes, reason="a slip")
    assert describe(correction, NAMES) == (
        'aaaaaaaaaaaa should read with ["cnsa","RUS"], count 13, partial true: a slip'
    )


def test_every_kind_of_event_has_its_words() -> None:
    assert {line.split()[0] for line in [*ABOUT, *WORDS]} == set(WIRE_NAMES.values())


def test_a_program_goes_by_its_shortest_name_and_an_unknown_one_by_its_id() -> None:
    moon, other = register("""
        | endorsement program=moon participant=FRA on=2020
        | endorsement program=other participant=nobody on=2020
        """)
    assert describe(moon.event, NAMES) == "France endorsed Moon Agreement"
    assert describe(other.event, NAMES) == "nobody endorsed other"


@pytest.mark.parametrize(
    ("word", "as_people_write_it"),
    [
        ("joint-statement", "joint statement"),
        ("memorandum-of-understanding", "memorandum of understanding"),
        ("treaty", "treaty"),
    ],
)
def test_a_word_of_a_closed_vocabulary_as_people_write_it(
    word: str, as_people_write_it: str
) -> None:
    assert plain(word) == as_people_write_it
