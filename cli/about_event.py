"""The commands that record something about an event: ``correct``, ``retract`` and ``attest``."""

from typing import Any

import click

from cli import citing, event_options, recording
from cli.app import App
from ledger.store import Ledger


def about_event(name: str, event_type: str, does: str, example: str) -> click.Command:
    """Return a command that records something about EVENT."""

    @click.pass_obj
    def record(app: App, /, event: str, **given: Any) -> None:
        def wires(ledger: Ledger) -> list[dict[str, Any]]:
            wire = event_options.wire_of(event_type, {**given, "event": event})
            return citing.with_citation(ledger, [wire], given)

        recording.record(app, wires, given)

    return click.Command(
        name,
        params=[
            click.Argument(["event"], metavar="EVENT"),
            *event_options.options_of(event_type, leave_out=("event",)),
            *citing.options(),
            *recording.options(),
        ],
        help=f"{does}\n\nEVENT is '#31', or seven or more characters of its id.\n\n\b\n"
        f"Example: depositary {name} {example}",
        short_help=does,
        callback=record,
    )
