"""The forms of `intake/articles/forms.yaml`: each with the sentences that it must take and those
that it must leave.
"""

from datetime import date

import pytest

from intake.articles import moods
from intake.articles.finding import Article, Finding
from intake.articles.grammar import data
from intake.articles.names import Vocabulary
from intake.articles.reading import findings
from ledger.events import Program
from ledger.names import Names

PROGRAMS = {
    "artemis-accords": ("Artemis Accords", "the Accords"),
    "brics": ("BRICS",),
    "cptpp": ("CPTPP",),
    "istanbul-convention": ("Istanbul Convention",),
    "moonbase": ("Moonbase",),
    "nato": ("North Atlantic Treaty Organization", "NATO"),
}
VOCABULARY = Vocabulary(
    Names([Program(id=one, name=name[0], aliases=name[1:]) for one, name in PROGRAMS.items()])
)
FORMS = data("forms.yaml")["forms"]
MOODS = {
    "plan": (moods.PLANNED,),
    "state": (moods.STATE, moods.DONE),
    "domestic": (moods.DOMESTIC,),
}


def read(text: str) -> list[Finding]:
    return findings(Article(text, date(2024, 5, 15)), VOCABULARY)


def sentences(kind: str) -> list[tuple[str, str]]:
    return [(form["name"], sentence) for form in FORMS for sentence in form[kind]]


@pytest.mark.parametrize(("form", "sentence"), sentences("takes"))
def test_a_form_takes(form: str, sentence: str) -> None:
    who, _, words = sentence.partition(": ")
    reads = next(one["reads"] for one in FORMS if one["name"] == form)
    wanted = MOODS.get(reads, (moods.DONE,))
    found = [one for one in read(words) if one.form == form and one.mood.kind in wanted]
    assert sorted({one.actor.id for one in found}) == sorted(who.split())


@pytest.mark.parametrize(("form", "sentence"), sentences("leaves"))
def test_a_form_leaves(form: str, sentence: str) -> None:
    wanted = (moods.DONE, moods.STATE, moods.DOMESTIC)
    taken = [one for one in read(sentence) if one.form == form and one.mood.kind in wanted]
    assert [(one.actor.id, one.program) for one in taken if one.doubt is None] == []


def test_each_form_has_sentences_that_it_takes() -> None:
    """Return those that refer to another sentence have theirs in `test_articles`."""
    assert [one["name"] for one in FORMS if not one["takes"] and "refers" not in one] == []


ACTS = [one for part in data("acts.yaml").values() for one in part]


def done(text: str) -> set[str]:
    """Return who has done something, and nothing of it is doubtful."""
    return {one.actor.id for one in read(text) if one.mood.kind == moods.DONE and not one.doubt}


@pytest.mark.parametrize("sentence", [one for act in ACTS for one in act["takes"]])
def test_a_word_tells_of_an_act(sentence: str) -> None:
    who, _, words = sentence.partition(": ")
    assert done(words) == set(who.split())


@pytest.mark.parametrize("sentence", [one for act in ACTS for one in act["leaves"]])
def test_a_word_does_not_tell_of_an_act(sentence: str) -> None:
    assert done(sentence) == set()


@pytest.mark.parametrize("sentence", [one for mood in data("moods.yaml") for one in mood["takes"]])
def test_what_was_not_done_is_not_taken_for_done(sentence: str) -> None:
    who, _, words = sentence.partition(": ")
    assert not done(words) & set(who.split())


@pytest.mark.parametrize("sentence", [one for mood in data("moods.yaml") for one in mood["leaves"]])
def test_what_was_done_is_taken_for_done(sentence: str) -> None:
    who, _, words = sentence.partition(": ")
    assert done(words) == set(who.split())


def test_the_words_of_moods_are_classes() -> None:
    classes = set(data("words.yaml")) | {"ACT", "ACTNOUN"}
    assert not {word for mood in data("moods.yaml") for word in mood["words"]} - classes
