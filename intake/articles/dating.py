"""When an act was, by the words of its sentence: its date, and how the one came of the other."""

from collections.abc import Sequence
from datetime import date

import attrs

from intake.articles.forms import Match
from intake.articles.items import Item, Line
from intake.articles.moment_of_act import moment_of_act
from intake.articles.times import PLAIN, Moment, between

_FROM_THEN_ON = ("state", "gained")  # "a member since 1999" joined in 1999


@attrs.frozen
class Dated:
    """When an act was: in EDTF, the source's own words (None: it has none), how the one came of the
    other. ``apart`` and ``shift`` are those of a `Moment` that is still to be counted from another
    day; ``is_own`` is false where another sentence has the words for it."""

    date: str
    wording: str | None
    how: str
    apart: tuple[int, str] | None = None
    shift: Moment | None = None
    is_own: bool = True

    @property
    def rank(self) -> tuple[int, bool]:
        """How exact it is, and whether its own sentence has it: the higher the better."""
        if self.wording is None:
            return 0, self.is_own
        plain = self.date.rstrip("~?%")
        return 2 if "[" in plain or "/" in plain else len(plain), self.is_own


def dated(match: Match, published: date, is_plan: bool = False) -> Dated:
    """Return the date of an act in a sentence, or of a plan, which is that of its telling; without
    words for it, some day up to that of publication."""
    own, found = _own(match), moment_of_act(match, is_plan)
    is_told = found and found.date and found.start >= match.found.items()[-1].end
    moment = own or found
    if own and own.shift and is_told:
        moment = found  # "five years after Kenya signed it on 2 May"
    if moment and match.form.is_beside:
        moment = of_that_year(moment, moments_before(match.line.items, moment.start))
    if moment and moment.shift:
        return attrs.evolve(undated(published), shift=moment)
    if moment is None and (counted := _anniversary(match, published)):
        return counted
    if moment is None or moment.date is None:
        return attrs.evolve(undated(published), apart=_apart(match))
    act = match.item("act")
    is_state = match.form.reads in _FROM_THEN_ON or bool(act and act.has("BE"))
    if moment.is_since and not is_state:
        how = "between then and publication"
        return Dated(between(moment.date, published), moment.wording, how)
    return Dated(moment.date, moment.wording, moment.how)


def undated(published: date) -> Dated:
    """Return the date of an act of which an article does not say when it was."""
    return Dated(f"../{published}", None, "the article gives no date; it was out by then")


def only_date(line: Line) -> Dated | None:
    """Return the date of a sentence that has one alone, of what was done then; None: it has none,
    or several, or one from which something goes on or up to which it was so ("as of")."""
    times = [one.moment for one in line.items if one.moment and one.moment.date]
    only = times[0] if len(times) == 1 else None
    if only is None or only.is_ahead or only.is_since or only.wording.lower().startswith("as of"):
        return None
    return Dated(only.date or "", only.wording, only.how)


def _own(match: Match) -> Moment | None:
    """Return the date that a form has for one of several: "… and Sweden in March"."""
    item, items = match.item("moment"), match.line.items
    at = match.found.span()[0]
    if item is None and at and items[at - 1].has("APART") and _is_dated(items[: at - 1]):
        item = items[at - 1]
    moment = item.moment if item else None
    if moment and moment.apart:  # "a day after Kenya": Kenya did it a day earlier
        count, unit = moment.apart
        return attrs.evolve(moment, shift=(-count, unit))
    return moment if moment and not moment.is_ahead else None


def _is_dated(items: Sequence[Item]) -> bool:
    """Return whether some items have a date from which another can be counted."""
    return any(one.moment and one.moment.date for one in items)


def moments_before(items: Sequence[Item], start: int) -> list[Moment]:
    """Return the expressions of time that stand before a place in the text."""
    return [one.moment for one in items if one.moment and one.start < start]


def of_that_year(moment: Moment, before: Sequence[Moment]) -> Moment:
    """Return a date without a year in a list as of the year that was given last, where it comes
    after that date: "Ghana on 5 May 2021, followed by Kenya on 6 May"."""
    whole = (one for one in reversed(before) if one.date and PLAIN.fullmatch(one.date))
    last = next(whole, None)
    if last is None or last.date is None or moment.date is None or "given" not in last.how:
        return moment
    if not moment.how.startswith("the last one") or moment.date[5:] in ("", "02-29"):
        return moment
    found = f"{last.date[:4]}{moment.date[4:]}"
    is_after = len(found) <= len(last.date) and found > last.date[: len(found)]
    how = "the year is given before it"
    return attrs.evolve(moment, date=found, how=how) if is_after else moment


def _anniversary(match: Match, published: date) -> Dated | None:
    """Return the year of an act whose anniversary is told of: "the 25th anniversary of its
    accession"."""
    before = match.line.items[: match.found.span()[0]][-3:]
    words = [one.word for one in before]
    if words[1:] != ["anniversary", "of"] or not before[0].has("DIGITS"):
        return None
    year = published.year - int("".join(one for one in words[0] if one.isdigit()))
    if year < 1:
        return None
    return Dated(f"{year:04}", " ".join(words[:2]), f"counted from {published.year}")


def _apart(match: Match) -> tuple[int, str] | None:
    """Return how long an act lies before what its sentence begins with: "a week after …"."""
    items = match.line.items
    for index in range(match.found.span()[0] - 1, 0, -1):
        moment = items[index].moment
        if moment and moment.apart and moment.apart[0] > 0:
            return moment.apart if items[index - 1].has("COMES", "ADV", "AND") else None
        if items[index].word in (";", ":"):
            break
    return None
