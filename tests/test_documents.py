"""The papers by which acts were done: how each reads, and what was done by it, as known then."""

from pathlib import Path

import kept
import pytest
from registers import event_of, register

from projections.view import View

TEXT = """
    | program p
    | document act title="Final Act" form=joint-statement done_on=2020-05-01
    | signing program=p participant=FRA on=2020-05-01 document=act
    | signing program=p participant=ITA on=2020-05-01
    | consent program=p participant=ITA on=2021-01-01
    | correction event=#4 changes.document=act
    | document deed title=Deed
    | correction event=#5 changes.document=deed
    | correction event=#3 changes.document=deed
    | correction event=#2 changes.title="Final Act of Oslo"
    | retraction event=#9
    | retraction event=#7
    """


@pytest.mark.parametrize(
    ("known", "act", "deed"),
    [
        (5, "Final Act (joint statement), done on 2020-05-01: 3", "not on file any more: "),
        (6, "Final Act (joint statement), done on 2020-05-01: 3 4", "not on file any more: "),
        (8, "Final Act (joint statement), done on 2020-05-01: 3 4", "Deed: 5"),
        (10, "Final Act of Oslo (joint statement), done on 2020-05-01: 4", "Deed: 3 5"),
        (
            12,
            "Final Act of Oslo (joint statement), done on 2020-05-01: 3 4",
            "not on file any more: 5",
        ),
    ],
)
def test_a_paper_and_what_was_done_by_it(known: int, act: str, deed: str, tmp_path: Path) -> None:
    with kept.desk(tmp_path) as ledger:
        ledger.append([event_of(one) for one in register(TEXT)], by="desk")
        by_tables = [told(View(ledger, known), one) for one in ("act", "deed")]
        ledger.sql.execute("UPDATE kept SET position = 0")
        assert [told(View(ledger, known), one) for one in ("act", "deed")] == by_tables
    assert by_tables == [act, deed]


def told(view: View, identity: str) -> str:
    found = view.paper(identity)
    return f"{found}: {' '.join(map(str, found.acts))}"
