"""What the ledger believed of each membership, from which position to which."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import attrs
import pytest
from beliefs import Beliefs
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from registers import register

from ledger.dates import LAST_DAY
from ledger.events import Recorded
from projections.effective import fold
from projections.kept.span_history import Belief, Held, Revoked, Turn
from projections.membership import spans
from projections.possible import Act, Given
from projections.roster import memberships


def believed(records: Iterable[Recorded], state: Beliefs | None = None) -> Beliefs:
    state = state or Beliefs()
    for one in records:
        state = state.apply(one)
    return state


def lines(beliefs: Iterable[Belief]) -> list[str]:
    """Each belief: from which position to which it was held, and what it says."""
    return [
        f"#{one.since} to {f'#{one.until}' if one.until else 'now'}: "
        f"{' in '.join(reversed(one.pair))} {one.span.start} to {one.span.end or 'open'} "
        f"{'/'.join(sorted(status or 'none' for status in one.span.statuses))} "
        f"by {' '.join(f'#{position}' for position in one.span.because)}"
        for one in beliefs
    ]


STORIES = {
    "what is recorded is believed from its position on": (
        """
        | program p
        | signing program=p participant=FRA on=2020-01-01
        | signing program=p participant=ITA on=2019-01-01
        """,
        """
        #2 to now: FRA in p 2020-01-01 to open signatory by #2
        #3 to now: ITA in p 2019-01-01 to open signatory by #3
        """,
    ),
    "a further act ends the belief that it changes and leaves the others": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2021-01-01
        | consent program=p participant=FRA on=2022-01-01
        | endorsement program=p participant=FRA on=2023-01-01
        """,
        """
        #1 to #2: FRA in p 2020-01-01 to open signatory by #1
        #2 to now: FRA in p 2020-01-01 to 2021-01-01 signatory by #1
        #3 to #4: FRA in p 2022-01-01 to open party by #3
        #4 to now: FRA in p 2022-01-01 to 2023-01-01 party by #3
        #4 to now: FRA in p 2023-01-01 to open party by #3 #4
        """,
    ),
    "an act of the last of all days ends the belief before it": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | signing program=p participant=FRA on=9999-12-31
        """,
        """
        #1 to #2: FRA in p 2020-01-01 to open signatory by #1
        #2 to now: FRA in p 2020-01-01 to 9999-12-31 signatory by #1
        #2 to now: FRA in p 9999-12-31 to open signatory by #1 #2
        """,
    ),
    "a corrected date is believed from the correction on": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | correction event=#1 changes.occurred_on=2020-01-02
        """,
        """
        #1 to #2: FRA in p 2020-01-01 to open signatory by #1
        #2 to now: FRA in p 2020-01-02 to open signatory by #1
        """,
    ),
    "a correction of what does not matter ends no belief": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | correction event=#1 changes.place=Paris
        | attestation event=#1 cites=s
        | retraction event=#3
        """,
        "#1 to now: FRA in p 2020-01-01 to open signatory by #1",
    ),
    "a correction to another participant ends one belief and begins another": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | signing program=p participant=ITA on=2020-01-01
        | correction event=#1 changes.participant=ITA
        | retraction event=#3
        """,
        """
        #1 to #3: FRA in p 2020-01-01 to open signatory by #1
        #2 to #3: ITA in p 2020-01-01 to open signatory by #2
        #3 to #4: ITA in p 2020-01-01 to open signatory by #1 #2
        #4 to now: FRA in p 2020-01-01 to open signatory by #1
        #4 to now: ITA in p 2020-01-01 to open signatory by #2
        """,
    ),
    "a correction to another program moves the belief there": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | correction event=#1 changes.program=q
        """,
        """
        #1 to #2: FRA in p 2020-01-01 to open signatory by #1
        #2 to now: FRA in q 2020-01-01 to open signatory by #1
        """,
    ),
    "a retraction ends a belief, and taken back begins it anew": (
        """
        | signing program=p participant=FRA on=2020-01-01
        | retraction event=#1
        | correction event=#1 changes.occurred_on=2020-02-01
        | retraction event=#2
        """,
        """
        #1 to #2: FRA in p 2020-01-01 to open signatory by #1
        #4 to now: FRA in p 2020-02-01 to open signatory by #1
        """,
    ),
    "an uncertain date is believed as it stands": (
        """
        | signing program=p participant=FRA on=2020-01-01/2020-01-10
        | correction event=#1 changes.occurred_on=2020-01-10
        """,
        """
        #1 to #2: FRA in p 2020-01-01 to 2020-01-10 none/signatory by #1
        #1 to #2: FRA in p 2020-01-10 to open signatory by #1
        #2 to now: FRA in p 2020-01-10 to open signatory by #1
        """,
    ),
    "what is no act is no belief": (
        """
        | program p
        | announcement program=p participants=FRA on=2020-01-01
        | launch launched_by=FRA on=2020-01-01
        | withdrawal program=p participant=FRA on=2020-01-01
        | retraction event=#2
        """,
        "",
    ),
}


@pytest.mark.parametrize(("text", "expected"), STORIES.values(), ids=STORIES.keys())
def test_span_history(text: str, expected: str) -> None:
    found = lines(believed(register(text)))
    wanted = [line.strip() for line in expected.strip().splitlines()]
    assert found == wanted


@pytest.mark.parametrize("text", [text for text, _ in STORIES.values()], ids=STORIES.keys())
def test_beliefs_resumed_anywhere_are_those_of_the_whole(text: str) -> None:
    records = register(text)
    for split in range(len(records) + 1):
        resumed = believed(records[split:], believed(records[:split]))
        assert list(resumed) == list(believed(records))


TYPES = ["signing", "endorsement", "consent", "withdrawal"]
DATES = ["2020-01-01", "2020-01-03", "2020-01-02/2020-01-04", "../2020-01-02", "2020-01-03/.."]
FIELDS = {"participant": ["FRA", "ITA"], "program": ["p", "q"], "occurred_on": DATES}


@st.composite
def histories(draw: st.DrawFn) -> str:
    """Acts of two participants in two programs, corrected, retracted and taken back."""
    lines: list[str] = []
    about: list[str] = []  # what each line is: an act, or what was said of another
    for number in range(1, draw(st.integers(2, 14)) + 1):
        kinds = ["act", "act", "correction", "correction", "retraction", "retraction"]
        what = draw(st.sampled_from(kinds)) if about else "act"
        target = draw(st.integers(1, len(about))) if about else 0
        if what == "correction" and about[target - 1] == "act":
            field = draw(st.sampled_from(list(FIELDS)))
            value = draw(st.sampled_from(FIELDS[field]))
            lines.append(f"correction event=#{target} changes.{field}={value} reason={number}")
        elif what == "retraction":
            lines.append(f"retraction event=#{target} reason={number}")
        else:
            what = "act"
            kind, on = draw(st.sampled_from(TYPES)), draw(st.sampled_from(DATES))
            who = f"program={draw(st.sampled_from('pq'))} participant=FRA"
            lines.append(f"{kind} {who} on={on} note={number}")
        about.append(what)
    return "\n".join(f"| {line}" for line in lines)


@given(histories())
@settings(max_examples=examples(60), deadline=None)
def test_at_every_position_what_is_believed_is_what_the_events_up_to_it_say(text: str) -> None:
    records = register(text)
    beliefs = list(believed(records))
    for known in range(len(records) + 1):
        held = {
            (one.pair, one.span)
            for one in beliefs
            if one.since <= known and (one.until is None or known < one.until)
        }
        said = memberships(fold(records[:known]))
        assert held == {(pair, span) for pair, spans in said.items() for span in spans}
    check_periods(beliefs)


def check_periods(beliefs: Sequence[Belief]) -> None:
    """A belief is held over some positions, one and the same never twice without a break, and
    all stand in order."""
    assert all(one.until is None or one.since < one.until for one in beliefs)
    keys = [(one.since, one.pair, one.span.start) for one in beliefs]
    assert keys == sorted(set(keys))
    ends = {(one.pair, one.span, one.until) for one in beliefs}
    assert not [one for one in beliefs if (one.pair, one.span, one.since) in ends]


@given(histories(), st.data())
@settings(max_examples=examples(40), deadline=None)
def test_beliefs_of_two_parts_are_those_of_both(text: str, data: st.DataObject) -> None:
    records = register(text)
    split = data.draw(st.integers(0, len(records)))
    resumed = believed(records[split:], believed(records[:split]))
    assert list(resumed) == list(believed(records))
    assert list(resumed.effective) == list(fold(records))


DAYS = st.integers(0, 12).map(lambda more: date(2020, 1, 1) + timedelta(more))


OWN = {
    None: 0,
    "signatory": 1,
    "partner": 2,
    "party": 3,
}  # the ranks in a ladder of a program's own


@st.composite
def acts(draw: st.DrawFn, position: int) -> Act:
    """An act on a day, on one of some days, or from a day on; some give a higher status later, or
    let one remain."""
    first, last = draw(days())
    status = draw(st.sampled_from([*OWN]))
    act = Act(position, status, first, last, f"by #{position}", rank=OWN[status])
    if draw(st.sampled_from([True, False, False])):
        return attrs.evolve(act, ends=True)
    if status == "signatory" and draw(st.booleans()):
        start, end = draw(days())
        later = Given("partner", start, end, f"later by #{position}", OWN["partner"])
        return attrs.evolve(act, later=later)
    return act


@st.composite
def days(draw: st.DrawFn) -> tuple[date, date]:
    first = draw(DAYS)
    last = [first, first, first + timedelta(1), first + timedelta(5), LAST_DAY]
    return first, draw(st.sampled_from(last))


@pytest.mark.parametrize("rising", [3, 5])
def test_one_who_may_have_left_is_a_partner_or_none_while_it_may_join_again(rising: int) -> None:
    """A signatory that rose to partner the same day or later, and may have left before that or
    after."""
    first, later, rejoined = (date(2020, 1, one) for one in (3, 4, 5))
    risen = date(2020, 1, rising)
    rise = Given("partner", risen, risen, risen.isoformat(), OWN["partner"])
    acts = [
        Act(1, None, first, later, "2020-01-03/2020-01-04", ends=True),
        Act(2, "signatory", first, first, "2020-01-03", rank=1, later=rise),
        Act(3, "partner", rejoined, date(2020, 1, 6), "2020-01-05/2020-01-06", rank=2),
    ]
    found = Held(("p", "FRA"))
    for act in acts:
        found.turn(act.position, [Turn(act.position, act.position, act)])
    now = [one.span for one in found if one.until is None]
    assert tuple(now) == spans(acts)
    assert next(one.statuses for one in now if one.covers(rejoined)) == {"partner", None}


@given(st.data())
@settings(max_examples=examples(200), deadline=None)
def test_what_is_held_after_each_turn_is_what_follows_from_the_acts_anew(
    data: st.DataObject,
) -> None:
    """Whether it is held from the start, or resumed from what was kept of the days that change."""
    pair, known = ("p", "FRA"), dict[int, Act | Revoked]()
    found = Held(pair)
    for since in range(1, data.draw(st.integers(1, 10), "size") + 1):
        position = data.draw(st.sampled_from([since, since, *known]), "position")
        before = known.pop(position, None)
        others = [Turn(at, at, one) for at, one in known.items()]
        now = data.draw(turns_of(position, before, list(as_revoked(known))), "turn")
        turns_before = [*others, *([Turn(position, position, before)] if before else [])]
        whole_before = as_revoked({one.position: one.act for one in turns_before if one.act})
        if now:
            known[position] = now
        acts_now = as_revoked(known)
        revocation = now or before
        touched = revocation.target if isinstance(revocation, Revoked) else position
        changed = [one for one in (whole_before.get(touched), acts_now.get(touched)) if one]
        day = min((one.earliest for one in changed), default=date.max)
        held_now = [one for one in found if one.until is None]
        kept = [one for one in held_now if one.span.end is None or one.span.end >= day]
        again = Held(pair, sorted(turns_before, key=lambda turn: turn.since), kept)
        for one in (found, again):
            one.turn(since, [Turn(since, position, now)])
        wanted = spans([acts_now[at] for at in sorted(acts_now)])
        assert tuple(one.span for one in found if one.until is None) == wanted
        rest = [one for one in held_now if one not in kept]
        assert [*rest, *(one for one in again if one.until is None)] == [
            one for one in found if one.until is None
        ]


@st.composite
def turns_of(
    draw: st.DrawFn, position: int, before: Act | Revoked | None, known: list[int]
) -> Act | Revoked | None:
    """What an event comes to: an act or the revocation of one, as it was before, or nothing."""
    if before and draw(st.booleans()):
        return None
    if isinstance(before, Revoked):
        return Revoked(before.target, draw(days()))
    earlier = [one for one in known if one < position]
    if before is None and earlier and draw(st.booleans()):
        return Revoked(draw(st.sampled_from(earlier)), draw(days()))
    return draw(acts(position))


def as_revoked(known: Mapping[int, Act | Revoked]) -> dict[int, Act]:
    """The acts, each with the bounds of the first day on which it was revoked."""
    found = {at: one for at, one in known.items() if isinstance(one, Act)}
    for one in known.values():
        if isinstance(one, Revoked) and one.target in found:
            act = found[one.target]
            bounds = [act.revoked or one.days, one.days]
            first, last = (min(ends) for ends in zip(*bounds, strict=True))
            found[one.target] = attrs.evolve(act, revoked=(first, last))
    return found
