"""Whether an act was done, was only planned, or is told of otherwise: the kinds of
that, and where a sentence says so.
"""

from collections.abc import Sequence

import attrs

from intake.articles.forms import Match
from intake.articles.items import Item

DONE, PLANNED, NEGATED, REPORTED, CONDITIONAL, DOMESTIC, STATE, UNCLEAR, NONE = (
    *("done", "planned", "negated", "reported", "conditional", "domestic", "state", "unclear"),
    "none",
)
NOT_DONE = ("NEG", "MODAL", "IF", "REFUSE", "PLAN", "HEARSAY")  # classes of words that may say so
LATEST = frozenset(
    ("new", "newest", "latest", "most recent", "now", "officially", "formally", "founding")
)


@attrs.frozen
class Mood:
    """Whether an act was done, and the words that say so. ``none``: there is no act."""

    kind: str
    why: str


def clause_of(match: Match) -> tuple[Item, ...]:
    """Return what stands before an act in its own clause."""
    at = min(match.found.span()[0], match.index(match.form.head))
    before = match.line.items[:at]
    for index in range(len(before) - 1, -1, -1):
        if before[index].word in (";", ":") or before[index].has("BUT"):
            return before[index + 1 :]
    return before


def since_comma(items: Sequence[Item]) -> Sequence[Item]:
    commas = [index for index, one in enumerate(items) if one.word == ","]
    return items[commas[-1] + 1 :] if commas else items


def first_of(items: Sequence[Item], *classes: str) -> Item | None:
    return next((one for one in items if one.has(*classes)), None)
