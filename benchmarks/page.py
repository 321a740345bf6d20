"""docs/performance.md: what stands between its two marks is written from the results, all else by
hand."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import results
from benchmarks.results import Kept
from benchmarks.rounds import OURS, Spread, module, shown
from benchmarks.targets import TARGETS, Target, Verdict, verdict

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
START, END = "<!-- written by make bench -->", "<!-- end of what make bench writes -->"
COLUMNS = ("of", "must reach", "measured", "reached")
SUBJECTS = {"roster": "asking", "audit": "asking"}


def written(before: str, found: Mapping[str, Kept]) -> str:
    """The page with the results in it."""
    head, _, rest = before.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}\n{_body(found)}\n{END}{tail}"


def _body(found: Mapping[str, Kept]) -> str:
    parts = ["## Targets", _targets(found), "## Measures"]
    for name in sorted(found, key=_order):
        parts += [f"### {name}", *_measure(name, found[name])]
    return "\n" + "\n\n".join([*parts, "## Machine and versions", _where(found)]) + "\n"


def _order(name: str) -> int:
    """Where a measure stands: in the order of the targets."""
    return [target.measure for target in TARGETS].index(name)


def _targets(found: Mapping[str, Kept]) -> str:
    verdicts = [verdict(target, found) for target in TARGETS]
    return _table(COLUMNS, [_verdict_row(one, found) for one in verdicts])


def _verdict_row(one: Verdict, found: Mapping[str, Kept]) -> Sequence[str]:
    said = {True: "yes", False: "**no**", None: "not measured"}[one.reached]
    unit = found[one.target.measure].unit if one.target.measure in found else ""
    return (one.target.measure, _wanted(one.target, unit), _value(one, unit), said)


def _wanted(target: Target, unit: str) -> str:
    limit = f"{target.limit:g}"
    is_figure = target.wanted.startswith("under")
    return target.wanted.replace(limit, f"{limit} {unit}", 1) if is_figure else target.wanted


def _value(one: Verdict, unit: str) -> str:
    if one.value is None:
        return ""
    is_figure = one.target.wanted.startswith("under")
    return f"{_number(one.value)} {unit if is_figure else 'times'}"


def _measure(name: str, kept: Kept) -> Iterator[str]:
    several = name.startswith(("memory", "growth"))
    subject = SUBJECTS.get(name, name.partition("-")[0] if several else name)
    command = f"python -m benchmarks.{module(subject)} SIZE"
    yield f"{kept.title[:1].upper()}{kept.title[1:]}: {kept.unit}. `{command}`"
    yield f"![{kept.title}: growth over the sizes](plots/{name}.svg)"
    others = [side for side in next(iter(kept.sizes.values())).figures if side != OURS]
    rows = [
        (
            f"{size:,}",
            str(one.rounds),
            _number(shown(kept.unit, one.figures[OURS].median, size)),
            *(
                _against(shown(kept.unit, one.figures[side].median, size), one.ratios[side])
                for side in others
            ),
        )
        for size, one in kept.sizes.items()
    ]
    yield _table(("events", "rounds", OURS, *others), rows)


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
    PAGE.write_text(written(PAGE.read_text(), results.load()))


if __name__ == "__main__":
    main()
