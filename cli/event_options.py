"""Read the fields of an event from the command line: one option a field, built from the event
classes.

Each option's help stands here once; which fields an event has is read off `ledger.events`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import click

from cli.strict import Option
from ledger import codec
from ledger.events import (
    CONSENTS,
    COVERAGES,
    INSTRUMENTS,
    KINDS,
    SIGNATURES,
    STANCES,
    TIERS,
    WITHDRAWALS,
    wire_name,
)

# field: (option, help, choices); a field of several values is an option that may be repeated
OPTIONS: Mapping[str, tuple[str, str, Sequence[str]]] = {
    "program": ("--program", "What is joined: an id, a name or an alias.", ()),
    "participant": (
        "--participant",
        "Who: an ISO 3166 code, an id, a name or an alias; of several, an event each.",
        (),
    ),
    "participants": ("--participant", "Whom it is about.", ()),
    "occurred_on": ("--on", "The day of the act (EDTF): 2023-10-03, 2023-10, 2023-10~.", ()),
    "on": ("--on", "The date (EDTF).", ()),
    "effective_on": ("--effective-on", "The day from which it counts, when it differs.", ()),
    "until": ("--until", "The first day on which it is over (EDTF).", ()),
    "place": ("--place", "Where.", ()),
    "document": ("--document", "The id of the paper by which it was done.", ()),
    "predecessor": ("--predecessor", "Whom it succeeds or continues.", ()),
    "falls_to": ("--falls-to", "The status that remains.", ()),
    "replaced_by": ("--replaced-by", "The program that took its place.", ()),
    "successors": ("--successor", "Who succeeded it.", ()),
    "continued_by": ("--continued-by", "Who is the same legal person.", ()),
    "note": ("--note", "Anything else, in your own words.", ()),
    "instrument": ("--instrument", "The document signed.", INSTRUMENTS),
    "by": ("--by", "The body that signed.", ()),
    "with": ("--with", "Counterparty.", ()),
    "summary": ("--summary", "What was announced, in one line.", ()),
    "payload": ("--payload", "What was launched.", ()),
    "vehicle": ("--vehicle", "The launch vehicle.", ()),
    "site": ("--site", "The launch site.", ()),
    "launched_by": ("--launched-by", "Who launched it.", ()),
    "launched_for": ("--launched-for", "For whom.", ()),
    "id": ("--id", "A short id of your choice: lower-case letters, digits, '-'.", ()),
    "name": ("--name", "The full name.", ()),
    "aliases": ("--alias", "Another name.", ()),
    "tiers": ("--tiers", "A status of its own, the lowest first.", ()),
    "force": ("--force", "Whether parties wait for its own entry into force.", ("required",)),
    "consents_required": ("--consents-required", "How many consents that takes.", ()),
    "coverage": ("--coverage", "How complete the list is.", COVERAGES),
    "coverage_note": ("--coverage-note", "What is missing, or up to when it is complete.", ()),
    "same_as": ("--same-as", "Its id elsewhere, as wikidata:Q16.", ()),
    "form": ("--form", "What kind of paper it is.", INSTRUMENTS),
    "done_on": ("--done-on", "The day that it bears (EDTF).", ()),
    "parties": ("--party", "Who made it.", ()),
    "opened_on": ("--opened-on", "When it opened for joining.", ()),
    "kind": ("--kind", "What kind of participant.", KINDS),
    "kinds": ("--kind", "The kinds that the source counts.", KINDS),
    "state": ("--state", "The state that it belongs to.", ()),
    "publisher": ("--publisher", "Who published it.", ()),
    "title": ("--title", "Its title.", ()),
    "url": ("--url", "Its address.", ()),
    "published_on": ("--published-on", "When it came out (EDTF).", ()),
    "tier": ("--tier", "What kind of source it is.", TIERS),
    "language": ("--language", "Its language, as 'en' or 'pt-BR'.", ()),
    "sha256": ("--sha256", "The SHA-256 of its archived text.", ()),
    "copy_of": ("--copy-of", "The id of the source that it reprints.", ()),
    "event": ("--event", "The event: '#31', or seven or more characters of its id.", ()),
    "events": ("--event", "An event whose date is the milestone's.", ()),
    "programs": ("--program", "A program whose history it belongs to.", ()),
    "stance": ("--stance", "For or against it.", STANCES),
    "changes": ("--set", "FIELD=VALUE, or FIELD= to take the field away.", ()),
    "reason": ("--reason", "Why.", ()),
    "count": ("--count", "How many the source counts.", ()),
    "at_least": ("--at-least", "The count is a lower bound.", ()),
    "partial": ("--partial", "The members named are not all.", ()),
    "subject": ("--subject", "Whose joining made the count, as in 'the 9th country'.", ()),
    "statuses": ("--status", "The statuses that the source counts.", ()),
    "excluding": ("--excluding", "Whom the source leaves out.", ()),
    "since": ("--since", "It counts only those who joined from then on.", ()),
}
ACTIONS = {"signing": SIGNATURES, "consent": CONSENTS, "withdrawal": WITHDRAWALS}
MEMBERS = {
    "program": ("--members", "A status that counts as membership.", ()),
    "claim": ("--member", "Whom the source names.", ()),
}


def options_of(event_type: str, leave_out: Sequence[str] = ()) -> list[click.Option]:
    """Return the options for the fields that events of a type have, citations left out."""
    cls: Any = codec.CLASSES[event_type]
    fields = {wire_name(field.name): field for field in attrs.fields(cls)}
    return [
        _option(event_type, name, fields[name])
        for name in codec.field_names(event_type)
        if name not in ("citations", "citation", *leave_out)
    ]


def _option(event_type: str, name: str, field: Any) -> click.Option:
    flag, words, choices = _described(event_type, name)
    if "bool" in str(field.type):
        return Option([flag, name], is_flag=True, default=None, help=words)
    several = name == "participant" and event_type not in ("ending", "renaming")
    many = "tuple" in str(field.type) or name == "changes" or several
    required = field.default is attrs.NOTHING
    return Option(
        [flag, f"field_{name}"],
        type=click.Choice(choices) if choices else str,
        multiple=many,
        required=required,
        metavar=None if choices else _metavar(flag),
        help=f"{words}{' May be repeated.' if many else ''}",
    )


def _described(event_type: str, name: str) -> tuple[str, str, Sequence[str]]:
    if name == "action":
        return "--action", "How.", ACTIONS[event_type]
    if (event_type, name) == ("admission", "tier"):
        return "--as", "The tier, in the program's own word (--tier is a source's).", ()
    return MEMBERS[event_type] if name == "members" else OPTIONS[name]


def _metavar(flag: str) -> str:
    date = flag in ("--on", "--until", "--since") or flag.endswith("-on")
    return "DATE" if date else "FIELD=VALUE" if flag == "--set" else "TEXT"


def wires_of(event_type: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the wire forms of the events of options: of an act by several participants, one event
    each."""
    each = given.get("field_participant")
    if not isinstance(each, tuple):
        return [wire_of(event_type, given)]
    return [wire_of(event_type, {**given, "field_participant": one}) for one in each]


def wire_of(event_type: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the wire form of an event from its options, those not given left out."""
    wire: dict[str, Any] = {"type": event_type}
    for name in codec.field_names(event_type):
        value = given.get(f"field_{name}", given.get(name))
        if name == "changes":
            wire[name] = changes(value or ())
        elif value not in (None, (), ""):
            wire[name] = list(value) if isinstance(value, tuple) else value
    return wire


def changes(items: Sequence[str]) -> dict[str, Any]:
    """Return the new value of each field. Raises `click.UsageError` where one field is given
    two."""
    found: dict[str, Any] = {}
    given: dict[str, str] = {}
    for item in items:
        field, value = change(item)
        if field in found:
            two = f"{given[field]!r} and {item!r}"
            raise click.UsageError(f"--set takes one value for a field, not {two}: give one")
        found[field], given[field] = value, item
    return found


def change(item: str) -> tuple[str, Any]:
    """Return a field and its new value from ``FIELD=VALUE``: a text, or JSON where it starts as a
    list, an object or a quoted text; nothing takes the field away."""
    field, equals, value = item.partition("=")
    if not equals or not field.strip():
        raise click.BadParameter(f"{item!r} is not FIELD=VALUE", param_hint="--set")
    if value[:1] in ("[", "{", '"') and not _is_date_set(value):
        try:
            return field.strip(), json.loads(value)
        except ValueError:
            raise click.BadParameter(
                f"the value of {field} is not JSON: {value!r}", param_hint="--set"
            ) from None
    return field.strip(), value or None


def _is_date_set(value: str) -> bool:
    """Return whether a text is an EDTF set, as ``[2020-11-12,2020-11-13]``, and no JSON list."""
    return re.match(r"[\[{](\.\.|[\dX]{4})", value) is not None
