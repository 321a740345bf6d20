"""Which events a source policy admits: certainly, possibly, or not at all."""

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from registers import register

from ledger.dates import LAST_DAY, day, parse
from projections.effective import fold
from projections.evidence import Evidence, Policy

WORDS = {True: "certain", None: "possible", False: "not"}


def admitted(text: str, event: int | None = None, **asked: Any) -> str:
    """What a policy makes of one event of a register, by default of its only act."""
    effective = fold(register(text))
    if event is None:
        [event] = [one.position for one in effective if hasattr(one.event, "participant")]
    standing = effective.standing(event)
    assert standing is not None
    if "published_by" in asked:
        asked["published_by"] = day(asked["published_by"])
    return WORDS[Evidence(effective).admits(standing, Policy(**asked))]


def test_a_policy_that_asks_nothing_is_none() -> None:
    assert not Policy()
    assert not Policy(min_sources=0)
    assert Policy(published_by=date(2020, 1, 1))
    assert Policy(tiers=("press",))
    assert Policy(min_sources=1)


class TestAnEventWithoutCitation:
    EVENT = "| signing program=p participant=FRA on=2020-01-01"

    def test_is_admitted_where_no_policy_is_asked_for(self) -> None:
        assert admitted(self.EVENT) == "certain"

    @pytest.mark.parametrize(
        "policy", [{"published_by": "2024-01-01"}, {"tiers": ("press",)}, {"min_sources": 1}]
    )
    def test_is_admitted_by_no_policy(self, policy: dict[str, Any]) -> None:
        assert admitted(self.EVENT, **policy) == "not"


SIGNED = "signing program=p participant=FRA on=2020-01-10 cites=s"


@pytest.mark.parametrize(
    ("published_on", "by", "expected"),
    [
        ("2020-01-15", "2020-01-14", "not"),
        ("2020-01-15", "2020-01-15", "certain"),
        ("2020-01", "2019-12-31", "not"),
        ("2020-01", "2020-01-01", "possible"),
        ("2020-01", "2020-01-30", "possible"),
        ("2020-01", "2020-01-31", "certain"),
        ("2020-01-15?", "2020-01-13", "not"),
        ("2020-01-15?", "2020-01-14", "possible"),
        ("2020-01-15?", "2020-01-16", "certain"),
        ("2020-01-15/..", "2024-01-01", "possible"),
        ("../2020-01-15", "2019-01-01", "possible"),
    ],
)
def test_a_source_counts_from_the_day_it_came_out(
    published_on: str, by: str, expected: str
) -> None:
    text = f"| source s published_on={published_on}\n| {SIGNED}"
    assert admitted(text, published_by=by) == expected


@pytest.mark.parametrize(
    ("occurred_on", "by", "expected"),
    [
        ("2020-01-10", "2020-01-09", "not"),
        ("2020-01-10", "2020-01-10", "possible"),
        ("2020-01-10", "2024-01-01", "possible"),
        ("2020-01", "2019-12-31", "not"),
        ("2020-01", "2020-01-01", "possible"),
        ("../2020-01", "0001-01-01", "possible"),
    ],
)
def test_an_undated_source_is_no_older_than_what_it_reports(
    occurred_on: str, by: str, expected: str
) -> None:
    text = f"| source s\n| signing program=p participant=FRA on={occurred_on} cites=s"
    assert admitted(text, published_by=by) == expected


def test_an_undated_source_is_certain_where_no_day_is_asked_for() -> None:
    assert admitted(f"| source s\n| {SIGNED}", tiers=("press",)) == "certain"
    assert admitted(f"| source s\n| {SIGNED}", min_sources=1) == "certain"


def test_an_undated_source_is_no_older_than_the_act_whenever_that_took_effect() -> None:
    text = f"| source s\n| {SIGNED} effective_on=2020-06-01"
    assert admitted(text, published_by="2020-01-10") == "possible"


def test_one_dated_source_is_enough_among_undated_ones() -> None:
    text = f"| source s\n| source dated published_on=2020-01-12\n| {SIGNED} cites=dated"
    assert admitted(text, published_by="2020-01-11") == "possible"
    assert admitted(text, published_by="2020-01-12") == "certain"


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        (("official",), "not"),
        (("press",), "certain"),
        (("official", "press"), "certain"),
        (("official", "reference", "aggregator"), "not"),
    ],
)
def test_only_sources_of_the_tiers_asked_for_count(tiers: tuple[str, ...], expected: str) -> None:
    assert admitted(f"| source s tier=press\n| {SIGNED}", tiers=tiers) == expected


def test_a_source_of_the_tier_must_itself_have_come_out() -> None:
    text = f"""
        | source s tier=press published_on=2020-01-11
        | source ministry tier=official published_on=2020-02
        | {SIGNED} cites=ministry
        """
    assert admitted(text, tiers=("official",), published_by="2020-02-29") == "certain"
    assert admitted(text, tiers=("official",), published_by="2020-02-10") == "possible"
    assert admitted(text, tiers=("official",), published_by="2020-01-31") == "not"
    assert admitted(text, tiers=("press",), published_by="2020-01-15") == "certain"


@pytest.mark.parametrize(("wanted", "expected"), [(1, "certain"), (2, "certain"), (3, "not")])
def test_as_many_sources_as_asked_for_are_wanted(wanted: int, expected: str) -> None:
    text = f"| source s\n| source t\n| {SIGNED} cites=t"
    assert admitted(text, min_sources=wanted) == expected


def test_a_source_cited_twice_counts_once() -> None:
    text = f"| source s\n| {SIGNED} locator=p.1 cites=s locator=p.2"
    assert admitted(text, min_sources=2) == "not"


def test_enough_sources_must_have_come_out_for_certain() -> None:
    text = f"""
        | source s published_on=2020-01-11
        | source t published_on=2020-02
        | source u published_on=2020-03-01
        | {SIGNED} cites=t,u
        """
    answers = {
        (by, wanted): admitted(text, published_by=by, min_sources=wanted)
        for by in ("2020-01-11", "2020-02-10", "2020-03-01")
        for wanted in (1, 2, 3)
    }
    assert answers == {
        ("2020-01-11", 1): "certain",
        ("2020-01-11", 2): "not",
        ("2020-01-11", 3): "not",
        ("2020-02-10", 1): "certain",
        ("2020-02-10", 2): "possible",
        ("2020-02-10", 3): "not",
        ("2020-03-01", 1): "certain",
        ("2020-03-01", 2): "certain",
        ("2020-03-01", 3): "certain",
    }


class TestCopies:
    """``wire`` is the original; ``paper`` reprints it, and ``blog`` the paper."""

    SOURCES = """
        | source wire tier=official published_on=2020-01-11
        | source paper tier=press published_on=2020-01-12 copy_of=wire
        | source blog tier=aggregator published_on=2020-02-01 copy_of=paper
        """

    def admitted(self, cites: str, more: str = "", **policy: Any) -> str:
        act = f"| signing program=p participant=FRA on=2020-01-10 cites={cites}"
        return admitted(f"{self.SOURCES}{act}\n{more}", **policy)

    @pytest.mark.parametrize("cites", ["wire", "paper", "blog"])
    def test_a_copy_counts_as_its_original(self, cites: str) -> None:
        assert self.admitted(cites, tiers=("official",)) == "certain"
        assert self.admitted(cites, tiers=("press", "aggregator")) == "not"
        assert self.admitted(cites, published_by="2020-01-11") == "certain"

    @pytest.mark.parametrize("cites", ["wire,paper", "paper,blog", "wire,paper,blog"])
    def test_copies_and_their_original_count_once(self, cites: str) -> None:
        assert self.admitted(cites, min_sources=1) == "certain"
        assert self.admitted(cites, min_sources=2) == "not"

    def test_a_copy_and_another_source_are_two(self) -> None:
        assert admitted(f"{self.SOURCES}| source s\n| {SIGNED} cites=blog", min_sources=2) == (
            "certain"
        )

    @pytest.mark.parametrize("cites", ["wire", "paper", "blog"])
    def test_copies_of_a_retracted_original_count_for_nothing(self, cites: str) -> None:
        assert self.admitted(cites, "| retraction event=#1", min_sources=1) == "not"

    def test_the_copies_of_a_retracted_copy_go_with_it(self) -> None:
        assert self.admitted("blog", "| retraction event=#2", min_sources=1) == "not"
        assert self.admitted("wire", "| retraction event=#2", min_sources=1) == "certain"

    def test_a_copy_corrected_to_be_none_counts_for_itself(self) -> None:
        corrected = "| correction event=#2 changes.copy_of="
        assert self.admitted("wire,blog", corrected, min_sources=2) == "certain"
        assert self.admitted("blog", corrected, tiers=("official",)) == "not"
        assert self.admitted("blog", corrected, tiers=("press",)) == "certain"

    @pytest.mark.parametrize("cites", ["wire", "paper", "blog", "paper,blog", "wire,blog,paper"])
    def test_copies_in_a_circle_count_once_as_the_one_filed_first(self, cites: str) -> None:
        circle = "| correction event=#1 changes.copy_of=blog"
        assert self.admitted(cites, circle, min_sources=2) == "not"
        assert self.admitted(cites, circle, tiers=("official",)) == "certain"
        assert self.admitted(cites, circle, tiers=("press", "aggregator")) == "not"

    def test_a_copy_of_one_in_a_circle_does_not_become_its_original(self) -> None:
        circle = "| correction event=#2 changes.copy_of=blog"
        assert self.admitted("paper,blog", circle, min_sources=2) == "not"
        text = f"""
            | source early copy_of=paper tier=reference
            | source paper tier=press copy_of=blog
            | source blog tier=aggregator copy_of=paper
            | {SIGNED.replace("cites=s", "cites=early,blog")}
            """
        assert admitted(text, min_sources=2) == "not"
        assert admitted(text, tiers=("reference",)) == "not"
        assert admitted(text, tiers=("press",)) == "certain"

    def test_a_copy_of_itself_counts_once(self) -> None:
        itself = "| correction event=#1 changes.copy_of=wire"
        assert self.admitted("wire,paper", itself, tiers=("official",)) == "certain"
        assert self.admitted("wire,paper", itself, min_sources=2) == "not"


class TestAttestations:
    TEXT = """
        | source s published_on=2020-01-12
        | source t published_on=2020-03-01 tier=official
        | signing program=p participant=FRA on=2020-01-10 cites=s
        """

    def test_a_supporting_source_counts(self) -> None:
        text = f"{self.TEXT}| attestation event=#3 cites=t"
        assert admitted(text, min_sources=2) == "certain"
        assert admitted(text, tiers=("official",)) == "certain"
        assert admitted(text, min_sources=2, published_by="2020-02-01") == "not"

    def test_a_disputing_source_does_not_count(self) -> None:
        text = f"{self.TEXT}| attestation event=#3 stance=disputes cites=t"
        assert admitted(text, min_sources=2) == "not"
        assert admitted(text, tiers=("official",)) == "not"
        assert admitted(text, min_sources=1) == "certain"

    def test_a_retracted_attestation_does_not_count(self) -> None:
        text = f"{self.TEXT}| attestation event=#3 cites=t\n| retraction event=#4"
        assert admitted(text, min_sources=2) == "not"

    def test_an_attestation_counts_again_when_its_retraction_is_taken_back(self) -> None:
        text = f"""{self.TEXT}
            | attestation event=#3 cites=t
            | retraction event=#4
            | retraction event=#5
            """
        assert admitted(text, min_sources=2) == "certain"

    def test_an_attestation_counts_as_corrected(self) -> None:
        text = f"""{self.TEXT}
            | attestation event=#3 stance=disputes cites=t
            | correction event=#4 changes.stance=supports
            """
        assert admitted(text, min_sources=2) == "certain"

    def test_the_source_of_a_correction_or_retraction_is_none_of_the_event(self) -> None:
        text = f"""{self.TEXT}
            | correction event=#3 changes.occurred_on=2020-01-11 cites=t
            | retraction event=#4 cites=t
            """
        assert admitted(text, min_sources=2) == "not"

    def test_an_event_counts_by_the_citations_that_it_reads_with(self) -> None:
        text = f"{self.TEXT}| correction event=#3 changes.citations="
        assert admitted(text, min_sources=1) == "not"


class TestClaimsWithASubject:
    """A claim such as "the 9th country" is a source for that country's joining."""

    SOURCE = "| source list published_on=2020-05-01\n| source s\n"

    def admitted(self, claim: str, act: str = "signing", **policy: Any) -> str:
        event = f"| {act} program=p participant=FRA on=2020-01-10/2020-01-20"
        text = f"{self.SOURCE}{event}\n| claim cites=list {claim}"
        return admitted(text, event=3, **policy)

    @pytest.mark.parametrize("act", ["signing", "endorsement", "consent"])
    def test_support_the_joining_of_the_subject(self, act: str) -> None:
        claim = "program=p on=2020-04-01 count=9 subject=FRA"
        assert self.admitted(claim, act, min_sources=1) == "certain"
        assert self.admitted(claim, act, published_by="2020-04-30") == "not"
        assert self.admitted(claim, act, published_by="2020-05-01") == "certain"

    def test_support_each_of_several_subjects(self) -> None:
        claim = "program=p on=2020-04-01 count=9 subject=ITA,FRA"
        assert self.admitted(claim, min_sources=1) == "certain"

    @pytest.mark.parametrize(
        "claim",
        [
            "program=p on=2020-04-01 count=9 subject=ITA",
            "program=q on=2020-04-01 count=9 subject=FRA",
            "program=p on=2020-04-01 count=9 members=FRA",
        ],
    )
    def test_support_no_other(self, claim: str) -> None:
        assert self.admitted(claim, min_sources=1) == "not"

    def test_support_no_withdrawal(self) -> None:
        claim = "program=p on=2020-04-01 count=9 subject=FRA"
        assert self.admitted(claim, "withdrawal", min_sources=1) == "not"

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            ("2020-01-09", "not"),
            ("2020-01-10", "certain"),
            ("2020-01", "certain"),
            ("2019", "not"),
        ],
    )
    def test_support_nothing_that_came_after_the_day_they_are_made_of(
        self, on: str, expected: str
    ) -> None:
        assert self.admitted(f"program=p on={on} count=9 subject=FRA", min_sources=1) == expected

    def test_support_nothing_once_they_are_retracted(self) -> None:
        claim = "program=p on=2020-04-01 count=9 subject=FRA\n| retraction event=#4"
        assert self.admitted(claim, min_sources=1) == "not"

    def test_all_count(self) -> None:
        claim = "program=p on=2020-04-01 count=9 subject=FRA"
        another = f"{claim}\n| claim program=p on=2020-05-01 count=10 subject=FRA cites=s"
        assert self.admitted(claim, min_sources=2) == "not"
        assert self.admitted(another, min_sources=2) == "certain"


def test_a_source_that_was_retracted_counts_for_nothing() -> None:
    text = f"| source s\n| {SIGNED}\n| retraction event=#1"
    assert admitted(text, min_sources=1) == "not"


def test_a_source_counts_as_corrected() -> None:
    text = f"""
        | source s published_on=2020-03-01 tier=press
        | {SIGNED}
        | correction event=#1 changes.published_on=2020-01-11 changes.tier=official
        """
    assert admitted(text, published_by="2020-01-11", tiers=("official",)) == "certain"


def test_the_evidence_of_an_event_names_who_brings_it_and_where_it_stands() -> None:
    effective = fold(
        register("""
        | source s published_on=2020-01-12
        | source gone
        | signing program=p participant=FRA on=2020-01-10 cites=s says=2020-01-10 cites=gone
        | attestation event=#3 stance=disputes cites=s says=2020-01-11
        | claim program=p on=2020-04-01 count=9 subject=FRA cites=s quote="the 9th"
        | attestation event=#3 cites=gone
        | retraction event=#2
        | retraction event=#6
        """)
    )
    standing = effective.standing(3)
    assert standing is not None
    found = [
        (one.position, one.stance, one.citation.source, bool(one.source))
        for one in Evidence(effective).of(standing)
    ]
    assert found == [
        (3, "supports", "s", True),
        (3, "supports", "gone", False),
        (4, "disputes", "s", True),
        (5, "supports", "s", True),
    ]


def test_an_event_of_the_register_has_no_evidence_but_its_own() -> None:
    effective = fold(register("| source s\n| program p\n| announcement on=2020 cites=s"))
    evidence = Evidence(effective)
    assert [len(list(evidence.of(one))) for one in effective] == [0, 0, 1]


# The naive oracle: each source came out on one of two days, the first or the last possible, and
# every choice of days is tried.

NAMES = ["a", "b", "c", "d"]
PUBLISHED = [None, "2020-01-09", "2020-01-11", "2020-01", "2020-01-10/..", "../2020-01-12"]
DAYS = ["2020-01-05", "2020-01-09", "2020-01-10", "2020-01-11", "2020-01-31", "2020-03-01"]


@attrs.frozen
class Filed:
    """A source as the oracle has it."""

    published_on: str | None
    tier: str
    copy_of: str | None
    retracted: bool


@attrs.frozen
class Case:
    sources: dict[str, Filed]
    cites: list[tuple[str, str]]  # source, and how it is brought in
    policy: Policy

    def text(self) -> str:
        lines = []
        for name, one in self.sources.items():
            published = f" published_on={one.published_on}" if one.published_on else ""
            copy = f" copy_of={one.copy_of}" if one.copy_of else ""
            lines.append(f"source {name} tier={one.tier}{published}{copy}")
        own = "".join(f" cites={name}" for name, how in self.cites if how == "own")
        lines.append(f"signing program=p participant=FRA on=2020-01-10{own}")
        event = f"#{len(lines)}"
        for number, (name, how) in enumerate(self.cites, 1):
            if how == "claimed":
                lines.append(f"claim program=p on=2020-02 count=9 subject=FRA cites={name}")
            elif how != "own":
                stance = how.removeprefix("taken back, it ")
                lines.append(
                    f"attestation event={event} stance={stance} cites={name} note={number}"
                )
                if stance != how:
                    lines.append(f"retraction event=#{len(lines)}")
        gone = [at for at, one in enumerate(self.sources.values(), 1) if one.retracted]
        lines += [f"retraction event=#{at}" for at in gone]
        return "\n".join(f"| {line}" for line in lines)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    sources = {
        name: Filed(
            published_on=draw(st.sampled_from(PUBLISHED)),
            tier=draw(st.sampled_from(["official", "press"])),
            copy_of=draw(st.sampled_from([None, None, *NAMES])),
            retracted=draw(st.sampled_from([False, False, False, True])),
        )
        for name in NAMES
    }
    hows = ["own", "own", "supports", "disputes", "claimed", "taken back, it supports"]
    cite = st.tuples(st.sampled_from([*NAMES, "never-filed"]), st.sampled_from(hows))
    return Case(
        sources,
        draw(st.lists(cite, max_size=4, unique=True)),
        Policy(
            published_by=day(draw(st.sampled_from(DAYS))) if draw(st.booleans()) else None,
            tiers=draw(st.sampled_from([(), ("official",), ("official", "press")])),
            min_sources=draw(st.sampled_from([None, 1, 2, 3])),
        ),
    )


def naive_original(case: Case, name: str) -> str | None:
    """Who a source is a copy of in the end: nobody, or the first filed of those that it reaches
    and that reach each other."""
    reached = [name]
    while reached[-1] in case.sources and not case.sources[reached[-1]].retracted:
        one = case.sources[reached[-1]]
        if one.copy_of is None:
            return reached[-1]
        if len(reached) > 2 * len(NAMES):
            return min(reached[len(NAMES) :])
        reached.append(one.copy_of)
    return None


def naive_answers(case: Case) -> Iterator[bool]:
    """Whether there are sources enough, in each world."""
    counted = {
        naive_original(case, name)
        for name, how in case.cites
        if how in ("own", "supports", "claimed")
    } - {None}
    kept = sorted(
        name
        for name in counted
        if name and (not case.policy.tiers or case.sources[name].tier in case.policy.tiers)
    )
    for world in itertools.product(*(naive_days(case.sources[name]) for name in kept)):
        by = case.policy.published_by or LAST_DAY
        yield sum(day <= by for day in world) >= (case.policy.min_sources or 1)


def naive_days(source: Filed) -> tuple[date, date]:
    published = parse(source.published_on or "2020-01-10/..")
    return published.earliest, published.latest


@given(cases())
@settings(max_examples=examples(100), deadline=None)
def test_every_policy_agrees_with_every_possible_world(case: Case) -> None:
    effective = fold(register(case.text()))
    [act] = [one for one in effective if hasattr(one.event, "participant")]
    answers = set(naive_answers(case))
    expected = "certain" if answers == {True} else "possible" if True in answers else "not"
    found = WORDS[Evidence(effective).admits(act, case.policy)]
    assert found == (expected if case.policy else "certain")
