"""The command ``depositary``: its commands by name, and what the program says when it refuses.

Each command lives in a module of its own subject, imported when it is called for, so that the
program starts fast. Exit codes: 0 done, 1 refused, 2 usage, 3 a check or a verification failed.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from cli import __version__

COMMANDS = {
    "init": "cli.writing",
    "append": "cli.appending",
    "import": "cli.importing",
    "correct": "cli.writing",
    "retract": "cli.writing",
    "attest": "cli.writing",
    "log": "cli.ledger_reading",
    "show": "cli.ledger_reading",
    "roster": "cli.rosters",
    "diff": "cli.rosters",
    "compare": "cli.rosters",
    "timeline": "cli.history",
    "replay": "cli.history",
    "audit": "cli.auditing",
    "ties": "cli.history",
    "check": "cli.checking",
    "verify": "cli.checking",
    "rebuild": "cli.checking",
    "export": "cli.exporting",
    "status": "cli.ledger_reading",
}
DONE, REFUSED, USAGE, FAILED = 0, 1, 2, 3


class Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        commands = vars(import_module(COMMANDS[cmd_name])).values()
        return next(c for c in commands if isinstance(c, click.Command) and c.name == cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
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
        sys.stdout.flush()
    except click.UsageError as problem:
        where = f": see '{problem.ctx.command_path} --help'" if problem.ctx else ""
        return _say(_one_line(problem.format_message()).rstrip(".") + where, USAGE)
    except click.ClickException as problem:
        return _say(_one_line(problem.format_message()), problem.exit_code)
    except click.Abort:
        return _say("interrupted, nothing more was done", REFUSED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # as when piped to head
        return DONE
    except Exception as problem:
        return _say(_refusal(problem), REFUSED)
    return code if isinstance(code, int) else DONE


def main() -> None:
    """The entry point of the installed program."""
    sys.exit(run(sys.argv[1:]))


def _refusal(problem: Exception) -> str:
    """What to say of a refusal; any other problem is a defect, and raised on."""
    from ledger.errors import Refusal

    if isinstance(problem, Refusal):
        return str(problem)
    if isinstance(problem, OSError) and problem.strerror:
        name = f"{problem.filename}: " if problem.filename else ""
        return f"{name}{problem.strerror.lower()}: check the path and its permissions"
    raise problem


def _one_line(message: str) -> str:
    words = " ".join(message.split())
    return words[:1].lower() + words[1:]


def _say(message: str, code: int) -> int:
    from cli.output import visible

    for line in message.splitlines() or [""]:
        click.echo(f"depositary: {visible(line)}", err=True)
    return code


if __name__ == "__main__":
    main()
