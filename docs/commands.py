"""The reference of commands, made from the commands themselves: python docs/commands.py

`pytest --rewrite` puts it into ``commands.md``, below the mark; the tests compare.
"""

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import click

from cli import citing, options, recording
from cli.main import depositary

MARK = "<!-- From here on made by docs/commands.py; `pytest --rewrite` brings it up to date. -->"


def _policy() -> list[Any]:
    return click.command()(options.policy(lambda: None)).params


_SHARED = {
    "Options that choose sources": _policy,
    "Options that cite a source": citing.options,
    "Options of recording": recording.options,
}
_SEVERAL = "Options of several commands"
_FIELDS = """A command a [type of event](events.md), such as `append signing`; its options are the
fields that stand there. Beside them: [options that cite a source](#options-that-cite-a-source);
[options of recording](#options-of-recording).
"""


def reference() -> str:
    """What stands below the mark."""
    parts = [f"{MARK}\n", *_command(depositary, None, "depositary", "##")]
    for title, group in _SHARED.items():
        parts += [f"## {title}\n", *map(_line, group()), ""]
    parts += [f"## {_SEVERAL}\n", *sorted(_of_several()), ""]
    return "\n".join(parts)


def _command(
    command: click.Command, parent: click.Context | None, name: str, rank: str
) -> Iterator[str]:
    ctx = click.Context(command, info_name=name, parent=parent)
    usage = " ".join([ctx.command_path, *command.collect_usage_pieces(ctx)])
    yield f"{rank} {ctx.command_path}\n"
    if usage != f"{ctx.command_path} [OPTIONS]":
        yield f"`{usage}`\n"
    yield from _help(command.help or "")
    yield from _options(command)
    if isinstance(command, click.Group) and parent:
        yield _FIELDS
    elif isinstance(command, click.Group):
        for one in command.list_commands(ctx):
            found = command.get_command(ctx, one)
            assert found
            yield from _command(found, ctx, one, "###")


def examples() -> list[str]:
    """The examples in the help of every command."""
    helps = (inspect.cleandoc(one.help or "").partition("\b\n")[2] for one in _commands(depositary))
    return [example for one in helps for example in _examples(one)]


def _help(text: str) -> Iterator[str]:
    """The paragraphs of a help text; examples become a block of commands."""
    paragraphs, _, examples = inspect.cleandoc(text).partition("\b\n")
    yield f"{paragraphs.strip()}\n"
    if examples:
        yield "\n".join(["```sh", *_examples(examples), "```\n"])


def _examples(text: str) -> list[str]:
    return [re.sub(r"^\s*(Examples?:)?\s*", "", line) for line in text.splitlines()]


def _options(command: click.Command) -> Iterator[str]:
    """The options of a command; those that it shares with others by their names alone, or by a
    link to their group."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    lines = list(map(_line, options))
    links = []
    for title, group in _SHARED.items():
        shared = set(map(_line, group()))
        if shared <= set(lines):
            lines = [line for line in lines if line not in shared]
            links.append(f"[{title[:1].lower()}{title[1:]}](#{_anchor(title)})")
    names = [f"`{one.opts[0]}`" for one in options if _line(one) in _of_several() & set(lines)]
    if names:
        links.insert(0, f"{', '.join(names)} ([below](#{_anchor(_SEVERAL)}))")
    lines = [line for line in lines if line not in _of_several()]
    if links:
        lines.append(f"- {'and ' if lines else ''}{'; '.join(links)}")
    if lines:
        yield "\n".join([*lines, ""])


@cache
def _of_several() -> set[str]:
    """The options that three commands or more have, but for those of a group."""
    grouped = {line for group in _SHARED.values() for line in map(_line, group())}
    shown = _commands(depositary, deep=False)
    found = Counter(line for command in shown for line in _lines(command))
    return {line for line, times in found.items() if times > 2} - grouped


def _commands(command: click.Command, deep: bool = True) -> Iterator[click.Command]:
    """A command, and all that are under it (not ``deep``: those of a group under it left out)."""
    yield command
    if isinstance(command, click.Group) and (deep or command is depositary):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            found = command.get_command(ctx, name)
            assert found
            yield from _commands(found, deep)


def _lines(command: click.Command) -> list[str]:
    return [_line(one) for one in command.params if isinstance(one, click.Option)]


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


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
