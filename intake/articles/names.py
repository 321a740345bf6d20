"""Whom and what an article may name: the programs and participants of a register, the states, and
the words of `state_words`; and what the article itself calls them ("the Convention", "SCO").
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import attrs

from intake.articles.lexicon import Table, acts, meanings, plain, words
from intake.articles.sentences import Token, tokens
from intake.articles.state_words import LEADERS, WORDS
from ledger import states
from ledger.names import Names

# Codes and short forms that articles use as names, and those that mean two.
_SHORT = ("US", "UK", "UAE", "USA", "DRC", "PRC", "ROK", "DPRK", "USSR", "GDR", "CAR")
_MORE = {"America": "USA"}
_TWO: Mapping[str, tuple[str, ...]] = {
    "Congo": ("COD", "COG"),
    "Congolese": ("COD", "COG"),
    "Korea": ("KOR", "PRK"),
    "Korean": ("KOR", "PRK"),
    "Dominican": ("DMA", "DOM"),
    "Virgin Islands": ("VGB", "VIR"),
}
# names with the name of a state in them that are none of its own
_OTHERS = (
    *("New Mexico", "Gulf of Mexico", "Northern Ireland", "Northern Cyprus", "Inner Mongolia"),
    *("South China Sea", "East China Sea", "Sea of Japan", "Gulf of Guinea", "Gulf of Oman"),
    *("New South Wales", "Lake Chad", "Panama Canal", "Bank of China", "Air China", "Air India"),
    *("Latin America", "South America", "North America", "Central America", "Latin American"),
    *("South American", "North American", "Central American"),
    *("Air France", "Indian Ocean", "British Columbia", "Guinea-Conakry"),
)
_OF_PEOPLE = frozenset(("Jordan", "Georgia", "Chad", "Israel", "Ireland", "France", "India"))
_ELSEWHERE = {  # a state's name that is another place's too: what tells of that one, and of itself
    "Georgia": (
        re.compile(r"\b(?:state of Georgia|Atlanta|Savannah|Georgia(?:’s|'s)? (?:Gov|governor))"),
        re.compile(r"\b(?:Tbilisi|Georgian|Caucasus|Batumi|Republic of Georgia)\b"),
    ),
}
# organisations that join treaties as states do (regional economic integration organisations), and
# which a register may not have yet
_ORGANISATIONS = {"European Union": "european-union", "EU": "european-union"}
PAPERS = frozenset(("agreement", "agreements", "accord", "accords", "deal", "pact", "treaty"))
_CLEAR = 3  # words of a name in which another word for a paper changes nothing
_DEFINED = re.compile(
    r"\s*\(\s*(?:hereinafter|hereafter|the|an?|known as|called|or|[“\"‘']|,|\s)*\s*"
    r"(?P<name>[A-Z][\w&-]*(?:\s+[\w&-]+){0,5}?)\s*[”\"’']?\s*\)"
)
_IN_BRACKETS = re.compile(
    r"((?:[A-Z][\w’'-]*|of|for|the|and|on|in|to|&)(?:\s+|-))+\(([A-Z][A-Za-z]*[A-Z])\)"
)


@attrs.frozen
class Named:
    """What a name means: its ``kind`` ("program", "state", "capital", "adjective", "body",
    "person"; "unclear": it may be any of several; "other": what no register has) and the id of the
    program or participant; of a body, the state that it belongs to; of a program, whether the name
    was made by the article (``is_local``), or is only like one of its own (``is_near``)."""

    kind: str
    id: str
    state: str | None = None
    is_local: bool = False
    is_near: bool = False


class Vocabulary:
    """The names that articles are searched for, as of one register."""

    def __init__(self, names: Names, people: Mapping[str, str] | None = None) -> None:
        """``people``: those who signed for a participant, by name."""
        self.names = names
        self.table: Table[Named] = Table()
        self.program_names: dict[str, tuple[str, ...]] = {}
        for name, one in states_named():
            self.table.add(name, one)
        for name, codes in _TWO.items():
            for code in codes:
                self.table.add(name, Named("unclear", code))
        for name in _OTHERS:
            self.table.add(name, Named("other", name))
        for name, identity in _ORGANISATIONS.items():
            if not _is_filed(names, name):  # a program on file of that name goes before it
                self.table.add(name, Named("body", identity))
        for program in names.programs.values():
            every = dict.fromkeys((program.name, *program.aliases))
            called = tuple(one for one in every if not _is_common(one))
            self.program_names[program.id] = called
            for name in (*called, *filter(None, map(_shortened, called))):
                self.table.add(name, Named("program", program.id))
            for name in {near for one in called for near in _near(one)} - set(called):
                is_near = len(name.split()) < _CLEAR  # "the Paris accord" may be another
                self.table.add(name, Named("program", program.id, is_near=is_near))
        for body in names.participants.values():
            for name in (body.name, *body.aliases):
                self.table.add(name, Named("body", body.id, body.state))
        for name, participant in (people or {}).items():
            self.table.add(name, Named("person", participant))

    def in_article(self, text: str) -> "Local":
        """Return the names that an article gives to programs, beside those that all know."""
        local = Local(Table(), frozenset())
        found = tokens(text, 0, len(text))
        unbound = set()
        for _, last, meant in meanings(self.table, found):
            programs = [one for one in meant if one.kind == "program"]
            if len(programs) != 1:
                continue
            end = found[last - 1].end
            given = _DEFINED.match(text, end)
            if given and len(given["name"]) < 60 and not self._names_somebody(given["name"]):
                one = Named("program", programs[0].id, is_local=True)
                local.table.add(given["name"], one)
                unbound.add(given["name"])
        for other in _IN_BRACKETS.finditer(text):
            if self._is_another(other[0][: other.start(2) - other.start() - 1], other[2]):
                unbound.add(other[2])
        elsewhere = (
            name
            for name, (there, here) in _ELSEWHERE.items()
            if there.search(text) and not here.search(text)
        )
        return Local(local.table, frozenset(unbound), frozenset(elsewhere))

    def _names_somebody(self, name: str) -> bool:
        """Return whether a name is that of participants: "NATO (Ghana and Kenya)"."""
        row = tokens(name, 0, len(name))
        return any(
            one.kind != "program" for _, _, meant in meanings(self.table, row) for one in meant
        )

    def _is_another(self, words: str, acronym: str) -> bool:
        """Return whether an article spells an acronym out as something that no program of it is
        called."""
        initials = [word for word in re.split(r"[\s-]+", words.strip()) if word[:1].isupper()]
        last = initials[-len(acronym) :]
        if [word[0].upper() for word in last] != list(acronym.upper()):
            return False
        spelled = tokens(words, 0, len(words))
        held = {one.id for _, _, meant in meanings(self.table, spelled) for one in meant}
        length, means = self.table.at(*_row(acronym), 0)
        return bool(length) and not any(one.id in held for one in means)


@attrs.frozen
class Local:
    """The names that an article gives, and those that it gives another meaning than all others;
    ``elsewhere`` are names of states that seem to be those of other places in it."""

    table: Table[Named]
    own: frozenset[str]
    elsewhere: frozenset[str] = frozenset()

    def doubt(self, found: Sequence[Token], first: int, last: int) -> str | None:
        """Return why a name of a state may be none: a person's, another place's; None: it is one.

        A person has another name beside it ("Michael Jordan").
        """
        name = found[first].text
        if last - first > 1 or name not in _OF_PEOPLE:
            return None
        if name in self.elsewhere:
            return "another place's name"
        beside = [*found[max(first - 1, 0) : first], *found[last : last + 1]]
        return "part of another name" if any(map(_is_unknown_name, beside)) else None

    def find(self, whole: Table[Named], found: list[Token]) -> list[tuple[int, int, list[Named]]]:
        """Return the names in a row of tokens, as indices (half-open), with what each means."""
        spelled = plain(found)
        here: list[tuple[int, int, list[Named]]] = []
        index = 0
        while index < len(found):
            own, meant_here = self.table.at(found, spelled, index)
            length, meant = whole.at(found, spelled, index)
            text = "".join(one.text for one in found[index : index + length])
            if own >= length or text in self.own:
                length, meant = own, meant_here
            if length:
                here.append((index, index + length, meant))
            index += length or 1
        return here


def _is_unknown_name(token: Token) -> bool:
    """Return whether a word seems to be a name that no table has."""
    text = token.text
    if not token.is_capital or not text.isalpha() or text.isupper() or len(text) < 3:
        return False
    row = [token]
    length, _ = words().at(row, plain(row), 0)
    acted, _ = acts().at(row, plain(row), 0)
    return not length and not acted and text not in _CALENDAR and not text.endswith(_NO_NAME)


_CALENDAR = frozenset((*calendar.day_name, *calendar.month_name, *calendar.month_abbr))
_NO_NAME = ("ing", "ed", "ly")


def _near(name: str) -> Iterator[str]:
    """Yield names that articles use in the place of one that ends in "Agreement": "the Paris
    accord"."""
    *words, last = name.split()
    if set(map(str.lower, words)) - {"the"} and last.lower() in PAPERS:
        for other in PAPERS - {last.lower()}:
            yield f"{' '.join(words)} {other}"


def _shortened(name: str) -> str | None:
    """Return a long name without what follows "for", or without whose it is, as articles use it:
    "the Indo-Pacific Economic Framework", "the Convention on the Law of the Sea"."""
    short, _, rest = name.partition(" for ")
    if rest and len(short.split()) > 2:
        return short
    plain_name = re.sub(r"^(?:United Nations|UN|U\.N\.) ", "", name)
    return plain_name if plain_name != name and len(plain_name.split()) > 2 else None


def _is_common(name: str) -> bool:
    """Return whether a name is one that any program of its sort has: "the Accords", which stands
    for the one that an article is about."""
    article, _, noun = name.partition(" ")
    row = tokens(noun, 0, len(noun))
    kinds = words().at(row, plain(row), 0)[1] if len(row) == 1 else []
    return article.lower() == "the" and "GROUP_NOUN" in kinds


def _row(name: str) -> tuple[list[Token], list[str]]:
    row = tokens(name, 0, len(name))
    return row, [one.plain for one in row]


def _is_filed(names: Names, name: str) -> bool:
    return any(name in (one.name, *one.aliases) for one in names.participants.values())


@cache
def states_named() -> tuple[tuple[str, Named], ...]:
    """Return the names of states, their adjectives and capitals, and those who led them."""
    found: list[tuple[str, Named]] = []
    named: Iterable[tuple[str, str]] = (
        *states.spellings(),
        *((one, states.find(one)[0]) for one in _SHORT if states.find(one)),
        *_MORE.items(),
    )
    found += [(name, Named("state", code)) for name, code in named if name not in _TWO]
    found += [(name, Named("person", code)) for name, code in LEADERS.items()]
    for code, listed in WORDS.items():
        found += [(one, Named("adjective", code)) for one in listed.adjectives]
        found += [(one, Named("capital", code)) for one in listed.capitals]
    return tuple(found)
