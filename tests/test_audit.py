"""Why a participant is on a roster or is not: events, verdicts, sources, and how the record of
each came about."""

from datetime import date
from typing import Any

import pytest
from registers import names_of, register

from ledger.dates import day
from ledger.events import Recorded, Signing
from projections.audit import Audit, Question, audit
from projections.effective import fold
from projections.evidence import Policy
from projections.steps import Step, steps


def audited(
    text: str,
    participant: str = "FRA",
    on: str = "2024-01-01",
    known: int | None = None,
    program: str = "p",
    **policy: Any,
) -> Audit:
    """The audit of a participant in a program, by default in ``p`` and as known at the end."""
    records = register(f"2020-01-01 | program p name=Accords\n{text}")
    if "published_by" in policy:
        policy["published_by"] = day(policy["published_by"])
    question = Question(
        program=program,
        participant=participant,
        on=day(on),
        known=len(records) if known is None else known,
        policy=Policy(**policy),
    )
    return audit(records, question, names_of(fold(records)))


def fact(found: Audit) -> str:
    """The answer in one line."""
    if found.entry is None:
        return f"no member: {found.why_not}"
    assert found.why_not is None
    until = f" until {found.until}" if found.until else ""
    disputed = ", disputed" if found.disputed else ""
    because = " ".join(f"#{position}" for position in found.entry.because)
    entry = found.entry
    return f"{entry.certainty} {entry}{until} by {because}{disputed}"


def verdicts(found: Audit) -> list[str]:
    return [f"#{trace.position} {trace.type}: {trace.verdict}" for trace in found.traces]


SIGNED = "| signing program=p participant=FRA on=2020-05-01"


class TestAMember:
    def test_is_one_by_an_act_that_counts(self) -> None:
        found = audited(SIGNED)
        assert fact(found) == "certain signatory since 2020-05-01 by #2"
        assert verdicts(found) == ["#2 signing: counts"]
        assert (found.participant, found.on, found.program.name) == (
            "FRA",
            date(2024, 1, 1),
            "Accords",
        )

    def test_is_one_by_every_act_in_force(self) -> None:
        text = f"""{SIGNED}
            | consent program=p participant=FRA on=2021-05-01
            | endorsement program=p participant=FRA on=2019-05-01
            """
        found = audited(text)
        assert fact(found) == "certain party since 2021-05-01, member since 2020-05-01 by #2 #3 #4"
        assert verdicts(found) == [
            "#4 endorsement: counts",
            "#2 signing: counts",
            "#3 consent: counts",
        ]

    def test_is_possible_while_an_act_may_not_have_happened(self) -> None:
        found = audited("| signing program=p participant=FRA on=2023/2025")
        assert fact(found) == "possible signatory since 2023/2025 by #2"
        assert verdicts(found) == ["#2 signing: may count"]

    def test_is_possible_where_a_policy_may_admit_its_act(self) -> None:
        text = f"| source s\n{SIGNED} cites=s"
        found = audited(text, published_by="2023-01-01")
        assert fact(found) == "possible signatory since 2020-05-01 by #3"
        assert verdicts(found) == ["#3 signing: may count"]

    def test_shows_what_comes_later(self) -> None:
        text = f"{SIGNED}\n| consent program=p participant=FRA on=2030-01-01"
        found = audited(text)
        assert fact(found) == "certain signatory since 2020-05-01 by #2"
        assert verdicts(found)[1] == "#3 consent: later: it counts from 2030-01-01"

    def test_shows_what_is_over(self) -> None:
        text = f"""{SIGNED}
            | withdrawal program=p participant=FRA on=2021-01-01
            | signing program=p participant=FRA on=2022-01-01
            """
        found = audited(text)
        assert fact(found) == "certain signatory since 2022-01-01 by #4"
        assert verdicts(found) == [
            "#2 signing: over: ended by a later act",
            "#3 withdrawal: over: it joined again",
            "#4 signing: counts",
        ]

    def test_is_not_shown_the_events_of_others(self) -> None:
        text = f"""{SIGNED}
            | signing program=q participant=FRA on=2020-05-01
            | signing program=p participant=ITA on=2020-05-01
            | announcement program=q participants=FRA on=2020-01-01
            | announcement participants=FRA on=2020-01-01
            | announcement program=p participants=ITA on=2020-01-01
            | launch program=p launched_by=FRA on=2020-01-01
            | claim program=p on=2020-12 count=1 subject=FRA cites=s
            """
        assert verdicts(audited(text)) == ["#2 signing: counts"]

    def test_is_shown_its_announcements_too(self) -> None:
        text = f"| announcement program=p participants=ITA,FRA on=2020-01-01\n{SIGNED}"
        assert verdicts(audited(text)) == [
            "#2 announcement: only an announcement",
            "#3 signing: counts",
        ]


class TestUntilWhen:
    @pytest.mark.parametrize(
        ("more", "until"),
        [
            ("", None),
            ("| signing program=p participant=FRA on=2024-02-01", None),
            ("| consent program=p participant=FRA on=2024-02-01", None),
            ("| withdrawal program=p participant=FRA on=2024-02-01", "2024-02-01"),
            ("| withdrawal program=p participant=FRA on=2024-02", "2024-02-01"),
            ("| withdrawal program=p participant=FRA on=2024-02-01/..", "2024-02-01"),
            ("| withdrawal program=p participant=FRA on=2024-01-01/2024-02-01", "2024-02-01"),
            (
                """
                | consent program=p participant=FRA on=2024-02-01
                | withdrawal program=p participant=FRA on=2024-03-01
                | signing program=p participant=FRA on=2024-04-01
                """,
                "2024-03-01",
            ),
            (
                """
                | withdrawal program=p participant=FRA on=2024-03-01
                | signing program=p participant=FRA on=2024-03-01
                """,
                None,
            ),
            (
                """
                | consent program=p participant=FRA on=2024-02-01/2024-03-01
                | withdrawal program=p participant=FRA on=2024-05-01
                """,
                "2024-05-01",
            ),
            (
                """
                | withdrawal program=p participant=FRA on=2024-01-01/2024-02-01
                | endorsement program=p participant=FRA on=2024-02-01
                """,
                "2024-02-01",
            ),
        ],
    )
    def test_a_certain_member_is_one_until_it_may_leave_and_a_possible_one_until_it_has_left(
        self, more: str, until: str | None
    ) -> None:
        found = audited(f"{SIGNED}\n{more}")
        assert str(found.until or "") == (until or "")

    def test_one_that_may_have_joined_stays_when_it_surely_has(self) -> None:
        assert audited("| signing program=p participant=FRA on=2023/2025").until is None

    def test_one_that_surely_has_joined_on_the_day_stays(self) -> None:
        assert audited("| signing program=p participant=FRA on=2023/2024-01-01").until is None

    def test_one_that_goes_on_as_a_supporter_is_a_member_until_then(self) -> None:
        text = """
            | consent program=p participant=FRA on=2020-05-01
            | withdrawal program=p participant=FRA on=2023-01-05 effective_on=2024-01-05
            | endorsement program=p participant=FRA on=2024-01-05
            """
        found = audited(text)
        assert fact(found) == "certain party since 2020-05-01 until 2024-01-05 by #2"

    def test_no_member_is_one_until_anything(self) -> None:
        text = f"{SIGNED}\n| withdrawal program=p participant=FRA on=2021-01-01"
        assert audited(text).until is None
        assert audited(text, on="2020-12-31").until == date(2021, 1, 1)


class TestADisputedFact:
    @pytest.mark.parametrize(
        ("attested", "disputed"),
        [
            ("cites=s", False),
            ("cites=s says=2020-05-01", False),
            ("cites=s says=2020-05", False),
            ("cites=s says=2020-05-02", True),
            ("cites=s says=2020-04-30", True),
            ("cites=s says=2020-06", True),
            ("cites=s says=2020-04", True),
            ("stance=disputes cites=s", True),
            ("stance=disputes cites=s says=2020-05", True),
            ("stance=disputes cites=s says=2020-05-02", True),
        ],
    )
    def test_is_one_that_a_source_speaks_against_or_dates_otherwise(
        self, attested: str, disputed: bool
    ) -> None:
        found = audited(f"| source s\n{SIGNED}\n| attestation event=#3 {attested}")
        assert found.disputed == disputed
        assert found.traces[0].disputed == disputed

    @pytest.mark.parametrize(
        ("says", "disputed"),
        [
            ("2020-04-30", True),
            ("2020-04/2020-05-01", False),
            ("2020-05-05", False),
            ("2020-05-10/2020-06", False),
            ("2020-05-11", True),
        ],
    )
    def test_is_none_where_the_dates_can_be_the_same(self, says: str, disputed: bool) -> None:
        act = "| signing program=p participant=FRA on=2020-05-01/2020-05-10"
        assert audited(f"| source s\n{act} cites=s says={says}").disputed == disputed

    def test_is_one_where_a_single_act_behind_it_is_disputed(self) -> None:
        text = f"""| source s\n{SIGNED}
            | consent program=p participant=FRA on=2021-01-01
            | attestation event=#4 stance=disputes cites=s
            """
        found = audited(text)
        assert [trace.disputed for trace in found.traces] == [False, True]
        assert found.disputed

    def test_is_so_by_its_own_citations_too(self) -> None:
        assert audited(f"| source s\n{SIGNED} cites=s says=2020-06").disputed

    def test_is_measured_by_the_date_as_it_reads_now(self) -> None:
        text = f"""| source s\n{SIGNED} cites=s says=2020-06
            | correction event=#3 changes.occurred_on=2020-06-01
            """
        assert not audited(text).disputed

    def test_is_none_for_a_dispute_taken_back(self) -> None:
        text = f"""| source s\n{SIGNED}
            | attestation event=#3 stance=disputes cites=s
            | retraction event=#4
            """
        assert not audited(text).disputed

    def test_is_none_for_a_dispute_of_what_does_not_count(self) -> None:
        text = f"""| source s\n{SIGNED}
            | signing program=p participant=FRA on=2030-01-01 cites=s says=2031
            """
        found = audited(text)
        assert not found.disputed
        assert found.traces[1].disputed


class TestWhyNot:
    def test_nothing_is_on_file(self) -> None:
        found = audited("| signing program=p participant=ITA on=2020-01-01")
        assert fact(found) == "no member: no act is on file"
        assert verdicts(found) == []

    def test_it_withdrew(self) -> None:
        found = audited(f"{SIGNED}\n| withdrawal program=p participant=FRA on=2021-01-01")
        assert fact(found) == "no member: it withdrew"
        assert verdicts(found) == [
            "#2 signing: over: ended by a later act",
            "#3 withdrawal: ended it",
        ]

    def test_the_acts_are_later(self) -> None:
        found = audited(SIGNED, on="2020-04-30")
        assert fact(found) == "no member: the first act that counts does so from 2020-05-01"
        assert verdicts(found) == ["#2 signing: later: it counts from 2020-05-01"]
        found = audited(SIGNED, on="2020-05-01")
        assert fact(found) == "certain signatory since 2020-05-01 by #2"
        assert verdicts(found) == ["#2 signing: counts"]

    def test_only_a_withdrawal_is_on_file_and_it_is_later(self) -> None:
        found = audited("| withdrawal program=p participant=FRA on=2025-01-01")
        assert fact(found) == "no member: the first act that counts does so from 2025-01-01"

    def test_the_program_had_not_opened(self) -> None:
        text = """| correction event=#1 changes.opened_on=2020-05
            | signing program=p participant=FRA on=../2023-12-07"""
        found = audited(text, on="1950-01-01")
        assert fact(found) == "no member: the program opened 2020-05"
        found = audited(text, on="2020-05-01")
        assert fact(found) == "possible signatory since ../2023-12-07 by #3"

    def test_only_a_withdrawal_is_on_file(self) -> None:
        text = "| withdrawal program=p participant=FRA on=2023"
        assert fact(audited(text)) == "no member: it withdrew"
        found = audited(text, on="2023-06-01")
        assert fact(found) == "no member: it may have withdrawn by then"
        assert verdicts(found) == ["#2 withdrawal: may have ended it"]

    @pytest.mark.parametrize(
        ("on", "said"),
        [
            ("2001-04-30", ["counts", "later: it counts from 2001-05"]),
            ("2001-05-10", ["counts", "may have ended it"]),
            ("2001-05-31", ["over: ended by a later act", "ended it"]),
        ],
    )
    def test_a_withdrawal_that_only_may_have_taken_effect(self, on: str, said: list[str]) -> None:
        text = """| signing program=p participant=FRA on=1990-01-01
            | withdrawal program=p participant=FRA on=2001-05"""
        found = audited(text, on=on)
        assert [verdict.split(": ", 1)[1] for verdict in verdicts(found)] == said

    @pytest.mark.parametrize(
        ("signed", "ended"),
        [("1990-01-01", "ended it"), ("2001", "may have ended it"), ("2001-05", "ended it")],
    )
    def test_a_withdrawal_that_may_have_come_before_the_signing(
        self, signed: str, ended: str
    ) -> None:
        text = f"""| signing program=p participant=FRA on={signed}
            | withdrawal program=p participant=FRA on=2001-06-01"""
        found = audited(text, on="2001-12-31")
        assert str(found.traces[1].verdict) == ended

    def test_an_act_that_only_may_have_happened(self) -> None:
        text = "| signing program=p participant=FRA on=2001-05"
        assert verdicts(audited(text, on="2001-05-30")) == ["#2 signing: may count"]
        assert verdicts(audited(text, on="2001-05-31")) == ["#2 signing: counts"]

    def test_an_act_that_only_may_be_admitted(self) -> None:
        text = "| source s\n| signing program=p participant=FRA on=2001-05-01 cites=s"
        found = audited(text, published_by="2002-01-01")
        assert verdicts(found) == ["#3 signing: may count"]

    def test_the_acts_are_later_by_when_they_take_effect(self) -> None:
        found = audited(f"{SIGNED} effective_on=2020-06-01", on="2020-05-20")
        assert verdicts(found) == ["#2 signing: later: it counts from 2020-06-01"]

    def test_it_was_retracted(self) -> None:
        found = audited(f"{SIGNED}\n| retraction event=#2")
        assert fact(found) == "no member: what was recorded was retracted"
        assert verdicts(found) == ["#2 signing: retracted"]

    def test_there_is_only_an_announcement(self) -> None:
        found = audited("| announcement program=p participants=FRA on=2020-01-01")
        assert fact(found) == "no member: only an announcement is on file, and no act"
        assert verdicts(found) == ["#2 announcement: only an announcement"]

    def test_what_is_on_file_was_recorded_later(self) -> None:
        text = f"2020-02-02 | source s\n2021-02-03 {SIGNED}"
        found = audited(text, known=2)
        assert fact(found) == "no member: what is on file was recorded later"
        assert verdicts(found) == ["#3 signing: not yet known: recorded on 2021-02-03"]

    def test_no_event_is_admitted_by_the_policy(self) -> None:
        found = audited(SIGNED, min_sources=1)
        assert fact(found) == "no member: no act on file is admitted by the source policy"
        assert verdicts(found) == ["#2 signing: not admitted by the source policy"]

    def test_it_was_corrected_to_be_someone_else(self) -> None:
        text = f"{SIGNED}\n| correction event=#2 changes.participant=ITA"
        found = audited(text)
        assert fact(found) == "no member: what was recorded was corrected"
        assert verdicts(found) == ["#2 signing: corrected: it is about another membership"]
        assert verdicts(audited(text, "ITA")) == ["#2 signing: counts"]

    def test_it_was_corrected_to_be_another_program(self) -> None:
        found = audited(f"{SIGNED}\n| correction event=#2 changes.program=q")
        assert verdicts(found) == ["#2 signing: corrected: it is about another membership"]

    def test_it_is_only_a_signatory_where_parties_count(self) -> None:
        records = register(f"| program p name=Moon members=party\n{SIGNED}")
        names = names_of(fold(records))
        question = Question(program="p", participant="FRA", on=day("2024-01-01"), known=2)
        found = audit(records, question, names)
        assert fact(found) == "no member: it is a signatory, and Moon counts party"
        assert verdicts(found) == ["#2 signing: counts"]

    def test_it_is_bound_where_only_parties_count_and_nothing_is_said_of_force(self) -> None:
        text = """
            | program moon name=Moon members=party
            | consent program=moon participant=FRA on=2020-01-01 effective_on=2020-03-01
            """
        found = audited(text, program="moon", on="2020-02-01")
        assert fact(found) == "no member: it is bound, and a party from 2020-03-01 on"

    FORCE = """
        | program moon name="Moon Agreement" members=party force=required
        | consent program=moon participant=FRA on=1981-05-26
        """

    def test_it_is_bound_and_no_entry_into_force_is_on_file(self) -> None:
        found = audited(self.FORCE, program="moon")
        said = "no member: it is bound, and no entry into force of Moon Agreement is on file"
        assert fact(found) == said

    def test_it_is_bound_before_the_entry_into_force(self) -> None:
        text = f"{self.FORCE}| entry-into-force program=moon on=1984-07-11"
        found = audited(text, program="moon", on="1983-01-01")
        said = "no member: it is bound, and Moon Agreement entered into force only on 1984-07-11"
        assert fact(found) == said

    def test_it_is_bound_and_party_only_later(self) -> None:
        text = f"""{self.FORCE}| entry-into-force program=moon on=1984-07-11
            | consent program=moon participant=AUS on=1986-07-07 effective_on=1986-08-06"""
        found = audited(text, "AUS", program="moon", on="1986-08-01")
        assert fact(found) == "no member: it is bound, and a party from 1986-08-06 on"

    def test_it_ceased_to_exist_or_the_program_did_whichever_was_first(self) -> None:
        text = """
            | consent program=p participant=CSK on=1967-05-11
            | ending program=p on=2000-01-01
            """
        for on, why, verdict in (
            ("1992-12-31", None, "counts"),
            ("1993-01-01", "it ceased to exist on 1993-01-01", "over since 1993-01-01"),
            ("2001-01-01", "it ceased to exist on 1993-01-01", "over since 1993-01-01"),
        ):
            found = audited(text, "CSK", on=on)
            assert (found.why_not, verdicts(found)[0]) == (why, f"#2 consent: {verdict}")

    def test_what_was_revoked_before_it_counted_never_will(self) -> None:
        text = f"""{SIGNED}
            | withdrawal program=p participant=FRA on=2021-01-01 effective_on=2022-01-01
            | revocation event=#3 on=2021-06-01
            """
        revoked = "taken back: it has no effect from 2021-06-01 on"
        for on in ("2021-02-01", "2022-02-01"):
            assert verdicts(audited(text, on=on))[1] == f"#3 withdrawal: {revoked}"

    def test_what_counts_first_is_to_come_though_other_acts_were_taken_back(self) -> None:
        text = """
            | signing program=p participant=FRA on=2020-01-01
            | revocation event=#2 on=2020-02-01
            | signing program=p participant=FRA on=2022-01-01
            """
        said = "no member: the first act that counts does so from 2022-01-01"
        assert fact(audited(text, on="2021-01-01")) == said

    def test_it_is_only_a_supporter_where_more_counts(self) -> None:
        found = audited("| endorsement program=p participant=FRA on=2020")
        assert (
            fact(found)
            == "no member: it is a supporter, and Accords counts signatory, bound or party"
        )

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            ("", "no act on file is admitted by the source policy"),
            (f"{SIGNED} note=2 cites=s\n| retraction event=#7", "no act on file is admitted"),
            (
                "| signing program=p participant=FRA on=2030 cites=s",
                "the first act that counts does so from 2030",
            ),
            (
                """
                | signing program=p participant=FRA on=2030 cites=s
                | withdrawal program=p participant=FRA on=2021 cites=s
                """,
                "it withdrew",
            ),
        ],
    )
    def test_the_nearest_that_it_came_is_the_reason(self, more: str, reason: str) -> None:
        text = f"""| source s
            | announcement program=p participants=FRA on=2020-01-01
            {SIGNED}
            {SIGNED} note=1
            | retraction event=#5
            {more}
            """
        assert fact(audited(text, min_sources=1)).startswith(f"no member: {reason}")

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            (
                f"""
                {SIGNED}
                | retraction event=#2
                {SIGNED} note=2
                | correction event=#4 changes.participant=ITA
                | announcement program=p participants=FRA on=2020-01-01
                """,
                "what was recorded was retracted",
            ),
            (
                f"""
                | announcement program=p participants=FRA on=2020-01-01
                {SIGNED} note=2
                | correction event=#3 changes.participant=ITA
                """,
                "what was recorded was corrected",
            ),
        ],
    )
    def test_what_was_recorded_goes_before_what_was_announced(self, text: str, reason: str) -> None:
        assert fact(audited(text)) == f"no member: {reason}"


class TestWhatWasKnown:
    TEXT = """
        2020-06-01 | signing program=p participant=ITA on=2020-05-01
        2020-06-02 | source s
        2021-07-01 | correction event=#2 changes.participant=FRA
        2022-07-01 | correction event=#2 changes.participant=ESP
        """

    def test_what_was_corrected_to_it_only_later_was_not_yet_known(self) -> None:
        found = audited(self.TEXT, known=3)
        assert fact(found) == "no member: what is on file was recorded later"
        assert verdicts(found) == ["#2 signing: not yet known: corrected later"]

    def test_what_was_corrected_to_it_counts_from_then(self) -> None:
        assert fact(audited(self.TEXT, known=4)) == "certain signatory since 2020-05-01 by #2"

    def test_what_was_corrected_to_it_and_on_to_another_is_corrected(self) -> None:
        found = audited(self.TEXT, known=5)
        assert verdicts(found) == ["#2 signing: corrected: it is about another membership"]

    def test_what_it_was_corrected_from_is_still_shown(self) -> None:
        found = audited(self.TEXT, "ITA", known=5)
        assert verdicts(found) == ["#2 signing: corrected: it is about another membership"]
        assert fact(audited(self.TEXT, "ITA", known=3)) == (
            "certain signatory since 2020-05-01 by #2"
        )

    def test_what_never_read_so_is_not_shown(self) -> None:
        """Not even where two corrections together would make it read so, had they both stood."""
        text = f"""
            {SIGNED}
            | correction event=#2 changes.program=q
            | retraction event=#3
            | correction event=#2 changes.participant=ITA
            | program q
            """
        assert verdicts(audited(text, "ITA", program="q")) == []
        assert verdicts(audited(text, "FRA", program="q")) == [
            "#2 signing: corrected: it is about another membership"
        ]
        assert verdicts(audited(text, "ITA")) == ["#2 signing: counts"]

    def test_what_reads_so_again_after_a_retraction_of_two_corrections_is_shown(self) -> None:
        text = f"""
            {SIGNED}
            | correction event=#2 changes.program=q
            | correction event=#2 changes.participant=ITA
            | retraction event=#3
            | retraction event=#4
            """
        assert verdicts(audited(text, "ITA")) == [
            "#2 signing: corrected: it is about another membership"
        ]
        assert verdicts(audited(text)) == ["#2 signing: counts"]

    def test_an_announcement_corrected_to_leave_it_out_is_corrected(self) -> None:
        text = """
            | announcement program=p participants=FRA on=2020-01-01
            | correction event=#2 changes.program=q
            """
        found = audited(text)
        assert fact(found) == "no member: what was recorded was corrected"

    def test_a_claim_that_reads_well_at_no_other_time_is_no_hindrance(self) -> None:
        """What a correction taken back made of a claim must not be mixed with later ones."""
        text = f"""
            | claim program=p on=2020-12 count=1 members=FRA cites=s
            | correction event=#2 changes.count=
            | retraction event=#3
            | correction event=#2 changes.members=
            {SIGNED}
            """
        assert fact(audited(text)) == "certain signatory since 2020-05-01 by #6"

    def test_the_program_is_as_it_read_then_and_if_not_yet_filed_as_it_reads_now(self) -> None:
        records = register(f"""
            {SIGNED}
            | program q name=Other
            | program p name=Old
            | correction event=#3 changes.name=New
            """)
        names = names_of(fold(records))

        def name(known: int) -> str:
            question = Question(program="p", participant="FRA", on=day("2024-01-01"), known=known)
            return audit(records, question, names).program.name

        assert [name(known) for known in range(1, 5)] == ["New", "New", "Old", "New"]


def told(found: list[Step]) -> list[str]:
    return [
        f"#{step.position} {step.recorded_at.date()} by {step.recorded_by}: {step.what}"
        + (f" ({step.reason})" if step.reason else "")
        + "".join(f", {field} {before} -> {after}" for field, before, after in step.changes)
        + (", taken back" if step.void else "")
        for step in found
    ]


def steps_of(text: str, position: int = 1, known: int | None = None) -> list[str]:
    records: list[Recorded] = register(text)
    effective = fold(records[:known])
    return told(list(steps(records[position - 1], effective.about)))


class TestTheStepsOfARecord:
    def test_begin_with_its_recording(self) -> None:
        assert steps_of(f"2021-02-03 {SIGNED}") == ["#1 2021-02-03 by tester: recorded"]

    def test_say_what_a_correction_changed(self) -> None:
        text = f"""
            2021-02-03 {SIGNED}
            2021-02-04 | correction event=#1 changes.note=x changes.place=Paris
                         reason="a slip"
            2021-02-05 | correction event=#1 changes.place= reason="another slip"
            """
        assert steps_of(text) == [
            "#1 2021-02-03 by tester: recorded",
            "#2 2021-02-04 by tester: corrected (a slip), note None -> x, place None -> Paris",
            "#3 2021-02-05 by tester: corrected (another slip), place Paris -> None",
        ]

    def test_leave_out_of_the_before_what_was_taken_back_by_then(self) -> None:
        text = f"""
            {SIGNED}
            | correction event=#1 changes.occurred_on=2020-05-02
            | retraction event=#2 reason="a mix-up"
            | correction event=#1 changes.occurred_on=2020-05-03
            """
        assert [line.split(": ", 1)[1] for line in steps_of(text)] == [
            "recorded",
            "corrected (it was recorded wrong), occurred_on 2020-05-01 -> 2020-05-02, taken back",
            "#2 retracted (a mix-up)",
            "corrected (it was recorded wrong), occurred_on 2020-05-01 -> 2020-05-03",
        ]

    def test_keep_in_the_before_what_was_taken_back_only_later(self) -> None:
        text = f"""
            {SIGNED}
            | correction event=#1 changes.occurred_on=2020-05-02
            | correction event=#1 changes.occurred_on=2020-05-03
            | retraction event=#2
            """
        assert steps_of(text)[2].endswith(", occurred_on 2020-05-02 -> 2020-05-03")

    def test_say_what_was_retracted_and_whether_that_was_taken_back(self) -> None:
        text = f"""
            {SIGNED}
            | retraction event=#1 reason="no such day"
            | retraction event=#2 reason="there was"
            """
        assert [line.split(": ", 1)[1] for line in steps_of(text)] == [
            "recorded",
            "retracted (no such day), taken back",
            "#2 retracted (there was)",
        ]

    def test_tell_of_attestations_their_corrections_and_retractions(self) -> None:
        text = f"""
            {SIGNED}
            | attestation event=#1 cites=s note="found late"
            | correction event=#2 changes.stance=disputes reason="misread"
            | attestation event=#1 stance=disputes cites=s
            | retraction event=#4 reason="the same"
            """
        assert [line.split(": ", 1)[1] for line in steps_of(text)] == [
            "recorded",
            "attested (supports) (found late)",
            "#2 corrected (misread), stance supports -> disputes",
            "attested (disputes), taken back",
            "#4 retracted (the same)",
        ]

    def test_stand_in_the_order_of_the_ledger(self) -> None:
        text = f"""
            {SIGNED}
            | correction event=#1 changes.place=A
            | attestation event=#1 cites=s
            | retraction event=#2
            | correction event=#1 changes.place=B
            | retraction event=#3
            | retraction event=#4
            """
        assert [line.split()[0] for line in steps_of(text)] == [f"#{n}" for n in range(1, 8)]

    def test_go_as_far_as_was_known(self) -> None:
        text = f"{SIGNED}\n| correction event=#1 changes.place=A\n| retraction event=#2"
        assert len(steps_of(text, known=1)) == 1
        assert steps_of(text, known=2)[1].endswith("place None -> A")

    def test_are_those_of_any_event(self) -> None:
        text = "| program p\n| correction event=#1 changes.name=Q\n| retraction event=#1"
        assert [line.split(": ", 1)[1] for line in steps_of(text)] == [
            "recorded",
            "corrected (it was recorded wrong), name p -> Q",
            "retracted (it never happened)",
        ]

    def test_are_in_the_trace_of_an_audit(self) -> None:
        text = f"{SIGNED}\n| correction event=#2 changes.place=A\n| retraction event=#3"
        [trace] = audited(text, known=3).traces
        assert [step.what for step in trace.steps] == ["recorded", "corrected"]
        [trace] = audited(text).traces
        assert [step.void for step in trace.steps] == [False, True, False]


class TestATrace:
    def test_shows_the_event_as_it_reads(self) -> None:
        text = f"{SIGNED}\n| correction event=#2 changes.occurred_on=2020-05-02"
        [trace] = audited(text).traces
        assert isinstance(trace.event, Signing)
        assert trace.event.occurred_on.text == "2020-05-02"
        assert (trace.position, len(trace.id)) == (2, 64)

    def test_shows_a_retracted_event_as_it_was_recorded(self) -> None:
        text = f"""{SIGNED}
            | correction event=#2 changes.occurred_on=2020-05-02
            | retraction event=#2
            """
        [trace] = audited(text).traces
        assert trace.event.occurred_on.text == "2020-05-01"

    def test_has_the_sources_for_and_against(self) -> None:
        text = f"""| source s
            {SIGNED} cites=s quote="it signed"
            | attestation event=#3 stance=disputes cites=s quote="it did not"
            """
        [trace] = audited(text).traces
        assert [(one.stance, one.citation.quote) for one in trace.sources] == [
            ("supports", "it signed"),
            ("disputes", "it did not"),
        ]
        [trace] = audited(text, known=3).traces
        assert len(trace.sources) == 1


class TestTheBodiesOfAState:
    TEXT = """
        | participant cnes name=CNES kind=agency state=FRA
        | participant lycee name="A university" kind=university state=FRA
        | participant asi name=ASI kind=agency state=ITA
        | participant idle name=Idle kind=company state=FRA
        | signing program=p participant=lycee on=2021-01-01
        | signing program=p participant=cnes on=2021-01-01/2025-01-01
        | signing program=p participant=asi on=2021-01-01
        | signing program=q participant=idle on=2021-01-01
        """

    def related(self, more: str = "", participant: str = "FRA", **policy: Any) -> list[str]:
        found = audited(f"{self.TEXT}{more}", participant, **policy)
        return [f"{one.certainty} {one.name} ({one.kind})" for one in found.related]

    def test_are_named_where_they_are_on_the_roster_themselves(self) -> None:
        assert self.related() == ["certain A university (university)", "possible CNES (agency)"]

    def test_are_no_membership_of_the_state(self) -> None:
        found = audited(self.TEXT)
        assert fact(found) == "no member: no act is on file"
        assert found.traces == ()

    def test_are_named_beside_the_state_s_own_membership(self) -> None:
        assert len(self.related(SIGNED)) == 2

    def test_are_not_named_once_they_have_left(self) -> None:
        left = "| withdrawal program=p participant=lycee on=2022-01-01"
        assert self.related(left) == ["possible CNES (agency)"]

    def test_are_named_where_the_policy_admits_them(self) -> None:
        assert self.related(min_sources=1) == []

    def test_are_none_of_a_body(self) -> None:
        assert self.related(participant="cnes") == []
