"""Find what is odd about how treaties and states begin and end, and about marks, revocations, what
remains of a status, and papers.

Each function does as those of `oddities` do.
"""

from collections.abc import Iterator, Set
from datetime import date

from ledger.events import (
    STATUSES,
    Act,
    Announcement,
    Consent,
    Ending,
    EntryIntoForce,
    Happening,
    Launch,
    Mark,
    Program,
    Renaming,
    Revocation,
    Signing,
    Withdrawal,
    type_of,
)
from projections.checks.oddities import BINDS, Oddity, Problem, Register
from projections.checks.recount import day_before
from projections.effective import Standing
from projections.lives import Lives, Turning
from projections.membership import Pair
from projections.possible import possible_statuses
from projections.sentences import what_one_is


def entries_into_force_too_early(register: Register) -> Iterator[Problem]:
    """Yield an entry into force by which fewer consents are on file than the treaty takes, but
    where the list of the program is known to be partial."""
    for one, event, program in _entries(register):
        if program.consents_required and program.coverage != "partial":
            many = _how_many(register, program, BINDS, event.counts_from.latest)
            if many < program.consents_required:
                on_file = f"{many or 'no'} consent{'s are' if many > 1 else ' is'} on file by then"
                yield one.position, f"{on_file}, and it takes {program.consents_required}"


def entries_into_force_after_parties(register: Register) -> Iterator[Problem]:
    """Yield an entry into force before which there are parties, since they do not wait for it."""
    for one, event, program in _entries(register):
        eve = day_before(event.counts_from.earliest)
        many = 0 if program.force else _how_many(register, program, {"party"}, eve)
        if many:
            before = f"{many} {'are parties' if many > 1 else 'is a party'} before"
            yield one.position, f"{before}: correct the program to say that force is required"


def _entries(register: Register) -> Iterator[tuple[Standing, EntryIntoForce, Program]]:
    for one, event in register.happenings:
        if isinstance(event, EntryIntoForce) and event.program in register.names.programs:
            yield one, event, register.names.programs[event.program]


def _how_many(register: Register, program: Program, statuses: Set[str], on: date) -> int:
    """Return how many may have one of some statuses in a program at the end of a day."""
    of = (acts for pair, acts in register.acts.items() if pair[0] == program.id)
    return sum(bool(statuses & possible_statuses(acts, on)) for acts in of)


def consents_before_force(register: Register) -> Iterator[Problem]:
    """Yield a consent that is to count from a day on which the treaty was in force for nobody."""
    lives = Lives.of(register.effective)
    for one, event in register.happenings:
        if isinstance(event, Consent) and event.effective_on:
            entered = lives.in_force(event.program)
            if entered and event.effective_on.latest < entered.first:
                counts = f"it is to count from {event.effective_on}"
                yield one.position, f"{counts}, and the treaty entered into force on {entered.text}"


def acts_after_an_end(register: Register) -> Iterator[Problem]:
    """Yield an act in a program, or of a participant, that had ceased to exist."""
    lives = Lives.of(register.effective)
    for one, event in register.happenings:
        for name, end in _ends(register, event, lives):
            if end.last < event.occurred_on.earliest:
                when = f"it is of {event.occurred_on}"
                yield one.position, f"{when}, and {name} ceased to exist on {end.text}"


def _ends(register: Register, event: Happening, lives: Lives) -> Iterator[tuple[str, Turning]]:
    """Yield the ends of those who act, and of the program in which they do, each with a name."""
    names = register.names
    of_program = Act | Mark | EntryIntoForce | Renaming
    program = event.program if isinstance(event, of_program) else None
    if program and (end := lives.end_of_program(program)):
        yield names.programs[program].name if program in names.programs else program, end
    whom: tuple[str | None, ...] = ()
    if isinstance(event, Act | Mark | Renaming):
        whom = (event.participant,)
    elif isinstance(event, Announcement):
        whom = event.participants
    elif isinstance(event, Launch):
        whom = (*event.launched_by, *event.launched_for)
    for who in whom:
        if who and (end := lives.end_of_participant(who)):
            yield names.title(who), end


def marks_of_no_day(register: Register) -> Iterator[Problem]:
    """Yield a suspension or a provisional application that is over before it begins."""
    for one, event in register.happenings:
        if isinstance(event, Mark) and event.until:
            begins = event.counts_from
            if event.until.latest <= begins.earliest:
                yield one.position, f"it is over on {event.until}, and begins on {begins}"


def revocations_out_of_time(register: Register) -> Iterator[Problem]:
    """Yield a revocation of what was not done yet, or of a withdrawal that had taken effect (VCLT
    art. 68)."""
    for one, event in register.happenings:
        target = register.effective.target(one.recorded) if isinstance(event, Revocation) else None
        standing = register.effective.standing(target.position) if target else None
        act = standing.event if standing else None
        if not standing or not isinstance(act, Happening):
            continue
        what = f"it is of {event.occurred_on}, and #{standing.position}"
        if event.occurred_on.latest < act.occurred_on.earliest:
            yield one.position, f"{what}, which it takes back, is of {act.occurred_on}"
        elif isinstance(act, Withdrawal) and act.counts_from.latest <= event.counts_from.earliest:
            yield (
                one.position,
                f"{what}, which it takes back, took effect on {act.counts_from}",
            )


def falls_from_no_more(register: Register) -> Iterator[Problem]:
    """Yield a withdrawal that leaves a status to one who had no more than that."""
    for one, event in register.happenings:
        if not isinstance(event, Withdrawal) or event.falls_to is None:
            continue
        program = register.names.programs.get(event.program)
        ladder = program.ladder if program else STATUSES
        pair: Pair = event.program, event.participant
        others = [act for act in register.acts.get(pair, ()) if act.position != one.position]
        had = possible_statuses(others, event.counts_from.latest)
        highest = max((ladder.index(status) for status in had if status), default=None)
        if highest is None:
            yield one.position, "something remains, and nothing is on file that it had before"
        elif highest <= ladder.index(event.falls_to):
            remains, was = what_one_is(event.falls_to), what_one_is(ladder[highest])
            yield one.position, f"it remains {remains}, and was no more than {was} before"


def second_turns(register: Register) -> Iterator[Problem]:
    """Yield a second entry into force of one treaty, and a second ending of one program or
    participant."""
    first: dict[tuple[str | None, ...], tuple[int, Happening]] = {}
    for one, event in register.happenings:
        if isinstance(event, EntryIntoForce | Ending):
            key = (type_of(event), event.program, getattr(event, "participant", None))
            at, before = first.setdefault(key, (one.position, event))
            if at != one.position:
                yield (
                    one.position,
                    f"#{at} has that on {before.occurred_on}: which is right?",
                )


def days_of_one_paper(register: Register) -> Iterator[Problem]:
    """Yield a signing by one who signed the same document on another day."""
    first: dict[tuple[str, str], tuple[int, Happening]] = {}
    for one, event in register.happenings:
        if isinstance(event, Signing) and event.document:
            at, before = first.setdefault(
                (event.document, event.participant), (one.position, event)
            )
            if before.occurred_on.excludes(event.occurred_on):
                yield one.position, f"#{at} is by the same document, and of {before.occurred_on}"


LIFE_ODDITIES: tuple[Oddity, ...] = (
    entries_into_force_too_early,
    entries_into_force_after_parties,
    consents_before_force,
    acts_after_an_end,
    marks_of_no_day,
    revocations_out_of_time,
    falls_from_no_more,
    second_turns,
    days_of_one_paper,
)
