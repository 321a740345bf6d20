"""The events as they stand: corrected, retracted, taken back, and resumed at every position."""

from collections.abc import Sequence
from typing import Any

import pytest
from extent import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import Oracle
from registers import register

from ledger import codec
from ledger.events import Correction, Recorded, Retraction, Signing
from projections.effective import Effective, fold

SIGNED = "| signing program=p participant=FRA on=2020-01-01"

STORIES = {
    "an event stands as it was recorded": (
        SIGNED,
        ["#1 FRA 2020-01-01"],
    ),
    "a correction changes how it reads": (
        f"""{SIGNED}
        | correction event=#1 changes.occurred_on=2020-01-02
        """,
        ["#1 FRA 2020-01-02 by #2", "#2"],
    ),
    "corrections follow each other in the order of the ledger": (
        f"""{SIGNED}
        | correction event=#1 changes.occurred_on=2020-01-02
        | correction event=#1 changes.occurred_on=2020-01-03 changes.participant=ITA
        | correction event=#1 changes.participant=ESP
        """,
        ["#1 ESP 2020-01-03 by #2 #3 #4", "#2", "#3", "#4"],
    ),
    "a retracted event stands no more": (
        f"""{SIGNED}
        | retraction event=#1
        """,
        ["#2"],
    ),
    "a retraction taken back leaves the event standing": (
        f"""{SIGNED}
        | retraction event=#1
        | retraction event=#2
        """,
        ["#1 FRA 2020-01-01", "#3"],
    ),
    "so it goes on": (
        f"""{SIGNED}
        | retraction event=#1
        | retraction event=#2
        | retraction event=#3
        """,
        ["#2", "#4"],
    ),
    "two retractions are both to be taken back": (
        f"""{SIGNED}
        | retraction event=#1 reason=one
        | retraction event=#1 reason=two
        | retraction event=#2
        """,
        ["#3", "#4"],
    ),
    "a retracted correction is as if it had never been": (
        f"""{SIGNED}
        | correction event=#1 changes.occurred_on=2020-01-02
        | correction event=#1 changes.participant=ITA
        | retraction event=#2
        """,
        ["#1 ITA 2020-01-01 by #3", "#3", "#4"],
    ),
    "a correction counts again when its retraction is taken back": (
        f"""{SIGNED}
        | correction event=#1 changes.occurred_on=2020-01-02
        | retraction event=#2
        | retraction event=#3
        """,
        ["#1 FRA 2020-01-02 by #2", "#2", "#4"],
    ),
    "what is corrected while retracted reads so when it stands again": (
        f"""{SIGNED}
        | retraction event=#1
        | correction event=#1 changes.occurred_on=2020-01-02
        | retraction event=#2
        """,
        ["#1 FRA 2020-01-02 by #3", "#3", "#4"],
    ),
    "an attestation leaves an event as it is, and can be corrected itself": (
        f"""{SIGNED}
        | attestation event=#1 cites=s
        | correction event=#2 changes.stance=disputes
        """,
        ["#1 FRA 2020-01-01", "#2 by #3", "#3"],
    ),
    "an attestation goes alone": (
        f"""{SIGNED}
        | attestation event=#1 cites=s
        | retraction event=#2
        """,
        ["#1 FRA 2020-01-01", "#3"],
    ),
}


def lines(effective: Effective) -> list[str]:
    """Each event that stands: its position, who signed and when, and what made it read so."""
    found = []
    for one in effective:
        words = [f"#{one.position}"]
        if isinstance(one.event, Signing):
            words += [one.event.participant, one.event.occurred_on.text]
        about = [it for it in effective.about(one.position) if effective.standing(it.position)]
        by = [f"#{it.position}" for it in about if isinstance(it.event, Correction)]
        words += ["by", *by] if by else []
        found.append(" ".join(words))
    return found


@pytest.mark.parametrize(("text", "expected"), STORIES.values(), ids=STORIES.keys())
def test_events_stand(text: str, expected: list[str]) -> None:
    assert lines(fold(register(text))) == expected


@pytest.mark.parametrize("text", [text for text, _ in STORIES.values()], ids=STORIES.keys())
def test_a_fold_resumed_anywhere_is_the_fold_of_the_whole(text: str) -> None:
    records = register(text)
    for split in range(len(records) + 1):
        assert_alike(fold(records[split:], fold(records[:split])), fold(records))


def assert_alike(one: Effective, other: Effective) -> None:
    assert list(one) == list(other)
    assert (one.size, one.records) == (other.size, other.records)
    for position in one.records:
        assert one.standing(position) == other.standing(position)
        assert list(one.about(position)) == list(other.about(position))


def test_a_fold_of_nothing_is_empty() -> None:
    empty = fold([])
    assert (list(empty), empty.size, empty.records) == ([], 0, {})
    assert empty.standing(1) is None
    assert list(empty.about(1)) == []


def test_a_record_knows_what_it_is_about_and_what_that_is_about_in_the_end() -> None:
    records = register(f"""{SIGNED}
        | correction event=#1 changes.occurred_on=2020-01-02
        | retraction event=#2
        | attestation event=#1 cites=s
        | retraction event=#4
        """)
    effective = fold(records)
    targets = [effective.target(one) for one in records]
    assert [one and one.position for one in targets] == [None, 1, 2, 1, 4]
    assert {effective.root(one).position for one in records} == {1}
    assert [one.position for one in effective.about(1)] == [2, 4]
    assert effective.size == 5


def test_what_is_read_is_the_event_and_what_was_recorded_stays() -> None:
    records = register(f"{SIGNED}\n| correction event=#1 changes.occurred_on=2020-01-02")
    standing = fold(records).standing(1)
    assert standing is not None
    assert standing.recorded is records[0]
    assert isinstance(standing.event, Signing)
    assert standing.event.occurred_on.text == "2020-01-02"


# Against the naive oracle, which reads every event from scratch.

Meant = dict[str, Any]


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[Meant]]:
    """A register, and the same as the oracle takes it."""
    text, meant = [], list[Meant]()
    for number in range(1, draw(st.integers(2, 12)) + 1):
        kinds = ["signing", "correction", "correction", "retraction", "retraction", "attestation"]
        what = draw(st.sampled_from(kinds)) if meant else "signing"
        target = draw(st.integers(1, len(meant))) if meant else 0
        of = meant[target - 1]["type"] if meant else None
        on = f"2020-01-{draw(st.integers(1, 28)):02}"
        if what == "signing" or (what == "correction" and of in ("correction", "retraction")):
            text.append(f"signing program=p participant=FRA on={on} note={number}")
            meant.append({"type": "signing", "occurred_on": on})
        elif what == "correction":
            field = "occurred_on" if of == "signing" else "note"
            text.append(f"correction event=#{target} changes.{field}={on} reason={number}")
            meant.append({"type": "correction", "event": target, "changes": {field: on}})
        elif what == "retraction":
            text.append(f"retraction event=#{target} reason={number}")
            meant.append({"type": "retraction", "event": target})
        else:
            text.append(f"attestation event=#{target} cites=s note={number}")
            meant.append({"type": "attestation", "event": target, "note": str(number)})
    return "\n".join(f"| {line}" for line in text), meant


def told(meant: Sequence[Meant], known: int) -> dict[int, Any]:
    """The events that stand at a position, each with the one field that is ever corrected."""
    oracle = Oracle()
    for event in meant:
        oracle.add(event)
    return {
        position: oracle.reads(position, known).get(field_of(event))
        for position, event in enumerate(meant[:known], 1)
        if oracle.stands(position, known)
    }


def field_of(event: Meant) -> str:
    return {"signing": "occurred_on", "attestation": "note"}.get(event["type"], "")


def read(effective: Effective, meant: Sequence[Meant]) -> dict[int, Any]:
    return {
        one.position: codec.encode(one.event).get(field_of(meant[one.position - 1]))
        for one in effective
    }


@given(histories())
@settings(max_examples=examples(60), deadline=None)
def test_at_every_position_events_read_as_they_do_from_scratch(
    history: tuple[str, list[Meant]],
) -> None:
    text, meant = history
    records = register(text)
    grown = Effective()
    for known, record in enumerate(records, 1):
        assert grown.apply(record) is grown
        assert read(grown, meant) == told(meant, known)
        assert_alike(grown, fold(records[:known]))


@given(histories(), st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_fold_of_two_parts_is_the_fold_of_both(
    history: tuple[str, list[Meant]], data: st.DataObject
) -> None:
    records = register(history[0])
    split = data.draw(st.integers(0, len(records)))
    assert_alike(fold(records[split:], fold(records[:split])), fold(records))


def test_a_retraction_that_stands_is_an_event_that_stands() -> None:
    records: list[Recorded] = register(f"{SIGNED}\n| retraction event=#1")
    [standing] = fold(records)
    assert isinstance(standing.event, Retraction)
