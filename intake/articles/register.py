"""What an article reports, held against what the register has: new, or one more source for or
against an event on file.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import attrs

from intake.articles.gathering import Reported
from ledger.dates import parse
from ledger.events import (
    Announcement,
    Attestation,
    Happening,
    Joining,
    Signing,
    Source,
    Suspension,
    Withdrawal,
    type_of,
)
from ledger.references import citations
from ledger.store import Ledger
from projections.effective import Effective, Standing
from projections.view import View

_JOINING = get_args(Joining)
_OF_ONE = (*_JOINING, Withdrawal, Suspension)


@attrs.frozen
class Held:
    """What the register has of something that an article reports: the event on file, its position,
    and the article's ``stance`` to it ("supports", "disputes"; None: this source has been cited for
    it already); ``is_wider`` where the article's date is more exact than the one on file,
    ``fields`` those that it speaks for (none: the event as such)."""

    position: int
    event: Any
    stance: str | None
    is_wider: bool = False
    fields: tuple[str, ...] = ()


class Register:
    """What a ledger has of the participants in its programs, as it stands."""

    def __init__(self, ledger: Ledger, source: str | None) -> None:
        """``source``: the id of the article itself, where it is on file."""
        self._view = View(ledger)
        self._source = source
        self._known: dict[tuple[str, str], Effective] = {}

    def held(self, one: Reported) -> Held | None:
        """Return what is on file of what is reported; None: nothing is."""
        pair = (one.program, one.participant)
        if pair not in self._known:
            self._known[pair] = self._view.events_for(*pair)
        effective = self._known[pair]
        alike = [other for other in effective if self._is_alike(other, one)]
        if not alike:
            return None
        date = parse(one.dated.date)
        near = [other for other in alike if not _happened(other).occurred_on.excludes(date)]
        later = [
            other
            for other in alike
            if not (_happened(other).effective_on or _happened(other).occurred_on).excludes(date)
        ]
        if later and not near and one.dated.wording:
            return self._of_effect(effective, later[-1])
        if not near and (one.best.act.again or self._left_between(effective, alike, one)):
            return None
        if one.type == "announcement" and not near:
            return None
        of = (near or alike)[-1]
        if self._is_cited(effective, of):
            return Held(of.position, of.event, None)
        on_file = _happened(of).occurred_on
        narrower = date.earliest >= on_file.earliest and date.latest <= on_file.latest
        is_wider = bool(near) and narrower and date.text != on_file.text and not on_file.exact
        stance = "supports" if near else "disputes"
        return Held(of.position, of.event, stance, is_wider and one.dated.wording is not None)

    def _of_effect(self, effective: Effective, of: Standing) -> Held:
        """Return an article that dates an act by the day from which it counts."""
        stance = None if self._is_cited(effective, of) else "supports"
        return Held(of.position, of.event, stance, fields=("effective_on",))

    def _is_alike(self, other: Standing, one: Reported) -> bool:
        """Return whether an event on file is of the sort that is reported. A word that leaves open
        how one joined may mean any act of joining."""
        event = other.event
        if isinstance(event, Announcement):
            of = one.participant in event.participants and event.program == one.program
            return one.type == "announcement" and of
        if one.type == "announcement":
            return False  # who will join is no evidence that it did
        if not isinstance(event, _OF_ONE) or event.participant != one.participant:
            return False
        if event.program != one.program:
            return False
        is_open = all(found.gives in ("joining", "effective") for found in one.findings)
        if is_open and isinstance(event, _JOINING):
            return True
        return type_of(event) == one.type

    def _left_between(self, effective: Effective, alike: Sequence[Standing], one: Reported) -> bool:
        """Return whether a withdrawal lies between what is on file and what is reported: it is
        another act then."""
        date = parse(one.dated.date)
        first = max(_happened(other).occurred_on.latest for other in alike)
        return any(
            isinstance(other.event, Withdrawal)
            and first <= other.event.occurred_on.latest <= date.latest
            for other in effective
        )

    def _is_cited(self, effective: Effective, of: Standing) -> bool:
        """Return whether the article is a source of an event already, by itself or by an
        attestation."""
        if self._source is None:
            return False
        cited = [one.source for one in citations(of.event)]
        about = (recorded.event for recorded in effective.about(of.position))
        cited += [one.citation.source for one in about if isinstance(one, Attestation)]
        return self._source in cited


def _happened(one: Standing) -> Happening:
    """Return an event of the world that is on file."""
    assert isinstance(one.event, Happening)
    return one.event


def people(ledger: Ledger) -> Mapping[str, str]:
    """Return who signed for a participant, by name; nobody who signed for two."""
    found: dict[str, str | None] = {}
    for recorded in ledger.events(types=["signing"]):
        by = recorded.event.by if isinstance(recorded.event, Signing) else None
        if isinstance(recorded.event, Signing) and by:
            participant = recorded.event.participant
            found[by] = participant if found.get(by, participant) == participant else None
    return {name: participant for name, participant in found.items() if participant}


def source_on_file(ledger: Ledger, url: str | None, title: str, publisher: str) -> str | None:
    """Return the id of the source that an article is, where it is on file: by its address, or else
    by its title and publisher."""
    for filed in ledger.definitions("source"):
        reads = ledger.reading_of(filed.position)
        if not isinstance(reads, Source):
            continue
        if url and reads.url == url:
            return reads.id
        if not url and (reads.title, reads.publisher) == (title, publisher):
            return reads.id
    return None
