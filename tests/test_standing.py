"""What an event says once everything recorded about it is taken into account."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle import Oracle
from registers import event_of, register

from ledger import codec
from ledger.events import Correction, Event, Recorded, Retraction, Signing
from ledger.standing import About, History, history, reading, stands

START = """
2024-01-01 | signing program=ilrs participant=EGY on=2023-12-06 place=Beijing note=first
"""


def about(records: Sequence[Recorded]) -> About:
    """What was recorded about each event, as a ledger gives it."""
    of: dict[int, list[Recorded]] = {}
    positions = {one.id: one.position for one in records}
    for one in records:
        if hasattr(one.event, "event"):
            of.setdefault(positions[one.event.event], []).append(one)
    return lambda position: of.get(position, ())


@pytest.mark.parametrize(
    ("words", "standing"),
    [
        ("", [1]),
        ("retract 1", [2]),
        ("attest 1", [1, 2]),
        ("place 1 Cairo", [1, 2]),
        ("retract 1, retract 2", [1, 3]),
        ("retract 1, retract 2, retract 3", [2, 4]),
        ("retract 1, retract 1", [2, 3]),
        ("retract 1, retract 1, retract 2", [3, 4]),
        ("retract 1, retract 1, retract 2, retract 3", [1, 4, 5]),
        ("retract 1, retract 2, retract 2", [1, 3, 4]),
        ("retract 1, attest 1, retract 3", [2, 4]),
        ("place 1 Cairo, retract 2", [1, 3]),
        ("place 1 Cairo, retract 1", [2, 3]),
        ("retract 1, place 1 Cairo, retract 2", [1, 3, 4]),
    ],
)
def test_what_stands(words: str, standing: list[int]) -> None:
    records = told(words)
    assert [one.position for one in records if stands(one.position, about(records))] == standing


@pytest.mark.parametrize(
    ("words", "place", "by"),
    [
        ("", "Beijing", ()),
        ("place 1 Cairo", "Cairo", (2,)),
        ("place 1", None, (2,)),
        ("note 1 second", "Beijing", (2,)),
        ("attest 1", "Beijing", ()),
        # the later one has the last word, and it is the order of the ledger that counts
        ("place 1 Cairo, place 1 Giza", "Giza", (2, 3)),
        ("place 1 Giza, place 1 Cairo", "Cairo", (2, 3)),
        ("place 1 Cairo, note 1 n", "Cairo", (2, 3)),
        ("place 1 Cairo, place 1 Beijing", "Beijing", (2, 3)),
        # what was retracted counts no more, what is retracted no more counts again, in its place
        ("place 1 Cairo, retract 2", "Beijing", ()),
        ("place 1 Cairo, place 1 Giza, retract 3", "Cairo", (2,)),
        ("place 1 Cairo, place 1 Giza, retract 2", "Giza", (3,)),
        ("place 1 Cairo, retract 2, place 1 Giza, retract 3", "Giza", (2, 4)),
        # an event that was retracted reads as it did
        ("place 1 Cairo, retract 1", "Cairo", (2,)),
    ],
)
def test_how_it_reads(words: str, place: str | None, by: tuple[int, ...]) -> None:
    records = told(words)
    event, corrections = reading(records[0], about(records))
    assert isinstance(event, Signing)
    assert (event.place, corrections) == (place, by)


def test_what_was_recorded_is_never_changed() -> None:
    records = told("place 1 Cairo")
    reading(records[0], about(records))
    assert records == told("place 1 Cairo")


def test_as_known_before_something_was_recorded() -> None:
    records = told("place 1 Cairo, retract 2, retract 1, retract 4")
    known = [about(records[:size]) for size in range(1, 6)]
    assert [stands(1, known_at) for known_at in known] == [True, True, True, False, True]
    assert [reading(records[0], known_at)[1] for known_at in known] == [(), (2,), (), (), ()]


def told(words: str) -> list[Recorded]:
    """A signing, and what is said of it: ``retract 1``, ``place 1 Cairo``, ``place 1`` (it has
    none), ``attest 1``."""
    return register(START + "\n".join(map(_line, enumerate(filter(None, words.split(", ")), 2))))


def _line(numbered: tuple[int, str]) -> str:
    position, words = numbered
    verb, target, *value = words.split()
    if verb == "retract":
        return f" | retraction event=#{target} reason='said by #{position}'"
    if verb == "attest":
        return f" | attestation event=#{target} cites=s"
    return f" | correction event=#{target} changes.{verb}={''.join(value)}"


@given(st.data())
def test_a_history_says_at_each_moment_what_the_oracle_says(data: st.DataObject) -> None:
    """Retractions of anything, of one event several times, and corrections between them."""
    history, oracle, fields = History(), Oracle(), ("place", "note")
    oracle.add({"type": "signing", "event": 0})
    for position in range(2, data.draw(st.integers(2, 16), "size") + 1):
        target = data.draw(st.integers(max(1, position - 3), position - 1), "target")
        if oracle.events[target - 1]["type"] == "signing" and data.draw(st.booleans(), "corrects"):
            changes = {data.draw(st.sampled_from(fields)): str(position)}
            oracle.add({"type": "correction", "event": target, "changes": changes})
            history.correct(position, target, changes)
        else:
            suppose(history, oracle, target, position)
            oracle.add({"type": "retraction", "event": target})
            history.retract(position, target)
        assert_alike(history, oracle)


def suppose(history: History, oracle: Oracle, target: int, position: int) -> None:
    """Within the block it is as if the event were retracted, and after it as before."""
    oracle.add({"type": "retraction", "event": target})
    with history.supposing(position, target):
        assert_alike(history, oracle)
    oracle.events.pop()
    assert_alike(history, oracle)


def assert_alike(history: History, oracle: Oracle) -> None:
    known = len(oracle.events)
    for position in range(1, known + 1):
        assert history.stands(position) == oracle.stands(position, known)
    signing = told("")[0].event
    read, _ = history.reading(1, signing)
    wanted = codec.encode(signing) | {
        key: value for key, value in oracle.reads(1, known).items() if key in ("place", "note")
    }
    assert codec.encode(read) == wanted


@pytest.mark.parametrize(
    ("words", "origins", "corrected"),
    [
        ("retract 1, retract 2", [1, 1, 1], [None, None, None]),
        ("place 1 Cairo, retract 2, retract 3", [1, 2, 2, 2], [None, 1, 1, 1]),
        ("place 1 Cairo, retract 2, retract 2, retract 4", [1, 2, 2, 2, 2], [None, 1, 1, 1, 1]),
        ("attest 1, retract 2", [1, 2, 2], [None, None, None]),
    ],
)
def test_what_is_retracted_in_the_end(
    words: str, origins: list[int], corrected: list[int | None]
) -> None:
    records = told(words)
    found = history(1, about(records))
    assert [found.origin(one.position) for one in records] == origins
    assert [found.corrected(one.position) for one in records] == corrected


class TestMany:
    """Thousands of entries about one event: no recursion, and nothing that grows by squares."""

    def test_a_chain_of_retractions(self) -> None:
        def next_one(last: Recorded) -> Event:
            return Retraction(event=last.id, reason="no")

        records = chain(10_000, next_one)
        started = time.process_time()
        assert not stands(1, about(records))  # #10000 stands, #9999 does not, and so on
        assert stands(1, about(records[:-1]))
        assert reading(records[0], about(records)) == (records[0].event, ())
        assert time.process_time() - started < 5

    def test_corrections_of_one_event(self) -> None:
        first = chain(1, event_of)[0]

        def next_one(last: Recorded) -> Event:
            return Correction(event=first.id, changes={"note": f"note {last.position}"}, reason="r")

        records = chain(2_000, next_one)
        event, by = reading(records[0], about(records))
        assert isinstance(event, Signing)
        assert event.note == "note 1999"
        assert by == tuple(range(2, 2_001))

    def test_a_correction_at_the_end_of_a_chain(self) -> None:
        """#2 corrects, #3 retracts #2, #4 retracts #3, and so on."""

        def next_one(last: Recorded) -> Event:
            if last.position == 1:
                return Correction(event=last.id, changes={"place": "Cairo"}, reason="r")
            return Retraction(event=last.id, reason="no")

        records = chain(5_001, next_one)
        assert reading(records[0], about(records))[1] == ()
        assert reading(records[0], about(records[:-1]))[1] == (2,)


def chain(length: int, next_one: Callable[[Recorded], Event]) -> list[Recorded]:
    """A signing, and then each time what follows from the last one."""
    records = told("")
    while len(records) < length:
        event = next_one(records[-1])
        records.append(
            Recorded(
                position=len(records) + 1,
                id=codec.event_id(codec.body(event)),
                recorded_at=datetime(2024, 1, 1, tzinfo=UTC),
                recorded_by="desk",
                event=event,
            )
        )
    return records
