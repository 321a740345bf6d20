"""What every type of event needs, beside what the type checker asks for: a line in each table."""

from pathlib import Path
from typing import get_args

import pytest

from cli.commands import append
from ledger import codec, events, rules
from ledger.errors import Unknown
from ledger.events import WIRE_NAMES, Act, Definition, Milestone
from ledger.references import CITATION, fields_of
from ledger.store import Ledger
from projections import acts
from projections.kept import rows, tables

SORTS = sorted({field.sort for cls in WIRE_NAMES for field in fields_of(cls)} - {CITATION})


def wire_names(union: object) -> set[str]:
    return {WIRE_NAMES[cls] for cls in get_args(union)}


def test_every_type_is_an_event() -> None:
    assert set(get_args(events.Event)) == set(WIRE_NAMES)


PLAIN = {
    "occurred_on": "2024-01-01",
    "program": "p",
    "participant": "FRA",
    "action": "accession",
    "tier": "party",
}


@pytest.mark.parametrize("event_type", sorted(wire_names(Act)))
def test_every_act_gives_a_status_or_ends_a_membership(event_type: str) -> None:
    fields = codec.field_names(event_type)
    wire = {"type": event_type, **{name: PLAIN[name] for name in PLAIN if name in fields}}
    if event_type == "withdrawal":
        wire["action"] = "expulsion"
    if event_type == "signing":
        wire["action"] = "signature"
    event = codec.decode(wire)
    touched = acts.act_of(1, event)
    assert touched is not None
    assert bool(touched[1].status) == (event_type in wire_names(events.Joining))
    kept = rows.GIVES.get(event_type, "party")
    assert touched[1].status == kept


@pytest.mark.parametrize("event_type", WIRE_NAMES.values())
def test_every_type_can_be_appended_and_has_an_example(event_type: str) -> None:
    command = append._command(event_type)
    assert f"Example: depositary append {event_type} " in (command.help or "")


def test_there_is_a_command_for_every_type_and_for_nothing_else() -> None:
    assert list(append._EXAMPLES) == list(append._DOES)
    assert set(append._DOES) == set(WIRE_NAMES.values())


def test_every_definition_has_a_view_of_those_that_stand_but_milestones() -> None:
    views = {name for name, sort in tables.TABLES.items() if sort == "VIEW"}
    filed = {f"{name}s" for name in wire_names(Definition)} - {f"{WIRE_NAMES[Milestone]}s"}
    assert filed == views - {"standing", "citations"}


@pytest.mark.parametrize("sort", SORTS)
def test_what_is_named_and_unknown_is_refused_with_what_to_do(sort: str, tmp_path: Path) -> None:
    with (
        Ledger.create(tmp_path / "events.db") as ledger,
        ledger.batch() as batch,
        pytest.raises(Unknown, match=": "),
    ):
        rules._meant(sort, "nobody-of-this-name", batch)
