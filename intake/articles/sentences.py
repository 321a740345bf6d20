"""A text as sentences, and a sentence as tokens, each with its place in the text.

Paragraphs end sentences, and so do lines that are headings or items of a list; a line that was only
broken to be short does not.
"""

import re
from collections.abc import Iterator

import attrs

_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?(?![^\W\d_])"
    r"|(?:[^\W\d_]\.){2,}"  # U.S., a.m.
    r"|(?:Mr|MR|Mrs|MRS|Ms|MS|Ma|Dr|DR|Hon|Amb|Atty|Engr|Adm|Capt|Maj|St|Gen|Sen|Rep|Gov|Lt|Col|Prof|Jr|Sr|No|Inc|Ltd|vs)\."
    r"|[A-Z]\.(?=\s+[A-Z])"  # an initial
    r"|[^\W\d_]+"
    r"|[’'](?:s|t|re|ve|ll|d|m)\b"
    r"|--+|\S",
)
_END = re.compile(r"[.!?…]+[\"”’)\]]*\s+|[.!?][\"”’)\]]+\s*(?=[“\"])")
_OPENING = re.compile(r"[\"“‘(\[]*[^\W_]")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|MR|Mrs|MRS|Ms|MS|Ma|Dr|DR|Hon|Amb|Atty|Engr|Adm|Capt|Maj|St|Gen|Sen|Rep|Gov|Lt|Col|Prof|Jr|Sr|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|Mt|Ft|art|para)|(?<![^\W\d_])[^\W\d_]|\b(?:[^\W\d_]\.)+[^\W\d_])\.$"
)
# words that begin a sentence and no name, so that "in the U.S. The" is two sentences
_BEGINS = re.compile(
    r"[\"“‘(]*(?:The|It|In|But|He|She|They|And|A|An|On|At|We|I|This|That|These|Those|However|"
    r"There|When|While|After|As|For|Its|His|Her|Their|Earlier|Since)\b"
)
_PARAGRAPH = re.compile(r"[^\S\n]*\n(?:[^\S\n]*\n)+|\n")
_BULLET = re.compile(r"\s*[-•*–] ")
_SHORT_LINE = 60  # characters; a longer line without an end was broken to be short


@attrs.frozen
class Token:
    """A word, a number or a mark, with its place in the text (half-open)."""

    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """The token as the tables have it: in small letters, with straight apostrophes."""
        return self.text.lower().replace("’", "'")

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@attrs.frozen
class Sentence:
    """A sentence: its place in the text (half-open), its number, that of its paragraph, and
    whether it is a heading."""

    start: int
    end: int
    number: int
    paragraph: int
    is_heading: bool = False

    def of(self, text: str) -> str:
        """Return the words of the sentence, as the text has them."""
        return text[self.start : self.end]


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, in order; white space at their ends belongs to none."""
    found: list[Sentence] = []
    for paragraph, (start, end) in enumerate(_paragraphs(text), 1):
        parts = list(_parts(text, start, end))
        for first, last in parts:
            heading = len(parts) == 1 and last - first < 200 and not _ends(text[first:last])
            found.append(Sentence(first, last, len(found), paragraph, heading))
    return found


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of a part of a text."""
    return [Token(one[0], *one.span()) for one in _TOKEN.finditer(text, start, end)]


def _ends(text: str) -> bool:
    return text.rstrip('"”’)] ')[-1:] in tuple(".!?…:;")


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs, as places: a line break within a sentence ends none."""
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        line = text[text.rfind("\n", 0, gap.start()) + 1 : gap.start()].strip()
        blank = "\n" in gap[0][1:]
        if line and _goes_on(line, text[gap.end() : gap.end() + 80], blank):
            continue
        if text[start : gap.start()].strip():
            yield _trimmed(text, start, gap.start())
        start = gap.end()
    if text[start:].strip():
        yield _trimmed(text, start, len(text))


def _goes_on(line: str, following: str, blank: bool) -> bool:
    """Return whether a sentence goes on after the end of a line."""
    first = following.lstrip(" \t")[:1]
    if _ends(line):
        return not blank and len(line) >= _SHORT_LINE and not _BULLET.match(following)
    if blank:
        return first.islower() or first == "("
    return first.islower() or (len(line) >= _SHORT_LINE and first not in ("", "-", "•", "*", "–"))


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a paragraph, as places."""
    first = start
    for stop in _END.finditer(text, start, end):
        if not _OPENING.match(text, stop.end(), end) or text[stop.end() : stop.end() + 1].islower():
            continue
        before = text[first : stop.start() + 1]
        if before.rstrip(".").isdigit():  # the number of a paragraph
            continue
        if _ABBREVIATED.search(before) and not (
            before.endswith(("S.", "K.", "N.", "C.", "E.")) and _BEGINS.match(text, stop.end())
        ):
            continue
        yield _trimmed(text, first, stop.end())
        first = stop.end()
    if text[first:end].strip():
        yield _trimmed(text, first, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
