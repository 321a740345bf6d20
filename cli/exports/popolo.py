"""Memberships in Popolo's form: programs and participants as organizations, and a membership for
each status that one had for certain.
"""

from collections.abc import Iterator
from typing import Any

from cli import output
from cli.exports import Asked
from cli.exports.standing import Sources, Standing, end, entity, standings, start
from ledger import states
from ledger.events import Program
from projections.view import View


def write(asked: Asked) -> Iterator[bytes]:
    """Return one JSON document."""
    view = asked.view
    found = [
        one
        for program in asked.programs
        for one in standings(view, program)
        if one.period.certain_from
    ]
    sources = Sources(view.events_for())
    named = sorted({one.participant for one in found})
    whole = {
        "organizations": [
            *(_program(one) for one in asked.programs),
            *(_participant(one, view) for one in named),
        ],
        "memberships": [_membership(one, view, sources) for one in found],
    }
    yield (output.to_json(whole) + "\n").encode()


def _program(of: Program) -> dict[str, Any]:
    found: dict[str, Any] = {"id": of.id, "name": of.name, "classification": "program"}
    elsewhere = [one.partition(":") for one in of.same_as]
    return found | _also(of.aliases, [(scheme, one) for scheme, _, one in elsewhere])


def _participant(identity: str, view: View) -> dict[str, Any]:
    names = view.names
    found: dict[str, Any] = {"id": identity, "name": names.title(identity)}
    found["classification"] = names.kind(identity)
    ids = [("wikidata", one)] if (one := entity(identity, names)) else []
    if states.state(identity):
        ids.append(("iso-3166-1-alpha-3", identity))
    filed = names.participants.get(identity)
    return found | _also(filed.aliases if filed else (), ids)


def _also(aliases: tuple[str, ...], ids: list[tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if aliases:
        found["other_names"] = [{"name": one} for one in aliases]
    if ids:
        found["identifiers"] = [{"scheme": one, "identifier": of} for one, of in ids]
    return found


def _membership(of: Standing, view: View, sources: Sources) -> dict[str, Any]:
    period = of.period
    found: dict[str, Any] = {
        "id": f"{of.program.id}/{of.participant}/{period.status}/{period.first}",
        "organization_id": of.program.id,
        "member": {
            "@type": "Organization",
            "id": of.participant,
            "name": view.names.title(of.participant),
        },
        "role": period.status,
    }
    dates = {"start_date": start(period), "end_date": end(period)}
    found |= {key: date for key, date in dates.items() if date}
    behind = sources.behind(period.because)
    links = [{"url": one.url, "note": one.title} for one in behind if one.url]
    return found | ({"sources": links} if links else {})
