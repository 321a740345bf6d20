"""Whether an act was done that a noun or a gerund tells of, by what governs it."""

from collections.abc import Sequence

from intake.articles.forms import Match
from intake.articles.items import Item
from intake.articles.moods import (
    DONE,
    NEGATED,
    PLANNED,
    UNCLEAR,
    Mood,
    clause_of,
    first_of,
)

_OF_FACTS = frozenset(  # nouns that tell of what was done: "the anniversary of its accession"
    (
        *("anniversary", "news", "announcement", "occasion", "wake", "light", "completion", "day"),
        *("date", "time", "moment", "result", "view", "culmination"),
    )
)
_BESIDE_WITH = 3  # items: "with the formal accession of"
_OTHERS = ("ACTNOUN", "TREATY_NOUN", "INSTRUMENT")


def _of_more(clause: Sequence[Item], beside: Sequence[Item], after: Sequence[Item]) -> Mood | None:
    """Return the mood of a noun for an act that only belongs to another: "the ratification of its
    accession", "progress in its accession", "its accession protocol", "its accession was blocked";
    None: it stands for itself."""
    is_of = any(one.word in ("of", "on") for one in beside[-2:])
    if is_of and (other := first_of(beside, *_OTHERS)):
        return Mood(UNCLEAR, f"it may be another's act: “{other.word}”")
    is_plan = first_of(clause, "PLAN", "PLAN_NOUN")
    if after and after[0].has("TREATY_NOUN", "INSTRUMENT", "PLAN_NOUN") and not is_plan:
        return Mood(UNCLEAR, f"it belongs to “{after[0].word}”")
    then = [one for one in after if not one.has("TIME", "ADV")][:2]
    said = first_of(then, "MODAL", "PLAN", "REFUSE", "NEG")
    if said and then[0].has("BE", "HAVE", "MODAL"):
        return Mood(NEGATED if said.has("REFUSE", "NEG") else PLANNED, f"“{said.word}”")
    noun = beside[-2] if len(beside) > 1 and beside[-1].has("PREP") else None
    if noun and noun.has("WORD", "PLAN_NOUN") and noun.word not in _OF_FACTS:
        return Mood(UNCLEAR, f"it tells of “{noun.word}”")
    return None


def mood_of_noun(match: Match, is_heading: bool) -> Mood:
    """Return the mood of an act that a noun or a gerund tells of: that of what governs it."""
    first, last = match.found.span()
    after = match.line.items[last:]
    beside = match.line.items[max(first - 3, 0) : first]
    if other := _of_more(clause_of(match)[-30:], beside, after):
        return other
    if governed := _governed_after(match, after):
        return governed
    into = first_of(after[:3], "INTO_FORCE")
    if into and into.word.split()[0] in ("entered", "came", "took", "became"):
        return Mood(DONE, f"“{into.word}”")
    clause = clause_of(match)[-30:]
    governors = ("FACT", "PLAN", "PLAN_NOUN", "REFUSE", "MODAL", "NEG", "ACT")
    at = next((n for n in range(len(clause) - 1, -1, -1) if clause[n].has(*governors)), None)
    times = (one.moment for one in (*match.found.items(), *after[:1]) if one.moment)
    dated = any(one.date and not one.is_ahead for one in times)
    if at is None:
        return (
            Mood(DONE, "it has a date")
            if dated and not is_heading
            else Mood(UNCLEAR, "no word tells of it as done")
        )
    if clause[-1].has("AND") and (listed := first_of(clause, "FACT")):
        governor = listed  # one of several things that were done: "outcomes included … and …"
    else:
        governor = clause[at]
    at = clause.index(governor)
    if governor.has("FACT"):
        earlier = first_of(clause[:at], "PLAN", "MODAL", "REFUSE", "NEG")
        if earlier:
            return Mood(PLANNED, f"“{earlier.word}”")
        if governor.word == "with" and len(clause) - at > _BESIDE_WITH:
            return Mood(UNCLEAR, "no word tells of it as done")  # "talks with NATO on its entry"
        return Mood(DONE, f"“{governor.word}”")
    if governor.has("REFUSE", "NEG"):
        return Mood(NEGATED, f"“{governor.word}”")
    if governor.has("ACT"):
        return Mood(UNCLEAR, f"it may be another's act: “{governor.word}”")
    return Mood(PLANNED, f"“{governor.word}”")


def _past_aside(items: Sequence[Item]) -> Sequence[Item]:
    """Return what follows words between commas: ", better known as X, is …"."""
    ends = [n for n, one in enumerate(items) if one.word == ","][:2]
    return items[ends[1] + 1 :] if len(ends) == 2 and not ends[0] else items


def _has_happened(item: Item) -> bool:
    return item.has("FACT", "COMPLETE", "OFFICIAL", "REGRETTED") or item.word in (
        "deposited",
        "lodged",
        "held",
    )


def _governed_after(match: Match, after: Sequence[Item]) -> Mood | None:
    """Return the mood of a noun for an act that what stands with it or follows it tells of as done:
    "the recent accession", "its accession was welcomed", "its accession brings the total to 30"."""
    first = match.found.span()[0]
    beside = match.line.items[max(first - 2, 0) : match.index("act")]
    if recent := next((one for one in beside if one.word == "recent"), None):
        return Mood(DONE, f"“{recent.word}”")
    rest = [one for one in after if not one.has("TIME", "ADV", "SKIP")]
    if rest and rest[0].has("EFFECT"):
        return Mood(DONE, f"“{rest[0].word}”")
    then = _past_aside(rest)
    if len(then) > 1 and then[0].has("BE", "BECOME") and _has_happened(then[1]):
        return Mood(DONE, f"“{then[1].word}”")
    return None
