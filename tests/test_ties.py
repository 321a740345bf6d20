"""Who is linked to whom by launches, signings and papers."""

import pytest
from registers import known

from projections.ties import Tie, ties

EFFECTIVE, NAMES = known("""
2024-06-01 | program ilrs name=ILRS
           | participant cnsa name=CNSA kind=agency state=CHN
           | participant egsa name=EgSA kind=agency state=EGY
           | participant esa name=ESA kind=intergovernmental
           | participant sharjah name="University of Sharjah" kind=university state=ARE
           | launch payload=MisrSat-2 launched_by=CHN launched_for=EGY on=2023-12-04
           | launch payload="Horus 1" launched_by=cnsa launched_for=egsa on=2023-02-24
           | launch payload="Chang'e 6" launched_by=cnsa launched_for=FRA,ITA,cnsa on=2024-05-03
             program=ilrs
           | launch payload="Artemis II" launched_by=USA,CAN on=2026-04-01
           | signing program=ilrs participant=EGY with=cnsa on=2023-12-06
             instrument=cooperation-agreement
           | signing program=ilrs participant=sharjah with=cnsa,esa on=2023-11-14
           | signing program=ilrs participant=RUS with=CHN on=2021-03-09
           | signing program=ilrs participant=CHN with=cnsa on=2021-03-09
           | launch payload="never flown" launched_by=CHN launched_for=FRA on=2022
           | retraction event=#14
           | announcement program=ilrs participants=CHN,RUS on=2021-06-16
           | signing program=ilrs participant=EGY with=cnsa on=2023-12-06
             instrument=cooperation-agreement place=Beijing
           | document memo title="The Memorandum" parties=PER,CHL done_on=2023-05
           | document undated title="A Paper" parties=PER,cnsa
           | document signed title="Agreement" parties=PER,BOL done_on=2022-01-01
           | signing program=ilrs participant=PER with=BOL on=2022-01-01 document=signed
           | signing program=ilrs participant=BOL with=PER on=2022-01-01 document=signed
           | signing program=ilrs participant=BOL with=PER on=2022-01-02 document=signed
           -- a paper of two bodies, which the state of one signed
           | document bodies title="Of Bodies" parties=egsa,esa done_on=2024-01-01
           | signing program=ilrs participant=EGY with=esa on=2024-01-01 document=bodies
""")


def lines(found: tuple[Tie, ...]) -> list[str]:
    return [
        f"{tie.when} {f'({tie.via}) ' if tie.via else ''}{tie.role} {tie.other}"
        f"{f' of {tie.state}' if tie.state else ''} {' '.join(f'#{at}' for at in tie.positions)}"
        for tie in found
    ]


@pytest.mark.parametrize(
    ("participant", "expected"),
    [
        (
            "EGY",
            [
                "2023-02-24 (egsa) had Horus 1 launched by cnsa of CHN #7",
                "2023-12-04 had MisrSat-2 launched by CHN #6",
                "2023-12-06 signed (cooperation agreement) with cnsa of CHN #10 #17",
                "2024-01-01 signed with esa #25",
            ],
        ),
        (
            "CHN",
            [
                "None (cnsa) made A Paper with PER #19",
                "2021-03-09 was counterparty of RUS #12",
                "2023-02-24 (cnsa) launched Horus 1 for egsa of EGY #7",
                "2023-11-14 (cnsa) was counterparty of sharjah of ARE #11",
                "2023-12-04 launched MisrSat-2 for EGY #6",
                "2023-12-06 (cnsa) was counterparty (cooperation agreement) of EGY #10 #17",
                "2024-05-03 (cnsa) launched Chang'e 6 for FRA #8",
                "2024-05-03 (cnsa) launched Chang'e 6 for ITA #8",
                "2024-05-03 (cnsa) shared the launch of Chang'e 6 with FRA #8",
                "2024-05-03 (cnsa) shared the launch of Chang'e 6 with ITA #8",
            ],
        ),
        (
            "FRA",
            [
                "2024-05-03 had Chang'e 6 launched by cnsa of CHN #8",
                "2024-05-03 shared the launch of Chang'e 6 with ITA #8",
                "2024-05-03 shared the launch of Chang'e 6 with cnsa of CHN #8",
            ],
        ),
        ("USA", ["2026-04-01 launched Artemis II with CAN #9"]),
        (
            "esa",
            [
                "2023-11-14 was counterparty of sharjah of ARE #11",
                "2024-01-01 was counterparty of EGY #25",
            ],
        ),
        (
            "ARE",
            [
                "2023-11-14 (sharjah) signed with cnsa of CHN #11",
                "2023-11-14 (sharjah) signed with esa #11",
            ],
        ),
        (
            "PER",  # what both signed on a day is told once, and so is the paper
            [
                "None made A Paper with cnsa of CHN #19",
                "2022-01-01 signed with BOL #21 #22",
                "2022-01-02 was counterparty of BOL #23",
                "2023-05 made The Memorandum with CHL #18",
            ],
        ),
        ("CHL", ["2023-05 made The Memorandum with PER #18"]),
        ("DEU", []),
    ],
)
def test_the_ties_of_a_participant_stand_in_the_order_of_the_world(
    participant: str, expected: list[str]
) -> None:
    assert lines(ties(EFFECTIVE, NAMES, participant)) == expected


def test_a_body_is_tied_to_its_own_state_but_the_state_not_to_it() -> None:
    assert "2021-03-09 was counterparty of CHN #13" in lines(ties(EFFECTIVE, NAMES, "cnsa"))
    assert all(tie.other not in ("cnsa", "CHN") for tie in ties(EFFECTIVE, NAMES, "CHN"))


def test_a_tie_says_how_and_in_which_program() -> None:
    found = ties(EFFECTIVE, NAMES, "EGY")
    assert [(tie.how, tie.program, tie.participant) for tie in found] == [
        ("launch", None, "EGY"),
        ("launch", None, "EGY"),
        ("signing", "ilrs", "EGY"),
        ("signing", "ilrs", "EGY"),
    ]
    assert [(tie.how, tie.program) for tie in ties(EFFECTIVE, NAMES, "CHL")] == [("document", None)]
