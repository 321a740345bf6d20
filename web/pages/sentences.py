"""What pages say in sentences: how many members there are, and under which conditions that holds.

Who is not listed may have joined all the same, so nothing here says that somebody did not.
"""

from collections.abc import Iterable, Mapping, Sequence

from ledger.events import Program
from ledger.names import Names
from ledger.said import AND, OR, counted, joined, key, say
from projections.caveats import Short
from projections.lives import Turning
from projections.marks import ACT, DATE, DETAIL, Mark
from projections.roster import Entry, Roster
from projections.sentences import how_many as how_many_claimed
from projections.sentences import in_a_row, what_one_is
from web.pages.days import day_in_words, in_words, spelled
from web.pages.register import Asked

KINDS: Mapping[str, tuple[str, str]] = {  # one, and several
    "state": (say("state"), say("states")),
    "territory": (say("territory"), say("territories")),
    "subnational": (say("part of a state"), say("parts of states")),
    "agency": (say("agency"), say("agencies")),
    "intergovernmental": (
        say("intergovernmental organisation"),
        say("intergovernmental organisations"),
    ),
    "company": (say("company"), say("companies")),
    "university": (say("university"), say("universities")),
    "ngo": (say("non-governmental organisation"), say("non-governmental organisations")),
    "unknown": (say("participant of unknown kind"), say("participants of unknown kind")),
}
SOURCES = say(
    "Every act on file counts, whatever its source, official or not, and one without a source too;"
    " the sources stand beside each."
)
ABSENCE = say("Who is not listed may have joined all the same: the register has what was entered.")
NOTHING_PROVED = say("The register has what was entered: that nothing is on file proves nothing.")
CERTAINTY = say(
    "Where sources leave the day open, a member for certain is one on every reading of the dates,"
    " and a possible member one on some."
)
_MARKS = {
    DATE: say("sources give different dates"),
    DETAIL: say("sources differ on a detail"),
    ACT: say("a source denies it"),
}
_COUNTED = {  # with how many, whole: what a number does to the word is up to each language
    "state": (key("{n} state"), key("{n} states")),
    "territory": (key("{n} territory"), key("{n} territories")),
    "subnational": (key("{n} part of a state"), key("{n} parts of states")),
    "agency": (key("{n} agency"), key("{n} agencies")),
    "intergovernmental": (
        key("{n} intergovernmental organisation"),
        key("{n} intergovernmental organisations"),
    ),
    "company": (key("{n} company"), key("{n} companies")),
    "university": (key("{n} university"), key("{n} universities")),
    "ngo": (key("{n} non-governmental organisation"), key("{n} non-governmental organisations")),
    "unknown": (key("{n} participant of unknown kind"), key("{n} participants of unknown kind")),
}


def of_each_kind(entries: Iterable[Entry]) -> str:
    """Return how many of each kind are on a roster, states first: "13 states and 2 companies"."""
    kinds = [entry.kind for entry in entries]
    if len(set(kinds)) == 1 and len(kinds) > 1:
        return say("all of them {kind}", kind=KINDS[kinds[0]][1])
    return in_a_row(
        [counted(kinds.count(one), *_COUNTED[one]) for one in KINDS if one in kinds], AND
    )


def how_many(found: Roster, asked: Asked) -> str:
    """Return how many members are on file on the day that is asked about, as known then: the
    sentence that a reader takes away."""
    members, possible = len(found.members), len(found.possible)
    when = as_of(asked)
    if not members and not possible:
        return say("No member was on file {when}.", when=when)
    one, several = key("{n} member was on file {when}"), key("{n} members were on file {when}")
    told: str = counted(members, one, several, when=when)
    if members:
        told = say("{told}: {kinds}", told=told, kinds=of_each_kind(found.members))
    if possible:
        one = key("{told}; {n} more participant may have been one")
        several = key("{told}; {n} more participants may have been members")
        told = counted(possible, one, several, told=told)
    return say("{told}.", told=told)


def _known(asked: Asked) -> str:
    return day_in_words(asked.known_on)


def as_of(asked: Asked) -> str:
    """Return of which day a number is, and as known when, in few words."""
    day = day_in_words(asked.day)
    if asked.day == asked.known_on:
        return say("on {day}", day=day)
    return say("on {day}, as known on {known}", day=day, known=_known(asked))


def known(asked: Asked) -> str:
    """Return as known when an answer is given, and what was left out."""
    if not asked.head.size:
        return say("Nothing bears on it in the record.")
    recorded = key("As known on {known}, when event #{size} was recorded.")
    told = say(recorded, known=_known(asked), size=asked.head.size)
    if not asked.unread:
        return told
    unread = counted(
        asked.unread,
        "{n} of the events up to there cannot be read by the version that made this page, and"
        " counts for nothing.",
        "{n} of the events up to there cannot be read by the version that made this page, and"
        " count for nothing.",
    )
    return joined([told, unread], " ")


def membership(program: Program, entered: Turning | None) -> str:
    """Return what counts as membership in a program."""
    statuses = [what_one_is(one) for one in program.members]
    counts = say("A member is whoever is {statuses}.", statuses=in_a_row(statuses, OR))
    if not program.force:
        return counts
    party = say("Consent makes a party once the treaty is in force.")
    when = say("No entry into force is on file, so that nobody is a party.")
    if entered:
        when = say("It entered into force on {date}.", date=in_words(entered.text))
    return joined([counts, party, when], " ")


def coverage(program: Program) -> str:
    """Return how complete the register says that its list is."""
    words = {
        "complete": say("No member is known to be missing."),
        "partial": say("Some members are known to be missing."),
    }.get(program.coverage or "", say("Whether members are missing, the register does not say."))
    return joined(filter(None, [words, program.coverage_note, ABSENCE]), " ")


def missing(short: Short | None, names: Names) -> str:
    """Return which source counts more members than are on file, and how many more."""
    if short is None:
        return ""
    counts = how_many_claimed(short.claim, short.publisher, names, lambda on: in_words(on.text))
    return say("{counts}: {n} more than are on file.", counts=counts, n=short.missing)


def in_how_many(name: str, certain: Sequence[str], possible: Sequence[str], asked: Asked) -> str:
    """Return in which programs somebody is on file as a member."""
    said = {"day": day_in_words(asked.day), "name": name}
    if not certain and not possible:
        return say("On {day}, no membership of {name} was on file.", **said)
    none = say("no program for certain")
    of = in_a_row(_few(certain), AND) if certain else none
    told = say("On {day}, {name} was on file as a member of {programs}", **said, programs=of)
    if possible:
        perhaps = key("{told}; and may have been one of {programs}")
        told = say(perhaps, told=told, programs=in_a_row(_few(possible), AND))
    return say("{told}.", told=told)


def _few(names: Sequence[str], most: int = 6) -> list[str]:
    """Return names, of which too many become a number."""
    left = len(names) - most
    return list(names) if left < 2 else [*names[:most], say("{n} other programs", n=left)]


def ended(end: Turning | None, asked: Asked) -> str | None:
    """Return that a program or a participant ended, where it had by the day that is asked
    about."""
    if end is None or end.first > asked.day:
        return None
    perhaps = key("It may have ceased to exist on {date}; memberships ended with it.")
    ceased = key("It ceased to exist on {date}; memberships ended with it.")
    return say(ceased if end.last <= asked.day else perhaps, date=in_words(end.text))


def status(entry: Entry) -> str:
    """Return what somebody is, and whether for certain."""
    is_ = say(entry.status)
    return is_ if entry.certain else say("possibly {what}", what=is_)


def mark(of: Mark) -> str:
    """Return a mark in words; what exactly sources say stands with the act."""
    return _MARKS.get(of.kind) or spelled(say("{what} {text}", what=of.what, text=of.text))
