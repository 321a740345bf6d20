"""What a source says, and of what: for which fields it speaks, and where sources disagree."""

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import kept
import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import event_of, names_of, register

from ledger.dates import day
from ledger.errors import Refusal
from projections.acts import acts_by_pair
from projections.audit import Question, audit
from projections.effective import fold
from projections.evidence import Evidence, Policy, Support
from projections.kept import tables
from projections.marks import Mark, marks, marks_of
from projections.roster import memberships, roster

SIGNED = "| signing program=p participant=FRA on=2020-05-01"


def marked(text: str, event: int = 1) -> list[str]:
    """The marks of an event of a register, by default of the first."""
    effective = fold(register(text))
    standing = effective.standing(event)
    assert standing is not None
    assert all(one.position == event for one in marks(effective, standing))
    return [f"{one.kind}: {one.text}" for one in marks(effective, standing)]


def said(text: str, event: int = 1) -> list[str]:
    """Which source speaks of what of an event, and whether a source policy counts it."""
    effective = fold(register(text))
    standing = effective.standing(event)
    assert standing is not None
    return [_told(one) for one in Evidence(effective).of(standing)]


def _told(one: Support) -> str:
    fields = ",".join(one.fields) or ("-" if one.former else "the act")
    former = f" formerly {','.join(one.former)}" if one.former else ""
    counts = "" if one.counts else " (does not count)"
    return f"#{one.position} {one.stance} {one.citation.source}: {fields}{former}{counts}"


class TestASourceSpeaks:
    def test_of_the_act_where_it_does_not_say_of_what(self) -> None:
        assert said(f"{SIGNED} cites=s") == ["#1 supports s: the act"]

    def test_of_the_fields_that_it_names(self) -> None:
        assert said(f"{SIGNED} place=Paris cites=s supports=occurred_on,place") == [
            "#1 supports s: occurred_on,place"
        ]

    def test_of_what_a_correction_changes_where_that_cites_it(self) -> None:
        text = f"""{SIGNED} instrument=treaty cites=s
            | correction event=#1 changes.instrument=accords changes.by=CNES cites=t
            """
        assert said(text) == ["#1 supports s: the act", "#2 supports t: by,instrument"]

    def test_of_fewer_fields_than_a_correction_changes_where_it_says_so(self) -> None:
        text = f"""{SIGNED} cites=s
            | correction event=#1 changes.instrument=accords changes.by=CNES
              cites=t supports=by
            """
        assert said(text)[1] == "#2 supports t: by"

    def test_no_more_of_what_was_corrected_after_it(self) -> None:
        text = f"""{SIGNED} instrument=treaty cites=s supports=instrument,participant
            | attestation event=#1 cites=u supports=instrument
            | correction event=#1 changes.instrument=accords cites=t
            | attestation event=#1 cites=v supports=instrument
            """
        assert said(text) == [
            "#1 supports s: participant formerly instrument",
            "#2 supports u: - formerly instrument (does not count)",
            "#4 supports v: instrument",
            "#3 supports t: instrument",
        ]

    def test_again_of_a_field_when_the_correction_is_retracted(self) -> None:
        text = f"""{SIGNED} instrument=treaty cites=s supports=instrument
            | correction event=#1 changes.instrument=accords cites=t
            | retraction event=#2
            """
        assert said(text) == ["#1 supports s: instrument"]

    def test_of_what_reads_so_since_the_citations_were_corrected(self) -> None:
        records = f"{SIGNED} place=Paris cites=s supports=place\n"
        changed = "| correction event=#1 changes.place=Nice"
        assert said(records + changed) == [
            "#1 supports s: - formerly place (does not count)",
        ]


@pytest.mark.parametrize(
    ("supports", "expected"),
    [
        ("participant", True),
        ("occurred_on", True),
        ("instrument", True),
        ("place", False),
        ("effective_on", False),
        ("note", False),
        ("place,by", True),
    ],
)
def test_a_policy_admits_an_act_by_who_says_that_it_was_done(supports: str, expected: bool) -> None:
    effective = fold(register(f"| source s tier=official\n{SIGNED} cites=s supports={supports}"))
    standing = effective.standing(2)
    assert standing is not None
    assert Evidence(effective).admits(standing, Policy(tiers=("official",))) is expected


def test_a_policy_admits_an_act_by_the_source_of_its_correction() -> None:
    text = f"""| source agency tier=official
        | source paper tier=press
        {SIGNED} instrument=memorandum-of-understanding cites=paper
        | correction event=#3 changes.instrument=cooperation-agreement cites=agency
        """
    effective = fold(register(text))
    standing = effective.standing(3)
    assert standing is not None
    evidence = Evidence(effective)
    assert evidence.admits(standing, Policy(tiers=("official",))) is True
    assert evidence.admits(standing, Policy(min_sources=2)) is True


class TestSourcesDisagree:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (SIGNED, []),
            (f"{SIGNED} cites=s says=2020-05", []),
            (f"{SIGNED} cites=s says=2020-06", ["date disputed: 2020-05-01 here, 2020-06 by s"]),
            (f"{SIGNED}\n| attestation event=#1 cites=s", []),
            (
                f"{SIGNED}\n| attestation event=#1 cites=s says=2020-05-02",
                ["date disputed: 2020-05-01 here, 2020-05-02 by s"],
            ),
            (
                f"{SIGNED}\n| attestation event=#1 stance=disputes cites=s says=2020-05-02",
                ["date disputed: 2020-05-01 here, 2020-05-02 by s"],
            ),
            (
                f"{SIGNED}\n| attestation event=#1 stance=disputes cites=s supports=occurred_on",
                ["date disputed: 2020-05-01 here, not by s"],
            ),
            (
                f"{SIGNED}\n| attestation event=#1 stance=disputes cites=s supports=place",
                ["detail disputed: place, by s"],
            ),
            (f"{SIGNED}\n| attestation event=#1 stance=disputes cites=s", ["act disputed: by s"]),
            (
                f"{SIGNED} cites=s says=2020-06\n| attestation event=#1 stance=disputes cites=t",
                ["act disputed: by t", "date disputed: 2020-05-01 here, 2020-06 by s"],
            ),
        ],
    )
    def test_over_the_date_another_detail_or_the_act(self, text: str, expected: list[str]) -> None:
        assert marked(text) == expected

    def test_over_the_day_from_which_it_counts_where_the_source_speaks_of_that(self) -> None:
        text = f"{SIGNED} effective_on=2020-06-01 cites=s says=2020-06-01 supports=effective_on"
        assert marked(text) == []
        text = f"{SIGNED} effective_on=2020-06-01 cites=s says=2020-05-01 supports=effective_on"
        assert marked(text) == ["date disputed: 2020-06-01 here, 2020-05-01 by s"]

    def test_no_more_once_the_register_reads_as_the_source_has_it(self) -> None:
        disputed = f"{SIGNED}\n| attestation event=#1 stance=disputes cites=s says=2020-05-02\n"
        corrected = "| correction event=#1 changes.occurred_on=2020-05-02 cites=s"
        assert marked(disputed + corrected) == []
        assert marked(disputed + corrected + "\n| retraction event=#3") == [
            "date disputed: 2020-05-01 here, 2020-05-02 by s"
        ]

    def test_over_what_a_source_said_before_the_correction_where_that_is_another_day(self) -> None:
        text = f"""{SIGNED} cites=s says=2020-05-01
            | correction event=#1 changes.occurred_on=2020-05-02 cites=t
            """
        assert marked(text) == ["date disputed: 2020-05-02 here, 2020-05-01 by s"]

    def test_never_by_an_attestation_that_was_retracted(self) -> None:
        text = f"""{SIGNED}
            | attestation event=#1 stance=disputes cites=s
            | retraction event=#2
            """
        assert marked(text) == []


class TestAnEntry:
    TEXT = f"""| program p name=Accords
        {SIGNED} cites=s
        | attestation event=#2 stance=disputes cites=t says=2020-05-03
        """

    def test_is_certain_with_the_mark_beside_it(self) -> None:
        records = register(self.TEXT)
        found = audit(records, Question("p", "FRA", day("2021-01-01"), 3), names_of(fold(records)))
        assert found.entry is not None
        assert found.entry.certain
        mark = Mark("date disputed", 2, "2020-05-01 here, 2020-05-03 by t")
        assert found.entry.marks == (mark,)
        assert [trace.marks for trace in found.traces] == [(mark,)]

    def test_has_none_before_the_dispute_was_recorded(self) -> None:
        records = register(self.TEXT)
        found = audit(records, Question("p", "FRA", day("2021-01-01"), 2), names_of(fold(records)))
        assert found.entry is not None
        assert not found.entry.marks


def rosters_of(text: str, on: str, **policy: Any) -> list[str]:
    effective = fold(register(f"| program p name=Accords\n{text}"))
    names = names_of(effective)
    found = memberships(effective, Policy(**policy))
    spans = ((one, span) for (_, one), of in found.items() for span in of)
    entries = roster(names.programs["p"], day(on), spans, names).entries
    return [f"{one.participant} {one.certainty}" for one in entries]


class TestWhereDisputesWiden:
    DENIED = f"{SIGNED}\n| attestation event=#2 stance=disputes cites=t"
    DATED = f"{SIGNED}\n| attestation event=#2 stance=disputes cites=t says=2020-03"

    @pytest.mark.parametrize(
        ("text", "on", "as_on_file", "widened"),
        [
            (SIGNED, "2020-05-01", ["FRA certain"], ["FRA certain"]),
            (DATED, "2020-02-29", [], []),
            (DATED, "2020-03-01", [], ["FRA possible"]),
            (DATED, "2020-04-30", [], ["FRA possible"]),
            (DATED, "2020-05-01", ["FRA certain"], ["FRA certain"]),
            (DENIED, "2020-05-01", ["FRA certain"], ["FRA possible"]),
            (f"{SIGNED} cites=s says=2020", "2020-05-01", ["FRA certain"], ["FRA certain"]),
        ],
    )
    def test_every_day_that_a_source_gives_is_possible_and_a_denied_act_is_no_more(
        self, text: str, on: str, as_on_file: list[str], widened: list[str]
    ) -> None:
        assert rosters_of(text, on) == as_on_file
        assert rosters_of(text, on, disputed="widen") == widened

    def test_no_source_is_asked_for(self) -> None:
        assert Policy(disputed="widen")
        assert not Policy(disputed="widen").selects

    def test_it_goes_with_what_is_asked_of_sources(self) -> None:
        effective = fold(register(f"| source t tier=press\n{self.DENIED}"))
        assert not acts_by_pair(effective, Policy(tiers=("official",), disputed="widen"))


FEW = st.sampled_from(
    [
        "| attestation event=#3 stance=disputes cites=s note={n}",
        "| attestation event=#3 stance=disputes cites=s says=2020-05-02 note={n}",
        "| attestation event=#3 cites=s says=2020-05-02 note={n}",
        "| attestation event=#3 cites=s note={n}",
        "| correction event=#3 changes.occurred_on=2020-05-02 reason={n}",
        "| correction event=#3 changes.occurred_on=2020-05-01 reason={n}",
        "| correction event=#3 changes.participant=ITA reason={n}",
        "| correction event=#3 changes.program=q reason={n}",
        "| correction event=#4 changes.stance=disputes reason={n}",
        "| retraction event=#{last} reason={n}",
    ]
)


ACTS = st.sampled_from(
    [
        ("", "signing program=p participant=FRA on=2020-05-01"),
        ("", "signing program=p participant=FRA on=2020-05-01 cites=s says=2020-05-01"),
        ("", "signing program=p participant=FRA on=2020-05-01 cites=s says=2020-05-02"),
        ("", f"{SIGNED[2:]} effective_on=2020-06-01 cites=s says=2020-05-01 supports=effective_on"),
        (
            "tiers=partner,member members=member",
            "admission program=p participant=FRA on=2020-05-01 tier=partner",
        ),
    ]
)


@given(ACTS, st.lists(FEW, max_size=7), st.booleans())
def test_the_hints_lead_to_every_mark_at_every_position(
    of: tuple[str, str], lines: list[str], at_once: bool
) -> None:
    tiers, act = of
    text = "\n".join(
        [
            f"| program p {tiers}\n| source s\n| {act}",
            f"| attestation event=#3 cites=s\n| program q {tiers}",
            *(one.format(n=n, last=n + 5) for n, one in enumerate(lines)),
        ]
    )
    with tempfile.TemporaryDirectory() as folder, kept.desk(Path(folder)) as ledger:
        keeping, ledger.subscribers = ledger.subscribers, () if at_once else (tables.keep,)
        for one in register(text):
            with suppress(Refusal):  # what would change nothing
                ledger.append([event_of(one)], by="desk")
        ledger.subscribers = keeping
        ledger.append([event_of(one) for one in register("| program r")], by="desk")
        records = list(ledger.events())
        assert not [*tables.differences(ledger)]
        for known in range(3, len(records) + 1):
            effective = fold(records[:known])
            standing = effective.standing(3)
            wanted = marks(effective, standing) if standing else ()
            program = str(getattr(standing and standing.event, "program", "p"))
            state, acts, _ = tables.marking(ledger, program, known, {3}, set())
            assert marks_of(state, acts) == ({3: wanted} if wanted else {})


def test_a_hint_that_was_taken_away_is_told(tmp_path: Path) -> None:
    lines = "| program p\n| source s\n| signing program=p participant=FRA on=2020-01-01"
    disputed = "| attestation event=#3 stance=disputes cites=s"
    with kept.desk(tmp_path) as ledger:
        for one in register(f"{lines}\n{disputed}"):
            ledger.append([event_of(one)], by="desk")
        ledger.sql.execute("DELETE FROM marked")
        [told] = tables.differences(ledger)
    assert told.startswith("#3: the table marked lacks what the events say")
