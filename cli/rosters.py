"""``roster``, ``diff`` and ``compare``: who is in, who came and went, who is in both."""

from collections.abc import Sequence
from typing import Any

import click

from cli import options, output, shapes
from cli.app import App, pass_app, single_day
from cli.option import option
from projections.roster import Change, Entry, comparison, difference

_COLUMNS = ("participant", "id", "kind", "status", "since", "certainty", "because")


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
    form: str,
    **sources: Any,
) -> None:
    """Who is in PROGRAM: members for certain, and possible ones.

    \b
    Examples: depositary roster ILRS --before october-accords --kind state
              depositary roster "Artemis Accords" --on 2023-10-24 --published-by 2023-10-24
    """
    with options.view(app, known, **sources) as view:
        of = view.program(program)
        found = view.roster(of, view.day(on, before, app.today), kinds, status)
        kept = ", ".join([*kinds, *([status] if status else [])])
        output.answer(
            form,
            header=f"{of.name}: roster {shapes.asked(view, found.on)}"
            + (f"; only {kept}" if kept else "")
            + f"\n{shapes.count(found)}",
            rows=[_row(entry) for entry in found.entries],
            columns=_COLUMNS,
            shape=shapes.roster(found, view, kinds, status),
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
        changes = difference(*rosters)
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


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "participant": entry.name,
        "id": entry.participant,
        "kind": entry.kind,
        "status": entry.status,
        "since": entry.since,
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
    return f"{entry.certainty} {entry.status} since {entry.since}" if entry else ""


def _shared_row(identity: str, titles: Sequence[str], entries: Sequence[Entry]) -> dict[str, Any]:
    first = entries[0]
    everywhere = "certain" if all(entry.certain for entry in entries) else "possible"
    row = {"participant": first.name, "id": identity, "kind": first.kind, "certainty": everywhere}
    since = (f"{entry.status} since {entry.since}" for entry in entries)
    return row | dict(zip(titles, since, strict=True))
