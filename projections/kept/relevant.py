"""The events that an answer needs, found by the file's indexes: those of one program or of some
participants, with everything recorded about them and the sources that they cite.

A fold over these says the same of that program or those participants as one over the whole
ledger. They are found with the help of the kept tables, which have to be current.
"""

from collections.abc import Collection, Iterable

from ledger.codec import canonical
from ledger.events import Recorded, Signing
from ledger.references import references, sources
from ledger.store import Ledger
from projections.kept import search, tables

_OF_A_PROGRAM = """
SELECT position FROM {} WHERE program = :program
AND (participant IS NULL OR :everybody OR participant IN (SELECT value FROM json_each(:these)))
"""
# A reading has no body where it was retracted: then it is found as it was recorded, or read before.
_BY_ACTION = """
SELECT position FROM {} WHERE program = :program
AND body ->> 'action' IN (SELECT value FROM json_each(:actions))
"""
_UP = """
WITH RECURSIVE up (position) AS (
  SELECT value FROM json_each(?)
  UNION SELECT about FROM events JOIN up USING (position) WHERE about IS NOT NULL
)
SELECT position FROM up
"""


def of_program(
    ledger: Ledger, program: str, participants: Collection[str] | None = None
) -> list[Recorded]:
    """Return the records from which a program's rosters and audits follow, in the order of the
    ledger: the events that name it, now or before a correction, everything recorded about them, and
    the sources that they cite. ``participants`` limits the acts to theirs (None: all)."""
    values = {
        "program": program,
        "everybody": participants is None,
        "these": canonical(sorted(participants or ())),
    }
    positions = {ledger.defined("program", program), *tables.of_lives(ledger, program)}
    for table in ("events", "readings"):
        positions |= {row[0] for row in ledger.sql.execute(_OF_A_PROGRAM.format(table), values)}
    return with_sources(ledger, ledger.family(position for position in positions if position))


def by_action(ledger: Ledger, program: str, actions: Collection[str]) -> list[Recorded]:
    """Return the acts in a program that have one of some actions, or ever were said to, and
    everything recorded about them, in the order of the ledger."""
    values = {"program": program, "actions": canonical(sorted(actions))}
    query = " UNION ".join(map(_BY_ACTION.format, ("events", "readings")))
    return ledger.family(row[0] for row in ledger.sql.execute(query, values))


def naming(ledger: Ledger, identities: Iterable[str]) -> list[Recorded]:
    """Return the events that name one of some participants or documents, now or before a
    correction, and everything recorded about them, in the order of the ledger; others may be among
    them."""
    named = {position for one in identities for position in search.naming(ledger, one)}
    return ledger.family(row[0] for row in ledger.sql.execute(_UP, [canonical(sorted(named))]))


def of_participants(ledger: Ledger, participants: Iterable[str]) -> list[Recorded]:
    """Return what is `naming` some participants, the claims about the programs named there, which
    may be sources for an act, and the sources that are cited."""
    found = {one.position: one for one in naming(ledger, participants)}
    programs = {
        one.id for each in found.values() for one in references(each.event) if one.sort == "program"
    }
    claims = [position for program in programs for position in tables.of_claims(ledger, program)]
    found |= {one.position: one for one in (ledger.family(claims) if claims else ())}
    return with_sources(ledger, [found[position] for position in sorted(found)])


def with_papers(ledger: Ledger, records: Iterable[Recorded]) -> list[Recorded]:
    """Some events, the documents that those among them name, now or before a correction, and what
    else was done by these, in the order of the ledger."""
    found = {one.position: one for one in records}
    named = {
        one.id
        for recorded in found.values()
        for one in references(recorded.event, Signing)  # all of the world have that field
        if one.sort == "document"
    }
    more = ledger.family(ledger.positions_of("document", named))
    for one in (*more, *(naming(ledger, named) if named else ())):
        found[one.position] = one
    return [found[position] for position in sorted(found)]


def with_sources(ledger: Ledger, records: Iterable[Recorded]) -> list[Recorded]:
    """Return some events, and the sources that they cite, with those that these are copies of."""
    found = {one.position: one for one in records}
    wanted, seen = _sources_in(found.values()), set[str]()
    while wanted:
        seen |= wanted
        more = ledger.family(ledger.positions_of("source", wanted))
        found |= {one.position: one for one in more}
        wanted = _sources_in(more) - seen
    return [found[position] for position in sorted(found)]


def _sources_in(records: Iterable[Recorded]) -> set[str]:
    return {source for one in records for source in sources(one.event)}
