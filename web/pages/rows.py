"""The rows of tables on pages: who is in a program, who is named in it, what sources count."""

from collections.abc import Iterable, Iterator

import attrs

from projections.roster import Entry
from projections.sentences import what_is_claimed
from web.pages import sentences
from web.pages.days import spelled
from web.pages.happened import PARTICIPANT, PROGRAM
from web.pages.paths import path_of
from web.pages.register import Register
from web.pages.told import Cited, cited_of


@attrs.frozen
class Member:
    """A participant on the roster of a program, or a program on whose roster one is: where it
    leads, and what stands beside it."""

    id: str
    name: str
    href: str
    kind: str
    status: str
    marks: tuple[str, ...]
    cited: tuple[Cited, ...]
    entry: Entry


@attrs.frozen
class Other:
    """Somebody who is named in a program and not on its roster, or a program of which that is so,
    and why."""

    id: str
    name: str
    href: str
    kind: str
    why: str = ""


@attrs.frozen
class Counted:
    """What a source counts of a roster, and whether that is what is on file."""

    position: int
    on: str
    source: Cited
    counts: str
    reproduced: bool
    explanation: str


def kind_of(register: Register, participant: str) -> str:
    """Return what a participant is, in words."""
    return sentences.KINDS[register.names.kind(participant)][0]


def member(register: Register, entry: Entry, identity: str, name: str, href: str) -> Member:
    """Return a row for an entry of a roster: of a participant, or of the program."""
    return Member(
        entry=entry,
        id=identity,
        name=name,
        href=href,
        kind=kind_of(register, entry.participant),
        status=sentences.status(entry),
        marks=tuple(dict.fromkeys(map(sentences.mark, entry.marks))),
        cited=register.teller.cited(entry.because),
    )


def members(register: Register, program: str) -> list[Member]:
    """Return who is on the roster of a program, in the order of names."""
    entries = {one.participant: one for one in register.roster(program).entries}
    return [
        member(register, entries[one], one, entries[one].called, _href(PARTICIPANT, one, program))
        for one in register.in_order(entries)
    ]


def others(register: Register, program: str) -> list[Other]:
    """Return who is named in a program and not on its roster, in the order of names."""
    named = register.named_in(program)
    day = register.asked(PROGRAM, program).day
    return [
        Other(
            id=one,
            name=register.names.called(one, day),
            href=_href(PARTICIPANT, one, program),
            kind=kind_of(register, one),
            why=register.why_not(program, one, day),
        )
        for one in named
        if register.entry(program, one) is None
    ]


def participants(register: Register, ids: Iterable[str]) -> list[Other]:
    """Return some participants, with where they lead."""
    return [
        Other(
            id=one,
            name=register.names.title(one),
            href=f"../../{path_of(PARTICIPANT, one)}",
            kind=kind_of(register, one),
        )
        for one in ids
    ]


def programs(register: Register, participant: str) -> list[Member | Other]:
    """Return the programs in which somebody is, was, or is named, in the order of names."""
    return list(_programs(register, participant))


def _programs(register: Register, participant: str) -> Iterator[Member | Other]:
    for program in register.programs_of(participant):
        name, entry = register.program(program).name, register.entry(program, participant)
        href = _href(PROGRAM, program, participant)
        if entry:
            yield member(register, entry, program, name, href)
        else:
            day = register.asked(PROGRAM, program).day
            why = register.why_not(program, participant, day)
            yield Other(program, name, href, "", why)


def _href(sort: str, identity: str, anchor: str) -> str:
    """Return the way from one page of a program or a participant to a row of another."""
    return f"../../{path_of(sort, identity)}#{anchor}"


def counted(register: Register, program: str, most: int = 20) -> list[Counted]:
    """Return what sources count of a program's members, the newest first, and so many at most."""
    return [
        Counted(
            position=one.position,
            on=one.claim.on.text,
            source=cited_of(one.claim.citation, register.evidence.sources),
            counts=what_is_claimed(one.claim, register.names),
            reproduced=one.reproduced,
            explanation=spelled(one.explanation),
        )
        for one in register.claims.get(program, ())[:most]
    ]
