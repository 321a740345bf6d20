"""An event in one line of plain words, for logs, timelines and audits."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, assert_never

from ledger import codec
from ledger.dates import FIRST_DAY, Date
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
    World,
)
from ledger.names import Names

_A_DAY = timedelta(days=1)
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
LEFT = {  # the same, of who is spoken of already; and as what may have happened
    "withdrawal": ("withdrew", "have withdrawn"),
    "denunciation": ("denounced it", "have denounced it"),
    "expulsion": ("was expelled", "have been expelled"),
    "withdrawal-of-consent": ("took back its consent", "have taken back its consent"),
    "withdrawal-of-signature": ("took back its signature", "have taken back its signature"),
}
_NOTIFIED = {  # where the act counts only later
    "withdrawal": "gave notice to withdraw from",
    "denunciation": "gave notice to denounce",
}


def describe(event: Event | Unread, names: Names) -> str:
    """Return an event as a sentence: "Egypt signed ILRS (cooperation agreement) with CNSA". One of
    the world has the id of the document by which it was done in brackets."""
    if isinstance(event, Happening):
        by = f" [document {event.document}]" if event.document else ""
        return f"{_of_the_world(event, names)}{by}"
    if isinstance(event, Unread):
        return f"{event.type} that this version cannot read"
    return _of_the_register(event, names)


def _of_the_world(event: World, names: Names) -> str:
    match event:
        case Signing() | Endorsement() | Consent() | Admission() | Withdrawal():
            return f"{_act(event, names)}{_effective(event)}"
        case Suspension() | ProvisionalApplication():
            return f"{_mark(event, names)}{_effective(event)}"
        case EntryIntoForce() | Ending() | Renaming() | Revocation():
            return f"{_life(event, names)}{_effective(event)}"
        case Announcement():
            whom = _list(event.participants, event.occurred_on, names)
            return f"{whom}: {event.summary}" if whom else event.summary
        case Launch():
            return _launch(event, names)
        case _ as unreachable:
            assert_never(unreachable)


def _act(event: Act, names: Names) -> str:
    whom, what = _who(event.participant, event.occurred_on, names), _short(event.program, names)
    match event:
        case Signing():
            after = (
                f" after {_who(event.predecessor, event.occurred_on, names)}"
                if event.predecessor
                else ""
            )
            return f"{whom} {_SIGNED[event.action]} {what}{_with_whom(event, names)}{after}"
        case Endorsement():
            return f"{whom} endorsed {what}"
        case Consent():
            after = (
                f" after {_who(event.predecessor, event.occurred_on, names)}"
                if event.predecessor
                else ""
            )
            return f"{whom} {_CONSENTED[event.action]} {what}{after}"
        case Admission():
            return f"{what} admitted {whom} as {what_one_is(event.tier)}"
        case Withdrawal():
            words = _LEFT | _NOTIFIED if event.is_notice else _LEFT
            remains = f", and remains {what_one_is(event.falls_to)}" if event.falls_to else ""
            return f"{whom} {words[event.action]} {what}{remains}"
        case _ as unreachable:
            assert_never(unreachable)


def _effective(event: Happening) -> str:
    return f", effective {event.effective_on}" if event.effective_on else ""


def _mark(event: Mark, names: Names) -> str:
    whom, what = _who(event.participant, event.occurred_on, names), _short(event.program, names)
    until = f" until {event.until}" if event.until else ""
    match event:
        case Suspension():
            return f"participation of {whom} in {what} was suspended{until}"
        case ProvisionalApplication():
            return f"{whom} began to apply {what} provisionally{until and f',{until}'}"
        case _ as unreachable:
            assert_never(unreachable)


def _life(event: Life | Revocation, names: Names) -> str:
    match event:
        case EntryIntoForce():
            return f"{_short(event.program, names)} entered into force"
        case Ending():
            return f"{_subject(event, names)} ceased to exist{_after(event, names)}"
        case Renaming():
            return f"{_subject(event, names)} took the name {event.name}"
        case Revocation():
            return f"{event.event[:12]} was revoked, and has no effect from then on"
        case _ as unreachable:
            assert_never(unreachable)


def _subject(event: Ending | Renaming, names: Names) -> str:
    """Return the name of what ended or was renamed, as it was on the eve."""
    if event.program:
        return _short(event.program, names)
    eve = max(event.counts_from.earliest, FIRST_DAY + _A_DAY) - _A_DAY
    return names.called(event.participant or "", eve)


def _after(event: Ending, names: Names) -> str:
    """Say what came after a program or a participant that ended."""
    on = event.occurred_on
    after = {
        "continued": _list([event.continued_by] if event.continued_by else [], on, names),
        "succeeded": _list(event.successors, on, names),
        "replaced": ", ".join(_short(one, names) for one in event.replaced_by),
    }
    return "".join(f", {how} by {whom}" for how, whom in after.items() if whom)


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
            return f"program {event.id}: {event.name}{_same_as(event)}"
        case Participant():
            return f"{event.kind} {event.id}: {event.name}{_same_as(event)}"
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


def _same_as(event: Program | Participant) -> str:
    return f" ({', '.join(event.same_as)})" if event.same_as else ""


def _with_whom(event: Signing, names: Names) -> str:
    """Say what was signed, by which body, with whom."""
    by = f" by {event.by}" if event.by else ""
    instrument = "" if event.instrument == "unspecified" else f" ({plain(event.instrument)})"
    others = f" with {_list(event.with_, event.occurred_on, names)}" if event.with_ else ""
    return f"{instrument}{by}{others}"


def _launch(event: Launch, names: Names) -> str:
    by = f" by {_list(event.launched_by, event.occurred_on, names)}" if event.launched_by else ""
    for_ = (
        f" for {_list(event.launched_for, event.occurred_on, names)}" if event.launched_for else ""
    )
    return f"{event.payload} was launched{by}{for_}"


def _claim(event: Claim, names: Names) -> str:
    of, what = _short(event.program, names), what_is_claimed(event, names)
    return f"{event.citation.source} says of {of} on {event.on}: {what}"


def what_is_claimed(event: Claim, names: Names) -> str:
    """Return what a claim counts, and how many it names: "17 in all, 3 named"."""
    number = "" if event.count is None else f"{event.count} in all"
    if event.subject:
        last_of = "the last of " if len(event.subject) > 1 else ""
        number = f"{last_of}{_list(event.subject, event.on, names)} is number {event.count}"
    elif event.at_least:
        number = f"at least {event.count}"
    some = "some of them: " if event.partial else ""
    named = f"{some}{len(event.members)} named" if event.members else ""
    return ", ".join(words for words in (number, named) if words)


def how_many(claim: Claim, publisher: str, names: Names) -> str:
    """Return what a claim counts: "NASA counts 76 states on 2026-09-27"."""
    least = "at least " if claim.at_least else ""
    kinds = f" of kind {in_a_row(claim.kinds, 'or')}" if claim.kinds else ""
    kinds = " states" if claim.kinds == ("state",) else kinds
    statuses = f" as {what_one_is(in_a_row(claim.statuses, 'or'))}" if claim.statuses else ""
    others = in_a_row([_who(one, claim.on, names) for one in claim.excluding], "and")
    without = f", without {others}," if others else ""
    return f"{publisher} counts {least}{claim.count}{kinds}{statuses}{without} on {claim.on}"


def how_it_ended(ending: Ending, names: Names, certain: bool = True) -> str:
    """Return that something ended, and since when: "GATT ceased to exist on 1996-01-01"."""
    ceased = "ceased" if certain else "may have ceased"
    on = f"on {ending.counts_from}{_after(ending, names)}"
    return f"{_subject(ending, names)} {ceased} to exist {on}"


def in_a_row(words: Sequence[str], last: str) -> str:
    """Words in a row, with a last one between the last two: "France, Italy and Spain"."""
    *most, end = words or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def _changes(event: Correction) -> str:
    return ", ".join(f"{field} {_value(value)}" for field, value in event.changes.items())


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else codec.canonical(value)


def _short(program: str, names: Names) -> str:
    """Return a program's shortest name."""
    filed = names.programs.get(program)
    return min((filed.name, *filed.aliases), key=len) if filed else program


def _list(participants: Iterable[str], on: Date, names: Names) -> str:
    return ", ".join(_who(one, on, names) for one in participants)


def _who(participant: str, on: Date, names: Names) -> str:
    """Return the name at the end of a date, and today's beside it where that is another."""
    return names.called(participant, on.latest)


def what_one_is(statuses: str) -> str:
    """Return a status, or several in words, as what one is: "a signatory or party", "an observer",
    "bound"."""
    words = plain(statuses)
    if words.startswith("bound"):
        return words
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def plain(word: str) -> str:
    """Return a word of a closed vocabulary as people write it: ``joint-statement``, joint
    statement."""
    return word.replace("-", " ")
