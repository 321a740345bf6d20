"""``check``, ``verify`` and ``rebuild``: whether the entries make sense, whether the file is what
was recorded, and its tables made again."""

from typing import Any

import click

from cli import options, output, shapes
from cli.app import App, View, pass_app
from cli.main import FAILED
from ledger.errors import Unknown
from ledger.verify import verify as failures
from projections import tables
from projections.checks import BASIC, CHECKS
from projections.claims import Verdict, check_claims


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--strict", is_flag=True, help="Every check there is.")
@options.known
@options.form()
@pass_app
@click.pass_context
def check(
    ctx: click.Context,
    app: App,
    /,
    names: tuple[str, ...],
    strict: bool,
    known: str | None,
    form: str,
) -> None:
    """Whether the entries make sense; silent, with exit code 0, when they do.

    Without a NAME: references, sources and quotes. By name or with --strict, also: surprises,
    claims (published counts against the register). Exit code 3 when there is a finding.

    \b
    Examples: depositary check
              depositary check claims
    """
    for name in names:
        if name not in CHECKS:
            raise Unknown("check", name, [one for one in CHECKS if one.startswith(name[:1])])
    wanted = list(CHECKS) if strict else names or BASIC
    with options.view(app, known) as view:
        findings = [one for name in wanted for one in CHECKS[name](view.effective, view.names)]
        rows = [
            {
                "check": one.check,
                "at": f"#{one.position}",
                "event": one.event,
                "problem": one.problem,
            }
            for one in findings
        ]
        verdicts = _verdicts(view) if "claims" in wanted else ()
        if rows or verdicts or form != "table":
            output.answer(
                form,
                header=_header(wanted, verdicts, view),
                rows=rows,
                columns=("check", "at", "event", "problem"),
                shape={
                    "known": shapes.known(view),
                    "checks": list(wanted),
                    "claims": _claims_shape(verdicts) if "claims" in wanted else None,
                    "findings": [
                        row | {"at": one.position} for row, one in zip(rows, findings, strict=True)
                    ],
                },
            )
    if rows:
        ctx.exit(FAILED)


def _verdicts(view: View) -> tuple[Verdict, ...]:
    return check_claims(view.effective, view.names, view.memberships)


def _header(wanted: Any, verdicts: tuple[Verdict, ...], view: View) -> str:
    title = f"{', '.join(wanted)}: checked {shapes.asked(view)}"
    if not verdicts:
        return title
    right = sum(verdict.reproduced for verdict in verdicts)
    return f"{title}\n{right} of {len(verdicts)} published claims are reproduced"


def _claims_shape(verdicts: tuple[Verdict, ...]) -> dict[str, Any]:
    return {
        "checked": len(verdicts),
        "reproduced": sum(verdict.reproduced for verdict in verdicts),
        "verdicts": [
            {
                "position": verdict.position,
                "reproduced": verdict.reproduced,
                "explanation": verdict.explanation,
            }
            for verdict in verdicts
        ],
    }


@click.command()
@pass_app
@click.pass_context
def verify(ctx: click.Context, app: App, /) -> None:
    """Compute every hash and the tree again, and compare the tables with the events.

    Exit code 3 when anything does not hold; each line then begins with the first position that
    it concerns.

    \b
    Example: depositary verify
    """
    with app.reading() as ledger:
        found = [*map(str, failures(ledger)), *tables.differences(ledger)]
        if found:
            output.write("\n".join(map(output.visible, found)))
            ctx.exit(FAILED)
        head = ledger.head()
        behind = "" if tables.current(ledger) else ", tables behind: run 'depositary rebuild'"
        click.echo(f"{ledger.path}: {head.size} events hold under {head.root.hex()}{behind}")


@click.command()
@pass_app
def rebuild(app: App, /) -> None:
    """Drop the tables and make them again from the events.

    \b
    Example: depositary rebuild
    """
    with app.writing() as ledger:
        click.echo(f"{ledger.path}: tables made again from {tables.rebuild(ledger)} events")
