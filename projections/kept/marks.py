"""Keep which events may have a mark, as a table of hints: rosters look at these alone.

A hint is kept for an act once it had a mark, at any position of the ledger, and for an event that
puts one beside a membership; it stays when there is none any more. What mark there is at a position
is worked out from the events.
"""

from collections.abc import Iterator, Sequence, Set

from ledger import connection
from ledger.codec import canonical
from ledger.events import Act, Mark, Recorded
from ledger.store import Ledger
from projections.effective import Effective, fold
from projections.evidence import attested
from projections.kept import rows
from projections.kept.rows import Row
from projections.marks import contested, marks
from projections.membership import Pair
from projections.side_marks import is_beside

SCHEMA = """
CREATE TABLE marked (
  program TEXT NOT NULL, participant TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (program, participant, position)
) STRICT, WITHOUT ROWID;
"""
_INSERT = "INSERT OR IGNORE INTO marked VALUES (?, ?, ?)"
_OF_A_PROGRAM = """
SELECT hint.participant, position, type FROM marked AS hint JOIN events USING (position)
WHERE hint.program = ? ORDER BY position
"""
# What is cited by an act itself may say another date than that of the act (which it means where it
# names no fields), or what was recorded about one says more of it; or it puts a mark beside a
# membership.
_MAY_MARK = """
SELECT position FROM events WHERE position > :after AND position <= :until
AND (type IN ('correction', 'retraction', 'suspension', 'provisional-application')
  OR (type = 'attestation' AND (instr(body, '"says":') OR instr(body, '"disputes"')))
  OR (type = 'withdrawal' AND instr(body, '"effective_on":'))
  OR (participant IS NOT NULL AND instr(body, '"says":')
    AND (instr(body, '"supports":') OR EXISTS (
      SELECT 1 FROM json_tree(body, '$.citations')
      WHERE key = 'says' AND atom IS NOT body ->> 'occurred_on'
    ))))
"""
_BESIDE = ("suspension", "provisional-application", "withdrawal")
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
WHERE instr(body, '"says":') OR instr(body, '"disputes"')
OR type IN ('suspension', 'provisional-application')
OR (type IN ('withdrawal', 'correction') AND instr(body, '"effective_on":')) LIMIT 1
"""


def catch_up(ledger: Ledger, after: int, until: int) -> None:
    """Keep a hint for each act that has a mark by what was recorded after a position, up to the
    last."""
    ledger.sql.executemany(_INSERT, _hints(ledger, after, until))


def unlike(ledger: Ledger, until: int) -> Iterator[tuple[Row, bool]]:
    """Return the rows that the table lacks (True), or has and should not (False), when it is kept
    up to a position."""
    has = ledger.sql.execute("SELECT * FROM marked ORDER BY position, program, participant")
    expected = sorted(_hints(ledger, 0, until), key=lambda row: (row[2], row))
    return rows.unlike(expected, has, lambda row: str(row[2]).zfill(20))


def hinted(
    ledger: Ledger, program: str, known: int, acts: Set[int], participants: Set[str]
) -> tuple[Effective, list[int], list[int]]:
    """Return the events that may mark some acts of a program or the memberships of some
    participants, as known at a position: folded, and the positions of those acts, and of what may
    put a mark beside those memberships."""
    with connection.asking(ledger.path):
        hints = ledger.sql.execute(_OF_A_PROGRAM, [program]).fetchall()
    of = [position for _, position, _ in hints if position in acts]
    beside = [at for who, at, type_ in hints if type_ in _BESIDE and who in participants]
    if not of and not beside:
        return Effective(), of, beside
    family = ledger.family({*of, *beside})
    return fold(one for one in family if one.position <= known), of, beside


def _hints(ledger: Ledger, after: int, until: int) -> Iterator[Row]:
    """Yield a row for each act that has a mark, and each event that puts one, at a position after
    one and up to another."""
    values = {"after": after, "until": until}
    changed = [row[0] for row in ledger.sql.execute(_MAY_MARK, values)]
    if not changed:
        return
    for (root,) in ledger.sql.execute(_ROOTS, [canonical(changed)]):
        if ledger.sql.execute(_MAY_BE_MARKED, [root]).fetchone():
            family = [one for one in ledger.family([root]) if one.position <= until]
            yield from ((*pair, root) for pair in _marked(family, after))


def _marked(family: Sequence[Recorded], after: int) -> set[Pair]:
    """Return the memberships as acts of which an event, the first of its family, has a mark at a
    position after one, or puts one."""
    found: set[Pair] = set()
    state, root = Effective(), family[0]
    for one in family:
        standing = state.apply(one).standing(root.position)
        event = standing.event if standing else None
        if not standing or not isinstance(event, Act | Mark) or one.position <= after:
            continue
        brought = attested(state, one) if state.target(one) is root else None
        if is_beside(event) or (
            isinstance(event, Act)
            and (contested(brought, event) if brought else marks(state, standing))
        ):
            found.add((event.program, event.participant))
    return found
