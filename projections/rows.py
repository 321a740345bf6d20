"""What follows from events as rows of the kept tables, and rows of acts and beliefs read back.

Pure: the tables themselves, and every word of SQL, are in `tables`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, assert_never

from ledger import codec
from ledger.dates import Date
from ledger.events import (
    Announcement,
    Attestation,
    Citation,
    Claim,
    Consent,
    Correction,
    Endorsement,
    Event,
    Launch,
    Milestone,
    Participant,
    Program,
    Recorded,
    Retraction,
    Signing,
    Source,
    Withdrawal,
)
from projections.beliefs import Belief
from projections.membership import Act, Pair, Span

Row = tuple[Any, ...]  # the name of a table, and the values of one of its rows
PositionOf = Callable[[str], int | None]  # the position of the event that has an id


def told(position: int, event: Event, position_of: PositionOf) -> Iterator[Row]:
    """The rows of what an event tells of the register, memberships aside."""
    match event:
        case Program():
            about = (_json(event.aliases), _text(event.opened_on), _json(event.members))
            yield "programs", position, event.id, event.name, *about
        case Participant():
            belongs = (event.kind, event.state, _json(event.aliases))
            yield "participants", position, event.id, event.name, *belongs
        case Source():
            published = (event.publisher, event.title, event.url, _text(event.published_on))
            kept = (event.tier, event.language, event.sha256, event.copy_of)
            yield "sources", position, event.id, *published, *kept
        case Signing() | Endorsement() | Consent() | Withdrawal() | Announcement() | Launch():
            pass
        case Milestone() | Attestation() | Correction() | Retraction() | Claim():
            pass
        case _ as unreachable:
            assert_never(unreachable)
    for citation, stance, about_event in _citations(event, position_of):
        words = (citation.source, citation.locator, citation.quote, _text(citation.says))
        yield "citations", position, about_event, stance, *words


def _citations(event: Event, position_of: PositionOf) -> Iterator[tuple[Citation, str, int | None]]:
    """An event's citations, their stance, and the position of the event they are about when that
    is another."""
    if isinstance(event, Attestation):
        yield event.citation, event.stance, position_of(event.event)
    elif hasattr(event, "citation"):
        yield event.citation, "supports", None
    for citation in getattr(event, "citations", ()):
        yield citation, "supports", None


def acted(pair: Pair, act: Act) -> Row:
    """The row of an act."""
    bounds = (act.earliest.isoformat(), act.latest.isoformat())
    return "acts", act.position, *pair, act.status, *bounds, act.text


def act(position: int, status: str | None, earliest: str, latest: str, text: str) -> Act:
    """The act that a row has, its program and participant left out."""
    return Act(position, status, date.fromisoformat(earliest), date.fromisoformat(latest), text)


def believed(belief: Belief) -> Row:
    """The row of a belief."""
    span = belief.span
    statuses = sorted(status or "none" for status in span.statuses)
    lists = (_json(statuses), _json(span.since), _json(span.because))
    return "membership", *belief.pair, *days(span), *lists, belief.since, belief.until


def days(span: Span) -> tuple[str, str | None]:
    """The first day of a span and the first day after it."""
    return span.start.isoformat(), _text(span.end)


def belief(
    program: str,
    participant: str,
    start: str,
    end: str | None,
    statuses: str,
    since: str,
    because: str,
    believed_from: int,
    until: int | None,
) -> Belief:
    """The belief that a row has."""
    span = Span(
        start=date.fromisoformat(start),
        end=date.fromisoformat(end) if end else None,
        statuses=frozenset(None if one == "none" else one for one in json.loads(statuses)),
        since=tuple((status, text) for status, text in json.loads(since)),
        because=tuple(json.loads(because)),
    )
    return Belief((program, participant), span, believed_from, until)


def searched(recorded: Recorded) -> Row:
    """The row by which an event is found by its words: every text in it."""
    return "search", recorded.position, " ".join(_words(codec.encode(recorded.event)))


def _words(wire: Any) -> Iterator[str]:
    """Every text in an event's wire form, in the order of its canonical JSON."""
    if isinstance(wire, str):
        yield wire
    elif isinstance(wire, (list, dict)):
        for one in (wire[key] for key in sorted(wire)) if isinstance(wire, dict) else wire:
            yield from _words(one)


def shown(values: Sequence[Any]) -> str:
    """The values of a row in JSON; where somebody altered them they can be of any type."""
    return json.dumps(values, ensure_ascii=False, default=str)


def _json(value: Sequence[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _text(value: Date | date | None) -> str | None:
    return str(value) if value is not None else None
