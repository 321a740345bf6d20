"""The small values that events are made of: ids, names, texts, addresses, closed vocabularies.

Each function takes what somebody wrote and answers with the value as it is kept, or raises
`ValueError` with what is wrong; each is idempotent.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from ledger.dates import Date, parse
from ledger.errors import Fault, MalformedDate, MalformedEvent

QUOTE_LIMIT = 300
TEXT_LIMIT = 20_000
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_IDS_ELSEWHERE = {  # by the scheme that gives them
    "wikidata": re.compile(r"Q[1-9][0-9]*", re.ASCII),
    "m49": re.compile(r"[0-9]{3}", re.ASCII),  # UN Statistics Division
    "cow": re.compile(r"[1-9][0-9]{0,3}", re.ASCII),  # Correlates of War
    "gw": re.compile(r"[1-9][0-9]{0,3}", re.ASCII),  # Gleditsch and Ward
    "unts": re.compile(r"I{1,2}-[1-9][0-9]*", re.ASCII),  # number of registration with the UN
    "ror": re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}", re.ASCII),  # research organisations
    "lei": re.compile(r"[0-9A-Z]{18}[0-9]{2}", re.ASCII),  # ISO 17442
}
_UNPRINTABLE = {"Cc", "Zl", "Zp"}
_SHORT = 64  # characters


def text(value: Any) -> str:
    """Return any text: not empty, in Unicode NFC, of at most `TEXT_LIMIT` characters."""
    if not isinstance(value, str):
        raise ValueError(f"a text is expected, not {_kind_of(value)}")
    kept = (value if value.isascii() else unicodedata.normalize("NFC", value)).strip()
    if not kept:
        raise ValueError("it is empty")
    if len(kept) > TEXT_LIMIT:
        raise ValueError(f"it has {len(kept)} characters, {TEXT_LIMIT} at most")
    if not kept.isascii() and any("\ud800" <= character <= "\udfff" for character in kept):
        raise ValueError("it has half of a surrogate pair: save the file as UTF-8")
    return kept


def name(value: Any) -> str:
    """Return a text of one line without control characters (so without terminal escapes)."""
    if isinstance(value, str) and len(value) <= _SHORT:
        return _short_name(value)  # the same ones come again and again
    return _name(value)


def _name(value: Any) -> str:
    kept = text(value)
    for character in "" if kept.isprintable() else kept:
        if unicodedata.category(character) in _UNPRINTABLE:
            raise ValueError(f"it has the control character U+{ord(character):04X}")
    return kept


_short_name = lru_cache(maxsize=8192)(_name)


def slug(value: Any) -> str:
    """Return an id that the register gives: lower-case letters, digits, and ``-`` or ``.``
    between."""
    return _short_slug(value) if isinstance(value, str) and len(value) <= _SHORT else _slug(value)


def _slug(value: Any) -> str:
    kept = name(value)
    if len(kept) > 100 or not _ID.fullmatch(kept):
        raise ValueError(
            f"{kept[:80]!r} is no id: use lower-case letters, digits and '-', as in 'ilrs'"
        )
    return kept


_short_slug = lru_cache(maxsize=8192)(_slug)


def id_elsewhere(value: Any) -> str:
    """Return the id that another register gives the same: its scheme, a colon, and the id there, as
    in ``wikidata:Q16``."""
    kept = name(value)
    scheme, _, identity = kept.partition(":")
    if scheme not in _IDS_ELSEWHERE:
        known = ", ".join(_IDS_ELSEWHERE)
        raise ValueError(f"{kept[:80]!r} begins with none of {known}: write 'wikidata:Q16'")
    if not _IDS_ELSEWHERE[scheme].fullmatch(identity):
        raise ValueError(f"{kept[:80]!r} is no id as {scheme} gives it")
    return kept


def reference(value: Any) -> str:
    """Return the text that names a program, participant, source or event: its id, once `rules` has
    seen it."""
    return name(value)


def sha256(value: Any) -> str:
    """Return the SHA-256 of an archived text, in hexadecimal."""
    return _matching(value, _SHA256, "is no SHA-256: 64 lower-case hexadecimal digits are expected")


def language(value: Any) -> str:
    """Return a language tag (BCP 47): ``en``, ``pt-BR``."""
    return _matching(value, _LANGUAGE, "is no language tag: write 'en' or 'pt-BR'")


def quote(value: Any) -> str:
    """Return the words of a source, of at most `QUOTE_LIMIT` characters."""
    kept = text(value)
    if len(kept) > QUOTE_LIMIT:
        raise ValueError(f"a quote of {len(kept)} characters, {QUOTE_LIMIT} at most: shorten it")
    return kept


def url(value: Any) -> str:
    """Return a web address."""
    kept = name(value)
    if not re.match(r"https?://[^\s/]", kept) or re.search(r"\s", kept):
        raise ValueError(f"{kept[:80]!r} is no web address: it starts with http:// or https://")
    return kept


def edtf(value: Any) -> Date:
    """Return a date of the subset that `ledger.dates` reads."""
    if isinstance(value, Date):
        return value
    try:
        return parse(name(value))
    except MalformedDate as refusal:
        raise ValueError(str(refusal)) from None


def whole(value: Any) -> int:
    """Return a whole number from 0 to a million; digits in a text count too."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip().lstrip("0")[:8] or 0)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"a whole number is expected, not {_kind_of(value)}")
    if not 0 <= value <= 1_000_000:
        raise ValueError("a number from 0 to 1,000,000 is expected")
    return value


def flag(value: Any) -> bool:
    """Return true or false; the words count too."""
    kept = (
        {"true": True, "false": False}.get(value.lower(), value)
        if isinstance(value, str)
        else value
    )
    if not isinstance(kept, bool):
        raise ValueError(f"true or false is expected, not {_kind_of(value)}")
    return kept


def one_of(words: Iterable[str]) -> Callable[[Any], str]:
    """Return a word of a closed vocabulary."""
    vocabulary = tuple(words)

    def check(value: Any) -> str:
        kept = name(value)
        if kept not in vocabulary:
            raise ValueError(f"{kept[:80]!r} is not one of {', '.join(vocabulary)}")
        return kept

    return check


def each(check: Callable[[Any], str]) -> Callable[[Any], tuple[str, ...]]:
    """Return a check of several values, each checked, in the order given; one that stands twice is
    refused.

    What is wrong with single ones is raised together, as `MalformedEvent`, each with its index.
    """

    def check_all(value: Any) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"a list is expected, not {_kind_of(value)}")
        if not value:
            return ()
        kept, faults = [], []
        for index, one in enumerate(value):
            try:
                kept.append(check(one))
            except ValueError as problem:
                faults.append(Fault(str(index), str(problem)))
        if faults:
            raise MalformedEvent(faults)
        if len(set(kept)) != len(kept):
            raise ValueError("it names one thing twice")
        return tuple(kept)

    return check_all


def _matching(value: Any, pattern: re.Pattern[str], problem: str) -> str:
    kept = name(value)
    if not pattern.fullmatch(kept):
        raise ValueError(f"{kept[:80]!r} {problem}")
    return kept


def _kind_of(value: Any) -> str:
    """Return the type of a value, in the words of JSON."""
    words = {bool: "true or false", int: "a number", float: "a decimal number", str: "a text"}
    words |= {list: "a list", dict: "an object", type(None): "nothing"}
    return words.get(type(value), f"a {type(value).__name__}")


def unlisted(what: str, found: Any, known: Any) -> str:
    """Return the refusal of a word that is not one of those known."""
    near = difflib.get_close_matches(str(found)[:80], list(known), n=2)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(known)}"
    shown = repr(found) if found is not None else "nothing"
    return f"{shown[:80]} is no {what} known here: {hint}"
