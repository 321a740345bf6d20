"""Types of events by other words: as what to record that which depositaries' lists and newspapers
call otherwise, and where to write what this register has no event for.
"""

from ledger.event_fields import CONSENTS, SIGNATURES, WITHDRAWALS

# They change what a treaty says for a party, and not who is one: VCLT art. 2(1)(d), 19 to 23.
_BESIDE = "write it in the note of the consent that it goes with"
_ACTIONS = {
    **dict.fromkeys(SIGNATURES, "signing"),
    **dict.fromkeys(CONSENTS, "consent"),
    **dict.fromkeys(WITHDRAWALS, "withdrawal"),
}
_OTHERS = {
    "reservation": _BESIDE,
    "objection": _BESIDE,
    "understanding": _BESIDE,
    "declaration": f"{_BESIDE}; one that was signed is a signing, its instrument a declaration",
    "territorial-application": (  # VCLT art. 29
        "write it in the note of the consent of the state that is responsible; a territory that"
        " takes part by itself is a participant"
    ),
    "notice": "record a withdrawal, effective_on the day from which it counts",
    "application": "record an announcement, and an act when one follows",
    "observer": "record an admission to a tier of the program",
    "termination": "record an ending",
    "merger": "record an ending, replaced_by what goes on",
    "treaty": "record a program for what is joined, a document for the paper",
}
_SAME = {
    "territorial-extension": "territorial-application",
    "extension": "territorial-application",
    "invitation": "application",
    "candidacy": "application",
    "partner": "observer",
    "dissolution": "termination",
    "agreement": "treaty",
    "organisation": "treaty",
    "organization": "treaty",
}


def instead(word: str) -> str | None:
    """Return what to record, or where to write it, where a word is no type of events; None where it
    is not known what is meant."""
    word = word.strip().lower().replace("_", "-").replace(" ", "-")
    word = _SAME.get(word, word)
    of = _ACTIONS.get(word)
    return _OTHERS.get(word) or (of and f"record a {of} with the action {word}")
