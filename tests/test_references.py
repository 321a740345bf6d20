"""What an event names: read off its class once, and the same for the codec, the rules, the checks
and the proofs."""

from typing import Any

import attrs
import pytest
from hypothesis import given
from registers import event_of, known, register
from wires import wires

from ledger import codec
from ledger.events import Correction, Event, wire_name
from ledger.references import citations, fields_of, participants, references, sources
from projections.checks.registry import references as check_references

NAMED = {  # every field that names something, for ever: a new one is added here
    "signing": "document citations program participant predecessor with",
    "endorsement": "document citations program participant",
    "consent": "document citations program participant predecessor",
    "admission": "document citations program participant",
    "withdrawal": "document citations program participant",
    "revocation": "document citations event",
    "suspension": "document citations program participant",
    "provisional-application": "document citations program participant",
    "entry-into-force": "document citations program",
    "ending": "document citations program participant replaced_by successors continued_by",
    "renaming": "document citations program participant",
    "announcement": "document citations program participants",
    "launch": "document citations launched_by launched_for program",
    "program": "citations",
    "participant": "state citations",
    "source": "copy_of",
    "milestone": "events programs citations",
    "document": "parties citations",
    "attestation": "event citation",
    "correction": "event citations",
    "retraction": "event citations",
    "claim": "program citation members subject excluding",
}


def names(event: Event, corrects: type[Event] | None = None) -> list[str]:
    return [f"{one.field} {one.sort} {one.id}" for one in references(event, corrects)]


def declared(cls: Any) -> set[str]:
    """The wire names of the fields that say in `ledger.events` what they refer to, or cite."""
    return {
        wire_name(field.name)
        for field in attrs.fields(cls)
        if "refers_to" in field.metadata or "Citation" in str(field.type)
    }


@pytest.mark.parametrize("event_type", codec.CLASSES)
def test_the_fields_that_name_something(event_type: str) -> None:
    cls = codec.CLASSES[event_type]
    found = [field.wire for field in fields_of(cls)]
    assert found == NAMED[event_type].split()
    assert set(found) == declared(cls)


@given(wires())
def test_what_an_event_names_stands_in_its_wire_form(wire: dict[str, Any]) -> None:
    event = codec.decode(wire)
    expected = set()
    for field in NAMED[wire["type"]].split():
        value = wire.get(field, [])
        for one in value if isinstance(value, list) else [value]:
            cited = isinstance(one, dict)
            expected.add((f"{field}.source", one["source"]) if cited else (field, one))
    assert {(one.field, one.id) for one in references(event)} == expected
    in_wire = [*wire.get("citations", []), *([wire["citation"]] if "citation" in wire else [])]
    assert [one.source for one in citations(event)] == [one["source"] for one in in_wire]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("signing program=p participant=EGY with=cnsa,EGY on=2023", ("EGY", "cnsa")),
        ("endorsement program=p participant=EGY on=2023", ("EGY",)),
        ("announcement program=p participants=RUS,CHN on=2023", ("RUS", "CHN")),
        ("launch launched_by=CHN,cnsa launched_for=EGY,CHN on=2023", ("CHN", "cnsa", "EGY")),
        ("program p", ()),
    ],
)
def test_the_participants_come_in_the_order_of_the_fields(
    line: str, expected: tuple[str, ...]
) -> None:
    [recorded] = register(f"2024-01-01 | {line}")
    assert participants(event_of(recorded)) == expected


CORRECTED = """
2024-01-01 | source a
           | source b
           | program p
           | signing program=p participant=FRA on=2023 cites=a
           | source c copy_of=a
           | claim program=p on=2023 count=1 cites=a
           | correction event=#4 changes.with=cnsa cites=a
           | correction event=#5 changes.copy_of=b
           | correction event=#6 changes.members=EGY
           | correction event=#3 changes.members=party
"""


def test_a_correction_names_what_its_changes_name_in_the_event_that_it_corrects() -> None:
    records = register(CORRECTED)
    of = {
        one.position: names(event_of(one), type(event_of(records[target - 1])))
        for one, target in zip(records[6:], (4, 5, 6, 3), strict=True)
    }
    event = {position: f"event event {records[position - 1].id}" for position in (3, 4, 5, 6)}
    assert of == {
        7: [event[4], "citations.source source a", "with participant cnsa"],
        8: [event[5], "copy_of source b"],
        9: [event[6], "members participant EGY"],
        10: [event[3]],  # of a program, these are statuses
    }
    assert names(event_of(records[8])) == [event[6]]


def test_the_sources_of_a_correction_are_its_own_and_those_that_it_gives() -> None:
    event = Correction(
        event="0" * 64,
        changes={"citations": [{"source": "b"}, {"source": "c"}], "copy_of": "d", "note": "x"},
        reason="it was recorded wrong",
        citations=codec.decode(
            {"type": "retraction", "event": "x", "reason": "x", "citations": [{"source": "a"}]}
        ).citations,  # type: ignore[union-attr]
    )
    assert list(sources(event)) == ["a", "b", "c", "d"]
    taken_away = attrs.evolve(event, changes={"citations": None, "citation": {"source": "e"}})
    assert list(sources(taken_away)) == ["a", "e"]


def test_the_check_misses_whatever_an_event_names_and_nobody_filed() -> None:
    every = """
    2024-01-01 | signing program=p participant=a with=b on=2023 cites=s
               | launch program=p launched_by=a launched_for=b on=2023 cites=s
               | claim program=p on=2023 count=1 members=a subject=b excluding=c cites=s
               | participant d state=xx
               | source t copy_of=s
    """
    found = check_references(*known(every))
    missed = [(one.position, one.problem.split("'")[1]) for one in found]
    expected = [
        (recorded.position, one.id)
        for recorded in register(every)
        for one in references(recorded.event)
    ]
    assert missed == expected
