"""``timeline``, ``replay`` and ``ties``: what happened, what it made of rosters step by step, and
who is linked to whom."""

from typing import Any

import click

from cli import options, output, shapes
from cli.app import App, View, pass_app, single_day
from cli.option import option
from ledger.errors import Unknown
from projections.effective import Effective
from projections.roster import Change
from projections.ties import Tie
from projections.ties import ties as ties_of
from projections.timeline import Item, Replay, Step, together
from projections.timeline import replay as replayed
from projections.timeline import timeline as timeline_of


@click.command()
@click.argument("name", metavar="[PROGRAM|PARTICIPANT]", required=False)
@options.known
@options.form()
@pass_app
def timeline(app: App, /, name: str | None, known: str | None, form: str) -> None:
    """What happened, in the order of the world: in a program, to a participant, or in all.

    \b
    Examples: depositary timeline ILRS
              depositary timeline Egypt --known 2023-12-31
    """
    with options.view(app, known) as view:
        about = _about(view, name) if name else {}
        items = timeline_of(_effective(view, about), view.names, **about)
        title = view.names.title(next(iter(about.values()))) if about else "all"
        output.answer(
            form,
            header=f"{title}: timeline {shapes.asked(view)}",
            rows=[_item_row(item) for item in items],
            columns=("date", "type", "what", "event"),
            shape={
                **_about_shape(about, view),
                "known": shapes.known(view),
                "items": [_item_shape(item) for item in items],
            },
            nothing="nothing is recorded",
        )


def _about(view: View, name: str) -> dict[str, str]:
    """Whether a name is a program's or a participant's; a program goes first."""
    try:
        return {"program": view.names.program(name)}
    except Unknown as no_program:
        try:
            return {"participant": view.names.participant(name)}
        except Unknown as nobody:
            near = [*no_program.near, *nobody.near]
            raise Unknown("program or participant", name, near) from None


def _effective(view: View, about: dict[str, str]) -> Effective:
    """The events that a timeline is made of."""
    if "program" in about:
        return view.effective_of(about["program"])
    if "participant" in about:
        return view.effective_with(about["participant"])
    return view.effective


def _about_shape(about: dict[str, str], view: View) -> dict[str, Any]:
    program, participant = about.get("program"), about.get("participant")
    return {
        "program": shapes.program(view.names.programs[program]) if program else None,
        "participant": shapes.participant(participant, view.names) if participant else None,
    }


def _item_row(item: Item) -> dict[str, Any]:
    via = f" (by {', '.join(item.via)})" if item.via else ""
    where = {"date": item.when, "type": item.kind, "event": f"#{item.position}"}
    return {**where, "what": f"{item.summary}{via}"}


def _item_shape(item: Item) -> dict[str, Any]:
    return {
        "position": item.position,
        "date": item.when,
        "earliest": item.earliest.isoformat(),
        "latest": item.latest.isoformat(),
        "type": item.kind,
        "summary": item.summary,
        "program": item.program,
        "participants": list(item.participants),
        "via": list(item.via),
    }


@click.command()
@click.argument("program", required=False)
@option("--to", metavar="DATE", help="Up to the end of this day; without it, today.")
@options.known
@options.policy
@options.form()
@pass_app
def replay(
    app: App,
    /,
    program: str | None,
    to: str | None,
    known: str | None,
    form: str,
    **sources: Any,
) -> None:
    """History step by step up to a date, and the state there: of PROGRAM, or of all programs.

    \b
    Example: depositary replay ILRS --to 2023-12-31
    """
    with options.view(app, known, **sources) as view:
        day = single_day(to, "--to") if to else app.today
        wanted = [program] if program else sorted(view.names.programs)
        programs = [view.program(one) for one in wanted]
        replays = [
            replayed(view.effective_of(one.id), view.names, [one], day, view.policy)
            for one in programs
        ]
        found = together(replays, day)
        output.answer(
            form,
            header=_replay_header(found, view, program),
            rows=[_move_row(step, move) for step in found.steps for move in step.moves],
            columns=("day", "program", "change", "participant", "status", "members", "possible"),
            shape=_replay_shape(found, view),
            nothing="no step",
        )


def _replay_header(found: Replay, view: View, program: str | None) -> str:
    title = found.rosters[0].program.name if program and found.rosters else "all programs"
    ends = [f"{one.program.name}: {shapes.count(one)}" for one in found.rosters]
    return "\n".join([f"{title}: history {shapes.asked(view, found.to)}", *ends])


def _move_row(step: Step, move: Change) -> dict[str, Any]:
    entry = move.after or move.before
    return {
        "day": step.when,
        "program": step.program,
        "change": move.what,
        "participant": move.name,
        "status": entry.status if entry else None,
        "members": step.certain,
        "possible": step.possible,
    }


def _replay_shape(found: Replay, view: View) -> dict[str, Any]:
    return {
        "to": found.to.isoformat(),
        "known": shapes.known(view),
        "policy": shapes.policy(view.policy),
        "steps": [
            {
                "day": step.when,
                "program": step.program,
                "moves": [shapes.change(move) for move in step.moves],
                "counts": {"members": step.certain, "possible": step.possible},
            }
            for step in found.steps
        ],
        "rosters": [shapes.roster(one, view) for one in found.rosters],
    }


@click.command()
@click.argument("participant")
@options.known
@options.form()
@pass_app
def ties(app: App, /, participant: str, known: str | None, form: str) -> None:
    """Links of PARTICIPANT to others, by launches and by signings.

    A state is linked by what its agencies, companies and universities do, too.

    \b
    Example: depositary ties Egypt
    """
    with options.view(app, known) as view:
        identity = view.names.participant(participant)
        found = ties_of(view.effective_with(identity), view.names, identity)
        output.answer(
            form,
            header=f"{view.names.title(identity)}: ties {shapes.asked(view)}",
            rows=[_tie_row(tie, view) for tie in found],
            columns=("date", "via", "how", "other", "of", "program", "events"),
            shape={
                "participant": shapes.participant(identity, view.names),
                "known": shapes.known(view),
                "ties": [_tie_shape(tie, view) for tie in found],
            },
        )


def _tie_row(tie: Tie, view: View) -> dict[str, Any]:
    return {
        "date": tie.when,
        "via": view.names.title(tie.via) if tie.via else None,
        "how": tie.role,
        "other": view.names.title(tie.other),
        "of": view.names.title(tie.state) if tie.state else None,
        "program": tie.program,
        "events": [f"#{position}" for position in tie.positions],
    }


def _tie_shape(tie: Tie, view: View) -> dict[str, Any]:
    return {
        "other": shapes.participant(tie.other, view.names),
        "state": tie.state,
        "via": tie.via,
        "how": tie.how,
        "role": tie.role,
        "date": tie.when,
        "program": tie.program,
        "because": list(tie.positions),
    }
