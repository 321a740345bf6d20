"""What happened in the order of the world, and rosters replayed step by step."""

from datetime import date, timedelta

import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from registers import known

from ledger.dates import day
from projections.evidence import Policy
from projections.roster import memberships, roster
from projections.timeline import Item, Replay, replay, timeline

REGISTER = """
2023-12-08 | program ilrs name="International Lunar Research Station" aliases=ILRS
           | program accords name="Artemis Accords" members=signatory,party
           | program moon name="Moon Agreement" members=party
           | participant cnsa name=CNSA kind=agency state=CHN
           | participant egsa name=EgSA kind=agency state=EGY
           | participant sharjah name="University of Sharjah" kind=university state=ARE
           | milestone october-accords name="October accords" on=2023-10
           | signing program=ilrs participant=EGY on=2023-12-06 with=cnsa
             instrument=cooperation-agreement by=EgSA
           | launch payload=MisrSat-2 launched_by=CHN launched_for=EGY on=2023-12-04
           | launch payload=Horus launched_by=cnsa launched_for=egsa on=2023-02-24
           | signing program=ilrs participant=sharjah on=2023-11-14
           | signing program=accords participant=AGO on=2023-11-30
           | announcement program=ilrs participants=TUR on=2024-07 summary="an\\napplication"
           | endorsement program=accords participant=EGY on=2022?
           | consent program=moon participant=SAU on=2012-07-18 action=accession
           | withdrawal program=moon participant=FRA on=2023-01-05 effective_on=2024-01-05
           | signing program=ilrs participant=DZA on=2024-04
           | retraction event=#17
           | correction event=#12 changes.occurred_on=2023-12-01
"""
EFFECTIVE, NAMES = known(REGISTER)


def lines(items: tuple[Item, ...]) -> list[str]:
    return [f"{item.when} #{item.position} {item.kind}: {item.summary}" for item in items]


def test_everything_that_happened_stands_in_the_order_of_the_world() -> None:
    assert lines(timeline(EFFECTIVE, NAMES)) == [
        "2012-07-18 #15 consent: Saudi Arabia acceded to Moon Agreement",
        "2022? #14 endorsement: Egypt endorsed Artemis Accords",
        (
            "2023-01-05 #16 withdrawal: France gave notice to withdraw from Moon Agreement,"
            " effective 2024-01-05"
        ),
        "2023-02-24 #10 launch: Horus was launched by CNSA for EgSA",
        "2023-10 #7 milestone: October accords",
        "2023-11-14 #11 signing: University of Sharjah signed ILRS",
        "2023-12-01 #12 signing: Angola signed Artemis Accords",
        "2023-12-04 #9 launch: MisrSat-2 was launched by China for Egypt",
        "2023-12-06 #8 signing: Egypt signed ILRS (cooperation agreement) by EgSA with CNSA",
        "2024-07 #13 announcement: Türkiye: an application",
    ]


def test_an_item_says_who_takes_part_and_when_at_the_earliest_and_latest() -> None:
    [first] = [item for item in timeline(EFFECTIVE, NAMES) if item.position == 14]
    assert (first.earliest, first.latest) == (date(2021, 1, 1), date(2023, 12, 31))
    assert (first.program, first.participants, first.via) == ("accords", ("EGY",), ())
    signing = timeline(EFFECTIVE, NAMES, program="ilrs")[2]
    assert signing.participants == ("EGY", "cnsa")


@pytest.mark.parametrize(
    ("program", "participant", "positions"),
    [
        ("ilrs", None, [7, 11, 8, 13]),
        ("moon", None, [15, 16, 7]),
        (None, "cnsa", [10, 8]),
        (None, "TUR", [13]),
        (None, "ARE", [11]),
        (None, "EGY", [14, 10, 9, 8]),
        ("ilrs", "EGY", [8]),
        ("moon", "EGY", []),
    ],
)
def test_a_timeline_can_be_that_of_a_program_or_of_a_participant(
    program: str | None, participant: str | None, positions: list[int]
) -> None:
    items = timeline(EFFECTIVE, NAMES, program=program, participant=participant)
    assert [item.position for item in items] == positions


def test_what_concerns_a_state_through_its_bodies_is_marked_with_them() -> None:
    items = timeline(EFFECTIVE, NAMES, participant="CHN")
    assert [(item.position, item.via) for item in items] == [
        (10, ("cnsa",)),
        (9, ()),
        (8, ("cnsa",)),
    ]


def steps(found: Replay) -> list[str]:
    return [
        f"{step.when} {step.program}: "
        + ", ".join(f"{move.name} {move.what}" for move in step.moves)
        + f" ({step.certain} + {step.possible})"
        for step in found.steps
    ]


def replayed(text: str, to: str, *programs: str, policy: Policy = Policy()) -> Replay:  # noqa: B008
    effective, names = known(text)
    chosen = [names.programs[program] for program in programs or ("p",)]
    return replay(effective, names, chosen, day(to), policy)


def test_a_replay_tells_who_joined_and_how_many_there_were_then() -> None:
    found = replayed(
        """
        | program p members=supporter,signatory,party
        | signing program=p participant=CHN on=2021-03-09
        | signing program=p participant=RUS on=2021-03-09
        | signing program=p participant=ARG on=../2021-04
        | endorsement program=p participant=VEN on=2023-04
        | signing program=p participant=VEN on=2023-07-17
        | consent program=p participant=VEN on=2024-01-01
        | withdrawal program=p participant=RUS on=2023-06-01/2023-06-30
        | withdrawal program=p participant=CHN on=2025-01-01
        """,
        "2024-12-31",
    )
    assert steps(found) == [
        ".. p: Argentina may have joined (0 + 1)",
        "2021-03-09 p: China joined, Russia joined (2 + 1)",
        "2021-04-30 p: Argentina became certain (3 + 0)",
        "2023-04-01 p: Venezuela may have joined (3 + 1)",
        "2023-04-30 p: Venezuela became certain (4 + 0)",
        "2023-06-01 p: Russia may have left (3 + 1)",
        "2023-06-30 p: Russia left (3 + 0)",
        "2023-07-17 p: Venezuela rose (3 + 0)",
        "2024-01-01 p: Venezuela rose (3 + 0)",
    ]
    assert found.to == date(2024, 12, 31)
    [last] = found.rosters
    assert [entry.participant for entry in last.members] == ["ARG", "CHN", "VEN"]


def test_a_status_falls_when_one_leaves_and_joins_again_in_a_day() -> None:
    found = replayed(
        """
        | program p
        | consent program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2021-01-01
        | signing program=p participant=FRA on=2021-01-01
        | withdrawal program=p participant=FRA on=2022-01-01
        | signing program=p participant=FRA on=2023-01-01
        """,
        "2024-01-01",
    )
    assert steps(found) == [
        "2020-01-01 p: France joined (1 + 0)",
        "2021-01-01 p: France fell (1 + 0)",
        "2022-01-01 p: France left (0 + 0)",
        "2023-01-01 p: France joined (1 + 0)",
    ]


def test_what_changes_no_place_on_the_roster_is_no_step() -> None:
    found = replayed(
        """
        | program p members=party
        | signing program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2021-01-01
        | consent program=p participant=FRA on=2022-01-01
        | consent program=p participant=FRA on=2023-01-01
        """,
        "2024-01-01",
    )
    assert steps(found) == ["2022-01-01 p: France joined (1 + 0)"]


def test_programs_are_replayed_side_by_side() -> None:
    found = replay(EFFECTIVE, NAMES, list(NAMES.programs.values()), day("2023-12-31"))
    assert steps(found) == [
        "2012-07-18 moon: Saudi Arabia joined (1 + 0)",
        "2023-11-14 ilrs: University of Sharjah joined (1 + 0)",
        "2023-12-01 accords: Angola joined (1 + 0)",
        "2023-12-06 ilrs: Egypt joined (2 + 0)",
    ]
    assert [len(one.members) for one in found.rosters] == [2, 1, 1]


def test_a_replay_counts_what_a_source_policy_admits() -> None:
    text = """
        | program p
        | source wire published_on=2020-02
        | signing program=p participant=FRA on=2020-01-01 cites=wire
        | signing program=p participant=ITA on=2020-01-01
        """
    found = replayed(text, "2024-01-01", policy=Policy(published_by=date(2020, 2, 3)))
    assert steps(found) == ["2020-01-01 p: France may have joined (0 + 1)"]


TYPES = st.sampled_from(["signing", "endorsement", "consent", "withdrawal"])
DATES = st.sampled_from(
    ["2020-01-01", "2020-01-03", "2020-01-02?", "2020-01", "../2020-01-02", "2020-01-05/..", "2020"]
)
DAYS = [
    date.min,
    *(date(2019, 12, 31) + timedelta(days) for days in range(10)),
    *(date(2020, 1, 30), date(2020, 1, 31), date(2020, 12, 30), date(2020, 12, 31)),
    date(2021, 1, 1),
]
ACTS = st.lists(
    st.tuples(TYPES, st.sampled_from(["FRA", "ITA", "ESP"]), DATES), max_size=8, unique=True
)


OPENED = st.sampled_from(["", "opened_on=2020-01-03", "opened_on=2020-01-03?"])


@given(ACTS, OPENED)
@settings(max_examples=examples(80), deadline=None)
def test_the_counts_of_each_step_are_those_of_the_roster_on_its_day(
    acts: list[tuple[str, str, str]], opened: str
) -> None:
    text = f"| program p members=signatory,party {opened}\n" + "\n".join(
        f'| {event_type} program=p participant={who} on="{when}"' for event_type, who, when in acts
    )
    effective, names = known(text)
    program = names.programs["p"]
    steps_of = {step.day: step for step in replay(effective, names, [program], DAYS[-1]).steps}
    assert steps_of.keys() <= set(DAYS)
    spans = [(who, span) for (_, who), of in memberships(effective).items() for span in of]
    counts, before = (0, 0), set[tuple[str, str, bool]]()
    for on in DAYS:
        now = roster(program, on, spans, names)
        entries = {(one.participant, one.status, one.certain) for one in now.entries}
        assert (on in steps_of) == (entries != before)
        if on in steps_of:
            counts = (steps_of[on].certain, steps_of[on].possible)
        assert counts == (len(now.members), len(now.possible))
        before = entries


def test_what_the_register_says_of_its_own_entries_did_not_happen_in_the_world() -> None:
    effective, names = known(
        """
        | program ilrs
        | source paper
        | signing program=ilrs participant=EGY on=2023-12-07
        | correction event=#3 changes.occurred_on=2023-12-06 reason="a day before"
        | attestation event=#3 cites=paper
        | claim program=ilrs on=2023-12-31 count=1 cites=paper
        """
    )
    assert [(item.position, item.when) for item in timeline(effective, names)] == [
        (3, "2023-12-06")
    ]
