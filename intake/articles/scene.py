"""What the sentences before one have told, and who leads which program by an article's words."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from intake.articles.items import Act, Actor, Item, Line
from intake.articles.times import Moment

WHO = ("ACTOR", "ACTOR_POSS", "PARL")  # the phrases that name somebody
_LEADING = ("led", "backed", "initiated", "proposed", "driven", "run", "launched", "sponsored")


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
        actors = [one for one in line.items if one.has(*WHO)]
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
