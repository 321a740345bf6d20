"""The small values: what is kept of what somebody wrote, and what is refused with which words."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import values
from ledger.dates import parse
from ledger.errors import Fault, MalformedEvent

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
WORD = values.one_of(["official", "press"])
WORDS = values.each(WORD)

# A check, what somebody wrote, and what is kept.
KEPT: list[tuple[Callable[[Any], Any], Any, Any]] = [
    (values.text, "Riyadh", "Riyadh"),
    (values.text, "  Riyadh\n", "Riyadh"),
    (values.text, "two\nlines\tand a tab", "two\nlines\tand a tab"),
    (values.text, "Tu\u0308rkiye", "Türkiye"),
    (values.text, "嫦娥六号 🚀", "嫦娥六号 🚀"),
    (values.text, "x" * values.TEXT_LIMIT, "x" * values.TEXT_LIMIT),
    (values.text, " " + "e\u0301" * values.TEXT_LIMIT, "é" * values.TEXT_LIMIT),
    (values.name, "Côte d'Ivoire", "Côte d'Ivoire"),
    (values.name, "\tEgypt\r\n", "Egypt"),
    (values.name, "क्‍ष", "क्‍ष"),
    (values.reference, "ilrs", "ilrs"),
    (values.reference, "#31", "#31"),
    (values.reference, "South Korea", "South Korea"),
    (values.slug, "ilrs", "ilrs"),
    (values.slug, " moon-agreement ", "moon-agreement"),
    (values.slug, "spacenews.com-2023-12-07", "spacenews.com-2023-12-07"),
    (values.slug, "2023", "2023"),
    (values.slug, "a" * 100, "a" * 100),
    (values.sha256, SHA, SHA),
    (values.language, "en", "en"),
    (values.language, "pt-BR", "pt-BR"),
    (values.language, "zh-Hans-CN", "zh-Hans-CN"),
    (values.language, "arz", "arz"),
    (values.quote, "q" * 300, "q" * 300),
    (values.quote, " " + "e\u0301" * 300, "é" * 300),
    (values.url, "https://example.org", "https://example.org"),
    (values.url, "http://example.org/a?b=c#d", "http://example.org/a?b=c#d"),
    (values.edtf, "2023-10-03", parse("2023-10-03")),
    (values.edtf, " 2023-10? ", parse("2023-10?")),
    (values.edtf, parse("2023"), parse("2023")),
    (values.whole, 0, 0),
    (values.whole, 1_000_000, 1_000_000),
    (values.whole, "17", 17),
    (values.whole, " 17 ", 17),
    (values.whole, "0", 0),
    (values.whole, "000", 0),
    (values.whole, "000000012", 12),
    (values.whole, "0" * 50 + "1000000", 1_000_000),
    (values.flag, True, True),
    (values.flag, False, False),
    (values.flag, "true", True),
    (values.flag, "False", False),
    (values.id_elsewhere, " wikidata:Q16 ", "wikidata:Q16"),
    (values.id_elsewhere, "m49:124", "m49:124"),
    (values.id_elsewhere, "cow:20", "cow:20"),
    (values.id_elsewhere, "gw:20", "gw:20"),
    (values.id_elsewhere, "unts:I-8843", "unts:I-8843"),
    (values.id_elsewhere, "ror:034b53w38", "ror:034b53w38"),
    (values.id_elsewhere, "lei:5493001KJTIIGC8Y1R12", "lei:5493001KJTIIGC8Y1R12"),
    (WORD, "press", "press"),
    (WORD, " press ", "press"),
    (WORDS, ["press", "official"], ("press", "official")),
    (WORDS, ("official",), ("official",)),
    (WORDS, [], ()),
]


def label(one: Any) -> str:
    return one.__name__ if callable(one) else repr(one)[:30]


@pytest.mark.parametrize(("check", "written", "kept"), KEPT, ids=label)
def test_what_is_kept(check: Callable[[Any], Any], written: Any, kept: Any) -> None:
    assert check(written) == kept
    assert type(check(written)) is type(kept)
    assert check(kept) == kept


NO_TEXT = [
    (3, "a text is expected, not a number"),
    (2.5, "a text is expected, not a decimal number"),
    (True, "a text is expected, not true or false"),
    (None, "a text is expected, not nothing"),
    (["Egypt"], "a text is expected, not a list"),
    ({"id": "EGY"}, "a text is expected, not an object"),
    (b"Egypt", "a text is expected, not a bytes"),
    ("", "it is empty"),
    (" \n\t\u3000", "it is empty"),
    ("x" * 20_001, "it has 20001 characters, 20000 at most"),
    ("half \ud83d of a rocket", "it has half of a surrogate pair: save the file as UTF-8"),
    ("\udc80", "it has half of a surrogate pair: save the file as UTF-8"),
]
TEXTS = [
    values.text,
    values.name,
    values.reference,
    values.id_elsewhere,
    values.slug,
    values.sha256,
    values.language,
    values.quote,
    values.url,
    values.edtf,
    WORD,
]


@pytest.mark.parametrize("check", TEXTS, ids=label)
@pytest.mark.parametrize(("written", "problem"), NO_TEXT, ids=label)
def test_what_is_no_text(check: Callable[[Any], Any], written: Any, problem: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011
        check(written)
    assert str(refusal.value) == problem


CONTROLS = [
    ("two\nlines", "U+000A"),
    ("a\ttab", "U+0009"),
    ("\x1b[31mred", "U+001B"),
    ("bell\x07", "U+0007"),
    ("nul\x00nul", "U+0000"),
    ("del\x7f", "U+007F"),
    ("c1 \x9b31m", "U+009B"),
    ("line\u2028separator", "U+2028"),
    ("paragraph\u2029separator", "U+2029"),
]


@pytest.mark.parametrize(
    "check", [check for check in TEXTS if check not in (values.text, values.quote)]
)
@pytest.mark.parametrize(("written", "code_point"), CONTROLS, ids=label)
def test_a_line_has_no_control_characters(
    check: Callable[[Any], Any], written: str, code_point: str
) -> None:
    with pytest.raises(ValueError, match="control character") as refusal:
        check(written)
    assert str(refusal.value) == f"it has the control character {code_point}"


NO_ID = "is no id: use lower-case letters, digits and '-', as in 'ilrs'"
NO_ADDRESS = "is no web address: it starts with http:// or https://"
NO_SHA = "is no SHA-256: 64 lower-case hexadecimal digits are expected"
NO_LANGUAGE = "is no language tag: write 'en' or 'pt-BR'"
REFUSED: list[tuple[Callable[[Any], Any], Any, str]] = [
    (values.slug, "ILRS", f"'ILRS' {NO_ID}"),
    (values.slug, "moon agreement", f"'moon agreement' {NO_ID}"),
    (values.slug, "moon--agreement", f"'moon--agreement' {NO_ID}"),
    (values.slug, "-moon", f"'-moon' {NO_ID}"),
    (values.slug, "moon-", f"'moon-' {NO_ID}"),
    (values.slug, "moon_agreement", f"'moon_agreement' {NO_ID}"),
    (values.slug, "луна", f"'луна' {NO_ID}"),
    (values.slug, "moon²", f"'moon²' {NO_ID}"),
    (values.slug, "#31", f"'#31' {NO_ID}"),
    (values.slug, "a" * 101, f"'{'a' * 80}' {NO_ID}"),
    (values.sha256, SHA[:-1], f"'{SHA[:-1]}' {NO_SHA}"),
    (values.sha256, SHA + "0", f"'{SHA}0' {NO_SHA}"),
    (values.sha256, SHA.upper(), f"'{SHA.upper()}' {NO_SHA}"),
    (values.sha256, "f" * 500, f"'{'f' * 80}' {NO_SHA}"),
    (values.language, "English", f"'English' {NO_LANGUAGE}"),
    (values.language, "EN", f"'EN' {NO_LANGUAGE}"),
    (values.language, "en_GB", f"'en_GB' {NO_LANGUAGE}"),
    (values.language, "e", f"'e' {NO_LANGUAGE}"),
    (values.quote, "q" * 301, "a quote of 301 characters, 300 at most: shorten it"),
    (values.url, "example.org", f"'example.org' {NO_ADDRESS}"),
    (values.url, "ftp://example.org", f"'ftp://example.org' {NO_ADDRESS}"),
    (values.url, "javascript:alert(1)", f"'javascript:alert(1)' {NO_ADDRESS}"),
    (values.url, "https://", f"'https://' {NO_ADDRESS}"),
    (values.url, "https:///a", f"'https:///a' {NO_ADDRESS}"),
    (values.url, "https://example.org/a b", f"'https://example.org/a b' {NO_ADDRESS}"),
    (values.url, "x" * 9_000, f"'{'x' * 80}' {NO_ADDRESS}"),
    (
        values.edtf,
        "2023-13",
        "'2023-13' is not a date, there is no such month: write 2023, 2023-10 or 2023-10-03",
    ),
    (values.edtf, 2023, "a text is expected, not a number"),
    (values.whole, -1, "a number from 0 to 1,000,000 is expected"),
    (values.whole, 1_000_001, "a number from 0 to 1,000,000 is expected"),
    (values.whole, "1000001", "a number from 0 to 1,000,000 is expected"),
    (values.whole, "9" * 5_000, "a number from 0 to 1,000,000 is expected"),
    (values.whole, "-1", "a whole number is expected, not a text"),
    (values.whole, "1.5", "a whole number is expected, not a text"),
    (values.whole, "١٧", "a whole number is expected, not a text"),
    (values.whole, "", "a whole number is expected, not a text"),
    (values.whole, 17.0, "a whole number is expected, not a decimal number"),
    (values.whole, True, "a whole number is expected, not true or false"),
    (values.whole, None, "a whole number is expected, not nothing"),
    (values.flag, "yes", "true or false is expected, not a text"),
    (values.flag, 1, "true or false is expected, not a number"),
    (values.flag, None, "true or false is expected, not nothing"),
    (WORD, "Press", "'Press' is not one of official, press"),
    (WORD, "radio", "'radio' is not one of official, press"),
    (WORD, "r" * 9_000, f"'{'r' * 80}' is not one of official, press"),
    (WORDS, "press", "a list is expected, not a text"),
    (WORDS, None, "a list is expected, not nothing"),
    (WORDS, {"press": 1}, "a list is expected, not an object"),
    (WORDS, ["press", "official", " press "], "it names one thing twice"),
]


@pytest.mark.parametrize(("check", "written", "problem"), REFUSED, ids=label)
def test_what_is_refused(check: Callable[[Any], Any], written: Any, problem: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011
        check(written)
    assert str(refusal.value) == problem


def test_everything_wrong_in_a_list_is_said_at_once() -> None:
    with pytest.raises(MalformedEvent) as refusal:
        WORDS(["radio", "press", 3, "press"])
    assert refusal.value.faults == (
        Fault("0", "'radio' is not one of official, press"),
        Fault("2", "a text is expected, not a number"),
    )


@given(st.text())
def test_texts_are_kept_in_one_form_and_stay_so(written: str) -> None:
    for check in (values.text, values.name):
        try:
            kept = check(written)
        except ValueError:
            continue
        assert check(kept) == kept == kept.strip()
        assert unicodedata.is_normalized("NFC", kept)
        for form in ("NFC", "NFD"):
            assert check(unicodedata.normalize(form, written)) == kept


SCHEMES = "begins with none of wikidata, m49, cow, gw, unts, ror, lei: write 'wikidata:Q16'"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("Q16", f"'Q16' {SCHEMES}"),
        ("isni:1", f"'isni:1' {SCHEMES}"),
        ("wikidata:16", "'wikidata:16' is no id as wikidata gives it"),
        ("wikidata:Q016", "'wikidata:Q016' is no id as wikidata gives it"),
        ("m49:1", "'m49:1' is no id as m49 gives it"),
        ("m49:", "'m49:' is no id as m49 gives it"),
        ("unts:8843", "'unts:8843' is no id as unts gives it"),
    ],
)
def test_what_is_no_id_elsewhere(written: str, problem: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011
        values.id_elsewhere(written)
    assert str(refusal.value) == problem
