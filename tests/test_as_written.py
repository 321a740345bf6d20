"""Acts taken as they are written lead to what they lead to as values: the same wire forms are kept,
the same is recorded, and the same is refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import generate, treaties
from ledger import as_written, codec
from ledger.batch import Receipt
from ledger.columns import columns_as_written, columns_of
from ledger.errors import MalformedEvent, Refusal
from ledger.store import Ledger
from ledger.verify import verify

TYPES = {
    "signing": ["program", "participant"],
    "endorsement": ["program", "participant"],
    "consent": ["program", "participant", "action"],
    "withdrawal": ["program", "participant"],
    "suspension": ["program", "participant"],
    "provisional-application": ["program", "participant"],
    "entry-into-force": ["program"],
    "announcement": ["summary"],
    "launch": ["payload"],
}
PROGRAMS = ["ilrs", "tiers", "gone", "ILRS", " ilrs", "nowhere", "program-1"]
PARTICIPANTS = ["EGY", "cnsa", "Egypt", "nobody", "gone-agency", "ABW"]
SOURCES = ["tass", "tass-corrected", "tass-retracted", "nowhere"]
DATES = ["2023", "2023-12-06", "2023-12-06?", "../2023-06", "2023-1-1", "soon", " 2023 ", ""]
TEXTS = ["a text", "  a text ", "", "e\u0301", "\u00e9", "\ud800", "a\nb", "x" * 400]
VALUES: dict[str, list[Any]] = {
    "program": PROGRAMS,
    "participant": PARTICIPANTS,
    "predecessor": PARTICIPANTS,
    "document": ["protocol", "nowhere"],
    "occurred_on": DATES,
    "effective_on": DATES,
    "until": DATES,
    "action": ["ratification", "signature", "withdrawal", "denunciation"],
    "instrument": ["treaty", "unspecified", "oath"],
    "falls_to": ["supporter", "signatory", "king"],
}
LISTS = {
    "with": PARTICIPANTS,
    "participants": PARTICIPANTS,
    "launched_by": PARTICIPANTS,
    "launched_for": PARTICIPANTS,
}
ODD: list[Any] = [None, 1, True, 1.5, [], {}, ["EGY"], [["EGY"]], [None], "EGY"]
FILED: list[dict[str, Any]] = [
    {"type": "program", "id": "ilrs", "name": "International Lunar Research Station"},
    {"type": "program", "id": "tiers", "name": "T", "tiers": ["guest"], "members": ["guest"]},
    {"type": "program", "id": "gone", "name": "Gone"},
    {"type": "participant", "id": "cnsa", "name": "CNSA", "kind": "agency"},
    {"type": "participant", "id": "gone-agency", "name": "Gone", "kind": "agency"},
    *[
        {"type": "source", "id": one, "publisher": "P", "title": one, "tier": "press"}
        for one in SOURCES[:3]
    ],
    {"type": "document", "id": "protocol", "title": "Protocol", "form": "treaty"},
    {"type": "retraction", "event": "#3", "reason": "never"},
    {"type": "retraction", "event": "#5", "reason": "never"},
    {"type": "correction", "event": "#7", "changes": {"title": "Other"}, "reason": "wrong"},
    {"type": "retraction", "event": "#8", "reason": "never"},
]


@st.composite
def acts(draw: st.DrawFn) -> dict[str, Any]:
    """The wire form of an act, or of what is nearly one."""
    event_type = draw(st.sampled_from(list(TYPES)))
    fields = codec.field_names(event_type)
    asked = draw(st.sets(st.sampled_from([*fields, "x"]), max_size=3))
    needed = ["occurred_on", *TYPES[event_type]]
    wire = {field: draw(_value(field)) for field in [*needed, *sorted(asked)]}
    left_out = draw(st.sampled_from([None] * 9 + needed))
    return {"type": event_type, **{key: one for key, one in wire.items() if key != left_out}}


def _value(field: str) -> st.SearchStrategy[Any]:
    usual: st.SearchStrategy[Any] = st.sampled_from(VALUES.get(field, TEXTS))
    if field == "citations":
        usual = st.lists(_citations(), max_size=2)
    if field in LISTS:
        usual = st.lists(st.sampled_from(LISTS[field]), max_size=3)
    first: st.SearchStrategy[Any] = st.sampled_from(VALUES.get(field, TEXTS)[:2])
    plain = first if field not in LISTS and field != "citations" else usual
    return st.one_of(plain, plain, plain, usual, st.sampled_from(ODD))


def _citations() -> st.SearchStrategy[Any]:
    optional = {
        "says": st.sampled_from(DATES),
        "quote": st.sampled_from(TEXTS),
        "wording": st.sampled_from(TEXTS),
        "locator": st.sampled_from([*TEXTS, None]),
        "supports": st.sampled_from([["place"], [], ["king"], "place"]),
    }
    some = st.fixed_dictionaries({"source": st.sampled_from(SOURCES)}, optional=optional)
    return st.one_of(some, some, some, st.sampled_from(ODD))


def as_value(wire: Any) -> Any:
    """The wire form that is kept of an event; None where it is refused."""
    try:
        return codec.encode(codec.decode(wire))
    except MalformedEvent:
        return None


@settings(max_examples=examples(4000))
@given(acts())
def test_a_wire_form_is_the_one_that_is_kept_if_and_only_if_it_is_told(
    wire: dict[str, Any],
) -> None:
    cls = as_written.class_of(wire)
    kept = as_value(wire)
    assert (cls is not None) == (wire == kept)
    if cls:
        event = codec.decode(wire)
        assert type(event) is cls
        assert columns_as_written(wire) == columns_of(event, lambda _: None)


@settings(max_examples=examples(2000))
@given(acts())
def test_what_is_kept_of_an_act_is_told(wire: dict[str, Any]) -> None:
    kept = as_value(wire)
    if kept:
        assert as_written.class_of(kept) is codec.CLASSES[wire["type"]]
        assert as_written.wire_in(codec.canonical(kept)) == kept


@pytest.mark.parametrize(
    "found", [None, [], "signing", {}, {"type": None}, {"type": ["signing"]}, *FILED]
)
def test_nothing_else_is_told(found: Any) -> None:
    assert as_written.class_of(found) is None
    assert as_written.wire_in(codec.canonical(found)) is None


def test_what_is_no_json_is_no_act() -> None:
    assert as_written.wire_in('{"type":"signing"') is None


def recorded(path: Path, wires: list[dict[str, Any]]) -> list[Any]:
    """What a ledger has after some events were taken in, and what became of each."""
    path.unlink(missing_ok=True)
    with Ledger.create(path, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as ledger:
        with ledger.batch() as batch:
            found: list[Any] = [_taken(batch, dict(wire)) for wire in [*FILED, *wires, *wires[:1]]]
        assert not [*verify(ledger)]
        found += ledger.sql.execute("SELECT * FROM events ORDER BY position").fetchall()
        found += ledger.sql.execute("SELECT size, root FROM tree_heads").fetchall()
        return found


def _taken(batch: Any, wire: dict[str, Any]) -> Any:
    try:
        return batch.add_wire(wire, by="desk")
    except MalformedEvent as refusal:
        return refusal.faults
    except Refusal as refusal:
        return str(refusal)


def both_ways(tmp_path: Path, wires: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """What is recorded of some events, as they are written and as values."""
    quick = recorded(tmp_path / "quick.db", wires)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(as_written, "class_of", lambda _: None)
        return quick, recorded(tmp_path / "by-values.db", wires)


@settings(max_examples=examples(150))
@given(st.lists(acts(), max_size=12))
def test_the_same_is_recorded_and_refused_both_ways(
    tmp_path_factory: pytest.TempPathFactory, wires: list[dict[str, Any]]
) -> None:
    one, other = both_ways(tmp_path_factory.getbasetemp(), wires)
    assert one == other


@pytest.mark.parametrize("many", [generate.wires(1500), treaties.wires(800, 5, 80)])
def test_many_events_are_recorded_alike(tmp_path: Path, many: Iterator[dict[str, Any]]) -> None:
    wires = list(many)
    assert sum(as_written.class_of(wire) is not None for wire in wires) > len(wires) / 2
    one, other = both_ways(tmp_path, wires)
    assert one == other


def test_a_name_is_looked_up_anew_where_its_definition_was_retracted(tmp_path: Path) -> None:
    signing = {"type": "signing", "program": "ilrs", "participant": "cnsa", "occurred_on": "2023"}
    wires: list[dict[str, Any]] = [
        signing,
        {"type": "retraction", "event": "#1", "reason": "never"},
        {**signing, "note": "after that"},
        {"type": "retraction", "event": "#4", "reason": "never"},
        {**signing, "program": "tiers"},
    ]
    one, other = both_ways(tmp_path, wires)
    assert one == other


def test_a_status_that_a_program_does_not_have_is_refused(tmp_path: Path) -> None:
    act = {"program": "tiers", "participant": "EGY", "occurred_on": "2023"}
    wires: list[dict[str, Any]] = [
        {"type": "signing", **act},
        {"type": "endorsement", **act},
        {"type": "consent", "action": "ratification", **act},
        {"type": "withdrawal", **act, "falls_to": "signatory"},
        {"type": "withdrawal", **act},
    ]
    one, other = both_ways(tmp_path, wires)
    assert one == other
    assert [isinstance(found, Receipt) for found in one[len(FILED) :][: len(wires)]] == [
        *[False] * 4,
        True,
    ]
