"""``append``: one command for each type of event, its options read off the event's fields."""

from typing import Any

import click

from cli import citing, event_options, recording
from cli.app import App
from cli.strict import Group
from ledger import codec
from ledger.errors import Fault, MalformedEvent
from ledger.other_words import instead
from ledger.store import Ledger

_EXAMPLES = {
    "signing": "--program ILRS --participant Egypt --on 2023-12-06 --with CNSA"
    " --instrument cooperation-agreement --source cgtn-2023-12-07",
    "endorsement": "--program ILRS --participant Bolivia --on 2025-04-28",
    "consent": '--program "Moon Agreement" --participant Armenia --on 2018-01-19'
    " --action accession",
    "admission": "--program BRICS --participant Egypt --on 2024-01-01 --as member",
    "withdrawal": '--program "Moon Agreement" --participant "Saudi Arabia" --on 2023-01-05'
    " --effective-on 2024-01-05",
    "revocation": "--event '#31' --on 2017-02-10",
    "suspension": '--program "Council of Europe" --participant Russia --on 2022-02-25'
    " --until 2022-03-16",
    "provisional-application": '--program "Chemical Weapons Convention" --participant Syria'
    " --on 2013-09-14 --until 2013-10-14",
    "entry-into-force": '--program "Moon Agreement" --on 1984-07-11',
    "ending": '--program GATT --on 1995-12-31 --replaced-by "World Trade Organization"',
    "renaming": '--participant "European Economic Community" --name "European Community"'
    " --on 1993-11-01",
    "announcement": '--program ILRS --participant Malaysia --on 2023-06 --summary "In talks"',
    "launch": "--payload MisrSat-2 --on 2023-12-04 --launched-by CHN --launched-for EGY",
    "program": '--id ilrs --name "International Lunar Research Station" --alias ILRS',
    "participant": '--id cnsa --name "China National Space Administration" --kind agency'
    " --state CHN --alias CNSA",
    "source": "--id cgtn-2023-12-07 --publisher CGTN --tier press --published-on 2023-12-07"
    ' --title "China and Egypt sign"',
    "milestone": '--id october-accords --name "The accords of October 2023" --on 2023-10',
    "document": '--id egypt-agreement --title "Cooperation agreement of the agencies"'
    " --form cooperation-agreement --done-on 2023-12-06 --party EGY --party CHN",
    "attestation": "--event '#31' --stance supports --source cgtn-2023-12-07",
    "correction": "--event '#31' --set occurred_on=2023-09-01 --reason 'The agency gives the day'",
    "retraction": "--event '#31' --reason 'No instrument was ever found'",
    "claim": '--program "Artemis Accords" --on 2023-11-30 --count 33 --subject Angola'
    " --kind state --source state-2023-12",
}
_DOES = {
    "signing": "A participant signed: it is a signatory.",
    "endorsement": "A participant spoke for a program without signing: it is a supporter.",
    "consent": "A participant consented to be bound: a party once that is in force for it.",
    "admission": "A program admitted a participant to one of its own tiers.",
    "withdrawal": "A participant left, was expelled, or took an act back.",
    "revocation": "An act was taken back in the world: no effect from then on.",
    "suspension": "Rights of a participant were suspended: a mark beside its status.",
    "provisional-application": "A participant applies a treaty provisionally: a mark.",
    "entry-into-force": "A treaty entered into force: who is bound is a party from then on.",
    "ending": "A program or a participant ceased to exist.",
    "renaming": "A program or a participant got another name.",
    "announcement": "A plan, an invitation, an application: no membership follows.",
    "launch": "Somebody launched something for somebody: a tie.",
    "program": "What is joined.",
    "participant": "Who can stand on a roster; states need no event.",
    "source": "A published document.",
    "milestone": "A named moment.",
    "document": "A paper itself; acts that name it belong together.",
    "attestation": "One more source for or against an event (see also 'attest').",
    "correction": "An event was recorded wrong (see also 'correct').",
    "retraction": "An event was recorded in error (see also 'retract').",
    "claim": "What a source says of a whole roster.",
}


class Append(Group):
    """One command for each type of event."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_EXAMPLES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _command(cmd_name) if cmd_name in _EXAMPLES else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of a type. Raises `MalformedEvent` for another word of which it is
        known what to record instead."""
        if instead(args[0]) and args[0] not in _EXAMPLES:
            raise MalformedEvent([Fault("type", codec.no_type(args[0]))])
        return super().resolve_command(ctx, args)


@click.command(cls=Append)
def append() -> None:
    """Record one event.

    \b
    Example: depositary append signing --program ILRS --participant Egypt --on 2023-12-06
    """


def _command(event_type: str) -> click.Command:
    cites = {"citations", "citation"} & set(codec.field_names(event_type))
    options = event_options.options_of(event_type)
    return click.Command(
        event_type,
        params=[*options, *(citing.options() if cites else []), *recording.options()],
        help=f"{_DOES[event_type]}\n\n\b\nExample: depositary append {event_type}"
        f" {_EXAMPLES[event_type]}",
        short_help=_DOES[event_type],
        callback=_recorder(event_type),
    )


def _recorder(event_type: str) -> Any:
    @click.pass_obj
    def record(app: App, /, **given: Any) -> None:
        def wires(ledger: Ledger) -> list[dict[str, Any]]:
            return citing.with_citation(ledger, event_options.wires_of(event_type, given), given)

        recording.record(app, wires, given)

    return record
