"""Who acts in a form: who is named, or which side of a paper joins."""

from collections.abc import Sequence

from intake.articles.forms import Match
from intake.articles.items import Actor
from intake.articles.references import Reference, Who, meant
from intake.articles.scene import Scene

TWO_SIDED = ("bilateral", "bilateral-elsewhere", "bilateral-between", "paper-on")
_OF_TWO_SIDES = "a paper of two sides need not be an act in a program"
_COUNTED = (  # several lists may stand in one form
    *("counted", "counted-before", "counted-in-two", "counted-rank", "received-from"),
    "received-from-elsewhere",
)


def who(match: Match, scene: Scene, paragraph: int, programs: Sequence[str]) -> Who:
    """Return who acts in a form, and why that is doubtful (None: it is not)."""
    act = match.item("act")
    is_weak = bool(act and act.act and act.act.weak)
    if match.form.name in TWO_SIDED:
        return _sides(match, scene, programs)
    if match.item("ref"):
        return (
            ((), None)
            if is_weak
            else meant(Reference(match.line, match.index("ref"), scene, paragraph))
        )
    item = match.item("actor")
    if item is None:
        return (), None
    doubt = "the form is not sure" if match.form.sure == "no" else None
    if is_weak and act and match.form.name != "brought":
        doubt = f"“{act.word}” need not tell of an act"
    if match.form.name in _COUNTED:
        return _counted(match), doubt
    if match.form.name == "paper-to-take-part" and len(item.actors) == 2:
        doubt = _OF_TWO_SIDES
    return item.actors, doubt


def _sides(match: Match, scene: Scene, programs: Sequence[str]) -> Who:
    """Return who joins by a paper of two sides: the one that does not lead the program."""
    sides = _of_paper(match, scene)
    lead = {one for program in programs for one in scene.leaders.get(program, ())}
    others = tuple(one for one in sides if one.id not in lead and one.state not in lead)
    if not others or len(others) == len(sides):
        return others, _OF_TWO_SIDES
    is_of_its_own = match.item("obj") is None and not _is_bare(match)
    return others, "the paper has a subject of its own" if is_of_its_own else None


def _of_paper(match: Match, scene: Scene) -> Sequence[Actor]:
    """Return both sides of a paper; "it" is the subject of the sentence before."""
    host = match.item("host")
    parts = [item for part in ("host", "actor") if (item := match.item(part))]
    named = [one for item in parts for one in item.actors]
    return [*(scene.subjects[:1] if host and host.has("ANAPHOR") else ()), *named]


def _is_bare(match: Match) -> bool:
    """Return whether a paper of two sides has no subject of its own: "agreements on trade"."""
    after = match.line.items[match.found.span()[1] :]
    rest = [one for one in after if not one.has("TIME", "PLACE", "SKIP", "ADV")]
    return not rest or rest[0].has("MARK", "AND", "SUBORD", "BUT", "REL")


def led(match: Match, scene: Scene, named: Sequence[str]) -> str | None:
    """Return the program that one of the two sides of a paper leads, where it was named last of
    all or is the only one that this side leads; None: there is none."""
    if match.form.name not in TWO_SIDED:
        return None
    sides = {one for actor in _of_paper(match, scene) for one in (actor.id, actor.state)}
    found = [program for program in named if scene.leaders.get(program, frozenset()) & sides]
    return found[-1] if found and (found[-1] == named[-1] or len(found) == 1) else None


def _counted(match: Match) -> tuple[Actor, ...]:
    """Return those who are named of a number of states: they may stand in several lists."""
    items, start = match.found.items(), match.found.span()[0]
    if match.form.name == "counted-before":
        listed = items[: match.index("act") - start]
    else:
        at = match.index("actor") if match.form.name != "counted-in-two" else start
        listed = items[at - start :]
    found = (actor for one in listed if one.has("ACTOR", "LISTED") for actor in one.actors)
    return tuple({one.id: one for one in found}.values())
