"""The command ``depositary``: its commands by name, and what the program says when it refuses.

Each command lives in a module of its own subject, imported when it is called for, so that the
program starts fast.
"""

import gc
import keyword
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TextIO

import click

from cli.exit_codes import DONE, REFUSED, USAGE
from cli.strict import Group, option
from ledger.version import __version__

COMMANDS: Mapping[str, Mapping[str, str]] = {  # section: name: what it does
    "Record": {
        "init": "Make a new ledger, empty or from the sample.",
        "append": "Record one event of any type.",
        "import": "Record the events of JSONL, CSV or YAML files.",
        "draft": "Propose the events that an article reports.",
        "reconcile": "Hold a list of others against the register, and propose what follows.",
        "correct": "An event was recorded wrong: say how it should read.",
        "retract": "An event was recorded in error: take it back.",
        "attest": "Add a source for or against an event.",
        "archive": "Keep the text of a source, show it, or take it down.",
    },
    "Ask": {
        "roster": "Who is in a program, on any date.",
        "diff": "Who joined, left or changed between two dates or records.",
        "compare": "Programs side by side, and who is in all of them.",
        "timeline": "What happened, in a program or to a participant.",
        "replay": "History step by step up to a date, and the state there.",
        "audit": "Why somebody is in a program, or is not.",
        "again": "A question that was cited, as known then and today.",
        "watch": "What changed in the answers to saved questions.",
        "ties": "Who is linked to whom by launches, signings and papers.",
        "programs": "The programs on file.",
        "participants": "Who is on file: states and bodies.",
        "sources": "The sources on file.",
        "log": "The ledger, event by event, in the order of record.",
        "show": "One event whole, and what was recorded about it.",
        "status": "The ledger at a glance.",
    },
    "Show": {
        "chart": "Members over time, drawn into a file or in text.",
        "map": "The states in each program, on a map or listed.",
        "serve": "The page and all tables, for a browser on this computer.",
        "mcp": "The register for an assistant, by the Model Context Protocol.",
        "publish": "The page as static files, for a site or a disk.",
    },
    "Prove": {
        "head": "The tree head, for others to keep; signed, if you like.",
        "prove": "A proof that an event was recorded, in one file.",
        "verify-proof": "Whether such a proof holds; no ledger is needed.",
        "keygen": "Make the keys that tree heads are signed with.",
        "cosign": "The head of another's register, cosigned on the word of your copy.",
        "witness": "Cosign the heads of others over HTTP, and never a fork.",
    },
    "Keep in order": {
        "check": "Whether the entries make sense.",
        "verify": "Whether the file is what was recorded.",
        "rebuild": "Make the tables again from the events.",
        "export": "Every event as a file that 'import' takes back.",
        "backup": "The whole ledger, verified, in one new file.",
    },
    "Share": {
        "copy": "A ledger that others publish, in a file of your own.",
        "pull": "What is new where a copy's events come from.",
        "follow": "The same, as soon as it is there, until Ctrl-C.",
        "share": "A ledger put where many append to it together.",
        "push": "Drafts, sent to where others append.",
        "notary": "Sign what both servers of a shared register have, and never a fork.",
        "leave": "A copy becomes a plain ledger again.",
    },
}
# new values after which Python looks for garbage, and so through all that was loaded: every 700 are
# its default, and a tenth of the time of a question
_GARBAGE = 100_000


class Commands(Group):
    """The commands by section, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for section in COMMANDS.values():
            if cmd_name in section:
                module = cmd_name.replace("-", "_") + "_" * keyword.iskeyword(cmd_name)
                found = vars(import_module(f"cli.commands.{module}")).values()
                return next(c for c in found if isinstance(c, click.Command) and c.name == cmd_name)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl(list(section.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@option(
    "--db",
    type=click.Path(),
    envvar="DEPOSITARY_DB",
    default="events.db",
    show_default=True,
    help="The ledger's file (or DEPOSITARY_DB).",
)
@click.version_option(__version__, prog_name="depositary")
@click.pass_context
def depositary(ctx: click.Context, db: str) -> None:
    """A register of who joined which international programme, when, and on whose word.

    Every signing, launch or endorsement is an event that is never edited; rosters, histories and
    audits are computed from the events, as of any date and as known at any time.

    \b
    Example: depositary roster ILRS --on 2023-09-30
    """
    from cli.app import App

    ctx.obj = ctx.obj or App()
    ctx.obj.at(db)


def run(arguments: Sequence[str], obj: object = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        code = depositary.main(
            list(arguments), prog_name="depositary", standalone_mode=False, obj=obj
        )
        if sys.stdout:  # else it was closed from the start
            sys.stdout.flush()
    except click.Abort:
        return _say("interrupted, nothing more was done", REFUSED)
    except (BrokenPipeError, SystemExit):  # the latter is what click makes of the former
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # as when piped to head
        return DONE
    except Exception as problem:
        return _say(*refusal(problem))
    return code if isinstance(code, int) else DONE


def refusal(problem: Exception) -> tuple[str, int]:
    """Return what to say of a refusal, and its exit code; any other problem is a defect, and raised
    on."""
    if isinstance(problem, click.UsageError):
        where = f": see '{problem.ctx.command_path} --help'" if problem.ctx else ""
        return _one_line(problem.format_message()).rstrip(".") + where, USAGE
    if isinstance(problem, click.ClickException):
        return _one_line(problem.format_message()), problem.exit_code
    from cli import remedies

    return remedies.said_of(problem), REFUSED


def main() -> None:
    """Run the installed program."""
    gc.set_threshold(_GARBAGE)
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        _let_go_of(stream)
    sys.exit(code)


def _let_go_of(stream: TextIO | None) -> None:
    """Discard what a stream could not write: Python would try again at its end, and exit
    with 120."""
    if stream is None:  # it was closed before
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _one_line(message: str) -> str:
    words = " ".join(message.split())
    return words[:1].lower() + words[1:]


def _say(message: str, code: int) -> int:
    from cli.output import visible

    with suppress(OSError):  # where nobody can be told, the code tells
        for line in message.splitlines() or [""]:
            click.echo(f"depositary: {visible(line)}", err=True)
    return code


if __name__ == "__main__":
    main()
