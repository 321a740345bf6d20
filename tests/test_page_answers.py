"""What a page has of a membership beforehand answers every question as the folds do: who counted,
as known at which position and by which sources; and what the audit says of each event."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, get_args

import attrs
import histories
import pytest
from extent import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from registers import names_of, register

from ledger.dates import FIRST_DAY, LAST_DAY
from ledger.events import STATUSES, TIERS, Act, Recorded
from projections.audit import Question, audit, predecessors
from projections.effective import fold
from projections.evidence import Policy, Support
from projections.lives import Lives
from projections.marks import gives_another_day
from projections.membership import Pair, spans
from projections.roster import memberships, spans_by_pair
from projections.sentences import describe
from projections.side_marks import beside
from projections.steps import Step
from projections.verdicts import Verdict, Word, on_each_day, verdicts
from web.page.audit_history import Paper, dossier
from web.page.event_history import before_whom, lives, moments, source_moments
from web.page.policy_grid import NOTHING, Acts, Box
from web.page.policy_grid import boxes as boxes_of
from web.page.relevant import Bearing

chances = st.randoms(use_true_random=True)
EGYPT = ("ilrs", "EGY")
SIGNED_AND_TAKEN_BACK = """
    2023-12-07 | program ilrs
               | source nasa tier=official published_on=2023-12-08
               | source tass tier=press
               | source copy tier=press copy_of=nasa
               | signing program=ilrs participant=EGY on=2023-12-06 cites=nasa,copy
    2023-12-09 | attestation event=#5 cites=tass
    2024-01-02 | retraction event=#5
"""


def counting(found: Sequence[Box], known: int, policy: Policy) -> Acts:
    """The acts that count as known at a position, by a source policy: what the page does in
    ``select.js``."""
    box = next((one for one in reversed(found) if one.known <= known), None)
    if not box:
        return NOTHING
    if policy.disputed and box.wide is not None:
        box = attrs.evolve(box, plain=box.wide, grid=box.wide_grid)
    if not policy.selects:
        return box.plain
    tiers = policy.tiers or TIERS
    row = sum(1 << place for place, tier in enumerate(box.tiers) if tier in tiers)
    enough = (policy.min_sources or 1) - 1
    if row >= len(box.grid) or enough >= len(box.grid[row]):
        return NOTHING
    by = policy.published_by or LAST_DAY
    return next(acts for day, acts in reversed(box.grid[row][enough]) if day <= by)


def bearing_on(records: list[Recorded], pair: tuple[str, str]) -> list[Recorded]:
    """The records that bear on a membership."""
    return Bearing(records).memberships(pair[0]).get(pair[1], [])


def boxes(
    records: list[Recorded], pair: tuple[str, str] = EGYPT, ladder: Sequence[str] = STATUSES
) -> tuple[Box, ...]:
    """The answers about a membership; without sources asked about, they are the same ungraded."""
    found, plain = (
        boxes_of(records, pair, graded=graded, ladder=ladder) for graded in (True, False)
    )
    assert found is not None
    assert plain is not None
    for known in range(len(records) + 1):
        for policy in (Policy(), Policy(disputed="widen")):
            assert counting(plain, known, policy) == counting(found, known, policy)
    return found


def test_a_revocation_admitted_possibly_leaves_open_until_when_the_act_counts() -> None:
    records = register(
        """
        | program ilrs
        | source tass tier=press
        | source nasa tier=official published_on=2023-01-01
        | withdrawal program=ilrs participant=EGY on=2023-12-06 cites=nasa
        | revocation event=#4 on=2023-12-08 cites=tass
        """
    )
    found = boxes(bearing_on(records, EGYPT))
    first, last = date(2023, 12, 8), date(2023, 12, 9)

    def revoked(policy: Policy) -> list[tuple[date, date] | None]:
        return [act.revoked for act in counting(found, 5, policy)]

    assert revoked(Policy()) == [(first, first)]
    assert revoked(Policy(tiers=("official",))) == [None]
    assert revoked(Policy(published_by=last)) == [(first, LAST_DAY)]
    assert revoked(Policy(published_by=LAST_DAY)) == [(first, first)]


@pytest.mark.parametrize(
    ("known", "policy", "signing"),
    [
        (4, {}, "not"),  # it is recorded as #5
        (5, {}, "certain"),
        (7, {}, "not"),  # and taken back as #7
        (6, {"tiers": ["official"], "published_by": "2023-12-07"}, "not"),
        (6, {"tiers": ["official"], "published_by": "2023-12-08"}, "certain"),
        (6, {"tiers": ["press"], "published_by": "2023-12-05"}, "not"),
        (6, {"tiers": ["press"], "published_by": "2023-12-06"}, "possible"),  # tass has no day
        (6, {"tiers": ["press"]}, "certain"),
        (6, {"tiers": ["reference"]}, "not"),
        (6, {"min_sources": 2, "published_by": "2023-12-07"}, "not"),
        (6, {"min_sources": 2, "published_by": "2023-12-08"}, "possible"),
        (6, {"min_sources": 2}, "certain"),
        (6, {"min_sources": 3}, "not"),  # a copy is no source of its own
        (6, {"min_sources": 2, "tiers": ["official"]}, "not"),
    ],
)
def test_the_signing_counts_by_position_tier_number_of_sources_and_day_of_publication(
    known: int, policy: dict[str, Any], signing: str
) -> None:
    by = policy.get("published_by")
    asked = Policy(
        published_by=by and date.fromisoformat(by),
        tiers=tuple(policy.get("tiers", ())),
        min_sources=policy.get("min_sources"),
    )
    found = boxes(bearing_on(register(SIGNED_AND_TAKEN_BACK), EGYPT))
    acts = [(act.position, act.sure) for act in counting(found, known, asked)]
    assert acts == {"not": [], "possible": [(5, False)], "certain": [(5, True)]}[signing]


@pytest.mark.parametrize(
    ("acts", "by_sources", "at_all"),
    [
        (60, True, True),
        pytest.param(120, False, True, marks=pytest.mark.apart),  # long
        pytest.param(160, False, False, marks=pytest.mark.apart),
    ],
)
def test_of_one_about_whom_very_much_is_on_file_nothing_is_answered_beforehand(
    acts: int, by_sources: bool, at_all: bool
) -> None:
    line = "| signing program=ilrs participant=EGY on=2023-12-06 cites=tass note="
    lines = ["| program ilrs", "| source tass", *(f"{line}{number}" for number in range(acts))]
    mine = bearing_on(register("\n".join(lines)), EGYPT)
    assert (boxes_of(mine, EGYPT) is not None) == by_sources
    assert (boxes_of(mine, EGYPT, graded=False) is not None) == at_all


def test_an_event_bears_on_each_membership_that_it_ever_named() -> None:
    records = register(
        """
        2023-12-07 | program ilrs
                   | program accords
                   | source tass
                   | signing program=ilrs participant=EGY on=2023-12-06
                   | claim program=ilrs on=2023-12 count=1 subject=EGY cites=tass
        2023-12-08 | correction event=#4 changes.program=accords changes.participant=NOR
        2023-12-09 | retraction event=#6
        """
    )
    bearing = Bearing(records)
    for program in ("ilrs", "accords"):
        found = bearing.memberships(program)
        assert {who: [one.position for one in of] for who, of in found.items()} == {
            "EGY": [3, 4, 5, 6, 7],
            "NOR": [3, 4, 5, 6, 7],
        }
    assert bearing.memberships("gateway") == {}


def test_how_each_event_of_a_program_read_from_which_position_on() -> None:
    records = register(
        """
        2023-12-07 | program ilrs
                   | program accords
                   | launch program=ilrs payload=A on=2023-12-04
                   | signing program=ilrs participant=EGY on=2023-12-06
        2023-12-08 | correction event=#4 changes.occurred_on=2023-12-05
                   | attestation event=#4 cites=tass
        2023-12-09 | correction event=#4 changes.program=accords
        2023-12-10 | retraction event=#7
        2023-12-11 | retraction event=#3
        """
    )
    names, bearing = names_of(fold(records)), Bearing(records)

    def read_in(program: str) -> list[str]:
        return [
            f"#{recorded.position} from #{one.known}: "
            + (f"{one.event.occurred_on} {describe(one.event, names)}" if one.event else "-")  # type: ignore[union-attr]
            for recorded, found in moments(bearing, program)
            for one in found
        ]

    assert read_in("ilrs") == [
        "#3 from #3: 2023-12-04 A was launched",
        "#3 from #9: -",
        "#4 from #4: 2023-12-06 Egypt signed ilrs",
        "#4 from #5: 2023-12-05 Egypt signed ilrs",
        "#4 from #7: -",
        "#4 from #8: 2023-12-05 Egypt signed ilrs",
    ]
    assert read_in("accords") == [
        "#4 from #7: 2023-12-05 Egypt signed accords",
        "#4 from #8: -",
    ]


def test_what_is_said_of_each_act_of_one_who_left_and_joined_again() -> None:
    records = register(
        """
        2023-12-07 | program ilrs
                   | signing program=ilrs participant=EGY on=2023-01-01
                   | withdrawal program=ilrs participant=EGY on=2023-02-01
                   | signing program=ilrs participant=EGY on=2023-03-01
        """
    )
    found = boxes(bearing_on(records, EGYPT))
    on_each = verdicts(counting(found, 4, Policy()))
    told = {at: tuple((day, str(one)) for day, one in of) for at, of in on_each.items()}
    assert told == {
        2: (
            (FIRST_DAY, "later: it counts from 2023-01-01"),
            (date(2023, 1, 1), "counts"),
            (date(2023, 2, 1), "over: ended by a later act"),
        ),
        3: (
            (FIRST_DAY, "later: it counts from 2023-02-01"),
            (date(2023, 2, 1), "ended it"),
            (date(2023, 3, 1), "over: it joined again"),
        ),
        4: (
            (FIRST_DAY, "later: it counts from 2023-03-01"),
            (date(2023, 3, 1), "counts"),
        ),
    }


@settings(max_examples=examples(50))
@given(chances)
def test_whatever_is_asked_of_random_registers_counts_as_in_the_folds(
    chance: random.Random,
) -> None:
    records = histories.history(chance)
    bearing, names = Bearing(records), names_of(fold(records[:2]))
    found = {
        (program, participant): boxes(of, (program, participant), names.programs[program].ladder)
        for program in histories.PROGRAMS
        for participant, of in bearing.memberships(program).items()
    }
    for _ in range(20):
        known, policy = chance.randint(0, len(records) + 1), histories.policy(chance)
        folded = spans_by_pair(fold(records[:known]), policy)
        counted = {pair: spans(counting(of, known, policy)) for pair, of in found.items()}
        assert {pair: of for pair, of in counted.items() if of} == folded


def over_since(life: Lives, pair: Pair, on: date) -> str | None:
    """When the program or the participant had ceased to exist, the first of them: what the page
    tells in ``alive`` of ``select.js``."""
    ends = [life.end_of_program(pair[0]), life.end_of_participant(pair[1])]
    over = [(end.last, end.text) for end in ends if end and end.last <= on]
    return min(over, key=lambda one: one[0])[1] if over else None


@settings(max_examples=examples(50))
@given(chances)
def test_whatever_is_asked_of_random_registers_is_said_as_the_audit_says_it(
    chance: random.Random,
) -> None:
    records = histories.history(chance)
    names = names_of(fold(records[:2]))
    pair = chance.choice(histories.PROGRAMS), chance.choice(histories.PARTICIPANTS)
    bearing, mine = Bearing(records), bearing_on(records, pair)
    assume(mine)  # the page has nobody who was never named in a program
    found = boxes(mine, pair, names.programs[pair[0]].ladder)
    papers = {paper.recorded.position: paper for paper in dossier(mine, pair)}
    for _ in range(8):
        known, policy = chance.randint(1, len(records)), histories.policy(chance)
        on = chance.choice(histories.DAYS)
        acts = verdicts(counting(found, known, policy))
        asked = audit(records, Question(*pair, on, known, policy), names)
        traces = [one for one in asked.traces if one.verdict.word != Word.OF_PREDECESSOR]
        own = memberships(fold(records[:known]), policy).get(pair, ())
        over = over_since(Lives.of(fold(records[:known])), pair, on)
        assert sorted(trace.position for trace in traces) == sorted(papers)
        for trace in traces:
            paper = papers[trace.position]
            reading = up_to(paper.readings, known)
            if not reading:
                assert trace.verdict.word == Word.NOT_YET_RECORDED
                continue
            aside = not isinstance(reading.event, get_args(Act))
            each = on_each_day(reading.event, reading.revoked) if aside else ()
            on_each = each or acts.get(trace.position, ())
            verdict = reading.verdict or next(
                (found for day, found in reversed(on_each) if day <= on),
                Verdict(Word.NOT_ADMITTED),
            )
            verdict = beside(reading.event, verdict, own, on)
            if over and verdict.counts:
                verdict = Verdict(Word.OVER, over)
            assert (verdict, reading.event) == (trace.verdict, trace.event)
            assert reading.disputed == tuple(mark.kind for mark in trace.marks)
            assert steps_of(paper, known) == trace.steps
            assert tuple(cited(paper, known, bearing)) == trace.sources


@given(chances)
def test_lives_are_those_of_the_fold(chance: random.Random) -> None:
    records = histories.history(chance)
    bearing = Bearing(records)
    for known in range(len(records) + 1):
        wanted = Lives.of(fold(records[:known]))
        for program in histories.PROGRAMS:
            found = last_of(lives(bearing, "program", program), known)
            assert found.in_force(program) == wanted.in_force(program)
            assert found.end_of_program(program) == wanted.end_of_program(program)
            after = last_of(before_whom(bearing, program), known) or {}
            for one in histories.PARTICIPANTS:
                stand = [one.event for one in fold(records[:known])]
                assert after.get(one, ()) == predecessors(stand, (program, one))
        for one in histories.PARTICIPANTS:
            found = last_of(lives(bearing, "participant", one), known)
            assert found.end_of_participant(one) == wanted.end_of_participant(one)


def last_of(found: Iterable[tuple[int, Any]], known: int) -> Any:
    """What was the case at a position, of what was from which position on."""
    return next((one for since, one in reversed(list(found)) if since <= known), None)


def up_to(found: Iterable[Any], known: int) -> Any:
    """The last of what was known at a position."""
    return next((one for one in reversed(list(found)) if one.known <= known), None)


def cited(paper: Paper, known: int, bearing: Bearing) -> Iterator[Support]:
    """What was cited for and against an event, as known at a position."""
    for one in paper.cited:
        if one.since <= known and (one.until is None or known < one.until):
            source = up_to(source_moments(bearing, one.citation.source), known)
            reads = source.event if source else None
            said = Support(one.position, one.stance, one.citation, reads, one.fields, one.former)
            yield said
            reading = up_to(paper.readings, known)
            assert one.differs == gives_another_day(said, reading.event)


def steps_of(paper: Paper, known: int) -> tuple[Step, ...]:
    """The steps of a record as known at a position: void is what a later one retracts that is
    not void itself."""
    back: set[int | None] = set()
    for one in reversed(paper.steps):
        if one.position <= known and one.position not in back:
            back.add(one.retracts)
    back.discard(paper.recorded.position)
    found = [one for one in paper.steps if one.position <= known]
    return tuple(attrs.evolve(one, void=one.position in back) for one in found)
