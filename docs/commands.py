"""The reference of commands, made from the commands themselves: python docs/commands.py

`pytest --rewrite` puts it into ``commands.md``, below the mark; the tests compare.
"""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import click

from cli import citing, options, recording
from cli.main import depositary

MARK = "<!-- From here on made by docs/commands.py; `pytest --rewrite` brings it up to date. -->"


def _policy() -> list[Any]:
    return click.command()(options.policy(lambda: None)).params


_SHARED = {
    "The options that choose sources": _policy,
    "The options that cite a source": citing.options,
    "The options of every command that records": recording.options,
}


def reference() -> str:
    """What stands below the mark."""
    parts = [f"{MARK}\n", *_command(depositary, None, "depositary", "##")]
    for title, group in _SHARED.items():
        parts += [f"## {title}\n", *map(_line, group()), ""]
    return "\n".join(parts)


def _command(
    command: click.Command, parent: click.Context | None, name: str, rank: str
) -> Iterator[str]:
    ctx = click.Context(command, info_name=name, parent=parent)
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    yield f"{rank} {ctx.command_path}\n"
    yield f"`{usage}`\n"
    yield from _help(command.help or "")
    yield from _options(command)
    if isinstance(command, click.Group):
        deeper = "###" if parent is None else "####"
        for one in command.list_commands(ctx):
            found = command.get_command(ctx, one)
            assert found
            yield from _command(found, ctx, one, deeper)


def _help(text: str) -> Iterator[str]:
    """The paragraphs of a help text; examples become a block of commands."""
    paragraphs, _, examples = inspect.cleandoc(text).partition("\b\n")
    yield f"{paragraphs.strip()}\n"
    found = [re.sub(r"^\s*(Examples?:)?\s*", "", line) for line in examples.splitlines()]
    if found:
        yield "\n".join(["```sh", *found, "```\n"])


def _options(command: click.Command) -> Iterator[str]:
    """The options of a command, those that it shares with others by a link to them."""
    lines = [_line(one) for one in command.params if isinstance(one, click.Option)]
    for title, group in _SHARED.items():
        shared = [_line(one) for one in group()]
        if set(shared) <= set(lines):
            lines = [line for line in lines if line not in shared]
            anchor = title.lower().replace(" ", "-")
            lines.append(f"- and [{title[:1].lower()}{title[1:]}](#{anchor})")
    if lines:
        yield "\n".join([*lines, ""])


def _line(option: click.Option) -> str:
    flags = ", ".join(f"{flag}{_value(option)}" for flag in option.opts)
    more = " Required." if option.required else ""
    return f"- `{flags}`: {option.help}{more}"


def _value(option: click.Option) -> str:
    if option.is_flag:
        return ""
    if isinstance(option.type, click.Choice):
        return f" {'|'.join(option.type.choices)}"
    return f" {option.metavar or option.type.name.upper()}"


if __name__ == "__main__":
    print(reference())
