"""Say what holds beside a membership on which days, and changes no status: that it is suspended,
that a treaty is applied provisionally, that an exit is coming of which notice was given.

Such marks hold under every source policy, as all marks do. An exit is an act: it comes where the
policy admits that.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeGuard

from ledger.dates import FIRST_DAY, LAST_DAY, parse
from ledger.events import Event, Program, ProvisionalApplication, Suspension, Withdrawal
from ledger.events import Mark as MarkEvent
from ledger.said import key, say
from projections.acts import admitted, taken_back
from projections.effective import Effective
from projections.evidence import Evidence, Policy
from projections.marks import Mark
from projections.membership import Span
from projections.possible import Act, Days
from projections.verdicts import Verdict, Word, on_each_day

SUSPENDED, PROVISIONAL = key("suspended"), key("applying provisionally")
LEAVING, FALLING = key("leaving"), key("falling")
_HOLDS = {Word.HOLDS: True, Word.MAY_HOLD: False}


class SideMark(NamedTuple):
    """A mark beside the memberships of a participant: its ``kind``, the position of the event, in
    ``text`` since when or on which day; and in ``holds`` from which day on it stands for certain
    (True), possibly (False), or not (None), in the order of days."""

    participant: str
    kind: str
    position: int
    text: str
    holds: tuple[tuple[date, bool | None], ...]

    def on(self, day: date) -> Mark | None:
        """Return the mark as it stands at the end of a day, if it does."""
        sure = next(holds for since, holds in reversed(self.holds) if since <= day)
        return None if sure is None else Mark(self.kind, self.position, self.text, sure)


def side_marks(
    effective: Effective,
    program: Program,
    positions: Iterable[int],
    policy: Policy = Policy(),  # noqa: B008 - a frozen value
) -> Iterator[SideMark]:
    """Yield the marks that the events at some positions put beside memberships in a program; others
    put none."""
    evidence: Evidence | None = None
    for position in positions:
        one = effective.standing(position)
        if one is None or not is_beside(one.event) or one.event.program != program.id:
            continue
        if isinstance(one.event, (Suspension, ProvisionalApplication)):
            yield mark_of(position, one.event, taken_back(effective, one))
            continue
        evidence = evidence or Evidence(effective)
        found = admitted(one, effective, policy, evidence, program.ladder)
        if found:
            yield exit_of(one.event.participant, found[1])


def is_beside(event: Event) -> TypeGuard[MarkEvent | Withdrawal]:
    """Return whether an event puts a mark beside a membership on some day, as far as it alone
    tells."""
    if isinstance(event, Withdrawal):
        return event.is_notice
    return isinstance(event, (Suspension, ProvisionalApplication))


def mark_of(position: int, event: MarkEvent, revoked: Days | None) -> SideMark:
    """Return the mark of a suspension or a provisional application, recorded at a position, which
    may be revoked from some days on."""
    kind = SUSPENDED if isinstance(event, Suspension) else PROVISIONAL
    text = say("since {date}", date=event.counts_from)
    if event.until:
        text = say("{told} until {date}", told=text, date=event.until)
    holds = tuple((day, _HOLDS.get(said.word)) for day, said in on_each_day(event, revoked))
    return SideMark(event.participant, kind, position, text, holds)


def exit_of(participant: str, act: Act) -> SideMark:
    """Return the mark of a withdrawal of which notice was given: it stands until that has taken
    effect."""
    assert act.notice
    kind = FALLING if act.status else LEAVING
    days = sorted({FIRST_DAY, act.notice.earliest, act.latest, *(act.revoked or ())})
    text = say("on {date} {notice}", date=parse(act.text), notice=act.notice.words)
    if act.status:
        text = say("to {status} {when}", status=say(act.status), when=text)
    holds = tuple((day, _is_coming(act, act.notice.earliest, day)) for day in days)
    return SideMark(participant, kind, act.position, text, holds)


def _is_coming(act: Act, noticed: date, day: date) -> bool | None:
    first, last = act.revoked or (LAST_DAY, LAST_DAY)
    if day < noticed or min(act.latest, last) <= day:
        return None
    return act.sure and day < first


def beside(event: Event, verdict: Verdict, own: Sequence[Span], on: date) -> Verdict:
    """Return the verdict on a mark, given the one by its own days: it is over with the membership
    that was suspended, or when the treaty that was applied provisionally is in force for the
    participant (VCLT art. 25 (1)). ``own`` are the spans of the membership."""
    if verdict.word not in _HOLDS:
        return verdict
    now = next((span for span in own if span.covers(on)), None)
    if isinstance(event, ProvisionalApplication) and now and now.statuses == {"party"}:
        return Verdict(Word.OVER, dict(now.since)["party"])
    if isinstance(event, Suspension) and now is None:
        since = event.counts_from.earliest
        ends = [span.end for span in own if span.end and since < span.end <= on]
        return Verdict(Word.OVER, max(ends).isoformat()) if ends else verdict
    return verdict
