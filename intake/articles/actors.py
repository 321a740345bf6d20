"""Who acts in a form: who is named, whom a pronoun stands for, which side of a paper joins."""

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from intake.articles.forms import Match
from intake.articles.items import Act, Actor, Item, Line
from intake.articles.times import Moment

_LEADING = ("led", "backed", "initiated", "proposed", "driven", "run", "launched", "sponsored")
TWO_SIDED = ("bilateral", "bilateral-elsewhere", "bilateral-between", "paper-on")
_OF_TWO_SIDES = "a paper of two sides need not be an act in a program"
_FIRST_PERSON = (
    *("we", "i", "our country", "our nation", "my country", "my administration"),
    *("our administration", "my government"),
)
_COUNTED = (  # several lists may stand in one form
    *("counted", "counted-before", "counted-in-two", "counted-rank", "received-from"),
    "received-from-elsewhere",
)
_WHO = ("ACTOR", "ACTOR_POSS", "PARL")
_ONE = re.compile(r"it|its .+|the (?:\w+ ){0,2}(?:country|nation|state)(?: 's .+)?")
_HIS = re.compile(r"(?:his|her|their) .+")  # of somebody who acts for a participant
_MANY: Mapping[str, int | None] = {  # words for several, with how many they are
    **dict.fromkeys(("two", "both", "pair", "neither"), 2),
    **dict.fromkeys(("three", "trio"), 3),
    **{one: count for count, one in enumerate(("four", "five", "six", "seven", "eight"), 4)},
    "they": None,
}
Who = tuple[tuple[Actor, ...], str | None]  # the actors, and why they are doubtful


@attrs.frozen
class Scene:
    """What the sentences before one have told: the subject of the last, all whom it named, what was
    dated last, and by the very last (``nearest``), in which paragraph, and whether it was the very
    last that named any (``is_last``), and the act that the very
    last told of as done, with its program (``told``); how many sentences ago a program was named
    for its own sake (``since_program``); and of the whole article, who leads which program, whether
    it is of one program alone (``is_of_one``), whom it names if it is one participant (``only``),
    and who "we" are in the sentence.
    """

    subjects: tuple[Actor, ...] = ()
    named: tuple[Actor, ...] = ()
    moment: Moment | None = None
    nearest: Moment | None = None
    paragraph: int = 0
    is_last: bool = False
    told: tuple[Act, str] | None = None
    since_program: int = 100
    leaders: Mapping[str, frozenset[str]] = {}
    is_of_one: bool = False
    only: str | None = None
    speaker: str | None = None

    def after(self, line: Line, paragraph: int) -> "Scene":
        """Return what is known after one more sentence."""
        times = [one.moment for one in line.items if one.moment and one.moment.date]
        since = 1 if any(one.has("OBJ") for one in line.items) else self.since_program + 1
        nearest = times[-1] if times else None
        scene = attrs.evolve(self, nearest=nearest, since_program=since)
        scene = attrs.evolve(scene, moment=times[-1]) if times else scene
        actors = [one for one in line.items if one.has(*_WHO)]
        scene = attrs.evolve(scene, is_last=bool(actors))
        if not actors:
            return scene
        subjects = (one.actors for one in _subjects(line.items))
        return attrs.evolve(
            scene,
            subjects=next(subjects, actors[0].actors),
            named=tuple(actor for one in actors for actor in one.actors),
            paragraph=paragraph,
        )


def _subjects(items: Sequence[Item]) -> Iterator[Item]:
    for index, one in enumerate(items):
        if one.has("ACTOR") and not (index and items[index - 1].has("PREP")):
            yield one


def leaders(lines: Sequence[Line]) -> Mapping[str, frozenset[str]]:
    """Return who leads which program, by an article's own words: "the Chinese-led Moonbase",
    "China's Moonbase", "a base led by China"."""
    found: dict[str, set[str]] = {}
    for line in lines:
        for programs, who in _led(line):
            for program in programs:
                found.setdefault(program, set()).update(one.id for one in who)
    return {program: frozenset(ids) for program, ids in found.items()}


def _led(line: Line) -> Iterator[tuple[Sequence[str], Sequence[Actor]]]:
    """Yield the programs that a sentence says to be led, and by whom."""
    named = [program for item in line.items for program in item.programs]
    for index, item in enumerate(line.items):
        words = [one.word for one in line.items[max(index - 2, 0) : index]]
        by = item.has("ACTOR") and words[1:] == ["by"] and words[0] in _LEADING
        if by or (item.has("COMPOUND") and _is_leading(item)):
            yield named, item.actors
        elif item.has("ACTOR_POSS") and (after := line.items[index + 1 :][:1]):
            yield after[0].programs if after[0].has("OBJ") else (), item.actors
        for part in item.parts:
            if part.has("COMPOUND") and _is_leading(part):
                yield item.programs, part.actors


def _is_leading(item: Item) -> bool:
    return item.word.split()[-1] in _LEADING


def who(match: Match, scene: Scene, paragraph: int, programs: Sequence[str]) -> Who:
    """Return who acts in a form, and why that is doubtful (None: it is not)."""
    act = match.item("act")
    is_weak = bool(act and act.act and act.act.weak)
    if match.form.name in TWO_SIDED:
        return _sides(match, scene, programs)
    if match.item("ref"):
        return ((), None) if is_weak else _meant(match, scene, paragraph)
    item = match.item("actor")
    if item is None:
        return (), None
    doubt = "the form is not sure" if match.form.sure == "no" else None
    if is_weak and act and match.form.name != "brought":
        doubt = f"“{act.word}” need not tell of an act"
    if match.form.name in _COUNTED:
        return _counted(match), doubt
    if match.form.name == "paper-to-take-part" and len(item.actors) == 2:
        doubt = _OF_TWO_SIDES
    return item.actors, doubt


def _meant(match: Match, scene: Scene, paragraph: int) -> Who:
    """Return whom a word such as "it" or "the two countries" stands for."""
    reference = match.item("ref")
    assert reference is not None
    word = reference.word
    before = _named_before(match)
    if before and _ONE.fullmatch(word):
        is_only = len(before) == 1 and len(before[0].actors) == 1
        found = before[0].actors if len(before[0].actors) == 1 else ()
        return found, None if is_only else f"“{word}” may be another"
    every = [one for one in match.line.items[: match.index("ref")] if one.has(*_WHO)]
    whose = [one for one in every if len(one.actors) == 1 and one.actors[0].how == "office"]
    if whose and (_HIS.fullmatch(word) or word in ("he", "she")):
        is_only = len(every) == 1
        return _referred(
            whose[0].actors, reference
        ), None if is_only else f"“{word}” may be another"
    many = [count for one, count in _MANY.items() if one in word.split()]
    if many:
        return _several(match, many[0], before, scene, paragraph)
    if word in _FIRST_PERSON:
        if scene.speaker is None:
            return _quoted(match, scene)
        speaker = Actor(scene.speaker, "reference", reference.start, reference.end)
        return (speaker,), None
    if scene.speaker and _is_holder(reference) and _is_title(reference):
        return (Actor(scene.speaker, "reference", reference.start, reference.end),), None
    if reference.has("PERSON", "CAP"):
        return _behind(reference, scene, paragraph)
    there = _referred(scene.subjects[:1], reference) if scene.paragraph >= paragraph - 1 else ()
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


def _quoted(match: Match, scene: Scene) -> Who:
    """Return for whom "we" stands in a quotation: for whom the one acts who says it."""
    reference, items = match.item("ref"), match.line.items
    assert reference is not None
    tellers = [
        one
        for at, one in enumerate(items)
        if one.has("HOLDER") and any(i.has("SAY") for i in items[max(at - 2, 0) : at + 3])
    ]
    if len({actor.id for one in tellers for actor in one.actors}) == 1:
        return _referred(tellers[0].actors, reference), None
    there = () if tellers else scene.subjects[:1]
    return _referred(there, reference), f"“{reference.word}” is said by somebody else"


def _referred(meant: Sequence[Actor], reference: Item) -> tuple[Actor, ...]:
    """Return those whom a word stands for, each once, at the place of the word."""
    there = {
        one.id: attrs.evolve(one, how="reference", start=reference.start, end=reference.end)
        for one in meant
    }
    return tuple(there.values())


def _several(
    match: Match, count: int | None, before: Sequence[Item], scene: Scene, paragraph: int
) -> Who:
    """Return whom "they" or "the two countries" stand for: all whom the sentence, or else the one
    before it, names, where they are as many as the word says, or its one subject."""
    reference = match.item("ref")
    assert reference is not None
    if before:
        named, subjects = [one for item in before for one in item.actors], before[0].actors
    else:
        near = scene.paragraph >= paragraph - 1 and scene.is_last
        named, subjects = (list(scene.named), scene.subjects) if near else ([], ())
    there = _referred(named, reference)
    is_all = len(there) == len({one.id for one in subjects}) > 1
    is_only = is_all if count is None else len(there) == count
    others = match.line.items[: match.index("ref")]
    if not before and any(one.has("GENERIC", "ROLE") for one in others):
        is_only = False  # "15 states said that they"
    return there, None if is_only else f"“{reference.word}” may be others"


def _named_before(match: Match) -> list[Item]:
    """Return who is named in a sentence before a pronoun, without those who tell of it, where there
    are others: "but Brazil's minister said that the country"."""
    items = match.line.items[: match.index("ref")]
    kind = next((kind for kind in _WHO if any(one.has(kind) for one in items)), "ACTOR")
    named = [(at, one) for at, one in enumerate(items) if one.has(kind)]
    others = [one for at, one in named if not any(i.has("SAY") for i in items[at + 1 : at + 3])]
    return others or [one for _, one in named]


def _behind(reference: Item, scene: Scene, paragraph: int) -> Who:
    """Return for whom somebody may act whose office is not said."""
    doubt = f"it is not said for whom “{reference.word}” acts"
    if scene.speaker:
        return (Actor(scene.speaker, "reference", reference.start, reference.end),), doubt
    near = scene.subjects[:1] if scene.paragraph >= paragraph - 1 else ()
    return tuple(attrs.evolve(one, how="reference") for one in near), doubt


def _sides(match: Match, scene: Scene, programs: Sequence[str]) -> Who:
    """Return who joins by a paper of two sides: the one that does not lead the program."""
    sides = _of_paper(match, scene)
    lead = {one for program in programs for one in scene.leaders.get(program, ())}
    others = tuple(one for one in sides if one.id not in lead and one.state not in lead)
    if not others or len(others) == len(sides):
        return others, _OF_TWO_SIDES
    is_of_its_own = match.item("obj") is None and not _is_bare(match)
    return others, "the paper has a subject of its own" if is_of_its_own else None


def _of_paper(match: Match, scene: Scene) -> Sequence[Actor]:
    """Return both sides of a paper; "it" is the subject of the sentence before."""
    host = match.item("host")
    parts = [item for part in ("host", "actor") if (item := match.item(part))]
    named = [one for item in parts for one in item.actors]
    return [*(scene.subjects[:1] if host and host.has("ANAPHOR") else ()), *named]


def _is_bare(match: Match) -> bool:
    """Return whether a paper of two sides has no subject of its own: "agreements on trade"."""
    after = match.line.items[match.found.span()[1] :]
    rest = [one for one in after if not one.has("TIME", "PLACE", "SKIP", "ADV")]
    return not rest or rest[0].has("MARK", "AND", "SUBORD", "BUT", "REL")


def led(match: Match, scene: Scene, named: Sequence[str]) -> str | None:
    """Return the program that one of the two sides of a paper leads, where it was named last of
    all or is the only one that this side leads; None: there is none."""
    if match.form.name not in TWO_SIDED:
        return None
    sides = {one for actor in _of_paper(match, scene) for one in (actor.id, actor.state)}
    found = [program for program in named if scene.leaders.get(program, frozenset()) & sides]
    return found[-1] if found and (found[-1] == named[-1] or len(found) == 1) else None


def _counted(match: Match) -> tuple[Actor, ...]:
    """Return those who are named of a number of states: they may stand in several lists."""
    items, start = match.found.items(), match.found.span()[0]
    if match.form.name == "counted-before":
        listed = items[: match.index("act") - start]
    else:
        at = match.index("actor") if match.form.name != "counted-in-two" else start
        listed = items[at - start :]
    found = (actor for one in listed if one.has("ACTOR", "LISTED") for actor in one.actors)
    return tuple({one.id: one for one in found}.values())
