"""``roster``, ``diff`` and ``compare``: who is in, who came and went, who is in both."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from cli import options, output, shapes
from cli.app import App, View, pass_app, single_day
from cli.option import option
from projections.evidence import Evidence, Support
from projections.membership import Span
from projections.roster import Change, Entry, Roster, comparison, difference, revision

_COLUMNS = ("participant", "id", "kind", "status", "since", "status_since", "certainty", "because")


@click.command()
@click.argument("program")
@options.on
@options.known
@options.policy
@options.kinds
@option(
    "--status",
    type=click.Choice(options.STATUSES),
    help="Who has exactly this status, member or not.",
)
@option(
    "--sources",
    "sourced",
    is_flag=True,
    help="The sources behind each; their addresses in CSV and JSON.",
)
@options.form()
@pass_app
def roster(
    app: App,
    /,
    program: str,
    on: str | None,
    before: str | None,
    known: str | None,
    kinds: tuple[str, ...],
    status: str | None,
    sourced: bool,
    form: str,
    **sources: Any,
) -> None:
    """Who is in PROGRAM: members for certain, and possible ones.

    \b
    Examples: depositary roster ILRS --before october-accords --kind state
              depositary roster "Artemis Accords" --on 2023-10-24 --published-by 2023-10-24
              depositary roster ILRS --kind state --sources --format csv
    """
    with options.view(app, known, **sources) as view:
        of = view.program(program)
        found = view.roster(of, view.day(on, before, app.today), kinds, status)
        cited = _cited(found, view) if sourced else {}
        kept = ", ".join([*kinds, *([status] if status else [])])
        output.answer(
            form,
            header=f"{of.name}: roster {shapes.asked(view, found.on)}"
            + (f"; only {kept}" if kept else "")
            + f"\n{shapes.count(found)}",
            rows=[_row(entry, form) | _behind(cited.get(entry)) for entry in found.entries],
            columns=_columns(form, sourced),
            shape=_with_sources(shapes.roster(found, view, kinds), cited),
        )


@click.command()
@click.argument("program")
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@options.on
@options.known
@options.policy
@options.kinds
@options.form()
@pass_app
def diff(
    app: App,
    /,
    program: str,
    start: str,
    end: str,
    on: str | None,
    before: str | None,
    known: str | None,
    kinds: tuple[str, ...],
    form: str,
    **sources: Any,
) -> None:
    """Who joined, left or changed in PROGRAM from one date to another.

    FROM and TO are days; or, as '#POSITION', two states of the ledger, compared on one day
    (--on): what did the register say then that it does not say now?

    \b
    Examples: depositary diff ILRS 2023-09-30 2023-12-31
              depositary diff ILRS '#40' '#90' --on 2023-06-30
    """
    by_record = start.startswith("#")
    if by_record != end.startswith("#"):
        raise click.UsageError("FROM and TO must be two dates or two positions")
    if known if by_record else (on or before):
        raise click.UsageError("FROM and TO give these already: leave out --known, --on, --before")
    with options.view(app, known, **sources) as view:
        if by_record:
            views = [view.as_known_at(text) for text in (start, end)]
            days = [view.day(on, before, app.today)] * 2
        else:
            views = [view, view]
            days = [single_day(start, "FROM"), single_day(end, "TO")]
        rosters = [
            one.roster(one.program(program), day, kinds)
            for one, day in zip(views, days, strict=True)
        ]
        changes = _changes(views, rosters) if by_record else difference(*rosters)
        asked = [shapes.asked(one, day) for one, day in zip(views, days, strict=True)]
        title = f"{rosters[1].program.name}: what changed"
        output.answer(
            form,
            header=f"{title}\nbefore: {asked[0]}\nafter:  {asked[1]}",
            rows=[_change_row(change) for change in changes],
            columns=("change", "participant", "id", "before", "after"),
            shape=shapes.difference(views, rosters, changes, kinds),
            nothing="no change",
        )


@click.command()
@click.argument("programs", metavar="PROGRAM PROGRAM...", nargs=-1, required=True)
@options.on
@options.known
@options.policy
@options.kinds
@options.form()
@pass_app
def compare(
    app: App,
    /,
    programs: tuple[str, ...],
    on: str | None,
    before: str | None,
    known: str | None,
    kinds: tuple[str, ...],
    form: str,
    **sources: Any,
) -> None:
    """Programs side by side: how many of each kind, and who is in all of them.

    \b
    Example: depositary compare "Artemis Accords" ILRS --on 2025-12-31
    """
    if len(programs) < 2:
        raise click.UsageError("compare wants two programs or more")
    with options.view(app, known, **sources) as view:
        day = view.day(on, before, app.today)
        found = comparison([view.roster(view.program(one), day, kinds) for one in programs])
        titles = [one.program.name for one in found.rosters]
        output.answer(
            form,
            header="\n".join(
                [
                    f"{' and '.join(titles)}: compared {shapes.asked(view, day)}",
                    *(f"{one.program.name}: {shapes.count(one)}" for one in found.rosters),
                    f"in all of them: {len(found.shared)}",
                ]
            ),
            rows=[_shared_row(one, titles, entries) for one, entries in found.shared.items()],
            columns=("participant", "id", "kind", "certainty", *titles),
            shape=shapes.comparison(found, view, day, kinds),
        )


def _columns(form: str, sourced: bool) -> tuple[str, ...]:
    """Addresses are too long for a table that people read."""
    if not sourced:
        return _COLUMNS
    return (*_COLUMNS, "sources", "disputed_by", *(["urls"] if form == "csv" else []))


def _cited(found: Roster, view: View) -> dict[Entry, list[Support]]:
    """The sources of the events behind each entry."""
    effective = view.effective_of(found.program.id)
    evidence = Evidence(effective)
    behind = {entry: map(effective.standing, entry.because) for entry in found.entries}
    return {
        entry: [support for one in of if one for support in evidence.of(one)]
        for entry, of in behind.items()
    }


def _behind(cited: Sequence[Support] | None) -> dict[str, Any]:
    """The sources of an entry in a row: each once, those that speak against an event apart."""
    for_it = [one for one in cited or () if one.stance == "supports"]
    against = [one.citation.source for one in cited or () if one.stance == "disputes"]
    urls = [one.source.url for one in for_it if one.source and one.source.url]
    return {
        "sources": list(dict.fromkeys(one.citation.source for one in for_it)),
        "disputed_by": list(dict.fromkeys(against)),
        "urls": list(dict.fromkeys(urls)),
    }


def _with_sources(shape: dict[str, Any], cited: Mapping[Entry, list[Support]]) -> dict[str, Any]:
    """The shape of a roster, where it was asked for with the sources of each entry."""
    by_id = {entry.participant: list(map(shapes.support, of)) for entry, of in cited.items()}
    for entry in (*shape["members"], *shape["possible"], *shape["others"]) if cited else ():
        entry["sources"] = by_id[entry["participant"]["id"]]
    return shape


def _changes(views: Sequence[View], rosters: Sequence[Roster]) -> tuple[Change, ...]:
    """What the register says otherwise of a day than it did at another position."""
    spans: list[dict[str, list[Span]]] = [{}, {}]
    for found, view in zip(spans, views, strict=True):
        for participant, span in view.spans(rosters[1].program.id):
            found.setdefault(participant, []).append(span)
    before, after = rosters
    return revision(before, after, *spans)


def _row(entry: Entry, form: str) -> dict[str, Any]:
    """``status_since`` is left out of a table for people where it says the same as ``since``."""
    same = form == "table" and entry.since == entry.status_since
    return {
        "participant": entry.name,
        "id": entry.participant,
        "kind": entry.kind,
        "status": entry.status,
        "since": entry.since,
        "status_since": None if same else entry.status_since,
        "certainty": entry.certainty,
        "because": [f"#{position}" for position in entry.because],
    }


def _change_row(change: Change) -> dict[str, Any]:
    return {
        "change": change.what,
        "participant": change.name,
        "id": change.participant,
        "before": _brief(change.before),
        "after": _brief(change.after),
    }


def _brief(entry: Entry | None) -> str:
    return f"{entry.certainty} {entry}" if entry else ""


def _shared_row(identity: str, titles: Sequence[str], entries: Sequence[Entry]) -> dict[str, Any]:
    first = entries[0]
    everywhere = "certain" if all(entry.certain for entry in entries) else "possible"
    row = {"participant": first.name, "id": identity, "kind": first.kind, "certainty": everywhere}
    return row | dict(zip(titles, map(str, entries), strict=True))
