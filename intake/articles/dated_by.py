"""When an act was that its sentence dates only by something else: a day that stands before it, the
meeting "since" which it was, or its ceremony.
"""

from collections.abc import Sequence
from datetime import date

from intake.articles.dating import Dated
from intake.articles.forms import Match
from intake.articles.items import Item, Line
from intake.articles.times import Moment, shifted


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
    return Dated(f"[{before.date}..{published}]", wording.rstrip(" ,"), how)


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


def _is_held(items: Sequence[Item], index: int) -> bool:
    """Return whether a sentence says of a ceremony that it was held."""
    after = items[index + 1 : index + 8]
    is_at = index > 0 and any(one.word in ("at", "during", "in") for one in items[:index])
    return (
        items[index].has("CEREMONY")
        and (
            is_at
            or any(one.has("BE") or one.word in _HELD or one.word == "took place" for one in after)
        )
        and not any(one.has("ACTOR_POSS") for one in items[: index + 2])
    )


def at_ceremony(lines: Sequence[Line]) -> Dated | None:
    """Return the day of a ceremony that one of some sentences dates, whose subject it is ("the
    signing took place on Monday"); None: there is none."""
    for line in lines:
        held = any(_is_held(line.items, index) for index, _ in enumerate(line.items[:_SUBJECT]))
        times = [item.moment for item in line.items if item.moment and not item.moment.is_ahead]
        days = [(time.date, time) for time in times if time.date and len(time.date) == 10]
        if held and days:
            day, time = days[0]
            return Dated(day, time.wording, f"{time.how}, of its ceremony")
    return None
