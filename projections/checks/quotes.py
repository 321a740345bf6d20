"""Hold quotes against the texts that they were taken from.

Words are compared, not typography: a quote stands when its words are in the text, in the same
order and beginning and ending where words do. The caller gives a function from SHA-256 to text.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

import attrs

from ledger.events import Source
from ledger.references import citations
from projections.effective import Effective

Texts = Callable[[str], str | None]

_BREAK = "\ue000"  # stands for the hyphen at the end of a line, which may not belong to the word
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛‹›ʹʻʼ′`´", "'"),
        **dict.fromkeys("“”„‟«»″〝〞〟", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－⸺⸻", "-"),
        # what has no width, or only turns the direction of text, and the mark of a broken line
        **dict.fromkeys(
            [ord(_BREAK), 0xAD, 0x34F, 0x61C, 0x180E, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)]
        ),
        **dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2061, 0x2070)]),
    }
)
_SOFT_BREAK = re.compile("\u00ad[^\\S\n]*\n\\s*")
_HARD_BREAK = re.compile(r"(?<=\w)-[^\S\n]*\n\s*(?=\w)")
_IN_ANGLES = re.compile("«([^«»]*)»")  # spaces inside them are typography
_HAN = "\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff"  # and kana: written without spaces
_IS_HAN = re.compile(f"[{_HAN}]")
_BETWEEN_WORDS = re.compile(rf"[\W_{_HAN}]")
_NO_SPACE = re.compile(f"(?<=[-{_HAN}]) | (?=[-{_HAN}])")  # beside a dash, it is typography
_LEFT_OUT = re.compile(r" ?[\[(]? ?\.(?: ?\.){2,} ?[\])]? ?")


@attrs.frozen
class Verdict:
    """A quote of an event, and how it compares with its source's text: ``stands`` is None when
    there is no text to hold it against, ``problem`` says what does not stand there."""

    position: int
    source: str
    quote: str
    stands: bool | None
    problem: str | None = None


class Text:
    """A text that quotes are held against."""

    def __init__(self, text: str) -> None:
        self._text = _folded(_SOFT_BREAK.sub("", text), _BREAK)

    def lacks(self, quote: str) -> str | None:
        """Say in words which part of a quote is not in the text; None when all of it is."""
        parts = [part for part in _LEFT_OUT.split(_folded(quote)) if part]
        if not parts:
            return f"there are no words in “{quote}”"
        return _missing(parts, self._text)


def check_quotes(
    effective: Effective, sources: Mapping[str, Source], texts: Texts
) -> tuple[Verdict, ...]:
    """Return every quote of an event that stands, held against the archived text of its source, in
    the order of the ledger. What is cited from a source that is not filed is left out."""
    quoted = sorted(_quoted(effective, sources), key=lambda one: one[0].sha256 or "")
    verdicts: list[Verdict] = []
    for digest, group in groupby(quoted, key=lambda one: one[0].sha256):  # one text at a time
        found = texts(digest) if digest else None
        text = Text(found) if found is not None else None
        verdicts += [_verdict(text, *one) for one in group]
    return tuple(sorted(verdicts, key=lambda verdict: verdict.position))


def _quoted(
    effective: Effective, sources: Mapping[str, Source]
) -> Iterator[tuple[Source, int, str]]:
    for standing in effective:
        for citation in citations(standing.event):
            if citation.quote and citation.source in sources:
                yield sources[citation.source], standing.position, citation.quote


def _verdict(text: Text | None, source: Source, position: int, quote: str) -> Verdict:
    if text is None:
        return Verdict(position, source.id, quote, None)
    problem = text.lacks(quote)
    return Verdict(position, source.id, quote, problem is None, problem)


def _folded(text: str, line_end: str = "-") -> str:
    """Return a text in which what is only typography is alike."""
    angles = _IN_ANGLES.sub(lambda found: f'"{found[1].strip()}"', text)
    plain = _HARD_BREAK.sub(line_end, angles.translate(_TYPOGRAPHY))
    spaced = " ".join(unicodedata.normalize("NFKC", plain).split())
    return _NO_SPACE.sub("", spaced)


def _missing(parts: list[str], text: str) -> str | None:
    """Return the part of a quote that is not in a text, each after the one before it."""
    at = 0
    for before, part in zip(["", *parts], parts, strict=False):
        end = _end(part, text, at)
        if end is None:
            is_earlier = before and _end(part, text, 0) is not None
            hint = f" after “{before}”" if is_earlier else _begun(part, text)
            return f"the text has no “{part}”{hint}"
        at = end
    return None


def _end(part: str, text: str, start: int) -> int | None:
    """Return where some words end in a text that has them at or after a start."""
    while found := _find(part, text, start):
        at, end = found
        if _in_a_word(text[at - 1 : at], part[0]):
            later = _BETWEEN_WORDS.search(text, at)  # nothing begins before the word ends
            start = later.end() if later else len(text)
        elif _in_a_word(part[-1], text[end : end + 1]):
            start = at + 1
        else:
            return end
    return None


def _find(part: str, text: str, start: int) -> tuple[int, int] | None:
    """Return where the characters of a part stand, whether or not lines break its words."""
    if _BREAK in text:
        found = _across_lines(part).search(text, start)
        return found.span() if found else None
    at = text.find(part, start)
    return (at, at + len(part)) if at >= 0 else None


@lru_cache
def _across_lines(part: str) -> re.Pattern[str]:
    characters = (f"[-{_BREAK}]" if one == "-" else re.escape(one) for one in part)
    return re.compile(f"{_BREAK}?".join(characters))


def _in_a_word(left: str, right: str) -> bool:
    """Return whether the place between two characters is inside a word."""
    return left.isalnum() and right.isalnum() and not _IS_HAN.search(left + right)


def _begun(part: str, text: str) -> str:
    """Return how far a text has the words of a part, for whoever looks for the difference."""
    begun = [part[: word.end()] for word in re.finditer(r"\w+", part)]
    found = bisect_left(begun, True, key=lambda words: _end(words, text, 0) is None)
    return f", only “{begun[found - 1]}”" if found else ""
