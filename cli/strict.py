"""The parts of a command line, where click lets a mistake pass and this program does not.

An option that is given twice is refused, unless it takes several values: click would keep the last
of them and say nothing. A group of commands without a command is a mistake, and shows its help.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import click

from cli.exit_codes import USAGE

F = TypeVar("F", bound=Callable[..., Any])


class Option(click.Option):
    """An option that says so when it has more values than it takes."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Have the parser keep every value: `handle_parse_result` takes the one there should be.
        A flag that is given twice says the same twice."""
        several = self.multiple
        self.multiple = several or not self.is_flag
        super().add_to_parser(parser, ctx)
        self.multiple = several

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Return the value of the option. Raises `click.UsageError` where it has several."""
        values = opts.get(self.name or "")
        if isinstance(values, list) and not self.multiple:
            if len(values) > 1:
                raise click.UsageError(self._twice(values), ctx)
            opts = {**opts, self.name or "": values[0]}
        return super().handle_parse_result(ctx, opts, args)

    def _twice(self, values: Sequence[Any]) -> str:
        given = " and ".join(f"{value!r}" for value in values)
        return f"{max(self.opts, key=len)} takes one value, not {given}: give one"


option: Callable[..., Callable[[F], F]] = partial(click.option, cls=Option)
"""`click.option` for such an option."""


class Group(click.Group):
    """Commands. Without one, its help goes to standard error, and the exit code is that of a
    mistake: nothing was done."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(USAGE)
        return super().parse_args(ctx, args)
