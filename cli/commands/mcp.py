"""``mcp``: the register for an assistant."""

import click

from cli.app import App, pass_app
from ledger.errors import Refusal


class NoProtocol(Refusal):
    """An assistant that would be answered, where the package of its protocol is not installed."""

    def __init__(self) -> None:
        super().__init__("answering an assistant needs the extra 'mcp': install depositary[mcp]")


@click.command()
@pass_app
def mcp(app: App, /) -> None:
    """Answer an assistant's questions over standard input and output (Model Context Protocol).

    It is for an assistant to start: it has tools that ask the ledger as the commands do, and no way
    to write to it.

    \b
    Example: depositary --db events.db mcp
    """
    try:
        from cli import assistant
    except ModuleNotFoundError as problem:
        if (problem.name or "").split(".")[0] in ("anyio", "mcp", "mcp_types"):
            raise NoProtocol from None
        raise
    with app.reading():  # that there is a ledger is told at once
        pass
    assistant.serve(app.path)
