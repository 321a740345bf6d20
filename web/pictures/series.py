"""The rows that fill the data sets of `specs`, and the tables behind the pictures, from what the
projections answer.

Plain values alone: days as text, a label's place beside it. Where labels would meet they are moved
apart here, since Vega-Lite has no way to. What a row means, `specs` says; nothing here needs
the packages that draw.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ledger.dates import Date
from ledger.events import Milestone
from ledger.said import key, say
from projections.member_counts import Count, in_figures
from projections.roster import Belonging, Entry

Row = dict[str, Any]
BOTH, SEVERAL = key("in both"), key("in several")
LINE_HEIGHT = 13  # pixels
MOST = 6  # programs in one picture: nobody tells more lines or symbols apart
OF_LINES = ("day", "program", "members", "possible")
OF_STATES = ("state", "id", "in", "certainty")  # and a column for each program
_LETTER = 5.6  # pixels, of the small print of milestones
_NAME = 48  # letters of a milestone's name, at most
_BESIDE = 140  # pixels to the right of the chart, where its lines are named


def counts(lines: Mapping[str, Sequence[Count]]) -> list[Row]:
    """Return the steps of each program's line, by the program's name."""
    return [
        {
            "program": name,
            "day": count.day.isoformat(),
            "certain": count.certain,
            "most": count.most,
        }
        for name, found in lines.items()
        for count in found
    ]


def ends(lines: Mapping[str, Sequence[Count]], height: int = 240) -> list[Row]:
    """Return what stands at the end of each line: its number and its name, none over another where
    the chart, its title aside, is at least so many pixels high."""
    top = max((count.most for found in lines.values() for count in found), default=0) or 1
    last = sorted((found[-1].certain, name) for name, found in lines.items() if found)
    texts = [f"{lines[name][-1]} {name}" for _, name in last]
    halves = [LINE_HEIGHT * len(wrapped(text)) / 2 for text in texts]
    room = height + LINE_HEIGHT / 2  # a label's first line may stand by the highest line
    at = apart([value * height / top for value, _ in last], halves, room)
    return [
        {
            "program": name,
            "day": lines[name][-1].day.isoformat(),
            "value": value,
            "at": round(place * top / height, 3),
            "text": "\n".join(wrapped(text)),
        }
        for (value, name), text, place in zip(last, texts, at, strict=True)
    ]


def milestones(
    found: Iterable[tuple[Milestone, Date]], first: date, last: date, width: int = 620
) -> list[Row]:
    """Return the milestones between two days, each with its date, those whose names would meet on
    different levels. A name that would leave the picture is cut."""
    shown = sorted((on.earliest, one.id, one.name, on.text) for one, on in found)
    shown = [one for one in shown if first <= one[0] <= last]
    scale = width / max(1, (last - first).days)
    starts = [(day - first).days * scale for day, *_ in shown]
    room = [int((width + _BESIDE - start) / _LETTER) for start in starts]
    labels = [_cut(name, min(most, _NAME)) for (*_, name, _), most in zip(shown, room, strict=True)]
    spans = [(at, len(label) * _LETTER + 8) for at, label in zip(starts, labels, strict=True)]
    return [
        {"day": day.isoformat(), "told": f"{text}: {name}", "label": label, "level": level}
        for (day, _, name, text), label, level in zip(shown, labels, levels(spans), strict=True)
    ]


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def states(
    found: Iterable[Belonging], programs: Sequence[str], places: Mapping[str, tuple[float, float]]
) -> list[Row]:
    """Return each state that has a place on the map, a row for each program that it is in."""
    return [
        {
            "state": one.participant,
            "longitude": places[one.participant][0],
            "latitude": places[one.participant][1],
            **_share(one, programs, place, nth, entry),
        }
        for one in found
        if one.kind == "state" and one.participant in places
        for place, (nth, entry) in enumerate(one.within.items())
    ]


def squares(
    found: Iterable[Belonging], programs: Sequence[str], cells: Iterable[Mapping[str, Any]]
) -> list[Row]:
    """Return the square of each state, ``cells`` as `state_squares.cells` makes: what it is in, or
    that it is in none."""
    states = {one.participant: one for one in found if one.kind == "state"}
    return [
        {
            "state": cell["state"],
            "column": cell["column"],
            "row": cell["row"],
            "whole": _whole(one, programs)
            if (one := states.get(cell["state"]))
            else _in_none(cell["name"], programs),
        }
        for cell in cells
    ]


def shares(
    found: Iterable[Belonging], programs: Sequence[str], cells: Iterable[Mapping[str, Any]]
) -> list[Row]:
    """Return the share of its square that each program has of each state that is in it."""
    at = {cell["state"]: {"column": cell["column"], "row": cell["row"]} for cell in cells}
    return [
        {
            "state": one.participant,
            **at[one.participant],
            "begin": place / len(one.within),
            "end": (place + 1) / len(one.within),
            **_share(one, programs, place, nth, entry),
        }
        for one in found
        if one.kind == "state" and one.participant in at
        for place, (nth, entry) in enumerate(one.within.items())
    ]


def _share(
    one: Belonging, programs: Sequence[str], place: int, nth: int, entry: Entry
) -> dict[str, Any]:
    """Return what a symbol shows of a state and a program: which of the state's it is, and what it
    tells."""
    return {
        "program": programs[nth],
        "nth": nth,
        "place": place,
        "of": len(one.within),
        "certainty": entry.certainty,
        "told": f"{one.called}, in {programs[nth]}: {_since(entry)}",
        "whole": _whole(one, programs),
    }


def _in_none(name: str, programs: Sequence[str]) -> str:
    only = len(programs) == 1
    return (
        f"{name}, not counted in {programs[0]}"
        if only
        else (f"{name}, counted in none of these programs")
    )


def land(
    found: Iterable[Belonging], programs: Sequence[str], dots: Iterable[Mapping[str, Any]]
) -> list[Row]:
    """Return the land of states, ``dots`` as `places.land` makes them: that of a state in several
    programs in a part for each, every second dot or every third; where there are too few, in one
    part of the last of the `groups`. That of a state in none says so; that of a territory does not,
    since nobody asked for those."""
    states = {one.participant: one for one in found if one.kind == "state"}
    rows: list[Row] = []
    for feature in dots:
        one = states.get(feature["state"])
        if one:
            rows += _parts(one, programs, feature)
        elif "name" in feature:
            rows.append({**feature, "whole": _in_none(feature["name"], programs)})
        else:
            rows.append(dict(feature))
    return rows


def _parts(one: Belonging, programs: Sequence[str], feature: Mapping[str, Any]) -> list[Row]:
    dots, many = feature["geometry"]["coordinates"], len(one.within)
    whole = {**feature, "whole": _whole(one, programs)}
    if len(dots) < many:
        certainty = "certain" if one.certain else "possible"
        return [{**whole, "program": group(one, programs), "certainty": certainty}]
    return [
        {
            **whole,
            "program": programs[nth],
            "certainty": entry.certainty,
            "geometry": {**feature["geometry"], "coordinates": dots[place::many]},
        }
        for place, (nth, entry) in enumerate(one.within.items())
    ]


def _whole(one: Belonging, programs: Sequence[str]) -> str:
    return f"{one.called}, in {detail(one, programs)}"


def group(one: Belonging, programs: Sequence[str]) -> str:
    """Return what a participant is in, in the words of `specs.groups`."""
    if len(one.within) > 1:
        return BOTH if len(programs) == 2 else SEVERAL
    return groups(programs)[next(iter(one.within))]


def table_of_lines(lines: Mapping[str, Sequence[Count]]) -> list[Row]:
    """Return the table behind a chart, in the order of days."""
    steps = [(count.day, name, count) for name, found in lines.items() for count in found]
    return [
        {"day": str(day), "program": name, "members": one.certain, "possible": one.possible}
        for day, name, one in sorted(steps, key=lambda step: step[0])
    ]


def table_of_states(found: Iterable[Belonging], programs: Sequence[str]) -> list[Row]:
    """Return the table behind a map: what each participant is in, and since when."""
    return [
        {
            "state": one.called,
            "id": one.participant,
            "in": group(one, programs),
            "certainty": "certain" if one.certain else "possible",
            **{
                name: _since(entry) if entry else None
                for name, entry in zip(programs, one.entries, strict=True)
            },
        }
        for one in found
    ]


def sums(found: Iterable[Belonging], programs: Sequence[str]) -> list[tuple[str, str]]:
    """Return how many are in each of the `groups`, as a range where that is not certain."""
    of = [(group(one, programs), one.certain) for one in found]
    return [
        (name, in_figures(of.count((name, True)), of.count((name, False))))
        for name in groups(programs)
    ]


def detail(one: Belonging, programs: Sequence[str]) -> str:
    """Return what a participant is in which program, and since when."""
    return "; ".join(
        f"{name}: {_since(entry)}"
        for name, entry in zip(programs, one.entries, strict=True)
        if entry
    )


def groups(programs: Sequence[str]) -> list[str]:
    """Return what a state can be in, as the legend names it: one of the programs, or more of
    them."""
    if len(programs) < 2:
        return list(programs)
    return [
        *(say("{program} only", program=one) for one in programs),
        BOTH if len(programs) == 2 else SEVERAL,
    ]


def wrapped(name: str) -> list[str]:
    """Return a program's name as it stands at the end of its line, after the number."""
    return textwrap.wrap(name, 24, max_lines=3, placeholder="…")


def _since(entry: Entry) -> str:
    marks = f" ({'; '.join(map(str, entry.marks))})" if entry.marks else ""
    return f"{'' if entry.certain else 'possibly '}{entry}{marks}"


def apart(places: Sequence[float], halves: Sequence[float], top: float) -> list[float]:
    """Return places in rising order, moved as far as the room that each takes on both sides asks:
    up, and down again where one would reach above ``top``."""
    found: list[float] = []
    for at, (place, half) in enumerate(zip(places, halves, strict=True)):
        least = found[-1] + halves[at - 1] + half + 2 if found else place
        found.append(max(place, least))
    for at in range(len(found) - 1, -1, -1):
        found[at] = min(found[at], top - halves[at])
        top = found[at] - halves[at] - 2
    return found


def levels(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return the level of each label, so that none covers another's vertical line. ``spans``
    are (start, width) by rising start; a label goes above every later one that starts within
    its width."""
    found: list[int] = []  # from the last label to the first
    starts = [start for start, _ in spans]
    for at in range(len(spans) - 1, -1, -1):
        start, width = spans[at]
        under = [
            level
            for level, other in zip(found, reversed(starts), strict=False)
            if other < start + width
        ]
        found.append(max(under, default=-1) + 1)
    return found[::-1]
