"""When one of several did something, where each has a date of its own."""

from collections.abc import Sequence

from intake.articles.dating import Dated, moments_before, of_that_year
from intake.articles.forms import Match
from intake.articles.items import Actor, Item, leaves
from intake.articles.times import Moment


def one_each(match: Match, actor: Actor) -> Dated | None:
    """Return the date of one of several, where a sentence gives each its own: "in 2020 and 2021
    respectively"."""
    items = match.line.items
    item = match.item("actor")
    if item and (own := own_date(item, actor, moments_before(items, item.start))):
        return own
    at = next((n for n, one in enumerate(items) if one.word == "respectively"), None)
    if item is None or at is None:
        return None
    first = at
    while first and (items[first - 1].has("TIME", "AND") or items[first - 1].word == ","):
        first -= 1
    times = [one.moment for one in items[first:at] if one.moment and one.moment.date]
    who = list(item.actors)
    if len(who) == 1:  # "Ghana ratified, and Kenya signed, it on 2 and 10 May respectively"
        who = [one for each in items[:first] if each.has("ACTOR") for one in each.actors]
    if actor not in who or len(who) == 1 or len(times) != len(who):
        return None
    each = times[who.index(actor)]
    return Dated(each.date or "", each.wording, f"{each.how}, one each")


def own_date(item: Item, actor: Actor, before: Sequence[Moment]) -> Dated | None:
    """Return the date that stands beside one of several: "Ghana (2020) and Kenya (2021)". Two that
    "and" joins have one together where others have their own: "Ghana (2020), Kenya and Togo
    (2021)"."""
    found: list[tuple[list[Actor], Moment]] = []
    group: list[Actor] = []
    joined = False
    for one in leaves(item):
        if one.actors:
            group = [*(group if joined or item.has("DATED") else ()), *one.actors]
            joined = False
        elif one.moment and one.moment.date and not one.moment.is_ahead:
            earlier = (*before, *(moment for _, moment in found))
            found.append((group, of_that_year(one.moment, earlier)))
            group, joined = [], False
        elif one.has("AND") and group:
            joined = True
    for who, moment in found:
        its_own = who if len(found) > 1 or item.has("DATED") else who[-1:]
        if any(one.id == actor.id for one in its_own):
            return Dated(moment.date or "", moment.wording, moment.how)
    return None
