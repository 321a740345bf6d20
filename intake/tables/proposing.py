"""From what was found to what is proposed: events that the register has not; for those that it
has, attestations for or against them, or corrections where the list is trusted.

What an earlier edition of the same list (one of its publisher and title) says already is not
proposed again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from intake.proposals import Proposed
from intake.tables.findings import CLOSER, NEW, OTHER_ACT, OTHER_DATE, SAME, Finding
from intake.tables.listing import Act, Listing
from intake.tables.matching import DATES, Pair
from intake.tables.on_file import Edition, Editions
from ledger import states
from ledger.dates import parse
from projections.evidence import DISPUTES, SUPPORTS, Support


@attrs.frozen
class Cited:
    """The source in which a list came out: its id, its title, of which list it is an edition,
    where in it, and whether what it says corrects what is on file."""

    source: str
    title: str
    edition: Edition
    editions: Editions
    locator: str | None = None
    trusted: bool = False

    def citation(self, **more: Any) -> dict[str, Any]:
        """Return a citation of it in wire form."""
        found = {"source": self.source, "locator": self.locator, **more}
        return {name: value for name, value in found.items() if value}


def proposed(finding: Finding, program: str, cited: Cited) -> list[Proposed]:
    """Return the events that follow from a finding; none where none do or they are on file."""
    if finding.act and finding.act.locator:
        cited = attrs.evolve(cited, locator=finding.act.locator)
    wires: list[dict[str, Any]] = []
    if finding.what == NEW and finding.act:
        wires = [_new(finding.act, program, finding.participant, cited)]
    elif finding.pair:
        wires = list(_about(finding.what, finding.pair, cited))
    if finding.member is None or finding.act is None:
        return []
    why = [f"row {finding.member.row}: {finding.member.name}"]
    if finding.pair:
        why[0] += f": {beside(finding.pair)}"
    why += filter(None, (finding.member.look, finding.act.look))
    return [Proposed(wire, why) for wire in wires]


def beside(pair: Pair) -> str:
    """Say what an act of a list has beside the same one on file."""
    parts = [
        f"{listed} on the list, {on_file or f'no {field}'} on file"
        for field, (listed, on_file) in pair.differs.items()
    ]
    what = pair.filed.action or pair.act.type
    return f"{', '.join(parts) or f'{what}, {pair.filed.date}'} (#{pair.filed.position})"


def _new(act: Act, program: str, participant: str, cited: Cited) -> dict[str, Any]:
    wire = {"type": act.type, "program": program, "participant": participant}
    wire |= {"occurred_on": act.occurred_on, **act.fields}
    before = predecessor(participant, act)
    if before:
        wire["predecessor"] = before
    return {**wire, "citations": [cited.citation()]}


def predecessor(participant: str, act: Act) -> str | None:
    """Return the former state that a participant succeeded, where it succeeded one alone by then:
    of a colony the table of former states knows none."""
    if act.fields.get("action") != "succession":
        return None
    on = parse(act.occurred_on)
    ended = [
        one.code
        for one in states.all_states()
        if one.former and one.kind == "state" and one.until and one.until <= on.latest
        if participant in one.successors and participant != one.continued_by
    ]
    return ended[0] if len(ended) == 1 else None


def _about(what: str, pair: Pair, cited: Cited) -> Iterator[dict[str, Any]]:
    """Yield what is to be recorded about an act on file."""
    differs = {field: listed for field, (listed, _) in pair.differs.items()}
    if differs and cited.trusted:
        yield _correction(pair, differs, cited)
    elif what in (SAME, CLOSER):
        yield from _supports(pair, differs, cited)
    else:
        assert what in (OTHER_DATE, OTHER_ACT)
        yield from _disputes(pair, differs, cited)


def _correction(pair: Pair, differs: Mapping[str, str], cited: Cited) -> dict[str, Any]:
    was = ", ".join(
        f"{listed}, not {on_file}" if on_file else f"{field} {listed}"
        for field, (listed, on_file) in pair.differs.items()
    )
    return {
        "type": "correction",
        "event": pair.filed.standing.recorded.id,
        "changes": dict(differs),
        "reason": f"{cited.title} has {was}.",
        "citations": [cited.citation()],
    }


def _supports(pair: Pair, differs: Mapping[str, str], cited: Cited) -> Iterator[dict[str, Any]]:
    """Yield an attestation for an act, and one for each date of it that is not on file."""
    known = pair.filed.by(cited.edition, cited.editions)
    if not any(one.stance == SUPPORTS for one in known):
        same = pair.act.occurred_on == pair.filed.date.text
        says = None if same else pair.act.occurred_on  # a month, say, where the day is on file
        yield _attestation(pair, SUPPORTS, cited.citation(says=says))
    elif "occurred_on" in differs and not _said(known, differs["occurred_on"]):
        yield _attestation(pair, SUPPORTS, cited.citation(says=differs["occurred_on"]))
    for field in DATES[1:]:
        if field in differs and not _said(known, differs[field]):
            says = differs[field]
            yield _attestation(pair, SUPPORTS, cited.citation(says=says, supports=[field]))


def _disputes(pair: Pair, differs: Mapping[str, str], cited: Cited) -> Iterator[dict[str, Any]]:
    field = next((one for one in DATES if one in differs), None)
    says = differs[field] if field else None
    known = pair.filed.disputed_by(cited.edition, cited.editions)
    if not _said(known, says):
        citation = cited.citation(says=says, supports=list(differs))
        note = {"note": f"The list has {differs['action']}."} if "action" in differs else {}
        yield _attestation(pair, DISPUTES, citation) | note


def _said(known: Iterable[Support], date: str | None) -> bool:
    """Return whether one of some citations gives a date, or gives none either."""
    return any((one.citation.says.text if one.citation.says else None) == date for one in known)


def _attestation(pair: Pair, stance: str, citation: dict[str, Any]) -> dict[str, Any]:
    event = pair.filed.standing.recorded.id
    return {"type": "attestation", "event": event, "stance": stance, "citation": citation}


def claim(
    listing: Listing,
    program: str,
    members: Sequence[str],
    day: str,
    changed: Sequence[str],
    cited: Cited,
) -> Proposed:
    """Return what a list without dates says: who its members were on a day. ``changed`` are those
    in which its last edition on file differs."""
    wire = {
        "type": "claim",
        "program": program,
        "on": day,
        "members": list(members),
        "citation": cited.citation(),
    }
    why = [f"{listing.name} gives no dates: it makes nobody a member, and is a claim"]
    if changed:
        why.append(f"its last edition on file differs in {', '.join(changed)}")
    return Proposed(wire, why)
