"""Whether an act that a sentence has a word for was done, by what stands with the word and before
it: plans, refusals, conditions, hearsay.
"""

from collections.abc import Sequence

import attrs

from intake.articles.forms import Match
from intake.articles.items import Item, place_of

DONE, PLANNED, NEGATED, REPORTED, CONDITIONAL, DOMESTIC, STATE, UNCLEAR, NONE = (
    *("done", "planned", "negated", "reported", "conditional", "domestic", "state", "unclear"),
    "none",
)
NOT_DONE = ("NEG", "MODAL", "IF", "REFUSE", "PLAN", "HEARSAY")  # classes of words that may say so

_AFTER_A_CLAUSE = (
    *("rank-by", "in-a-clause", "host-admits", "welcomed-to", "take-out", "brought-into"),
    *("host-admits-by", "grown", "role", "role-named", "newest-role", "brought"),
    *("congratulated", "congratulated-on"),
)
_IRREGULAR = frozenset(  # pasts of words that are no acts
    (
        *(
            "became",
            "began",
            "brought",
            "came",
            "gave",
            "given",
            "got",
            "grew",
            "grown",
            "kicked",
            "led",
        ),
        *("left", "put", "saw", "sent", "took", "taken", "withdrew", "withdrawn", "won"),
    )
)


@attrs.frozen
class Mood:
    """Whether an act was done, and the words that say so. ``none``: there is no act."""

    kind: str
    why: str


def mood(match: Match, is_heading: bool) -> Mood:
    """Return the mood of an act in a sentence."""
    reads = match.form.reads
    if reads == "plan":
        return _planned(match)
    moment = match.item("moment")
    if moment and moment.moment and moment.moment.is_ahead:
        return Mood(PLANNED, f"“{moment.word}”")
    told = _told(match)
    if reads == "state":
        return _state(match, told)
    if told:
        return told
    if any(one.word == "next" for one in match.items("first")):
        return Mood(PLANNED, "“next”")
    if reads == "ranked":
        return Mood(DONE, "")
    if reads == "fact":
        return _fact(match, is_heading)
    if reads == "clause":
        return _gerund(match)
    if reads in ("passive", "admitted") or (reads == "gained" and _first(match.items("vg"), "BE")):
        return _passive(match, is_heading)
    found = Mood(DONE, "") if reads == "done" else _verb(match, is_heading)
    if reads == "domestic" and found.kind == DONE:
        return Mood(DOMESTIC, "a parliament's vote binds no one abroad")
    return found


def _state(match: Match, told: Mood | None) -> Mood:
    """Return the mood of words that say who is in: an act, where they say so of one who signed, or
    since when, or that it is the latest ("the newest member"), or that it is so now."""
    first, last = match.found.span()
    near = match.line.items[max(first - 2, 0) : first] + match.line.items[last : last + 2]
    verbs = match.items("vg")
    if refused := _first(verbs, "NEG", "REFUSE"):
        return Mood(NEGATED, f"“{refused.word}”")
    if planned := _first((*near[:2], *match.found.items()), "PLAN_NOUN", "MODAL"):
        return Mood(PLANNED, f"“{planned.word}”")  # "a prospective member"
    if not (told or _first(verbs, "PLAN", "DO")):
        role = match.item("role")
        inside = match.found.items()
        within = [one for item in inside if item.has("ROLED") for one in item.parts]
        if any(one and one.word.startswith("signator") for one in (role, *within)):
            return Mood(DONE, "who is a signatory has signed")
        if since := next(
            (one for one in (*near, *inside) if one.moment and one.moment.is_since), None
        ):
            return Mood(DONE, f"“{since.word}”")
        words = (one for item in inside for one in (*item.parts, item) if not item.has("SKIP"))
        if latest := next((one for one in words if _is_latest(one)), None):
            return Mood(DONE, f"“{latest.word}”")
    return Mood(STATE, "it says who is in, not that anybody joined")


LATEST = frozenset(
    ("new", "newest", "latest", "most recent", "now", "officially", "formally", "founding")
)


def _is_latest(one: Item) -> bool:
    return one.word in LATEST or (one.has("ORD") and one.has("DIGITS"))


def _clause(match: Match) -> tuple[Item, ...]:
    """Return what stands before an act in its own clause."""
    at = min(match.found.span()[0], match.index(match.form.head))
    before = match.line.items[:at]
    for index in range(len(before) - 1, -1, -1):
        if before[index].word in (";", ":") or before[index].has("BUT"):
            return before[index + 1 :]
    return before


def _since_comma(items: Sequence[Item]) -> Sequence[Item]:
    commas = [index for index, one in enumerate(items) if one.word == ","]
    return items[commas[-1] + 1 :] if commas else items


def _not_nouns(items: Sequence[Item]) -> list[Item]:
    """Return items without those that "the" makes nouns: "the block grew"."""
    return [one for n, one in enumerate(items) if not n or items[n - 1].word not in ("the", "this")]


def _first(items: Sequence[Item], *classes: str) -> Item | None:
    return next((one for one in items if one.has(*classes)), None)


def _told(match: Match) -> Mood | None:
    """Return what the rest of the sentence makes of an act, whatever its own words are."""
    items = match.line.items
    if hearsay := _first(items, "HEARSAY"):
        return Mood(REPORTED, f"hearsay: “{hearsay.word}”")
    if items[-1].word == "?":
        return Mood(UNCLEAR, "it is a question")
    near = _since_comma(_clause(match))
    if near and near[-1].word in ("had", "should", "were"):
        return Mood(CONDITIONAL, f"a condition: “{near[-1].word}”")
    if condition := _first(near, "IF"):
        return Mood(CONDITIONAL, f"a condition: “{condition.word}”")
    if match.form.reads != "fact" and (refused := _first(_not_nouns(near), "NEG", "REFUSE")):
        return Mood(NEGATED, f"“{refused.word}”")
    return None


def _verb(match: Match, is_heading: bool) -> Mood:
    """Return the mood of a verb, by what it consists of."""
    verbs = match.items("vg")
    head = next(match.item(one) for one in (match.form.head, "act") if match.item(one))
    assert head is not None
    subject = match.item("actor") or match.item("ref")
    if subject and (subject.has("NEITHER") or subject.word.startswith("neither")):
        return Mood(NEGATED, "“neither”")
    if refused := _first(verbs, "NEG", "REFUSE"):
        return Mood(NEGATED, f"“{refused.word}”")
    at = place_of(match.line.items, head)
    if nearly := _first(match.line.items[max(at - 2, 0) : at], "NOT_QUITE"):
        return Mood(NEGATED, f"“{nearly.word}”")
    if planned := _first(verbs, "MODAL", "PLAN"):
        return Mood(PLANNED, f"“{planned.word}”")
    before = match.line.items[at - 1].word if at and head.has("BASE") else None
    if before == "to" or any(one.word == "to" for one in verbs):  # "Ghana in talks to join"
        if match.form.name == "take-out":
            return Mood(PLANNED, "an infinitive")
        return Mood(NONE, "an infinitive: what governs it decides")
    if any("intent" in one.word for one in match.items("paper")):
        return Mood(PLANNED, "a letter of intent")
    helped = _first(verbs, "BE")
    if become := match.item("become"):  # "will welcome Ghana as the 40th country to sign it"
        return _gerund(match) if become.word == "as" else Mood(DONE, "")
    if head.has("ING") or head.word.endswith("ing"):
        if helped:
            last = match.found.span()[1]
            days = (one.moment for one in match.line.items[last : last + 2] if one.moment)
            is_over = any(day.is_whole and not day.is_ahead for day in days)
            return Mood(DONE, "its day has come") if is_over else Mood(PLANNED, "it is under way")
        if match.form.name in _AFTER_A_CLAUSE:
            return _gerund(match)
        return Mood(NONE, "a gerund: what governs it decides")
    if helped and not head.has("BECOME", "GROW"):
        return Mood(NONE, "it is no act of the subject")
    return _tense(match, head, verbs, is_heading)


_ORDERS = frozenset(  # papers at home, by which something is only to be done
    (
        *("order", "decree", "bill", "law", "legislation", "memorandum", "proclamation", "letter"),
        *("notice", "notification", "directive", "resolution", "motion", "petition", "document"),
    )
)
_SINCE = ("having", "after", "since", "despite", "following")  # what they begin was done
_BEFOREHAND = ("ahead of", "before", "prior to", "toward", "towards")


def _gerund(match: Match) -> Mood:
    """Return the mood of "joining …" after its clause: that of the clause."""
    first, last = match.found.span()
    is_before = match.form.name.endswith("before-subject")
    after = match.line.items[last : last + 4] if is_before else ()
    inside = match.line.items[first : match.index(match.form.head)]
    if (begins := match.line.items[first].word) in _SINCE:  # "after joining it, Ghana hoped to …"
        after = tuple(one for one in after if one.has("MODAL") and begins == "after")
    clause = (*_clause(match), *inside, *after)
    if clause and clause[-1].word in _ORDERS and match.line.items[first].word.endswith("ing"):
        return Mood(PLANNED, f"“{clause[-1].word}”")  # "signed an order withdrawing the US"
    if inside and (before := inside[-1]).word in _BEFOREHAND:
        return Mood(PLANNED, f"“{before.word}”")
    then = [one for one in match.line.items[last:] if not one.has("TIME", "ADV")][:2]
    if len(then) == 2 and then[0].has("BE") and then[1].has("PLAN", "NEG"):
        return Mood(PLANNED, f"“{then[1].word}”")
    if then and then[0].has("MODAL"):  # "Ghana joining it would be good"
        return Mood(PLANNED, f"“{then[0].word}”")
    if planned := _first(clause, "MODAL", "PLAN", "PLAN_NOUN", "NEG", "REFUSE", "IF"):
        return Mood(PLANNED, f"“{planned.word}”")
    return Mood(DONE, "")


def _tense(match: Match, head: Item, verbs: Sequence[Item], is_heading: bool) -> Mood:
    """Return the mood of a verb that nothing stands with but "has": that of its tense."""
    is_past = head.has("PAST") or _is_past(head.word) or any(one.word == "did" for one in verbs)
    if is_past or _first(verbs, "HAVE"):
        return Mood(DONE, "")
    last = match.found.span()[1]
    near = (one.moment for one in match.line.items[last : last + 3] if one.moment)
    if ahead := next((one for one in near if one.is_ahead), None):
        return Mood(PLANNED, f"“{ahead.wording}” and a present tense")
    if condition := _first(_clause(match), "IF"):
        return Mood(CONDITIONAL, f"a condition: “{condition.word}”")  # "if admitted, Ghana joins"
    before = _since_comma(_clause(match))
    if when := _first(before, "WHEN"):
        return Mood(PLANNED, f"“{when.word}” and a present tense")
    nearest = [one for one in before if one.word != "that"][-1:]
    is_finite = head.has("PRES") or head.word.endswith("s")  # no verb governs "joins"
    if not is_finite and (hoped := _first(nearest, "PLAN", "MADE")):
        return Mood(PLANNED, f"“{hoped.word}”")
    if before and before[-1].word in ("we", "i", "they"):
        return Mood(DONE, "")
    actor = match.item("actor")
    if head.has("ACTNOUN") and head.has("BASE") and actor and len(actor.actors) == 1:
        return Mood(UNCLEAR, "it may be a noun")  # "the US exit from the Convention"
    if head.has("PRES") or head.word.endswith("s") or is_heading:
        return Mood(DONE, "")
    if actor and len(actor.actors) > 1:
        return Mood(DONE, "")
    return Mood(UNCLEAR, "a verb without a tense")


def _is_past(word: str) -> bool:
    word = word.split(" ")[0]
    return word.endswith("ed") or word in _IRREGULAR


_OF_FACTS = frozenset(  # nouns that tell of what was done: "the anniversary of its accession"
    (
        *("anniversary", "news", "announcement", "occasion", "wake", "light", "completion", "day"),
        *("date", "time", "moment", "result", "view", "culmination"),
    )
)
_OTHERS = ("ACTNOUN", "TREATY_NOUN", "INSTRUMENT")


def _of_more(clause: Sequence[Item], beside: Sequence[Item], after: Sequence[Item]) -> Mood | None:
    """Return the mood of a noun for an act that only belongs to another: "the ratification of its
    accession", "progress in its accession", "its accession protocol", "its accession was blocked";
    None: it stands for itself."""
    is_of = any(one.word in ("of", "on") for one in beside[-2:])
    if is_of and (other := _first(beside, *_OTHERS)):
        return Mood(UNCLEAR, f"it may be another's act: “{other.word}”")
    is_plan = _first(clause, "PLAN", "PLAN_NOUN")
    if after and after[0].has("TREATY_NOUN", "INSTRUMENT", "PLAN_NOUN") and not is_plan:
        return Mood(UNCLEAR, f"it belongs to “{after[0].word}”")
    then = [one for one in after if not one.has("TIME", "ADV")][:2]
    said = _first(then, "MODAL", "PLAN", "REFUSE", "NEG")
    if said and then[0].has("BE", "HAVE", "MODAL"):
        return Mood(NEGATED if said.has("REFUSE", "NEG") else PLANNED, f"“{said.word}”")
    noun = beside[-2] if len(beside) > 1 and beside[-1].has("PREP") else None
    if noun and noun.has("WORD", "PLAN_NOUN") and noun.word not in _OF_FACTS:
        return Mood(UNCLEAR, f"it tells of “{noun.word}”")
    return None


def _fact(match: Match, is_heading: bool) -> Mood:
    """Return the mood of an act that a noun or a gerund tells of: that of what governs it."""
    first, last = match.found.span()
    after = match.line.items[last:]
    if other := _of_more(_clause(match)[-30:], match.line.items[max(first - 3, 0) : first], after):
        return other
    if governed := _governed_after(match, after):
        return governed
    into = _first(after[:3], "INTO_FORCE")
    if into and into.word.split()[0] in ("entered", "came", "took", "became"):
        return Mood(DONE, f"“{into.word}”")
    clause = _clause(match)[-30:]
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
    if clause[-1].has("AND") and (listed := _first(clause, "FACT")):
        governor = listed  # one of several things that were done: "outcomes included … and …"
    else:
        governor = clause[at]
    at = clause.index(governor)
    if governor.has("FACT"):
        earlier = _first(clause[:at], "PLAN", "MODAL", "REFUSE", "NEG")
        if earlier:
            return Mood(PLANNED, f"“{earlier.word}”")
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


def _passive(match: Match, is_heading: bool) -> Mood:
    verbs = match.items("vg")
    if refused := _first(verbs, "NEG", "REFUSE"):
        return Mood(NEGATED, f"“{refused.word}”")
    if planned := _first(verbs, "MODAL", "PLAN"):
        return Mood(PLANNED, f"“{planned.word}”")
    if any(one.word == "to" for one in verbs):
        return Mood(PLANNED, "an infinitive")
    is_bare = is_heading and not verbs  # "Ghana admitted to …"
    if match.form.reads == "admitted" and not is_bare and not _first(verbs, "BE"):
        return Mood(NONE, "it is no passive")
    return Mood(DONE, "")


def _planned(match: Match) -> Mood:
    plan = match.item("plan")
    assert plan is not None
    if match.form.name == "announced" and any(
        one.word == "immediate" for one in match.items("how")
    ):
        return Mood(DONE, "“immediate”")
    if plan.has("NEG", "REFUSE"):
        return Mood(NEGATED, f"“{plan.word}”")
    if _first(match.line.items, "HEARSAY"):
        return Mood(REPORTED, "hearsay")
    return Mood(PLANNED, f"“{plan.word}”")
