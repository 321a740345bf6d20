"""Admit an event only if the names in it are known, and what it says of another event makes sense
there. Pure: what is known is asked of `Known`.

An event that is surprising in the world (a withdrawal by one who never joined) is admitted: the
world may be so, or an event may still be missing.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

import attrs

from ledger import codec, references, states, values
from ledger.errors import Fault, MalformedEvent, Refusal, Unknown
from ledger.events import (
    Act,
    Attestation,
    Claim,
    Correction,
    Event,
    Mark,
    Milestone,
    Participant,
    Program,
    Recorded,
    Retraction,
    Revocation,
    Unread,
    World,
    type_of,
)
from ledger.happenings import GIVES, status_given
from ledger.names import OF_A_STATE, Names
from ledger.references import CITATION, fields_of
from ledger.standing import History

UNREAD = "cannot be read by this version, and be no more than retracted: upgrade depositary"
ATTESTABLE = World | Claim
REVOCABLE = Act | Mark


class Known(Protocol):
    """The knowledge of the ledger at the moment of an append."""

    @property
    def names(self) -> Names:
        """The names by which it is found who and what is meant."""

    def is_filed(self, event_type: str, identity: str) -> bool:
        """Return whether a definition stands filed under an id: its name then need not be looked
        up. It may be False where `names` knows better."""

    def with_id(self, what: str, name: str) -> str:
        """Return the id of a source or a document, which are known by that alone. Raises
        `Unknown`."""

    def ladder(self, program: str) -> tuple[str, ...]:
        """Return the statuses that one can have in the program of an id, the lowest first."""

    def event(self, reference: str) -> Recorded:
        """Return the event that ``#31`` or an id (or its beginning) names. Raises `Unknown`,
        `Ambiguous`."""

    def is_recorded(self, event: Event) -> bool:
        """Return whether the same event was recorded before."""

    def history(self, position: int) -> History:
        """Return the history of the event at a position, and of what that is about; it may have
        others' too."""


def admitted(event: Event, known: Known) -> Event:
    """Return the event with every name in it replaced by the id that it means.

    Raises `MalformedEvent` with a fault for each name that is unknown or ambiguous, and for what
    cannot be said of another event.
    """
    faults: list[Fault] = []
    found: Event = _resolved(event, known, faults)
    if faults:
        raise MalformedEvent(faults)
    if isinstance(found, Correction):
        return _admitted_correction(found, known)
    if isinstance(found, Retraction):
        _check_what_remains(found, known)
    if isinstance(found, (Attestation, Revocation)):
        target = known.event(found.event)
        if isinstance(target.event, Unread):
            raise _refused("event", target, UNREAD)
        if isinstance(found, Attestation) and not isinstance(target.event, ATTESTABLE):
            raise _refused("event", target, "cannot be attested: correct it or retract it")
        if isinstance(found, Revocation) and not isinstance(target.event, REVOCABLE):
            problem = "is no act that can be revoked: if it never happened, retract it"
            raise _refused("event", target, problem)
    faults = [*_out_of_place(found, known), *_unsupported(found, known)]
    if faults:
        raise MalformedEvent(faults)
    return found


def admits_as_written(cls: type[Event], wire: Mapping[str, Any], known: Known) -> bool:
    """Return whether `admitted` would return an act as it is, of whose wire form that is the class
    (`as_written.class_of`); False also where only that can tell."""
    if "falls_to" in wire:
        return False
    for _, field, what in fields_of(cls):
        value = wire.get(field)
        for one in value if isinstance(value, list) else (value,) if value else ():
            if what == CITATION:
                if "supports" in one or not known.is_filed("source", one["source"]):
                    return False
            elif not ((what == "participant" and states.state(one)) or known.is_filed(what, one)):
                return False
    given = GIVES.get(cls)
    return given is None or given in known.ladder(wire["program"])


def _out_of_place(event: Event, known: Known) -> Iterable[Fault]:
    """Yield the faults of an event, whose names are ids, by the rules for its type."""
    if isinstance(event, (Act, Claim)):
        return _misplaced(event, known)
    if isinstance(event, Participant):
        return _misfiled(event)
    return _no_moment(event, known) if isinstance(event, Milestone) else ()


def _misplaced(event: Act | Claim, known: Known) -> Iterator[Fault]:
    """Yield a fault for each status of an act or a claim which one cannot have in its program."""
    if isinstance(event, Claim):
        for at, one in enumerate(event.statuses):
            ladder = known.ladder(event.program)
            if one not in ladder:
                yield Fault(f"statuses.{at}", values.unlisted("status", one, ladder))
        return
    given = status_given(event)
    if given:
        field, status = given
        ladder = known.ladder(event.program)
        if status not in ladder:
            own = f"the statuses of {event.program} are {', '.join(ladder)}"
            one = f"{status!r} is none of them: give one that is"
            if field == "program":
                one = f"{_a(type_of(event))} gives {status!r}: record an admission to one of them"
            yield Fault(field, f"{own}, and {one}")


def _misfiled(event: Participant) -> Iterator[Fault]:
    """Yield the fault of a state that is said to belong to one, and of a part or a territory of a
    state that is not named."""
    if event.kind == "state" and event.state:
        problem = f"a state belongs to no other: is it a subnational part of {event.state}?"
        yield Fault("kind", problem)
    if event.kind in OF_A_STATE and not event.state:
        yield Fault("state", f"a {event.kind} needs the state that is responsible for it")


def _no_moment(event: Milestone, known: Known) -> Iterator[Fault]:
    """Yield the fault of each event by which a milestone is dated, and that is none of the
    world."""
    for one in event.events:
        target = known.event(one)
        if not isinstance(target.event, World):
            yield Fault("events", f"#{target.position} has no day of its own: name an act")


def _unsupported(event: Event, known: Known, about: Event | None = None) -> Iterator[Fault]:
    """Yield a fault for each field that a citation is said to support, and that is none."""
    found = [(at, one.supports) for at, one in enumerate(references.citations(event))]
    if not any(supports for _, supports in found):
        return
    if isinstance(event, Attestation):
        target = known.event(event.event).event
        about = about or (None if isinstance(target, Unread) else target)
    names = codec.field_names(type_of(about or event))
    only = "citation" in codec.field_names(type_of(event))
    for place, supports in found:
        for at, one in enumerate(supports):
            if one not in names:
                field = f"{'citation' if only else f'citations.{place}'}.supports.{at}"
                yield Fault(field, values.unlisted("field", one, names))


def decoded(wire: Any, known: Known) -> Event:
    """Return the event of a wire form.

    Raises `MalformedEvent` with every fault of its form, and beside them, so that all can be
    mended at once, a fault for each name in it that is unknown or ambiguous.
    """
    try:
        return codec.decode(wire)
    except MalformedEvent as refusal:
        faults = list(refusal.faults)
        found = wire.get("type") if isinstance(wire, Mapping) else None
        if isinstance(found, str) and found in codec.CLASSES:
            _look_up(codec.CLASSES[found], wire, known, faults)
        raise MalformedEvent(faults) from None


def _look_up(cls: Any, wire: Mapping[str, Any], known: Known, faults: list[Fault]) -> None:
    """Look up each name in a wire form that may be malformed elsewhere."""
    for _, field, what in fields_of(cls):
        value = wire.get(field) if field not in {fault.field for fault in faults} else None
        for index, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
            place = field if index is None else f"{field}.{index}"
            sort = what
            if what == CITATION and isinstance(one, Mapping):
                sort, one, place = "source", one.get("source"), f"{place}.source"
            if isinstance(one, str) and place not in {fault.field for fault in faults}:
                _one(sort, values.reference(one), known, faults, place)


def _resolved(value: Any, known: Known, faults: list[Fault], path: str = "") -> Any:
    """Return a copy of an event or citation with its references resolved; faults are gathered."""
    changes = {}
    for name, field, what in fields_of(value.__class__):
        kept = getattr(value, name)
        if not kept:
            continue
        field = path + field
        if isinstance(kept, tuple):
            found: Any = tuple(
                [_one(what, one, known, faults, f"{field}.{at}") for at, one in enumerate(kept)]
            )
            twice = [one for one in found if what != CITATION and found.count(one) > 1]
            if twice:
                faults.append(Fault(field, f"it names {twice[0]} twice"))
                continue
        else:
            found = _one(what, kept, known, faults, field)
        if found != kept:
            changes[name] = found
    return attrs.evolve(value, **changes) if changes else value


def _one(what: str, kept: Any, known: Known, faults: list[Fault], field: str) -> Any:
    if what == CITATION:
        return _resolved(kept, known, faults, f"{field}.")
    try:
        return _meant(what, kept, known)
    except Refusal as refusal:
        missing = (refusal.what, refusal.name) if isinstance(refusal, Unknown) else None
        faults.append(Fault.of(field, refusal, missing))
        return kept


def _meant(what: str, name: str, known: Known) -> str:
    """Return the id that a name of some sort stands for. Raises `Unknown`, `Ambiguous`."""
    match what:
        case "program":
            return name if known.is_filed(what, name) else known.names.program(name)
        case "participant":
            is_id = states.state(name) or known.is_filed(what, name)
            return name if is_id else known.names.participant(name)
        case "state":
            return known.names.state(name)
        case "source" | "document":
            return known.with_id(what, name)
        case "event":
            return known.event(name).id
        case _ as unreachable:
            raise ValueError(f"nothing says how a {unreachable} is looked up")


def _admitted_correction(correction: Correction, known: Known) -> Correction:
    target = known.event(correction.event)
    if isinstance(target.event, (Correction, Retraction)):
        raise _refused("event", target, "cannot be corrected: retract it and record anew")
    before, _ = known.history(target.position).reading(target.position, target.event)
    if isinstance(before, Unread):
        raise _refused("event", target, UNREAD)
    after = codec.corrected(before, correction.changes)
    faults: list[Fault] = []
    after = _resolved(after, known, faults, "changes.")
    # what it leaves alone may refer to a definition that was retracted since
    faults = [fault for fault in faults if fault.field.split(".")[1] in correction.changes]
    faults = faults or [
        attrs.evolve(one, field=f"changes.{one.field}")
        for one in (*_out_of_place(after, known), *_unsupported(after, known))
    ]
    faults += [*_unsupported(correction, known, after), *_shrunk(before, after)]
    if faults:
        raise MalformedEvent(faults)
    wire = codec.encode(after)
    found = attrs.evolve(correction, changes={key: wire.get(key) for key in correction.changes})
    if after == before and not known.is_recorded(found):
        raise _refused("changes", target, "reads so already: nothing would change")
    return found


def _shrunk(before: Event | Unread, after: Event | Unread) -> Iterator[Fault]:
    """Yield the fault of a program that would lose a tier, or have them in another order:
    memberships are ranked by it."""
    if not (isinstance(before, Program) and isinstance(after, Program)):
        return
    if [one for one in after.ladder if one in before.ladder] != list(before.ladder):
        stay = f"{', '.join(before.ladder)} must stay in this order"
        problem = f"tiers may only be added to, since memberships are ranked by them: {stay}"
        yield Fault("changes.tiers", problem)


def _check_what_remains(retraction: Retraction, known: Known) -> None:
    """Refuse to retract a correction without which the event that it corrected would no longer read
    well."""
    target = known.event(retraction.event)
    if not isinstance(target.event, (Correction, Retraction)):
        return
    history = known.history(target.position)
    corrected = history.corrected(target.position)
    if corrected is None:
        return
    event = known.event(f"#{corrected}").event
    before, _ = history.reading(corrected, event)
    with history.supposing(_NEVER_YET, target.position):
        after, _ = history.reading(corrected, event)
    if isinstance(after, Unread) and not isinstance(before, Unread):
        raise _refused("event", target, f"cannot go: without it, {after.why}")
    reads = () if isinstance(after, Unread) else _out_of_place(after, known)
    for fault in (*_shrunk(before, after), *reads):
        raise _refused("event", target, f"cannot go: without it, {fault}")


_NEVER_YET = 2**62  # the position, later than all, of an event that is only being considered


def _refused(field: str, target: Recorded, problem: str) -> MalformedEvent:
    named = f"#{target.position}, {_a(type_of(target.event))},"
    return MalformedEvent([Fault(field, f"{named} {problem}")])


def _a(word: str) -> str:
    """Return a word with its article."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
