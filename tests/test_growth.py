"""Many events about one thing cost no more than as many about many things.

Counted are calls of functions, not seconds: four times the events take about four times the calls,
and sixteen times where something is gone through again for each.
"""

import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from benchmarks import growth, ours
from benchmarks.ours import DAY
from ledger import codec
from ledger.events import Event, Signing
from ledger.store import Ledger
from ledger.verify import verify
from projections.checks.registry import CHECKS
from projections.kept import tables
from projections.view import View
from web.page import policy_grid
from web.page.site import PAPERS, PROGRAM, Site

pytestmark = pytest.mark.apart
SHAPES = {name: shape for name, (shape, _) in growth.SHAPES.items()}


def events(shape: Callable[[int], Any], many: int) -> list[Event]:
    return [codec.decode(wire) for wire in shape(many)]


def calls(function: Callable[[], object]) -> int:
    """How many calls of Python's functions something takes."""
    found = 0

    def count(frame: FrameType, event: str, _: Any) -> None:
        nonlocal found
        found += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(before)
    return found


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_four_times_as_many_take_about_four_times_as_long(
    tmp_path: Path, shape: Callable[[int], Any]
) -> None:
    def taken(many: int) -> int:
        *before, last = events(shape, many)
        path = tmp_path / f"{many}.db"
        return calls(lambda: ours.ask_everything(path, before, last))

    taken(8)  # what is made once is made by now
    assert taken(200) < 6 * taken(50)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_what_comes_one_by_one_is_what_comes_at_once(
    tmp_path: Path, shape: Callable[[int], Any]
) -> None:
    found = []
    for name, size in (("one", 1), ("once", 100)):
        with Ledger.create(tmp_path / name, subscribers=[tables.keep]) as ledger:
            waiting = iter(events(shape, 60))
            while batch := list(islice(waiting, size)):
                ledger.append(batch, by="desk")
            assert not [*verify(ledger), *tables.differences(ledger)]
            kept = [ledger.sql.execute(f"SELECT * FROM {table}") for table in KEPT]
            found.append([sorted(rows, key=str) for rows in kept])
    assert found[0] == found[1]


KEPT = ("membership", "readings", "citations")


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_one_more_takes_as_many_calls_as_there_are_at_most(
    tmp_path: Path, shape: Callable[[int], Any]
) -> None:
    def taken(many: int) -> int:
        *before, last = events(shape, many)
        with Ledger.create(tmp_path / f"{many}.db", subscribers=[tables.keep]) as ledger:
            ledger.append(before, by="desk")
            return calls(lambda: ledger.append([last], by="desk"))

    taken(8)
    assert taken(200) < 6 * taken(50)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_the_page_of_four_times_as_many_takes_about_four_times_as_long(
    tmp_path: Path, shape: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it would take longer, it is left out: as soon as that is plain."""
    monkeypatch.setattr(policy_grid, "MOST", 10_000)

    def taken(many: int) -> tuple[int, int]:
        """How many calls the page takes, and how many characters it has."""
        with Ledger.create(tmp_path / f"{many}.db", subscribers=[tables.keep]) as ledger:
            ledger.append(events(shape, many), by="desk")
            view = View(ledger, ledger.size)
            view.names  # noqa: B018 - are read once
            found: list[bytes | None] = []
            paths = (f"{PROGRAM}p.js", f"{PAPERS}p.js")
            took = calls(lambda: found.extend(map(Site(view, DAY).file, paths)))
            return took, sum(map(len, filter(None, found)))

    taken(8)
    for small, large in zip(taken(100), taken(400), strict=True):
        assert large < 6 * small


def test_oddities_of_four_times_as_many_withdrawals_take_about_four_times_as_long(
    tmp_path: Path,
) -> None:
    def taken(many: int) -> int:
        with Ledger.create(tmp_path / f"{many}.db") as ledger:
            ledger.append(events(growth.withdrawals, many), by="desk")
            view = View(ledger, ledger.size)
            effective, names = view.events_for("p"), view.names
            return calls(lambda: CHECKS["surprises"](effective, names))

    taken(8)
    assert taken(800) < 6 * taken(200)


def test_two_thousand_retractions_of_retractions_end(tmp_path: Path) -> None:
    """With a stack as deep as the chain this would end in a RecursionError."""
    with Ledger.create(tmp_path / "events.db", subscribers=[tables.keep]) as ledger:
        ledger.append(events(growth.retractions, 2000), by="desk")
        assert not [*verify(ledger), *tables.differences(ledger)]
        [(stand,)] = ledger.sql.execute("SELECT count(body) FROM standing WHERE type='retraction'")
        assert stand == 1000


def test_histories_that_are_not_held_any_more_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = {"type": "signing", "program": "p", "occurred_on": "2020-01-01"}
    wires: list[dict[str, Any]] = [
        {"type": "program", "id": "p", "name": "P"},
        *({**signed, "participant": one} for one in ("FRA", "ITA")),
    ]
    for event, place in (("#2", "Paris"), ("#3", "Rome"), ("#2", "Lyon"), ("#3", "Milan")):
        correction = {"type": "correction", "event": event, "reason": "a slip"}
        wires.append({**correction, "changes": {"place": place}})
    wires.append({"type": "retraction", "event": "#6", "reason": "it was Paris"})
    monkeypatch.setattr("ledger.batch._FOLLOWED", 1)
    with Ledger.create(tmp_path / "events.db", subscribers=[tables.keep]) as ledger:
        ledger.append(map(codec.decode, wires), by="desk")
        read = [ledger.reading_of(at) for at in (2, 3)]
        assert [one.place for one in read if isinstance(one, Signing)] == ["Paris", "Milan"]
        assert not [*verify(ledger), *tables.differences(ledger)]
