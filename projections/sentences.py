"""An event in one line of plain words, for logs, timelines and audits."""

from collections.abc import Iterable
from typing import Any, assert_never

from ledger import codec
from ledger.events import (
    Act,
    Admission,
    Announcement,
    Attestation,
    Claim,
    Consent,
    Correction,
    Document,
    Ending,
    Endorsement,
    EntryIntoForce,
    Event,
    Happening,
    Launch,
    Life,
    Mark,
    Milestone,
    Participant,
    Program,
    ProvisionalApplication,
    Renaming,
    Retraction,
    Revocation,
    Signing,
    Source,
    Suspension,
    Unread,
    Withdrawal,
)
from ledger.names import Names

_SIGNED = {"signature": "signed", "succession": "succeeded to the signature of"}
_CONSENTED = {
    "ratification": "ratified",
    "acceptance": "accepted",
    "approval": "approved",
    "accession": "acceded to",
    "formal-confirmation": "formally confirmed",
    "succession": "succeeded to",
    "continuation": "continued in",
    "definitive-signature": "signed definitively",
}
_LEFT = {
    "withdrawal": "withdrew from",
    "denunciation": "denounced",
    "expulsion": "was expelled from",
    "withdrawal-of-consent": "took back its consent to",
    "withdrawal-of-signature": "took back its signature of",
}
_NOTIFIED = {  # where the act counts only later
    "withdrawal": "gave notice to withdraw from",
    "denunciation": "gave notice to denounce",
}


def describe(event: Event | Unread, names: Names) -> str:
    """Return an event as a sentence: "Egypt signed ILRS (cooperation agreement) with CNSA"."""
    match event:
        case Signing() | Endorsement() | Consent() | Admission() | Withdrawal():
            return f"{_act(event, names)}{_effective(event)}"
        case Suspension() | ProvisionalApplication():
            return f"{_mark(event, names)}{_effective(event)}"
        case EntryIntoForce() | Ending() | Renaming() | Revocation():
            return f"{_life(event, names)}{_effective(event)}"
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
            after = f" after {names.title(event.predecessor)}" if event.predecessor else ""
            return f"{whom} {_SIGNED[event.action]} {what}{_with_whom(event, names)}{after}"
        case Endorsement():
            return f"{whom} endorsed {what}"
        case Consent():
            after = f" after {names.title(event.predecessor)}" if event.predecessor else ""
            return f"{whom} {_CONSENTED[event.action]} {what}{after}"
        case Admission():
            return f"{what} admitted {whom} as {plain(event.tier)}"
        case Withdrawal():
            words = _LEFT | _NOTIFIED if is_notice(event) else _LEFT
            remains = f", and remains {plain(event.falls_to)}" if event.falls_to else ""
            return f"{whom} {words[event.action]} {what}{remains}"
        case _ as unreachable:
            assert_never(unreachable)


def is_notice(withdrawal: Withdrawal) -> bool:
    """Whether a withdrawal was notified on a day, and counts only from a later one (VCLT art.
    65)."""
    later = withdrawal.effective_on
    return later is not None and later.earliest > withdrawal.occurred_on.latest


def _effective(event: Happening) -> str:
    return f", effective {event.effective_on}" if event.effective_on else ""


def _mark(event: Mark, names: Names) -> str:
    whom, what = names.title(event.participant), _short(event.program, names)
    until = f" until {event.until}" if event.until else ""
    match event:
        case Suspension():
            return f"{whom} was suspended from {what}{until}"
        case ProvisionalApplication():
            return f"{whom} applies {what} provisionally{until}"
        case _ as unreachable:
            assert_never(unreachable)


def _life(event: Life | Revocation, names: Names) -> str:
    match event:
        case EntryIntoForce():
            return f"{_short(event.program, names)} entered into force"
        case Ending():
            return f"{_subject(event, names)} ceased to exist{_after(event, names)}"
        case Renaming():
            return f"{_subject(event, names)} is called {event.name} from then on"
        case Revocation():
            return f"{event.event[:12]} was taken back, and has no effect from then on"
        case _ as unreachable:
            assert_never(unreachable)


def _subject(event: Ending | Renaming, names: Names) -> str:
    return names.title(event.program or event.participant or "")


def _after(event: Ending, names: Names) -> str:
    """Say what came after a program or a participant that ended."""
    if event.continued_by:
        return f", continued by {names.title(event.continued_by)}"
    if event.successors:
        return f", succeeded by {_list(event.successors, names)}"
    return f", replaced by {_list(event.replaced_by, names)}" if event.replaced_by else ""


def _of_the_register(
    event: Program
    | Participant
    | Source
    | Milestone
    | Document
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
            when = event.on or f"the days of {len(event.events)} events"
            return f"milestone {event.id}: {event.name}, {when}"
        case Document():
            done = f", {event.done_on}" if event.done_on else ""
            return f"document {event.id}: {event.title}{done}"
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
