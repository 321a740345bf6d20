"""What a list and the register have of each member, held against one another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

import attrs

from intake.tables.listing import Act, Listing, Member, Whom, Wrong
from intake.tables.matching import Pair, paired
from intake.tables.on_file import Filed, OnFile
from intake.tables.sheets import BadList
from ledger import states
from ledger.dates import Date, parse
from ledger.errors import Ambiguous, Refusal, Unknown, UnreadName
from ledger.events import STATUSES
from ledger.names import Names

NEW, SAME, CLOSER = "new", "same", "more exact"
OTHER_DATE, OTHER_ACT = "other date", "other act"
UNLISTED, UNDATED = "not on the list", "without a date"
CHANGED = "changed"  # in a grid that the register wrote
KINDS = (NEW, SAME, CHANGED, CLOSER, OTHER_DATE, OTHER_ACT, UNLISTED, UNDATED)


@attrs.frozen
class Finding:
    """What there is of one act: in the list (``member``, ``act``), on file (``filed``), or in both
    (``pair``). ``why`` says what would explain that the list does not have it."""

    what: str
    participant: str
    member: Member | None = None
    act: Act | None = None
    filed: Filed | None = None
    pair: Pair | None = None
    why: str = ""


@attrs.frozen
class Compared:
    """A list held against the register: each finding, and what was wrong with rows."""

    findings: Sequence[Finding]
    wrong: Sequence[Wrong]


_MOST_UNKNOWN = 300
_GIVES = {"signing": "signatory", "endorsement": "supporter", "consent": "party"}
Resolved = Mapping[Whom, str]  # ids by the names of a list


def resolved(listing: Listing, names: Names, known: dict[Whom, str]) -> Iterator[Wrong]:
    """Add the ids of those that a list names to the ``known`` ones; yield what names nobody, or
    more than one. Raises `BadList` where these are very many."""
    rows = {one.whom: one for one in listing.wrong if one.name}
    rows |= {one.whom: Wrong(one.row, one.name, "", one.ids) for one in listing.members}
    unknown = 0
    for whom, one in rows.items():
        if whom not in known:
            found = _called(whom, names)
            if isinstance(found, str):
                known[whom] = found
                continue
            unknown += 1
            if unknown > _MOST_UNKNOWN:
                many = f"more than {_MOST_UNKNOWN} names in it mean nobody"
                raise BadList(listing.name, f"{many}: look which column has the participants")
            yield attrs.evolve(one, problem=str(found))


def _called(whom: Whom, names: Names) -> str | Refusal:
    """Return the id that the first name has that means anybody, or why the last means nobody."""
    for name in whom[:-1]:
        with suppress(Unknown, Ambiguous, UnreadName):
            return names.participant(name)
    try:
        return names.participant(whom[-1])
    except (Unknown, Ambiguous, UnreadName) as refusal:
        return refusal


def compared(
    listing: Listing,
    ids: Resolved,
    on_file: OnFile,
    names: Names,
    day: Date | None,
    today: date,
    ladder: Sequence[str] = STATUSES,
) -> Compared:
    """Hold a list against what is on file of its program. ``ids`` are those of the names that it
    has; ``day`` is the one on which it stood so, if that is known, else ``today`` limits it;
    ``ladder`` has the statuses that one can have in the program."""
    rows: dict[str, list[tuple[Member, Act]]] = {}
    undated: list[Finding] = []
    wrong: list[Wrong] = []
    unread = {ids[one.whom] for one in listing.wrong if one.whom in ids}
    for member in listing.members:
        if member.whom not in ids:
            continue
        own = rows.setdefault(ids[member.whom], [])
        if not member.acts:
            undated.append(Finding(UNDATED, ids[member.whom], member))
        for act in member.acts:
            problem = _problem(act, day, today) or _unfit(act, ladder) or _twice(act, own)
            if problem:
                wrong.append(Wrong(member.row, member.name, problem))
                unread.add(ids[member.whom])
            else:
                own.append((member, act))
    covers = {who: frozenset() if who in unread else listing.covers for who in rows}
    found = [one for who, own in rows.items() for one in _of_one(who, own, on_file, covers[who])]
    rest = _unlisted(rows.keys() | unread, on_file, names, day)
    return Compared([*found, *undated, *rest], wrong)


def _problem(act: Act, day: Date | None, today: date) -> str:
    first = parse(act.occurred_on).earliest
    if day and first > day.latest:
        return f"{act.occurred_on} is after {day}, when the list stood so"
    return f"{act.occurred_on} is after today, {today}" if first > today else ""


def _unfit(act: Act, ladder: Sequence[str]) -> str:
    """Say why an act cannot be one of a program with some statuses."""
    status = act.fields.get("tier") or _GIVES.get(act.type)
    if status is None or status in ladder:
        return ""
    statuses = ", ".join(ladder)
    return f"the program's statuses are {statuses}, and this gives {status!r}: tell another act"


def _twice(act: Act, own: Iterable[tuple[Member, Act]]) -> str:
    for member, other in own:
        if (other.type, other.occurred_on, other.fields) == (act.type, act.occurred_on, act.fields):
            return f"row {member.row} says the same"
    return ""


def _of_one(
    participant: str,
    own: Sequence[tuple[Member, Act]],
    on_file: OnFile,
    covers: frozenset[str],
) -> Iterator[Finding]:
    members = {id(act): member for member, act in own}
    filed = on_file.acts.get(participant, [])
    pairs, new, left = paired([act for _, act in own], filed)
    for pair in pairs:
        what = _what(pair)
        yield Finding(what, participant, members[id(pair.act)], pair.act, pair.filed, pair)
    for act in new:
        yield Finding(NEW, participant, members[id(act)], act)
    for one in left:
        if one.type in covers:
            yield Finding(UNLISTED, participant, filed=one, why=_left(one, filed))


def _what(pair: Pair) -> str:
    if not pair.differs:
        return SAME
    if pair.closer:
        return CLOSER
    return OTHER_ACT if "action" in pair.differs else OTHER_DATE


def _unlisted(
    listed: Iterable[str], on_file: OnFile, names: Names, day: Date | None
) -> Iterator[Finding]:
    """Yield the last act of each participant that the list does not have, and why that may be."""
    on_list = set(listed)
    for participant, filed in on_file.acts.items():
        if participant not in on_list:
            acts = [one for one in filed if one.type != "withdrawal"] or filed
            last = max(acts, key=lambda one: (one.date.latest, one.position))
            why = _why(participant, last, filed, names, on_list, day)
            yield Finding(UNLISTED, participant, filed=last, why=why)


def _why(
    participant: str,
    last: Filed,
    filed: Sequence[Filed],
    names: Names,
    listed: set[str],
    day: Date | None,
) -> str:
    """Return what on file would explain that a list does not have a participant, given the last act
    by which it joined."""
    if day and all(one.date.earliest > day.latest for one in filed):
        return f"the list is of {day}, and this came later"
    if why := _left(last, filed):
        return why
    state = states.state(participant)
    if state and state.former and state.until:
        after = [names.title(one) for one in state.successors if one in listed]
        on_it = f"; {', '.join(after)} on the list" if after else ""
        return f"it ended on {state.until}{on_it}"
    own = names.participants.get(participant)
    if own and own.state in listed:
        return f"{names.title(own.state)}, whose body it is, is on the list"
    if all(one.type == "endorsement" for one in filed):
        return "it only spoke for the program"
    if all(one.type in ("suspension", "provisional-application") for one in filed):
        return "no act of joining is on file"
    return "nothing on file explains it"


def _left(one: Filed, filed: Sequence[Filed]) -> str:
    """Return by which later act on file an act has no effect any more."""
    exits = [other for other in filed if other.type == "withdrawal"]
    after = [other for other in exits if other.date.latest >= one.date.earliest]
    return f"it left, {after[0].event.counts_from} (#{after[0].position})" if after else ""
