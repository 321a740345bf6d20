"""A ledger in which more is on file about one membership than the page can be made to tell."""

from pathlib import Path

import pytest

from benchmarks import growth
from ledger import codec
from ledger.store import Ledger
from web.page import policy_grid

CHILE = {
    "type": "signing",
    "program": "p",
    "participant": "CHL",
    "occurred_on": "2000-01-01",
    "citations": [{"source": "s"}],
}


def crowded(path: Path, acts: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One in which France signed some times and Chile once; of 25 signings the page then omits
    what is asked of sources, of 35 everything."""
    monkeypatch.setattr(policy_grid, "MOST", 10_000)
    with Ledger.create(path) as ledger:
        ledger.append([codec.decode(wire) for wire in (*growth.acts(acts), CHILE)], by="desk")
    return path
