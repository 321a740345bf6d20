"""An event in one line of plain words, for logs, timelines and audits."""

from collections.abc import Callable, Iterable, Sequence
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
from ledger.said import AND, OR, Said, counted, joined, key, say

_A_DAY = timedelta(days=1)
_A, _AN = key("a {what}"), key("an {what}")
_STANCES = {
    "supports": key("{source} supports {id}"),
    "disputes": key("{source} disputes {id}"),
}
_SIGNED = {
    "signature": key("{whom} signed {what}{how}"),
    "succession": key("{whom} succeeded to the signature of {what}{how}"),
}
_CONSENTED = {
    "ratification": key("{whom} ratified {what}"),
    "acceptance": key("{whom} accepted {what}"),
    "approval": key("{whom} approved {what}"),
    "accession": key("{whom} acceded to {what}"),
    "formal-confirmation": key("{whom} formally confirmed {what}"),
    "succession": key("{whom} succeeded to {what}"),
    "continuation": key("{whom} continued in {what}"),
    "definitive-signature": key("{whom} signed definitively {what}"),
}
_LEFT = {
    "withdrawal": key("{whom} withdrew from {what}"),
    "denunciation": key("{whom} denounced {what}"),
    "expulsion": key("{whom} was expelled from {what}"),
    "withdrawal-of-consent": key("{whom} took back its consent to {what}"),
    "withdrawal-of-signature": key("{whom} took back its signature of {what}"),
}
LEFT = {  # the same, of who is spoken of already; and as what may have happened
    "withdrawal": ("withdrew", "have withdrawn"),
    "denunciation": ("denounced it", "have denounced it"),
    "expulsion": ("was expelled", "have been expelled"),
    "withdrawal-of-consent": ("took back its consent", "have taken back its consent"),
    "withdrawal-of-signature": ("took back its signature", "have taken back its signature"),
}
_NOTIFIED = {  # where the act counts only later
    "withdrawal": key("{whom} gave notice to withdraw from {what}"),
    "denunciation": key("{whom} gave notice to denounce {what}"),
}


def describe(event: Event | Unread, names: Names) -> str:
    """Return an event as a sentence: "Egypt signed ILRS (cooperation agreement) with CNSA". One of
    the world has the id of the document by which it was done in brackets."""
    if isinstance(event, Happening):
        told = _of_the_world(event, names)
        by = event.document
        return say("{told} [document {document}]", told=told, document=by) if by else told
    if isinstance(event, Unread):
        return say("{type} that this version cannot read", type=event.type)
    return _of_the_register(event, names)


def _of_the_world(event: World, names: Names) -> str:
    match event:
        case Signing() | Endorsement() | Consent() | Admission() | Withdrawal():
            return _effective(event, _act(event, names))
        case Suspension() | ProvisionalApplication():
            return _effective(event, _mark(event, names))
        case EntryIntoForce() | Ending() | Renaming() | Revocation():
            return _effective(event, _life(event, names))
        case Announcement():
            whom = _list(event.participants, event.occurred_on, names)
            return say("{whom}: {what}", whom=whom, what=event.summary) if whom else event.summary
        case Launch():
            return _launch(event, names)
        case _ as unreachable:
            assert_never(unreachable)


def _act(event: Act, names: Names) -> str:
    whom, what = _who(event.participant, event.occurred_on, names), _short(event.program, names)
    on, said = event.occurred_on, {"whom": whom, "what": what}
    match event:
        case Signing():
            signed = say(_SIGNED[event.action], **said, how=_with_whom(event, names))
            return _after_whom(event.predecessor, on, signed, names)
        case Endorsement():
            return say("{whom} endorsed {what}", **said)
        case Consent():
            consented = say(_CONSENTED[event.action], **said)
            return _after_whom(event.predecessor, on, consented, names)
        case Admission():
            return say("{what} admitted {whom} as {status}", **said, status=what_one_is(event.tier))
        case Withdrawal():
            words = _LEFT | _NOTIFIED if event.is_notice else _LEFT
            left, falls_to = say(words[event.action], **said), event.falls_to
            if not falls_to:
                return left
            return say("{left}, and remains {status}", left=left, status=what_one_is(falls_to))
        case _ as unreachable:
            assert_never(unreachable)


def _after_whom(predecessor: str | None, on: Date, told: str, names: Names) -> str:
    if not predecessor:
        return told
    return say("{told} after {whom}", told=told, whom=_who(predecessor, on, names))


def _effective(event: Happening, told: str) -> str:
    on = event.effective_on
    return say("{told}, effective {date}", told=told, date=on) if on else told


def _mark(event: Mark, names: Names) -> str:
    whom, what = _who(event.participant, event.occurred_on, names), _short(event.program, names)
    until, said = event.until, {"whom": whom, "what": what}
    match event:
        case Suspension():
            told = say("participation of {whom} in {what} was suspended", **said)
            return say("{told} until {date}", told=told, date=until) if until else told
        case ProvisionalApplication():
            told = say("{whom} began to apply {what} provisionally", **said)
            return say("{told}, until {date}", told=told, date=until) if until else told
        case _ as unreachable:
            assert_never(unreachable)


def _life(event: Life | Revocation, names: Names) -> str:
    match event:
        case EntryIntoForce():
            return say("{what} entered into force", what=_short(event.program, names))
        case Ending():
            what, after = _subject(event, names), _after(event, names)
            return say("{what} ceased to exist{after}", what=what, after=after)
        case Renaming():
            what = _subject(event, names)
            return say("{what} took the name {name}", what=what, name=event.name)
        case Revocation():
            revoked = key("{id} was revoked, and has no effect from then on")
            return say(revoked, id=event.event[:12])
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
        key(", continued by {whom}"): [event.continued_by] if event.continued_by else [],
        key(", succeeded by {whom}"): event.successors,
    }
    found = [say(how, whom=_list(whom, on, names)) for how, whom in after.items() if whom]
    if event.replaced_by:
        by = joined(_short(one, names) for one in event.replaced_by)
        found.append(say(", replaced by {whom}", whom=by))
    return joined(found, "")


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
            told = f"{event.name}{_same_as(event)}"
            return say("program {id}: {told}", id=event.id, told=told)
        case Participant():
            told, kind = f"{event.name}{_same_as(event)}", say(event.kind)
            return say("{kind} {id}: {told}", kind=kind, id=event.id, told=told)
        case Source():
            told = f"{event.publisher}, {event.title}"
            if event.published_on:
                said = {"publisher": event.publisher, "title": event.title}
                told = say("{publisher}, {date}, {title}", **said, date=event.published_on)
            return say("source {id}: {told}", id=event.id, told=told)
        case Milestone():
            days = counted(len(event.events), "the day of {n} event", "the days of {n} events")
            named = {"id": event.id, "name": event.name, "when": event.on or days}
            return say("milestone {id}: {name}, {when}", **named)
        case Document():
            told = event.title
            if event.done_on:
                told = say("{title}, {date}", title=event.title, date=event.done_on)
            return say("document {id}: {told}", id=event.id, told=told)
        case Attestation():
            speaks = {"source": event.citation.source, "id": event.event[:12]}
            return say(_STANCES[event.stance], **speaks)
        case Correction():
            reads = key("{id} should read {changes}: {reason}")
            said = {"id": event.event[:12], "reason": event.reason}
            return say(reads, changes=_changes(event), **said)
        case Retraction():
            taken_back = key("{id} is taken back: {reason}")
            return say(taken_back, id=event.event[:12], reason=event.reason)
        case Claim():
            return _claim(event, names)
        case _ as unreachable:
            assert_never(unreachable)


def _same_as(event: Program | Participant) -> str:
    return f" ({', '.join(event.same_as)})" if event.same_as else ""


def _with_whom(event: Signing, names: Names) -> str:
    """Say what was signed, where the program's name does not; by which body, and with whom."""
    found, instrument = [], plain(event.instrument)
    named = instrument in _short(event.program, names).casefold().split()
    if event.instrument != "unspecified" and not named:
        found.append(say(" ({instrument})", instrument=instrument))
    if event.by:
        found.append(say(" by {whom}", whom=event.by))
    if event.with_:
        found.append(say(" with {whom}", whom=_list(event.with_, event.occurred_on, names)))
    return joined(found, "")


def _launch(event: Launch, names: Names) -> str:
    found: list[str] = [say("{what} was launched", what=event.payload)]
    if event.launched_by:
        found.append(say(" by {whom}", whom=_list(event.launched_by, event.occurred_on, names)))
    if event.launched_for:
        found.append(say(" for {whom}", whom=_list(event.launched_for, event.occurred_on, names)))
    return joined(found, "")


def _claim(event: Claim, names: Names) -> str:
    said = {"source": event.citation.source, "of": _short(event.program, names), "date": event.on}
    what = what_is_claimed(event, names)
    return say("{source} says of {of} on {date}: {what}", **said, what=what)


def what_is_claimed(event: Claim, names: Names) -> str:
    """Return what a claim counts, and how many it names: "17 in all, 3 named"."""
    found: list[str] = []
    if event.subject:
        last = key("the last of {whom} is number {n}")
        number = key("{whom} is number {n}") if len(event.subject) == 1 else last
        found.append(say(number, whom=_list(event.subject, event.on, names), n=event.count))
    elif event.count is not None:
        least = key("at least {n}") if event.at_least else key("{n} in all")
        found.append(say(least, n=event.count))
    if event.members:
        some = key("some of them: {n} named") if event.partial else key("{n} named")
        found.append(say(some, n=len(event.members)))
    return joined(found)


def how_many(
    claim: Claim, publisher: str, names: Names, date_words: Callable[[Date], str] = str
) -> str:
    """Return what a claim counts: "NASA counts 76 states as of 2026-09-27"."""
    count: str = str(claim.count)
    if claim.at_least:
        count = say("at least {n}", n=claim.count)
    if claim.kinds == ("state",):
        count = say("{n} states", n=count)
    elif claim.kinds:
        count = say("{n} of kind {kinds}", n=count, kinds=in_a_row(list(claim.kinds), OR))
    if claim.statuses:
        status = what_one_is(in_a_row(list(map(plain, claim.statuses)), OR))
        count = say("{n} as {status}", n=count, status=status)
    if claim.excluding:
        others = in_a_row([_who(one, claim.on, names) for one in claim.excluding], AND)
        count = say("{n}, without {others},", n=count, others=others)
    said = {"publisher": publisher, "date": date_words(claim.on)}
    return say("{publisher} counts {n} as of {date}", n=count, **said)


def how_it_ended(ending: Ending, names: Names, certain: bool = True) -> str:
    """Return that something ended, and since when: "GATT ceased to exist on 1996-01-01"."""
    perhaps = key("{what} may have ceased to exist on {date}{after}")
    ceased = key("{what} ceased to exist on {date}{after}") if certain else perhaps
    said = {"what": _subject(ending, names), "date": ending.counts_from}
    return say(ceased, **said, after=_after(ending, names))


def in_a_row(words: Sequence[str], last: str) -> str:
    """Return words in a row, with a last one between the last two (`AND`, `OR`): "France, Italy
    and Spain"."""
    *most, end = words or [""]
    return say(last, most=joined(most), end=end) if most else end


def _changes(event: Correction) -> str:
    found = event.changes.items()
    return joined(
        say("{field} {value}", field=field, value=_value(value)) for field, value in found
    )


def _value(value: Any) -> str:
    if value is None:
        return say("nothing")
    return value if isinstance(value, str) else codec.canonical(value)


def _short(program: str, names: Names) -> str:
    """Return a program's shortest name, but no single word of its name: "Accords" may be others."""
    filed = names.programs.get(program)
    if filed is None:
        return program
    words = filed.name.split()
    return min((filed.name, *(one for one in filed.aliases if one not in words)), key=len)


def _list(participants: Iterable[str], on: Date, names: Names) -> str:
    return joined(_who(one, on, names) for one in participants)


def _who(participant: str, on: Date, names: Names) -> str:
    """Return the name at the end of a date, and today's beside it where that is another."""
    return names.called(participant, on.latest)


def what_one_is(statuses: str) -> str:
    """Return a status, or several in words, as what one is: "a signatory or party", "an observer",
    "bound"."""
    words = plain(statuses)
    if words.startswith("bound"):
        return words
    return say(_AN if words[0] in "aeiou" else _A, what=words)


def plain(word: str) -> str:
    """Return a word of a closed vocabulary as people write it: ``joint-statement``, joint
    statement."""
    return word if isinstance(word, Said) else say(word.replace("-", " "))
