"""The pages that lead to others: all programs, all participants, and what the register is."""

from collections.abc import Sequence

import attrs
from markdown_it import MarkdownIt
from markupsafe import Markup

from ledger.said import joined, key, say
from web.pages import metadata, rendering, sentences
from web.pages.happened import PARTICIPANT, PROGRAM
from web.pages.imprint import Imprint
from web.pages.paths import path_of
from web.pages.register import Register
from web.pages.rendering import Head

PROGRAMS, PARTICIPANTS = "programs/index.html", "participants/index.html"
ABOUT = "about/index.html"


@attrs.frozen
class Listed:
    """A program or a participant in a list: where it leads, and how many members it has, or
    in how many programs it is one."""

    id: str
    name: str
    path: str
    certain: int
    possible: int
    note: str = ""
    ended: bool = False


def programs(register: Register) -> list[Listed]:
    """Return every program, in the order of names, with the day of which it is told."""
    found = []
    for one in register.programs:
        roster, asked = register.roster(one), register.asked(PROGRAM, one)
        ended = sentences.ended(register.lives.end_of_program(one), asked)
        name = roster.program.name
        path = path_of(PROGRAM, one)
        counts = len(roster.members), len(roster.possible)
        note = ended or sentences.as_of(asked)
        found.append(Listed(one, name, path, *counts, note, ended=ended is not None))
    return found


def participants(register: Register) -> list[tuple[str, list[Listed]]]:
    """Return every participant by kind, states first, in the order of names."""
    of = {kind: list[Listed]() for kind in sentences.KINDS}
    for one in register.participants:
        entries = (register.entry(program, one) for program in register.programs_of(one))
        certain = [entry.certain for entry in entries if entry]
        listed = Listed(
            id=one,
            name=register.names.title(one),
            path=path_of(PARTICIPANT, one),
            certain=certain.count(True),
            possible=certain.count(False),
        )
        of[register.names.kind(one)].append(listed)
    return [(sentences.KINDS[kind][1], found) for kind, found in of.items() if found]


def programs_page(register: Register, imprint: Imprint) -> bytes:
    """Return the page that lists all programs."""
    every = say("Every program on file, and how many members each has.")
    description = joined([every, sentences.SOURCES], " ")
    head = Head(PROGRAMS, say("Programs"), description, _catalog(register, imprint), "feed.xml")
    return rendering.page("programs", head, imprint, listed=programs(register), lede=description)


def participants_page(register: Register, imprint: Imprint) -> bytes:
    """Return the page that lists all participants."""
    every = say("Every state and body on file, and what each joined.")
    description = joined([every, sentences.SOURCES], " ")
    head = Head(
        PARTICIPANTS, say("Participants"), description, metadata.catalog(imprint), "feed.xml"
    )
    return rendering.page("participants", head, imprint, listed=participants(register))


def about_page(register: Register, imprint: Imprint) -> bytes:
    """Return the page that says what the register is, what counts, and how to check it."""
    what = key("What {title} has, what counts as a member, and how to check it.")
    description = say(what, title=imprint.title)
    head = Head(
        ABOUT, say("About this register"), description, metadata.catalog(imprint), "feed.xml"
    )
    return rendering.page(
        "about",
        head,
        imprint,
        text=Markup(_markdown(imprint.about)) if imprint.about else "",
        newest=register.view.ledger.head(),
        unread=len(register.view.unread),
        sources=sentences.SOURCES,
        certainty=sentences.CERTAINTY,
        absence=sentences.ABSENCE,
    )


def _catalog(register: Register, imprint: Imprint) -> metadata.Json:
    """Return the catalogue with its data sets, a page each."""
    sets: Sequence[metadata.Json] = [
        {"@type": "Dataset", "name": one.name, "url": imprint.at(one.path) or f"../{one.path}"}
        for one in programs(register)
    ]
    context = {"@context": "https://schema.org"}
    return {**context, **metadata.catalog(imprint), "dataset": list(sets)}


def _markdown(text: str) -> str:
    """Return a text in CommonMark as HTML: HTML in it is shown as it is written, its headings stand
    below that of the page, and its links tell nobody where the reader comes from."""
    reader = MarkdownIt("commonmark", {"html": False})
    tokens = reader.parse(text)
    for one in tokens:
        if one.type in ("heading_open", "heading_close"):
            one.tag = f"h{min(6, int(one.tag[1]) + 1)}"
        for inner in one.children or ():
            if inner.type == "link_open":
                inner.attrSet("rel", "noopener noreferrer")
    return str(reader.renderer.render(tokens, reader.options, {}))
