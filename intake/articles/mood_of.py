"""Whether an act that a sentence has a word for was done, by what stands with the word and before
it: plans, refusals, conditions, hearsay.
"""

from collections.abc import Sequence

from intake.articles.forms import Match
from intake.articles.items import Item, place_of
from intake.articles.mood_of_noun import mood_of_noun
from intake.articles.moods import (
    CONDITIONAL,
    DOMESTIC,
    DONE,
    LATEST,
    NEGATED,
    NONE,
    PLANNED,
    REPORTED,
    STATE,
    UNCLEAR,
    Mood,
    clause_of,
    first_of,
    since_comma,
)

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


def mood_of(match: Match, is_heading: bool) -> Mood:
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
        return mood_of_noun(match, is_heading)
    if reads == "clause":
        return _gerund(match)
    is_gained = reads == "gained" and first_of(match.items("vg"), "BE") is not None
    if reads == "gained" and not is_gained and match.line.items[match.index("act")].word == "given":
        return Mood(NONE, "“given” gives a reason")
    if reads in ("passive", "admitted") or is_gained:
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
    if refused := first_of(verbs, "NEG", "REFUSE"):
        return Mood(NEGATED, f"“{refused.word}”")
    if planned := first_of((*near[:2], *match.found.items()), "PLAN_NOUN", "MODAL"):
        return Mood(PLANNED, f"“{planned.word}”")  # "a prospective member"
    if not (told or first_of(verbs, "PLAN", "DO")):
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


def _is_latest(one: Item) -> bool:
    return one.word in LATEST or (one.has("ORD") and one.has("DIGITS"))


def _not_nouns(items: Sequence[Item]) -> list[Item]:
    """Return items without those that "the" makes nouns: "the block grew"."""
    return [one for n, one in enumerate(items) if not n or items[n - 1].word not in ("the", "this")]


def _told(match: Match) -> Mood | None:
    """Return what the rest of the sentence makes of an act, whatever its own words are."""
    items = match.line.items
    if hearsay := first_of(items, "HEARSAY"):
        return Mood(REPORTED, f"hearsay: “{hearsay.word}”")
    if items[-1].word == "?":
        return Mood(UNCLEAR, "it is a question")
    near = since_comma(clause_of(match))
    if near and near[-1].word in ("had", "should", "were"):
        return Mood(CONDITIONAL, f"a condition: “{near[-1].word}”")
    if condition := first_of(near, "IF"):
        return Mood(CONDITIONAL, f"a condition: “{condition.word}”")
    if match.form.reads != "fact" and (refused := first_of(_not_nouns(near), "NEG", "REFUSE")):
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
    if refused := first_of(verbs, "NEG", "REFUSE"):
        return Mood(NEGATED, f"“{refused.word}”")
    at = place_of(match.line.items, head)
    if nearly := first_of(match.line.items[max(at - 2, 0) : at], "NOT_QUITE"):
        return Mood(NEGATED, f"“{nearly.word}”")
    if planned := first_of(verbs, "MODAL", "PLAN"):
        return Mood(PLANNED, f"“{planned.word}”")
    before = match.line.items[at - 1].word if at and head.has("BASE") else None
    if (before == "to" and _is_glad(match, at)) or first_of(verbs, "GLAD"):
        return Mood(DONE, "")
    if before == "to" or any(one.word == "to" for one in verbs):  # "Ghana in talks to join"
        if match.form.name == "take-out":
            return Mood(PLANNED, "an infinitive")
        return Mood(NONE, "an infinitive: what governs it decides")
    if any("intent" in one.word for one in match.items("paper")):
        return Mood(PLANNED, "a letter of intent")
    helped = first_of(verbs, "BE")
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


def _is_glad(match: Match, at: int) -> bool:
    """Return whether somebody is glad to do what an infinitive tells: "I am proud to welcome"."""
    near = match.line.items[max(at - 5, 0) : at - 1]
    return bool(near) and near[-1].has("GLAD") and not first_of(near, "MODAL", "PLAN", "NEG", "IF")


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
    clause = (*clause_of(match), *inside, *after)
    if clause and clause[-1].word in _ORDERS and match.line.items[first].word.endswith("ing"):
        return Mood(PLANNED, f"“{clause[-1].word}”")  # "signed an order withdrawing the US"
    if inside and (before := inside[-1]).word in _BEFOREHAND:
        return Mood(PLANNED, f"“{before.word}”")
    then = [one for one in match.line.items[last:] if not one.has("TIME", "ADV")][:2]
    if len(then) == 2 and then[0].has("BE") and then[1].has("PLAN", "NEG"):
        return Mood(PLANNED, f"“{then[1].word}”")
    if then and then[0].has("BE", "HAVE") and first == match.index(match.form.head):
        return Mood(UNCLEAR, "a gerund that something is said of")  # "admitting it has been a goal"
    if then and then[0].has("MODAL"):  # "Ghana joining it would be good"
        return Mood(PLANNED, f"“{then[0].word}”")
    if planned := first_of(clause, "MODAL", "PLAN", "PLAN_NOUN", "NEG", "REFUSE", "IF"):
        return Mood(PLANNED, f"“{planned.word}”")
    return Mood(DONE, "")


def _tense(match: Match, head: Item, verbs: Sequence[Item], is_heading: bool) -> Mood:
    """Return the mood of a verb that nothing stands with but "has": that of its tense."""
    is_past = head.has("PAST") or _is_past(head.word) or any(one.word == "did" for one in verbs)
    if is_past or first_of(verbs, "HAVE"):
        return Mood(DONE, "")
    last = match.found.span()[1]
    near = (one.moment for one in match.line.items[last : last + 3] if one.moment)
    if ahead := next((one for one in near if one.is_ahead), None):
        return Mood(PLANNED, f"“{ahead.wording}” and a present tense")
    if condition := first_of(clause_of(match), "IF"):
        return Mood(CONDITIONAL, f"a condition: “{condition.word}”")  # "if admitted, Ghana joins"
    before = since_comma(clause_of(match))
    if when := first_of(before, "WHEN"):
        return Mood(PLANNED, f"“{when.word}” and a present tense")
    nearest = [one for one in before if one.word != "that"][-1:]
    is_finite = head.has("PRES") or head.word.endswith("s")  # no verb governs "joins"
    if not is_finite and (hoped := first_of(nearest, "PLAN", "MADE")):
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


def _passive(match: Match, is_heading: bool) -> Mood:
    verbs = match.items("vg")
    if refused := first_of(verbs, "NEG", "REFUSE"):
        return Mood(NEGATED, f"“{refused.word}”")
    if planned := first_of(verbs, "MODAL", "PLAN"):
        return Mood(PLANNED, f"“{planned.word}”")
    if any(one.word == "to" for one in verbs):
        return Mood(PLANNED, "an infinitive")
    is_bare = is_heading and not verbs  # "Ghana admitted to …"
    if match.form.reads == "admitted" and not is_bare and not first_of(verbs, "BE"):
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
    if first_of(match.line.items, "HEARSAY"):
        return Mood(REPORTED, "hearsay")
    return Mood(PLANNED, f"“{plan.word}”")
