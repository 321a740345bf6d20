"""The rows of an analysis database, table by table, each named after a column of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from cli.exports import Asked
from cli.exports.standing import Standing, entity, standings
from cli.formats import jsonl
from ledger import codec, states
from ledger.events import Event, Happening, Recorded, Source, Unread, type_of
from ledger.names import Names
from ledger.records import stamp
from ledger.references import references
from ledger.version import __version__
from projections.effective import Effective
from projections.evidence import Evidence
from projections.roster import roster
from projections.sentences import describe

Row = dict[str, Any]
_OF_PROGRAMS = ("id", "name", "opened_on", "force", "coverage", "coverage_note", "note")
_OF_SOURCES = ("publisher", "title", "url", "published_on", "tier", "language", "copy_of", "note")
_OF_EVENTS = ("occurred_on", "effective_on", "action", "tier", "instrument", "place", "note")
_OF_CITATIONS = ("locator", "quote", "says", "wording")


def tables(asked: Asked) -> Mapping[str, Iterable[Row]]:
    """Return the rows of each table, by its name, those that are named by others first."""
    of = _Rows(asked)
    return {
        "about": of.about(),
        "programs": of.programs(),
        "participants": of.participants(),
        "sources": of.sources(),
        "events": of.events(),
        "citations": of.citations(),
        "memberships": of.memberships(),
        "membership_events": of.membership_events(),
        "rosters": of.rosters(),
    }


class _Rows:
    def __init__(self, asked: Asked) -> None:
        self._asked, self._view = asked, asked.view
        self._effective: Effective = asked.view.events_for()
        self._names: Names = asked.view.names
        self._chosen = {program.id for program in asked.programs}

    def about(self) -> Iterator[Row]:
        view = self._view
        known = stamp(view.known_at) if view.known_at else ""
        for key, value in {
            "known": f"#{view.known}",
            "recorded_at": known,
            "rosters_until": self._asked.today.isoformat(),
            "root": view.ledger.head(view.known).root.hex(),
            "version": __version__,
        }.items():
            yield {"key": key, "value": value}

    def programs(self) -> Iterator[Row]:
        named = self._named("program") | self._chosen
        for identity in sorted(named):
            filed = self._names.programs.get(identity)
            yield {
                **_fields(filed, _OF_PROGRAMS),
                "id": identity,
                "name": self._names.title(identity),
                "aliases": _listed(filed.aliases if filed else ()),
                "tiers": _listed(filed.tiers if filed else ()),
                "members": _listed(filed.members if filed else ()),
                "wikidata": entity(identity, self._names),
            }

    def participants(self) -> Iterator[Row]:
        named = self._named("participant") | self._named("state")
        named |= {one.participant for one in self._standings}
        for filed in self._names.participants.values():
            named |= {filed.id, *([filed.state] if filed.state else [])}
        for identity in sorted(named):
            own = self._names.participants.get(identity)
            yield {
                "id": identity,
                "name": self._names.title(identity),
                "kind": self._names.kind(identity),
                "state": own.state if own else None,
                "aliases": _listed(own.aliases if own else ()),
                "iso3": identity if states.state(identity) else None,
                "wikidata": entity(identity, self._names),
                "note": own.note if own else None,
            }

    def sources(self) -> Iterator[Row]:
        filed = {
            one.event.id: one.event for one in self._effective if isinstance(one.event, Source)
        }
        cited = {one["source"] for one in self._citations}
        copied = {one.copy_of for one in filed.values() if one.copy_of}
        for identity in sorted(filed.keys() | cited | copied):
            yield {"id": identity, **_fields(filed.get(identity), _OF_SOURCES)}

    def events(self) -> Iterator[Row]:
        for position, recorded in self._effective.records.items():
            standing = self._effective.standing(position)
            reads = standing.event if standing else self._effective.reading(position)
            yield {**_event(recorded, reads, self._names), "stands": int(standing is not None)}

    def citations(self) -> Sequence[Row]:
        return self._citations

    @cached_property
    def _citations(self) -> list[Row]:
        evidence = Evidence(self._effective)
        supports = (
            (one.position, support)
            for one in self._effective
            if isinstance(one.event, Happening)
            for support in evidence.of(one)
        )
        return [
            {
                "id": number,
                "event": event,
                "source": support.citation.source,
                "stance": support.stance,
                "recorded": support.position,
                "fields": _listed(support.fields),
                **_fields(support.citation, _OF_CITATIONS),
            }
            for number, (event, support) in enumerate(supports, start=1)
        ]

    @cached_property
    def _standings(self) -> list[Standing]:
        return [one for of in self._asked.programs for one in standings(self._view, of)]

    def memberships(self) -> Iterator[Row]:
        for number, one in enumerate(self._standings, start=1):
            period = one.period
            days = {
                "first_possible": period.first,
                "certain_from": period.certain_from,
                "certain_until": period.certain_until,
                "until": period.until,
            }
            yield {
                "id": number,
                "program": one.program.id,
                "participant": one.participant,
                "status": period.status,
                "member": int(one.counts),
                "since": period.since,
                **{name: day.isoformat() if day else None for name, day in days.items()},
            }

    def membership_events(self) -> Iterator[Row]:
        pairs = (
            (number, position)
            for number, one in enumerate(self._standings, start=1)
            for position in one.period.because
        )
        for number, (membership, event) in enumerate(pairs, start=1):
            yield {"id": number, "membership": membership, "event": event}

    def rosters(self) -> Iterator[Row]:
        number = 0
        for program in self._asked.programs:
            spans = list(self._view.spans(program.id))
            first = min((span.start.year for _, span in spans if span.start.year > 1), default=None)
            for year in range(first, self._asked.today.year + 1) if first else ():
                on = min(date(year, 12, 31), self._asked.today)
                for entry in roster(program, on, spans, self._names).entries:
                    number += 1
                    yield {
                        "id": number,
                        "program": program.id,
                        "year": year,
                        "on_day": on.isoformat(),
                        "participant": entry.participant,
                        "status": entry.status,
                        "certainty": entry.certainty,
                        "since": entry.since,
                    }

    def _named(self, sort: str) -> set[str]:
        """Return the ids of a sort that events name, as they were recorded and as they read."""
        found: set[str] = set()
        for position, recorded in self._effective.records.items():
            for event in (recorded.event, self._effective.reading(position)):
                found |= {one.id for one in references(event) if one.sort == sort}
        return found


def _event(recorded: Recorded, reads: Event | Unread, names: Names) -> Row:
    on = getattr(reads, "occurred_on", None)
    return {
        "position": recorded.position,
        "id": recorded.id,
        "type": type_of(reads),
        "program": getattr(reads, "program", None),
        "participant": getattr(reads, "participant", None),
        **_fields(reads, _OF_EVENTS),
        "earliest": on.earliest.isoformat() if on else None,
        "latest": on.latest.isoformat() if on else None,
        "summary": describe(reads, names),
        "recorded_at": stamp(recorded.recorded_at),
        "recorded_by": recorded.recorded_by,
        "reads": jsonl.dumps(codec.encode(reads)),
    }


def _fields(of: Any, names: Sequence[str]) -> Row:
    """Some fields of an event as texts; nothing where there is none."""
    values = ((name, getattr(of, name, None)) for name in names)
    return {name: str(value) if value is not None else None for name, value in values}


def _listed(values: Iterable[str]) -> str | None:
    """Several values as a JSON list, which SQLite can take apart; nothing where there is none."""
    found = list(values)
    return jsonl.dumps(found) if found else None
