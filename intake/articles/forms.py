"""The forms of `forms.yaml`, and where a sentence has one."""

import re
from collections.abc import Iterator
from functools import cache, partial

import attrs

from intake.articles import items as patterns
from intake.articles.grammar import data
from intake.articles.items import Found, Item, Line

_NAMED_PART = re.compile(r"\b[a-z]+=([^\s?*+{(]+)(?=\s|$)")
_SUBJECTS_AFTER = (
    *("clause", "rank", "rank-by", "role", "role-named", "deposit", "deposit-rank", "by-act"),
    *("clause-and", "clause-more", "clause-second", "completed-gerund", "joined-number"),
)
_SUBJECT_PROGRAMS = (
    *(
        "host-admits",
        "host-expels",
        "host-suspends",
        "passive",
        "grown",
        "passive-last",
        "passive-on-behalf",
        "passive-reduced",
    ),
    *("founded", "host-admits-by", "host-admits-it"),
)
_NOT_OTHERS = ("ACT", "BE", "HAVE", "MODAL", "DO", "BUT", "REL", "SUBORD")
_NOT_BEFORE_A_SUBJECT = ("PREP", "COMPOUND", "HYPHEN", "EXCEPT")


@attrs.frozen
class Form:
    """A form: its pattern, as it is ``written``, and the classes one of each of which it ``needs``;
    the group after whose words it is asked whether the act was done
    (``head``), what decides that (``reads``), what it gives where its act does not say, whether it
    is sure ("yes", "no", or "host": only where the other side is known to lead the program), which
    part stands in another sentence (``refers``: "subject", "object" or none), whether it is enough
    ``alone`` in an article of one program ("yes", "dated", "no"), and whether it tells of somebody
    beside the one of another form (``is_beside``)."""

    name: str
    written: str
    needs: tuple[tuple[str, ...], ...]
    head: str
    reads: str
    gives: str | None
    sure: str
    refers: str | None
    alone: str
    is_beside: bool

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, made when it is first wanted: most articles want few of them."""
        return patterns.pattern(self.written, _macros())

    def may_be_in(self, line: Line) -> bool:
        """Return whether a sentence has what the pattern needs."""
        return all(any(one in line.written for one in each) for each in self.needs)


@attrs.frozen
class Match:
    """A form in a sentence: the items that it took, by their part in it."""

    form: Form
    found: Found

    def item(self, name: str) -> Item | None:
        """Return the item of a part; None where the form has no such part, or it is empty."""
        return self.found.item(name) if name in self.found.match.groupdict() else None

    def items(self, name: str) -> tuple[Item, ...]:
        """Return the items of a part."""
        return self.found.items(name) if name in self.found.match.groupdict() else ()

    @property
    def line(self) -> Line:
        return self.found.line

    def index(self, name: str) -> int:
        """Return where a part begins in the sentence."""
        return self.found.span(name)[0]


@cache
def forms() -> tuple[Form, ...]:
    """Return every form, those that are to be tried first at the beginning."""
    return tuple(
        Form(
            one["name"],
            one["form"],
            tuple(_needs(one["form"])),
            one["head"],
            one["reads"],
            one.get("gives"),
            one.get("sure", "yes"),
            one.get("refers"),
            one.get("alone", "no"),
            "beside" in one,
        )
        for one in data("forms.yaml")["forms"]
    )


@cache
def _macros() -> tuple[tuple[str, str], ...]:
    return tuple(data("forms.yaml")["macros"].items())


def _needs(written: str) -> Iterator[tuple[str, ...]]:
    """Yield the classes of each part that has a name and must be there, as a line has them."""
    for body in _NAMED_PART.findall(written):
        alternatives = body.split("|")
        if (
            all(one.isupper() for one in alternatives)
            and not set(alternatives) & dict(_macros()).keys()
        ):
            yield tuple(f"/{one.split('&')[0]}/" for one in alternatives)


def matches(line: Line) -> Iterator[Match]:
    """Yield every form that a sentence has, as often as it has it."""
    for form in forms():
        if not form.may_be_in(line):
            continue
        for found in line.found(form.pattern, partial(_is_form, form)):
            yield Match(form, found)


def _is_form(form: Form, found: Found) -> bool:
    match = Match(form, found)
    return _is_subject(match) and _fits(match)


def _is_subject(match: Match) -> bool:
    """Return whether who acts is the subject, and no place or company of one: "officials in Ghana
    signed"."""
    if match.form.name in _SUBJECT_PROGRAMS:
        at = match.index("obj")
        if at and match.line.items[at - 1].has("ACT"):
            return False  # "a law ratifying the Convention, signed by …"
    elif match.form.name in _SUBJECTS_AFTER:
        at = match.index("actor")
    else:
        return True
    return not at or not match.line.items[at - 1].has(*_NOT_BEFORE_A_SUBJECT)


def _is_of_another(match: Match) -> bool:
    """Return whether a membership is another's: "Kenya ratified Ghana's NATO membership"."""
    obj, actor = match.item("obj"), match.item("actor")
    if obj is None or actor is None or not obj.has("MEMBERSHIP"):
        return False
    before = match.line.items[match.index("obj") - 1]
    whose = {one.id for one in before.actors} if before.has("ACTOR_POSS") else set()
    return before is not actor and bool(whose - {one.id for one in actor.actors})


def _is_beside(match: Match) -> bool:
    """Return whether somebody only did something together with a program's members: "joined NATO
    in condemning the attack", "joins NATO and states around the world in marking the day"."""
    act = match.item("act")
    after = match.line.items[match.found.span()[1] :]
    if act is None or not act.word.startswith("join"):
        return False
    if after and (after[0].has("AND") or after[0].word == ","):
        ends = (
            n for n, one in enumerate(after) if one.has(*_NOT_OTHERS) or one.word in (";", "in")
        )
        after = after[next(ends, len(after)) :]
    if not after or after[0].word != "in":
        return False
    did = next((one for one in after[1:] if not one.has("DET", "MODIFIER")), None)
    return did is not None and (did.word.endswith("ing") or did.has("TREATY_NOUN"))


def _is_member_that(match: Match) -> bool:
    """Return whether a role says who did something else: "became the first member of BRICS to sign
    the treaty"."""
    after = match.line.items[match.found.span()[1] :][:2]
    return match.item("role") is not None and len(after) == 2 and after[0].word == "to"


_LEFT = ("out", "out of", "behind", "open", "alone")  # "left NATO out of its plans"


def _fits(match: Match) -> bool:
    """Return whether what stands between the word for an act and its object may: "acceded to", but
    not "acceded from"."""
    if _is_of_another(match) or _is_beside(match) or _is_member_that(match):
        return False
    act = match.item("act")
    rest = match.line.items[match.found.span()[1] :][:1]
    if act and act.word.startswith(("leav", "left")) and rest and rest[0].word in _LEFT:
        return False
    if act and act.act and match.item("deposit") and match.item("obj"):
        following = match.line.items[match.index("act") + 1]
        if following.word == "to" and "to" not in act.act.after:
            return False  # "its instrument of ratification to the WTO", which received it
    if act is None or act.act is None or "slight" not in match.found.match.groupdict():
        return True
    between = [one for one in match.items("slight") if one.has("PARTICLE") and not one.has("TIME")]
    words = " ".join(one.word for one in between)
    if words not in act.act.after and between and between[-1].has("DET"):
        words = " ".join(one.word for one in between[:-1])  # "signed its accession protocol"
    is_noun = words == "of" and act.has("ING") and act.has("ACTNOUN")  # "the joining of NATO"
    return words in act.act.after and not is_noun
