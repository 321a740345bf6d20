"""Which programs an article has named up to a sentence, and which of them a noun stands for: "the
bloc", "the Convention".
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import attrs

from intake.articles.items import Item
from intake.articles.lexicon import plain
from intake.articles.names import PAPERS
from intake.articles.sentences import tokens


@attrs.frozen
class Topic:
    """The programs that an article has named up to a sentence, the last one last, and the names of
    each: what "the bloc" or "the Convention" may stand for; ``called`` are those that the article
    calls by their own names, ``others`` the nouns that it uses in the names of other papers and
    groups alone."""

    named: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    called: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def is_called(self, programs: Sequence[str]) -> bool:
        """Return whether the article calls programs by their own names anywhere."""
        return self.called.issuperset(programs)

    def after(self, item: Item) -> "Topic":
        """Return the same after one more item."""
        if not item.programs:
            return self
        others = (one for one in self.named if one not in item.programs)
        return attrs.evolve(self, named=(*others, *item.programs))

    def meant(self, noun: str, is_capital: bool) -> tuple[str, str] | None:
        """Return the program that a noun with "the" stands for, and how sure that is.

        SURE where the article has named only one program, or only one whose name has the noun, and
        it is written as a name; SURE_TO_JOIN where the noun may as well be another paper ("the
        agreement"), which is signed and not joined; else UNSURE.
        """
        only = len(set(self.named)) == 1
        fitting = [one for one in self.named if self.has_word(one, noun)]
        if noun in self.others and self.named:
            return (fitting or self.named)[-1], "UNSURE"
        if len(set(fitting)) == 1 and (is_capital or only):
            return fitting[-1], "SURE"
        is_last = bool(fitting) and set(fitting) == set(self.named[-1:])
        if len(set(fitting)) == 1 and (is_last or noun in _TELLING):
            return fitting[-1], "SURE" if noun in _TELLING else "SURE_TO_JOIN"
        alike = {one for one in self.named if self._is_of_kind(one, noun)}
        if not only and not fitting and len(alike) == 1:  # one treaty among other programs
            return alike.pop(), "SURE_TO_JOIN"
        if fitting or not self.named:
            return (fitting[-1], "UNSURE") if fitting else None
        if only and noun in GROUPS | TREATY_PAPERS | WORKS:
            is_sure = noun in GROUPS or (noun in _TREATIES and self._is_treaty(self.named[-1]))
            return self.named[-1], "SURE" if is_sure else "SURE_TO_JOIN"
        return (self.named[-1], "UNSURE") if noun in GROUPS | TREATY_PAPERS | _CIRCLES else None

    def _is_treaty(self, program: str) -> bool:
        return any(self.has_word(program, noun) for noun in _OF_TREATIES)

    def _is_of_kind(self, program: str, noun: str) -> bool:
        """Return whether a program is one of the sort that a noun tells: a treaty or a group."""
        if noun in _OF_TREATIES or noun in _TREATIES:
            return self._is_treaty(program)
        is_group = any(self.has_word(program, one) for one in ("organization", "alliance", "union"))
        return noun in _BLOCS and (is_group or not self._is_treaty(program))

    def has_word(self, program: str, noun: str) -> bool:
        """Return whether a name of a program has a noun."""
        one, several = noun.removesuffix("s"), f"{noun.removesuffix('s')}s"
        named = (plain(tokens(name, 0, len(name))) for name in self.names[program])
        return any(one in words or several in words for words in named)


_OF_A_NAME = ("CAP", "KNOWN_CAP", "COMPOUND", "DIGITS")


def of_others(phrases: Iterable[Sequence[Item]]) -> frozenset[str]:
    """Return the nouns that an article uses in names of papers and groups which are no program on
    file, and in no name of one that is: "the Treaty" may mean the Border Treaty then."""
    own: set[str] = set()
    others: set[str] = set()
    for items in phrases:
        for before, one in pairwise(items):
            if one.programs:
                own.update(one.word.split())
            elif one.has("KNOWN_CAP") and one.has("TREATY_NOUN", "GROUP_NOUN"):
                others.update(one.word.split()[-1:] if before.has(*_OF_A_NAME) else ())
    return frozenset(others - own)


GROUPS = frozenset(
    {*("alliance", "bloc", "group", "grouping", "organization", "coalition", "club")}
    | {"organisation", "association", "union", "body", "agency"}
)
_BLOCS = ("bloc", "group", "grouping", "club")  # what no treaty is called
_CIRCLES = frozenset(("community", "family"))  # which mean much else too
WORKS = frozenset(
    {*("project", "program", "initiative", "framework", "partnership", "network", "protocol")}
    | {"programme", "statute", "charter", "document", "principles", "forum", "declaration"}
)
_TREATIES = frozenset(("treaty", "pact", "accord", "accords"))  # what a convention is called too
_TELLING = frozenset(
    ("bank", "convention", "statute", "amendment", "covenant", "accords")
)  # few are so called
_OF_TREATIES = ("treaty", "convention", "statute", "covenant", "protocol", "accord", "agreement")
TREATY_PAPERS = PAPERS | {"convention"}
