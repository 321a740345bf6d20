"""Acts that stand in no form of one sentence: in a list below a line, and in sentences that name an
act, somebody and a program in no form that is known, which are worth a look and no more.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

import attrs

from intake.articles import moods
from intake.articles.dated_each import own_date
from intake.articles.dating import Dated, only_date, undated
from intake.articles.finding import Article, Finding
from intake.articles.items import Act, Actor, Item, Line, leaves, pattern
from intake.articles.moods import Mood
from intake.articles.sentences import Sentence

_IN_A_LIST = ("ACTOR", "MARK", "AND", "DASH", "SKIP", "NUM", "TIME", "HYPHEN")
NO_FORM = "no-form"
_IN_NO_FORM = "somebody, an act and a program are named, in no form that is known"
_ELSEWHERE = "somebody and an act are named, and the program in another sentence"


def listed_below(
    parts: Sequence[Sentence], lines: Sequence[tuple[Line, tuple[str, ...]]], article: Article
) -> Iterator[Finding]:
    """Yield those who are listed below a line that says what they did ("These have signed it:"), or
    a heading ("Signatories of it")."""
    every = {one for line, _ in lines for item in line.items for one in item.programs}
    for index, (line, named) in enumerate(lines):
        told = _announces_a_list(line, parts[index].is_heading)
        if told is None:
            continue
        act, joined, mood = told
        programs = joined.programs if joined else named[-1:] if len(every) == 1 else ()
        for sentence, (below, _) in zip(parts[index + 1 :], lines[index + 1 :], strict=True):
            named_here = [one for one in below.items if one.has("ACTOR")]
            if not named_here or not all(one.has(*_IN_A_LIST) for one in below.items):
                break
            whole = attrs.evolve(sentence, start=parts[index].start)
            place = (whole.start, whole.end)
            for item in named_here:
                found = _found(
                    whole, "list-below", act, item.actors, programs, mood, place, article
                )
                for one in found:
                    own = own_date(item, one.actor, ()) or _only(below) or only_date(line)
                    yield attrs.evolve(one, dated=own or undated(article.published))


def _only(line: Line) -> Dated | None:
    """Return the date of all whom a line of a list names, where it has one: "1999 – Ghana, Kenya";
    None: it has none of its own."""
    return only_date(Line([one for item in line.items for one in leaves(item)]))


def listed_after(
    parts: Sequence[Sentence], lines: Sequence[tuple[Line, tuple[str, ...]]], article: Article
) -> Iterator[Finding]:
    """Yield those whom a sentence names whose number one before it told: "46 countries signed the
    treaty. The countries are …"."""
    every = {one for line, _ in lines for item in line.items for one in item.programs}
    for index, (line, named) in enumerate(lines):
        lists = list(line.found(_whole_list()))
        who = [one for found in lists for part in ("too", "actor") for one in found.items(part)]
        if not who or not named:
            continue
        for back in range(index - 1, max(index - 3, -1), -1):
            told = _counted(lines[back][0])
            if told is None:
                continue
            act, joined = told
            is_sure = len(every) == 1 or (joined is not None and joined.has("SURE"))
            programs = joined.programs if joined else named[-1:]
            kind = moods.DONE if is_sure else moods.UNCLEAR
            mood = Mood(kind, "how many did is told before" if is_sure else _ELSEWHERE)
            whole = attrs.evolve(parts[index], start=parts[back].start)
            actors = [actor for one in who for actor in one.actors]
            place = (whole.start, whole.end)
            when = only_date(lines[back][0]) or undated(article.published)
            found = _found(whole, "list-after", act, actors, programs, mood, place, article)
            yield from (attrs.evolve(one, dated=when) for one in found)
            break


@cache
def _whole_list() -> re.Pattern[str]:
    """Return the pattern of a sentence that is a list and no more."""
    return pattern(
        "< ( the|these|those? ( NUM|MODIFIER|ORD|ADJECTIVE ){0,3} GENERIC|ROLE "
        "( , !ACT|,{1,5} , | joining|that|which|who !;|NEG|REFUSE|MODAL|PLAN|EXCEPT{1,12}? )? "
        "BE|include|included|includes "
        "| they|these include | ( ALONG too=ACTOR , )? they_are|these_are|they|these BE? "
        "| the? ( others|rest ) BE|include|included ) "
        ":|DASH? ( DET|NUM ){0,2} actor=ACTOR MARK? >"
    )


def _counted(line: Line) -> tuple[Act, Item | None] | None:
    """Return the act of a sentence that says how many did it, and the program that it names."""
    items = line.items
    numbers = [n for n, one in enumerate(items) if one.has("NUM")]
    if not any(one.has("GENERIC", "ROLE") for n in numbers for one in items[n + 1 : n + 4]):
        return None
    joined = next((one for one in items if one.has("OBJ")), None)
    for at in range(len(items) - 1, -1, -1):
        word = items[at]
        is_paper = word.has("ACTNOUN") and any(one.has("INSTRUMENT") for one in items[at - 3 : at])
        if not word.act or word.act.weak or not (word.has("PAST", "PP") or is_paper):
            continue
        if not any(one.has(*moods.NOT_DONE) for one in _clause(line, at)):
            return word.act, joined
    role = _signatories(items)
    return (role, joined) if role and not any(one.has(*moods.NOT_DONE) for one in items) else None


def _announces_a_list(line: Line, is_heading: bool) -> tuple[Act, Item | None, Mood] | None:
    """Return the act, the program that it names, and the mood of a line that says what those listed
    below it did, or who they are."""
    items = line.items
    if not items or any(one.has(*moods.NOT_DONE) for one in items):
        return None
    joined = next((one for one in items if one.has("OBJ", "ATTR") and one.has("SURE")), None)
    if items[-1].word != ":" and not (is_heading and joined):
        return None
    mood = Mood(moods.DONE, "listed below a line that tells of it")
    if role := _signatories(items):
        return role, joined, mood
    told = next((one for one in items if one.act and one.has("PAST", "PP")), None)
    if told and told.act and any(one.has("GENERIC", "ROLE") for one in items):
        return told.act, joined, mood
    if any(one.word in moods.LATEST for one in items) and joined:
        new = next((one for one in items if one.has("ROLE")), None)
        if new is not None:  # "the new members of it are:"
            return Act(new.word, "joining", None, ()), joined, mood
    members = next((one for one in items if one.has("ROLE") and one.word.endswith("s")), None)
    if members is None or joined is None:
        return None
    state = Mood(moods.STATE, "it says who is in, not that anybody joined")
    return Act(members.word, "joining", None, ()), joined, state


def _signatories(items: Sequence[Item]) -> Act | None:
    """Return the act of those who are called signatories: they have signed."""
    role = next((one for one in items if one.word.startswith("signator")), None)
    return Act(role.word, "signing", None, ()) if role else None


def unformed(
    sentence: Sentence,
    line: Line,
    article: Article,
    named: Sequence[str],
    seen: tuple[Collection[tuple[str, str]], Collection[int]],
) -> Iterator[Finding]:
    """Yield what a sentence may tell of in no form: whoever it names beside a word for an act.

    ``named`` are the programs named so far, the last one last; ``seen`` has the participants whom
    forms of the sentence have, with the type of act, and where the words are that they took without
    a doubt: of those nobody else is told.
    """
    items = line.items
    told: set[tuple[str, str]] = set(seen[0])
    for at, word in enumerate(items):
        act = word.act or _admission(items[at : at + 2])
        if word.start in seen[1]:
            continue
        if act is None or act.weak or any(one.has(*moods.NOT_DONE) for one in _clause(line, at)):
            continue
        joined = _joined(line, at, named)
        if joined is None:
            continue
        program, why = joined
        who = [one for one in items if one.has("ACTOR", "ACTOR_POSS", "LISTED")]
        fresh = [one for item in who for one in item.actors if (one.id, act.gives) not in told]
        told.update((one.id, act.gives) for one in fresh)
        if fresh:
            place = (items[0].start, items[-1].end)
            mood = Mood(moods.UNCLEAR, why)
            when = only_date(line) or undated(article.published)
            found = _found(sentence, NO_FORM, act, fresh, (program,), mood, place, article)
            yield from (attrs.evolve(one, dated=when) for one in found)


def _admission(items: Sequence[Item]) -> Act | None:
    """Return the act of words that are none of the acts: "admitted into"."""
    if items[0].has("ADMITTED") and len(items) > 1 and items[1].word in ("into", "to"):
        return Act(items[0].word, "joining", None, ())
    return None


def _clause(line: Line, at: int) -> Sequence[Item]:
    """Return what stands with a word in its clause, before it."""
    first = next((n + 1 for n in range(at - 1, -1, -1) if _parts(line.items[n])), 0)
    return line.items[first : at + 2]


def _parts(item: Item) -> bool:
    """Return whether an item ends a clause."""
    return item.has("BUT", "REL", "SUBORD", "AND") or item.word in (";", ":", ",")


def _is_verb_of_signing(word: Item) -> bool:
    return word.act is not None and word.act.gives == "signing" and not word.has("ACTNOUN")


_ENDS = ("MARK", "AND", "BUT", "SUBORD", "PREP", "DASH")


def _joined(line: Line, at: int, named: Sequence[str]) -> tuple[str, str] | None:
    """Return the program that a word for an act may be of, and why it is worth a look: the sentence
    names it, or the word has no object there ("Ghana signed in May"); None: there is none."""
    items = line.items
    objects = [one for one in (*items[at:], *items[:at]) if one.has("OBJ", "ATTR")]
    if _is_verb_of_signing(items[at]) and objects and all(one.has("ATTR") for one in objects):
        return None  # "signed a partnership at its summit"
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
