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


_GROUPS = {
    "Options that choose sources": _policy,
    "Options that cite a source": citing.options,
    "Options of recording": recording.options,
}
_SEVERAL = "Options of several commands"
_FIELDS = """A command a [type of event](events.md), such as `append signing`; its options are the
fields that stand there, [options that cite a source](#options-that-cite-a-source) and
[options of recording](#options-of-recording).
"""


def reference() -> str:
    """What stands below the mark."""
    parts = [f"{MARK}\n", *_command(depositary, None)]
    for title, group in _GROUPS.items():
        parts += [f"## {title}\n", *map(_line, group()), ""]
    parts += [f"## {_SEVERAL}\n", *sorted(_of_several()), ""]
    return "\n".join(parts)


def _command(command: click.Command, parent: click.Context | None) -> Iterator[str]:
    """What a command does, as its help begins, its options, and the same of those under it."""
    ctx = click.Context(command, info_name=command.name, parent=parent)
    usage = [one for one in command.collect_usage_pieces(ctx) if one != "[OPTIONS]"]
    heading = " ".join([command.name or "", *usage])
    yield "## Every command\n" if parent is None else f"### {heading}\n"
    yield inspect.cleandoc(command.help or "").partition("\n\n")[0] + "\n"
    yield from _options(command)
    if isinstance(command, click.Group) and parent:
        yield _FIELDS
    elif isinstance(command, click.Group):
        for one in command.list_commands(ctx):
            found = command.get_command(ctx, one)
            assert found
            yield from _command(found, ctx)


def examples() -> list[str]:
    """The examples in the help of every command."""
    helps = (inspect.cleandoc(one.help or "").partition("\b\n")[2] for one in _commands(depositary))
    return [example for one in helps for example in _examples(one)]


def _examples(text: str) -> list[str]:
    return [re.sub(r"^\s*(Examples?:)?\s*", "", line) for line in text.splitlines()]


def _options(command: click.Command) -> Iterator[str]:
    """The options of a command; those that it shares with others by their names alone, or by a
    link to their group."""
    lines = {_line(one): one.opts[0] for one in command.params if isinstance(one, click.Option)}
    links = []
    for title, group in _GROUPS.items():
        if lines.keys() >= (grouped := set(map(_line, group()))):
            lines = {line: name for line, name in lines.items() if line not in grouped}
            links.append(f"[{title[:1].lower()}{title[1:]}](#{title.lower().replace(' ', '-')})")
    elsewhere = _of_groups() | _of_several()
    own = [line for line in lines if line not in elsewhere]
    names = [f"`{name}`" for line, name in lines.items() if line in elsewhere]
    if shared := ", ".join([*names, *links]):
        own.append(f"- {'and ' if own else ''}{shared}")
    if own:
        yield "\n".join([*own, ""])


def _of_groups() -> set[str]:
    return {line for group in _GROUPS.values() for line in map(_line, group())}


@cache
def _of_several() -> set[str]:
    """The options that more than one command has, but for those of a group; of one name the line
    that most have."""
    shown = _commands(depositary, deep=False)
    found = Counter(line for command in shown for line in _lines(command))
    by_name = {line.split()[1]: line for line, times in reversed(found.most_common()) if times > 1}
    return {*by_name.values()} - _of_groups()


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
