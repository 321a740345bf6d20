"""Every program's roster at once: the same as that of the folds, whatever was recorded."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from registers import register

from ledger.store import Ledger
from projections.effective import fold
from projections.kept import all_rosters, tables
from projections.roster import memberships

SAMPLE = Path(__file__).parent.parent / "events.db.sample"


def folded(ledger: Ledger, on: date, known: int) -> dict[str, dict[str, frozenset[str | None]]]:
    """The same from whole events."""
    found: dict[str, dict[str, frozenset[str | None]]] = {}
    for (program, participant), spans in memberships(fold(ledger.events(until=known))).items():
        for span in spans:
            if span.covers(on):
                found.setdefault(program, {})[participant] = span.statuses
    return found


def test_in_the_sample() -> None:
    with Ledger.open(SAMPLE) as ledger:
        for known in range(0, ledger.size + 1, 97):
            for days in range(0, 21_000, 1500):
                on = date(1969, 1, 1) + timedelta(days=days)
                assert dict(all_rosters.rosters(ledger, on, known)) == folded(ledger, on, known)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "events.db", subscribers=[tables.keep]) as made:
        yield made


HISTORIES = {
    "signed": "| signing program=p participant=FRA on=2020-06-01",
    "signed twice": """
        | signing program=p participant=FRA on=2020-06-01
        | signing program=p participant=FRA on=2020-06-20
        """,
    "an open end": "| signing program=p participant=FRA on=2020-06-01/..",
    "an open start": "| signing program=p participant=FRA on=../2020-06-10",
    "in that month": "| signing program=p participant=FRA on=2020-06",
    "counts later": "| signing program=p participant=FRA on=2020-05-01 effective_on=2020-06-10",
    "signed, then bound": """
        | signing program=p participant=FRA on=2020-06-01
        | consent program=p participant=FRA on=2020-06-11
        """,
    "left": """
        | signing program=p participant=FRA on=2020-06-01
        | withdrawal program=p participant=FRA on=2020-06-11
        """,
    "only left": "| withdrawal program=p participant=FRA on=2020-06-11",
    "retracted": """
        | signing program=p participant=FRA on=2020-06-01
        | retraction event=#3
        """,
    "retracted, and that taken back": """
        | signing program=p participant=FRA on=2020-06-01
        | retraction event=#3
        | retraction event=#4
        """,
    "it was another program": """
        | signing program=p participant=FRA on=2020-06-10
        | correction event=#3 changes.program=q
        """,
    "it was another participant, who is in already": """
        | signing program=p participant=ITA on=2020-06-20
        | signing program=p participant=FRA on=2020-06-01
        | correction event=#4 changes.participant=ITA
        """,
    "an announcement corrected": """
        | announcement program=p on=2020-06-01 summary=soon
        | correction event=#3 changes.summary=later
        """,
}


@pytest.mark.parametrize("text", HISTORIES.values(), ids=HISTORIES)
def test_as_known_at_every_position_on_any_day(ledger: Ledger, text: str) -> None:
    records = register(f"| program p\n| program q\n{text}")
    ledger.append([one.event for one in records], by="desk")
    for known in range(ledger.size + 1):
        for day in range(1, 30):
            on = date(2020, 6, day)
            assert dict(all_rosters.rosters(ledger, on, known)) == folded(ledger, on, known)
