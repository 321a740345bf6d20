"""Questions asked by other programs: a command by its name, its arguments and options by theirs;
the documented JSON of its answer comes back, with what that rests on, or the command's refusal.

The server and the assistant's tools ask through this, so that every answer is the command line's.
"""

import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import attrs
import click

from cli import options, output
from cli import questions as typed
from cli.app import App
from cli.main import depositary, refusal
from cli.taken import Taken, taking
from ledger.errors import LedgerRefusal, Refusal, Unknown

JSON, TEXT = "application/json", "text/plain"
DONE, BAD, MISSING, FAILED = 200, 400, 404, 500  # statuses of HTTP, which others can read as well
LARGEST = 8 << 20  # bytes of an answer
LONGEST_WORD = 2000  # characters of a value
MOST_WORDS = 100  # values of one question
NAMES = (  # the commands that are asked
    *("roster", "diff", "compare", "timeline", "replay", "audit", "again", "ties"),
    *("programs", "participants", "sources", "log", "show", "status", "chart", "map", "check"),
    *("head", "prove"),
)
_TEXTS = ("head", "prove")  # whose answer is a text
_SAYS = {  # what arguments are
    "program": "A program: its id, its name or an alias.",
    "programs": "A program: its id, its name or an alias; may be repeated.",
    "participant": "A participant: its id, its name or its ISO 3166 code.",
    "start": "A day, a milestone or an event; or '#POSITION'.",
    "end": "A day, a milestone or an event; or '#POSITION'.",
    "name": "A program or a participant; without it, all.",
    "names": "A check; may be repeated.",
    "event": "An event: '#POSITION', or the beginning of its id.",
    "citation": "The citation of an answer.",
}
_ARGUMENTS = {"start": "from", "end": "to", "programs": "program", "names": "name"}
_APART = frozenset(  # what is no part of a question: files, forms, and what has no end
    ("form", "cite", "proof", "signers", "origin", "path", "under", "since", "follow", "interval")
)


@attrs.frozen
class Reply:
    """What comes of a question: a status of HTTP, and an answer or a refusal as text."""

    status: int
    text: str
    kind: str = JSON


@attrs.frozen
class Parameter:
    """What a question can be given: by its ``name``, once or several times, one of some
    ``choices``, a number or a flag (``type`` is that of JSON); ``text`` says what it is."""

    name: str
    text: str
    required: bool
    several: bool
    type: str
    choices: Sequence[str]
    least: float | None
    of: click.Parameter

    def words(self, values: Sequence[str]) -> list[str]:
        """Return what is typed for some values."""
        if isinstance(self.of, click.Argument):
            return list(values)
        option = max(self.of.opts, key=len)
        if self.type == "boolean":
            return [option] * any(value.lower() in ("", "1", "true") for value in values)
        return [f"{option}={value}" for value in values]


@attrs.frozen
class Question:
    """A question that can be asked: a command by its name, what it does, and what it is given."""

    name: str
    does: str
    text: str
    parameters: Sequence[Parameter]
    citable: bool

    @property
    def gives_text(self) -> bool:
        """Whether the answer is a text, and no JSON."""
        return self.name in _TEXTS


class NoSuchParameter(Refusal):
    """A value under a name that a question does not have."""

    def __init__(self, name: str, of: Question) -> None:
        names = ", ".join(one.name for one in of.parameters) or "nothing"
        super().__init__(f"{of.name} takes no {name!r}: it takes {names}")


class TooMuchAsked(Refusal):
    """A question that is too long, or an answer that is."""


def questions() -> Mapping[str, Question]:
    """Return the questions that can be asked, by their names."""
    ctx = click.Context(depositary, info_name="depositary")
    found = {}
    for name in NAMES:
        command = depositary.get_command(ctx, name)
        assert command
        first, *rest = (command.help or "").split("\n\n")
        more = " ".join(" ".join(rest).partition("\b")[0].split())
        does, citable = " ".join(first.split()), any(one.name == "cite" for one in command.params)
        found[name] = Question(name, does, more, list(_parameters(command)), citable)
    return found


def _parameters(command: click.Command) -> Iterator[Parameter]:
    for one in command.params:
        if one.name in _APART or isinstance(one.type, (click.Path, click.File)):
            continue
        named = isinstance(one, click.Option)
        name = max(one.opts, key=len).lstrip("-") if named else str(one.name)
        choices = list(one.type.choices) if isinstance(one.type, click.Choice) else []
        number = isinstance(one.type, click.IntRange)
        flag = isinstance(one, click.Option) and one.is_flag
        yield Parameter(
            name=name if named else _ARGUMENTS.get(name, name),
            text=(one.help or "") if isinstance(one, click.Option) else _SAYS[str(one.name)],
            required=one.required or command.name == "prove",
            several=bool(one.multiple) or one.nargs == -1,
            type="boolean" if flag else "integer" if number else "string",
            choices=choices,
            least=one.type.min if isinstance(one.type, click.IntRange) else None,
            of=one,
        )


class Asking:
    """Asks the ledger of an app."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.questions = questions()

    def ask(self, name: str, given: Sequence[tuple[str, str]], largest: int | None = None) -> Reply:
        """Return the answer to a question, or the refusal; the values are given by names. It has
        ``largest`` bytes at most, `LARGEST` if that is not given."""
        question = self.questions.get(name)
        if question is None:
            names = ", ".join(self.questions)
            return refused(f"there is no question {name!r}: ask one of {names}", MISSING)
        try:
            found = self._answer(question, given)
            text = found.text if question.gives_text else output.to_json(found.whole, indent=None)
            if len(text.encode()) > (most := largest or LARGEST):
                size = f"{most >> 20} MiB" if most >= 1 << 20 else f"{most >> 10} KiB"
                raise TooMuchAsked(f"this answer is larger than {size}: ask for less")
        except Exception as problem:
            return _refused(problem)
        return Reply(DONE, f"{text}\n" if not question.gives_text else text, _kind(question))

    def cite(self, given: Sequence[tuple[str, str]]) -> Reply:
        """Return the citation of a question as it is typed, given by the name ``question``, with
        what the answer comes to; or the refusal."""
        try:
            if [name for name, _ in given] != ["question"]:
                raise TooMuchAsked("a citation is of one question: give it as question")
            with click.Context(depositary, info_name="depositary", obj=self._app):
                asked = typed.question(given[0][1])
                with self._app.reading() as ledger:
                    size, root = ledger.size, ledger.frontier(ledger.size).root().hex()
                found = typed.ask(self._app, asked, size)
        except Exception as problem:
            return _refused(problem)
        shape = {
            "question": str(asked),
            "citation": found.citation,
            "title": found.title,
            "summary": list(found.summary),
            "record": {"position": size, "root": root},
        }
        return Reply(DONE, output.to_json(shape, indent=None) + "\n")

    def _answer(self, question: Question, given: Sequence[tuple[str, str]]) -> Taken:
        words = _words(question, given)
        root = click.Context(depositary, info_name="depositary", obj=self._app)
        with root:
            command = depositary.get_command(root, question.name)
            assert command
            with (
                taking(root) as found,
                command.make_context(question.name, words, parent=root, obj=self._app) as ctx,
            ):
                with suppress(click.exceptions.Exit):  # there are findings, or answers differ
                    command.invoke(ctx)
                if found.shape and not found.record:  # `again` asks of two states of the record
                    with options.view(self._app, None) as view:
                        found.rest_on(view)
        return found


def _words(question: Question, given: Sequence[tuple[str, str]]) -> list[str]:
    """Return a question as it is typed. Raises `NoSuchParameter`, `TooMuchAsked`."""
    if len(given) > MOST_WORDS:
        raise TooMuchAsked(f"{len(given)} values are given: give {MOST_WORDS} at most")
    of = {one.name: one for one in question.parameters}
    for name, value in given:
        if name not in of:
            raise NoSuchParameter(name, question)
        if len(value) > LONGEST_WORD:
            raise TooMuchAsked(f"{name} has {len(value)} characters: give {LONGEST_WORD} at most")
    values = {name: [value for other, value in given if other == name] for name in of}
    flags: list[str] = []
    arguments: list[str] = []
    for name, parameter in of.items():
        into = arguments if isinstance(parameter.of, click.Argument) else flags
        into += parameter.words(values[name])
        if into is arguments and not parameter.several and len(values[name]) > 1:
            raise click.UsageError(f"{name} takes one value, not {len(values[name])}: give one")
        if into is arguments and parameter.required and not values[name]:
            raise click.UsageError(f"{question.name} needs {name}: give it")
    cite = ["--cite"] if question.citable else []
    form = [] if question.gives_text else ["--format", "json"]
    return [*flags, *cite, *form, "--", *arguments]


def _kind(question: Question) -> str:
    return TEXT if question.gives_text else JSON


def refused(sentence: str, status: int = BAD) -> Reply:
    """Return a refusal as one line of JSON."""
    return Reply(status, output.to_json({"error": sentence}, indent=None) + "\n")


def _refused(problem: Exception) -> Reply:
    """Return what a command says of a problem; one that is none of its refusals is told to whoever
    runs this, and not to whoever asks."""
    if isinstance(problem, Unknown):
        return refused(refusal(problem)[0], MISSING)
    if isinstance(problem, (LedgerRefusal, OSError)):
        return refused(refusal(problem)[0], FAILED)
    if isinstance(problem, (Refusal, click.ClickException)):
        return refused(refusal(problem)[0], BAD)
    traceback.print_exception(problem, file=sys.stderr)
    return refused("this could not be answered, by a fault of the program", FAILED)
