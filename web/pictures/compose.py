"""The pictures of a ledger, composed: a definition of `specs`, the rows of `series` in it, its
title, and what it shows in words and as a table.

Which programs, days and sources are meant, whoever asks says, in ``asked``.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ledger.dates import Date
from ledger.events import Milestone
from ledger.said import AND, joined, say
from projections.member_counts import Count
from projections.roster import Belonging
from projections.sentences import in_a_row
from web.languages.language import ENGLISH, Language
from web.pictures import places, series, specs, state_squares
from web.pictures.render import Picture
from web.pictures.specs import LIGHT, Theme


def members(
    lines: Mapping[str, Sequence[Count]],
    milestones: Iterable[tuple[Milestone, Date]],
    first: date,
    last: date,
    asked: str,
    theme: Theme = LIGHT,
    language: Language = ENGLISH,
) -> Picture:
    """Return members over time: the steps of each program by its name, between two days."""
    notes = [asked]
    if any(count.possible for found in lines.values() for count in found):
        notes.append(
            say("the band reaches from those who are members for certain to all who may be")
        )
    if none := [name for name, found in lines.items() if not found]:
        notes.append(say("no member: {names}", names=joined(none)))
    notes = list(map(language.text, notes))
    names = in_a_row(list(lines), AND)
    title = language.text(say("{names}: members over time", names=names))
    heading = _heading(title, notes)
    spec = specs.membership(
        list(lines), days=(first, last), **heading, theme=theme, language=language
    )
    filled = specs.filled(
        spec,
        counts=series.counts(lines),
        ends=series.ends(lines),
        milestones=series.milestones(milestones, first, last),
    )
    told = "; ".join(_line(name, found) for name, found in lines.items())
    table = series.table_of_lines(lines)
    return Picture(filled, title, _sentences([*notes, told]), series.OF_LINES, table)


def _line(name: str, found: Sequence[Count]) -> str:
    """Return what a line shows, in words: where it begins and where it ends."""
    if not found:
        return f"{name}: no member"
    first, last = found[0], found[-1]
    end = f"{last} on {last.day}"
    return f"{name}: {first} on {first.day}, {end}"


def world(
    found: Sequence[Belonging], programs: Sequence[str], asked: str, theme: Theme = LIGHT
) -> Picture:
    """Return the states in some programs on a map."""
    states = [one for one in found if one.kind == "state"]
    lost = [one.called for one in states if one.participant not in places.places()]
    notes = _notes(states, asked)
    if any(len(one.within) > 1 for one in states):
        notes.append(
            "a state in more than one has a symbol of each, side by side, and dots of each in turn,"
            " black where it has too few"
        )
    if lost:
        notes.append(f"without a place on the map: {', '.join(lost)}")
    title = f"{in_a_row(programs, AND)}: the states"
    spec = specs.world(programs, **_heading(title, notes), theme=theme)
    filled = specs.filled(
        spec,
        states=series.states(states, programs, places.places()),
        land=series.land(states, programs, places.land()),
    )
    return _of_states(filled, title, notes, states, programs)


def squares(
    found: Sequence[Belonging], programs: Sequence[str], asked: str, theme: Theme = LIGHT
) -> Picture:
    """Return the states in some programs as squares of one size."""
    states = [one for one in found if one.kind == "state"]
    cells = state_squares.cells()
    held = {one["state"] for one in cells}
    lost = [one.called for one in states if one.participant not in held]
    notes = [*_notes(states, asked), "each state is a square, about where it lies in the world"]
    if lost:
        notes.append(f"without a square: {', '.join(lost)}")
    title = f"{in_a_row(programs, AND)}: the states"
    spec = specs.squares(programs, **_heading(title, notes), theme=theme)
    filled = specs.filled(
        spec,
        squares=series.squares(states, programs, cells),
        shares=series.shares(states, programs, cells),
    )
    return _of_states(filled, title, notes, states, programs)


def _notes(states: Sequence[Belonging], asked: str) -> list[str]:
    hollow = "a hollow symbol is a state that may be in, and may not"
    return [asked, *([hollow] if any(not one.certain for one in states) else ())]


def _of_states(
    spec: specs.Spec,
    title: str,
    notes: Sequence[str],
    states: Sequence[Belonging],
    programs: Sequence[str],
) -> Picture:
    """Return a picture of states with what it shows in words, and as a table."""
    told = ", ".join(f"{group}: {number}" for group, number in series.sums(states, programs))
    columns = (*series.OF_STATES, *programs)
    table = series.table_of_states(states, programs)
    return Picture(spec, title, _sentences([*notes, told]), columns, table)


def _heading(title: str, notes: Sequence[str]) -> dict[str, Any]:
    """Return a title, and under it each note in small print, in as many lines as they have room
    for."""
    small = [line for note in notes for line in _lines(note, 120, 3)]
    return {"title": _lines(title, 78, 2), "subtitle": small}


def _lines(text: str, width: int, most: int) -> list[str]:
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …")


def _sentences(parts: Sequence[str]) -> str:
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)
