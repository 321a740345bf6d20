"""Mark the acts over which sources disagree: over the date, another detail, or the act itself; and
say what an act may be if all of them are believed. Marks of another sort are in `side_marks`.

The rule stands here alone: rosters, audits and the page have their marks from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import attrs

from ledger.dates import Date
from ledger.events import Happening
from ledger.said import joined, key, say
from projections.effective import Effective, Standing
from projections.evidence import DISPUTES, Support, cited
from projections.possible import Act

DATE, DETAIL, ACT = key("date disputed"), key("detail disputed"), key("act disputed")
DISPUTED = (ACT, DATE, DETAIL)  # the gravest first
_DATES = ("occurred_on", "effective_on", "until")


class Mark(NamedTuple):
    """A remark on an entry: a ``kind``, such as "date disputed" or "suspended", the position of the
    event, and in ``text`` what the matter is, or since when. ``sure`` is False where it may not be
    so."""

    kind: str
    position: int
    text: str
    sure: bool = True

    @property
    def disputes(self) -> bool:
        """Whether it is that sources disagree."""
        return self.kind in DISPUTED

    @property
    def what(self) -> str:
        """The kind, and that it may not be so: "possibly suspended"."""
        kind = say(self.kind)
        return kind if self.sure else say("possibly {what}", what=kind)

    @property
    def brief(self) -> str:
        """What a table says of it: of a dispute, that there is one."""
        return self.kind if self.disputes else str(self)

    def __str__(self) -> str:
        template = "{what}: {text}" if self.disputes else "{what} {text}"
        return say(template, what=self.what, text=self.text)


def contested(support: Support, event: Happening) -> str | None:
    """Return what of an event a citation speaks against: its date, another detail or the event as
    such; None where it does not.

    It gives a date that cannot be that of the event, or it was attested to dispute something. A
    reading that was corrected since is disputed no more.
    """
    if gives_another_day(support, event):
        return DATE
    if support.stance != DISPUTES or (support.former and not support.fields):
        return None
    if not support.fields:
        return ACT
    return DATE if set(_DATES) & set(support.fields) else DETAIL


def gives_another_day(support: Support, event: Happening) -> bool:
    """Return whether a citation gives a date that cannot be the one which the event has."""
    says = support.citation.says
    return bool(says and says.excludes(_date_meant(support, event)))


def _date_meant(support: Support, event: Happening) -> Date:
    """Return the date of an event which a citation gives: that of the field it speaks for, else the
    day of the act."""
    field = _field_meant(support)
    return getattr(event, field, None) or event.occurred_on


def _field_meant(support: Support) -> str:
    spoken_for = (*support.fields, *support.former)
    return next((field for field in _DATES if field in spoken_for), "occurred_on")


def marks(effective: Effective, standing: Standing) -> tuple[Mark, ...]:
    """Return what the sources of an event disagree over, the gravest first, each once."""
    event = standing.event
    assert isinstance(event, Happening)
    found: dict[str, list[Support]] = {}
    for support in cited(effective, standing):
        kind = contested(support, event)
        if kind:
            found.setdefault(kind, []).append(support)
    return tuple(
        Mark(kind, standing.position, _words(kind, found[kind], event))
        for kind in DISPUTED
        if kind in found
    )


def marks_of(effective: Effective, acts: Iterable[int]) -> Mapping[int, Sequence[Mark]]:
    """Return the marks of the acts at some positions, of each that stands and has any."""
    standing = ((position, effective.standing(position)) for position in acts)
    found = {position: marks(effective, one) for position, one in standing if one}
    return {position: of for position, of in found.items() if of}


def _words(kind: str, against: Iterable[Support], event: Happening) -> str:
    if kind != DATE:
        about = {field: None for one in against for field in one.fields} if kind == DETAIL else ()
        sources = dict.fromkeys(one.citation.source for one in against)
        return joined([*about, say("by {whom}", whom=joined(sources))])
    days: dict[Date, dict[str, None]] = {}
    for one in against:
        days.setdefault(_date_meant(one, event), {})[_other_day(one, event)] = None
    return joined(
        say("{date} here, {others}", date=on, others=joined(others)) for on, others in days.items()
    )


def _other_day(support: Support, event: Happening) -> str:
    """Return the day that a source gives instead of the event's, or that it denies that one."""
    source = support.citation.source
    if gives_another_day(support, event):
        return say("{date} by {source}", date=support.citation.says, source=source)
    return say("not by {source}", source=source)


def widened(act: Act, standing: Standing, supports: Iterable[Support]) -> Act:
    """Return an act as all sources of its event allow it: on any day that one of them gives, and
    no more than possible where one says that it did not happen."""
    event = standing.event
    assert isinstance(event, Happening)
    counting = "effective_on" if event.effective_on else "occurred_on"
    for support in supports:
        kind, says = contested(support, event), support.citation.says
        if kind == ACT:
            act = attrs.evolve(act, sure=False)
        elif kind == DATE and says and _field_meant(support) == counting:
            earliest, latest = min(act.earliest, says.earliest), max(act.latest, says.latest)
            act = attrs.evolve(act, earliest=earliest, latest=latest)
    return act
