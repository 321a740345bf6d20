"""``watch``: what changed in the answers to saved questions since they were asked last."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from cli import answers, options, output, questions, remedies, watched
from cli.answers import Answer, Contrast
from cli.app import App, pass_app
from cli.exit_codes import DIFFERS, DONE, FAILED, USAGE
from cli.questions import Citation, Question
from cli.strict import option
from ledger.errors import Refusal

_COLUMNS = ("question", "change", "of", "field", "before", "after")


@attrs.frozen
class Watched:
    """A question with its answer, its citation of the last time (None: it was not asked before),
    what changed since, and what is wrong with the record that answered then, if anything."""

    question: Question
    before: Citation | None
    answer: Answer
    changes: Sequence[Contrast] = ()
    problem: str | None = None


@click.command()
@click.argument(
    "path", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False)
)
@option("--ask", multiple=True, metavar="QUESTION", help="A question beside those of FILE.")
@option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where the last answers are kept; else FILE.seen.",
)
@options.form()
@pass_app
@click.pass_context
def watch(
    ctx: click.Context,
    app: App,
    /,
    path: Path | None,
    ask: tuple[str, ...],
    state: Path | None,
    form: str,
) -> None:
    """Say what changed in the answers to the questions in FILE since they were asked last.

    FILE has a question a line, as it is typed: roster ILRS --kind state. Lines that begin with #
    are comment. A question without a day asks about the day on which it is asked.

    Silent, with exit code 0, when no answer changed; 1 when one did, 2 when a question could
    not be asked, 3 when the record is not the one that answered last time. So cron sends a mail
    when there is something to tell.

    \b
    Examples: depositary watch questions.txt
              depositary watch --ask 'audit ILRS Egypt' --state egypt.seen
    """
    kept = state or (path and path.with_name(f"{path.name}.seen"))
    if kept is None:
        raise click.UsageError("name a file of questions, or with --ask a --state FILE")
    with questions.telling_apart():
        with app.reading() as ledger:
            asked_of = ledger.size
        asked = [*_lines(path), *(("--ask", one) for one in ask)]
        found, faults = _asked(app, asked, asked_of, watched.read(kept))
        if form == "table":
            for line in (line for one in found for line in _told(one)):
                click.echo(output.visible(line))
        else:
            shape = _shape(found, faults)
            output.answer(form, header="", rows=_rows(found), columns=_COLUMNS, shape=shape)
        problems = [f"{one.question}: {one.problem}" for one in found if one.problem]
        for fault in {"table": faults, "csv": [*problems, *faults], "json": []}[form]:
            click.echo(f"depositary: {output.visible(fault)}", err=True)
        cited = {str(one.question): one.answer.citation for one in found if not one.problem}
        now = {asked: questions.citation(citation) for asked, citation in cited.items()}
        watched.write(kept, watched.read(kept) | now, app.path)
    ctx.exit(_code(found, faults))


def _lines(path: Path | None) -> Iterator[tuple[str, str]]:
    """Yield each question of a file with where it stands."""
    if path is None:
        return
    for number, line in enumerate(watched.lines(path), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield f"{path} line {number}", line


def _asked(
    app: App, asked: Sequence[tuple[str, str]], known: int, before: dict[str, Citation]
) -> tuple[list[Watched], list[str]]:
    """Ask each question, as known at one position, as far as it can be; returns them, and what is
    wrong with the others."""
    found: dict[Question, Watched] = {}
    faults = []
    for where, text in asked:
        try:
            of = questions.question(text)
            found[of] = _since(app, of, known, before.get(str(of)))
        except Refusal as refusal:
            faults.append(f"{where}: {remedies.told(refusal)}")
        except click.ClickException as problem:
            faults.append(f"{where}: {text.strip()!r}: {problem.format_message()}")
    return list(found.values()), faults


def _since(app: App, of: Question, known: int, before: Citation | None) -> Watched:
    """Return a question with its answer, and what changed since it was asked before."""
    answer = questions.ask(app, of, known)
    if before is None:
        return Watched(of, before, answer)
    with app.reading() as ledger:
        problem = before.problem(ledger)
    if problem:
        return Watched(of, before, answer, problem=problem)
    then = questions.ask(app, before.question, before.position)
    return Watched(of, before, answer, answers.contrasts(then, answer))


def _told(one: Watched) -> Iterator[str]:
    """Yield in lines what is to be told of a question; nothing where its answer is the same."""
    if one.problem:
        yield f"{one.question}: {one.problem}: see 'depositary verify'"
    elif one.before is None:
        yield f"{one.question}: asked for the first time"
        yield from (f"  {line}" for line in (one.answer.title, *one.answer.summary))
    elif one.changes:
        yield f"{one.question}: changed since #{one.before.position}"
        yield f"  {one.answer.title}"
        yield from (f"  {change}" for change in one.changes)
        yield f"  {one.answer.citation}"


def _rows(found: Sequence[Watched]) -> list[dict[str, Any]]:
    return [
        {"question": str(one.question), **row}
        for one in found
        for row in answers.rows_of(one.changes)
    ]


def _shape(found: Sequence[Watched], faults: Sequence[str]) -> dict[str, Any]:
    return {
        "questions": [
            {
                "question": str(one.question),
                "before": str(one.before) if one.before else None,
                "citation": one.answer.citation,
                "problem": one.problem,
                "changes": [answers.shape(change) for change in one.changes],
            }
            for one in found
        ],
        "faults": list(faults),
    }


def _code(found: Sequence[Watched], faults: Sequence[str]) -> int:
    """Return the gravest that there is to tell."""
    if any(one.problem for one in found):
        return FAILED
    return USAGE if faults else DIFFERS if any(one.changes for one in found) else DONE
