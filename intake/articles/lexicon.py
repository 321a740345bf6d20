"""The words of the grammar, from `words.yaml` and `acts.yaml`, and names of all sorts, found in a
row of tokens: the longest first.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from intake.articles.grammar import data
from intake.articles.items import Act
from intake.articles.sentences import Token, tokens

T = TypeVar("T")
_SPELLED = (  # British and American, as they are compared
    (re.compile(r"is(?=ation|ations|ed\b|ing\b|e\b)"), "iz"),
    (re.compile(r"programme"), "program"),
    (re.compile(r"defence"), "defense"),
    (re.compile(r"centre"), "center"),
    (re.compile(r"(?<=lab|col|hon)our"), "or"),
)
_SEVERAL = ("out of", "away from", "out from", "on to", "up to", "up for")  # one particle each
_FORMS = ("BASE", "PRES", "PAST", "PP", "ING")


class Table(Generic[T]):
    """What rows of tokens mean. A name with a capital letter is found only where the text has one
    too; an acronym, only as it is."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[tuple[tuple[str, ...], str, T]]] = defaultdict(list)

    def add(self, name: str, meaning: T) -> None:
        """Let a name, in any spelling, have one more meaning."""
        spelled = (name, name.replace("-", ""), name.replace("&", "and"), _apart(name))
        for one in dict.fromkeys(spelled):
            row = tuple(_spelled(token.plain) for token in tokens(one, 0, len(one)))
            if row:
                self._rows[row[0]].append((row, one, meaning))

    def at(self, found: Sequence[Token], plain: Sequence[str], index: int) -> tuple[int, list[T]]:
        """Return how many tokens from an index on make the longest name, and what it means."""
        length = 0
        meanings: list[T] = []
        for row, name, meaning in self._rows.get(plain[index], ()):
            if len(row) < length or not _fits(name, found[index]):
                continue
            taken = _taken(row, plain, index)
            if taken and taken >= length:
                if taken > length:
                    length, meanings = taken, []
                if meaning not in meanings:
                    meanings.append(meaning)
        return length, meanings


_BRACKETED = 3  # an acronym in brackets, in tokens


def _taken(row: Sequence[str], plain: Sequence[str], index: int) -> int:
    """Return how many tokens from an index on are a name (0: they are not), with the acronyms that
    explain a part of it: "the Council of Europe (CoE) Convention on"."""
    if tuple(plain[index : index + len(row)]) == row:
        return len(row)
    at = index
    for n, word in enumerate(row):
        if n and plain[at : at + 1] == ["("] and plain[at + 2 : at + _BRACKETED] == [")"]:
            at += _BRACKETED
        if plain[at : at + 1] != [word]:
            return 0
        at += 1
    return at - index


def _apart(name: str) -> str:
    """Return a name as some write it: "co-operation"."""
    return name.replace("Cooper", "Co-oper").replace("cooper", "co-oper")


def _fits(name: str, first: Token) -> bool:
    """Return whether a name may be written as it stands in the text."""
    if not name[0].isupper():
        return True
    if len(first.text) > 1 and name.isupper() and " " not in name:
        return first.text.isupper()
    return first.is_capital


def plain(found: Sequence[Token]) -> list[str]:
    """Return the tokens as a table compares them."""
    return [_spelled(one.plain) for one in found]


@cache
def _spelled(word: str) -> str:
    if "." in word and len(word) > 2:  # "U.N." is "UN"
        return word.replace(".", "")
    for one, other in _SPELLED:
        word = one.sub(other, word)
    return word


@cache
def words() -> Table[str]:
    """Return the classes of words."""
    table: Table[str] = Table()
    for name, listed in data("words.yaml").items():
        for word in listed:
            table.add(word, name)
    every = {after for act in _acts() for after in act[0].after}
    single = {part for after in every for part in after.split()}
    for particle in sorted(single | {one for one in every if one in _SEVERAL}):
        table.add(particle, "PARTICLE")
    return table


@cache
def acts() -> Table[tuple[Act, tuple[str, ...]]]:
    """Return the words for acts, each with the forms that it may be."""
    table: Table[tuple[Act, tuple[str, ...]]] = Table()
    for act, forms in _acts():
        by_word: defaultdict[str, list[str]] = defaultdict(list)
        for word, one_form in forms:
            by_word[word].append(one_form)
        for word, classes in by_word.items():
            table.add(word, (act, tuple(classes)))
    return table


@cache
def _acts() -> list[tuple[Act, list[tuple[str, str]]]]:
    """Return each act with its words, and the class of each."""
    found = data("acts.yaml")
    verbs = [
        (_act(one, one["forms"][0]), list(zip(one["forms"], _FORMS, strict=True)))
        for one in found["verbs"]
    ]
    nouns = [
        (_act(one, noun), [(noun, "ACTNOUN")]) for one in found["nouns"] for noun in one["nouns"]
    ]
    return verbs + nouns


def _act(one: Mapping[str, Any], word: str) -> Act:
    gives, _, action = one["gives"].partition(":")
    after = tuple(one["after"])
    return Act(word, gives, action or None, after, "again" in one, "weak" in one)


def meanings(table: Table[T], found: Sequence[Token]) -> Iterator[tuple[int, int, list[T]]]:
    """Yield the names of a table in a row of tokens, as indices (half-open), and what they mean;
    none overlaps another."""
    spelled = plain(found)
    index = 0
    while index < len(found):
        length, meant = table.at(found, spelled, index)
        if length:
            yield index, index + length, meant
        index += length or 1
