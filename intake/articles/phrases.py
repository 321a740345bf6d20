"""The items of a sentence put together into phrases, level by level: who acts, what is joined.

After finite-state cascades (Abney 1996): each level joins neighbours into one item and knows
nothing of the levels above it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial

import attrs

from intake.articles import items as patterns
from intake.articles import lexicon
from intake.articles.grammar import data
from intake.articles.items import Act, Actor, Found, Item, merged, rewritten
from intake.articles.names import Local, Named, Vocabulary
from intake.articles.sentences import Sentence, Token, tokens
from intake.articles.times import Moment, moments

_NAMES = ("STATE", "ADJECTIVE", "BODY", "KNOWN_PERSON", "PROGRAM")
_QUOTES = frozenset('“”"„«»‘')
_BRACKETS = {"(": "OPEN", "[": "OPEN", ")": "CLOSE", "]": "CLOSE"}
_DATELINE = 14  # items at most
_IN_A_DATELINE = ("CAP", "KNOWN_CAP", "STATE", "TIME", "MARK", "OPEN", "CLOSE", "NUM", "BODY")
_DASHES = ("–", "—", "--", "-")
_OF_NAMES = {
    "state": ("STATE",),
    "capital": ("STATE", "CAPITAL"),
    "adjective": ("ADJECTIVE",),
    "body": ("BODY",),
    "person": ("KNOWN_PERSON",),
    "program": ("PROGRAM",),
    "other": ("CAP",),
}
_OF = ("of", "for", "from", "to")
_NO_END = ("OFFICE", "CAP", "KNOWN_PERSON", "POSSESSIVE", "HYPHEN")  # what goes on with a title
_TELLS_WHO = ("REL", "INCLUDING", "SKIP", "DASH", "ACTOR", "EXCEPT", "PREP")
_HOW = {"state": "name", "capital": "capital", "adjective": "office", "person": "office"}


@attrs.frozen
class Reader:
    """What sentences of an article are read with: its text, the day on which it was written, the
    names, and those that it gives itself."""

    text: str
    written: date
    vocabulary: Vocabulary
    local: Local
    people: Mapping[str, str] = {}

    def items(self, sentence: Sentence) -> list[Item]:
        """Return the words of a sentence, its names and expressions of time each one item."""
        found = tokens(self.text, sentence.start, sentence.end)
        taken = self._named(found, sentence.is_heading)
        taken |= self._timed(found, sentence, taken)
        spelled = lexicon.plain(found)
        for first, (_, last) in taken.items():  # no word goes on into a name
            spelled[first:last] = [""] * (last - first)
        made: list[Item] = []
        index = 0
        while index < len(found):
            if index in taken:
                item, last = taken[index]
                made.append(item)
            else:
                one, last = self._word(found, spelled, index, made)
                if one:
                    made.append(one)
            index = last
        return _said_once(made)

    def phrases(self, sentence: Sentence) -> list[Item]:
        """Return the same, put together into phrases."""
        found = self.items(sentence)
        return phrased(found[self._dateline(found) :], sentence.is_heading)

    def _dateline(self, found: Sequence[Item]) -> int:
        """Return how many items the dateline of a paragraph has: "ACCRA, May 15 (AP) —"."""
        head = found[:_DATELINE]
        at = next((n for n, one in enumerate(head) if one.has("DASH")), 0)
        if not at or not self.text[found[0].start : found[0].end].isupper():
            return 0
        return at + 1 if all(one.has(*_IN_A_DATELINE) for one in head[:at]) else 0

    def _named(self, found: list[Token], heading: bool) -> dict[int, tuple[Item, int]]:
        taken = {}
        for first, last, meant in self.local.find(self.vocabulary.table, found):
            kinds = {one.kind for one in meant}
            one = next((each for each in meant if each.kind == "program"), meant[0])
            if one.kind == "program":  # a program goes before a participant of its name
                meant = [each for each in meant if each.kind == "program"]
            ids = {each.id for each in meant}
            doubt = (
                self.local.doubt(found, first, last)
                if one.kind == "state" and not heading
                else None
            )
            if doubt or (len(ids) > 1 and "program" not in kinds):
                item = _unclear(found[first:last], [doubt] if doubt else sorted(ids))
                taken[first] = (item, last)
                continue
            if one.is_local and not _is_defined(found, first, last):
                continue
            taken[first] = (_name_item(found[first:last], one, ids), last)
        for index, token in enumerate(found):
            if token.text in self.people and index not in taken:
                one = Named("person", self.people[token.text])
                taken[index] = (_name_item([token], one, {one.id}), index + 1)
        return taken

    def _timed(
        self, found: list[Token], sentence: Sentence, taken: Mapping[int, tuple[Item, int]]
    ) -> dict[int, tuple[Item, int]]:
        places = [(one.start, one.end) for one, _ in taken.values()]
        timed = {}
        for moment in moments(self.text, sentence.start, sentence.end, self.written):
            if any(moment.start < end and start < moment.end for start, end in places):
                continue
            within = [n for n, one in enumerate(found) if moment.start <= one.start < moment.end]
            if within:
                timed[within[0]] = (_time_item(moment), within[-1] + 1)
        return timed

    def _word(
        self, found: list[Token], spelled: list[str], index: int, before: Sequence[Item]
    ) -> tuple[Item | None, int]:
        token = found[index]
        if token.text in _QUOTES:
            return None, index + 1
        length, classes = lexicon.words().at(found, spelled, index)
        act_length, acts = lexicon.acts().at(found, spelled, index)
        if act_length > length:
            length, classes = act_length, []
        act, more = _act(acts) if act_length == length and acts else (None, ())
        if not length:
            return _unknown(found, index), index + 1
        last = found[index + length - 1]
        word = " ".join(spelled[index : index + length])
        all_classes = frozenset((*classes, *more, *_shape(token, length)))
        return Item(word, token.start, last.end, all_classes, act=act), index + length


@attrs.frozen
class _Level:
    """A level of phrases: what it makes, the classes one of which it wants, its pattern, and
    whether it is for headings alone."""

    makes: str
    wants: tuple[str, ...]
    form: str
    is_of_headings: bool


@cache
def _levels() -> tuple[_Level, ...]:
    return tuple(
        _Level(one["makes"], tuple(one["wants"]), one["form"], one.get("in") == "headings")
        for one in data("phrases.yaml")["levels"]
    )


@cache
def _macros() -> tuple[tuple[str, str], ...]:
    return tuple(data("phrases.yaml")["macros"].items())


def phrased(found: Sequence[Item], is_heading: bool = False) -> list[Item]:
    """Return items put together into phrases."""
    made = list(found)
    if not any(one.has(*_NAMES) for one in made):
        return made
    for level in _levels():
        if level.is_of_headings and not is_heading:
            continue
        if any(one.has(*level.wants) for one in made):
            form = patterns.pattern(level.form, _macros())
            made = rewritten(made, form, _maker(level.makes))
    return made


def _maker(name: str) -> Callable[[Found], Item | None]:
    return {"LIST": _listed, "SKIP": _aside}.get(name, partial(_phrase, name))


def _phrase(name: str, found: Found) -> Item | None:
    """Return the phrase of a level, which acts for whom its owner does; None: there is none."""
    parts = found.items()
    owner = found.item("owner") if "owner" in found.match.groupdict() else None
    if _is_another(name, found, owner):
        return None
    if name in ("PLACE", "OPENING"):
        return merged(parts, name)
    actors = (owner or parts[0]).actors
    if name == "ADJECTIVE":
        actors = tuple({actor.id: actor for one in parts for actor in one.actors}.values())
    if name in ("HOLDER", "PARL"):
        actors = tuple(attrs.evolve(one, how="office") for one in actors)
        if any(one.has("FORMER") for one in parts):
            return merged(parts, "SKIP")
    classes = [name]
    classes += ["ROLED"] * (name == "ACTOR" and any(one.has("ROLE") for one in parts))
    classes += [one for one in ("HOLDER", "CAPITAL") if owner and owner.has(one)]
    programs = next((one.programs for one in parts if one.programs), ())
    return merged(parts, *classes, actors=actors, programs=programs)


def _is_another(name: str, found: Found, owner: Item | None) -> bool:
    """Return whether neighbours are no phrase of their level, by what they are or what follows."""
    parts = found.items()
    rest = found.line.items[found.span()[1] :][:1]
    if name == "ANAPHOR" and rest:  # "the president of the bank", "the two states that signed"
        is_many = parts[-1].has("GENERIC") and (rest[0].has(*_TELLS_WHO) or rest[0].word in ":,")
        return is_many or rest[0].word in _OF or rest[0].has(*_NO_END)
    if name == "PARL":  # "Ghana's cabinet minister"
        return bool(rest) and rest[0].has("OFFICE")
    if name == "PLACE":  # "in Accra, the minister of trade"; "in Accra, Kenya"
        is_held = len(parts) > 3 and parts[3].has("HOLDER")
        return is_held or len({actor.id for one in parts for actor in one.actors}) != 1
    if name == "OPENING":  # but "in the waters of Ghana, Kenya and Togo,"
        after = found.line.items[found.span()[1] :][:4]
        is_pair = len(after) == 4 and after[0].has("ACTOR") and after[1].has("AND")
        return not is_pair or not after[2].has("ACTOR") or after[3].has("MARK")
    beside = [one for one in parts if one.has("LISTED") and one is not owner]
    if name == "ACTOR" and owner and beside and not owner.has("LISTED"):  # "Ghana (Kenya)"
        return {actor.id for one in beside for actor in one.actors} != {a.id for a in owner.actors}
    return False


def _aside(found: Found) -> Item:
    """Return what stands in brackets or between dashes: LISTED, if it names participants."""
    parts = found.items()
    parts = (parts[0], *phrased(parts[1:-1]), parts[-1])
    is_without = any(one.has("NEG", "BUT", "EXCEPT") for one in parts)  # "– but not Kenya –"
    named = [] if is_without else [one for one in parts if one.has("ACTOR")]
    actors = tuple(actor for one in named for actor in one.actors)
    programs = next((one.programs for one in parts if one.programs), ())
    return merged(parts, "SKIP", "LISTED" if actors else "BLANK", actors=actors, programs=programs)


def _listed(found: Found) -> Item | None:
    """Return one actor of several; it may as well own what follows."""
    parts = _with_unknown(found.items())
    named = [one for one in parts if one.has("ACTOR", "ACTOR_POSS", "LISTED")]
    unknown = [one for one in parts if one.may_be == _UNKNOWN]
    if len(unknown) > len(named):
        return None
    actors = {actor.id: actor for one in named for actor in one.actors}
    before = found.line.items[max(found.span()[0] - 1, 0)].word
    if not actors or (before in ("in", "at") and any(one.has("TIME") for one in parts)):
        return None  # "was admitted in Accra in 2017, and Kenya in 2018"
    kind = "ACTOR_POSS" if named[-1].has("ACTOR_POSS") else "ACTOR"
    more = ["NEITHER"] if any(one.word == "nor" for one in parts) else []
    more += ["DATED"] if any(one.has("TIME") for one in parts) else []
    return merged(parts, kind, "LIST", *more, actors=tuple(actors.values()))


_UNKNOWN = ("a participant that is not on file",)


def _with_unknown(parts: Sequence[Item]) -> tuple[Item, ...]:
    """Return the parts of a list with each name that no table has made one item: "Ghana, the
    Republic of Wakanda and Kenya"."""
    made: list[Item] = []
    run: list[Item] = []
    for one in (*parts, None):
        if one and (
            one.has("CAP", "KNOWN_CAP", "ANAPHOR", "PERSON")
            or one.word == "the"
            or (run and one.word == "of")
        ):
            run.append(one)
            continue
        run = run[1:] if run and run[0].word == "the" else run
        if run:
            made.append(attrs.evolve(merged(run, "UNCLEAR", may_be=_UNKNOWN), parts=()))
            run = []
        if one:
            made.append(one)
    return tuple(made)


def _said_once(found: Sequence[Item]) -> list[Item]:
    """Return the words of a sentence, where a speaker begins anew, once: "the — the Accords"."""
    made: list[Item] = []
    for one in found:
        before = made[-2:]
        if len(before) == 2 and before[1].has("DASH") and before[0].word == one.word:
            del made[-2:]
        made.append(one)
    return made


def _is_defined(found: list[Token], first: int, last: int) -> bool:
    """Return whether a word that an article defined is used as it was: "the Convention", but not
    "the New York Convention"."""
    name = "".join(one.text for one in found[first:last])
    if name.isupper() or last - first > 1:
        return True
    return first > 0 and found[first - 1].plain in ("the", "this", "our", "said")


def _unclear(found: Sequence[Token], may_be: Sequence[str]) -> Item:
    """Return the item of a name that may be one of several, or none that counts."""
    word = " ".join(token.plain for token in found)
    kind = frozenset({"UNCLEAR"})
    return Item(word, found[0].start, found[-1].end, kind, may_be=tuple(may_be))


def _name_item(found: list[Token], one: Named, ids: Iterable[str]) -> Item:
    word = " ".join(token.plain for token in found)
    start, end = found[0].start, found[-1].end
    classes = frozenset(_OF_NAMES[one.kind])
    if one.kind == "program":
        if one.is_near:
            classes |= {"NEAR"}
        return Item(word, start, end, classes, programs=tuple(sorted(ids)))
    if one.kind == "other":
        return Item(word, start, end, classes)
    actor = Actor(one.id, _HOW.get(one.kind, one.kind), start, end, one.state)
    return Item(word, start, end, classes, actors=(actor,))


def _time_item(moment: Moment) -> Item:
    word = moment.wording.lower()
    kinds = frozenset({"TIME", "APART"} if moment.apart else {"TIME"})
    return Item(word, moment.start, moment.end, kinds, moment=moment)


def _act(acts: Sequence[tuple[Act, tuple[str, ...]]]) -> tuple[Act, tuple[str, ...]]:
    """Return one act for a word that is a verb and a noun."""
    first = acts[0][0]
    after = tuple(dict.fromkeys(part for one, _ in acts for part in one.after))
    classes = {part for _, forms in acts for part in forms}
    verb = {"ACT"} if classes - {"ACTNOUN"} else set()
    return attrs.evolve(first, after=after), tuple(classes | verb)


def _shape(token: Token, length: int) -> tuple[str, ...]:
    return ("KNOWN_CAP",) if token.is_capital and length == 1 else ()


def _unknown(found: list[Token], index: int) -> Item:
    """Return the item of a token that no table has."""
    token = found[index]
    word = token.plain
    before = found[index - 1] if index else None
    joined = before is not None and before.end == token.start
    if token.text in ("’", "'"):
        return _mark(
            token, "POSSESSIVE" if joined and before and before.plain[-1:] == "s" else "MARK"
        )
    if word == "'s":
        return _mark(token, "POSSESSIVE")
    if token.text in _DASHES:
        after = found[index + 1] if index + 1 < len(found) else None
        tight = joined and after is not None and after.start == token.end and token.text in "-–"
        return _mark(token, "HYPHEN" if tight else "DASH")
    if token.text[0].isdigit():
        return _mark(token, "ORD" if word[-2:] in ("st", "nd", "rd", "th") else "NUM", "DIGITS")
    if word in _BRACKETS:
        return _mark(token, _BRACKETS[word])
    if not token.text[0].isalpha():
        return _mark(token, "MARK")
    if word.endswith("ly") and len(word) > 4:
        return _mark(token, "ADV")
    return _mark(token, "CAP" if token.is_capital else "WORD")


def _mark(token: Token, *classes: str) -> Item:
    return Item(token.plain, token.start, token.end, frozenset(classes))
