"""The pages in another language: that every text has its translation and every translation a text,
that no English is left in what is published in French, and that its French is set as French is."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import texts

from ledger.said import Said, counted, joined, listed, say
from web.languages.language import CODES, ENGLISH, language

FILE = texts.TOP / "web/languages/fr.json"
TABLE: dict[str, dict[str, str]] = json.loads(FILE.read_text())
TEXTS = TABLE["texts"]
FRENCH = language("fr")


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)", text))


def test_each_text_has_a_translation() -> None:
    assert sorted(texts.all_texts() - TEXTS.keys()) == []


def test_each_translation_has_a_text() -> None:
    assert sorted(TEXTS.keys() - texts.all_texts() - texts.literals()) == []


def test_a_translation_has_the_values_of_its_text() -> None:
    assert [one for one in TEXTS if placeholders(one) != placeholders(TEXTS[one])] == []


def test_french_is_set_with_its_spaces_and_its_quotation_marks() -> None:
    wrong = re.compile(r"(?<! ) [:;!?»]|« (?! )|\w[;!?]|[“”\"]|\w'\w|[^ ]:$")
    told = [text for key, text in TEXTS.items() if not key.startswith("datum.")]
    assert [one for one in told if wrong.search(one)] == []


def test_the_table_is_in_the_order_of_its_keys() -> None:
    assert list(TEXTS) == sorted(TEXTS)
    assert list(TABLE["names"]) == sorted(TABLE["names"])
