"""Say of the papers by which acts were done how they read, and which acts were done by them."""

from collections.abc import Iterable
from typing import Any

import attrs

from ledger.events import Document, Happening
from ledger.said import say
from projections.effective import Standing
from projections.sentences import plain


@attrs.frozen
class Paper:
    """A document by its id: how it reads (None where it was retracted or cannot be read), and the
    positions of the events of the world that name it."""

    id: str
    document: Document | None
    acts: tuple[int, ...]

    def __str__(self) -> str:
        """Its title, form and day: "Agreement on the station (agreement), done on 2023-12-06"."""
        of = self.document
        if of is None:
            return say("not on file any more")
        told: str = of.title
        if of.form != "unspecified":
            told = say("{told} ({form})", told=told, form=plain(of.form))
        return say("{told}, done on {date}", told=told, date=of.done_on) if of.done_on else told


def paper(identity: str, document: Any, events: Iterable[Standing]) -> Paper:
    """Return the paper of an id, given how its definition reads, and events among which are all
    that name it."""
    named = (
        one.position
        for one in events
        if isinstance(one.event, Happening) and one.event.document == identity
    )
    return Paper(identity, document if isinstance(document, Document) else None, tuple(named))
