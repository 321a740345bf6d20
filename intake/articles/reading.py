"""What an article reports: each act, plan and refusal that a sentence has a form for, with its
place, its date, and why it is held to be one.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs

from intake.articles import actors, moods, people
from intake.articles.dated_by import counted_from, since_then, with_date
from intake.articles.dated_each import one_each
from intake.articles.dateline import written_on
from intake.articles.dating import dated
from intake.articles.finding import LAUNCH, Article, Finding, Unclear
from intake.articles.forms import Match, matches
from intake.articles.items import Act, Actor, Item, Line, leaves
from intake.articles.mood_of import mood_of
from intake.articles.moods import Mood
from intake.articles.names import Vocabulary
from intake.articles.objects import with_objects
from intake.articles.phrases import Reader
from intake.articles.references import resolved
from intake.articles.scene import Scene, leaders
from intake.articles.sentences import Sentence, sentences
from intake.articles.speaker import speakers
from intake.articles.topic import Topic, of_others
from intake.articles.without_form import NO_FORM, listed_after, listed_below, unformed

_SAME = "same"  # what a form gives that tells of the act that was told last
_TO_JOIN = (
    "joining",
    "consent",
    "withdrawal",
    "suspension",
)  # what nobody does to a paper of two sides

_OF_MANY = ("counted", "rank", "congratulated")  # "the 40th country to sign the document"
_TOLD = (moods.DONE, moods.UNCLEAR, moods.STATE)


def findings(article: Article, vocabulary: Vocabulary) -> list[Finding]:
    """Return everything that an article reports of acts in programs, in its order."""
    parts, lines = _read(article, vocabulary)
    alone = [line for line, _ in lines]
    every = {program for line in alone for item in line.items for program in item.programs}
    who = {one.id for line in alone for item in line.items for one in item.actors}
    scene = Scene(
        leaders=leaders(alone),
        is_of_one=len(every) == 1,
        only=next(iter(who)) if len(who) == 1 else None,
    )
    we = speakers(article.text, parts, article.speaker)
    found: list[Finding] = []
    for sentence, (line, named), speaker in zip(parts, lines, we, strict=True):
        scene = attrs.evolve(scene, speaker=speaker)
        here = _in_sentence(sentence, line, scene, article, named)
        scene = attrs.evolve(scene.after(line, sentence.paragraph), told=_last_told(here))
        found += here
    found += listed_below(parts, lines, article)
    found += listed_after(parts, lines, article)
    known = {_pair(one) for one in found if one.form != NO_FORM and one.mood.kind in _TOLD}
    found = [one for one in found if one.form != NO_FORM or _pair(one) not in known]
    return [with_date(one, parts, alone, article.published) for one in found]


def _pair(one: Finding) -> tuple[str, str]:
    return one.actor.id, one.program


def unclear(article: Article, vocabulary: Vocabulary) -> tuple[Unclear, ...]:
    """Return the names of which nothing is proposed, since they could be two, or are in a list of
    participants and on no table, each once."""
    found: dict[str, Unclear] = {}
    is_told = False
    for sentence, (line, _) in zip(*_read(article, vocabulary), strict=True):
        is_told, before = any(one.programs or one.act for one in line.items), is_told
        for one in (leaf for item in line.items for leaf in leaves(item)):
            if one.may_be and (is_told or before):
                name = article.text[one.start : one.end]
                found.setdefault(name, Unclear(name, one.may_be, sentence))
    return tuple(found.values())


@lru_cache(maxsize=1)
def _read(
    article: Article, vocabulary: Vocabulary
) -> tuple[list[Sentence], list[tuple[Line, tuple[str, ...]]]]:
    """Return the sentences of an article, and each in phrases."""
    parts = sentences(article.text)
    return parts, _lines(article, vocabulary, parts)


def _lines(
    article: Article, vocabulary: Vocabulary, parts: Sequence[Sentence]
) -> list[tuple[Line, tuple[str, ...]]]:
    """Return each sentence in phrases, with the programs named up to its end, the last one last;
    before any is named, those that are named later."""
    local = vocabulary.in_article(article.text)
    written = written_on(article.text, article.published)
    reader = Reader(article.text, written, vocabulary, local)
    phrases = [reader.phrases(one) for one in parts]
    told = [items for one, items in zip(parts, phrases, strict=True) if not one.is_heading]
    if known := people.named(told, article.text):
        reader = attrs.evolve(reader, people=known)
        phrases = [reader.phrases(one) for one in parts]
    every = tuple(dict.fromkeys(one for items in phrases for i in items for one in i.programs))
    own = (i for items in phrases for i in items if not i.has("NEAR"))
    called = frozenset(program for item in own for program in item.programs)
    others = of_others(phrases)
    named: dict[str, None] = {}
    lines = []
    for items in phrases:
        topic = Topic(tuple(named) or every, vocabulary.program_names, called, others)
        for program in (program for item in items for program in item.programs):
            named.pop(program, None)
            named[program] = None
        lines.append((Line(with_objects(items, topic)), tuple(named) or every))
    return lines


def _in_sentence(
    sentence: Sentence, line: Line, scene: Scene, article: Article, named: Sequence[str]
) -> list[Finding]:
    """Return what the forms in a sentence tell of; each word for an act once for each actor."""
    every: list[Finding] = []
    seen: set[tuple[int, str, str]] = set()
    claimed: dict[int, str] = {}
    taken: set[int] = set()
    for match in matches(resolved(line, scene, sentence.paragraph)):
        same = _told_last(match, every, scene)
        programs, unsure = ((same[1],), None) if same else _programs(match, named, scene)
        who, doubt = actors.who(match, scene, sentence.paragraph, programs)
        told = mood_of(match, sentence.is_heading)
        if told.kind == moods.NONE or not _is_unclaimed(match, claimed):
            continue
        word = match.item("act") or match.item("actor")
        for actor, program in ((one, program) for one in who for program in programs):
            key = (word.start if word else 0, actor.id, program)
            if key in seen:
                continue
            seen.add(key)
            act = same[0] if same else _act(match)
            found = _finding(sentence, match, actor, program, told, unsure or doubt, act, article)
            when = since_then(match, found.dated, scene.moment, article.text, article.published)
            when, unclear = counted_from(when, line, scene.nearest, article.published)
            found = attrs.evolve(found, dated=when, doubt=found.doubt or unclear)
            if match.form.refers == "object" and _is_told(found, every):
                found = attrs.evolve(found, doubt=None)  # "A left it and B withdrew"
            every.append(found)
            taken.update(() if found.doubt else (key[0],))
    told_of = {(one.actor.id, one.gives) for one in every}
    return [*every, *unformed(sentence, line, article, named, (told_of, taken))]


def _told_last(match: Match, every: Sequence[Finding], scene: Scene) -> tuple[Act, str] | None:
    """Return the act that a form repeats, and its program ("Kenya did so too"): the one that was
    told before it in its sentence, or else by the sentence before; None: it repeats none."""
    if match.form.gives != _SAME:
        return None
    start = match.found.items()[0].start
    return _last_told([one for one in every if one.place[0] < start]) or scene.told


def _last_told(every: Sequence[Finding]) -> tuple[Act, str] | None:
    """Return the act, and its program, that some findings tell of last as done."""
    sure = [one for one in every if one.mood.kind == moods.DONE and not one.doubt]
    last = max(sure, key=lambda one: one.place, default=None)
    return (last.act, last.program) if last else None


def _is_told(found: Finding, every: Sequence[Finding]) -> bool:
    """Return whether others in a sentence are ready that tell of the same sort of act in the same
    program."""
    same = (one for one in every if (one.gives, one.program) == (found.gives, found.program))
    return any(one.mood.kind == moods.DONE and not one.doubt for one in same)


def _is_unclaimed(match: Match, claimed: dict[int, str]) -> bool:
    """Return whether no other form has taken the word for an act; it is this one's then. Forms of
    one family may have it together."""
    if match.form.is_beside:
        return True
    words = [one.start for part in (match.form.head, "act") if (one := match.item(part))]
    family = match.form.name.split("-")[0]
    if claimed.get(words[-1], family) != family:
        return False
    claimed.update(dict.fromkeys(words, family))
    return True


def _finding(
    sentence: Sentence,
    match: Match,
    actor: Actor,
    program: str,
    told: Mood,
    doubt: str | None,
    act: Act,
    article: Article,
) -> Finding:
    items = match.found.items()
    if told.kind in (moods.UNCLEAR, moods.STATE):
        doubt = told.why if told.kind == moods.STATE else doubt or told.why
    if match.form.name.startswith("host-admits") and not _is_admitted(match):
        doubt = doubt or "a welcome need not tell of an act"
    if match.form.name == "deposit-elsewhere" and _follows(match, "after", "when", "once"):
        doubt = doubt or "somebody else may have joined by it"
    if len(_of_form(match)) > 1 and any(one.word.endswith(" country") for one in items):
        doubt = doubt or "one of them alone is meant by “country”"
    when = dated(match, article.published, told.kind == moods.PLANNED)
    return Finding(
        sentence=sentence,
        form=match.form.name,
        act=act,
        actor=actor,
        program=program,
        mood=told,
        dated=one_each(match, actor) or when,
        beside=_beside(match),
        place=(items[0].start, items[-1].end),
        doubt=doubt,
    )


def _of_form(match: Match) -> tuple[Actor, ...]:
    item = match.item("actor")
    return item.actors if item else ()


def _follows(match: Match, *words: str) -> bool:
    """Return whether a form stands in a clause of its own after some words."""
    before = match.line.items[max(match.found.span()[0] - 1, 0) : match.found.span()[0]]
    return any(one.word in words for one in before)


def _beside(match: Match) -> tuple[str, ...]:
    """Return who did something for another, and what with: of a launch alone."""
    by, payload = match.item("by"), match.item("payload")
    if payload is None:
        return ()
    what = match.line.items[match.index("actor") : match.index("payload") + 1]
    return (*(one.id for one in (by.actors if by else ())[:1]), " ".join(one.word for one in what))


_CIRCLE = ("ranks", "fold", "family", "membership", "club")  # "to its ranks"


def _is_admitted(match: Match) -> bool:
    """Return whether a program that welcomes somebody does so as a member."""
    act = match.item("act")
    after = [one.word for one in match.line.items[match.found.span()[1] :][:3]]
    says_how = after[:1] in (["as"], ["into"]) or (after[:1] == ["to"] and after[-1] in _CIRCLE)
    grown = any(one.has("GROW", "ROLE", "ROLED") for one in match.found.items())
    return says_how or grown or not (act and act.word.startswith(("welcom", "accept", "embrac")))


def _act(match: Match) -> Act:
    """Return the act of a form: what it gives, or what its word does."""
    item = match.item("act")
    if item is not None and item.act is not None and match.form.gives in (None, _SAME):
        return item.act
    given = None if match.form.gives == _SAME else match.form.gives
    gives, _, action = (given or "joining").partition(":")
    named = [match.item(part) for part in ("act", "role")]
    if gives == "joining" and named[1] and named[1].word.startswith("signator"):
        gives = "signing"
    word = " ".join(one.word for one in named if one) or match.form.name
    return Act(word, gives, action or None, ())


def _programs(
    match: Match, named: Sequence[str], scene: Scene
) -> tuple[tuple[str, ...], str | None]:
    """Return the programs that are joined, and why that is doubtful (None: it is not)."""
    item = match.item("obj")
    if match.form.gives == LAUNCH:
        return ("",), None
    if item is None:
        if program := actors.led(match, scene, named):
            return (program,), None
        is_dated = any(one.has("TIME") for one in match.found.items())
        is_enough = match.form.alone == "yes" or (match.form.alone == "dated" and is_dated)
        is_enough = is_enough and (match.form.refers != "subject" or scene.since_program <= 2)
        here = {one for each in _words_before(match) if each.has("OBJ") for one in each.programs}
        is_of_one = scene.is_of_one or len(here) == 1  # "many joined it, though Italy has left"
        if is_of_one and (is_enough or _is_perfect(match)):
            return tuple(here) or tuple(named[-1:]), None  # "Finland joined in April"
        return tuple(named[-1:]), "what is joined stands in another sentence"
    programs = (*item.programs, *_more(match))
    if match.form.name.startswith("object-relative") and len(item.programs) > 1:
        return programs, "one of the programs alone may be meant by “which”"
    is_of_many = match.form.name.split("-")[0] in _OF_MANY
    to_join = item.has("SURE_TO_JOIN") and (is_of_many or _act(match).gives in _TO_JOIN)
    if item.has("SURE") or to_join:
        return programs, None
    called = item.has("STANDS_IN")
    return programs, "what is joined is called by another word" if called else "two programs"


def _words_before(match: Match) -> Sequence[Item]:
    """Return what stands before a form in its sentence."""
    return match.line.items[: match.found.span()[0]]


def _is_perfect(match: Match) -> bool:
    """Return whether a verb alone tells what was done: "Ghana and Kenya have joined", "Togo
    ratified"."""
    who = match.item("actor")
    if who and any(one.how == "reference" for one in who.actors):
        return False  # "the time that we have left"
    is_perfect = any(one.has("HAVE") for one in match.items("vg"))
    return match.form.name.startswith("program-elsewhere") and (
        is_perfect or any(one.act and one.act.gives == "consent" for one in match.line.items)
    )


_AFTER_ONE = ("MARK", "AND", "BUT", "TIME", "PREP", "SUBORD", "PLACE", "DASH", "SKIP")


def _more(match: Match) -> Iterator[str]:
    """Yield the programs that are joined beside the one of a form: "a full SCO member and a member
    of BRICS"."""
    counted = False
    items = match.line.items
    for index in range(match.index("obj") + 1, len(items)):
        item, after = items[index], items[index + 1 : index + 2]
        if item.has("AND") or item.word == ",":
            counted = True
        elif item.has("OBJ") and counted and not item.has("STANDS_IN"):
            if after and not after[0].has(*_AFTER_ONE):
                return  # ", the Council of Europe said"
            yield from item.programs
        elif not item.has("ROLE", "DET", "MODIFIER", "PARTICLE") or item.has("ACT"):
            return
