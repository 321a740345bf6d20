"""``again``: a question that was cited, answered as it was known then and as it is known today."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from cli import answers, options, output, questions
from cli.answers import Answer, Contrast
from cli.app import App, pass_app
from cli.exit_codes import DIFFERS, DONE, FAILED
from cli.questions import Citation

_COLUMNS = ("change", "of", "field", "before", "after")


@click.command()
@click.argument("citation")
@options.form()
@pass_app
@click.pass_context
def again(ctx: click.Context, app: App, /, citation: str, form: str) -> None:
    """Answer the question of a CITATION as known then, and say whether today's answer differs.

    A citation is what --cite puts below an answer. Exit code 1 when today's answer is another,
    3 when the events up to the position cited are not those of then: the root differs.

    \b
    Example: depositary again 'depositary roster ilrs --on 2022-12-31 at #1051 root 618c5779ff7f'
    """
    with questions.telling_apart():
        cited = questions.citation(citation)
        with app.reading() as ledger:
            problem = cited.problem(ledger)
            size = ledger.size
        if cited.position > size:
            raise questions.NoQuestion(f"{problem}: ask the ledger that was cited, with --db")
        then, now = (questions.ask(app, cited.question, one) for one in (cited.position, size))
        found = answers.contrasts(then, now)
        if form == "table":
            questions.show(app, cited.question, cited.position)
            click.echo()
            for line in _lines(cited, problem, now, found):
                click.echo(output.visible(line))
        else:
            output.answer(
                form,
                header="",
                rows=list(answers.rows_of(found)),
                columns=_COLUMNS,
                shape=_shape(cited, problem, then, now, found),
            )
            if problem and form == "csv":
                click.echo(f"depositary: {problem}", err=True)
    ctx.exit(FAILED if problem else DIFFERS if found else DONE)


def _lines(
    cited: Citation, problem: str | None, now: Answer, found: Sequence[Contrast]
) -> Iterator[str]:
    """Say whether the record is the one that was cited, and what is otherwise today."""
    yield problem or f"the events up to #{cited.position} are those cited"
    if found:
        yield "as known today the answer is another:"
        yield from (f"  {one}" for one in found)
        yield now.citation
    else:
        yield "as known today the answer is the same"


def _shape(
    cited: Citation,
    problem: str | None,
    then: Answer,
    now: Answer,
    found: Sequence[Contrast],
) -> dict[str, Any]:
    return {
        "citation": str(cited),
        "problem": problem,
        "then": then.shape,
        "now": now.shape,
        "differs": bool(found),
        "changes": [answers.shape(one) for one in found],
    }
