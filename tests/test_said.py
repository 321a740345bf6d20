"""Sentences that remember how they were made."""

import pickle

from ledger.said import Said, counted, say


def test_another_process_has_them_whole() -> None:
    for one in (say("{whom} signed", whom=say("Egypt")), counted(2, "{n} state", "{n} states")):
        there = pickle.loads(pickle.dumps(one))
        assert isinstance(there, Said)
        assert there == one
        assert (there.template, there.values, there.forms) == (one.template, one.values, one.forms)
