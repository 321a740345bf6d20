"""The ledger: what an append writes, what a reader gets, and what stays out."""

import hashlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from registers import event_of, register

from ledger import codec, records
from ledger.batch import Receipt
from ledger.errors import (
    AlreadyFiled,
    Ambiguous,
    ClockBehind,
    LedgerRefusal,
    MalformedEvent,
    ReadOnly,
    Unexpected,
    Unknown,
)
from ledger.events import Correction, Event, Program, Recorded, Retraction, Signing
from ledger.records import moment, now, record, stamp
from ledger.store import Ledger, TreeHead, Upstream
from ledger.transparency import merkle
from ledger.verify import verify
from ledger.version import __version__

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HISTORY = """
2024-01-01 | program ilrs name="International Lunar Research Station" aliases=ILRS
           | participant cnsa name=CNSA state=CHN
           | source cgtn published_on=2023-12-07
           | source undated
           | milestone landing on=2030~
           | signing program=ilrs participant=EGY on=2023-12-06 with=cnsa cites=cgtn
           | endorsement program=ilrs participant=BOL on=../2025-04
           | consent program=ilrs participant=ZAF on=2023 action=accession
           | withdrawal program=ilrs participant=ZAF on=2024-01/.. effective_on=2025
           | announcement program=ilrs participants=MYS on=2023-06
           | announcement on=2022-06 summary="without a program"
           | launch payload=MisrSat-2 launched_by=CHN launched_for=EGY on=2023-12-04
           | claim program=ilrs on=2023-12-31 count=9 cites=cgtn
           | attestation event=#6 cites=undated
           | correction event=#6 changes.place=Cairo
           | retraction event=#15
"""


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def goes(self, **by: int) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def desk(path: Path, clock: Clock) -> Iterator[Ledger]:
    """A new ledger, open to append to."""
    with Ledger.create(path, clock=clock) as desk:
        yield desk


def events(text: str = HISTORY) -> list[Event]:
    return [event_of(one) for one in register(text)]


def milestone(identity: str, on: str = "2023") -> Event:
    return codec.decode({"type": "milestone", "id": identity, "name": "N", "on": on})


def milestones(*numbers: int) -> list[Event]:
    return [milestone(f"m{number}") for number in numbers]


def rows(path: Path, query: str) -> list[Any]:
    """What another program reads in the file."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


class TestTheFormat:
    """The bytes that are hashed, given letter by letter and hashed without the ledger's help."""

    BODY = '{"id":"ilrs","name":"Station “Луна”","type":"program"}'
    EVENT_ID = "1fc16e6b6969e17d6b4a73e3804cdb5f85d9a74a8fcd63e1a944a6641330387e"
    RECORD = (
        '{"body":{"id":"ilrs","name":"Station “Луна”","type":"program"},'
        '"id":"' + EVENT_ID + '",'
        '"position":1,"recorded_at":"2026-11-21T12:00:00Z","recorded_by":"the \\"desk\\" \\\\ é"}'
    ).encode()

    def test_of_one_event(self, desk: Ledger, path: Path) -> None:
        desk.append([codec.loads(self.BODY)], by='the "desk" \\ é')
        leaf = hashlib.sha256(b"\x00" + self.RECORD).digest()
        found = rows(path, "SELECT body, id, leaf, nodes FROM events")
        assert found == [(self.BODY, self.EVENT_ID, leaf, b"")]
        assert hashlib.sha256(self.BODY.encode()).hexdigest() == self.EVENT_ID
        head = (1, leaf, "2026-11-21T12:00:00Z", __version__)
        assert rows(path, "SELECT * FROM tree_heads") == [head]
        assert desk.head().version == __version__

    def test_of_the_tree(self, desk: Ledger, path: Path) -> None:
        desk.append(milestones(1, 2, 3), by="desk")
        desk.append(milestones(4), by="desk")
        (one, _), (two, over_two), (three, after_three), (four, over_four) = rows(
            path, "SELECT leaf, nodes FROM events ORDER BY position"
        )

        def node(left: bytes, right: bytes) -> bytes:
            return hashlib.sha256(b"\x01" + left + right).digest()

        assert over_two == node(one, two)
        assert after_three == b""
        assert over_four == node(three, four) + node(over_two, node(three, four))
        assert rows(path, "SELECT size, root FROM tree_heads") == [
            (3, node(over_two, three)),
            (4, node(over_two, node(three, four))),
        ]

    @given(by=st.text(st.characters(exclude_categories=["Cs"])), position=st.integers(1, 2**53))
    def test_a_record_is_canonical_json(self, by: str, position: int) -> None:
        wanted = {
            "body": json.loads(self.BODY),
            "id": self.EVENT_ID,
            "position": position,
            "recorded_at": "2026-11-21T12:00:00Z",
            "recorded_by": by,
        }
        found = record(position, self.EVENT_ID, "2026-11-21T12:00:00Z", by, self.BODY)
        assert found.decode() == codec.canonical(wanted)

    def test_what_an_event_is_found_by(self, desk: Ledger, path: Path) -> None:
        desk.append(events(), by="desk")
        columns = "type, program, participant, earliest, latest, date, defines, about"
        assert rows(path, f"SELECT {columns} FROM events ORDER BY position") == [
            ("program", None, None, None, None, None, "ilrs", None),
            ("participant", None, None, None, None, None, "cnsa", None),
            ("source", None, None, "2023-12-07", "2023-12-07", None, "cgtn", None),
            ("source", None, None, None, None, None, "undated", None),
            ("milestone", None, None, "2029-01-01", "2031-12-31", "2030~", "landing", None),
            ("signing", "ilrs", "EGY", "2023-12-06", "2023-12-06", None, None, None),
            ("endorsement", "ilrs", "BOL", "0001-01-01", "2025-04-30", "../2025-04", None, None),
            ("consent", "ilrs", "ZAF", "2023-01-01", "2023-12-31", "2023", None, None),
            ("withdrawal", "ilrs", "ZAF", "2025-01-01", "2025-12-31", "2025", None, None),
            ("announcement", "ilrs", None, "2023-06-01", "2023-06-30", "2023-06", None, None),
            ("announcement", None, None, "2022-06-01", "2022-06-30", "2022-06", None, None),
            ("launch", None, None, "2023-12-04", "2023-12-04", None, None, None),
            ("claim", "ilrs", None, "2023-12-31", "2023-12-31", None, None, None),
            ("attestation", None, None, None, None, None, None, 6),
            ("correction", None, None, None, None, None, None, 6),
            ("retraction", None, None, None, None, None, None, 15),
        ]

    @pytest.mark.parametrize(
        ("given_moment", "stamped"),
        [
            (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
            (datetime(2026, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC), "2026-01-02T03:04:05Z"),
            (
                datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=8))),
                "2026-01-01T19:04:05Z",
            ),
        ],
    )
    def test_a_moment_is_kept_in_utc_to_the_second(
        self, given_moment: datetime, stamped: str
    ) -> None:
        assert stamp(given_moment) == stamped
        assert moment(stamped) == given_moment.replace(microsecond=0)

    def test_now_is_such_a_moment(self) -> None:
        before = datetime.now(UTC)
        assert before.replace(microsecond=0) <= now() <= datetime.now(UTC)
        assert now().microsecond == 0
        assert now().tzinfo == UTC

    @pytest.mark.parametrize(
        "stamped",
        [
            "",
            "2026-01-02",
            "2026-01-02T03:04:05",
            "2026-01-02 03:04:05Z",
            "2026-01-02T03:04:05+00:00",
            "2026-01-02T03:04:05.5Z",
            "2026-1-2T3:4:5Z",
            "20260102T030405Z",
            "2026-13-02T03:04:05Z",
            "2026-01-02T03:04:60Z",
        ],
    )
    def test_a_moment_has_one_form(self, stamped: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            moment(stamped)


class TestAppending:
    def test_positions_have_no_gap(self, desk: Ledger) -> None:
        receipts = desk.append(milestones(1, 2), by="desk")
        receipts += desk.append(milestones(3), by="desk")
        receipts += desk.append(milestones(4, 5, 6), by="desk")
        assert [one.position for one in receipts] == [1, 2, 3, 4, 5, 6]
        assert [one.position for one in desk.events()] == [1, 2, 3, 4, 5, 6]

    def test_an_event_comes_back_as_it_was_given(self, desk: Ledger) -> None:
        given_events = events()
        receipts = desk.append(given_events, by="desk")
        found = list(desk.events())
        assert [one.event for one in found] == given_events
        assert [one.id for one in found] == [one.id for one in receipts]
        assert {(one.recorded_at, one.recorded_by) for one in found} == {(NOON, "desk")}

    def test_the_same_event_again_is_known(self, desk: Ledger) -> None:
        [first] = desk.append(milestones(1), by="desk")
        [again] = desk.append(milestones(1), by="somebody else", at=NOON)
        assert again == Receipt(first.position, first.id, new=False)
        [known, new, twice] = desk.append(milestones(1, 2, 2), by="desk")
        assert [(one.position, one.new) for one in (known, new, twice)] == [
            (1, False),
            (2, True),
            (2, False),
        ]
        assert desk.size == 2

    def test_a_whole_history_again_changes_nothing(self, desk: Ledger, path: Path) -> None:
        desk.append(events(), by="desk")
        before = rows(path, "SELECT * FROM events") + rows(path, "SELECT * FROM tree_heads")
        assert not any(one.new for one in desk.append(events(), by="desk"))
        after = rows(path, "SELECT * FROM events") + rows(path, "SELECT * FROM tree_heads")
        assert before == after

    def test_one_tree_head_a_commit(self, desk: Ledger, path: Path, clock: Clock) -> None:
        for numbers in ([1, 2, 3], [], [3], [4], [4, 5]):
            desk.append(milestones(*numbers), by="desk")
            clock.goes(minutes=1)
        assert rows(path, "SELECT size, recorded_at FROM tree_heads") == [
            (3, "2026-11-21T12:00:00Z"),
            (4, "2026-11-21T12:03:00Z"),
            (5, "2026-11-21T12:04:00Z"),
        ]

    @pytest.mark.parametrize(("expect", "of"), [(0, 0), (2, 2)])
    def test_of_the_size_that_was_expected(self, desk: Ledger, expect: int, of: int) -> None:
        desk.append(milestones(*range(of)), by="desk")
        desk.append(milestones(99), by="desk", expect=expect)
        assert desk.size == of + 1

    @pytest.mark.parametrize(
        ("expect", "of", "words"),
        [(0, 1, "1 event, not 0"), (3, 2, "2 events, not 3"), (1, 0, "0 events, not 1")],
    )
    def test_of_another_size(self, desk: Ledger, expect: int, of: int, words: str) -> None:
        desk.append(milestones(*range(of)), by="desk")
        with pytest.raises(Unexpected) as refusal:
            desk.append(milestones(99), by="desk", expect=expect)
        assert str(refusal.value) == (
            f"the ledger has {words} as expected: read what came in between, then append again"
        )
        assert desk.size == of

    def test_a_second_definition_of_one_id(self, desk: Ledger) -> None:
        desk.append(events(), by="desk")
        other = register('2024-01-01 | program ilrs name="Another one"')[0].event
        with pytest.raises(AlreadyFiled) as refusal:
            desk.append([*milestones(1), other], by="desk")
        assert str(refusal.value) == (
            "program 'ilrs' was filed already as #1: correct that event instead"
        )
        assert desk.size == 16
        [receipt] = desk.append([milestone("ilrs")], by="desk")
        assert receipt.new  # an id of another type is another's

    def test_two_definitions_of_one_id_in_one_batch(self, desk: Ledger) -> None:
        with pytest.raises(AlreadyFiled, match=r"milestone 'm1' was filed already as #2"):
            desk.append(
                [
                    *milestones(0, 1),
                    milestone("m1", on="2024"),
                ],
                by="desk",
            )
        assert desk.size == 0

    def test_of_an_event_without_measure(self, desk: Ledger) -> None:
        wire = {"type": "signing", "program": "ilrs", "participant": "EGY", "occurred_on": "2023"}
        desk.append(events(), by="desk")

        def long(more: int) -> Event:
            locators = "é" * 20_000, "é" * 10_000, "e" * more
            citations = [{"source": "cgtn", "locator": locator} for locator in locators]
            return codec.decode({**wire, "citations": citations})

        desk.append([long(1000)], by="desk")
        room = 1000 + records.LIMIT - len(records.record(*next(desk.rows(16))))
        with pytest.raises(MalformedEvent) as refusal:
            desk.append([long(room + 1)], by="desk")
        assert (
            str(refusal.value) == "its record has 65,536 bytes, and may have 65,535: shorten a text"
        )
        desk.append([long(room)], by="desk")
        assert len(records.record(*next(desk.rows(17)))) == 65_535
        assert list(verify(desk)) == []


class TestRecordTime:
    def test_never_goes_back(self, desk: Ledger, clock: Clock) -> None:
        desk.append(milestones(1), by="desk")
        clock.goes(hours=-1)
        desk.append(milestones(2), by="desk")
        clock.goes(days=-365)
        desk.append(milestones(3), by="desk")
        clock.goes(days=365, hours=2)
        desk.append(milestones(4), by="desk")
        later = NOON + timedelta(hours=1)
        assert [one.recorded_at for one in desk.events()] == [NOON, NOON, NOON, later]
        assert list(verify(desk)) == []

    def test_a_clock_that_goes_back_within_a_batch(self, desk: Ledger, clock: Clock) -> None:
        with desk.batch() as batch:
            for event in milestones(1, 2, 3):
                batch.add(event, by="desk")
                clock.goes(seconds=-1)
        assert {one.recorded_at for one in desk.events()} == {NOON}

    def test_may_be_given(self, desk: Ledger) -> None:
        then = datetime(2021, 3, 9, tzinfo=UTC)
        desk.append(milestones(1), by="sample", at=then)
        desk.append(milestones(2), by="sample", at=then)
        assert {one.recorded_at for one in desk.events()} == {then}
        assert desk.head().recorded_at == then

    def test_is_never_given_before_the_last(self, desk: Ledger) -> None:
        desk.append(milestones(1), by="desk")
        with pytest.raises(ClockBehind) as refusal:
            desk.append(milestones(2, 3), by="desk", at=NOON - timedelta(seconds=1))
        assert str(refusal.value) == (
            "record time 2026-11-21T11:59:59Z is before the ledger's last, 2026-11-21T12:00:00Z:"
            " record time never goes back"
        )
        assert desk.size == 1

    def test_is_the_same_for_a_subscriber_and_in_the_file(self, path: Path) -> None:
        told: list[Recorded] = []

        def read(desk: Ledger, after: int) -> None:
            told.extend(desk.events(after=after))

        there = timezone(timedelta(hours=8))
        moments = [
            datetime(2026, 11, 21, 20, 0, 0, 900_000, tzinfo=there),
            datetime(2026, 11, 21, 12, 0, 0, 100_000, tzinfo=UTC),
        ]
        with Ledger.create(path, subscribers=[read]) as desk:
            with desk.batch() as batch:
                for event, at in zip(milestones(1, 2), moments, strict=True):
                    batch.add(event, by="desk", at=at)
            assert [one.recorded_at for one in told] == [NOON, NOON]
            assert list(desk.events()) == told

    @pytest.mark.parametrize(
        ("minutes", "position"), [(-1, 0), (0, 2), (4, 2), (5, 5), (9, 5), (10, 6), (10_000, 6)]
    )
    def test_known_on(self, desk: Ledger, clock: Clock, minutes: int, position: int) -> None:
        for numbers in ([1, 2], [3, 4, 5], [6]):
            desk.append(milestones(*numbers), by="desk")
            clock.goes(minutes=5)
        assert desk.known_on(NOON + timedelta(minutes=minutes)) == position


class TestAllOrNothing:
    @pytest.mark.parametrize("at_once", [1, 2, 1000])
    def test_a_refusal_in_the_middle(
        self, desk: Ledger, path: Path, at_once: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ledger.held_rows.AT_ONCE", at_once)
        desk.append(milestones(1), by="desk")
        before = rows(path, "SELECT * FROM events") + rows(path, "SELECT * FROM tree_heads")
        [bad] = events("2024-01-01 | signing program=nothing participant=EGY on=2023")
        with pytest.raises(MalformedEvent):
            desk.append([*milestones(2, 3, 4), bad, *milestones(5)], by="desk")
        after = rows(path, "SELECT * FROM events") + rows(path, "SELECT * FROM tree_heads")
        assert before == after
        assert [one.position for one in desk.append(milestones(6), by="desk")] == [2]
        assert list(verify(desk)) == []

    @pytest.mark.parametrize("ends", [True, False])
    def test_many_events_leave_every_index_where_the_ledger_was_empty(
        self, desk: Ledger, path: Path, ends: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ledger.held_rows.AT_ONCE", 2)
        schema = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY sql"
        before = rows(path, schema)
        by_program = "SELECT count(*) FROM events INDEXED BY events_by_program WHERE program > ''"
        ending = nullcontext() if ends else pytest.raises(OSError, match="the file")
        with ending, desk.batch() as batch:
            for event in events():
                batch.add(event, by="desk")
            with pytest.raises(sqlite3.OperationalError, match="no such index"):
                desk.sql.execute(by_program)  # it is made in the end
            if not ends:
                raise OSError("the file that they come from")
        assert rows(path, schema) == before
        [(found,)] = rows(path, by_program)
        assert found == len([one for one in desk.events() if getattr(one.event, "program", None)])
        assert bool(found) == ends
        assert list(verify(desk)) == []

    def test_a_refusal_that_is_taken_leaves_the_rest(self, desk: Ledger) -> None:
        [bad] = events("2024-01-01 | signing program=nothing participant=EGY on=2023")
        with desk.batch() as batch:
            batch.add(milestones(1)[0], by="desk")
            with pytest.raises(MalformedEvent):
                batch.add(bad, by="desk")
            batch.add(milestones(2)[0], by="desk")
        assert desk.size == 2
        assert list(verify(desk)) == []

    def test_events_that_end_in_an_exception(self, desk: Ledger) -> None:
        def some() -> Iterator[Event]:
            yield from milestones(1, 2)
            raise OSError("the file that they come from")

        with pytest.raises(OSError, match="the file"):
            desk.append(some(), by="desk")
        assert desk.size == 0
        assert desk.head() == TreeHead(0, merkle.EMPTY_ROOT, None)

    def test_an_interrupt(self, desk: Ledger) -> None:
        def some() -> Iterator[Event]:
            yield from milestones(1, 2)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            desk.append(some(), by="desk")
        assert desk.size == 0

    @pytest.mark.parametrize(
        ("failing", "kept"),
        [(lambda _: 1 / 0, "first"), (lambda desk: desk.sql.execute("no statement"), None)],
    )
    def test_parts_of_a_change_that_were_ended_stay_unless_the_file_fails(
        self, desk: Ledger, failing: Callable[[Ledger], object], kept: str | None
    ) -> None:
        def change() -> None:
            with desk.change_in_parts() as end_part:
                desk.follow(Upstream("first", "", ""))
                end_part()
                desk.follow(Upstream("second", "", ""))
                failing(desk)

        with pytest.raises((ZeroDivisionError, LedgerRefusal)):
            change()
        assert (desk.upstream and desk.upstream.address) == kept

    def test_a_process_that_is_killed(self, desk: Ledger, path: Path) -> None:
        """What was acknowledged is there, what was not is not."""
        desk.append(milestones(1), by="desk")
        code = (
            "import os, sys; from ledger import codec; from ledger.store import Ledger\n"
            "def event(n):\n"
            "  return codec.decode({'type': 'milestone', 'id': n, 'name': 'N', 'on': '2023'})\n"
            "ledger = Ledger.open(sys.argv[1], write=True)\n"
            "ledger.append([event('m2')], by='other')\n"
            "with ledger.batch() as batch:\n"
            "  batch.add(event('m3'), by='other')\n"
            "  batch.event('#3')\n"  # it is written, and not committed
            "  os._exit(9)"
        )
        assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
        assert [one.recorded_by for one in desk.events()] == ["desk", "other"]
        assert list(verify(desk)) == []
        assert [one.position for one in desk.append(milestones(3), by="desk")] == [3]


class TestTheTree:
    def test_the_frontier_reloaded_at_each_size_is_the_one_computed(self, desk: Ledger) -> None:
        size = 0
        for more in [1, 2, 1, 3, 5, 8, 1, 11, 2, 6]:
            desk.append(milestones(*range(size, size + more)), by="desk")
            size += more
        leaves = [desk.node(0, index) for index in range(size)]
        for some in range(size + 1):
            computed = merkle.Frontier()
            for leaf in leaves[:some]:
                computed.add(leaf)
            assert desk.frontier(some).root() == computed.root() == naive_root(leaves[:some])

    def test_is_the_same_however_the_events_came(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = []
        for at_once in (1, 3, 1000):
            monkeypatch.setattr("ledger.held_rows.AT_ONCE", at_once)
            path = tmp_path / f"{at_once}.db"
            with Ledger.create(path, clock=lambda: NOON) as desk:
                desk.append([*events(), *milestones(*range(20))], by="desk")
            found.append(
                [rows(path, f"SELECT * FROM {table}") for table in ("events", "tree_heads")]
            )
        assert found[0] == found[1] == found[2]

    def test_heads(self, desk: Ledger) -> None:
        desk.append(milestones(1, 2, 3), by="desk")
        desk.append(milestones(4, 5), by="desk")
        sizes = [(size, desk.head(size).size) for size in (0, 1, 3, 4, 5)]
        assert sizes == [(0, 0), (1, 3), (3, 3), (4, 5), (5, 5)]
        assert desk.head() == desk.head(5) == TreeHead(5, desk.frontier(5).root(), NOON)
        assert desk.head(6) == desk.head(0) == TreeHead(0, merkle.EMPTY_ROOT, None)


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, as it stands there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


class TestReading:
    @pytest.fixture(autouse=True)
    def history(self, desk: Ledger) -> None:
        desk.append(events(), by="desk")

    @pytest.mark.parametrize(
        ("after", "until", "positions"),
        [
            (0, None, range(1, 17)),
            (0, 3, range(1, 4)),
            (14, None, range(15, 17)),
            (5, 6, range(6, 7)),
            (6, 6, ()),
            (16, None, ()),
            (0, 0, ()),
            (3, 99, range(4, 17)),
        ],
    )
    def test_a_stretch(
        self, desk: Ledger, after: int, until: int | None, positions: Sequence[int]
    ) -> None:
        assert [one.position for one in desk.events(after, until)] == list(positions)
        kept = [(row.position, row.id, codec.loads(row.body)) for row in desk.rows(after, until)]
        assert kept == [(one.position, one.id, one.event) for one in desk.events(after, until)]

    @pytest.mark.parametrize("position", [0, 17, -1])
    def test_nothing_at_a_position(self, desk: Ledger, position: int) -> None:
        assert desk.at(position) is None
        assert desk.reading_of(position) is None

    def test_find(self, desk: Ledger) -> None:
        sixth = desk.at(6)
        assert sixth
        names = ["#6", "#06", sixth.id, *(sixth.id[:length] for length in range(7, 64))]
        assert [desk.find(name) for name in names] == [sixth] * len(names)

    @pytest.mark.parametrize("name", ["#0", "#17", "6", "", "#", "signing", "0" * 64])
    def test_find_nothing(self, desk: Ledger, name: str) -> None:
        with pytest.raises(Unknown, match=r"^no event is called "):
            desk.find(name)

    def test_find_too_much(self, desk: Ledger) -> None:
        [one, other] = desk.append(milestones(6685, 14144), by="desk")  # made for this
        assert one.id[:7] == other.id[:7] == "dd82793"
        with pytest.raises(Ambiguous) as refusal:
            desk.find("dd82793")
        assert str(refusal.value) == "event 'dd82793' could be #17, #18: say which one"
        assert [desk.find(name).position for name in ("dd827936", "dd82793e")] == [17, 18]

    def test_position_of_a_whole_id(self, desk: Ledger) -> None:
        sixth = desk.find("#6").id
        assert [desk.position_of(one) for one in (sixth, sixth[:12], "0" * 64)] == [6, None, None]

    def test_about(self, desk: Ledger) -> None:
        assert [one.position for one in desk.about(6)] == [14, 15]
        assert [one.position for one in desk.about(6, until=14)] == [14]
        assert [one.position for one in desk.about(15)] == [16]
        assert desk.about(1) == []

    @pytest.mark.parametrize(
        ("until", "place"),
        [(5, "not there"), (6, None), (14, None), (15, "Cairo"), (16, None), (None, None)],
    )
    def test_reading_of_what_was_corrected(
        self, desk: Ledger, until: int | None, place: str | None
    ) -> None:
        found = desk.reading_of(6, until)
        assert (found.place if isinstance(found, Signing) else "not there") == place

    def test_reading_of_what_was_retracted(self, desk: Ledger) -> None:
        assert desk.reading_of(15) is None
        assert desk.reading_of(15, until=15) == desk.find("#15").event

    def test_definitions(self, desk: Ledger) -> None:
        def found(*types: str) -> list[int]:
            return [one.position for one in desk.definitions(*types)]

        assert found("source") == [3, 4]
        assert found("program", "milestone", "participant") == [1, 2, 5]
        assert found("signing") == found() == []
        assert desk.defined("source", "undated") == 4
        assert desk.defined("program", "undated") is None

    def test_a_batch_knows_a_name_as_it_reads_with_what_came_before_in_it(
        self, desk: Ledger
    ) -> None:
        wire = {"type": "program", "id": "moonbase", "name": "Moonbase"}
        with desk.batch() as batch:
            filed = batch.add_wire(wire, by="desk")
            assert batch.names.program("Moonbase") == "moonbase"
            gone = batch.add(Retraction(event=filed.id, reason="r"), by="desk")
            with pytest.raises(Unknown):
                batch.names.program("Moonbase")
            batch.add(Retraction(event=gone.id, reason="r"), by="desk")
            assert batch.names.program("Moonbase") == "moonbase"
            changes = {"name": "Camp"}
            batch.add(Correction(event=filed.id, changes=changes, reason="r"), by="desk")
            assert batch.names.program("camp") == "moonbase"

    def test_names_are_those_of_what_stands(self, desk: Ledger) -> None:
        changes = {"name": "Moon Base", "aliases": ["MB"]}
        for about in (
            {"type": "correction", "event": "#1", "changes": changes, "reason": "renamed"},
            {"type": "retraction", "event": "#2", "reason": "never was"},
        ):
            desk.append([codec.decode(about)], by="desk")
        names = desk.names()
        assert isinstance(names.programs["ilrs"], Program)
        assert [names.program(name) for name in ("moon base", "MB", "ilrs")] == ["ilrs"] * 3
        assert "cnsa" not in names.participants
        assert list(names.milestones) == ["landing"]

    def test_dates(self, desk: Ledger) -> None:
        assert desk.dates() == ("2022-06-01", "2025-12-31")
        later = "| program p\n| consent program=p participant=EGY on=2027-01-01/.."
        desk.append(events(later), by="desk")
        assert desk.dates() == ("2022-06-01", "2025-12-31")  # open ends are no dates

    def test_names_read_in_an_append_that_failed_are_those_of_nobody(self, tmp_path: Path) -> None:
        seen = []

        def look(desk: Ledger, _: int) -> None:
            seen.append(sorted(desk.names().programs))
            if seen == [["never"]]:
                raise LookupError

        never, kept = (
            codec.decode({"type": "program", "id": one, "name": one}) for one in ("never", "kept")
        )
        with Ledger.create(tmp_path / "another.db", subscribers=[look]) as desk:
            with pytest.raises(LookupError):
                desk.append([never], by="desk")
            desk.append([kept], by="desk")
            assert seen == [["never"], ["kept"]]
            assert list(desk.names().programs) == ["kept"]


def test_an_empty_ledger(desk: Ledger) -> None:
    assert (desk.size, desk.dates(), desk.known_on(NOON)) == (0, (None, None), 0)
    assert desk.head() == desk.head(0) == TreeHead(0, merkle.EMPTY_ROOT, None)
    assert desk.frontier(0).root() == merkle.EMPTY_ROOT
    assert list(desk.events()) == []
    assert list(verify(desk)) == []


class TestSubscribers:
    def test_are_told_within_the_transaction(self, path: Path) -> None:
        seen = []

        def watch(desk: Ledger, after: int) -> None:
            outside = rows(path, "SELECT count(*) FROM events")[0][0]
            new = [one.position for one in desk.events(after=after)]
            seen.append((new, desk.size, desk.head().size, outside))

        with Ledger.create(path, subscribers=[watch]) as desk:
            desk.append(milestones(1, 2), by="desk")
            desk.append(milestones(2), by="desk")  # nothing new, nobody told
            desk.append(milestones(3), by="desk")
        assert seen == [([1, 2], 2, 2, 0), ([3], 3, 3, 2)]

    @pytest.mark.parametrize("at_once", [1, 2, 1000])
    def test_are_told_everything_once_and_in_order(
        self, path: Path, at_once: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ledger.held_rows.AT_ONCE", at_once)
        told: list[tuple[str, int, list[Recorded]]] = []

        def noting(who: str) -> Callable[[Ledger, int], None]:
            return lambda desk, after: told.append((who, after, list(desk.events(after=after))))

        with Ledger.create(path, subscribers=[noting("first"), noting("second")]) as desk:
            desk.append(events()[:5], by="desk")
            desk.append(events(), by="desk")
            all_events = list(desk.events())
        assert told == [
            (who, after, new)
            for after, new in ((0, all_events[:5]), (5, all_events[5:]))
            for who in ("first", "second")
        ]

    def test_what_they_write_is_kept_or_dropped_with_the_events(self, path: Path) -> None:
        def count(desk: Ledger, after: int) -> None:
            desk.db.execute("CREATE TABLE IF NOT EXISTS seen (position INTEGER)")
            for one in desk.events(after=after):
                desk.db.execute("INSERT INTO seen VALUES (?)", [one.position])

        with Ledger.create(path, subscribers=[count]) as desk:
            desk.append(milestones(1), by="desk")
            with pytest.raises(AlreadyFiled):
                desk.append(
                    [
                        *milestones(2),
                        milestone("m1", on="2024"),
                    ],
                    by="desk",
                )
        assert rows(path, "SELECT * FROM seen") == [(1,)]

    def test_one_that_raises_leaves_nothing_behind(self, path: Path) -> None:
        def fail(desk: Ledger, _: int) -> None:
            desk.db.execute("CREATE TABLE half_done (a)")
            raise LookupError("no")

        with Ledger.create(path, subscribers=[fail]) as desk:
            with pytest.raises(LookupError):
                desk.append(milestones(1), by="desk")
            assert desk.size == desk.head().size == 0
            desk.subscribers = ()
            assert desk.append(milestones(1), by="desk")[0].position == 1
        assert rows(path, "SELECT name FROM sqlite_master WHERE name = 'half_done'") == []

    def test_one_that_appends_is_a_mistake(self, path: Path) -> None:
        def append_too(desk: Ledger, _: int) -> None:
            desk.append(milestones(2), by="desk")

        with Ledger.create(path, subscribers=[append_too]) as desk:
            with pytest.raises(RuntimeError, match="cannot begin inside another"):
                desk.append(milestones(1), by="desk")
            assert desk.size == 0


class TestTwoOnOneFile:
    def test_each_sees_what_the_other_recorded(self, desk: Ledger, path: Path) -> None:
        with Ledger.open(path, write=True) as other, Ledger.open(path) as reader:
            desk.append(events()[:5], by="desk")
            assert other.size == reader.size == 5
            other.append(events(), by="other")
            assert [one.recorded_by for one in reader.events()] == ["desk"] * 5 + ["other"] * 11
            with pytest.raises(Unexpected):
                desk.append(milestones(1), by="desk", expect=5)
            desk.append(milestones(1), by="desk", expect=16)
            assert reader.head() == other.head() == desk.head()
            assert list(verify(reader)) == []

    def test_a_snapshot_is_one_state(self, desk: Ledger, path: Path) -> None:
        desk.append(milestones(1, 2), by="desk")
        with Ledger.open(path) as reader:
            with reader.snapshot():
                before = (reader.size, reader.head())
                desk.append(milestones(3), by="desk")
                assert (reader.size, reader.head(), len(list(reader.events()))) == (*before, 2)
            assert (reader.size, reader.head().size) == (3, 3)

    def test_what_is_being_written_is_not_seen(self, desk: Ledger, path: Path) -> None:
        with Ledger.open(path) as reader:
            with desk.batch() as batch:
                batch.add(milestones(1)[0], by="desk")
                batch.event("#1")
                assert reader.size == 0
            assert reader.size == 1

    def test_views_do_not_nest(self, desk: Ledger) -> None:
        with (
            desk.snapshot(),
            pytest.raises(RuntimeError, match="cannot begin inside another"),
            desk.snapshot(),
        ):
            pass
        assert desk.size == 0


class TestOnlyForReading:
    def test_nothing_is_appended(self, desk: Ledger, path: Path) -> None:
        with Ledger.open(path) as reader:
            assert not reader.writable
            with pytest.raises(ReadOnly):
                reader.append(milestones(1), by="desk")
            with pytest.raises(ReadOnly), reader.snapshot():
                reader.db.execute("CREATE TABLE mine (a)")
        assert desk.size == 0

    def test_a_closed_ledger_is_not_called_damaged(self, desk: Ledger) -> None:
        desk.close()
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            list(desk.events())


def test_what_is_retracted_has_no_program_read_again(tmp_path: Path) -> None:
    said: list[str] = []
    lines = [f"| signing program=p participant=EGY on=20{year}" for year in range(10, 30)]
    taken_back = [f"| retraction event=#{at}" for at in range(2, 22)]
    recorded = register("\n".join(["2024-01-01 | program p", *lines, *taken_back]))
    signings, retractions = recorded[1:21], recorded[21:]
    in_turns = [one for both in zip(signings, retractions, strict=True) for one in both]
    with Ledger.create(tmp_path / "events.db") as ledger:
        ledger.sql.set_trace_callback(said.append)
        ledger.append(map(event_of, [recorded[0], *in_turns]), by="desk")
    assert sum("type = 'program' AND defines = 'p'" in one for one in said) <= 3
