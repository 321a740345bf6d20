"""A sentence as items, and a small language of patterns over them.

An item is a word, a mark, or a phrase that was put together, with the classes it belongs to. In a
pattern, a word in capitals stands for an item of that class, one in small letters for itself,
``A&B`` for one of both classes, ``A|B`` for one of either, ``!A|B`` for one of neither, ``.`` for
any; ``?``, ``*``, ``+`` and ``{1,3}`` after it say how many, ``name=`` before it keeps what it
took, and ``( )`` makes one of several. ``<`` is the beginning of the sentence, ``>``
its end.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

import attrs

from intake.articles.times import Moment


@attrs.frozen
class Act:
    """A word for an act: the type of event that it ``gives`` ("joining": the program decides), the
    ``action`` of such an event, what may stand ``after`` it before what is joined, whether it tells
    of one who had been in before (``again``), and whether it is a common word that has other senses
    (``weak``)."""

    word: str
    gives: str
    action: str | None
    after: tuple[str, ...]
    again: bool = False
    weak: bool = False


@attrs.frozen
class Actor:
    """Who acts: the id of a participant, and how the sentence names it: "name", "capital", "office"
    (one who acts for it), "body" or "reference" (it is named in another sentence); of a body, the
    ``state`` that it belongs to."""

    id: str
    how: str
    start: int
    end: int
    state: str | None = None


@attrs.frozen
class Item:
    """A word or a phrase of a sentence, its place in the text (half-open), and its classes; of a
    name that is not clear, the ids that it ``may_be``, or, if it is one, what else it may be."""

    word: str
    start: int
    end: int
    classes: frozenset[str]
    actors: tuple[Actor, ...] = ()
    programs: tuple[str, ...] = ()
    act: Act | None = None
    moment: Moment | None = None
    parts: "tuple[Item, ...]" = ()
    may_be: tuple[str, ...] = ()

    @cached_property
    def written(self) -> str:
        """The item as patterns see it."""
        word = self.word.replace(" ", "_").replace("/", "|")
        return f" {word}/{'/'.join(sorted(self.classes))}/"

    def has(self, *classes: str) -> bool:
        """Return whether it is of one of some classes."""
        return not self.classes.isdisjoint(classes)


class Line:
    """The items of a sentence, written so that patterns can be held against them."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = tuple(items)
        written, self._starts, at = [], [], 0
        for item in self.items:
            self._starts.append(at)
            written.append(item.written)
            at += len(written[-1])
        self.written = "".join(written)

    def found(
        self, pattern: re.Pattern[str], fits: "Callable[[Found], bool]" = lambda one: True
    ) -> "Iterator[Found]":
        """Yield where a pattern matches and fits, from left to right, none overlapping another."""
        at = 0
        while match := pattern.search(self.written, at):
            one = Found(self, match)
            is_fit = fits(one)
            if is_fit:
                yield one
            at = max(match.end() if is_fit else match.start() + 1, at + 1)

    def index(self, place: int) -> int:
        """Return the index of the item that begins at or last before a place of what is written."""
        return bisect_right(self._starts, place) - 1

    def span(self, match: re.Match[str], name: str | int = 0) -> tuple[int, int]:
        """Return the items that a group took, as indices (half-open)."""
        first, last = match.span(name)
        return (self.index(first), self.index(last - 1) + 1) if last > first else (-1, -1)


@attrs.frozen
class Found:
    """A pattern that was found in a line."""

    line: Line
    match: re.Match[str]

    def span(self, name: str | int = 0) -> tuple[int, int]:
        """Return the items that a group took, as indices (half-open); (-1, -1): none."""
        return self.line.span(self.match, name)

    def items(self, name: str | int = 0) -> tuple[Item, ...]:
        """Return the items that a group took."""
        first, last = self.span(name)
        return self.line.items[first:last] if first >= 0 else ()

    def item(self, name: str) -> Item | None:
        """Return the first item that a group took."""
        return next(iter(self.items(name)), None)


def rewritten(
    items: Sequence[Item], pattern: re.Pattern[str], make: Callable[[Found], Item | None]
) -> list[Item]:
    """Return the items with what a pattern takes made one item, unless None is made."""
    line = Line(items)
    new: list[Item] = []
    done = 0
    for found in line.found(pattern):
        first, last = found.span()
        if first >= done and (one := make(found)):
            new += [*items[done:first], one]
            done = last
    return [*new, *items[done:]]


_PART = re.compile(r"(?:([a-z_]+)=)?([^\s?*+{]+|\?)((?:[?*+]|\{\d+(?:,\d*)?\})?\??)")


@cache
def pattern(text: str, macros: tuple[tuple[str, str], ...] = ()) -> re.Pattern[str]:
    """Return the regular expression of a pattern; macros are patterns by the names they are called
    by."""
    return re.compile(_written(text, dict(macros)))


def _written(text: str, macros: Mapping[str, str]) -> str:
    return "".join(_part(word, macros) for word in text.split())


def _part(word: str, macros: Mapping[str, str]) -> str:
    if word == "<":
        return r"\A"
    if word == ">":
        return r"\Z"
    if word == "|":
        return "|"
    if word.endswith("("):
        name = word[:-1].rstrip("=")
        return f"(?P<{name}>" if name else "(?:"
    if word.startswith(")"):
        return word
    match = _PART.fullmatch(word)
    assert match, word
    name, body, many = match.groups()
    one = _one_of(body, macros)
    if not name:
        return f"(?:{one}){many}"
    return f"(?P<{name}>(?:{one}){many})"


def _one_of(body: str, macros: Mapping[str, str]) -> str:
    if body == ".":
        return r" [^ ]+"
    if body.startswith("!"):
        return f"(?!{'|'.join(_both(one) for one in body[1:].split('|'))}) [^ ]+"
    return "|".join(
        _written(macros[one], macros) if one in macros else _both(one) for one in body.split("|")
    )


def _both(body: str) -> str:
    *before, last = body.split("&")
    return "".join(f"(?={_class(one)})" for one in before) + _class(last)


def _class(name: str) -> str:
    if name.upper() == name and name[0].isalpha():
        return f" [^ ]*?/{name}/[^ ]*"
    return f" {re.escape(name)}/[^ ]*"


def merged(found: Sequence[Item], *classes: str, **changes: Any) -> Item:
    """Return one item in the place of several."""
    return Item(
        " ".join(one.word for one in found),
        found[0].start,
        found[-1].end,
        frozenset(classes),
        parts=tuple(found),
        **changes,
    )


def leaves(item: Item) -> Iterator[Item]:
    """Yield the words that an item was put together from."""
    for part in item.parts:
        yield from leaves(part)
    if not item.parts:
        yield item


def place_of(items: Sequence[Item], item: Item) -> int:
    """Return the index of an item among others; words alike are told apart."""
    return next(at for at, one in enumerate(items) if one is item)


def is_participle(items: Sequence[Item]) -> bool:
    """Return whether items begin a clause with a participle that has an object ("ending the
    debate"); not a noun's ("a meeting", "a NATO meeting")."""
    is_ing = items[0].has("WORD") and items[0].word.endswith("ing")
    return is_ing and len(items) > 1 and items[1].has(*_OBJECTS)


_OBJECTS = ("DET", "OBJ", "PROGRAM", "ACTOR", "ACTOR_POSS", "ANAPHOR")
