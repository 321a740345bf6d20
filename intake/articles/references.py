"""Whom a word such as "it", "the two countries" or "the President" stands for."""

import re
from collections.abc import Mapping, Sequence

import attrs

from intake.articles.items import Actor, Item, Line
from intake.articles.scene import WHO, Scene

_FIRST_PERSON = (
    *("we", "i", "our country", "our nation", "my country", "my administration"),
    *("our administration", "my government"),
)
_ONE = re.compile(r"it|its .+|the (?:\w+ ){0,2}(?:country|nation|state)(?: 's .+)?")
_HIS = re.compile(r"(?:his|her|their) .+")  # of somebody who acts for a participant
_MANY: Mapping[str, int | None] = {  # words for several, with how many they are
    **dict.fromkeys(("two", "both", "pair", "neither"), 2),
    **dict.fromkeys(("three", "trio"), 3),
    **{one: count for count, one in enumerate(("four", "five", "six", "seven", "eight"), 4)},
    "they": None,
}
Who = tuple[tuple[Actor, ...], str | None]  # the actors, and why they are doubtful
_VERBS = (
    *("ACT", "BE", "HAVE", "DO", "MODAL", "NEG", "PLAN", "REFUSE", "BECOME", "GLAD", "PUT"),
    *("DEPOSIT", "COMPLETE", "TAKE_OUT", "WELCOME", "GAIN", "SIGN_PAPER"),
)
_BETWEEN = ("ADV", "TIME", "SKIP", "PLACE")  # what may stand between a subject and its verb


@attrs.frozen
class Reference:
    """A word that stands for somebody: its sentence, its index there, what was told before, and
    the number of its paragraph."""

    line: Line
    at: int
    scene: Scene
    paragraph: int

    @property
    def item(self) -> Item:
        """The word."""
        return self.line.items[self.at]

    @property
    def before(self) -> Sequence[Item]:
        """What stands before it in its sentence."""
        return self.line.items[: self.at]

    @property
    def is_near(self) -> bool:
        """Whether whoever was named last was named in its paragraph or the one before."""
        return self.scene.paragraph >= self.paragraph - 1


def resolved(line: Line, scene: Scene, paragraph: int) -> Line:
    """Return a sentence with each subject that stands for somebody without a doubt as if it named
    them."""
    items = list(line.items)
    for at, item in enumerate(items):
        if not item.has("ANAPHOR") or not _is_subject(items, at):
            continue
        who, doubt = meant(Reference(Line(items), at, scene, paragraph))
        if who and not doubt:
            items[at] = attrs.evolve(item, classes=frozenset({"ACTOR"}), actors=who)
    return Line(items)


def _is_subject(items: Sequence[Item], at: int) -> bool:
    verb = next((one for one in items[at + 1 :] if not one.has(*_BETWEEN)), None)
    is_of_one = at > 0 and items[at - 1].has("PREP")  # "by its minister"
    return verb is not None and verb.has(*_VERBS) and not is_of_one


def meant(this: Reference) -> Who:
    """Return whom a word such as "it" or "the two countries" stands for, and why that is doubtful
    (None: it is not)."""
    reference, scene, word = this.item, this.scene, this.item.word
    before = _named_before(this)
    if before and _ONE.fullmatch(word):
        is_only = len(before) == 1 and len(before[0].actors) == 1
        found = before[0].actors if len(before[0].actors) == 1 else ()
        return found, None if is_only else f"“{word}” may be another"
    every = [one for one in this.before if one.has(*WHO)]
    whose = [one for one in every if len(one.actors) == 1 and one.actors[0].how == "office"]
    if whose and (_HIS.fullmatch(word) or word in ("he", "she")):
        is_only = len(every) == 1
        return _referred(
            whose[0].actors, reference
        ), None if is_only else f"“{word}” may be another"
    many = [count for one, count in _MANY.items() if one in word.split()]
    if many:
        return _several(this, many[0], before)
    if word in _FIRST_PERSON:
        if scene.speaker is None:
            return _quoted(this)
        speaker = Actor(scene.speaker, "reference", reference.start, reference.end)
        return (speaker,), None
    if scene.speaker and _is_holder(reference) and _is_title(reference):
        return (Actor(scene.speaker, "reference", reference.start, reference.end),), None
    if reference.has("PERSON", "CAP"):
        return _behind(this)
    there = _referred(scene.subjects[:1], reference) if this.is_near else ()
    is_only = bool(there) and len({one.id for one in scene.named}) == 1
    is_holder = bool(_HIS.fullmatch(word)) or _is_holder(reference)
    is_told = is_holder and {one.id for one in there} == {scene.only}
    if not is_told and (is_holder or word in ("he", "she")):
        is_only = is_only and all(one.how == "office" for one in scene.named)
    return there, None if is_only else f"“{word}” is named in another sentence"


def _is_holder(reference: Item) -> bool:
    """Return whether a word is that for an office, without whose it is: "the president"."""
    return any(one.has("OFFICER") for one in reference.parts)


def _is_title(reference: Item) -> bool:
    """Return whether a word for an office is written as a title, as an organ of a state writes that
    of its own: "the President"."""
    return any(one.has("OFFICER") and one.has("KNOWN_CAP") for one in reference.parts)


def _quoted(this: Reference) -> Who:
    """Return for whom "we" stands in a quotation: for whom the one acts who says it."""
    reference, items = this.item, this.line.items
    tellers = [
        one
        for at, one in enumerate(items)
        if one.has("HOLDER") and any(i.has("SAY") for i in items[max(at - 2, 0) : at + 3])
    ]
    if len({actor.id for one in tellers for actor in one.actors}) == 1:
        return _referred(tellers[0].actors, reference), None
    there = () if tellers else this.scene.subjects[:1]
    return _referred(there, reference), f"“{reference.word}” is said by somebody else"


def _referred(meant: Sequence[Actor], reference: Item) -> tuple[Actor, ...]:
    """Return those whom a word stands for, each once, at the place of the word."""
    there = {
        one.id: attrs.evolve(one, how="reference", start=reference.start, end=reference.end)
        for one in meant
    }
    return tuple(there.values())


def _several(this: Reference, count: int | None, before: Sequence[Item]) -> Who:
    """Return whom "they" or "the two countries" stand for: all whom the sentence, or else the one
    before it, names, where they are as many as the word says, or its one subject."""
    reference, scene = this.item, this.scene
    if before:
        named, subjects = [one for item in before for one in item.actors], before[0].actors
    else:
        near = this.is_near and scene.is_last
        named, subjects = (list(scene.named), scene.subjects) if near else ([], ())
    there = _referred(named, reference)
    is_all = len(there) == len({one.id for one in subjects}) > 1
    is_only = is_all if count is None else len(there) == count
    if not before and any(one.has("GENERIC", "ROLE") for one in this.before):
        is_only = False  # "15 states said that they"
    return there, None if is_only else f"“{reference.word}” may be others"


def _named_before(this: Reference) -> list[Item]:
    """Return who is named in a sentence before a pronoun, without those who tell of it, where there
    are others: "but Brazil's minister said that the country"."""
    items = this.before
    kind = next((kind for kind in WHO if any(one.has(kind) for one in items)), "ACTOR")
    named = [(at, one) for at, one in enumerate(items) if one.has(kind)]
    others = [one for at, one in named if not any(i.has("SAY") for i in items[at + 1 : at + 3])]
    return others or [one for _, one in named]


def _behind(this: Reference) -> Who:
    """Return for whom somebody may act whose office is not said."""
    reference, scene = this.item, this.scene
    doubt = f"it is not said for whom “{reference.word}” acts"
    if scene.speaker:
        return (Actor(scene.speaker, "reference", reference.start, reference.end),), doubt
    near = scene.subjects[:1] if this.is_near else ()
    return tuple(attrs.evolve(one, how="reference") for one in near), doubt
