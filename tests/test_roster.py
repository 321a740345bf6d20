"""Rosters on a date, what differs between two, and programs side by side."""

from collections.abc import Sequence
from datetime import date

import attrs
import pytest
from registers import known, names_of, register

from ledger.dates import day
from ledger.events import Correction, Program, Recorded
from projections.difference import Change, difference, revision
from projections.effective import fold
from projections.evidence import Evidence, Policy
from projections.membership import Span
from projections.roster import Entry, Roster, Whom, comparison, memberships, roster

REGISTER = """
    | program ilrs name="International Lunar Research Station" aliases=ILRS
    | program accords name="Artemis Accords" members=supporter,signatory,party
    | program moon name="Moon Agreement" members=party
    | participant apsco name=APSCO kind=intergovernmental
    | participant sharjah name="University of Sharjah" kind=university state=ARE
    | signing program=ilrs participant=CHN on=2021-03-09
    | signing program=ilrs participant=RUS on=2021-03-09
    | endorsement program=ilrs participant=VEN on=2023-04-01
    | signing program=ilrs participant=VEN on=2023-07-17
    | signing program=ilrs participant=ZAF on=2023-08/2023-09-01
    | signing program=ilrs participant=apsco on=2023-10-05
    | signing program=ilrs participant=sharjah on=2023-11-14
    | endorsement program=ilrs participant=THA on=2024-03-01
    | endorsement program=accords participant=THA on=2024-03-01
    | signing program=accords participant=FRA on=2022-06-07
    | consent program=moon participant=SAU on=2012-07-18 action=accession
    | withdrawal program=moon participant=SAU on=2023-01-05 effective_on=2024-01-05
    | signing program=moon participant=FRA on=1980-01-29
    """


def asked(text: str, program: str, on: str, policy: Policy = Policy(), **more: object) -> Roster:  # noqa: B008
    """A roster, from a register and the id of a program."""
    effective, names = known(text)
    found = memberships(effective, policy)
    of = [(who, span) for (at, who), spans in found.items() if at == program for span in spans]
    return roster(names.programs[program], day(on), of, names, **more)  # type: ignore[arg-type]


def with_lists(text: str) -> list[Recorded]:
    """A register in whose corrections the new members of a program are a list."""
    records = register(text)
    for index, record in enumerate(records):
        if isinstance(record.event, Correction):
            changes = {"members": record.event.changes["members"].split(",")}
            records[index] = attrs.evolve(record, event=attrs.evolve(record.event, changes=changes))
    return records


def lines(found: Roster) -> list[str]:
    return [line(entry) for entry in found.entries]


def line(entry: Entry) -> str:
    because = " ".join(f"#{position}" for position in entry.because)
    return (
        f"{entry.name} ({entry.participant}, {entry.kind}): {entry.certainty} {entry} by {because}"
    )


def ids(found: Roster) -> list[str]:
    return [entry.participant for entry in found.entries]


def test_a_roster_has_its_members_in_the_order_of_their_names() -> None:
    assert lines(asked(REGISTER, "ilrs", "2023-12-31")) == [
        "APSCO (apsco, intergovernmental): certain signatory since 2023-10-05 by #11",
        "China (CHN, state): certain signatory since 2021-03-09 by #6",
        "Russia (RUS, state): certain signatory since 2021-03-09 by #7",
        "South Africa (ZAF, state): certain signatory since 2023-08/2023-09-01 by #10",
        "University of Sharjah (sharjah, university): certain signatory since 2023-11-14 by #12",
        "Venezuela (VEN, state): certain signatory since 2023-07-17 by #8 #9",
    ]


def test_it_is_that_of_one_program_at_the_end_of_one_day() -> None:
    found = asked(REGISTER, "moon", "2024-01-04")
    assert (found.program.id, found.on) == ("moon", date(2024, 1, 4))
    assert lines(found) == ["Saudi Arabia (SAU, state): certain party since 2012-07-18 by #16"]
    assert ids(asked(REGISTER, "moon", "2012-07-17")) == []
    assert ids(asked(REGISTER, "moon", "2012-07-18")) == ["SAU"]
    assert ids(asked(REGISTER, "moon", "2024-01-05")) == []


def test_who_may_have_joined_is_possible_and_not_counted_as_a_member() -> None:
    found = asked(REGISTER, "ilrs", "2023-08-31")
    assert [entry.participant for entry in found.members] == ["CHN", "RUS", "VEN"]
    assert [line(entry) for entry in found.possible] == [
        "South Africa (ZAF, state): possible signatory since 2023-08/2023-09-01 by #10"
    ]
    assert found.by_kind() == {"state": 3}


def test_members_are_counted_by_kind() -> None:
    found = asked(REGISTER, "ilrs", "2023-12-31")
    assert list(found.by_kind().items()) == [
        ("intergovernmental", 1),
        ("state", 4),
        ("university", 1),
    ]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ((), ["apsco", "CHN", "RUS", "ZAF", "sharjah", "VEN"]),
        (("state",), ["CHN", "RUS", "ZAF", "VEN"]),
        (("university", "intergovernmental"), ["apsco", "sharjah"]),
        (("company",), []),
    ],
)
def test_only_participants_of_the_kinds_asked_for_are_on_it(
    kinds: tuple[str, ...], expected: list[str]
) -> None:
    assert ids(asked(REGISTER, "ilrs", "2023-12-31", whom=Whom(kinds))) == expected


class TestWhatCountsAsMembership:
    def test_is_for_the_program_to_say(self) -> None:
        assert "THA" not in ids(asked(REGISTER, "ilrs", "2024-12-31"))
        assert "THA" in ids(asked(REGISTER, "accords", "2024-12-31"))
        assert ids(asked(REGISTER, "moon", "2023-12-31")) == ["SAU"]

    def test_is_exactly_the_status_that_was_asked_for(self) -> None:
        assert ids(asked(REGISTER, "ilrs", "2024-12-31", status="supporter")) == ["THA"]
        assert ids(asked(REGISTER, "ilrs", "2023-06-30", status="supporter")) == ["VEN"]
        assert ids(asked(REGISTER, "ilrs", "2023-06-30", status="signatory")) == ["CHN", "RUS"]
        assert ids(asked(REGISTER, "moon", "2023-06-30", status="signatory")) == ["FRA"]
        assert ids(asked(REGISTER, "ilrs", "2023-06-30", status="party")) == []

    def test_is_possible_while_another_status_is_possible_too(self) -> None:
        text = """
            | program p members=signatory,party
            | endorsement program=p participant=FRA on=2020-01-01
            | signing program=p participant=FRA on=2020-02-01/2020-02-10
            | consent program=p participant=FRA on=2020-03-01/2020-03-10
            """
        since = {"signatory": "2020-02-01/2020-02-10", "party": "2020-03-01/2020-03-10"}
        for on, status, certainty, asked_for in (
            ("2020-02-05", "signatory", "possible", None),
            ("2020-02-10", "signatory", "certain", None),
            ("2020-03-05", "signatory", "certain", None),
            ("2020-03-10", "party", "certain", None),
            ("2020-03-05", "party", "possible", "party"),
            ("2020-03-05", "signatory", "possible", "signatory"),
            ("2020-03-10", "party", "certain", "party"),
        ):
            [entry] = asked(text, "p", on, status=asked_for).entries
            assert (entry.status, entry.certainty) == (status, certainty)
            assert entry.status_since == since[status]
            assert entry.since == since["signatory"]
        assert ids(asked(text, "p", "2020-01-31")) == []
        assert ids(asked(text, "p", "2020-03-10", status="signatory")) == []

    def test_is_read_as_it_was_known_at_a_position(self) -> None:
        records = with_lists("""
            | program p members=signatory,party
            | endorsement program=p participant=VEN on=2023-04-01
            | signing program=p participant=FRA on=2023-01-01
            | correction event=#1 changes.members=supporter,signatory,party
            | correction event=#1 changes.members=party
            | retraction event=#5
            """)

        def at(position: int) -> list[str]:
            effective = fold(records[:position])
            names = names_of(effective)
            found = memberships(effective)
            of = [(who, span) for (_, who), spans in found.items() for span in spans]
            return ids(roster(names.programs["p"], day("2024-01-01"), of, names))

        assert [at(position) for position in range(1, 7)] == [
            [],
            [],
            ["FRA"],
            ["FRA", "VEN"],
            [],
            ["FRA", "VEN"],
        ]


def test_since_is_the_day_of_membership_beside_that_of_the_status() -> None:
    text = """
        | program p members=supporter,signatory,party
        | endorsement program=p participant=FRA on=2020-01-01
        | signing program=p participant=FRA on=2021-01-01 effective_on=2021-02-01
        | signing program=p participant=FRA on=2022-01-01
        | consent program=p participant=FRA on=2023-01-01
        | withdrawal program=p participant=FRA on=2024-01-01
        | signing program=p participant=FRA on=2025-01-01
        """
    first = "member since 2020-01-01"
    for on, expected in (
        ("2020-06-01", "certain supporter since 2020-01-01 by #2"),
        ("2021-01-15", "certain supporter since 2020-01-01 by #2"),
        ("2021-06-01", f"certain signatory since 2021-02-01, {first} by #2 #3"),
        ("2022-06-01", f"certain signatory since 2021-02-01, {first} by #2 #3 #4"),
        ("2023-06-01", f"certain party since 2023-01-01, {first} by #2 #3 #4 #5"),
        ("2025-06-01", "certain signatory since 2025-01-01 by #7"),
    ):
        [found] = lines(asked(text, "p", on))
        assert found == f"France (FRA, state): {expected}"
    assert lines(asked(text, "p", "2024-06-01")) == []


@pytest.mark.parametrize(
    ("members", "on", "status", "since", "status_since"),
    [
        ("supporter,signatory,party", "2024-06-01", None, "2020", "2023"),
        ("signatory,party", "2024-06-01", None, "2021", "2023"),
        ("party", "2024-06-01", None, "2023", "2023"),
        ("signatory,party", "2024-06-01", "party", "2021", "2023"),
        ("signatory,party", "2020-12-31", "supporter", "2020", "2020"),
        ("party", "2022-06-01", "signatory", "2021", "2021"),
    ],
)
def test_since_is_by_what_the_program_calls_a_member(
    members: str, on: str, status: str | None, since: str, status_since: str
) -> None:
    text = f"""
        | program p members={members}
        | endorsement program=p participant=FRA on=2020
        | signing program=p participant=FRA on=2021
        | consent program=p participant=FRA on=2023
        """
    [entry] = asked(text, "p", on, status=status).entries
    assert (entry.since, entry.status_since) == (since, status_since)


class TestAStatusThatDoesNotCount:
    TEXT = """
        | program p members=party
        | signing program=p participant=FRA on=2020-01-01
        | signing program=p participant=cnsa on=2021-01-01/2021-12-31
        | participant cnsa
        | consent program=p participant=ITA on=2020-01-01
        """

    def test_makes_nobody_a_member(self) -> None:
        found = asked(self.TEXT, "p", "2021-06-01", status="signatory")
        assert (found.members, found.possible) == ((), ())
        assert [entry.participant for entry in found.others] == ["FRA", "cnsa"]
        assert found.by_kind() == {"state": 1}

    def test_is_told_from_one_that_counts(self) -> None:
        found = asked(self.TEXT, "p", "2021-06-01", status="party")
        assert [entry.participant for entry in found.members] == ["ITA"]
        assert found.others == ()


class TestTheOpeningOfAProgram:
    TEXT = """
        | program p opened_on=2020-05
        | signing program=p participant=FRA on=../2023-12-07
        """

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            ("1950-01-01", []),
            ("2020-04-30", []),
            ("2020-05-01", ["France (FRA, state): possible signatory since ../2023-12-07 by #2"]),
            ("2023-12-06", ["France (FRA, state): possible signatory since ../2023-12-07 by #2"]),
            ("2023-12-07", ["France (FRA, state): certain signatory since ../2023-12-07 by #2"]),
        ],
    )
    def test_bounds_what_a_date_leaves_open(self, on: str, expected: list[str]) -> None:
        assert lines(asked(self.TEXT, "p", on)) == expected

    def test_is_taken_as_it_reads_now(self) -> None:
        corrected = self.TEXT + "| correction event=#1 changes.opened_on=2021-01-01"
        assert ids(asked(corrected, "p", "2020-12-31")) == []
        assert ids(asked(corrected, "p", "2021-01-01")) == ["FRA"]
        taken_away = self.TEXT + "| correction event=#1 changes.opened_on="
        assert ids(asked(taken_away, "p", "1950-01-01")) == ["FRA"]

    def test_bounds_nothing_that_is_dated(self) -> None:
        text = """
            | program p opened_on=2020-05
            | signing program=p participant=FRA on=2019-01-01/2019-02-01
            | signing program=p participant=ITA on=../2019-02-01
            """
        assert ids(asked(text, "p", "2019-01-15")) == ["FRA"]
        assert ids(asked(text, "p", "2020-04-30")) == ["FRA", "ITA"]

    def test_bounds_those_who_may_have_left_too(self) -> None:
        text = """
            | program p opened_on=2020-05
            | signing program=p participant=FRA on=../2023-01-01
            | withdrawal program=p participant=FRA on=../2024-01-01
            """
        for on, expected in (("1950-01-01", []), ("2020-05-01", ["FRA"]), ("2024-01-01", ["FRA"])):
            assert ids(asked(text, "p", on)) == expected

    def test_bounds_nothing_where_it_is_open_itself(self) -> None:
        text = self.TEXT.replace("opened_on=2020-05", "opened_on=../2020-05")
        assert ids(asked(text, "p", "1950-01-01")) == ["FRA"]


class TestMemberships:
    TEXT = """
        | program p
        | source early published_on=2020-01-05
        | source late published_on=2020-06
        | source undated
        | signing program=p participant=FRA on=2020-01-01 cites=early
        | signing program=p participant=ITA on=2020-01-01 cites=late
        | signing program=p participant=ESP on=2020-01-01 cites=undated
        | signing program=p participant=DEU on=2020-01-01
        | consent program=p participant=FRA on=2020-02-01 cites=late
        | announcement program=p participants=PRT on=2020-01-01 cites=early
        """

    def test_without_a_policy_every_act_counts_for_certain(self) -> None:
        assert lines(asked(self.TEXT, "p", "2020-12-31")) == [
            "France (FRA, state): certain party since 2020-02-01, member since 2020-01-01 by #5 #9",
            "Germany (DEU, state): certain signatory since 2020-01-01 by #8",
            "Italy (ITA, state): certain signatory since 2020-01-01 by #6",
            "Spain (ESP, state): certain signatory since 2020-01-01 by #7",
        ]

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            ("2020-01-04", ["possible Spain signatory"]),
            ("2020-01-05", ["certain France signatory", "possible Spain signatory"]),
            (
                "2020-06-10",
                [
                    "certain France signatory",
                    "possible Italy signatory",
                    "possible Spain signatory",
                ],
            ),
            (
                "2020-06-30",
                ["certain France party", "certain Italy signatory", "possible Spain signatory"],
            ),
        ],
    )
    def test_an_act_that_a_policy_may_admit_is_possible(self, by: str, expected: list[str]) -> None:
        found = asked(self.TEXT, "p", "2020-12-31", Policy(published_by=day(by)))
        assert [f"{one.certainty} {one.name} {one.status}" for one in found.entries] == expected

    def test_the_evidence_may_be_brought_along(self) -> None:
        effective, _ = known(self.TEXT)
        evidence = Evidence(effective)
        policy = Policy(min_sources=1)
        found = memberships(effective, policy, evidence)
        assert found == memberships(effective, policy)
        assert sorted(who for _, who in found) == ["ESP", "FRA", "ITA"]
        assert memberships(effective, policy, Evidence(fold([]))) == {}

    def test_who_only_left_has_none(self) -> None:
        effective, _ = known("| program p\n| withdrawal program=p participant=FRA on=2020")
        assert memberships(effective) == {}


class TestOfTheSameName:
    """Two bodies may bear one name: they stand in the order of their ids, whoever was first."""

    TEXT = """
        | program p
        | participant agency-b name=Agency
        | participant agency-a name=Agency
        | signing program=p participant=agency-b on=2020-01-01
        | signing program=p participant=agency-a on=2020-01-02
        """

    def test_they_stand_so_on_a_roster(self) -> None:
        found = asked(self.TEXT, "p", "2021-01-01")
        assert ids(found) == ["agency-a", "agency-b"]

    def test_they_stand_so_in_a_difference(self) -> None:
        found = difference(asked(self.TEXT, "p", "2019-01-01"), asked(self.TEXT, "p", "2021-01-01"))
        assert [change.participant for change in found] == ["agency-a", "agency-b"]

    def test_they_stand_so_in_a_comparison(self) -> None:
        found = comparison([asked(self.TEXT, "p", "2021-01-01")])
        assert list(found.shared) == ["agency-a", "agency-b"]


def changes(found: tuple[Change, ...]) -> list[str]:
    return [f"{one.name} {one.what}: {state(one.before)} -> {state(one.after)}" for one in found]


def state(entry: Entry | None) -> str:
    return f"{entry.certainty} {entry}" if entry else "not"


class TestWhatTheRegisterSaysOtherwise:
    """From one position of the ledger to another, on one day."""

    PROGRAM = "| program p members=signatory,party\n"

    def between(self, before: str, more: str, on: str = "2020-12-31") -> list[str]:
        """What of the register with some lines is otherwise in that with some more."""
        texts = [self.PROGRAM + before, self.PROGRAM + before + "\n" + more]
        rosters = [asked(text, "p", on) for text in texts]
        then, now = (self.spans(text) for text in texts)
        return [f"{one.name} {one.what}" for one in revision(rosters[0], rosters[1], then, now)]

    def spans(self, text: str) -> dict[str, Sequence[Span]]:
        return {who: of for (_, who), of in memberships(known(text)[0]).items()}

    SIGNED = "| signing program=p participant=FRA on=2020-06-01"

    @pytest.mark.parametrize(
        ("before", "more", "what"),
        [
            ("| program q", SIGNED, "newly on file"),
            (SIGNED, "| retraction event=#2", "no longer on file"),
            (SIGNED, "| correction event=#2 changes.participant=ITA", "no longer on file"),
            (SIGNED, "| correction event=#2 changes.occurred_on=2021-06-01", "moved"),
            (SIGNED, "| correction event=#2 changes.occurred_on=2020-05-01", "moved"),
            (SIGNED, "| correction event=#2 changes.occurred_on=2020/2021", "no longer certain"),
            (SIGNED, "| withdrawal program=p participant=FRA on=2020-07-01", "left"),
            (SIGNED, "| withdrawal program=p participant=FRA on=2020/2021", "no longer certain"),
            (SIGNED, "| consent program=p participant=FRA on=2020-07-01", "higher on file"),
            ("| signing program=p participant=FRA on=2020/2021",
             "| correction event=#2 changes.occurred_on=2020-06-01", "became certain"),
            (f"{SIGNED}\n| consent program=p participant=FRA on=2020-07-01",
             "| retraction event=#3", "lower on file"),
            ("| signing program=p participant=FRA on=2021-06-01",
             "| correction event=#2 changes.occurred_on=2020-06-01", "moved"),
            (f"{SIGNED}\n| withdrawal program=p participant=FRA on=2020-07-01",
             "| retraction event=#3", "no longer left"),
            (f"{SIGNED}\n| withdrawal program=p participant=FRA on=2020-07-01",
             "| signing program=p participant=FRA on=2020-08-01", "newly on file"),
            (f"| endorsement program=p participant=FRA on=2020-01-01\n{SIGNED}",
             "| retraction event=#3", "no longer counts"),
        ],
    )  # fmt: skip
    def test_is_told_from_what_happened(self, before: str, more: str, what: str) -> None:
        assert [one for one in self.between(before, more) if "France" in one] == [f"France {what}"]

    def test_is_nothing_where_nothing_changed(self) -> None:
        assert self.between(self.SIGNED, "| program q") == []


class TestTheDifferenceOfTwoRosters:
    def between(self, text: str, before: str, after: str) -> list[str]:
        return changes(difference(asked(text, "p", before), asked(text, "p", after)))

    def test_names_who_joined_left_and_changed(self) -> None:
        text = """
            | program p members=supporter,signatory,party
            | signing program=p participant=ITA on=2020-01-01
            | signing program=p participant=FRA on=2020-01-01
            | signing program=p participant=ESP on=2020-01-01
            | signing program=p participant=MLT on=2020-01?
            | endorsement program=p participant=AUT on=2020-01-01
            | withdrawal program=p participant=ITA on=2020-06-01
            | consent program=p participant=FRA on=2020-06-01
            | signing program=p participant=DEU on=2020-06-01/2021-01-01
            | signing program=p participant=ESP on=2020-06-01
            | signing program=p participant=BEL on=2020-06-01
            """
        assert self.between(text, "2020-02-01", "2020-07-01") == [
            (
                "Malta became certain: "
                "possible signatory since 2020-01? -> certain signatory since 2020-01?"
            ),
            "Belgium joined: not -> certain signatory since 2020-06-01",
            "Italy left: certain signatory since 2020-01-01 -> not",
            "Germany may have joined: not -> possible signatory since 2020-06-01/2021-01-01",
            (
                "France rose: certain signatory since 2020-01-01 -> "
                "certain party since 2020-06-01, member since 2020-01-01"
            ),
        ]

    @pytest.mark.parametrize(
        ("acts", "what"),
        [
            ("signing on=2020-05-01", "joined"),
            ("signing on=2020-05/2020-12", "may have joined"),
            ("signing on=2020-01/2020-05", "became certain"),
            ("signing on=2020-01\nwithdrawal on=2020-05", "left"),
            ("signing on=2020-01\nwithdrawal on=2020-05/2020-12", "may have left"),
            ("signing on=2020-01/2020-12\nconsent on=2020-05-01", "became certain"),
            ("signing on=2020-01\nconsent on=2020-05", "rose"),
            ("consent on=2020-01\nwithdrawal on=2020-04\nsigning on=2020-05", "fell"),
            ("signing on=2020-01\nwithdrawal on=2020-04\nsigning on=2020-05", "redated"),
        ],
    )
    def test_says_what_happened_in_between(self, acts: str, what: str) -> None:
        lines = [line.split() for line in acts.splitlines()]
        text = "".join(f"\n| {act} program=p participant=FRA {on}" for act, on in lines)
        [line] = self.between(f"| program p{text}", "2020-03-15", "2020-06-30")
        assert line.startswith(f"France {what}: ")

    def test_turned_round_has_left_for_joined(self) -> None:
        text = "| program p\n| signing program=p participant=FRA on=2020-06-01"
        assert self.between(text, "2020-07-01", "2020-02-01") == [
            "France left: certain signatory since 2020-06-01 -> not"
        ]

    def test_names_who_left_and_joined_again_as_redated(self) -> None:
        text = """
            | program p
            | signing program=p participant=FRA on=2020-01-01
            | withdrawal program=p participant=FRA on=2020-03-01
            | signing program=p participant=FRA on=2020-05-01
            """
        [found] = self.between(text, "2020-02-01", "2020-06-01")
        assert found == (
            "France redated: "
            "certain signatory since 2020-01-01 -> certain signatory since 2020-05-01"
        )

    def test_of_a_roster_with_itself_is_nothing(self) -> None:
        assert (
            difference(asked(REGISTER, "ilrs", "2023-12-31"), asked(REGISTER, "ilrs", "2023-12-31"))
            == ()
        )

    def test_takes_a_name_from_the_later_roster(self) -> None:
        before = asked("| program p\n| signing program=p participant=x on=2020", "p", "2021-01-01")
        after = asked(
            "| program p\n| participant x name=New\n| consent program=p participant=x on=2020",
            "p",
            "2021-01-01",
        )
        assert [change.name for change in difference(before, after)] == ["New"]
        assert [change.name for change in difference(after, before)] == ["x"]


class TestProgramsSideBySide:
    TEXT = """
        | program p members=supporter,signatory,party
        | program q
        | program r
        | signing program=p participant=FRA on=2020-01-01
        | signing program=q participant=FRA on=2021-01-01/..
        | consent program=r participant=FRA on=2022-01-01
        | endorsement program=p participant=BEL on=2020-01-01
        | signing program=q participant=BEL on=2020-01-01
        | signing program=p participant=ITA on=2020-01-01
        | signing program=r participant=ESP on=2020-01-01
        """

    def compared(self, *programs: str) -> dict[str, list[str]]:
        rosters = [asked(self.TEXT, program, "2023-01-01") for program in programs]
        found = comparison(rosters)
        assert found.rosters == tuple(rosters)
        return {one: [state(entry) for entry in of] for one, of in found.shared.items()}

    def test_share_who_is_on_each_in_the_order_of_names(self) -> None:
        assert list(self.compared("p", "q").items()) == [
            (
                "BEL",
                ["certain supporter since 2020-01-01", "certain signatory since 2020-01-01"],
            ),
            (
                "FRA",
                ["certain signatory since 2020-01-01", "possible signatory since 2021-01-01/.."],
            ),
        ]

    def test_keep_the_order_in_which_they_were_given(self) -> None:
        assert self.compared("r", "q", "p") == {
            "FRA": [
                "certain party since 2022-01-01",
                "possible signatory since 2021-01-01/..",
                "certain signatory since 2020-01-01",
            ]
        }

    def test_of_one_program_are_its_whole_roster(self) -> None:
        assert list(self.compared("p")) == ["BEL", "FRA", "ITA"]


def test_a_program_that_changed_its_name_is_the_same_program() -> None:
    found = asked(
        "| program p\n| signing program=p participant=FRA on=2020"
        "\n| correction event=#1 changes.name=Other",
        "p",
        "2021-01-01",
    )
    assert isinstance(found.program, Program)
    assert (found.program.name, ids(found)) == ("Other", ["FRA"])
