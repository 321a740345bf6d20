"""What is joined, as a phrase: a program with what belongs to its name, or what stands for it."""

from collections.abc import Sequence

from intake.articles.items import Item, is_participle, merged
from intake.articles.topic import GROUPS, TREATY_PAPERS, WORKS, Topic

_BEFORE = (
    "WORD",
    "MODIFIER",
    "ORD",
    "ADV",
    "CAP",
    "COMPOUND",
    "NUM",
    "ADJECTIVE",
    "HYPHEN",
    "SKIP",
)
_CLOSES = ("DET", "PROGRAM_POSS", "POSSESSIVE")
_BARE = 2  # words before a name without an article, as headlines have: "signs landmark NATO pact"
# what may follow a name that stands for itself; other nouns make it an adjective ("NATO summit")
_FREE = (
    *("PREP", "PARTICLE", "AND", "BUT", "SUBORD", "REL", "MARK", "DASH", "SKIP", "TIME", "ADV"),
    *(
        "BE",
        "HAVE",
        "DO",
        "MODAL",
        "NEG",
        "ACT",
        "FACT",
        "IF",
        "ALONG",
        "INCLUDING",
        "STOP",
        "CLOSE",
    ),
    *("SAY", "ACTOR", "ACTOR_POSS", "PRONOUN", "BECOME", "ANAPHOR", "DET", "GROW", "OPEN", "PLAN"),
    *(
        "EFFECT",
        "COMES",
        "OTHER_VERB",
        "EXPEL",
        "WELCOME",
        "BECAUSE",
        "REFUSE",
        "NUM",
        "INTO_FORCE",
        "PLACE",
        "GAIN",
    ),
)


def with_objects(items: Sequence[Item], topic: Topic) -> list[Item]:
    """Return the items of a sentence with what is joined as one item each, of the class OBJ; ATTR
    is a program whose name only qualifies another noun ("a NATO summit")."""
    made: list[Item] = []
    index = 0
    while index < len(items):
        item = items[index]
        topic = topic.after(item)
        if item.has("PROGRAM", "PROGRAM_POSS"):
            index = _named(items, index, made, topic)
        elif described := _described(item, made):
            del made[1 - len(described.parts) :]
            made.append(described)
            index += 1
        elif item.word in ("it", "them") and (one := _pronoun(item, made, topic)):
            made.append(one)
            index += 1
        elif _is_kind(item) and (one := _standing_in(items, index, made, topic)):
            del made[1 - len(one.parts) :]
            made.append(one)
            index += 1
        else:
            made.append(item)
            index += 1
    return _several(made)


def _named(items: Sequence[Item], index: int, made: list[Item], topic: Topic) -> int:
    """Take a name of a program, with what belongs to it before and after; answers with the index
    of what follows."""
    first = _introduced(made, _start(made))
    before = made[first:]
    del made[first:]
    parts = [*before, items[index]]
    last = index + 1
    if items[index].has("PROGRAM_POSS"):
        kind = "ATTR"
    else:
        while last < len(items) and items[last].has("SKIP") and not items[last].actors:
            parts.append(items[last])
            last += 1
        while _is_before_head(items[last : last + 2]):
            parts.append(items[last])
            last += 1
        if last < len(items) and items[last].has("OBJECT_HEAD") and not items[last].has("ACT"):
            parts.append(items[last])
            last += 1
            if last < len(items) and items[last].has("OBJECT_HEAD"):
                parts.append(items[last])
                last += 1
        rest = items[last : last + 2]
        free = not rest or rest[0].has(*_FREE) or _goes_on(rest[0]) or is_participle(rest)
        kind = "OBJ" if free else "ATTR"
    programs = items[index].programs
    if _is_paper_of(parts, items[index], topic):
        kind = "ATTR"
    is_near = items[index].has("NEAR") and not topic.is_called(programs)
    sure = "SURE" if len(programs) == 1 and not is_near else "UNSURE"
    kinds = (kind, sure, "STANDS_IN") if is_near else (kind, sure)
    if any(one.word == "membership" for one in parts):
        kinds = (*kinds, "MEMBERSHIP")
    made.append(merged(parts, *kinds, programs=programs))
    return last


_SAYINGS = ("declaration", "statement", "joint statement", "communiqué", "communique", "letter")


_NAMED_PAPERS = ("convention", "protocol", "covenant", "statute", "amendment")


def _is_paper_of(parts: Sequence[Item], named: Item, topic: Topic) -> bool:
    """Return whether a name only says whose a paper or a programme is: "a NATO agreement", "the
    BRICS declaration", "the NATO Convention"."""
    head = parts[-1]
    if head is named or not (head.has("TREATY_NOUN") or head.word in WORKS):
        return False
    is_one_of_many = parts[0].word in ("a", "an")
    is_named = head.has("KNOWN_CAP") and head.word.split()[-1] in _NAMED_PAPERS
    is_own = any(topic.has_word(one, head.word) for one in named.programs)
    return not is_own and (is_one_of_many or is_named or head.word in _SAYINGS)


_DESCRIBES = ("WORD", "MODIFIER", "OFFICE_WORD", "AND", "GROUP_NOUN", "ADJECTIVE", "CAP", "HYPHEN")


def _described(item: Item, made: Sequence[Item]) -> Item | None:
    """Return the item of a program that is described, with its name in brackets: "the UN's cultural
    organization (UNESCO)"."""
    inner = [one for one in item.parts[1:-1] if not one.has("DET")]
    if not item.has("SKIP") or len(inner) != 1 or not inner[0].has("PROGRAM") or not made:
        return None
    if (title := _title(made)) is not None:
        return merged([*made[title:], item], "OBJ", "SURE", programs=inner[0].programs)
    at = len(made)
    while at and len(made) - at < 9 and (made[at - 1].has(*_DESCRIBES) or made[at - 1].word == ","):
        at -= 1
    opens = at and at < len(made) and made[at - 1].has("DET", "ACTOR_POSS", "POSSESSIVE")
    if not opens or not made[-1].has("GROUP_NOUN", "OBJECT_HEAD"):
        return None
    return merged([*made[at:], item], "OBJ", "SURE", programs=inner[0].programs)


_NO_TITLE = ("ACT", "BE", "HAVE", "MODAL", "DO", "REL", "DASH", "ACTOR", "SKIP", "TIME")


def _title(made: Sequence[Item]) -> int | None:
    """Return where a long title of a treaty begins, which ends what was made: "the Agreement
    Governing the Activities of States"; None: there is none."""
    for at in range(len(made) - 1, max(len(made) - 25, 0), -1):
        if made[at].has(*_NO_TITLE) or made[at].word in (";", ":"):
            return None
        is_head = made[at].has("KNOWN_CAP") and made[at].has("TREATY_NOUN", "GROUP_NOUN")
        if is_head and made[at - 1].has("DET"):
            return at - 1
    return None


def _is_before_head(items: Sequence[Item]) -> bool:
    """Return whether a word belongs to a noun after it that says what a program is: "the BRICS
    economic group"."""
    if len(items) < 2 or not items[0].has("MODIFIER", "OFFICE_WORD"):
        return False
    return items[1].has("OBJECT_HEAD") and not items[1].has("ACT", "TREATY_NOUN")


def _goes_on(item: Item) -> bool:
    """Return whether a long title goes on ("the Convention … Abolishing the Requirement"), or a
    verb follows that no table has ("the treaty adopted last year")."""
    if item.word in ("only", "alone"):
        return True
    if item.has("CAP"):
        return item.word.endswith("ing")
    return item.has("WORD") and item.word.endswith("ed")


_ADJECTIVAL = ("the us", "the u.s.", "the uk", "the u.k.", "the un", "the u.n.")


def _is_before(item: Item) -> bool:
    """Return whether an item may belong to a name that follows it."""
    is_name = item.has("KNOWN_CAP") and item.has("OFFICE", "OFFICE_WORD", "GROUP_NOUN")
    is_kind = item.has("OBJECT_HEAD") and " " in item.word  # "the defence alliance NATO"
    return item.has(*_BEFORE) or is_name or is_kind or item.word == "and"


def _start(made: Sequence[Item]) -> int:
    """Return where what belongs to a name begins among the items before it."""
    at = len(made)
    while at and _is_before(made[at - 1]) and len(made) - at < 9:
        at -= 1
    if at and at < len(made) and made[at - 1].word in _ADJECTIVAL:
        return at - 1  # "the US … Artemis Accords"
    if at > 2 and made[at - 1].has("POSSESSIVE") and made[at - 2].has("GROUP_NOUN"):
        return at - 3 if made[at - 3].has("DET") else at - 1  # "the group's bank"
    if at and made[at - 1].has(*_CLOSES):
        return at - 1
    if at and made[at - 1].has("ACTOR_POSS", "STATE_POSS"):
        return at  # whose it is may be who joins it: "Sweden's NATO accession"
    at = len(made)
    while (
        at
        and len(made) - at < _BARE
        and made[at - 1].has("WORD", "MODIFIER", "COMPOUND")
        and not made[at - 1].word.endswith("ing")  # "in criticising NATO"
    ):
        at -= 1
    if at and at < len(made) and made[at - 1].has("ACT", "PARTICLE", "PREP"):
        return at
    return len(made)


_INTRODUCES = (":", "like", "such as", "including", "namely")
_SORTS = frozenset(
    {f"{one}s" for one in GROUPS | WORKS | TREATY_PAPERS} | {"treaties", "bodies", "agencies"}
)
_OF_PAPERS = ("DET", "NUM", "MODIFIER", "WORD", "CAP", "ADJECTIVE", "OFFICE_WORD", "COMPOUND")


def _introduced(made: Sequence[Item], first: int) -> int:
    """Return where what a name belongs to begins, if it is one of several that are joined: "signed
    two treaties: the Accords"; else where the name does."""
    if not first or made[first - 1].word not in _INTRODUCES:
        return first
    at = first - 1 - (made[first - 2].word == ",")
    if at < 1 or made[at - 1].word not in _SORTS:
        return first
    at -= 1
    while at and first - at < 9 and (made[at - 1].has(*_OF_PAPERS) or made[at - 1].word == "of"):
        at -= 1
    return at if at and made[at - 1].has("ACT", "PARTICLE", "PREP") else first


def _is_kind(item: Item) -> bool:
    """Return whether a noun may stand for a program: "bloc", "trade bloc"."""
    return item.has("GROUP_NOUN") or (item.has("OBJECT_HEAD") and " " in item.word)


_BEFORE_KIND = ("OFFICE_WORD", "MODIFIER", "COMPOUND", "ADV", "DIGITS")


def _standing_in(
    items: Sequence[Item], index: int, made: Sequence[Item], topic: Topic
) -> Item | None:
    """Return an item for "the Convention", "our Alliance", where a program is meant."""
    noun, at = items[index], len(made)
    while (
        at
        and (made[at - 1].has(*_BEFORE_KIND) or made[at - 1].word == "accession")
        and len(made) - at < 3
    ):
        at -= 1
    if (
        not at
        or made[at - 1].word not in ("the", "our", "this", "these", "those")
        or not made[at - 1].has("DET")
    ):
        return None
    after = items[index + 1 : index + 2]
    if after and (after[0].word == "of" or not after[0].has(*_FREE)):
        return None
    if after and after[0].word == "to" and made[at - 1 :][-1].word == "accession":
        return None  # that to something else
    found = topic.meant(noun.word.split()[-1], noun.has("KNOWN_CAP") and at == len(made))
    if not found:
        return None
    program, sure = found
    parts = [*made[at - 1 :], noun]
    if any(one.word == "accession" for one in parts) and len(set(topic.named)) == 1:
        sure = "SURE"  # "the accession treaty" is that to what is joined
    return merged(parts, "OBJ", "STANDS_IN", sure, programs=(program,))


def _pronoun(item: Item, made: Sequence[Item], topic: Topic) -> Item | None:
    """Return an item for "it" or "them" after a word for an act, where one program is meant."""
    before = [one for one in made if not one.has("PARTICLE", "ADV")]
    if not before or not before[-1].act or before[-1].word.startswith(("leav", "left", "support")):
        return None
    if item.word == "them" and before[-1].word.startswith(("join", "rejoin", "re-join")):
        return None  # those who had joined
    last = next((one.programs for one in reversed(made) if one.has("OBJ")), ())
    meant = set(last) or set(topic.named)  # what the sentence has named last
    if len(meant) != 1:
        return None
    return merged([item], "OBJ", "STANDS_IN", "SURE", programs=tuple(meant))


def _several(items: Sequence[Item]) -> list[Item]:
    """Return programs that are joined at once ("the CPTPP and the RCEP"), made one."""
    made: list[Item] = []
    for item in items:
        if (
            len(made) >= 2
            and item.has("OBJ")
            and made[-1].has("AND")
            and made[-2].has("OBJ")
            and not made[-2].has("STANDS_IN")
        ):
            sure = "SURE" if item.has("SURE") and made[-2].has("SURE") else "UNSURE"
            programs = tuple(dict.fromkeys((*made[-2].programs, *item.programs)))
            made[-2:] = [merged([*made[-2:], item], "OBJ", sure, programs=programs)]
        else:
            made.append(item)
    return made
