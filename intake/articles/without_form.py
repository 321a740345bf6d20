"""Acts that stand in no form of one sentence: in a list below a line, and in sentences that name an
act, somebody and a program in no form that is known, which are worth a look and no more.
"""

from collections.abc import Collection, Iterator, Sequence

import attrs

from intake.articles import moods
from intake.articles.dating import undated
from intake.articles.finding import Article, Finding
from intake.articles.items import Act, Actor, Item, Line
from intake.articles.moods import Mood
from intake.articles.sentences import Sentence

_NOT_DONE = ("NEG", "MODAL", "IF", "REFUSE", "PLAN", "HEARSAY")
_IN_A_LIST = ("ACTOR", "MARK", "AND", "DASH", "SKIP", "NUM", "TIME", "HYPHEN")
NO_FORM = "no-form"
_IN_NO_FORM = "somebody, an act and a program are named, in no form that is known"
_ELSEWHERE = "somebody and an act are named, and the program in another sentence"


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
            assert word.act is not None
            who = [actor for one in named for actor in one.actors]
            programs = joined.programs
            yield from _found(whole, "list-below", word.act, who, programs, mood, place, article)


def _announces_a_list(line: Line) -> tuple[Item, Item] | None:
    """Return the act and the program of a line that says what those listed below it did."""
    items = line.items
    if not items or items[-1].word != ":" or any(one.has(*_NOT_DONE) for one in items):
        return None
    told = next((one for one in items if one.act and one.has("PAST", "PP")), None)
    joined = next((one for one in items if one.has("OBJ") and one.has("SURE")), None)
    counted = any(one.has("GENERIC", "ROLE") for one in items)
    return (told, joined) if told and joined and counted else None


def unformed(
    sentence: Sentence,
    line: Line,
    article: Article,
    named: Sequence[str],
    seen: Collection[tuple[str, str]],
) -> Iterator[Finding]:
    """Yield what a sentence may tell of in no form: whoever it names beside a word for an act.

    ``named`` are the programs named so far, the last one last; ``seen`` the participants whom forms
    of the sentence have, with the type of act.
    """
    items = line.items
    told: set[tuple[str, str]] = set(seen)
    for at, word in enumerate(items):
        if (
            word.act is None
            or word.act.weak
            or any(one.has(*_NOT_DONE) for one in _clause(line, at))
        ):
            continue
        joined = _joined(line, at, named)
        if joined is None:
            continue
        program, why = joined
        who = [one for one in items if one.has("ACTOR", "ACTOR_POSS", "LISTED")]
        fresh = [one for item in who for one in item.actors if (one.id, word.act.gives) not in told]
        told.update((one.id, word.act.gives) for one in fresh)
        if fresh:
            place = (items[0].start, items[-1].end)
            mood = Mood(moods.UNCLEAR, why)
            yield from _found(sentence, NO_FORM, word.act, fresh, (program,), mood, place, article)


def _clause(line: Line, at: int) -> Sequence[Item]:
    """Return what stands with a word in its clause, before it."""
    first = next((n + 1 for n in range(at - 1, -1, -1) if _parts(line.items[n])), 0)
    return line.items[first : at + 2]


def _parts(item: Item) -> bool:
    """Return whether an item ends a clause."""
    return item.has("BUT", "REL", "SUBORD", "AND") or item.word in (";", ":", ",")


_ENDS = ("MARK", "AND", "BUT", "SUBORD", "PREP", "DASH")


def _joined(line: Line, at: int, named: Sequence[str]) -> tuple[str, str] | None:
    """Return the program that a word for an act may be of, and why it is worth a look: the sentence
    names it, or the word has no object there ("Ghana signed in May"); None: there is none."""
    items = line.items
    objects = [one for one in (*items[at:], *items[:at]) if one.has("OBJ", "ATTR")]
    if objects:
        return objects[0].programs[0], _IN_NO_FORM
    after = [one for one in items[at + 1 :] if not one.has("ADV", "TIME", "PARTICLE", "PLACE")][:4]
    is_noun = items[at].has("ACTNOUN") and bool(after) and after[0].has("ACTOR")
    is_alone = is_noun or not after or after[0].has(*_ENDS)
    is_paper = any(one.has("GROUP_NOUN", "TREATY_NOUN", "INSTRUMENT") for one in after)
    return (named[-1], _ELSEWHERE) if named and (is_alone or is_paper) else None


def _found(
    sentence: Sentence,
    form: str,
    act: Act,
    named: Sequence[Actor],
    programs: Sequence[str],
    mood: Mood,
    place: tuple[int, int],
    article: Article,
) -> Iterator[Finding]:
    doubt = None if mood.kind == moods.DONE else mood.why
    for actor in {one.id: one for one in named}.values():
        for program in programs:
            yield Finding(
                sentence=sentence,
                form=form,
                act=act,
                actor=actor,
                program=program,
                mood=mood,
                dated=undated(article.published),
                place=place,
                doubt=doubt,
            )
