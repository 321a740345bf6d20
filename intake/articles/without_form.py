"""Acts that stand in no form of one sentence: in a list below a line, and in sentences that name an
act, somebody and a program in no form that is known, which are worth a look and no more.
"""

from collections.abc import Iterator, Sequence

import attrs

from intake.articles import moods
from intake.articles.dating import undated
from intake.articles.finding import Article, Finding
from intake.articles.items import Item, Line
from intake.articles.moods import Mood
from intake.articles.sentences import Sentence

_NOT_DONE = ("NEG", "MODAL", "IF", "REFUSE", "PLAN", "HEARSAY")
_IN_A_LIST = ("ACTOR", "MARK", "AND", "DASH", "SKIP", "NUM", "TIME", "HYPHEN")
_IN_NO_FORM = "somebody, an act and a program are named, in no form that is known"


def listed_below(
    parts: Sequence[Sentence], lines: Sequence[Line], article: Article
) -> Iterator[Finding]:
    """Yield those who are listed below a line that ends with a colon: "These have signed it:"."""
    for index, line in enumerate(lines):
        told = _announces_a_list(line)
        if told is None:
            continue
        word, joined = told
        for sentence, below in zip(parts[index + 1 :], lines[index + 1 :], strict=True):
            named = [one for one in below.items if one.has("ACTOR")]
            if not named or not all(one.has(*_IN_A_LIST) for one in below.items):
                break
            whole = attrs.evolve(sentence, start=parts[index].start)
            mood = Mood(moods.DONE, "listed below a line that tells of it")
            place = (whole.start, whole.end)
            yield from _found(whole, "list-below", word, named, joined, mood, place, article)


def _announces_a_list(line: Line) -> tuple[Item, Item] | None:
    """Return the act and the program of a line that says what those listed below it did."""
    items = line.items
    if not items or items[-1].word != ":" or any(one.has(*_NOT_DONE) for one in items):
        return None
    told = next((one for one in items if one.act and one.has("PAST", "PP")), None)
    joined = next((one for one in items if one.has("OBJ") and one.has("SURE")), None)
    counted = any(one.has("GENERIC", "ROLE") for one in items)
    return (told, joined) if told and joined and counted else None


def unformed(sentence: Sentence, line: Line, article: Article) -> Iterator[Finding]:
    """Yield what a sentence may tell of in no form: somebody beside an act and a program."""
    items = line.items
    at = next((n for n, one in enumerate(items) if one.act and not one.act.weak), None)
    if at is None or any(one.has(*_NOT_DONE) for one in items):
        return
    word = items[at]
    actors = ("ACTOR", "ACTOR_POSS")
    before = [one for one in items[:at] if one.has(*actors)]
    after = [one for one in items[at:] if one.has(*actors)]
    objects = [one for one in (*items[at:], *items[:at]) if one.has("OBJ", "ATTR")]
    named = [*before[:1], *before[1:][-1:]] or after[:1]
    if not named or not objects:
        return
    parts = (word, *named, objects[0])
    place = (min(one.start for one in parts), max(one.end for one in parts))
    mood = Mood(moods.UNCLEAR, "in no form that is known")
    yield from _found(sentence, "no-form", word, named, objects[0], mood, place, article)


def _found(
    sentence: Sentence,
    form: str,
    word: Item,
    named: Sequence[Item],
    joined: Item,
    mood: Mood,
    place: tuple[int, int],
    article: Article,
) -> Iterator[Finding]:
    assert word.act is not None
    doubt = None if mood.kind == moods.DONE else _IN_NO_FORM
    for actor in {one.id: one for item in named for one in item.actors}.values():
        for program in joined.programs:
            yield Finding(
                sentence=sentence,
                form=form,
                act=word.act,
                actor=actor,
                program=program,
                mood=mood,
                dated=undated(article.published),
                place=place,
                doubt=doubt,
            )
