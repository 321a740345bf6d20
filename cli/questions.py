"""Questions to the register as they are typed, and cited with the state of the record that answered
them; and such a question asked again.

A citation (`projections.cited_answers`) has the command that asks, every name as an id and every
date as a day::

    depositary roster ilrs --on 2023-09-30 at #1051 root 618c5779ff7f…

As events are only ever added, the question has the same answer for ever when it is asked of that
position (in the names and kinds of today, as every answer is), and the root tells whether the
events up to there are still the same.
"""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import click

from cli import output
from cli.answers import Answer
from cli.app import App
from cli.exit_codes import USAGE
from ledger.errors import Refusal
from ledger.store import Ledger
from projections import cited_answers
from projections.cited_answers import CitedAnswer
from projections.view import View

_KEPT, _CITED = "depositary.kept", "depositary.cited"  # in the meta of a context
_SHORTEST = 12  # hexadecimal digits of a root that was shortened
# what is no part of a question: how it is written, and what the citation says itself
_APART = frozenset(("known", "before", "after", "form", "cite", "proof", "signers"))


class NoQuestion(Refusal):
    """A text that is no question, or no citation of one."""


class Unasked(click.ClickException):
    """A refusal where the exit code 1 says that answers differ."""

    exit_code = USAGE


@contextmanager
def telling_apart() -> Iterator[None]:
    """Let a refusal exit as what was typed wrong does, where 1 says that answers differ."""
    from cli import remedies

    try:
        yield
    except (Refusal, OSError) as problem:
        raise Unasked(remedies.said_of(problem)) from None


class Question(NamedTuple):
    """A command that asks, by its name and its words; it asks neither of a state of the record
    nor for a form."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return shlex.join(self.words)

    @property
    def by_record(self) -> bool:
        """Whether it names two states of the record itself, as a `diff` of positions does."""
        return self.words[0] == "diff" and any(word.startswith("#") for word in self.words)


class Citation(NamedTuple):
    """A question, the position that it was asked of, and the root there, in hexadecimal; of one
    that was typed maybe only its beginning."""

    question: Question
    position: int
    root: str

    def __str__(self) -> str:
        asked = " ".join(self.question.words)  # ids and days: nothing to be quoted
        return str(CitedAnswer(asked, self.position, self.root))

    def problem(self, ledger: Ledger) -> str | None:
        """Return why a ledger is not the one that was asked; None where it is, and begins with the
        same events."""
        if self.position > ledger.size:
            return f"#{self.position} is cited, and the last event of the ledger is #{ledger.size}"
        root = ledger.frontier(self.position).root().hex()
        if not root.startswith(self.root):
            return f"the events up to #{self.position} are others than those cited: root {root}"
        return None


def question(text: str) -> Question:
    """Read a question as it is typed, with ``depositary`` before it or not. Raises
    `NoQuestion`."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise NoQuestion(f"{text!r} has a quote without its end: close it") from None
    if words[:1] == ["depositary"]:
        words = words[1:]
    command = _commands().get_command(click.get_current_context(), words[0]) if words else None
    if command is None or not any(param.name == "cite" for param in command.params):
        raise NoQuestion(f"{text!r} is no question: begin with {_or(_askable())}")
    for word in words:
        if word.split("=")[0] in ("--known", "--format"):
            raise NoQuestion(f"{text!r} gives {word}: leave it out, it is added when it is asked")
        if word.split("=")[0] in ("--proof", "--sign"):
            raise NoQuestion(f"{text!r} gives {word}: leave it out, a question writes no file")
    return Question(tuple(words))


def citation(text: str) -> Citation:
    """Read a citation as it is typed, or was broken into lines. Raises `NoQuestion`."""
    found = cited_answers.read(text)
    if found is None:
        raise NoQuestion(f"{text!r} is no citation: one ends in 'at #POSITION root ROOT'")
    if not _SHORTEST <= len(found.root) <= 64:
        wanted = f"at least {_SHORTEST} digits of it, of 64"
        raise NoQuestion(f"the root {found.root} has {len(found.root)} digits: give {wanted}")
    return Citation(question(found.question), found.position, found.root)


def _commands() -> click.Group:
    group = click.get_current_context().find_root().command
    assert isinstance(group, click.Group)
    return group


def _askable() -> list[str]:
    ctx, group = click.get_current_context(), _commands()
    commands = ((name, group.get_command(ctx, name)) for name in group.list_commands(ctx))
    return [name for name, one in commands if one and any(p.name == "cite" for p in one.params)]


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def ask(app: App, of: Question, known: int) -> Answer:
    """Return the answer to a question, as known at a position, without what was recorded after it.
    Raises `Refusal`, `click.UsageError`."""
    kept: list[Answer] = []
    _invoke(app, of, known, "csv", kept)
    return kept[0]


def show(app: App, of: Question, known: int) -> None:
    """Write the answer to a question for people, as known at a position."""
    _invoke(app, of, known, "table", None)


def _invoke(app: App, of: Question, known: int, form: str, kept: list[Answer] | None) -> None:
    name, *words = of.words
    at = [] if of.by_record else ["--known", f"#{known}"]
    root = click.get_current_context().find_root()
    command = _commands().get_command(root, name)
    assert command
    with command.make_context(name, [*words, *at, "--format", form], parent=root, obj=app) as ctx:
        before, ctx.meta[_KEPT] = ctx.meta.get(_KEPT), kept
        try:
            command.invoke(ctx)
        finally:
            ctx.meta[_KEPT] = before


def to_be_cited(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Take in whether ``--cite`` was given."""
    ctx.meta[_CITED] = wanted


def keeping() -> bool:
    """Tell whether the answer is taken in, to be compared, and not written."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and ctx.meta.get(_KEPT) is not None


def answer(
    view: View,
    form: str,
    *,
    title: str,
    summary: Sequence[str] = (),
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    key: Sequence[str],
    shape: Callable[[], dict[str, Any]],
    asked: Mapping[str, Any],
    nothing: str = "none",
    text: str | None = None,
) -> None:
    """Write the answer to a question, with ``--cite`` its citation below; or take it in, where it
    is asked to be compared.

    ``asked`` has the arguments and options of the command that name something or give a day: as an
    id, and as that day. ``text`` is the answer for people where that is more than a table.
    """
    ctx = click.get_current_context()
    cited = str(_cited(ctx, view, asked)) if ctx.meta[_CITED] or keeping() else ""
    cite = {"citation": cited} if cited else {}
    if keeping():
        cells = [{column: output.cell(row.get(column)) for column in columns} for row in rows]
        found = Answer(title, tuple(summary), cells, key, shape() | cite, cited)
        ctx.meta[_KEPT].append(found)
        return
    if text is not None and form == "table":
        output.write(text)
    else:
        output.answer(
            form,
            header="\n".join([title, *summary]),
            rows=rows,
            columns=columns,
            shape=shape() | cite if form == "json" else None,
            nothing=nothing,
        )
    if cited and form != "json":
        click.echo(f"\n{cited}" if form == "table" else cited, err=form != "table")


def _cited(ctx: click.Context, view: View, asked: Mapping[str, Any]) -> Citation:
    given = {**ctx.params, "published_by": view.policy.published_by, **asked}
    words = [str(ctx.command.name)]
    for param in ctx.command.params:
        value = given.get(str(param.name))
        if param.name in _APART or value in (None, (), False):
            continue
        named = isinstance(param, click.Option)
        for one in value if isinstance(value, (list, tuple)) else [value]:
            words += [param.opts[0]] if named else []
            words += [] if one is True else [str(one)]
    root = view.ledger.frontier(view.known).root().hex()
    return Citation(Question(tuple(words)), view.known, root)
