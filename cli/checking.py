"""``check``, ``verify`` and ``rebuild``: whether the entries make sense, whether the file is what
was recorded, and its tables made again."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import attrs
import click

from cli import heads, options, output, papers, shapes, signing
from cli.app import App, View, pass_app
from cli.main import FAILED
from cli.option import option
from ledger import archive, checkpoints
from ledger.checkpoints import Checkpoint
from ledger.errors import OtherSchema, Unknown
from ledger.notes import PublicKey
from ledger.store import Ledger
from ledger.verify import verify as failures
from projections import quotes as quoted
from projections import tables
from projections.checks import BASIC, CHECKS, Finding, with_texts
from projections.claims import Verdict, check_claims
from projections.evidence import Evidence
from projections.roster import memberships

_TOLD = 1000  # lines of what does not hold


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
    """Whether the entries make sense; silent, with exit code 0, when they do.

    Without a NAME: unread (what this version cannot read), references, sources and quotes. By
    name or with --strict, also: surprises, claims (published counts against the register). Exit
    code 3 when there is a finding.

    'check quotes' also tells which quotes cannot be checked, because no text of their source is
    archived; with --strict, the exit code is 3 then too.

    \b
    Examples: depositary check
              depositary check claims
              depositary check quotes
    """
    wanted = list(CHECKS) if strict else [_known(name) for name in names] or list(BASIC)
    with options.view(app, known) as view:
        quotes = _quotes(view) if "quotes" in wanted else ()
        checks = with_texts(quotes, archive.unfinished(view.ledger))
        findings = [one for name in wanted for one in checks[name](view.effective, view.names)]
        verdicts = _verdicts(view) if "claims" in wanted else ()
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
    return quoted.check_quotes(view.effective, Evidence(view.effective).sources, texts)


def _verdicts(view: View) -> tuple[Verdict, ...]:
    return check_claims(view.effective, view.names, memberships(view.effective))


def _known(name: str) -> str:
    if name not in CHECKS:
        raise Unknown("check", name, difflib.get_close_matches(name, CHECKS))
    return name


def _row(one: Finding) -> dict[str, Any]:
    found = {"check": one.check, "position": one.position}
    return {**found, "summary": one.event, "problem": one.problem}


def _lines(findings: Sequence[Finding], verdicts: Sequence[Verdict]) -> Iterator[str]:
    """One line a finding, and how many claims hold; nothing where nothing was found."""
    for one in findings:
        yield f"{one.check} #{one.position}: {one.event}: {one.problem}"
    if verdicts:
        right = sum(verdict.reproduced for verdict in verdicts)
        yield f"{right} of {len(verdicts)} published claims are reproduced"


def _on_quotes(quotes: Sequence[quoted.Verdict]) -> Iterator[str]:
    """The quotes that cannot be checked, source by source, and how many stand."""
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
        "known": shapes.known(view),
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


@click.command()
@option(
    "--head",
    "kept",
    type=click.Path(),
    metavar="FILE",
    multiple=True,
    help="A tree head that was kept elsewhere; may be repeated.",
)
@signing.key_option
@pass_app
@click.pass_context
def verify(ctx: click.Context, app: App, /, kept: tuple[str, ...], keys: tuple[str, ...]) -> None:
    """Compute every hash and the tree again, and compare the tables with the events.

    With --head also whether the ledger still begins with the events under that head, and with
    --key whether it was signed by a key that you trust. Exit code 3 when anything does not hold;
    each line then begins with the first position, or with the head, that it concerns.

    \b
    Examples: depositary verify
              depositary verify --head head-2026-11-21.txt --key register.key.pub
    """
    if keys and not kept:
        raise click.UsageError("--key is for the heads that --head gives")
    trusted = signing.public_keys(keys)
    given = {path: papers.read(path, "tree head", checkpoints.parse) for path in kept}
    try:
        with app.reading() as ledger:
            with ledger.bounded():
                found = list(islice(_not_holding(app, ledger), _TOLD + 1))
            if not found and _holds(ledger, given, trusted):
                return
    except OtherSchema as refusal:
        found = [f"file: {problem}" for problem in refusal.problems]
    if len(found) > _TOLD:
        found[_TOLD:] = ["file: more does not hold than is told here"]
    if found:
        found += [f"{path}: not compared, since the ledger itself does not hold" for path in given]
        output.write("\n".join(map(output.visible, found)))
    ctx.exit(FAILED)


def _not_holding(app: App, ledger: Ledger) -> Iterator[str]:
    """What does not hold of the ledger by itself, a line each."""
    yield from map(str, failures(ledger, app.clock()))
    yield from tables.differences(ledger)


def _how_tables_are(ledger: Ledger, kept: int | None) -> str:
    """Why the answers are not read from the tables, and what to do."""
    edition = tables.edition(ledger)
    if edition > tables.EDITION:
        return "its tables are those of a later version"
    how = "behind" if kept is not None else "of an earlier version" if edition else "gone"
    return f"its tables are {how}: run 'depositary rebuild'"


def _holds(ledger: Ledger, given: Mapping[str, Checkpoint], trusted: Sequence[PublicKey]) -> bool:
    """Tell that a ledger holds, and what follows for the heads that were kept; whether they too
    hold."""
    head, kept = ledger.head(), tables.kept(ledger)
    mend = "" if kept == head.size else f", {_how_tables_are(ledger, kept)}"
    by = f", recorded last by depositary {head.version}" if head.version else ""
    click.echo(f"{ledger.path}: {head.size} events hold under {head.root.hex()}{by}{mend}")
    if words := shapes.on_unread(View(ledger, head.size)):
        click.echo(words)
    verdicts = heads.compared(ledger, given, trusted)
    for line in heads.report(verdicts, trusted):
        click.echo(line)
    return not any(one.problem for one in verdicts)


@click.command()
@pass_app
def rebuild(app: App, /) -> None:
    """Drop the tables and make them again from the events.

    \b
    Example: depositary rebuild
    """
    with app.mending() as ledger:
        click.echo(f"{ledger.path}: tables made again from {tables.rebuild(ledger)} events")
