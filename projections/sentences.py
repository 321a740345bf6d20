"""An event in one line of plain words, for logs, timelines and audits."""

from collections.abc import Iterable
from typing import Any, assert_never

from ledger import codec
from ledger.events import (
    Act,
    Announcement,
    Attestation,
    Claim,
    Consent,
    Correction,
    Endorsement,
    Event,
    Launch,
    Milestone,
    Participant,
    Program,
    Retraction,
    Signing,
    Source,
    Unread,
    Withdrawal,
)
from ledger.names import Names

_CONSENTED = {
    "ratification": "ratified",
    "acceptance": "accepted",
    "approval": "approved",
    "accession": "acceded to",
    "succession": "succeeded to",
    "definitive-signature": "signed definitively",
}
_LEFT = {"withdrawal": "withdrew from", "denunciation": "denounced"}


def describe(event: Event | Unread, names: Names) -> str:
    """Return an event as a sentence: "Egypt signed ILRS (cooperation agreement) with CNSA"."""
    match event:
        case Signing() | Endorsement() | Consent() | Withdrawal():
            effective = f", effective {event.effective_on}" if event.effective_on else ""
            return f"{_act(event, names)}{effective}"
        case Announcement():
            whom = _list(event.participants, names)
            return f"{whom}: {event.summary}" if whom else event.summary
        case Launch():
            return _launch(event, names)
        case Unread():
            return f"{event.type} that this version cannot read"
        case _:
            return _of_the_register(event, names)


def _act(event: Act, names: Names) -> str:
    whom, what = names.title(event.participant), _short(event.program, names)
    match event:
        case Signing():
            return f"{whom} signed {what}{_with_whom(event, names)}"
        case Endorsement():
            return f"{whom} endorsed {what}"
        case Consent():
            return f"{whom} {_CONSENTED[event.action]} {what}"
        case Withdrawal():
            return f"{whom} {_LEFT[event.action]} {what}"
        case _ as unreachable:
            assert_never(unreachable)


def _of_the_register(
    event: Program
    | Participant
    | Source
    | Milestone
    | Attestation
    | Correction
    | Retraction
    | Claim,
    names: Names,
) -> str:
    match event:
        case Program():
            return f"program {event.id}: {event.name}"
        case Participant():
            return f"{event.kind} {event.id}: {event.name}"
        case Source():
            came_out = f", {event.published_on}" if event.published_on else ""
            return f"source {event.id}: {event.publisher}{came_out}, {event.title}"
        case Milestone():
            return f"milestone {event.id}: {event.name}, {event.on}"
        case Attestation():
            return f"{event.citation.source} {event.stance} {event.event[:12]}"
        case Correction():
            return f"{event.event[:12]} should read {_changes(event)}: {event.reason}"
        case Retraction():
            return f"{event.event[:12]} is taken back: {event.reason}"
        case Claim():
            return _claim(event, names)
        case _ as unreachable:
            assert_never(unreachable)


def _with_whom(event: Signing, names: Names) -> str:
    """Say what was signed, by which body, with whom."""
    by = f" by {event.by}" if event.by else ""
    instrument = "" if event.instrument == "unspecified" else f" ({plain(event.instrument)})"
    others = f" with {_list(event.with_, names)}" if event.with_ else ""
    return f"{instrument}{by}{others}"


def _launch(event: Launch, names: Names) -> str:
    by = f" by {_list(event.launched_by, names)}" if event.launched_by else ""
    for_ = f" for {_list(event.launched_for, names)}" if event.launched_for else ""
    return f"{event.payload} was launched{by}{for_}"


def _claim(event: Claim, names: Names) -> str:
    number = "" if event.count is None else f"{event.count} in all"
    if event.subject:
        last_of = "the last of " if len(event.subject) > 1 else ""
        number = f"{last_of}{_list(event.subject, names)} is number {event.count}"
    elif event.at_least:
        number = f"at least {event.count}"
    some = "some of them: " if event.partial else ""
    named = f"{some}{len(event.members)} named" if event.members else ""
    what = ", ".join(words for words in (number, named) if words)
    return f"{event.citation.source} says of {_short(event.program, names)} on {event.on}: {what}"


def _changes(event: Correction) -> str:
    return ", ".join(f"{field} {_value(value)}" for field, value in event.changes.items())


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else codec.canonical(value)


def _short(program: str, names: Names) -> str:
    """A program's shortest name."""
    filed = names.programs.get(program)
    return min((filed.name, *filed.aliases), key=len) if filed else program


def _list(participants: Iterable[str], names: Names) -> str:
    return ", ".join(map(names.title, participants))


def plain(word: str) -> str:
    """A word of a closed vocabulary as people write it: ``joint-statement``, joint statement."""
    return word.replace("-", " ")
