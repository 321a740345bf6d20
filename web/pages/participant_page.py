"""The page of a participant: what it joined, signed, launched and was said to do, and by whom."""

from ledger.said import joined, key, say
from web.pages import metadata, rendering, rows, sentences
from web.pages.happened import PARTICIPANT
from web.pages.imprint import Imprint
from web.pages.paths import path_of
from web.pages.register import Asked, Register
from web.pages.rendering import Head
from web.pages.rows import Member
from web.pages.take_away import FILES, Cite, answered

EVENTS = {say("Events as CSV"): "events.csv", say("as JSON"): "events.json"}


def cite(register: Register, imprint: Imprint, participant: str) -> Cite:
    """Return how the page of a participant is cited: as what happened to it."""
    asked = register.asked(PARTICIPANT, participant)
    answer = answered(f"timeline {participant} --sources", asked)
    what = key("{name}: what it joined, and what was said of it")
    title = say(what, name=register.names.title(participant))
    return Cite(imprint.text(title), path_of(PARTICIPANT, participant), answer, asked, imprint)


def page(register: Register, imprint: Imprint, participant: str) -> bytes:
    """Return the page of a participant."""
    names, tell = register.names, register.teller.tell
    cited, programs = cite(register, imprint, participant), rows.programs(register, participant)
    filed = names.participants.get(participant)
    happened = register.items(PARTICIPANT, participant)
    return rendering.page(
        "participant",
        _head(register, imprint, cited, participant),
        imprint,
        id=participant,
        name=names.title(participant),
        kind=rows.kind_of(register, participant),
        aliases=filed.aliases if filed else (),
        note=filed.note if filed else None,
        of_state=rows.participants(register, [filed.state] if filed and filed.state else [])[:1],
        lede=_lede(register, participant, cited.asked),
        conditions=_conditions(register, participant, cited.asked),
        uncertain=any(isinstance(one, Member) and not one.entry.certain for one in programs),
        programs=programs,
        bodies=rows.participants(register, register.in_order(names.bodies_of(participant))),
        happened=[tell(one.position) for one in happened],
        taken_back=list(map(tell, register.happened.taken_back(PARTICIPANT, participant))),
        apa=cited.apa,
        answer=cited.answer,
        files=EVENTS | FILES,
    )


def _lede(register: Register, participant: str, asked: Asked) -> str:
    """Return in how many programs somebody is on file as a member, for certain and possibly."""
    entries = {
        register.program(one).name: register.entry(one, participant)
        for one in register.programs_of(participant)
    }
    certain = [name for name, entry in entries.items() if entry and entry.certain]
    possible = [name for name, entry in entries.items() if entry and not entry.certain]
    return sentences.in_how_many(register.names.title(participant), certain, possible, asked)


def _conditions(register: Register, participant: str, asked: Asked) -> dict[str, str | None]:
    return {
        "known": sentences.known(asked),
        "sources": sentences.SOURCES,
        "coverage": sentences.NOTHING_PROVED,
        "ended": sentences.ended(register.lives.end_of_participant(participant), asked),
        "certainty": sentences.CERTAINTY,
    }


def _head(register: Register, imprint: Imprint, cited: Cite, participant: str) -> Head:
    names, asked = register.names, cited.asked
    description = joined(
        [_lede(register, participant, asked), sentences.known(asked), sentences.SOURCES], " "
    )
    filed = names.participants.get(participant)
    about = metadata.subject(
        names.kind(participant),
        names.title(participant),
        participant,
        filed.same_as if filed else (),
    )
    data = metadata.dataset(imprint, cited, description, EVENTS.values(), about=about)
    feed = path_of(PARTICIPANT, participant).replace("index.html", "feed.xml")
    return Head(cited.path, cited.title, description, data, feed)
