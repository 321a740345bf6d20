"""What is said of a type of events that there is none of, where it is known what is meant."""

import pytest

from ledger import codec
from ledger.errors import MalformedEvent
from ledger.other_words import instead

NOTE = "write it in the note of the consent"
SIGNED = "one that was signed is a signing, its instrument a declaration"
ITSELF = "a territory that takes part by itself is a participant"


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("reservation", f"{NOTE} that it goes with"),
        ("Objection", f"{NOTE} that it goes with"),
        ("declaration", f"{NOTE} that it goes with; {SIGNED}"),
        ("territorial_extension", f"{NOTE} of the state that is responsible; {ITSELF}"),
        ("ratification", "record a consent with the action ratification"),
        ("formal confirmation", "record a consent with the action formal-confirmation"),
        ("expulsion", "record a withdrawal with the action expulsion"),
        ("notice", "record a withdrawal, effective_on the day from which it counts"),
        ("dissolution", "record an ending"),
        ("invitation", "record an announcement, and an act when one follows"),
        ("partner", "record an admission to a tier of the program"),
        ("agreement", "record a program for what is joined, a document for the paper"),
    ],
)
def test_it_says_what_to_record_instead(word: str, remedy: str) -> None:
    with pytest.raises(MalformedEvent) as refusal:
        codec.decode({"type": word, "program": "p"})
    [fault] = refusal.value.faults
    assert str(fault) == f"type: {word!r} is no event type known here: {remedy}"


def test_of_other_words_nothing_is_guessed() -> None:
    assert instead("war") is None


def test_no_type_is_another_word() -> None:
    assert not list(filter(instead, codec.CLASSES.keys() - {"withdrawal"}))
