"""Say what each event does to a membership on a day, as a word that never changes and as a
sentence.

`audit` asks for one day; `verdicts` gives all days at once, for whoever can only look up. Why an
event does not count whatever the day (it is retracted, no source is admitted) is found in `audit`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from ledger.dates import FIRST_DAY, LAST_DAY
from ledger.events import Happening, Revocation
from ledger.said import key, say
from projections.possible import Act, Days, as_of, in_force, settled


class Word(StrEnum):
    """A verdict in one word: what is compared, and never the sentence."""

    COUNTS = "counts"
    MAY_COUNT = "may-count"
    ENDED = "ended"
    MAY_HAVE_ENDED = "may-have-ended"
    LATER = "later"
    ENDED_BY_WITHDRAWAL = "ended-by-withdrawal"
    REVOKED = "revoked"
    REVOKES = "revokes"
    HOLDS = "holds"
    MAY_HOLD = "may-hold"
    OVER = "over"
    OF_PREDECESSOR = "of-predecessor"
    JOINED_AGAIN = "joined-again"
    NOT_YET_RECORDED = "not-yet-recorded"
    CORRECTED_LATER = "corrected-later"
    NOT_ADMITTED = "not-admitted"
    NOT_READ = "not-read"
    RETRACTED = "retracted"
    ABOUT_ANOTHER = "about-another"
    ANNOUNCEMENT = "announcement"


_SENTENCES: Mapping[Word, str] = {
    Word.COUNTS: key("counts"),
    Word.MAY_COUNT: key("may count"),
    Word.ENDED: key("ended it"),
    Word.MAY_HAVE_ENDED: key("may have ended it"),
    Word.LATER: key("later: it counts from {when}"),
    Word.ENDED_BY_WITHDRAWAL: key("over: ended by a later act"),
    Word.JOINED_AGAIN: key("over: it joined again"),
    Word.REVOKED: key("taken back: it has no effect from {when} on"),
    Word.REVOKES: key("takes an act back from {when} on"),
    Word.HOLDS: key("holds"),
    Word.MAY_HOLD: key("may hold"),
    Word.OVER: key("over since {when}"),
    Word.OF_PREDECESSOR: key("an act of {when}, which it succeeds or continues"),
    Word.NOT_YET_RECORDED: key("not yet known: recorded on {when}"),
    Word.CORRECTED_LATER: key("not yet known: corrected later"),
    Word.NOT_ADMITTED: key("not admitted by the source policy"),
    Word.NOT_READ: key("not read: corrected as only a later version can tell"),
    Word.RETRACTED: key("retracted"),
    Word.ABOUT_ANOTHER: key("corrected: it is about another membership"),
    Word.ANNOUNCEMENT: key("only an announcement"),
}


class Verdict(NamedTuple):
    """A verdict, and ``when``, the date (or the name) that its sentence has, if it has one."""

    word: Word
    when: str = ""

    def __str__(self) -> str:
        return say(_SENTENCES[self.word], when=self.when)

    @property
    def counts(self) -> bool:
        """Whether the event counts, or may."""
        return self.word in (Word.COUNTS, Word.MAY_COUNT)


Verdicts = tuple[tuple[date, Verdict], ...]  # each from its day on, in the order of days


def force(act: Act, on: date, acts: Sequence[Act], in_force: Collection[int]) -> Verdict:
    """Return what an admitted act does at the end of a day to the membership whose ``acts`` are
    given, of which those at some positions may be in force."""
    if act.revoked and act.revoked[1] <= max(on, act.earliest):  # it may never have had any effect
        return Verdict(Word.REVOKED, act.revoked[1].isoformat())
    if act.earliest > on:
        return Verdict(Word.LATER, act.text)
    act = next(iter(as_of([act], on)))
    if act.position not in in_force:
        return Verdict(Word.ENDED_BY_WITHDRAWAL if act.status else Word.JOINED_AGAIN)
    sure = settled(act, on)
    if act.status:
        return Verdict(Word.COUNTS if sure else Word.MAY_COUNT)
    ended = sure and _followed(act, on, acts)
    return Verdict(Word.ENDED if ended else Word.MAY_HAVE_ENDED)


def on_the_side(event: Happening, on: date, revoked: Days | None = None) -> Verdict:
    """Return what an event that is no act is to a membership at the end of a day: an entry into
    force, an ending or a mark holds from its day on, a mark up to its end or until it is revoked
    (``revoked``: the first and the last day from which on it may be); a revocation takes an act
    back."""
    since = event.counts_from
    until = getattr(event, "until", None)
    if since.earliest > on:
        return Verdict(Word.LATER, since.text)
    if isinstance(event, Revocation):
        return Verdict(Word.REVOKES, since.text)
    if revoked and revoked[1] <= on:
        return Verdict(Word.REVOKED, revoked[1].isoformat())
    if until and until.latest <= on:
        return Verdict(Word.OVER, until.text)
    ends = [one for one in (until and until.earliest, revoked and revoked[0]) if one]
    sure = since.latest <= on and all(on < one for one in ends)
    return Verdict(Word.HOLDS if sure else Word.MAY_HOLD)


def on_each_day(event: Happening, revoked: Days | None = None) -> Verdicts:
    """Return what an event that is no act is to a membership, on all days."""
    since, until = event.counts_from, getattr(event, "until", None)
    days = {FIRST_DAY, since.earliest, since.latest, *(revoked or ())}
    days |= {until.earliest, until.latest} if until else set()
    return tuple(_changes((day, on_the_side(event, day, revoked)) for day in sorted(days)))


def _followed(withdrawal: Act, on: date, acts: Sequence[Act]) -> bool:
    """Return whether a withdrawal came after some joining for certain, or none is on file by
    then."""
    joins = [act for act in acts if act.status and act.earliest <= on]
    first = (withdrawal.earliest, withdrawal.position)
    return not joins or any(act.sure and (act.latest, act.position) < first for act in joins)


def verdicts(acts: Sequence[Act]) -> dict[int, Verdicts]:
    """Return the verdicts on each of some acts, by its position."""
    days = sorted({FIRST_DAY, *(day for act in acts for day in _edges(act))})
    forces = [(day, set(in_force(acts, day))) for day in days]
    found: dict[int, Verdicts] = {}
    for act in acts:
        on_each = ((day, force(act, day, acts, those)) for day, those in forces)
        found[act.position] = tuple(_changes(on_each))
    return found


def _edges(act: Act) -> Iterator[date]:
    """Yield the days on which it can change what is in force: the bounds of an act, and the two
    days on which another may have followed it or come between."""
    yield act.latest
    yield from act.revoked or ()
    for more in range(3):
        yield act.earliest + timedelta(days=min(more, (LAST_DAY - act.earliest).days))


def _changes(on_each: Iterator[tuple[date, Verdict]]) -> Iterator[tuple[date, Verdict]]:
    before = None
    for day, verdict in on_each:
        if verdict != before:
            yield day, verdict
        before = verdict
