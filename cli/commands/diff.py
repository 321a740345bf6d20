"""``diff``: who joined, left or changed between two dates or records."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from cli import json_shapes, options, output, questions
from cli.app import App, pass_app
from cli.days import asked_day, day_before, is_date, known_position, last_of
from projections.difference import Change, difference, revision
from projections.membership import Span
from projections.roster import Entry, Roster
from projections.view import View


@click.command()
@click.argument("program")
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@options.on
@options.known
@options.policy
@options.kinds
@options.regions
@options.cite
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
    after: str | None,
    known: str | None,
    kinds: tuple[str, ...],
    regions: tuple[str, ...],
    form: str,
    **sources: Any,
) -> None:
    """List who joined, left or changed in PROGRAM from one date to another.

    FROM and TO are days; or, as '#POSITION', two states of the ledger, compared on one day
    (--on): what did the register say then that it does not say now?
    From a milestone is from its eve, to one is to its end.

    \b
    Examples: depositary diff ILRS 2023-09-30 2023-12-31
              depositary diff ILRS october-accords october-accords
              depositary diff ILRS '#40' '#90' --on 2023-06-30
    """
    by_record = start.startswith("#")
    if by_record != end.startswith("#"):
        raise click.UsageError("FROM and TO must be two dates or two positions")
    if known if by_record else (on or before or after):
        given = "leave out --known, --on, --before, --after"
        raise click.UsageError(f"FROM and TO give these already: {given}")
    with options.view(app, known, **sources) as view:
        if by_record:
            views = [view.as_known_at(known_position(view.ledger, text)) for text in (start, end)]
            days = [asked_day(view, on, before, after, app.today)] * 2
        else:
            views = [view, view]
            days = [_end(view, start, "FROM"), _end(view, end, "TO")]
        rosters = [
            one.roster(one.program(program), day, kinds, None, regions)
            for one, day in zip(views, days, strict=True)
        ]
        changes = _changes(views, rosters) if by_record else _in_the_world(view, rosters)
        questions.answer(
            max(views, key=lambda one: one.known),
            form,
            title=_title(views, rosters),
            rows=[_change_row(change, form) for change in changes],
            columns=("change", "participant", "id", "before", "after", "marks"),
            key=["id"],
            shape=lambda: json_shapes.difference(views, rosters, changes),
            asked=_asked(views, rosters, by_record),
            nothing="no change",
        )


def _title(views: Sequence[View], rosters: Sequence[Roster]) -> str:
    """Return what was asked, with the two ends."""
    asked = [json_shapes.asked(view, one.on) for view, one in zip(views, rosters, strict=True)]
    called = views[1].names.called(rosters[1].program.id, rosters[1].on)
    title = f"{called}: what changed{json_shapes.narrowed(rosters[1])}"
    return f"{title}\nbefore: {asked[0]}\nafter:  {asked[1]}"


def _asked(views: Sequence[View], rosters: Sequence[Roster], by_record: bool) -> dict[str, object]:
    """Return the question as it is cited."""
    ends: Sequence[object] = (
        [f"#{one.known}" for one in views] if by_record else [one.on for one in rosters]
    )
    return {
        "program": rosters[1].program.id,
        "start": ends[0],
        "end": ends[1],
        "on": rosters[1].on if by_record else None,
    }


def _in_the_world(view: View, rosters: Sequence[Roster]) -> tuple[Change, ...]:
    """Return who joined, left or changed from one day to another."""
    before, after = rosters
    return difference(before, after, view.how(after.program, after.on))


def _end(view: View, text: str, which: str) -> date:
    """Return the day that a date is; of a milestone or an event, as FROM the eve and as TO the last
    day, so that what it brought lies between."""
    if which == "FROM" and not is_date(text):
        return day_before(view, text)
    return last_of(view, text, which)


def _changes(views: Sequence[View], rosters: Sequence[Roster]) -> tuple[Change, ...]:
    """Return what the register says otherwise of a day than it did at another position."""
    spans: list[dict[str, list[Span]]] = [{}, {}]
    for found, view in zip(spans, views, strict=True):
        for participant, span in view.spans(rosters[1].program.id):
            found.setdefault(participant, []).append(span)
    before, after = rosters
    return revision(before, after, *spans)


def _change_row(change: Change, form: str) -> dict[str, Any]:
    return {
        "change": change.what,
        "participant": change.called if form == "table" else change.name,
        "id": change.participant,
        "before": _brief(change.before),
        "after": _brief(change.after),
        "marks": output.Marks(change.marks),
    }


def _brief(entry: Entry | None) -> str:
    return f"{entry.certainty} {entry}" if entry else ""
