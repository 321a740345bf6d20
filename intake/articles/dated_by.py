"""When an act was that its own words do not date: by a day that stands before it, the meeting
"since" which it was, its ceremony, or another sentence that tells of it.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import attrs

from intake.articles.dating import Dated, only_date
from intake.articles.finding import JOINING, Finding
from intake.articles.forms import Match
from intake.articles.items import Actor, Item, Line, place_of
from intake.articles.moods import DONE, NOT_DONE
from intake.articles.sentences import Sentence
from intake.articles.times import Moment, between, shifted
from ledger.values import QUOTE_LIMIT


def since_then(
    match: Match, when: Dated, before: Moment | None, text: str, published: date
) -> Dated:
    """Return when an act "since then", or "since that meeting", was: after what was dated last."""
    items = match.line.items[: match.found.span()[0]]
    words = [item.word for item in items]
    if when.wording or before is None or "since" not in words:
        return when
    at = words.index("since")
    if words[at + 1 : at + 2] not in (["then"], ["that"], ["this"]):
        return when
    wording = text[items[at].start : items[min(at + 2, len(items) - 1)].end]
    how = f"after “{before.wording}”, which stands before it"
    return Dated(between(before.date or "", published), wording.rstrip(" ,"), how)


def counted_from(
    when: Dated, line: Line, before: Moment | None, published: date
) -> tuple[Dated, str | None]:
    """Return the date of an act "two days earlier" or "the same day", counted from what the same
    sentence or the one before dated last; where nothing did, or it is not exact enough, that it
    cannot be worked out, and why that is doubtful."""
    moment = when.shift
    if moment is None or moment.shift is None:
        return when, None
    here = [one.moment for one in line.items if one.moment and one.moment.start < moment.start]
    base = next((one for one in reversed(here) if one.date), before)
    day = base.date if base else None
    found = shifted(day, moment.shift, published, moment.within) if day else None
    if base is None or found is None:
        told = f"“{moment.wording}” is counted from a day that is not clear"
        return Dated(f"../{published}", None, f"{told}; it was out by then", shift=moment), told
    how = f"counted from “{base.wording}” ({base.date}), which stands before it"
    return Dated(found, moment.wording, how), None


_SUBJECT = 8  # items of a sentence in which its subject stands
_HELD = ("held", "place", "hosted", "ceremony", "organised", "organized")
_NEAR = 3  # sentences in which an act may be told anew
_NEWS = timedelta(days=31)  # what was done longer ago may be another act
_LINKS = re.compile(
    r"(?:there|(?:at|during|in|on) (?:the|this|that|the same) "
    r"(?:ceremony|event|meeting|summit|session|conference|visit|trip|occasion|gathering))\b"
)


def with_date(
    one: Finding, parts: Sequence[Sentence], lines: Sequence[Line], published: date
) -> Finding:
    """Return an act with the date that a sentence near its own gives it, where it has none of its
    own: that of its ceremony, of the same act told anew ("its minister signed on Monday"), or of
    what it was done at ("At the meeting, Ghana signed")."""
    when = one.dated
    if one.mood.kind != DONE or when.wording or when.apart or when.shift:
        return one
    at = one.sentence.number
    found = (
        _at_ceremony(one, lines[at + 1 : at + 3])
        or _told_anew(one, lines[at], lines[at + 1 : at + 1 + _NEAR], published)
        or _day_before(one, lines[at], lines[max(at - _NEAR, 0) : at])
    )
    if found is None:
        return one
    sentence = _with_words(one.sentence, found, parts, lines)
    return attrs.evolve(one, dated=attrs.evolve(found, is_own=False), sentence=sentence)


def _with_words(
    sentence: Sentence, found: Dated, parts: Sequence[Sentence], lines: Sequence[Line]
) -> Sentence:
    """Return a sentence with those up to the one that has the words of its date, where they stand
    in one paragraph and can be quoted together."""
    at = sentence.number
    for near in range(max(at - _NEAR, 0), min(at + _NEAR + 1, len(parts))):
        moments = (item.moment for item in lines[near].items if item.moment)
        if any(moment.wording == found.wording for moment in moments):
            start = min(sentence.start, parts[near].start)
            end = max(sentence.end, parts[near].end)
            is_near = parts[near].paragraph == sentence.paragraph and end - start <= QUOTE_LIMIT
            return attrs.evolve(sentence, start=start, end=end) if is_near else sentence
    return sentence


def _told_anew(one: Finding, line: Line, after: Sequence[Line], published: date) -> Dated | None:
    """Return the day of an act that a sentence after its own tells anew, naming no other
    participant and no other program."""
    for later in after:
        if _is_of_another(later, line, one) or not _may_be_of(later, one):
            return None
        told = [at for at in range(len(later.items)) if _is_alike(later.items, at, one)]
        if not told or any(item.has(*_NOT_IT) for item in later.items[: told[0] + 1]):
            continue
        day = _only_day(later)
        if day is None:
            return None
        act = later.items[told[0]].act  # a treaty was signed by others too, and long ago
        is_same = act is None or (act.gives == one.gives and one.gives != "signing")
        if is_same or date.fromisoformat(day.date) >= published - _NEWS:
            return attrs.evolve(day, how=f"{day.how}, of the same act in another sentence")
    return None


_NOT_IT = (*NOT_DONE, "PARLIAMENT", "PARL")  # a parliament's vote is another step


def _is_alike(items: Sequence[Item], at: int, one: Finding) -> bool:
    """Return whether a word may tell of an act anew: one of the same sort, in a past, of the
    program or a paper."""
    word = items[at]
    if word.word == "received" or (word.has("DEPOSIT") and word.word.endswith("ed")):
        return one.gives == "consent" and any(other.has("INSTRUMENT") for other in items)
    if word.act is None or word.act.weak or not word.has("PAST", "PP"):
        return False
    both = {word.act.gives, one.gives}
    is_same = len(both) == 1 or ("joining" in both and both <= set(JOINING))
    return is_same and _is_of_paper(items, at)


_SAYS_NO_MORE = ("TIME", "MARK", "AND", "SKIP", "PLACE", "DASH")  # after "the document"
_PAPERS = ("TREATY_NOUN", "INSTRUMENT", "GROUP_NOUN")


def _is_of_paper(items: Sequence[Item], at: int) -> bool:
    """Return whether what is signed is the program, or "the document" of which no more is said; or
    what was signed stands before it."""
    after = [one for one in items[at + 1 :] if not one.has("ADV", "TIME", "PARTICLE", "PLACE")]
    if not after or after[0].has("OBJ", "MARK", "PREP", "AND"):
        is_passive = any(one.has("BE") for one in items[max(at - 3, 0) : at])
        return not is_passive or any(one.has("OBJ", *_PAPERS) for one in items[:at])
    paper = next((n for n, one in enumerate(after[:4]) if one.has(*_PAPERS)), None)
    if paper is None or not after[0].has("DET") or after[0].word in ("a", "an"):
        return False
    rest = items[place_of(items, after[paper]) + 1 :]
    return not rest or rest[0].has(*_SAYS_NO_MORE) or rest[0].word in ("at", "during", "for", "in")


def _day_before(one: Finding, line: Line, before: Sequence[Line]) -> Dated | None:
    """Return the day that a sentence before an act gives, where the act was done at what the one
    before it tells of, or one of them tells of a ceremony for the program, or the last of them of
    one for nobody else."""
    words = " ".join(item.word for item in line.items[:4])
    if _LINKS.match(words):
        return next((day for each in before[-1:] if (day := _only_day(each))), None)
    for each in reversed(before):
        programs = {program for item in each.items for program in item.programs}
        if programs and programs != {one.program}:
            return None
        is_for_all = one.program in programs and one.gives == "signing"
        is_theirs = (is_for_all or each is before[-1]) and not _is_of_another(each, line, one)
        day = _at_ceremony(one, [each]) if is_theirs else None
        if day:
            return day
    return None


def _may_be_of(other: Line, one: Finding) -> bool:
    """Return whether a sentence names who did an act, or nobody."""
    named = {each for actor in _whom(other) for each in _ids(actor)}
    return not named or bool(_ids(one.actor) & named)


def _ids(actor: Actor) -> set[str]:
    """Return whom a name means: itself, and the state of which it is a body."""
    return {each for each in (actor.id, actor.state) if each}


def _whom(line: Line) -> list[Actor]:
    """Return the participants that a sentence names, but as places."""
    return [actor for item in line.items for actor in item.actors if not item.has("PLACE")]


def _is_of_another(other: Line, line: Line, one: Finding) -> bool:
    """Return whether a sentence names participants that the one of an act does not, or a program
    that is another."""
    who = {each for item in line.items for actor in item.actors for each in _ids(actor)}
    programs = {program for item in other.items for program in item.programs}
    return bool(programs - {one.program}) or not all(_ids(each) & who for each in _whom(other))


def _only_day(line: Line) -> Dated | None:
    """Return the day of a sentence that has one date alone, where that is as exact."""
    only = only_date(line)
    return only if only and len(only.date) == 10 else None


def _is_held(items: Sequence[Item], index: int) -> bool:
    """Return whether a sentence says of a ceremony that it was held; not of that of another paper
    ("the signing of the trade deal")."""
    after = items[index + 1 : index + 8]
    if after and after[0].word == "of" and not any(one.has("SURE") for one in after[1:3]):
        paper = after[1:3]
        if len(paper) < 2 or not paper[0].has("DET") or not paper[1].has(*_PAPERS):
            return False
    is_at = index > 0 and any(one.word in ("at", "during", "in") for one in items[:index])
    return (
        items[index].has("CEREMONY")
        and (
            is_at
            or any(one.word in _HELD for one in items[max(index - 3, 0) : index])
            or any(one.has("BE") or one.word in _HELD or one.word == "took place" for one in after)
        )
        and not any(one.has("ACTOR_POSS") for one in items[: index + 2])
    )


_OF_SIGNING = ("signing", "signature")


def _at_ceremony(one: Finding, lines: Sequence[Line]) -> Dated | None:
    """Return the day of a ceremony that one of some sentences dates, whose subject it is ("the
    signing took place on Monday"), and at which an act may have been done; None: there is none."""
    for line in lines:
        held = [n for n in range(len(line.items[:_SUBJECT])) if _is_held(line.items, n)]
        if one.gives == "consent":
            words = (item.word for n in held for item in line.items[max(n - 1, 0) : n + 1])
            held = [] if set(words) & set(_OF_SIGNING) else held
        times = [item.moment for item in line.items if item.moment and not item.moment.is_ahead]
        days = [(time.date, time) for time in times if time.date and len(time.date) == 10]
        if held and days:
            day, time = days[0]
            return Dated(day, time.wording, f"{time.how}, of its ceremony")
    return None
