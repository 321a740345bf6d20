"""Commands for Wikidata's QuickStatements, in its first form: a statement a line, with its
qualifiers and the address of a source.

A signing is P1891 (signatory) of the program, a ratification, acceptance or approval P6193
(ratified by); an admission P463 (member of) of the participant. Wikidata has no property for an
accession, a succession or an endorsement.
"""

from collections.abc import Iterator

from cli.exports import Asked
from cli.exports.standing import Sources, entity, last_day, standings
from ledger.dates import Date
from ledger.errors import Refusal
from ledger.events import Admission, Consent, Program, Signing
from projections.effective import Effective
from projections.marks import ACT, marks
from projections.view import View

_RATIFYING = ("ratification", "acceptance", "approval")


class NoEntity(Refusal):
    """A program that Wikidata does not know, as far as the register says."""

    def __init__(self, program: Program) -> None:
        super().__init__(
            f"{program.id} has no entity in Wikidata on file: correct it, with same_as as in "
            "wikidata:Q16"
        )


def write(asked: Asked) -> Iterator[bytes]:
    """Yield the lines of a file. Raises `NoEntity`."""
    view = asked.view
    effective = view.events_for()
    for program in asked.programs:
        of = entity(program.id, view.names)
        if of is None:
            raise NoEntity(program)
        lines = [*_acts(program, of, view, effective), *_members(program, of, view, effective)]
        yield from (f"{line}\n".encode() for line in lines)


def _acts(program: Program, of: str, view: View, effective: Effective) -> Iterator[str]:
    """Yield the statements about a treaty or accords: who signed, who ratified."""
    sources, without, other, denied = Sources(effective), set(), 0, 0
    for one in effective:
        event = one.event
        if not isinstance(event, (Signing, Consent)) or event.program != program.id:
            continue
        who = entity(event.participant, view.names)
        ratified = isinstance(event, Consent) and event.action in _RATIFYING
        if who is None:
            without.add(event.participant)
        elif any(mark.kind == ACT for mark in marks(effective, one)):
            denied += 1
        elif isinstance(event, Consent) and not ratified:
            other += 1
        else:
            what = "P6193" if ratified else "P1891"
            urls = [source.url for source in sources.behind([one.position]) if source.url]
            yield _line(of, what, who, [("P585", event.occurred_on)], urls)
    if denied:
        view.asides.append(f"note: {program.id}: {denied} acts that a source denies left out")
    _tell(view, program, without, other)


def _members(program: Program, of: str, view: View, effective: Effective) -> Iterator[str]:
    """Yield the statements about the members of an organisation with tiers of its own."""
    sources, without = Sources(effective), set()
    for one in standings(view, program) if program.tiers else ():
        who = entity(one.participant, view.names)
        if not one.counts or not one.period.certain_from:
            continue
        if who is None:
            without.add(one.participant)
            continue
        admitted = [
            standing.event.counts_from
            for position in one.period.because
            if (standing := effective.standing(position)) and isinstance(standing.event, Admission)
        ]
        dates = [("P580", admitted[0])] if admitted else []
        if last := last_day(one.period):
            dates.append(("P582", Date("", *last)))
        urls = [source.url for source in sources.behind(one.period.because) if source.url]
        yield _line(who, "P463", of, dates, urls)
    _tell(view, program, without, 0)


def _tell(view: View, program: Program, without: set[str], other: int) -> None:
    if without:
        view.asides.append(
            f"note: {program.id}: no entity in Wikidata on file of {', '.join(sorted(without))}"
        )
    if other:
        view.asides.append(
            f"note: {program.id}: {other} accessions, successions and the like left out: Wikidata "
            "has no property for them"
        )


def _line(
    subject: str, what: str, value: str, dates: list[tuple[str, Date]], urls: list[str]
) -> str:
    parts = [subject, what, value]
    for qualifier, date in dates:
        if found := time(date):
            parts += [qualifier, found]
    if urls:
        parts += ["S854", f'"{urls[0]}"']
    return "\t".join(parts)


def time(date: Date) -> str | None:
    """Return a date with its precision (11 a day, 10 a month, 9 a year), None where it may be of
    several years."""
    first, last = date.earliest, date.latest
    if first == last:
        return f"+{first}T00:00:00Z/11"
    if (first.year, first.month) == (last.year, last.month):
        return f"+{first.year:04}-{first.month:02}-00T00:00:00Z/10"
    return f"+{first.year:04}-00-00T00:00:00Z/9" if first.year == last.year else None
