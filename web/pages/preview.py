"""The picture of a page for whoever links to it (Open Graph): its members over time, drawn as
`chart` draws them, 1,200 by 630 pixels.

Its path has the hash of all that is in it: what is there under that path need not be drawn again.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version

import attrs

from ledger.codec import canonical
from ledger.said import AND, key, say
from ledger.version import __version__
from projections import member_counts as counted
from projections.member_counts import Count
from projections.sentences import in_a_row
from web.languages.language import Language
from web.pages import sentences
from web.pages.happened import PROGRAM
from web.pages.imprint import Imprint
from web.pages.paths import path_of
from web.pages.register import Asked, Register
from web.pictures import series

MOST = 60  # programs: of more, each would make publishing slower than it may be
WIDTH, HEIGHT = 1200, 630  # pixels, as those who show them recommend
_SCALE = 1.5  # pixels of the picture for one of the definition


@attrs.frozen
class Preview:
    """A picture of a page: where it lies, what it shows in words, and what it is drawn of."""

    path: str
    alt: str
    lines: Mapping[str, Sequence[Count]]
    asked: str
    language: Language

    def draw(self) -> bytes:
        """Return the picture as PNG. Raises `WebUnavailable`."""
        from web.optional import needed

        with needed():
            from web.pictures import compose, render
        days = [count.day for found in self.lines.values() for count in found]
        picture = compose.members(
            self.lines, [], min(days), max(days), self.asked, language=self.language
        )
        size = {"width": WIDTH / _SCALE, "height": HEIGHT / _SCALE}
        fit = {"autosize": {"type": "fit", "contains": "padding"}}
        spec = {**picture.spec, **size, **fit}
        return render.png(attrs.evolve(picture, spec=spec), _SCALE)


def of_program(register: Register, imprint: Imprint, program: str) -> Preview | None:
    """Return the picture of the page of a program; None where the site has no address to link to,
    or many programs, or the program never had a member."""
    if imprint.url is None or len(register.programs) > MOST:
        return None
    asked = register.asked(PROGRAM, program)
    folder = path_of(PROGRAM, program).removesuffix("index.html")
    alt = sentences.how_many(register.roster(program), asked)
    return _preview(folder, alt, {program: _counts(register, program)}, asked, register)


def of_front(register: Register, imprint: Imprint, programs: Sequence[str]) -> Preview | None:
    """Return the picture of the first page, which shows some programs; None as above."""
    if imprint.url is None or not programs:
        return None
    asked = max((register.asked(PROGRAM, one) for one in programs), key=lambda one: one.head.size)
    day = max(register.asked(PROGRAM, one).day for one in programs)
    lines = {one: _counts(register, one) for one in programs}
    names = in_a_row([register.program(one).name for one in programs], AND)
    alt = say("Members of {names} over time.", names=names)
    return _preview("", alt, lines, attrs.evolve(asked, day=day), register)


def _counts(register: Register, program: str) -> Sequence[Count]:
    spans = ((who, span) for who, of in register.spans[program].items() for span in of)
    return counted.counts(register.program(program), spans, register.names)


def _preview(
    folder: str,
    alt: str,
    steps: Mapping[str, Sequence[Count]],
    asked: Asked,
    register: Register,
) -> Preview | None:
    first = counted.first_day(steps.values())
    if first is None or first > asked.day:
        return None
    lines = {
        register.program(one).name: counted.within(found, first, asked.day)
        for one, found in steps.items()
    }
    known = key("at the end of {day}, as known at #{size}, whatever their sources")
    told = say(known, day=asked.day, size=asked.head.size)
    drawn_by = [__version__, version("vl-convert-python")]
    language = register.language
    of = canonical([series.counts(lines), language.text(told), drawn_by])
    path = f"{folder}members-{sha256(of.encode()).hexdigest()[:16]}.png"
    return Preview(path, alt, lines, told, language)
