"""What pages say in sentences: how many members there are, and under which conditions that holds.

Who is not listed may have joined all the same, so nothing here says that somebody did not.
"""

from collections.abc import Iterable, Mapping, Sequence

from ledger.events import Program
from projections.lives import Turning
from projections.marks import ACT, DATE, DETAIL, Mark
from projections.roster import Entry, Roster
from projections.sentences import what_one_is
from web.pages.days import day_in_words, in_words
from web.pages.register import Asked

KINDS: Mapping[str, tuple[str, str]] = {  # one, and several
    "state": ("state", "states"),
    "territory": ("territory", "territories"),
    "subnational": ("part of a state", "parts of states"),
    "agency": ("agency", "agencies"),
    "intergovernmental": ("intergovernmental organisation", "intergovernmental organisations"),
    "company": ("company", "companies"),
    "university": ("university", "universities"),
    "ngo": ("non-governmental organisation", "non-governmental organisations"),
    "unknown": ("participant of unknown kind", "participants of unknown kind"),
}
SOURCES = (
    "Every act on file counts, whatever its source, official or not, and one without a source too;"
    " the sources stand beside each."
)
ABSENCE = "Who is not listed may have joined all the same: the register has what was entered."
NOTHING_PROVED = "The register has what was entered: that nothing is on file proves nothing."
CERTAINTY = (
    "Where sources leave the day open, a member for certain is one on every reading of the dates,"
    " and a possible member one on some."
)
_MARKS = {
    DATE: "sources give different dates",
    DETAIL: "sources differ on a detail",
    ACT: "a source denies it",
}


def counted(entries: Iterable[Entry]) -> str:
    """Return how many of each kind are on a roster, states first: "13 states and 2 companies"."""
    kinds = [entry.kind for entry in entries]
    found = [f"{kinds.count(one)} {_kind(one, kinds.count(one))}" for one in KINDS if one in kinds]
    return listed(found)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words in a row: "A, B and C"."""
    *first, end = words or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def _kind(kind: str, count: int) -> str:
    return KINDS[kind][count != 1]


def how_many(found: Roster, asked: Asked) -> str:
    """Return how many members are on file on the day that is asked about, as known then: the
    sentence that a reader takes away."""
    members, possible = len(found.members), len(found.possible)
    when = f"on file {as_of(asked)}"
    if not members and not possible:
        return f"No member was {when}."
    were = "1 member was" if members == 1 else f"{members} members were"
    kinds = f": {counted(found.members)}" if members else ""
    more = {0: "", 1: "; 1 more participant may have been one"}
    perhaps = more.get(possible, f"; {possible} more participants may have been members")
    return f"{were} {when}{kinds}{perhaps}."


def _known(asked: Asked) -> str:
    return day_in_words(asked.known_on)


def as_of(asked: Asked) -> str:
    """Return of which day a number is, and as known when, in few words."""
    by = "" if asked.day == asked.known_on else f", as known on {_known(asked)}"
    return f"on {day_in_words(asked.day)}{by}"


def known(asked: Asked) -> str:
    """Return as known when an answer is given."""
    if not asked.head.size:
        return "Nothing bears on it in the record."
    return f"As known on {_known(asked)}, when event #{asked.head.size} was recorded."


def membership(program: Program, entered: Turning | None) -> str:
    """Return what counts as membership in a program."""
    statuses = [what_one_is(one) for one in program.members]
    counts = f"A member is whoever is {listed(statuses, 'or')}."
    if not program.force:
        return counts
    when = f"It entered into force on {in_words(entered.text)}." if entered else ""
    none = "No entry into force is on file, so that nobody is a party." if not entered else ""
    return f"{counts} Consent makes a party once the treaty is in force. {when}{none}"


def coverage(program: Program) -> str:
    """Return how complete the register says that its list is."""
    words = {
        "complete": "No member is known to be missing.",
        "partial": "Some members are known to be missing.",
    }.get(program.coverage or "", "Whether members are missing, the register does not say.")
    return " ".join(filter(None, [words, program.coverage_note, ABSENCE]))


def in_how_many(name: str, certain: Sequence[str], possible: Sequence[str], asked: Asked) -> str:
    """Return in which programs somebody is on file as a member."""
    when = f"On {day_in_words(asked.day)}"
    if not certain and not possible:
        return f"{when}, no membership of {name} was on file."
    of = listed(_few(certain)) if certain else "no program for certain"
    perhaps = f"; and may have been one of {listed(_few(possible))}" if possible else ""
    return f"{when}, {name} was on file as a member of {of}{perhaps}."


def _few(names: Sequence[str], most: int = 6) -> list[str]:
    """Return names, of which too many become a number."""
    left = len(names) - most
    return list(names) if left < 2 else [*names[:most], f"{left} other programs"]


def ended(end: Turning | None, asked: Asked) -> str | None:
    """Return that a program or a participant ended, where it had by the day that is asked
    about."""
    if end is None or end.first > asked.day:
        return None
    perhaps = "ceased" if end.last <= asked.day else "may have ceased"
    return f"It {perhaps} to exist on {in_words(end.text)}; memberships ended with it."


def status(entry: Entry) -> str:
    """Return what somebody is, and whether for certain."""
    return entry.status if entry.certain else f"possibly {entry.status}"


def mark(of: Mark) -> str:
    """Return a mark in words; what exactly sources say stands with the act."""
    return _MARKS.get(of.kind, str(of))
