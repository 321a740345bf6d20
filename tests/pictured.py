"""A small register as pictures show it, and what is written in a picture: for tests to share."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree

from registers import known

from ledger.events import Program
from projections import member_counts as counted
from projections.member_counts import Count
from projections.roster import Belonging, Whom, belongings, memberships, roster
from web.pictures import compose
from web.pictures.render import Picture

SVG = "{http://www.w3.org/2000/svg}"
EFFECTIVE, NAMES = known("""
2023-12-08 | program accords name="Artemis Accords"
           | program ilrs name="International Lunar Research Station"
           | participant kosovo name=Kosovo kind=state
           | participant cnsa name=CNSA kind=agency state=CHN
           | milestone october-accords name="October accords" on=2023-10
           | milestone early name="Long before" on=1999
           | signing program=ilrs participant=CHN on=2021-03-09
           | signing program=ilrs participant=cnsa on=2021-03-09
           | signing program=ilrs participant=SRB on=2023-05
           | signing program=ilrs participant=MNG on=2021-04-01
           | signing program=ilrs participant=THA on=2021-05-01
           | signing program=accords participant=SGP on=2021-06-01
           | signing program=accords participant=THA on=2021-06-01
           | signing program=accords participant=kosovo on=2021-06-01
""")
ILRS, ACCORDS = NAMES.programs["ilrs"], NAMES.programs["accords"]
FIRST, LAST, MAY = date(2021, 1, 1), date(2023, 12, 31), date(2023, 5, 15)


def spans(program: Program) -> Any:
    """The memberships of a program, by participant."""
    found = memberships(EFFECTIVE)
    return [(who, one) for (of, who), each in found.items() if of == program.id for one in each]


def lines(*programs: Program, last: date = LAST) -> dict[str, tuple[Count, ...]]:
    """The counts of each program from `FIRST` to a day, by its name."""
    return {
        one.name: counted.within(counted.counts(one, spans(one), NAMES), FIRST, last)
        for one in programs
    }


MILESTONES = [(one, one.on) for one in NAMES.milestones.values() if one.on]


def race(last: date = LAST) -> Picture:
    """A chart of both programs."""
    found = lines(ACCORDS, ILRS, last=last)
    return compose.members(found, MILESTONES, FIRST, last, "as known at #14")


def world(on: date = MAY) -> Picture:
    """A map of the states in both programs."""
    return compose.world(*_in_both(on))


def squares(on: date = MAY) -> Picture:
    """The same states as squares."""
    return compose.squares(*_in_both(on))


def _in_both(on: date) -> tuple[Sequence[Belonging], list[str], str]:
    both = [roster(one, on, spans(one), NAMES, whom=Whom(("state",))) for one in (ACCORDS, ILRS)]
    return belongings(both), [ACCORDS.name, ILRS.name], f"at the end of {on}"


def texts(root: ElementTree.Element) -> list[str]:
    """What is written in a picture; a title in a text is no part of it."""
    return [
        " ".join([one.text or "", *(line.text or "" for line in one.iter(f"{SVG}tspan"))]).strip()
        for one in root.iter(f"{SVG}text")
    ]
