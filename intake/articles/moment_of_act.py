"""Which of the expressions of time in a sentence belongs to an act."""

from collections.abc import Iterator, Sequence

import attrs

from intake.articles.forms import Match
from intake.articles.items import Item, is_participle, place_of
from intake.articles.times import PLAIN, Moment

_ENDS_AFTER = ("REL", "ACT", "BECOME", "IF", "SAY", "BUT")
_ENDS_BEFORE = ("ACT", "REL", "BECOME", "SAY")  # what was said on Monday was done before
_AFTER = ("after", "before", "following", "upon")
_NOUNS = ("WORD", "CAP", "GROUP_NOUN", "TREATY_NOUN", "CEREMONY", "OBJ", "ATTR", "ROLE", "GENERIC")


def moment_of_act(match: Match, is_plan: bool = False) -> Moment | None:
    """Return the expression of time that belongs to an act: after it, or between its parts, or at
    the beginning of its clause; not one that belongs to a noun or to another verb."""
    items = match.line.items
    is_effect = match.form.gives == "effective"  # an act may count from a day to come
    first, last = match.found.span()
    is_after = match.form.name.startswith(
        ("followed-by", "joined-them")
    )  # what is before it dates another's act
    within = [] if is_after else [one for one in items[first:last] if _is_free(items, one)]
    at = match.index(match.form.head) if match.item(match.form.head) else first
    inside = [one for one in within if not _is_aside(items, first, at, one)]
    if any(one.word in (*_AFTER, "having") for one in items[max(at - 3, first) : at]):
        first, is_after = at, True  # "joined in May after signing it": May is of another act
        inside = [one for one in within if place_of(items, one) > at]
    before = [] if is_after else _times_before(items, first, is_plan)
    beside = [] if is_after else list(_beside(items, first, at, last))
    found = next(
        (
            one
            for one in (*beside, *_after(items, last), *inside, *before)
            if one.moment
            and (one.moment.date or one.moment.shift)
            and (is_effect or not one.moment.is_ahead)
            and _is_told(match, one, is_plan)
        ),
        None,
    )
    return _one_of(items, found) or found.moment if found else None


def _is_aside(items: Sequence[Item], first: int, head: int, one: Item) -> bool:
    """Return whether an expression of time belongs to words between commas that tell of something
    else: "Ghana's president, elected in 2016, signed"."""
    at = place_of(items, one)
    opens = next((n for n in range(at - 1, first, -1) if items[n].word == ","), None)
    if opens is None or not any(other.word == "," for other in items[at + 1 : at + 3]):
        return False
    return (
        not opens < head < at and opens + 1 < at and not items[opens + 1].has("TIME", "ADV", "PREP")
    )


def _is_told(match: Match, one: Item, is_plan: bool) -> bool:
    """Return whether an expression of time may date what a sentence tells: an act, not the report
    of it; a plan, not what is planned ("will leave on 1 July")."""
    if _is_of_saying(match.line.items, one):
        return is_plan or match.form.name == "announced"
    if one.word.startswith("effective") and match.form.gives != "effective":
        return False  # it counts from then on; it was done before
    if _is_end(match.line.items, one) or (match.form.reads == "state" and _is_apart(match, one)):
        return False
    return not is_plan or _has_year(one) or not _is_of_what_is_planned(match, one)


def _has_year(one: Item) -> bool:
    """Return whether the text gives the year of an expression of time, as far as it needs one."""
    return one.moment is None or not one.moment.how.startswith("the last")


def _is_of_what_is_planned(match: Match, one: Item) -> bool:
    """Return whether an expression of time stands after a word for a plan, or before one that tells
    it in a present: "In January, Ghana will join"; not "On Monday, Ghana decided to join"."""
    items = match.line.items
    first, last = match.found.span()
    act = match.item("act") or items[first]
    if one.start > act.start:
        return True
    clause = items[place_of(items, one) + 1 : last]
    is_now = any(other.has("MODAL") or other.word in ("is", "are") for other in clause)
    return is_now and not any(other.has("SAY") for other in clause)


def _is_end(items: Sequence[Item], one: Item) -> bool:
    """Return whether something lasted until then: not "until 2011, when …", which dates that."""
    at = place_of(items, one)
    after = [other.word for other in items[at + 1 : at + 3] if other.word != ","]
    return one.word.startswith("until") and after[:1] != ["when"]


def _is_apart(match: Match, one: Item) -> bool:
    """Return whether an expression of time stands apart from words that say who is in: "Ghana, a
    member of it, had paid in 2011"."""
    first, last = match.found.span()
    is_begun = one.word.startswith("as of") or (one.moment is not None and one.moment.is_since)
    start = max(first - 2, 0) if is_begun else first
    return not any(other is one for other in match.line.items[start : last + 1])


def _is_of_saying(items: Sequence[Item], one: Item) -> bool:
    """Return whether an expression of time is that of a report: "said on Monday that"."""
    index = place_of(items, one)
    return index > 0 and items[index - 1].has("SAY")


def _beside(items: Sequence[Item], first: int, at: int, last: int) -> Iterator[Item]:
    """Yield the expressions of time that stand with a word for an act, within a form."""
    before = list(reversed(items[max(at - 3, first) : at]))
    ends = (
        n for n, one in enumerate(before) if one.has("AND", "MARK", "ACT") or one.word in _AFTER
    )
    for one in before[: next(ends, 3)]:
        if _is_free(items, one):
            yield one
    for index in range(at + 1, min(at + 3, last)):
        if _is_free(items, items[index]):
            yield _nearer(items, index)


def _after(items: Sequence[Item], at: int) -> list[Item]:
    found = []
    at = _past_aside(items, at)
    for index in range(at, min(at + 25, len(items))):
        if _begins_another(items, index):
            break
        if items[index].has("TIME") and _is_free(items, items[index]):
            found.append(_nearer(items, index))
    return found[:1]


def _past_aside(items: Sequence[Item], at: int) -> int:
    """Return where a clause goes on after what is told of its object between commas: "the Accords,
    which were drawn up in 2020, on 7 May"."""
    rest = items[at : at + 2]
    if len(rest) < 2 or rest[0].word != "," or not rest[1].has("REL"):
        return at
    ends = (n for n in range(at + 2, min(at + 25, len(items))) if items[n].word == ",")
    end = next(ends, None)
    is_time = end is not None and any(one.has("TIME", "PREP") for one in items[end + 1 : end + 2])
    return end + 1 if end is not None and is_time else at


_FOLLOWED = ("followed by", "followed", "joined by", "preceded by")


def _begins_another(items: Sequence[Item], at: int) -> bool:
    """Return whether what follows an act is of something else from an item on: another clause, what
    came of it ("bringing its entry into force on 1 March"), or who else did it ("following Kenya in
    April")."""
    one, after = items[at], items[at + 1 : at + 3]
    is_clause = one.has("AND") and items[at - 1].word == ","
    is_reason = one.has("SUBORD") and one.word not in ("when", "as", "since")
    is_entry = one.has("INTO_FORCE") or [other.word for other in after] == ["into", "force"]
    is_other = one.word in ("following", "after") and bool(after) and after[0].has("ACTOR")
    is_when = any(other.word == "when" for other in items[max(at - 4, 0) : at])
    is_meant = one.word in ("designed", "intended") and after[:1] and after[0].word == "to"
    is_passive = one.word.endswith("ed") and not one.has("ADV") and _is_elsewhere(items, at)
    is_verb = one.has("OTHER_VERB") and one.word != "held"  # "at a meeting held on Monday"
    return (
        one.has(*_ENDS_AFTER, "DASH")
        or is_verb
        or one.word in (";", ":", *_FOLLOWED)
        or (
            is_clause
            or is_reason
            or is_entry
            or is_other
            or (is_passive and not is_when and not is_meant)
        )
        or is_participle(items[at : at + 2])
    )


def _nearer(items: Sequence[Item], at: int) -> Item:
    """Return an expression of time, or the one after its comma that makes it more exact: "two
    years later, on 23 July 1997", "Earlier this year, in January"."""
    first, after = items[at], items[at + 1 : at + 3]
    if len(after) < 2 or after[0].word != "," or not _is_free(items, after[1]):
        return first
    exact = [_length(one.moment) for one in (first, after[1])]
    if exact[0] == exact[1] and first.moment and (first.moment.date or "").endswith("~"):
        return after[1]  # "25 years ago, in 1998"
    return after[1] if exact[1] > exact[0] else first


def _length(moment: Moment | None) -> int:
    """Return how exact a date is: a day, a month, a year, or none that is known yet."""
    if moment is None or moment.date is None or moment.is_ahead:
        return 0
    return 1 if "[" in moment.date else len(moment.date.rstrip("~?%"))


def _one_of(items: Sequence[Item], one: Item) -> Moment | None:
    """Return a date that is one of two that "and" joins, each as exact as the other: "on 3 and
    4 May"; None: there is one only, or each is that of somebody else ("respectively")."""
    at = place_of(items, one)
    rest = items[at + 1 :]
    first, last = one.moment, rest[1].moment if len(rest) > 1 else None
    if first is None or last is None or not rest[0].has("AND") or last.is_ahead:
        return None
    dates = [first.date or "", last.date or ""]
    if not all(map(PLAIN.fullmatch, dates)) or len(dates[0]) != len(dates[1]):
        return None
    if any(other.word == "respectively" for other in rest):
        return None
    wording = f"{first.wording} {rest[0].word} {last.wording}"
    return attrs.evolve(
        first, wording=wording, date=f"[{','.join(sorted(dates))}]", how="one of the two"
    )


def _is_elsewhere(items: Sequence[Item], index: int) -> bool:
    """Return whether a participle tells of something else: "a project initiated by China"; not of
    the occasion, "at a ceremony hosted by …"."""
    is_dated = index + 1 < len(items) and items[index + 1].has("TIME")
    return not is_dated and not any(one.has("CEREMONY") for one in items[max(index - 2, 0) : index])


_CONTRASTS = ("while", "whereas", "although", "though", "but")  # they begin another clause


def _times_before(items: Sequence[Item], at: int, is_plan: bool) -> list[Item]:
    if at > 3 and items[at - 1].word == "that" and items[0].word == "it" and items[1].has("BE"):
        at -= 1  # "it was on Monday that …"
    found = []
    for index in range(at - 1, max(at - 25, -1), -1):
        one = items[index]
        said = one if one.word != "that" else items[index - 1]
        is_said = is_plan and said.has("SAY")  # a plan is as old as its telling
        is_noun = one.has("CEREMONY") and items[index - 1].has("POSSESSIVE")  # "Monday's signing"
        if (
            (one.has(*_ENDS_BEFORE) and not is_noun and not is_said)
            or one.word == ";"
            or (one.word == ":" and index > 2)
        ):
            break  # not "1982: Spain …"
        if (one.has("AND") or one.word in _CONTRASTS) and items[index - 1].word == ",":
            break
        if one.moment and one.moment.apart:
            break  # "…, a year after Kenya was admitted"
        if one.word in _AFTER and items[index + 1].has("ACTOR"):
            break
        if one.has("TIME") and _is_free(items, one) and not _is_of_participle(items, index):
            found.append(one)
    return [_nearer(items, place_of(items, found[-1]))] if found else []


def _is_of_participle(items: Sequence[Item], at: int) -> bool:
    """Return whether an expression of time before a clause belongs to a participle: "Founded in
    2009, BRICS …", "with Ghana joining in 2010, it …"."""
    first = next((n + 1 for n in range(at - 1, -1, -1) if items[n].word == ","), 0)
    part = items[first:at]
    head = part[:1] if not part or part[0].word != "with" else part
    plain = (one for one in head if not one.has("ADV", "TIME", "PREP"))
    return any(one.word.endswith(("ed", "ing")) for one in plain)


def _is_free(items: Sequence[Item], one: Item) -> bool:
    """Return whether an expression of time stands for itself, and does not belong to a noun beside
    it: "the July 2024 summit", "the Convention of 1961"."""
    if not one.has("TIME") or not one.moment:
        return False
    index = place_of(items, one)
    before = items[index - 1] if index else None
    if one.word.startswith("of ") and before is not None and before.has(*_NOUNS):
        return False
    after = items[index + 1] if index + 1 < len(items) else None
    if before is not None and before.has("WORD") and before.word.endswith("ed"):
        whose = items[index - 2] if index > 1 else None
        if whose is None or whose.has("MARK", "OBJ", "ATTR", "GROUP_NOUN", "TREATY_NOUN"):
            return False  # "the Convention, adopted in 1992"
    has_preposition = (
        " " in one.word and not one.word[:1].isdigit() and one.word.split()[0] in _PREPS
    )
    if not has_preposition and after is not None and after.has(*_NOUNS):
        if not one.moment.wording[:1].isdigit() or not after.has("WORD"):
            return (
                one.word in _ADVERBS
                or before is None
                or not before.has("DET", "ACTOR_POSS", "POSSESSIVE")
            )
        return False
    return True


_PREPS = ("on", "in", "by", "from", "since", "during", "until", "at", "earlier", "late", "last")
_ADVERBS = ("today", "yesterday")
