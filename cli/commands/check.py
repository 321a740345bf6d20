"""``check``: whether the entries make sense."""

import difflib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import attrs
import click

from cli import json_shapes, options, output
from cli.app import App, pass_app
from cli.exit_codes import FAILED
from cli.strict import option
from ledger import archive
from ledger.errors import Unknown
from projections.checks import quotes as quoted
from projections.checks.claims import Verdict, check_claims
from projections.checks.registry import BASIC, CHECKS, Finding, with_verdicts
from projections.evidence import Evidence
from projections.roster import memberships
from projections.view import View


@click.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@option("--strict", is_flag=True, help="Every check there is, and nothing unchecked.")
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
    """Look whether the entries make sense; silent, with exit code 0, when they do.

    Without a NAME: unread (what this version cannot read), references, sources and quotes. By
    name or with --strict, also: surprises, claims (published counts against the register). Exit
    code 3 when there is a finding.

    'check quotes' also names quotes that cannot be checked, for want of an archived text; with
    --strict, the exit code is 3 then too.

    \b
    Examples: depositary check
              depositary check claims
              depositary check quotes
    """
    wanted = list(CHECKS) if strict else [_known(name) for name in names] or list(BASIC)
    with options.view(app, known) as view:
        quotes = _quotes(view) if "quotes" in wanted else ()
        verdicts = _verdicts(view) if "claims" in wanted else ()
        checks = with_verdicts(quotes, archive.unfinished(view.ledger), verdicts)
        findings = [one for name in wanted for one in checks[name](view.events_for(), view.names)]
        asked = quotes if strict or names else ()
        if form == "table":
            for line in [*_lines(findings, verdicts), *_on_quotes(asked)]:
                click.echo(output.visible(line))
        else:
            rows = [_row(one) for one in findings]
            output.answer(
                form,
                header="",
                rows=rows,
                columns=("check", "position", "summary", "problem"),
                shape=_shape(wanted, findings, verdicts, asked, view),
            )
    if findings or (strict and any(one.stands is None for one in quotes)):
        ctx.exit(FAILED)


def _quotes(view: View) -> tuple[quoted.Verdict, ...]:
    texts = partial(archive.text, view.ledger)
    effective = view.events_for()
    return quoted.check_quotes(effective, Evidence(effective).sources, texts)


def _verdicts(view: View) -> tuple[Verdict, ...]:
    effective = view.events_for()
    return check_claims(effective, view.names, memberships(effective))


def _known(name: str) -> str:
    if name not in CHECKS:
        raise Unknown("check", name, difflib.get_close_matches(name, CHECKS))
    return name


def _row(one: Finding) -> dict[str, Any]:
    found = {"check": one.check, "position": one.position}
    return {**found, "summary": one.event, "problem": one.problem}


def _lines(findings: Sequence[Finding], verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield a line for each finding, and how many claims hold; nothing where nothing was found."""
    for one in findings:
        yield f"{one.check} #{one.position}: {one.event}: {one.problem}"
    if verdicts:
        right = sum(verdict.reproduced for verdict in verdicts)
        yield f"{right} of {len(verdicts)} published claims are reproduced"


def _on_quotes(quotes: Sequence[quoted.Verdict]) -> Iterator[str]:
    """Yield the quotes that cannot be checked, source by source, and how many stand."""
    unchecked: dict[str, list[str]] = {}
    for one in quotes:
        if one.stands is None:
            unchecked.setdefault(one.source, []).append(f"#{one.position}")
    for source, positions in unchecked.items():
        where = ", ".join(dict.fromkeys(positions))
        yield f"quotes {where}: not checked: no text of {source} is archived"
    if quotes:
        right = sum(one.stands is True for one in quotes)
        rest = sum(map(len, unchecked.values()))
        yield f"{right} of {len(quotes)} quotes stand in archived texts, {rest} cannot be checked"


def _shape(
    wanted: Sequence[str],
    findings: Sequence[Finding],
    verdicts: Sequence[Verdict],
    quotes: Sequence[quoted.Verdict],
    view: View,
) -> dict[str, Any]:
    return {
        "known": json_shapes.known(view),
        "checks": list(wanted),
        "findings": [_row(one) for one in findings],
        "claims": [
            {
                "position": verdict.position,
                "reproduced": verdict.reproduced,
                "explanation": verdict.explanation,
            }
            for verdict in verdicts
        ],
        "quotes": [attrs.asdict(one) for one in quotes],
    }
