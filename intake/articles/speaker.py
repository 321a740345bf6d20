"""Who "we" are in an article: the state whose own organ published it, and in a transcript whoever
is said to speak.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from intake.articles.lexicon import Table, meanings
from intake.articles.names import Named, states_named
from intake.articles.sentences import Sentence, tokens

_ORGANS = {"The White House": "USA", "White House": "USA", "State Department": "USA"}
_OF_A_STATE = (
    *("ministry", "government", "embassy", "mission", "department", "office", "cabinet"),
    *("president", "presidency", "chancellery", "parliament", "agency", "foreign"),
)


def speaker(publisher: str) -> str | None:
    """Return the code of the state whose organ a publisher is: "Ministry of Law, Singapore"; None
    for all others."""
    if publisher in _ORGANS:
        return _ORGANS[publisher]
    if not any(word in publisher.lower() for word in _OF_A_STATE):
        return None
    return _one_named(publisher)


_LABEL = re.compile(r"(?:(?P<name>[^\W\d_a-z][^\d_a-z:]{2,60}):|(?P<question>Q))\s")
_OTHERS_OFFICE = re.compile(
    r"(?<!VICE )PRESIDENT \w|PRIME MINISTER|CHANCELLOR|PREMIER|KING|QUEEN|EMIR|GENERAL|MINISTER"
)
_SHARED = re.compile(  # a heading that says that several speak
    r"\bjoint\b|lateral\b|\bpress conference\b|"
    r"\band (?:Vice |Deputy |Foreign )?(?:President|Prime|Premier|Chancellor|King|Secretar|"
    r"Minister|His|Her)",
    re.IGNORECASE,
)
_SAID = re.compile('“[^”]*”?|"[^"]*"?')
_FEW = 30  # characters of a word or a title in quotation marks, which nobody says


def speakers(text: str, parts: Sequence[Sentence], own: str | None) -> Iterator[str | None]:
    """Yield who "we" are in each sentence of an article that an organ of a state published; None:
    it is not said, as where somebody is quoted.

    In a transcript each paragraph says who speaks ("PRESIDENT BIDEN:"), or goes on with whoever
    spoke before it; where several speak, and it says nothing, that is not sure.
    """
    if own is None:
        yield from (None for _ in parts)
        return
    is_shared = bool(parts) and _SHARED.search(parts[0].of(text)) is not None
    now = None if is_shared else own
    for _, paragraph in groupby(parts, lambda one: one.paragraph):
        here = list(paragraph)
        label = _LABEL.match(text, here[0].start, here[0].end)
        now = _labelled(label["name"], own) if label else None if is_shared else now
        said = (each.span() for each in _SAID.finditer(text, here[0].start, here[-1].end))
        quoted = [(first, last) for first, last in said if last - first > _FEW]
        for one in here:
            yield None if any(a < one.end and one.start < b for a, b in quoted) else now


def _labelled(name: str | None, own: str) -> str | None:
    """Return for whom one speaks whose name stands before the words; None: it is not known, as of
    who asks."""
    if name is None:
        return None
    if code := _one_named(name.title()):
        return code
    return None if _OTHERS_OFFICE.search(name) else own


def _one_named(name: str) -> str | None:
    """Return the code of the state that a name has in it; None: none, or several."""
    row = tokens(name, 0, len(name))
    codes = {one.id for _, _, meant in meanings(_states(), row) for one in meant}
    return codes.pop() if len(codes) == 1 else None


@cache
def _states() -> Table[Named]:
    table: Table[Named] = Table()
    for name, one in states_named():
        table.add(name, one)
    return table
