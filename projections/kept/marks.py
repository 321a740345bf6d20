"""Keep which acts may have a mark, as a table of hints: rosters look at these acts alone.

A hint is kept for an act once it had a mark, at any position of the ledger, and stays when it has
none any more: what mark it has at a position is worked out from the events.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger import connection
from ledger.codec import canonical
from ledger.events import Act, Recorded
from ledger.store import Ledger
from projections.effective import Effective, fold
from projections.evidence import attested
from projections.kept import rows
from projections.kept.rows import Row
from projections.marks import Mark, contested, marks
from projections.marks import marks_of as marks_as_of
from projections.membership import Pair

SCHEMA = """
CREATE TABLE marked (
  program TEXT NOT NULL, participant TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (program, participant, position)
) STRICT, WITHOUT ROWID;
"""
_INSERT = "INSERT OR IGNORE INTO marked VALUES (?, ?, ?)"
_OF_A_PROGRAM = "SELECT position FROM marked WHERE program = ?"
# What is cited by an act itself says another date, or what was recorded about one says more of it.
_MAY_MARK = """
SELECT position FROM events WHERE position > :after AND position <= :until
AND (type IN ('correction', 'retraction')
  OR (type = 'attestation' AND (instr(body, '"says":') OR instr(body, '"disputes"')))
  OR (participant IS NOT NULL AND instr(body, '"says":')))
"""
_ROOTS = """
WITH RECURSIVE up (position) AS (
  SELECT value FROM json_each(?)
  UNION SELECT about FROM events JOIN up USING (position) WHERE about IS NOT NULL
)
SELECT position FROM up JOIN events USING (position) WHERE about IS NULL ORDER BY position
"""
_MAY_BE_MARKED = """
WITH RECURSIVE family (position) AS (
  SELECT ? UNION SELECT events.position FROM events JOIN family ON about = family.position
)
SELECT 1 FROM events JOIN family USING (position)
WHERE instr(body, '"says":') OR instr(body, '"disputes"') LIMIT 1
"""


def catch_up(ledger: Ledger, after: int) -> None:
    """Keep a hint for each act that has a mark by what was recorded after a position."""
    ledger.sql.executemany(_INSERT, _hints(ledger, after, ledger.size))


def unlike(ledger: Ledger, until: int) -> Iterator[tuple[Row, bool]]:
    """Return the rows that the table lacks (True), or has and should not (False), when it is kept
    up to a position."""
    has = ledger.sql.execute("SELECT * FROM marked ORDER BY position, program, participant")
    expected = sorted(_hints(ledger, 0, until), key=lambda row: (row[2], row))
    return rows.unlike(expected, has, lambda row: str(row[2]).zfill(20))


def marks_of(
    ledger: Ledger, program: str, known: int, acts: Iterable[int]
) -> Mapping[int, Sequence[Mark]]:
    """Return the marks of some acts of a program by their positions, as known at another."""
    wanted = set(acts)
    with connection.asking(ledger.path):
        hints = [row[0] for row in ledger.sql.execute(_OF_A_PROGRAM, [program])]
    hinted = wanted.intersection(hints)
    if not hinted:
        return {}
    state = fold(one for one in ledger.family(hinted) if one.position <= known)
    return marks_as_of(state, hinted)


def _hints(ledger: Ledger, after: int, until: int) -> Iterator[Row]:
    """Yield a row for each act that has a mark at a position after one and up to another."""
    values = {"after": after, "until": until}
    changed = canonical([row[0] for row in ledger.sql.execute(_MAY_MARK, values)])
    for (root,) in ledger.sql.execute(_ROOTS, [changed]).fetchall():
        if ledger.sql.execute(_MAY_BE_MARKED, [root]).fetchone():
            family = [one for one in ledger.family([root]) if one.position <= until]
            yield from ((*pair, root) for pair in _marked(family, after))


def _marked(family: Sequence[Recorded], after: int) -> set[Pair]:
    """Return the memberships as acts of which an event, the first of its family, has a mark at a
    position after one."""
    found: set[Pair] = set()
    state, root = Effective(), family[0]
    for one in family:
        standing = state.apply(one).standing(root.position)
        event = standing.event if standing else None
        if not standing or not isinstance(event, Act) or one.position <= after:
            continue
        brought = attested(state, one) if state.target(one) is root else None
        if contested(brought, event) if brought else marks(state, standing):
            found.add((event.program, event.participant))
    return found
