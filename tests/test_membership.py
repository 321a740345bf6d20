"""Memberships day by day: tables of acts against statuses, and every possible world."""

import doctest
import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import attrs
import pytest
from extent import FULL, examples
from hypothesis import given, settings
from hypothesis import strategies as st
from registers import event_of, register

from ledger.dates import FIRST_DAY, LAST_DAY, day
from projections import membership
from projections.acts import act_of
from projections.membership import Acts, Span, spans
from projections.possible import RANK, Act, Given, in_force, possible_statuses

PAIR = ("p", "FRA")
ONE = timedelta(days=1)


def acts_of(text: str) -> list[Act]:
    """The acts that lines such as ``signing on=2020-01-03`` stand for; a line that ends in
    ``perhaps`` is an act that may not count."""
    found = []
    for position, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        event_type, *fields = line.removesuffix("perhaps").split()
        fields = ["program=p", "participant=FRA", *fields]
        [record] = register(f"| {event_type} {' '.join(fields)}")
        touched = act_of(position, event_of(record), sure=not line.endswith("perhaps"))
        assert touched is not None
        assert touched[0] == PAIR
        found.append(touched[1])
    return found


def days_around(acts: Sequence[Act]) -> list[date]:
    """Every day from a few before the first bound to a few after the last, and the ends of time."""
    bounds = {bound for act in acts for bound in (act.earliest, act.latest)} - {FIRST_DAY, LAST_DAY}
    first, last = min(bounds) - 3 * ONE, max(bounds) + 4 * ONE
    return [FIRST_DAY, *every_day(first, last), LAST_DAY]


def every_day(first: date, last: date) -> Iterator[date]:
    yield from (first + more * ONE for more in range((last - first).days + 1))


def said(statuses: Iterable[str | None]) -> str:
    """``certain signatory``, ``possible supporter, party`` or ``not``."""
    found = sorted(filter(None, statuses), key=RANK.__getitem__)
    if not found:
        return "not"
    return f"{'possible' if None in statuses else 'certain'} {', '.join(found)}"


def day_by_day(acts: Sequence[Act]) -> list[str]:
    """The days on which what can be said changes, each with what is said from then on."""
    lines, before = [], ""
    for on in days_around(acts):
        statuses = possible_statuses(acts, on)
        [*covering] = [span for span in spans(acts) if span.covers(on)]
        assert [span.statuses for span in covering] == ([statuses] if statuses != {None} else [])
        if said(statuses) != before:
            before = said(statuses)
            lines.append(f"{'..' if on == FIRST_DAY else on} {before}")
    return lines


def test_the_worked_example_of_the_module_is_what_it_answers() -> None:
    outcome = doctest.testmod(membership)
    assert (outcome.failed, outcome.attempted) == (0, 3)


TABLES = {
    "a signing makes a signatory from its day": (
        "signing on=2020-01-03",
        """
        .. not
        2020-01-03 certain signatory
        """,
    ),
    "an endorsement makes a supporter": (
        "endorsement on=2020-01-03",
        """
        .. not
        2020-01-03 certain supporter
        """,
    ),
    "a consent makes a party": (
        "consent on=2020-01-03",
        """
        .. not
        2020-01-03 certain party
        """,
    ),
    "what takes effect later counts from then": (
        "signing on=2020-01-03 effective_on=2020-01-06",
        """
        .. not
        2020-01-06 certain signatory
        """,
    ),
    "an interval is possible from its first day and certain from its last": (
        "signing on=2020-01-03/2020-01-05",
        """
        .. not
        2020-01-03 possible signatory
        2020-01-05 certain signatory
        """,
    ),
    "one of a set of days is certain from the last of them": (
        "signing on=[2020-01-03,2020-01-06]",
        """
        .. not
        2020-01-03 possible signatory
        2020-01-06 certain signatory
        """,
    ),
    "an uncertain day is a day wider at both ends": (
        "signing on=2020-01-04?",
        """
        .. not
        2020-01-03 possible signatory
        2020-01-05 certain signatory
        """,
    ),
    "a month is certain from its last day": (
        "signing on=2020-02",
        """
        .. not
        2020-02-01 possible signatory
        2020-02-29 certain signatory
        """,
    ),
    "an open start is possible from the beginning of time": (
        "signing on=../2020-01-05",
        """
        .. possible signatory
        2020-01-05 certain signatory
        """,
    ),
    "an open end is never certain": (
        "signing on=2021-06-16/..",
        """
        .. not
        2021-06-16 possible signatory
        """,
    ),
    "a withdrawal ends it, and its day does not count": (
        """
        signing on=2020-01-03
        withdrawal on=2020-01-06
        """,
        """
        .. not
        2020-01-03 certain signatory
        2020-01-06 not
        """,
    ),
    "a withdrawal ends it when it takes effect, not when it is made": (
        """
        consent on=2012-07-18
        withdrawal on=2012-07-23 effective_on=2012-08-05
        """,
        """
        .. not
        2012-07-18 certain party
        2012-08-05 not
        """,
    ),
    "a withdrawal on an uncertain day leaves it possible until the last of them": (
        """
        signing on=2020-01-03
        withdrawal on=2020-01-06/2020-01-08
        """,
        """
        .. not
        2020-01-03 certain signatory
        2020-01-06 possible signatory
        2020-01-08 not
        """,
    ),
    "a withdrawal with an open end never surely ends it": (
        """
        signing on=2020-01-03
        withdrawal on=2020-01-06/..
        """,
        """
        .. not
        2020-01-03 certain signatory
        2020-01-06 possible signatory
        """,
    ),
    "a withdrawal by one who never joined changes nothing": (
        """
        withdrawal on=2020-01-03
        signing on=2020-01-06
        """,
        """
        .. not
        2020-01-06 certain signatory
        """,
    ),
    "it may join again after a withdrawal": (
        """
        signing on=2020-01-03
        withdrawal on=2020-01-06
        endorsement on=2020-01-08
        """,
        """
        .. not
        2020-01-03 certain signatory
        2020-01-06 not
        2020-01-08 certain supporter
        """,
    ),
    "a stronger act raises the status": (
        """
        endorsement on=2020-01-03
        signing on=2020-01-05
        consent on=2020-01-07
        """,
        """
        .. not
        2020-01-03 certain supporter
        2020-01-05 certain signatory
        2020-01-07 certain party
        """,
    ),
    "a weaker act after a stronger one changes nothing": (
        """
        consent on=2020-01-03
        signing on=2020-01-05
        endorsement on=2020-01-07
        """,
        """
        .. not
        2020-01-03 certain party
        """,
    ),
    "a weaker act counts where the stronger one has not surely happened": (
        """
        consent on=2020-01-03/2020-01-07
        signing on=2020-01-05
        """,
        """
        .. not
        2020-01-03 possible party
        2020-01-05 certain signatory, party
        2020-01-07 certain party
        """,
    ),
    "what was recorded first comes first on the same day": (
        """
        signing on=2020-01-03
        withdrawal on=2020-01-03
        """,
        ".. not",
    ),
    "one who leaves and joins again on a day is in at its end": (
        """
        consent on=2020-01-03
        withdrawal on=2020-01-06
        signing on=2020-01-06
        """,
        """
        .. not
        2020-01-03 certain party
        2020-01-06 certain signatory
        """,
    ),
    "a withdrawal recorded before a joining of its day does not end that": (
        """
        withdrawal on=2020-01-03
        signing on=2020-01-03
        """,
        """
        .. not
        2020-01-03 certain signatory
        """,
    ),
    "an act that may come before the withdrawal or after it leaves both possible": (
        """
        signing on=2020-01-03/2020-01-07
        withdrawal on=2020-01-05
        """,
        """
        .. not
        2020-01-03 possible signatory
        2020-01-05 not
        2020-01-06 possible signatory
        """,
    ),
    "the order of the ledger decides where an uncertain act falls on the withdrawal's day": (
        """
        withdrawal on=2020-01-05
        signing on=2020-01-03/2020-01-07
        """,
        """
        .. not
        2020-01-03 possible signatory
        """,
    ),
    "a withdrawal between two joinings resets the status only if it came between": (
        """
        consent on=2020-01-03
        withdrawal on=2020-01-05/2020-01-09
        signing on=2020-01-07
        """,
        """
        .. not
        2020-01-03 certain party
        2020-01-05 possible party
        2020-01-07 certain signatory, party
        2020-01-08 possible signatory, party
        2020-01-09 possible signatory
        """,
    ),
    "a withdrawal comes between a stronger act and a weaker one only on a day of its own": (
        """
        signing on=2020-01-01/2020-01-09
        withdrawal on=2020-01-01/2020-01-09
        consent on=2020-01-01
        """,
        """
        .. not
        2020-01-01 certain party
        2020-01-02 possible party
        2020-01-03 possible signatory, party
        """,
    ),
    "two withdrawals end it once": (
        """
        signing on=2020-01-03
        withdrawal on=2020-01-05
        withdrawal on=2020-01-07
        """,
        """
        .. not
        2020-01-03 certain signatory
        2020-01-05 not
        """,
    ),
    "an act that may not count is never certain": (
        "signing on=2020-01-03 perhaps",
        """
        .. not
        2020-01-03 possible signatory
        """,
    ),
    "an act that may not count leaves the sure one under it": (
        """
        signing on=2020-01-03
        consent on=2020-01-05 perhaps
        """,
        """
        .. not
        2020-01-03 certain signatory
        2020-01-05 certain signatory, party
        """,
    ),
    "a withdrawal that may not count leaves the membership possible": (
        """
        signing on=2020-01-03
        withdrawal on=2020-01-05 perhaps
        """,
        """
        .. not
        2020-01-03 certain signatory
        2020-01-05 possible signatory
        """,
    ),
}


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("acts", "expected"), TABLES.values(), ids=TABLES.keys())
def test_statuses_day_by_day(acts: str, expected: str) -> None:
    assert day_by_day(acts_of(acts)) == lines_of(expected)


def test_without_acts_there_is_no_membership() -> None:
    assert possible_statuses([], day("2020-01-01")) == {None}
    assert spans([]) == ()


@pytest.mark.parametrize(
    "line",
    [
        "announcement program=p participants=FRA on=2020",
        "launch launched_by=FRA on=2020 program=p",
        "program p",
        "claim program=p on=2020 count=1 subject=FRA cites=s",
    ],
)
def test_what_is_no_act_touches_no_membership(line: str) -> None:
    [record] = register(f"| {line}")
    assert act_of(1, event_of(record)) is None


def written(found: Iterable[Span]) -> list[str]:
    """Spans as lines: days, what is possible, since when, and because of which acts."""
    return [
        f"{span.start} to {span.end}: {said(span.statuses)} "
        f"since {'/'.join(when for _, when in span.since)} "
        f"by {' '.join(f'#{position}' for position in span.because)}"
        for span in found
    ]


def test_a_span_says_since_when_and_because_of_what() -> None:
    acts = acts_of("""
        endorsement on=2020-01-02
        signing on=2020-01-04?
        signing on=2020-01-09
        withdrawal on=2020-02
        consent on=2020-05-01
        """)
    assert written(spans(acts)) == lines_of("""
        2020-01-02 to 2020-01-03: certain supporter since 2020-01-02 by #1
        2020-01-03 to 2020-01-05: certain supporter, signatory since 2020-01-02/2020-01-04? by #1 #2
        2020-01-05 to 2020-01-09: certain signatory since 2020-01-02/2020-01-04? by #1 #2
        2020-01-09 to 2020-02-01: certain signatory since 2020-01-02/2020-01-04? by #1 #2 #3
        2020-02-01 to 2020-02-29: possible signatory since 2020-01-02/2020-01-04? by #1 #2 #3 #4
        2020-05-01 to None: certain party since 2020-05-01 by #5
        """)


def test_of_several_acts_the_first_possible_one_gives_the_date() -> None:
    acts = acts_of("""
        signing on=2020-01-08
        signing on=2020-01-04/2020-01-30
        signing on=2020-01-04/2020-01-06
        consent on=2020-01-04/2020-01-06
        """)
    assert spans(acts)[-1].since == (
        ("signatory", "2020-01-04/2020-01-06"),
        ("party", "2020-01-04/2020-01-06"),
    )
    assert spans(acts[:3])[-1].since == (("signatory", "2020-01-04/2020-01-06"),)
    assert spans(acts[:2])[-1].since == (("signatory", "2020-01-04/2020-01-30"),)


def test_the_first_day_counts_and_the_end_day_does_not() -> None:
    [span] = spans(acts_of("signing on=2020-01-03\nwithdrawal on=2020-01-06"))
    assert [span.covers(day(f"2020-01-0{n}")) for n in range(2, 8)] == [
        *(False, True, True, True, False, False)
    ]
    [last] = spans(acts_of("signing on=2020-01-03"))
    assert last.covers(LAST_DAY)


def test_the_last_day_of_the_calendar_is_reached() -> None:
    acts = acts_of("signing on=9999-12-30\nconsent on=9999-12-30/9999-12-31")
    assert said(possible_statuses(acts, LAST_DAY)) == "certain signatory, party"
    assert [span.covers(LAST_DAY) for span in spans(acts)][-1]


def test_the_first_day_of_the_calendar_has_no_day_before_it() -> None:
    acts = acts_of("signing on=0001-01-01\nwithdrawal on=0001-01-01")
    assert spans(acts) == ()
    again = acts_of("withdrawal on=../0001-01-02\nconsent on=0001-01-01\nsigning on=0001-01-01")
    assert said(possible_statuses(again[::-1], FIRST_DAY)) == "certain party"


def test_a_join_after_all_who_may_have_left_settles_the_membership_where_it_goes_on() -> None:
    acts = acts_of("""
        signing on=2020-01-01
        withdrawal on=2020-01-02/2020-01-04
        signing on=2020-01-03/2020-01-05
        signing on=2020-01-10
    """)
    whole = tuple(Acts(acts).spans())
    again = tuple(Acts(acts).spans(date(2020, 1, 10), whole[-2]))
    assert again == whole[-2:]
    assert (whole[-2].because, whole[-1].because) == ((2, 3), (3, 4))


def test_what_gave_no_more_than_the_status_that_remains_stays_in_force() -> None:
    acts = acts_of("""
        signing on=1996-09-24
        consent on=2000-06-30
        withdrawal on=2023-11-03 action=withdrawal-of-consent falls_to=signatory
        """)
    assert written(spans(acts)) == lines_of("""
        1996-09-24 to 2000-06-30: certain signatory since 1996-09-24 by #1
        2000-06-30 to 2023-11-03: certain party since 1996-09-24/2000-06-30 by #1 #2
        2023-11-03 to None: certain signatory since 1996-09-24 by #1 #3
        """)
    assert written(spans(acts[1:]))[-1] == (
        "2023-11-03 to None: certain signatory since 2023-11-03 by #3"
    )


def test_a_consent_that_was_withdrawn_before_it_counted_makes_no_party() -> None:
    acts = acts_of("consent on=2012-07-18 effective_on=2012-08-17\nwithdrawal on=2012-08-01")
    assert day_by_day(acts) == [".. not", "2012-07-18 certain bound", "2012-08-01 not"]


# Every possible world: each act falls on one day within its bounds, or, where its end is open or
# it may not count, on none.

JANUARY = date(2020, 1, 1)
WINDOW = list(every_day(JANUARY - ONE, JANUARY + 7 * ONE))


@attrs.frozen
class Happened:
    """An act in one world: the day of it, of its later status, and from which it is revoked."""

    act: Act
    on: date
    later: date
    revoked: date


World = list[Happened]
Status = str | None
Answer = tuple[Status, frozenset[int]]  # the status, and the acts in force
Since = tuple[tuple[str, str], ...]


def worlds(acts: Sequence[Act]) -> Iterator[World]:
    for happened in itertools.product(*(choices(act) for act in acts)):
        yield sorted(filter(None, happened), key=lambda one: (one.on, one.act.position))


def choices(act: Act) -> list[Happened | None]:
    """The ways in which an act may have happened, None for never; days before the window are
    alike, and so are those after it."""
    never: list[Happened | None] = [] if act.sure and act.latest != LAST_DAY else [None]
    later = days_of(act.later.earliest, act.later.latest) if act.later else [LAST_DAY]
    revoked = days_of(*act.revoked) if act.revoked else [LAST_DAY]
    on = days_of(act.earliest, act.latest)
    return [*(Happened(act, *days) for days in itertools.product(on, later, revoked)), *never]


def days_of(earliest: date, latest: date) -> list[date]:
    open_end = [LAST_DAY] if latest == LAST_DAY else []
    return [*every_day(max(earliest, WINDOW[0] - ONE), min(latest, WINDOW[-1])), *open_end]


def answers_of(world: World, window: Iterable[date]) -> Iterator[Answer]:
    """What a world says at the end of each day: the acts in force are the last of their sort."""
    for on in window:
        status: Status = None
        force: list[Act] = []
        over = False
        for one in world:
            act = one.act
            if one.on > on or one.revoked <= on:
                continue
            if act.ends and act.status:
                force = [] if over else [other for other in force if other.highest <= act.rank]
                over, status = False, None
            elif act.ends != over:
                force, over, status = [], act.ends, None
            force.append(act)
            gives = act.later.status if act.later and one.later <= on else act.status
            status = max(status, gives, key=RANK.__getitem__)
        yield status, frozenset(act.position for act in force)


def check_against_worlds(acts: Sequence[Act], window: Sequence[date]) -> None:
    of_days = zip(*(answers_of(world, window) for world in worlds(acts)), strict=True)
    found = spans(acts)
    for on, answers in zip(window, of_days, strict=True):
        statuses = {status for status, _ in answers}
        force = set().union(*(force for _, force in answers))
        assert possible_statuses(acts, on) == statuses
        assert in_force(acts, on) == tuple(sorted(force))
        covering = [span for span in found if span.covers(on)]
        assert [span.statuses for span in covering] == ([statuses] if statuses != {None} else [])
        assert all(span.because == tuple(sorted(force)) for span in covering)
        assert all(span.since == first_dates(acts, force, on) for span in covering)
    check_shape(found)


def first_dates(acts: Sequence[Act], force: set[int], on: date) -> Since:
    """Each status that an act in force gives, with the date of the first that gives as much."""
    given = [(one, act.position) for act in acts for one in act.given() if act.position in force]
    begun = [(one, place) for one, place in given if one.earliest <= on]
    order = sorted(begun, key=lambda one: (one[0].earliest, one[0].latest, one[1]))
    found = []
    for status in sorted({one.status for one, _ in begun}, key=RANK.__getitem__):
        giving = [one for one, _ in order if RANK[one.status] >= RANK[status]]
        found.append((status, giving[0].text))
    return tuple(found)


def check_shape(found: Sequence[Span]) -> None:
    """Spans follow each other, and two that meet differ."""
    for before, after in itertools.pairwise(found):
        assert before.end is not None
        assert before.end <= after.start
        same = (before.statuses, before.since, before.because) == (
            after.statuses,
            after.since,
            after.because,
        )
        assert not (same and before.end == after.start)
    assert all(span.end is None or span.start < span.end for span in found)


BOUNDS = [(0, 0), (1, 1), (0, 1), (1, 2), (0, 2)]


@pytest.mark.parametrize("first", ["signing", "consent", "withdrawal"])
def test_any_three_acts_on_three_days_agree_with_every_possible_world(first: str) -> None:
    gives = {"signing": "signatory", "consent": "party", "withdrawal": None}
    kinds = [(first, *rest) for rest in itertools.product(gives, repeat=2)]
    cases = list(itertools.product(kinds, itertools.product(BOUNDS, repeat=3)))
    for types, bounds in cases if FULL else cases[::7]:
        acts = [
            Act(at, gives[what], JANUARY + low * ONE, JANUARY + high * ONE, f"#{at}")
            for at, (what, (low, high)) in enumerate(zip(types, bounds, strict=True), 1)
        ]
        check_against_worlds(acts, WINDOW[1:5])


@st.composite
def acts(draw: st.DrawFn) -> list[Act]:
    """Up to four acts of all sorts, some with an open end, some that may not count."""
    found = []
    for position in range(1, draw(st.integers(1, 4)) + 1):
        low = draw(st.integers(0, 4))
        first, last = JANUARY + low * ONE, JANUARY + draw(st.integers(low, low + 2)) * ONE
        earliest, latest = draw(
            st.sampled_from([(first, first), (first, last), (first, LAST_DAY), (FIRST_DAY, last)])
        )
        status = draw(st.sampled_from([*RANK, None]))
        sure = draw(st.sampled_from([True, True, True, False]))
        act = Act(position, status, earliest, latest, f"{earliest}/{latest}", sure)
        if draw(st.sampled_from([True, False, False])):
            act = draw(more_of(act))
        found.append(act)
    return found


@st.composite
def more_of(draw: st.DrawFn, act: Act) -> Act:
    """An act that may give a higher status later, let a status remain, or be revoked."""
    low, more = draw(st.integers(0, 5)), draw(st.integers(0, 1))
    first, last = JANUARY + low * ONE, JANUARY + (low + more) * ONE
    days = draw(st.sampled_from([(first, last), (first, LAST_DAY)]))
    if draw(st.booleans()):
        return attrs.evolve(act, revoked=days)
    if act.status == "signatory":
        return attrs.evolve(act, ends=True)
    if act.status == "bound":
        return attrs.evolve(act, later=Given("party", *days, f"{days[0]}/{days[1]}"))
    return act


@given(acts())
@settings(max_examples=examples(80), deadline=None)
def test_acts_of_all_sorts_agree_with_every_possible_world(acts: list[Act]) -> None:
    check_against_worlds(acts, WINDOW)


@given(st.lists(st.tuples(st.sampled_from([*RANK, None]), st.integers(0, 3)), max_size=7))
@settings(max_examples=examples(200), deadline=None)
def test_acts_of_known_days_agree_with_the_one_world_that_is_possible(
    given: list[tuple[Status, int]],
) -> None:
    """Where every day is known, withdrawals among them, spans are found in a shorter way."""
    acts = [
        Act(position, status, JANUARY + at * ONE, JANUARY + at * ONE, f"#{position}")
        for position, (status, at) in enumerate(given, 1)
    ]
    assert len(list(worlds(acts))) == 1
    check_against_worlds(acts, WINDOW)
