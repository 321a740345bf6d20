"""What an article reports: each act, plan and refusal that a sentence has a form for, with its place,
its date, and why it is held to be one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs

from intake.articles import moods
from intake.articles.dating import Dated, dated, undated
from intake.articles.forms import Match, matches
from intake.articles.items import Act, Actor, Item, Line
from intake.articles.moods import Mood, mood
from intake.articles.names import Vocabulary
from intake.articles.objects import Topic, with_objects
from intake.articles.phrases import Reader
from intake.articles.sentences import Sentence, sentences

_LIST_LONG = 300


@attrs.frozen
class Finding:
    """An act of one participant in one program, as one sentence tells of it.

    ``gives`` is the type of event, or "joining" where the program decides; ``place`` is that of the
    form in the text (half-open); ``doubt`` says why it deserves a look (None: it is ready).
    """

    sentence: Sentence
    form: str
    gives: str
    action: str | None
    again: bool
    actor: Actor
    program: str
    mood: Mood
    dated: Dated
    place: tuple[int, int]
    word: str
    doubt: str | None


@attrs.frozen
class Scene:
    """What the sentences before one have told: who was named last, what was named, when."""

    subjects: tuple[Actor, ...] = ()
    named: tuple[Actor, ...] = ()


@attrs.frozen
class Article:
    """An article as it is read: its text and the day on which it came out; who publishes it, where
    that is a state's own organ, is the state that "we" are."""

    text: str
    published: date
    speaker: str | None = None


def findings(article: Article, vocabulary: Vocabulary) -> list[Finding]:
    """Everything that an article reports of acts in programs, in its order."""
    local = vocabulary.in_article(article.text)
    reader = Reader(article.text, article.published, vocabulary, local)
    parts = sentences(article.text)
    phrases = [reader.phrases(one) for one in parts]
    people = dict(_people(phrases))
    if people:
        reader = attrs.evolve(reader, people=people)
        phrases = [reader.phrases(one) for one in parts]
    named: list[str] = []
    found: list[Finding] = []
    scene = Scene()
    for sentence, items in zip(parts, phrases, strict=True):
        named += [program for item in items for program in item.programs]
        line = Line(with_objects(items, Topic(tuple(named), vocabulary.program_names)))
        found += _in_sentence(sentence, line, scene, article, named)
        scene = _after(scene, line)
    return found


def _people(phrases: Sequence[Sequence[Item]]) -> Iterator[tuple[str, str]]:
    """Whom an article has said to act for a state, by the last word of the name."""
    for items in phrases:
        for item in items:
            if item.has("HOLDER") and len(item.actors) == 1:
                name = _last_name(item)
                if name:
                    yield name, item.actors[0].id


def _last_name(item: Item) -> str | None:
    return None


def _after(scene: Scene, line: Line) -> Scene:
    """What is known after a sentence."""
    actors = [one for one in line.items if one.has("ACTOR", "ACTOR_POSS", "PARL")]
    if not actors:
        return scene
    subjects = next(
        (
            one.actors
            for index, one in enumerate(line.items)
            if one.has("ACTOR") and not (index and line.items[index - 1].has("PREP"))
        ),
        actors[0].actors,
    )
    return Scene(subjects, tuple(actor for one in actors for actor in one.actors))


def _in_sentence(
    sentence: Sentence, line: Line, scene: Scene, article: Article, named: Sequence[str]
) -> Iterator[Finding]:
    seen: set[tuple[int, str, str]] = set()
    for match in matches(line):
        program, doubt = _program(match, named)
        actors, more = _actors(match, scene, article)
        told = mood(match, sentence.is_heading)
        if told.kind == moods.NONE:
            continue
        for actor in actors:
            for one in program:
                act = match.item("act") or match.item("actor")
                key = (act.start if act else 0, actor.id, one)
                if key in seen:
                    continue
                seen.add(key)
                yield _finding(sentence, match, actor, one, told, doubt or more, article)


def _finding(
    sentence: Sentence,
    match: Match,
    actor: Actor,
    program: str,
    told: Mood,
    doubt: str | None,
    article: Article,
) -> Finding:
    act = _act(match)
    items = match.found.items()
    when = dated(match, article.published)
    if told.kind == moods.UNCLEAR:
        doubt = doubt or told.why
    if told.kind == moods.STATE:
        doubt = told.why
    return Finding(
        sentence=sentence,
        form=match.form.name,
        gives=act.gives,
        action=act.action,
        again=act.again,
        actor=actor,
        program=program,
        mood=told,
        dated=when,
        place=(items[0].start, items[-1].end),
        word=act.word,
        doubt=doubt,
    )


def _act(match: Match) -> Act:
    item = match.item("act")
    if match.form.gives or item is None or item.act is None:
        gives, _, action = (match.form.gives or "joining").partition(":")
        word = item.word if item else match.form.name
        return Act(word, gives, action or None, ())
    return item.act


def _program(match: Match, named: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """The programs that are joined, and why that is doubtful."""
    item = match.item("obj")
    if item is None:
        if not named:
            return (), None
        return (named[-1],), "what is joined stands in another sentence"
    if item.has("UNSURE"):
        what = "what is joined is called by another word" if item.has("STANDS_IN") else "two programs"
        return item.programs, what
    return item.programs, None


def _actors(match: Match, scene: Scene, article: Article) -> tuple[tuple[Actor, ...], str | None]:
    """Who acts, and why that is doubtful."""
    doubt = "the form is not sure" if match.form.sure == "no" else None
    reference = match.item("ref")
    if reference is not None:
        word = reference.word
        if word in ("we", "i", "our country", "our nation", "my country"):
            if not article.speaker:
                return (), None
            actor = Actor(article.speaker, "reference", reference.start, reference.end)
            return (actor,), f"“{word}” is taken to be the publisher's state"
        many = any(one in word for one in ("two", "both", "neither", "they", "three", "four", "pair"))
        actors = scene.named if many else scene.subjects[:1]
        actors = tuple(
            attrs.evolve(one, how="reference", start=reference.start, end=reference.end)
            for one in {one.id: one for one in actors}.values()
        )
        return actors, f"“{word}” is named in another sentence"
    item = match.item("actor")
    if item is None:
        return (), None
    return item.actors, doubt


__all__ = ["Article", "Finding", "findings", "undated"]
