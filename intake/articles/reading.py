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
from intake.articles.times import Moment

_LEADING = ("led", "backed", "initiated", "proposed", "driven", "run", "launched", "sponsored")


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
    leaders: Mapping[str, frozenset[str]] = {}
    moment: Moment | None = None
    paragraph: int = 0


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
    told = [items for one, items in zip(parts, phrases, strict=True) if not one.is_heading]
    people = dict(_people(told, article.text))
    if people:
        reader = attrs.evolve(reader, people=people)
        phrases = [reader.phrases(one) for one in parts]
    named: dict[str, None] = {}  # the programs, the one named last at the end
    lines = []
    every = tuple(
        dict.fromkeys(one for items in phrases for item in items for one in item.programs)
    )
    for items in phrases:
        for program in (program for item in items for program in item.programs):
            named.pop(program, None)
            named[program] = None
        so_far = tuple(named) or every
        topic = Topic(so_far, vocabulary.program_names)
        lines.append((Line(with_objects(items, topic)), so_far))
    leaders = _leaders([line for line, _ in lines])
    below = _lists_below(parts, [line for line, _ in lines], article)
    found: list[Finding] = []
    scene = Scene(leaders=leaders)
    for sentence, (line, so_far) in zip(parts, lines, strict=True):
        found += _in_sentence(sentence, line, scene, article, so_far)
        scene = _after(scene, line, sentence.paragraph)
    return [_at_ceremony(one, [line for line, _ in lines]) for one in (*found, *below)]


def _lists_below(
    parts: Sequence[Sentence], lines: Sequence[Line], article: Article
) -> list[Finding]:
    """Those who are listed below a line that ends with a colon: "These states have signed it:"."""
    found: list[Finding] = []
    for index, line in enumerate(lines):
        items = line.items
        if (
            not items
            or items[-1].word != ":"
            or not any(one.has("GENERIC", "ROLE") for one in items)
        ):
            continue
        told = next((one for one in items if one.act and one.has("PAST", "PP")), None)
        joined = next((one for one in items if one.has("OBJ") and one.has("SURE")), None)
        if (
            not told
            or not told.act
            or not joined
            or any(one.has("NEG", "MODAL", "PLAN") for one in items)
        ):
            continue
        for sentence, below in zip(parts[index + 1 :], lines[index + 1 :], strict=True):
            named = [one for one in below.items if one.has("ACTOR")]
            if not named or not all(
                one.has("ACTOR", "MARK", "AND", "DASH", "SKIP", "NUM", "TIME", "HYPHEN")
                for one in below.items
            ):
                break
            place = (parts[index].start, sentence.end)
            for actor in (actor for one in named for actor in one.actors):
                for program in joined.programs:
                    found.append(
                        Finding(
                            sentence=attrs.evolve(sentence, start=place[0]),
                            form="list-below",
                            gives=told.act.gives,
                            action=told.act.action,
                            again=told.act.again,
                            actor=actor,
                            program=program,
                            mood=Mood(moods.DONE, "listed below a line that tells of it"),
                            dated=undated(article.published),
                            place=place,
                            word=told.act.word,
                            doubt=None,
                        )
                    )
    return found


def _at_ceremony(one: Finding, lines: Sequence[Line]) -> Finding:
    """An act without a date whose ceremony one of the next two sentences dates."""
    if one.mood.kind != moods.DONE or one.dated.wording or one.dated.apart:
        return one
    for line in lines[one.sentence.number + 1 : one.sentence.number + 3]:
        held = any(item.has("CEREMONY") and not item.has("ING") for item in line.items)
        times = [item.moment for item in line.items if item.moment and item.moment.date]
        days = [time for time in times if not time.is_ahead and len(time.date or "") == 10]
        if held and days:
            when = Dated(days[0].date or "", days[0].wording, f"{days[0].how}, of its ceremony")
            return attrs.evolve(one, dated=when)
    return one


def _leaders(lines: Sequence[Line]) -> Mapping[str, frozenset[str]]:
    """Who leads which program, by the article's own words: "the Chinese-led Moonbase", "China's
    Moonbase", "a base led by China"."""
    found: dict[str, set[str]] = {}
    for line in lines:
        programs = [one for item in line.items for one in item.programs]
        for index, item in enumerate(line.items):
            after = line.items[index + 1] if index + 1 < len(line.items) else None
            before = " ".join(one.word for one in line.items[max(index - 2, 0) : index])
            leads = item.has("COMPOUND") and item.word.split()[-1] in _LEADING
            owns = item.has("ACTOR_POSS") and after is not None and after.programs
            named = item.has("ACTOR") and before.split(" ")[-2:] in (
                ["led", "by"],
                ["backed", "by"],
            )
            parts = [part for one in item.parts if one.has("COMPOUND") for part in [one]]
            if leads or owns or named:
                for program in after.programs if owns and after else programs:
                    found.setdefault(program, set()).update(one.id for one in item.actors)
            for part in parts:
                if part.word.split()[-1] in _LEADING:
                    for program in item.programs:
                        found.setdefault(program, set()).update(one.id for one in part.actors)
    return {program: frozenset(ids) for program, ids in found.items()}


def _people(phrases: Sequence[Sequence[Item]], text: str) -> Iterator[tuple[str, str]]:
    """Whom an article has said to act for a state, by the last word of the name."""
    for items in phrases:
        for item in items:
            if item.has("HOLDER") and len(item.actors) == 1:
                if name := _last_name(item, text):
                    yield name, item.actors[0].id


def _last_name(item: Item, text: str) -> str | None:
    """The last word of the name of somebody who holds an office."""
    leaves = list(_leaves(item))
    comma = next((at for at, one in enumerate(leaves) if one.word == ","), None)
    if comma and leaves[0].has("CAP"):  # the name stands first: "Jane Roe, minister of Ghana"
        leaves = leaves[:comma]
    while leaves and leaves[-1].has("MARK"):
        leaves.pop()
    run = 0
    while run < len(leaves) and leaves[-1 - run].has("CAP", "NAMEBIT", "HYPHEN"):
        run += 1
    after_of = run < len(leaves) and leaves[-1 - run].word in ("of", "for", "and")
    if run < 2 + after_of or not leaves[-1].has("CAP"):
        return None
    name = text[leaves[-1].start : leaves[-1].end]
    return None if name.isupper() else name


def _leaves(item: Item) -> Iterator[Item]:
    """The words that an item was put together from."""
    for part in item.parts:
        yield from _leaves(part)
    if not item.parts:
        yield item


def _after(scene: Scene, line: Line, paragraph: int) -> Scene:
    """What is known after a sentence."""
    times = [one.moment for one in line.items if one.moment and one.moment.date]
    if times:
        scene = attrs.evolve(scene, moment=times[-1])
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
    named = tuple(actor for one in actors for actor in one.actors)
    return attrs.evolve(scene, subjects=subjects, named=named, paragraph=paragraph)


def _in_sentence(
    sentence: Sentence, line: Line, scene: Scene, article: Article, named: Sequence[str]
) -> Iterator[Finding]:
    seen: set[tuple[int, str, str]] = set()
    claimed: dict[int, str] = {}
    done: set[tuple[str, str]] = set()
    for match in matches(line):
        program, doubt = _program(match, named)
        actors, more = _actors(match, scene, article, sentence.paragraph)
        if match.form.name in ("bilateral", "bilateral-elsewhere", "paper-on"):
            actors, more = _sides(match, scene.leaders, program)
        told = mood(match, sentence.is_heading)
        if told.kind == moods.NONE or not _is_unclaimed(match, claimed):
            continue
        for actor in actors:
            for one in program:
                act = match.item("act") or match.item("actor")
                key = (act.start if act else 0, actor.id, one)
                if key in seen:
                    continue
                seen.add(key)
                found = _finding(sentence, match, actor, one, told, doubt or more, article)
                found = _since_then(found, match, scene, article)
                if match.form.refers == "object" and (found.gives, one) in done:
                    found = attrs.evolve(found, doubt=None)  # "A left it and B withdrew"
                if found.mood.kind == moods.DONE and not found.doubt:
                    done.add((found.gives, one))
                yield found
    if not seen:
        yield from _without_form(sentence, line, article)


def _is_unclaimed(match: Match, claimed: dict[int, str]) -> bool:
    """Whether no other form has taken the word for an act; it is this one's then. Forms of one
    family may have it together."""
    if match.form.is_beside:
        return True
    words = [one.start for part in (match.form.head, "act") if (one := match.item(part))]
    family = match.form.name.split("-")[0]
    if claimed.get(words[-1], family) != family:
        return False
    claimed.update(dict.fromkeys(words, family))
    return True


def _without_form(sentence: Sentence, line: Line, article: Article) -> Iterator[Finding]:
    """An act that a sentence may tell of in no form that is known: it names an act, and somebody
    and a program beside it."""
    items = line.items
    at = next((n for n, one in enumerate(items) if one.act and not one.act.weak), None)
    told = any(one.has("NEG", "MODAL", "IF", "REFUSE", "PLAN", "HEARSAY") for one in items)
    if at is None or told:
        return
    word = items[at]
    before = [one for one in items[:at] if one.has("ACTOR", "ACTOR_POSS")]
    after = [one for one in items[at:] if one.has("ACTOR", "ACTOR_POSS")]
    objects = [one for one in items[at:] if one.has("OBJ", "ATTR")]
    objects = objects or [one for one in items[:at] if one.has("OBJ", "ATTR")]
    actors = [*before[:1], *before[1:][-1:]] or after[:1]
    if not actors or not objects or not word.act:
        return
    places = sorted(
        (word.start, word.end, *(p for one in (*actors, objects[0]) for p in (one.start, one.end)))
    )
    for actor in {one.id: one for item in actors for one in item.actors}.values():
        for program in objects[0].programs:
            yield Finding(
                sentence=sentence,
                form="no-form",
                gives=word.act.gives,
                action=word.act.action,
                again=word.act.again,
                actor=actor,
                program=program,
                mood=Mood(moods.UNCLEAR, "in no form that is known"),
                dated=undated(article.published),
                place=(places[0], places[-1]),
                word=word.act.word,
                doubt="somebody, an act and a program are named, in no form that is known",
            )


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
    if (each := _respectively(match, actor)) is not None:
        when = Dated(each.date or "", each.wording, f"{each.how}, one each") if each.date else when
    if told.kind == moods.UNCLEAR:
        doubt = doubt or told.why
    if match.form.name == "host-admits" and not _is_admitted(match):
        doubt = doubt or "a welcome need not tell of an act"
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


def _since_then(one: Finding, match: Match, scene: Scene, article: Article) -> Finding:
    """An act "since then", or "since that meeting": after what was dated last."""
    items = match.line.items[: match.found.span()[0]]
    words = [item.word for item in items]
    if one.dated.wording or not scene.moment or "since" not in words:
        return one
    after = words[words.index("since") + 1 :][:1]
    if after not in (["then"], ["that"], ["this"]):
        return one
    when = f"[{scene.moment.date}..{article.published}]"
    how = f"after “{scene.moment.wording}”, which stands before it"
    at = words.index("since")
    wording = article.text[items[at].start : items[min(at + 2, len(items) - 1)].end].rstrip(" ,")
    return attrs.evolve(one, dated=Dated(when, wording, how))


def _is_admitted(match: Match) -> bool:
    """Whether a program that welcomes somebody does so as a member."""
    act = match.item("act")
    after = match.line.items[match.found.span()[1] :][:1]
    says_how = bool(after) and after[0].word in ("as", "into")
    grown = any(one.has("GROW") for one in match.found.items())
    return says_how or grown or not (act and act.word.startswith("welcom"))


def _respectively(match: Match, actor: Actor) -> Moment | None:
    """The date of one of several, where a sentence gives each its own: "in 2020 and 2021
    respectively"."""
    after = match.line.items[match.found.span()[0] :]
    item = match.item("actor")
    if item is None or not any(one.word == "respectively" for one in after):
        return None
    times = [one.moment for one in after if one.moment]
    at = item.actors.index(actor)
    return times[at] if len(times) == len(item.actors) else None


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
    programs = (*item.programs, *_more(match))
    act = _act(match)
    to_join = item.has("SURE_TO_JOIN") and act.gives in ("joining", "consent", "withdrawal")
    if item.has("SURE") or to_join:
        return programs, None
    called = item.has("STANDS_IN")
    return programs, "what is joined is called by another word" if called else "two programs"


def _more(match: Match) -> Iterator[str]:
    """Programs that are joined beside the one of a form: "a full SCO member and a member of
    BRICS"."""
    counted = False
    for item in match.line.items[match.index("obj") + 1 :]:
        if item.has("AND") or item.word == ",":
            counted = True
        elif item.has("OBJ") and counted and not item.has("STANDS_IN"):
            yield from item.programs
            return
        elif not item.has("ROLE", "DET", "MODIFIER", "of", "PARTICLE") or item.has("ACT"):
            return


def _actors(
    match: Match, scene: Scene, article: Article, paragraph: int
) -> tuple[tuple[Actor, ...], str | None]:
    """Who acts, and why that is doubtful."""
    doubt = "the form is not sure" if match.form.sure == "no" else None
    reference = match.item("ref")
    act = match.item("act")
    if reference is not None and act and act.act and act.act.weak:
        return (), None
    if reference is not None:
        word = reference.word
        before = [one for one in match.line.items[: match.index("ref")] if one.has("ACTOR")]
        if before and word in ("it", "the country"):
            only = {one.id for item in before for one in item.actors}
            sure = None if len(only) == 1 and len(before) == 1 else f"“{word}” may be another"
            return before[0].actors if len(before[0].actors) == 1 else (), sure
        if word in ("we", "i", "our country", "our nation", "my country"):
            if not article.speaker:
                return (), None
            actor = Actor(article.speaker, "reference", reference.start, reference.end)
            return (actor,), f"“{word}” is taken to be the publisher's state"
        many = any(
            one in word for one in ("two", "both", "neither", "they", "three", "four", "pair")
        )
        near = scene.paragraph >= paragraph - (0 if many else 1)
        actors = () if not near else scene.named if many else scene.subjects[:1]
        actors = tuple(
            attrs.evolve(one, how="reference", start=reference.start, end=reference.end)
            for one in {one.id: one for one in actors}.values()
        )
        return actors, f"“{word}” is named in another sentence"
    item = match.item("actor")
    if item is None:
        return (), None
    if act and act.act and act.act.weak and match.form.name != "brought":
        doubt = f"“{act.word}” need not tell of an act"
    if match.form.name in ("counted", "counted-before"):
        return _counted(match), doubt
    return item.actors, doubt


def _sides(
    match: Match, leaders: Mapping[str, frozenset[str]], programs: Sequence[str]
) -> tuple[tuple[Actor, ...], str | None]:
    """Who joins by a paper of two sides: the one that does not lead the program."""
    sides = [one for part in ("host", "actor") if (item := match.item(part)) for one in item.actors]
    lead = {one for program in programs for one in leaders.get(program, ())}
    others = tuple(one for one in sides if one.id not in lead and one.state not in lead)
    if others and len(others) < len(sides):
        return others, None
    return others, "a paper of two sides need not be an act in a program"


def _counted(match: Match) -> tuple[Actor, ...]:
    """Those who are named of a number of states: they may stand in several lists."""
    items = match.found.items()
    at = match.index("actor") - match.found.span()[0]
    if match.form.name == "counted-before":
        until = match.index("act") - match.found.span()[0]
        named = [one for one in items[:until] if one.has("ACTOR")]
    else:
        named = [one for one in items[at:] if one.has("ACTOR")]
    return tuple({actor.id: actor for one in named for actor in one.actors}.values())


__all__ = ["Article", "Finding", "findings", "undated"]
