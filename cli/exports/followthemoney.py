"""Entities of FollowTheMoney, one a line: participants and programs as organizations, and a
Membership for each status that one had for certain.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.exports import Asked
from cli.exports.standing import Sources, Standing, end, entity, standings, start
from cli.formats import jsonl
from ledger import states
from ledger.events import Program
from projections.view import View

SCHEMATA: Mapping[str, str] = {  # by the kind of a participant
    "state": "PublicBody",
    "territory": "PublicBody",
    "subnational": "PublicBody",
    "agency": "PublicBody",
    "company": "Company",
}


def write(asked: Asked) -> Iterator[bytes]:
    """Yield the lines of a file."""
    view = asked.view
    sources = Sources(view.events_for())
    seen: set[str] = set()
    for program in asked.programs:
        yield _line(_program(program))
        for one in standings(view, program):
            if one.period.certain_from:
                if one.participant not in seen:
                    seen.add(one.participant)
                    yield _line(_participant(one.participant, view))
                yield _line(_membership(one, sources))


def _line(entity: dict[str, Any]) -> bytes:
    kept = {name: values for name, values in entity["properties"].items() if values}
    return (jsonl.dumps({**entity, "properties": kept}) + "\n").encode()


def _id(of: str) -> str:
    return f"depositary-{of.lower()}"


def _program(of: Program) -> dict[str, Any]:
    elsewhere = [one.removeprefix("wikidata:") for one in of.same_as if one.startswith("wikidata")]
    properties = {
        "name": [of.name],
        "alias": list(of.aliases),
        "wikidataId": elsewhere[:1],
        "classification": ["program"],
    }
    return {"id": _id(of.id), "schema": "Organization", "properties": properties}


def _participant(identity: str, view: View) -> dict[str, Any]:
    names = view.names
    filed = names.participants.get(identity)
    kind = names.kind(identity)
    country = _country(filed.state if filed else identity)
    found = entity(identity, names)
    properties = {
        "name": [names.title(identity)],
        "alias": list(filed.aliases) if filed else [],
        "classification": [kind],
        "country": [country] if country else [],
        "wikidataId": [found] if found else [],
    }
    schema = SCHEMATA.get(kind, "Organization")
    return {"id": _id(identity), "schema": schema, "properties": properties}


def _country(code: str | None) -> str | None:
    """Return the code of a state as FollowTheMoney has it: of two letters, in small ones."""
    found = states.alpha_2(code) if code else None
    return found.lower() if found else None


def _membership(of: Standing, sources: Sources) -> dict[str, Any]:
    period = of.period
    behind = sources.behind(period.because)
    properties = {
        "member": [_id(of.participant)],
        "organization": [_id(of.program.id)],
        "role": [period.status],
        "startDate": list(filter(None, [start(period)])),
        "endDate": list(filter(None, [end(period)])),
        "sourceUrl": [one.url for one in behind if one.url],
        "publisher": list(dict.fromkeys(one.publisher for one in behind)),
    }
    name = f"{of.program.id}-{of.participant}-{period.status}-{period.first}"
    return {"id": _id(name), "schema": "Membership", "properties": properties}
