"""Write the results into the two pages that have them: what matters to a user into
``docs/performance.md``, every figure into ``docs/plots/README.md``.

Only what stands between a page's two marks is written; all else is by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from benchmarks import results
from benchmarks.plots import is_plotted
from benchmarks.results import Kept
from benchmarks.rounds import LARGE, OURS, Spread, shown
from benchmarks.targets import MIDDLE, TARGETS, Target, Verdict, verdict

DOCS = Path(__file__).parent.parent / "docs"
PAGE, TABLES = DOCS / "performance.md", DOCS / "plots" / "README.md"
START, END = "<!-- written by make bench -->", "<!-- end of what make bench writes -->"
COLUMNS = ("of", "must reach", "measured", "reached", "on")
SIZES = (10_000, MIDDLE, LARGE)
OLDER = "†"  # beside a figure that was not measured on the last day
FAMILIES = ("memory", "growth")


def written(before: str, body: str, start: str = START, end: str = END) -> str:
    """Return a page with another body between two marks."""
    head, _, rest = before.partition(start)
    _, _, tail = rest.partition(end)
    return f"{head}{start}\n\n{body}\n\n{end}{tail}"


def summary(found: Mapping[str, Kept]) -> str:
    """Return a line a measure, at the sizes of the page, beside what others take at the largest of
    them that is measured again and again; and which targets are missed. What was measured before
    the last day is marked. Growth and small sizes are for the tables."""
    last = max(where["on"] for kept in found.values() for where in kept.where.values())
    rows = [
        (
            f"{name}: {kept.title}",
            *(_own(kept, size, last) for size in SIZES),
            "; ".join(_times(kept, max(size for size in kept.sizes if size <= MIDDLE))),
        )
        for name, kept in sorted(found.items(), key=lambda one: _order(one[0]))
        if {*SIZES[:2]} & kept.sizes.keys() and not name.startswith("growth")
    ]
    missed = [one.target.measure for one in _verdicts(found) if one.reached is False]
    named = ", ".join(dict.fromkeys(missed)) or "none"
    columns = ("", *(f"{size:,} events" for size in SIZES), "beside others")
    told = f"Of {len(TARGETS)} targets, {len(missed)} are missed, of: {named}."
    before = f"{OLDER} measured before {last}, of the program as it was then."
    marked = [before] if any(OLDER in cell for row in rows for cell in row) else []
    return "\n\n".join([_table(columns, rows), *marked, told])


def _own(kept: Kept, size: int, last: str) -> str:
    """Our figure at a size, marked where it was not measured on the last day; nothing where there
    is none."""
    if size not in kept.sizes:
        return ""
    on = kept.where[size]["on"]
    figure = _number(shown(kept.unit, kept.sizes[size].figures[OURS].median, size))
    return f"{figure} {kept.unit}{'' if on == last else OLDER}"


def _times(kept: Kept, size: int) -> Iterator[str]:
    """How many times what each other side takes, but our own by another way."""
    for side, ratio in kept.sizes[size].ratios.items():
        if not side.startswith(OURS):
            yield f"{_number(ratio.median)} times {side}"


def every_figure(found: Mapping[str, Kept]) -> str:
    """Return the targets, the figures of every measure at every size, and where they were taken."""
    parts = ["## Targets", _targets(found), "## Measures"]
    for family, names in groupby(sorted(found, key=_order), _family):
        parts += [f"### {family}", *_measures({name: found[name] for name in names})]
    return "\n\n".join([*parts, "## Machine and versions", _where(found)])


def _family(name: str) -> str:
    """The word that measures of one kind share, which stand in one table."""
    first = name.partition("-")[0]
    return first if first in FAMILIES else name


def _order(name: str) -> int:
    """Where a measure stands: in the order of the targets, and those without one behind them."""
    names = [target.measure for target in TARGETS]
    return names.index(name) if name in names else len(names)


def _targets(found: Mapping[str, Kept]) -> str:
    return _table(COLUMNS, [_verdict_row(one, found) for one in _verdicts(found)])


def _verdicts(found: Mapping[str, Kept]) -> Sequence[Verdict]:
    return [verdict(target, found) for target in TARGETS]


def _verdict_row(one: Verdict, found: Mapping[str, Kept]) -> Sequence[str]:
    said = {True: "yes", False: "**no**", None: "not measured"}[one.reached]
    unit = found[one.target.measure].unit if one.target.measure in found else ""
    on = "" if one.value is None else found[one.target.measure].where[one.target.size]["on"]
    return (one.target.measure, _wanted(one.target, unit), _value(one, unit), said, on)


def _wanted(target: Target, unit: str) -> str:
    limit = f"{target.limit:g}"
    is_figure = target.wanted.startswith("under")
    return target.wanted.replace(limit, f"{limit} {unit}", 1) if is_figure else target.wanted


def _value(one: Verdict, unit: str) -> str:
    if one.value is None:
        return ""
    is_figure = one.target.wanted.startswith("under")
    return f"{_number(one.value)} {unit if is_figure else 'times'}"


def _measures(found: Mapping[str, Kept]) -> Iterator[str]:
    """The measures of one family, each of which has the same sides: what they are, the plots of
    those that were taken at several sizes, the figures."""
    titles = "; ".join(one.title for one in found.values())
    [unit] = {one.unit for one in found.values()}
    yield f"{titles[:1].upper()}{titles[1:]}: {unit}."
    for name, kept in found.items():
        if is_plotted(kept):
            yield f"![{kept.title}]({name}.svg)"
    others = [side for side in _sides(next(iter(found.values()))) if side != OURS]
    named = ("of",) if len(found) > 1 else ()
    rows = [
        [
            *(name.partition("-")[2] for _ in named),
            f"{size:,}",
            str(one.rounds),
            _number(shown(unit, one.figures[OURS].median, size)),
            *(
                _against(shown(unit, one.figures[side].median, size), one.ratios[side])
                if side in one.figures
                else ""
                for side in others
            ),
        ]
        for name, kept in found.items()
        for size, one in kept.sizes.items()
    ]
    yield _table((*named, "events", "rounds", OURS, *others), rows)


def _sides(kept: Kept) -> Sequence[str]:
    """The sides that were measured at some size, those of the smallest first."""
    return list(dict.fromkeys(side for one in kept.sizes.values() for side in one.figures))


def _against(figure: float, ratio: Spread) -> str:
    """Another side's figure, and ours against it."""
    middle, low, high = map(_number, ratio)
    spread = f" ({low} to {high})" if low != high else ""
    return f"{_number(figure)}: {middle} times{spread}"


def _where(found: Mapping[str, Kept]) -> str:
    """Each machine with its versions, and what was measured there when."""
    places: dict[str, set[str]] = {}
    for kept in found.values():
        for where in kept.where.values():
            fixed = [f"{key} {value}" for key, value in where.items() if key not in _OWN_WORDS]
            place = ", ".join([where["machine"], where["system"], *fixed])
            places.setdefault(place, set()).add(where["on"])
    return "\n".join(f"- {place} ({', '.join(sorted(on))})" for place, on in places.items())


_OWN_WORDS = ("on", "machine", "system")


def _number(value: float) -> str:
    """A number in three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    found = results.load()
    for path, body in ((PAGE, summary(found)), (TABLES, every_figure(found))):
        path.write_text(written(path.read_text(), body))


if __name__ == "__main__":
    main()
