"""The page of a program: its members, under which conditions, what sources count, what happened,
and what was corrected.
"""

from collections.abc import Iterable

from ledger.said import joined, say
from web.pages import metadata, preview, rendering, rows, sentences
from web.pages.happened import PROGRAM
from web.pages.imprint import Imprint
from web.pages.paths import path_of
from web.pages.register import Asked, Register
from web.pages.rendering import Head
from web.pages.take_away import FILES, Cite, answered
from web.pages.told import Told

ROSTER = {say("Members as CSV"): "roster.csv", say("as JSON"): "roster.json"}


def cite(register: Register, imprint: Imprint, program: str) -> Cite:
    """Return how the page of a program is cited: as the roster that it shows."""
    asked = register.asked(PROGRAM, program)
    answer = answered(f"roster {program} --on {asked.day} --sources", asked)
    title = say("{program}: members", program=register.program(program).name)
    return Cite(imprint.text(title), path_of(PROGRAM, program), answer, asked, imprint)


def page(register: Register, imprint: Imprint, program: str) -> bytes:
    """Return the page of a program."""
    cited, listed = cite(register, imprint, program), rows.members(register, program)
    happened = [register.teller.tell(one.position) for one in register.items(PROGRAM, program)]
    taken_back = map(register.teller.tell, register.happened.taken_back(PROGRAM, program))
    return rendering.page(
        "program",
        _head(register, imprint, cited, program, happened),
        imprint,
        program=register.program(program),
        lede=_lede(register, program, cited.asked),
        conditions=_conditions(register, program, cited.asked),
        members=[one for one in listed if one.entry.certain],
        possible=[one for one in listed if not one.entry.certain],
        others=rows.others(register, program),
        claims=rows.counted(register, program),
        happened=happened,
        revised=[one for one in (*happened, *taken_back) if one.revisions],
        apa=cited.apa,
        answer=cited.answer,
        files=ROSTER | FILES,
    )


def _lede(register: Register, program: str, asked: Asked) -> str:
    """Return how many members are on file, and who counts more: the sentence to take away."""
    told = sentences.how_many(register.roster(program), asked)
    more = sentences.missing(register.short(program), register.names)
    return joined(filter(None, [told, more]), " ")


def _conditions(register: Register, program: str, asked: Asked) -> dict[str, str | None]:
    of = register.program(program)
    return {
        "known": sentences.known(asked),
        "sources": sentences.SOURCES,
        "membership": sentences.membership(of, register.lives.in_force(program)),
        "coverage": sentences.coverage(of),
        "ended": sentences.ended(register.lives.end_of_program(program), asked),
        "certainty": sentences.CERTAINTY,
    }


def _head(
    register: Register, imprint: Imprint, cited: Cite, program: str, happened: Iterable[Told]
) -> Head:
    of, asked = register.program(program), cited.asked
    lede = _lede(register, program, asked)
    told = joined([lede, sentences.known(asked), sentences.SOURCES], " ")
    description = say("{program}: {told}", program=of.name, told=told)
    more = {"sameAs": metadata.elsewhere(of.same_as), "temporalCoverage": _covered(happened, asked)}
    data = metadata.dataset(imprint, cited, description, ROSTER.values(), **more)
    title = say("{program}: members, and on whose word", program=of.name)
    picture = preview.of_program(register, imprint, program)
    return Head(cited.path, title, description, data, f"programs/{program}/feed.xml", picture)


def _covered(happened: Iterable[Told], asked: Asked) -> str | None:
    """Return the days that a page covers, as ISO 8601 writes an interval."""
    first = min((one.first for one in happened if one.first.year > 1), default=None)
    return f"{first}/{asked.day}" if first and first <= asked.day else None
